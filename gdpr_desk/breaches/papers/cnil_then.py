"""Parts 13 and 14 of the service: whether the persons and other authorities were told; pure."""

from __future__ import annotations

from collections.abc import Callable

from gdpr_desk.breaches import choices
from gdpr_desk.breaches.papers import view as of
from gdpr_desk.breaches.papers.form import Reply, Said
from gdpr_desk.breaches.papers.spans import long_date, long_instant, number, typed_date
from gdpr_desk.breaches.papers.view import NO, YES, View, given, not_called_for, said
from gdpr_desk.periods.words import french_list

_ONCE_DECIDED = Said(Reply.NOT_CALLED_FOR, instead="Sans objet tant que la décision n’est pas prise")
_NO_HIGH_RISK = "Pas de risque élevé probable pour les personnes (art. 34, § 1)"


def told(view: View) -> Said:
    """13.1: whether the persons were, or will be, told."""
    label = of.cnil_label("communication", of.told_key(view))
    return Said(Reply.UNKNOWN, copied=label, instead=label) if of.told_open(view) else given(label)


def when_told(inner: Callable[[View], Said]) -> Callable[[View], Said]:
    """A field about those who were told, which waits until somebody was."""

    def field(view: View) -> Said:
        if view.breach.communications:
            return inner(view)
        return not_called_for(of.why_untold(view))

    return field


def told_on(view: View) -> Said:
    """13.2: the day, or the days."""
    days = sorted({told.sent_on for told in view.breach.communications})
    first, last = days[0], days[-1]
    words = long_date(first) if first == last else f"du {long_date(first)} au {long_date(last)}"
    return given(words, copied=typed_date(first))


def told_number(view: View) -> Said:
    """13.3: whom it reached, whom it did not, and why."""
    reached = sum(told.number - told.bounced for told in view.breach.communications)
    lost = sum(told.bounced for told in view.breach.communications)
    facts = view.facts
    missing = f"Non joints : {number(lost)}" if lost else ""
    why = facts.told_not_all_reason
    return given(number(reached), missing, why, copied=str(reached))


def told_means(view: View) -> Said:
    """13.4: by which ways."""
    found = dict.fromkeys(choices.label("means", told.means) for told in view.breach.communications)
    return given(*found, view.facts.means_detail)


def told_content(view: View) -> Said:
    """13.5: what they read, or will read where that is written already."""
    if not view.breach.communications and not view.facts.told_content:
        return not_called_for(of.why_untold(view))
    return of.text(view, "told_content")


def tell_on(view: View) -> Said:
    """13.6: the day to come."""
    key = of.told_key(view)
    if key == "unknown":
        return _ONCE_DECIDED
    if key in ("told", "no_high_risk", "exempt") and view.facts.tell_on is None:
        return not_called_for("déjà informées" if key == "told" else of.why_untold(view))
    return of.day(view, "tell_on")


def not_told_reason(view: View) -> Said:
    """13.7: the exemption and its grounds, or why there is no high risk."""
    decision = view.decision
    if of.told_open(view):
        return _ONCE_DECIDED
    if decision is None or of.told_key(view) not in ("no_high_risk", "exempt"):
        return not_called_for("elles sont ou seront informées")
    labels = [of.edpb_label("exemptions", one) for one in decision.exemptions]
    told = given(*labels, decision.exemptions_detail, decision.reason)
    return given(_NO_HIGH_RISK) if told.reply is Reply.EMPTY else told


def cross_border(view: View) -> Said:
    """14.1: whether other Member States are concerned, and which."""
    facts = view.facts
    lead = f"Autorité chef de file : {facts.lead_authority}" if facts.lead_authority else ""
    people = f"Personnes par pays : {facts.subjects_by_country}" if facts.subjects_by_country else ""
    places = [of.country_words(facts.establishment_countries), of.country_words(facts.subject_countries)]
    where = f"Établissements : {places[0]}" if places[0] else ""
    whose = f"Personnes touchées : {places[1]}" if places[1] else ""
    return of.yes_no(view, "cross_border", lead, where, whose, people)


def other_dpas(view: View) -> Said:
    """14.2: which other authorities of the same kind were told."""
    facts = view.facts
    if not facts.other_authorities and facts.cross_border is False:
        return given(NO)
    named = french_list(list(facts.other_authorities))
    return said(view, "other_authorities", [YES, named] if named else [])


def other_bodies(view: View) -> Said:
    """Police and other authorities; a complaint that was filed is an answer by itself."""
    knows = {"police": of.police_told(view.facts), "other_bodies": view.facts.other_bodies}
    questions = (("police", "Police ou justice"), ("other_bodies", "Autre autorité"))
    stands = [Reply.GIVEN if knows[name] else view.reply(name) for name, _ in questions]
    complaint = [f"Plainte : {told}" for told in _complaint(view)]
    if all(reply is Reply.EMPTY for reply in stands):
        return given(*complaint)
    words = {True: YES.lower(), False: NO.lower(), None: "encore inconnu"}
    texts = [f"{label} : {words[knows[name]]}" for name, label in questions]
    kept = (*texts, *complaint)
    return Said(Reply.UNKNOWN if Reply.UNKNOWN in stands else Reply.GIVEN, kept, "\n".join(kept))


def _complaint(view: View) -> list[str]:
    facts = view.facts
    when = long_instant(facts.complaint_at) if facts.complaint_at else ""
    told = ", ".join(part for part in (when, facts.complaint_reference.strip()) if part)
    return [told] if told else []


def other_details(view: View) -> Said:
    """14.4: what was told to whom."""
    facts = view.facts
    if of.police_told(facts) is False and facts.other_bodies is False and not facts.other_bodies_detail:
        return not_called_for("aucune autre autorité")
    return of.text(view, "other_bodies_detail")
