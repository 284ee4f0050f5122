"""The list of requests: one page at a time, lean enough for a hundred thousand of them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, case, func, literal_column, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from gdpr_desk.periods.holidays import Region
from gdpr_desk.periods.words import shop_time
from gdpr_desk.requests.model import (
    Channel,
    Outcome,
    PauseReason,
    RequestPause,
    RequestState,
    RightKind,
    owner_of,
)
from gdpr_desk.requests.months import SHOWN, Month, month_before
from gdpr_desk.requests.repository import DISMISSED, ENDED, RUNNING, WAITING, folded, rights_mask
from gdpr_desk.requests.tables import RequestPauseRow, RequestRow, RequestSuggestionRow
from gdpr_desk.requests.timing import REMINDERS, UNKNOWN_END, RequestClock, clock_of, timed_by
from gdpr_desk.vault.attachments import AttachmentKind
from gdpr_desk.vault.tables import AttachmentRow

PAGE = 200
_STATE_OF_LANE = {ENDED: RequestState.CLOSED, DISMISSED: RequestState.NOT_A_REQUEST}
_FOUND = "subject_request.id IN (SELECT rowid FROM request_search WHERE request_search MATCH :words)"
_BY_ID, _ALONG = text(_FOUND), text(f"+{_FOUND}")
"""The sign keeps SQLite from looking the found ones up one by one and sorting them afterwards."""
_NEWEST = select(RequestRow.reference).order_by(RequestRow.id.desc()).limit(bindparam("most"))
_OF_ADDRESS = _NEWEST.where(RequestRow.email_key == bindparam("same"))
_OF_NAME = _NEWEST.where(RequestRow.name_key == bindparam("same"))
_WORD = re.compile(r"\S+")
_SIGN = re.compile(r"\w")


class Order(StrEnum):
    """By what the list is sorted; `URGENCY` puts what waits first, the nearest end on top."""

    URGENCY = "urgency"
    REFERENCE = "reference"
    RECEIVED = "received"
    REQUESTER = "requester"
    STAGE = "stage"


@dataclass(frozen=True)
class RequestQuery:
    """Which requests a list shows; what is empty does not choose.

    `text` is searched in references, in the names and addresses of requesters and in what was written,
    by the beginnings of words, without accents. `late` are those past their legal end, `near` those whose
    first reminder has come and that are not late. Where not `counted`, the total is where the page ends.
    """

    text: str = ""
    states: frozenset[RequestState] = frozenset()
    rights: frozenset[RightKind] = frozenset()
    open_only: bool = False
    paused: bool = False
    late: bool = False
    near: bool = False
    order: Order = Order.URGENCY
    descending: bool = False
    offset: int = 0
    limit: int = PAGE
    counted: bool = True

    @property
    def narrow(self) -> bool:
        """Whether it chooses among those that wait: few."""
        return self.open_only or self.paused or self.late or self.near


@dataclass(frozen=True, slots=True)
class RequestOverview:
    """One line of the list. `requester` is a name; the clock is as it stands today. `proposed`: what a letter
    made the program suppose, and nobody has confirmed yet."""

    reference: str
    state: RequestState
    rights: tuple[RightKind, ...]
    channel: Channel
    received_on: date
    requester: str
    clock: RequestClock
    outcome: Outcome | None = None
    closed_on: date | None = None
    attachments: int = 0
    identity_copies: int = 0
    proposed: bool = False


@dataclass(frozen=True)
class RequestPage:
    """A page of the list, and how many requests the query finds in all."""

    rows: tuple[RequestOverview, ...]
    total: int


@dataclass(frozen=True)
class RequestCounts:
    """How many requests there are by state, and of those that wait how many are late, near, paused."""

    states: Mapping[RequestState, int] = field(default_factory=dict)
    late: int = 0
    near: int = 0
    paused: int = 0

    @property
    def open(self) -> int:
        """How many wait for an answer."""
        return sum(many for state, many in self.states.items() if state.open)


_COLUMNS = (
    RequestRow.id,
    RequestRow.reference,
    RequestRow.state,
    RequestRow.rights,
    RequestRow.channel,
    RequestRow.received_on,
    RequestRow.requester_name,
    RequestRow.extension_told_on,
    RequestRow.due_authority_on,
    RequestRow.closing_outcome,
    RequestRow.closing_closed_at,
)
_STAGE = case({state.value: place for place, state in enumerate(RequestState)}, value=RequestRow.state)
_ORDERS: dict[Order, tuple[Any, ...]] = {
    Order.URGENCY: (RequestRow.lane, RequestRow.sort_key, RequestRow.id),
    Order.REFERENCE: (RequestRow.id,),
    Order.RECEIVED: (RequestRow.received_on, RequestRow.id),
    Order.REQUESTER: (RequestRow.name_key, RequestRow.id),
    Order.STAGE: (_STAGE, RequestRow.lane, RequestRow.sort_key, RequestRow.id),
}


def _unwalked(column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """The column with a sign that keeps SQLite from walking along an index of it."""
    return literal_column(f"+subject_request.{column.key}", column.type)


_AMONG_FEW = _ORDERS | {Order.RECEIVED: (_unwalked(RequestRow.received_on), RequestRow.id)}
"""Of those that wait each is found, then sorted; along the index all others would come between."""


def page(
    session: Session,
    query: RequestQuery,
    *,
    today: date,
    region: Region = Region.METROPOLE,
    logged_by: str | None = None,
) -> RequestPage:
    """The page that `query` asks for; only what that person logged where `logged_by` names one."""
    found, total = _found(session, query, _chosen(query, today, logged_by))
    rows = session.execute(select(*_COLUMNS).where(RequestRow.id.in_(found))).all()
    place = {one: number for number, one in enumerate(found)}
    return RequestPage(_overviews(session, sorted(rows, key=lambda row: place[row.id]), today, region), total)


def _found(
    session: Session, query: RequestQuery, chosen: Sequence[ColumnElement[bool]]
) -> tuple[list[int], int]:
    """The ids on the page in its order, and how many there are in all, from the index alone.

    Words are looked up first, all at once; the list is then walked in its order until the page is full.
    """
    columns = (_AMONG_FEW if query.narrow else _ORDERS)[query.order]
    order = [column.desc() if query.descending else column for column in columns]
    search = _BY_ID if query.order is Order.REFERENCE else _ALONG
    words = _match(query.text)
    found = [*chosen, search.bindparams(words=words)] if words else chosen
    ids = select(RequestRow.id).where(*found).order_by(*order)
    page = list(session.scalars(ids.offset(query.offset).limit(query.limit)))
    if not query.counted or (query.offset == 0 and len(page) < query.limit):
        return page, query.offset + len(page)
    return page, session.scalars(select(func.count(RequestRow.id)).where(*found)).one()


def overviews(
    session: Session, references: Collection[str], *, today: date, region: Region = Region.METROPOLE
) -> tuple[RequestOverview, ...]:
    """The lines of these requests, in the order of their references."""
    wanted = select(*_COLUMNS).where(RequestRow.reference.in_(list(references)))
    return _overviews(session, session.execute(wanted.order_by(RequestRow.id)).all(), today, region)


def waiting(session: Session, *, logged_by: str | None = None) -> int:
    """How many wait for an answer: a few entries of an index, whatever has ended."""
    mine = [RequestRow.logged_by == logged_by] if logged_by else []
    return session.scalars(select(func.count(RequestRow.id)).where(RequestRow.lane <= WAITING, *mine)).one()


def counts(session: Session, *, today: date, logged_by: str | None = None) -> RequestCounts:
    """How many there are of each kind, without reading any; of those that ended only the lane is seen."""
    mine = [RequestRow.logged_by == logged_by] if logged_by else []
    lane, how_many = RequestRow.lane, func.count(RequestRow.id)
    waiting = select(RequestRow.state, how_many).where(lane <= WAITING, *mine).group_by(RequestRow.state)
    over = select(lane, how_many).where(lane > WAITING, *mine).group_by(lane)
    states = {RequestState(state): many for state, many in session.execute(waiting)}
    states |= {_STATE_OF_LANE[ended]: many for ended, many in session.execute(over)}

    def many(*conditions: ColumnElement[bool]) -> int:
        return session.scalars(select(func.count(RequestRow.id)).where(*mine, *conditions)).one()

    return RequestCounts(
        states,
        late=many(_late(today)),
        near=many(_near(today)),
        paused=many(RequestRow.lane == WAITING),
    )


def months(session: Session, *, today: date, logged_by: str | None = None) -> tuple[Month, ...]:
    """The last twelve months, the current one last: what came, and how long each answer took."""
    first = today.replace(day=1)
    firsts = [month_before(first, by) for by in reversed(range(SHOWN))]
    mine = [RequestRow.logged_by == logged_by] if logged_by else []
    rows = select(RequestRow.received_on, RequestRow.closing_answered_on).where(
        RequestRow.received_on >= firsts[0],
        RequestRow.received_on <= today,
        RequestRow.state != RequestState.NOT_A_REQUEST.value,
        *mine,
    )
    received: Counter[date] = Counter()
    took: dict[date, list[int]] = defaultdict(list)
    for received_on, answered_on in session.execute(rows):
        month = received_on.replace(day=1)
        received[month] += 1
        if answered_on is not None:
            took[month].append((answered_on - received_on).days)
    return tuple(Month(month, received[month], tuple(took[month])) for month in firsts)


def resembling(
    session: Session, email: str, name: str, *, logged_by: str | None = None, limit: int = 5
) -> tuple[str, ...]:
    """References of requests of the same address or, without one, of the same name; the newest first."""
    address, called = email.strip().casefold(), folded(name.strip())
    if not address and not called:
        return ()
    rows = _OF_ADDRESS if address else _OF_NAME
    if logged_by:
        rows = rows.where(RequestRow.logged_by == logged_by)
    found = session.connection().execute(rows, {"same": address or called, "most": limit})
    return tuple(found.scalars())


def to_clean(session: Session, since: datetime) -> tuple[tuple[str, date], ...]:
    """Requests whose copy of an identity paper may still lie where it came from, and since when somebody is
    to delete it there; the oldest first: those that somebody works on, and those that ended after
    `since`."""
    asked_on = RequestRow.cleanup_asked_on
    waiting = asked_on.is_not(None) & RequestRow.cleanup_done_on.is_(None)
    begun = (_unwalked(RequestRow.lane) <= WAITING) & (RequestRow.state != RequestState.RECEIVED.value)
    ended = _unwalked(RequestRow.kept_from) >= since
    rows = select(RequestRow.reference, asked_on).where(waiting, begun | ended)  # along their own index: few
    found = session.execute(rows.order_by(asked_on, RequestRow.reference))
    return tuple((reference, day) for reference, day in found if day is not None)


def first_due(session: Session) -> date | None:
    """The nearest legal end of the requests whose clock runs, where one is known."""
    known = RequestRow.lane == RUNNING, RequestRow.due_on < UNKNOWN_END
    nearest = select(func.min(RequestRow.due_on)).where(*known)
    return session.scalars(nearest).one()


def _chosen(query: RequestQuery, today: date, logged_by: str | None) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = []
    if logged_by is not None:
        chosen.append(RequestRow.logged_by == logged_by)
    if query.open_only:
        chosen.append(RequestRow.lane <= WAITING)
    if query.paused:
        chosen.append(RequestRow.lane == WAITING)
    if query.late:
        chosen.append(_late(today))
    if query.near:
        chosen.append(_near(today))
    if query.states:
        chosen.append(RequestRow.state.in_([state.value for state in query.states]))
    if query.rights:
        chosen.append(RequestRow.rights_mask.op("&")(rights_mask(query.rights)) != 0)
    return chosen


def _match(typed: str) -> str:
    """What FTS5 is asked: every word typed begins a word of the text; signs alone ask for nothing."""
    words = [word.replace('"', "") for word in _WORD.findall(folded(typed).replace("\u2011", "-"))]
    return " ".join(f'"{word}"*' for word in words if _SIGN.search(word))


def _late(today: date) -> ColumnElement[bool]:
    return and_(RequestRow.lane == RUNNING, RequestRow.due_on < today)


def _near(today: date) -> ColumnElement[bool]:
    """Those whose first reminder has come and whose legal end has not: past it, they are late. Where the
    end is only the CNIL's to know, noting it is what presses."""
    first = RequestRow.sort_key <= today.toordinal() + max(REMINDERS)
    return and_(RequestRow.lane == RUNNING, first, RequestRow.due_on >= today)


