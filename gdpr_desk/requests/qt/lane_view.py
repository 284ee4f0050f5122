"""One lane of the board: its cards, painted; they are dragged, or moved by keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.badge import paint_badge
from gdpr_desk.qtkit.icons import paint_icon
from gdpr_desk.qtkit.painting import block_height, paint_block, paint_line, paint_panel
from gdpr_desk.qtkit.theme import font, px, theme, tokens
from gdpr_desk.requests.listing import RequestOverview
from gdpr_desk.requests.qt.words import card_badge, line_badge, rights_words

CARD = "application/x-gdpr-desk-request"
"""What is dragged: the reference of a request, and nothing about anybody."""
_RECORD = int(Qt.ItemDataRole.UserRole) + 1
_HIGH, _GAP, _PAD = 114, 8, 12
Index = QModelIndex | QPersistentModelIndex


def initials(name: str) -> str:
    """« C. R. » for Chloé Rivage: a card lies open on the table."""
    return " ".join(f"{word[0].upper()}." for word in name.split()[:2] if word[0].isalnum()) or "?"


class LaneModel(QAbstractListModel):
    """The cards of one lane, as of `today()`."""

    def __init__(self, today: Callable[[], date], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._lines: tuple[RequestOverview, ...] = ()

    def show_lines(self, lines: Sequence[RequestOverview]) -> None:
        """These, from now on."""
        self.beginResetModel()
        self._lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == _RECORD:
            return line
        if role == Qt.ItemDataRole.AccessibleTextRole:
            badge = line_badge(line, self._today())
            return display(f"{rights_words(line.rights)}, {line.reference}, {line.requester}, {badge.text}")
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return display(rights_words(line.rights))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        kind = Qt.ItemFlag
        own = kind.ItemIsEnabled | kind.ItemIsSelectable | kind.ItemIsDragEnabled
        return own if index.isValid() else kind.ItemIsDropEnabled


class _CardDelegate(QStyledItemDelegate):
    """A card: what is asked, whose it is, how long there is, and whether something came with it."""

    def __init__(self, view: QListView, today: Callable[[], date]) -> None:
        super().__init__(view)
        self._view, self._today = view, today

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(px(120), px(_HIGH + _GAP))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(_RECORD)
        if not isinstance(line, RequestOverview):
            return
        t = tokens()
        cell: QRect = option.rect
        card = cell.adjusted(3, 3, -3, 3 - px(_GAP))
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = chosen and self._view.hasFocus()
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        ground = t.soft if chosen else t.raised if hovered else t.sheet
        paint_panel(painter, card, 8, ground, t.accent if focused else t.hair, width=2 if focused else 1)
        inner = card.adjusted(px(_PAD), px(10), -px(_PAD), -px(10))
        words, high = _in_two_lines(display(rights_words(line.rights)), inner.width())
        title = QRect(inner.x(), inner.y(), inner.width(), high)
        paint_block(painter, title, words, font("strong" if chosen else "row_title"), t.text)
        told = display(f"{line.reference} · {initials(line.requester)}")
        below = QRect(inner.x(), title.bottom() + px(3), inner.width(), px(20))
        paint_line(painter, below, told, font("second"), t.text2)
        foot = QRect(inner.x(), inner.bottom() - px(24) + 1, inner.width(), px(24))
        if line.attachments:
            side = px(16)
            clip = QRect(foot.right() - side + 1, foot.y() + (foot.height() - side) // 2, side, side)
            paint_icon(painter, clip, "paperclip", t.text2)
            foot.setRight(clip.left() - px(4))
        paint_badge(painter, foot, card_badge(line, self._today()))


class LaneView(QListView):
    """`opened` carries a reference; `moved` a reference and by how many lanes, 0 where it was dropped here;
    `left` asks for the lane beside."""

    opened = Signal(str)
    moved = Signal(str, int)
    left = Signal(int)

    def __init__(self, title: str, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._over = False
        self.cards = LaneModel(today, self)
        self.setModel(self.cards)
        self.setItemDelegate(_CardDelegate(self, today))
        self.setAccessibleName(title)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setProperty("focusRing", False)
        self.doubleClicked.connect(lambda _index: self._open())
        theme().changed.connect(self.doItemsLayout)

    def current(self) -> str:
        """The chosen card's reference, "" without one."""
        line = self.currentIndex().data(_RECORD)
        return line.reference if isinstance(line, RequestOverview) else ""

    def references(self) -> list[str]:
        """Its cards, from above."""
        rows = range(self.cards.rowCount())
        lines = [self.cards.index(row).data(_RECORD) for row in rows]
        return [line.reference for line in lines if isinstance(line, RequestOverview)]

    def choose(self, reference: str) -> bool:
        """Choose that card; whether it is here. Without one the first, and nothing is said."""
        references = self.references()
        row = references.index(reference) if reference in references else 0 if not reference else -1
        self.setCurrentIndex(self.cards.index(row))
        return row >= 0 and bool(references)

    def startDrag(self, _actions: Qt.DropAction) -> None:
        reference = self.current()
        if reference:
            carried = QMimeData()
            carried.setData(CARD, reference.encode())
            drag = QDrag(self)
            drag.setMimeData(carried)
            drag.exec(Qt.DropAction.MoveAction)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._weigh(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._weigh(event)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._light(on=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._light(on=False)
        reference = bytes(event.mimeData().data(CARD).data()).decode()
        event.acceptProposedAction()
        self.moved.emit(reference, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if by and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if self.current():
                self.moved.emit(self.current(), by)
        elif by:
            self.left.emit(by)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self._open()
        else:
            super().keyPressEvent(event)

    @property
    def lit(self) -> bool:
        """Whether a card hangs over it."""
        return self._over

    def _open(self) -> None:
        if self.current():
            self.opened.emit(self.current())

    def _weigh(self, event: QDragMoveEvent) -> None:
        known = event.mimeData().hasFormat(CARD)
        event.setAccepted(known)
        self._light(on=known)

    def _light(self, *, on: bool) -> None:
        self._over = on
        frame = self.parentWidget()
        if frame is not None:
            frame.update()


def _in_two_lines(words: str, width: int) -> tuple[str, int]:
    """What of the words fits into two lines, and their height; what asks for much is told whole elsewhere."""
    bold = font("strong")
    most = 2 * block_height("É", bold, width)
    shown, high = words, block_height(words, bold, width)
    while high > most and " " in words:
        words = words.rpartition(" ")[0].rstrip(" ·")
        shown = f"{words}…"
        high = block_height(shown, bold, width)
    return shown, min(high, most)
