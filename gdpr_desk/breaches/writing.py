"""What happens to incidents inside one transaction: the record, its thread and the journal together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from gdpr_desk.breaches import repository
from gdpr_desk.breaches.model import (
    BreachEvent,
    BreachFacts,
    PersonalDataBreach,
    changed_answers,
)
from gdpr_desk.breaches.vocabulary import EventKind
from gdpr_desk.clock import Clock
from gdpr_desk.errors import NotFound
from gdpr_desk.journal.model import JSON
from gdpr_desk.journal.service import JournalService
from gdpr_desk.periods.words import french_instant

KIND = "breach"
"""What holds, the sweep and the erasure ledger call an incident."""


class Writing:
    """Incidents within the caller's session; nothing is durable before the caller commits."""

    def __init__(self, session: Session, journal: JournalService, clock: Clock) -> None:
        self.session = session
        self._journal = journal
        self._clock = clock

    @property
    def now(self) -> datetime:
        """The instant, aware."""
        return self._clock.now()

    @property
    def actor(self) -> str:
        """The id of whoever does it."""
        return self._journal.actor

    def existing(self, reference: str) -> PersonalDataBreach:
        """The incident of that reference. Raises NotFound."""
        found = repository.find_breach(self.session, reference)
        if found is None:
            raise NotFound("Cet incident n’existe pas.", remedy="Choisissez-en un dans la liste.")
        return found

    def open(self, facts: BreachFacts, *, drill: bool) -> PersonalDataBreach:
        """Write down a new incident under the next reference of its series."""
        breach = PersonalDataBreach(
            reference=repository.next_reference(self.session, self._clock.today().year, drill=drill),
            opened_at=self.now,
            opened_by=self.actor,
            facts=facts,
            drill=drill,
        )
        repository.put_breach(self.session, breach)
        action = "breach.drill_started" if drill else "breach.opened"
        self.tell(breach.reference, action, EventKind.OPENED, detail=facts.kind or "")
        return breach

    def answer(self, before: PersonalDataBreach, facts: BreachFacts) -> PersonalDataBreach:
        """Write other answers. The thread is told of another moment of awareness alone: the clock hangs on
        it; the journal of the names of all that changed."""
        changed = changed_answers(before.facts, facts)
        if not changed:
            return before
        after = replace(before, facts=facts)
        repository.put_breach(self.session, after)
        self._record("breach.answered", after.reference, {"changed": list(changed)})
        if "aware_at" in changed and before.facts.aware_at is not None:
            moved = french_instant(before.facts.aware_at)
            self._event(after.reference, EventKind.AWARENESS_MOVED, note=f"auparavant : {moved}")
        return after

    def change(
        self,
        after: PersonalDataBreach,
        action: str,
        kind: EventKind,
        *,
        detail: str = "",
        note: str = "",
    ) -> PersonalDataBreach:
        """Write what became of an incident, told to its thread and to the journal."""
        repository.put_breach(self.session, after)
        self.tell(after.reference, action, kind, detail=detail, note=note)
        return after

    def tell(self, reference: str, action: str, kind: EventKind, *, detail: str = "", note: str = "") -> None:
        """Put a line into the thread, and one without any content into the journal."""
        self._event(reference, kind, detail=detail, note=note)
        self._record(action, reference)

    def remove(self, references: Collection[str], action: str) -> None:
        """Take incidents out for good, told to the journal."""
        for reference in references:
            self._record(action, reference)
        repository.remove_breaches(self.session, references)

    def _event(self, reference: str, kind: EventKind, *, detail: str = "", note: str = "") -> None:
        event = BreachEvent(self.now, kind, self.actor, detail, note.strip())
        repository.add_event(self.session, reference, event)

    def _record(self, action: str, reference: str, detail: dict[str, JSON] | None = None) -> None:
        self._journal.record(self.session, action, reference, detail)
