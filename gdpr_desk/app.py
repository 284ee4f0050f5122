"""Composition: opens a vault and builds the services on it. Knows no window and no argument parser."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from gdpr_desk.clock import Clock
from gdpr_desk.journal.model import JournalVerdict
from gdpr_desk.journal.service import JournalService
from gdpr_desk.parties.service import PartyService
from gdpr_desk.profile import Profile
from gdpr_desk.register.service import RegisterService
from gdpr_desk.settings import state_folder
from gdpr_desk.vault.recovery import RecoverySecret
from gdpr_desk.vault.vault import Vault


@dataclass(frozen=True)
class Desk:
    """An open vault with everything the officer can do on it. Close it: it holds keys."""

    vault: Vault
    register: RegisterService
    parties: PartyService
    journal: JournalService
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
    journal = JournalService(vault.store, clock, vault.person.id)
    vault.keep_high_water(journal.head)
    parties = PartyService(vault.store, journal, clock)
    register = RegisterService(vault.store, journal, parties, clock)
    return Desk(vault, register, parties, journal, clock)


def unlock_desk(folder: Path, passphrase: str, clock: Clock, person: str | None = None) -> Desk:
    """Open the vault in `folder`; raises the refusals of `vault.refusals`."""
    return open_desk(Vault.unlock(folder, passphrase, clock=clock, person=person), clock)


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


def _fill(desk: Desk, profile: Profile) -> None:
    desk.register.set_controller(profile.controller)
    for party in profile.parties:  # first: a starter activity then finds them and brings no model
        desk.parties.save(party)
    desk.register.add_from_starter(profile.pack)
