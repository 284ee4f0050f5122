"""One record on one scrolling page: eight sections, a rail, a live check, saved as one types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from functools import partial

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QUndoStack
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget

from gdpr_desk.clock import SHOP_ZONE, Clock
from gdpr_desk.documents.typography import display
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.parties.service import PartyService
from gdpr_desk.qtkit.ring import percent_text
from gdpr_desk.qtkit.theme import px
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.register import checks
from gdpr_desk.register.checks import Finding
from gdpr_desk.register.model import Controller, ProcessingActivity, Register
from gdpr_desk.register.qt.history import ActivityEdit
from gdpr_desk.register.qt.inputs import Input
from gdpr_desk.register.qt.party_book import PartyBook
from gdpr_desk.register.qt.reading import chain
from gdpr_desk.register.qt.saving import AutoSave
from gdpr_desk.register.qt.section import Section
from gdpr_desk.register.qt.section_texts import EDIT_WORDS
from gdpr_desk.register.qt.sections import SectionPage
from gdpr_desk.register.qt.ui_activity_editor import Ui_ActivityEditorForm
from gdpr_desk.register.service import RegisterService, Saved, SavedElsewhere

CHECK_MS = 150
"""Quiet time before the live check looks again."""
STEP_MS = 2000
"""Keys typed into one control with shorter pauses are one step of undo."""
NARROW = 1100
"""Below this width (design pixels) the rail shows discs only."""
FOLDED = 930
"""Below this width the live check has no room of its own."""
KEEP_MINE = "Garder ma saisie"


class ActivityEditor(QWidget):
    """The form of one record. `closed` leads back to the list, `next_wanted` to the next record."""

    closed = Signal()
    next_wanted = Signal()
    changed = Signal()
    status = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_ActivityEditorForm()
        self.ui.setupUi(self)
        self.undo_stack = QUndoStack(self)
        self._draft: ProcessingActivity | None = None
        self._base: ProcessingActivity | None = None
        self._elsewhere: ProcessingActivity | None = None
        self._findings: tuple[Finding, ...] = ()
        self._since_edit = QElapsedTimer()
        self._check_soon = QTimer(self, singleShot=True, interval=CHECK_MS)
        self._check_soon.timeout.connect(self._check)

    def set_up(self, register: RegisterService, parties: PartyService, clock: Clock) -> None:
        """Give the form its services; once, before anything is opened."""
        self._register = register
        self._clock = clock
        self._book = PartyBook(parties, self)
        self._saver = AutoSave(register, self)
        self._built = False

    def _build(self) -> None:
        """The sections come with the first record: the list opens without them."""
        self._built = True
        self._saver.saved.connect(self._saved)
        self._saver.refused.connect(self._refused)
        self.sections = SectionPage(self.ui, self._book, self._clock, self)
        self.sections.edited.connect(self._edited)
        self.sections.removed.connect(self._removed)
        self.sections.repair.connect(self._repair)
        self._connect()

    def _connect(self) -> None:
        ui = self.ui
        ui.back.clicked.connect(self.closed)
        ui.next.clicked.connect(self.next_wanted)
        ui.review.clicked.connect(self._review)
        ui.undo.clicked.connect(self.undo_stack.undo)
        ui.check.chosen.connect(self._go_to)
        ui.points.clicked.connect(self._list_points)
        ui.notice.activated.connect(self.keep_mine)
        self.undo_stack.indexChanged.connect(self._name_undo)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)
        keys = (
            ("Alt+Down", lambda: self.sections.step(1)),
            ("Alt+Up", lambda: self.sections.step(-1)),
            ("Ctrl+Return", self.next_wanted.emit),
            ("Ctrl+Enter", self.next_wanted.emit),
            ("Escape", self.closed.emit),
            (QKeySequence(QKeySequence.StandardKey.Undo).toString(), self.undo_stack.undo),
            (QKeySequence(QKeySequence.StandardKey.Redo).toString(), self.undo_stack.redo),
            ("Ctrl+S", self.flush),
        )
        for sequence, action in keys:
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)

    @property
    def reference(self) -> str:
        """The record on screen; empty before any."""
        return self._draft.reference if self._draft else ""

    @property
    def draft(self) -> ProcessingActivity | None:
        """The record as typed, without what cannot be saved."""
        return self._draft

    def open(self, reference: str, path: str = "") -> None:
        """Show the record `reference`, with the focus on the field at `path`. Raises NotFound."""
        self.flush()
        if not self._built:
            self._build()
        self._book.refresh()
        self._load(self._register.activity(reference))
        self.undo_stack.clear()
        self._check()
        self.sections.start()
        if path:
            self.sections.focus(path)
        self.status.emit("")

    def select_name(self) -> None:
        """Put the focus in the name, ready to be typed over: the record is new."""
        self.sections.focus("name", 1)
        control = QApplication.focusWidget()
        if isinstance(control, QLineEdit):
            control.selectAll()

    def flush(self) -> bool:
        """Save now what was typed; False where the vault refused."""
        if self._draft is None:
            return True
        return self._saver.flush()

    def waiting(self) -> bool:
        """Whether something typed is not in the vault yet."""
        return self._draft is not None and self._saver.waiting

    def _load(self, activity: ProcessingActivity) -> None:
        self._draft = self._base = activity
        self._elsewhere = None
        self.ui.notice.hide()
        self.sections.show_activity(activity, fresh=True)
        self._show_title(activity)

    def _show_title(self, activity: ProcessingActivity) -> None:
        self.ui.title.setText(activity.name.strip() or "Activité sans nom")

    def _edited(self, section: Section, field: str) -> None:
        """Take over what the section shows, remember the way back, save soon."""
        before = self._draft
        if before is None:
            return
        after = section.merged(before)
        self._check_soon.start()
        if after == before:
            return
        self._push(before, after, field)
        self._take(after)
        self.sections.follow(after, field, section)

    def _push(self, before: ProcessingActivity, after: ProcessingActivity, field: str) -> None:
        control = QApplication.focusWidget()
        quick = self._since_edit.isValid() and self._since_edit.elapsed() < STEP_MS
        self._since_edit.start()
        run = f"{field}@{id(control)}"
        words = EDIT_WORDS[field]
        command = ActivityEdit(before, after, run, words, self._restore)
        command.continues = quick
        self.undo_stack.push(command)

    def _take(self, activity: ProcessingActivity) -> None:
        self._draft = activity
        self._show_title(activity)
        if self._elsewhere is None:
            self._saver.offer(activity)

    def _restore(self, activity: ProcessingActivity) -> None:
        """Show an earlier or later state, on the way back or forth."""
        self._since_edit.invalidate()
        before = self._draft
        self.sections.show_activity(activity)
        self._take(activity)
        self._check()
        if before is not None:
            self.sections.reveal_difference(before, activity)

    def _removed(self, sentence: str) -> None:
        """Something was taken out: the toast brings exactly that back."""
        step = self.undo_stack.index()
        Toast.show_in(self, sentence, lambda: self._undo_to(step))

    def _undo_to(self, step: int) -> None:
        while self.undo_stack.index() >= step and self.undo_stack.canUndo():
            self.undo_stack.undo()

    def _name_undo(self) -> None:
        possible = self.undo_stack.canUndo()
        self.ui.undo.setVisible(possible)
        if possible:
            self.ui.undo.setText(f"Annuler : {self.undo_stack.undoText()}")

    def _check(self) -> None:
        draft = self._draft
        if draft is None:
            return
        register = Register(Controller(""), tuple(self._book.known().values()), (draft,))
        completeness, findings = checks.assess(draft, register, self._clock.today())
        invalid = list(self._problems())
        self.sections.mark(completeness, findings)
        self.ui.check.show_state(completeness, findings, len(invalid))
        self._findings = findings
        chain(self)
        self.ui.points.setText(f"{percent_text(completeness.share)} · {self.ui.check.ui.count.plain()}")
        if invalid and not self._saver.waiting:
            self._tell_invalid(len(invalid))

    def _problems(self) -> Iterator[Input]:
        return self.sections.problems()

    def _tell_invalid(self, count: int) -> None:
        what = "1 champ à corriger" if count == 1 else f"{count} champs à corriger"
        self.status.emit(f"{what}, le reste est enregistré")

    def _go_to(self, finding: Finding) -> None:
        self.sections.focus(finding.field, finding.section)

    def _repair(self, finding: Finding) -> None:
        """Carry out the advice, as one step of undo."""
        before = self._draft
        if before is None:
            return
        try:
            after = checks.apply_fix(finding, before)
        except ValueError:
            return
        self.undo_stack.push(ActivityEdit(before, after, "", EDIT_WORDS["lawful_basis"], self._restore))
        self.sections.show_activity(after)
        self._take(after)
        self._check()
        self.sections.focus(finding.field, finding.section)

    def _review(self) -> None:
        if self._draft is None or not self.flush():
            return
        before = self._draft
        try:
            saved = self._register.mark_reviewed(before.reference)
        except GdprDeskError as refusal:
            self._refused(refusal)
            return
        after = saved.activity
        if after != before:
            words = EDIT_WORDS["reviewed_on"]
            self.undo_stack.push(ActivityEdit(before, after, "", words, self._restore))
        self._draft = after
        self.sections.show_activity(after)
        self._saved(saved)
        self._check()
        Toast.show_in(self, f"Fiche revue : {after.name}", self.undo_stack.undo if after != before else None)

    def _saved(self, saved: Saved) -> None:
        self._base = saved.activity
        self._elsewhere = None
        self.ui.notice.hide()
        at = self._clock.now().astimezone(SHOP_ZONE)
        count = len(list(self._problems()))
        if count:
            self._tell_invalid(count)
        else:
            self.status.emit(f"enregistré {at:%H:%M}")
        if saved.changed:
            self.changed.emit()

    def _refused(self, refusal: GdprDeskError) -> None:
        """Nothing typed is lost: it stays on screen, and the strip says what to do."""
        notice = self.ui.notice
        notice.set_kind("attention")
        notice.set_text(str(refusal))
        conflict = isinstance(refusal, SavedElsewhere)
        self._elsewhere = refusal.current if isinstance(refusal, SavedElsewhere) else None
        notice.set_action(KEEP_MINE if conflict else "Réessayer")
        notice.show()
        self.status.emit("pas encore enregistré")

    def keep_mine(self) -> None:
        """Lay the fields changed here over what somebody else saved, or simply try again."""
        current, draft, base = self._elsewhere, self._draft, self._base
        if draft is None:
            return
        if current is not None and base is not None:
            merged = over(current, base, draft)
            self._register.activity(draft.reference)
            self._elsewhere = None
            self._base = current
            self.sections.show_activity(merged)
            self._take(merged)
            self._check()
        self.flush()

    def _focus_moved(self, old: QWidget | None, _new: QWidget | None) -> None:
        """Leaving a field saves without waiting for the pause."""
        if old is not None and self.isAncestorOf(old) and self.waiting() and self._elsewhere is None:
            self._saver.hurry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Narrow: the rail keeps its discs, then the live check folds into one link beside the title."""
        self.ui.rail.set_compact(self.width() < px(NARROW))
        folded = self.width() < px(FOLDED)
        self.ui.check.setHidden(folded)
        self.ui.points.setVisible(folded)

    def _list_points(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for finding in self._findings:
            words = display(f"Section {finding.section} : {finding.sentence}")
            menu.addAction(words.replace("&", "&&"), partial(self._go_to, finding))
        if not self._findings:
            menu.addAction(display("Rien à corriger")).setEnabled(False)
        menu.popup(self.ui.points.mapToGlobal(self.ui.points.rect().bottomLeft()))


def over(
    current: ProcessingActivity, base: ProcessingActivity, mine: ProcessingActivity
) -> ProcessingActivity:
    """`current` with the fields in which `mine` differs from `base`."""
    names = [field.name for field in fields(mine) if getattr(mine, field.name) != getattr(base, field.name)]
    return replace(current, **{name: getattr(mine, name) for name in names})
