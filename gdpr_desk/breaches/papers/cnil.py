"""The answers in the fields of the authority's online service (Art. 33(3), 34); pure.

Every field of `form.sections()` has its function here; a field nobody can fill says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from gdpr_desk.breaches.papers import cnil_then as then
from gdpr_desk.breaches.papers import cnil_what as what
from gdpr_desk.breaches.papers import cnil_who as who
from gdpr_desk.breaches.papers import view as of
from gdpr_desk.breaches.papers.case import BreachCase
from gdpr_desk.breaches.papers.form import OPTIONAL, FilledSection, FormField, Said, filled
from gdpr_desk.breaches.papers.view import View, given
from gdpr_desk.breaches.vocabulary import FilingKind, LostProperty
from gdpr_desk.register.sender import sender_of

_NOT_COMPARED = frozenset({"filing", "initial_number"})
"""What a filing says of itself; it is not an answer that changed."""


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
    said = _FIELDS[field.key](view)
    return said.optional() if field.key in OPTIONAL else said


def _before(now: View, then: View, field: FormField) -> Said:
    return answer(now if field.key in _NOT_COMPARED else then, field)


_FIELDS: Mapping[str, Callable[[View], Said]] = MappingProxyType(
    {
        "filing": lambda view: given(of.filing_label(view.kind)),
        "initial_number": who.initial_number,
        "siren": who.siren,
        "name": lambda view: given(view.case.controller.name),
        "vat": who.vat,
        "sector": who.sector,
        "headcount": who.headcount,
        "address": lambda view: given(sender_of(view.case.controller).street),
        "postcode": lambda view: given(sender_of(view.case.controller).postcode),
        "town": lambda view: given(sender_of(view.case.controller).town),
        "country": lambda _view: given("France"),
        "legal_title": who.legal(who.civility),
        "legal_name": who.legal(who.name),
        "legal_email": who.legal(who.email),
        "contact_title": who.contact(who.civility),
        "contact_name": who.contact(who.name),
        "contact_role": who.contact(who.role),
        "contact_email": who.contact(who.email),
        "contact_phone": who.contact_phone,
        "others_involved": who.others_involved,
        "others": who.others,
        "period_known": what.period_known,
        "began_at": what.began,
        "ended_at": what.ended,
        "ongoing": what.ongoing,
        "aware_at": lambda view: of.instant(view, "aware_at"),
        "timeline_note": lambda view: of.text(view, "timeline_note"),
        "discovery": what.discovery,
        "late_reason": what.late_reason,
        "nature": what.nature,
        "origin": lambda view: of.chosen(view, "origins"),
        "cause": lambda view: of.chosen(view, "cause"),
        "story": what.story,
        "data_kinds": what.data_kinds,
        "sensitive_kinds": what.sensitive_kinds,
        "records": lambda view: of.count(view, "records"),
        "people_kinds": lambda view: of.chosen(
            view, "data_subjects", of.cnil_label, view.facts.data_subjects_detail
        ),
        "people": lambda view: of.count(view, "persons"),
        "measures_before": what.measures_before,
        "unintelligible": what.unintelligible,
        "consequences_confidentiality": what.effects(LostProperty.CONFIDENTIALITY),
        "consequences_integrity": what.effects(LostProperty.INTEGRITY),
        "consequences_availability": what.effects(LostProperty.AVAILABILITY),
        "harms": lambda view: of.chosen(view, "harms"),
        "harms_note": lambda view: of.text(view, "harms_detail"),
        "severity": lambda view: of.chosen(view, "severity"),
        "measures_after": what.measures_after,
        "measures_prevent": what.prevention,
        "told": then.told,
        "told_on": then.when_told(then.told_on),
        "told_number": then.when_told(then.told_number),
        "told_means": then.when_told(then.told_means),
        "told_content": then.told_content,
        "tell_on": then.tell_on,
        "not_told_reason": then.not_told_reason,
        "cross_border": then.cross_border,
        "other_dpas": then.other_dpas,
        "other_bodies": then.other_bodies,
        "other_details": then.other_details,
    }
)
