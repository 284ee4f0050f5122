"""Who holds a key of the vault: the officer's verbs, each told to the journal (Art. 32(1)(b), 32(4)).

Names of people never enter the journal: it says ids. What the keys enforce and what only the
program enforces is written in the README and on the page that shows this.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.errors import InvalidInput
from gdpr_desk.journal.service import JournalService
from gdpr_desk.strength import strength
from gdpr_desk.vault.membership import Membership
from gdpr_desk.vault.people import Person, Role
from gdpr_desk.vault.recovery import RecoverySecret
from gdpr_desk.vault.refusals import sheet_has_no_passphrase
from gdpr_desk.vault.vault import Vault

LONGEST_NAME = 200
SUBJECT = "coffre"


class WeakPassphrase(InvalidInput):
    """Too easy to guess for the shop's worst day."""

    code = "weak_passphrase"


class PeopleService:
    """The people of one open vault. Verbs that need an officer raise AccessRefused by staff."""

    def __init__(self, vault: Vault, journal: JournalService, clock: Clock) -> None:
        self._vault = vault
        self._journal = journal
        self._membership = Membership(vault, clock)

    def all(self) -> tuple[Person, ...]:
        """Everyone with a key, the recovery sheet included, in the order they were added."""
        return self._vault.people()

    def keyless(self) -> frozenset[str]:
        """The ids of those whose key is lost: only a new passphrase, or a new sheet, gives them another."""
        return self._membership.keyless()

    def add(self, name: str, role: Role, passphrase: str, *, shop: str = "") -> Person:
        """Give somebody a key of their own. Takes about a second.

        Raises InvalidInput for a missing name or a weak passphrase, AccessRefused, DiskFull, VaultReadOnly.
        """
        spoken = " ".join(name.split())
        if not spoken or len(spoken) > LONGEST_NAME:
            raise InvalidInput(
                "Donnez un nom à cette personne.",
                safe="Aucune clé n’a été créée.",
                remedy="Par exemple son prénom et son nom, 200 caractères au plus.",
                field="name",
            )
        refuse_weak(passphrase, shop=shop, person=spoken)
        return self._membership.add(spoken, role, passphrase, self._told("person.added"))

    def remove(self, person: str) -> Person:
        """Take somebody's key away; everybody else's goes on working. Takes a moment.

        Raises NotFound, AccessRefused for oneself and for the recovery sheet, VaultBusy.
        """
        return self._membership.remove(person, self._told("person.removed"))

    def renew_recovery(self) -> RecoverySecret:
        """A new recovery sheet, shown once; the old one opens this vault no longer. Raises VaultBusy."""
        return self._membership.renew_recovery(self._told("vault.recovery_replaced"))

    def change_passphrase(self, old: str, new: str, *, shop: str = "") -> None:
        """Another passphrase for whoever opened the vault. Takes some seconds.

        Raises WrongPassphrase, TooManyTries, InvalidInput for a weak new one, AccessRefused where the
        vault was opened with the recovery sheet.
        """
        if self._vault.person.role is Role.RECOVERY:
            raise sheet_has_no_passphrase()
        refuse_weak(new, shop=shop, person=self._vault.person.name)
        self._vault.change_passphrase(
            old,
            new,
            lambda session: self._journal.record(session, "vault.passphrase_changed", SUBJECT),
        )

    def give_new_key(self, person: str, passphrase: str, *, shop: str = "") -> Person:
        """A new passphrase for somebody who forgot theirs, oneself included. Takes some seconds.

        Raises NotFound, InvalidInput for a weak one, AccessRefused by staff and for the recovery sheet.
        """
        known = next((one for one in self.all() if one.id == person), None)
        refuse_weak(passphrase, shop=shop, person=known.name if known else "")
        return self._membership.give_new_key(person, passphrase, self._told("person.key_replaced"))

    def _told(self, action: str) -> _Told:
        return _Told(self._journal, action)


class _Told:
    """Writes the journal's entry inside the transaction that changes who has a key."""

    def __init__(self, journal: JournalService, action: str) -> None:
        self._journal = journal
        self._action = action

    def __call__(self, session: Session, person: Person) -> None:
        subject = SUBJECT if person.role is Role.RECOVERY else person.id
        self._journal.record(session, self._action, subject, {"role": person.role.value})


def refuse_weak(passphrase: str, *, shop: str, person: str) -> None:
    """Raise WeakPassphrase with the reason in French where `passphrase` is too easy to guess."""
    judged = strength(passphrase, shop=shop, person=person)
    if not judged.enough:
        raise WeakPassphrase(
            judged.sentence,
            safe="Aucune clé n’a été créée ni changée.",
            remedy="Choisissez quatre ou cinq mots sans lien entre eux.",
            field="passphrase",
        )
