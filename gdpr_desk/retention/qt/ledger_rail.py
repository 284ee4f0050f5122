"""The ledgers to choose from: a column of names with their counts, or one list where there is no room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.fields import ChoiceField
from gdpr_desk.qtkit.icons import paint_icon
from gdpr_desk.qtkit.painting import MIDDLE, line_width, paint_line, paint_panel
from gdpr_desk.qtkit.theme import font, px, theme, tokens
from gdpr_desk.retention.ledgers.kinds import KINDS
from gdpr_desk.retention.ledgers.model import LedgerKind
from gdpr_desk.retention.qt.ledger_lines import KindCount

_WIDTH, _ROW = 244, 36
_OBJECTIONS = "Liste d’opposition"


class KindRow(QRadioButton):
    """One ledger: its picture, its name, how many wait or how many there are."""

    def __init__(self, kind: LedgerKind, parent: QWidget) -> None:
        super().__init__(parent)
        self.kind = kind
        self._count = self._waiting = 0
        self.setText(display(kind.label))
        self.setToolTip(display(kind.sentence))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def tell(self, count: KindCount) -> None:
        """How many lines there are, and how many wait for somebody."""
        self._count, self._waiting = count.entries, count.waiting
        lines = f"{count.entries} ligne{'s' if count.entries > 1 else ''}"
        waits = f", {count.waiting} à faire" if count.waiting else ""
        self.setAccessibleDescription(display(lines + waits))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(_WIDTH), px(_ROW))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:
        return True

    def focus_ring_radius(self) -> float:
        return 8.0

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t, on = QPainter(self), tokens(), self.isChecked()
        if on or self.underMouse():
            paint_panel(painter, self.rect(), 8, t.soft if on else t.raised, None)
        side = px(18)
        box = QRect(px(8), (self.height() - side) // 2, side, side)
        paint_icon(painter, box, self.kind.picture, t.accent if on else t.text2)
        right = self._paint_count(painter)
        left = box.right() + px(10)
        room = QRect(left, 0, right - left - px(8), self.height())
        paint_line(painter, room, self.text(), font("strong" if on else "body"), t.text)

    def _paint_count(self, painter: QPainter) -> int:
        """The number at the right, in a pill where somebody has to look; where it begins."""
        t, number = tokens(), self._waiting or self._count
        words = f"{number}"
        wide = line_width(words, font("head")) + 2 * px(8)
        pill = QRect(self.width() - px(8) - wide, (self.height() - px(20)) // 2, wide, px(20))
        if self._waiting:
            paint_panel(painter, pill, px(10), t.badge_attention_bg, None)
        ink = t.badge_attention_text if self._waiting else t.text2
        if number:
            paint_line(painter, pill, words, font("head"), ink, flags=MIDDLE)
        return pill.x()


class KindChoice(ChoiceField):
    """The same in one line. `kind(key)`, `objections()` for its last line."""

    kind = Signal(str)
    objections = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Registre")
        self._current = ""
        self.chosen.connect(self._led)

    def tell(self, counts: Sequence[KindCount]) -> None:
        """The numbers behind the names."""
        options = [(one.kind.key, f"{one.kind.label} · {one.entries}") for one in counts]
        self.set_options((*options, ("", f"{_OBJECTIONS}…")))
        self.set_key(self._current)
        self.updateGeometry()

    def set_current(self, key: str) -> None:
        """Choose without emitting `kind`."""
        self._current = key
        self.set_key(key)

    def _led(self, key: str) -> None:
        if key:
            self.kind.emit(key)
            return
        self.set_key(self._current)
        self.objections.emit()


class KindRail(QWidget):
    """The ledgers one below the other; arrow keys move. `chosen(key)`, `objections()` for the link below."""

    chosen = Signal(str)
    objections = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Registres tenus")
        self._rows: dict[str, KindRow] = {}
        group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        column.setSpacing(2)
        for key, kind in KINDS.items():
            row = self._rows[key] = KindRow(kind, self)
            row.toggled.connect(lambda on, key=key: self._told(key, on=on))
            group.addButton(row)
            column.addWidget(row)
        self.link = Button(self, text=_OBJECTIONS, kind="link", icon="megaphone-off", small=True)
        self.link.setToolTip(display("Qui ne veut plus être sollicité : tenue avec les demandes."))
        self.link.clicked.connect(self.objections)
        column.addSpacing(6)
        column.addWidget(self.link, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def tell(self, counts: Sequence[KindCount]) -> None:
        """The numbers beside the names."""
        for count in counts:
            self._rows[count.kind.key].tell(count)

    def set_current(self, key: str) -> None:
        """Choose without emitting `chosen`."""
        row = self._rows[key]
        blocked = row.blockSignals(True)
        row.setChecked(True)
        row.blockSignals(blocked)

    def _told(self, key: str, *, on: bool) -> None:
        if on:
            self.chosen.emit(key)

    def row(self, key: str) -> KindRow:
        """The row of that ledger."""
        return self._rows[key]
