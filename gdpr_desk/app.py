"""Composition: opens a vault and builds the services on it. Knows no window and no argument parser."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy.orm import Session

from gdpr_desk.breaches import sources as breach_ends
from gdpr_desk.breaches.handling import BreachHandling
from gdpr_desk.breaches.paperwork import BreachPaperwork
from gdpr_desk.breaches.service import KIND as BREACH
from gdpr_desk.breaches.service import BreachService
from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.journal.model import JournalVerdict
from gdpr_desk.journal.service import LEDGER_KIND as CUT
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
from gdpr_desk.requests.service import MESSAGES_KIND, RequestService
from gdpr_desk.requests.viewing import RequestViewing
from gdpr_desk.retention.elsewhere import sources as task_ends
from gdpr_desk.retention.elsewhere.service import KIND as TASK
from gdpr_desk.retention.elsewhere.service import ElsewhereService
from gdpr_desk.retention.folders.model import KIND as FILE
from gdpr_desk.retention.folders.service import WatchedFolders, doubt_all
from gdpr_desk.retention.folders.source import WatchedFiles
from gdpr_desk.retention.ledgers import sources as ledger_ends
from gdpr_desk.retention.ledgers.model import ITEM_KIND as LEDGER_ENTRY
from gdpr_desk.retention.ledgers.service import LedgerService
from gdpr_desk.retention.overview.service import OverviewService
from gdpr_desk.retention.service import LegalHolds, RetentionService, Sweepable
from gdpr_desk.settings import default_vault, demo_vault, load_settings, state_folder
from gdpr_desk.sweepables import BACKUP, DRAFT, KeptDrafts, own_sources
from gdpr_desk.vault import attachments
from gdpr_desk.vault.attachments import Attachment, Attachments
from gdpr_desk.vault.backup import Backups, Census, discard_backups
from gdpr_desk.vault.backup_file import BackupHeader
from gdpr_desk.vault.backup_reading import BackupVerdict, Facts, verify_inside
from gdpr_desk.vault.highwater import Mark
from gdpr_desk.vault.ledger import Eraser, Ledger
from gdpr_desk.vault.recovery import RecoverySecret
from gdpr_desk.vault.restoring import BackupPreview, Restored, preview, restore
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


def open_desk(vault: Vault, clock: Clock) -> Desk:
    """The services on an open vault, and the high-water mark that follows each commit."""
    ledger = Ledger(vault.folder, clock)
    journal = JournalService(vault.store, clock, vault.person.id, ledger)
    vault.keep_high_water(journal.head)
    parties = PartyService(vault.store, journal, clock, named_in=activities_naming)
    slices, holds = (vault.store, journal, parties, clock), LegalHolds(journal, clock)
    sealed = Attachments(
        vault, clock, ledger, held=lambda session: holds.of_kind(session, attachments.LEDGER_KIND)
    )
    register = RegisterService(*slices)
    asked = (vault, journal, register, sealed, clock)
    requests = RequestService(*asked)
    breaches = BreachService(vault, journal, register, parties, sealed)
    history = RegisterHistory(*slices, ledger=ledger, held=lambda session: _held_records(session, holds))
    swept = _swept(vault, journal, history, sealed, holds)
    elsewhere = ElsewhereService(vault, journal, sealed, register.register)
    retention = RetentionService(
        vault,
        journal,
        clock,
        holds,
        swept,
        clocks=breach_ends.running_ends,
        upkeep=lambda: elsewhere.regenerate().created,
    )
    exchange = RegisterExchange(*slices)
    desk = Desk(
        vault=vault,
        register=register,
        exchange=exchange,
        history=history,
        merging=PartyMerging(*slices),
        parties=parties,
        papers=PartyPapers(sealed, journal),
        people=PeopleService(vault, journal, clock),
        journal=journal,
        ledger=ledger,
        attachments=sealed,
        backups=Backups(
            vault, clock, partial(_census, clock=clock), held=partial(holds.of_kind, kind=BACKUP)
        ),
        retention=retention,
        elsewhere=elsewhere,
        overview=OverviewService(
            vault.store,
            journal,
            retention,
            elsewhere,
            shop=lambda: register.controller().name,
            version=exchange.version,
            demo=vault.is_demo,
        ),
        folders=WatchedFolders(
            vault,
            journal,
            partial(holds.of_kind, kind=FILE),
            due_list=retention.due_list.write,
            settle=retention.reconcile,
        ),
        requests=requests,
        handling=RequestHandling(*asked, retention=retention),
        viewing=RequestViewing(*asked),
        arrivals=Arrivals(vault, requests, sealed, clock),
        mailboxes=Mailboxes(vault, journal),
        letters=LetterService(vault, journal, register, requests, clock),
        objections=ObjectionService(vault, journal, clock),
        breaches=breaches,
        breach_acts=BreachHandling(vault, journal),
        paperwork=BreachPaperwork(vault, breaches, register, clock),
        ledgers=LedgerService(vault, journal, ledger, held=partial(holds.of_kind, kind=LEDGER_ENTRY)),
        clock=clock,
    )
    _settle(desk)
    return desk


def _settle(desk: Desk) -> None:
    """Finish what an earlier program left half done, and begin to watch what changes."""
    vault = desk.vault
    with suppress(GdprDeskError):  # a full or read-only disk must not keep anybody out: next time
        desk.ledger.begin(vault.store)
        again = _erasers(desk.history, desk.journal, desk.clock)
        desk.ledger.replay(vault.store, desk.retention.telling(again))
        if vault.high_water is None or vault.high_water.shortfall is None:
            # A database put back from an older copy knows less than lies here: nothing of it goes unasked.
            attachments.settle(vault.store, vault.folder)
    desk.retention.due_list.start()
    with suppress(GdprDeskError):
        discard_backups(vault.folder)  # what a killed run left of those whose time was over
        RequestFlags(vault).start()


def _swept(
    vault: Vault, journal: JournalService, history: RegisterHistory, sealed: Attachments, holds: LegalHolds
) -> tuple[Sweepable, ...]:
    """Every source the sweep watches, in the order in which it takes from them."""
    clock = journal.clock
    ended = request_ends.request_sources(
        journal, sealed, sealed.ledger, clock, lambda session: holds.of_kind(session, REQUEST)
    )
    told = request_ends.CopiesGone(journal, clock)
    own = own_sources(vault, history, sealed, told, breach_ends.of_open_incident)
    done = task_ends.task_sources(
        journal, sealed, sealed.ledger, lambda session: holds.of_kind(session, TASK)
    )
    files = WatchedFiles(vault, clock, partial(holds.of_kind, kind=FILE))
    return (
        *own,
        *ended,
        breach_ends.ClosedBreaches(journal, sealed, sealed.ledger),
        ledger_ends.LedgerEntries(journal, sealed.ledger),
        *done,
        files,
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


def back_up(desk: Desk, target: Path, *, force: bool = False) -> BackupHeader:
    """A copy of the vault in another place, noted in the journal. Raises what `Backups.make_copy` raises."""
    made = desk.backups.make_copy(target, force=force)
    with desk.vault.store.begin() as session:
        desk.journal.record(session, "vault.backed_up", "coffre")
    return made


def mend_ledger(desk: Desk) -> int:
    """Write a damaged erasure ledger anew with what is left of it; how many lines that is."""
    desk.ledger.replay(desk.vault.store, _erasers(desk.history, desk.journal, desk.clock))
    lines = desk.ledger.mend(desk.vault.store)
    with desk.vault.store.begin() as session:
        desk.journal.record(session, "vault.ledger_mended", "coffre", {"lines": lines})
    return lines


def verify_backup(path: Path, passphrase: str, clock: Clock, person: str | None = None) -> BackupVerdict:
    """Open a backup and read all of it, the journal's chain included; see `verify_inside`."""

    def whole(store: Store, facts: Facts) -> bool:
        mark = Mark(facts.vault_id, facts.commit, facts.entries, facts.head, facts.made_at)
        return JournalService(store, clock, "").verify(mark).intact

    return verify_inside(path, passphrase, whole, person)


