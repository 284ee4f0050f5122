"""Lucide pictures (ISC licence, `resources/icons/LICENSE`), tinted with a token, sharp at any scale."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gdpr_desk import assets
from gdpr_desk.qtkit.theme import theme, tokens

_THIN, _FULL, _LARGE_STROKE = "1.75", "2", "1.3"
_RATIOS = (1.0, 1.25, 1.5, 2.0)
_SMALL = 17
"""Up to this size (pixels) the 2 px line stays, above it becomes 1.75."""
_LARGE = 40


def icon(name: str, token: str = "text2", size: int = 20) -> QIcon:
    """The picture `name` in the colour of `token` now, for menus and actions.

    Ask again after `Theme.changed`; what paints itself uses `paint_icon` and needs no refreshing.
    """
    made = QIcon()
    side = theme().px(size)
    for ratio in _RATIOS:
        made.addPixmap(tinted(name, tokens().color(token), side, ratio), QIcon.Mode.Normal)
        made.addPixmap(tinted(name, tokens().field, side, ratio), QIcon.Mode.Disabled)
    return made


def pixmap(name: str, token: str = "text2", size: int = 20, ratio: float = 1.0) -> QPixmap:
    """The picture `name` at `size` logical pixels (grown with the text size) for device ratio `ratio`."""
    return tinted(name, tokens().color(token), theme().px(size), ratio)


def paint_icon(painter: QPainter, rect: QRect, name: str, tint: QColor) -> None:
    """Draw `name` centred in `rect`, as large as its shorter side."""
    side = min(rect.width(), rect.height())
    # Not the device's own ratio: a widget rendered into a sharper picture still names its screen's.
    ratio = abs(painter.deviceTransform().m11()) or 1.0
    left = rect.x() + (rect.width() - side) // 2
    top = rect.y() + (rect.height() - side) // 2
    painter.drawPixmap(left, top, tinted(name, tint, side, ratio))


def tinted(name: str, tint: QColor, side: int, ratio: float = 1.0) -> QPixmap:
    """The picture in any colour, `side` logical pixels wide."""
    return _render(name, tint.name(QColor.NameFormat.HexArgb), side, ratio)


def names() -> tuple[str, ...]:
    """All pictures there are."""
    return tuple(n.removeprefix("icons/").removesuffix(".svg") for n in assets.names("icons", ".svg"))


@lru_cache(maxsize=512)
def _render(name: str, tint: str, side: int, ratio: float) -> QPixmap:
    stroke = _FULL if side <= _SMALL else _THIN if side <= _LARGE else _LARGE_STROKE
    source = _source(name).replace("currentColor", QColor(tint).name())
    source = source.replace('stroke-width="2"', f'stroke-width="{stroke}"')
    pixels = max(1, round(side * ratio))
    made = QPixmap(pixels, pixels)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setOpacity(QColor(tint).alphaF())
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    return assets.text(f"icons/{name}.svg")
