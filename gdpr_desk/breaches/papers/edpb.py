"""The 100 rows of the common template of the European board, as words and as JSON; pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from gdpr_desk.breaches.papers.case import BreachCase
from gdpr_desk.breaches.papers.edpb_rows import Value
from gdpr_desk.breaches.papers.edpb_table import HANGS_ON, ROWS
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
    """Every row, in the template's order; `at` is the aware instant of the paper.

    A row that another calls for depends on it: while that one has no answer, nobody can say it is due.
    """
    view = View(case, kind, at)
    made: list[TemplateAnswer] = []
    open_: set[int] = set()
    for field in (field for section in template() for field in section.fields):
        said, value = ROWS[field.number](view)
        above = HANGS_ON.get(field.number)
        if above in open_ and said.reply in (Reply.EMPTY, Reply.NOT_CALLED_FOR):
            said = Said(Reply.NOT_CALLED_FOR, instead=f"Dépend du champ {above}")
            open_.add(field.number)
        if said.reply in (Reply.EMPTY, Reply.UNKNOWN) and not said.texts:
            open_.add(field.number)
        made.append(_answer(field, said, value))
    return tuple(made)


_COMMENTS = frozenset({53, 86, 105, 111})
"""Rows for a word more about the one before them that the template asks for now and then."""
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
