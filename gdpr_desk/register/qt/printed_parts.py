"""Beside the paper: its bar with page and magnifier, and the strip that tells what is being made."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.surfaces import NoticeStrip
from gdpr_desk.register.qt.sharing import Sharing
from gdpr_desk.register.qt.ui_printed_view import Ui_PrintedViewForm


class PaperBar(QObject):
    """« Page 3 / 25 », smaller, as wide as the view, larger; and their keys wherever the focus is."""

    def __init__(self, view: QWidget, ui: Ui_PrintedViewForm) -> None:
        super().__init__(view)
        self._ui = ui
        ui.zoomOut.set_name("Réduire la page (Ctrl + -)")
        ui.zoomIn.set_name("Agrandir la page (Ctrl + +)")
        ui.zoomFit.setToolTip("Page à la largeur de la fenêtre (Ctrl + 0)")
        ui.paper.page_changed.connect(self._tell_page)
        ui.paper.zoomed.connect(self._tell_zoom)
        ui.zoomFit.clicked.connect(ui.paper.fit)
        ui.zoomOut.clicked.connect(lambda: ui.paper.zoom_by(-1))
        ui.zoomIn.clicked.connect(lambda: ui.paper.zoom_by(1))
        for keys, steps in (("Ctrl++", 1), ("Ctrl+=", 1), ("Ctrl+-", -1), ("Ctrl+0", 0)):
            shortcut = QShortcut(QKeySequence(keys), view)
            shortcut.activated.connect(ui.paper.fit if not steps else partial(ui.paper.zoom_by, steps))

    def _tell_page(self, page: int, pages: int) -> None:
        self._ui.pageWords.setText(f"Page {page} / {pages}")

    def _tell_zoom(self, zoom: float) -> None:
        percent = f"{round(zoom * 100)} %"
        self._ui.zoomFit.setText("Toute la largeur" if zoom == 1 else percent)
        self._ui.zoomFit.setAccessibleName(f"Agrandissement {percent}, revenir à la largeur")


class WorkStrip(QObject):
    """What is being made and the way out of it; afterwards, what the file does not hold.

    `busy` is emitted with True while something is made, with False when it is done or given up.
    """

    busy = Signal(bool)

    def __init__(self, strip: NoticeStrip, sharing: Sharing) -> None:
        super().__init__(strip)
        self._strip = strip
        self._sharing = sharing
        sharing.working.connect(self._tell)
        sharing.left_out.connect(self._tell_left_out)
        strip.activated.connect(self._leave)

    def _tell(self, sentence: str, cancels: bool) -> None:
        self._strip.set_text(sentence)
        self._strip.set_action("Annuler" if cancels else "", link=True)
        self._strip.setVisible(bool(sentence))
        self.busy.emit(bool(sentence))

    def _tell_left_out(self, sentence: str) -> None:
        """Nothing is dropped silently."""
        self._strip.set_text(sentence)
        self._strip.set_action("J’ai compris", link=True)
        self._strip.show()

    def _leave(self) -> None:
        self._sharing.cancel()
        self._strip.hide()


def link_beside(strip: NoticeStrip) -> None:
    """One short sentence: its link stands beside it, not below."""
    row, link = strip.layout(), strip.findChild(Button)
    if row is not None and link is not None:
        row.addWidget(link)
