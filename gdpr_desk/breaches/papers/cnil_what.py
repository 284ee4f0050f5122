"""Parts 6 to 12 of the service: when, what, whose data, what follows, what was done; pure."""

from __future__ import annotations

from collections.abc import Callable

from gdpr_desk.breaches import choices
from gdpr_desk.breaches.model import Answered
from gdpr_desk.breaches.papers import view as of
from gdpr_desk.breaches.papers.form import Reply, Said
from gdpr_desk.breaches.papers.gestures_done import gestures_sentence
from gdpr_desk.breaches.papers.spans import long_date
from gdpr_desk.breaches.papers.view import NO, YES, View, given, not_called_for, said
from gdpr_desk.breaches.vocabulary import AvailabilityLoss, Discovery, LostProperty, PeriodKind
from gdpr_desk.breaches.wording import WHAT_BECAME

_BY_THE_SHOP = "Par la boutique elle-même"
_ESTIMATED = {True: "Heure estimée", False: "Dates estimées"}
_NO_SENSITIVE = "Aucune donnée sensible connue"


def period_known(view: View) -> Said:
    """6.1 a: whether it can be dated."""
    about = _ESTIMATED[of.one_moment(view.facts)] if view.facts.period_estimated else ""
    if view.facts.period is None:
        return said(view, "period", [])
    known = NO if view.facts.period is PeriodKind.CANNOT_TELL else YES
    return said(view, "period", [known, about], known)


def began(view: View) -> Said:
    """6.1 b: since when."""
    if view.facts.period is PeriodKind.CANNOT_TELL and view.facts.began_at is None:
        return not_called_for("la période ne peut être déterminée")
    return of.instant(view, "began_at", about=bool(view.facts.period_estimated))


def ended(view: View) -> Said:
    """6.2 a: until when."""
    ended, period = view.facts.ended_at, view.facts.period
    if ended is None and period is PeriodKind.CANNOT_TELL:
        return not_called_for("la période ne peut être déterminée")
    if ended is None and period is PeriodKind.ONGOING:
        return not_called_for("toujours en cours")
    if of.one_moment(view.facts):
        return of.SAME_MOMENT
    return of.instant(view, "ended_at", about=bool(view.facts.period_estimated))


def ongoing(view: View) -> Said:
    """6.2 b: whether it still goes on."""
    period = view.facts.period
    if period is None:
        return said(view, "period", [])
    if period is PeriodKind.CANNOT_TELL:
        return not_called_for("la période ne peut être déterminée")
    return said(view, "period", [YES if period is PeriodKind.ONGOING else NO])


def discovery(view: View) -> Said:
    """6.4: how it came to light."""
    facts = view.facts
    own = facts.discovery is Discovery.OWN_DETECTION
    how = [_BY_THE_SHOP if own else of.edpb_label("discovery", facts.discovery)] if facts.discovery else []
    told = [f"Prévenus le {long_date(facts.informed_on)}"] if facts.informed_on else []
    texts = [*how, facts.discovery_detail, *told]
    name = "discovery" if facts.standing("discovery") is not Answered.OPEN else "discovery_detail"
    return said(view, name, texts)


def late_reason(view: View) -> Said:
    """6.5: why so late, where it is late."""
    if view.case.deadline is None:
        return of.text(view, "late_reason")
    if not view.late and not view.facts.late_reason:
        return not_called_for("dans les 72 heures")
    return of.text(view, "late_reason")


def nature(view: View) -> Said:
    """7.1: what the data lost, in the three words that the service offers."""
    return of.chosen(view, "lost")


def story(view: View) -> Said:
    """7.4: what happened, to which systems."""
    facts = view.facts
    systems = f"Systèmes et services touchés : {facts.systems}" if facts.systems.strip() else ""
    name = "narrative" if facts.standing("narrative") is not Answered.OPEN else "systems"
    return said(view, name, [facts.narrative, systems])


def data_kinds(view: View) -> Said:
    """8.1: which data that are not sensitive."""
    common = [one for one in view.facts.data if not choices.cnil("data", one, sensitive=True)]
    labels = dict.fromkeys(of.cnil_label("data", one) for one in common)
    return said(view, "data", [*labels, view.facts.data_detail])


def sensitive_kinds(view: View) -> Said:
    """8.2: which sensitive ones."""
    found = (choices.cnil("data", one, sensitive=True) for one in view.facts.data)
    labels = [label for label in dict.fromkeys(found) if label]
    if not labels and view.reply("data") is Reply.GIVEN:
        return given(_NO_SENSITIVE)
    return said(view, "data", labels)


def measures_before(view: View) -> Said:
    """9.1, free text: what the shop ticked, in its own words; the template's list claims more than it has."""
    return of.chosen(view, "measures_before", choices.label, view.facts.measures_before_detail)


def unintelligible(view: View) -> Said:
    """9.2: whether a stranger can read them."""
    if view.facts.protection is None and view.lost(LostProperty.CONFIDENTIALITY) is False:
        return not_called_for("la confidentialité n’est pas atteinte")
    return of.chosen(view, "protection", of.edpb_label)


_EFFECTS = {
    LostProperty.CONFIDENTIALITY: "la confidentialité n’est pas atteinte",
    LostProperty.INTEGRITY: "l’intégrité n’est pas atteinte",
    LostProperty.AVAILABILITY: "la disponibilité n’est pas atteinte",
}


def effects(what: LostProperty) -> Callable[[View], Said]:
    """A field of part 10: what follows from the loss of `what`."""
    name = f"{what.value}_effects"

    def field(view: View) -> Said:
        if view.lost(what) is False and not getattr(view.facts, name):
            return not_called_for(_EFFECTS[what])
        if of.back_at_once(view, what) and not getattr(view.facts, name):
            return given(WHAT_BECAME[AvailabilityLoss.RESTORED])
        return of.chosen(view, name, of.cnil_label, getattr(view.facts, f"{name}_detail"))

    return field


def measures_after(view: View) -> Said:
    """12.1: what was done, the first gestures before all, and what is still to do."""
    planned = [
        f"Prévu{f', au plus tard le {long_date(action.due_on)}' if action.due_on else ''} : {action.what}"
        for action in view.breach.actions
        if action.done_on is None
    ]
    texts = [gestures_sentence(view.breach), view.facts.measures_after, *planned]
    if view.reply("measures_after") is Reply.EMPTY:
        return given(*texts)
    return said(view, "measures_after", texts)


def prevention(view: View) -> Said:
    """12.2: what is done against a next time."""
    facts = view.facts
    texts = [*of.own_words("prevention", facts.prevention), facts.prevention_detail]
    if view.reply("prevention") is Reply.EMPTY:
        return given(*texts)
    return said(view, "prevention", texts)
