"""The mailboxes that letters are fetched from: which folder of which account, and how far. Officers only.

The secret of an account is no business of the vault: see `gdpr_desk.mailbox.credentials`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.orm import Session

from gdpr_desk.journal.service import JournalService, newest_of
from gdpr_desk.mailbox.model import MailAccount, Place
from gdpr_desk.requests import arriving
from gdpr_desk.requests.taking import Taken
from gdpr_desk.vault.people import Role
from gdpr_desk.vault.refusals import for_officers
from gdpr_desk.vault.vault import Vault

_FETCHED = "mailbox.fetched"


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

    def fetched_at(self, account: MailAccount) -> datetime | None:
        """When it was last fetched to its end (UTC), as far as the journal goes back."""
        self._refuse_staff()
        with self._vault.store.read() as session:
            entry = newest_of(session, _FETCHED, account.key)
            return entry.at if entry else None

    def fetched(self, account: MailAccount, taken: Sequence[Taken]) -> None:
        """Note that it was: when, and how many mails were new."""
        new = sum(1 for one in taken if not one.duplicate)
        with self._writing() as session:
            self._journal.record(session, _FETCHED, account.key, {"mails": new})

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
