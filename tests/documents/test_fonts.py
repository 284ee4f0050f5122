"""Every character is drawn, written out, or known to have no shape; copying gives what was typed."""

from __future__ import annotations

import unicodedata

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from gdpr_desk import assets
from gdpr_desk.documents import fonts


@pytest.mark.parametrize(
    ("char", "face"),
    [("é", fonts.REGULAR), ("ש", "DejaVuSans"), ("م", "DejaVuSans"), ("😀", "NotoEmoji-Regular")],
)
def test_the_first_face_that_holds_a_character_draws_it(char: str, face: str) -> None:
    assert fonts.face_of(char, fonts.REGULAR) == face
    held = TTFont(assets.path(f"fonts/{face}.ttf"), lazy=True).getBestCmap()
    assert ord(char) in held


def test_what_cannot_be_drawn_is_written_out_and_told() -> None:
    typed = "a\x07b \u202ec 漢"
    assert fonts.visible(typed) == "a[U+0007]b [U+202E]c [U+6F22]"
    assert fonts.replaced(typed) == ("\x07", "\u202e", "漢")
    assert fonts.replaced("R&D <é> Œuvre 😀 ❤️ 👨‍👩‍👧\r\nfin") == ()


@given(st.text(max_size=60))
def test_copying_gives_the_typed_text(typed: str) -> None:
    """Only line ends, widths of spaces, joiners and the brackets for missing characters differ."""
    copied = fonts.copied(fonts.typeset(typed))
    assert copied.replace("\u00a0", " ") == fonts.visible(typed).replace("\u00a0", " ")


def test_drawn_typography_is_copied_as_plain_characters() -> None:
    drawn = fonts.typeset("l'avis D-2026-014 du 1er mai : « oui » ?")
    assert "'" not in drawn
    assert fonts.copied(drawn) == "l'avis D-2026-014 du 1er mai : « oui » ?"
    assert fonts.width(drawn, fonts.REGULAR, 10) > 0


@given(st.characters())
def test_every_character_is_accounted_for(char: str) -> None:
    shown = fonts.visible(char)
    if not shown:
        assert unicodedata.category(char) in {"Cf", "Mn"}
    for one in shown:
        assert one == "\n" or fonts.face_of(one, fonts.REGULAR) is not None


def test_each_face_has_its_licence_beside_it() -> None:
    for name in ("Inter-OFL.txt", "NotoEmoji-OFL.txt", "DejaVuSans-LICENSE.txt"):
        assert "licen" in assets.text(f"fonts/{name}").lower()
