"""An incident as a form sees it at one instant: the answers in words, and whether they were given at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum

from gdpr_desk.breaches import choices
from gdpr_desk.breaches.model import Answered, BreachFacts, Count, Decision, Notification, PersonalDataBreach
from gdpr_desk.breaches.papers.case import BreachCase
from gdpr_desk.breaches.papers.form import Reply, Said
from gdpr_desk.breaches.papers.spans import long_date, long_instant, number, typed_date, typed_instant
from gdpr_desk.breaches.timing import late_reason_needed
from gdpr_desk.breaches.vocabulary import (
    AvailabilityLoss,
    CountKind,
    FilingKind,
    LostProperty,
    PeriodKind,
)
from gdpr_desk.clock import SHOP_ZONE
from gdpr_desk.reference import catalogues

_REPLIES = {
    Answered.ANSWERED: Reply.GIVEN,
    Answered.UNKNOWN: Reply.UNKNOWN,
    Answered.OPEN: Reply.EMPTY,
}
EMPTY = Said(Reply.EMPTY)
YES, NO = "Oui", "Non"
SAME_MOMENT = Said(Reply.NOT_CALLED_FOR, instead="Le même moment")
"""When what happened at once ended."""


@dataclass(frozen=True)
class View:
    """The case, for a filing of `kind` made at the aware instant `at`."""

    case: BreachCase
    kind: FilingKind
    at: datetime

    @property
    def breach(self) -> PersonalDataBreach:
        """The incident."""
        return self.case.breach

    @property
    def facts(self) -> BreachFacts:
        """Its answers."""
        return self.case.breach.facts

    @property
    def decision(self) -> Decision | None:
        """What was decided last."""
        return self.breach.decision

    @property
    def first_number(self) -> str:
        """The receipt number of the first filing; empty before it."""
        return self.breach.filings[0].receipt if self.breach.filings else ""

    @property
    def late(self) -> bool:
        """Whether the first filing came, or would come now, after the end of the period (Art. 33(1))."""
        return late_reason_needed(self.breach, self.at)

    def lost(self, what: LostProperty) -> bool | None:
        """Whether the data lost `what`; None while nobody has said what they lost."""
        return what in self.facts.lost if self.facts.lost else None

    def reply(self, name: str) -> Reply:
        """How the question `name` stands."""
        return _REPLIES[self.facts.standing(name)]

    def as_filed(self, filing: Notification) -> View:
        """The same case as it stood at `filing`."""
        day = filing.filed_at.astimezone(SHOP_ZONE).date()
        breach = replace(
            self.breach,
            facts=filing.facts,
            gestures=tuple(one for one in self.breach.gestures if one.at <= filing.filed_at),
            decisions=tuple(d for d in self.breach.decisions if d.decided_at <= filing.filed_at),
            communications=tuple(c for c in self.breach.communications if c.sent_on <= day),
        )
        return replace(self, case=replace(self.case, breach=breach), at=filing.filed_at)


def given(*texts: str, copied: str = "") -> Said:
    """An answer in words; nothing where all of them are empty."""
    kept = tuple(text.strip() for text in texts if text.strip())
    return Said(Reply.GIVEN, kept, copied or "\n".join(kept)) if kept else EMPTY


def not_called_for(why: str) -> Said:
    """A field that has no answer because of another one; `why` is a short clause."""
    return Said(Reply.NOT_CALLED_FOR, (why,))


def said(view: View, name: str, texts: Iterable[str], copied: str = "") -> Said:
    """The answer to `name` in `texts`, however it stands; what is presumed stands beside « inconnu »."""
    kept = tuple(text.strip() for text in texts if text.strip())
    reply = view.reply(name)
    if reply is Reply.EMPTY or (reply is Reply.GIVEN and not kept):
        return EMPTY
    return Said(reply, kept, copied or "\n".join(kept))


def text(view: View, name: str) -> Said:
    """A question that is answered in one's own words."""
    value = getattr(view.facts, name)
    return said(view, name, [value] if isinstance(value, str) else [])


def yes_no(view: View, name: str, *more: str) -> Said:
    """A question that is answered by yes or no."""
    value = getattr(view.facts, name)
    return said(view, name, [] if value is None else [YES if value else NO, *more])


def instant(view: View, name: str, *, about: bool = False) -> Said:
    """When something was; `about` where the hour is a guess."""
    at = getattr(view.facts, name)
    if not isinstance(at, datetime):
        return said(view, name, [])
    return said(view, name, [f"{long_instant(at)}{', environ' if about else ''}"], typed_instant(at))


