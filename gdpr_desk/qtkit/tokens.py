"""The colours of the program, light and dark, and how far apart they must stand.

The only file with colour values. Text reaches 4.5:1 and the edge of a control 3:1 on the grounds
it is used on; `tests/qtkit/test_tokens.py` computes it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from PySide6.QtGui import QColor


@dataclass(frozen=True)
class Tokens:
    """One scheme's colours by what they are for."""

    dark: bool
    text: QColor
    text2: QColor
    hint: QColor
    """Placeholder of an empty field."""
    accent: QColor
    ok: QColor
    attention: QColor
    urgent: QColor
    frame: QColor
    """The desk around the sheet."""
    sheet: QColor
    raised: QColor
    hair: QColor
    hair2: QColor
    """Decoration only: never the edge of a control."""
    field: QColor
    """Edge of every control."""
    soft: QColor
    soft2: QColor
    on_accent: QColor
    att_soft: QColor
    urg_soft: QColor
    ok_soft: QColor
    late_bg: QColor
    late_text: QColor
    badge_ok_bg: QColor
    badge_ok_text: QColor
    badge_attention_bg: QColor
    badge_attention_text: QColor
    badge_urgent_bg: QColor
    badge_urgent_text: QColor
    badge_neutral_bg: QColor
    badge_neutral_text: QColor
    toast_bg: QColor
    toast_text: QColor
    toast_action: QColor
    chart1: QColor
    chart2: QColor
    chart3: QColor

    def color(self, name: str) -> QColor:
        """The colour named `name`; KeyError for a name that is no token."""
        if name not in _NAMES:
            raise KeyError(name)
        found = getattr(self, name)
        assert isinstance(found, QColor)  # noqa: S101 - every field but `dark` is one
        return found


_NAMES = frozenset(f.name for f in fields(Tokens) if f.name != "dark")


def _tokens(dark: bool, values: dict[str, str]) -> Tokens:
    return Tokens(dark=dark, **{name: QColor(value) for name, value in values.items()})


LIGHT = _tokens(
    False,
    {
        "text": "#1B1F24",
        "text2": "#555C66",
        "hint": "#6A717B",
        "accent": "#1F5FA8",
        "ok": "#1E7A3C",
        "attention": "#8A5A00",
        "urgent": "#B3261E",
        "frame": "#F0F2F5",
        "sheet": "#FFFFFF",
        "raised": "#F6F7F9",
        "hair": "#E4E7EC",
        "hair2": "#CBD0D8",
        "field": "#868D98",
        "soft": "#E8F0FA",
        "soft2": "#D3E3F6",
        "on_accent": "#FFFFFF",
        "att_soft": "#FFF9EA",
        "urg_soft": "#FEF4F3",
        "ok_soft": "#F1FAF4",
        "late_bg": "#B3261E",
        "late_text": "#FFFFFF",
        "badge_ok_bg": "#DFF3E5",
        "badge_ok_text": "#145C2C",
        "badge_attention_bg": "#FFF0CC",
        "badge_attention_text": "#6B4500",
        "badge_urgent_bg": "#FBE0DE",
        "badge_urgent_text": "#8E1B15",
        "badge_neutral_bg": "#E6E9EE",
        "badge_neutral_text": "#3C434C",
        "toast_bg": "#1B1F24",
        "toast_text": "#FFFFFF",
        "toast_action": "#8AB8F0",
        "chart1": "#1F5FA8",
        "chart2": "#5B90CF",
        "chart3": "#868D98",
    },
)

DARK = _tokens(
    True,
    {
        "text": "#E8EAED",
        "text2": "#B3B9C2",
        "hint": "#979EA8",
        "accent": "#8AB8F0",
        "ok": "#7BD199",
        "attention": "#F0C061",
        "urgent": "#FF9A91",
        "frame": "#15171A",
        "sheet": "#1C1E22",
        "raised": "#24272C",
        "hair": "#30343B",
        "hair2": "#454B55",
        "field": "#7C838E",
        "soft": "#22303F",
        "soft2": "#2B415A",
        "on_accent": "#0E1F33",
        "att_soft": "#2A2517",
        "urg_soft": "#2E1F1F",
        "ok_soft": "#1B2821",
        "late_bg": "#FF9A91",
        "late_text": "#3B0B08",
        "badge_ok_bg": "#17402A",
        "badge_ok_text": "#A6E6BD",
        "badge_attention_bg": "#4A3608",
        "badge_attention_text": "#F7D58C",
        "badge_urgent_bg": "#56201C",
        "badge_urgent_text": "#FFB8B1",
        "badge_neutral_bg": "#373C45",
        "badge_neutral_text": "#D5DAE1",
        "toast_bg": "#373C45",
        "toast_text": "#FFFFFF",
        "toast_action": "#8AB8F0",
        "chart1": "#8AB8F0",
        "chart2": "#5A8AC4",
        "chart3": "#7C838E",
    },
)


def mix(ground: QColor, over: QColor, share: float) -> QColor:
    """`ground` with `share` (0 to 1) of `over` laid on it."""
    keep = 1.0 - share
    return QColor.fromRgbF(
        ground.redF() * keep + over.redF() * share,
        ground.greenF() * keep + over.greenF() * share,
        ground.blueF() * keep + over.blueF() * share,
    )
