"""The ten steps: rail, question, way back and on. Answers are saved as they are given."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.breaches.model import BreachFacts
from gdpr_desk.breaches.qt.asking import NOT_YET
from gdpr_desk.breaches.qt.closing_page import ClosingPage
from gdpr_desk.breaches.qt.controls import column
from gdpr_desk.breaches.qt.copying import Clipboard
from gdpr_desk.breaches.qt.door import BreachDoor
from gdpr_desk.breaches.qt.pages import KindPage
from gdpr_desk.breaches.qt.rail import StepRail
from gdpr_desk.breaches.qt.screens import SCREENS, Screen, first_screen, made_pages
from gdpr_desk.breaches.qt.step_page import QuestionPage, StepPage
from gdpr_desk.breaches.qt.unsaved import Unsaved
from gdpr_desk.breaches.qt.words import CLOSED, CLOSED_ELSEWHERE, DRILL, REAL_ONE, TAKEN_UP
from gdpr_desk.breaches.service import BreachFile
from gdpr_desk.breaches.steps import Step, state_of, step_of
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.badge import Badge
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.key_bindings import bind_keys
from gdpr_desk.qtkit.pages import Pages
from gdpr_desk.qtkit.parts import button, label
from gdpr_desk.qtkit.surfaces import FadeScroll, NoticeStrip, Separator
from gdpr_desk.qtkit.theme import px

_GUTTER = 20
_NARROW, _LOW = 860, 400


class Wizard(QWidget):
    """`changed` after anything was written, `closed` to go back to the list."""

    changed = Signal()
    closed = Signal()

    def __init__(self, door: BreachDoor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self.clipboard = Clipboard(self)
        self.pages = made_pages(door, self.clipboard)
        self.shown = SCREENS[0]
        self._file: BreachFile | None = None
        self._drill = False
        self._last: dict[str, Screen] = {}
        self.rail = StepRail()
        self._title, self._sentence = label("page_title", ""), label("body", "", tone="text2")
        self._saved = label("second", "Enregistré à chaque réponse")
        self.notice = NoticeStrip(kind="info")
        self.drill = Badge()
        self.drill.set_state("accent", "Exercice", "timer")
        self._stack = Pages()
        self.back = button("secondary", "Précédent", self.go_back, icon="arrow-left")
        self.later = button("link", NOT_YET, self.skip)
        self.next = Button(text="Continuer", kind="filled", icon="arrow-right", icon_after=True)
        self.next.clicked.connect(lambda _on=False: self.go_on())
        self._scrolls = {key: self._scrolled(page) for key, page in self.pages.items()}
        self._unsaved = Unsaved(door.breaches.drafts, self)
        self._unsaved.refused.connect(lambda refusal: tell_refusal(self, refusal))
        self._arrange()
        self._connect()

    @property
    def reference(self) -> str:
        """The incident on screen, empty before it is written down."""
        return self._file.breach.reference if self._file else ""

    def begin(self, *, drill: bool = False) -> None:
        """A new incident: nothing is written before the first answer is confirmed."""
        self.leave()
        self._file, self._drill = None, drill
        self._unsaved.begin("")
        page = self.pages["kind"]
        if isinstance(page, KindPage):
            page.show_kind(None)
        self._show(SCREENS[0])
        if drill:
            self._sentence.setText(DRILL)
            if real := self._door.waiting():
                self._tell(REAL_ONE, f"Reprendre {real}")

    def open(self, reference: str) -> None:
        """Take up an incident where it was left. Raises NotFound."""
        self.leave()
        self._file = self._door.breaches.file(reference)
        breach = self._file.breach
        key = self._unsaved.begin(reference)
        wanted = next((one for one in SCREENS if one.key == key), None)
        self._show(wanted or self._last.get(reference) or first_screen(breach))

    def go_on(self) -> None:
        """Save what stands here, do what this screen does, show the next one."""
        page = self._page()
        if not page.ready():
            return
        if self._file is None:
            self._open_new(())
            return
        if not self._save(page.answers()) or not self._finish(page):
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
            if place and self._file is not None:
                self._show(SCREENS[place - 1])
            else:
                self.closed.emit()

    def skip(self) -> None:
        """« Je ne sais pas encore » to what is open here, then on."""
        page = self._page()
        if self._file is None:
            self._open_new(("kind",))
            return
        if not self._keep_here():
            return
        waiting = page.open_questions(self._file.breach.facts)
        if waiting and not self._write(self._file.breach.facts.not_knowing(*waiting)):
            return
        place = SCREENS.index(self.shown)
        self._show(SCREENS[min(place + 1, len(SCREENS) - 1)])

    def go_to_step(self, step: Step) -> None:
        """Another step by the rail; a new incident is written down first."""
        if self._file is not None and self._keep_here():
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
        if self._file is not None:
            self._unsaved.flush()

    def forget(self) -> None:
        """The incident on screen is gone."""
        self._file = None

    def refresh(self) -> None:
        """Read the clocks again; what is on screen stays. Raises NotFound."""
        if self._file is not None:
            self._reread()

    def focus_first(self) -> None:
        """The first thing to answer."""
        target = self._page().target()
        if target is not None and not target.isVisible():
            QTimer.singleShot(0, target, partial(self._focus_late, target, self.window().focusWidget()))
            target = None
        (target or self.next).setFocus(Qt.FocusReason.OtherFocusReason)

    def _focus_late(self, target: QWidget, before: QWidget | None) -> None:
        """A target made just now, which Qt shows by its next turn; somebody may be elsewhere by then."""
        if self.window().focusWidget() in (before, self.next):
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rail.set_compact(self.width() < px(_NARROW))
        self._sentence.setVisible(self.height() >= px(_LOW) or self._drill)
        self._tell_saving()

    def _tell_saving(self) -> None:
        """That every answer is kept, where there is room; the way on stands out once one may go on."""
        self.next.set_kind("filled" if self._page().decided() else "tonal")
        is_open = self._file is None or self._file.breach.open
        self._saved.setVisible(is_open and self.width() >= px(_NARROW))

    def _page(self) -> StepPage:
        return self.pages[self.shown.key]

    def _show(self, screen: Screen) -> None:
        self.shown = screen
        page = self._page()
        self.notice.hide()
        self._sentence.setContentsMargins(0, 0, 0, 0)
        if self._file is not None:
            self._file = self._door.breaches.file(self.reference)
            self._last[self.reference] = screen
            page.load(self._file, self._door.breaches.proposed(self.reference))
            if not self._file.breach.open:
                end = screen.key == "closing"
                self._tell(CLOSED if end else CLOSED_ELSEWHERE, "Rouvrir l’incident" if end else "")
        page.setEnabled(self._file is None or self._file.breach.open or screen.key == "closing")
        for one in self.pages.values():
            if one.corner is not None:
                one.corner.setVisible(one is page)
        self._title.setText(screen.title)
        self._sentence.setText(screen.sentence)
        self._stack.setCurrentWidget(self._scrolls[screen.key])
        self._scrolls[screen.key].verticalScrollBar().setValue(0)
        if self._unsaved.show(screen.key, page, self.reference):
            self._tell(TAKEN_UP)
        self._retell()
        self.focus_first()

    def _retell(self) -> None:
        page, breach = self._page(), self._file.breach if self._file else None
        drill = breach.drill if breach else self._drill
        self.drill.setVisible(drill)
        word = "Exercice" if drill else "Incident"
        name = f"{word} {breach.reference}" if breach else f"Nouvel {word.lower()}"
        states = {step: state_of(step, breach) for step in Step} if breach else {}
        self.rail.show_steps(name, self.shown.step, states)
        self.next.setText(page.next_word)
        self.next.set_icon_name(page.next_icon)
        self._tell_saving()
        self.back.setText(
            "Précédent" if breach and self.shown is not SCREENS[0] else "Annuler" if not breach else "Liste"
        )
        self.back.set_icon_name("arrow-left" if breach else "x")
        self.later.setText(getattr(page, "skip_word", NOT_YET))
        self.later.setToolTip(page.skip_help)
        self.later.setVisible(self.shown.key != "closing" and (breach is None or breach.open))

    def _tell(self, sentence: str, action: str = "") -> None:
        self.notice.set_text(sentence)
        self.notice.set_action(action, link=True)
        self.notice.show()
        self._sentence.setContentsMargins(0, 0, 0, 12)  # with the gap as much above the strip as below it

    def _open_new(self, unknown: tuple[str, ...]) -> None:
        answers = self._page().answers()
        facts = BreachFacts().giving(**answers)
        if not answers:
            facts = facts.not_knowing("kind")
        if unknown and answers:
            unknown = ()
        try:
            made = self._door.breaches.open(facts, drill=self._drill)
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)
            return
        self._file = self._door.breaches.file(made.reference)
        self.changed.emit()
        self._show(SCREENS[1])

    def _keep_here(self) -> bool:
        """Save what can be read before another screen is shown; what cannot stays a draft."""
        if self._file is not None and self._file.breach.open and not self._save(self._page().answers()):
            return False
        self._unsaved.leave_screen()
        return True

    def _save(self, answers: Mapping[str, Any]) -> bool:
        if self._file is None or not answers or not self._file.breach.open:
            return True
        facts = self._file.breach.facts.giving(**answers)
        cleared = [
            n
            for n, value in answers.items()
            if value in (None, "", ()) and n in self._file.breach.facts.unknown
        ]
        return self._write(facts.not_knowing(*cleared))

    def _write(self, facts: BreachFacts) -> bool:
        file = self._file
        if file is None:
            return False
        try:
            self._door.breaches.answer(file.breach.reference, facts, base=file.breach.facts)
        except GdprDeskError as refusal:
            if not self._page().refuse(refusal):
                tell_refusal(self, refusal)
            return False
        self._reread()
        self.changed.emit()
        return True

    def _finish(self, page: StepPage) -> bool:
        try:
            return not self._file or not self._file.breach.open or page.finish()
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)
            return False

    def _reread(self) -> None:
        self._file = self._door.breaches.file(self.reference)
        self._page().follow(self._file)
        self._retell()

    def _answered(self, answers: dict[str, Any]) -> None:
        self._save(answers)
        self._tell_saving()

    def _unknown(self, question: str, on: bool) -> None:
        if self._file is not None:
            facts = self._file.breach.facts
            kept = getattr(facts, question)
            self._write(facts.not_knowing(question) if on else facts.giving(**{question: kept}))

    def _acted(self) -> None:
        self._reread()
        self.changed.emit()

    def _scrolled(self, page: StepPage) -> FadeScroll:
        scroll = FadeScroll()
        scroll.setWidget(page)
        scroll.set_gutter(_GUTTER)
        self._stack.addWidget(scroll)
        return scroll

    def _connect(self) -> None:
        self.rail.chosen.connect(self.go_to_step)
        self.notice.activated.connect(self._act)
        for page in self.pages.values():
            page.answered.connect(self._answered)
            page.unknown.connect(self._unknown)
            page.acted.connect(self._acted)
            page.weighed.connect(self._tell_saving)
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
        if self._file is None:
            self.open(self._door.waiting())
            return
        page = self.pages["closing"]
        if isinstance(page, ClosingPage):
            page.reopen()
            self._show(self.shown)

    def _to_list(self) -> None:
        if self._keep_here():
            self.closed.emit()

    def _arrange(self) -> None:
        right = QVBoxLayout()
        right.setContentsMargins(24, 0, 32 - _GUTTER, 16)
        right.setSpacing(0)
        head = QWidget()
        words = column(head, 4)
        words.setContentsMargins(4, 0, _GUTTER + 4, 12)
        first = QHBoxLayout()
        first.setSpacing(16)
        first.addWidget(self._title, 1)
        for corner in (page.corner for page in self.pages.values() if page.corner is not None):
            first.addWidget(corner)
        first.addWidget(self.drill)
        words.addLayout(first)
        words.addWidget(self._sentence)
        words.addWidget(self.notice)
        self.notice.hide()
        right.addWidget(head)
        right.addWidget(self._stack, 1)
        foot = QWidget()
        under = column(foot, 14)
        under.setContentsMargins(4, 8, _GUTTER + 4, 0)
        under.addWidget(Separator())
        ways = QHBoxLayout()
        ways.setSpacing(16)
        ways.addWidget(self.back)
        ways.addWidget(self.later)
        ways.addStretch(1)
        self._saved.setWordWrap(False)
        ways.addWidget(self._saved)
        ways.addWidget(self.next)
        under.addLayout(ways)
        right.addWidget(foot)
        across = QHBoxLayout(self)
        across.setContentsMargins(24, 20, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.rail)
        across.addLayout(right, 1)
