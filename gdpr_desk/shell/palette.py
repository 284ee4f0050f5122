"""Ctrl+K: one field over the window that finds records and actions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.icons import paint_icon
from gdpr_desk.qtkit.painting import line_width, paint_hairline, paint_line, paint_panel
from gdpr_desk.qtkit.theme import font, px, tokens
from gdpr_desk.shell.finding import Command, matching
from gdpr_desk.shell.parts import label
from gdpr_desk.shell.search_line import paint_key

Index = QModelIndex | QPersistentModelIndex
_MOST = 9
_RIGHT = (
    int(Qt.TextFlag.TextSingleLine) | int(Qt.AlignmentFlag.AlignRight) | int(Qt.AlignmentFlag.AlignVCenter)
)


class Palette(QWidget):
    """A scrim over the window with the panel on it; goes away with Échap, a choice or a click beside."""

    def __init__(self, window: QWidget, commands: Sequence[Command]) -> None:
        super().__init__(window)
        self._ground = window
        self._commands = tuple(commands)
        self._before: QWidget | None = None
        self.setAccessibleName("Rechercher")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._panel = _Panel(self)
        self._panel.field.textChanged.connect(self._search)
        self._panel.field.installEventFilter(self)
        self._panel.list.clicked.connect(self._run)
        window.installEventFilter(self)

    def open_over(self) -> None:
        """Show the panel and take the focus."""
        self._before = self.window().focusWidget()
        self._search("")
        self._place()
        self.show()
        self.raise_()
        self._panel.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def type(self, text: str) -> None:
        """Search for `text`, as if typed."""
        self._panel.field.setText(text)

    def titles(self) -> list[str]:
        """What is found now, in order."""
        model = self._panel.model
        commands = (model.command(row) for row in range(model.rowCount()))
        return [command.title for command in commands if command is not None]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._ground:
            self._place()
        if event.type() == QEvent.Type.ShortcutOverride and watched is self._panel.field:
            event.accept()  # the window's own shortcuts wait until the palette is gone
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._panel.geometry().contains(event.position().toPoint()):
            self._leave()

    def paintEvent(self, event: QPaintEvent) -> None:
        shade = QColor(Qt.GlobalColor.black)
        shade.setAlphaF(0.6 if tokens().dark else 0.4)
        QPainter(self).fillRect(self.rect(), shade)

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self._leave()
        elif key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self._move(1 if key == Qt.Key.Key_Down else -1)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._run(self._panel.list.currentIndex())
        else:
            return key in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}
        return True

    def _leave(self) -> None:
        self._ground.removeEventFilter(self)
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.close()

    def _search(self, typed: str) -> None:
        found = matching(self._commands, typed)
        self._panel.fill(found)
        self._move(1)
        self._place()

    def _move(self, by: int) -> None:
        model, view = self._panel.model, self._panel.list
        row = view.currentIndex().row() + by
        while 0 <= row < model.rowCount():
            if model.command(row) is not None:
                view.setCurrentIndex(model.index(row, 0))
                return
            row += by

    def _run(self, index: QModelIndex) -> None:
        command = self._panel.model.command(index.row())
        if command is None:
            return
        self._leave()
        command.run()

    def _place(self) -> None:
        window = self._ground
        self.setGeometry(window.rect())
        width = min(px(672), window.width() - 32)
        height = min(self._panel.natural_height(), window.height() - px(112) - 32)
        self._panel.setGeometry((window.width() - width) // 2, px(112), width, height)


class _Found(QAbstractListModel):
    """Headings (text) and commands, in the order shown."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[str | Command] = []

    def show_commands(self, commands: Sequence[Command]) -> None:
        """Replace what is shown; each group gets its heading."""
        self.beginResetModel()
        self._rows = []
        group = ""
        for command in commands:
            if command.group != group:
                group = command.group
                self._rows.append(display(group))
            self._rows.append(command)
        self.endResetModel()

    def command(self, row: int) -> Command | None:
        """The command in a row; None for a heading or no row."""
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return found if isinstance(found, Command) else None

    def height(self, row: int) -> int:
        """Of a command or of a heading."""
        return px(40) if self.command(row) is not None else px(32)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.command(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row if isinstance(row, str) else display(row.title)
        if role == Qt.ItemDataRole.AccessibleTextRole and isinstance(row, Command):
            return display(f"{row.title}, {row.second}")
        return None


class _Panel(QFrame):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.model = _Found(self)
        self.field = QLineEdit()
        self.field.setProperty("bare", True)
        self.field.setProperty("focusRing", False)
        self.field.setPlaceholderText("Rechercher ou lancer une action…")
        self.field.setAccessibleName("Rechercher ou lancer une action")
        self.field.setFont(font("detail_title"))
        self.list = QListView()
        self.list.setAccessibleName("Résultats")
        self.list.setModel(self.model)
        self.list.setItemDelegate(_Rows(self.list, self.model))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._count = label("caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 1, 0)
        column.setSpacing(0)
        top = QWidget()
        top.setFixedHeight(px(56))
        head = QHBoxLayout(top)
        head.setContentsMargins(px(60), 0, px(84), 0)
        head.addWidget(self.field)
        column.addWidget(top)
        column.addWidget(self.list, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(px(24), 0, px(24), 0)
        foot.addWidget(label("caption", "↑ ↓ choisir     Entrée ouvrir"))
        foot.addStretch(1)
        foot.addWidget(self._count)
        self._foot = px(36)
        column.addLayout(foot)
        self._count.setFixedHeight(self._foot)

    def fill(self, commands: Sequence[Command]) -> None:
        self.model.show_commands(commands)
        found = len(commands)
        words = "Aucun résultat" if not found else f"{found} résultat{'s' if found > 1 else ''}"
        self._count.setText(f"{words}, avec ou sans accents")

    def natural_height(self) -> int:
        rows = sum(self.model.height(row) for row in range(min(self.model.rowCount(), _MOST + 3)))
        return px(56) + rows + px(8) + self._foot

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = tokens()
        paint_panel(painter, self.rect(), 12, colours.sheet, colours.hair)
        paint_icon(painter, QRect(px(24), 0, px(20), px(56)), "search", colours.accent)
        paint_key(painter, "Échap", self.width() - px(24), px(28))
        paint_hairline(painter, 1, self.width() - 2, px(56), colours.hair)
        paint_hairline(painter, 1, self.width() - 2, self.height() - self._foot, colours.hair)


class _Rows(QStyledItemDelegate):
    """Paints what `_Found` holds."""

    def __init__(self, view: QListView, model: _Found) -> None:
        super().__init__(view)
        self._view = view
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(px(200), self._model.height(index.row()))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = option.rect
        command = self._model.command(index.row())
        painter.save()
        if command is None:
            heading = str(self._model.data(index))
            paint_line(painter, rect.adjusted(px(24), px(4), 0, 0), heading, font("head"), tokens().text2)
        else:
            self._paint_command(painter, rect, command, chosen=self._view.currentIndex().row() == index.row())
        painter.restore()

    def _paint_command(self, painter: QPainter, rect: QRect, command: Command, *, chosen: bool) -> None:
        colours = tokens()
        if chosen:
            paint_panel(painter, rect.adjusted(px(8), 0, -px(8), 0), 8, colours.soft, None)
        icon = QRect(rect.x() + px(24), rect.y(), px(20), rect.height())
        paint_icon(painter, icon, command.icon, colours.accent if chosen else colours.text2)
        text = rect.adjusted(px(60), 0, -px(24), 0)
        second = display(command.second)
        paint_line(painter, text, second, font("second"), colours.text2, flags=_RIGHT)
        taken = line_width(second, font("second"))
        face = font("strong" if chosen else "row_title")
        paint_line(
            painter, text.adjusted(0, 0, -taken - px(16), 0), display(command.title), face, colours.text
        )
