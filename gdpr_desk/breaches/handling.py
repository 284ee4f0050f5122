"""What officers decide and do about an incident, from the first gesture to its end; each one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar

from gdpr_desk.breaches.advice import suggest
from gdpr_desk.breaches.checks import (
    refuse_closing,
    refuse_day,
    refuse_decision,
    refuse_ended,
    refuse_filing,
    refuse_words,
)
from gdpr_desk.breaches.gestures import gestures_for
from gdpr_desk.breaches.model import (
    LONGEST_TEXT,
    Action,
    ClientNotice,
    Closing,
    Decision,
    GestureDone,
    Notification,
    PersonalDataBreach,
    SubjectCommunication,
)
from gdpr_desk.breaches.timing import late_reason_needed
from gdpr_desk.breaches.vocabulary import BreachState, EventKind, Exemption, FilingKind, Means
from gdpr_desk.breaches.writing import Writing
from gdpr_desk.clock import Clock
from gdpr_desk.errors import InvalidInput, NotFound
from gdpr_desk.journal.service import JournalService
from gdpr_desk.periods.words import shop_time
from gdpr_desk.vault.people import Role
from gdpr_desk.vault.refusals import for_officers
from gdpr_desk.vault.vault import Vault

_Kept = TypeVar("_Kept", bound=SubjectCommunication | Action)


class BreachHandling:
    """The acts on the incidents of one open vault. Staff are refused: AccessRefused.

    Every verb raises NotFound, and BreachEnded for a closed incident, `reopen` apart.
    """

    def __init__(self, vault: Vault, journal: JournalService) -> None:
        self._vault = vault
        self._journal = journal
        self._clock: Clock = journal.clock

    def note_gesture(
        self, reference: str, gesture: str, *, needed: bool = True, note: str = ""
    ) -> PersonalDataBreach:
        """One of the first gestures was carried out now, or is not needed. Raises InvalidInput."""
        refuse_words(note, field="note", longest=LONGEST_TEXT)
        with self._working(reference) as (writing, before):
            if gesture not in gestures_for(None) and gesture not in gestures_for(before.facts.kind):
                raise InvalidInput("Ce geste n’est pas dans la liste.", field="gesture")
            done = GestureDone(gesture, writing.now, writing.actor, needed, note.strip())
            others = tuple(one for one in before.gestures if one.gesture != gesture)
            after = replace(before, gestures=(*others, done))
            return writing.change(after, "breach.gesture_noted", EventKind.GESTURE, detail=gesture, note=note)

    def undo_gesture(self, reference: str, gesture: str) -> PersonalDataBreach:
        """It was not carried out after all."""
        with self._working(reference) as (writing, before):
            left = tuple(one for one in before.gestures if one.gesture != gesture)
            if left == before.gestures:
                return before
            after = replace(before, gestures=left)
            return writing.change(after, "breach.gesture_undone", EventKind.GESTURE, detail=gesture)

    def decide(
        self,
        reference: str,
        *,
        authority: bool | None,
        subjects: bool | None,
        reason: str = "",
        exemptions: Iterable[Exemption] = (),
        exemptions_detail: str = "",
    ) -> PersonalDataBreach:
        """Decide whether the authority and the persons are told; the last decision holds, all are kept.

        Raises InvalidInput without the sentence that a departure from the suggestion, or not notifying,
        needs.
        """
        with self._working(reference) as (writing, before):
            suggestion = suggest(before.facts)
            decided = Decision(
                authority=authority,
                subjects=subjects,
                reason=reason.strip(),
                decided_at=writing.now,
                decided_by=writing.actor,
                exemptions=tuple(exemptions),
                exemptions_detail=exemptions_detail.strip(),
                suggested_authority=suggestion.authority,
                suggested_subjects=suggestion.subjects,
                score_quarters=round(suggestion.score.value * 4) if suggestion.score else None,
            )
            refuse_decision(before, decided)
            after = replace(before, decisions=(*before.decisions, decided))
            return writing.change(after, "breach.decided", EventKind.DECIDED, note=decided.reason)

    def note_filing(
        self,
        reference: str,
        kind: FilingKind,
        receipt: str,
        *,
        filed_at: datetime | None = None,
        reason: str = "",
    ) -> PersonalDataBreach:
        """The authority was told, and gave a receipt number: the clock stops. `reason`: of a withdrawal.

        The answers are kept as they are now. Raises InvalidInput without a number, in an impossible order,
        or late and without the reasons for it.
        """
        with self._working(reference) as (writing, before):
            at = filed_at or writing.now
            filing = Notification(
                kind, at, receipt.strip(), writing.now, writing.actor, before.facts, reason.strip()
            )
            refuse_filing(before, filing, late=late_reason_needed(before, at))
            after = replace(before, filings=(*before.filings, filing))
            return writing.change(after, "breach.filed", EventKind.FILED, detail=kind, note=filing.receipt)

    def persons_told(self, reference: str, told: SubjectCommunication) -> PersonalDataBreach:
        """Note that persons were told, under a new key where `told` has none, else in place of that one.

        Raises InvalidInput.
        """
        refuse_words(told.who, field="who", needed="Dites qui a été prévenu.")
        refuse_words(told.proof, field="proof")
        if told.number < 1 or not 0 <= told.bounced <= told.number:
            raise InvalidInput("Ce nombre n’est pas possible.", remedy="Vérifiez le nombre.", field="number")
        with self._working(reference) as (writing, before):
            self._refuse_day(before, told.sent_on, "sent_on")
            kept = replace(told, key=told.key or _new_key(), who=told.who.strip(), proof=told.proof.strip())
            after = replace(before, communications=_put(before.communications, kept))
            return writing.change(after, "breach.persons_told", EventKind.PERSONS_TOLD, detail=told.means)

    def forget_communication(self, reference: str, key: str) -> PersonalDataBreach:
        """It was noted by mistake."""
        with self._working(reference) as (writing, before):
            left = tuple(one for one in before.communications if one.key != key)
            after = replace(before, communications=left)
            return writing.change(after, "breach.persons_untold", EventKind.PERSONS_TOLD, detail="mistake")

    def name_clients(self, reference: str, parties: Iterable[str]) -> PersonalDataBreach:
        """Which client controllers are concerned (Art. 33(2)); who is told already stays so."""
        with self._working(reference) as (writing, before):
            known = {one.party: one for one in before.clients}
            named = tuple(known.get(key, ClientNotice(key)) for key in dict.fromkeys(parties))
            if named == before.clients:
                return before
            return writing.change(
                replace(before, clients=named), "breach.clients_named", EventKind.CLIENT_TOLD, detail="named"
            )

    def client_told(
        self, reference: str, party: str, means: Means, *, told_on: date | None = None, proof: str = ""
    ) -> PersonalDataBreach:
        """A client controller was told. Raises InvalidInput, NotFound for one that is not concerned."""
        refuse_words(proof, field="proof")
        with self._working(reference) as (writing, before):
            day = told_on or self._clock.today()
            self._refuse_day(before, day, "told_on")
            if all(one.party != party for one in before.clients):
                raise NotFound("Ce client n’est pas parmi ceux de cet incident.")
            notice = ClientNotice(party, day, means, proof.strip())
            told = tuple(notice if one.party == party else one for one in before.clients)
            after = replace(before, clients=told)
            return writing.change(after, "breach.client_told", EventKind.CLIENT_TOLD, detail="told")

    def put_action(self, reference: str, action: Action) -> PersonalDataBreach:
        """Write an action down, under a new key where it has none, else in place of that one.

        Raises InvalidInput.
        """
        refuse_words(action.what, field="what", needed="Dites ce qu’il faut faire.")
        refuse_words(action.owner, field="owner")
        with self._working(reference) as (writing, before):
            if action.done_on is not None:
                refuse_day(action.done_on, writing.now, field="done_on")
            kept = replace(action, key=action.key or _new_key(), what=action.what.strip())
            after = replace(before, actions=_put(before.actions, kept))
            return writing.change(after, "breach.action_noted", EventKind.ACTION)

    def drop_action(self, reference: str, key: str) -> PersonalDataBreach:
        """It need not be done."""
        with self._working(reference) as (writing, before):
            after = replace(before, actions=tuple(one for one in before.actions if one.key != key))
            return writing.change(after, "breach.action_dropped", EventKind.ACTION, detail="dropped")

    def close(self, reference: str, lessons: str, *, register_checked: bool) -> PersonalDataBreach:
        """End an incident; it stays in the register of incidents. Raises InvalidInput while something that
        the law asks for is undecided, unfiled or untold."""
        with self._working(reference) as (writing, before):
            refuse_closing(before, lessons)
            closing = Closing(lessons.strip(), register_checked, writing.now, writing.actor)
            after = replace(before, closing=closing, state=BreachState.CLOSED)
            return writing.change(after, "breach.closed", EventKind.CLOSED)

    def reopen(self, reference: str, reason: str) -> PersonalDataBreach:
        """Take up an incident that was closed. Raises InvalidInput without a reason."""
        refuse_words(reason, field="reason", needed="Dites pourquoi vous rouvrez cet incident.")
        with self._deciding(reference) as (writing, before):
            if before.open:
                return before
            after = replace(before, closing=None, state=BreachState.OPEN)
            return writing.change(after, "breach.reopened", EventKind.REOPENED, note=reason)

    def _refuse_day(self, breach: PersonalDataBreach, day: date, field: str) -> None:
        known = breach.facts.aware_at
        earliest = shop_time(known).date() if known else None
        refuse_day(day, self._clock.now(), field=field, earliest=earliest)

    @contextmanager
    def _deciding(self, reference: str) -> Iterator[tuple[Writing, PersonalDataBreach]]:
        if self._vault.person.role is Role.STAFF:
            raise for_officers()
        with self._vault.store.begin() as session:
            writing = Writing(session, self._journal, self._clock)
            yield writing, writing.existing(reference)

    @contextmanager
    def _working(self, reference: str) -> Iterator[tuple[Writing, PersonalDataBreach]]:
        with self._deciding(reference) as (writing, breach):
            refuse_ended(breach)
            yield writing, breach


def _new_key() -> str:
    return secrets.token_hex(8)


def _put(listed: tuple[_Kept, ...], one: _Kept) -> tuple[_Kept, ...]:
    """The list with `one` in the place of the entry of the same key, or at its end."""
    if all(there.key != one.key for there in listed):
        return (*listed, one)
    return tuple(one if there.key == one.key else there for there in listed)
