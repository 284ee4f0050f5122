"""Whom a restored vault lets in again: whose key was taken away since the backup was made (Art. 32(4)).

Names are in the backup only: they are known once somebody has opened it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from gdpr_desk.vault.people import Person, Role
from gdpr_desk.vault.state import State

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Returning:
    """`people` had a key then and have none today; `sheet`: so does an older recovery sheet.

    Where no vault of today was found (`known` is False), `people` are all who had a key.
    """

    people: tuple[str, ...] = ()
    sheet: bool = False
    known: bool = True

    @property
    def sentence(self) -> str:
        """What to do about it after restoring; empty where there is nothing to do."""
        said = []
        if self.people and self.known:
            verb = "n’avait plus de clé" if len(self.people) == 1 else "n’avaient plus de clé"
            whom = "lui" if len(self.people) == 1 else "leur"
            said.append(
                f"{_spoken(self.people)} {verb} : le coffre restauré {whom} en rend une. "
                "Retirez-la de nouveau, dans les Réglages, juste après l’avoir ouvert."
            )
        elif self.people:
            said.append(
                f"Le coffre restauré s’ouvre avec les clés de ce jour-là : {_spoken(self.people)}. "
                "Si l’une d’elles a été retirée depuis, retirez-la de nouveau juste après l’avoir ouvert."
            )
        if self.sheet:
            said.append("L’ancienne feuille de secours l’ouvre de nouveau : refaites-la aussi.")
        return " ".join(said)


def returning(then: Sequence[Person], vault_id: str, today: Sequence[State]) -> Returning:
    """Compare who had a key with the clear side of the vaults of the same line that still exist.

    The vault that the backup was made of counts, else the one that was opened last.
    """
    listed = [state for state in today if state.slots]
    own = [state for state in listed if state.vault_id == vault_id]
    last = max(own or listed, key=lambda state: state.last_unlock_at or _NEVER, default=None)
    people = [person for person in then if person.role is not Role.RECOVERY]
    if last is None:
        # One person alone knows whether it is they.
        return Returning(_names(people) if len(people) > 1 else (), known=False)
    present = {slot.person for slot in last.slots}
    sheet = any(person.role is Role.RECOVERY and person.id not in present for person in then)
    return Returning(_names([person for person in people if person.id not in present]), sheet)


def _names(people: Sequence[Person]) -> tuple[str, ...]:
    return tuple(person.name or "une personne sans nom" for person in people)


def _spoken(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} et {last}" if most else last
