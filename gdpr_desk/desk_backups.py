"""Copies of a whole vault: made elsewhere, verified, looked into, restored without what was erased since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from gdpr_desk.app import Desk
from gdpr_desk.breaches import sources as breach_ends
from gdpr_desk.clock import Clock
from gdpr_desk.erasers import erasers
from gdpr_desk.journal.service import JournalService
from gdpr_desk.parties.service import PartyService
from gdpr_desk.register.history import RegisterHistory
from gdpr_desk.retention.folders.service import doubt_all
from gdpr_desk.retention.service import LegalHolds
from gdpr_desk.settings import default_vault, demo_vault, load_settings
from gdpr_desk.sweepables import DRAFT, KeptDrafts
from gdpr_desk.vault import attachments
from gdpr_desk.vault.backup_file import BackupHeader
from gdpr_desk.vault.backup_reading import BackupVerdict, Facts, verify_inside
from gdpr_desk.vault.highwater import Mark
from gdpr_desk.vault.ledger import Ledger
from gdpr_desk.vault.restoring import BackupPreview, Restored, preview, restore
from gdpr_desk.vault.store import Store


def back_up(desk: Desk, target: Path, *, force: bool = False) -> BackupHeader:
    """A copy of the vault in another place, noted in the journal. Raises what `Backups.make_copy` raises."""
    made = desk.backups.make_copy(target, force=force)
    with desk.vault.store.begin() as session:
        desk.journal.record(session, "vault.backed_up", "coffre")
    return made


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
        gone = Ledger(place, clock).replay(store, erasers(history, journal, clock))
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
