"""One request: its thread at the left, what there is to read and decide at the right, one next step."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.badge import Badge
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.chips import Segmented
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.key_bindings import bind_keys
from gdpr_desk.qtkit.pages import Pages
from gdpr_desk.qtkit.parts import button, label
from gdpr_desk.qtkit.surfaces import Separator
from gdpr_desk.qtkit.theme import px
from gdpr_desk.requests.board import Lane
from gdpr_desk.requests.model import PauseReason
from gdpr_desk.requests.places import ChecklistLine
from gdpr_desk.requests.qt import next_step
from gdpr_desk.requests.qt.acts import Acts
from gdpr_desk.requests.qt.answer_tab import AnswerTab
from gdpr_desk.requests.qt.door import RequestDoor
from gdpr_desk.requests.qt.identity_tab import IdentityTab
from gdpr_desk.requests.qt.journal_tab import JournalTab
from gdpr_desk.requests.qt.request_tab import RequestTab
from gdpr_desk.requests.qt.timeline import Timeline, stages
from gdpr_desk.requests.qt.where_tab import WhereTab
from gdpr_desk.requests.qt.words import BY, due_badge, rights_words
from gdpr_desk.requests.service import RequestFile
from gdpr_desk.requests.wording import STATES

_THREAD, _JOURNAL = "thread", "journal"
_TWO_PANES_FROM = 860
_THREAD_WIDTH = 248
_TABS: Mapping[str, str] = {
    next_step.REQUEST: "Demande",
    next_step.IDENTITY: "Identité",
    next_step.WHERE: "Où chercher",
    next_step.ANSWER: "Réponse",
    _JOURNAL: "Journal",
}


class RequestDetail(QWidget):
    """`closed` leads back to the list, `changed` after anything was written."""

    closed = Signal()
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reference = ""
        self.open_reference = ""
        self._step: next_step.NextStep | None = None
        self._back = button("link", "Demandes", self.closed.emit, icon="arrow-left")
        self._title = label("detail_title", "")
        self._badge = Badge()
        self._which = label("second", "")
        self._rule = label("second", "")
        self.next = Button(kind="filled", icon="arrow-right", icon_after=True)
        self.next.clicked.connect(lambda _checked=False: self.do_next())
        self.next.setToolTip("Ctrl+Maj+→")
        self.tabs = Segmented()
        self.thread_pane = Timeline()
        self.stack = Pages()
        self._narrow = False

    def set_up(self, door: RequestDoor) -> None:
        """Give the view its services; staff see the request and its thread alone."""
        self._door = door
        self._acts = Acts(door, self)
        self.request_tab = RequestTab(door, self._acts)
        self.identity_tab = IdentityTab(door, self._acts)
        self.where_tab = WhereTab(door, self._acts)
        self.answer_tab = AnswerTab(door, self._acts)
        self.journal_tab = JournalTab()
        self._pages: dict[str, QWidget] = {next_step.REQUEST: self.request_tab}
        if door.officer:
            self._pages |= {
                next_step.IDENTITY: self.identity_tab,
                next_step.WHERE: self.where_tab,
                next_step.ANSWER: self.answer_tab,
                _JOURNAL: self.journal_tab,
            }
        for page in self._pages.values():
            self.stack.addWidget(page)
        self._arrange()
        self._connect()
        self._offer_tabs()

    def open(self, reference: str, tab: str = "") -> None:
        """Show this request, on `tab` or its first one. Raises NotFound."""
        other = reference != self.reference
        if other:
            self.answer_tab.leave()
        self.reference = reference
        self.refresh()
        if tab or other:
            self.show_tab(tab or next_step.REQUEST)

    def refresh(self) -> None:
        """Read it again. Raises NotFound."""
        file = self._door.requests.file(self.reference)
        self.open_reference = self.reference if file.request.open else ""
        lines: tuple[ChecklistLine, ...] = ()
        if self._door.officer:
            lines = self._door.letters.where(self.reference)
        self._step = next_step.next_step(file, lines) if self._door.officer else None
        self._head(file)
        today = self._door.clock.today()
        words = self._step.words if self._step else ""
        self.thread_pane.show_stages(stages(file, words, today, self._door.names()))
        self.request_tab.show_file(file)
        if self._door.officer:
            self.identity_tab.show_file(file)
            self.where_tab.show_file(file, lines)
            self.answer_tab.show_file(file)
            self.journal_tab.show_file(file, self._door.names())

    def show_tab(self, tab: str) -> None:
        """Put one tab on screen; the thread where the window is too narrow for both."""
        self.tabs.set_current(tab)
        page = self.thread_pane if tab == _THREAD else self._pages.get(tab, self.request_tab)
        self.stack.setCurrentWidget(page)
        if not self._narrow:  # a letter wants the room: it is read beside its fields
            self.thread_pane.setHidden(tab == next_step.ANSWER)
        if tab == next_step.ANSWER:
            self.answer_tab.draw()

    def do_next(self) -> None:
        """The one next step."""
        if self._step is None:
            return
        place = self._step.place
        if place not in (next_step.CLOSE, next_step.RESUME):
            self.show_tab(place)
            self._focus_tab()
            return
        file = self._door.requests.file(self.reference)
        ends = place == next_step.CLOSE
        if self._acts.close(file) if ends else self._acts.answered(file, PauseReason.PRECISION):
            self._written()

    def focus_first(self) -> None:
        """On the next step; on the tabs where there is none."""
        (self.next if self.next.isVisible() else self._back).setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Keep what is half typed, and leave no copy of an identity paper open."""
        self.request_tab.known.settle()
        self.answer_tab.leave()
        self.identity_tab.leave()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < px(_TWO_PANES_FROM)
        if narrow != self._narrow:
            self._narrow = narrow
            self._rule.setHidden(narrow or not self._rule.text())
            self.request_tab.tell_rule(narrow)
            self._offer_tabs()

    def _head(self, file: RequestFile) -> None:
        request, today = file.request, self._door.clock.today()
        self._title.setText(rights_words(request.rights))
        badge = due_badge(file.clock, today)
        self._badge.set_state(badge.state, badge.text, badge.icon)
        who = request.requester.name
        self._which.setText(f"{request.reference} · {who} · {BY[request.channel]} · {_stage(file)}")
        self._rule.setText(file.clock.rule if request.open else "")
        self._rule.setVisible(request.open and not self._narrow)
        self.next.setVisible(self._step is not None)
        if self._step is not None:
            self.next.setText(self._step.words)

    def _offer_tabs(self) -> None:
        """The thread is a pane of its own, or one more tab."""
        kept = self.tabs.current()
        offered = [(key, _TABS[key]) for key in self._pages]
        if self._narrow:
            offered.insert(1, (_THREAD, "Fil"))
            self.stack.addWidget(self.thread_pane)
        else:
            self.stack.removeWidget(self.thread_pane)
            self._panes.insertWidget(0, self.thread_pane)
            self.thread_pane.show()
            self.thread_pane.setFixedWidth(px(_THREAD_WIDTH))
        if self._narrow:
            self.thread_pane.setMinimumWidth(0)
            self.thread_pane.setMaximumWidth(16_777_215)
        self.tabs.set_options(offered)
        keys = [key for key, _label in offered]
        self.show_tab(kept if kept in keys else next_step.REQUEST)

    def _connect(self) -> None:
        self.tabs.changed.connect(self.show_tab)
        for tab in (self.request_tab, self.identity_tab, self.where_tab, self.answer_tab):
            tab.changed.connect(self._written)
        self.request_tab.identity_wanted.connect(lambda: self.show_tab(next_step.IDENTITY))
        self.identity_tab.viewed.connect(self._viewed)
        self.identity_tab.letter_wanted.connect(self._write_letter)
        self.identity_tab.copy_wanted.connect(self.request_tab.attach_identity)
        self.answer_tab.where_wanted.connect(lambda: self.show_tab(next_step.WHERE))
        self.where_tab.answer_wanted.connect(lambda: self.show_tab(next_step.ANSWER))
        bind_keys(
            (
                ("Escape", self, self.closed.emit),
                ("Ctrl+PgDown", self, self._turn(1)),
                ("Ctrl+PgUp", self, self._turn(-1)),
                ("Ctrl+Shift+Right", self, self.do_next),
                ("F6", self, self._other_pane),
            )
        )

    def _viewed(self) -> None:
        """A copy was shown: the thread tells it, and the keyboard stays with the copy."""
        try:
            self.refresh()
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)
            self.closed.emit()

    def _write_letter(self, kind: str) -> None:
        self.answer_tab.choose(kind)
        self.show_tab(next_step.ANSWER)

    def _turn(self, by: int) -> Callable[[], None]:
        def turned() -> None:
            keys = [*self._pages] if not self._narrow else [next_step.REQUEST, _THREAD, *[*self._pages][1:]]
            at = keys.index(self.tabs.current())
            self.show_tab(keys[(at + by) % len(keys)])

        return turned

    def _other_pane(self) -> None:
        in_thread = self.thread_pane.isAncestorOf(self.focusWidget()) or self.thread_pane.hasFocus()
        if in_thread or self._narrow or self.thread_pane.isHidden():
            self._focus_tab()
        else:
            self.thread_pane.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _focus_tab(self) -> None:
        """Into what the tab holds: its first control, else its tab."""
        page = self.stack.currentWidget() or self
        inside = (w for w in page.findChildren(QWidget) if w.isVisible() and w.isEnabled())
        first = next((w for w in inside if w.focusPolicy() & Qt.FocusPolicy.TabFocus), self.next)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _written(self) -> None:
        """Show what it is now; the focus goes on to the next step unless it found its place again."""
        try:
            self.refresh()
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)
            self.closed.emit()
            return
        self.changed.emit()
        at = self.focusWidget()
        if at is None or not at.isVisible():
            self.focus_first()

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        names = QVBoxLayout()
        names.setSpacing(4)
        title = QHBoxLayout()
        title.setSpacing(12)
        title.addWidget(self._title, 1)
        names.addLayout(title)
        names.addWidget(self._which)
        top.addLayout(names, 1)
        top.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.next, 0, Qt.AlignmentFlag.AlignTop)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignLeft)
        right.addWidget(self.stack, 1)
        self._panes = QHBoxLayout()
        self._panes.setSpacing(20)
        self._panes.addLayout(right, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(32, 16, 32 - 20, 0)
        page.setSpacing(10)
        head = QVBoxLayout()
        head.setContentsMargins(0, 0, 20, 0)
        head.setSpacing(6)
        head.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)
        head.addLayout(top)
        head.addWidget(self._rule)
        head.addWidget(Separator())
        page.addLayout(head)
        page.addLayout(self._panes, 1)


def _stage(file: RequestFile) -> str:
    """As in the list: a pause is said before how far it is."""
    paused = file.request.open and file.clock.paused_since is not None
    return Lane.PAUSED.words if paused else STATES[file.request.state]
