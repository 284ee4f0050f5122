"""The mailboxes that letters are fetched from: which folder of which account, and how far. Officers only.

The secret of an account is no business of the vault: see `gdpr_desk.mailbox.credentials`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from gdpr_desk.journal.service import JournalService
from gdpr_desk.mailbox.model import MailAccount, Place
from gdpr_desk.requests import arriving
from gdpr_desk.vault.people import Role
from gdpr_desk.vault.refusals import for_officers
from gdpr_desk.vault.vault import Vault


class Mailboxes:
    """The mailboxes of one open vault. Staff are refused: AccessRefused."""

    def __init__(self, vault: Vault, journal: JournalService) -> None:
        self._vault = vault
        self._journal = journal

    def all(self) -> tuple[MailAccount, ...]:
        """Those that were kept."""
        self._refuse_staff()
        with self._vault.store.read() as session:
            return arriving.mailboxes(session)

    def place(self, account: MailAccount) -> Place | None:
        """How far it was fetched, None before its first mail."""
        self._refuse_staff()
        with self._vault.store.read() as session:
            return arriving.place_in(session, account)

    def keep(self, account: MailAccount) -> None:
        """Keep it, or what changed of it; its place stays."""
        with self._writing() as session:
            if arriving.put_mailbox(session, account):
                self._journal.record(session, "mailbox.kept", account.key)

    def forget(self, account: MailAccount) -> None:
        """Fetch from it no more: its address and its place go. What came from it stays."""
        with self._writing() as session:
            arriving.forget_mailbox(session, account.key)
            self._journal.record(session, "mailbox.forgotten", account.key)

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        self._refuse_staff()
        with self._vault.store.begin() as session:
            yield session

    def _refuse_staff(self) -> None:
        if self._vault.person.role is Role.STAFF:
            raise for_officers()


def new_key() -> str:
    """An opaque id for an account: it names its entry in the keyring."""
    return secrets.token_hex(6)
