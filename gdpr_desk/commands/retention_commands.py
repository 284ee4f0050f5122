"""What is kept how long, what is held and why, and the statements of what went."""

from __future__ import annotations

import argparse
from typing import Any

from gdpr_desk.commands.opening import opened_desk
from gdpr_desk.commands.parser import add_group, add_vault_options, add_verb, typed_path
from gdpr_desk.documents.typography import display
from gdpr_desk.files import check_target, write_for_user
from gdpr_desk.outcome import Outcome, counted
from gdpr_desk.periods.reading import read_date
from gdpr_desk.periods.words import french_date, french_instant
from gdpr_desk.reference import catalogues
from gdpr_desk.retention import wording
from gdpr_desk.retention.model import LegalHold, SweepStatement


def retention_list(arguments: argparse.Namespace) -> Outcome:
    """Each rule that the program carries out itself, and the holds in force."""
    with opened_desk(arguments, officers=True) as desk:
        plan, holds = desk.retention.plan(), desk.retention.holds()
    rules = [
        {
            "key": rule.key,
            "label": rule.label,
            "wording": rule.wording,
            "version": rule.version,
            "watched": plan.watched.get(rule.key, 0),
            "due": sum(item.rule == rule.key for item in plan.due),
        }
        for rule in plan.rules
    ]
    lines = [f"{r['label']} : {r['wording']} ({r['watched']}, dont {r['due']} à effacer)" for r in rules]
    lines += [_hold_line(hold) for hold in holds] or ["Aucun gel."]
    return Outcome({"rules": rules, "holds": [_hold(hold) for hold in holds]}, lines)


def hold_add(arguments: argparse.Namespace) -> Outcome:
    """Keep one item although its time may be over."""
    review = read_date(arguments.review, field="review")
    with opened_desk(arguments, officers=True) as desk:
        hold = desk.retention.hold(
            arguments.item, reason=arguments.reason, note=arguments.note, review_on=review
        )
    return Outcome({"hold": _hold(hold)}, [_hold_line(hold)])


def hold_prolong(arguments: argparse.Namespace) -> Outcome:
    """Let a hold stand until another day of review."""
    review = read_date(arguments.review, field="review")
    with opened_desk(arguments, officers=True) as desk:
        hold = desk.retention.prolong(arguments.item, review_on=review)
    return Outcome({"hold": _hold(hold)}, [_hold_line(hold)])


def hold_lift(arguments: argparse.Namespace) -> Outcome:
    """Let it go its way again."""
    with opened_desk(arguments, officers=True) as desk:
        desk.retention.lift(arguments.item, note=arguments.note)
    return Outcome({"item": arguments.item}, ["Gel levé."])


def statement_list(arguments: argparse.Namespace) -> Outcome:
    """What runs left behind."""
    with opened_desk(arguments, officers=True) as desk:
        found = desk.retention.statements()
    lines = [f"{s.number}  {french_instant(s.started_at)}  {wording.result_sentence(s)}" for s in found]
    return Outcome({"statements": [_statement(statement) for statement in found]}, lines)


def statement_print(arguments: argparse.Namespace) -> Outcome:
    """One statement as PDF."""
    with opened_desk(arguments, officers=True) as desk:
        paper = desk.retention.statement_pdf(arguments.number, desk.register.controller().name)
        write_for_user(arguments.out, paper.content, force=arguments.force)
        desk.retention.statement_left(arguments.number, "pdf")
    return Outcome(
        {"file": str(arguments.out), "pages": paper.pages},
        [f"Relevé écrit : {counted(paper.pages, 'page')}."],
    )


