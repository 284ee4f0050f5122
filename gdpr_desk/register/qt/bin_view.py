"""The bin: what was thrown away, how long it stays, the way back, and the way out for good."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.clock import Clock
from gdpr_desk.periods.words import french_days, french_list, shop_time
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.dialogs import Prompt
from gdpr_desk.qtkit.fields import Check
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.pages import Pages
from gdpr_desk.qtkit.record_table import Column, RecordTable
from gdpr_desk.qtkit.surfaces import Card, EmptyState
from gdpr_desk.register.history import BIN_DAYS, Binned, leaves_on
from gdpr_desk.register.model import ProcessingActivity
from gdpr_desk.register.qt.acts import Act, counted
from gdpr_desk.register.qt.page_menus import acts_menu
from gdpr_desk.register.qt.table_model import picture_of

STAY = "Garder"
_WORDS = f"Chaque fiche s’efface d’elle-même après {BIN_DAYS} jours, avec son historique."
_HELD = "Une fiche gelée reste jusqu’à ce que son gel soit levé, dans Conservation."
_NAMED = 5
"""How many records the last question names before it counts the rest."""


class BinView(QWidget):
    """`restore_wanted` and `destroy_wanted` carry the records; `left` leads back to the register.

    `verbs` holds the two buttons; a page may put it beside its own title.
    """

    restore_wanted = Signal(object)
    destroy_wanted = Signal(object)
    left = Signal()

    def __init__(self, clock: Clock, names: Callable[[], Mapping[str, str]], parent: QWidget) -> None:
        super().__init__(parent)
        self._clock = clock
        self._names = names
        self._known: Mapping[str, str] = {}
        self._elsewhere: Callable[[], str] = str
        self._held_now: Callable[[], Collection[str]] = tuple
        self._held: Collection[str] = ()
        self.table = RecordTable(self)
        self.table.setAccessibleName("Fiches dans la corbeille")
        self.table.set_columns(self._columns(), key=lambda r: r.activity.reference, sort=2)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.words = Label(
            self,
            role="second",
            text=_WORDS,
        )
        self.words.setWordWrap(True)
        self.verbs = QWidget(self)
        self.back = Button(self, text="Remettre dans le registre", kind="tonal", icon="undo-2")
        self.erase = Button(self, text="Effacer définitivement", kind="danger", icon="trash-2")
        self.empty = EmptyState(
            self,
            icon="trash-2",
            title="La corbeille est vide",
            text=f"Une fiche que vous y mettez reste là {BIN_DAYS} jours, le temps de changer d’avis.",
            verb="Retour au registre",
            kind="secondary",
        )
        self._bodies = Pages(self)
        self._arrange()
        self._connect()

    def tell_elsewhere(self, sentence: Callable[[], str]) -> None:
        """Ask `sentence`, before records are destroyed, where copies of them stay for a while."""
        self._elsewhere = sentence

    def tell_held(self, references: Callable[[], Collection[str]]) -> None:
        """Ask `references`, when records are listed, which of them stand under a legal hold: they stay."""
        self._held_now = references

    def _arrange(self) -> None:
        card = Card(self)
        within = QVBoxLayout(card)
        within.setContentsMargins(1, 1, 1, 1)
        within.addWidget(self.table)
        verbs = QHBoxLayout(self.verbs)
        verbs.setContentsMargins(0, 0, 0, 0)
        verbs.setSpacing(12)
        verbs.addWidget(self.erase)
        verbs.addWidget(self.back)
        filled = QWidget(self)
        column = QVBoxLayout(filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.words)
        column.addWidget(card, 1)
        self._bodies.addWidget(filled)
        self._bodies.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._bodies)

    def _connect(self) -> None:
        self.table.selection_changed.connect(self._follow)
        self.table.opened.connect(lambda _record: self._restore())
        self.table.customContextMenuRequested.connect(self._menu)
        self.back.clicked.connect(self._restore)
        self.erase.clicked.connect(self._ask)
        self.empty.activated.connect(self.left)

    def show_records(self, records: Sequence[Binned]) -> None:
        """List these; what was chosen stays chosen."""
        self._known = self._names()
        self._held = self._held_now()
        some = any(record.activity.reference in self._held for record in records)
        self.words.setText(f"{_WORDS} {_HELD}" if some else _WORDS)
        self.table.set_records(records)
        self._bodies.setCurrentIndex(0 if records else 1)
        if records and not self.chosen():
            first = self.table.shown()[0]
            if isinstance(first, Binned):
                self.table.select_key(first.activity.reference)
        self._follow()

    @property
    def holds_something(self) -> bool:
        """Whether there is anything to bring back."""
        return self._bodies.currentIndex() == 0

    def take_focus(self) -> None:
        """The keyboard goes to the list, or to the way back."""
        target = self.table if self._bodies.currentIndex() == 0 else self.empty.button
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def chosen(self) -> tuple[ProcessingActivity, ...]:
        """The chosen records, as they stand on screen."""
        return tuple(r.activity for r in self.table.selected_records() if isinstance(r, Binned))

    def _columns(self) -> tuple[Column[Binned], ...]:
        return (
            Column(
                "name",
                "Fiche",
                text=lambda r: r.activity.name or "Sans nom",
                icon=lambda r: picture_of(r.activity),
            ),
            Column(
                "binned",
                "Mise à la corbeille",
                text=lambda r: f"{shop_time(r.binned_at):%d/%m/%Y}",
                sort=lambda r: r.binned_at,
                width=190,
                priority=1,
            ),
            Column("left", "Effacée dans", text=self._left, sort=leaves_on, width=150),
            Column("actor", "Par", text=self._who, width=170, priority=2),
        )

    def _left(self, record: Binned) -> str:
        if record.activity.reference in self._held:
            return "gelée, elle reste"
        return french_days(max(0, (leaves_on(record) - self._clock.today()).days))

    def _who(self, record: Binned) -> str:
        return self._known.get(record.actor) or "Responsable"

    def _follow(self) -> None:
        """The verbs say how many they are for."""
        number = len(self.chosen())
        for button in (self.back, self.erase):
            button.setEnabled(bool(number))
        self.back.setText(
            "Remettre dans le registre" if number < 2 else f"Remettre {counted(number)} dans le registre"
        )
        self.erase.setText(
            "Effacer définitivement" if number < 2 else f"Effacer définitivement {counted(number)}"
        )

    def _restore(self) -> None:
        if self.chosen():
            self.restore_wanted.emit(self.chosen())

    def _ask(self) -> None:
        chosen = self.chosen()
        if chosen and erase_for_good(self, chosen, self._elsewhere()):
            self.destroy_wanted.emit(chosen)

    def _menu(self, at: QPoint) -> None:
        if self.chosen():
            acts = (
                Act(self.back.text(), self._restore, "undo-2", 0),
                Act(f"{self.erase.text()}…", self._ask, "trash-2", 1),
            )
            acts_menu(self, self.table.viewport().mapToGlobal(at), acts)


def erase_for_good(parent: QWidget, chosen: Sequence[ProcessingActivity], elsewhere: str = "") -> bool:
    """Ask before records are destroyed: named, counted, and only after a second, deliberate act.

    `elsewhere` says where copies stay for a while.
    """
    prompt = EraseQuestion(parent, chosen, elsewhere)
    return prompt.exec() == Prompt.DialogCode.Accepted


class EraseQuestion(Prompt):
    """Entrée keeps everything; the verb that destroys works once its box is ticked."""

    def __init__(self, parent: QWidget, chosen: Sequence[ProcessingActivity], elsewhere: str = "") -> None:
        one = len(chosen) == 1
        what = "cette fiche" if one else counted(len(chosen))
        super().__init__(
            parent,
            title=f"Effacer définitivement {what} ?",
            sentence=_named(chosen),
            consequence=(
                f"{'Son contenu, son' if one else 'Leur contenu, leur'} historique et les saisies en attente "
                f"sont détruits dans le coffre. {elsewhere or 'Rien ni personne ne peut les retrouver.'}"
            ),
            icon="trash-2",
            state="urgent",
        )
        self.sure = Check(self)
        self.sure.setText("J’ai compris : c’est définitif")
        self.body().insertWidget(2, self.sure)
        self.stay = self.add_verb(STAY, "secondary", accepts=False, default=True)
        self.verb = self.add_verb(f"Effacer {what}", "danger", accepts=True)
        self.verb.setEnabled(False)
        self.sure.toggled.connect(self.verb.setEnabled)


def _named(chosen: Sequence[ProcessingActivity]) -> str:
    names = [f"« {activity.name or activity.reference} »" for activity in chosen]
    more = len(names) - _NAMED
    if more > 1:
        names = [*names[:_NAMED], f"{more} autres"]
    return french_list(names)
