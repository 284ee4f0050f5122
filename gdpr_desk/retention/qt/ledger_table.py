"""The rows of a ledger: who or what, the fields its description lists, where it stands, when it leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial

from gdpr_desk.periods.words import french_date
from gdpr_desk.qtkit.badge import BadgeSpec
from gdpr_desk.qtkit.record_table import Column, RecordTable, offer_sorting
from gdpr_desk.retention.ledgers.answers import shown_moment
from gdpr_desk.retention.ledgers.checks import never_published
from gdpr_desk.retention.ledgers.model import FieldType, LedgerKind, Weight
from gdpr_desk.retention.qt.ledger_lines import LedgerLine, capital, last_step, leaving_soon, next_remark

_DATED = {FieldType.DAY: 148, FieldType.MOMENT: 148, FieldType.AMOUNT: 104}
"""Design pixels for what has always about the same length."""


def set_up_lines(table: RecordTable, kind: LedgerKind) -> None:
    """The columns of that ledger; what is to be done comes first, then what was noted last."""
    table.setAccessibleName(kind.label)
    first, *others = kind.columns
    columns = [
        Column[LedgerLine](
            first,
            kind.field(first).label,
            text=lambda line: line.answer(first) or "À compléter",
            second=lambda line: line.reference,
            icon=lambda line: line.kind.picture,
            strong=True,
        ),
        *(_answers(kind, key, place) for place, key in enumerate(others)),
        Column[LedgerLine](
            "standing",
            "État",
            text=_standing,
            second=_standing_since,
            badge=_standing_badge,
            sort=_urgency,
            width=184,
        ),
        Column[LedgerLine](
            "leaves",
            "S’efface",
            text=_leaves,
            second=lambda line: "compté depuis sa création" if line.seen.counted_from_creation else "",
            badge=_leaves_badge,
            sort=lambda line: line.seen.leaves_at or datetime.max.replace(tzinfo=line.now.tzinfo),
            width=156,
            priority=1,
        ),
    ]
    table.set_columns(columns, key=lambda line: line.reference)
    offer_sorting(table)


def _answers(kind: LedgerKind, key: str, place: int) -> Column[LedgerLine]:
    spec = kind.field(key)
    text: Callable[[LedgerLine], str] = lambda line: line.answer(key)  # noqa: E731
    return Column[LedgerLine](
        key,
        spec.label,
        text=text if spec.type is not FieldType.MOMENT else partial(_day, key=key),
        sort=partial(_order, key=key),
        width=_DATED.get(spec.type, 0),
        priority=2 + place,
    )


def _day(line: LedgerLine, key: str) -> str:
    at = line.seen.entry.when(key)
    return "" if at is None else french_date(at.date() if isinstance(at, datetime) else at)


def _order(line: LedgerLine, key: str) -> str | int | None:
    value = line.seen.entry.values.get(key)
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int) else None


def _standing_badge(line: LedgerLine) -> BadgeSpec | None:
    if line.seen.entry.draft:
        return BadgeSpec("attention", "À compléter", "pencil")
    remark = next_remark(line.seen)
    if remark is not None:
        late = remark.weight is Weight.URGENT
        return BadgeSpec("late" if late else "attention", "Étape à faire", "clock-alert" if late else "clock")
    if line.kind.key == "reviews" and never_published(line.seen.entry):
        return BadgeSpec("accent", "Jamais publié", "eye-off")
    return BadgeSpec("accent", "À savoir", "info") if line.seen.remarks else None


def _standing(line: LedgerLine) -> str:
    step = last_step(line.kind, line.seen.entry)
    return step.label if step is not None else capital("notée")


def _standing_since(line: LedgerLine) -> str:
    step, entry = last_step(line.kind, line.seen.entry), line.seen.entry
    at = entry.steps[step.key] if step is not None else entry.created_at
    return f"le {shown_moment(at.date() if isinstance(at, datetime) else at)}" if at is not None else ""


def _urgency(line: LedgerLine) -> str:
    """Late steps, steps to do, drafts, what is good to know, the rest by its last step."""
    remark = next_remark(line.seen)
    if remark is not None:
        return "0" if remark.weight is Weight.URGENT else "1"
    if line.seen.entry.draft:
        return "2"
    return "3" if line.seen.remarks else f"4 {_standing(line)}"


def _leaves(line: LedgerLine) -> str:
    at = line.seen.leaves_at
    return "tant qu’elle sert" if at is None else french_date(at.date())


def _leaves_badge(line: LedgerLine) -> BadgeSpec | None:
    if line.seen.held:
        return BadgeSpec("neutral", "Gelée", "snowflake")
    soon = leaving_soon(line)
    return BadgeSpec("neutral", capital(soon), "moon") if soon else None
