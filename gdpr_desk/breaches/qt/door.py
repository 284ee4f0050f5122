"""What the room may do: the services it was given, and in whose name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gdpr_desk.breaches.handling import BreachHandling
from gdpr_desk.breaches.paperwork import BreachPaperwork
from gdpr_desk.breaches.service import BreachService
from gdpr_desk.clock import Clock
from gdpr_desk.parties.model import Party
from gdpr_desk.register.model import ProcessingActivity


@dataclass(frozen=True)
class BreachDoor:
    """The verbs of incidents; `names` are people by their id, `activities` the records of the register."""

    breaches: BreachService
    acts: BreachHandling
    paperwork: BreachPaperwork
    clock: Clock
    names: Callable[[], Mapping[str, str]]
    parties: Callable[[], Sequence[Party]]
    activities: Callable[[], Sequence[ProcessingActivity]]

    def waiting(self) -> str:
        """The reference of the real incident that is waited for first; empty for none."""
        running = (one.breach for one in self.breaches.running())
        return next((breach.reference for breach in running if not breach.drill), "")
