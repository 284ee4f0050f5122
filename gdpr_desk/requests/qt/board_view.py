"""« Tableau »: requests as cards in lanes; dragging one, or Ctrl+arrow, asks what the change needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.badge import Counter
from gdpr_desk.qtkit.dialogs import ask, tell_refusal
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.painting import paint_panel
from gdpr_desk.qtkit.theme import px, theme, tokens
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.requests.board import Lane, Way, lane_of, way, why_not
from gdpr_desk.requests.listing import Order, RequestOverview, RequestQuery
from gdpr_desk.requests.model import IdentityResult, PauseReason, RequestState
from gdpr_desk.requests.qt.acts import Acts
from gdpr_desk.requests.qt.door import RequestDoor
from gdpr_desk.requests.qt.lane_view import LaneView
from gdpr_desk.requests.service import RequestFile

MOST = 200
LAST_ENDED = 20
_WIDE = 168


class BoardView(QScrollArea):
    """`opened` carries a reference, `changed` follows a move."""

    opened = Signal(str)
    changed = Signal()

    def __init__(self, door: RequestDoor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self._acts = Acts(door, self)
        self.lanes = {lane: LaneView(lane.words, door.clock.today) for lane in Lane}
        self._counts = {lane: Counter() for lane in Lane}
        self._of: dict[str, Lane] = {}
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self._arrange()
        self.setAccessibleName("Tableau des demandes")

    def read(self, words: str = "") -> None:
        """Ask the service anew; the chosen card stays chosen."""
        chosen = self.current()
        open_ = self._door.requests.page(RequestQuery(text=words, open_only=True, limit=MOST)).rows
        closed = RequestQuery(
            text=words,
            states=frozenset({RequestState.CLOSED}),
            order=Order.RECEIVED,
            descending=True,
            limit=LAST_ENDED,
        )
        lines = (*open_, *self._door.requests.page(closed).rows)
        by_lane: dict[Lane, list[RequestOverview]] = {lane: [] for lane in Lane}
        for line in lines:
            by_lane[lane_of(line.state, paused=line.clock.paused_since is not None)].append(line)
        self._of = {line.reference: lane for lane, found in by_lane.items() for line in found}
        for lane, view in self.lanes.items():
            view.cards.show_lines(by_lane[lane])
            self._counts[lane].set_count(len(by_lane[lane]))
        self.choose(chosen)

    def current(self) -> str:
        """The chosen card's reference, "" without one."""
        focused = [view for view in self.lanes.values() if view.hasFocus()]
        return next((view.current() for view in (*focused, *self.lanes.values()) if view.current()), "")

    def choose(self, reference: str, *, keyboard: bool = False) -> None:
        """Choose that card, and only that; the `keyboard` goes with it, as it does where the board has it."""
        lane = self._of.get(reference)
        keyboard = keyboard or any(view.hasFocus() for view in self.lanes.values())
        for other, view in self.lanes.items():
            if other is not lane:
                view.clearSelection()
                view.setCurrentIndex(view.cards.index(-1))
        if lane is not None:
            self.lanes[lane].choose(reference)
            if keyboard:
                self.lanes[lane].setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_first(self) -> None:
        """The keyboard on the chosen card, or on the first there is."""
        lane = self._of.get(self.current())
        found = [view for view in self.lanes.values() if view.references()]
        view = self.lanes[lane] if lane is not None else found[0] if found else None
        if view is not None:
            view.choose(view.current())
            view.setFocus(Qt.FocusReason.OtherFocusReason)

    def move_card(self, reference: str, target: Lane) -> None:
        """Do what moves the card there, once what that needs was said; nothing where nothing does."""
        start = self._of.get(reference)
        if start is None or start is target:
            return
        if not self._door.officer:
            Toast.show_in(self, "Une personne responsable décide de la suite.", icon="info")
            return
        found = way(start, target)
        if found is None:
            Toast.show_in(self, why_not(start, target), icon="info")
            return
        keyboard = any(view.hasFocus() for view in self.lanes.values())
        try:
            done = self._done(found, self._door.requests.file(reference))
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)
            done = True
        if done:
            self.changed.emit()
        self.choose(reference, keyboard=keyboard)

    def _done(self, found: Way, file: RequestFile) -> bool:
        acts, reference = self._acts, file.request.reference
        by_form: Mapping[Way, Callable[[RequestFile], bool]] = {
            Way.DOUBT: acts.doubt,
            Way.NO_DOUBT: acts.no_doubt,
            Way.CLOSE: acts.close,
            Way.REOPEN: acts.reopen,
            Way.VERIFY: lambda file: acts.conclude(file, IdentityResult.VERIFIED),
            Way.ASK_IDENTITY: lambda file: acts.ask(file, PauseReason.IDENTITY),
            Way.ASK_PRECISION: lambda file: acts.ask(file, PauseReason.PRECISION),
            Way.RESUME: self._resumed,
        }
        if found in by_form:
            return by_form[found](file)
        if found is Way.TAKE_BACK:
            self._door.handling.take_back(reference)
            return True
        if not ask(
            self,
            "La réponse est prête ?",
            "La lettre s’écrit dans l’onglet « Réponse ». Ici, vous notez qu’il ne reste qu’à l’envoyer.",
            "Réponse prête",
            icon="file-check",
        ):
            return False
        self._door.handling.mark_ready(reference)
        return True

    def _resumed(self, file: RequestFile) -> bool:
        pause = file.request.running_pause
        return pause is not None and self._acts.answered(file, pause.reason)

    def _moved(self, lane: Lane, reference: str, by: int) -> None:
        """By a drop onto a lane, or by keys to the one beside; a form waits for the drag to be over."""
        order = list(Lane)
        at = order.index(lane) + by
        if 0 <= at < len(order):
            QTimer.singleShot(0, self, lambda: self.move_card(reference, order[at]))

    def _beside(self, lane: Lane, by: int) -> None:
        """The next lane that has a card."""
        order = list(Lane)
        found = [other for other in order[order.index(lane) + by :: by] if self.lanes[other].references()]
        inside = 0 <= order.index(lane) + by < len(order)
        if inside and found:
            self.choose(self.lanes[found[0]].references()[0])
            self.lanes[found[0]].setFocus(Qt.FocusReason.OtherFocusReason)
            self.ensureWidgetVisible(self.lanes[found[0]])

    def _arrange(self) -> None:
        ground = QWidget()
        row = QHBoxLayout(ground)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for lane, view in self.lanes.items():
            row.addWidget(_LaneFrame(lane, view, self._counts[lane]), 1)
            view.opened.connect(self.opened)
            view.moved.connect(lambda reference, by, lane=lane: self._moved(lane, reference, by))
            view.left.connect(lambda by, lane=lane: self._beside(lane, by))
            view.clicked.connect(lambda _index, view=view: self.choose(view.current()))
        self.setWidget(ground)
        ground.setAutoFillBackground(False)


class _LaneFrame(QWidget):
    """A lane: its head, how many, its cards; lit while one hangs over it."""

    def __init__(self, lane: Lane, view: LaneView, count: Counter) -> None:
        super().__init__()
        self._view, self._aside = view, lane is Lane.PAUSED
        self.setMinimumWidth(px(_WIDE))
        head = QHBoxLayout()
        head.setContentsMargins(px(4), 0, px(4), 0)
        title = Label(role="head", text=lane.words)
        title.setMinimumHeight(px(24))
        head.addWidget(title, 1)
        head.addWidget(count)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 10, 8, 4)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(view, 1)
        theme().changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = tokens()
        edge = t.accent if self._view.lit else t.hair
        ground = t.soft if self._view.lit else t.sheet if self._aside else t.raised
        paint_panel(QPainter(self), self.rect(), 12, ground, edge, width=2 if self._view.lit else 1)
