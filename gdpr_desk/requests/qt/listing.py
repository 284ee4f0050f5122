"""The list and what governs it: chips, words to search, the page the service gives."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from gdpr_desk.qtkit.chips import ChipSpec
from gdpr_desk.qtkit.record_table import offer_sorting
from gdpr_desk.requests.listing import RequestCounts, RequestOverview, RequestQuery
from gdpr_desk.requests.model import RequestState
from gdpr_desk.requests.qt.chosen_bar import ChosenBar
from gdpr_desk.requests.qt.door import RequestDoor
from gdpr_desk.requests.qt.table_model import RequestTableModel
from gdpr_desk.requests.qt.ui_requests_page import Ui_RequestsPageForm

OPEN, LATE, NEAR, PAUSED, ENDED, ALL = "open", "late", "near", "paused", "ended", "all"
MOST = 500
"""So many lines at once: the most pressing ones; a word to search finds the others."""
_TYPING_MS = 150
_QUERIES = {
    OPEN: RequestQuery(open_only=True, limit=MOST),
    LATE: RequestQuery(late=True, limit=MOST),
    NEAR: RequestQuery(near=True, limit=MOST),
    PAUSED: RequestQuery(paused=True, limit=MOST),
    ENDED: RequestQuery(states=frozenset({RequestState.CLOSED, RequestState.NOT_A_REQUEST}), limit=MOST),
    ALL: RequestQuery(limit=MOST),
}


class Listing(QObject):
    """Reads what the chip and the words ask for; `shown` after each reading."""

    shown = Signal()

    def __init__(self, ui: Ui_RequestsPageForm, door: RequestDoor, page: QWidget) -> None:
        super().__init__(page)
        self._ui, self._door = ui, door
        self.counts = RequestCounts()
        self.total = 0
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self.read)
        ui.table.set_model(RequestTableModel(door.clock.today))
        ui.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        ui.table.setAccessibleName("Demandes")
        ui.filter.setClearButtonEnabled(True)
        ui.filter.setAccessibleName("Chercher une demande")
        ui.filters.stand_beside_field()
        offer_sorting(ui.table)
        ui.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.several = ChosenBar(door, page)
        ui.tools.insertWidget(0, self.several, 1)
        ui.table.selection_changed.connect(self._tell_chosen)
        self.several.cleared.connect(self._keep_one)
        ui.filters.changed.connect(lambda _key: self.read())
        ui.filter.textChanged.connect(lambda _text: self._typing.start())

    @property
    def empty(self) -> bool:
        """Whether there is no request at all."""
        return not sum(self.counts.states.values())

    @property
    def searched(self) -> bool:
        """Whether words narrow the list."""
        return bool(self._ui.filter.text().strip())

    def read(self) -> None:
        """Ask the service; the chosen row and the sort stay."""
        self._typing.stop()
        self.counts = self._door.requests.counts()
        self._chips()
        query = _QUERIES[self._ui.filters.current() or OPEN]
        found = self._door.requests.page(_with_words(query, self._ui.filter.text()))
        self.total = found.total
        self._ui.table.set_records(found.rows)
        self._say()
        self.shown.emit()

    def current(self) -> RequestOverview | None:
        """The chosen line."""
        record = self._ui.table.current_record()
        return record if isinstance(record, RequestOverview) else None

    def references(self) -> list[str]:
        """As they stand on screen."""
        return [line.reference for line in self._ui.table.shown() if isinstance(line, RequestOverview)]

    def show_chip(self, chip: str) -> None:
        """The list under one chip, no words."""
        self._ui.filter.clear()
        self._ui.filters.set_current(chip)
        self.read()

    def choose_first(self) -> None:
        """Choose the first row where none is."""
        references = self.references()
        if self.current() is None and references:
            self._ui.table.select_key(references[0])

    def chosen(self) -> tuple[RequestOverview, ...]:
        """The lines that are chosen, as they stand on screen."""
        records = self._ui.table.selected_records()
        return tuple(record for record in records if isinstance(record, RequestOverview))

    def show_filters(self, *, wanted: bool) -> None:
        """The chips, or what is offered for several requests in their place."""
        several = self.several.show_chosen(self.chosen() if wanted else ())
        self._ui.filters.setVisible(wanted and not several)

    def _tell_chosen(self) -> None:
        self.show_filters(wanted=self._ui.bodies.currentWidget() is self._ui.tableCard)

    def _keep_one(self) -> None:
        line = self.current()
        self._ui.table.select_keys([line.reference] if line else [])
        self._ui.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chips(self) -> None:
        counts = self.counts
        ended = sum(many for state, many in counts.states.items() if not state.open)
        numbers = (
            (OPEN, "En cours", counts.open),
            (LATE, "En retard", counts.late or None),
            (NEAR, "Bientôt", counts.near or None),
            (PAUSED, "En pause", counts.paused or None),
            (ENDED, "Terminées", ended or None),
            (ALL, "Toutes", None),
        )
        self._ui.filters.set_chips([ChipSpec(key, label, number) for key, label, number in numbers])

    def _say(self) -> None:
        waiting, late = self.counts.open, self.counts.late
        words = "Rien n’attend de réponse" if not waiting else f"{waiting} en cours"
        words += f" · {late} en retard" if late else ""
        shown = len(self._ui.table.shown())
        if self.total > shown:
            words += f" · les {shown} plus pressées sur {self.total}, cherchez un nom pour les autres"
        self._ui.counts.setText(words)


def _with_words(query: RequestQuery, words: str) -> RequestQuery:
    return replace(query, text=words.strip())
