"""The rows of a ledger: who or what, the fields its description lists, where it stands, when it leaves."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from gdpr_desk.periods.words import french_date
from gdpr_desk.qtkit.badge import BadgeSpec
from gdpr_desk.qtkit.record_table import Column, RecordTable, offer_sorting
from gdpr_desk.retention.ledgers.answers import day_of
from gdpr_desk.retention.ledgers.checks import never_published
from gdpr_desk.retention.ledgers.model import FieldType, LedgerKind, Weight
from gdpr_desk.retention.ledgers.states import first_day, since_words, state_of
from gdpr_desk.retention.qt.ledger_lines import LedgerLine, awaited_words, capital, leaving_soon, next_remark

_AMOUNT, _WORDS, _STATE, _BESIDE_TEXT, _END = 104, 154, 202, 194, 168
"""Design pixels of an amount, of words that wrap, of a state with its day (shorter ones where a text stands
beside it) and of the end: none is cut, and all find room beside a name in a window of 1280."""


def set_up_lines(table: RecordTable, kind: LedgerKind) -> None:
    """The columns of that ledger; what is to be done comes first, then what was noted last."""
    table.setAccessibleName(kind.label)
    first, *others = (key for key in kind.columns if key != first_day(kind))
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
            second=lambda line: since_words(line.kind, line.seen.entry),
            badge=_standing_badge,
            sort=_urgency,
            width=_BESIDE_TEXT if FieldType.TEXT in {kind.field(key).type for key in others} else _STATE,
        ),
        Column[LedgerLine](
            "leaves",
            "S’efface",
            text=_leaves,
            second=_leaves_second,
            badge=_leaves_badge,
            sort=lambda line: line.seen.leaves_at or datetime.max.replace(tzinfo=line.now.tzinfo),
            width=_END,
            priority=1,
        ),
    ]
    table.set_columns(columns, key=lambda line: line.reference)
    offer_sorting(table)


def _answers(kind: LedgerKind, key: str, place: int) -> Column[LedgerLine]:
    spec = kind.field(key)
    return Column[LedgerLine](
        key,
        spec.label,
        text=lambda line: line.answer(key),
        sort=partial(_order, key=key),
        width=_AMOUNT if spec.type is FieldType.AMOUNT else _WORDS,
        priority=2 + place,
        wraps=spec.type is not FieldType.AMOUNT,
    )


def _order(line: LedgerLine, key: str) -> str | int | None:
    value = line.seen.entry.values.get(key)
    return value if isinstance(value, str | int) else None


def _standing_badge(line: LedgerLine) -> BadgeSpec | None:
    if line.seen.entry.draft:
        return BadgeSpec("attention", "À compléter", "pencil")
    remark = next_remark(line.seen)
    if remark is not None:
        late = remark.weight is Weight.URGENT
        return BadgeSpec("late" if late else "attention", remark.short, "clock-alert" if late else "clock")
    told = line.seen.remarks and not never_published(line.seen.entry)  # that one is its state
    return BadgeSpec("neutral", "À savoir", "info") if told else None


def _standing(line: LedgerLine) -> str:
    return state_of(line.kind, line.seen.entry).label


def _urgency(line: LedgerLine) -> str:
    """Late steps, steps to do, drafts, what is good to know, the rest by how it stands."""
    remark = next_remark(line.seen)
    if remark is not None:
        return "0" if remark.weight is Weight.URGENT else "1"
    if line.seen.entry.draft:
        return "2"
    since = line.seen.entry.when(state_of(line.kind, line.seen.entry).since)
    return "3" if line.seen.remarks else f"4 {_standing(line)} {day_of(since) if since else ''}"


def _leaves(line: LedgerLine) -> str:
    at = line.seen.leaves_at
    if at is not None:
        return french_date(at.date())
    length, awaited = awaited_words(line.seen)
    return f"{length} après" if awaited else "Reste tant qu’elle sert"


def _leaves_second(line: LedgerLine) -> str:
    if line.seen.leaves_at is None:
        return awaited_words(line.seen)[1]
    return "depuis sa création" if line.seen.counted_from_creation else ""


def _leaves_badge(line: LedgerLine) -> BadgeSpec | None:
    if line.seen.held:
        return BadgeSpec("neutral", "Gelée", "snowflake")
    soon = leaving_soon(line)
    return BadgeSpec("neutral", capital(soon), "eraser") if soon else None
