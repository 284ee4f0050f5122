"""What happens to the register inside one transaction, journal included.

The service opens the transaction and decides what a verb means; here it is carried out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError, InvalidInput, NotFound
from gdpr_desk.journal.service import JournalService
from gdpr_desk.parties.model import Party
from gdpr_desk.parties.service import PartyService
from gdpr_desk.register import interchange, past, repository
from gdpr_desk.register.identifiers import check_siret
from gdpr_desk.register.model import Controller, ProcessingActivity, Register, named_parties
from gdpr_desk.vault.drafts import forget_draft
from gdpr_desk.vault.mapper import changed_fields

IMPORTED = "register.imported"
IMPORT_UNDONE = "register.import_undone"
SUBJECT = "registre"
"""What the journal calls the register as a whole."""
_SHOWN = 5
"""References that a refusal names."""
_OUT_OF_BIN = "Cette fiche est dans la corbeille : elle en sort, telle que le fichier la décrit."


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


class ChangedSinceImport(GdprDeskError):
    """Records that an import wrote were changed or thrown away afterwards; `references` names them."""

    code = "changed_since"

    def __init__(self, references: Sequence[str]) -> None:
        super().__init__(
            _told_changed(references),
            safe="Rien n’a été annulé.",
            remedy="Reprenez chaque fiche par son historique ou par la corbeille.",
        )
        self.references = tuple(references)


def _told_changed(references: Sequence[str]) -> str:
    if len(references) == 1:
        return f"Une fiche de cet import a été modifiée ou jetée depuis : {references[0]}."
    shown = ", ".join(references[:_SHOWN])
    more = len(references) - _SHOWN
    others = "" if more <= 0 else " et une autre" if more == 1 else f" et {more} autres"
    return f"{len(references)} fiches de cet import ont été modifiées ou jetées depuis : {shown}{others}."


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
            self._note_fields("controller.changed", SUBJECT, changed)

    def add(self, activity: ProcessingActivity) -> ProcessingActivity:
        """Add a record under the next reference. Raises InvalidInput where it could not be exported."""
        self._refuse_unexportable(replace(activity, reference=""))
        added = replace(
            activity,
            reference=repository.next_reference(self._session),
            created_on=activity.created_on or self._clock.today(),
        )
        repository.put_activity(self._session, added)
        self.note(added, "activity.added")
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
        self.begin_history([stored])
        repository.put_activity(self._session, activity)
        self._note_fields(past.CHANGED, activity.reference, changed)
        self._remember([activity], past.CHANGED)
        return changed

    def stamp(self, before: ProcessingActivity, after: ProcessingActivity, action: str) -> tuple[str, ...]:
        """Write a change that has an action of its own in the journal."""
        changed = changed_fields(before, after)
        if changed:
            self.begin_history([before])
            repository.put_activity(self._session, after)
            self.note(after, action)
        return changed

    def take_over(self, register: Register, form: str, records: Sequence[dict[str, Any]]) -> ImportOutcome:
        """Same reference replaced, new reference added, none removed; kept so that it can be undone.

        `form` is the contract's word for where the register comes from, `records` what
        `interchange.exportable_records` gave for this register: they become the versions.
        """
        outcome, activities = plan(self._session, register)
        run = self._start_import(register, outcome, form)
        for party in register.parties:
            self._parties.save_in(self._session, party)
        self.put_controller(register.controller)
        if register.extra:
            repository.put_register_extra(self._session, register.extra)
        written = {*outcome.created, *outcome.updated}
        repository.reserve(self._session, (activity.reference for activity in activities))
        taken = [activity for activity in activities if activity.reference in written]
        repository.put_activities(self._session, taken)
        self._remember(taken, IMPORTED, run, _by_reference(activities, records))
        detail = {"created": list(outcome.created), "updated": list(outcome.updated)}
        self._journal.record(self._session, IMPORTED, SUBJECT, detail)
        return outcome

    def take_back(self, run: past.ImportRun) -> ImportOutcome:
        """Undo an import: what it added goes, what it replaced comes back as it was.

        A party or the shop that somebody changed since stays. Raises ChangedSinceImport naming the
        records that were changed since; then nothing is undone.
        """
        later = past.changed_since(self._session, run.id)
        if later:
            raise ChangedSinceImport(sorted(later, key=repository.number_of))
        records = run.before["activities"]
        created = [reference for reference, raw in records.items() if raw is None]
        restored = [interchange.activity_from_json(raw) for raw in records.values() if raw is not None]
        repository.remove_activities(self._session, created)
        self._created_away(created, run)
        self._named_back(run.before.get("named", ()))
        repository.put_activities(self._session, restored)
        earlier = past.runs_before(self._session, run.id)
        for activity in restored:
            # As unchanged since an earlier import as it was: that one can still be undone.
            self._remember([activity], IMPORT_UNDONE, earlier.get(activity.reference))
        self._parties_back(run.before["parties"])
        self._shop_back(*run.before["controller"])
        self._extra_back(*run.before.get("extra", ({}, {})))
        past.end_import(self._session, run.id, self._clock.now())
        detail = {"created": created, "updated": [activity.reference for activity in restored]}
        self._journal.record(self._session, IMPORT_UNDONE, SUBJECT, detail)
        return ImportOutcome(tuple(created), tuple(activity.reference for activity in restored))

    def _created_away(self, created: Iterable[str], run: past.ImportRun) -> None:
        """Forget what the import created, but for what was in the bin: that lies there again."""
        thrown = run.before.get("binned", {})
        gone = [reference for reference in created if reference not in thrown]
        past.forget(self._session, gone)
        for reference in gone:
            forget_draft(self._session, past.form_of(reference))
        past.forget_run(self._session, thrown, run.id)
        past.put_again(self._session, thrown)

    def _named_back(self, parties: Iterable[Any]) -> None:
        """Parties that what comes back names, where somebody took them out since."""
        present = {party.key for party in self._parties.all_in(self._session)}
        for party in map(interchange.party_from_json, parties):
            if party.key not in present:
                self._parties.save_in(self._session, party)

    def _parties_back(self, parties: Mapping[str, Sequence[Any]]) -> None:
        named = frozenset[str]().union(
            *(named_parties(activity) for activity in repository.all_activities(self._session))
        )
        present = {party.key: party for party in self._parties.all_in(self._session)}
        for key, (before, after) in parties.items():
            if _party_json(present.get(key)) != after:
                continue
            if before is not None:
                self._parties.save_in(self._session, interchange.party_from_json(before))
            elif key not in named:
                self._parties.remove_in(self._session, key)

    def _shop_back(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        if interchange.controller_to_json(repository.controller(self._session)) == after:
            self.put_controller(interchange.controller_from_json(before))

    def _extra_back(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        if repository.register_extra(self._session) == after:
            repository.put_register_extra(self._session, before)

    def put_back(self, activity: ProcessingActivity, action: str) -> None:
        """Write a record as it once was, in the name of `action`."""
        stored = repository.find_activity(self._session, activity.reference)
        if stored is not None:
            self.begin_history([stored])
        repository.put_activity(self._session, activity)
        self.note(activity, action)

    def begin_history(self, stored: Iterable[ProcessingActivity]) -> None:
        """Keep how records stand before their first change that is remembered."""
        records = tuple(stored)
        known = past.known_references(self._session, (record.reference for record in records))
        self._remember([r for r in records if r.reference not in known], past.BASELINE)

    def note(self, activity: ProcessingActivity, action: str) -> None:
        """An action of its own on a record: one entry in the journal, one version."""
        self._journal.record(self._session, action, activity.reference)
        self._remember([activity], action)

    def _start_import(self, register: Register, outcome: ImportOutcome, form: str) -> int:
        stored = {activity.reference: activity for activity in repository.all_activities(self._session)}
        replaced = [stored[reference] for reference in outcome.updated]
        self.begin_history(replaced)
        parties = {party.key: party for party in self._parties.all_in(self._session)}
        shop = repository.controller(self._session)
        named = frozenset[str]().union(*map(named_parties, replaced))
        extra = repository.register_extra(self._session)
        before = {
            "activities": {
                **dict.fromkeys(outcome.created),
                **{activity.reference: interchange.activity_to_json(activity) for activity in replaced},
            },
            "binned": past.taken_from_bin(self._session, outcome.created),
            "named": [_party_json(party) for key, party in parties.items() if key in named],
            "parties": {
                party.key: [_party_json(parties.get(party.key)), _party_json(party)]
                for party in register.parties
                if parties.get(party.key) != party
            },
            "controller": [
                interchange.controller_to_json(shop),
                interchange.controller_to_json(register.controller),
            ],
            "extra": [extra, register.extra or extra],
        }
        now, actor = self._clock.now(), self._journal.actor
        return past.start_import(self._session, form=form, before=before, at=now, actor=actor)

    def _remember(
        self,
        activities: Iterable[ProcessingActivity],
        action: str,
        run: int | None = None,
        contents: Mapping[str, dict[str, Any]] | None = None,
    ) -> None:
        now, actor = self._clock.now(), self._journal.actor
        past.remember(self._session, activities, action, at=now, actor=actor, run=run, contents=contents)

    def _note_fields(self, action: str, subject: str, changed: tuple[str, ...]) -> None:
        """Names of fields only: the journal outlives what they said."""
        self._journal.record(self._session, action, subject, {"changed": list(changed)})

    def _refuse_unexportable(self, activity: ProcessingActivity) -> None:
        parties = tuple(Party(party.key, party.name) for party in self._parties.all_in(self._session))
        interchange.refuse_unexportable(Register(Controller("-"), parties, (activity,)))


def register_in(session: Session, parties: PartyService) -> Register:
    """Everything Article 30 asks for, in one snapshot."""
    return Register(
        controller=repository.controller(session),
        parties=parties.all_in(session),
        activities=repository.all_activities(session),
        extra=repository.register_extra(session),
    )


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
    thrown = {record.activity.reference for record in past.binned(session)}
    cautions = (
        *_cautions(repository.controller(session), register),
        *(Caution(reference, _OUT_OF_BIN) for reference in created if reference in thrown),
    )
    return ImportOutcome(created, updated, cautions), numbered


def _numbered(activities: Iterable[ProcessingActivity], last: int) -> tuple[ProcessingActivity, ...]:
    given = tuple(activities)
    last = max([last, *(repository.number_of(a.reference) for a in given if a.reference)])
    free = count(last + 1)
    return tuple(
        activity if activity.reference else replace(activity, reference=repository.reference(next(free)))
        for activity in given
    )


def _by_reference(
    numbered: Iterable[ProcessingActivity], records: Iterable[dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """The records in file form, each with the reference that it was given."""
    pairs = zip(numbered, records, strict=True)
    return {activity.reference: {**record, "reference": activity.reference} for activity, record in pairs}


def _party_json(party: Party | None) -> dict[str, Any] | None:
    return None if party is None else interchange.party_to_json(party)


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
