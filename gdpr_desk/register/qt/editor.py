"""One record on one scrolling page: eight sections, a rail, a live check, saved as one types."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from gdpr_desk.clock import SHOP_ZONE, Clock
from gdpr_desk.documents.typography import display
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.parties.service import PartyService
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.ring import percent_text
from gdpr_desk.qtkit.theme import px
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.register import checks
from gdpr_desk.register.checks import Finding, Severity
from gdpr_desk.register.model import Controller, ProcessingActivity, Register
from gdpr_desk.register.qt.draft import Draft
from gdpr_desk.register.qt.party_book import PartyBook
from gdpr_desk.register.qt.reading import chain
from gdpr_desk.register.qt.section import Section
from gdpr_desk.register.qt.sections import SectionPage
from gdpr_desk.register.qt.ui_activity_editor import Ui_ActivityEditorForm
from gdpr_desk.register.service import RegisterService, Saved, SavedElsewhere

CHECK_MS = 150
"""Quiet time before the live check looks again."""
AHEAD_MS = 40
"""Between two sections that are built ahead."""
FOLDED = 1100
"""Below this width (design pixels) the live check folds into one link."""
NARROW = 760
"""Below this width the rail shows numbers only."""
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
        self._findings: tuple[Finding, ...] = ()
        self._check_soon = QTimer(self, singleShot=True, interval=CHECK_MS)
        self._check_soon.timeout.connect(self._check)

    def set_up(self, register: RegisterService, parties: PartyService, clock: Clock) -> None:
        """Give the form its services; once, before anything is opened."""
        self._clock = clock
        self._book = PartyBook(parties, self)
        self._draft = Draft(register, self)
        self._built = False

    def prepare(self) -> None:
        """Build the sections, which the list opens without; the first record opens faster then."""
        if self._built:
            return
        self._built = True
        self.sections = SectionPage(self.ui, self._book, self._clock, self)
        self.sections.edited.connect(self._edited)
        self.sections.removed.connect(self._removed)
        self.sections.repair.connect(self._repair)
        self._connect()
        _bind_keys(self)

    def _connect(self) -> None:
        ui, draft = self.ui, self._draft
        ui.back.clicked.connect(self.closed)
        ui.next.clicked.connect(self.next_wanted)
        ui.review.clicked.connect(self._review)
        ui.undo.clicked.connect(draft.undo_stack.undo)
        ui.check.chosen.connect(self._go_to)
        ui.points.clicked.connect(lambda: list_points(ui.points, self._findings, self._go_to))
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

    def open(self, reference: str, path: str = "") -> None:
        """Show the record `reference`, with the focus on the field at `path`. Raises NotFound."""
        self.prepare()
        self._book.refresh()
        activity = self._draft.open(reference)
        self.ui.notice.hide()
        self.ui.page.hide()  # rows that appear one by one would each lay out the whole page
        self.sections.show_activity(activity, fresh=True)
        self.ui.page.show()
        self.ui.title.setText(_title(activity))
        self._check()
        self.sections.start()
        if path:
            self.sections.focus(path)
        self.status.emit("tout est enregistré")

    def _show(self, before: ProcessingActivity | None, after: ProcessingActivity) -> None:
        """Put a state on screen that was not typed here, with the place where it differs."""
        self.sections.show_activity(after)
        self.ui.title.setText(_title(after))
        self._check()
        if before is not None:
            self.sections.reveal_difference(before, after)

    def _edited(self, section: Section, field: str) -> None:
        """Take over what the section shows."""
        before = self._draft.activity
        if before is None:
            return
        after = section.merged(before)
        self._check_soon.start()
        if after != before:
            self._draft.edit(after, field)
            self.sections.follow(after, field, section)

    def _removed(self, sentence: str) -> None:
        """Something was taken out: the toast brings exactly that back."""
        step = self._draft.undo_stack.index()
        Toast.show_in(self, sentence, lambda: self._draft.undo_to(step))

    def _name_undo(self) -> None:
        stack = self._draft.undo_stack
        self.ui.undo.setVisible(stack.canUndo())
        if stack.canUndo():
            self.ui.undo.setText(f"Annuler : {stack.undoText()}")

    def _check(self) -> None:
        activity = self._draft.activity
        if activity is None:
            return
        register = Register(Controller(""), tuple(self._book.known().values()), (activity,))
        completeness, self._findings = checks.assess(activity, register, self._clock.today())
        invalid = len(list(self.sections.problems()))
        self.sections.mark(completeness, self._findings)
        if not any(finding.field.startswith("dpia") for finding in self._findings):
            self._findings += _undecided(activity)
        self.ui.check.show_state(completeness, self._findings, invalid)
        chain(self)
        self.ui.points.setText(f"{percent_text(completeness.share)} · {self.ui.check.ui.count.plain()}")
        if invalid and not self._draft.waiting:
            self.status.emit(_not_saved(invalid))

    def _go_to(self, finding: Finding) -> None:
        self.sections.focus(finding.field, finding.section)

    def _repair(self, finding: Finding) -> None:
        """Carry out the advice, as one step of undo."""
        if self._draft.activity is None:
            return
        try:
            after = checks.apply_fix(finding, self._draft.activity)
        except ValueError:
            return
        self._draft.apply(after, "lawful_basis")
        self._go_to(finding)

    def _review(self) -> None:
        steps = self._draft.undo_stack.index()
        saved = self._draft.review()
        if saved is not None:
            undo = self._draft.undo_stack.undo if self._draft.undo_stack.index() > steps else None
            Toast.show_in(self, f"Fiche revue : {saved.activity.name}", undo)

    def _saved(self, saved: Saved) -> None:
        self.ui.notice.hide()
        at = self._clock.now().astimezone(SHOP_ZONE)
        invalid = len(list(self.sections.problems()))
        self.status.emit(_not_saved(invalid) if invalid else f"enregistré à {at:%H:%M}")
        if saved.changed:
            self.changed.emit()

    def _refused(self, refusal: GdprDeskError) -> None:
        """Nothing typed is lost: it stays on screen, and the strip says what to do."""
        notice = self.ui.notice
        notice.set_kind("attention")
        notice.set_text(str(refusal))
        notice.set_action(KEEP_MINE if isinstance(refusal, SavedElsewhere) else "Réessayer")
        notice.show()
        self.status.emit("pas encore enregistré")

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
    stack = editor.draft.undo_stack
    keys: tuple[tuple[str, Callable[[], object]], ...] = (
        ("Alt+Down", lambda: editor.sections.step(1)),
        ("Alt+Up", lambda: editor.sections.step(-1)),
        ("Ctrl+Return", editor.next_wanted.emit),
        ("Ctrl+Enter", editor.next_wanted.emit),
        ("Escape", editor.closed.emit),
        (QKeySequence(QKeySequence.StandardKey.Undo).toString(), stack.undo),
        (QKeySequence(QKeySequence.StandardKey.Redo).toString(), stack.redo),
        ("Ctrl+S", editor.draft.flush),
    )
    for sequence, action in keys:
        shortcut = QShortcut(QKeySequence(sequence), editor)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(action)


def list_points(button: Button, findings: Iterable[Finding], go_to: Callable[[Finding], None]) -> None:
    """The findings as a menu under `button`, where the live check has no room."""
    menu = QMenu(button)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for finding in findings:
        words = display(f"Section {finding.section} : {finding.sentence}")
        menu.addAction(words.replace("&", "&&"), partial(go_to, finding))
    if menu.isEmpty():
        menu.addAction(display("Rien à corriger")).setEnabled(False)
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))


def _undecided(activity: ProcessingActivity) -> tuple[Finding, ...]:
    """« Je ne sais pas encore » is no fault, but a question that stays open (Art. 35)."""
    if activity.dpia.required is not None:
        return ()
    sentence = "Analyse d’impact : vous n’avez pas encore répondu."
    return (Finding("dpia_undecided", Severity.HINT, activity.reference, "dpia", 8, sentence, "art. 35"),)


def _not_saved(count: int) -> str:
    what = "1 champ à corriger" if count == 1 else f"{count} champs à corriger"
    return f"{what}, le reste est enregistré"
