"""What a record still lacks, how complete it is, and everything worth a look; never a verdict.

An *error* is something Article 30 asks for and the record lacks, or two statements that cannot
both hold; a *warning* is what an authority would ask about; a *hint* is advice and weighs nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from dateutil.relativedelta import relativedelta

from gdpr_desk.parties.model import PartyKind
from gdpr_desk.reference import catalogues
from gdpr_desk.register.findings import Finding, Severity, section_of, transfers_article
from gdpr_desk.register.model import (
    ActivityRole,
    ActivityStatus,
    LawfulBasis,
    ProcessingActivity,
    Register,
    RetentionKind,
)
from gdpr_desk.register.quality import FIXES, VAGUE, contradictions
from gdpr_desk.register.wording import country_label, days

__all__ = [
    "REVIEW_MONTHS",
    "SECTIONS",
    "Completeness",
    "Finding",
    "SectionState",
    "Severity",
    "apply_fix",
    "assess",
    "check",
    "check_register",
    "completeness",
    "review_due_on",
]

SECTIONS = (
    "Nom et but",
    "Pourquoi c’est permis",
    "Personnes",
    "Données",
    "Qui les voit",
    "Hors d’Europe ?",
    "Combien de temps",
    "Sécurité",
)
REVIEW_MONTHS = 12


@dataclass(frozen=True)
class SectionState:
    """One section of the form: how much of it is answered, and what is left.

    `findings` holds the errors and warnings only. `optional` is a section that nothing obliges
    to fill in this record (transfers where there are none).
    """

    number: int
    title: str
    done: int
    total: int
    findings: tuple[Finding, ...] = ()

    @property
    def complete(self) -> bool:
        """Nothing missing and nothing to correct."""
        return self.done == self.total

    @property
    def optional(self) -> bool:
        """Nothing is asked here."""
        return self.total == 0


@dataclass(frozen=True)
class Completeness:
    """How much of a record is answered: 1.0 only where nothing is missing or to be corrected.

    It measures what is written down, not whether the processing is lawful.
    """

    share: float
    sections: tuple[SectionState, ...]

    @property
    def percent(self) -> int:
        """The share in whole per cent, rounded down so that 100 means all."""
        return int(self.share * 100 + 1e-9)

    @property
    def complete(self) -> bool:
        """Every section is complete."""
        return all(section.complete for section in self.sections)

    @property
    def sections_complete(self) -> int:
        """How many of the eight sections are complete."""
        return sum(section.complete for section in self.sections)


@dataclass(frozen=True)
class _Requirement:
    """Something the record must say; `finding` where it does not."""

    section: int
    finding: Finding | None


def check(activity: ProcessingActivity, register: Register, today: date | None = None) -> tuple[Finding, ...]:
    """Every finding on one record, by section; rules on dates need `today`."""
    return assess(activity, register, today)[1]


def completeness(activity: ProcessingActivity, register: Register, today: date | None = None) -> Completeness:
    """How much of the record is answered, section by section."""
    return assess(activity, register, today)[0]


def assess(
    activity: ProcessingActivity, register: Register, today: date | None = None
) -> tuple[Completeness, tuple[Finding, ...]]:
    """Completeness and findings together, for the price of one."""
    parties = {party.key: party for party in register.parties}
    requirements = tuple(_requirements(activity))
    quality = contradictions(activity, parties, today)
    missing = [r.finding for r in requirements if r.finding]
    said = {(finding.field, finding.sentence) for finding in missing}
    quality = tuple(f for f in quality if (f.field, f.sentence) not in said)
    findings = [*missing, *quality, *_stale(activity, today)]
    findings.sort(key=lambda finding: finding.section)
    return _completeness(requirements, quality, findings), tuple(findings)


def check_register(register: Register, today: date | None = None) -> tuple[Finding, ...]:
    """Findings on the register itself, on every record that is not archived, on the contracts."""
    found = [*_controller_findings(register), *_duplicates(register)]
    for activity in register.activities:
        if activity.status is not ActivityStatus.ARCHIVED:
            found.extend(check(activity, register, today))
    # Often many and all alike: behind what each record lacks.
    return (*found, *_contracts(register))


def review_due_on(activity: ProcessingActivity) -> date | None:
    """The day by which the record should be looked at again: twelve months after the last time.

    None where the record has neither been reviewed nor has a date of creation.
    """
    last = activity.reviewed_on or activity.created_on
    return last + relativedelta(months=REVIEW_MONTHS) if last else None


def apply_fix(finding: Finding, activity: ProcessingActivity) -> ProcessingActivity:
    """The record after the one-click correction that `finding.fix` names.

    Raises ValueError where the finding has no such correction or no longer fits the record.
    """
    basis = FIXES.get(finding.fix)
    parts = finding.field.split(".")
    if basis is None or parts[0] != "purposes" or int(parts[1]) >= len(activity.purposes):
        raise ValueError(f"no correction for {finding.key}")
    purposes = list(activity.purposes)
    purposes[int(parts[1])] = replace(purposes[int(parts[1])], lawful_basis=basis)
    return replace(activity, purposes=tuple(purposes))


def _completeness(
    requirements: tuple[_Requirement, ...], quality: tuple[Finding, ...], findings: list[Finding]
) -> Completeness:
    done = Counter(r.section for r in requirements if r.finding is None)
    total = Counter(r.section for r in requirements)
    total.update(f.section for f in quality if f.severity is not Severity.HINT)
    sections = tuple(
        SectionState(
            number,
            title,
            done[number],
            total[number],
            tuple(f for f in findings if f.section == number and f.severity is not Severity.HINT),
        )
        for number, title in enumerate(SECTIONS, start=1)
    )
    whole = sum(total.values())
    return Completeness(sum(done.values()) / whole if whole else 1.0, sections)


_Need = tuple[str, bool, str, str, str]
"""Key, whether it is answered, field, sentence where it is not, article."""


def _requirements(activity: ProcessingActivity) -> Iterator[_Requirement]:
    for key, answered, field, sentence, article in _needs(activity):
        section = section_of(field)
        missing = Finding(
            key, Severity.ERROR, activity.reference, field, section, sentence, f"{article} du RGPD"
        )
        yield _Requirement(section, None if answered else missing)


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
        answered = bool(transfer.country) and (transfer.safeguard is not None or _in_eea(transfer.country))
        field = f"transfers.{number}.{'safeguard' if transfer.country else 'country'}"
        sentence = "Hors d’Europe : précisez le pays et la garantie qui protège les données."
        if transfer.country:
            where = country_label(transfer.country)
            sentence = f"Hors d’Europe ({where}) : précisez la garantie qui protège les données."
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


def _stale(activity: ProcessingActivity, today: date | None) -> Iterator[Finding]:
    due = review_due_on(activity)
    if today is None or activity.status is ActivityStatus.ARCHIVED or (due is not None and today < due):
        return
    sentence = (
        f"Pas revue depuis {REVIEW_MONTHS} mois ou plus : relisez cette fiche, puis marquez-la comme revue."
        if due
        else "Cette fiche n’a jamais été revue : relisez-la, puis marquez-la comme revue."
    )
    yield Finding(
        "review_due",
        Severity.HINT,
        activity.reference,
        "reviewed_on",
        1,
        sentence,
        "art. 5(2) et 24(1) du RGPD",
    )


def _controller_findings(register: Register) -> Iterator[Finding]:
    shop = register.controller
    if not shop.name.strip():
        sentence = "Donnez le nom de la boutique."
        yield Finding(
            "controller_name", Severity.ERROR, "", "controller.name", 0, sentence, "art. 30(1)(a) du RGPD"
        )
    if not (shop.address.strip() or shop.email.strip() or shop.phone.strip()):
        sentence = "Donnez au moins une façon de joindre la boutique : adresse, e-mail ou téléphone."
        yield Finding(
            "controller_contact", Severity.ERROR, "", "controller.email", 0, sentence, "art. 30(1)(a) du RGPD"
        )


def _duplicates(register: Register) -> Iterator[Finding]:
    counted = Counter(activity.reference for activity in register.activities if activity.reference)
    for reference, times in counted.items():
        if times > 1:
            sentence = f"La référence {reference} est portée par {times} fiches : gardez-en une."
            yield Finding(
                "duplicate_reference", Severity.ERROR, reference, "reference", 1, sentence, "art. 30 du RGPD"
            )


def _contracts(register: Register) -> Iterator[Finding]:
    """A processor that a record names works under a written contract."""
    used = {
        r.party for a in register.activities if a.status is not ActivityStatus.ARCHIVED for r in a.recipients
    }
    for party in register.parties:
        if party.kind is PartyKind.PROCESSOR and party.key in used and party.contract.signed_on is None:
            sentence = f"{party.name} : indiquez la date du contrat de sous-traitance."
            field = f"parties.{party.key}.contract.signed_on"
            yield Finding("contract_missing", Severity.WARNING, "", field, 0, sentence, "art. 28(3) du RGPD")
