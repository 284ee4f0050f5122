"""A letter about an incident as a value: who writes to whom, about what, in which words; plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gdpr_desk.register.sender import Sender


class LetterTo(StrEnum):
    """To whom: the persons (Art. 34), or a client controller (Art. 33(2))."""

    SUBJECTS = "subjects"
    CONTROLLER = "controller"


@dataclass(frozen=True)
class Part:
    """A heading (or none), paragraphs, a list, what stands after it."""

    title: str = ""
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class BreachLetter:
    """One letter, for e-mail and paper alike. `name`, `address`: empty where the envelope says it."""

    to: LetterTo
    reference: str
    sender: Sender
    written_on: date
    subject: str
    greeting: str
    parts: tuple[Part, ...]
    closing: str
    name: str = ""
    address: tuple[str, ...] = ()
    drill: bool = False

    def texts(self) -> tuple[str, ...]:
        """Every sentence of it, in reading order."""
        found = [self.greeting]
        for part in self.parts:
            found += [part.title, *part.paragraphs, *part.items, *part.after]
        return tuple(text for text in (*found, self.closing) if text.strip())


@dataclass(frozen=True)
class LetterText:
    """What goes into a mail program: subject and body, plain characters."""

    subject: str
    body: str


DRILL = "EXERCICE : à ne pas envoyer. Incident fictif."
