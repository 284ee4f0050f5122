"""The ten steps of an incident: which questions each asks, what is missing, where to go next.

A question that does not apply is not asked. « Je ne sais pas encore » completes a step for now; what was
unknown is asked again before a complementary filing is whole. Nothing here writes or reads a clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from gdpr_desk.breaches.model import Answered, BreachFacts, PersonalDataBreach
from gdpr_desk.breaches.vocabulary import (
    AvailabilityLoss,
    Discovery,
    FilingKind,
    LostProperty,
    PeriodKind,
)


class Step(StrEnum):
    """The steps in their order."""

    WHAT = "what"
    WHEN = "when"
    GESTURES = "gestures"
    DATA = "data"
    EFFECTS = "effects"
    ADVICE = "advice"
    MEASURES = "measures"
    REVIEW = "review"
    PERSONS = "persons"
    CLOSING = "closing"

    @property
    def number(self) -> int:
        """1 to 10."""
        return list(Step).index(self) + 1


TITLES = {
    Step.WHAT: "Que s’est-il passé ?",
    Step.WHEN: "Quand ?",
    Step.GESTURES: "Les 5 gestes",
    Step.DATA: "Données et personnes",
    Step.EFFECTS: "Conséquences",
    Step.ADVICE: "Faut-il notifier ?",
    Step.MEASURES: "Ce que vous avez fait",
    Step.REVIEW: "Relire et déposer",
    Step.PERSONS: "Prévenir les personnes",
    Step.CLOSING: "Clôture",
}

QUESTIONS: dict[Step, tuple[str, ...]] = {
    Step.WHAT: ("kind", "title", "narrative", "systems"),
    Step.WHEN: (
        *("aware_at", "period", "began_at", "ended_at", "period_estimated", "discovery"),
        *("discovery_detail", "informed_on", "timeline_note", "late_reason"),
    ),
    Step.GESTURES: ("attack", "insured", "complaint_at", "complaint_reference"),
    Step.DATA: (
        *("activities", "role", "data_subjects", "data_subjects_detail", "persons", "data", "data_detail"),
        *("records", "others_involved", "others"),
    ),
    Step.EFFECTS: (
        *("lost", "disclosure", "protection", "reach", "integrity_loss", "availability_loss", "origins"),
        *("cause", "confidentiality_effects", "confidentiality_effects_detail", "integrity_effects"),
        *("integrity_effects_detail", "availability_effects", "availability_effects_detail", "harms"),
        *("harms_detail", "severity", "likelihood", "data_context", "context_shifts", "identification"),
    ),
    Step.ADVICE: (),
    Step.MEASURES: (
        *("measures_before", "measures_before_detail", "measures_after", "prevention", "prevention_detail"),
    ),
    Step.REVIEW: (
        *("legal_representative", "reporter", "reporter_capacity", "contact", "headcount", "police"),
        *("other_bodies", "other_bodies_detail", "cross_border", "lead_authority"),
        *("establishment_countries", "subject_countries", "subjects_by_country", "other_authorities"),
    ),
    Step.PERSONS: ("tell_on", "told_content", "told_all", "told_not_all_reason", "means_detail"),
    Step.CLOSING: (),
}
"""Where each question is asked."""

ESSENTIAL = frozenset(
    {
        *("kind", "aware_at", "period", "discovery", "data_subjects", "persons", "data", "records", "lost"),
        *("disclosure", "protection", "reach", "integrity_loss", "availability_loss", "origins", "cause"),
        *("harms", "severity", "measures_before", "measures_after", "began_at", "ended_at"),
        *("others_involved", "others", "narrative"),
    }
)
"""What a step waits for, where it applies; all else may stay open for good."""

_BY_33_3 = (
    *("narrative", "lost", "origins", "data_subjects", "persons", "data", "records"),
    *("reporter", "harms", "severity", "measures_after"),
)
"""What Art. 33(3)(a) to (d) asks for; the effects of what was lost come with it."""


class StepState(StrEnum):
    """How far a step is: `LATER` has answers that are not known yet, `SKIPPED` does not apply."""

    DONE = "done"
    LATER = "later"
    OPEN = "open"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class FilingGaps:
    """What stands against a filing: `blocking` must be answered, `unknown` is told as not known yet."""

    blocking: tuple[str, ...]
    unknown: tuple[str, ...]


def questions(step: Step, facts: BreachFacts) -> tuple[str, ...]:
    """The questions of a step that apply, in their order."""
    return tuple(name for name in QUESTIONS[step] if applies(name, facts))


def step_of(question: str) -> Step:
    """In which step a question is asked, or one of the two decisions taken."""
    if question in ("authority", "subjects"):
        return Step.ADVICE
    return next(step for step, names in QUESTIONS.items() if question in names)


def applies(question: str, facts: BreachFacts) -> bool:
    """Whether a question makes sense with the answers so far."""
    rule = _RULES.get(question)
    return rule is None or rule(facts)


def missing(step: Step, breach: PersonalDataBreach) -> tuple[str, ...]:
    """What the step still waits for: names of questions, or of the decision and acts it is about."""
    if step is Step.ADVICE:
        return tuple(_undecided(breach))
    if step is Step.PERSONS:
        return tuple(_untold(breach))
    if step is Step.REVIEW:
        return tuple(_unfiled(breach))
    if step is Step.CLOSING:
        return () if breach.closing else ("closing",)
    asked = (name for name in questions(step, breach.facts) if name in ESSENTIAL)
    return tuple(name for name in asked if breach.facts.standing(name) is Answered.OPEN)


def state_of(step: Step, breach: PersonalDataBreach) -> StepState:
    """How far a step is."""
    if missing(step, breach):
        return StepState.OPEN
    if _needless(step, breach):
        return StepState.SKIPPED
    later = any(name in breach.facts.unknown for name in questions(step, breach.facts))
    return StepState.LATER if later else StepState.DONE


def next_step(breach: PersonalDataBreach, after: Step | None = None) -> Step | None:
    """The first step past `after` that waits for something; None where none does."""
    rest = list(Step)[after.number if after else 0 :]
    return next((step for step in rest if state_of(step, breach) is StepState.OPEN), None)


def following(step: Step) -> Step | None:
    """The step after this one, whatever is missing."""
    rest = list(Step)[step.number :]
    return rest[0] if rest else None


def preceding(step: Step) -> Step | None:
    """The step before this one."""
    return list(Step)[step.number - 2] if step.number > 1 else None


def still_unknown(facts: BreachFacts) -> tuple[str, ...]:
    """Questions that apply and were answered by « Je ne sais pas encore »: for the complementary filing."""
    return tuple(
        name for step in Step for name in questions(step, facts) if facts.standing(name) is Answered.UNKNOWN
    )


def filing_gaps(kind: FilingKind, breach: PersonalDataBreach, *, late: bool) -> FilingGaps:
    """What stands against filing this kind now; `late`: reasons for the delay are due.

    An initial filing may leave everything unknown but what it is about (at least presumed); a whole or
    complementary one leaves nothing open that Art. 33(3) asks for.
    """
    facts = breach.facts
    unknown = still_unknown(facts)
    if kind is FilingKind.WITHDRAWAL:
        return FilingGaps((), unknown)
    blocking = ["aware_at"] if facts.aware_at is None else []
    if late and not facts.late_reason.strip():
        blocking.append("late_reason")
    if kind is FilingKind.INITIAL:
        blocking += [name for name in ("lost", "origins") if not getattr(facts, name)]
        return FilingGaps(tuple(blocking), unknown)
    needed = [name for name in _BY_33_3 if facts.standing(name) is not Answered.ANSWERED]
    return FilingGaps(tuple(blocking + needed), unknown)


def _undecided(breach: PersonalDataBreach) -> Iterable[str]:
    decision = breach.decision
    if not _for_authority(breach):
        return
    if decision is None or decision.authority is None:
        yield "authority"
    if decision is None or decision.subjects is None:
        yield "subjects"


def _unfiled(breach: PersonalDataBreach) -> Iterable[str]:
    """As long as nobody decided whether there is anything to file, the filing is waited for."""
    decided = breach.decision.authority if breach.decision else None
    if _for_authority(breach) and breach.filed is None and decided is not False:
        yield "filing"
    if breach.filed is not None and breach.filed.kind is FilingKind.INITIAL:
        yield "complementary"


def _untold(breach: PersonalDataBreach) -> Iterable[str]:
    decided = breach.decision.subjects if breach.decision else None
    if _clients_first(breach) and _client_untold(breach):
        yield "clients"
    if _for_authority(breach) and not breach.communications and decided is not False:
        yield "communications"


def _needless(step: Step, breach: PersonalDataBreach) -> bool:
    """Whether nothing is left of a step: somebody decided so, or whoever the data come from does it."""
    if step is Step.REVIEW:
        return not breach.filings
    return step is Step.PERSONS and not breach.communications and not _clients_first(breach)


def _for_authority(breach: PersonalDataBreach) -> bool:
    """Whether the shop answers for data of its own; not said yet counts as yes."""
    role = breach.facts.role
    return role is None or role.controller


def _clients_first(breach: PersonalDataBreach) -> bool:
    """Whether data of a client are touched: the client is to be told (Art. 33(2))."""
    role = breach.facts.role
    return role is not None and role.processor


def _client_untold(breach: PersonalDataBreach) -> bool:
    return not breach.clients or any(one.told_on is None for one in breach.clients)


def _lost(which: LostProperty) -> Callable[[BreachFacts], bool]:
    return lambda facts: which in facts.lost


def _chosen(question: str) -> Callable[[BreachFacts], bool]:
    return lambda facts: "other" in getattr(facts, question)


def _from_outside(facts: BreachFacts) -> bool:
    return facts.discovery not in (None, Discovery.OWN_DETECTION)


def _dated(facts: BreachFacts) -> bool:
    return facts.period in (PeriodKind.EXACT, PeriodKind.SPAN, PeriodKind.ONGOING)


def _ends_apart(facts: BreachFacts) -> bool:
    """One moment has no end; one that was noted all the same, at another hour, stays to be seen."""
    return facts.period is PeriodKind.EXACT and facts.ended_at not in (None, facts.began_at)


_RULES: dict[str, Callable[[BreachFacts], bool]] = {
    "began_at": _dated,
    "ended_at": lambda facts: facts.period is PeriodKind.SPAN or _ends_apart(facts),
    "period_estimated": _dated,
    "informed_on": _from_outside,
    "insured": lambda facts: bool(facts.attack),
    "complaint_reference": lambda facts: facts.complaint_at is not None,
    "others": lambda facts: bool(facts.others_involved),
    "disclosure": _lost(LostProperty.CONFIDENTIALITY),
    "protection": _lost(LostProperty.CONFIDENTIALITY),
    "reach": _lost(LostProperty.CONFIDENTIALITY),
    "confidentiality_effects": _lost(LostProperty.CONFIDENTIALITY),
    "confidentiality_effects_detail": _chosen("confidentiality_effects"),
    "integrity_loss": _lost(LostProperty.INTEGRITY),
    "integrity_effects": _lost(LostProperty.INTEGRITY),
    "integrity_effects_detail": _chosen("integrity_effects"),
    "availability_loss": _lost(LostProperty.AVAILABILITY),
    "availability_effects": lambda facts: (
        LostProperty.AVAILABILITY in facts.lost and facts.availability_loss is not AvailabilityLoss.RESTORED
    ),
    "availability_effects_detail": _chosen("availability_effects"),
    "harms_detail": _chosen("harms"),
    "other_bodies_detail": lambda facts: bool(facts.police or facts.other_bodies),
    "lead_authority": lambda facts: bool(facts.cross_border),
    "establishment_countries": lambda facts: bool(facts.cross_border),
    "subject_countries": lambda facts: bool(facts.cross_border),
    "subjects_by_country": lambda facts: bool(facts.cross_border),
    "other_authorities": lambda facts: bool(facts.cross_border),
    "told_not_all_reason": lambda facts: facts.told_all is False,
}
