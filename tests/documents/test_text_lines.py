"""Lines are never wider than their column and lose nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdpr_desk.documents import fonts
from gdpr_desk.documents.text import Style, break_lines, is_right_to_left

STYLE = Style(fonts.REGULAR, 10, 12.5)


@given(st.text(alphabet="abcé mW.-/?;:'1\n", max_size=120), st.floats(min_value=20, max_value=400))
def test_nothing_is_lost_and_nothing_sticks_out(typed: str, room: float) -> None:
    lines = break_lines(typed, STYLE, room)
    assert all(line.width <= room + 0.01 for line in lines)
    assert "".join(fonts.copied("".join(line.text for line in lines)).split()) == "".join(typed.split())


def test_a_web_address_breaks_after_a_sign() -> None:
    lines = break_lines("https://exemple.example/avis/tres-long/chemin?page=2", STYLE, 120)
    assert len(lines) > 1
    assert all(line.text[-1] in "/-_.,;:?&=@" for line in lines[:-1])
    assert not any(line.joined for line in lines)


def test_an_e_mail_address_breaks_behind_its_at_sign() -> None:
    lines = break_lines("incident@camera-maintenance.example", STYLE, 150)
    assert [line.text for line in lines] == ["incident@", "camera-maintenance.example"]


def test_two_words_that_belong_together_stay_together() -> None:
    room = STYLE.width("Intérêt légitime, consent")
    assert [line.text for line in break_lines("Intérêt légitime, consentement", STYLE, room)] == [
        "Intérêt légitime,",
        "consentement",
    ]
    room = STYLE.width("Consentement, intérêt lég")
    assert break_lines("Consentement, intérêt légitime", STYLE, room)[1].text == "intérêt légitime"


def test_the_last_word_does_not_stand_alone() -> None:
    text = "Protéger la boutique, les clients et le stock contre le vol"
    room = STYLE.width(fonts.typeset(text)) - 1
    assert [line.text.split()[0] for line in break_lines(text, STYLE, room)][1] == "le"


def test_reading_direction_is_put_in_visual_order() -> None:
    (line,) = break_lines("שלום 12", STYLE, 400)
    assert line.text == "12 םולש"
    assert is_right_to_left("abc ש")
    assert not is_right_to_left("Œuvre 😀 αβγ")


@pytest.mark.parametrize("typed", ["", "\n", "   "])
def test_empty_text_is_an_empty_line(typed: str) -> None:
    assert all(line.text == "" for line in break_lines(typed, STYLE, 100))
