"""Somebody under stress can answer everything without knowing one word of the law."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gdpr_desk.breaches.choices import choices
from gdpr_desk.breaches.gestures import gestures_for
from gdpr_desk.breaches.qt.questions import ASKED
from gdpr_desk.breaches.qt.screens import SCREENS
from gdpr_desk.breaches.vocabulary import IncidentKind

LEGAL = re.compile(
    r"rgpd|\bart(\.|icles?\b)|responsable d[eu] (\w+ )?traitement|sous-trait|violation|à caractère personnel"
    r"|personnes? concernée|autorité de contrôle|pseudonym|exfiltr|confidentialité|intégrité|disponibilité"
    r"|finalité|base légale|téléservice|licéité|notification",
    re.IGNORECASE,
)
_LISTS = ("one", "many", "pick")


def asked() -> Iterator[str]:
    """What the ten steps ask, and the answers they offer."""
    for screen in SCREENS:
        yield from (screen.title, screen.sentence)
    for question, one in ASKED.items():
        yield from (one.label, one.help)
        if one.control in _LISTS and question not in _OF_STATES:
            yield from (entry.label for entry in choices(question).values())
    for kind in (None, *IncidentKind):
        yield from (word for entry in gestures_for(kind).values() for word in (entry.label, entry.help))
    yield from (word for entry in choices("kind").values() for word in (entry.label, entry.help))


_OF_STATES = ("establishment_countries", "subject_countries", "other_authorities")
"""Their answers are countries."""


def test_no_question_and_no_answer_needs_a_word_of_the_law() -> None:
    found = {text for text in asked() if LEGAL.search(text)}
    assert not found
    assert len(set(asked())) > 250
    assert LEGAL.search("Perte de la confidentialité des données des personnes concernées")
