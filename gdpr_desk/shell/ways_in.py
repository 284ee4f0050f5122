"""The ways into a vault, as plain functions for the store worker.

What they need (SQLAlchemy, migrations, the services) takes longer to import than the unlock screen
takes to paint, so it is imported here and late, while the person reads and types.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from gdpr_desk.clock import Clock
from gdpr_desk.settings import demo_vault, state_folder

if TYPE_CHECKING:
    from gdpr_desk.app import Desk
    from gdpr_desk.shell.first_run import FirstRunDraft
    from gdpr_desk.system_keyring import Patience
    from gdpr_desk.vault.holder import Opened
    from gdpr_desk.vault.recovery import RecoverySecret


def prepare() -> None:
    """Import what opening a vault needs."""
    import gdpr_desk.app  # noqa: F401 - being imported is its whole purpose here


def prepare_window() -> None:
    """Import what shows an open vault: half a second that nobody has to wait for after the passphrase."""
    import gdpr_desk.shell.desk_window  # noqa: F401 - as above; no widget is made


def unlock(folder: Path, phrase: str, clock: Clock) -> Desk:
    """Open the vault with a passphrase or the recovery sheet; raises the refusals of the vault."""
    from gdpr_desk.app import unlock_desk

    return unlock_desk(folder, phrase, clock, anyone=True)


def keyring_offered(folder: Path) -> bool:
    """Whether somebody chose to open this vault with the system's keyring; the keyring is not asked."""
    if not any(state_folder().glob("keyring-*")):  # nobody ever did: nothing need be imported
        return False
    from gdpr_desk.vault.keyring_way import offered

    return offered(folder)


def ask_keyring(folder: Path, patience: Patience) -> Opened:
    """The keys that the system's keyring holds. Raises KeyringUnavailable, KeyringVoid."""
    from gdpr_desk.vault.keyring_way import fetch

    return fetch(folder, patience)


def tidy_keyring() -> None:
    """Take out of the system's keyring what opens nothing any more."""
    if any(state_folder().glob("keyring-*")):
        from gdpr_desk.vault.keyring_way import forget_void

        forget_void()


def enter(folder: Path, opened: Opened, clock: Clock) -> Desk:
    """Open the vault with keys that are open already; raises the refusals of the vault."""
    from gdpr_desk.app import open_desk
    from gdpr_desk.vault.vault import Vault

    return open_desk(Vault.enter(folder, opened, clock=clock), clock)


def create(folder: Path, draft: FirstRunDraft, clock: Clock) -> tuple[Desk, RecoverySecret]:
    """Found the vault of a finished first run; raises the refusals of the vault."""
    from gdpr_desk.app import create_desk
    from gdpr_desk.shell.first_run import profile_of

    return create_desk(folder, profile_of(draft), draft.passphrase, clock)


def open_demo(clock: Clock) -> Desk:
    """A fresh fictional shop, always apart from the real vault; an older one is replaced."""
    from gdpr_desk.demo import create_demo

    delete_demo()
    desk, _passphrase = create_demo(demo_vault(), clock)
    return desk


def delete_demo() -> None:
    """Delete the fictional shop; nothing of a real vault lies there."""
    shutil.rmtree(demo_vault(), ignore_errors=True)
