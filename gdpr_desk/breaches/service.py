"""The verbs by which incidents are opened, answered and looked at; each is one transaction. Officers only.

What is decided and done about one is in `handling`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from gdpr_desk.breaches import repository
from gdpr_desk.breaches.advice import Suggestion, suggest
from gdpr_desk.breaches.checks import (
    BreachEnded,
    BreachSavedElsewhere,
    refuse_ended,
    refuse_facts,
    refuse_words,
)
from gdpr_desk.breaches.choices import choices
from gdpr_desk.breaches.model import (
    LONGEST_TEXT,
    BreachEvent,
    BreachFacts,
    Evidence,
    PersonalDataBreach,
    changed_answers,
    owner_of,
)
from gdpr_desk.breaches.prefill import proposed
from gdpr_desk.breaches.timing import BreachClock, InsuranceClock, clock_of, insurance_of
from gdpr_desk.breaches.vocabulary import EventKind
from gdpr_desk.breaches.writing import KIND, Writing
from gdpr_desk.clock import Clock
from gdpr_desk.errors import InvalidInput, NotFound
from gdpr_desk.journal.service import JournalService
from gdpr_desk.parties.service import PartyService
from gdpr_desk.register.service import RegisterService
from gdpr_desk.vault.attachments import Attachment, AttachmentKind, Attachments, owned
from gdpr_desk.vault.drafts import Drafts
from gdpr_desk.vault.people import Role
from gdpr_desk.vault.refusals import for_officers
from gdpr_desk.vault.vault import Vault

__all__ = [
    "KIND",
    "BreachCounts",
    "BreachEnded",
    "BreachFile",
    "BreachOverview",
    "BreachSavedElsewhere",
    "BreachService",
]


@dataclass(frozen=True)
class BreachOverview:
    """One line of the list, and of the banner. `noted_at`: the last note about an open one."""

    breach: PersonalDataBreach
    clock: BreachClock
    noted_at: datetime | None = None


@dataclass(frozen=True)
class BreachFile:
    """Everything that is kept of one incident, its clocks and what is suggested as it stands now."""

    breach: PersonalDataBreach
    clock: BreachClock
    insurance: InsuranceClock | None
    suggestion: Suggestion
    events: tuple[BreachEvent, ...]


@dataclass(frozen=True)
class BreachCounts:
    """How many incidents: all, still open, with a clock that counts; drills left out."""

    all: int
    open: int
    ticking: int


class BreachService:
    """The incidents of one open vault; `drafts` keeps what is half typed in their forms.

    Every verb raises AccessRefused by staff, and NotFound for a reference that is not there.
    """

    def __init__(
        self,
        vault: Vault,
        journal: JournalService,
        register: RegisterService,
        parties: PartyService,
        attachments: Attachments,
    ) -> None:
        self._vault = vault
        self.drafts = Drafts(vault.store, journal.clock)
        self._journal = journal
        self._register = register
        self._parties = parties
        self._attachments = attachments
        self._clock: Clock = journal.clock

    @property
    def allowed(self) -> bool:
        """Whether whoever opened the vault may see incidents."""
        return self._vault.person.role is not Role.STAFF

    def overviews(self, *, drills: bool = True) -> tuple[BreachOverview, ...]:
        """All incidents, the newest first."""
        now = self._clock.now()
        with self._reading() as session:
            found = repository.every_breach(session)
        return tuple(
            BreachOverview(breach, clock_of(breach, now)) for breach in found if drills or not breach.drill
        )

    def running(self) -> tuple[BreachOverview, ...]:
        """Open incidents and drills whose clock counts, the nearest end first: what the banner shows."""
        listed = [one for one in self._open() if one.clock.ticking]
        return tuple(sorted(listed, key=lambda one: (one.breach.drill, one.clock.due_at)))

    def counts(self) -> BreachCounts:
        """How many there are, for the navigation and for Today."""
        waiting = [one for one in self._open() if not one.breach.drill]
        with self._reading() as session:
            every = repository.count(session)
        return BreachCounts(every, len(waiting), sum(one.clock.ticking for one in waiting))

    def file(self, reference: str) -> BreachFile:
        """Everything about one incident."""
        now = self._clock.now()
        with self._reading() as session:
            breach = self._writing(session).existing(reference)
            events = repository.events(session, reference)
        return BreachFile(
            breach, clock_of(breach, now), insurance_of(breach, now), suggest(breach.facts), events
        )

    def open(self, facts: BreachFacts | None = None, *, drill: bool = False) -> PersonalDataBreach:
        """Write down an incident, or begin a drill, with what is known of it. Raises InvalidInput."""
        given = _trimmed(facts or BreachFacts())
        refuse_facts(given, self._clock.now())
        with self._begin() as writing:
            return writing.open(given, drill=drill)

    def answer(
        self, reference: str, facts: BreachFacts, *, base: BreachFacts | None = None
    ) -> PersonalDataBreach:
        """Write down the answers in which `facts` differ from `base`, the vault's own unless given.

        Other answers of the incident stay as they are. Raises InvalidInput, BreachEnded,
        BreachSavedElsewhere where the same question got another answer meanwhile.
        """
        with self._begin() as writing:
            before = writing.existing(reference)
            refuse_ended(before)
            merged = _merged(before, _trimmed(facts), base or before.facts)
            refuse_facts(merged, self._clock.now())
            return writing.answer(before, merged)

    def proposed(self, reference: str) -> BreachFacts:
        """The answers with what the kind of incident and the chosen activities suggest in open places;
        nothing is saved."""
        breach = self.file(reference).breach
        register = self._register.register()
        return proposed(breach.facts, register, self._parties.all())

    def attach(self, reference: str, source: Path, kind: str = "other") -> Evidence:
        """Seal a file as evidence; the original stays where it is.

        Raises InvalidInput, BreachEnded, and what `Attachments.add` raises; nothing is then kept.
        """
        if kind not in choices("evidence"):
            raise InvalidInput("Cette sorte de pièce n’existe pas.", field="kind")
        with self._reading() as session:  # before anything is sealed; once more with it, below
            refuse_ended(self._writing(session).existing(reference))
        kept: list[Evidence] = []

        def told(session: Session, added: Attachment) -> None:
            writing = self._writing(session)
            before = writing.existing(reference)
            refuse_ended(before)
            kept.append(Evidence(added.id, kind, added.name, added.added_at))
            after = replace(before, evidence=(*before.evidence, *kept))
            writing.change(after, "breach.evidence_added", EventKind.EVIDENCE, detail=kind)

        owner = owner_of(reference)
        self._attachments.add(source, owner=owner, kind=AttachmentKind.OTHER, told=told)
        return kept[0]

    def read_evidence(self, reference: str, attachment: str) -> bytes:
        """The content of a piece of evidence. Raises NotFound, AttachmentDamaged."""
        _evidence(self.file(reference).breach, attachment)
        return self._attachments.read(attachment)

    def remove_evidence(self, reference: str, attachment: str) -> PersonalDataBreach:
        """Destroy a piece of evidence for good. Raises NotFound, BreachEnded, InvalidInput while held."""
        with self._begin() as writing:
            before = writing.existing(reference)
            refuse_ended(before)
            gone = _evidence(before, attachment)
            self._attachments.destroy_by_hand(writing.session, [attachment], lambda _session, _gone: None)
            left = tuple(one for one in before.evidence if one.attachment != attachment)
            after = replace(before, evidence=left)
            return writing.change(
                after, "breach.evidence_removed", EventKind.EVIDENCE_REMOVED, detail=gone.kind
            )

    def note(self, reference: str, words: str) -> None:
        """Put a line of one's own into the thread, also of a closed incident. Raises InvalidInput."""
        refuse_words(words, field="note", longest=LONGEST_TEXT, needed="Cette note est vide.")
        with self._begin() as writing:
            writing.existing(reference)
            writing.tell(reference, "breach.note_added", EventKind.NOTE, note=words)

    def paper_made(self, reference: str, paper: str) -> None:
        """Note that a paper about the incident was made: its key."""
        with self._begin() as writing:
            writing.existing(reference)
            writing.tell(reference, "breach.paper_made", EventKind.PAPER, detail=paper)

    def delete_drill(self, reference: str) -> None:
        """Delete a drill with everything that belongs to it. Raises InvalidInput for an incident."""
        with self._begin() as writing:
            breach = writing.existing(reference)
            if not breach.drill:
                raise InvalidInput(
                    "Un incident ne s’efface pas : la loi demande de le garder.",
                    safe="Rien n’a été modifié.",
                    remedy="Clôturez-le s’il est terminé.",
                    code="not_a_drill",
                )
            sealed = [one.id for one in owned(writing.session, owner_of(reference))]
            self._attachments.destroy_by_hand(writing.session, sealed, lambda _session, _gone: None)
            writing.remove([reference], "breach.drill_deleted")

    def _open(self) -> list[BreachOverview]:
        now = self._clock.now()
        with self._reading() as session:
            noted = repository.last_noted(session)
            found = repository.open_breaches(session)
        return [BreachOverview(one, clock_of(one, now), noted.get(one.reference)) for one in found]

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        _refuse_staff(self.allowed)
        with self._vault.store.read() as session:
            yield session

    @contextmanager
    def _begin(self) -> Iterator[Writing]:
        _refuse_staff(self.allowed)
        with self._vault.store.begin() as session:
            yield self._writing(session)

    def _writing(self, session: Session) -> Writing:
        return Writing(session, self._journal, self._clock)


