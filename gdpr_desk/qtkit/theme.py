"""Light, dark or the system's own; the text size; the fonts. Everything follows `Theme.changed`.

The theme is a child of the QApplication, not a global: `theme()` finds it there and installs the
default one where nobody did (a widget in a test).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from gdpr_desk import assets
from gdpr_desk.qtkit.focus import FocusRing
from gdpr_desk.qtkit.stylesheet import stylesheet
from gdpr_desk.qtkit.tokens import DARK, LIGHT, Tokens, mix

__all__ = ["SCHEMES", "Theme", "Tokens", "color", "font", "install", "px", "theme", "tokens"]

SCHEMES = ("system", "light", "dark")
TEXT_PERCENT = (90, 150)
"""Smallest and largest text size offered, in percent."""

TABULAR = QFont.Tag("tnum")
"""Figures of one width. Inter's feature also widens spaces and hyphens: see `suited`."""

_FIGURE = re.compile(r"\d")
_JOINED = re.compile("[-\u2011][^\\W\\d_]|[^\\W\\d_][-\u2011]")
"""A hyphen beside a letter: inside words, in references."""

_NAME = "gdpr_desk_theme"
_INTER = "Inter"
_DISPLAY = "Inter Display"


@dataclass(frozen=True)
class _Role:
    points: float
    weight: QFont.Weight = QFont.Weight.Normal
    family: str = _INTER


_ROLES = {
    "big_title": _Role(21, QFont.Weight.DemiBold, _DISPLAY),
    "page_title": _Role(18, QFont.Weight.DemiBold, _DISPLAY),
    "detail_title": _Role(15, QFont.Weight.DemiBold, _DISPLAY),
    "card_title": _Role(12, QFont.Weight.DemiBold),
    "small_title": _Role(10.5, QFont.Weight.DemiBold),
    "body": _Role(10.5),
    "row_title": _Role(10.5, QFont.Weight.Medium),
    "strong": _Role(10.5, QFont.Weight.DemiBold),
    "second": _Role(9.75),
    "second_strong": _Role(9.75, QFont.Weight.Medium),
    "second_bold": _Role(9.75, QFont.Weight.DemiBold),
    "lead": _Role(11.25),
    "caption": _Role(9),
    "head": _Role(9, QFont.Weight.DemiBold),
    "clock": _Role(13.5, QFont.Weight.Bold),
}
"""Type roles; points, never pixels, so that the text size setting and the screen both count."""


