"""Choosing several things out of a catalogue: chips, a search, and « Autre… » for what is missing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
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
from gdpr_desk.qtkit.type_ahead import best, letters, plain

__all__ = ["OTHER", "ChipPicker", "OptionList", "open_by_typing", "plain"]

_KEY = int(Qt.ItemDataRole.UserRole)
_OTHER = "\0other"
OTHER = "Autre…"
"""The last line of a list that may be added to."""


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
        self._with_chips = True
        self._flow = FlowLayout(self)
        self._add = Button(self, text=self._verb, icon="plus", small=True)
        self._add.clicked.connect(lambda _on=False: self._open())
        open_by_typing(self._add, self._open)
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

    def hide_chips(self) -> None:
        """Show the button only: what is chosen has its own rows beside."""
        self._with_chips = False
        self._show()

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
        for key in self._chosen if self._with_chips else ():
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

    def _open(self, typed: str = "") -> None:
        own = {key: key for key in self._chosen if key not in self._labels}
        popup = OptionList(self._add, {**self._labels, **own}, self._chosen, OTHER if self._free else "")
        popup.toggled.connect(self.toggle)
        popup.added.connect(self.toggle)
        popup.show_at(self._add, typed)


class _Typing(QObject):
    """Letters struck on a button open its list, already searching for them."""

    def __init__(self, button: QWidget, opened: Callable[[str], None]) -> None:
        super().__init__(button)
        self._opened = opened
        button.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        typed = (
            letters(event) if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) else ""
        )
        if typed:
            self._opened(typed)
        return bool(typed)


def open_by_typing(button: QWidget, opened: Callable[[str], None]) -> None:
    """Let letters struck on `button` call `opened` with them."""
    _Typing(button, opened)


class OptionList(QFrame):
    """A list to choose from with its search field, for as many choices as one likes.

    Enter takes what is lit, or closes where nothing is; Space ticks in the list; Tab goes on to what
    follows `owner`; Escape closes. `toggled` carries a key of the list, `added` what was typed and is
    in no list.
    """

    toggled = Signal(str)
    added = Signal(str)

    def __init__(
        self,
        owner: QWidget,
        labels: Mapping[str, str],
        chosen: Collection[str],
        other: str = "",
        *,
        asks: bool = True,
    ) -> None:
        """`other` is the last line, for what is missing; without it only what is listed can be taken.

        The list asks for the words of what is missing and ticks them; one that does not (`asks`)
        closes and leaves it to whoever hears `added`, which may then be empty.
        """
        flags = Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint
        super().__init__(owner.parentWidget() or owner, flags)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._owner, self._other, self._asks = owner, other, asks
        self._search = QLineEdit(self)
        self._search.setPlaceholderText(
            display("Rechercher, ou écrire autre chose…" if other else "Rechercher…")
        )
        self._search.setAccessibleName("Rechercher dans la liste")
        self._search.textChanged.connect(self._filter)
        self._search.returnPressed.connect(self._take_lit)
        self._list = _options(self)
        self._list.itemClicked.connect(self._take)
        self._list.itemActivated.connect(self._take)
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 8, 8, 8)
        box.addWidget(self._search)
        box.addWidget(self._list)
        for key, label in labels.items():
            self._add_row(key, label, key in chosen)
        if other:
            last = QListWidgetItem(other)
            last.setData(_KEY, _OTHER)
            self._list.addItem(last)

    def show_at(self, button: QWidget, typed: str = "") -> None:
        """Open below `button`, kept within the screen, searching for `typed`."""
        corner = button.mapToGlobal(QPoint(0, button.height() + 4))
        rows = min(8, max(3, self._list.count()))
        size = QSize(px(380), px(34) * rows + self._search.sizeHint().height() + 32)
        screen = self.screen().availableGeometry()
        left = min(corner.x(), screen.right() - size.width())
        top = min(corner.y(), screen.bottom() - size.height())
        self.setGeometry(max(screen.x(), left), max(screen.y(), top), size.width(), size.height())
        self.show()
        self._search.setFocus()
        self._search.setText(typed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = tokens()
        paint_panel(QPainter(self), self.rect(), 0, t.sheet, t.hair2)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                # Closes the list; a page below would take it as its own way out.
                event.accept()
                return True
            if _leads_elsewhere(event):
                self.close()
                self._owner.setFocus(Qt.FocusReason.PopupFocusReason)
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self._search.hasFocus():
            self._list.setFocus()
            if self._list.currentRow() < 0:
                self._list.setCurrentRow(next(i for i, r in enumerate(self._rows()) if not r.isHidden()))
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab is done with the list: close it, and go on from the field it belongs to."""
        self.close()
        self._owner.setFocus(Qt.FocusReason.PopupFocusReason)
        key = Qt.Key.Key_Tab if forward else Qt.Key.Key_Backtab
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QCoreApplication.postEvent(self._owner, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier))
        return True

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.close()

    def _add_row(self, key: str, label: str, on: bool) -> None:
        item = QListWidgetItem(display(label))
        item.setData(_KEY, key)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self._list.insertItem(self._list.count() - (1 if self._other_row() else 0), item)

    def _rows(self) -> list[QListWidgetItem]:
        return [self._list.item(row) for row in range(self._list.count())]

    def _other_row(self) -> QListWidgetItem | None:
        last = self._list.item(self._list.count() - 1) if self._list.count() else None
        return last if last is not None and last.data(_KEY) == _OTHER else None

    def _filter(self, typed: str) -> None:
        """Show what holds `typed`, and light what Enter would take."""
        wanted, other = plain(typed), self._other_row()
        rows = [row for row in self._rows() if row is not other]
        labels = [row.text() for row in rows]
        for row, label in zip(rows, labels, strict=True):
            row.setHidden(wanted not in plain(label))
        if other is not None:
            other.setText(display(f"Ajouter « {typed.strip()} »") if wanted else self._other)
            other.setHidden(any(wanted == plain(label) for label in labels))
        at = best(labels, typed)
        lit = rows[at] if at >= 0 else other if wanted else None
        self._list.setCurrentItem(lit)  # type: ignore[arg-type]  # None takes the light away

    def _take_lit(self) -> None:
        lit = self._list.currentItem()
        if lit is not None and not lit.isHidden():
            self._take(lit)
        elif not self._search.text().strip():
            self.close()

    def _take(self, item: QListWidgetItem) -> None:
        """Take or put back `item`; the search is ready for the next word."""
        typed = self._search.text().strip()
        if item is not self._other_row():
            done = item.checkState() == Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if done else Qt.CheckState.Checked)
            self.toggled.emit(str(item.data(_KEY)))
        elif not self._asks:
            self.close()
            self.added.emit(typed)
            return
        elif typed:
            self._add_row(typed, typed, True)
            self.added.emit(typed)
        else:
            self._search.setFocus()
            self._search.setPlaceholderText(display("Écrivez ici, puis Entrée"))
        self._search.clear()


def _leads_elsewhere(event: QKeyEvent) -> bool:
    """A shortcut of the page below, to the next section for instance: the list must not stay open on it."""
    going = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    editing = {Qt.Key(key) for key in map(ord, "ACVXZY")} | {
        *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End),
        *(Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr),
    }
    held = event.modifiers() & going
    # Ctrl and Alt together are AltGr, which writes.
    return bool(held) and held != going and Qt.Key(event.key()) not in editing


def _options(owner: QWidget) -> QListWidget:
    made = QListWidget(owner)
    made.setAccessibleName("Choix possibles")
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
    made.setWordWrap(True)
    made.viewport().setAutoFillBackground(False)
    made.setMouseTracking(True)
    made.setItemDelegate(_OptionDelegate(made))
    return made


class _OptionDelegate(QStyledItemDelegate):
    """A row with a tick box, in tokens."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(px(200), px(34))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        t = tokens()
        row = option.rect
        lit = QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected
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
