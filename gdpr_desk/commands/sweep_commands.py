"""The sweep for scripts and schedulers: in full with a passphrase, due files only without any."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from gdpr_desk.app import Desk
from gdpr_desk.clock import SHOP_ZONE, SystemClock
from gdpr_desk.commands.opening import SECRET_FILE_VARIABLE, opened_desk, vault_folder
from gdpr_desk.commands.parser import add_vault_options, add_verb, typed_path
from gdpr_desk.documents.typography import display
from gdpr_desk.errors import InvalidInput
from gdpr_desk.files import check_target, write_for_user
from gdpr_desk.outcome import MUST_LOOK, Outcome, counted
from gdpr_desk.periods.reading import LAST_YEAR, read_date, require_year
from gdpr_desk.periods.words import french_date, shop_time
from gdpr_desk.retention import wording
from gdpr_desk.retention.locked import LockedOutcome, sweep_locked
from gdpr_desk.retention.model import SweepOutcome, SweepPlan, Why
from gdpr_desk.vault.folder import exists as vault_exists
from gdpr_desk.vault.refusals import no_vault

_RESULT = (
    "Avec --json : mode, locked, run_id (numéro du relevé ou null), plan_id, due, destroyed, held, skipped "
    "(item, why), keys_pending, errors, statement (fichier écrit par --out ou null), tasks_created, "
    "skipped_because (running : une autre purge est en cours) ; avec --until aussi until et later (item, "
    "due_at, why). Statut 4 si quelque chose attend un accord "
    "ou n’a pas pu être effacé."
)
_RUNNING = "Une autre purge est en cours : elle fait le travail."


def sweep(arguments: argparse.Namespace) -> Outcome:
    """Plan and carry out; what the words narrow that down to."""
    if arguments.until and not arguments.dry_run:
        raise InvalidInput(
            "On ne regarde plus loin que sans rien effacer.",
            safe="Rien n’a été effacé.",
            remedy="Ajoutez --dry-run à --until.",
            field="until",
        )
    if arguments.locked or not (_passphrase_at_hand(arguments) or arguments.dry_run or arguments.accept):
        return _locked(vault_folder(arguments), asked=arguments.locked)
    if arguments.out is not None:
        check_target(arguments.out, force=arguments.force)
    with opened_desk(arguments, officers=bool(arguments.accept)) as desk:
        if arguments.dry_run:
            return _planned(desk.retention.fresh_plan(_end_of(arguments.until)))
        if arguments.accept:
            done = desk.retention.apply(desk.retention.accept(arguments.accept))
        else:
            done = desk.retention.sweep()
        return _carried_out(desk, done, arguments)


def _planned(plan: SweepPlan) -> Outcome:
    lines = [f"{item.key}  {plan.rule(item.rule).label}" for item in plan.due]
    for item in plan.left:
        why = f"  ({wording.WHY[item.why]})" if item.why else ""
        lines.append(f"{item.key}  {plan.rule(item.rule).label}{why}")
    result = _result("dry-run", plan)
    if plan.horizon is not None:
        result |= _foretold(plan, plan.horizon)
        lines += _foretelling(plan, plan.horizon)
    lines.append(f"{counted(len(plan.due), 'élément')} à effacer maintenant. Rien n’a été modifié.")
    return Outcome(result, [*lines, *_asking(plan)], MUST_LOOK if plan.waiting else 0)


def _end_of(day: str | None) -> datetime | None:
    """The end of that day in the shop's zone."""
    if not day:
        return None
    read = read_date(day, field="until")
    require_year(read, first=1900, last=LAST_YEAR, field="until")
    return datetime.combine(read + timedelta(days=1), time.min, SHOP_ZONE)


def _foretold(plan: SweepPlan, horizon: datetime) -> dict[str, Any]:
    later = [{"item": item.key, "due_at": _instant(item.due_at), "why": item.why} for item in plan.later]
    return {"until": _instant(horizon), "later": later}


def _foretelling(plan: SweepPlan, horizon: datetime) -> list[str]:
    """What goes by then, each with its day, told apart from what goes now."""
    coming = [item for item in plan.later if item.why is None and item.due_at is not None]
    last = french_date(shop_time(horizon - timedelta(microseconds=1)).date())
    head = f"Plus tard, jusqu’au {last} compris : {counted(len(coming), 'élément')}, chacun à sa date."
    days = [(item, french_date(shop_time(item.due_at).date())) for item in coming if item.due_at]
    return [head, *(f"{item.key}  {plan.rule(item.rule).label}  (le {day})" for item, day in days)]


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat()


