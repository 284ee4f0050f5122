"""The daily locked sweep in the computer's own scheduler: put in place, shown, run, taken away."""

from __future__ import annotations

import argparse
from datetime import time
from pathlib import Path
from typing import Any

from gdpr_desk import settings
from gdpr_desk.clock import SystemClock
from gdpr_desk.commands.opening import vault_folder
from gdpr_desk.commands.parser import add_group, add_verb, typed_path
from gdpr_desk.documents.typography import display
from gdpr_desk.outcome import MUST_LOOK, Outcome, counted
from gdpr_desk.schedule import wording
from gdpr_desk.schedule.model import Health, Standing
from gdpr_desk.schedule.service import SweepSchedule, remove_all
from gdpr_desk.vault.state import SweepLine

_RESULT = (
    "Avec --json : system (systemd, windows, launchd), state (installed, absent, repair, unavailable, demo), "
    "faults (program, vault, switched_off, changed), task (nom opaque), at, next_at, last (at, due, "
    "destroyed, held, waiting, errors, ou null). Statut 4 si la tâche est à réparer."
)


def install(arguments: argparse.Namespace) -> Outcome:
    """Put it in place, or back in place; the hour it has stays where none is given."""
    return _told(_schedule(arguments).install(arguments.at))


def status(arguments: argparse.Namespace) -> Outcome:
    """How it stands; nothing is changed."""
    return _told(_schedule(arguments).standing())


def run(arguments: argparse.Namespace) -> Outcome:
    """Let the scheduler run it now."""
    return _told(_schedule(arguments).run())


def remove(arguments: argparse.Namespace) -> Outcome:
    """Take it away; `--all` for an uninstaller."""
    gone = remove_all() if arguments.all else _schedule(arguments).remove()
    line = f"{counted(gone, 'tâche')} retirée{'s' if gone > 1 else ''}." if gone else "Rien n’était planifié."
    return Outcome({"removed": gone}, [line])


def _schedule(arguments: argparse.Namespace) -> SweepSchedule:
    chosen = settings.load_settings().vault_folder
    if arguments.vault is None and chosen:
        arguments.vault = Path(chosen)  # the vault that the window opens
    return SweepSchedule(vault_folder(arguments), SystemClock())


def _told(standing: Standing) -> Outcome:
    result: dict[str, Any] = {
        "system": standing.system,
        "state": standing.health.value,
        "faults": [fault.value for fault in standing.faults],
        "task": standing.task or None,
        "at": f"{standing.at:%H:%M}",
        "next_at": standing.next_at.isoformat() if standing.next_at else None,
        "last": _last(standing.last) if standing.last else None,
    }
    look = MUST_LOOK if standing.health is Health.REPAIR else 0
    return Outcome(result, wording.lines(standing, SystemClock()), look)


def _last(line: SweepLine) -> dict[str, Any]:
    kept = ("due", "destroyed", "held", "waiting", "errors")
    return {"at": line.at.isoformat(), **{name: getattr(line, name) for name in kept}}


def _hour(text: str) -> time:
    hours, minutes = text.split(":")
    return time(int(hours), int(minutes))


def add_to(verbs: Any) -> None:
    """The words of this module."""
    group = add_group(verbs, "schedule", "la purge automatique, même quand le programme est fermé")
    placed = add_verb(group, "install", "l'installer, la réparer ou changer son heure", install)
    placed.add_argument("--at", type=_hour, metavar="HH:MM", help=display("l'heure, chaque jour (03:10)"))
    shown = add_verb(group, "status", "dire où elle en est", status)
    shown.epilog = display(_RESULT)
    started = add_verb(group, "run", "la lancer maintenant", run)
    taken = add_verb(group, "remove", "la retirer, aussi pour un coffre qui n'existe plus", remove)
    taken.add_argument("--all", action="store_true", help=display("toutes, avant de désinstaller"))
    for parser in (placed, shown, started, taken):
        parser.add_argument(
            "--vault",
            type=typed_path,
            metavar="DOSSIER",
            help=display("le coffre (sinon : celui que la fenêtre ouvre)"),
        )
