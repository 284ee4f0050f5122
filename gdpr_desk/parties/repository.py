"""Queries on parties; rows stay in here."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from gdpr_desk.parties.model import Party
from gdpr_desk.parties.tables import PartyRow
from gdpr_desk.vault.mapper import fill, to_record


def all_parties(session: Session) -> tuple[Party, ...]:
    """Every party, by key: the order of the export does not depend on who came first."""
    rows = session.scalars(select(PartyRow).order_by(PartyRow.key))
    return tuple(to_record(row, Party) for row in rows)


def find_party(session: Session, key: str) -> Party | None:
    """The party with that key."""
    row = _row(session, key)
    return to_record(row, Party) if row else None


def put_party(session: Session, party: Party) -> None:
    """Write the party, new or not."""
    row = _row(session, party.key)
    if row is None:
        row = PartyRow()
        session.add(row)
    fill(row, party)
    session.flush()


def remove_party(session: Session, key: str) -> None:
    """Take the party out; nothing may name it any longer."""
    row = _row(session, key)
    if row is not None:
        session.delete(row)
        session.flush()


def keys_like(session: Session, stem: str) -> frozenset[str]:
    """The keys in use that begin with `stem`."""
    pattern = PartyRow.key.startswith(stem, autoescape=True)
    return frozenset(session.scalars(select(PartyRow.key).where(pattern)))


def _row(session: Session, key: str) -> PartyRow | None:
    return session.scalars(select(PartyRow).where(PartyRow.key == key)).one_or_none()
