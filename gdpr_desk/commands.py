"""What each command of the command line does: opens what it needs, calls a service, says the outcome."""

from __future__ import annotations

import argparse
import contextlib
import getpass
import json
import os
import sys
from datetime import date
from pathlib import Path

from gdpr_desk import settings
from gdpr_desk.app import Desk, create_desk, discard, unlock_desk
from gdpr_desk.clock import SystemClock
from gdpr_desk.diagnostic import FAILED, run_checks
from gdpr_desk.documents.typography import display
from gdpr_desk.errors import AccessRefused, InvalidInput
from gdpr_desk.files import check_target, first_line, write_for_user, writing_for_user
from gdpr_desk.outcome import Outcome, counted
from gdpr_desk.profile import read_profile
from gdpr_desk.strength import strength
from gdpr_desk.vault.folder import exists as vault_exists
from gdpr_desk.vault.recovery import RecoverySecret
from gdpr_desk.vault.refusals import no_vault

SECRET_FILE_VARIABLE = "GDPR_DESK_PASSPHRASE_FILE"
MUST_LOOK = 4
SHEETS = ("ods", "xlsx", "csv")


def demo(arguments: argparse.Namespace) -> Outcome:
    """Create the fictional shop."""
    from gdpr_desk.demo import create_demo

    folder = _vault_folder(arguments)
    desk, passphrase = create_demo(folder, SystemClock())
    with desk:
        activities = len(desk.register.overview())
    return Outcome(
        {"vault": str(folder), "activities": activities, "passphrase": passphrase},
        [f"Boutique fictive créée : {counted(activities, 'activité')} de traitement."],
        plain=f"Phrase de passe : {passphrase}",
    )


def init(arguments: argparse.Namespace) -> Outcome:
    """Create a vault from a profile, and the recovery sheet beside it."""
    profile = read_profile(arguments.profile)
    passphrase = first_line(arguments.new_passphrase_file)
    folder = _vault_folder(arguments)
    sheet = _sheet_target(arguments, folder)
    was_there = folder.exists()
    desk, secret = create_desk(folder, profile, passphrase, SystemClock())
    try:
        count = len(desk.register.overview())
        content = _recovery_sheet(sheet, desk.vault.label, secret, SystemClock().today())
        write_for_user(sheet, content, force=arguments.force)
    except BaseException:  # a vault without its recovery sheet was not asked for
        discard(desk.vault, keep_folder=was_there)
        raise
    desk.close()
    officer = profile.controller.officer
    judged = strength(passphrase, shop=profile.controller.name, person=officer.name if officer else "")
    lines = [
        f"Coffre créé, avec {counted(count, 'activité')} à relire.",
        "La feuille de secours est écrite.",
        "Imprimez-la, rangez-la loin de l’ordinateur, puis supprimez le fichier.",
    ]
    if not judged.enough:  # a script chose it knowingly: told, not refused as in the window
        lines.append(f"Phrase de passe fragile. {judged.sentence}")
    return Outcome(
        {
            "vault": str(folder),
            "activities": count,
            "recovery": str(arguments.recovery_out),
            "passphrase_enough": judged.enough,
        },
        lines,
    )


def _sheet_target(arguments: argparse.Namespace, folder: Path) -> Path:
    """Where the recovery sheet goes: never into the vault, never over a file the command reads."""
    sheet = check_target(arguments.recovery_out, force=arguments.force)
    _refuse_inside(folder, sheet)
    if sheet in {arguments.profile.resolve(), arguments.new_passphrase_file.resolve()}:
        raise InvalidInput(
            "La feuille de secours remplacerait un des fichiers donnés.",
            safe="Rien n’a été créé.",
            remedy="Choisissez un autre nom pour la feuille de secours.",
            code="file_exists",
        )
    return sheet


