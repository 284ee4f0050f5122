"""The left rail of the editor: eight sections, each with a check, a mark or its number."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.icons import paint_icon
from gdpr_desk.qtkit.theme import font, px, tokens

FULL_WIDTH = 208
DISC = 24
INSET = 12


class Mark(StrEnum):
    """What the rail says about a section, with the words a screen reader hears."""

    DONE = "complète"
    WRONG = "à corriger"
    OPEN = "à remplir"


class RailEntry(QAbstractButton):
    """One section: disc, title, and the soft bar when it is the one on screen."""

    def __init__(self, number: int, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = number
        self._mark = Mark.OPEN
        self._compact = False
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setText(display(title))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._describe()

    def set_mark(self, mark: Mark) -> None:
        """Show `mark` in the disc."""
        if mark is not self._mark:
            self._mark = mark
            self._describe()
            self.update()

    def set_compact(self, compact: bool) -> None:
        """Number only, for narrow windows; title and state move to the tooltip."""
        self._compact = compact
        self._describe()
        self.updateGeometry()

    def _describe(self) -> None:
        self.setToolTip(f"{self._number} · {self.text()} · {self._mark.value}" if self._compact else "")
        self.setAccessibleName(f"Section {self._number}, {self.text()}")
        self.setAccessibleDescription(self._mark.value)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        height = max(px(40), metrics.height() + 16)
        return QSize(px(DISC) + 2 * 8 if self._compact else px(FULL_WIDTH), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width(), px(DISC))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange):
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = tokens()
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.soft if self.isChecked() else colours.raised))
            painter.drawRoundedRect(self.rect(), 8, 8)
        side = min(px(DISC), self.height() - 2)
        left = (self.width() - side) / 2 if self._compact else px(INSET)
        self._paint_disc(painter, QRectF(left, (self.height() - side) / 2, side, side))
        if not self._compact:
            painter.setFont(font("strong" if self.isChecked() else "row_title"))
            painter.setPen(QColor(colours.text if self.isChecked() else colours.text2))
            painter.drawText(
                self.rect().adjusted(px(INSET) + side + px(9), 0, -px(8), 0),
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
                self.text(),
            )

    def _paint_disc(self, painter: QPainter, disc: QRectF) -> None:
        colours = tokens()
        if self._compact or self._mark is Mark.OPEN:
            painter.setPen(QPen(QColor(colours.field), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(disc.adjusted(1, 1, -1, -1))
            painter.setFont(font("head"))
            painter.setPen(QColor(colours.text))
            painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(self._number))
            if self._mark is not Mark.OPEN:
                self._paint_corner(painter, disc)
            return
        done = self._mark is Mark.DONE
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.badge_ok_bg if done else colours.badge_attention_bg))
        painter.drawEllipse(disc)
        if done:
            sign = QRectF(0, 0, px(14), px(14))
            sign.moveCenter(disc.center())
            paint_icon(painter, sign.toRect(), "check", colours.badge_ok_text)
            return
        painter.setFont(font("strong"))
        painter.setPen(QColor(colours.badge_attention_text))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, "!")

    def _paint_corner(self, painter: QPainter, disc: QRectF) -> None:
        """Done or wrong, small, at the number's upper right."""
        colours, done = tokens(), self._mark is Mark.DONE
        sign = QRectF(0, 0, px(12), px(12))
        # Whole, and clear of the number, also where the entries are pressed together.
        sign.moveCenter(QPointF(disc.right(), max(disc.top() + px(2), sign.height() / 2 + 1)))
        painter.setPen(QPen(QColor(colours.sheet), 1.5))
        painter.setBrush(QColor(colours.ok if done else colours.attention))
        painter.drawEllipse(sign)
        if done:
            paint_icon(painter, sign.adjusted(2, 2, -2, -2).toRect(), "check", colours.sheet)
            return
        painter.setPen(QColor(colours.sheet))
        painter.setFont(font("head"))
        painter.drawText(sign, Qt.AlignmentFlag.AlignCenter, "!")


class SectionRail(QWidget):
    """The column of entries; Tab stops once, the arrow keys move inside."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: list[RailEntry] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def set_titles(self, titles: tuple[str, ...]) -> None:
        """Build one entry for each section title, numbered from 1."""
        for number, title in enumerate(titles, start=1):
            entry = RailEntry(number, title, self)
            entry.clicked.connect(lambda _checked=False, at=number: self.chosen.emit(at))
            self._entries.append(entry)
            self._column.addWidget(entry)
        self._column.addStretch(1)

    def set_mark(self, number: int, mark: Mark) -> None:
        """Show the state of section `number`."""
        self._entries[number - 1].set_mark(mark)

    def set_current(self, number: int) -> None:
        """Highlight section `number` as the one on screen."""
        self._entries[number - 1].setChecked(True)

    def set_compact(self, compact: bool) -> None:
        """Numbers without words when the window is narrow."""
        for entry in self._entries:
            entry.set_compact(compact)

    def current(self) -> int:
        """The section shown as active, from 1; 0 before any."""
        return next((i for i, entry in enumerate(self._entries, start=1) if entry.isChecked()), 0)
