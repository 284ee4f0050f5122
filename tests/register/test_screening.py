"""What the form reads back: the screening of Article 35, the rank of a source, a unit typed in words."""

from __future__ import annotations

import pytest

from gdpr_desk.register.model import DpiaScreening, RetentionRule, SourceKind
from gdpr_desk.register.qt.period_input import said_unit
from gdpr_desk.register.wording import screening_line, source_line


@pytest.mark.parametrize(
    ("criteria", "words", "due"),
    [
        ((), "", False),
        (("exclusion",), "1 critère sur 9", False),
        (("exclusion", "scoring"), "2 critères sur 9", True),
        (("listed_contract_exclusion",), "obligatoire", True),
        (("exempt_suppliers",), "dispense", False),
        (("exempt_suppliers", "exclusion", "scoring"), "2 critères sur 9", True),
        (("exempt_staff", "listed_staff_monitoring"), "obligatoire", True),
    ],
)
def test_the_lists_of_the_cnil_come_before_the_nine_criteria(
    criteria: tuple[str, ...], words: str, due: bool
) -> None:
    line = screening_line(DpiaScreening(criteria))
    assert words in line.sentence
    assert bool(line.sentence) is bool(criteria)
    assert line.due is due


def test_a_no_against_the_list_asks_for_its_reason() -> None:
    line = screening_line(DpiaScreening(("listed_staff_monitoring",), required=False))
    assert "écrivez pourquoi" in line.sentence


def test_a_source_says_its_rank() -> None:
    rule = RetentionRule("Factures", "fiscal_year_end", "P10Y", source="Art. L123-22")
    assert source_line(rule) == "Art. L123-22"
    ranked = RetentionRule("A", "recorded", source="Art. L123-22", source_kind=SourceKind.TEXT)
    assert source_line(ranked) == "Art. L123-22 (texte)"
    assert source_line(RetentionRule("A", "recorded", source_kind=SourceKind.DOCTRINE)) == "Doctrine"


@pytest.mark.parametrize(
    ("typed", "unit"),
    [("3 ans", "Y"), ("1 an", "Y"), ("48h", "H"), ("13 mois", "M"), ("60 j", "D"), ("2 sem", "W"), ("3", "")],
)
def test_a_duration_may_be_typed_with_its_unit(typed: str, unit: str) -> None:
    assert said_unit(typed) == unit


@pytest.mark.parametrize("typed", ["trois", "3 x", "ans", "3 ans 2"])
def test_what_is_no_unit_is_none(typed: str) -> None:
    assert said_unit(typed) == ""
