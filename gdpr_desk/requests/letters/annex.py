"""What Article 15(1) and (2) has a person read beside the copy of their data, from the register; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from gdpr_desk.parties.model import Party
from gdpr_desk.reference import catalogues
from gdpr_desk.register import wording
from gdpr_desk.register.model import ProcessingActivity, Purpose, Register
from gdpr_desk.requests.letters.case import Case
from gdpr_desk.requests.letters.model import AnnexSheet, LetterKind
from gdpr_desk.requests.letters.templates import Template
from gdpr_desk.requests.model import RightKind, WorkDone
from gdpr_desk.requests.places import ChecklistLine, Step, in_sentence


def annex(
    register: Register, lines: Sequence[ChecklistLine], work: Sequence[WorkDone]
) -> tuple[AnnexSheet, ...]:
    """A sheet for each record in which data of the person were found, and given; in the register's order."""
    named = {party.key: party for party in register.parties}
    return tuple(_sheet(activity, named) for activity in activities_given(register, lines, work))


def annexed(template: Template, case: Case) -> bool:
    """Whether it goes with this letter: the answer to an access, and one that grants it in part."""
    partly = template.kind is LetterKind.PARTIAL
    return template.annex or (partly and bool(activities_given(case.register, case.lines, case.work)))


def activities_given(
    register: Register, lines: Sequence[ChecklistLine], work: Sequence[WorkDone]
) -> tuple[ProcessingActivity, ...]:
    """The records of which somebody decided to give a copy: no others go to the person."""
    decided = {item.line for item in work if item.decision == Step.GIVE}
    given = {
        ref
        for line in lines
        if line.right is RightKind.ACCESS and not line.party and line.key in decided
        for ref in line.activities
    }
    return tuple(activity for activity in register.activities if activity.reference in given)


def holes(activities: Iterable[ProcessingActivity]) -> dict[str, str]:
    """What the register leaves out of what Article 15(1)-(2) has a person told, by record: « Newsletter
    (combien de temps, garantie hors d’Europe) »."""
    told = {}
    for activity in activities:
        missing = {
            "pourquoi": not activity.purposes or not all(p.name.strip() for p in activity.purposes),
            "données": not activity.data,
            "qui les reçoit": not activity.recipients,
            "combien de temps": not activity.retention,
            "garantie hors d’Europe": not all(t.country and t.safeguard for t in activity.transfers),
        }
        named = [words for words, missed in missing.items() if missed]
        if named:
            told[activity.reference] = f"{activity.name} ({', '.join(named)})"
    return told


def _sheet(activity: ProcessingActivity, named: Mapping[str, Party]) -> AnnexSheet:
    recipients = [wording.recipient_label(recipient, named) for recipient in activity.recipients]
    rows = (
        ("Pourquoi", [_purpose(purpose) for purpose in activity.purposes]),
        ("Intérêt poursuivi", [p.interest for p in activity.purposes]),
        ("Données", [wording.data_line(activity.data)]),
        ("Qui les reçoit", [wording.joined(recipients)]),
        ("Combien de temps", wording.retention_sentences(activity.retention)),
        ("D’où elles viennent", [_sources(activity)]),
        ("Hors d’Europe", [wording.transfer_line(transfer, named) for transfer in activity.transfers]),
        ("Décision automatique", [_AUTOMATED if activity.automated_decisions else _BY_PEOPLE]),
    )
    return AnnexSheet(activity.name, tuple((label, kept) for label, texts in rows if (kept := _said(texts))))


_AUTOMATED = "Un programme décide seul ; vous pouvez demander qu’une personne revoie la décision."

_BY_PEOPLE = "Aucune décision n’est prise par une machine seule."


def _purpose(purpose: Purpose) -> str:
    """With why it is permitted, which Article 15 does not ask for: what nobody said yet is left out."""
    return wording.purpose_line(purpose) if purpose.lawful_basis else purpose.name.strip()


def _said(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text.strip()))


_OURS = {"observed": "de l’usage de nos services", "shop": "de notre propre suivi"}


def _sources(activity: ProcessingActivity) -> str:
    """Where data come from that the person has not given (Art. 15(1)(g))."""
    labels = catalogues.data_sources()
    others = dict.fromkeys(item.source for item in activity.data if item.source != "direct")
    if not others:
        return "De vous-même." if activity.data else ""
    given = any(item.source == "direct" for item in activity.data)
    words = [_OURS.get(source) or in_sentence(labels.label(source)) for source in others]
    told = " ; ".join(["de vous-même", *words] if given else words)
    return told[:1].upper() + told[1:]
