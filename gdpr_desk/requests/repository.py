"""Queries on one request and what belongs to it; rows stay in here."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, delete, func, select, text, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from gdpr_desk.accents import without_accents
from gdpr_desk.periods.holidays import Region
from gdpr_desk.periods.words import shop_time
from gdpr_desk.requests.model import (
    ORIGINAL_NAME,
    DataSubjectRequest,
    RequestEvent,
    RequestMessage,
    RequestState,
    RightKind,
    Sending,
    WorkDone,
    owner_of,
)
from gdpr_desk.requests.tables import (
    MessagePartRow,
    RequestCounterRow,
    RequestEventRow,
    RequestMessageRow,
    RequestOriginRow,
    RequestRow,
    RequestSuggestionRow,
    SendingRow,
    WorkDoneRow,
)
from gdpr_desk.requests.timing import clock_of, timed
from gdpr_desk.vault.attachments import AttachmentKind
from gdpr_desk.vault.mapper import fill, insert_parts, insert_record, to_record
from gdpr_desk.vault.tables import AttachmentRow

_ID_OF = "request ids"
_AT_ONCE = 500
"""References in one query."""
RUNNING, WAITING, ENDED, DISMISSED = range(4)
"""Lanes of the list, in its order: the clock runs, stands still, has ended, never was."""
_CAME_AS = (
    select(RequestRow.reference)
    .join(RequestOriginRow, RequestOriginRow.request_id == RequestRow.id)
    .where(RequestOriginRow.sha256 == bindparam("sha256"))
)
_NEXT = (
    insert(RequestCounterRow)
    .on_conflict_do_update(["year"], set_={"last": RequestCounterRow.last + 1})
    .returning(RequestCounterRow.last)
)
_STATE_OF = select(RequestRow.state, RequestRow.logged_by).where(RequestRow.id == bindparam("id"))
_ORIGIN = insert(RequestOriginRow)
_INDEXED = text("INSERT INTO request_search(rowid, words) VALUES (:id, :words)")


@dataclass(frozen=True)
class Standing:
    """Where the sweep finds a request: when its time began (None while it is open), whether it is purged."""

    reference: str
    kept_from: datetime | None
    lane: int
    purged: bool


def next_reference(session: Session, year: int) -> str:
    """The next reference of the year: `D-2026-014`; taken from now on, whatever becomes of the request."""
    number = session.connection().execute(_NEXT, {"year": year, "last": 1}).scalar_one()
    return f"D-{year}-{number:03d}"


def find_request(session: Session, reference: str) -> DataSubjectRequest | None:
    """The request of that reference."""
    row = _row(session, reference)
    return to_record(row, DataSubjectRequest) if row else None


def state_of(session: Session, reference: str) -> tuple[RequestState, str]:
    """How far the request is, and who logged it."""
    found = session.connection().execute(_STATE_OF, {"id": row_id(session, reference)}).one()
    return RequestState(found.state), found.logged_by


def add_request(
    session: Session, request: DataSubjectRequest, *, today: date, region: Region = Region.METROPOLE
) -> None:
    """Write down a request that is new; nothing of it is found before `index`."""
    columns = listed(request, today=today, region=region)
    number = insert_record(session, RequestRow, request, **columns)
    session.info.setdefault(_ID_OF, {})[request.reference] = number


def put_request(
    session: Session, request: DataSubjectRequest, *, today: date, region: Region = Region.METROPOLE
) -> None:
    """Write what became of a request, with what its clock says on the day `today`, and its words."""
    row = session.get_one(RequestRow, row_id(session, request.reference))
    fill(row, request)
    for column, value in listed(request, today=today, region=region, kept_from=row.kept_from).items():
        setattr(row, column, value)
    session.flush()
    index(session, request)


def listed(
    request: DataSubjectRequest,
    *,
    today: date,
    region: Region = Region.METROPOLE,
    kept_from: datetime | None = None,
) -> dict[str, object]:
    """What the list and the sweep find a request by, as its clock stands today; see `RequestRow`.

    `kept_from`: from when the time of an ended one counts already.
    """
    clock, ended_at = clock_of(timed(request), today, region), _ended_at(request)
    return {
        "target_on": clock.target,
        "due_on": clock.due,
        "rights_mask": rights_mask(request.rights),
        "lane": _lane(request, paused=clock.paused_since is not None),
        "sort_key": -shop_time(ended_at).toordinal() if ended_at else clock.target.toordinal(),
        "kept_from": max(kept_from or ended_at, ended_at) if ended_at else None,
        "name_key": folded(request.requester.name),
        "email_key": request.requester.email.casefold(),
    }


def remove_requests(session: Session, references: Collection[str]) -> None:
    """Take requests out with all that belongs to them; their references stay given."""
    ids = list(session.scalars(select(RequestRow.id).where(RequestRow.reference.in_(list(references)))))
    for one in ids:
        session.execute(text("DELETE FROM request_search WHERE rowid = :id"), {"id": one})
    session.execute(delete(RequestRow).where(RequestRow.id.in_(ids)))  # the rest goes by the foreign keys


def count(session: Session) -> int:
    """How many requests there are."""
    return session.scalars(select(func.count(RequestRow.id))).one()


def add_event(session: Session, reference: str, event: RequestEvent) -> None:
    """Put a line into the thread of the request."""
    insert_parts(session, RequestEventRow, [event], request_id=row_id(session, reference))


def events(session: Session, reference: str) -> tuple[RequestEvent, ...]:
    """The thread of the request, in the order in which it was written."""
    rows = select(RequestEventRow).where(RequestEventRow.request_id == row_id(session, reference))
    return tuple(to_record(row, RequestEvent) for row in session.scalars(rows.order_by(RequestEventRow.id)))


def add_message(session: Session, reference: str, message: RequestMessage) -> None:
    """Put a message to the request, and remember its content by its hash; `index` again afterwards."""
    owner = row_id(session, reference)
    insert_record(session, RequestMessageRow, message, request_id=owner)
    session.connection().execute(_ORIGIN, {"sha256": message.sha256, "request_id": owner})


def messages(session: Session, reference: str) -> tuple[RequestMessage, ...]:
    """The messages of the request, in the order in which they were taken in."""
    rows = select(RequestMessageRow).where(RequestMessageRow.request_id == row_id(session, reference))
    found = session.scalars(rows.order_by(RequestMessageRow.id))
    return tuple(to_record(row, RequestMessage) for row in found)


def came_as(session: Session, sha256: str) -> str | None:
    """The reference of the request that the same bytes became part of, gone by now or not."""
    return session.connection().execute(_CAME_AS, {"sha256": sha256}).scalar_one_or_none()


def forget_messages(session: Session, reference: str) -> None:
    """Destroy the request's messages, parts, suggestions and its own text, in the search too."""
    owner = row_id(session, reference)
    session.execute(delete(RequestSuggestionRow).where(RequestSuggestionRow.request_id == owner))
    session.execute(delete(RequestMessageRow).where(RequestMessageRow.request_id == owner))
    session.execute(update(RequestRow).where(RequestRow.id == owner).values(text=""))
    session.expire_all()
    left = find_request(session, reference)
    if left is not None:
        index(session, left, files=False)


