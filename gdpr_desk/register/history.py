"""What was: versions of a record and the way back to one, and the bin."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date, timedelta
from functools import partial

from sqlalchemy.orm import Session

from gdpr_desk.clock import SHOP_ZONE, Clock
from gdpr_desk.errors import InvalidInput, NotFound
from gdpr_desk.journal.service import JournalService
from gdpr_desk.parties.model import Party
from gdpr_desk.parties.service import PartyService
from gdpr_desk.register import past, repository
from gdpr_desk.register.model import ProcessingActivity, named_parties
from gdpr_desk.register.past import Binned, Version, form_of
from gdpr_desk.register.writing import Writing, existing
from gdpr_desk.vault.drafts import Drafts, forget_draft
from gdpr_desk.vault.ledger import Ledger
from gdpr_desk.vault.store import Store

__all__ = ["BIN_DAYS", "KIND", "Binned", "RegisterHistory", "Version", "form_of", "leaves_on"]

BIN_DAYS = 30
"""How long a record thrown away can be brought back."""
KIND = "activity"
"""What the erasure ledger calls a record."""


def leaves_on(record: Binned) -> date:
    """The day (in the shop's zone) from which a record is no longer in the bin."""
    return record.binned_at.astimezone(SHOP_ZONE).date() + timedelta(days=BIN_DAYS)


class RegisterHistory:
    """The past of one vault's register; each verb is one transaction.

    `drafts` holds what was typed into the forms of records and could not be saved. What is erased for
    good is put down in `ledger`, so that no backup brings it back. `held` tells which records of the bin
    stand under a legal hold: nobody erases those.
    """

    def __init__(
        self,
        store: Store,
        journal: JournalService,
        parties: PartyService,
        clock: Clock,
        *,
        ledger: Ledger | None = None,
        held: Callable[[Session], Collection[str]] = lambda _session: (),
    ) -> None:
        self._store = store
        self._journal = journal
        self._parties = parties
        self._clock = clock
        self._ledger = ledger
        self._held = held
        self._writing = partial(Writing, journal=journal, parties=parties, clock=clock)
        self.drafts = Drafts(store, clock)

    @property
    def me(self) -> str:
        """The id under which this session writes: one's own versions are told as « vous »."""
        return self._journal.actor

    def versions(self, reference: str) -> tuple[Version, ...]:
        """Every version of a record, oldest first; none where nothing changed since histories are kept."""
        with self._store.read() as session:
            return past.versions(session, reference)

    def return_to(self, reference: str, number: int) -> ProcessingActivity:
        """Make version `number` the present state again, as a new version.

        Raises NotFound for a record or a version that does not exist, InvalidInput where the version
        names a party that was removed since.
        """
        with self._store.begin() as session:
            stored = existing(session, reference)
            found = next((v for v in past.versions(session, reference) if v.number == number), None)
            if found is None:
                raise NotFound("Cette version n’existe pas.", remedy="Choisissez-en une dans la liste.")
            self._refuse_removed(session, found.activity)
            if found.activity != stored:
                self._writing(session).put_back(found.activity, "activity.reverted")
        return found.activity

    def binned(self) -> tuple[Binned, ...]:
        """What can still be brought back, last thrown away first."""
        with self._store.read() as session:
            return self.binned_in(session)

    def binned_in(self, session: Session) -> tuple[Binned, ...]:
        """As `binned`, in the caller's transaction."""
        return past.binned(session)

    def held_in(self, session: Session) -> frozenset[str]:
        """The references that a legal hold keeps, in the caller's transaction."""
        return frozenset(self._held(session))

    def bin(self, references: Iterable[str]) -> tuple[ProcessingActivity, ...]:
        """Throw records away for `BIN_DAYS` days; all of them or none. Raises NotFound."""
        with self._store.begin() as session:
            known = {party.key: party for party in self._parties.all_in(session)}
            thrown = tuple(existing(session, reference) for reference in dict.fromkeys(references))
            self._writing(session).begin_history(thrown)
            for activity in thrown:
                self._throw(session, activity, known.values())
        return thrown

    def restore(self, references: Iterable[str]) -> tuple[ProcessingActivity, ...]:
        """Bring records back from the bin as they were, with parties removed meanwhile. Raises NotFound."""
        with self._store.begin() as session:
            return tuple(self._bring_back(session, reference) for reference in references)

    def destroy(self, references: Iterable[str]) -> int:
        """Erase records of the bin with their history and drafts, for good; how many there were.

        Raises InvalidInput where one of them is held; nothing is then erased.
        """
        with self._store.begin() as session:
            wanted = tuple(references)
            if not self.held_in(session).isdisjoint(wanted):
                raise InvalidInput(
                    "Une fiche gelée ne peut pas être effacée.",
                    safe="Rien n’a été effacé.",
                    remedy="Levez d’abord le gel, dans Conservation.",
                    code="held",
                )
            return self.destroy_in(session, wanted)

    def destroy_in(self, session: Session, references: Iterable[str]) -> int:
        """As `destroy`, in the caller's transaction; who calls has looked at the holds."""
        gone = [reference for reference in references if past.in_bin(session, reference) is not None]
        self._erase(session, gone)
        if self._ledger is not None:
            self._ledger.note(session, KIND, gone)
        return len(gone)

    def erase_again(self, session: Session, references: Collection[str]) -> int:
        """Erase what the ledger names, wherever a copy of the vault still has it; how many there were."""
        there = [
            reference
            for reference in references
            if past.in_bin(session, reference) is not None
            or past.has_versions(session, reference)
            or repository.find_activity(session, reference) is not None
        ]
        for reference in there:
            repository.remove_activity(session, reference)
        self._erase(session, there)
        return len(there)

    def _refuse_removed(self, session: Session, activity: ProcessingActivity) -> None:
        gone = named_parties(activity) - {party.key for party in self._parties.all_in(session)}
        if gone:
            raise InvalidInput(
                f"Cette version nomme un prestataire retiré depuis : {', '.join(sorted(gone))}.",
                safe="La fiche n’a pas changé.",
                remedy="Ajoutez de nouveau ce prestataire, puis reprenez la version.",
            )

    def _throw(self, session: Session, activity: ProcessingActivity, parties: Iterable[Party]) -> None:
        named = named_parties(activity)
        self._writing(session).note(activity, "activity.binned")
        past.put_in_bin(
            session,
            activity,
            [party for party in parties if party.key in named],
            at=self._clock.now(),
            actor=self._journal.actor,
        )
        repository.remove_activity(session, activity.reference)

    def _bring_back(self, session: Session, reference: str) -> ProcessingActivity:
        found = past.in_bin(session, reference)
        if found is None:
            raise NotFound("Cette fiche n’est plus dans la corbeille.")
        present = {party.key for party in self._parties.all_in(session)}
        for party in found.parties:
            if party.key not in present:
                self._parties.save_in(session, party)
        past.out_of_bin(session, reference)
        self._writing(session).put_back(found.activity, "activity.restored")
        return found.activity

    def _erase(self, session: Session, references: Collection[str]) -> None:
        past.forget_replaced(session, references)
        for reference in references:
            past.out_of_bin(session, reference)
            past.forget(session, [reference])
            forget_draft(session, form_of(reference))
            self._journal.record(session, "activity.destroyed", reference)
