"""The same fields in the same order for the window: one line each, with what is copied into the service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

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

    @property
    def copyable(self) -> bool:
        """Whether it has a button."""
        return bool(self.copied)


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
    return CopyLine(field.key, field.number, field.label, section, shown, copied, said.reply, item.changed)
