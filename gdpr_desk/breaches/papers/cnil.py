"""The answers in the fields of the authority's online service (Art. 33(3), 34); pure.

Every field of `form.sections()` has its function here; a field nobody can fill says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from gdpr_desk.breaches import choices
from gdpr_desk.breaches.model import Answered, NamedPerson
from gdpr_desk.breaches.papers import view as of
from gdpr_desk.breaches.papers.case import BreachCase, full_name
from gdpr_desk.breaches.papers.form import FilledSection, FormField, Reply, Said, filled
from gdpr_desk.breaches.papers.spans import long_date, number, typed_date
from gdpr_desk.breaches.papers.view import EMPTY, NO, YES, View, given, not_called_for, said
from gdpr_desk.breaches.vocabulary import FilingKind, LostProperty, PeriodKind
from gdpr_desk.errors import InvalidInput
from gdpr_desk.periods.words import french_list
from gdpr_desk.register.identifiers import check_siret, format_siren
from gdpr_desk.register.sender import sender_of

_NOT_COMPARED = frozenset({"filing", "initial_number"})
"""What a filing says of itself; it is not an answer that changed."""
_NO_SENSITIVE = "Aucune donnée sensible connue"


def filled_form(case: BreachCase, kind: FilingKind, *, at: datetime) -> tuple[FilledSection, ...]:
    """The whole service, beside what the last filing said; `at` is the aware instant of the paper."""
    now = View(case, kind, at)
    last = case.breach.filed
    if last is None or kind is FilingKind.INITIAL:
        return filled(lambda field: answer(now, field))
    then = now.as_filed(last)
    return filled(lambda field: answer(now, field), lambda field: _before(now, then, field))


def answer(view: View, field: FormField) -> Said:
    """What stands in `field`."""
    return _FIELDS[field.key](view)


def _before(now: View, then: View, field: FormField) -> Said:
    return answer(now if field.key in _NOT_COMPARED else then, field)


def _initial_number(view: View) -> Said:
    if view.kind is FilingKind.INITIAL or not view.breach.filings:
        return not_called_for("pas de notification avant celle-ci")
    return given(view.first_number)


def _siren(view: View) -> Said:
    try:
        found = check_siret(view.case.controller.siret)
    except InvalidInput:
        return given(view.case.controller.siret)
    return given(format_siren(found.siren), copied=found.siren)


def _vat(view: View) -> Said:
    try:
        return given(check_siret(view.case.controller.siret).vat)
    except InvalidInput:
        return EMPTY


def _sector(view: View) -> Said:
    ape = view.case.controller.ape
    return given(f"Code APE {ape}", copied=ape) if ape else EMPTY


def _headcount(view: View) -> Said:
    many = view.facts.headcount
    if many is None:
        return said(view, "headcount", [])
    return said(view, "headcount", ["1 personne" if many == 1 else f"{number(many)} personnes"], str(many))


def _person(part: Callable[[NamedPerson], str]) -> Callable[[NamedPerson | None], Said]:
    return lambda person: EMPTY if person is None else given(part(person))


_civility = _person(lambda person: person.civility)
_name = _person(full_name)
_role = _person(lambda person: person.role)
_email = _person(lambda person: person.email)
_phone = _person(lambda person: person.phone)


def _legal(part: Callable[[NamedPerson | None], Said]) -> Callable[[View], Said]:
    def field(view: View) -> Said:
        person = view.case.legal_representative
        if person is None and view.facts.standing("legal_representative") is Answered.UNKNOWN:
            return Said(Reply.UNKNOWN)
        return part(person)

    return field


def _contact(part: Callable[[NamedPerson | None], Said]) -> Callable[[View], Said]:
    return lambda view: part(view.case.contact)


def _others_involved(view: View) -> Said:
    if view.facts.others_involved is None and view.facts.others:
        return given(YES)
    return of.yes_no(view, "others_involved")


def _others(view: View) -> Said:
    found = view.facts.others
    if not found and view.facts.others_involved is False:
        return not_called_for("aucun autre organisme")
    lines = [" · ".join(p for p in (one.name, one.quality, one.contact) if p.strip()) for one in found]
    return said(view, "others", lines)


def _period_known(view: View) -> Said:
    about = "Dates estimées" if view.facts.period_estimated else ""
    if view.facts.period is None:
        return said(view, "period", [])
    known = NO if view.facts.period is PeriodKind.CANNOT_TELL else YES
    return said(view, "period", [known, about])


def _began(view: View) -> Said:
    if view.facts.period is PeriodKind.CANNOT_TELL and view.facts.began_at is None:
        return not_called_for("la période ne peut être déterminée")
    return of.instant(view, "began_at", about=bool(view.facts.period_estimated))


def _ended(view: View) -> Said:
    ended, period = view.facts.ended_at, view.facts.period
    if ended is None and period is PeriodKind.CANNOT_TELL:
        return not_called_for("la période ne peut être déterminée")
    if ended is None and period is PeriodKind.ONGOING:
        return not_called_for("toujours en cours")
    if ended is None and period is PeriodKind.EXACT:
        return not_called_for("à un moment précis")
    return of.instant(view, "ended_at", about=bool(view.facts.period_estimated))


def _ongoing(view: View) -> Said:
    period = view.facts.period
    if period in (None, PeriodKind.CANNOT_TELL):
        return said(view, "period", [])
    return said(view, "period", [YES if period is PeriodKind.ONGOING else NO])


def _discovery(view: View) -> Said:
    facts = view.facts
    how = [of.edpb_label("discovery", facts.discovery)] if facts.discovery else []
    told = [f"Prévenus le {long_date(facts.informed_on)}"] if facts.informed_on else []
    texts = [*how, facts.discovery_detail, *told]
    name = "discovery" if facts.standing("discovery") is not Answered.OPEN else "discovery_detail"
    return said(view, name, texts)


def _late_reason(view: View) -> Said:
    if view.case.deadline is None:
        return of.text(view, "late_reason")
    if not view.late and not view.facts.late_reason:
        return not_called_for("dans les 72 heures")
    return of.text(view, "late_reason")


def _nature(view: View) -> Said:
    facts = view.facts
    lost = [of.cnil_label("lost", what) for what in facts.lost]
    details = [
        of.edpb_label(name, value)
        for name in ("disclosure", "integrity_loss", "availability_loss")
        if (value := getattr(facts, name)) is not None
    ]
    return said(view, "lost", [*lost, *details], "\n".join(lost))


def _story(view: View) -> Said:
    facts = view.facts
    systems = f"Systèmes et services touchés : {facts.systems}" if facts.systems.strip() else ""
    name = "narrative" if facts.standing("narrative") is not Answered.OPEN else "systems"
    return said(view, name, [facts.narrative, systems])


def _data_kinds(view: View) -> Said:
    common = [one for one in view.facts.data if not choices.cnil("data", one, sensitive=True)]
    labels = dict.fromkeys(of.cnil_label("data", one) for one in common)
    return said(view, "data", [*labels, view.facts.data_detail])


def _sensitive_kinds(view: View) -> Said:
    found = (choices.cnil("data", one, sensitive=True) for one in view.facts.data)
    labels = [label for label in dict.fromkeys(found) if label]
    if not labels and view.reply("data") is Reply.GIVEN:
        return given(_NO_SENSITIVE)
    return said(view, "data", labels)


def _unintelligible(view: View) -> Said:
    if view.facts.protection is None and view.lost(LostProperty.CONFIDENTIALITY) is False:
        return not_called_for("la confidentialité n’est pas atteinte")
    return of.chosen(view, "protection", of.edpb_label)


_EFFECTS = {
    LostProperty.CONFIDENTIALITY: "la confidentialité n’est pas atteinte",
    LostProperty.INTEGRITY: "l’intégrité n’est pas atteinte",
    LostProperty.AVAILABILITY: "la disponibilité n’est pas atteinte",
}


def _effects(what: LostProperty) -> Callable[[View], Said]:
    name = f"{what.value}_effects"

    def field(view: View) -> Said:
        if view.lost(what) is False and not getattr(view.facts, name):
            return not_called_for(_EFFECTS[what])
        return of.chosen(view, name, of.cnil_label, getattr(view.facts, f"{name}_detail"))

    return field


def _prevention(view: View) -> Said:
    facts = view.facts
    labels = dict.fromkeys(of.edpb_label("prevention", one) for one in facts.prevention)
    actions = [
        f"{action.what}{f' (avant le {long_date(action.due_on)})' if action.due_on else ''}"
        for action in view.breach.actions
        if action.done_on is None
    ]
    texts = [*labels, facts.prevention_detail, *(f"À faire : {action}" for action in actions)]
    if view.reply("prevention") is Reply.EMPTY and any(text.strip() for text in texts):
        return given(*texts)
    return said(view, "prevention", texts)


def _told(view: View) -> Said:
    key = of.told_key(view)
    label = of.cnil_label("communication", key)
    return Said(Reply.UNKNOWN) if key == "unknown" else given(label)


def _when_told(inner: Callable[[View], Said]) -> Callable[[View], Said]:
    """A field about those who were told, which waits until somebody was."""
    return lambda view: inner(view) if view.breach.communications else not_called_for("pas encore informées")


def _told_on(view: View) -> Said:
    days = sorted({told.sent_on for told in view.breach.communications})
    first, last = days[0], days[-1]
    words = long_date(first) if first == last else f"du {long_date(first)} au {long_date(last)}"
    return given(words, copied=typed_date(first))


def _told_number(view: View) -> Said:
    reached = sum(told.number - told.bounced for told in view.breach.communications)
    lost = sum(told.bounced for told in view.breach.communications)
    facts = view.facts
    missing = f"Non joints : {number(lost)}" if lost else ""
    why = facts.told_not_all_reason
    return given(number(reached), missing, why, copied=str(reached))


def _told_means(view: View) -> Said:
    found = dict.fromkeys(choices.label("means", told.means) for told in view.breach.communications)
    return given(*found, view.facts.means_detail)


def _tell_on(view: View) -> Said:
    key = of.told_key(view)
    if key in ("told", "no_high_risk", "exempt") and view.facts.tell_on is None:
        return not_called_for({"told": "déjà informées"}.get(key, "elles ne le seront pas"))
    return of.day(view, "tell_on")


def _not_told_reason(view: View) -> Said:
    decision = view.decision
    if decision is None or of.told_key(view) not in ("no_high_risk", "exempt"):
        return not_called_for("elles sont ou seront informées") if _will_be(view) else EMPTY
    labels = [of.edpb_label("exemptions", one) for one in decision.exemptions]
    return given(*labels, decision.exemptions_detail, decision.reason)


def _will_be(view: View) -> bool:
    return of.told_key(view) in ("told", "planned", "planned_undated")


def _cross_border(view: View) -> Said:
    facts = view.facts
    lead = f"Autorité chef de file : {facts.lead_authority}" if facts.lead_authority else ""
    people = f"Personnes par pays : {facts.subjects_by_country}" if facts.subjects_by_country else ""
    places = [of.country_words(facts.establishment_countries), of.country_words(facts.subject_countries)]
    where = f"Établissements : {places[0]}" if places[0] else ""
    whose = f"Personnes touchées : {places[1]}" if places[1] else ""
    return of.yes_no(view, "cross_border", lead, where, whose, people)


def _other_dpas(view: View) -> Said:
    facts = view.facts
    if not facts.other_authorities and facts.cross_border is False:
        return given(NO)
    named = french_list(list(facts.other_authorities))
    return said(view, "other_authorities", [YES, named] if named else [])


def _other_bodies(view: View) -> Said:
    questions = (("police", "Police ou justice"), ("other_bodies", "Autre autorité"))
    stands = [view.reply(name) for name, _ in questions]
    if all(reply is Reply.EMPTY for reply in stands):
        return EMPTY
    texts = []
    for name, label in questions:
        value = getattr(view.facts, name)
        word = {True: YES.lower(), False: NO.lower()}.get(value, "encore inconnu")
        texts.append(f"{label} : {word}")
    texts.append(f"Plainte : {view.facts.complaint_reference}" if view.facts.complaint_reference else "")
    reply = Reply.UNKNOWN if Reply.UNKNOWN in stands else Reply.GIVEN
    kept = tuple(text for text in texts if text)
    return Said(reply, kept, "\n".join(kept))


def _other_details(view: View) -> Said:
    facts = view.facts
    if facts.police is False and facts.other_bodies is False and not facts.other_bodies_detail:
        return not_called_for("aucune autre autorité")
    return of.text(view, "other_bodies_detail")


_FIELDS: Mapping[str, Callable[[View], Said]] = MappingProxyType(
    {
        "filing": lambda view: given(of.filing_label(view.kind)),
        "initial_number": _initial_number,
        "siren": _siren,
        "name": lambda view: given(view.case.controller.name),
        "vat": _vat,
        "sector": _sector,
        "headcount": _headcount,
        "address": lambda view: given(sender_of(view.case.controller).street),
        "postcode": lambda view: given(sender_of(view.case.controller).postcode),
        "town": lambda view: given(sender_of(view.case.controller).town),
        "country": lambda _view: given("France"),
        "legal_title": _legal(_civility),
        "legal_name": _legal(_name),
        "legal_email": _legal(_email),
        "contact_title": _contact(_civility),
        "contact_name": _contact(_name),
        "contact_role": _contact(_role),
        "contact_email": _contact(_email),
        "contact_phone": _contact(_phone),
        "others_involved": _others_involved,
        "others": _others,
        "period_known": _period_known,
        "began_at": _began,
        "ended_at": _ended,
        "ongoing": _ongoing,
        "aware_at": lambda view: of.instant(view, "aware_at"),
        "timeline_note": lambda view: of.text(view, "timeline_note"),
        "discovery": _discovery,
        "late_reason": _late_reason,
        "nature": _nature,
        "origin": lambda view: of.chosen(view, "origins"),
        "cause": lambda view: of.chosen(view, "cause"),
        "story": _story,
        "data_kinds": _data_kinds,
        "sensitive_kinds": _sensitive_kinds,
        "records": lambda view: of.count(view, "records"),
        "people_kinds": lambda view: of.chosen(
            view, "data_subjects", of.cnil_label, view.facts.data_subjects_detail
        ),
        "people": lambda view: of.count(view, "persons"),
        "measures_before": lambda view: of.chosen(
            view, "measures_before", of.edpb_label, view.facts.measures_before_detail
        ),
        "unintelligible": _unintelligible,
        "consequences_confidentiality": _effects(LostProperty.CONFIDENTIALITY),
        "consequences_integrity": _effects(LostProperty.INTEGRITY),
        "consequences_availability": _effects(LostProperty.AVAILABILITY),
        "harms": lambda view: of.chosen(view, "harms"),
        "harms_note": lambda view: of.text(view, "harms_detail"),
        "severity": lambda view: of.chosen(view, "severity"),
        "measures_after": lambda view: of.text(view, "measures_after"),
        "measures_prevent": _prevention,
        "told": _told,
        "told_on": _when_told(_told_on),
        "told_number": _when_told(_told_number),
        "told_means": _when_told(_told_means),
        "told_content": lambda view: of.text(view, "told_content"),
        "tell_on": _tell_on,
        "not_told_reason": _not_told_reason,
        "cross_border": _cross_border,
        "other_dpas": _other_dpas,
        "other_bodies": _other_bodies,
        "other_details": _other_details,
    }
)
