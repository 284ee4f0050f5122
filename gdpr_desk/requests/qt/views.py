"""The ways to look at the requests: the list, the board, the figures; one switch between them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal

from gdpr_desk.qtkit.chips import Segmented
from gdpr_desk.requests.qt.board_view import BoardView
from gdpr_desk.requests.qt.door import RequestDoor
from gdpr_desk.requests.qt.figures_view import FiguresView
from gdpr_desk.requests.qt.ui_requests_page import Ui_RequestsPageForm

LIST, BOARD, FIGURES = "list", "board", "figures"


class Views(QObject):
    """Puts the chosen view into the page; `changed` after another was chosen."""

    changed = Signal()

    def __init__(self, ui: Ui_RequestsPageForm, door: RequestDoor) -> None:
        super().__init__(ui.listRoom)
        self._ui = ui
        self.switch = Segmented()
        self.switch.set_options([(LIST, "Liste"), (BOARD, "Tableau"), (FIGURES, "Chiffres")])
        self.switch.setAccessibleName("Vue des demandes")
        self.board = BoardView(door)
        self.figures = FiguresView(door)
        ui.head.insertWidget(ui.head.indexOf(ui.add), self.switch)
        ui.bodies.addWidget(self.board)
        ui.bodies.addWidget(self.figures)
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        ui.tools.setAlignment(ui.filter, side)  # also where nothing stands beside it
        self.switch.changed.connect(lambda _key: self.changed.emit())

    @property
    def current(self) -> str:
        """Which is chosen."""
        return self.switch.current()

    def show(self, *, empty: bool) -> bool:
        """Show the board or the figures where one of them is chosen; whether it is. Without any request
        there is only the list, which says how to begin."""
        self.switch.setVisible(not empty)
        if empty or self.current == LIST:
            return False
        words = self._ui.filter.text().strip()
        if self.current == BOARD:
            self.board.read(words)
        else:
            self.figures.read()
        self._ui.bodies.setCurrentWidget(self.board if self.current == BOARD else self.figures)
        return True

    def focus_first(self) -> bool:
        """The keyboard into the board or the figures; whether one of them is shown."""
        if self._ui.bodies.currentWidget() is self.board:
            self.board.focus_first()
        elif self._ui.bodies.currentWidget() is self.figures:
            self.figures.focus_first()
        else:
            return False
        return True