class Theme(QObject):
    """What the program looks like now. `changed` is emitted after colours and fonts are in place."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.setObjectName(_NAME)
        self._app = app
        self._scheme = "system"
        self._percent = 100
        self._tokens = LIGHT
        self._fonts: dict[str, QFont] = {}
        _load_fonts()
        app.setStyle("Fusion")
        self._ring = FocusRing(app)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)

    @property
    def scheme(self) -> str:
        """`system`, `light` or `dark`, as chosen."""
        return self._scheme

    @property
    def dark(self) -> bool:
        return self._tokens.dark

    @property
    def text_percent(self) -> int:
        return self._percent

    @property
    def tokens(self) -> Tokens:
        return self._tokens

    def set_scheme(self, scheme: str) -> None:
        """Switch to `scheme` at once; ValueError for any other word."""
        if scheme not in SCHEMES:
            raise ValueError(scheme)
        self._scheme = scheme
        wanted = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        QGuiApplication.styleHints().setColorScheme(wanted.get(scheme, Qt.ColorScheme.Unknown))
        self._apply()

    def set_text_percent(self, percent: int) -> None:
        """Set the text size, clamped to 90-150 percent, at once."""
        self._percent = max(TEXT_PERCENT[0], min(TEXT_PERCENT[1], percent))
        self._apply()

    def font(self, role: str) -> QFont:
        """The font of `role` with tabular figures; KeyError for a role that does not exist."""
        if role not in self._fonts:
            self._fonts[role] = self._made(role)
        return QFont(self._fonts[role])

    def _made(self, role: str) -> QFont:
        wanted = _ROLES[role]
        made = QFont(wanted.family)
        made.setPointSizeF(wanted.points * self._percent / 100)
        made.setWeight(wanted.weight)
        made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        made.setFeature(TABULAR, 1)
        return made

    def px(self, design: float) -> int:
        """A length of the design (pixels at 100 %) at the current text size."""
        return round(design * self._percent / 100)

    def _system_changed(self) -> None:
        if self._scheme == "system":
            self._apply()

    def _apply(self) -> None:
        self._fonts.clear()
        dark = self._scheme == "dark" or (self._scheme == "system" and _system_is_dark())
        self._tokens = DARK if dark else LIGHT
        self._app.setPalette(_palette(self._tokens))
        self._app.setFont(suited(self.font("body"), ""))
        sheet = stylesheet(self._tokens, self.px)
        if self._app.styleSheet() != sheet:
            self._app.setStyleSheet(sheet)
        self.changed.emit()


def install(app: QApplication, scheme: str = "system", text_percent: int = 100) -> Theme:
    """Give `app` its look; called again, it changes the look that is there."""
    found = app.findChild(Theme, _NAME, Qt.FindChildOption.FindDirectChildrenOnly)
    made = found if isinstance(found, Theme) else Theme(app)
    made._percent = max(TEXT_PERCENT[0], min(TEXT_PERCENT[1], text_percent))
    made.set_scheme(scheme)
    if found is not made:
        _INSTALLED.append(made)
        made.destroyed.connect(_INSTALLED.clear)
    return made


_INSTALLED: list[Theme] = []
"""The application's theme, once there is one: every painted control asks for it hundreds of times."""


def theme() -> Theme:
    """The application's theme."""
    if _INSTALLED:
        return _INSTALLED[-1]
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise RuntimeError("a theme needs a QApplication")
    return install(app)


def tokens() -> Tokens:
    """The colours now."""
    return theme().tokens


def color(name: str) -> QColor:
    """The colour of a token now."""
    return theme().tokens.color(name)


def font(role: str) -> QFont:
    """The font of a role now."""
    return theme().font(role)


def suited(given: QFont, text: str) -> QFont:
    """`given` with tabular figures only where `text` has figures and no hyphen beside a letter, so that
    « e-mail », « relisez-les » and D-2026-014 stay tight, whatever stands beside them."""
    if _FIGURE.search(text) and not _JOINED.search(text):
        return given
    made = QFont(given)
    made.unsetFeature(TABULAR)
    return made


def px(design: float) -> int:
    """A design length at the current text size."""
    return theme().px(design)


def _system_is_dark() -> bool:
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def _load_fonts() -> None:
    for name in assets.names("fonts", ".ttf"):
        QFontDatabase.addApplicationFont(str(assets.path(name)))


def _palette(t: Tokens) -> QPalette:
    made = QPalette()
    role = QPalette.ColorRole
    pairs = (
        (role.Window, t.frame),
        (role.WindowText, t.text),
        (role.Base, t.sheet),
        (role.AlternateBase, t.raised),
        (role.Text, t.text),
        (role.PlaceholderText, t.hint),
        (role.Button, t.sheet),
        (role.ButtonText, t.text),
        (role.BrightText, t.urgent),
        (role.Highlight, t.accent),
        (role.HighlightedText, t.on_accent),
        (role.Accent, t.accent),
        (role.Link, t.accent),
        (role.LinkVisited, t.accent),
        (role.ToolTipBase, t.toast_bg),
        (role.ToolTipText, t.toast_text),
        (role.Light, t.sheet),
        (role.Midlight, t.hair),
        (role.Mid, t.hair2),
        (role.Dark, t.field),
        (role.Shadow, t.hair2),
    )
    for which, value in pairs:
        made.setColor(which, value)
    faded = mix(t.sheet, t.text2, 0.6)
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, faded)
    return made
