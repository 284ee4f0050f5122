"""The 100 rows of the common template of the European board, as words and as JSON; pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from gdpr_desk.breaches.papers.case import BreachCase
from gdpr_desk.breaches.papers.edpb_rows import Value
from gdpr_desk.breaches.papers.edpb_table import ROWS
from gdpr_desk.breaches.papers.form import Reply, Said, TemplateField, template
from gdpr_desk.breaches.papers.view import View
from gdpr_desk.breaches.vocabulary import FilingKind

TEMPLATE = "edpb-1.0"


@dataclass(frozen=True)
class TemplateAnswer:
    """A row with its words and its value."""

    field: TemplateField
    said: Said
    value: Value


def template_answers(case: BreachCase, kind: FilingKind, *, at: datetime) -> tuple[TemplateAnswer, ...]:
    """Every row, in the template's order; `at` is the aware instant of the paper."""
    view = View(case, kind, at)
    fields = (field for section in template() for field in section.fields)
    return tuple(_answer(field, *ROWS[field.number](view)) for field in fields)


_COMMENTS = frozenset({53, 66, 71, 76, 86, 95, 105, 111})
"""Rows for a word more about the one before them, which few incidents need."""
_ASKED_THERE = frozenset({109, 110})
"""Optional here, and asked by the authority's service."""


def _answer(field: TemplateField, said: Said, value: Value) -> TemplateAnswer:
    free = field.number in _COMMENTS or (field.needed == "optional" and field.number not in _ASKED_THERE)
    return TemplateAnswer(field, said.optional() if free else said, value)


def template_json(case: BreachCase, kind: FilingKind, *, at: datetime) -> str:
    """The rows as one JSON object, sorted by number; same incident and instant, same text.

    `unknown` names the rows that are answered by « not known yet »: they go with the complementary filing.
    """
    answers = template_answers(case, kind, at=at)
    content = {
        "template": TEMPLATE,
        "fields": {answer.field.key: answer.value for answer in answers},
        "unknown": [answer.field.key for answer in answers if answer.said.reply is Reply.UNKNOWN],
        "drill": case.breach.drill,
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
