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
from gdpr_desk.periods.words import french_list
from gdpr_desk.reference import catalogues
from gdpr_desk.register.findings import (
    CONTRACT,
    EXCLUSION,
    FRAUD,
    LEGAL_DUTY,
    SOLICITED,
    SURVEILLANCE,
    Finding,
    Severity,
    free_texts,
    old_formality,
    plain,
    section_of,
    transfers_article,
    vague,
)
from gdpr_desk.register.identifiers import find_numbers
from gdpr_desk.register.model import (
    ActivityRole,
    Disposal,
    LawfulBasis,
    ProcessingActivity,
    RetentionKind,
    RetentionPhase,
    RetentionRule,
    Safeguard,
    Transfer,
)
from gdpr_desk.register.wording import days

VAGUE = "Indiquez une durée chiffrée ou un événement (ex. 3 ans après le dernier achat)."
_TWO_BASES = (
    "Deux raisons différentes pour un même but : choisissez celle qui tient, ou séparez en deux activités."
)
_FILMED = (
    "Le consentement est rarement la bonne base pour la vidéosurveillance : une personne ne peut pas"
    " vraiment refuser."
)
_DUTY = "La loi impose déjà ce but : demander un accord laisserait croire qu’on peut dire non."
_SERVED = "Pour servir un client, son consentement n’est pas nécessaire : le contrat suffit."
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
_DIGITS = re.compile(r"[0-9][^0-9]{0,3}[0-9]")
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
            field = f"purposes.{number}.lawful_basis"
            yield _Point("two_bases", Severity.ERROR, field, _TWO_BASES, "art. 6(1) du RGPD")


def _consent_out_of_place(activity: ProcessingActivity, _parties: Parties) -> Iterator[_Point]:
    channels = activity.collection_channels
    named = bool(SURVEILLANCE.search(plain(activity.name)))
    filmed = any(d.category == "video_images" for d in activity.data) and (
        not channels or "camera" in channels
    )
    # What is filmed at a customer's, by a camera one carries, may well rest on an agreement.
    by_agreement = "on_site" in channels and "camera" not in channels
    for number, purpose in enumerate(activity.purposes):
        if purpose.lawful_basis is not LawfulBasis.CONSENT:
            continue
        words = plain(purpose.name) or plain(activity.name)
        shown = filmed and not SOLICITED.search(words)
        watched = not by_agreement and (named or shown or bool(SURVEILLANCE.search(words)))
        told = _instead_of_consent(words, watched)
        if told:
            key, sentence, article, fix = told
            yield _Point(key, Severity.WARNING, f"purposes.{number}.lawful_basis", sentence, article, fix)


def _instead_of_consent(words: str, watched: bool) -> tuple[str, str, str, str] | None:
    if watched:
        return "consent_surveillance", _FILMED, "art. 4(11) et 6(1)(f) du RGPD", _FIX_INTEREST
    if SOLICITED.search(words):
        return None
    if LEGAL_DUTY.search(words):
        return "consent_legal_duty", _DUTY, "art. 4(11) et 6(1)(c) du RGPD", _FIX_LEGAL
    if CONTRACT.search(words):
        return "consent_contract", _SERVED, "art. 6(1)(b) et 7(4) du RGPD", _FIX_CONTRACT
    return None


def _vague_retention(activity: ProcessingActivity, _parties: Parties) -> Iterator[_Point]:
    for number, rule in enumerate(activity.retention):
        if vague(rule.applies_to) or vague(rule.trigger) or vague(rule.source, quoting=True):
            field = f"retention.{number}.period"
            yield _Point("vague_retention", Severity.ERROR, field, VAGUE, "art. 5(1)(e) du RGPD")


