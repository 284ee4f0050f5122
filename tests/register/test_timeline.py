"""The retention timeline shows every duration of the register, floors apart from ceilings."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from strategies import examples, registers

from gdpr_desk.documents.charts import Box, Chart, Hatching, Rule, Words, text_width
from gdpr_desk.documents.time_scale import along
from gdpr_desk.register import timeline as module
from gdpr_desk.register.model import (
    ActivityStatus,
    Combinator,
    Controller,
    ProcessingActivity,
    Register,
    RetentionKind,
    RetentionPhase,
    RetentionRule,
)
from gdpr_desk.register.timeline import SCALE_TOLD, Timeline, legend, timeline, timeline_chart

MINIMUM, MAXIMUM, CRITERIA = RetentionKind.MINIMUM, RetentionKind.MAXIMUM, RetentionKind.CRITERIA


def register(*rules: RetentionRule, status: ActivityStatus = ActivityStatus.ACTIVE) -> Register:
    return Register(
        Controller("Atelier Lumen"),
        (),
        (ProcessingActivity("T-02", "Appels", status=status, retention=rules),),
    )


def rule(name: str, period: str | None, kind: RetentionKind = MAXIMUM, **more: object) -> RetentionRule:
    return RetentionRule(name, str(more.pop("trigger", "recorded")), period, kind=kind, **more)  # type: ignore[arg-type]


def words(chart: Chart) -> list[str]:
    return [p.text for p in chart.primitives if isinstance(p, Words)]


@pytest.mark.parametrize(
    ("days", "design"), [(2, 94), (7, 150), (30.437, 215), (365.2425, 326), (1095.7, 375), (3652.4, 428)]
)
def test_the_scale_is_that_of_the_design(days: float, design: float) -> None:
    """Pixels measured in the picture of the retention board, of 428 for ten years."""
    assert along(days) * 428 == pytest.approx(design, abs=5)


def test_what_is_longer_than_ten_years_stops_at_the_edge() -> None:
    assert along(0) == 0
    assert along(30 * 365) == 1


def test_shorter_periods_come_first() -> None:
    found = timeline(register(rule("Factures", "P10Y"), rule("Rappel", "PT48H"), rule("Images", "P1M")))
    assert [(s.name, s.words) for s in found.spans] == [
        ("Rappel", "48 heures"),
        ("Images", "1 mois"),
        ("Factures", "10 ans"),
    ]


def test_a_floor_and_a_ceiling_of_the_same_length_are_exact() -> None:
    group = {"group": "compta", "phase": RetentionPhase.INTERMEDIATE}
    found = timeline(register(rule("Factures", "P10Y", MINIMUM, **group), rule("Factures", "P10Y", **group)))
    assert [s.words for s in found.spans] == ["exactement 10 ans"]
    assert found.spans[0].archive


def test_a_range_and_a_floor_alone() -> None:
    found = timeline(
        register(rule("A", "P1Y", MINIMUM, group="a"), rule("A", "P3Y", group="a"), rule("B", "P5Y", MINIMUM))
    )
    assert [(s.words, s.least > 0, s.most > 0) for s in found.spans] == [
        ("1 an à 3 ans", True, True),
        ("au moins 5 ans", True, False),
    ]
    chart = timeline_chart(found, 801)
    assert len([p for p in chart.primitives if isinstance(p, Hatching)]) == 2


def test_only_a_floor_is_hatched() -> None:
    chart = timeline_chart(timeline(register(rule("A", "P3Y"))), 801)
    assert not [p for p in chart.primitives if isinstance(p, Hatching)]


def test_of_one_clock_the_first_end_counts_or_the_last_where_said() -> None:
    first = timeline(register(rule("A", "P1M", group="a"), rule("A", "P1Y", group="a")))
    assert first.spans[0].words == "1 mois"
    last = timeline(
        register(rule("A", "P1M", group="a", combinator=Combinator.LAST_OF), rule("A", "P1Y", group="a"))
    )
    assert last.spans[0].words == "1 an"


def test_clocks_of_different_events_both_show() -> None:
    found = timeline(
        register(
            rule("Impayés", "PT48H", group="a", trigger="paid"),
            rule("Impayés", "P3Y", group="a", trigger="due"),
        )
    )
    assert found.spans[0].words == "48 heures ou 3 ans"
    assert found.spans[0].stops == (2.0,)


def test_what_no_figure_governs_is_listed() -> None:
    found = timeline(register(rule("Filleul", None, CRITERIA, trigger="message_sent")))
    assert not found.spans
    assert [c.name for c in found.criteria] == ["Filleul"]
    assert "Sans chiffre : un événement décide" in words(timeline_chart(found, 801))


def test_archived_activities_do_not_show() -> None:
    assert timeline(register(rule("A", "P1Y"), status=ActivityStatus.ARCHIVED)).empty


def test_every_bar_says_its_sentence() -> None:
    chart = timeline_chart(timeline(register(rule("Images", "P1M"))), 801)
    bars = [p for p in chart.primitives if isinstance(p, Box) and p.key]
    assert [bar.sentence.startswith("Images : ") for bar in bars] == [True]
    assert "Images, Appels : " in chart.sentence


def test_without_durations_it_says_so() -> None:
    assert timeline_chart(Timeline((), ()), 801).sentence == "Aucune durée n’est définie."


def test_pages_lose_nothing() -> None:
    rules = [rule(f"Donnée {n}", f"P{n}D") for n in range(1, 90)]
    rules += [rule(f"Critère {n}", None, CRITERIA) for n in range(60)]
    found = timeline(register(*rules))
    parts = list(module.pages(found, 800))
    assert tuple(s for part in parts for s in part.spans) == found.spans
    assert tuple(c for part in parts for c in part.criteria) == found.criteria
    assert all(timeline_chart(part, 602).height <= 800 for part in parts)


@settings(max_examples=examples(15), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(registers())
def test_any_register_can_be_drawn(made: Register) -> None:
    found = timeline(made)
    chart = timeline_chart(found, 602)
    assert all(box.x >= 0 and box.x + box.width <= 602 for box in chart.spots())
    assert len({span.key for span in found.spans}) == len(found.spans)


@pytest.mark.parametrize("width", [602, 801])
def test_every_line_of_the_scale_has_its_name(width: float) -> None:
    chart = timeline_chart(timeline(register(rule("A", "P3Y"))), width)
    named = [w for w in ("48 h", "1 mois", "6 mois", "1 an", "3 ans", "5 ans", "10 ans") if w in words(chart)]
    lines = [p for p in chart.primitives if isinstance(p, Rule) and p.x1 == p.x2 and p.colour == "hair"]
    assert len(named) == len(lines) == 7


def test_names_of_the_scale_do_not_run_into_each_other() -> None:
    chart = timeline_chart(timeline(register(rule("A", "P3Y"))), 602)
    heads = [p for p in chart.primitives if isinstance(p, Words) and p.y < 25]
    for row in {p.y for p in heads}:
        told = sorted((p for p in heads if p.y == row), key=lambda p: p.x)
        for one, after in itertools.pairwise(told):
            assert one.x + text_width(one.text, one.role) < after.x


def test_the_legend_tells_exact_durations_and_the_scale() -> None:
    for width in (200, 602):
        chart = legend(width)
        assert {"durée exacte", SCALE_TOLD} <= set(words(chart))
        assert all(
            p.x + text_width(p.text, p.role) <= width for p in chart.primitives if isinstance(p, Words)
        )


def test_a_little_too_much_for_a_page_is_set_closer_instead_of_going_on() -> None:
    found = timeline(register(*(rule(f"Donnée {n}", f"P{n}D") for n in range(1, 31))))
    height = timeline_chart(found, 602).height
    assert len(list(module.pages(found, height))) == 1
    (closer,) = module.pages(found, height - 60)
    assert timeline_chart(closer, 602).height <= height - 60
