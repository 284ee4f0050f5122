"""ENISA's severity of a breach (2013), SE = DPC x EI + CB: the first of two aids to one decision.

What is not answered is supposed from what is, cautiously, and said to be supposed. ENISA sets no legal
trigger: what the score suggests is the business of `advice`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from gdpr_desk.breaches.choices import choices
from gdpr_desk.breaches.model import BreachFacts
from gdpr_desk.breaches.vocabulary import (
    AvailabilityLoss,
    DataContext,
    Disclosure,
    Identification,
    IntegrityLoss,
    LostProperty,
    Protection,
    Reach,
)

MANY_PERSONS = 100
"""ENISA flags a breach of more persons than this, without a figure for it in the formula."""


class Band(IntEnum):
    """The bands of the score: below 2, 3, 4, and from 4; they read like the authority's levels."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    VERY_HIGH = 4


@dataclass(frozen=True)
class Score:
    """ENISA's score and its parts; `supposed` names the questions whose answer was only supposed."""

    context: int
    identification: float
    confidentiality: float
    integrity: float
    availability: float
    malice: float
    supposed: tuple[str, ...] = ()

    @property
    def circumstances(self) -> float:
        """CB: what is added."""
        return self.confidentiality + self.integrity + self.availability + self.malice

    @property
    def value(self) -> float:
        """SE, from 0.25 to 6."""
        return self.context * self.identification + self.circumstances

    @property
    def band(self) -> Band:
        """In which band it lies; a value on the edge belongs to the higher one."""
        return band_of(self.value)


def band_of(value: float) -> Band:
    """The band in which a score lies."""
    for edge, band in ((2, Band.LOW), (3, Band.MEDIUM), (4, Band.HIGH)):
        if value < edge:
            return band
    return Band.VERY_HIGH


_SHARE = {
    Identification.NEGLIGIBLE: 0.25,
    Identification.LIMITED: 0.5,
    Identification.SIGNIFICANT: 0.75,
    Identification.MAXIMUM: 1.0,
}
_REACHED = {Reach.TRUSTED: 0.0, Reach.KNOWN: 0.25, Reach.STRANGERS: 0.5}
_ALTERED = {
    IntegrityLoss.MODIFIED: 0.25,
    IntegrityLoss.MISUSED_REPAIRABLE: 0.25,
    IntegrityLoss.MISUSED_IRREPARABLE: 0.5,
}
_GONE = {
    AvailabilityLoss.RESTORED: 0.0,
    AvailabilityLoss.TEMPORARY: 0.25,
    AvailabilityLoss.PERMANENT: 0.5,
    AvailabilityLoss.CANNOT_TELL: 0.25,
}


def score_of(facts: BreachFacts) -> Score | None:
    """ENISA's score, None while neither the data nor their kind is told."""
    context = _context(facts)
    if context is None:
        return None
    return Score(
        context=max(1, min(4, context + sum(shift.step for shift in facts.context_shifts))),
        identification=_SHARE[facts.identification or supposed_identification(facts)],
        confidentiality=_confidentiality(facts),
        integrity=_integrity(facts),
        availability=_availability(facts),
        malice=0.5 if malicious(facts) else 0.0,
        supposed=tuple(_supposed(facts)),
    )


def malicious(facts: BreachFacts) -> bool:
    """Whether somebody meant it; while the cause is open, an attack says so."""
    return facts.cause.malicious if facts.cause is not None else bool(facts.attack)


def supposed_context(facts: BreachFacts) -> DataContext | None:
    """The most delicate kind among the data that are told."""
    known = [choices("data")[key].text("context") for key in facts.data if key in choices("data")]
    return max((DataContext[word.upper()] for word in known), default=None)


def supposed_identification(facts: BreachFacts) -> Identification:
    """How easily somebody is told from these data: cautiously, for lack of an answer."""
    if facts.protection is Protection.INTACT:
        return Identification.NEGLIGIBLE
    told = set(facts.data)
    if {"basic", "contact"} <= told or told & {"official_documents", "identification", "biometric"}:
        return Identification.MAXIMUM
    return Identification.SIGNIFICANT if told & {"basic", "payment", "location"} else Identification.LIMITED


def readable_outside(facts: BreachFacts) -> bool:
    """Whether data may be read by somebody who should not have them."""
    out = LostProperty.CONFIDENTIALITY in facts.lost and facts.disclosure is not Disclosure.NOT_DISCLOSED
    return out and facts.protection is not Protection.INTACT


def more_than_many(facts: BreachFacts) -> bool:
    """ENISA's flag: more persons than it does without saying so."""
    count = facts.persons
    return count is not None and max(count.number or 0, count.most or 0) > MANY_PERSONS


def _context(facts: BreachFacts) -> int | None:
    return facts.data_context or supposed_context(facts)


def _confidentiality(facts: BreachFacts) -> float:
    if LostProperty.CONFIDENTIALITY not in facts.lost or facts.disclosure is Disclosure.NOT_DISCLOSED:
        return 0.0
    return _REACHED[facts.reach] if facts.reach is not None else 0.5


def _integrity(facts: BreachFacts) -> float:
    if LostProperty.INTEGRITY not in facts.lost:
        return 0.0
    return _ALTERED[facts.integrity_loss] if facts.integrity_loss is not None else 0.25


def _availability(facts: BreachFacts) -> float:
    if LostProperty.AVAILABILITY not in facts.lost:
        return 0.0
    return _GONE[facts.availability_loss] if facts.availability_loss is not None else 0.25


def _supposed(facts: BreachFacts) -> Iterator[str]:
    if facts.data_context is None:
        yield "data_context"
    if facts.identification is None:
        yield "identification"
    if facts.cause is None:
        yield "cause"
    questions = {
        LostProperty.CONFIDENTIALITY: ("reach", facts.reach),
        LostProperty.INTEGRITY: ("integrity_loss", facts.integrity_loss),
        LostProperty.AVAILABILITY: ("availability_loss", facts.availability_loss),
    }
    for lost in facts.lost:
        question, answer = questions[lost]
        if answer is None and not (question == "reach" and facts.disclosure is Disclosure.NOT_DISCLOSED):
            yield question
