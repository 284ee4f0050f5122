"""The officer's verbs on parties; each is one transaction."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from gdpr_desk.accents import without_accents
from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError, InvalidInput, NotFound
from gdpr_desk.journal.service import JournalService
from gdpr_desk.parties import repository
from gdpr_desk.parties.model import LONGEST_TEXT, UNUSABLE, Party
from gdpr_desk.parties.papers import hand_back, hand_over, refuse_while_papers
from gdpr_desk.vault.drafts import Drafts
from gdpr_desk.vault.mapper import changed_fields
from gdpr_desk.vault.store import Store

LONGEST_KEY = 64
_KEY = re.compile(r"[a-z0-9][a-z0-9._-]*")
_COUNTRY = re.compile(r"(?:[A-Z]{2})?")
_FALLBACK_KEY = "prestataire"


class PartySavedElsewhere(GdprDeskError):
    """Somebody else changed the party since it was opened; `current` is what the vault holds."""

    code = "conflict"

    def __init__(self, current: Party) -> None:
        super().__init__(
            "Ce prestataire a été modifié ailleurs depuis que vous l’avez ouvert.",
            safe="Rien n’a été écrasé, et votre saisie est toujours à l’écran.",
            remedy="Rouvrez-le pour voir la version enregistrée, puis refaites votre modification.",
        )
        self.current = current


class PartyInUse(GdprDeskError):
    """Something still names the party; `users` says what, in words for a person."""

    code = "in_use"

    def __init__(self, users: Sequence[str]) -> None:
        many = len(users) > 1
        super().__init__(
            f"Ce prestataire est nommé dans {len(users)} activité{'s' if many else ''} de votre registre.",
            safe="Il n’a pas été supprimé.",
            remedy=f"Retirez-le d’abord de {'ces activités' if many else 'cette activité'}, en section 5.",
        )
        self.users = tuple(users)


NamedIn = Callable[[Session, str], Sequence[str]]
"""Who names the party of that key, asked inside the caller's transaction."""


def _nobody(_session: Session, _key: str) -> Sequence[str]:
    return ()


