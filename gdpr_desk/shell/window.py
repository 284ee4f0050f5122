"""The main window: arranges sidebar, search line, sheet and status line, and connects them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.pages import PageRoom, Pages
from gdpr_desk.qtkit.placing import TOP_BANNER
from gdpr_desk.qtkit.surfaces import Sheet
from gdpr_desk.qtkit.theme import px
from gdpr_desk.settings import load_settings
from gdpr_desk.shell.demo_ribbon import DemoRibbon
from gdpr_desk.shell.finding import Command
from gdpr_desk.shell.palette import Palette
from gdpr_desk.shell.parts import pressed_by_return
from gdpr_desk.shell.room import Room
from gdpr_desk.shell.search_line import SearchLine, StatusLine
from gdpr_desk.shell.shortcuts import WINDOW
from gdpr_desk.shell.shortcuts_page import ShortcutsDialog
from gdpr_desk.shell.sidebar import NARROW_BELOW, Sidebar
from gdpr_desk.shell.window_place import remember_place, restore_place


class MainWindow(QMainWindow):
    """Rooms on one sheet. `commands` gives the palette what can be found and done now."""

    lock_requested = Signal()
    demo_deletion_requested = Signal()
    closing = Signal()

    def __init__(
        self, rooms: Sequence[Room], *, commands: Callable[[], Sequence[Command]], demo: bool = False
    ) -> None:
        super().__init__()
        self._rooms = {room.key: room for room in rooms}
        self._order = [room.key for room in rooms]
        self._current = ""
        self._commands = commands
        self._demo = demo
        self.setWindowTitle("gdpr-desk")
        self.sidebar = Sidebar(rooms, self)
        self.search_line = SearchLine(self)
        self.status_line = StatusLine(self)
        self._pages = Pages()
        self._sheet = Sheet()
        self._arrange()
        self.actions_by_key = {
            entry.key: self._action(entry.key, entry.keys, entry.words) for entry in WINDOW
        }
        self._connect()
        restore_place(self, load_settings().geometry)

    @property
    def current(self) -> str:
        """The key of the room on screen."""
        return self._current

    def page(self, key: str) -> QWidget:
        """The page of a room."""
        return self._rooms[key].page

    def go(self, key: str) -> None:
        """Show a room, letting the one on screen keep what was typed."""
        if self._current and self._current != key:
            self._rooms[self._current].leave()
        room = self._rooms[key]
        room.refresh()
        focused = self.focusWidget()
        within = focused is not None and self._sheet.isAncestorOf(focused)
        self._current = key
        self._pages.setCurrentWidget(room.page)
        if within:
            # Else Qt gives it to the next control of the window, in a demonstration « Supprimer ».
            self._focus_page()
        self._share_keys()
        self.sidebar.show_room(key)
        self.setWindowTitle(display(f"{room.title.replace('&', '')} · gdpr-desk"))

    def set_shop(self, name: str) -> None:
        """The name beside the brand tile."""
        self.sidebar.brand.set_shop(name or "Votre boutique", demo=self._demo)

    def put_on_top(self, banner: QWidget) -> None:
        """Above everything, on every screen."""
        banner.setObjectName(TOP_BANNER)
        self._above.insertWidget(0, banner)

    def tell(self, sentence: str) -> None:
        """Show in the status line what was last done."""
        self.status_line.tell(sentence)

    def leave_all(self) -> None:
        """Let every page keep what was typed: before locking or closing."""
        for room in self._rooms.values():
            room.leave()

    def open_palette(self) -> Palette:
        """Ctrl+K."""
        palette = Palette(self, self._commands())
        palette.open_over()
        return palette

    def show_help(self) -> None:
        """F1."""
        ShortcutsDialog(self).exec()

    def step(self, by: int) -> None:
        """The next (1) or previous (-1) room."""
        place = self._order.index(self._current) + by
        self.go(self._order[place % len(self._order)])
        self.sidebar.focus_current()

    def next_pane(self, by: int) -> None:
        """Move the focus between sidebar, search and sheet."""
        panes: list[QWidget] = [self.sidebar, self.search_line, self._sheet]
        inside = QApplication.focusWidget()
        here = next((i for i, pane in enumerate(panes) if inside and pane.isAncestorOf(inside)), 2)
        target = panes[(here + by) % len(panes)]
        if target is self.sidebar:
            self.sidebar.focus_current()
        elif target is self.search_line:
            self.search_line.focus_current()
        else:
            self._focus_page()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_return(self, event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sidebar.set_compact(self.width() < px(NARROW_BELOW))

    def closeEvent(self, event: QCloseEvent) -> None:
        self.leave_all()
        remember_place(self)
        self.closing.emit()
        super().closeEvent(event)

    def _arrange(self) -> None:
        self._sheet.setAccessibleName("Contenu")
        within = QVBoxLayout(self._sheet)
        within.setContentsMargins(1, 1, 1, 1)
        within.addWidget(PageRoom(self._pages))
        for room in self._rooms.values():
            room.source.once_made(self._pages.addWidget)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 8, 0)
        right.setSpacing(0)
        right.addWidget(self.search_line)
        right.addWidget(self._sheet, 1)
        right.addWidget(self.status_line)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addLayout(right, 1)
        central = QWidget()
        column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if self._demo:
            ribbon = DemoRibbon(self)
            ribbon.deletion_requested.connect(self.demo_deletion_requested)
            column.addWidget(ribbon)
        column.addLayout(row, 1)
        self._above = column
        self.setCentralWidget(central)

    def _connect(self) -> None:
        self.sidebar.chosen.connect(self.go)
        self.search_line.search.connect(self.open_palette)
        self.search_line.help.connect(self.show_help)
        self.search_line.lock.connect(self.lock_requested)
        does: dict[str, Callable[[], object]] = {
            "palette": self.open_palette,
            "next_room": lambda: self.step(1),
            "previous_room": lambda: self.step(-1),
            "next_pane": lambda: self.next_pane(1),
            "previous_pane": lambda: self.next_pane(-1),
            "lock": self.lock_requested.emit,
            "settings": lambda: self.go("settings"),
            "help": self.show_help,
        }
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._share_keys)
        for key, do in does.items():
            self.actions_by_key[key].triggered.connect(lambda _checked=False, do=do: do())

    def _action(self, key: str, keys: str, words: str) -> QAction:
        action = QAction(display(words), self)
        action.setObjectName(key)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        self.addAction(action)
        return action

    def _share_keys(self) -> None:
        """A page answers its own keys while the focus is in it; two owners of one key would silence both."""
        if not self._current:
            return
        room = self._rooms[self._current]
        focused = QApplication.focusWidget()
        inside = focused is not None and room.page.isAncestorOf(focused)
        for name, action in self.actions_by_key.items():
            action.setEnabled(not (inside and room.owns(name)))

    def _focus_page(self) -> None:
        page = self._rooms[self._current].page
        target = page.focusWidget() or page
        if target is page or not target.isVisibleTo(self):
            if self._rooms[self._current].focus_first():
                return
            page.setFocus(Qt.FocusReason.TabFocusReason)
            page.focusNextPrevChild(True)
            return
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.sidebar.set_compact(self.width() < px(NARROW_BELOW))
