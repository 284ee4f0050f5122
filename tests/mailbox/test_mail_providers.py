"""What the providers of mail ask for: said where it comes from, and said when nobody checked."""

from __future__ import annotations

import re
from datetime import date

import pytest

from gdpr_desk import assets
from gdpr_desk.mailbox.fetching import MailRun, folders
from gdpr_desk.mailbox.model import MailAccount, MailSecret
from gdpr_desk.mailbox.providers import SecretKind, provider_behind, provider_of, providers
from gdpr_desk.mailbox.refusals import LoginRefused, ProviderOutOfReach
from gdpr_desk.reference.model import Standing


def test_the_common_providers_are_there_with_their_sources() -> None:
    assert {"orange", "free", "laposte", "gmail", "microsoft", "ovh", "ionos"} <= set(providers())
    for provider in providers().values():
        assert provider.source.strip(), provider.key
        assert provider.secret_source.strip(), provider.key
        assert provider.checked_on >= date(2026, 11, 1), provider.key
        assert provider.help.endswith("."), provider.key
        assert all(step.endswith(".") for step in provider.steps), provider.key
        assert MailAccount("k", provider.host, "x@example.test", provider.security, provider.port)
        assert "'" not in provider.help + "".join(provider.steps), provider.key


def test_what_was_not_checked_is_said_to_be_unchecked() -> None:
    for provider in providers().values():
        unsure = "À vérifier chez votre fournisseur" in provider.advice
        assert unsure == (provider.secret_standing is not Standing.CHECKED), provider.key
        if "onnaissance générale" in provider.secret_source or "Rien trouvé" in provider.secret_source:
            assert unsure, provider.key


@pytest.mark.parametrize(
    ("address", "key", "user"),
    [
        ("lumen@orange.fr", "orange", "lumen@orange.fr"),
        ("Lumen@Wanadoo.FR", "orange", "Lumen@Wanadoo.FR"),
        ("lumen@free.fr", "free", "lumen"),
        ("lumen@gmail.com", "gmail", "lumen@gmail.com"),
    ],
)
def test_an_address_tells_its_provider(address: str, key: str, user: str) -> None:
    provider = provider_of(address)
    assert provider is not None
    assert (provider.key, provider.user(address)) == (key, user)


def test_a_domain_of_ones_own_tells_nothing() -> None:
    assert provider_of("contact@example.test") is None
    assert provider_behind("imap.example.test") is None


def test_microsoft_is_said_to_be_out_of_reach() -> None:
    provider = provider_of("lumen@outlook.fr")
    assert provider is not None
    assert not provider.usable
    assert provider.secret is SecretKind.NONE
    account, secret = MailAccount("k", provider.host.upper(), "lumen@outlook.fr"), MailSecret("x")
    for ask in (lambda: list(MailRun(account, secret)), lambda: folders(account, secret)):
        with pytest.raises(ProviderOutOfReach, match="importez-les") as refused:
            ask()
        assert "n’a pas été envoyé" in refused.value.safe


def test_a_refused_login_says_what_the_provider_asks_for() -> None:
    gmail = provider_behind("imap.gmail.com")
    assert gmail is not None
    refusal = LoginRefused(gmail.advice)
    assert "validation en deux étapes" in refusal.remedy
    assert "seize lettres" in refusal.remedy


def test_the_word_password_stands_only_where_a_provider_says_it() -> None:
    text = assets.text("mailbox/providers.toml").lower()
    assert not re.search(r"conform|certificat", text)
    assert "mot de passe" in text, "the search finds what it looks for"
