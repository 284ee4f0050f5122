"""Papers of a party, sealed in the vault: the signed contract, its annexes (Art. 28(3), 28(9))."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from gdpr_desk.errors import GdprDeskError, NotFound
from gdpr_desk.journal.service import JournalService
from gdpr_desk.parties import repository
from gdpr_desk.vault.attachments import Attachment, AttachmentKind, Attachments, give_to, owned

KIND = AttachmentKind.CONTRACT


class PartyHasPapers(GdprDeskError):
    """A party is not taken out while papers of it lie in the vault: they could not come back with it."""

    code = "has_papers"

    def __init__(self, count: int) -> None:
        many = count > 1
        super().__init__(
            f"{count} pièces jointes de ce prestataire sont dans le coffre."
            if many
            else "Une pièce jointe de ce prestataire est dans le coffre.",
            safe="Il n’a pas été supprimé.",
            remedy=f"Détruisez d’abord {'ces pièces' if many else 'cette pièce'}, dans sa fiche.",
        )


class PartyPapers:
    """The papers of the parties of one vault. Opening and destroying one is for officers."""

    def __init__(self, attachments: Attachments, journal: JournalService) -> None:
        self._attachments = attachments
        self._journal = journal

    def of(self, key: str) -> tuple[Attachment, ...]:
        """The papers of the party with that key, oldest first."""
        return self._attachments.listed(owner_of(key))

    def attach(self, key: str, source: Path) -> Attachment:
        """Seal a file as a paper of that party; the original stays where it is.

        Raises NotFound, and what `Attachments.add` raises; nothing is then kept.
        """

        def told(session: Session, _added: Attachment) -> None:
            if repository.find_party(session, key) is None:
                raise NotFound("Ce prestataire n’existe plus dans le coffre.", safe="Rien n’a été joint.")
            self._journal.record(session, "party.paper_added", key)

        return self._attachments.add(source, owner=owner_of(key), kind=KIND, told=told)

    def read(self, paper: Attachment) -> bytes:
        """Its content. Raises as `Attachments.read`."""
        return self._attachments.read(paper.id)

    def destroy(self, paper: Attachment) -> None:
        """Destroy it for good, key and file. Raises AccessRefused by staff."""
        self._attachments.destroy([paper.id], self._told_destroyed)

    def _told_destroyed(self, session: Session, paper: Attachment) -> None:
        self._journal.record(session, "party.paper_destroyed", paper.owner.partition("/")[2])


def owner_of(key: str) -> str:
    """Under which reference the papers of a party are kept."""
    return f"party/{key}"


def refuse_while_papers(session: Session, key: str) -> None:
    """Raise PartyHasPapers where the party has any."""
    count = len(owned(session, owner_of(key)))
    if count:
        raise PartyHasPapers(count)


def hand_over(session: Session, gone: str, kept: str) -> tuple[str, ...]:
    """The papers of `gone` are papers of `kept` from now on; their ids."""
    moved = tuple(paper.id for paper in owned(session, owner_of(gone)))
    give_to(session, moved, owner_of(kept))
    return moved


def hand_back(session: Session, papers: Sequence[str], key: str) -> None:
    """Undo `hand_over`: these are papers of that party again."""
    give_to(session, papers, owner_of(key))
