"""Until when the CNIL wants an answer: read where its letter names one day, asked for everywhere else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from asking import FACTS
from letter_cases import plain

from gdpr_desk.app import Desk
from gdpr_desk.requests.authority_dates import authority_date
from gdpr_desk.requests.letters.model import IncompleteLetter, LetterKind
from gdpr_desk.requests.listing import RequestQuery
from gdpr_desk.requests.model import RightKind
from gdpr_desk.requests.timing import Level

CAME = date(2026, 11, 20)
TENTH = date(2026, 12, 10)


@pytest.mark.parametrize(
    ("letter", "day"),
    [
        ("Merci de nous répondre avant le 10 décembre 2026.", TENTH),
        ("La plainte du 3 novembre 2026 : répondez au plus tard le jeudi 10 décembre\n2026.", TENTH),
        ("Votre réponse est attendue d’ici au 10/12/2026.", TENTH),
        ("avant le 1er décembre 2026", date(2026, 12, 1)),
        ("avant le 10 décembre 2026, je répète : avant le 10/12/2026", TENTH),
        ("avant le 10 décembre 2026, les pièces avant le 15 décembre 2026", None),
        ("La plainte date du 10 décembre 2026.", None),
        ("avant le 31 novembre 2026", None),
        ("avant le 10 décembre 2025", None),
        ("avant le 10 décembre", None),
        ("", None),
    ],
)
def test_one_day_behind_the_right_words_is_proposed_and_nothing_is_guessed(
    letter: str, day: date | None
) -> None:
    found = authority_date(letter, CAME)
    assert (found.due_on if found else None) == day


def test_a_complaint_without_its_date_stands_first_and_is_not_counted_as_late(desk: Desk) -> None:
    calm = desk.requests.add(FACTS).reference
    complaint = desk.requests.add(replace(FACTS, rights=(RightKind.COMPLAINT,))).reference
    rows = desk.requests.page().rows
    assert [row.reference for row in rows] == [complaint, calm]
    assert rows[0].clock.level is Level.UNDATED
    assert desk.requests.page(RequestQuery(near=True)).rows[0].reference == complaint
    counts = desk.requests.counts()
    assert (counts.late, counts.near) == (0, 1)


def test_no_letter_promises_the_month_where_the_cnil_sets_the_date(desk: Desk) -> None:
    facts = replace(FACTS, rights=(RightKind.COMPLAINT,))
    reference = desk.requests.add(facts).reference
    with pytest.raises(IncompleteLetter, match="La CNIL fixe la date"):
        desk.letters.write(reference, LetterKind.RECEIPT)
    desk.requests.correct(reference, replace(facts, due_authority_on=date(2026, 12, 1)))
    assert "1er décembre 2026" in plain(desk.letters.write(reference, LetterKind.RECEIPT).text.body)
