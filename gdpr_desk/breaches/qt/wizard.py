"""The ten steps of an incident, one after the other. Answers are saved as they are given."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from gdpr_desk.breaches.qt.at_hand import AtHand
from gdpr_desk.breaches.qt.closing_page import ClosingPage
from gdpr_desk.breaches.qt.door import BreachDoor
from gdpr_desk.breaches.qt.pages import KindPage
from gdpr_desk.breaches.qt.screens import SCREENS, Screen, first_screen, made_pages
from gdpr_desk.breaches.qt.step_page import QuestionPage
from gdpr_desk.breaches.qt.unsaved import Unsaved
from gdpr_desk.breaches.qt.wizard_frame import WizardFrame
from gdpr_desk.breaches.qt.words import CLOSED, CLOSED_ELSEWHERE, DRILL, REAL_ONE, TAKEN_UP
from gdpr_desk.breaches.steps import Step, step_of
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.key_bindings import bind_keys


class Wizard(WizardFrame):
    """`changed` after anything was written, `closed` to go back to the list."""

    changed = Signal()
    closed = Signal()

    def __init__(self, door: BreachDoor, parent: QWidget | None = None) -> None:
        super().__init__(made_pages(door), parent)
        self._door = door
        self._hand = AtHand(door)
        self._last: dict[str, Screen] = {}
        self._unsaved = Unsaved(door.breaches.drafts, self)
        self._unsaved.refused.connect(lambda refusal: tell_refusal(self, refusal))
        self._connect()

    @property
    def reference(self) -> str:
        """The incident on screen, empty before it is written down."""
        return self._hand.reference

    def begin(self, *, drill: bool = False) -> None:
        """A new incident: nothing is written before the first answer is confirmed."""
        self.leave()
        self._hand.begin(drill=drill)
        self._unsaved.begin("")
        page = self.pages["kind"]
        if isinstance(page, KindPage):
            page.show_kind(None)
        self._show(SCREENS[0])
        if drill:
            self.say(SCREENS[0].title, DRILL)
            if real := self._door.waiting():
                self.tell(REAL_ONE, f"Reprendre {real}", kind="attention")

    def open(self, reference: str) -> None:
        """Take up an incident where it was left. Raises NotFound."""
        self.leave()
        breach = self._hand.take_up(reference)
        key = self._unsaved.begin(reference)
        wanted = next((one for one in SCREENS if one.key == key), None)
        self._show(wanted or self._last.get(reference) or first_screen(breach))

    def go_on(self) -> None:
        """Save what stands here, do what this screen does, show the next one."""
        page = self.page
        if not page.ready():
            return
        if self._hand.file is None:
            self._write_down()
            return
        if not self._written(partial(self._hand.save, page.answers())) or not self._finished():
            return
        self._unsaved.leave_screen(finished=True)
        place = SCREENS.index(self.shown)
        if place + 1 < len(SCREENS):
            self._show(SCREENS[place + 1])
        else:
            self.closed.emit()

    def go_back(self) -> None:
        """The screen before, keeping what was typed; before the first, the list."""
        place = SCREENS.index(self.shown)
        if self._keep_here():
            if place and self._hand.file is not None:
                self._show(SCREENS[place - 1])
            else:
                self.closed.emit()

    def skip(self) -> None:
        """« Je ne sais pas encore » to what is open here, then on."""
        if self._hand.file is None:
            self._write_down()
            return
        if not self._keep_here():
            return
        facts = self._hand.file.breach.facts
        waiting = self.page.open_questions(facts)
        if waiting and not self._written(partial(self._hand.write, facts.not_knowing(*waiting))):
            return
        place = SCREENS.index(self.shown)
        self._show(SCREENS[min(place + 1, len(SCREENS) - 1)])

    def go_to_step(self, step: Step) -> None:
        """Another step by the rail; a new incident is written down first."""
        if self._hand.file is not None and self._keep_here():
            self._show(next(one for one in SCREENS if one.step is step))

    def go_to_question(self, question: str) -> None:
        """The screen that asks it."""
        for screen in SCREENS:
            page = self.pages[screen.key]
            if isinstance(page, QuestionPage) and question in page.asks and self._keep_here():
                self._show(screen)
                page.reveal(question)
                return
        self.go_to_step(step_of(question))

    def leave(self) -> None:
        """Keep what is half typed, sealed: another room, the lock, the end."""
        if self._hand.file is not None:
            self._unsaved.flush()

    def forget(self) -> None:
        """The incident on screen is gone."""
        self._hand.file = None

    def refresh(self) -> None:
        """Read the clocks again; what is on screen stays. Raises NotFound."""
        if self._hand.file is not None:
            self._hand.reread()
            self._follow()

    def focus_first(self) -> None:
        """The first thing to answer."""
        target = self.page.target()
        if target is not None and not target.isVisible():
            QTimer.singleShot(0, target, partial(self._focus_late, target, self.window().focusWidget()))
            target = None
        (target or self.next).setFocus(Qt.FocusReason.OtherFocusReason)

    def _focus_late(self, target: QWidget, before: QWidget | None) -> None:
        """A target made just now, which Qt shows by its next turn; somebody may be elsewhere by then."""
        if self.window().focusWidget() in (before, self.next):
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, screen: Screen) -> None:
        self.show_screen(screen)
        hand = self._hand
        if hand.file is not None:
            hand.reread()
            self._last[hand.reference] = screen
            self.page.load(hand.file, self._door.breaches.proposed(hand.reference))
        last = screen.key == "closing"
        if not hand.open:
            self.tell(CLOSED if last else CLOSED_ELSEWHERE, "Rouvrir l’incident" if last else "")
        self.page.setEnabled(hand.open or last)
        if self._unsaved.show(screen.key, self.page, hand.reference):
            self.tell(TAKEN_UP)
        self.tell_standing(hand.breach, drill=hand.drill)
        self.focus_first()

    def _follow(self) -> None:
        """Tell the page what was written meanwhile."""
        if self._hand.file is not None:
            self.page.follow(self._hand.file)
        self.tell_standing(self._hand.breach, drill=self._hand.drill)

    def _write_down(self) -> None:
        try:
            self._hand.write_down(self.page.answers())
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)
            return
        self.changed.emit()
        self._show(SCREENS[1])

    def _keep_here(self) -> bool:
        """Save what can be read before another screen is shown; what cannot stays a draft."""
        if not self._written(partial(self._hand.save, self.page.answers())):
            return False
        self._unsaved.leave_screen()
        return True

    def _written(self, write: Callable[[], bool]) -> bool:
        """Whether nothing refused it; the page follows where something was written."""
        try:
            changed = write()
        except GdprDeskError as refusal:
            if not self.page.refuse(refusal):
                tell_refusal(self, refusal)
            return False
        if changed:
            self._follow()
            self.changed.emit()
        return True

    def _finished(self) -> bool:
        try:
            return not self._hand.open or self.page.finish()
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)
            return False

    def _acted(self) -> None:
        self._hand.reread()
        self._follow()
        self.changed.emit()

    def _connect(self) -> None:
        self.rail.chosen.connect(self.go_to_step)
        self.back.clicked.connect(lambda _on=False: self.go_back())
        self.later.clicked.connect(lambda _on=False: self.skip())
        self.next.clicked.connect(lambda _on=False: self.go_on())
        self.notice.activated.connect(self._act)
        for page in self.pages.values():
            page.answered.connect(lambda given: self._written(partial(self._hand.save, given)))
            page.answered.connect(lambda _given: self.tell_saving())
            page.unknown.connect(
                lambda question, on: self._written(partial(self._hand.set_unknown, question, on=on))
            )
            page.acted.connect(self._acted)
            page.weighed.connect(self.tell_saving)
            page.elsewhere.connect(self.go_to_question)
            self._unsaved.watch(page)
        bind_keys(
            (
                ("Alt+Right", self, self.go_on),
                ("Alt+Left", self, self.go_back),
                ("Ctrl+Return", self, self.go_on),
                ("Escape", self, self._to_list),
            )
        )

    def _act(self) -> None:
        """What the strip offers: the real incident instead of a drill, or a closed one opened again."""
        if self._hand.file is None:
            self.open(self._door.waiting())
            return
        page = self.pages["closing"]
        if isinstance(page, ClosingPage):
            page.reopen()
            self._show(self.shown)

    def _to_list(self) -> None:
        if self._keep_here():
            self.closed.emit()