def _refuse_staff(allowed: bool) -> None:
    if not allowed:
        raise for_officers()


def _evidence(breach: PersonalDataBreach, attachment: str) -> Evidence:
    found = next((one for one in breach.evidence if one.attachment == attachment), None)
    if found is None:
        raise NotFound("Cette pièce n’est pas dans cet incident.")
    return found


def _merged(before: PersonalDataBreach, facts: BreachFacts, base: BreachFacts) -> BreachFacts:
    """What the vault holds, with the answers that changed since `base`."""
    mine = changed_answers(base, facts)
    theirs = set(changed_answers(base, before.facts)) & set(changed_answers(before.facts, facts))
    clash = tuple(name for name in mine if name in theirs)
    if clash:
        raise BreachSavedElsewhere(before, clash)
    unknown = (before.facts.unknown - set(mine)) | (facts.unknown & set(mine))
    return replace(before.facts, **{name: getattr(facts, name) for name in mine}, unknown=unknown)


def _trimmed(facts: BreachFacts) -> BreachFacts:
    """The answers without blanks around what was typed."""
    typed = {part.name: getattr(facts, part.name) for part in fields(facts)}
    texts: dict[str, Any] = {name: text.strip() for name, text in typed.items() if isinstance(text, str)}
    return replace(facts, **texts)
