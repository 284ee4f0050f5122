"""The officer's verbs on the register; each is one transaction and returns what changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.journal.service import JournalService
from gdpr_desk.parties.service import PartyService
from gdpr_desk.register import checks, interchange, repository
from gdpr_desk.register.checks import Completeness, Finding
from gdpr_desk.register.identifiers import check_siret
from gdpr_desk.register.model import (
    ActivityStatus,
    Controller,
    ProcessingActivity,
    Register,
    named_parties,
)
from gdpr_desk.register.starter import starter_activities, starter_parties
from gdpr_desk.register.writing import SavedElsewhere, Writing, existing, register_in
from gdpr_desk.vault.store import Store, commit_number

__all__ = ["ActivityOverview", "RegisterService", "Saved", "SavedElsewhere", "activities_naming"]


@dataclass(frozen=True)
class ActivityOverview:
    """One line of the list: the record, how complete it is, and what is worth a look."""

    activity: ProcessingActivity
    completeness: Completeness
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Saved:
    """What a save did: the names of the changed fields (none where nothing was different)."""

    activity: ProcessingActivity
    changed: tuple[str, ...]
    overview: ActivityOverview


class RegisterService:
    """The register of one vault.

    A service remembers each record as it last handed it out by `activity` or a save, and refuses
    to overwrite what somebody else saved meanwhile; one service per window.
    """

    def __init__(self, store: Store, journal: JournalService, parties: PartyService, clock: Clock) -> None:
        self._store = store
        self._journal = journal
        self._parties = parties
        self._clock = clock
        self._writing = partial(Writing, journal=journal, parties=parties, clock=clock)
        self._known: dict[str, ProcessingActivity] = {}
        self._overview: tuple[ActivityOverview, ...] = ()
        self._overview_of: tuple[int, date] | None = None

    def controller(self) -> Controller:
        """The shop; one without a name before anybody has said who it is."""
        with self._store.read() as session:
            return repository.controller(session)

    def set_controller(self, shop: Controller) -> Controller:
        """Replace what is known of the shop. Raises InvalidInput for a SIRET with a wrong key."""
        if shop.siret:
            shop = replace(shop, siret=check_siret(shop.siret).siret)
        interchange.refuse_unexportable(Register(shop))
        with self._store.begin() as session:
            self._writing(session).put_controller(shop)
        return shop

    def register(self) -> Register:
        """Everything Article 30 asks for, as it stands in one snapshot.

        Records come in the order of their references, parties in that of their keys.
        """
        with self._store.read() as session:
            return register_in(session, self._parties)

    def overview(self) -> tuple[ActivityOverview, ...]:
        """The list, in the order of the references; kept until the vault or the day changes."""
        today = self._clock.today()
        with self._store.read() as session:
            state = commit_number(session), today
            if state == self._overview_of:
                return self._overview
            register = register_in(session, self._parties)
        judged = zip(register.activities, checks.assess_all(register, today), strict=True)
        self._overview = tuple(ActivityOverview(activity, *found) for activity, found in judged)
        self._overview_of = state
        return self._overview

    def activity(self, reference: str) -> ProcessingActivity:
        """The record with that reference, remembered as what the caller now edits. Raises NotFound."""
        with self._store.read() as session:
            found = existing(session, reference)
        self._known[reference] = found
        return found

    def users_of(self, party: str) -> tuple[ProcessingActivity, ...]:
        """The records, archived ones too, that name the party of that key."""
        with self._store.read() as session:
            return _naming(session, party)

    def add(self, activity: ProcessingActivity) -> ProcessingActivity:
        """Add a record under the next reference, created today; its own reference is ignored.

        Raises InvalidInput where it names a party that does not exist or could not be exported.
        """
        with self._store.begin() as session:
            added = self._writing(session).add(activity)
        self._known[added.reference] = added
        return added

    def add_from_starter(self, keys: Iterable[str]) -> tuple[ProcessingActivity, ...]:
        """Add the models behind keys of activities, tiles or packs, and the parties they name.

        They come as drafts to read over; a party that is there already stays as it is. Raises
        KeyError for a key that `starter.expand` does not know.
        """
        chosen = tuple(keys)
        with self._store.begin() as session:
            present = {party.key for party in self._parties.all_in(session)}
            for party in starter_parties(chosen):
                if party.key not in present:
                    self._parties.save_in(session, party)
            writing = self._writing(session)
            added = tuple(writing.add(activity) for activity in starter_activities(chosen))
        self._known.update({activity.reference: activity for activity in added})
        return added

    def save(self, activity: ProcessingActivity, *, base: ProcessingActivity | None = None) -> Saved:
        """Replace the stored record of that reference; unchanged content writes nothing.

        `base` is the record the edit started from; without it, the one this service last handed
        out. Raises SavedElsewhere where the vault holds something else by now, NotFound,
        InvalidInput.
        """
        base = base or self._known.get(activity.reference)
        with self._store.read() as session:
            same = repository.find_activity(session, activity.reference) == activity
        changed: tuple[str, ...] = ()
        if not same:
            with self._store.begin() as session:
                changed = self._writing(session).change(activity, base)
        self._known[activity.reference] = activity
        return self._saved(activity, changed)

    def mark_reviewed(self, reference: str) -> Saved:
        """Stamp the record with today's date. Raises NotFound."""
        ((after, changed),) = self._stamp_all((reference,), "activity.reviewed")
        return self._saved(after, changed)

    def archive(self, reference: str) -> Saved:
        """Take the record out of use; it stays in the register. Raises NotFound."""
        ((after, changed),) = self._stamp_all((reference,), "activity.archived")
        return self._saved(after, changed)

    def mark_all_reviewed(self, references: Iterable[str]) -> tuple[ProcessingActivity, ...]:
        """Stamp several records with today's date; all of them or none. Raises NotFound."""
        return tuple(after for after, _changed in self._stamp_all(references, "activity.reviewed"))

    def archive_all(self, references: Iterable[str]) -> tuple[ProcessingActivity, ...]:
        """Take several records out of use; all of them or none. Raises NotFound."""
        return tuple(after for after, _changed in self._stamp_all(references, "activity.archived"))

    def unstamp_all(self, before: Iterable[ProcessingActivity]) -> None:
        """Give records back the status and the day of review they had; all of them or none.

        For an undo: whatever else was written meanwhile stays. Raises NotFound.
        """
        with self._store.begin() as session:
            stored = [(existing(session, old.reference), old) for old in before]
            done = [
                (now, replace(now, status=old.status, reviewed_on=old.reviewed_on)) for now, old in stored
            ]
            for _now, after in done:
                self._writing(session).change(after, None)
        _follow(self._known, done)

    def duplicate(self, reference: str) -> ProcessingActivity:
        """A draft with the same content under the next reference, never reviewed. Raises NotFound."""
        with self._store.begin() as session:
            model = existing(session, reference)
            copy = replace(
                model,
                name=f"{model.name} (copie)",
                status=ActivityStatus.DRAFT,
                created_on=None,
                reviewed_on=None,
            )
            added = self._writing(session).add(copy)
        self._known[added.reference] = added
        return added

    def check(self) -> tuple[Finding, ...]:
        """Every finding on the register, today."""
        return checks.check_register(self.register(), self._clock.today())

    def _saved(self, activity: ProcessingActivity, changed: tuple[str, ...]) -> Saved:
        with self._store.read() as session:
            register = Register(repository.controller(session), self._parties.all_in(session))
        return Saved(activity, changed, _seen(activity, register, self._clock.today()))

    def _stamp_all(
        self, references: Iterable[str], action: str
    ) -> tuple[tuple[ProcessingActivity, tuple[str, ...]], ...]:
        """Change the stored records, whatever an open form still holds; what changed in each."""
        today = self._clock.today()
        with self._store.begin() as session:
            writing = self._writing(session)
            stored = [existing(session, reference) for reference in dict.fromkeys(references)]
            done = [(before, _stamped(before, action, today)) for before in stored]
            changed = [writing.stamp(before, after, action) for before, after in done]
        _follow(self._known, done)
        return tuple((after, names) for (_before, after), names in zip(done, changed, strict=True))


def _stamped(activity: ProcessingActivity, action: str, today: date) -> ProcessingActivity:
    if action == "activity.archived":
        return replace(activity, status=ActivityStatus.ARCHIVED)
    return replace(activity, reviewed_on=today)


def _follow(
    known: dict[str, ProcessingActivity], done: Iterable[tuple[ProcessingActivity, ProcessingActivity]]
) -> None:
    """A form that was open on an older state still learns of it: what is remembered only moves on
    where it was the stored state."""
    for before, after in done:
        if known.get(before.reference) == before:
            known[before.reference] = after


def activities_naming(session: Session, party: str) -> tuple[str, ...]:
    """The references of the records that name a party, for whoever is about to remove it."""
    return tuple(activity.reference for activity in _naming(session, party))


def _naming(session: Session, party: str) -> tuple[ProcessingActivity, ...]:
    return tuple(a for a in repository.all_activities(session) if party in named_parties(a))


def _seen(activity: ProcessingActivity, register: Register, today: date) -> ActivityOverview:
    completeness, findings = checks.assess(activity, register, today)
    return ActivityOverview(activity, completeness, findings)
