"""What the fields of a record and the parts of its entries are called when two states are compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from gdpr_desk.parties.model import Party
from gdpr_desk.periods.words import french_date, french_duration
from gdpr_desk.reference import catalogues
from gdpr_desk.register.model import DataSubjects, PersonalData, RetentionRule, SourceKind
from gdpr_desk.register.wording import (
    basis_label,
    country_label,
    purpose_line,
    recipient_label,
    retention_lines,
    role_words,
    safeguard_label,
    status_label,
    transfer_line,
)

Parties = Mapping[str, Party]
Tell = Callable[[Any, Parties], str]


class FieldWords(NamedTuple):
    """A field as a heading, and inside « Vous avez modifié … »."""

    label: str
    phrase: str


FIELDS: Mapping[str, FieldWords] = {
    "reference": FieldWords("Référence", "la référence"),
    "name": FieldWords("Nom de l’activité", "le nom"),
    "purposes": FieldWords("Buts et raisons", "le but"),
    "role": FieldWords("Rôle de la boutique", "le rôle"),
    "joint_controllers": FieldWords("Responsables conjoints", "les responsables conjoints"),
    "client_controllers": FieldWords("Clients donneurs d’ordre", "les clients donneurs d’ordre"),
    "operations": FieldWords("Opérations", "les opérations"),
    "status": FieldWords("État de la fiche", "l’état de la fiche"),
    "data_subjects": FieldWords("Personnes", "les personnes"),
    "collection_channels": FieldWords("Collecte", "la collecte"),
    "informed_by": FieldWords("Information des personnes", "l’information des personnes"),
    "data": FieldWords("Données", "les données"),
    "recipients": FieldWords("Qui les voit", "les destinataires"),
    "systems": FieldWords("Outils", "les outils"),
    "paper": FieldWords("Sur papier aussi", "le support papier"),
    "transfers": FieldWords("Hors UE", "les transferts hors UE"),
    "retention": FieldWords("Combien de temps", "la durée"),
    "security_measures": FieldWords("Sécurité", "les mesures de sécurité"),
    "automated_decisions": FieldWords("Décision automatique", "la décision automatique"),
    "dpia": FieldWords("Analyse d’impact", "l’analyse d’impact"),
    "created_on": FieldWords("Créée le", "la date de création"),
    "reviewed_on": FieldWords("Revue le", "la date de revue"),
    "note": FieldWords("Note", "la note"),
    "extra": FieldWords("Champs d’un programme plus récent", "des champs d’un programme plus récent"),
}
"""Every field of a record, in the order of the form."""


def _yes(value: bool) -> str:
    return "oui" if value else "non"


def _day(value: date | None) -> str:
    return french_date(value) if value else ""


PLAIN: Mapping[str, Callable[[Any], str]] = {
    "reference": str,
    "name": str,
    "role": role_words,
    "status": status_label,
    "created_on": _day,
    "reviewed_on": _day,
    "paper": _yes,
    "automated_decisions": _yes,
    "note": str,
}
"""Fields with one value."""


def _party(key: str | None, parties: Parties) -> str:
    party = parties.get(key or "")
    return party.name or party.key if party else key or ""


def _typed(text: Any, _parties: Parties) -> str:
    return str(text or "")


TEXTS: Mapping[str, Callable[[str, Parties], str]] = {
    "joint_controllers": _party,
    "client_controllers": _party,
    "operations": _typed,
    "systems": _typed,
    "collection_channels": lambda key, _: catalogues.collection_channels().label(key),
    "informed_by": lambda key, _: catalogues.information_means().label(key),
    "security_measures": lambda key, _: catalogues.security_measures().label(key),
}
"""Lists of texts and keys."""


def dpia_parts() -> tuple[tuple[str, str, Callable[[Any], str]], ...]:
    """The parts of the screening for an impact assessment (Art. 35)."""
    answers = {None: "pas encore décidé", True: "nécessaire", False: "pas nécessaire"}
    return (
        ("criteria", "Critères", catalogues.dpia_criteria().label),
        ("required", "Décision", lambda value: answers[value]),
        ("extra", "", str),
    )


@dataclass(frozen=True)
class Entry:
    """How the entries of one list are told: whole, by name, and part by part.

    `identity` says which entries are the same thing in two states. With `renames` an entry that
    took another name is still that entry, where `renamed` says so.
    """

    words: Tell
    name: Tell
    identity: Callable[[Any], object]
    parts: Mapping[str, tuple[str, Tell]]
    renames: bool = False
    renamed: Callable[[Any, Any], bool] = lambda _one, _other: True


def _people(value: DataSubjects, _parties: Parties) -> str:
    label = catalogues.data_subject_categories().label(value.category)
    return label if value.approximate_number is None else f"{label}, environ {value.approximate_number}"


def _data(value: PersonalData, _parties: Parties) -> str:
    label = catalogues.data_categories().label(value.category)
    return f"{label} ({value.detail})" if value.detail else label


def _rule(value: RetentionRule, _parties: Parties) -> str:
    (line,) = retention_lines([value])
    return f"{line.applies_to} : {line.sentence}" if line.applies_to else line.sentence


def _period(value: str | None, _parties: Parties) -> str:
    try:
        return french_duration(value) if value else ""
    except ValueError:
        return value or ""


_MANDATORY = {None: "", True: "obligatoire", False: "facultative"}
_SOURCE_KINDS = {
    SourceKind.TEXT: "un texte de loi",
    SourceKind.DOCTRINE: "une recommandation de la CNIL",
    SourceKind.SECTOR: "un usage du métier",
}

_PURPOSE_PARTS: Mapping[str, tuple[str, Tell]] = {
    "name": ("But", _typed),
    "lawful_basis": ("Raison", lambda basis, _: basis_label(basis) if basis else ""),
    "interest": ("Intérêt poursuivi", _typed),
    "justification": ("Pourquoi cette raison", _typed),
    "article_9_condition": (
        "Exception pour les données sensibles",
        lambda key, _: catalogues.article_9_conditions().label(key) if key else "",
    ),
}
_RULE_PARTS: Mapping[str, tuple[str, Tell]] = {
    "applies_to": ("Ce que la durée concerne", _typed),
    "kind": ("Limite", lambda kind, _: catalogues.retention_kinds().label(kind.value)),
    "period": ("Durée", _period),
    "trigger": ("Point de départ", lambda key, _: catalogues.retention_triggers().label(key)),
    "phase": ("Où", lambda phase, _: catalogues.retention_phases().label(phase.value)),
    "combinator": (
        "Quelle échéance compte",
        lambda found, _: catalogues.combinators().label(found.value) if found else "",
    ),
    "group": ("Groupe", _typed),
    "disposal": ("À la fin", lambda disposal, _: catalogues.disposals().label(disposal.value)),
    "source": ("D’où vient cette durée", _typed),
    "source_kind": ("Ce qui la fonde", lambda kind, _: _SOURCE_KINDS[kind] if kind else ""),
    "exception": ("Exception", _typed),
}
_DATA_PARTS: Mapping[str, tuple[str, Tell]] = {
    "category": ("Catégorie", lambda key, _: catalogues.data_categories().label(key)),
    "detail": ("Précision", _typed),
    "special": ("Donnée sensible", lambda value, _: _yes(value)),
    "mandatory": ("Obligatoire ou facultative", lambda value, _: _MANDATORY[value]),
    "source": ("Origine", lambda key, _: catalogues.data_sources().label(key)),
}

ENTRIES: Mapping[str, Entry] = {
    "purposes": Entry(
        lambda value, _: purpose_line(value),
        lambda value, _: value.name,
        lambda value: value.name,
        _PURPOSE_PARTS,
        renames=True,
    ),
    "data_subjects": Entry(
        _people,
        lambda value, _: catalogues.data_subject_categories().label(value.category),
        lambda value: value.category,
        {
            "category": ("Catégorie", lambda key, _: catalogues.data_subject_categories().label(key)),
            "approximate_number": (
                "Nombre approximatif",
                lambda number, _: "" if number is None else str(number),
            ),
        },
    ),
    "data": Entry(
        _data,
        lambda value, _: catalogues.data_categories().label(value.category),
        lambda value: value.category,
        _DATA_PARTS,
    ),
    "recipients": Entry(
        recipient_label,
        recipient_label,
        lambda value: (value.party, value.internal),
        {"party": ("Prestataire ou autorité", _party), "internal": ("Dans la boutique", _typed)},
        renames=True,
        renamed=lambda one, other: one.party is None and other.party is None,
    ),
    "transfers": Entry(
        transfer_line,
        lambda value, _: country_label(value.country),
        lambda value: (value.country, value.party),
        {
            "country": ("Pays", lambda code, _: country_label(code)),
            "party": ("Chez", _party),
            "safeguard": ("Garantie", lambda found, _: safeguard_label(found) if found else ""),
            "document": ("Document", _typed),
        },
        renames=True,
    ),
    "retention": Entry(
        _rule,
        lambda value, _: value.applies_to,
        lambda value: value.applies_to,
        _RULE_PARTS,
        renames=True,
        renamed=lambda one, other: one.trigger == other.trigger or one.period == other.period,
    ),
}
"""Lists of records."""