def mark_purged(session: Session, reference: str, at: datetime) -> None:
    """Note that messages and attachments of the request are gone."""
    session.execute(update(RequestRow).where(RequestRow.reference == reference).values(purged_at=at))
    session.expire_all()


def came_late(session: Session, reference: str, at: datetime) -> None:
    """Where the request has ended already, its time counts from now: somebody wrote again."""
    late = RequestRow.reference == reference, RequestRow.kept_from.is_not(None)
    session.execute(update(RequestRow).where(*late).values(kept_from=at, purged_at=None))
    session.expire_all()


def forget_parts(session: Session, attachments: Collection[str]) -> None:
    """Of parts of messages whose attachment was destroyed, nothing stays but that there was one."""
    gone = MessagePartRow.attachment.in_(list(attachments))
    session.execute(update(MessagePartRow).where(gone).values(name="", sha256="", attachment="", size=0))
    session.expire_all()


def requests_with(session: Session, attachments: Collection[str]) -> tuple[str, ...]:
    """The requests to which these attachments belong, one for each of them."""
    rows = select(RequestRow.reference).join(
        AttachmentRow, AttachmentRow.owner == owner_of("") + RequestRow.reference
    )
    found = rows.where(AttachmentRow.id.in_(list(attachments))).order_by(AttachmentRow.id)
    return tuple(session.scalars(found))


