"""Who may open a vault (Art. 32(4): people act on instruction, each under their own name)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from gdpr_desk.vault.tables import PersonRow


class Role(StrEnum):
    """What a key is for. The recovery sheet opens all that an officer opens."""

    OFFICER = "officer"
    STAFF = "staff"
    RECOVERY = "recovery"


@dataclass(frozen=True)
class Person:
    """One holder of a key; `id` is random and may stand where names must not.

    `leaving`: their key was being taken away when the machine stopped; it may open the vault or not.
    """

    id: str
    name: str
    role: Role
    leaving: bool = False


def people(session: Session) -> tuple[Person, ...]:
    """Everyone with a key, in the order they were added."""
    rows = session.scalars(select(PersonRow).order_by(PersonRow.created_at, PersonRow.role, PersonRow.id))
    return tuple(Person(row.id, row.name, Role(row.role), not row.public_key) for row in rows)


def public_keys(session: Session) -> dict[str, tuple[str, ...]]:
    """The public keys of everyone, by id: what grants are sealed to. Two only while one is replaced,
    none once a key is being taken away."""
    return {row.id: tuple(row.public_key.split()) for row in session.scalars(select(PersonRow))}


def add_person(session: Session, person: Person, public_key: str, at: datetime) -> None:
    """Write somebody who got a key at `at`."""
    session.add(
        PersonRow(id=person.id, name=person.name, role=person.role, public_key=public_key, created_at=at)
    )
    session.flush()


def remove_people(session: Session, ids: Collection[str]) -> None:
    """Take out people whose keys are taken away."""
    session.execute(delete(PersonRow).where(PersonRow.id.in_(ids)))


def set_public_keys(session: Session, person: str, public_keys: Sequence[str]) -> None:
    """Seal to these keys from now on."""
    session.execute(update(PersonRow).where(PersonRow.id == person).values(public_key=" ".join(public_keys)))