def preview_backup(
    path: Path,
    folder: Path,
    passphrase: str,
    clock: Clock,
    *,
    person: str | None = None,
    ledgers: Sequence[Path] = (),
    vaults: Sequence[Path] = (),
) -> BackupPreview:
    """What `restore_backup` would bring; nothing stays. Raises what it raises, occupied folders apart."""
    near = (*vaults, *_vaults_near(path))
    return preview(path, passphrase, folder, person=person, ledgers=ledgers, vaults=near, clock=clock)


def restore_backup(
    path: Path,
    folder: Path,
    passphrase: str,
    clock: Clock,
    *,
    person: str | None = None,
    ledgers: Sequence[Path] = (),
    vaults: Sequence[Path] = (),
) -> Restored:
    """Make the vault in a backup anew in `folder`, without what was erased since; see `restore`."""

    def finish(store: Store, place: Path, actor: str) -> int:
        journal = JournalService(store, clock, actor)
        history = RegisterHistory(store, journal, PartyService(store, journal, clock), clock)
        gone = Ledger(place, clock).replay(store, _erasers(history, journal, clock))
        attachments.settle(store, place)
        with store.begin() as session:
            gone += _forget_old_drafts(session, LegalHolds(journal, clock), clock.now())
            doubt_all(session)
            journal.record(session, "vault.restored", "coffre", {"erased_again": gone})
        return gone

    near = (*vaults, *_vaults_near(path))
    return restore(path, folder, passphrase, finish, person=person, ledgers=ledgers, vaults=near, clock=clock)


def _forget_old_drafts(session: Session, holds: LegalHolds, now: datetime) -> int:
    """Drafts whose time was over before their backup came back: no ledger names what was only being typed,
    and the sweep would ask first where they are many."""
    drafts, held = KeptDrafts(breach_ends.of_open_incident), holds.of_kind(session, DRAFT)
    listed = (item for item in drafts.everything(session) if item.id not in held and not item.in_use)
    times = {item.id: item.window.maximum_at for item in listed}
    return drafts.destroy(session, [form for form, over in times.items() if over is not None and over <= now])


def _vaults_near(backup: Path) -> tuple[Path, ...]:
    """Where the vault that a backup was made of may still be: with what it erased since."""
    chosen = load_settings().vault_folder
    usual = [default_vault(), demo_vault(), *([Path(chosen)] if chosen else [])]
    return (*usual, backup.absolute().parent.parent)


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


def _erasers(history: RegisterHistory, journal: JournalService, clock: Clock) -> dict[str, Eraser]:
    """Who erases what the ledger names, by kind."""

    def told(session: Session, gone: Attachment) -> None:
        journal.record(session, "attachment.destroyed", gone.owner.rpartition("/")[2])

    def erase_attachments(session: Session, ids: Collection[str]) -> int:
        request_ends.forget_copies(session, ids)
        return attachments.erase_again(session, ids, told)

    return {
        RECORD: history.erase_again,
        CUT: journal.cut_again,
        MESSAGES_KIND: lambda session, ids: request_ends.erase_contents_again(session, ids, clock.now()),
        REQUEST: request_ends.erase_again,
        BREACH: breach_ends.erase_again,
        LEDGER_ENTRY: ledger_ends.erase_again,
        TASK: task_ends.erase_again,
        attachments.LEDGER_KIND: erase_attachments,
    }


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
