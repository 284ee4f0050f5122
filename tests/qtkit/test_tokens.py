"""The promise of the palette: text 4.5:1, edges of controls 3:1, in both schemes."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from gdpr_desk.qtkit.tokens import DARK, LIGHT, Tokens, mix

SCHEMES = pytest.mark.parametrize("t", [LIGHT, DARK], ids=["light", "dark"])

TEXT_PAIRS = [
    *[(ink, ground) for ink in ("text", "text2") for ground in ("sheet", "raised", "frame", "soft")],
    *[(ink, ground) for ink in ("accent", "ok", "attention", "urgent") for ground in ("sheet", "raised")],
    *[("text", notice) for notice in ("att_soft", "urg_soft", "ok_soft", "soft")],
    ("accent", "soft"),
    ("accent", "frame"),
    ("hint", "sheet"),
    ("on_accent", "accent"),
    ("late_text", "late_bg"),
    ("badge_ok_text", "badge_ok_bg"),
    ("badge_attention_text", "badge_attention_bg"),
    ("badge_urgent_text", "badge_urgent_bg"),
    ("badge_neutral_text", "badge_neutral_bg"),
    ("toast_text", "toast_bg"),
    ("toast_action", "toast_bg"),
]


def _luminance(color: QColor) -> float:
    """WCAG 2 relative luminance."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF())


def ratio(one: QColor, two: QColor) -> float:
    light, dark = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_ruler_itself() -> None:
    assert ratio(QColor("white"), QColor("black")) == pytest.approx(21)
    assert ratio(QColor("#767676"), QColor("white")) == pytest.approx(4.54, abs=0.01)


@SCHEMES
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_can_be_read(t: Tokens, ink: str, ground: str) -> None:
    assert ratio(t.color(ink), t.color(ground)) >= 4.5


@SCHEMES
@pytest.mark.parametrize("ground", ["sheet", "raised"])
@pytest.mark.parametrize("edge", ["field", "accent", "urgent"])
def test_edges_of_controls_can_be_seen(t: Tokens, edge: str, ground: str) -> None:
    assert ratio(t.color(edge), t.color(ground)) >= 3


@SCHEMES
@pytest.mark.parametrize("series", ["chart1", "chart2", "chart3"])
def test_chart_series_can_be_seen(t: Tokens, series: str) -> None:
    assert ratio(t.color(series), t.sheet) >= 3


@SCHEMES
def test_measured_ratios_of_the_design(t: Tokens) -> None:
    expected = (6.4, 3.35) if not t.dark else (8.1, 4.4)
    assert ratio(t.accent, t.sheet) == pytest.approx(expected[0], abs=0.06)
    assert ratio(t.field, t.sheet) == pytest.approx(expected[1], abs=0.06)


def test_a_name_that_is_no_colour_is_refused() -> None:
    assert LIGHT.color("late_bg") == QColor("#B3261E")
    for wrong in ("dark", "pink", "color"):
        with pytest.raises(KeyError):
            LIGHT.color(wrong)


def test_mix_goes_from_ground_to_cover() -> None:
    white, black = QColor("white"), QColor("black")
    assert mix(white, black, 0) == white
    assert mix(white, black, 1).name() == "#000000"
    assert mix(white, black, 0.5).name() in ("#7f7f7f", "#808080")
