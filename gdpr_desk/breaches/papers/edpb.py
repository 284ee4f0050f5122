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
    return tuple(TemplateAnswer(field, *ROWS[field.number](view)) for field in fields)


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
