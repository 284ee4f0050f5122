"""Queries on what arrives: suggestions, what came before, mailboxes and their places; rows stay in here."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import and_, bindparam, delete, exists, not_, or_, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session, aliased

from gdpr_desk.mailbox.model import MailAccount, Place, Security
from gdpr_desk.requests.model import RequestState
from gdpr_desk.requests.proposals import Suggestion, SuggestionKind
from gdpr_desk.requests.repository import row_id
from gdpr_desk.requests.tables import (
    MailboxRow,
    MessagePartRow,
    RequestMessageRow,
    RequestOriginRow,
    RequestRow,
    RequestSuggestionRow,
)
from gdpr_desk.vault.mapper import insert_parts, to_record

_OPEN = tuple(state.value for state in RequestState if state.open)
_KNOWN = insert(RequestOriginRow).on_conflict_do_nothing()
_BELONGS = (
    select(RequestRow.reference, RequestRow.id)
    .join(RequestMessageRow, RequestMessageRow.request_id == RequestRow.id)
    .where(RequestMessageRow.message_id.in_(bindparam("named", expanding=True)))
    .order_by(RequestRow.id.desc())
)


def suggest(session: Session, reference: str, suggestions: Iterable[Suggestion]) -> None:
    """Put these to the request, to be confirmed."""
    owner = row_id(session, reference)
    insert_parts(session, RequestSuggestionRow, suggestions, request_id=owner)


def suggestions(session: Session, reference: str) -> tuple[Suggestion, ...]:
    """What is proposed for the request and not confirmed, in the order in which it was."""
    mine = RequestSuggestionRow.request_id == row_id(session, reference)
    rows = session.scalars(select(RequestSuggestionRow).where(mine).order_by(RequestSuggestionRow.id))
    return tuple(to_record(row, Suggestion) for row in rows)


def settle_suggestions(session: Session, reference: str) -> int:
    """Take the suggestions of the request away: somebody has looked; how many there were."""
    there = suggestions(session, reference)
    mine = RequestSuggestionRow.request_id == row_id(session, reference)
    session.execute(delete(RequestSuggestionRow).where(mine))
    return len(there)


def settle_identity(session: Session, reference: str, attachments: Collection[str]) -> None:
    """Somebody has said what these are: it is no longer supposed."""
    mine = RequestSuggestionRow.request_id == row_id(session, reference)
    supposed = RequestSuggestionRow.kind == SuggestionKind.IDENTITY.value
    about = RequestSuggestionRow.value.in_(list(attachments))
    session.execute(delete(RequestSuggestionRow).where(mine, supposed, about))


def same_bytes(session: Session, reference: str, attachment: str) -> frozenset[str]:
    """The attachments of the request that came with a message and hold what this one holds."""
    mine = RequestMessageRow.request_id == row_id(session, reference)
    parts = select(MessagePartRow).join(RequestMessageRow, MessagePartRow.message_id == RequestMessageRow.id)
    there = session.scalars(parts.where(mine, MessagePartRow.attachment != "")).all()
    hashes = {part.sha256 for part in there if part.attachment == attachment}
    return frozenset(part.attachment for part in there if part.sha256 in hashes)


def forget_words(session: Session, reference: str, attachments: Collection[str]) -> None:
    """What was read in these, where they came as letters and not with one: nobody signed a sender."""
    mine = RequestMessageRow.request_id == row_id(session, reference)
    holds = MessagePartRow.attachment.in_(list(attachments))
    of_it = exists().where(MessagePartRow.message_id == RequestMessageRow.id, holds)
    bare = RequestMessageRow.sender == "", RequestMessageRow.sender_name == ""
    session.execute(update(RequestMessageRow).where(mine, of_it, *bare).values(text=""))
    session.expire_all()


def keep_apart(session: Session, reference: str) -> None:
    """Take away what the request was proposed to be the same as."""
    mine = RequestSuggestionRow.request_id == row_id(session, reference)
    same = RequestSuggestionRow.kind == SuggestionKind.RESEMBLES.value
    session.execute(delete(RequestSuggestionRow).where(mine, same))


def move_letters(session: Session, reference: str, into: str, rights: Collection[str]) -> None:
    """Messages, what they are known by and what they propose beyond `rights` belong to `into` from now on."""
    giver, taker = row_id(session, reference), row_id(session, into)
    kind = RequestSuggestionRow.kind
    asked = and_(kind == SuggestionKind.RIGHT.value, not_(RequestSuggestionRow.value.in_(rights)))
    goes = or_(kind == SuggestionKind.IDENTITY.value, asked)
    mine = RequestSuggestionRow.request_id == giver
    session.execute(delete(RequestSuggestionRow).where(mine, not_(goes)))
    for row in (RequestSuggestionRow, RequestMessageRow, RequestOriginRow):
        session.execute(update(row).where(row.request_id == giver).values(request_id=taker))
    session.expire_all()


def remember(session: Session, reference: str, sha256: str) -> None:
    """Whatever has this hash is known from now on as part of the request, unless it is known already."""
    session.connection().execute(_KNOWN, {"sha256": sha256, "request_id": row_id(session, reference)})


def belongs_to(session: Session, message_ids: Collection[str], mine: str | None = None) -> tuple[str, ...]:
    """The requests that have a message of one of these ids, or of them those `mine` logged; newest first."""
    wanted = [one for one in message_ids if one]
    if not wanted:
        return ()
    rows = _BELONGS.where(RequestRow.logged_by == mine) if mine else _BELONGS
    found = session.connection().execute(rows, {"named": wanted})
    return tuple(dict.fromkeys(reference for reference, _id in found))


def answered_by(
    session: Session, message_ids: Collection[str], sender: str, mine: str | None = None
) -> str | None:
    """The open request that a letter of `sender` goes on with: it names a message of it, and is of the same
    person.

    An identifier alone proves nothing: a stranger's letter, and one to a request that has ended, get a clock
    of their own. The nearest of the messages counts, `message_ids` naming that first; where several have the
    same number, the one that had it first. `mine`: only among those this person logged.
    """
    address = sender.strip().casefold()
    wanted = [one for one in message_ids if one]
    if not address or not wanted:
        return None
    theirs = aliased(RequestMessageRow)
    of_them = exists().where(theirs.request_id == RequestRow.id, theirs.sender.in_({sender, address}))
    rows = (
        select(RequestRow.id, RequestRow.reference, RequestMessageRow.message_id)
        .join(RequestMessageRow, RequestMessageRow.request_id == RequestRow.id)
        .where(
            RequestMessageRow.message_id.in_(wanted),
            RequestRow.state.in_(_OPEN),
            or_(RequestRow.email_key == address, of_them),
            *([RequestRow.logged_by == mine] if mine else []),
        )
    )
    found = [(wanted.index(named), number, reference) for number, reference, named in session.execute(rows)]
    return min(found)[2] if found else None


def mailboxes(session: Session) -> tuple[MailAccount, ...]:
    """The mailboxes that are fetched from, by their keys."""
    return tuple(_account(row) for row in session.scalars(select(MailboxRow).order_by(MailboxRow.key)))


def place_in(session: Session, account: MailAccount) -> Place | None:
    """How far that mailbox was fetched; None before the first mail."""
    row = session.get(MailboxRow, account.key)
    if row is None or row.uid_validity is None or row.uid is None:
        return None
    return Place(row.uid_validity, row.uid)


def put_mailbox(session: Session, account: MailAccount, place: Place | None = None) -> bool:
    """Keep the mailbox, and how far it is fetched where `place` says so; whether it was new or other."""
    row = session.get(MailboxRow, account.key)
    before = _account(row) if row else None
    if row is None:
        row = MailboxRow(key=account.key)
        session.add(row)
    row.host, row.user, row.port, row.folder = account.host, account.user, account.port, account.folder
    row.security, row.since = account.security.value, account.since
    if place is not None:
        row.uid_validity, row.uid = place.uid_validity, place.uid
    session.flush()
    return before != account


def forget_mailbox(session: Session, key: str) -> None:
    """Fetch from it no more."""
    session.execute(delete(MailboxRow).where(MailboxRow.key == key))


def _account(row: MailboxRow) -> MailAccount:
    return MailAccount(row.key, row.host, row.user, Security(row.security), row.port, row.folder, row.since)
