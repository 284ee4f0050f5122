"""The list of requests: what each column shows and sorts by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from gdpr_desk.qtkit.badge import BadgeSpec
from gdpr_desk.qtkit.record_table import Column, RecordTableModel
from gdpr_desk.requests.listing import RequestOverview
from gdpr_desk.requests.qt.words import BY, ICONS, line_badge, rights_words, short_date, stage_words


class RequestTableModel(RecordTableModel[RequestOverview]):
    """Requests in rows, named by their reference, as of `today()`; secondary columns hide first."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(_columns(today), lambda line: line.reference)


def _columns(today: Callable[[], date]) -> tuple[Column[RequestOverview], ...]:
    def badge(line: RequestOverview) -> BadgeSpec:
        return line_badge(line, today())

    return (
        Column(
            "what",
            "Demande",
            lambda line: rights_words(line.rights),
            second=lambda line: f"{line.reference} · {BY[line.channel]}",
            icon=lambda line: ICONS[line.rights[0]],
            sort=lambda line: line.reference,
        ),
        Column("who", "Personne", lambda line: line.requester, width=176, priority=1),
        Column(
            "received",
            "Reçue le",
            lambda line: short_date(line.received_on, today()),
            sort=lambda line: line.received_on,
            width=88,
            priority=3,
        ),
        Column("state", "Étape", stage_words, width=136, priority=2),
        Column(
            "due",
            "Réponse",
            badge=badge,
            sort=lambda line: line.clock.target if line.closed_on is None else None,
            width=216,
        ),
    )
