"""Who may open a vault (Art. 32(4): people act on instruction, each under their own name)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from gdpr_desk.vault.tables import PersonRow


class Role(StrEnum):
    """What a key is for. The recovery sheet opens all that an officer opens."""

    OFFICER = "officer"
    STAFF = "staff"
    RECOVERY = "recovery"


@dataclass(frozen=True)
class Person:
    """One holder of a key; `id` is random and may stand where names must not."""

    id: str
    name: str
    role: Role


def people(session: Session) -> tuple[Person, ...]:
    """Everyone with a key, in the order they were added."""
    rows = session.scalars(select(PersonRow).order_by(PersonRow.created_at, PersonRow.role, PersonRow.id))
    return tuple(Person(row.id, row.name, Role(row.role)) for row in rows)
