"""The secret of an account in the keyring of the system, where the person wants that; else it is typed.

The entry is named after the account's opaque id. Nothing here fails a fetch: without a keyring, or with
one that stays closed, the secret is asked for again.
"""

from __future__ import annotations

from gdpr_desk import system_keyring
from gdpr_desk.errors import InvalidInput
from gdpr_desk.mailbox.model import MailAccount, MailSecret
from gdpr_desk.mailbox.refusals import SecretNotForgotten, SecretNotKept
from gdpr_desk.system_keyring import KeyringUnavailable, Patience


def recall(account: MailAccount, patience: Patience) -> MailSecret | None:
    """The secret that was kept; None where none is, or the keyring does not give it."""
    try:
        found = system_keyring.read(_entry(account), patience)
        return MailSecret(found) if found else None
    except (KeyringUnavailable, InvalidInput):
        return None


def keep(account: MailAccount, secret: MailSecret, patience: Patience) -> None:
    """Put the secret there. Raises SecretNotKept; it then works for this once all the same."""
    try:
        system_keyring.write(_entry(account), secret.value, patience)
    except KeyringUnavailable:
        raise SecretNotKept from None


def forget(account: MailAccount, patience: Patience) -> None:
    """Take it out again, if it is there. Raises SecretNotForgotten."""
    try:
        system_keyring.remove(_entry(account), patience)
    except KeyringUnavailable:
        raise SecretNotForgotten from None


def _entry(account: MailAccount) -> str:
    return f"mailbox-{account.key}"
