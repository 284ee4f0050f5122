"""One record on one scrolling page: eight sections, a rail, a live check, saved as one types."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.parties.service import PartyService
from gdpr_desk.qtkit.editing import ALL_SAVED, NOT_YET_SAVED, name_undo, not_saved, saved_words, show_refusal
from gdpr_desk.qtkit.key_bindings import bind_keys
from gdpr_desk.qtkit.theme import px
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.register.model import ProcessingActivity
from gdpr_desk.register.qt.checking import Checking
from gdpr_desk.register.qt.draft import Draft
from gdpr_desk.register.qt.party_book import PartyBook
from gdpr_desk.register.qt.reading import chain
from gdpr_desk.register.qt.recall import Recall
from gdpr_desk.register.qt.section import Section
from gdpr_desk.register.qt.sections import SectionPage
from gdpr_desk.register.qt.ui_activity_editor import Ui_ActivityEditorForm
from gdpr_desk.register.service import RegisterService, Saved, SavedElsewhere
from gdpr_desk.vault.drafts import Drafts

AHEAD_MS = 40
"""Between two sections that are built ahead."""
FOLDED = 1100
"""Below this width (design pixels) the live check folds into one link."""
NARROW = 760
"""Below this width the rail shows numbers only."""


class ActivityEditor(QWidget):
    """The form of one record. `closed` leads back to the list, `next_wanted` to the next record,
    `history_wanted` to its versions."""

    closed = Signal()
    next_wanted = Signal()
    history_wanted = Signal()
    changed = Signal()
    status = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_ActivityEditorForm()
        self.ui.setupUi(self)

    def set_up(self, register: RegisterService, parties: PartyService, drafts: Drafts, clock: Clock) -> None:
        """Give the form its services; once, before anything is opened."""
        self._clock = clock
        self._book = PartyBook(parties, self)
        self._draft = Draft(register, self)
        self._recall = Recall(self.ui.recall, self._draft, drafts, clock, self)
        self._recall.refused.connect(self._refused)
        self._built = False

    def prepare(self) -> None:
        """Build the sections, which the list opens without; the first record opens faster then."""
        if self._built:
            return
        self._built = True
        self.sections = SectionPage(self.ui, self._book, self._clock, self)
        self.sections.edited.connect(self._edited)
        self.sections.removed.connect(self._removed)
        self._checking = Checking(self.ui, self._draft, self.sections, self._book, self._clock)
        self._checking.checked.connect(self._checked)
        self._recall.watch(self.sections)
        self._connect()
        _bind_keys(self)

    def _connect(self) -> None:
        ui, draft = self.ui, self._draft
        ui.back.clicked.connect(self.closed)
        ui.next.clicked.connect(self.next_wanted)
        ui.history.clicked.connect(self.history_wanted)
        ui.review.clicked.connect(self._review)
        ui.undo.clicked.connect(draft.undo_stack.undo)
        ui.notice.activated.connect(draft.keep_mine)
        draft.undo_stack.indexChanged.connect(self._name_undo)
        draft.taken.connect(lambda activity: ui.title.setText(_title(activity)))
        draft.shown.connect(self._show)
        draft.saved.connect(self._saved)
        draft.refused.connect(self._refused)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    @property
    def reference(self) -> str:
        """The record on screen; empty before any."""
        return self._draft.reference

    @property
    def draft(self) -> Draft:
        """The record as typed, without what cannot be saved."""
        return self._draft

    @property
    def holds_something(self) -> bool:
        """Whether anything typed is kept beside the record, because it cannot be saved."""
        return self._recall.holds_something

    def let_go(self) -> bool:
        """Save what was typed, or keep it as a draft; False where the vault refused both."""
        saved, kept = self._draft.flush(), self._recall.keep()
        if kept:
            self._draft.rest()
        return kept or (saved and not self.holds_something)

    def open(self, reference: str, path: str = "") -> bool:
        """Show the record `reference`, with the focus on the field at `path`. Raises NotFound.

        False where what is typed on screen can be neither saved nor kept: it stays.
        """
        self.prepare()
        if not self.let_go():
            return False
        self._book.refresh()
        activity = self._draft.open(reference)
        self.ui.notice.hide()
        self.ui.page.hide()  # rows that appear one by one would each lay out the whole page
        self.sections.show_activity(activity, fresh=True)
        self.ui.page.show()
        self.ui.title.setText(_title(activity))
        self._recall.opened()
        self._checking.look()
        self.sections.start()
        if path:
            self.sections.focus(path)
        self.status.emit(ALL_SAVED)
        return True

    def _show(self, before: ProcessingActivity | None, after: ProcessingActivity) -> None:
        """Put a state on screen that was not typed here, with the place where it differs."""
        self.sections.show_activity(after)
        self.ui.title.setText(_title(after))
        self._checking.look()
        if before is not None:
            self.sections.reveal_difference(before, after)

    def _edited(self, section: Section, field: str) -> None:
        """Take over what the section shows."""
        before = self._draft.activity
        if before is None:
            return
        after = section.merged(before)
        self._checking.look_soon()
        if after != before:
            self._draft.edit(after, field)
            self.sections.follow(after, field, section)

    def _removed(self, sentence: str) -> None:
        """Something was taken out: the toast brings exactly that back."""
        step = self._draft.undo_stack.index()
        Toast.show_in(self, sentence, lambda: self._draft.undo_stack.undo_to(step))

    def _name_undo(self) -> None:
        name_undo(self.ui.undo, self._draft.undo_stack)

    def _checked(self, invalid: int) -> None:
        chain(self)
        if invalid and not self._draft.waiting:
            self.status.emit(not_saved(invalid))

    def _review(self) -> None:
        steps = self._draft.undo_stack.index()
        saved = self._draft.review()
        if saved is not None:
            undo = self._draft.undo_stack.undo if self._draft.undo_stack.index() > steps else None
            Toast.show_in(self, f"Fiche revue : {saved.activity.name}", undo)

    def _saved(self, saved: Saved) -> None:
        self.ui.notice.hide()
        self.status.emit(saved_words(self._clock, self._checking.invalid()))
        if saved.changed:
            self.changed.emit()

    def _refused(self, refusal: GdprDeskError) -> None:
        """Nothing typed is lost: it stays on screen, and the strip says what to do."""
        show_refusal(self.ui.notice, refusal, elsewhere=isinstance(refusal, SavedElsewhere))
        self.status.emit(NOT_YET_SAVED)

    def _focus_moved(self, old: QWidget | None, _new: QWidget | None) -> None:
        """Leaving a field saves without waiting for the pause."""
        if old is not None and self.isAncestorOf(old):
            self._draft.hurry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrow: the live check folds into one link above the title, then the rail keeps its numbers."""
        super().resizeEvent(event)
        self.ui.rail.set_compact(self.width() < px(NARROW))
        folded = self.width() < px(FOLDED)
        self.ui.check.setHidden(folded)
        self.ui.points.setVisible(folded)


def build_ahead(editor: ActivityEditor) -> None:
    """Build the form before anybody asks for it, a section at a time, so that typing is not held up."""
    editor.prepare()
    for number, frame in enumerate(editor.sections.frames, start=1):
        QTimer.singleShot(number * AHEAD_MS, frame, frame.section.reserve)


def _title(activity: ProcessingActivity) -> str:
    return activity.name.strip() or "Activité sans nom"


def _bind_keys(editor: ActivityEditor) -> None:
    stack, keys = editor.draft.undo_stack, QKeySequence.StandardKey
    bind_keys(
        (
            ("Alt+Down", editor, lambda: editor.sections.step(1)),
            ("Alt+Up", editor, lambda: editor.sections.step(-1)),
            ("Ctrl+Return", editor, editor.next_wanted.emit),
            ("Ctrl+Enter", editor, editor.next_wanted.emit),
            ("Escape", editor, editor.closed.emit),
            (keys.Undo, editor, stack.undo),
            (keys.Redo, editor, stack.redo),
            ("Ctrl+S", editor, editor.draft.flush),
        )
    )
