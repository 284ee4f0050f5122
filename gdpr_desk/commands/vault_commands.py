"""The vault as a whole: making one, what waits in it, and what this computer can do."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from gdpr_desk.app import create_desk, discard
from gdpr_desk.clock import SystemClock
from gdpr_desk.commands import breach_commands
from gdpr_desk.commands.opening import opened_desk, refuse_inside, vault_folder
from gdpr_desk.commands.parser import add_vault_options, add_verb, typed_path
from gdpr_desk.diagnostic import FAILED, run_checks
from gdpr_desk.documents.typography import display
from gdpr_desk.errors import InvalidInput
from gdpr_desk.files import check_target, first_line, write_for_user
from gdpr_desk.outcome import MUST_LOOK, Outcome, counted
from gdpr_desk.profile import read_profile
from gdpr_desk.requests.listing import RequestOverview, RequestQuery
from gdpr_desk.requests.timing import Level
from gdpr_desk.requests.wording import clock_line
from gdpr_desk.strength import strength
from gdpr_desk.vault.recovery import RecoverySecret
from gdpr_desk.vault.state import read_state

_STATUS_RESULT = (
    "Avec --json : vault (nom du coffre), activities (combien), incomplete (références des fiches à "
    "compléter), findings (error : à corriger, other : à vérifier), requests (open, late, near, paused), "
    "breaches (incidents dont le délai court), "
    "clocks (les délais qui courent, les plus pressés d’abord), due (à faire aujourd’hui), "
    "tasks (à supprimer ailleurs : open, overdue, soon), last_sweep, last_backup, "
    "last_external_backup (la dernière faite ailleurs). Statut 4 si une demande ou un "
    "incident est en retard."
)
_DIAGNOSTIC_RESULT = (
    "Avec --json : checks, une liste de key, state (ok, attention, failed), sentence, remedy. "
    "Rien de personnel n’y figure. Statut 4 si une vérification a échoué."
)
_CLOCKS = 50
"""Clocks that `status` names, the nearest first."""
_SHOWN = 5
_RECOVERY_HELP = "où écrire la feuille de secours (.pdf : une page à imprimer ; sinon : du texte)"


def demo(arguments: argparse.Namespace) -> Outcome:
    """Create the fictional shop."""
    from gdpr_desk.demo import create_demo

    folder = vault_folder(arguments)
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
    folder = vault_folder(arguments)
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
        f"Coffre créé, avec {counted(count, 'activité')} à revoir.",
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
    refuse_inside(folder, sheet)
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


_AT_ONCE = frozenset({Level.LATE, Level.TODAY, Level.UNDATED})


def status(arguments: argparse.Namespace) -> Outcome:
    """What waits today."""
    with opened_desk(arguments) as desk:
        overview = desk.register.overview()
        findings = desk.register.check()
        asked = desk.requests.counts()
        clocks = desk.requests.page(RequestQuery(open_only=True, limit=_CLOCKS)).rows
        breaches = breach_commands.ticking(desk)
        tasks = desk.elsewhere.counts()
        label, state = desk.vault.label, read_state(desk.vault.folder)
    saved = max(filter(None, (state.last_backup_at, state.last_external_at)), default=None)
    incomplete = [o.activity.reference for o in overview if o.completeness.share < 1]
    errors = sum(f.severity == "error" for f in findings)
    late = bool(asked.late) or any(row.clock.state == "late" for row in breaches)
    result = {
        "vault": label,
        "activities": len(overview),
        "incomplete": incomplete,
        "findings": {"error": errors, "other": len(findings) - errors},
        "requests": {"open": asked.open, "late": asked.late, "near": asked.near, "paused": asked.paused},
        "breaches": len(breaches),
        "clocks": [*map(breach_commands.as_clock, breaches), *map(_running, clocks)],
        "due": [row.reference for row in clocks if row.clock.level in _AT_ONCE],
        "tasks": {"open": tasks.open, "overdue": tasks.overdue, "soon": tasks.soon, "carried": tasks.carried},
        "last_sweep": state.sweeps[-1].at.isoformat() if state.sweeps else None,
        "last_backup": saved.isoformat() if saved else None,
        "last_external_backup": state.last_external_at.isoformat() if state.last_external_at else None,
    }
    lines = [
        f"{label} : {counted(len(overview), 'activité')}, dont {len(incomplete)} à compléter.",
        f"{counted(len(findings), 'point')} à vérifier, dont {errors} à corriger.",
    ]
    if asked.open:
        lines.append(f"{counted(asked.open, 'demande')} à traiter{_among(asked.late)}.")
        lines += [f"{row.reference} : {clock_line(row.clock)}." for row in clocks[:_SHOWN]]
    lines += [breach_commands.line_of(row) for row in breaches]
    if tasks.waiting:
        told = f"{counted(tasks.waiting, 'effacement')} à faire ailleurs{_among(tasks.overdue)}"
        lines.append(f"{told} : voyez task list.")
    return Outcome(result, lines, MUST_LOOK if late else 0)


def _among(late: int) -> str:
    return f", dont {late} en retard" if late else ""


def _running(row: RequestOverview) -> dict[str, Any]:
    clock = row.clock
    return {
        "kind": "request",
        "id": row.reference,
        "target": clock.target.isoformat() if clock.dated else None,
        "due": clock.due.isoformat() if clock.dated else None,
        "days_left": clock.days_left if clock.dated else None,
        "paused_since": clock.paused_since.isoformat() if clock.paused_since else None,
    }


def diagnose(arguments: argparse.Namespace) -> Outcome:  # noqa: ARG001 - every command takes the words
    """What works on this computer and what does not."""
    checks = run_checks()
    rows = [{"key": c.key, "state": c.state, "sentence": c.sentence, "remedy": c.remedy} for c in checks]
    failed = any(c.state == FAILED for c in checks)
    return Outcome({"checks": rows}, [c.line() for c in checks], MUST_LOOK if failed else 0)


def add_to(verbs: Any) -> None:
    """The words of this module."""
    trial = add_verb(verbs, "demo", "créer une boutique fictive pour essayer", demo)
    trial.add_argument(
        "--vault", type=typed_path, required=True, metavar="DOSSIER", help="où créer ce coffre"
    )
    made = add_verb(verbs, "init", "créer un coffre à partir d'un profil", init)
    made.add_argument(
        "--vault",
        type=typed_path,
        metavar="DOSSIER",
        help=display("où créer le coffre (sinon : le coffre habituel)"),
    )
    made.add_argument(
        "--profile", type=typed_path, required=True, metavar="FICHIER", help="profil TOML de la boutique"
    )
    made.add_argument(
        "--new-passphrase-file",
        type=typed_path,
        required=True,
        metavar="FICHIER",
        help=display("sa première ligne est la phrase de passe choisie"),
    )
    made.add_argument(
        "--recovery-out", type=typed_path, required=True, metavar="FICHIER", help=display(_RECOVERY_HELP)
    )
    made.add_argument("--force", action="store_true", help="remplacer la feuille de secours si elle existe")
    tour = add_verb(verbs, "tour", "peindre tous les écrans et documents d'une boutique fictive", demo)
    tour.add_argument("--out", required=True, metavar="DOSSIER", help="où écrire les images et les PDF")


def add_looks_to(verbs: Any) -> None:
    """The words of this module that only look."""
    waiting = add_verb(verbs, "status", "ce qui attend, horloges, dernière purge et sauvegarde", status)
    waiting.epilog = display(_STATUS_RESULT)
    add_vault_options(waiting)
    computer = add_verb(verbs, "diagnostic", "ce que le programme trouve sur cet ordinateur", diagnose)
    computer.epilog = display(_DIAGNOSTIC_RESULT)
