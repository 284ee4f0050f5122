"""What a record still lacks, how complete it is, and everything worth a look; never a verdict.

An *error* is something Article 30 asks for and the record lacks, or two statements that cannot
both hold; a *warning* is what an authority would ask about; a *hint* is advice and weighs nothing.
The rules on what is written are in `quality`, `abroad`, `recordings`, `practices`, `prospecting` and
`obsolete`, those on what is missing in `requirements`; here they come together, with what concerns
the register as a whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from dateutil.relativedelta import relativedelta

from gdpr_desk.parties.model import Party, PartyKind
from gdpr_desk.register.model import ActivityStatus, ProcessingActivity, Register
from gdpr_desk.register.quality import (
    abroad,
    contradictions,
    obsolete,
    practices,
    prospecting,
    recordings,
)
from gdpr_desk.register.quality.findings import (
    FIXES,
    Finding,
    Look,
    Severity,
    findings_of,
)
from gdpr_desk.register.quality.requirements import Requirement, requirements

__all__ = [
    "REVIEW_MONTHS",
    "SECTIONS",
    "Completeness",
    "Finding",
    "SectionState",
    "Severity",
    "apply_fix",
    "assess",
    "awaits_review",
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
    "Hors UE ?",
    "Combien de temps",
    "Sécurité",
)
REVIEW_MONTHS = 12
_RULES = (
    *contradictions.RULES,
    *abroad.RULES,
    *recordings.RULES,
    *practices.RULES,
    *prospecting.RULES,
    *obsolete.RULES,
)


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
    return _assess(activity, register, _by_key(register), today, None)


def assess_all(
    register: Register, today: date | None = None
) -> tuple[tuple[Completeness, tuple[Finding, ...]], ...]:
    """`assess` for every record in order; what concerns all of them is looked up once."""
    parties, promised = _by_key(register), _promised(register)
    return tuple(_assess(activity, register, parties, today, promised) for activity in register.activities)


def _by_key(register: Register) -> dict[str, Party]:
    return {party.key: party for party in register.parties}


def _assess(
    activity: ProcessingActivity,
    register: Register,
    parties: Mapping[str, Party],
    today: date | None,
    promised: bool | None,
) -> tuple[Completeness, tuple[Finding, ...]]:
    needs = tuple(requirements(activity))
    missing = [r.finding for r in needs if r.finding]
    said = {(finding.field, finding.sentence) for finding in missing}
    look = Look(activity, parties, today)
    told = (*findings_of(look, _RULES), *_broken_promise(activity, register, promised))
    doubts = tuple(f for f in told if (f.field, f.sentence) not in said)
    findings = [*missing, *doubts, *_stale(activity, today)]
    findings.sort(key=lambda finding: finding.section)
    return _completeness(needs, doubts, findings), tuple(findings)


def check_register(register: Register, today: date | None = None) -> tuple[Finding, ...]:
    """Findings on the register itself, on every record that is not archived, on the contracts."""
    found = [*_controller_findings(register), *_duplicates(register)]
    parties, promised = _by_key(register), _promised(register)
    for activity in register.activities:
        if activity.status is not ActivityStatus.ARCHIVED:
            found.extend(_assess(activity, register, parties, today, promised)[1])
    # Often many and all alike: behind what each record lacks.
    return (*found, *_contracts(register, today))


def review_due_on(activity: ProcessingActivity) -> date | None:
    """The day by which the record should be looked at again: twelve months after the last time.

    None where the record has neither been reviewed nor has a date of creation.
    """
    last = activity.reviewed_on or activity.created_on
    return last + relativedelta(months=REVIEW_MONTHS) if last else None


def awaits_review(activity: ProcessingActivity, today: date) -> bool:
    """Whether somebody should look at it: a model nobody has read yet, or a yearly review that is due."""
    if activity.status is ActivityStatus.DRAFT and activity.reviewed_on is None:
        return True
    due = review_due_on(activity)
    return due is None or due <= today


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
    needs: tuple[Requirement, ...], doubts: tuple[Finding, ...], findings: list[Finding]
) -> Completeness:
    done = Counter(r.section for r in needs if r.finding is None)
    total = Counter(r.section for r in needs)
    total.update(f.section for f in doubts if f.severity is not Severity.HINT)
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


def _promised(register: Register) -> bool:
    """Whether a record in use says that the shop's computers hold no copy."""
    live = (other for other in register.activities if other.status is not ActivityStatus.ARCHIVED)
    return any(map(practices.promises_no_copy, live))


def _broken_promise(
    activity: ProcessingActivity, register: Register, promised: bool | None
) -> Iterator[Finding]:
    """Copies of identity papers on a computer, where a record says there are none; None: look it up."""
    if not practices.on_workstation(activity):
        return
    if _promised(register) if promised is None else promised:
        sentence = (
            "Votre registre promet « pas de copie sur les postes », mais des pièces d’identité sont gardées"
            " ici : changez l’un ou l’autre."
        )
        article = "art. 5(1)(a) du RGPD"
        yield Finding(
            "identity_copy_promise", Severity.WARNING, activity.reference, "systems", 5, sentence, article
        )


def _stale(activity: ProcessingActivity, today: date | None) -> Iterator[Finding]:
    due = review_due_on(activity)
    if today is None or activity.status is ActivityStatus.ARCHIVED or (due is not None and today < due):
        return
    sentence = (
        f"Pas revue depuis {REVIEW_MONTHS} mois ou plus : parcourez cette fiche, puis marquez-la comme revue."
        if due
        else "Cette fiche n’a jamais été revue : parcourez-la, puis marquez-la comme revue."
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


def _contracts(register: Register, today: date | None) -> Iterator[Finding]:
    """A processor that a record names works under a written contract, looked at again when planned."""
    used = {
        r.party for a in register.activities if a.status is not ActivityStatus.ARCHIVED for r in a.recipients
    }
    for party in register.parties:
        if party.kind is PartyKind.PROCESSOR and party.key in used and party.contract.signed_on is None:
            sentence = f"{party.name} : indiquez la date du contrat de sous-traitance."
            field = f"parties.{party.key}.contract.signed_on"
            yield Finding("contract_missing", Severity.WARNING, "", field, 0, sentence, "art. 28(3) du RGPD")
        planned = party.contract.next_review_on
        if party.key in used and planned and today and planned <= today:
            sentence = f"{party.name} : vous vouliez revoir ce contrat, la date est venue."
            field = f"parties.{party.key}.contract.next_review_on"
            yield Finding("contract_review", Severity.HINT, "", field, 0, sentence, "art. 24 et 28 du RGPD")
