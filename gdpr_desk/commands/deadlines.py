"""Statutory deadlines without a vault: a request’s month, the 72 hours of a breach."""

from __future__ import annotations

import argparse
from typing import Any

from gdpr_desk.clock import SystemClock
from gdpr_desk.commands.parser import add_verb
from gdpr_desk.documents.typography import display
from gdpr_desk.errors import InvalidInput
from gdpr_desk.outcome import Outcome


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


def add_to(verbs: Any) -> None:
    """The words of this module."""
    words = add_verb(verbs, "deadline", "calculer une échéance légale, sans coffre", deadline)
    what = words.add_mutually_exclusive_group(required=True)
    what.add_argument("--received", metavar="DATE", help=display("demande reçue le (2026-01-31)"))
    what.add_argument("--aware", metavar="INSTANT", help=display("violation connue le (2026-11-22T22:00)"))
    words.add_argument(
        "--region", choices=("metropole", "alsace-moselle"), default="metropole", help="jours fériés"
    )
    words.add_argument(
        "--paused",
        action="append",
        default=[],
        metavar="DU:AU",
        help=display("suspension (dates incluses)"),
    )
    words.add_argument("--extended", action="store_true", help="délai prolongé de deux mois")