def _recovery_sheet(path: Path, label: str, secret: RecoverySecret, made_on: date) -> bytes:
    """As a page to print where the name says PDF, else as plain text."""
    if path.suffix.lower() == ".pdf":
        from gdpr_desk.documents.recovery_sheet import recovery_sheet_pdf

        return recovery_sheet_pdf(label, secret.groups, secret.qr_text, made_on)
    return (" ".join(secret.groups) + "\n").encode("utf-8")


def status(arguments: argparse.Namespace) -> Outcome:
    """What waits today."""
    with _open(arguments) as desk:
        overview = desk.register.overview()
        findings = desk.register.check()
        label = desk.vault.label
    incomplete = [o.activity.reference for o in overview if o.completeness.share < 1]
    errors = sum(f.severity == "error" for f in findings)
    result = {
        "vault": label,
        "activities": len(overview),
        "incomplete": incomplete,
        "findings": {"error": errors, "other": len(findings) - errors},
        "clocks": [],
        "due": [],
        "last_sweep": None,
        "last_backup": None,
    }
    lines = [
        f"{label} : {counted(len(overview), 'activité')}, dont {len(incomplete)} à compléter.",
        f"{counted(len(findings), 'point')} à revoir, dont {errors} à corriger.",
    ]
    return Outcome(result, lines)


def register_list(arguments: argparse.Namespace) -> Outcome:
    """The activities, one line each."""
    with _open(arguments) as desk:
        overview = desk.register.overview()
    rows = [
        {
            "reference": o.activity.reference,
            "name": o.activity.name,
            "status": o.activity.status.value,
            "complete": round(o.completeness.share, 2),
            "findings": len(o.findings),
            "reviewed_on": o.activity.reviewed_on.isoformat() if o.activity.reviewed_on else None,
        }
        for o in overview
    ]
    lines = [
        f"{r['reference']}  {round(o.completeness.share * 100):3d} %  {r['name']}"
        for r, o in zip(rows, overview, strict=True)
    ]
    return Outcome({"activities": rows}, lines or ["Le registre est vide."])


def register_show(arguments: argparse.Namespace) -> Outcome:
    """One activity in the interchange format."""
    from gdpr_desk.register.interchange import activity_to_json

    with _open(arguments) as desk:
        shown = activity_to_json(desk.register.activity(_reference(arguments.reference)))
    return Outcome(shown, plain=json.dumps(shown, ensure_ascii=False, indent=2))


def register_check(arguments: argparse.Namespace) -> Outcome:
    """Everything the checks find."""
    with _open(arguments) as desk:
        findings = desk.register.check()
    rows = [
        {
            "key": f.key,
            "severity": str(f.severity),
            "activity": f.activity,
            "field": f.field,
            "sentence": f.sentence,
            "article": f.article,
        }
        for f in findings
    ]
    lines = [" · ".join(part for part in (f.activity, f.sentence, f.article) if part) for f in findings]
    return Outcome({"findings": rows}, lines or ["Rien à signaler."])


def register_export(arguments: argparse.Namespace) -> Outcome:
    """The register, or one sheet of it, as a file."""
    reference = None if arguments.activity is None else _reference(arguments.activity)
    if arguments.strict and arguments.format not in SHEETS:
        raise InvalidInput(
            "La version stricte existe pour les tableaux seulement.",
            safe="Rien n’a été écrit.",
            remedy="Retirez --strict, ou choisissez ods, xlsx ou csv.",
        )
    replaced: list[str] = []
    left_out = ""
    target = check_target(arguments.out, force=arguments.force)
    _refuse_inside(_vault_folder(arguments), target)
    with _open(arguments) as desk:
        if arguments.format == "pdf":
            document = desk.register.pdf(demo=desk.vault.is_demo, activity=reference)
            content, replaced = document.content, list(document.replaced)
        elif arguments.format in SHEETS:
            sheets = desk.register.sheets(arguments.format, strict=arguments.strict, activity=reference)
            content, left_out = sheets.content, sheets.left_out
        else:
            content = desk.register.json(reference).encode("utf-8")
        with writing_for_user(target, content, force=arguments.force):
            desk.register.exported(arguments.format)
    lines = [f"{counted(len(content), 'octet écrit')}. Ce fichier n’est plus chiffré."]
    if replaced:
        lines.append(f"Signes sans dessin, montrés par leur numéro : {', '.join(replaced)}.")
    if left_out:
        lines.append(left_out)
    result = {"file": str(arguments.out), "bytes": len(content), "replaced": replaced, "left_out": left_out}
    return Outcome(result, lines)


