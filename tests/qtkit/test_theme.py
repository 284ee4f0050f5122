"""Switching light, dark and text size while widgets are on screen."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QFontMetricsF, QImage
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

import gdpr_desk.qtkit
from gdpr_desk.qtkit import icons, theme
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.fields import LineField
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.stylesheet import stylesheet
from gdpr_desk.qtkit.tokens import DARK, LIGHT, Tokens

SOURCES = sorted(Path(gdpr_desk.qtkit.__file__).parent.glob("*.py"))


def gallery() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gallery", Path(__file__).with_name("gallery.py"))
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules["gallery"] = made
    spec.loader.exec_module(made)
    return made


def colours(image: QImage) -> set[str]:
    flat = image.convertToFormat(QImage.Format.Format_RGB32)
    return {QColor(pixel).name() for pixel in set(memoryview(flat.constBits()).cast("I"))}


def unique(t: Tokens, other: Tokens) -> set[str]:
    """Colours that only one of the schemes has."""
    names = [n for n in t.__dataclass_fields__ if n != "dark"]
    theirs = {other.color(n).name() for n in names}
    return {t.color(n).name() for n in names} - theirs


@pytest.mark.parametrize("board", ["components", "records", "form", "tiles"])
def test_a_live_switch_leaves_no_stale_colour(qtbot: QtBot, board: str) -> None:
    shown: QWidget = gallery().BOARDS[board]()
    qtbot.addWidget(shown)
    shown.resize(1000, 620)
    shown.show()
    stale = unique(LIGHT, DARK) - {"#ffffff"}
    assert colours(shown.grab().toImage()) & stale, "the light board must have light colours"
    theme.theme().set_scheme("dark")
    qtbot.wait(20)
    after = colours(shown.grab().toImage())
    assert after & unique(DARK, LIGHT)
    assert not after & stale


def test_the_switch_is_the_same_as_starting_dark(qtbot: QtBot) -> None:
    """Second source: what was switched looks exactly like what was built in the dark."""
    boards = gallery().BOARDS
    switched: QWidget = boards["records"]()
    qtbot.addWidget(switched)
    switched.resize(900, 600)
    switched.show()
    theme.theme().set_scheme("dark")
    built: QWidget = boards["records"]()
    qtbot.addWidget(built)
    built.resize(900, 600)
    built.show()
    qtbot.wait(20)
    focused = QApplication.focusWidget()
    if focused is not None:
        focused.clearFocus()
    assert switched.grab().toImage() == built.grab().toImage()


def test_system_follows_the_desktop_and_a_choice_does_not(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = theme.install(qapp, "system")
    hints = qapp.styleHints()
    assert made.scheme == "system"
    assert not made.dark
    # The offscreen platform has no scheme of its own: only the question to it is replaced.
    monkeypatch.setattr(theme, "_system_is_dark", lambda: True)
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert made.dark
    assert qapp.palette().window().color() == DARK.frame
    made.set_scheme("light")
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert qapp.palette().window().color() == LIGHT.frame


def test_an_unknown_scheme_is_refused() -> None:
    with pytest.raises(ValueError, match="sepia"):
        theme.theme().set_scheme("sepia")


def test_there_is_one_theme(qapp: QApplication) -> None:
    assert theme.install(qapp, "light") is theme.theme()
    assert theme.theme().parent() is qapp


@pytest.mark.parametrize(("asked", "given"), [(50, 90), (90, 90), (120, 120), (400, 150)])
def test_text_size_is_clamped_and_live(qtbot: QtBot, asked: int, given: int) -> None:
    label, button, line = Label(text="Registre"), Button(text="Ajouter"), LineField()
    for widget in (label, button, line):
        qtbot.addWidget(widget)
        widget.show()
    theme.theme().set_text_percent(asked)
    qtbot.wait(10)
    assert theme.theme().text_percent == given
    assert label.font().pointSizeF() == pytest.approx(10.5 * given / 100)
    assert button.sizeHint().height() == round(36 * given / 100)
    assert line.sizeHint().height() == pytest.approx(round(36 * given / 100), abs=1)
    assert line.font().pointSizeF() == pytest.approx(10.5 * given / 100)


@pytest.mark.parametrize(
    "role", ["page_title", "big_title", "detail_title", "card_title", "body", "caption", "clock"]
)
def test_fonts_are_the_bundled_ones_in_points(qapp: QApplication, role: str) -> None:
    font = theme.font(role)
    assert font.pixelSize() == -1
    assert QFontInfo(font).family() == (
        "Inter Display" if "title" in role and role != "card_title" else "Inter"
    )
    assert font.pointSizeF() >= 9


def test_figures_are_tabular_and_words_stay_tight(qapp: QApplication) -> None:
    figures = QFontMetricsF(theme.font("body"))
    assert figures.horizontalAdvance("111") == pytest.approx(figures.horizontalAdvance("000"))
    words = theme.suited(theme.font("body"), "e-mail")
    plain = QFont(words)
    assert QFontMetricsF(words).horizontalAdvance("-") < figures.horizontalAdvance("-")
    assert QFontMetricsF(plain).horizontalAdvance("111") < figures.horizontalAdvance("111")


@pytest.mark.parametrize(
    ("text", "tabular"),
    [
        ("7 fiches : relisez-les", False),
        ("D-2026-014 · par courrier", False),
        ("D-2026-014 · par e-mail", False),
        ("2026-11-23", True),
        ("LGPL-3.0-only", False),
        ("12 / 16", True),
    ],
)
def test_a_hyphen_inside_words_stays_tight_beside_figures(
    text: str, tabular: bool, qapp: QApplication
) -> None:
    body = theme.font("body")
    plain = QFontMetricsF(theme.suited(body, "words"))
    wide = QFontMetricsF(theme.suited(body, text)).horizontalAdvance(text) > plain.horizontalAdvance(text)
    assert wide is tabular


def test_the_fonts_are_loaded_from_the_resources(qapp: QApplication) -> None:
    assert {"Inter", "Inter Display"} <= set(QFontDatabase.families())


def test_the_style_sheet_is_small_and_complete() -> None:
    made = stylesheet(LIGHT, round)
    assert len(made.strip().splitlines()) < 80
    assert "$" not in made
    assert "font" not in made


def test_colours_are_only_in_the_token_table() -> None:
    for source in SOURCES:
        found = re.findall(r"#[0-9A-Fa-f]{6}\b", source.read_text(encoding="utf-8"))
        assert bool(found) == (source.name == "tokens.py"), source.name


def test_no_text_has_a_size_in_pixels() -> None:
    for source in SOURCES:
        text = source.read_text(encoding="utf-8")
        assert "setPixelSize" not in text, source.name
        assert "font-size" not in text, source.name


def test_every_icon_can_be_painted_in_the_colour_asked(qapp: QApplication) -> None:
    drawn = icons.names()
    assert len(drawn) > 70
    for name in drawn:
        image = icons.tinted(name, QColor("#ff0000"), 24, 2.0).toImage()
        assert image.width() == 48, name
        inks = {
            image.pixelColor(x, y).name()
            for x in range(48)
            for y in range(48)
            if image.pixelColor(x, y).alpha()
        }
        assert inks, name
        assert all(QColor(ink).green() < 8 and QColor(ink).blue() < 8 for ink in inks), name


def test_a_missing_icon_is_our_fault_and_says_its_name() -> None:
    with pytest.raises(FileNotFoundError, match="no-such-picture"):
        icons.pixmap("no-such-picture")


def test_labels_show_plain_text_with_french_spaces(qtbot: QtBot) -> None:
    label = Label(text="<b>Que faire ?</b>")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.text() == "<b>Que faire\u202f?</b>"
    assert label.plain() == "<b>Que faire ?</b>"


def test_designer_can_set_the_properties(qtbot: QtBot) -> None:
    label, button = Label(), Button()
    qtbot.addWidget(label)
    qtbot.addWidget(button)
    assert label.setProperty("role", "page_title")
    assert label.font().pointSizeF() == pytest.approx(18)
    assert label.setProperty("tone", "urgent")
    assert label.palette().windowText().color() == LIGHT.urgent
    assert button.setProperty("kind", "filled")
    assert button.setProperty("iconName", "plus")
    assert button.setProperty("small", True)
    assert (button.get_kind(), button.get_icon_name(), button.sizeHint().height()) == ("filled", "plus", 28)
    with pytest.raises(ValueError, match="loud"):
        button.set_kind("loud")
    assert isinstance(button, QPushButton)
    assert isinstance(label, QLabel)
