"""How far letters on their way in are; then what became of each, in short, and what to look at first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.mailbox.refusals import MailboxRefusal
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.columns import empty_column
from gdpr_desk.qtkit.parts import GUTTER, Line, bar, button, label, scrolled_rows
from gdpr_desk.qtkit.progress import ProgressLine
from gdpr_desk.qtkit.surfaces import NoticeStrip, Separator
from gdpr_desk.qtkit.theme import color, px
from gdpr_desk.requests.arrivals import Arrived
from gdpr_desk.requests.qt.door import RequestDoor
from gdpr_desk.requests.qt.incoming import Gathered, Incoming, Source
from gdpr_desk.requests.qt.twin import TwinQuestion, twin_of
from gdpr_desk.requests.qt.words import ICONS, rights_words
from gdpr_desk.requests.service import RequestFile
from gdpr_desk.requests.wording import aside_line

_WIDTH, _HEIGHT, _LOW, _EACH, _MARGIN = 640, 480, 220, 90, 48
_LOOK_MS = 100
_AT_ONCE = 40
"""So many lines at most: of a long mailbox, the list in the room shows the rest."""
_STOPPED = "Arrêté. Ce qui est annoncé ici est gardé ; relancez pour la suite, rien ne viendra en double."


class IncomingDialog(QDialog):
    """Runs `source`; `wanted` is the request to open next, `again` whether the mailbox is to be looked at.

    `brought` once something came.
    """

    brought = Signal()

    def __init__(self, door: RequestDoor, source: Source, parent: QWidget, *, title: str) -> None:
        super().__init__(parent)
        self._door = door
        self._source = source
        self.wanted, self.again = "", False
        self.gathered: Gathered | None = None
        self._work = Incoming(self)
        self._work.ended.connect(self._ended)
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self._say_progress)
        self._title = label("detail_title", title)
        self.told = label("body", "Lecture…")
        self._line = ProgressLine()
        self._rows = QVBoxLayout()
        self.stay = button("secondary", "Arrêter", self.reject)
        self.first = Button(text="Relire la demande", kind="filled", icon="arrow-right", icon_after=True)
        self.first.clicked.connect(lambda _checked=False: self._open_first())
        self._arrange()
        self.setWindowTitle("gdpr-desk")  # the task bar shows it: a title may name somebody
        self.setAccessibleName(title)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit(_LOW)
        self.stay.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.gathered is None and not self._work.running:
            self._work.start(self._source)
            self._look.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.stop()  # locked: nothing goes on behind the screen

    def stop(self) -> None:
        """Let what runs end; what came is kept."""
        self._work.stop()

    def reject(self) -> None:
        """Stop what runs, and stay to say what came; leave where nothing runs."""
        if self._work.running:
            self.stop()
            self.told.setText("Arrêt…")
            self.stay.setEnabled(False)
        else:
            super().reject()

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), color("sheet"))

    def _say_progress(self) -> None:
        watch = self._work.watch
        if watch.stopped:
            return
        words = f"{watch.looked} sur {watch.total}" if watch.total else str(watch.looked)
        self._line.setVisible(bool(watch.total))
        self._line.set_share(watch.looked, watch.total)
        if watch.looked or watch.total:
            self.told.setText(f"Lecture… {words} message{'s' if max(watch.looked, watch.total) > 1 else ''}")

    def _ended(self, gathered: Gathered) -> None:
        self._look.stop()
        self.gathered = gathered
        self._line.hide()
        self.told.setText(gathered.told())
        self._say_why()
        for one in (*gathered.new, *gathered.joined, *gathered.refused, *gathered.known)[:_AT_ONCE]:
            self._tell(one)
        if len(gathered.arrived) > _AT_ONCE:
            self._rows.addWidget(label("second", f"Et {len(gathered.arrived) - _AT_ONCE} autres."))
        self._rows.addStretch(1)
        self._offer()
        told = bool(gathered.refusal or gathered.stopped) + min(len(gathered.arrived), _AT_ONCE)
        self._fit(min(_HEIGHT, _LOW + _EACH * told))
        if gathered.arrived:
            self.brought.emit()

    def _say_why(self) -> None:
        """Why it is not all of it."""
        gathered, waiting, aside = self.gathered, self._work.watch.waiting, self._work.watch.aside
        if gathered is None:
            return
        strip = NoticeStrip(kind="attention")
        if gathered.refusal is not None:
            strip.set_text(str(gathered.refusal))
            if isinstance(gathered.refusal, MailboxRefusal):
                strip.set_action("Revoir la messagerie…", link=True)
                strip.activated.connect(self._once_more)
        elif gathered.stopped:
            strip.set_text(_STOPPED)
        elif waiting:
            strip.set_text(f"Il reste {waiting} messages : relevez de nouveau pour la suite.")
        elif aside:
            strip.set_kind("info")
            strip.set_text(aside_line(aside))
        else:
            return
        self._rows.addWidget(strip)

    def _once_more(self) -> None:
        self.again = True
        self.accept()

    def _offer(self) -> None:
        """The next step is to look at what came, first at what is new."""
        gathered = self.gathered
        to_read = [one for one in gathered.new if one.state is not None] if gathered is not None else []
        self.stay.setEnabled(True)
        self.stay.setText("Fermer")
        self.first.setVisible(bool(to_read))
        self.first.setText("Relire la première" if len(to_read) > 1 else "Relire la demande")
        step = self.first if to_read else self.stay
        step.setAccessibleDescription(self.told.text())
        step.setFocus(Qt.FocusReason.OtherFocusReason)
        step.setDefault(True)

    def _open_first(self) -> None:
        if self.gathered is not None and self.gathered.new and self.gathered.new[0].taken is not None:
            self._open(self.gathered.new[0].taken.reference)

    def _open(self, reference: str) -> None:
        self.wanted = reference
        self.accept()

    def _tell(self, one: Arrived) -> None:
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._fill(column, one)
        self._rows.addWidget(row)
        self._rows.addWidget(Separator())

    def _fill(self, column: QVBoxLayout, one: Arrived) -> None:
        empty_column(column)
        file = _file(self._door, one)
        column.addWidget(_line_of(one, file, self._opening))
        same = twin_of(file) if file is not None and one.taken is not None and not one.taken.joined else None
        if file is not None and same is not None:
            question = TwinQuestion(self._door, file, same)
            question.joined.connect(partial(self._settled, column))
            question.apart.connect(lambda _own: QTimer.singleShot(0, self, partial(self._fill, column, one)))
            column.addWidget(question)

    def _settled(self, column: QVBoxLayout, into: str) -> None:
        """The letter went on with another request."""

        def told() -> None:
            empty_column(column)
            column.addWidget(Line("circle-check", f"Rattachée à {into}", "", self._opening(into), token="ok"))
            if self.gathered is not None and len(self.gathered.new) == 1:
                self.first.hide()
                self.stay.setFocus(Qt.FocusReason.OtherFocusReason)
            self.brought.emit()

        QTimer.singleShot(0, self, told)  # the button that was pressed is in what goes

    def _opening(self, reference: str) -> QWidget:
        made = button("link", "Ouvrir", partial(self._open, reference), small=True)
        made.setAccessibleName(f"Ouvrir {reference}")
        return made

    def _fit(self, height: int) -> None:
        behind = self.parentWidget()
        room = (behind.window() if behind is not None else self).size()
        self.resize(min(px(_WIDTH), room.width() - _MARGIN), min(px(height), room.height() - _MARGIN))

    def _arrange(self) -> None:
        scroll = scrolled_rows(self._rows, spacing=6)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28 - GUTTER, 20)
        column.setSpacing(12)
        head = QVBoxLayout()
        head.setContentsMargins(0, 0, GUTTER, 0)
        head.setSpacing(8)
        for part in (self._title, self.told, self._line):
            head.addWidget(part)
        column.addLayout(head)
        column.addWidget(scroll, 1)
        foot = bar(QWidget(), self.stay, self.first, stretch_first=True)
        foot.setContentsMargins(0, 0, GUTTER, 0)
        column.addWidget(foot)
        self._line.hide()
        self.first.hide()
        self.stay.setAutoDefault(False)


def _refusal(one: Arrived) -> str:
    refusal = one.refusal
    return f"{refusal.message} {refusal.remedy}".strip() if refusal is not None else ""


def _file(door: RequestDoor, one: Arrived) -> RequestFile | None:
    """The request, where it is theirs to see."""
    if one.taken is None or one.state is None:
        return None
    try:
        return door.requests.file(one.taken.reference)
    except GdprDeskError:
        return None


def _line_of(one: Arrived, file: RequestFile | None, opening: Callable[[str], QWidget]) -> Line:
    """What became of one, with the way to it."""
    taken = one.taken
    if taken is None:
        return Line("circle-alert", one.name, _refusal(one), token="attention")
    reference = taken.reference
    if file is None:
        return Line(
            "circle-check", one.name, "Déjà dans le coffre." if taken.duplicate else f"Noté : {reference}."
        )
    if taken.duplicate:
        return Line("minus", one.name, f"Déjà dans {reference}.", opening(reference))
    if taken.joined:
        return Line("mail", f"{reference} · un message de plus", " ".join(one.warnings), opening(reference))
    request = file.request
    second = _refusal(one) or f"{reference} · {request.requester.name}"
    icon = "circle-alert" if one.refusal is not None else ICONS[request.rights[0]]
    return Line(icon, rights_words(request.rights), second, opening(reference))
