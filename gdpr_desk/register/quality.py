"""Statements in a record that cannot hold together, or that an authority would ask about; pure.

What is merely missing is the business of `checks`, which puts both together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import combinations
from typing import NamedTuple

from gdpr_desk.parties.model import Party
from gdpr_desk.periods.duration import Duration
from gdpr_desk.reference import catalogues
from gdpr_desk.register.findings import Finding, Severity, free_texts, plain, section_of
from gdpr_desk.register.identifiers import find_numbers
from gdpr_desk.register.model import (
    LawfulBasis,
    ProcessingActivity,
    RetentionKind,
    RetentionRule,
    Safeguard,
)

VAGUE = "Indiquez une durée chiffrée ou un événement (ex. 3 ans après le dernier achat)."
_TWO_BASES = (
    "Deux raisons différentes pour un même but : choisissez celle qui tient, ou séparez en deux activités."
)
_FILMED = (
    "Le consentement est rarement la bonne base pour la vidéosurveillance : une personne ne peut pas"
    " vraiment refuser."
)
_DUTY = "La loi impose déjà cette activité : demander un accord ferait croire qu’on peut le refuser."
_SERVED = "Servir un client n’a pas besoin de son consentement : le contrat suffit, et il ne se retire pas."
_FOSSIL = (
    "Les autorisations CNIL d’avant mai 2018 n’ont plus cours ; gardez le numéro en note, pas comme"
    " justification."
)


class _Point(NamedTuple):
    """What a rule found, before it is told which record and section it is about."""

    key: str
    severity: Severity
    field: str
    sentence: str
    article: str
    fix: str = ""


_FIX_INTEREST = "Choisir « Intérêt légitime »"
_FIX_CONTRACT = "Choisir « Contrat »"
_FIX_LEGAL = "Choisir « Obligation légale »"
FIXES = {
    _FIX_INTEREST: LawfulBasis.LEGITIMATE_INTERESTS,
    _FIX_CONTRACT: LawfulBasis.CONTRACT,
    _FIX_LEGAL: LawfulBasis.LEGAL_OBLIGATION,
}
# Words are compared without accents and in lower case.
_SURVEILLANCE = re.compile(r"video ?-?(surveill|protec)|\bcameras?\b|\bfilm(er|ons|e)\b|\bsurveill")
_LEGAL_DUTY = re.compile(
    r"\bcompta|\bfactur|\bpaies?\b|\bfiscal|\bregistre du personnel|obligations? legales?"
)
_CONTRACT = re.compile(
    r"\bcontrats?\b|\bcommandes?\b|\blivrai?s|\blivrer\b|\breparations?\b|\bgaranties?\b|\bdevis\b"
)
_VAGUE = re.compile(
    r"aussi longtemps que|tant que( c est| ce sera)? necessaire|(duree|temps) (strictement )?necessaire"
    r"|\billimite|\bindefini|sans limite"
)
_OLD_AUTHORISATION = re.compile(
    r"(autorisation|declaration|recepisse|norme simplifiee|dispense)[^.\n]{0,60}?"
    r"(\bn ?[°o]|numero|\bnu-|\bau-|\bns-) ?[0-9]{2,}"
)
_DIGITS = re.compile(r"[0-9][^0-9]{0,3}[0-9]")
_EXCLUSION = re.compile(r"liste noire|liste d.exclusion|\bexclusions?\b|\bfraudes?\b|\bscor(e|ing)\b")
_LOOKS_LIKE_A_KEY = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")

Parties = Mapping[str, Party]
_Rule = Callable[[ProcessingActivity, Parties], Iterator[_Point]]


def contradictions(activity: ProcessingActivity, parties: Parties, today: date | None) -> tuple[Finding, ...]:
    """Every rule of this module on one record; rules that need the date are left out without one."""
    points = [point for rule in _RULES for point in rule(activity, parties)]
    points.extend(_impossible_dates(activity, today))
    return tuple(
        Finding(
            p.key, p.severity, activity.reference, p.field, section_of(p.field), p.sentence, p.article, p.fix
        )
        for p in points
    )


def _two_bases(activity: ProcessingActivity, _parties: Parties) -> Iterator[_Point]:
    seen: dict[str, LawfulBasis] = {}
    for number, purpose in enumerate(activity.purposes):
        name = plain(purpose.name)
        if not name or purpose.lawful_basis is None:
            continue
        if seen.setdefault(name, purpose.lawful_basis) is not purpose.lawful_basis:
            yield _Point(
                "two_bases",
                Severity.ERROR,
                f"purposes.{number}.lawful_basis",
                _TWO_BASES,
                "art. 6(1) du RGPD",
            )


def _consent_out_of_place(activity: ProcessingActivity, _parties: Parties) -> Iterator[_Point]:
    filmed = any(d.category == "video_images" for d in activity.data) or bool(
        _SURVEILLANCE.search(plain(activity.name))
    )
    for number, purpose in enumerate(activity.purposes):
        if purpose.lawful_basis is not LawfulBasis.CONSENT:
            continue
        told = _instead_of_consent(plain(purpose.name) or plain(activity.name), filmed)
        if told:
            key, sentence, fix = told
            field = f"purposes.{number}.lawful_basis"
            yield _Point(key, Severity.WARNING, field, sentence, "art. 4(11) et 7(4) du RGPD", fix)


def _instead_of_consent(words: str, filmed: bool) -> tuple[str, str, str] | None:
    if filmed or _SURVEILLANCE.search(words):
        return "consent_surveillance", _FILMED, _FIX_INTEREST
    if _LEGAL_DUTY.search(words):
        return "consent_legal_duty", _DUTY, _FIX_LEGAL
    if _CONTRACT.search(words):
        return "consent_contract", _SERVED, _FIX_CONTRACT
    return None


def _vague_retention(activity: ProcessingActivity, _parties: Parties) -> Iterator[_Point]:
    for number, rule in enumerate(activity.retention):
        if any(_VAGUE.search(plain(text)) for text in (rule.applies_to, rule.trigger, rule.source)):
            yield _Point(
                "vague_retention",
                Severity.ERROR,
                f"retention.{number}.period",
                VAGUE,
                "art. 5(1)(e) du RGPD",
            )


def _minimum_over_maximum(activity: ProcessingActivity, _parties: Parties) -> Iterator[_Point]:
    """Only clocks that start alike can be compared; two events may lie years apart."""
    for (_, one), (number, other) in combinations(enumerate(activity.retention), 2):
        if not _same_clock(one, other) or {one.kind, other.kind} != {
            RetentionKind.MINIMUM,
            RetentionKind.MAXIMUM,
        }:
            continue
        minimum, maximum = (one, other) if one.kind is RetentionKind.MINIMUM else (other, one)
        if _days(minimum) > _days(maximum):
            yield _Point(
                "minimum_over_maximum",
                Severity.ERROR,
                f"retention.{number}.period",
                "La durée minimale dépasse la durée maximale : corrigez l’une des deux.",
                "art. 5(1)(e) du RGPD",
            )


def _same_clock(one: RetentionRule, other: RetentionRule) -> bool:
    if one.trigger != other.trigger or one.phase is not other.phase or not one.period or not other.period:
        return False
    if one.group or other.group:
        return one.group == other.group
    return plain(one.applies_to) == plain(other.applies_to)


def _days(rule: RetentionRule) -> float:
    try:
        return Duration.parse(rule.period or "").approximate_days()
    except ValueError:
        return 0.0


def _outside_europe(activity: ProcessingActivity, parties: Parties) -> Iterator[_Point]:
    """A recipient outside the EEA that no transfer line speaks of."""
    covered_parties = {t.party for t in activity.transfers}
    covered_countries = {t.country for t in activity.transfers if t.party is None}
    outside: dict[str, None] = {}
    for key in (r.party for r in activity.recipients if r.party):
        party = parties.get(key)
        if (
            party
            and _outside(party.country)
            and key not in covered_parties
            and party.country not in covered_countries
        ):
            outside[party.name] = None
    if outside:
        names = list(outside)
        who = ", ".join(names[:3]) + ("…" if len(names) > 3 else "")
        established = "sont établis" if len(names) > 1 else "est établi"
        yield _Point(
            "transfer_missing",
            Severity.ERROR,
            "transfers",
            f"{who} {established} hors UE : précisez la garantie.",
            "art. 30(1)(e) et 44 du RGPD",
        )


def _outside(country: str) -> bool:
    entry = catalogues.countries().get(country)
    return entry is not None and not entry.eea


def _transfers(activity: ProcessingActivity, _parties: Parties) -> Iterator[_Point]:
    for number, transfer in enumerate(activity.transfers):
        entry = catalogues.countries().get(transfer.country)
        at = f"transfers.{number}"
        if entry is not None and entry.eea:
            sentence = f"{entry.label} : dans l’Espace économique européen, ce n’est pas un transfert."
            yield _Point("transfer_inside_eea", Severity.HINT, f"{at}.country", sentence, "art. 44 du RGPD")
        elif transfer.safeguard is Safeguard.ADEQUACY and entry is not None and entry.adequacy is None:
            sentence = (
                f"{entry.label} : aucune décision d’adéquation connue ici, choisissez une autre garantie."
            )
            yield _Point("no_adequacy", Severity.WARNING, f"{at}.safeguard", sentence, "art. 45 du RGPD")
        elif transfer.safeguard is Safeguard.DEROGATION and not transfer.document.strip():
            sentence = "Une dérogation se justifie par écrit : indiquez le document qui l’explique."
            yield _Point(
                "derogation_undocumented",
                Severity.WARNING,
                f"{at}.document",
                sentence,
                "art. 49(6) du RGPD",
            )


def _in_texts(activity: ProcessingActivity, _parties: Parties) -> Iterator[_Point]:
    """Numbers that have no place in a text; every one of them has digits, most texts have none."""
    for steps, text in free_texts(activity):
        if not _DIGITS.search(text):
            continue
        path = ".".join(steps)
        for kind in dict.fromkeys(number.kind for number in find_numbers(text)):
            sentence = f"Ce champ semble contenir {kind.words}. À retirer."
            yield _Point(f"contains_{kind}", Severity.ERROR, path, sentence, "art. 5(1)(c) du RGPD")
        if path != "note" and _OLD_AUTHORISATION.search(plain(text)):
            yield _Point("old_authorisation", Severity.WARNING, path, _FOSSIL, "art. 30 du RGPD")


def _advice(activity: ProcessingActivity, _parties: Parties) -> Iterator[_Point]:
    for number, data in enumerate(activity.data):
        if data.category == "identity_document":
            sentence = "Une pièce d’identité ne se demande qu’en cas de doute."
            yield _Point(
                "identity_document",
                Severity.HINT,
                f"data.{number}.category",
                sentence,
                "art. 12(6) du RGPD",
            )
    if activity.dpia.required is None:
        sentence = ""
        if _EXCLUSION.search(plain(" ".join([activity.name, *(p.name for p in activity.purposes)]))):
            sentence = "Liste d’exclusion : une analyse d’impact peut être nécessaire."
        elif len(activity.dpia.criteria) > 1:
            sentence = (
                "Deux critères de risque ou plus : une analyse d’impact est le plus souvent nécessaire."
            )
        if sentence:
            yield _Point("impact_assessment", Severity.HINT, "dpia.required", sentence, "art. 35 du RGPD")


def _unknown_parties(activity: ProcessingActivity, parties: Parties) -> Iterator[_Point]:
    named: list[tuple[str, str | None]] = [
        *((f"recipients.{n}.party", r.party) for n, r in enumerate(activity.recipients)),
        *((f"transfers.{n}.party", t.party) for n, t in enumerate(activity.transfers)),
        *((f"joint_controllers.{n}", key) for n, key in enumerate(activity.joint_controllers)),
        *((f"client_controllers.{n}", key) for n, key in enumerate(activity.client_controllers)),
    ]
    for path, key in named:
        if key is not None and key not in parties:
            sentence = "Ce prestataire n’est pas dans la liste : ajoutez-le ou choisissez-en un autre."
            yield _Point("unknown_party", Severity.ERROR, path, sentence, "art. 30(1)(d) du RGPD")


def _unknown_keys(activity: ProcessingActivity, _parties: Parties) -> Iterator[_Point]:
    """Words of one's own are welcome; something that looks like a key but is none is a slip."""
    triggers = catalogues.retention_triggers()
    for number, rule in enumerate(activity.retention):
        if rule.trigger and rule.trigger not in triggers and rule.kind is not RetentionKind.CRITERIA:
            sentence = (
                "Cet événement de départ n’est pas connu : la fin de la durée ne peut pas être calculée."
            )
            path = f"retention.{number}.trigger"
            yield _Point("unknown_trigger", Severity.WARNING, path, sentence, "art. 5(1)(e) du RGPD")
    for path, key, known in _catalogue_keys(activity):
        if key not in known and _LOOKS_LIKE_A_KEY.fullmatch(key):
            sentence = f"« {key} » n’est pas dans la liste proposée : choisissez un mot de la liste."
            yield _Point("unknown_key", Severity.HINT, path, sentence, "art. 30 du RGPD")
    if _keeps_unknown(activity):
        sentence = (
            "Cette fiche vient d’une version plus récente : ce qui n’est pas connu ici est gardé tel quel."
        )
        yield _Point("newer_fields", Severity.HINT, "extra", sentence, "art. 30 du RGPD")


