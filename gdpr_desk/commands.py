"""What each command of the command line does: opens what it needs, calls a service, says the outcome."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import shutil
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from gdpr_desk import settings
from gdpr_desk.app import Desk, create_desk, unlock_desk
from gdpr_desk.clock import SystemClock
from gdpr_desk.diagnostic import FAILED, run_checks
from gdpr_desk.errors import AccessRefused, InvalidInput
from gdpr_desk.files import storage_failed, write_for_user
from gdpr_desk.outcome import Outcome
from gdpr_desk.profile import read_profile
from gdpr_desk.vault.recovery import RecoverySecret

SECRET_FILE_VARIABLE = "GDPR_DESK_PASSPHRASE_FILE"
MUST_LOOK = 4
_IMPORT_BYTES = 50_000_000


def demo(arguments: argparse.Namespace) -> Outcome:
    """Create the fictional shop."""
    from gdpr_desk.demo import create_demo

    desk, passphrase = create_demo(arguments.vault, SystemClock())
    with desk:
        activities = len(desk.register.overview())
    return Outcome(
        {"vault": str(arguments.vault), "activities": activities, "passphrase": passphrase},
        [f"Boutique fictive créée : {activities} activités de traitement."],
        plain_last_line=f"Phrase de passe : {passphrase}",
    )


def init(arguments: argparse.Namespace) -> Outcome:
    """Create a vault from a profile, and the recovery sheet beside it."""
    profile = read_profile(arguments.profile)
    passphrase = _first_line(arguments.new_passphrase_file)
    folder = arguments.vault or settings.default_vault()
    _refuse_existing(arguments.recovery_out, force=arguments.force)
    fresh = not folder.exists()
    desk, secret = create_desk(folder, profile, passphrase, SystemClock())
    with desk:
        count = len(desk.register.overview())
        label, made_on = desk.vault.label, SystemClock().today()
    try:
        write_for_user(
            arguments.recovery_out,
            _recovery_sheet(arguments.recovery_out, label, secret, made_on),
            force=True,
        )
    except BaseException:
        if fresh:  # a vault without its recovery sheet was not asked for
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return Outcome(
        {"vault": str(folder), "activities": count, "recovery": str(arguments.recovery_out)},
        [
            f"Coffre créé, avec {count} activités à relire.",
            "La feuille de secours est écrite.",
            "Imprimez-la, rangez-la loin de l’ordinateur, puis supprimez le fichier.",
        ],
    )


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
        f"{label} : {len(overview)} activités, dont {len(incomplete)} à compléter.",
        f"{len(findings)} points à revoir, dont {errors} à corriger.",
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
        shown = activity_to_json(desk.register.activity(arguments.reference))
    return Outcome(shown, json.dumps(shown, ensure_ascii=False, indent=2).splitlines())


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
    _refuse_existing(arguments.out, force=arguments.force)
    with _open(arguments) as desk:
        is_demo = desk.vault.is_demo
        if arguments.format == "pdf":
            document = desk.register.pdf(demo=is_demo, activity=arguments.activity)
            content, replaced = document.content, list(document.replaced)
        else:
            content, replaced = _json_of(desk, arguments.activity).encode("utf-8"), []
        write_for_user(arguments.out, content, force=arguments.force)
        desk.register.exported(arguments.format)
    lines = [f"{len(content)} octets écrits. Ce fichier n’est plus chiffré."]
    if replaced:
        lines.append(f"Signes sans dessin, montrés par leur numéro : {', '.join(replaced)}.")
    return Outcome({"file": str(arguments.out), "bytes": len(content), "replaced": replaced}, lines)


def _json_of(desk: Desk, reference: str | None) -> str:
    from gdpr_desk.register.interchange import dump

    if reference is None:
        return desk.register.json()
    alone = replace(desk.register.register(), activities=(desk.register.activity(reference),))
    return dump(alone, desk.clock.now())


def register_import(arguments: argparse.Namespace) -> Outcome:
    """Take over a register; nothing at all when any of it is wrong."""
    from gdpr_desk.register.interchange import read_file

    register = read_file(arguments.file)
    with _open(arguments) as desk:
        take = desk.register.preview_import if arguments.dry_run else desk.register.import_register
        outcome = take(register)
    result = {
        "format": "gdpr-desk-json",
        "activities": len(register.activities),
        "created": list(outcome.created),
        "updated": list(outcome.updated),
        "warnings": [{"where": w.where, "message": w.message} for w in outcome.warnings],
        "errors": [],
    }
    verb = "seraient reprises" if arguments.dry_run else "reprises"
    lines = [f"{len(outcome.created)} activités nouvelles et {len(outcome.updated)} modifiées {verb}."]
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
        return Outcome(result, [f"Chaîne intacte : {verdict.entries} entrées."])
    line = (
        f"Rupture à l’entrée {verdict.first_break} : une ligne du journal a été modifiée ou retirée."
        if verdict.first_break is not None
        else f"Il manque {verdict.missing_tail} entrées à la fin du journal."
    )
    return Outcome(result, [line, "Gardez une copie du coffre avant toute autre chose."], MUST_LOOK)


def deadline(arguments: argparse.Namespace) -> Outcome:
    """The legal end of a request's month, or of the 72 hours."""
    if arguments.aware is not None:
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
    folder = arguments.vault or settings.default_vault()
    return unlock_desk(folder, _passphrase(arguments), SystemClock(), arguments.person)


def _passphrase(arguments: argparse.Namespace) -> str:
    named = arguments.passphrase_file or os.environ.get(SECRET_FILE_VARIABLE)
    if named:
        return _first_line(Path(named))
    if sys.stdin is not None and sys.stdin.isatty():
        return getpass.getpass("Phrase de passe : ")
    raise AccessRefused(
        "Le coffre est verrouillé et personne ne peut taper la phrase de passe ici.",
        safe="Rien n’a été modifié.",
        remedy=f"Donnez --passphrase-file FICHIER, ou la variable {SECRET_FILE_VARIABLE}.",
    )


def _first_line(path: Path) -> str:
    lines = _read_text(path).splitlines()
    if not lines or not lines[0]:
        raise InvalidInput(
            "Le fichier de la phrase de passe est vide.",
            safe="Rien n’a été modifié.",
            remedy="Écrivez la phrase de passe sur sa première ligne.",
        )
    return lines[0]


def _read_text(path: Path) -> str:
    try:
        if path.stat().st_size > _IMPORT_BYTES:
            raise InvalidInput(
                "Ce fichier est trop gros pour être un registre (plus de 50 Mo).",
                safe="Rien n’a été modifié.",
                remedy="Vérifiez que vous avez choisi le bon fichier.",
            )
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise InvalidInput(
            "Ce fichier n’est pas un texte en UTF-8.",
            safe="Rien n’a été modifié.",
            remedy="Vérifiez que vous avez choisi le bon fichier.",
        ) from problem
    except OSError as problem:
        raise InvalidInput(
            "Ce fichier ne peut pas être lu.",
            safe="Rien n’a été modifié.",
            remedy="Vérifiez son chemin et vos droits.",
        ) from problem


def _refuse_existing(path: Path, *, force: bool) -> None:
    """Say so before any work is done, and before a vault exists without its sheet."""
    if path.exists() and not force:
        write_for_user(path, b"")
    if not path.parent.is_dir():
        raise storage_failed(FileNotFoundError(str(path.parent)))
