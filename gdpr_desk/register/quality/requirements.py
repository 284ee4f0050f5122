"""What Article 30 asks for and a record may not say yet; pure.

A controller answers to Article 30(1), a processor to 30(2); a lawful basis, its reasons and an
exception for sensitive data come with it, because no notice can be written without them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gdpr_desk.reference import catalogues
from gdpr_desk.register.model import ActivityRole, LawfulBasis, ProcessingActivity, RetentionKind
from gdpr_desk.register.quality.findings import (
    OVERSEAS,
    VAGUE,
    Finding,
    Severity,
    section_of,
    transfers_article,
)
from gdpr_desk.register.wording import country_label, days


@dataclass(frozen=True)
class Requirement:
    """Something the record must say; `finding` where it does not."""

    section: int
    finding: Finding | None


_Need = tuple[str, bool, str, str, str]
"""Key, whether it is answered, field, sentence where it is not, article."""


def requirements(activity: ProcessingActivity) -> Iterator[Requirement]:
    """Everything the record must say, answered or not."""
    for key, answered, field, sentence, article in _needs(activity):
        section = section_of(field)
        missing = Finding(
            key, Severity.ERROR, activity.reference, field, section, sentence, f"{article} du RGPD"
        )
        yield Requirement(section, None if answered else missing)


def _needs(activity: ProcessingActivity) -> Iterator[_Need]:
    """What Article 30(1) asks of a controller, or Article 30(2) of a processor."""
    named = bool(activity.name.strip())
    processor = activity.role is ActivityRole.PROCESSOR
    article = "art. 30(2)" if processor else "art. 30(1)"
    yield "missing_name", named, "name", "Donnez un nom à cette activité.", article
    if processor:
        yield from _processor_needs(activity)
    else:
        yield from _controller_needs(activity)
    for number, transfer in enumerate(activity.transfers):
        needless = _in_eea(transfer.country) or transfer.country in OVERSEAS
        answered = bool(transfer.country) and (transfer.safeguard is not None or needless)
        field = f"transfers.{number}.{'safeguard' if transfer.country else 'country'}"
        sentence = "Hors UE : précisez le pays et la garantie qui protège les données."
        if transfer.country:
            where = country_label(transfer.country)
            sentence = f"Hors UE ({where}) : précisez la garantie qui protège les données."
        yield "missing_safeguard", answered, field, sentence, f"{transfers_article(activity.role)} et 44"
    protected = any(measure.strip() for measure in activity.security_measures)
    sentence = "Indiquez au moins une mesure qui protège ces données."
    article = "art. 30(2)(d)" if processor else "art. 30(1)(g)"
    yield "missing_security", protected, "security_measures", sentence, article


def _processor_needs(activity: ProcessingActivity) -> Iterator[_Need]:
    sentence = "Indiquez pour quel client vous travaillez."
    yield "missing_client", bool(activity.client_controllers), "client_controllers", sentence, "art. 30(2)(a)"
    sentence = "Dites ce que vous faites pour ce client (diagnostic, sauvegarde, réparation…)."
    told = any(operation.strip() for operation in activity.operations)
    yield "missing_operations", told, "operations", sentence, "art. 30(2)(b)"


def _controller_needs(activity: ProcessingActivity) -> Iterator[_Need]:
    if activity.role is ActivityRole.JOINT_CONTROLLER:
        sentence = "Nommez l’autre responsable : vous décidez ensemble."
        yield (
            "missing_joint",
            bool(activity.joint_controllers),
            "joint_controllers",
            sentence,
            "art. 26 et 30(1)(a)",
        )
    yield from _purpose_needs(activity)
    told = any(subject.category.strip() for subject in activity.data_subjects)
    yield "missing_people", told, "data_subjects", "Dites de qui parlent ces données.", "art. 30(1)(c)"
    told = any(data.category.strip() for data in activity.data)
    yield "missing_data", told, "data", "Dites quelles données vous notez.", "art. 30(1)(c)"
    if _special(activity):
        condition = any(purpose.article_9_condition for purpose in activity.purposes)
        sentence = "Ces données sont sensibles : indiquez l’exception qui permet de les utiliser."
        yield "missing_article_9", condition, "purposes.0.article_9_condition", sentence, "art. 9(2)"
    told = any(r.party or (r.internal or "").strip() for r in activity.recipients)
    sentence = "Dites qui voit ces données : dans la boutique, chez un prestataire, une autorité."
    yield "missing_recipients", told, "recipients", sentence, "art. 30(1)(d)"
    yield from _retention_needs(activity)


def _purpose_needs(activity: ProcessingActivity) -> Iterator[_Need]:
    sentence = "Dites à quoi servent ces données."
    if not activity.purposes:
        yield "missing_purpose", False, "purposes.0.name", sentence, "art. 30(1)(b)"
        yield "missing_basis", False, "purposes.0.lawful_basis", _BASIS, "art. 6(1)"
    for number, purpose in enumerate(activity.purposes):
        at = f"purposes.{number}"
        yield "missing_purpose", bool(purpose.name.strip()), f"{at}.name", sentence, "art. 30(1)(b)"
        yield "missing_basis", purpose.lawful_basis is not None, f"{at}.lawful_basis", _BASIS, "art. 6(1)"
        if purpose.lawful_basis is LawfulBasis.LEGITIMATE_INTERESTS:
            interest, balance = bool(purpose.interest.strip()), bool(purpose.justification.strip())
            yield "missing_interest", interest, f"{at}.interest", _INTEREST, "art. 6(1)(f) et 13(1)(d)"
            yield "missing_justification", balance, f"{at}.justification", _BALANCE, "art. 6(1)(f)"


_BASIS = "Choisissez pourquoi c’est permis : une seule raison par but."
_INTEREST = "Dites quel intérêt de la boutique vous poursuivez."
_BALANCE = "Expliquez pourquoi cet intérêt ne gêne pas trop les personnes."


def _retention_needs(activity: ProcessingActivity) -> Iterator[_Need]:
    if not activity.retention:
        yield "missing_retention", False, "retention", VAGUE, "art. 5(1)(e) et 30(1)(f)"
    for number, rule in enumerate(activity.retention):
        at = f"retention.{number}"
        if rule.kind is not RetentionKind.CRITERIA:
            yield "missing_period", days(rule) > 0, f"{at}.period", VAGUE, "art. 5(1)(e) et 30(1)(f)"
        sentence = "Indiquez l’événement à partir duquel la durée court."
        yield "missing_trigger", bool(rule.trigger.strip()), f"{at}.trigger", sentence, "art. 5(1)(e)"


def _special(activity: ProcessingActivity) -> bool:
    """Data of Article 9; offences are Article 10's, which knows none of these exceptions."""
    known = catalogues.data_categories()
    others = [data for data in activity.data if data.category != "criminal_offences"]
    entries = (known.get(data.category) for data in others)
    return any(data.special for data in others) or any(
        e is not None and e.extra.get("special") for e in entries
    )


def _in_eea(country: str) -> bool:
    entry = catalogues.countries().get(country)
    return entry is not None and entry.eea
