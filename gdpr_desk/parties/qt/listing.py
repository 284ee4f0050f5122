"""The list of parties and what governs it: chips, filter, sort."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from gdpr_desk.parties.qt import table_model
from gdpr_desk.parties.qt.table_model import PartyOverview, PartyTableModel
from gdpr_desk.parties.qt.ui_parties_page import Ui_PartiesPageForm
from gdpr_desk.qtkit.chips import ChipSpec
from gdpr_desk.qtkit.record_table import offer_sorting


class Listing(QObject):
    """Shows the overviews; `filtered` after chip or words changed."""

    filtered = Signal()

    def __init__(self, ui: Ui_PartiesPageForm, page: QWidget) -> None:
        super().__init__(page)
        self._ui = ui
        self._lines: tuple[PartyOverview, ...] = ()
        self.model = PartyTableModel()
        ui.table.set_model(self.model)
        ui.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        ui.table.setAccessibleName("Prestataires et destinataires")
        ui.filter.setClearButtonEnabled(True)
        ui.filter.setAccessibleName("Filtrer les prestataires")
        ui.filters.stand_beside_field()
        offer_sorting(ui.table)
        ui.filters.changed.connect(lambda _key: self.filter())
        ui.filter.textChanged.connect(lambda _text: self.filter())

    @property
    def empty(self) -> bool:
        """Whether there is no party at all."""
        return not self._lines

    def show(self, lines: Sequence[PartyOverview]) -> None:
        """List these; chosen row, sort and filter stay."""
        self._lines = tuple(lines)
        self._ui.table.set_records(self._lines)
        self._count()
        self.filter()

    def current(self) -> PartyOverview | None:
        """The chosen line."""
        record = self._ui.table.current_record()
        return record if isinstance(record, PartyOverview) else None

    def keys(self) -> list[str]:
        """The keys as they stand on screen, sorted and filtered."""
        return [o.party.key for o in self._ui.table.shown() if isinstance(o, PartyOverview)]

    def neighbour(self, key: str) -> str:
        """Who is chosen once `key` is gone: the next row, else the one before."""
        keys = self.keys()
        at = keys.index(key) if key in keys else -1
        around = [*keys[at + 1 : at + 2], *keys[max(at - 1, 0) : at]] if at >= 0 else []
        return around[0] if around else ""

    def line(self, key: str) -> PartyOverview | None:
        """The line of the party `key`, shown or not."""
        return next((line for line in self._lines if line.party.key == key), None)

    def filter(self) -> None:
        """Show only what the chip and the words keep."""
        chip, words = self._ui.filters.current(), self._ui.filter.text()

        def kept(line: PartyOverview) -> bool:
            return table_model.wanted(line, chip, words)

        self._ui.table.set_filter(kept)
        self.filtered.emit()

    def clear_filter(self) -> None:
        """All parties again."""
        self._ui.filter.clear()
        self._ui.filters.set_current(table_model.ALL)
        self.filter()

    def choose_first(self) -> None:
        """Choose the first row where none is."""
        keys = self.keys()
        if self.current() is None and keys:
            self._ui.table.select_key(keys[0])

    def _count(self) -> None:
        number = {key: sum(table_model.matches(line, key) for line in self._lines) for key in _CHIPS}
        total, left = number[table_model.ALL], number[table_model.TO_COMPLETE]
        what = "1 prestataire ou destinataire" if total == 1 else f"{total} prestataires et destinataires"
        self._ui.counts.setText(f"{what} · {left} à compléter" if left else what)
        self._ui.filters.set_chips(
            [
                ChipSpec(key, label, number[key] if key == table_model.ALL else number[key] or None, icon)
                for key, (label, icon) in _CHIPS.items()
            ]
        )


_CHIPS = {
    table_model.ALL: ("Tous", ""),
    table_model.TO_COMPLETE: ("À compléter", ""),
    table_model.OUTSIDE: ("Hors UE", "globe"),
    table_model.TO_REVIEW: ("À revoir", ""),
}
