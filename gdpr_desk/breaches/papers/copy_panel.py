"""The same fields in the same order for the window: one line each, with what is copied into the service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gdpr_desk.breaches.model import FACT_NAMES
from gdpr_desk.breaches.papers.case import BreachCase
from gdpr_desk.breaches.papers.cnil import filled_form
from gdpr_desk.breaches.papers.form import FilledField, Reply
from gdpr_desk.breaches.vocabulary import FilingKind


@dataclass(frozen=True)
class CopyLine:
    """One field. `copied` is empty where there is nothing to paste; `changed` since the last filing."""

    key: str
    number: str
    label: str
    section: str
    shown: str
    copied: str
    reply: Reply
    changed: bool = False
    question: str = ""
    """What to answer so that it is not empty any more; nothing where it is not waited for."""

    @property
    def copyable(self) -> bool:
        """Whether it has a button."""
        return bool(self.copied)


_QUESTIONS = {
    "legal_name": "legal_representative",
    "legal_email": "legal_representative",
    "contact_name": "reporter",
    "contact_role": "reporter",
    "contact_email": "reporter",
    "contact_phone": "reporter",
    "period_known": "period",
    "ongoing": "period",
    "nature": "lost",
    "origin": "origins",
    "story": "narrative",
    "data_kinds": "data",
    "sensitive_kinds": "data",
    "people_kinds": "data_subjects",
    "people": "persons",
    "unintelligible": "protection",
    "consequences_confidentiality": "confidentiality_effects",
    "consequences_integrity": "integrity_effects",
    "consequences_availability": "availability_effects",
    "measures_prevent": "prevention",
    "other_dpas": "cross_border",
    "other_bodies": "police",
}
"""Where the field and the question that fills it are called otherwise."""


def copy_lines(case: BreachCase, kind: FilingKind, *, at: datetime) -> tuple[CopyLine, ...]:
    """Every field of the service in its order; `at` is the aware instant."""
    return tuple(
        _line(field, part.section.title) for part in filled_form(case, kind, at=at) for field in part.fields
    )


def _line(item: FilledField, section: str) -> CopyLine:
    said = item.said
    copied = said.copied if said.reply in (Reply.GIVEN, Reply.UNKNOWN) else ""
    shown = copied if said.reply is Reply.GIVEN and copied else "\n".join(said.words)
    field = item.field
    name = _QUESTIONS.get(field.key, field.key)
    question = name if said.waited_for and name in FACT_NAMES else ""
    return CopyLine(
        field.key, field.number, field.label, section, shown, copied, said.reply, item.changed, question
    )
