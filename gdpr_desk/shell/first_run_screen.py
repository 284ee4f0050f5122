"""The sheet around the first run's pages: steps above, question, page, the two ways on below."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.cards import PictureTile
from gdpr_desk.qtkit.surfaces import FadeScroll, IconTile, Separator, Sheet
from gdpr_desk.qtkit.theme import px, theme
from gdpr_desk.shell.first_run import (
    FirstRunDraft,
    Step,
    may_skip,
    missing,
    new_draft,
    next_step,
    previous_step,
    skipped,
)
from gdpr_desk.shell.first_run_pages import (
    ActivitiesPage,
    FirstRunPage,
    OfficerPage,
    PassphrasePage,
    ShopPage,
    WelcomePage,
)
from gdpr_desk.shell.panels import StepBar
from gdpr_desk.shell.parts import GUTTER, button, label
from gdpr_desk.shell.recovery_pages import ReadyPage, RecoveryPage

WIDEST = 1156
COLUMN = 720


class FirstRunScreen(QWidget):
    """Holds the draft. `create_requested` asks for the vault; `finished` opens the window on it."""

    create_requested = Signal(object)
    demo_requested = Signal()
    restore_requested = Signal()
    finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.draft: FirstRunDraft = new_draft()
        self.step = Step.WELCOME
        self._busy = False
        self.welcome = WelcomePage()
        self.passphrase = PassphrasePage()
        self.recovery = RecoveryPage()
        shop, activities = ShopPage(), ActivitiesPage()
        pages = (
            self.welcome,
            shop,
            OfficerPage(),
            activities,
            self.passphrase,
            self.recovery,
            ReadyPage(),
        )
        self._pages: dict[Step, FirstRunPage] = {page.step: page for page in pages}
        self._scrolls: dict[Step, FadeScroll] = {}
        self._stack = QStackedWidget()
        self._bar = StepBar()
        self._count = label("second")
        self._title = label("big_title", wrap=True)
        self._sentence = label("lead", wrap=True)
        self._note = label("second")
        self._back = button("secondary", "Précédent", icon="arrow-left")
        self._later = button("link", "Passer cette étape")
        self._next = button("filled", "Continuer", icon="arrow-right", after=True)
        self._arrange()
        self._restyle()
        theme().changed.connect(self._restyle)
        self._back.clicked.connect(self.go_back)
        self._later.clicked.connect(self.skip)
        self._next.clicked.connect(self.go_on)
        self.welcome.demo_requested.connect(self.demo_requested)
        self.welcome.restore_requested.connect(self.restore_requested)
        for page in (shop, activities, self.passphrase, self.recovery):
            page.changed.connect(self._retell)
        self.show_step(Step.WELCOME)

    def page(self, step: Step) -> FirstRunPage:
        """The page of a step."""
        return self._pages[step]

    def show_step(self, step: Step) -> None:
        """Put a step on screen with what the draft holds."""
        self.step = step
        page = self._pages[step]
        page.load(self.draft)
        self._bar.set_step(step, len(Step))
        self._count.setText(f"Étape {int(step)} sur {len(Step)}")
        self._title.setText(page.title)
        self._sentence.setText(page.sentence)
        self._stack.setCurrentWidget(self._scrolls[step])
        self._scrolls[step].verticalScrollBar().setValue(0)
        self._back.setVisible(previous_step(step) is not step)
        self._later.setVisible(may_skip(step))
        self._retell()
        self._focus(page)

    def go_on(self) -> None:
        """The button that leads on: checks, makes the vault, or finishes."""
        if self._busy:
            return
        self.draft = self._pages[self.step].store(self.draft)
        left = missing(self.draft, self.step)
        self._pages[self.step].show_missing(left)
        if left:
            return
        if self.step is Step.PASSPHRASE:
            self.set_busy(True)
            self.create_requested.emit(self.draft)
        elif self.step is Step.READY:
            self.finished.emit()
        else:
            self.show_step(next_step(self.draft, self.step))

    def go_back(self) -> None:
        """The step before, keeping what was typed."""
        if not self._busy:
            self.draft = self._pages[self.step].store(self.draft)
            self.show_step(previous_step(self.step))

    def skip(self) -> None:
        """« Passer cette étape »."""
        if not self._busy:
            self.draft = skipped(self.draft, self.step)
            self.show_step(Step(self.step + 1))

    def set_busy(self, busy: bool) -> None:
        """While the vault is made off this thread."""
        self._busy = busy
        for part in (self._back, self._later, self._next, self._pages[self.step]):
            part.setEnabled(not busy)
        self._retell()

    def vault_created(self, groups: tuple[str, ...]) -> None:
        """The vault exists: forget the phrase, show the sheet's secret."""
        self.set_busy(False)
        self.draft = replace(self.draft, passphrase="", repeated="")
        self.passphrase.load(self.draft)
        self.recovery.show_secret(groups)
        self.show_step(Step.RECOVERY)

    def refuse(self, refusal: GdprDeskError) -> None:
        """The vault could not be made."""
        self.set_busy(False)
        self.passphrase.refuse(str(refusal))

    def _retell(self) -> None:
        page = self._pages[self.step]
        shown = page.store(self.draft)
        word = "Création du coffre…" if self._busy else page.next_word(shown)
        self._next.set_kind("filled" if page.earned(shown) else "tonal")
        self._next.setText(word)
        self._next.setAccessibleName(word)
        self._note.setText(page.note(shown))

    def _focus(self, page: FirstRunPage) -> None:
        """Into the first field where something is typed or chosen, else on the button that leads on."""
        typed_into = self.step in {Step.SHOP, Step.OFFICER, Step.ACTIVITIES, Step.PASSPHRASE}
        fields = (w for w in page.findChildren(QWidget) if isinstance(w, QLineEdit | PictureTile))
        target = next(fields, None) if typed_into else None
        (target or self._next).setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._focus(self._pages[self.step])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Entrée leads on from a field or a tile, and presses a button that has the focus."""
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)
            return
        focused = self.focusWidget()
        if isinstance(focused, QPushButton):
            focused.click()
        else:
            self.go_on()

    def _restyle(self) -> None:
        self._inner.setMaximumWidth(px(WIDEST) + GUTTER)
        for page in self._pages.values():
            if not page.wide:
                page.setMaximumWidth(px(COLUMN))

    def _arrange(self) -> None:
        for step, page in self._pages.items():
            self._scrolls[step] = _scrolled(page)
            self._stack.addWidget(self._scrolls[step])
        inner = QWidget()
        self._inner = inner
        inner.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 24, 0, 20)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addSpacing(16)
        column.addWidget(self._stack, 1)
        column.addSpacing(12)
        column.addLayout(self._foot())
        sheet = Sheet()
        across = QHBoxLayout(sheet)
        across.setContentsMargins(32, 0, 32 - GUTTER, 0)
        across.addStretch(1)
        across.addWidget(inner, 100)
        across.addStretch(1)
        around = QVBoxLayout(self)
        around.setContentsMargins(8, 8, 8, 8)
        around.addWidget(sheet)

    def _head(self) -> QVBoxLayout:
        """Who we are, how far along, and what this step asks."""
        brand = QHBoxLayout()
        brand.setSpacing(12)
        brand.addWidget(IconTile(icon="store", side=36, state="solid"))
        brand.addWidget(label("card_title", "gdpr-desk"))
        brand.addStretch(1)
        brand.addWidget(self._count)
        head = QVBoxLayout()
        head.setContentsMargins(4, 0, 4 + GUTTER, 0)
        head.setSpacing(0)
        head.addLayout(brand)
        head.addSpacing(16)
        head.addWidget(self._bar)
        head.addSpacing(28)
        head.addWidget(self._title)
        head.addSpacing(4)
        head.addWidget(self._sentence)
        return head

    def _foot(self) -> QVBoxLayout:
        """The ways back and on."""
        ways = QHBoxLayout()
        ways.setSpacing(24)
        ways.addWidget(self._back)
        ways.addStretch(1)
        ways.addWidget(self._note)
        ways.addWidget(self._later)
        ways.addWidget(self._next)
        foot = QVBoxLayout()
        foot.setContentsMargins(4, 0, 4 + GUTTER, 0)
        foot.setSpacing(16)
        foot.addWidget(Separator())
        foot.addLayout(ways)
        return foot


def _scrolled(page: FirstRunPage) -> FadeScroll:
    """The page in a scroll area, with room for the focus ring at its edges."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(4, 4, 4, 4)
    row.addWidget(page, 100)
    if not page.wide:
        row.addStretch(1)
    scroll = FadeScroll()
    scroll.setWidget(holder)
    scroll.set_gutter(GUTTER)
    return scroll
