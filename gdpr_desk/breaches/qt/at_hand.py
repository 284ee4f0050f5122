"""The incident on screen and what is written of it; Qt-free."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gdpr_desk.breaches.model import BreachFacts, PersonalDataBreach
from gdpr_desk.breaches.qt.door import BreachDoor
from gdpr_desk.breaches.service import BreachFile


class AtHand:
    """Nothing is written before the first answer of a new incident is confirmed."""

    def __init__(self, door: BreachDoor) -> None:
        self._door = door
        self.file: BreachFile | None = None
        self._drill = False

    @property
    def breach(self) -> PersonalDataBreach | None:
        """The incident, once it is written down."""
        return self.file.breach if self.file else None

    @property
    def reference(self) -> str:
        """Empty before it is written down."""
        return self.file.breach.reference if self.file else ""

    @property
    def open(self) -> bool:
        """Whether it may be answered: it is new, or not closed."""
        return self.file is None or self.file.breach.open

    @property
    def drill(self) -> bool:
        """Whether it is an exercise."""
        return self.file.breach.drill if self.file else self._drill

    def begin(self, *, drill: bool) -> None:
        """Turn to a new one."""
        self.file, self._drill = None, drill

    def take_up(self, reference: str) -> PersonalDataBreach:
        """Turn to one that is written down. Raises NotFound."""
        self.file = self._door.breaches.file(reference)
        return self.file.breach

    def reread(self) -> None:
        """Its clocks and answers as they are now. Raises NotFound."""
        self.take_up(self.reference)

    def write_down(self, answers: Mapping[str, Any]) -> None:
        """Open the new one with its first answers; without any, its kind is not known yet."""
        facts = BreachFacts().giving(**answers)
        if not answers:
            facts = facts.not_knowing("kind")
        self.take_up(self._door.breaches.open(facts, drill=self._drill).reference)

    def save(self, answers: Mapping[str, Any]) -> bool:
        """Write these answers, and that an emptied one is still not known; whether there was any to write."""
        if self.file is None or not answers or not self.open:
            return False
        facts = self.file.breach.facts
        cleared = [n for n, value in answers.items() if value in (None, "", ()) and n in facts.unknown]
        return self.write(facts.giving(**answers).not_knowing(*cleared))

    def set_unknown(self, question: str, *, on: bool) -> bool:
        """Write that the answer is not known yet, or is as it was; whether there was an incident."""
        if self.file is None:
            return False
        facts = self.file.breach.facts
        kept = getattr(facts, question)
        return self.write(facts.not_knowing(question) if on else facts.giving(**{question: kept}))

    def write(self, facts: BreachFacts) -> bool:
        """Write these facts over what was read; True. Raises the refusals of the service."""
        if self.file is None:
            return False
        self._door.breaches.answer(self.reference, facts, base=self.file.breach.facts)
        self.reread()
        return True
