"""The secret in the system's keyring: kept, given back, taken out; and a fetch that works without one."""

from __future__ import annotations

import memory_keyring
import pytest

from gdpr_desk.mailbox.credentials import forget, keep, recall
from gdpr_desk.mailbox.model import MailAccount, MailSecret
from gdpr_desk.mailbox.refusals import SecretNotForgotten, SecretNotKept
from gdpr_desk.system_keyring import Patience

ACCOUNT = MailAccount("5f3c9a", "imap.example.test", "lumen@example.test")
SECRET = MailSecret("vert-lampe-23")


@pytest.fixture(autouse=True)
def _keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    memory_keyring.begin(monkeypatch)


def test_it_is_kept_under_an_opaque_name_given_back_and_taken_out() -> None:
    assert recall(ACCOUNT, Patience(5)) is None
    keep(ACCOUNT, SECRET, Patience(5))
    assert recall(ACCOUNT, Patience(5)) == SECRET
    assert memory_keyring.entries == {("gdpr-desk", "mailbox-5f3c9a"): SECRET.value}
    forget(ACCOUNT, Patience(5))
    assert memory_keyring.entries == {}
    forget(ACCOUNT, Patience(5))


def test_an_entry_that_no_server_can_take_counts_as_none() -> None:
    memory_keyring.entries["gdpr-desk", "mailbox-5f3c9a"] = "a\r\na2 SELECT INBOX"
    assert recall(ACCOUNT, Patience(5)) is None


@pytest.mark.parametrize("kind", [memory_keyring.Closed, memory_keyring.Absent, memory_keyring.Hanging])
def test_without_a_keyring_the_secret_is_typed(
    kind: type[memory_keyring.Memory], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(ACCOUNT, SECRET, Patience(5))
    memory_keyring.use(monkeypatch, kind)
    patience = 0.2 if kind is memory_keyring.Hanging else 5
    assert recall(ACCOUNT, Patience(patience)) is None
    with pytest.raises(SecretNotKept, match="à chaque relève"):
        keep(ACCOUNT, SECRET, Patience(patience))
    with pytest.raises(SecretNotForgotten, match="garde encore"):
        forget(ACCOUNT, Patience(patience))
    memory_keyring.released.set()
