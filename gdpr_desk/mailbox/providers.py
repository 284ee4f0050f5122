"""What common providers of mail ask for: server, account name, and which secret works.

Data, in `resources/mailbox/providers.toml`: a provider changes its rules without asking us. Each entry
says where it comes from and how far it was checked, the server and the secret apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from gdpr_desk import assets
from gdpr_desk.mailbox.model import Security
from gdpr_desk.reference.model import Catalogue, Entry, Standing
from gdpr_desk.reference.reading import BrokenCatalogue, Fields, parse


class AccountName(StrEnum):
    """What the account is called at login."""

    ADDRESS = "address"
    LOCAL_PART = "local_part"


class SecretKind(StrEnum):
    """Which secret a program may use."""

    APP = "app"
    OWN = "own"
    NONE = "none"


@dataclass(frozen=True)
class MailProvider(Entry):
    """A provider: `help` explains its secret in French, `steps` how to get one.

    `secret` NONE: no secret works, this program cannot read mail there. `standing` is that of server,
    port and account name; `secret_standing` that of the secret, from `secret_source`.
    """

    host: str
    port: int
    security: Security
    domains: tuple[str, ...]
    account_name: AccountName
    secret: SecretKind
    steps: tuple[str, ...]
    secret_source: str
    secret_standing: Standing

    @property
    def usable(self) -> bool:
        """Whether this program can log in there at all."""
        return self.secret is not SecretKind.NONE

    @property
    def advice(self) -> str:
        """What to do, in sentences; said to be unchecked where it is."""
        unsure = "" if self.secret_standing is Standing.CHECKED else "À vérifier chez votre fournisseur."
        return " ".join(part for part in (self.help, *self.steps, unsure) if part)

    def user(self, address: str) -> str:
        """The account name that belongs to an address."""
        return address.rpartition("@")[0] if self.account_name is AccountName.LOCAL_PART else address


@cache
def providers() -> Catalogue[MailProvider]:
    """The providers, in the order in which they are offered."""
    return parse("providers", assets.text("mailbox/providers.toml"), _provider)


def provider_of(address: str) -> MailProvider | None:
    """The provider of an e-mail address by its domain; None for a domain of one's own."""
    domain = address.rpartition("@")[2].strip().lower()
    return next((found for found in providers().values() if domain in found.domains), None)


def provider_behind(host: str) -> MailProvider | None:
    """The provider to whom a server belongs; None where nobody knows."""
    wanted = host.lower()
    return next((found for found in providers().values() if found.host == wanted), None)


def _provider(fields: Fields) -> MailProvider:
    port = fields.values.get("port")
    if type(port) is not int:
        raise BrokenCatalogue(f"{fields.where}: port must be a number")
    return MailProvider(
        *fields.head(),
        fields.text("host"),
        port,
        fields.word("security", Security),
        fields.texts("domains"),
        fields.word("account_name", AccountName),
        fields.word("secret", SecretKind),
        fields.texts("steps"),
        fields.text("secret_source"),
        fields.word("secret_standing", Standing),
    )
