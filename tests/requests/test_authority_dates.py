"""Until when the CNIL wants an answer: read where its letter names one day, asked for everywhere else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from asking import FACTS
from letter_cases import plain
from letters_in import letter

from gdpr_desk.app import Desk
from gdpr_desk.requests.arrivals import Arrived
from gdpr_desk.requests.authority_dates import authority_date
from gdpr_desk.requests.letters.model import IncompleteLetter, LetterKind
from gdpr_desk.requests.listing import RequestQuery
from gdpr_desk.requests.model import RightKind
from gdpr_desk.requests.proposals import SuggestionKind
from gdpr_desk.requests.timing import Level

CAME = date(2026, 11, 20)
TENTH = date(2026, 12, 10)


@pytest.mark.parametrize(
    ("words", "day"),
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
    words: str, day: date | None
) -> None:
    found = authority_date(words, CAME)
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


def from_the_cnil(desk: Desk, folder: Path, words: str) -> Arrived:
    place = folder / "cnil.eml"
    place.write_bytes(letter(words, sender="Service des plaintes <plaintes@cnil.fr>", subject="Plainte"))
    (arrived,) = desk.arrivals.from_files([place])
    return arrived


def test_the_date_of_an_imported_letter_is_proposed_with_its_words(desk: Desk, tmp_path: Path) -> None:
    words = "Madame, Monsieur, une plainte nous est parvenue. Merci de répondre avant le 10 décembre 2026."
    arrived = from_the_cnil(desk, tmp_path, words)
    assert arrived.taken is not None
    file = desk.requests.file(arrived.taken.reference)
    assert (file.request.rights, file.request.due_authority_on) == ((RightKind.COMPLAINT,), TENTH)
    (said,) = [one for one in file.suggestions if one.kind is SuggestionKind.AUTHORITY_DATE]
    assert (said.value, "avant le 10 décembre 2026" in plain(said.reason)) == ("2026-12-10", True)
    assert not any("notez-la" in one for one in arrived.warnings)


def test_where_the_letter_names_no_day_the_reader_is_warned(desk: Desk, tmp_path: Path) -> None:
    arrived = from_the_cnil(desk, tmp_path, "Une plainte nous est parvenue. Merci de répondre vite.")
    assert arrived.taken is not None
    assert any("La CNIL fixe la date de réponse" in one for one in arrived.warnings)
    assert not desk.requests.file(arrived.taken.reference).clock.dated