def register_import(arguments: argparse.Namespace) -> Outcome:
    """Take over a register, whatever wrote it; nothing at all when any of it is wrong."""
    from gdpr_desk.register.reading.column_mapper import read_mapping
    from gdpr_desk.register.reading.intake import read_incoming

    mapping = read_mapping(arguments.mapping) if arguments.mapping else None
    shift = None if arguments.shift is None else arguments.shift == "corrected"
    incoming = read_incoming(arguments.file, mapping=mapping, correct_shift=shift)
    with _open(arguments) as desk:
        take = desk.register.preview_incoming if arguments.dry_run else desk.register.import_incoming
        outcome = take(incoming)
    result = {
        "format": incoming.format,
        "activities": len(incoming.register.activities),
        "created": list(outcome.created),
        "updated": list(outcome.updated),
        "warnings": [{"where": w.where, "message": w.message} for w in outcome.warnings],
        "errors": [],
    }
    created, updated = len(outcome.created), len(outcome.updated)
    done = "Rien n’a été modifié : cet import" if arguments.dry_run else "L’import"
    verb = "apporterait" if arguments.dry_run else "a apporté"
    lines = [f"{done} {verb} {counted(created, 'fiche nouvelle')} et {counted(updated, 'fiche modifiée')}."]
    return Outcome(result, lines + [f"{w.where} : {w.message}" for w in outcome.warnings])


def journal_list(arguments: argparse.Namespace) -> Outcome:
    """What was done, newest first."""
    from gdpr_desk.journal.model import sentence
    from gdpr_desk.periods.words import french_instant

    with _open(arguments) as desk:
        entries = desk.journal.entries()
        names = {person.id: person.name for person in desk.vault.people()}
    rows = [
        {
            "number": e.number,
            "at": e.at.isoformat(),
            "actor": e.actor,
            "action": e.action,
            "subject": e.subject,
            "detail": dict(e.detail),
            "digest": e.digest,
        }
        for e in entries
    ]
    lines = [
        f"{e.number:>5}  {french_instant(e.at)}  {names.get(e.actor, e.actor)}  {sentence(e)}"
        for e in entries
    ]
    return Outcome({"entries": rows}, lines)


def journal_verify(arguments: argparse.Namespace) -> Outcome:
    """Recompute the chain."""
    with _open(arguments) as desk:
        verdict = desk.verify_journal()
    result = {
        "entries": verdict.entries,
        "intact": verdict.intact,
        "first_break": verdict.first_break,
        "missing_tail": verdict.missing_tail,
    }
    if verdict.intact:
        return Outcome(result, [f"Chaîne intacte : {counted(verdict.entries, 'entrée')}."])
    missing = counted(verdict.missing_tail, "entrée")
    line = (
        f"Rupture à l’entrée {verdict.first_break} : une ligne du journal a été modifiée ou retirée."
        if verdict.first_break is not None
        else f"Il manque {missing} à la fin du journal."
    )
    return Outcome(result, [line, "Gardez une copie du coffre avant toute autre chose."], MUST_LOOK)