def _overviews(
    session: Session, rows: Sequence[Row[*tuple[Any, ...]]], today: date, region: Region
) -> tuple[RequestOverview, ...]:
    pauses = _pauses(session, [row.id for row in rows])
    files = _files(session, [row.reference for row in rows])
    proposed = _proposed(session, [row.id for row in rows])
    lines = (_overview(row, pauses[row.id], files[owner_of(row.reference)], today, region) for row in rows)
    return tuple(
        replace(line, proposed=True) if row.id in proposed and line.state.open else line
        for row, line in zip(rows, lines, strict=True)
    )


def _overview(
    row: Row[*tuple[Any, ...]],
    pauses: Sequence[RequestPause],
    files: Counter[str],
    today: date,
    region: Region,
) -> RequestOverview:
    state, rights = RequestState(row.state), tuple(map(RightKind, row.rights))
    timing = timed_by(
        row.received_on,
        rights,
        row.due_authority_on,
        open_=state.open,
        pauses=pauses,
        extended=row.extension_told_on is not None,
    )
    return RequestOverview(
        reference=row.reference,
        state=state,
        rights=rights,
        channel=Channel(row.channel),
        received_on=row.received_on,
        requester=row.requester_name,
        clock=clock_of(timing, today, region),
        outcome=Outcome(row.closing_outcome) if row.closing_outcome else None,
        closed_on=shop_time(row.closing_closed_at).date() if row.closing_closed_at else None,
        attachments=files.total(),
        identity_copies=files[AttachmentKind.IDENTITY],
    )


