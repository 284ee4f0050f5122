"""What can be done with a page while it is looked at: turn it, enlarge it, turn over; never print or save."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gdpr_desk.intake.model import Look, Pixels
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.fields import Check
from gdpr_desk.qtkit.flow import FlowLayout
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.parts import button
from gdpr_desk.requests.qt.page_view import PageView

_STEPS = (1.0, 1.5, 2.0, 3.0, 4.0)


class PageTools(QWidget):
    """How a `PageView` shows its page; `redraw` where it is to be drawn anew, as `look` then says.

    `masks`: what an identity paper is degraded by, greyscale and a stamp across it.
    """

    redraw = Signal()

    def __init__(self, view: PageView, *, masks: bool = False, first: Button | None = None) -> None:
        super().__init__()
        self._view = view
        self._page, self._turn, self._step = 0, 0, 0
        self.grey, self.mark = Check(text="En gris"), Check(text="Filigrane")
        self._larger = button("link", "Agrandir", lambda: self._zoom(1), icon="plus", small=True)
        self._smaller = button("link", "Réduire", lambda: self._zoom(-1), icon="minus", small=True)
        self._before = button(
            "link", "Page précédente", lambda: self._go(-1), icon="chevron-left", small=True
        )
        self._number = Label(role="second")
        self._after = button("link", "Page suivante", lambda: self._go(1), icon="chevron-right", small=True)
        tools: list[QWidget] = [
            *([first] if first else []),
            button("link", "Tourner", self._quarter, icon="refresh-cw", small=True),
            *(self._larger, self._smaller),
            *([self.grey, self.mark] if masks else []),
            *(self._before, self._number, self._after),
        ]
        flow = FlowLayout(self, gap=12)
        for tool in tools:
            flow.addWidget(tool)
        for tick in (self.grey, self.mark):
            tick.toggled.connect(lambda _on: self.redraw.emit())
        view.resized.connect(self.redraw)
        view.zoomed.connect(self._zoom)

    def look(self, stamp: str = "") -> Look:
        """How the page is to be drawn; `stamp` is written across it where that is wanted."""
        times = _STEPS[self._step]
        wide, high = self._view.room()
        return Look(
            page=self._page,
            turn=self._turn,
            greyscale=self.grey.isChecked(),
            watermark=stamp if self.mark.isChecked() else "",
            box=(round(wide * times), round(high * times)),
        )

    def drawn(self, pixels: Pixels) -> None:
        """That page is there now."""
        for tool in (self._before, self._number, self._after):
            tool.setVisible(pixels.pages > 1)
        self._number.setText(f"Page {pixels.page + 1} sur {pixels.pages}")
        self._before.setEnabled(pixels.page > 0)
        self._after.setEnabled(pixels.page + 1 < pixels.pages)

    def rest(self) -> None:
        """The first page, as it is."""
        self._page, self._turn, self._step = 0, 0, 0
        for tick in (self.grey, self.mark):
            tick.blockSignals(True)
            tick.setChecked(False)
            tick.blockSignals(False)

    def _go(self, by: int) -> None:
        self._page += by
        self.redraw.emit()

    def _quarter(self) -> None:
        self._turn = (self._turn + 90) % 360
        self.redraw.emit()

    def _zoom(self, by: int) -> None:
        step = min(len(_STEPS) - 1, max(0, self._step + by))
        if step != self._step:
            self._step = step
            self.redraw.emit()
