"""The shop as it writes: its lines at the head of a letter, who signs, where it is; plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gdpr_desk.periods.words import french_date
from gdpr_desk.register.model import Controller


@dataclass(frozen=True)
class Sender:
    """The shop on its letters; `signature` is who signs and in which role."""

    name: str
    address: tuple[str, ...] = ()
    email: str = ""
    phone: str = ""
    siret: str = ""
    signature: str = ""
    role: str = ""

    @property
    def postcode(self) -> str:
        """« 99018 » of « 99018 Valbrume »; empty where none is told."""
        return self._town_line[0]

    @property
    def town(self) -> str:
        """From where it is written: « Valbrume » of « 99018 Valbrume »; empty where none is told."""
        return self._town_line[1]

    @property
    def street(self) -> str:
        """The lines before the town, on one."""
        lines = self.address[:-1] if self.town else self.address
        return ", ".join(lines)

    @property
    def contact(self) -> str:
        """« 01 99 00 00 18 ou contact@… »."""
        return " ou ".join(part for part in (self.phone, self.email) if part) or self.name

    def place_and_date(self, day: date) -> str:
        """« Valbrume, le 23 novembre 2026 »."""
        return f"{self.town}, le {french_date(day)}" if self.town else f"Le {french_date(day)}"

    @property
    def _town_line(self) -> tuple[str, str]:
        last = self.address[-1] if self.address else ""
        code, _, town = last.partition(" ")
        return (code, town.strip()) if code.isdigit() and len(code) == 5 else ("", "")


def sender_of(controller: Controller) -> Sender:
    """The shop at the head of its letters; the officer signs, else the shop as such."""
    officer = controller.officer
    return Sender(
        name=controller.name,
        address=address_lines(controller.address),
        email=(officer.email if officer else "") or controller.email,
        phone=controller.phone,
        siret=controller.siret,
        signature=officer.name if officer and officer.name else controller.name,
        role=officer.role if officer else "",
    )


def address_lines(text: str) -> tuple[str, ...]:
    """Lines as typed; one line of « street, code town » becomes two, as envelopes want it."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) == 1:
        street, comma, town = lines[0].rpartition(",")
        if comma and town.strip()[:5].isdigit():
            lines = [street.strip(), town.strip()]
    return tuple(lines)