class PartyService:
    """Who else sees the data, in one vault.

    `named_in` comes from whoever refers to parties: this slice lies below and cannot know them.
    """

    def __init__(
        self, store: Store, journal: JournalService, clock: Clock, *, named_in: NamedIn = _nobody
    ) -> None:
        self._store = store
        self._journal = journal
        self._clock = clock
        self._named_in = named_in
        self.drafts = Drafts(store, clock)
        """What is typed into forms of parties and not saved yet."""

    def all(self) -> tuple[Party, ...]:
        """Every party, by key."""
        with self._store.read() as session:
            return repository.all_parties(session)

    def all_in(self, session: Session) -> tuple[Party, ...]:
        """The same, inside the caller's transaction or snapshot."""
        return repository.all_parties(session)

    def get(self, key: str) -> Party:
        """The party with that key. Raises NotFound."""
        with self._store.read() as session:
            return _existing(session, key)

    def save(self, party: Party, *, base: Party | None = None) -> Party:
        """Add the party, or replace what is known of it; saving it unchanged writes nothing.

        `base` is what the edit started from; where the party was removed meanwhile, it comes back
        with what was typed. Raises PartySavedElsewhere where the vault holds something else by now;
        InvalidInput where the key is no slug or a date lies ahead.
        """
        self._refuse(party)
        with self._store.read() as session:
            if repository.find_party(session, party.key) == party:
                return party
        with self._store.begin() as session:
            stored = repository.find_party(session, party.key)
            if base is not None and stored is not None and stored != base:
                raise PartySavedElsewhere(stored)
            self.save_in(session, party)
        return party

    def save_in(self, session: Session, party: Party) -> None:
        """Write the party inside the caller's transaction, which has checked it."""
        before = repository.find_party(session, party.key)
        if before == party:
            return
        repository.put_party(session, party)
        if before is None:
            self._journal.record(session, "party.added", party.key)
        else:
            changed = changed_fields(before, party)
            self._journal.record(session, "party.changed", party.key, {"changed": list(changed)})

    def remove_in(self, session: Session, key: str) -> None:
        """Take the party out inside the caller's transaction, which knows that nothing names it."""
        repository.remove_party(session, key)
        self._journal.record(session, "party.removed", key)

    def remove(self, key: str) -> Party:
        """Take out a party that nothing names; returns it as it was, for `bring_back`.

        Raises PartyInUse, PartyHasPapers, NotFound.
        """
        with self._store.begin() as session:
            removed = _existing(session, key)
            users = self._named_in(session, key)
            if users:
                raise PartyInUse(users)
            refuse_while_papers(session, key)
            self.remove_in(session, key)
        return removed

    def bring_back(self, party: Party) -> Party:
        """Undo a removal; under another key where somebody has taken its own meanwhile."""
        with self._store.begin() as session:
            if repository.find_party(session, party.key) is not None:
                party = replace(party, key=_free_key(session, party.name))
            self.save_in(session, party)
        return party

    def hand_over_papers(self, session: Session, gone: str, kept: str) -> tuple[str, ...]:
        """Inside the caller's transaction, the papers of `gone` become papers of `kept`; their ids."""
        return hand_over(session, gone, kept)

    def hand_back_papers(self, session: Session, papers: Sequence[str], key: str) -> None:
        """Undo `hand_over_papers`: these are papers of that party again."""
        hand_back(session, papers, key)

    def new_key(self, name: str) -> str:
        """A free key for a new party: its name in plain letters, numbered where that is taken."""
        with self._store.read() as session:
            return _free_key(session, name)

    def _refuse(self, party: Party) -> None:
        if not _KEY.fullmatch(party.key) or len(party.key) > LONGEST_KEY:
            raise InvalidInput(
                "La clé d’un prestataire s’écrit en minuscules, sans espace ni accent.",
                remedy="Exemple : logiciel-de-caisse.",
                field="key",
            )
        if not _COUNTRY.fullmatch(party.country):
            raise InvalidInput(
                "Le pays s’écrit par son code à deux lettres.", remedy="Exemple : FR.", field="country"
            )
        for field, typed in _texts(party):
            if len(typed) > LONGEST_TEXT or UNUSABLE.search(typed):
                raise InvalidInput(
                    f"Un texte dépasse {LONGEST_TEXT} caractères, ou contient un caractère illisible.",
                    safe="Rien n’a été coupé ni enregistré.",
                    remedy="Raccourcissez ce texte, ou tapez-le de nouveau.",
                    field=field,
                )
        signed = party.contract.signed_on
        if signed is not None and signed > self._clock.today():
            raise InvalidInput(
                "La date de signature du contrat est dans le futur.",
                safe="Rien n’a été modifié.",
                remedy="Vérifiez la date.",
                field="contract.signed_on",
            )


def _existing(session: Session, key: str) -> Party:
    found = repository.find_party(session, key)
    if found is None:
        raise NotFound(
            "Ce prestataire n’existe pas dans le coffre.", remedy="Choisissez-en un dans la liste."
        )
    return found


def _free_key(session: Session, name: str) -> str:
    stem = _slug(name)
    taken = repository.keys_like(session, stem)
    if stem not in taken:
        return stem
    number = next(n for n in range(2, len(taken) + 3) if f"{stem}-{n}" not in taken)
    return f"{stem}-{number}"


def _texts(party: Party) -> tuple[tuple[str, str], ...]:
    contact = party.contact
    return (
        ("name", party.name),
        ("contact.email", contact.email),
        ("contact.rights", contact.rights),
        ("contact.breaches", contact.breaches),
        ("contract.location", party.contract.location or ""),
    )


def _slug(name: str) -> str:
    """Room is left for a number, so that the longest name still gives a key that fits."""
    spelled = name.casefold().replace("œ", "oe").replace("æ", "ae")
    slug = re.sub(r"[^a-z0-9]+", "-", without_accents(spelled)).strip("-")[: LONGEST_KEY - 8].strip("-")
    return slug or _FALLBACK_KEY
