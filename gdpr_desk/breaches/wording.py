"""Incidents in French, the plain word first: for the window, papers and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from gdpr_desk.breaches.choices import label
from gdpr_desk.breaches.model import BreachEvent, PersonalDataBreach
from gdpr_desk.breaches.timing import BreachClock, ClockState, in_words
from gdpr_desk.breaches.vocabulary import AvailabilityLoss, Disclosure, EventKind, IncidentKind
from gdpr_desk.periods.words import french_instant

BANDS: Mapping[int, str] = MappingProxyType({1: "faible", 2: "moyenne", 3: "élevée", 4: "très élevée"})
"""ENISA's bands; the authority's four levels have words of their own."""

SCORE_LEVELS: Mapping[int, str] = MappingProxyType(
    {
        1: "le niveau le plus bas sur quatre",
        2: "le deuxième niveau sur quatre",
        3: "le troisième niveau sur quatre",
        4: "le niveau le plus haut sur quatre",
    }
)
"""The same beside the authority's levels, with whose words they are not to be taken for."""

WHAT_BECAME: Mapping[Disclosure | AvailabilityLoss, str] = MappingProxyType(
    {
        Disclosure.DISCLOSED: "Vues par une autre personne",
        Disclosure.LIKELY: "Probablement vues par une autre personne, sans preuve",
        Disclosure.NOT_DISCLOSED: "Vues par personne d’autre",
        Disclosure.CANNOT_TELL: "Vues ou non, on ne pourra pas le savoir",
        AvailabilityLoss.RESTORED: "Une copie existe : le travail a repris aussitôt",
        AvailabilityLoss.TEMPORARY: "Absentes un temps",
        AvailabilityLoss.PERMANENT: "Perdues pour de bon",
        AvailabilityLoss.CANNOT_TELL: "Retrouvées ou non, on ne pourra pas le savoir",
    }
)
"""What became of the data, said of them in the register of incidents."""

QUESTIONS: Mapping[str, str] = {
    "kind": "ce qui s’est passé",
    "title": "l’intitulé",
    "narrative": "le récit",
    "systems": "les appareils et logiciels touchés",
    "aware_at": "quand vous l’avez su",
    "period": "quand c’est arrivé",
    "period_estimated": "si les dates sont estimées",
    "began_at": "quand cela a commencé",
    "ended_at": "quand cela a fini",
    "discovery": "comment cela s’est su",
    "discovery_detail": "les circonstances de la découverte",
    "informed_on": "le jour où l’on vous a prévenu",
    "timeline_note": "la remarque sur les dates",
    "late_reason": "le motif du retard",
    "attack": "si c’est une attaque",
    "insured": "si l’assurance couvre ce risque",
    "complaint_at": "le dépôt de plainte",
    "complaint_reference": "le numéro de la plainte",
    "activities": "les activités touchées",
    "role": "pour qui vous teniez ces données",
    "data_subjects": "les personnes concernées",
    "data_subjects_detail": "la précision sur les personnes",
    "persons": "le nombre de personnes",
    "data": "les données touchées",
    "data_detail": "la précision sur les données",
    "records": "le nombre de fiches",
    "others_involved": "si d’autres organismes sont en cause",
    "others": "les autres organismes",
    "lost": "ce qui est arrivé aux données",
    "disclosure": "si les données sont sorties",
    "protection": "si elles étaient lisibles",
    "reach": "qui a pu les avoir",
    "integrity_loss": "ce que sont devenues les données modifiées",
    "availability_loss": "si les données sont revenues",
    "origins": "l’origine",
    "cause": "qui en est la cause",
    "confidentiality_effects": "les suites si on les a vues",
    "confidentiality_effects_detail": "les autres suites, si on les a vues",
    "integrity_effects": "les suites si elles ont été modifiées",
    "integrity_effects_detail": "les autres suites, si elles ont été modifiées",
    "availability_effects": "les suites si on ne les a plus",
    "availability_effects_detail": "les autres suites, si on ne les a plus",
    "harms": "ce qui peut arriver aux personnes",
    "harms_detail": "les autres conséquences pour les personnes",
    "severity": "la gravité",
    "likelihood": "la vraisemblance",
    "data_context": "la nature des données",
    "context_shifts": "ce qui aggrave ou atténue",
    "identification": "la facilité à reconnaître les personnes",
    "measures_before": "les protections en place",
    "measures_before_detail": "la précision sur les protections",
    "measures_after": "ce que vous avez fait",
    "prevention": "ce qui évitera que cela se reproduise",
    "prevention_detail": "la précision sur la prévention",
    "legal_representative": "le représentant légal",
    "reporter": "qui déclare",
    "reporter_capacity": "en quelle qualité",
    "contact": "la personne à contacter",
    "headcount": "l’effectif",
    "police": "si la police est prévenue",
    "other_bodies": "si d’autres autorités sont prévenues",
    "other_bodies_detail": "quelles autorités",
    "cross_border": "si plusieurs pays sont concernés",
    "lead_authority": "l’autorité chef de file",
    "establishment_countries": "les pays de vos établissements",
    "subject_countries": "les pays des personnes",
    "subjects_by_country": "le nombre par pays",
    "other_authorities": "les autres autorités de protection des données",
    "tell_on": "le jour où vous préviendrez les personnes",
    "told_content": "ce que dit le message aux personnes",
    "told_all": "si toutes les personnes sont prévenues",
    "told_not_all_reason": "pourquoi pas toutes",
    "means_detail": "l’autre moyen d’information",
    "authority": "la décision pour la CNIL",
    "subjects": "la décision pour les personnes",
    "filing": "le numéro de la notification",
    "complementary": "la notification complémentaire",
    "clients": "les clients professionnels à prévenir",
    "communications": "qui a été prévenu",
    "closing": "la clôture",
}
"""What a question, or an act that is waited for, is called in a sentence."""

