"""What is said of a passphrase while it is typed."""

from __future__ import annotations

import pytest

from gdpr_desk.strength import strength


def test_the_shops_own_name_is_no_secret() -> None:
    named = "Trop facile à deviner : elle contient le nom de votre boutique."
    assert strength("atelier lumen", shop="Atelier Lumen").sentence == named
    assert strength("Lumen2026", shop="Atelier Lumen").sentence == named
    assert strength("épicerie", shop="Épicerie").sentence == named


def test_the_persons_name_is_no_secret_either() -> None:
    assert "contient votre nom" in strength("camille1", shop="Lumen", person="Camille Aubry").sentence


@pytest.mark.parametrize(
    "typed", ["azertyuiop", "aaaaaaaa", "abcdefgh", "123456", "password", "12/11/1984", "chat"]
)
def test_what_everybody_types_is_not_enough(typed: str) -> None:
    verdict = strength(typed)
    assert not verdict.enough
    assert verdict.score < 3
    assert verdict.sentence.startswith("Trop facile à deviner")


def test_five_unrelated_words_are_enough_without_digits_or_capitals() -> None:
    verdict = strength("cheval violet tourne sous la pluie", shop="Atelier Lumen")
    assert verdict.enough
    assert verdict.score == 4


def test_a_pasted_novel_is_judged_at_once() -> None:
    assert strength("mot " * 5000).score >= 1
