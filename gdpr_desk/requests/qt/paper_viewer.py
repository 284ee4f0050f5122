"""An attachment that is no identity paper, page by page, as pixels drawn by the confined process.

It is never opened by another program from here: that would need it in clear on the disk, and a stranger
chose what it does.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.intake.model import Pixels
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.parts import bar, button, label
from gdpr_desk.qtkit.surfaces import Ground
from gdpr_desk.qtkit.theme import color
from gdpr_desk.requests.qt.door import RequestDoor
from gdpr_desk.requests.qt.page_tools import PageTools
from gdpr_desk.requests.qt.page_view import PageView
from gdpr_desk.requests.viewing import Showing
from gdpr_desk.vault.attachments import Attachment

_MARGIN, _WIDE = 48, 900


class PaperViewer(QDialog):
    """Shows one attachment; what was drawn of it is wiped when it closes."""

    def __init__(self, door: RequestDoor, reference: str, attachment: Attachment, parent: QWidget) -> None:
        super().__init__(parent)
        self._door, self._reference, self._attachment = door, reference, attachment.id
        self._showing: Showing | None = None
        self.view = PageView()
        self.view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.view.setAccessibleName("La page")
        self.tools = PageTools(self.view)
        self.tools.redraw.connect(self._draw)
        self.trouble = label("second", "La page arrive…")
        self.trouble.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stay = button("secondary", "Fermer", self.reject)
        self._arrange(attachment.name or "Pièce jointe")
        self.setWindowTitle("gdpr-desk")  # the task bar shows it: a file's name may name somebody
        self.setAccessibleName("Pièce jointe")
        self.finished.connect(lambda _result: self.view.wipe())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        behind = self.parentWidget()
        if behind is not None:
            room = behind.window().size()
            self.resize(min(_WIDE, room.width() - _MARGIN), room.height() - _MARGIN)
        self.stay.setFocus()
        Jobs.run(
            lambda: self._door.viewing.show(self._reference, self._attachment),
            self._opened,
            self._refused,
            self,
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), color("sheet"))

    def _opened(self, showing: Showing) -> None:
        self._showing = showing
        self._draw()

    def _draw(self) -> None:
        showing, look = self._showing, self.tools.look()
        if showing is not None:
            Jobs.run(lambda: showing.draw(look), self._drawn, self._refused, self, lane="pool")

    def _drawn(self, pixels: Pixels) -> None:
        if not self.isVisible():
            pixels.wipe()
            return
        self.trouble.hide()
        self.view.show_page(pixels)
        self.tools.drawn(pixels)
        self.tools.show()

    def _refused(self, refusal: GdprDeskError) -> None:
        """An everyday state of what strangers send: said in its place."""
        self.view.wipe()
        self.trouble.setText(" ".join(filter(None, (refusal.message, refusal.safe, refusal.remedy))))
        self.trouble.show()

    def _arrange(self, title: str) -> None:
        over = QGridLayout(self.view)
        over.addWidget(self.trouble, 0, 0)
        ground = Ground()
        within = QVBoxLayout(ground)
        within.setContentsMargins(16, 16, 16, 16)
        within.addWidget(self.view, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(12)
        column.addWidget(label("detail_title", title))
        column.addWidget(self.tools)
        column.addWidget(ground, 1)
        column.addWidget(bar(QWidget(), self.stay, stretch_first=True))
        self.tools.hide()
