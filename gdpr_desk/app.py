"""Composition: opens a vault and builds the services on it. Knows no window and no argument parser."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy.orm import Session

from gdpr_desk.breaches import sources as breach_ends
from gdpr_desk.breaches.handling import BreachHandling
from gdpr_desk.breaches.paperwork import BreachPaperwork
from gdpr_desk.breaches.service import BreachService
from gdpr_desk.clock import Clock
from gdpr_desk.erasers import erasers
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.journal.model import JournalVerdict
from gdpr_desk.journal.service import JournalService
from gdpr_desk.parties.papers import PartyPapers
from gdpr_desk.parties.service import PartyService
from gdpr_desk.people import PeopleService
from gdpr_desk.profile import Profile
from gdpr_desk.register.exchange import RegisterExchange
from gdpr_desk.register.history import KIND as RECORD
from gdpr_desk.register.history import RegisterHistory, form_of
from gdpr_desk.register.merging import PartyMerging
from gdpr_desk.register.service import RegisterService, activities_naming
from gdpr_desk.requests import sources as request_ends
from gdpr_desk.requests.arrivals import Arrivals
from gdpr_desk.requests.flags import RequestFlags
from gdpr_desk.requests.handling import RequestHandling
from gdpr_desk.requests.letters.service import LetterService
from gdpr_desk.requests.mailboxes import Mailboxes
from gdpr_desk.requests.objections.service import ObjectionService
from gdpr_desk.requests.service import KIND as REQUEST
from gdpr_desk.requests.service import RequestService
from gdpr_desk.requests.viewing import RequestViewing
from gdpr_desk.retention.carriers import Carrier
from gdpr_desk.retention.elsewhere import sources as task_ends
from gdpr_desk.retention.elsewhere.linking import TaskLinks
from gdpr_desk.retention.elsewhere.service import KIND as TASK
from gdpr_desk.retention.elsewhere.service import ElsewhereService
from gdpr_desk.retention.folders.carriers import folder_carriers
from gdpr_desk.retention.folders.model import FOLDER_KIND
from gdpr_desk.retention.folders.model import KIND as FILE
from gdpr_desk.retention.folders.service import WatchedFolders
from gdpr_desk.retention.folders.source import WatchedFiles, WholeFolders
from gdpr_desk.retention.ledgers import sources as ledger_ends
from gdpr_desk.retention.ledgers.carriers import ledger_carriers
from gdpr_desk.retention.ledgers.model import ITEM_KIND as LEDGER_ENTRY
from gdpr_desk.retention.ledgers.service import LedgerService
from gdpr_desk.retention.overview.service import OverviewService
from gdpr_desk.retention.service import LegalHolds, RetentionService, Sweepable
from gdpr_desk.settings import state_folder
from gdpr_desk.sweepables import BACKUP, DRAFT, own_sources
from gdpr_desk.vault import attachments
from gdpr_desk.vault.attachments import Attachments
from gdpr_desk.vault.backup import Backups, Census, discard_backups
from gdpr_desk.vault.ledger import Ledger
from gdpr_desk.vault.recovery import RecoverySecret
from gdpr_desk.vault.store import Store
from gdpr_desk.vault.vault import Vault


@dataclass(frozen=True)
class Desk:
    """An open vault with everything the officer can do on it. Close it: it holds keys."""

    vault: Vault
    register: RegisterService
    exchange: RegisterExchange
    history: RegisterHistory
    merging: PartyMerging
    parties: PartyService
    papers: PartyPapers
    people: PeopleService
    journal: JournalService
    ledger: Ledger
    attachments: Attachments
    backups: Backups
    retention: RetentionService
    elsewhere: ElsewhereService
    task_links: TaskLinks
    overview: OverviewService
    folders: WatchedFolders
    requests: RequestService
    handling: RequestHandling
    viewing: RequestViewing
    arrivals: Arrivals
    mailboxes: Mailboxes
    letters: LetterService
    objections: ObjectionService
    breaches: BreachService
    breach_acts: BreachHandling
    paperwork: BreachPaperwork
    ledgers: LedgerService
    clock: Clock

    def close(self) -> None:
        """Close the vault and wipe its log."""
        self.vault.close()

    def verify_journal(self) -> JournalVerdict:
        """Follow the journal's chain and compare it with how far the vault once was."""
        marks = self.vault.high_water
        return self.journal.verify(marks.mark if marks else None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@dataclass(frozen=True)
class _Ground:
    """What the services of one open vault have in common."""

    vault: Vault
    clock: Clock
    ledger: Ledger
    journal: JournalService
    parties: PartyService
    register: RegisterService
    history: RegisterHistory
    holds: LegalHolds
    sealed: Attachments

    def held(self, kind: str) -> Callable[[Session], frozenset[str]]:
        """Asks which items of `kind` are under a legal hold."""
        return partial(self.holds.of_kind, kind=kind)


def open_desk(vault: Vault, clock: Clock) -> Desk:
    """The services on an open vault, and the high-water mark that follows each commit."""
    desk = _desk(_ground(vault, clock))
    _settle(desk)
    return desk


def _desk(ground: _Ground) -> Desk:
    vault, clock = ground.vault, ground.clock
    journal, register, sealed = ground.journal, ground.register, ground.sealed
    slices, asked = (vault.store, journal, ground.parties, clock), (vault, journal, register, sealed, clock)
    requests = RequestService(*asked)
    breaches = BreachService(vault, journal, register, ground.parties, sealed)
    elsewhere, retention, handling = _kept(ground)
    exchange = RegisterExchange(*slices)
    return Desk(
        vault=vault,
        register=register,
        exchange=exchange,
        history=ground.history,
        merging=PartyMerging(*slices),
        parties=ground.parties,
        papers=PartyPapers(sealed, journal),
        people=PeopleService(vault, journal, clock),
        journal=journal,
        ledger=ground.ledger,
        attachments=sealed,
        backups=Backups(vault, clock, partial(_census, clock=clock), held=ground.held(BACKUP)),
        retention=retention,
        elsewhere=elsewhere,
        task_links=TaskLinks(vault, journal, carriers),
        overview=_overview(ground, retention, elsewhere, version=exchange.version),
        folders=_folders(ground, retention),
        requests=requests,
        handling=handling,
        viewing=RequestViewing(*asked),
        arrivals=Arrivals(vault, requests, sealed, clock),
        mailboxes=Mailboxes(vault, journal),
        letters=LetterService(vault, journal, register, requests, clock, carriers=carriers),
        objections=ObjectionService(vault, journal, clock),
        breaches=breaches,
        breach_acts=BreachHandling(vault, journal),
        paperwork=BreachPaperwork(vault, breaches, register, clock),
        ledgers=LedgerService(vault, journal, ground.ledger, held=ground.held(LEDGER_ENTRY)),
        clock=clock,
    )


def _kept(ground: _Ground) -> tuple[ElsewhereService, RetentionService, RequestHandling]:
    """What sweeps, what is swept elsewhere, and the requests that hold something back from both."""
    journal, register, sealed = ground.journal, ground.register, ground.sealed
    elsewhere = ElsewhereService(ground.vault, journal, sealed, register.register, carriers)
    upkeep = _Upkeep(elsewhere)
    retention = _retention(ground, upkeep)
    upkeep.handling = RequestHandling(
        ground.vault, journal, register, sealed, ground.clock, retention=retention, carriers=carriers
    )
    return elsewhere, retention, upkeep.handling


def _ground(vault: Vault, clock: Clock) -> _Ground:
    ledger = Ledger(vault.folder, clock)
    journal = JournalService(vault.store, clock, vault.person.id, ledger)
    vault.keep_high_water(journal.head)
    parties = PartyService(vault.store, journal, clock, named_in=activities_naming)
    holds = LegalHolds(journal, clock)
    slices = vault.store, journal, parties, clock
    return _Ground(
        vault=vault,
        clock=clock,
        ledger=ledger,
        journal=journal,
        parties=parties,
        register=RegisterService(*slices),
        history=RegisterHistory(*slices, ledger=ledger, held=lambda session: _held_records(session, holds)),
        holds=holds,
        sealed=Attachments(vault, clock, ledger, held=partial(holds.of_kind, kind=attachments.LEDGER_KIND)),
    )


@dataclass
class _Upkeep:
    """What comes before each run that nobody asked for: how many tasks elsewhere it made."""

    elsewhere: ElsewhereService
    handling: RequestHandling | None = None

    def __call__(self) -> int:
        if self.handling is not None:
            self.handling.keep_frozen()
        return self.elsewhere.regenerate().created


def _retention(ground: _Ground, upkeep: _Upkeep) -> RetentionService:
    return RetentionService(
        ground.vault,
        ground.journal,
        ground.clock,
        ground.holds,
        _swept(ground),
        clocks=breach_ends.running_ends,
        upkeep=upkeep,
    )


def _overview(
    ground: _Ground, retention: RetentionService, elsewhere: ElsewhereService, *, version: Callable[[], str]
) -> OverviewService:
    return OverviewService(
        ground.vault.store,
        ground.journal,
        retention,
        elsewhere,
        shop=lambda: ground.register.controller().name,
        version=version,
        demo=ground.vault.is_demo,
    )


def _folders(ground: _Ground, retention: RetentionService) -> WatchedFolders:
    return WatchedFolders(
        ground.vault,
        ground.journal,
        ground.held(FILE),
        frozen=ground.held(FOLDER_KIND),
        due_list=retention.due_list.write,
        settle=retention.reconcile,
    )


def carriers(session: Session) -> tuple[Carrier, ...]:
    """What on this computer deletes by itself, and may carry out what the register asks for elsewhere."""
    return (*folder_carriers(session), *ledger_carriers())


def _settle(desk: Desk) -> None:
    """Finish what an earlier program left half done, and begin to watch what changes."""
    vault = desk.vault
    with suppress(GdprDeskError):  # a full or read-only disk must not keep anybody out: next time
        desk.ledger.begin(vault.store)
        again = erasers(desk.history, desk.journal, desk.clock)
        desk.ledger.replay(vault.store, desk.retention.telling(again))
        if vault.high_water is None or vault.high_water.shortfall is None:
            # A database put back from an older copy knows less than lies here: nothing of it goes unasked.
            attachments.settle(vault.store, vault.folder)
    desk.retention.due_list.start()
    with suppress(GdprDeskError):
        discard_backups(vault.folder)  # what a killed run left of those whose time was over
        RequestFlags(vault).start()


def _swept(ground: _Ground) -> tuple[Sweepable, ...]:
    """Every source the sweep watches, in the order in which it takes from them."""
    vault, clock, journal, sealed = ground.vault, ground.clock, ground.journal, ground.sealed
    told = request_ends.CopiesGone(journal, clock)
    return (
        *own_sources(vault, ground.history, sealed, told, breach_ends.of_open_incident),
        *request_ends.request_sources(journal, sealed, sealed.ledger, clock, ground.held(REQUEST)),
        breach_ends.ClosedBreaches(journal, sealed, sealed.ledger),
        ledger_ends.LedgerEntries(journal, sealed.ledger),
        *task_ends.task_sources(journal, sealed, sealed.ledger, ground.held(TASK)),
        WatchedFiles(vault, clock, ground.held(FILE)),
        WholeFolders(),
    )


def _held_records(session: Session, holds: LegalHolds) -> frozenset[str]:
    """Records under a hold, and those whose draft is: it goes with them."""
    drafts = {form.removeprefix(form_of("")) for form in holds.of_kind(session, DRAFT)}
    return holds.of_kind(session, RECORD) | drafts


def unlock_desk(
    folder: Path, passphrase: str, clock: Clock, person: str | None = None, *, anyone: bool = False
) -> Desk:
    """Open the vault in `folder`, see `Vault.unlock`; raises the refusals of `vault.refusals`."""
    vault = Vault.unlock(folder, passphrase, clock=clock, person=person, anyone=anyone)
    return open_desk(vault, clock)


def create_desk(
    folder: Path, profile: Profile, passphrase: str, clock: Clock, *, demo: bool = False
) -> tuple[Desk, RecoverySecret]:
    """A new vault for the shop of `profile`, with its starter activities as drafts.

    The recovery secret is returned once and kept nowhere. Raises the refusals of `vault.refusals`;
    whatever fails, no vault is left behind.
    """
    officer = profile.controller.officer
    was_there = folder.exists()
    vault, secret = Vault.create(
        folder,
        officer_name=officer.name if officer else "",
        passphrase=passphrase,
        clock=clock,
        demo=demo,
    )
    try:
        desk = open_desk(vault, clock)
        with vault.store.begin() as session:
            desk.journal.record(session, "vault.created", "coffre")
        _fill(desk, profile)
    except BaseException:
        discard(vault, keep_folder=was_there)
        raise
    return desk, secret


def mend_ledger(desk: Desk) -> int:
    """Write a damaged erasure ledger anew with what is left of it; how many lines that is."""
    desk.ledger.replay(desk.vault.store, erasers(desk.history, desk.journal, desk.clock))
    lines = desk.ledger.mend(desk.vault.store)
    with desk.vault.store.begin() as session:
        desk.journal.record(session, "vault.ledger_mended", "coffre", {"lines": lines})
    return lines


def discard(vault: Vault, *, keep_folder: bool) -> None:
    """Close and delete a vault made a moment ago; `keep_folder` where it was made in an empty folder."""
    marks = vault.high_water
    vault.close()
    shutil.rmtree(vault.folder, ignore_errors=True)
    if keep_folder:
        with suppress(OSError):
            vault.folder.mkdir(exist_ok=True)
    if marks is not None and marks.mark is not None:
        with suppress(OSError):
            (state_folder() / f"highwater-{marks.mark.vault_id}").unlink()


def _census(store: Store, clock: Clock) -> Census:
    journal = JournalService(store, clock, "")
    register = RegisterService(store, journal, PartyService(store, journal, clock), clock).register()
    with store.read() as session:
        entries, head = journal.head(session)
        sealed = len(attachments.every_attachment(session))
        asked, happened = request_ends.count_of(session), breach_ends.count_of(session)
        noted = ledger_ends.count_of(session)
    counts = {
        "activities": len(register.activities),
        "parties": len(register.parties),
        "requests": asked,
        "breaches": happened,
        "ledger_entries": noted,
        "attachments": sealed,
    }
    return Census(counts, entries, head)


def _fill(desk: Desk, profile: Profile) -> None:
    desk.register.set_controller(profile.controller)
    for party in profile.parties:  # first: a starter activity then finds them and brings no model
        desk.parties.save(party)
    desk.register.add_from_starter(profile.pack)