def _archive_without_end(activity: ProcessingActivity, _parties: Parties) -> Iterator[_Point]:
    """Where something goes into the archive, some rule has to say when it leaves it."""
    if any(rule.phase is RetentionPhase.INTERMEDIATE for rule in activity.retention):
        return
    for number, rule in enumerate(activity.retention):
        if rule.disposal is Disposal.ARCHIVE:
            sentence = "Archivées jusqu’à quand ? Ajoutez la durée de l’archive."
            yield _Point(
                "archive_without_end",
                Severity.WARNING,
                f"retention.{number}.disposal",
                sentence,
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
        if days(minimum) > days(maximum):
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
        who = french_list(names) if len(names) <= 3 else f"{', '.join(names[:3])}…"
        established = "sont établis" if len(names) > 1 else "est établi"
        yield _Point(
            "transfer_missing",
            Severity.ERROR,
            "transfers",
            f"{who} {established} hors UE : précisez la garantie.",
            f"{transfers_article(activity.role)} et 44 du RGPD",
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
        elif _partly_adequate(transfer) and not transfer.document.strip():
            where = entry.label if entry else transfer.country
            sentence = (
                f"{where} : la décision d’adéquation ne couvre pas tout le monde ; vérifiez que ce"
                " destinataire en relève et notez-le en document."
            )
            yield _Point("adequacy_unproved", Severity.WARNING, f"{at}.document", sentence, "art. 45 du RGPD")
        elif transfer.safeguard is Safeguard.DEROGATION and not transfer.document.strip():
            sentence = "Une dérogation se justifie par écrit : indiquez le document qui l’explique."
            yield _Point(
                "derogation_undocumented",
                Severity.WARNING,
                f"{at}.document",
                sentence,
                "art. 5(2) et 49 du RGPD",
            )


def _partly_adequate(transfer: Transfer) -> bool:
    entry = catalogues.countries().get(transfer.country)
    adequacy = entry.adequacy if entry is not None else None
    return transfer.safeguard is Safeguard.ADEQUACY and adequacy is not None and adequacy.partial


def _in_texts(activity: ProcessingActivity, _parties: Parties) -> Iterator[_Point]:
    """Numbers that have no place in a text; every one of them has digits, most texts have none."""
    for steps, text in free_texts(activity):
        if not _DIGITS.search(text):
            continue
        path = ".".join(steps)
        for kind in dict.fromkeys(number.kind for number in find_numbers(text)):
            sentence = f"Ce champ semble contenir {kind.words}. À retirer."
            yield _Point(f"contains_{kind}", Severity.ERROR, path, sentence, "art. 5(1)(c) du RGPD")
        if path != "note" and any(map(old_formality, re.split(r"[\n;]|\. ", text))):
            yield _Point("old_authorisation", Severity.WARNING, path, _FOSSIL, "art. 30 du RGPD")


def _advice(activity: ProcessingActivity, _parties: Parties) -> Iterator[_Point]:
    asked = any(subject.category == "requesters" for subject in activity.data_subjects)
    for number, data in enumerate(activity.data):
        if data.category == "identity_document":
            sentence = "Une pièce d’identité ne se demande qu’en cas de doute."
            yield _Point(
                "identity_document",
                Severity.HINT,
                f"data.{number}.category",
                sentence,
                "art. 12(6) du RGPD" if asked else "art. 5(1)(c) du RGPD",
            )
        elif data.category == "criminal_offences":
            sentence = (
                "Condamnations et infractions : une boutique ne peut en noter que ce qu’il faut pour"
                " défendre ses propres droits."
            )
            yield _Point(
                "criminal_offences", Severity.HINT, f"data.{number}.category", sentence, "art. 10 du RGPD"
            )
    # A processor assists with an assessment (Art. 28(3)(f)); it is the controller that owes it.
    sentence = _impact(activity)
    if sentence and activity.dpia.required is None and activity.role is not ActivityRole.PROCESSOR:
        yield _Point("impact_assessment", Severity.HINT, "dpia.required", sentence, "art. 35 du RGPD")


def _impact(activity: ProcessingActivity) -> str:
    words = plain(" ".join([activity.name, *(purpose.name for purpose in activity.purposes)]))
    fraud = bool(FRAUD.search(words))
    if EXCLUSION.search(words) or (fraud and "exclusion" in activity.dpia.criteria):
        return "Liste d’exclusion : une analyse d’impact peut être nécessaire."
    if fraud:
        return "Lutte contre la fraude : une analyse d’impact peut être nécessaire."
    if len(activity.dpia.criteria) > 1:
        return "Deux critères de risque ou plus : une analyse d’impact est le plus souvent nécessaire."
    return ""


def _unknown_parties(activity: ProcessingActivity, parties: Parties) -> Iterator[_Point]:
    named: list[tuple[str, str | None]] = [
        *((f"recipients.{n}.party", r.party) for n, r in enumerate(activity.recipients)),
        *((f"transfers.{n}.party", t.party) for n, t in enumerate(activity.transfers)),
        *((f"joint_controllers.{n}", key) for n, key in enumerate(activity.joint_controllers)),
        *((f"client_controllers.{n}", key) for n, key in enumerate(activity.client_controllers)),
    ]
    for path, key in named:
        if key is not None and key not in parties:
            sentence = "Cet organisme n’est pas dans votre liste : ajoutez-le ou choisissez-en un autre."
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
    _archive_without_end,
    _minimum_over_maximum,
    _outside_europe,
    _transfers,
    _in_texts,
    _advice,
    _unknown_parties,
    _unknown_keys,
)
