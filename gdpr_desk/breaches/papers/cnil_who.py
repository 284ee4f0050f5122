"""Parts 1 to 5 of the service: which filing, which shop, who answers for it, who else is in it; pure."""

from __future__ import annotations

from collections.abc import Callable

from gdpr_desk.breaches.model import Answered, NamedPerson
from gdpr_desk.breaches.papers import view as of
from gdpr_desk.breaches.papers.case import full_name
from gdpr_desk.breaches.papers.form import Reply, Said
from gdpr_desk.breaches.papers.spans import number
from gdpr_desk.breaches.papers.view import EMPTY, YES, View, given, not_called_for, said
from gdpr_desk.breaches.vocabulary import FilingKind
from gdpr_desk.errors import InvalidInput
from gdpr_desk.register.identifiers import check_siret, format_siren


def initial_number(view: View) -> Said:
    """1.2: the receipt number of the first filing."""
    if view.kind is FilingKind.INITIAL or not view.breach.filings:
        return not_called_for("pas de notification avant celle-ci")
    return given(view.first_number)


def siren(view: View) -> Said:
    """2.1: the company, from its SIRET."""
    try:
        found = check_siret(view.case.controller.siret)
    except InvalidInput:
        return given(view.case.controller.siret)
    return given(format_siren(found.siren), copied=found.siren)


def vat(view: View) -> Said:
    """2.3: the French number that follows from the SIREN."""
    try:
        return given(check_siret(view.case.controller.siret).vat)
    except InvalidInput:
        return EMPTY


def sector(view: View) -> Said:
    """2.4: by the activity code."""
    ape = view.case.controller.ape
    return given(f"Code APE {ape}", copied=ape) if ape else EMPTY


def headcount(view: View) -> Said:
    """2.5: how many work there."""
    many = view.facts.headcount
    if many is None:
        return said(view, "headcount", [])
    return said(view, "headcount", ["1 personne" if many == 1 else f"{number(many)} personnes"], str(many))


def _person(part: Callable[[NamedPerson], str]) -> Callable[[NamedPerson | None], Said]:
    return lambda person: EMPTY if person is None else given(part(person))


civility = _person(lambda person: person.civility)
name = _person(full_name)
role = _person(lambda person: person.role)
email = _person(lambda person: person.email)


def legal(part: Callable[[NamedPerson | None], Said]) -> Callable[[View], Said]:
    """A field of part 3 from who stands for the shop."""

    def field(view: View) -> Said:
        person = view.case.legal_representative
        if person is None and view.facts.standing("legal_representative") is Answered.UNKNOWN:
            return Said(Reply.UNKNOWN)
        return part(person)

    return field


def contact(part: Callable[[NamedPerson | None], Said]) -> Callable[[View], Said]:
    """A field of part 4 from whom to ask."""
    return lambda view: part(view.case.contact)


def contact_phone(view: View) -> Said:
    """4.5: the person's own number, else the shop's."""
    person = view.case.contact
    return EMPTY if person is None else given(person.phone.strip() or view.case.controller.phone)


def others_involved(view: View) -> Said:
    """5.1: whether others have a part in it."""
    if view.facts.others_involved is None and view.facts.others:
        return given(YES)
    return of.yes_no(view, "others_involved")


def others(view: View) -> Said:
    """5.2: who they are."""
    found = view.facts.others
    if not found and view.facts.others_involved is False:
        return not_called_for("aucun autre organisme")
    lines = [" · ".join(p for p in (one.name, one.quality, one.contact) if p.strip()) for one in found]
    return said(view, "others", lines)
