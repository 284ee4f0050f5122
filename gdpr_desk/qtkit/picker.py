"""Choosing several things out of a catalogue: chips, a search, and « Autre… » for what is missing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.chip import Chip
from gdpr_desk.qtkit.flow import FlowLayout
from gdpr_desk.qtkit.icons import paint_icon
from gdpr_desk.qtkit.painting import paint_check_box, paint_line, paint_panel
from gdpr_desk.qtkit.theme import font, px, tokens

_KEY = int(Qt.ItemDataRole.UserRole)
_OTHER = "\0other"


class ChipPicker(QWidget):
    """Several keys out of (key, label) options, in the order they were chosen.

    With `set_free(True)` what is typed and not found can be added as it is: it becomes its own key.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: dict[str, str] = {}
        self._chosen: list[str] = []
        self._free = True
        self._verb = "Ajouter"
        self._flow = FlowLayout(self)
        self._add = Button(self, text=self._verb, icon="plus", small=True)
        self._add.clicked.connect(self._open)
        self._flow.addWidget(self._add)
        self._chips: list[Chip] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusProxy(self._add)

    def set_options(self, options: Iterable[tuple[str, str]]) -> None:
        """Offer (key, label) pairs in order."""
        self._labels = dict(options)
        self._show()

    def set_free(self, free: bool) -> None:
        """Allow (or not) something that is in no list."""
        self._free = free

    def set_verb(self, verb: str) -> None:
        """The word on the button that opens the list."""
        self._verb = verb
        self._add.setText(verb)

    def chosen(self) -> tuple[str, ...]:
        return tuple(self._chosen)

    def set_chosen(self, keys: Iterable[str]) -> None:
        """Show these keys without emitting `changed`; an unknown one shows as itself."""
        self._chosen = list(dict.fromkeys(keys))
        self._show()

    def toggle(self, key: str) -> None:
        """Add `key`, or take it away where it was chosen."""
        if key in self._chosen:
            self._chosen.remove(key)
        else:
            self._chosen.append(key)
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        for old in self._chips:
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._flow.removeWidget(self._add)
        self._chips = []
        for key in self._chosen:
            chip = Chip(self, text=self._labels.get(key, key), removable=True)
            chip.removed.connect(lambda gone=key: self._remove(gone))
            self._flow.addWidget(chip)
            chip.show()
            self._chips.append(chip)
        self._flow.addWidget(self._add)
        self.updateGeometry()

    def _remove(self, key: str) -> None:
        at = self._chosen.index(key)
        self.toggle(key)
        (self._chips[min(at, len(self._chips) - 1)] if self._chips else self._add).setFocus()

    def _open(self) -> None:
        popup = _Popup(self, self._labels, self._chosen, self._free)
        popup.toggled.connect(self.toggle)
        below = self._add.mapToGlobal(QPoint(0, self._add.height() + 4))
        popup.show_at(below)


