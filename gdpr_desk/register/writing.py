"""What happens to the register inside one transaction, journal included.

The service opens the transaction and decides what a verb means; here it is carried out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError, InvalidInput, NotFound
from gdpr_desk.journal.service import JournalService
from gdpr_desk.parties.model import Party
from gdpr_desk.parties.service import PartyService
from gdpr_desk.register import interchange, repository
from gdpr_desk.register.identifiers import check_siret
from gdpr_desk.register.model import Controller, ProcessingActivity, Register
from gdpr_desk.vault.mapper import changed_fields

SUBJECT = "registre"
"""What the journal calls the register as a whole."""


class SavedElsewhere(GdprDeskError):
    """Somebody else changed the record since it was opened; `current` is what the vault holds."""

    code = "conflict"

    def __init__(self, current: ProcessingActivity) -> None:
        super().__init__(
            "Cette fiche a été modifiée ailleurs depuis que vous l’avez ouverte.",
            safe="Rien n’a été écrasé, et votre saisie est toujours à l’écran.",
            remedy="Rouvrez la fiche pour voir la version enregistrée, puis refaites votre modification.",
        )
        self.current = current


@dataclass(frozen=True)
class Caution:
    """Something taken over that deserves a look; `where` in French."""

    where: str
    message: str


@dataclass(frozen=True)
class ImportOutcome:
    """What an import did, or would do: references created, references updated, and warnings."""

    created: tuple[str, ...]
    updated: tuple[str, ...]
    warnings: tuple[Caution, ...] = ()


class Writing:
    """The register within the caller's session; nothing is durable before the caller commits."""

    def __init__(
        self, session: Session, journal: JournalService, parties: PartyService, clock: Clock
    ) -> None:
        self._session = session
        self._journal = journal
        self._parties = parties
        self._clock = clock

    def put_controller(self, shop: Controller) -> None:
        """Replace what is known of the shop."""
        changed = changed_fields(repository.controller(self._session), shop)
        if changed:
            repository.put_controller(self._session, shop)
            self._note("controller.changed", SUBJECT, changed)

    def add(self, activity: ProcessingActivity) -> ProcessingActivity:
        """Add a record under the next reference. Raises InvalidInput where it could not be exported."""
        self._refuse_unexportable(replace(activity, reference=""))
        added = replace(
            activity,
            reference=repository.next_reference(self._session),
            created_on=activity.created_on or self._clock.today(),
        )
        repository.put_activity(self._session, added)
        self._journal.record(self._session, "activity.added", added.reference)
        return added

    def change(self, activity: ProcessingActivity, base: ProcessingActivity | None) -> tuple[str, ...]:
        """Replace the stored record; returns the names of the changed fields.

        Raises SavedElsewhere where neither `base` nor the new record is what is stored, NotFound,
        InvalidInput.
        """
        stored = existing(self._session, activity.reference)
        changed = changed_fields(stored, activity)
        if not changed:
            return ()
        if base is not None and stored != base:
            raise SavedElsewhere(stored)
        self._refuse_unexportable(activity)
        repository.put_activity(self._session, activity)
        self._note("activity.changed", activity.reference, changed)
        return changed

    def stamp(self, before: ProcessingActivity, after: ProcessingActivity, action: str) -> tuple[str, ...]:
        """Write a change that has an action of its own in the journal."""
        changed = changed_fields(before, after)
        if changed:
            repository.put_activity(self._session, after)
            self._journal.record(self._session, action, after.reference)
        return changed

    def take_over(self, register: Register) -> ImportOutcome:
        """Same reference replaced, new reference added, none removed."""
        outcome, activities = plan(self._session, register)
        for party in register.parties:
            self._parties.save_in(self._session, party)
        self.put_controller(register.controller)
        if register.extra:
            repository.put_register_extra(self._session, register.extra)
        written = {*outcome.created, *outcome.updated}
        repository.reserve(self._session, (activity.reference for activity in activities))
        for activity in activities:
            if activity.reference in written:
                repository.put_activity(self._session, activity)
        detail = {"created": list(outcome.created), "updated": list(outcome.updated)}
        self._journal.record(self._session, "register.imported", SUBJECT, detail)
        return outcome

    def _note(self, action: str, subject: str, changed: tuple[str, ...]) -> None:
        """Names of fields only: the journal outlives what they said."""
        self._journal.record(self._session, action, subject, {"changed": list(changed)})

    def _refuse_unexportable(self, activity: ProcessingActivity) -> None:
        parties = tuple(Party(party.key, party.name) for party in self._parties.all_in(self._session))
        interchange.refuse_unexportable(Register(Controller("-"), parties, (activity,)))


def existing(session: Session, reference: str) -> ProcessingActivity:
    """The stored record. Raises NotFound."""
    found = repository.find_activity(session, reference)
    if found is None:
        raise NotFound(
            "Cette fiche n’existe pas dans le registre.", remedy="Vérifiez sa référence, par exemple T-02."
        )
    return found


def plan(session: Session, register: Register) -> tuple[ImportOutcome, tuple[ProcessingActivity, ...]]:
    """What an import would do now, with a reference for every record that comes without one."""
    stored = {activity.reference: activity for activity in repository.all_activities(session)}
    numbered = _numbered(register.activities, repository.last_number(session))
    created = tuple(a.reference for a in numbered if a.reference not in stored)
    updated = tuple(a.reference for a in numbered if stored.get(a.reference, a) != a)
    cautions = tuple(_cautions(repository.controller(session), register))
    return ImportOutcome(created, updated, cautions), numbered


def _numbered(activities: Iterable[ProcessingActivity], last: int) -> tuple[ProcessingActivity, ...]:
    given = tuple(activities)
    last = max([last, *(repository.number_of(a.reference) for a in given if a.reference)])
    numbered = []
    for activity in given:
        if not activity.reference:
            last += 1
        numbered.append(replace(activity, reference=activity.reference or repository.reference(last)))
    return tuple(numbered)


def _cautions(before: Controller, register: Register) -> Iterable[Caution]:
    shop = register.controller
    if before.name and before != shop:
        yield Caution("boutique", "Les coordonnées de la boutique sont remplacées par celles du fichier.")
    if shop.siret:
        try:
            check_siret(shop.siret)
        except InvalidInput as problem:
            yield Caution("boutique, SIRET", problem.message)
    for place in interchange.kept_unknown(register):
        told = "des champs d’une version plus récente sont gardés tels quels."
        yield Caution(place or "registre", told[:1].upper() + told[1:])