def deadline(arguments: argparse.Namespace) -> Outcome:
    """The legal end of a request's month, or of the 72 hours."""
    if arguments.aware is not None:
        if arguments.paused or arguments.extended:
            raise InvalidInput(
                "Les 72 heures d’une notification ne connaissent ni suspension ni prolongation.",
                safe="Rien n’a été modifié.",
                remedy="Retirez --paused et --extended.",
            )
        return _notification(arguments)
    from gdpr_desk.periods.holidays import Region
    from gdpr_desk.periods.reading import read_date
    from gdpr_desk.periods.requests import Pause, request_deadline
    from gdpr_desk.periods.words import french_date

    found = request_deadline(
        read_date(arguments.received, field="received"),
        region=Region(arguments.region),
        pauses=[Pause.parse(words) for words in arguments.paused],
        extended=arguments.extended,
        today=SystemClock().today(),
    )
    result = {
        "received": found.received.isoformat(),
        "target": found.target.isoformat(),
        "due": found.due.isoformat(),
        "extended_target": found.extended_target.isoformat(),
        "extended_due": found.extended_due.isoformat(),
        "rule": found.rule,
    }
    last = found.extended_due if arguments.extended else found.due
    return Outcome(result, [f"Répondre au plus tard le {french_date(last, weekday=True)}.", found.rule])


def _notification(arguments: argparse.Namespace) -> Outcome:
    from gdpr_desk.periods.notification import notification_deadline
    from gdpr_desk.periods.reading import read_instant
    from gdpr_desk.periods.words import french_instant

    found = notification_deadline(read_instant(arguments.aware, field="aware_at"))
    result = {
        "aware_at": found.aware_at.isoformat(),
        "due_at": found.due_at.isoformat(),
        "rule": found.rule,
    }
    return Outcome(
        result, [f"Notifier au plus tard le {french_instant(found.due_at, weekday=True)}.", found.rule]
    )


def diagnose(arguments: argparse.Namespace) -> Outcome:  # noqa: ARG001 - every command takes the words
    """What works on this computer and what does not."""
    checks = run_checks()
    rows = [{"key": c.key, "state": c.state, "sentence": c.sentence, "remedy": c.remedy} for c in checks]
    failed = any(c.state == FAILED for c in checks)
    return Outcome({"checks": rows}, [c.line() for c in checks], MUST_LOOK if failed else 0)


def _open(arguments: argparse.Namespace) -> Desk:
    folder = _vault_folder(arguments)
    if not vault_exists(folder):  # said before anybody is asked for a passphrase
        raise no_vault()
    return unlock_desk(folder, _passphrase(arguments), SystemClock(), arguments.person)


def _vault_folder(arguments: argparse.Namespace) -> Path:
    """The vault's real place: « . » and links have no name to build a vault beside."""
    folder: Path = arguments.vault or settings.default_vault()
    try:
        folder = folder.resolve()
        vault_exists(folder)  # a folder closed to this user says so here
    except (OSError, RuntimeError) as problem:
        raise InvalidInput(
            "Ce dossier ne peut pas être lu.",
            safe="Rien n’a été modifié.",
            remedy="Vérifiez son chemin et vos droits.",
            code="folder_refused",
            field="folder",
        ) from problem
    return folder


def _passphrase(arguments: argparse.Namespace) -> str:
    named = arguments.passphrase_file or os.environ.get(SECRET_FILE_VARIABLE)
    if named:
        return first_line(Path(named))
    typed = ""
    if sys.stdin is not None and sys.stdin.isatty():
        with contextlib.suppress(EOFError):
            typed = getpass.getpass(display("Phrase de passe : "))
    if typed:
        return typed
    raise AccessRefused(
        "Le coffre est verrouillé, et aucune phrase de passe n’a été donnée.",
        safe="Rien n’a été modifié.",
        remedy=f"Donnez --passphrase-file FICHIER, ou la variable {SECRET_FILE_VARIABLE}.",
    )


def _refuse_inside(folder: Path, target: Path) -> None:
    if target.is_relative_to(folder):
        raise InvalidInput(
            "Ce fichier serait dans le dossier du coffre, que le programme garde pour lui.",
            safe="Rien n’a été modifié.",
            remedy="Choisissez un autre dossier, par exemple Documents.",
            code="inside_vault",
        )


def _reference(typed: str) -> str:
    """A reference as the register writes it; the screen shows it with an unbreakable hyphen."""
    return typed.strip().replace("\u2011", "-").upper()