EVENTS: Mapping[EventKind, str] = {
    EventKind.OPENED: "Incident noté",
    EventKind.AWARENESS_MOVED: "Moment de la prise de connaissance corrigé",
    EventKind.GESTURE: "Premier geste",
    EventKind.DECIDED: "Décision prise",
    EventKind.FILED: "Notification notée",
    EventKind.PAPER: "Document produit",
    EventKind.PERSONS_TOLD: "Personnes prévenues",
    EventKind.CLIENT_TOLD: "Client professionnel",
    EventKind.EVIDENCE: "Pièce jointe",
    EventKind.EVIDENCE_REMOVED: "Pièce détruite",
    EventKind.ACTION: "Action",
    EventKind.NOTE: "Note",
    EventKind.CLOSED: "Incident clos",
    EventKind.REOPENED: "Incident rouvert",
}


def kind_label(kind: IncidentKind | None) -> str:
    """« Appareil volé ou perdu », or that nobody knows yet."""
    return label("kind", kind) if kind else "À préciser"


def event_line(event: BreachEvent) -> str:
    """One line of the thread."""
    words = EVENTS[event.kind]
    return f"{words} : {event.note}" if event.note else words


def clock_line(breach: PersonalDataBreach, clock: BreachClock) -> str:
    """Where the clock stands, in one line."""
    if not breach.open:
        return "Clos"
    if clock.ticking:
        return _ticking_line(clock)
    if clock.state is ClockState.CLIENT:
        waiting = sum(one.told_on is None for one in breach.clients)
        return (
            f"Clients professionnels à prévenir : {waiting}" if waiting else "Clients professionnels prévenus"
        )
    return {
        ClockState.NOTIFIED: f"CNIL prévenue, n° {clock.receipt}",
        ClockState.NOT_NOTIFIED: "Décidé : CNIL non prévenue",
    }.get(clock.state, "Dites quand vous l’avez su : le délai part de là")


def _ticking_line(clock: BreachClock) -> str:
    left = clock.remaining or timedelta()
    if clock.state is ClockState.LATE:
        return f"Délai dépassé de {in_words(left)} : indiquez le motif du retard"
    end = f" (avant le {french_instant(clock.due_at, weekday=True)})" if clock.due_at else ""
    return f"Il reste {in_words(left)} pour prévenir la CNIL{end}"