def _carried_out(desk: Desk, done: SweepOutcome, arguments: argparse.Namespace) -> Outcome:
    result = {**_result("apply", done.plan), "tasks_created": done.tasks_created}
    if done.skipped_because:
        return Outcome({**result, "skipped_because": done.skipped_because}, [_RUNNING])
    statement = done.statement
    result |= {
        "run_id": statement.number if statement else None,
        "destroyed": done.destroyed,
        "errors": list(done.errors),
    }
    lines = [f"{counted(done.destroyed, 'élément')} effacé{'s' if done.destroyed > 1 else ''}."]
    lines += [wording.error_sentence(error) for error in done.errors]
    if done.tasks_created:
        lines.append(f"{counted(done.tasks_created, 'tâche')} à faire ailleurs : voyez task list.")
    if statement:
        lines.append(f"Relevé de purge {statement.number}.")
        if arguments.out is not None:
            paper = desk.retention.statement_pdf(statement.number, desk.register.controller().name)
            write_for_user(arguments.out, paper.content, force=arguments.force)
            desk.retention.statement_left(statement.number, "pdf")
            result["statement"] = str(arguments.out)
    look = done.errors or done.plan.waiting
    return Outcome(result, [*lines, *_asking(done.plan)], MUST_LOOK if look else 0)


def _locked(folder: Path, *, asked: bool) -> Outcome:
    if not vault_exists(folder):
        raise no_vault()
    done = sweep_locked(folder, SystemClock())
    lines = [] if asked else ["Sans phrase de passe, seuls les fichiers échus du coffre verrouillé partent."]
    if done.skipped_because:
        lines.append(_RUNNING)
    else:
        lines.append(f"{counted(done.destroyed, 'fichier')} effacé{'s' if done.destroyed > 1 else ''}.")
    lines += [wording.error_sentence(error) for error in done.errors]
    if done.guard:
        lines += [wording.GUARD[done.guard], "Ouvrez le coffre pour répondre."]
    return Outcome(_locked_result(done), lines, MUST_LOOK if done.errors or done.waiting else 0)


def _locked_result(done: LockedOutcome) -> dict[str, Any]:
    why: Mapping[Why, Any] = {Why.HOLD: done.held, Why.MINIMUM: done.minimum, Why.GUARD: done.waiting}
    return {
        "mode": "apply",
        "locked": True,
        "run_id": None,
        "plan_id": None,
        "due": done.due,
        "destroyed": done.destroyed,
        "held": len(done.held),
        "skipped": [{"item": f"{f.kind}/{f.id}", "why": w.value} for w, files in why.items() for f in files],
        "keys_pending": done.keys_pending,
        "errors": list(done.errors),
        "statement": None,
        "tasks_created": 0,
        "skipped_because": done.skipped_because,
    }


def _result(mode: str, plan: SweepPlan) -> dict[str, Any]:
    return {
        "mode": mode,
        "locked": False,
        "run_id": None,
        "plan_id": plan.id,
        "due": len(plan.due) + plan.waiting,
        "destroyed": 0,
        "held": sum(item.why is Why.HOLD for item in plan.left),
        "skipped": [{"item": item.key, "why": item.why} for item in plan.left],
        "keys_pending": 0,
        "errors": [],
        "statement": None,
        "tasks_created": 0,
        "skipped_because": None,
    }


def _asking(plan: SweepPlan) -> list[str]:
    if not plan.waiting or plan.guard is None:
        return []
    many = counted(plan.waiting, "élément")
    return [
        f"{wording.GUARD[plan.guard]} En attente : {many}.",
        f"Après avoir regardé la liste : gdpr-desk sweep --accept {plan.id}",
    ]


def _passphrase_at_hand(arguments: argparse.Namespace) -> bool:
    named = arguments.passphrase_file or os.environ.get(SECRET_FILE_VARIABLE)
    return bool(named) or (sys.stdin is not None and sys.stdin.isatty())


def add_to(verbs: Any) -> None:
    """The words of this module."""
    swept = add_verb(verbs, "sweep", "effacer ce dont le temps est écoulé", sweep)
    swept.epilog = display(_RESULT)
    which = swept.add_mutually_exclusive_group()
    which.add_argument(
        "--dry-run", action="store_true", help=display("montrer ce qui partirait, sans rien modifier")
    )
    which.add_argument(
        "--locked",
        action="store_true",
        help=display("sans phrase de passe : les fichiers échus seulement, le reste à l'ouverture"),
    )
    which.add_argument(
        "--accept", metavar="SIMULATION", help=display("donner l'accord qu'une simulation attend")
    )
    swept.add_argument(
        "--until", metavar="DATE", help=display("avec --dry-run : aussi ce qui partira d'ici ce jour")
    )
    swept.add_argument(
        "--out", type=typed_path, metavar="FICHIER.pdf", help=display("où écrire le relevé de purge")
    )
    swept.add_argument("--force", action="store_true", help="remplacer un fichier existant")
    add_vault_options(swept)
