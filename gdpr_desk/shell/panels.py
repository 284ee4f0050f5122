"""Painted parts of the entrance: the plain panel of the unlock screen and the steps of the first run."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.icons import paint_icon
from gdpr_desk.qtkit.painting import paint_panel
from gdpr_desk.qtkit.surfaces import IconTile
from gdpr_desk.qtkit.theme import font, px, theme, tokens

_CENTRE = int(Qt.AlignmentFlag.AlignHCenter) | int(Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)


class AccentPanel(QWidget):
    """The left half of the unlock screen: a promise in one sentence, nothing of the vault."""

    TITLE = "Vos données restent ici."
    LINES = "Un coffre chiffré sur cet ordinateur.\nRien n’est envoyé sur internet."

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(display(f"{self.TITLE} {self.LINES}"))
        theme().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = tokens()
        ground, edge = (colours.soft, colours.hair) if colours.dark else (colours.accent, None)
        paint_panel(painter, self.rect(), 12, ground, edge)
        tile = QRect((self.width() - px(96)) // 2, self.height() // 2 - px(108), px(96), px(96))
        paint_panel(painter, tile, px(24), colours.accent if colours.dark else colours.sheet, None)
        inset = px(24)
        drawn = tile.adjusted(inset, inset, -inset, -inset)
        paint_icon(painter, drawn, "shield-keyhole", colours.on_accent if colours.dark else colours.accent)
        painter.setPen(colours.text if colours.dark else colours.on_accent)
        painter.setFont(font("page_title"))
        room = self.width() - px(48)
        title = QRectF(px(24), tile.bottom() + px(40), room, px(80))
        painter.drawText(title, _CENTRE, display(self.TITLE))
        taken = painter.boundingRect(title, _CENTRE, display(self.TITLE)).height()
        painter.setFont(font("lead"))
        if colours.dark:
            painter.setPen(colours.text2)
        top = title.top() + taken + px(8)
        for line in display(self.LINES).split("\n"):
            box = QRectF(px(24), top, room, px(120))
            painter.drawText(box, _CENTRE, line)
            top += painter.boundingRect(box, _CENTRE, line).height() + px(3)


class LockTile(IconTile):
    """The tile over the vault's label."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, icon="lock", side=56, state="solid")


class StepBar(QWidget):
    """How far the first run is: one bar per step."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step, self._steps = 1, 7
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def set_step(self, step: int, steps: int) -> None:
        """Show that `step` (from 1) of `steps` is on screen."""
        self._step, self._steps = step, steps
        self.setAccessibleName(f"Étape {step} sur {steps}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(400), 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        gap = 8
        width = (self.width() - gap * (self._steps - 1)) / self._steps
        for place in range(self._steps):
            painter.setBrush(tokens().accent if place < self._step else tokens().hair2)
            painter.drawRoundedRect(QRectF(place * (width + gap), 0, width, 4), 2, 2)
