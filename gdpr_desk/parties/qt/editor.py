"""One party on one scrolling page, saved as one types: who it is, contract, contacts, who uses it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.parties import checks
from gdpr_desk.parties.checks import Point
from gdpr_desk.parties.model import Party, PartyKind
from gdpr_desk.parties.qt.draft import PartyDraft
from gdpr_desk.parties.qt.paper_list import PaperDoor
from gdpr_desk.parties.qt.party_inputs import WORDS, PartyInputs
from gdpr_desk.parties.qt.points import count_words
from gdpr_desk.parties.qt.table_model import Use
from gdpr_desk.parties.qt.ui_party_editor import Ui_PartyEditorForm
from gdpr_desk.parties.qt.unsaved import UnsavedFields
from gdpr_desk.parties.service import PartySavedElsewhere, PartyService
from gdpr_desk.periods.duration import Duration
from gdpr_desk.periods.words import french_date
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.editing import ALL_SAVED, NOT_YET_SAVED, name_undo, not_saved, saved_words, show_refusal
from gdpr_desk.qtkit.form_field import FormField
from gdpr_desk.qtkit.inputs import adopt
from gdpr_desk.qtkit.key_bindings import bind_keys
from gdpr_desk.qtkit.points import show_points_menu
from gdpr_desk.qtkit.theme import px
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.reference import catalogues

FOLDED = 1000
"""Below this width (design pixels) what is left to do folds into one link."""
NEXT_REVIEW = Duration.parse("P1Y")

_CONTRACT_TEXT = {
    PartyKind.PROCESSOR: (
        "Contrat",
        "art. 28, § 3",
        "Un écrit est obligatoire. Ses conditions générales suffisent si ces clauses y sont.",
    ),
    PartyKind.CLIENT_CONTROLLER: (
        "Contrat",
        "art. 28, § 3",
        "Ici, c’est vous le sous-traitant : ce client vous confie des données qui restent les siennes.",
    ),
    PartyKind.JOINT_CONTROLLER: (
        "Accord",
        "art. 26",
        "Un accord écrit dit qui informe les personnes et qui leur répond.",
    ),
}
_NO_CONTRACT = (
    "Pas de contrat de sous-traitance à tenir : cet organisme reçoit les données pour son propre compte."
)


class PartyEditor(QWidget):
    """The form of one party. `closed` leads back to the list, `activity_wanted` to a record that uses it."""

    closed = Signal()
    changed = Signal()
    status = Signal(str)
    activity_wanted = Signal(str)
    removal_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_PartyEditorForm()
        self._points: tuple[Point, ...] = ()
        self._built = False

    def set_up(self, parties: PartyService, clock: Clock, papers: PaperDoor) -> None:
        """Give the form its services; once, before anything is opened."""
        self._clock = clock
        self._papers = papers
        self._drafts = parties.drafts
        self.draft = PartyDraft(parties, self)

    def prepare(self) -> None:
        """Build the form, which the list opens without; the first party opens faster then."""
        if self._built:
            return
        self._built = True
        self.ui.setupUi(self)
        adopt(self)
        self.inputs = PartyInputs(self.ui, self._clock, self)
        self._unsaved = UnsavedFields(self._drafts, self.inputs, self)
        self.ui.papers.set_up(self._papers)
        self._fold()
        _chain(self)
        self._connect()
        _bind_keys(self)

    def _connect(self) -> None:
        ui, draft = self.ui, self.draft
        self.inputs.edited.connect(self._edited)
        ui.back.clicked.connect(self.closed)
        ui.undo.clicked.connect(draft.undo_stack.undo)
        ui.review.clicked.connect(self._review)
        ui.points.chosen.connect(self.focus_field)
        ui.left.clicked.connect(lambda: list_points(ui.left, self._points, self.focus_field))
        ui.users.chosen.connect(self.activity_wanted)
        ui.remove.clicked.connect(self.removal_wanted)
        ui.notice.activated.connect(draft.keep_mine)
        draft.undo_stack.indexChanged.connect(self._name_undo)
        draft.taken.connect(self._judge)
        draft.shown.connect(self._show)
        draft.saved.connect(self._saved)
        draft.refused.connect(self._refused)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    @property
    def key(self) -> str:
        """The party on screen; empty before any."""
        return self.draft.party.key if self.draft.party else ""

    def open(self, key: str, uses: Sequence[Use], field: str = "") -> None:
        """Show the party `key` and who uses it, with the focus on `field`. Raises NotFound."""
        self.prepare()
        self._unsaved.close()
        party = self.draft.open(key)
        self.ui.papers.show_papers(key)
        self.ui.notice.hide()
        self._show(party)
        self._unsaved.open(key)
        self.show_uses(uses)
        self.ui.scroll.verticalScrollBar().setValue(0)
        self.focus_field(field or "name")
        self.status.emit(ALL_SAVED)

    def keep(self) -> None:
        """What is wrong in a field lies sealed in the vault before the window locks or closes."""
        if self._built:
            self._unsaved.keep()

    def show_uses(self, uses: Sequence[Use]) -> None:
        """Say who names the party; it can be removed where nobody does."""
        ui, reason = self.ui, _still_used(len(uses))
        ui.users.show_uses(uses)
        ui.remove.setEnabled(not uses)
        ui.remove.setAccessibleDescription(reason)
        ui.removeReason.setText(reason)

    def focus_field(self, field: str) -> None:
        """Put the focus on the control of a field, by its path in the model."""
        name = field.rsplit(".", 1)[-1]
        control = self.ui.page.findChild(QWidget, name)
        if control is not None:
            control.setFocus(Qt.FocusReason.OtherFocusReason)
            _bring_into_sight(self.ui, control)
            # A page that has just been shown gets its height with the next pass of the layout.
            QTimer.singleShot(0, self, lambda: _bring_into_sight(self.ui, control))

    def _show(self, party: Party) -> None:
        """Put a state on screen that was not typed here."""
        self.inputs.show_party(party)
        self._judge(party)

    def _judge(self, party: Party) -> None:
        """What follows from the state: title, what applies to its kind, what is left to do."""
        ui = self.ui
        ui.title.setText(party.name.strip() or "Prestataire sans nom")
        ui.kindHelp.setText(catalogues.party_kinds()[party.kind.value].help)
        title, legal, help_text = _CONTRACT_TEXT.get(party.kind, ("Contrat", "", ""))
        ui.contractTitle.setText(title)
        ui.contractLegal.setText(legal)
        ui.contractHelp.setText(help_text)
        ui.contractHelp.setVisible(bool(help_text))
        _show_contract(ui, party)
        self._points = checks.points(party, self._clock.today())
        ui.points.show_points(self._points, outside=checks.outside_eea(party))
        ui.left.setText(count_words(len(self._points)))
        due = party.contract.next_review_on
        past = due is not None and due <= self._clock.today()
        if not self.inputs.next_review_on.problem:
            _warn_of_review(ui.next_review_on_field, self._points if past else ())

    def _edited(self, field: str) -> None:
        before = self.draft.party
        if before is None:
            return
        after = self.inputs.merged(before)
        self.draft.edit(after, field, WORDS[field])
        if field == "kind":
            self.inputs.show_party(after)
        if self._invalid() and not self.draft.waiting:
            self.status.emit(not_saved(self._invalid()))

    def _invalid(self) -> int:
        return len(list(self.inputs.problems()))

    def _name_undo(self) -> None:
        name_undo(self.ui.undo, self.draft.undo_stack)

    def _review(self) -> None:
        """Somebody has looked at it today: the next look is due in a year."""
        party = self.draft.party
        if party is None:
            return
        due = NEXT_REVIEW.after_day(self._clock.today())
        step = self.draft.undo_stack.index()
        self.draft.apply(replace(party, contract=replace(party.contract, next_review_on=due)), "revue notée")
        undo = self.draft.undo_stack.undo if self.draft.undo_stack.index() > step else None
        Toast.show_in(self, f"Prochaine revue : {french_date(due)}", undo)

    def _saved(self, _party: Party) -> None:
        self.ui.notice.hide()
        self.status.emit(saved_words(self._clock, self._invalid()))
        self.changed.emit()

    def _refused(self, refusal: GdprDeskError) -> None:
        """Nothing typed is lost: it stays on screen, and the strip says what to do."""
        show_refusal(self.ui.notice, refusal, elsewhere=isinstance(refusal, PartySavedElsewhere))
        self.status.emit(NOT_YET_SAVED)

    def _focus_moved(self, old: QWidget | None, _new: QWidget | None) -> None:
        """Leaving a field saves without waiting for the pause."""
        if old is not None and self.isAncestorOf(old):
            self.draft.hurry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._built:
            self._fold()

    def _fold(self) -> None:
        folded = self.width() < px(FOLDED)
        self.ui.points.setHidden(folded)
        self.ui.left.setVisible(folded)


def _show_contract(ui: Ui_PartyEditorForm, party: Party) -> None:
    """Which parts of the contract there are; what is noted shows even where none is asked for."""
    contract = party.contract
    under_contract, in_writing = party.kind in checks.UNDER_CONTRACT, party.kind in checks.IN_WRITING
    noted = contract.signed_on or contract.location or contract.next_review_on or not ui.papers.empty
    ui.noContract.setHidden(in_writing)
    ui.noContract.set_text(_NO_CONTRACT)
    ui.contractFields.setVisible(in_writing or bool(noted))
    ui.review.setVisible(in_writing)
    ui.checklist.setVisible(under_contract)
    ui.contactsLegal.setVisible(under_contract)
    ui.breaches_field.set_optional(not under_contract)


def _still_used(count: int) -> str:
    """Why a party cannot be removed; nothing where it can."""
    if count == 1:
        return "Utilisé par 1 activité : retirez-le d’abord de cette fiche."
    return f"Utilisé par {count} activités : retirez-le d’abord de ces fiches." if count else ""


def list_points(button: Button, points: Iterable[Point], go_to: Callable[[str], None]) -> None:
    """What is left to do as a menu under `button`, where the card has no room."""
    lines = [(point.sentence, partial(go_to, point.field)) for point in points]
    show_points_menu(button, lines, "Rien à compléter")


def _chain(editor: PartyEditor) -> None:
    """Tab goes through the clauses where one reads them: Qt appends what was built last."""
    ui = editor.ui
    ui.papers.follow(ui.location)
    order: list[QWidget] = [ui.papers.add, *ui.checklist.checks(), ui.email]
    for one, other in pairwise(order):
        QWidget.setTabOrder(one, other)


def _bind_keys(editor: PartyEditor) -> None:
    stack, keys = editor.draft.undo_stack, QKeySequence.StandardKey
    bind_keys(
        (
            ("Escape", editor, editor.closed.emit),
            (keys.Undo, editor, stack.undo),
            (keys.Redo, editor, stack.redo),
            ("Ctrl+S", editor, editor.draft.flush),
        )
    )


def _bring_into_sight(ui: Ui_PartyEditorForm, control: QWidget) -> None:
    """The first field with the head of the page, any other with some room around it."""
    if control is ui.name:
        ui.scroll.verticalScrollBar().setValue(0)
    else:
        ui.scroll.ensureWidgetVisible(control, 0, px(80))


def _warn_of_review(field: FormField, points: Iterable[Point]) -> None:
    """A day for the next look that is here or past is said where it stands."""
    sentence = next((point.sentence for point in points if point.key == "review"), "")
    if sentence:
        field.set_warning(sentence)
    else:
        field.clear()