def ask_cleanup(session: Session, reference: str, day: date) -> None:
    """From that day on somebody is to delete the original where a copy came from."""
    asked = {"cleanup_asked_on": day, "cleanup_done_on": None, "cleanup_done_by": ""}
    session.execute(update(RequestRow).where(RequestRow.reference == reference).values(**asked))
    session.expire_all()


def put_work(session: Session, reference: str, done: WorkDone) -> None:
    """Write what was decided on a line of the checklist, in place of what was said before."""
    owner = row_id(session, reference)
    mine = WorkDoneRow.request_id == owner, WorkDoneRow.line == done.line
    row = session.scalars(select(WorkDoneRow).where(*mine)).one_or_none()
    if row is None:
        row = WorkDoneRow(request_id=owner)
        session.add(row)
    fill(row, done)
    session.flush()


def work(session: Session, reference: str) -> tuple[WorkDone, ...]:
    """What was decided on the lines of the checklist."""
    rows = select(WorkDoneRow).where(WorkDoneRow.request_id == row_id(session, reference))
    return tuple(to_record(row, WorkDone) for row in session.scalars(rows.order_by(WorkDoneRow.id)))


def with_decision(session: Session, decision: str) -> tuple[DataSubjectRequest, ...]:
    """Open requests on a line of which that was decided."""
    decided = select(WorkDoneRow.request_id).where(WorkDoneRow.decision == decision)
    rows = select(RequestRow).where(RequestRow.id.in_(decided), RequestRow.lane <= WAITING)
    return tuple(to_record(row, DataSubjectRequest) for row in session.scalars(rows.order_by(RequestRow.id)))


def add_sending(session: Session, reference: str, sending: Sending) -> None:
    """Note a letter that went out."""
    row = SendingRow(request_id=row_id(session, reference))
    fill(row, sending)
    session.add(row)
    session.flush()


def sendings(session: Session, reference: str) -> tuple[Sending, ...]:
    """The letters that went out, in the order in which they were noted."""
    rows = select(SendingRow).where(SendingRow.request_id == row_id(session, reference))
    return tuple(to_record(row, Sending) for row in session.scalars(rows.order_by(SendingRow.id)))


def rights_mask(rights: Iterable[RightKind]) -> int:
    """One bit for each right, so that the list filters in its index."""
    return sum(1 << place for place, kind in enumerate(RightKind) if kind in set(rights))


def folded(words: str) -> str:
    """Words as they are compared and searched: no accents, no capitals, « œ » as « oe »."""
    plain = words.casefold().replace("œ", "oe").replace("æ", "ae").replace("’", "'")
    return without_accents(plain)


def index(session: Session, request: DataSubjectRequest, *, files: bool = True) -> None:
    """Let the request be found by its reference, its words, those of its messages and the names of its
    `files`; never by that of an identity paper."""
    owner = row_id(session, request.reference)
    said = select(RequestMessageRow.sender, RequestMessageRow.subject, RequestMessageRow.text)
    rows = session.execute(said.where(RequestMessageRow.request_id == owner))
    words = [part for row in rows for part in row]
    words += _names_of_files(session, request.reference) if files else []
    session.execute(text("DELETE FROM request_search WHERE rowid = :id"), {"id": owner})
    session.execute(_INDEXED, {"id": owner, "words": _words(request, words)})


def index_first(
    session: Session,
    request: DataSubjectRequest,
    messages: Iterable[RequestMessage],
    files: Iterable[str] = (),
) -> None:
    """As `index`, for a request that was just written down with these messages, and files of these names."""
    said = (part for one in messages for part in (one.sender, one.subject, one.text))
    found = {"id": row_id(session, request.reference), "words": _words(request, [*said, *files])}
    session.connection().execute(_INDEXED, found)


