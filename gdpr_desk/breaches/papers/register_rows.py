"""What the register of incidents holds of each (Art. 33(5)): facts, effects, measures, each « no » with why.

Pure; paper and sheet are made of the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from gdpr_desk.breaches import choices
from gdpr_desk.breaches.model import Decision
from gdpr_desk.breaches.papers import view as of
from gdpr_desk.breaches.papers.case import BreachCase
from gdpr_desk.breaches.papers.cnil import answer
from gdpr_desk.breaches.papers.form import EMPTY, form_fields
from gdpr_desk.breaches.papers.spans import (
    elapsed,
    long_date,
    long_instant,
    number,
    short_date,
    short_instant,
)
from gdpr_desk.breaches.papers.view import View, filing_label
from gdpr_desk.breaches.severity import band_of
from gdpr_desk.breaches.vocabulary import FilingKind
from gdpr_desk.breaches.wording import SCORE_LEVELS, WHAT_BECAME

_UNDECIDED = "À décider"
_IN_LIST = {"told": "Informées"}
"""Shorter where the column says already whose it is."""


@dataclass(frozen=True)
class RegisterRow:
    """A label and its paragraphs: never none."""

    label: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class RegisterPart:
    """A numbered part of the entry."""

    number: str
    title: str
    legal: str
    rows: tuple[RegisterRow, ...]


PARTS = (
    (
        *("1", "Les faits", "art. 33, § 5"),
        (
            ("Ce qui s’est passé", "story"),
            ("Nature", "nature"),
            ("Origine", "origin"),
            ("Cause", "cause"),
            ("Début", "began_at"),
            ("Fin", "ended_at"),
            ("Connu le", "aware_at"),
            ("Découverte", "discovery"),
        ),
    ),
    (
        *("2", "Données, personnes", ""),
        (
            ("Activités du registre", ""),
            ("Données", "data_kinds"),
            ("Données sensibles", "sensitive_kinds"),
            ("Enregistrements", "records"),
            ("Personnes", "people_kinds"),
            ("Nombre", "people"),
        ),
    ),
    (
        *("3", "Les effets", "art. 33, § 5"),
        (
            ("Confidentialité", "consequences_confidentiality"),
            ("Intégrité", "consequences_integrity"),
            ("Disponibilité", "consequences_availability"),
            ("Préjudices possibles", "harms"),
            ("Précisions", "harms_note"),
            ("Gravité", "severity"),
        ),
    ),
    (
        *("4", "Les mesures", "art. 33, § 5"),
        (
            ("Avant", "measures_before"),
            ("Pour remédier", "measures_after"),
            ("Pour éviter", "measures_prevent"),
        ),
    ),
)


def entry(case: BreachCase, *, at: datetime) -> tuple[RegisterPart, ...]:
    """The whole entry of an incident; `at` is the aware instant of the paper."""
    view = View(case, FilingKind.COMPLETE, at)
    fields = form_fields()
    parts = []
    for part_number, title, legal, rows in PARTS:
        made = [RegisterRow(label, _own(view, key) or answer(view, fields[key]).words) for label, key in rows]
        parts.append(RegisterPart(part_number, title, legal, tuple(made)))
    decisions = RegisterPart("5", "Les décisions", "art. 33, § 1 et 34", tuple(_decisions(view)))
    return (*parts, decisions, RegisterPart("6", "Les suites", "", tuple(_afterwards(case))))


def _own(view: View, key: str) -> tuple[str, ...]:
    """What the register says otherwise than the service: in the words of the window."""
    facts = view.facts
    if not key:
        return _or_empty(view.case.activity_names())
    if key == "nature" and facts.lost:
        found = [of.cnil_label("lost", what) for what in facts.lost]
        return (*found, *(WHAT_BECAME[one] for one in (facts.disclosure, facts.availability_loss) if one))
    if key == "severity" and facts.severity:
        return (choices.label("severity", facts.severity),)
    return ()


def _or_empty(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(text for text in texts if text.strip()) or (EMPTY,)


def _decisions(view: View) -> Iterator[RegisterRow]:
    breach, decision = view.breach, view.decision
    yield RegisterRow("CNIL", _or_empty(_authority(view)))
    if view.case.for_client_alone:
        yield RegisterRow("Personnes", ("Sans objet : c’est au client d’en décider.",))
    else:
        yield RegisterRow("Personnes", _or_empty(_persons(view)))
        yield RegisterRow("Pourquoi", _or_empty([decision.reason, _aids(decision)] if decision else []))
    if breach.filings and view.late:
        yield RegisterRow("Motifs du retard", _or_empty([view.facts.late_reason]))
    if breach.clients:
        yield RegisterRow("Clients prévenus", _or_empty(_clients(view.case)))


def _authority(view: View) -> Iterator[str]:
    for filing in view.breach.filings:
        receipt = f", n° {filing.receipt}" if filing.receipt else ""
        clock = view.case.deadline
        span = f" ({elapsed(filing.filed_at - clock.aware_at)} après)" if clock else ""
        yield f"{filing_label(filing.kind)} : {long_instant(filing.filed_at)}{span}{receipt}"
    if view.case.for_client_alone:
        yield "Pas de notification par la boutique : elle traite ces données pour un client."
    elif not view.breach.filings and view.decision and view.decision.authority is False:
        yield f"Non notifiée : décision du {long_instant(view.decision.decided_at)}."
    elif not view.breach.filings and view.decision and view.decision.authority:
        yield "À notifier : pas encore déposée."
    elif not view.breach.filings:
        yield _UNDECIDED


def _persons(view: View) -> Iterator[str]:
    key = of.told_key(view)
    if key == "told":
        told = sum(one.number for one in view.breach.communications)
        lost = sum(one.bounced for one in view.breach.communications)
        yield f"{number(told)} personnes prévenues{f', dont {number(lost)} non jointes' if lost else ''}."
    elif key == "unknown":
        yield _UNDECIDED
    else:
        yield of.cnil_label("communication", key)
    decision = view.decision
    if decision:
        yield from (of.edpb_label("exemptions", one) for one in decision.exemptions)
        yield decision.exemptions_detail


def _aids(decision: Decision) -> str:
    """What the aids suggested, and whether the person departed from it."""
    parts: list[str] = []
    if decision.score is not None:
        figure = f"{decision.score:g}".replace(".", ",")
        level = SCORE_LEVELS[band_of(decision.score)]
        parts.append(f"calcul de gravité (méthode européenne ENISA) : {figure} sur 6, {level}")
    pairs = (
        ("la CNIL", decision.suggested_authority, decision.authority),
        ("les personnes", decision.suggested_subjects, decision.subjects),
    )
    for whom, suggested, decided in pairs:
        if suggested is None:
            continue
        other = "" if suggested == decided or decided is None else ", écartée"
        verb = "prévenir" if suggested else "ne pas prévenir"
        parts.append(f"l’aide à la décision suggérait de {verb} {whom}{other}")
    return " ".join(f"{part[:1].upper()}{part[1:]}." for part in parts)


def _clients(case: BreachCase) -> Iterator[str]:
    for notice in case.breach.clients:
        party = case.party(notice.party)
        when = long_date(notice.told_on) if notice.told_on else "pas encore prévenu"
        yield f"{party.name if party else notice.party} : {when}"


def _afterwards(case: BreachCase) -> Iterator[RegisterRow]:
    breach = case.breach
    actions = []
    for action in breach.actions:
        state = f"fait le {long_date(action.done_on)}" if action.done_on else "à faire"
        due = f" au plus tard le {long_date(action.due_on)}" if action.due_on and not action.done_on else ""
        who = f" ({action.owner})" if action.owner else ""
        actions.append(f"{action.what}{who} : {state}{due}")
    yield RegisterRow("Actions", tuple(actions) or ("Aucune action notée.",))
    if breach.facts.complaint_at:
        number_ = f", {breach.facts.complaint_reference}" if breach.facts.complaint_reference else ""
        yield RegisterRow("Plainte", (f"{long_instant(breach.facts.complaint_at)}{number_}",))
    yield RegisterRow("Pièces", tuple(case.annexes) or ("Aucune pièce gardée.",))
    closing = breach.closing
    yield RegisterRow("Leçons", _or_empty([closing.lessons] if closing else []))
    state = f"Clos : {long_instant(closing.closed_at)}" if closing else "Ouvert"
    checked = "Registre des activités revu." if closing and closing.register_checked else ""
    yield RegisterRow("État", _or_empty([state, checked]))


def summary(case: BreachCase, *, at: datetime) -> tuple[str, ...]:
    """One line of the list: reference, when, what, how serious, authority, persons."""
    view = View(case, FilingKind.COMPLETE, at)
    breach, facts = case.breach, case.breach.facts
    known = short_date(of.local_day(facts.aware_at)) if facts.aware_at else EMPTY
    what = facts.title or (choices.label("kind", facts.kind) if facts.kind else EMPTY)
    severity = choices.label("severity", facts.severity) if facts.severity else EMPTY
    filings = [one.receipt or filing_label(one.kind) for one in breach.filings]
    told = {True: "À notifier", False: "Non, avec motif", None: _UNDECIDED}
    if case.for_client_alone:
        return (breach.reference, known, what, severity, "Pour un client", "Au client d’en décider")
    if case.undecided and case.deadline:
        told[None] = f"{_UNDECIDED} avant {short_instant(case.deadline.due_at)}"
    authority = ", ".join(filings) or told[view.decision.authority if view.decision else None]
    key = of.told_key(view)
    people = _UNDECIDED if key == "unknown" else _IN_LIST.get(key) or choices.label("communication", key)
    return (breach.reference, known, what, severity, authority, people)
