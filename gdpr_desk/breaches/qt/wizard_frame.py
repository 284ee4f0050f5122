"""How the ten steps stand on screen: rail, head, page, and the ways back and on at the foot."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.breaches.model import PersonalDataBreach
from gdpr_desk.breaches.qt.asking import NOT_YET
from gdpr_desk.breaches.qt.controls import column
from gdpr_desk.breaches.qt.rail import StepRail
from gdpr_desk.breaches.qt.screens import SCREENS, Screen
from gdpr_desk.breaches.qt.step_page import StepPage
from gdpr_desk.breaches.steps import Step, state_of
from gdpr_desk.qtkit.badge import Badge
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.pages import Pages
from gdpr_desk.qtkit.parts import GUTTER, label
from gdpr_desk.qtkit.surfaces import FadeScroll, NoticeStrip, Separator
from gdpr_desk.qtkit.theme import px

_NARROW, _LOW = 860, 400


class WizardFrame(QWidget):
    """Shows one of `pages`; knows nothing of what is answered or written."""

    def __init__(self, pages: Mapping[str, StepPage], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pages = pages
        self.shown = SCREENS[0]
        self._is_open = True
        self.rail = StepRail()
        self._title, self._sentence = label("page_title", ""), label("body", "", tone="text2")
        self._saved = label("second", "Enregistré à chaque réponse")
        self._saved.setWordWrap(False)
        self.notice = NoticeStrip(kind="info")
        self.notice.hide()
        self.drill = Badge()
        self.drill.set_state("accent", "Exercice", "timer")
        self._stack = Pages(self)
        self.back = Button(text="Précédent", kind="secondary", icon="arrow-left")
        self.later = Button(text=NOT_YET, kind="link")
        self.next = Button(text="Continuer", kind="filled", icon="arrow-right", icon_after=True)
        self._scrolls = {key: self._scrolled(page) for key, page in self.pages.items()}
        self._arrange()

    @property
    def page(self) -> StepPage:
        """The page on screen."""
        return self.pages[self.shown.key]

    def show_screen(self, screen: Screen) -> None:
        """Its page from the top, its title and its sentence."""
        self.shown = screen
        self.notice.hide()
        self._sentence.setContentsMargins(0, 0, 0, 0)
        for one in self.pages.values():
            if one.corner is not None:
                one.corner.setVisible(one is self.page)
        self.say(screen.title, screen.sentence)
        self._stack.setCurrentWidget(self._scrolls[screen.key])
        self._scrolls[screen.key].verticalScrollBar().setValue(0)

    def say(self, title: str, sentence: str) -> None:
        """The title, and what stands beneath it."""
        self._title.setText(title)
        self._sentence.setText(sentence)

    def tell(self, sentence: str, action: str = "", *, kind: str = "info") -> None:
        """A strip above the page, with a link where there is something to do."""
        self.notice.set_kind(kind)
        self.notice.set_text(sentence)
        self.notice.set_action(action, link=True)
        self.notice.show()
        self._sentence.setContentsMargins(0, 0, 0, 12)  # with the gap as much above the strip as below it

    def tell_standing(self, breach: PersonalDataBreach | None, *, drill: bool) -> None:
        """What the rail and the foot say of an incident, or of one that is not written down yet."""
        self._is_open = breach is None or breach.open
        self.drill.setVisible(drill)
        word = "Exercice" if drill else "Incident"
        name = f"{word} {breach.reference}" if breach else f"Nouvel {word.lower()}"
        states = {step: state_of(step, breach) for step in Step} if breach else {}
        self.rail.show_steps(name, self.shown.step, states)
        self.next.setText(self.page.next_word)
        self.next.set_icon_name(self.page.next_icon)
        self.tell_saving()
        first = self.shown is SCREENS[0]
        self.back.setText("Annuler" if breach is None else "Liste" if first else "Précédent")
        self.back.set_icon_name("arrow-left" if breach else "x")
        self.later.setText(getattr(self.page, "skip_word", NOT_YET))
        self.later.setToolTip(self.page.skip_help)
        self.later.setVisible(self.shown.key != "closing" and self._is_open)

    def tell_saving(self) -> None:
        """That every answer is kept, where there is room; the way on stands out once one may go on."""
        self.next.set_kind("filled" if self.page.decided() else "tonal")
        self._saved.setVisible(self._is_open and self.width() >= px(_NARROW))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rail.set_compact(self.width() < px(_NARROW))
        self._sentence.setVisible(self.height() >= px(_LOW) or not self.drill.isHidden())
        self.tell_saving()

    def _scrolled(self, page: StepPage) -> FadeScroll:
        scroll = FadeScroll(self._stack)
        scroll.setWidget(page)
        scroll.set_gutter(GUTTER)
        self._stack.addWidget(scroll)
        return scroll

    def _arrange(self) -> None:
        right = QVBoxLayout()
        right.setContentsMargins(24, 0, 32 - GUTTER, 16)
        right.setSpacing(0)
        right.addWidget(self._head())
        right.addWidget(self._stack, 1)
        right.addWidget(self._foot())
        across = QHBoxLayout(self)
        across.setContentsMargins(24, 20, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.rail)
        across.addLayout(right, 1)

    def _head(self) -> QWidget:
        head = QWidget()
        words = column(head, 4)
        words.setContentsMargins(4, 0, GUTTER + 4, 12)
        first = QHBoxLayout()
        first.setSpacing(16)
        first.addWidget(self._title, 1)
        for corner in (page.corner for page in self.pages.values() if page.corner is not None):
            first.addWidget(corner)
        first.addWidget(self.drill)
        words.addLayout(first)
        words.addWidget(self._sentence)
        words.addWidget(self.notice)
        return head

    def _foot(self) -> QWidget:
        foot = QWidget()
        under = column(foot, 14)
        under.setContentsMargins(4, 8, GUTTER + 4, 0)
        under.addWidget(Separator())
        ways = QHBoxLayout()
        ways.setSpacing(16)
        ways.addWidget(self.back)
        ways.addWidget(self.later)
        ways.addStretch(1)
        ways.addWidget(self._saved)
        ways.addWidget(self.next)
        under.addLayout(ways)
        return foot
