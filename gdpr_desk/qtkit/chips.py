"""Chips to filter by, chips to choose, and the segmented switch between views."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QRadioButton, QSizePolicy, QWidget

from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.chip import Chip
from gdpr_desk.qtkit.flow import FlowLayout
from gdpr_desk.qtkit.icons import paint_icon
from gdpr_desk.qtkit.painting import MIDDLE, line_width, paint_line, paint_panel
from gdpr_desk.qtkit.picker import ChipPicker
from gdpr_desk.qtkit.theme import font, px, theme, tokens

__all__ = ["Chip", "ChipPicker", "ChipRow", "ChipSpec", "Segmented"]


@dataclass(frozen=True)
class ChipSpec:
    """One filter: `count` None for a chip without a number."""

    key: str
    label: str
    count: int | None = None
    icon: str = ""


_ROWS = 2
"""Where the filters need more rows than this, the list below would lose its room to them."""


class ChipRow(QWidget):
    """Filters of which exactly one is on; wraps where the window is narrow.

    Beside a field, where even two rows would not do, only the one that is on is shown, and a menu
    offers the others.
    """

    changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: dict[str, Chip] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._flow = FlowLayout(self)
        self._others: Chip | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_chips(self, specs: Sequence[ChipSpec]) -> None:
        """Show these filters; the chosen one stays chosen, else the first is."""
        kept = self.current()
        if list(self._chips) != [spec.key for spec in specs]:
            self._rebuild(specs)
        for spec in specs:
            self._chips[spec.key].set_content(spec.label, spec.count, spec.icon)
        self.set_current(kept if kept in self._chips else next(iter(self._chips), ""))
        self._fold()

    def current(self) -> str:
        """The key of the chosen filter, empty where there is none."""
        return next((key for key, chip in self._chips.items() if chip.isChecked()), "")

    def set_current(self, key: str) -> None:
        """Choose a filter without emitting `changed`."""
        if key in self._chips:
            self._chips[key].setChecked(True)
            self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def stand_beside_field(self) -> None:
        """On one middle line with a field; the least height is one row, not all chips in a column."""
        self.setMinimumHeight(px(36))
        self._flow.setContentsMargins(0, 2, 0, 0)
        self._others = Chip(self, text="Autres filtres", icon="chevron-down")
        self._others.clicked.connect(self._offer_others)
        self._others.hide()
        self._flow.addWidget(self._others)

    def _fold(self) -> None:
        if self._others is None:
            return
        rows, used = 0, self.width() + 1
        for chip in self._chips.values():
            wide = chip.sizeHint().width()
            if used + wide > self.width():
                rows, used = rows + 1, 0
            used += wide + self._flow.spacing()
        folded = rows > _ROWS
        self._others.setVisible(folded)
        for chip in self._chips.values():
            chip.setVisible(chip.isChecked() or not folded)

    def _offer_others(self) -> None:
        if self._others is None:
            return
        menu = QMenu(self._others)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for chip in self._chips.values():
            if not chip.isChecked():
                menu.addAction(chip.shown(), chip.click)
        menu.popup(self._others.mapToGlobal(self._others.rect().bottomLeft()))

    def _take(self, key: str) -> None:
        self._fold()
        if self._chips[key].isVisible():
            self._chips[key].setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit(key)

    def _rebuild(self, specs: Sequence[ChipSpec]) -> None:
        for old in self._chips.values():
            self._group.removeButton(old)
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._chips = {}
        for spec in specs:
            chip = Chip(self, text=spec.label, count=spec.count, icon=spec.icon)
            chip.setCheckable(True)
            chip.clicked.connect(lambda _on, key=spec.key: self._take(key))
            self._group.addButton(chip)
            self._flow.addWidget(chip)
            chip.show()
            self._chips[spec.key] = chip
        if self._others is not None:
            self._flow.removeWidget(self._others)
            self._flow.addWidget(self._others)  # behind the chips


class _Segment(QRadioButton):
    """One view of a segmented switch."""

    def __init__(self, parent: QWidget, key: str, label: str, icon: str) -> None:
        super().__init__(parent)
        self.key = key
        self._icon_name = icon
        self._label, self._count = label, 0
        self.setText(display(label))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)

    def sizeHint(self) -> QSize:
        picture = px(16) + px(6) if self._icon_name else 0
        pill = px(6) + self._pill_width() if self._count else 0
        words = line_width(display(self._label), font("second_bold"))
        return QSize(words + picture + pill + 2 * px(14), px(30))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def tell(self, label: str | None = None, count: int | None = None) -> None:
        """Another name, or how many things wait behind it; 0 says nothing."""
        self._label = self._label if label is None else label
        self._count = self._count if count is None else count
        told = display(f"{self._label} · {self._count}" if self._count else self._label)
        if told != self.text():
            self.setText(told)
            self._restyle()

    def hitButton(self, pos: object) -> bool:
        return True

    def focus_ring_radius(self) -> float:
        return 6.0

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        t = tokens()
        on = self.isChecked()
        if on:
            paint_panel(painter, self.rect(), 6, t.sheet if not t.dark else t.badge_neutral_bg, t.field)
        ink = t.text if on or self.underMouse() else t.text2
        room = self.rect()
        if self._icon_name:
            side = px(16)
            paint_icon(painter, QRect(px(14), (self.height() - side) // 2, side, side), self._icon_name, ink)
            room = room.adjusted(side + px(6), 0, 0, 0)
        words, shape = display(self._label), font("second_bold" if on else "second_strong")
        if not self._count:
            paint_line(painter, room, words, shape, ink, flags=MIDDLE)
            return
        wide, pill = min(line_width(words, shape), room.width()), self._pill_width()
        start = room.x() + max(0, (room.width() - wide - px(6) - pill) // 2)
        paint_line(painter, QRect(start, room.y(), wide, room.height()), words, shape, ink, flags=MIDDLE)
        high = px(18)
        at = QRect(start + wide + px(6), (self.height() - high) // 2, pill, high)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(t.badge_attention_bg)
        painter.drawRoundedRect(at, high / 2, high / 2)
        paint_line(painter, at, str(self._count), font("head"), t.badge_attention_text, flags=MIDDLE)

    def _pill_width(self) -> int:
        """Of what waits, in amber: a total stands in the name itself."""
        return max(px(20), line_width(str(self._count), font("head")) + px(10))

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


class Segmented(QWidget):
    """A few views of the same thing, one of them on; arrow keys move."""

    changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._segments: list[_Segment] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(3, 3, 3, 3)
        self._row.setSpacing(2)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def set_options(self, options: Iterable[tuple[str, str] | tuple[str, str, str]]) -> None:
        """Offer (key, label) or (key, label, icon); the first is on."""
        for old in self._segments:
            self._row.removeWidget(old)
            old.deleteLater()
        self._segments = []
        for option in options:
            icon = option[2] if len(option) == 3 else ""
            made = _Segment(self, option[0], option[1], icon)
            made.toggled.connect(self._toggled)
            self._row.addWidget(made)
            self._segments.append(made)
        if self._segments:
            self.set_current(self._segments[0].key)

    def current(self) -> str:
        return next((s.key for s in self._segments if s.isChecked()), "")

    def set_current(self, key: str) -> None:
        """Choose without emitting `changed`."""
        for segment in self._segments:
            if segment.key == key:
                blocked = self.blockSignals(True)
                segment.setChecked(True)
                self.blockSignals(blocked)

    def set_labels(self, labels: Mapping[str, str]) -> None:
        """Other names for the same views, by key."""
        for segment in self._segments:
            if segment.key in labels:
                segment.tell(label=labels[segment.key])
        self._row.activate()

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """How many things wait behind each view, by key."""
        for segment in self._segments:
            segment.tell(count=counts.get(segment.key, 0))
        self._row.activate()

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = tokens()
        paint_panel(QPainter(self), self.rect(), 8, t.frame if t.dark else t.raised, t.hair)

    def _toggled(self, on: bool) -> None:
        if on:
            self.changed.emit(self.current())
