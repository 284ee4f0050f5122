"""The list and what governs it: chips, words to search, the page the service gives."""

from __future__ import annotations

from collections.abc import Sequence
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
AT_ONCE, MORE, MOST = 100, 200, 1000
"""So many lines at first, and more each time one comes to the end; read again are at most so many."""
_TYPING_MS = 80
_QUERIES = {
    OPEN: RequestQuery(open_only=True),
    LATE: RequestQuery(late=True),
    NEAR: RequestQuery(near=True),
    PAUSED: RequestQuery(paused=True),
    ENDED: RequestQuery(states=frozenset({RequestState.CLOSED, RequestState.NOT_A_REQUEST})),
    ALL: RequestQuery(),
}


class Listing(QObject):
    """Reads what the chip and the words ask for; `shown` after each reading."""

    shown = Signal()

    def __init__(self, ui: Ui_RequestsPageForm, door: RequestDoor, page: QWidget) -> None:
        super().__init__(page)
        self._ui, self._door = ui, door
        self.counts = RequestCounts()
        self._asked: RequestQuery | None = None
        self._model = RequestTableModel(door.clock.today, self._more)
        self._model.order_wanted.connect(self.read)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self.search)
        ui.table.set_model(self._model)
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
        """Ask the service; the chosen row and the sort stay, and how far one has come in the same list."""
        self.counts = self._door.requests.counts()
        self._chips()
        self.search()

    def search(self) -> None:
        """Ask for the list alone: words change no count."""
        self._typing.stop()
        query = self._query()
        again = query == self._asked
        limit = min(MOST, max(AT_ONCE, len(self._model.records()))) if again else AT_ONCE
        self._asked = query
        found = self._door.requests.page(replace(query, limit=limit)).rows
        self._model.whole = True  # nobody may ask for more while rows change their places
        self._ui.table.set_records(found)
        self._model.whole = len(found) < limit
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
            (OPEN, "Ouvertes", counts.open),
            (LATE, "En retard", counts.late or None),
            (NEAR, "Bientôt", counts.near or None),
            (PAUSED, "En pause", counts.paused or None),
            (ENDED, "Terminées", ended or None),
            (ALL, "Toutes", None),
        )
        self._ui.filters.set_chips([ChipSpec(key, label, number) for key, label, number in numbers])

    def _query(self) -> RequestQuery:
        """What chip, words and heads ask for."""
        order, descending = self._model.order
        chosen = _QUERIES[self._ui.filters.current() or OPEN]
        words = self._ui.filter.text().strip()
        return replace(chosen, text=words, order=order, descending=descending, counted=False)

    def _more(self, start: int) -> Sequence[RequestOverview]:
        """The lines that follow so many, without those that moved down here meanwhile."""
        if self._asked is None:
            return ()
        rows = self._door.requests.page(replace(self._asked, offset=start, limit=MORE)).rows
        self._model.whole = len(rows) < MORE
        return [line for line in rows if self._model.row_of(line.reference) < 0]

    def _say(self) -> None:
        waiting, late = self.counts.open, self.counts.late
        words = (
            "Rien n’attend de réponse" if not waiting else f"{waiting} ouverte{'s' if waiting > 1 else ''}"
        )
        words += f" · {late} en retard" if late else ""
        self._ui.counts.setText(words)
