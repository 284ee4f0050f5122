"""The history of one record: its versions, what each changed, and the way back to one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.parties.service import PartyService
from gdpr_desk.qtkit.badge import Badge
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.chips import Segmented
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.page_header import PageHeader
from gdpr_desk.qtkit.pages import Pages
from gdpr_desk.qtkit.record_table import Column, RecordTable
from gdpr_desk.qtkit.surfaces import Card, EmptyState, Separator
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.register.comparison import differences
from gdpr_desk.register.history import RegisterHistory
from gdpr_desk.register.model import ProcessingActivity
from gdpr_desk.register.qt.difference_list import EDGE, SAME, SINCE, STEPWISE, DifferenceList
from gdpr_desk.register.qt.version_words import Told, told

STEP, TODAY = "step", "today"
FIRST = "C’est la première version que l’historique connaît : rien avant elle à comparer."
PRESENT = "C’est la fiche telle qu’elle est aujourd’hui."


class VersionsView(QWidget):
    """`left` leads back; `reverted` carries the reference of a record that became what it was."""

    left = Signal()
    reverted = Signal(str)

    def __init__(
        self,
        history: RegisterHistory,
        parties: PartyService,
        clock: Clock,
        names: Callable[[], Mapping[str, str]],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._history = history
        self._parties = parties
        self._clock = clock
        self._names = names
        self.reference = ""
        """The record whose versions are shown."""
        self.from_form = False
        """Whether the way back leads to the form of the record, not to the list."""
        self._told: tuple[Told, ...] = ()
        self.head = PageHeader(self, title="Historique")
        self.back_to = Button(self, text="Revenir à cette version", kind="tonal", icon="history")
        self._present = Badge(self, state="accent", text="Version actuelle")
        self._present.hide()
        self.head.add_action(self._present)
        self.head.add_action(self.back_to)
        self.table = _versions_table(self)
        self.against = Segmented(self)
        self.against.set_options([(STEP, "Version d’avant"), (TODAY, "Aujourd’hui")])
        self._sentence = Label(self, role="card_title")
        self._moment = Label(self, role="second")
        self.changes = DifferenceList(self)
        self.empty = EmptyState(
            self,
            icon="history",
            title="Pas encore d’historique",
            text="Le prochain changement de cette fiche se lira ici, avec la version d’avant.",
            mark="",
        )
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        self._list_card, self._card = Card(self), Card(self)
        within = QVBoxLayout(self._list_card)
        within.setContentsMargins(1, 8, 1, 1)
        within.addWidget(self.table)
        side = QVBoxLayout(self._card)
        side.setContentsMargins(1, 12, EDGE, 1)
        side.setSpacing(8)
        top = QVBoxLayout()
        top.setContentsMargins(20, 4, 20 - EDGE, 0)
        top.setSpacing(4)
        for label in (self._sentence, self._moment):
            label.setWordWrap(True)
            top.addWidget(label)
        top.addSpacing(8)
        choice = QHBoxLayout()
        choice.setSpacing(12)
        choice.addWidget(Label(self._card, role="second", text="Comparer à"))
        choice.addWidget(self.against)
        choice.addStretch(1)
        top.addLayout(choice)
        top.addSpacing(8)
        top.addWidget(Separator(self._card))
        side.addLayout(top)
        side.addWidget(self.changes, 1)
        both = QWidget(self)
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self._list_card, 1)
        row.addWidget(self._card, 1)
        self._bodies = Pages(self)
        self._bodies.addWidget(both)
        self._bodies.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(32, 20, 32, 24)
        whole.setSpacing(16)
        whole.addWidget(self.head)
        whole.addWidget(self._bodies, 1)

    def _connect(self) -> None:
        self.head.back.connect(self.left)
        self.table.current_changed.connect(lambda _record: self._compare())
        self.table.opened.connect(lambda _record: self.changes.setFocus(Qt.FocusReason.OtherFocusReason))
        self.against.changed.connect(lambda _key: self._compare())
        self.back_to.clicked.connect(self._return)

    def show_record(self, activity: ProcessingActivity, *, from_form: bool | None = None) -> None:
        """List the versions of a record, the newest chosen; `from_form` None leaves the way back as it is."""
        self.reference = activity.reference
        if from_form is not None:
            self.from_form = from_form
            self.against.set_current(STEP)
        self.head.set_back(activity.name or "Fiche" if self.from_form else "Registre")
        versions = self._history.versions(activity.reference)
        today = self._clock.today()
        self._told = told(versions, me=self._history.me, names=self._names(), today=today)
        count = f"{len(versions)} version{'s' if len(versions) > 1 else ''}"
        name = activity.name or activity.reference
        self.head.set_sentence(f"{name} · {count}" if versions else name)
        for shown in (self.back_to, self._present):
            shown.setVisible(bool(versions))
        self._bodies.setCurrentIndex(0 if versions else 1)
        self.table.set_records(self._told)
        if self._told:
            self.table.select_key(self._told[0].version.number)
        self._compare()

    def take_focus(self) -> None:
        """The keyboard goes to the versions, or to the way back."""
        (self.table if self._told else self).setFocus(Qt.FocusReason.OtherFocusReason)

    def _compare(self) -> None:
        """Show what the chosen version changed, or in what it differs from today."""
        chosen = self._chosen()
        if chosen is None:
            return
        newest = self._told[0]
        self._sentence.setText(chosen.sentence)
        self._moment.setText(chosen.moment)
        self._present.setVisible(chosen is newest)
        self.back_to.setHidden(chosen is newest)
        parties = {party.key: party for party in self._parties.all()}
        words = STEPWISE
        if self.against.current() == TODAY:
            found = differences(chosen.version.activity, newest.version.activity, parties)
            same = PRESENT if chosen is newest else SAME
            words = SINCE
        elif chosen.before is None:
            found, same = (), FIRST
        else:
            found = differences(chosen.before.activity, chosen.version.activity, parties)
            same = SAME
        self.changes.show_differences(found, words, same)

    def _chosen(self) -> Told | None:
        record = self.table.current_record()
        return record if isinstance(record, Told) else None

    def _return(self) -> None:
        """Make the chosen version the present one; the toast takes it back, and nothing is lost."""
        chosen = self._chosen()
        if chosen is None or chosen is self._told[0]:
            return
        before = self._told[0].version.number
        if self._go_to(chosen.version.number):
            reference = self.reference
            words = f"Version {_of(chosen.moment)} reprise"
            Toast.show_in(self, words, lambda: self._undo(reference, before))

    def _go_to(self, number: int) -> bool:
        try:
            self._history.return_to(self.reference, number)
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)
            return False
        self.reverted.emit(self.reference)
        return True

    def _undo(self, reference: str, number: int) -> None:
        self.reference = reference
        self._go_to(number)


def _versions_table(parent: QWidget) -> RecordTable:
    table = RecordTable(parent)
    table.setAccessibleName("Versions de la fiche, la plus récente en premier")
    table.set_columns(_columns(), key=lambda t: t.version.number)
    table.horizontalHeader().hide()
    table.setSortingEnabled(False)
    return table


def _columns() -> tuple[Column[Told], ...]:
    return (
        Column(
            "what",
            "Version",
            text=lambda t: t.title,
            second=lambda t: t.moment,
            wraps=True,
        ),
    )


def _of(moment: str) -> str:
    """« du 3 novembre à 09:05 », « d’hier à 09:05 »."""
    return f"du {moment}" if moment[:1].isdigit() else f"d’{moment}"