def day(view: View, name: str) -> Said:
    """On which day something was or will be."""
    on = getattr(view.facts, name)
    return said(view, name, [long_date(on)], typed_date(on)) if isinstance(on, date) else said(view, name, [])


def count(view: View, name: str) -> Said:
    """How many, as well as it is known; the form itself wants a number."""
    value = getattr(view.facts, name)
    if not isinstance(value, Count):
        return said(view, name, [])
    pasted = str(value.number) if value.number is not None else ""
    return said(view, name, [count_words(value)], pasted)


def count_words(value: Count) -> str:
    """« 340 », « environ 340 », « entre 51 et 300 »."""
    if value.number is None or value.kind is CountKind.CANNOT_TELL:
        return "Le nombre ne peut être déterminé."
    if value.most is not None:
        return f"entre {number(value.number)} et {number(value.most)}"
    return number(value.number) if value.kind is CountKind.EXACT else f"environ {number(value.number)}"


Labels = Callable[[str, Enum | str], str]


_REST = ("Autre", "Autres")
"""What the authority's lists call whatever they do not name."""


def cnil_label(question: str, answer: Enum | str) -> str:
    """The answer in the words of the authority's service; where it has none, in those of the template.

    « Autres » alone tells nobody anything: what is meant stands behind it.
    """
    there, named = choices.cnil(question, answer), named_label(question, answer)
    return f"{there} : {named}" if there in _REST and choices.key_of(answer) != "other" else named


def named_label(question: str, answer: Enum | str) -> str:
    """The same without « Autre » before it."""
    there = choices.cnil(question, answer)
    if there in _REST and choices.key_of(answer) != "other":
        return choices.label(question, answer)
    return there or edpb_label(question, answer)


def edpb_label(question: str, answer: Enum | str) -> str:
    """The answer in the words of the common template, else of the window."""
    return choices.edpb(question, answer)[1] or choices.label(question, answer)


def own_words(question: str, answers: Iterable[Enum | str]) -> tuple[str, ...]:
    """The answers as the window says them, each once; the rest of a list says nothing by itself."""
    kept = (one for one in answers if choices.key_of(one) != "other")
    return tuple(dict.fromkeys(choices.label(question, one) for one in kept))


def chosen(view: View, name: str, labels: Labels = cnil_label, *more: str) -> Said:
    """One answer, or several, of a list; `more` is what somebody added in words."""
    value = getattr(view.facts, name)
    found = value if isinstance(value, tuple) else () if value is None else (value,)
    texts = dict.fromkeys(labels(name, answer) for answer in found)
    return said(view, name, [*texts, *more])


def told_key(view: View) -> str:
    """How it stands with telling the persons: a key of the list `communication`."""
    decision = view.decision
    if view.breach.communications:
        return "told"
    if decision is None or decision.subjects is None:
        return "planned" if view.facts.tell_on else "unknown"
    if decision.subjects:
        return "planned" if view.facts.tell_on else "planned_undated"
    return "exempt" if decision.exemptions else "no_high_risk"


def told_open(view: View) -> bool:
    """Whether it is still to be decided if the persons are told."""
    return told_key(view) == "unknown"


def why_untold(view: View) -> str:
    """Why nothing can be said of those who were told, as a short clause."""
    never = told_key(view) in ("no_high_risk", "exempt")
    return "elles ne le seront pas" if never else "pas encore informées"


def one_moment(facts: BreachFacts) -> bool:
    """Whether it happened at one moment, which has no end of its own."""
    return facts.period is PeriodKind.EXACT and facts.ended_at in (None, facts.began_at)


def back_at_once(view: View, what: LostProperty) -> bool:
    """Whether nothing follows from the loss: the data were there again at once."""
    return what is LostProperty.AVAILABILITY and view.facts.availability_loss is AvailabilityLoss.RESTORED


def police_told(facts: BreachFacts) -> bool | None:
    """Whether the police know; who filed a complaint told them."""
    return True if facts.police is None and facts.complaint_at else facts.police


def filing_label(kind: FilingKind) -> str:
    """« Notification initiale », as the authority calls it."""
    found = catalogues.breach_cnil().get(f"filing.{kind.value}")
    return found.label if found else "Retrait d’une notification"


def country_words(codes: Iterable[str]) -> str:
    """« France, Belgique »; what is no code stays as typed."""
    return ", ".join(catalogues.countries().label(code) for code in codes)


def local_day(at: datetime) -> date:
    """The civil day of an instant, in the shop's zone."""
    return at.astimezone(SHOP_ZONE).date()