def _keeps_unknown(activity: ProcessingActivity) -> bool:
    one = [activity.extra, activity.dpia.extra]
    many = [*(p.extra for p in activity.purposes), *(d.extra for d in activity.data_subjects)]
    many += [*(d.extra for d in activity.data), *(r.extra for r in activity.recipients)]
    many += [*(t.extra for t in activity.transfers), *(r.extra for r in activity.retention)]
    return any([*one, *many])


def _catalogue_keys(activity: ProcessingActivity) -> Iterable[tuple[str, str, Mapping[str, object]]]:
    for n, subject in enumerate(activity.data_subjects):
        yield f"data_subjects.{n}.category", subject.category, catalogues.data_subject_categories()
    for n, data in enumerate(activity.data):
        yield f"data.{n}.category", data.category, catalogues.data_categories()
        yield f"data.{n}.source", data.source, catalogues.data_sources()
    lists: tuple[tuple[str, tuple[str, ...], Mapping[str, object]], ...] = (
        ("collection_channels", activity.collection_channels, catalogues.collection_channels()),
        ("informed_by", activity.informed_by, catalogues.information_means()),
        ("security_measures", activity.security_measures, catalogues.security_measures()),
        ("dpia.criteria", activity.dpia.criteria, catalogues.dpia_criteria()),
    )
    for name, keys, known in lists:
        for n, key in enumerate(keys):
            yield f"{name}.{n}", key, known


def _impossible_dates(activity: ProcessingActivity, today: date | None) -> Iterator[_Point]:
    created, reviewed = activity.created_on, activity.reviewed_on
    if created and reviewed and reviewed < created:
        sentence = "La date de revue est antérieure à la date de création : vérifiez les deux."
        yield _Point("impossible_date", Severity.ERROR, "reviewed_on", sentence, "art. 5(2) du RGPD")
    for field, day in (("created_on", created), ("reviewed_on", reviewed)):
        if today and day and day > today:
            sentence = "Cette date est dans le futur : vérifiez-la."
            yield _Point("impossible_date", Severity.ERROR, field, sentence, "art. 5(2) du RGPD")


_RULES: tuple[_Rule, ...] = (
    _two_bases,
    _consent_out_of_place,
    _vague_retention,
    _minimum_over_maximum,
    _outside_europe,
    _transfers,
    _in_texts,
    _advice,
    _unknown_parties,
    _unknown_keys,
)
