"""How each question is asked on screen: its words, and by which control it is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Literal

from gdpr_desk.breaches import vocabulary as words

Control = Literal[
    "line", "text", "instant", "day", "yes_no", "one", "many", "pick", "count", "person", "parties", "number"
]


@dataclass(frozen=True)
class Asked:
    """One question. `fold`: few need it, it stands in a fold. `known`: everybody can answer it."""

    label: str
    control: Control
    help: str = ""
    fold: bool = False
    known: bool = False


ASKED: Mapping[str, Asked] = {
    "title": Asked("Un titre, pour vous y retrouver", "line", "Sans nom de personne.", fold=True),
    "narrative": Asked(
        "Racontez en deux phrases", "text", "Ce que vous avez vu, dans l’ordre. Vous compléterez."
    ),
    "systems": Asked(
        "Quels appareils ou logiciels ?", "line", "Portable, caisse, boîte e-mail, dossier papier…", True
    ),
    "aware_at": Asked(
        "Quand l’avez-vous su ?", "instant", "Le moment où l’incident était à peu près certain.", known=True
    ),
    "period": Asked("Quand est-ce arrivé ?", "one"),
    "began_at": Asked("Cela a commencé", "instant", "À peu près suffit."),
    "ended_at": Asked("Cela a fini", "instant", "À peu près suffit."),
    "period_estimated": Asked("Jour et heure sont-ils estimés ?", "yes_no"),
    "discovery": Asked("Comment l’avez-vous su ?", "one"),
    "discovery_detail": Asked(
        "Les circonstances, en une phrase", "line", "Par exemple : vitre brisée, sacoche absente."
    ),
    "informed_on": Asked("Quel jour vous a-t-on prévenu ?", "day", fold=True),
    "timeline_note": Asked("Une remarque sur les dates ?", "text", fold=True),
    "late_reason": Asked(
        "Pourquoi prévenez-vous après 72 heures ?",
        "text",
        "La CNIL le demande, champ 6.5 : une phrase vraie suffit.",
    ),
    "attack": Asked(
        "Est-ce une attaque ?",
        "yes_no",
        "Piratage, rançon, intrusion : votre assurance a alors son propre délai.",
    ),
    "insured": Asked(
        "Votre assurance couvre-t-elle ce risque ?",
        "yes_no",
        "Si vous ne le savez pas, déposez plainte quand même.",
    ),
    "complaint_at": Asked("Plainte déposée", "instant", "Laissez vide si ce n’est pas fait."),
    "complaint_reference": Asked("Numéro de la plainte", "line"),
    "role": Asked("Pour qui teniez-vous ces données ?", "one"),
    "data_subjects": Asked("Qui est concerné ?", "many"),
    "data_subjects_detail": Asked("Une précision sur les personnes ?", "line", fold=True),
    "persons": Asked(
        "Combien de personnes, à peu près ?", "count", "Une fourchette suffit, vous corrigerez."
    ),
    "data": Asked("Quelles données ?", "many"),
    "data_detail": Asked("Une précision sur les données ?", "line", fold=True),
    "records": Asked("Combien de fiches ou de fichiers ?", "count", "Souvent autant que de personnes."),
    "others_involved": Asked("Un prestataire ou un autre organisme est-il en cause ?", "yes_no"),
    "others": Asked("Lesquels ?", "parties"),
    "lost": Asked("Qu’est-il arrivé aux données ?", "many", "Plusieurs réponses sont possibles."),
    "disclosure": Asked("Sont-elles sorties ?", "one"),
    "protection": Asked("Peut-on lire ces données ?", "one"),
    "reach": Asked("Qui a pu les avoir ?", "one"),
    "integrity_loss": Asked("Que sont devenues les données modifiées ?", "one"),
    "availability_loss": Asked("Les avez-vous retrouvées ?", "one"),
    "origins": Asked("D’où cela vient-il ?", "pick"),
    "cause": Asked("Qui en est la cause ?", "one"),
    "confidentiality_effects": Asked("Ce qui peut en être fait, si on les a vues", "many", fold=True),
    "confidentiality_effects_detail": Asked("Quoi d’autre, si on les a vues ?", "line", fold=True),
    "integrity_effects": Asked("Ce qui suit, si elles ont été modifiées", "many", fold=True),
    "integrity_effects_detail": Asked("Quoi d’autre, si elles ont été modifiées ?", "line", fold=True),
    "availability_effects": Asked("Ce qui suit, si on ne les a plus", "many", fold=True),
    "availability_effects_detail": Asked("Quoi d’autre, si on ne les a plus ?", "line", fold=True),
    "harms": Asked("Que risquent les personnes ?", "many"),
    "harms_detail": Asked("Quoi d’autre pour les personnes ?", "line"),
    "severity": Asked("Si cela arrive, ce serait…", "one", "Pensez à la personne la plus exposée."),
    "likelihood": Asked("Est-ce probable ?", "one", fold=True),
    "data_context": Asked(
        "De quelle sorte sont ces données ?", "one", "Sans réponse, la méthode le déduit.", True
    ),
    "context_shifts": Asked("Ce qui aggrave ou atténue", "many", fold=True),
    "identification": Asked("Est-il facile de savoir de qui il s’agit ?", "one", fold=True),
    "measures_before": Asked("Ce qui était en place avant", "many"),
    "measures_before_detail": Asked("Une précision sur ces protections ?", "line", fold=True),
    "measures_after": Asked(
        "Ce que vous avez fait depuis", "text", "Codes changés, effacement à distance, plainte…"
    ),
    "prevention": Asked("Ce qui évitera que cela recommence", "many"),
    "prevention_detail": Asked("Une précision ?", "line", fold=True),
    "legal_representative": Asked("Qui dirige la boutique ?", "person"),
    "reporter": Asked("Qui fait la déclaration ?", "person"),
    "reporter_capacity": Asked("En quelle qualité ?", "one"),
    "contact": Asked("Qui la CNIL peut-elle appeler ?", "person", "Vide : la personne qui déclare.", True),
    "headcount": Asked("Combien de salariés ?", "number", fold=True),
    "police": Asked("La police ou la gendarmerie est-elle prévenue ?", "yes_no"),
    "other_bodies": Asked("Une autre autorité est-elle prévenue ?", "yes_no", fold=True),
    "other_bodies_detail": Asked("Laquelle, et quand ?", "line"),
    "cross_border": Asked("Des personnes d’autres pays d’Europe sont-elles touchées ?", "yes_no", fold=True),
    "lead_authority": Asked("L’autorité du pays de votre siège", "line", fold=True),
    "establishment_countries": Asked("Pays de vos établissements", "pick", fold=True),
    "subject_countries": Asked("Pays des personnes", "pick", fold=True),
    "subjects_by_country": Asked("Combien par pays ?", "line", fold=True),
    "other_authorities": Asked("Autres autorités de protection des données prévenues", "pick", fold=True),
    "tell_on": Asked("Quel jour les préviendrez-vous ?", "day", "Dès que possible, dit la loi.", True),
    "told_content": Asked("Ce que dit votre message, s’il diffère de la lettre", "text", fold=True),
    "told_all": Asked("Toutes les personnes sont-elles prévenues ?", "yes_no", fold=True),
    "told_not_all_reason": Asked("Pourquoi pas toutes ?", "line", fold=True),
    "means_detail": Asked("Par quel autre moyen ?", "line", fold=True),
}
"""By the name of the answer; `kind`, `activities` and what is decided have pages of their own."""

COUNTRIES = ("establishment_countries", "subject_countries", "other_authorities")
_ENUMS: Mapping[str, type[Enum]] = {
    "kind": words.IncidentKind,
    "period": words.PeriodKind,
    "discovery": words.Discovery,
    "role": words.BreachRole,
    "lost": words.LostProperty,
    "disclosure": words.Disclosure,
    "protection": words.Protection,
    "reach": words.Reach,
    "integrity_loss": words.IntegrityLoss,
    "availability_loss": words.AvailabilityLoss,
    "cause": words.Cause,
    "severity": words.Level,
    "likelihood": words.Level,
    "data_context": words.DataContext,
    "context_shifts": words.ContextShift,
    "identification": words.Identification,
    "reporter_capacity": words.ReporterCapacity,
}


def answer_of(question: str, key: str) -> Enum | str:
    """The answer that is called `key` in the list of the question."""
    kind = _ENUMS.get(question)
    if kind is None:
        return key
    return kind[key.upper()] if issubclass(kind, IntEnum) else kind(key)
