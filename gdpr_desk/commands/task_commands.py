"""What is to be deleted outside the program: listed, done with proof, postponed."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

from gdpr_desk.commands.opening import opened_desk, typed_reference
from gdpr_desk.commands.parser import add_group, add_vault_options, add_verb, typed_path
from gdpr_desk.documents.typography import display
from gdpr_desk.outcome import MUST_LOOK, Outcome
from gdpr_desk.periods.reading import read_date
from gdpr_desk.periods.words import french_date
from gdpr_desk.retention.carriers import CarrierKind
from gdpr_desk.retention.elsewhere import wording
from gdpr_desk.retention.elsewhere.model import ElsewhereTask, Offer, TaskState

_RESULT = (
    "Avec --json : tasks (id, activity, what, where, parties, rule, limits, due, overdue, state, postponed, "
    "count, proofs, done_at, carried_by : kind, id, label, gap si cela ne tient plus ; suggested : kind, id, "
    "label). Statut 4 si une tâche est en retard."
)


def show(arguments: argparse.Namespace) -> Outcome:
    """What is to be done, the next due first; with `--all` also what was done."""
    with opened_desk(arguments, officers=True) as desk:
        desk.elsewhere.regenerate()
        standing, today = desk.elsewhere.standing(), desk.clock.today()
        past = desk.elsewhere.history() if arguments.all else ()
        likely = desk.task_links.suggestions(standing.open)
    lines = [line for task in standing.open for line in _lines(task, today, likely.get(task.reference))] or [
        "Rien à supprimer ailleurs."
    ]
    lines += [
        f"{task.reference}  {wording.task_title(task)}  ({wording.carried_by(task.link)})"
        for task in standing.carried
        if task.link is not None
    ]
    lines += [f"{task.reference}  {wording.task_title(task)}  ({wording.ended_words(task)})" for task in past]
    lines.append(wording.HONEST)
    rows = [
        as_row(task, today, likely.get(task.reference)) for task in (*standing.open, *standing.carried, *past)
    ]
    return Outcome({"tasks": rows}, lines, MUST_LOOK if standing.overdue else 0)


def done(arguments: argparse.Namespace) -> Outcome:
    """Note what somebody deleted there, with what proves it."""
    reference = typed_reference(arguments.id)
    ending = TaskState.DONE
    if arguments.nothing:
        ending = TaskState.NOTHING
    elif arguments.automatic:
        ending = TaskState.AUTOMATIC
    with opened_desk(arguments, officers=True) as desk:
        following = desk.elsewhere.done(
            reference,
            ending,
            count=arguments.count,
            note=arguments.note,
            proofs=arguments.proof or (),
        )
        task, today = desk.elsewhere.task(reference), desk.clock.today()
    lines = [f"{reference} : {wording.ended_words(task)}."]
    if following is not None:
        lines.append(f"La suivante : {following.reference}, à faire le {french_date(following.due_on)}.")
    rows = {"task": as_row(task, today), "next": as_row(following, today) if following else None}
    return Outcome(rows, lines)


def postpone(arguments: argparse.Namespace) -> Outcome:
    """Another day for it, and why."""
    until = read_date(arguments.until, field="until")
    with opened_desk(arguments, officers=True) as desk:
        task = desk.elsewhere.postpone(typed_reference(arguments.id), until, arguments.reason)
        today = desk.clock.today()
    return Outcome(
        {"task": as_row(task, today)}, [f"{task.reference} : reportée au {french_date(task.due_on)}."]
    )


def link(arguments: argparse.Namespace) -> Outcome:
    """Say which folder or ledger of this computer carries it out."""
    reference = typed_reference(arguments.id)
    kind = CarrierKind.LEDGER if arguments.folder is None else CarrierKind.FOLDER
    with opened_desk(arguments, officers=True) as desk:
        task = desk.task_links.link(reference, kind, str(arguments.ledger or arguments.folder))
        today = desk.clock.today()
    words = wording.link_words(task.link) if task.link else ""
    return Outcome({"task": as_row(task, today)}, [f"{reference} : {words}"])


def unlink(arguments: argparse.Namespace) -> Outcome:
    """Somebody does it again."""
    reference = typed_reference(arguments.id)
    with opened_desk(arguments, officers=True) as desk:
        task, today = desk.task_links.unlink(reference), desk.clock.today()
    line = f"{reference} : de nouveau à faire, {wording.due_words(task, today)}."
    return Outcome({"task": as_row(task, today)}, [line])


def as_row(task: ElsewhereTask, today: date, suggested: Offer | None = None) -> dict[str, Any]:
    """A task for scripts."""
    duty, day = task.duty, max(task.due_on, today) if task.open else task.due_on
    return {
        "id": task.reference,
        "activity": duty.activity,
        "what": duty.what,
        "where": list(duty.places),
        "parties": list(duty.parties),
        "rule": duty.sentence,
        "limits": [
            {"period": term.period, "trigger": term.trigger, "before": term.before(day).isoformat()}
            for term in duty.terms
        ],
        "due": task.due_on.isoformat(),
        "overdue": task.overdue(today),
        "state": task.state.value,
        "postponed": task.postponed or None,
        "count": task.count,
        "proofs": task.proofs,
        "done_at": task.closed_at.isoformat() if task.closed_at else None,
        "carried_by": _carried_by(task),
        "suggested": (
            {"kind": suggested.kind.value, "id": suggested.key, "label": suggested.label}
            if suggested
            else None
        ),
    }


def _carried_by(task: ElsewhereTask) -> dict[str, Any] | None:
    if task.link is None:
        return None
    said, gap = task.link.said, task.link.gap
    row = {"kind": said.kind.value, "id": said.key, "label": task.link.label or None}
    return {**row, "since": said.at.isoformat(), "gap": gap.value if gap else None}


def _lines(task: ElsewhereTask, today: date, suggested: Offer | None) -> list[str]:
    place = wording.where(task.duty)
    lines = [f"{task.reference}  {wording.task_title(task)}  [{place}]  {wording.due_words(task, today)}"]
    if task.link is not None:
        lines.append(f"    {wording.link_words(task.link)}")
    elif suggested is not None:
        option = f"--{suggested.kind.value} {suggested.key}"
        who = wording.carrier(suggested.kind, suggested.label)
        lines.append(f"    {who} fait peut-être déjà cela : task link {task.reference} {option}")
    return lines


def add_to(verbs: Any) -> None:
    """The words of this module."""
    group = add_group(verbs, "task", "ce qu’il faut supprimer ailleurs : caisse, messagerie, newsletter…")
    listed = add_verb(group, "list", "ce qui est à supprimer ailleurs", show)
    listed.epilog = display(_RESULT)
    listed.add_argument("--all", action="store_true", help=display("aussi ce qui est déjà fait"))
    ended = add_verb(group, "done", "noter que c’est supprimé", done)
    _add_id(ended)
    how = ended.add_mutually_exclusive_group()
    how.add_argument("--count", type=int, metavar="NOMBRE", help=display("combien ont été supprimés"))
    how.add_argument("--nothing", action="store_true", help=display("il n'y avait rien à supprimer"))
    how.add_argument(
        "--automatic", action="store_true", help=display("l'outil efface tout seul, réglage vérifié")
    )
    ended.add_argument(
        "--proof",
        action="append",
        type=typed_path,
        metavar="IMAGE",
        help=display("une image d'écran, scellée dans le coffre"),
    )
    ended.add_argument("--note", default="", metavar="TEXTE", help=display("ce qui aide à comprendre"))
    moved = add_verb(group, "postpone", "reporter à un autre jour", postpone)
    _add_id(moved)
    moved.add_argument("--until", required=True, metavar="DATE", help=display("le nouveau jour"))
    moved.add_argument("--reason", required=True, metavar="TEXTE", help=display("pourquoi"))
    taken = add_verb(group, "link", "dire qu’un dossier surveillé ou un registre tenu s’en charge", link)
    _add_id(taken)
    which = taken.add_mutually_exclusive_group(required=True)
    which.add_argument("--folder", type=int, metavar="NUMÉRO", help=display("le dossier surveillé"))
    which.add_argument("--ledger", metavar="REGISTRE", help=display("le registre tenu, par exemple unpaid"))
    again = add_verb(group, "unlink", "faire de nouveau la tâche à la main", unlink)
    _add_id(again)
    for parser in (listed, ended, moved, taken, again):
        add_vault_options(parser)


def _add_id(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="TÂCHE", help=display("par exemple A-2026-003"))