def _names_of_files(session: Session, reference: str) -> list[str]:
    files = select(AttachmentRow.name).where(AttachmentRow.owner == owner_of(reference))
    open_ = AttachmentRow.kind != AttachmentKind.IDENTITY.value
    return list(session.scalars(files.where(open_, AttachmentRow.name != ORIGINAL_NAME)))


def _words(request: DataSubjectRequest, said: Iterable[str]) -> str:
    who = request.requester
    words = (
        request.reference,
        *(who.name, who.email, who.phone, who.represents, request.authority_reference, request.text),
        *said,
    )
    return folded("\n".join(filter(None, dict.fromkeys(words))))


def ended(
    session: Session, before: datetime, *, lane: int | None = None, unpurged: bool = False
) -> Iterable[tuple[str, datetime]]:
    """References of requests that ended, with the instant their time counts from; those up to `before`.

    `lane`: only ENDED or DISMISSED ones. `unpurged`: only those that may still have their contents.
    """
    rows = select(RequestRow.reference, RequestRow.kept_from).where(RequestRow.kept_from <= before)
    if lane is not None:
        rows = rows.where(RequestRow.lane + 0 == lane)  # not its index: that would read every ended request
    if unpurged:
        rows = rows.where(RequestRow.purged_at.is_(None))
    found = session.execute(rows).all()
    return ((reference, at) for reference, at in found if at is not None)


def among(session: Session, references: Collection[str]) -> Iterable[Standing]:
    """How those of these requests stand that are there."""
    rows = select(RequestRow.reference, RequestRow.kept_from, RequestRow.lane, RequestRow.purged_at)
    wanted = sorted(references)
    for start in range(0, len(wanted), _AT_ONCE):
        some = RequestRow.reference.in_(wanted[start : start + _AT_ONCE])
        for reference, at, lane, purged_at in session.execute(rows.where(some)).all():
            yield Standing(reference, at, lane, purged_at is not None)


def ended_files(
    session: Session, before: datetime, ids: Collection[str] | None = None
) -> Iterable[tuple[str, str, datetime]]:
    """Attachments of ended requests with their request and the instant their time counts from.

    Copies of identity papers have a rule of their own and are left out.
    """
    rows = select(AttachmentRow.id, RequestRow.reference, RequestRow.kept_from).join(
        RequestRow, AttachmentRow.owner == owner_of("") + RequestRow.reference
    )
    rows = rows.where(
        RequestRow.purged_at.is_(None),
        RequestRow.kept_from <= before,
        AttachmentRow.kind != AttachmentKind.IDENTITY,
    )
    if ids is not None:
        rows = rows.where(AttachmentRow.id.in_(list(ids)))
    found = session.execute(rows.order_by(RequestRow.id, AttachmentRow.id)).all()
    return ((one, reference, at) for one, reference, at in found if at is not None)


def ended_count(session: Session, *, lane: int | None = None, unpurged: bool = False) -> int:
    """How many requests have ended; see `ended`."""
    rows = select(func.count(RequestRow.id)).where(RequestRow.kept_from.is_not(None))
    if lane is not None:
        rows = select(func.count(RequestRow.id)).where(RequestRow.lane == lane)
    if unpurged:
        rows = rows.where(RequestRow.purged_at.is_(None))
    return session.scalars(rows).one()


def _lane(request: DataSubjectRequest, *, paused: bool) -> int:
    if request.open:
        return WAITING if paused else RUNNING
    return DISMISSED if request.state is RequestState.NOT_A_REQUEST else ENDED


def _ended_at(request: DataSubjectRequest) -> datetime | None:
    if request.dismissal is not None:
        return request.dismissal.dismissed_at
    return request.closing.closed_at if request.closing else None


def _row(session: Session, reference: str) -> RequestRow | None:
    known = session.info.get(_ID_OF, {}).get(reference)
    if known is not None:
        return session.get(RequestRow, known)
    return session.scalars(select(RequestRow).where(RequestRow.reference == reference)).one_or_none()


def row_id(session: Session, reference: str) -> int:
    """The number of the row of a request: asked once in a session, since neither is ever given again."""
    known: dict[str, int] = session.info.setdefault(_ID_OF, {})
    if reference not in known:
        known[reference] = session.scalars(
            select(RequestRow.id).where(RequestRow.reference == reference)
        ).one()
    return known[reference]