def _proposed(session: Session, ids: Sequence[int]) -> frozenset[int]:
    """Those of which something was proposed that nobody has confirmed."""
    owner = RequestSuggestionRow.request_id
    return frozenset(session.scalars(select(owner).where(owner.in_(ids)).distinct()))


def _pauses(session: Session, ids: Sequence[int]) -> Mapping[int, list[RequestPause]]:
    found: dict[int, list[RequestPause]] = defaultdict(list)
    columns = (
        RequestPauseRow.request_id,
        RequestPauseRow.reason,
        RequestPauseRow.asked_on,
        RequestPauseRow.answered_on,
    )
    rows = select(*columns).where(RequestPauseRow.request_id.in_(ids))
    for owner, reason, asked_on, answered_on in session.execute(rows.order_by(RequestPauseRow.id)):
        found[owner].append(RequestPause(PauseReason(reason), asked_on, answered_on))
    return found


def _files(session: Session, references: Sequence[str]) -> Mapping[str, Counter[str]]:
    """How many attachments of each kind each of them has."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    owners = [owner_of(reference) for reference in references]
    rows = select(AttachmentRow.owner, AttachmentRow.kind, func.count()).where(
        AttachmentRow.owner.in_(owners)
    )
    for owner, kind, count in session.execute(rows.group_by(AttachmentRow.owner, AttachmentRow.kind)):
        found[owner][kind] += count
    return found