def board(arguments: argparse.Namespace) -> Outcome:
    """Every promise on one scale of time: as a PDF, or as rows."""
    if arguments.pdf is not None:
        check_target(arguments.pdf, force=arguments.force)
    with opened_desk(arguments, officers=True) as desk:
        desk.elsewhere.regenerate()
        found = desk.overview.board()
        if arguments.pdf is not None:
            paper = desk.overview.pdf()
            write_for_user(arguments.pdf, paper.content, force=arguments.force)
            desk.overview.left("pdf")
    rows = [
        {
            "key": lane.key,
            "name": lane.name,
            "rule": lane.rule,
            "kind": "here" if lane.own else "elsewhere",
            "items": lane.number,
            "who": lane.who,
        }
        for lane in found.lanes
    ]
    counts = {"due": found.due, "waiting": found.waiting, "holds": found.held, "overdue": found.overdue}
    result = {**counts, "lanes": rows, "file": str(arguments.pdf) if arguments.pdf else None}
    return Outcome(result, [lane.sentence for lane in found.lanes])


def _hold(hold: LegalHold) -> dict[str, Any]:
    return {
        "item": hold.key,
        "reason": hold.reason,
        "note": hold.note,
        "set_at": hold.set_at.isoformat(),
        "review_on": hold.review_on.isoformat(),
    }


def _hold_line(hold: LegalHold) -> str:
    label = catalogues.hold_reasons().label(hold.reason)
    note = f" : {hold.note}" if hold.note else ""
    return f"Gelé : {hold.key} ({label}{note}), à revoir le {french_date(hold.review_on)}"


def _statement(statement: SweepStatement) -> dict[str, Any]:
    return {
        "number": statement.number,
        "started_at": statement.started_at.isoformat(),
        "finished_at": statement.finished_at.isoformat() if statement.finished_at else None,
        "locked": statement.locked,
        "due": statement.due,
        "destroyed": statement.destroyed,
        "left": statement.left,
        "errors": list(statement.errors),
        "head": statement.head,
    }


def add_to(verbs: Any) -> None:
    """The words of this module."""
    group = add_group(verbs, "retention", "durées de garde, gels et relevés de purge")
    add_vault_options(
        add_verb(group, "list", "ce que le programme efface de lui-même, et les gels", retention_list)
    )
    drawn = add_verb(group, "board", "toutes les durées, ici et ailleurs, et ce qui doit partir", board)
    drawn.add_argument(
        "--pdf", type=typed_path, metavar="FICHIER.pdf", help=display("écrire le tableau dans ce fichier")
    )
    drawn.add_argument("--force", action="store_true", help="remplacer un fichier existant")
    add_vault_options(drawn)
    holding = add_group(group, "hold", "garder un élément malgré sa durée")
    added = add_verb(holding, "add", "geler un élément", hold_add)
    _add_item(added)
    added.add_argument(
        "--reason", required=True, choices=list(catalogues.hold_reasons()), help="pourquoi il reste"
    )
    added.add_argument("--note", required=True, metavar="TEXTE", help=display("ce qui l'explique"))
    prolonged = add_verb(holding, "prolong", "garder plus longtemps, pour le même motif", hold_prolong)
    _add_item(prolonged)
    for parser in (added, prolonged):
        parser.add_argument(
            "--review",
            required=True,
            metavar="DATE",
            help=display("le jour où l'on se redemande s'il doit rester"),
        )
    lifted = add_verb(holding, "lift", "lever un gel", hold_lift)
    _add_item(lifted)
    lifted.add_argument("--note", required=True, metavar="TEXTE", help=display("pourquoi il est levé"))
    add_vault_options(add_verb(group, "statements", "les relevés de purge", statement_list))
    printed = add_verb(group, "statement", "un relevé de purge en PDF", statement_print)
    printed.add_argument("number", metavar="NUMÉRO", help=display("par exemple P-2026-001"))
    printed.add_argument(
        "--out", type=typed_path, required=True, metavar="FICHIER.pdf", help=display("le fichier à écrire")
    )
    printed.add_argument("--force", action="store_true", help="remplacer un fichier existant")
    for parser in (added, prolonged, lifted, printed):
        add_vault_options(parser)


def _add_item(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "item", metavar="ÉLÉMENT", help=display("comme sweep --dry-run le nomme, par exemple activity/T-05")
    )
