"""The register on its way in and out: imports with their preview and their undo, files and paper."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.collector import collector_waiting
from gdpr_desk.errors import NotFound
from gdpr_desk.journal.service import JournalService
from gdpr_desk.parties.model import Party
from gdpr_desk.parties.service import PartyService
from gdpr_desk.register import interchange, past
from gdpr_desk.register.exchange_rules import InterchangeRefused, Problem
from gdpr_desk.register.model import Register
from gdpr_desk.register.past import ImportRun
from gdpr_desk.register.writing import (
    SUBJECT,
    Caution,
    ChangedSinceImport,
    ImportOutcome,
    Writing,
    existing,
    plan,
    register_in,
)
from gdpr_desk.vault.store import Store

if TYPE_CHECKING:
    from gdpr_desk.register.reading.incoming import Incoming
    from gdpr_desk.register.reading.preview import Preview
    from gdpr_desk.register.report import RegisterDocument
    from gdpr_desk.register.tabular import TabularDocument

__all__ = ["Caution", "ChangedSinceImport", "ImportOutcome", "ImportRun", "RegisterExchange"]

OWN_FORMAT = "gdpr-desk-json"
"""The contract's word for this program's own format."""

_CHANGES = (
    "activity.added",
    "activity.changed",
    "activity.reviewed",
    "activity.archived",
    "activity.reverted",
    "activity.binned",
    "activity.restored",
    "controller.changed",
    "party.added",
    "party.changed",
    "party.removed",
    "register.imported",
    "register.import_undone",
)
"""What makes a new version of the register."""


class RegisterExchange:
    """Imports and exports of one vault's register."""

    def __init__(self, store: Store, journal: JournalService, parties: PartyService, clock: Clock) -> None:
        self._store = store
        self._journal = journal
        self._parties = parties
        self._clock = clock
        self._writing = partial(Writing, journal=journal, parties=parties, clock=clock)

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
        with collector_waiting():
            records = interchange.exportable_records(register)
            with self._store.begin() as session:
                return self._writing(session).take_over(register, OWN_FORMAT, records)

    def preview_incoming(self, incoming: Incoming) -> ImportOutcome:
        """What `import_incoming` would do now; writes nothing. Raises InvalidInput as it would."""
        with self._store.read() as session:
            register, _ = self._reconciled(incoming, session)
            return _told(plan(session, register)[0], incoming)

    def preview_lines(self, incoming: Incoming, left: Collection[str] = ()) -> Preview:
        """What `import_incoming` would do, line by line, with faults where they stand; writes nothing.

        `left` are lines or sheets that the person leaves out.
        """
        from gdpr_desk.register.reading.preview import preview

        with self._store.read() as session:
            stored = register_in(session, self._parties)
            found = preview(incoming, stored, left)
            if not incoming.own or found.faulty:
                return found
            known = plan(session, incoming.register)[0].warnings
        told = tuple(Problem(caution.where, caution.message) for caution in known)
        return replace(found, cautions=(*found.cautions, *told))

    def import_incoming(self, incoming: Incoming) -> ImportOutcome:
        """Take over what a reader found: records that are there are updated, none is removed.

        One transaction, as `import_register`; the same file twice changes nothing the second time.
        Raises InterchangeRefused while there are lines that cannot be taken.
        """
        if incoming.faults:
            raise InterchangeRefused(incoming.faults)
        with collector_waiting(), self._store.begin() as session:
            register, records = self._reconciled(incoming, session)
            return _told(self._writing(session).take_over(register, incoming.format, records), incoming)

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

    def pdf(
        self, demo: bool = False, activity: str | None = None, *, strict: bool = False
    ) -> RegisterDocument:
        """The register on paper, or one sheet of it; `demo` marks every page as an example.

        `strict` holds what Article 30 asks for. Raises NotFound for an unknown reference.
        """
        # ReportLab is late: listing and checking from the command line start without it.
        from gdpr_desk.register.report import register_pdf

        return register_pdf(
            self._register(),
            produced_at=self._clock.now(),
            version=self.version(),
            demo=demo,
            activity=activity,
            strict=strict,
        )

    def poster(self, demo: bool = False) -> bytes:
        """The flow map on A3, for the wall of the back shop."""
        from gdpr_desk.register.paper.chart_pages import poster_pdf

        return poster_pdf(self._register(), produced_at=self._clock.now(), version=self.version(), demo=demo)

    def version(self) -> str:
        """The number of the register's version: how many changes were made to it so far."""
        return str(self._journal.count_of(_CHANGES))

    def exported(self, kind: str) -> None:
        """Note in the journal that the register left the vault as `kind` (`pdf`, `json`).

        A preview on screen is no export; whoever has written the file or printed it calls this.
        """
        with self._store.begin() as session:
            self._journal.record(session, "register.exported", SUBJECT, {"format": kind})

    def last_import(self) -> ImportRun | None:
        """The newest import that was not undone."""
        with self._store.read() as session:
            return past.last_import(session)

    def undo_import(self) -> ImportOutcome:
        """Take back the newest import as a whole: created are now gone, updated as before.

        Raises NotFound where there is none, ChangedSinceImport where records were changed since.
        """
        with self._store.begin() as session:
            run = past.last_import(session)
            if run is None:
                raise NotFound("Il n’y a aucun import à annuler.")
            return self._writing(session).take_back(run)

    def mapping_for(self, signature: str) -> Mapping[str, Any] | None:
        """What the columns of a header with that signature meant the last time."""
        with self._store.read() as session:
            return past.mapping_for(session, signature)

    def remember_mapping(self, signature: str, mapping: Mapping[str, Any]) -> None:
        """Keep what the columns of a header mean, for the next file of that tool."""
        with self._store.begin() as session:
            past.put_mapping(session, signature, mapping, self._clock.now())

    def _register(self) -> Register:
        with self._store.read() as session:
            return register_in(session, self._parties)

    def _with_only(self, activity: str | None) -> Register:
        with self._store.read() as session:
            register = register_in(session, self._parties)
            if activity is None:
                return register
            return replace(register, activities=(existing(session, activity),))

    def _reconciled(
        self, incoming: Incoming, session: Session
    ) -> tuple[Register, tuple[dict[str, Any], ...]]:
        """The register to take over, and its records in file form. Raises InterchangeRefused."""
        from gdpr_desk.register.reading.incoming import reconcile

        stored = register_in(session, self._parties)
        register = reconcile(incoming, stored)
        whole = _with_known_parties(register, stored.parties)
        return register, interchange.exportable_records(whole)


def _told(outcome: ImportOutcome, incoming: Incoming) -> ImportOutcome:
    """With what the reader found worth a look, before what the register did."""
    read = tuple(Caution(problem.where, problem.message) for problem in incoming.cautions)
    return replace(outcome, warnings=(*read, *outcome.warnings))


def _with_known_parties(register: Register, known: Iterable[Party]) -> Register:
    """Records may name parties of the vault that the file does not bring along."""
    brought = {party.key for party in register.parties}
    others = tuple(party for party in known if party.key not in brought)
    return replace(register, parties=(*register.parties, *others))
