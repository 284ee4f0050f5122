"""Statements in a record that cannot hold together, or that an authority would ask about; pure.

What is merely missing is the business of `checks`, which puts both together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from gdpr_desk.reference import catalogues
from gdpr_desk.register.identifiers import find_numbers
from gdpr_desk.register.model import (
    Disposal,
    LawfulBasis,
    ProcessingActivity,
    Purpose,
    RetentionKind,
    RetentionPhase,
    RetentionRule,
)
from gdpr_desk.register.quality.findings import (
    CONTRACT,
    EXCLUSION,
    FIX_CONTRACT,
    FIX_INTEREST,
    FIX_LEGAL,
    FRAUD,
    LEGAL_DUTY,
    SOLICITED,
    SURVEILLANCE,
    UNPAID,
    VAGUE,
    Look,
    Point,
    Rule,
    Severity,
    by_silence,
    plain,
    vague,
)
from gdpr_desk.register.wording import days

_TWO_BASES = (
    "Deux raisons différentes pour un même but : choisissez celle qui tient, ou séparez en deux activités."
)
_SEVERAL_BASES = (
    "Trois raisons ou plus pour un même but : il y a sans doute plusieurs buts ; séparez-les, chacun avec"
    " sa raison."
)
_FILMED = (
    "Le consentement est rarement la bonne base pour la vidéosurveillance : une personne ne peut pas"
    " vraiment refuser."
)
_DUTY = "La loi impose déjà ce but : demander un accord laisserait croire qu’on peut dire non."
_SERVED = "Pour servir un client, son consentement n’est pas nécessaire : le contrat suffit."
_SILENCE = (
    "Ne pas s’opposer n’est pas donner son accord : il faut un geste clair (une case à cocher), ou une"
    " autre raison que le consentement."
)
_NO_DUTY = "Aucune loi n’oblige une boutique à tenir ce fichier : l’intérêt légitime est la raison qui tient."
_DIGITS = re.compile(r"[0-9][^0-9]{0,3}[0-9]")
_LOOKS_LIKE_A_KEY = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")


def _two_bases(look: Look) -> Iterator[Point]:
    """One purpose rests on one basis; the first place where it does not is told."""
    seen: dict[str, list[LawfulBasis]] = {}
    places: dict[str, int] = {}
    for number, purpose in enumerate(look.activity.purposes):
        name, basis = plain(purpose.name), purpose.lawful_basis
        if not name or basis is None:
            continue
        bases = seen.setdefault(name, [])
        if basis not in bases:
            bases.append(basis)
            if len(bases) == 2:
                places[name] = number
    for name, number in places.items():
        two = len(seen[name]) == 2
        key, sentence = ("two_bases", _TWO_BASES) if two else ("several_bases", _SEVERAL_BASES)
        yield Point(key, Severity.ERROR, f"purposes.{number}.lawful_basis", sentence, "art. 6(1) du RGPD")


def _consent_out_of_place(look: Look) -> Iterator[Point]:
    activity = look.activity
    channels = activity.collection_channels
    named = bool(SURVEILLANCE.search(plain(activity.name)))
    filmed = "video_images" in look.categories and (not channels or "camera" in channels)
    # What is filmed at a customer's, by a camera one carries, may well rest on an agreement.
    by_agreement = "on_site" in channels and "camera" not in channels
    for number, purpose in enumerate(activity.purposes):
        if purpose.lawful_basis is not LawfulBasis.CONSENT:
            continue
        words = plain(purpose.name) or plain(activity.name)
        shown = filmed and not SOLICITED.search(words)
        watched = not by_agreement and (named or shown or bool(SURVEILLANCE.search(words)))
        told = _instead_of_consent(purpose, words, watched)
        if told:
            key, sentence, article, fix = told
            yield Point(key, Severity.WARNING, f"purposes.{number}.lawful_basis", sentence, article, fix)


def _instead_of_consent(purpose: Purpose, words: str, watched: bool) -> tuple[str, str, str, str] | None:
    if watched:
        return "consent_surveillance", _FILMED, "art. 4(11) et 6(1)(f) du RGPD", FIX_INTEREST
    if by_silence(purpose.justification) or by_silence(purpose.name):
        return "consent_by_silence", _SILENCE, "art. 4(11) et 7 du RGPD", ""
    if SOLICITED.search(words):
        return None
    if LEGAL_DUTY.search(words):
        return "consent_legal_duty", _DUTY, "art. 4(11) et 6(1)(c) du RGPD", FIX_LEGAL
    if CONTRACT.search(words):
        return "consent_contract", _SERVED, "art. 6(1)(b) et 7(4) du RGPD", FIX_CONTRACT
    return None


def _duty_without_law(look: Look) -> Iterator[Point]:
    """No law makes a shop list frauds or bad payers; its accounts are another matter."""
    for number, purpose in enumerate(look.activity.purposes):
        words = plain(purpose.name)
        listed = FRAUD.search(words) or EXCLUSION.search(words) or UNPAID.search(words)
        if purpose.lawful_basis is LawfulBasis.LEGAL_OBLIGATION and listed and not LEGAL_DUTY.search(words):
            field = f"purposes.{number}.lawful_basis"
            article = "art. 6(1)(c) et 6(3) du RGPD"
            yield Point("legal_duty_unfounded", Severity.WARNING, field, _NO_DUTY, article, FIX_INTEREST)


def _vague_retention(look: Look) -> Iterator[Point]:
    for number, rule in enumerate(look.activity.retention):
        if vague(rule.applies_to) or vague(rule.trigger) or vague(rule.source, quoting=True):
            field = f"retention.{number}.period"
            yield Point("vague_retention", Severity.ERROR, field, VAGUE, "art. 5(1)(e) du RGPD")


def _archive_without_end(look: Look) -> Iterator[Point]:
    """Where something goes into the archive, some rule has to say when it leaves it."""
    if any(rule.phase is RetentionPhase.INTERMEDIATE for rule in look.activity.retention):
        return
    for number, rule in enumerate(look.activity.retention):
        if rule.disposal is Disposal.ARCHIVE:
            sentence = "Archivées jusqu’à quand ? Ajoutez la durée de l’archive."
            yield Point(
                "archive_without_end",
                Severity.WARNING,
                f"retention.{number}.disposal",
                sentence,
                "art. 5(1)(e) du RGPD",
            )


def _minimum_over_maximum(look: Look) -> Iterator[Point]:
    """Only clocks that start alike can be compared; two events may lie years apart."""
    for (_, one), (number, other) in combinations(enumerate(look.activity.retention), 2):
        if not _same_clock(one, other) or {one.kind, other.kind} != {
            RetentionKind.MINIMUM,
            RetentionKind.MAXIMUM,
        }:
            continue
        minimum, maximum = (one, other) if one.kind is RetentionKind.MINIMUM else (other, one)
        if days(minimum) > days(maximum):
            yield Point(
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


def _in_texts(look: Look) -> Iterator[Point]:
    """Numbers that have no place in a text; every one of them has digits, most texts have none."""
    for path, text in look.texts:
        if not _DIGITS.search(text):
            continue
        for kind in dict.fromkeys(number.kind for number in find_numbers(text)):
            sentence = f"Ce champ semble contenir {kind.words}. À retirer."
            yield Point(f"contains_{kind}", Severity.ERROR, path, sentence, "art. 5(1)(c) du RGPD")


def _unknown_parties(look: Look) -> Iterator[Point]:
    activity = look.activity
    named: list[tuple[str, str | None]] = [
        *((f"recipients.{n}.party", r.party) for n, r in enumerate(activity.recipients)),
        *((f"transfers.{n}.party", t.party) for n, t in enumerate(activity.transfers)),
        *((f"joint_controllers.{n}", key) for n, key in enumerate(activity.joint_controllers)),
        *((f"client_controllers.{n}", key) for n, key in enumerate(activity.client_controllers)),
    ]
    for path, key in named:
        if key is not None and key not in look.parties:
            sentence = "Cet organisme n’est pas dans votre liste : ajoutez-le ou choisissez-en un autre."
            yield Point("unknown_party", Severity.ERROR, path, sentence, "art. 30(1)(d) du RGPD")


def _unknown_keys(look: Look) -> Iterator[Point]:
    """Words of one's own are welcome; something that looks like a key but is none is a slip."""
    triggers = catalogues.retention_triggers()
    activity = look.activity
    for number, rule in enumerate(activity.retention):
        if rule.trigger and rule.trigger not in triggers and rule.kind is not RetentionKind.CRITERIA:
            sentence = (
                "Cet événement de départ n’est pas connu : la fin de la durée ne peut pas être calculée."
            )
            path = f"retention.{number}.trigger"
            yield Point("unknown_trigger", Severity.WARNING, path, sentence, "art. 5(1)(e) du RGPD")
    for path, key, known in _catalogue_keys(activity):
        if key not in known and _LOOKS_LIKE_A_KEY.fullmatch(key):
            sentence = f"« {key} » n’est pas dans la liste proposée : choisissez un mot de la liste."
            yield Point("unknown_key", Severity.HINT, path, sentence, "art. 30 du RGPD")
    if _keeps_unknown(activity):
        sentence = (
            "Cette fiche vient d’une version plus récente : ce qui n’est pas connu ici est gardé tel quel."
        )
        yield Point("newer_fields", Severity.HINT, "extra", sentence, "art. 30 du RGPD")


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


def _impossible_dates(look: Look) -> Iterator[Point]:
    created, reviewed, today = look.activity.created_on, look.activity.reviewed_on, look.today
    if created and reviewed and reviewed < created:
        sentence = "La date de revue est antérieure à la date de création : vérifiez les deux."
        yield Point("impossible_date", Severity.ERROR, "reviewed_on", sentence, "art. 5(2) du RGPD")
    for field, day in (("created_on", created), ("reviewed_on", reviewed)):
        if today and day and day > today:
            sentence = "Cette date est dans le futur : vérifiez-la."
            yield Point("impossible_date", Severity.ERROR, field, sentence, "art. 5(2) du RGPD")


RULES: tuple[Rule, ...] = (
    _two_bases,
    _consent_out_of_place,
    _duty_without_law,
    _vague_retention,
    _archive_without_end,
    _minimum_over_maximum,
    _in_texts,
    _unknown_parties,
    _unknown_keys,
    _impossible_dates,
)
