"""The officer's verbs on the register; each is one transaction and returns what changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.journal.service import JournalService
from gdpr_desk.parties.model import Party
from gdpr_desk.parties.service import PartyService
from gdpr_desk.register import checks, interchange, repository
from gdpr_desk.register.checks import Completeness, Finding
from gdpr_desk.register.identifiers import check_siret
from gdpr_desk.register.model import ActivityStatus, Controller, ProcessingActivity, Register
from gdpr_desk.register.starter import starter_activities, starter_parties
from gdpr_desk.register.writing import (
    SUBJECT,
    Caution,
    ImportOutcome,
    SavedElsewhere,
    Writing,
    existing,
    plan,
)
from gdpr_desk.vault.store import Store

if TYPE_CHECKING:
    from gdpr_desk.register.reading.incoming import Incoming
    from gdpr_desk.register.report import RegisterDocument
    from gdpr_desk.register.tabular import TabularDocument

__all__ = ["ActivityOverview", "ImportOutcome", "RegisterService", "Saved", "SavedElsewhere"]


_CHANGES = (
    "activity.added",
    "activity.changed",
    "activity.reviewed",
    "activity.archived",
    "controller.changed",
    "party.added",
    "party.changed",
    "register.imported",
)
"""What makes a new version of the register."""


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
            return self._in(session)

    def overview(self) -> tuple[ActivityOverview, ...]:
        """The list, in the order of the references."""
        register, today = self.register(), self._clock.today()
        return tuple(_seen(activity, register, today) for activity in register.activities)

    def activity(self, reference: str) -> ProcessingActivity:
        """The record with that reference, remembered as what the caller now edits. Raises NotFound."""
        with self._store.read() as session:
            found = existing(session, reference)
        self._known[reference] = found
        return found

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
        return self._stamp(reference, "activity.reviewed")

    def archive(self, reference: str) -> Saved:
        """Take the record out of use; it stays in the register. Raises NotFound."""
        return self._stamp(reference, "activity.archived")

    def check(self) -> tuple[Finding, ...]:
        """Every finding on the register, today."""
        return checks.check_register(self.register(), self._clock.today())

    def preview_import(self, register: Register) -> ImportOutcome:
        """What `import_register` would do now; writes nothing. Raises InvalidInput as it would."""
        interchange.refuse_unexportable(register)
        with self._store.read() as session:
            return plan(session, register)[0]

    def import_register(self, register: Register) -> ImportOutcome:
        """Take over a whole register: same reference replaced, new reference added, none removed.

        One transaction: an import that fails changes nothing. A record without a reference gets
        the next free one. Raises InvalidInput naming where.
        """
        interchange.refuse_unexportable(register)
        with self._store.begin() as session:
            return self._writing(session).take_over(register)

    def preview_incoming(self, incoming: Incoming) -> ImportOutcome:
        """What `import_incoming` would do now; writes nothing. Raises InvalidInput as it would."""
        with self._store.read() as session:
            register = self._reconciled(incoming, session)
            return _told(plan(session, register)[0], incoming)

    def import_incoming(self, incoming: Incoming) -> ImportOutcome:
        """Take over what a reader found: records that are there are updated, none is removed.

        One transaction, as `import_register`; the same file twice changes nothing the second time.
        """
        with self._store.begin() as session:
            register = self._reconciled(incoming, session)
            return _told(self._writing(session).take_over(register), incoming)

    def sheets(self, kind: str, *, strict: bool = False, activity: str | None = None) -> TabularDocument:
        """The register, or one record of it, as `ods`, `xlsx` or `csv`; see `exported`.

        `strict` holds what Article 30 asks for. Raises NotFound for an unknown reference.
        """
        from gdpr_desk.register.tabular import register_sheets  # late, as for the PDF

        register = self._with_only(activity)
        return register_sheets(register, kind, produced_at=self._clock.now(), strict=strict)

    def json(self, activity: str | None = None) -> str:
        """The register, or one record of it, in the interchange format; see `exported`."""
        return interchange.dump(self._with_only(activity), self._clock.now())

    def pdf(self, demo: bool = False, activity: str | None = None) -> RegisterDocument:
        """The register on paper, or one sheet of it; `demo` marks every page as an example.

        The version on it counts the changes made to the register so far. Raises NotFound for an
        unknown reference.
        """
        # ReportLab is late: listing and checking from the command line start without it.
        from gdpr_desk.register.report import register_pdf

        return register_pdf(
            self.register(),
            produced_at=self._clock.now(),
            version=str(self._journal.count_of(_CHANGES)),
            demo=demo,
            activity=activity,
        )

    def exported(self, kind: str) -> None:
        """Note in the journal that the register left the vault as `kind` (`pdf`, `json`).

        A preview on screen is no export; whoever has written the file or printed it calls this.
        """
        with self._store.begin() as session:
            self._journal.record(session, "register.exported", SUBJECT, {"format": kind})

    def _with_only(self, activity: str | None) -> Register:
        register = self.register()
        return register if activity is None else replace(register, activities=(self.activity(activity),))

    def _reconciled(self, incoming: Incoming, session: Session) -> Register:
        from gdpr_desk.register.reading.incoming import reconcile

        stored = self._in(session)
        register = reconcile(incoming, stored)
        interchange.refuse_unexportable(_with_known_parties(register, stored.parties))
        return register

    def _in(self, session: Session) -> Register:
        return Register(
            controller=repository.controller(session),
            parties=self._parties.all_in(session),
            activities=repository.all_activities(session),
            extra=repository.register_extra(session),
        )

    def _saved(self, activity: ProcessingActivity, changed: tuple[str, ...]) -> Saved:
        with self._store.read() as session:
            register = Register(repository.controller(session), self._parties.all_in(session))
        return Saved(activity, changed, _seen(activity, register, self._clock.today()))

    def _stamp(self, reference: str, action: str) -> Saved:
        """Change the stored record, whatever an open form still holds.

        A form that was open on an older state still learns of it: what is remembered only moves
        on where it was the stored state.
        """
        with self._store.begin() as session:
            before = existing(session, reference)
            if action == "activity.archived":
                after = replace(before, status=ActivityStatus.ARCHIVED)
            else:
                after = replace(before, reviewed_on=self._clock.today())
            changed = self._writing(session).stamp(before, after, action)
        if self._known.get(reference) == before:
            self._known[reference] = after
        return self._saved(after, changed)


def _told(outcome: ImportOutcome, incoming: Incoming) -> ImportOutcome:
    """With what the reader found worth a look, before what the register did."""
    read = tuple(Caution(problem.where, problem.message) for problem in incoming.cautions)
    return replace(outcome, warnings=(*read, *outcome.warnings))


def _with_known_parties(register: Register, known: Iterable[Party]) -> Register:
    """Records may name parties of the vault that the file does not bring along."""
    brought = {party.key for party in register.parties}
    others = tuple(party for party in known if party.key not in brought)
    return replace(register, parties=(*register.parties, *others))


def _seen(activity: ProcessingActivity, register: Register, today: date) -> ActivityOverview:
    completeness, findings = checks.assess(activity, register, today)
    return ActivityOverview(activity, completeness, findings)