class _Popup(QFrame):
    """The list with its search field. Space or Enter chooses, Escape closes."""

    toggled = Signal(str)

    def __init__(self, owner: QWidget, labels: dict[str, str], chosen: list[str], free: bool) -> None:
        super().__init__(owner, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._labels, self._free = labels, free
        self._search = QLineEdit(self)
        self._search.setPlaceholderText(
            display("Rechercher, ou écrire autre chose…" if free else "Rechercher…")
        )
        self._search.setAccessibleName("Rechercher dans la liste")
        self._search.textChanged.connect(self._filter)
        self._search.returnPressed.connect(self._take_first)
        self._list = QListWidget(self)
        self._list.setAccessibleName("Choix possibles")
        self._list.itemClicked.connect(self._toggle)
        self._list.itemActivated.connect(self._toggle)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self._list.setWordWrap(True)
        self._list.viewport().setAutoFillBackground(False)
        self._list.setMouseTracking(True)
        self._list.setItemDelegate(_OptionDelegate(self._list))
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 8, 8, 8)
        box.addWidget(self._search)
        box.addWidget(self._list)
        self._fill(chosen)
        self._filter("")

    def show_at(self, corner: QPoint) -> None:
        """Open at `corner` (global), kept within the screen."""
        rows = min(8, max(3, self._list.count()))
        size = QSize(px(380), px(34) * rows + self._search.sizeHint().height() + 32)
        screen = self.screen().availableGeometry()
        left = min(corner.x(), screen.right() - size.width())
        top = min(corner.y(), screen.bottom() - size.height())
        self.setGeometry(max(screen.x(), left), max(screen.y(), top), size.width(), size.height())
        self.show()
        self._search.setFocus()

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = tokens()
        paint_panel(QPainter(self), self.rect(), 0, t.sheet, t.hair2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self._search.hasFocus():
            self._list.setFocus()
            self._list.setCurrentRow(self._next_row())
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.close()

    def _fill(self, chosen: list[str]) -> None:
        for key, label in self._labels.items():
            self._add_row(key, display(label), key in chosen)
        if self._free:
            other = QListWidgetItem("Autre…")
            other.setData(_KEY, _OTHER)
            self._list.addItem(other)

    def _add_row(self, key: str, label: str, on: bool) -> None:
        item = QListWidgetItem(label)
        item.setData(_KEY, key)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self._list.addItem(item)

    def _rows(self) -> list[QListWidgetItem]:
        return [self._list.item(row) for row in range(self._list.count())]

    def _next_row(self) -> int:
        return next((row for row, item in enumerate(self._rows()) if not item.isHidden()), 0)

    def _filter(self, typed: str) -> None:
        wanted = plain(typed)
        for item in self._rows():
            if item.data(_KEY) == _OTHER:
                item.setText(display(f"Ajouter « {typed.strip()} »") if typed.strip() else "Autre…")
                item.setHidden(self._known(typed))
            else:
                item.setHidden(wanted not in plain(item.text()))

    def _known(self, typed: str) -> bool:
        return bool(typed.strip()) and any(plain(typed) == plain(label) for label in self._labels.values())

    def _take_first(self) -> None:
        shown = [item for item in self._rows() if not item.isHidden()]
        if shown and self._search.text().strip():
            self._toggle(shown[0])

    def _toggle(self, item: QListWidgetItem) -> None:
        key = str(item.data(_KEY))
        if key != _OTHER:
            done = item.checkState() == Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if done else Qt.CheckState.Checked)
            self.toggled.emit(key)
            return
        typed = self._search.text().strip()
        if not typed:
            self._search.setFocus()
            self._search.setPlaceholderText(display("Écrivez ici, puis Entrée"))
            return
        self.toggled.emit(typed)
        self.close()


class _OptionDelegate(QStyledItemDelegate):
    """A row with a tick box, in tokens."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(px(200), px(34))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        t = tokens()
        row = option.rect
        lit = QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus
        if option.state & lit:
            paint_panel(painter, row, 6, t.soft, None)
        side = px(18)
        box = QRect(row.x() + px(8), row.y() + (row.height() - side) // 2, side, side)
        state = index.data(int(Qt.ItemDataRole.CheckStateRole))
        if state is None:
            paint_icon(painter, box, "plus", t.accent)
        else:
            paint_check_box(painter, box, on=Qt.CheckState(state) == Qt.CheckState.Checked)
        room = row.adjusted(px(8) + side + px(10), 0, -px(8), 0)
        paint_line(painter, room, str(index.data()), font("body"), t.text if state is not None else t.accent)


def plain(text: str) -> str:
    """`text` without case, accents and no-break spaces, for searching: « prenom » finds « Prénom »."""
    spread = unicodedata.normalize("NFKD", text.replace("\u2019", "'").casefold())
    return " ".join("".join(c for c in spread if not unicodedata.combining(c)).split())
