"""The copy of an identity paper: past recognition until « Afficher », for thirty seconds, then again.

What is shown lies in the pixels of one page alone (`page_view`), which are wiped when it is hidden: by the
clock, by hand, with the tab, the window or the request, and once somebody turns to another program or
window. It is not printed, saved or copied.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDeadlineTimer, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent, QWindow
from PySide6.QtWidgets import QApplication, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.intake.model import Look, Pixels
from gdpr_desk.periods.words import shop_time
from gdpr_desk.qtkit.chips import Segmented
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.parts import button, label
from gdpr_desk.qtkit.screen_capture import hide_from_captures
from gdpr_desk.qtkit.surfaces import Ground
from gdpr_desk.qtkit.theme import px
from gdpr_desk.requests.qt.door import RequestDoor
from gdpr_desk.requests.qt.page_tools import PageTools
from gdpr_desk.requests.qt.page_view import PageView
from gdpr_desk.requests.viewing import Showing
from gdpr_desk.vault.attachments import Attachment

SECONDS = 30
_LOW, _HIGHEST, _LEAST = 112, 520, 160
_NOTED = "Chaque affichage est noté au journal."
_CAPTURES = " Une capture d’écran reste possible sur cet ordinateur : n’en faites pas."


class CopyViewer(Ground):
    """Looks at the copies of one request; `shown` after one was, which its thread tells by then, `seen` when
    it is there and wants the room of the page."""

    shown = Signal()
    seen = Signal()

    def __init__(self, door: RequestDoor) -> None:
        super().__init__()
        self._door, self._reference = door, ""
        self._copies: tuple[Attachment, ...] = ()
        self.current = ""
        self._history = ""
        self._showing: Showing | None = None
        self._protected = False
        self._until = QDeadlineTimer()
        self._tick = QTimer(self, interval=250)
        self._tick.timeout.connect(self._count_down)
        self.which = Segmented()
        self.view = PageView()
        self.reveal = button("secondary", f"Afficher {SECONDS} s", self.show_copy, icon="eye")
        self.hide_copy = button("secondary", "Masquer", self.conceal, icon="eye-off", small=True)
        self.tools = PageTools(self.view, masks=True, first=self.hide_copy)
        self._trouble = label("second", "")
        self._caption = label("caption", "")
        self._arrange()
        self.setAccessibleName("Copie de pièce d’identité")
        self.which.changed.connect(self._choose)
        self.tools.redraw.connect(self._draw)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._turned)

    @property
    def open(self) -> bool:
        """Whether it can be recognised just now."""
        return self._showing is not None and not self._showing.veiled

    def show_copies(self, reference: str, copies: Sequence[Attachment], history: str) -> None:
        """These came with that request; `history` says how often one was looked at."""
        self._history = history
        if (reference, tuple(copies)) != (self._reference, self._copies):
            self._reference, self._copies = reference, tuple(copies)
            self.which.set_options([(one.id, f"Pièce {n}") for n, one in enumerate(copies, 1)])
            self.which.setVisible(len(copies) > 1)
            ids = [one.id for one in copies]
            self._choose(self.current if self.current in ids else ids[0])
        self._say()

    def show_copy(self) -> None:
        """Note it, and show it for thirty seconds."""
        self.reveal.setEnabled(False)
        reference, wanted = self._reference, self.current

        def noted(showing: Showing) -> None:
            self.view.wipe()
            self._take(wanted, showing)
            self.shown.emit()

        Jobs.run(lambda: self._door.viewing.show(reference, wanted), noted, self._failed, self)

    def conceal(self) -> None:
        """Past recognition again; what was shown is wiped."""
        had_focus = self.isAncestorOf(self.focusWidget())
        self._let_go()
        self._veil()
        if had_focus:
            self.reveal.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._let_go()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._showing is None:
            self._veil()

    def _turned(self, _window: QWindow | None) -> None:
        """Between two windows of ours there is none for a moment: who has the keyboard is asked after it."""
        if self.open:
            QTimer.singleShot(0, self, self._conceal_unless_here)

    def _conceal_unless_here(self) -> None:
        """A form of this window may be answered beside the copy; whatever else comes up ends its showing."""
        at: QObject | None = QApplication.activeWindow()
        while at is not None and at is not self.window():
            at = at.parent()
        if self.open and at is None:
            self.conceal()

    def _choose(self, attachment: str) -> None:
        self._let_go()
        self.current = attachment
        if self.isVisible():
            self._veil()

    def _let_go(self) -> None:
        if self.open:
            hide_from_captures(self, hidden=False)
        self._showing = None
        self._tick.stop()
        self.view.wipe()
        self.tools.rest()
        self._trouble.hide()
        self._lay_out()

    def _veil(self) -> None:
        """Show that there is something."""
        reference, wanted = self._reference, self.current
        Jobs.run(
            lambda: self._door.viewing.veiled(reference, wanted),
            lambda showing: None if self.open else self._take(wanted, showing),
            self._failed,
            self,
        )

    def _take(self, wanted: str, showing: Showing) -> None:
        if wanted == self.current and self.isVisible():
            self._showing = showing
            self._lay_out()
            QTimer.singleShot(0, self, self._draw)  # as large as there is room by then

    def _draw(self) -> None:
        showing = self._showing
        if showing is None:
            return
        stamp = f"Demande RGPD – {showing.shop} – {shop_time(showing.asked_at):%d/%m/%Y}"
        look = Look(box=self.view.room()) if showing.veiled else self.tools.look(stamp)
        Jobs.run(
            lambda: showing.draw(look),
            lambda pixels: self._drawn(showing, pixels),
            self._failed,
            self,
            lane="pool",
        )

    def _drawn(self, showing: Showing, pixels: Pixels) -> None:
        if showing is not self._showing or not self.isVisible():
            pixels.wipe()
            return
        words = f"Demande {self._reference}"
        if not showing.veiled:
            words += f" – consultation du {shop_time(showing.asked_at):%d/%m %H:%M}"
            if not self.view.filled:
                self._begin()
        self.view.show_page(pixels, f"{words} – ne pas diffuser")
        self.tools.drawn(pixels)
        self._lay_out()

    def _begin(self) -> None:
        """Its thirty seconds run from when it is seen."""
        self._protected = hide_from_captures(self, hidden=True)
        self._until = QDeadlineTimer(SECONDS * 1000)
        self._tick.start()
        QTimer.singleShot(0, self, self._come_forward)

    def _come_forward(self) -> None:
        self.hide_copy.setFocus(Qt.FocusReason.OtherFocusReason)
        self.seen.emit()

    def _count_down(self) -> None:
        if self._until.hasExpired():
            self.conceal()
        else:
            self._say()

    def _failed(self, refusal: GdprDeskError) -> None:
        """An everyday state of what strangers send: said in its place."""
        self._let_go()
        self._trouble.setText(f"{refusal.message} {refusal.remedy}".strip())
        self._trouble.show()

    def _lay_out(self) -> None:
        shown = self.open
        self.tools.setVisible(shown)
        self.reveal.setVisible(self.view.filled and not shown)
        self.reveal.setEnabled(True)
        self.view.setFixedHeight(self._height() if shown else px(_LOW))
        self.view.setFocusPolicy(Qt.FocusPolicy.StrongFocus if shown else Qt.FocusPolicy.NoFocus)
        self._say()

    def _height(self) -> int:
        """As much as the page around it shows at once, its own tools and words left in sight."""
        page: QWidget | None = self.parentWidget()
        while page is not None and not isinstance(page, QScrollArea):
            page = page.parentWidget()
        if page is None:
            return px(_HIGHEST)
        own = self.tools.heightForWidth(self.view.width()) + self._caption.height() + px(104)
        return min(px(_HIGHEST), max(px(_LEAST), page.viewport().height() - own))

    def _say(self) -> None:
        words = f"{self._history} {_NOTED}"
        if self.open and not self.view.filled:
            words = "Elle s’ouvre…"
        elif self.open:
            left = -(-self._until.remainingTime() // 1000)
            words = f"Masquée dans {left} s. {_NOTED}{'' if self._protected else _CAPTURES}"
        self._caption.setText(words)

    def _arrange(self) -> None:
        over = QGridLayout(self.view)
        over.addWidget(self.reveal, 0, 0, Qt.AlignmentFlag.AlignCenter)
        over.addWidget(self._trouble, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(10)
        column.addWidget(self.which, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.tools)
        column.addWidget(self.view)
        column.addWidget(self._caption)
        for words in (self._trouble, self._caption):
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for late in (self._trouble, self.reveal, self.tools):
            late.hide()
        self.view.setAccessibleName("Image de la pièce")
        self.view.setFixedHeight(px(_LOW))
