"""What can be done with a page while it is looked at: turn it, enlarge it, turn over; never print or save."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gdpr_desk.intake.model import Look, Pixels
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.fields import Check
from gdpr_desk.qtkit.flow import FlowLayout
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.requests.qt.page_view import PageView
from gdpr_desk.requests.qt.parts import button

_SIDE = 2200
"""Pixels of the longer side: enough to read small print enlarged."""


class PageTools(QWidget):
    """Acts on a `PageView`; `redraw` where the page has to be drawn anew, as `look` then says.

    `masks`: what an identity paper is degraded by, greyscale and a stamp across it.
    """

    redraw = Signal()

    def __init__(self, view: PageView, *, masks: bool = False, first: Button | None = None) -> None:
        super().__init__()
        self._page = 0
        self.grey, self.mark = Check(text="En gris"), Check(text="Filigrane")
        self._before = button(
            "link", "Page précédente", lambda: self._go(-1), icon="chevron-left", small=True
        )
        self._number = Label(role="second")
        self._after = button("link", "Page suivante", lambda: self._go(1), icon="chevron-right", small=True)
        tools: list[QWidget] = [
            *([first] if first else []),
            button("link", "Tourner", view.turn, icon="refresh-cw", small=True),
            button("link", "Agrandir", lambda: view.zoom(1), icon="plus", small=True),
            button("link", "Réduire", lambda: view.zoom(-1), icon="minus", small=True),
            *([self.grey, self.mark] if masks else []),
            *(self._before, self._number, self._after),
        ]
        flow = FlowLayout(self, gap=12)
        for tool in tools:
            flow.addWidget(tool)
        for tick in (self.grey, self.mark):
            tick.toggled.connect(lambda _on: self.redraw.emit())

    def look(self, stamp: str = "") -> Look:
        """How the page is to be drawn; `stamp` is written across it where that is wanted."""
        words = stamp if self.mark.isChecked() else ""
        return Look(page=self._page, side=_SIDE, greyscale=self.grey.isChecked(), watermark=words)

    def drawn(self, pixels: Pixels) -> None:
        """That page is there now."""
        for tool in (self._before, self._number, self._after):
            tool.setVisible(pixels.pages > 1)
        self._number.setText(f"Page {pixels.page + 1} sur {pixels.pages}")
        self._before.setEnabled(pixels.page > 0)
        self._after.setEnabled(pixels.page + 1 < pixels.pages)

    def rest(self) -> None:
        """The first page, as it is."""
        self._page = 0
        for tick in (self.grey, self.mark):
            tick.blockSignals(True)
            tick.setChecked(False)
            tick.blockSignals(False)

    def _go(self, by: int) -> None:
        self._page += by
        self.redraw.emit()
