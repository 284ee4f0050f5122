"""The list and what governs it: chips, filter, sort, and the card beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from gdpr_desk.clock import Clock
from gdpr_desk.parties.model import Party
from gdpr_desk.qtkit.chips import ChipSpec
from gdpr_desk.qtkit.record_table import offer_sorting
from gdpr_desk.qtkit.theme import px
from gdpr_desk.register.model import ProcessingActivity
from gdpr_desk.register.qt import table_model
from gdpr_desk.register.qt.acts import counted
from gdpr_desk.register.qt.table_model import ActivityTableModel
from gdpr_desk.register.qt.ui_register_page import Ui_RegisterPageForm
from gdpr_desk.register.service import ActivityOverview

_ROOMY = 1030
"""From this width (design pixels) the chosen record shows beside the list; else a button leads there."""
_WORDY = 860
"""Below this width the button with the actions keeps its picture only."""
_FILTER, _SHORT_FILTER = 200, 108
ACTS = "Actions"


class Listing(QObject):
    """Shows the overviews; `filtered` after chip or words changed."""

    filtered = Signal()

    def __init__(self, ui: Ui_RegisterPageForm, clock: Clock, page: QWidget) -> None:
        super().__init__(page)
        self._ui = ui
        self._clock = clock
        self._page = page
        self._known: Mapping[str, Party] = {}
        self._overviews: tuple[ActivityOverview, ...] = ()
        self._names: frozenset[str] = frozenset()
        self._peeked: ActivityOverview | None = None
        self._binned = 0
        self._counted = ""
        self._several: tuple[str, ...] = ()
        self.model = ActivityTableModel(lambda: self._known)
        self._arrange()
        ui.table.current_changed.connect(lambda _record: self.show_peek())
        ui.filters.changed.connect(lambda _key: self.filter())
        ui.filter.textChanged.connect(lambda _text: self.filter())

    def _arrange(self) -> None:
        ui = self._ui
        ui.table.set_model(self.model)
        ui.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        ui.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        ui.table.setAccessibleName("Activités du registre")
        ui.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        offer_sorting(ui.table)
        ui.filter.setClearButtonEnabled(True)
        ui.filter.setAccessibleName("Filtrer les activités")
        ui.acts.setAccessibleName(ACTS)
        ui.filters.stand_beside_field()

    def show(
        self, overviews: tuple[ActivityOverview, ...], parties: Mapping[str, Party], binned: int = 0
    ) -> None:
        """List these; chosen rows, sort and filter stay. `binned` records lie in the bin."""
        self._overviews = overviews
        self._names = frozenset(overview.activity.name for overview in overviews)
        self._peeked = None  # the parties it names may have changed
        self._binned = binned
        self._known = parties
        self._ui.table.set_records(overviews)
        self._count()
        self.filter()

    def names(self) -> frozenset[str]:
        """What the activities of the register are called, shown or not."""
        return self._names

    def references(self) -> list[str]:
        """The references as they stand on screen, sorted and filtered."""
        shown = self._ui.table.shown()
        return [o.activity.reference for o in shown if isinstance(o, ActivityOverview)]

    def chosen(self) -> tuple[ProcessingActivity, ...]:
        """The chosen records, as they stand on screen."""
        chosen = self._ui.table.selected_records()
        return tuple(o.activity for o in chosen if isinstance(o, ActivityOverview))

    def choose(self, references: Iterable[str]) -> None:
        """Choose these records, the first with the focus; those that are not shown are left out."""
        wanted = tuple(references)
        if wanted and self._ui.table.select_key(wanted[0]) and len(wanted) > 1:
            self._ui.table.select_keys(wanted)

    def after(self, references: Iterable[str]) -> str:
        """The record that stands below these, or above where none does; empty where nothing is left."""
        shown, gone = self.references(), set(references)
        last = max((at for at, reference in enumerate(shown) if reference in gone), default=-1)
        nearby = [*shown[last + 1 :], *reversed(shown[: last + 1])]
        return next((reference for reference in nearby if reference not in gone), "")

    def has_bin(self) -> bool:
        """Whether something lies in the bin, or its chip is the chosen one."""
        return bool(self._binned) or self._ui.filters.current() == table_model.BIN

    def current(self) -> ActivityOverview | None:
        """The record with the focus."""
        record = self._ui.table.current_record()
        return record if isinstance(record, ActivityOverview) else None

    def filter(self) -> None:
        """Show only what the chip and the words keep."""
        chip, words = self._ui.filters.current(), self._ui.filter.text()
        self._ui.table.set_filter(self.model.wanted(chip, words, self._clock.today()))
        self._tell_counts()
        self.follow_choice()
        self.filtered.emit()

    def clear_filter(self) -> None:
        """All records again."""
        self._ui.filter.clear()
        self._ui.filters.set_current(table_model.ALL)
        self.filter()

    def choose_first(self) -> None:
        """Choose the first row where none is."""
        if self.current() is None and (references := self.references()):
            self._ui.table.select_key(references[0])

    def roomy(self) -> bool:
        """Whether the chosen record shows beside the list."""
        return self._page.width() >= px(_ROOMY)

    def follow_choice(self) -> None:
        """Other rows, or more of them, are chosen. While Qt filters, the chosen rows and the shown ones
        do not yet agree: whoever only hears of the row with the focus may not ask for them."""
        chosen = self.chosen()
        self._several = tuple(activity.name for activity in chosen) if len(chosen) > 1 else ()
        self.show_peek()

    def show_peek(self) -> None:
        """The card beside the list, where there is room for both."""
        record, several = self.current(), self._several
        if several:
            self._ui.peek.show_several(several)
        elif record is not None and record is not self._peeked:
            self._ui.peek.show_overview(record, self._known, self._clock.today())
        self._peeked = None if several else record
        roomy = self.roomy()
        word = ACTS if self._page.width() >= px(_WORDY) else ""
        self._ui.acts.setText(word)
        self._ui.acts.setToolTip("" if word else ACTS)
        self._ui.peek.setVisible(record is not None and roomy)
        self._ui.open.setVisible(record is not None and not roomy and not several)
        self._ui.filter.setMaximumWidth(px(_FILTER if roomy else _SHORT_FILTER))

    def _tell_counts(self) -> None:
        """How many records are listed; of the bin, how many lie there."""
        in_bin = self._ui.filters.current() == table_model.BIN and self._binned
        binned = f"{counted(self._binned)} dans la corbeille"
        self._ui.counts.setText(binned if in_bin else self._counted)
        self._ui.counts.set_tone("text2")

    def _count(self) -> None:
        today = self._clock.today()

        def number(key: str) -> int:
            return sum(table_model.matches(o, key, today, self._known) for o in self._overviews)

        total, archived = number(table_model.ALL), number(table_model.ARCHIVED)
        complete = total - number(table_model.TO_COMPLETE)
        activities = f"{total} activité{'s' if total > 1 else ''}"
        self._counted = f"{activities} · {complete} complète{'s' if complete > 1 else ''}"
        chips = [
            ChipSpec(table_model.ALL, "Toutes", total),
            ChipSpec(table_model.TO_COMPLETE, "À compléter", total - complete or None),
            ChipSpec(table_model.OUTSIDE, "Hors UE", number(table_model.OUTSIDE) or None, "globe"),
            ChipSpec(table_model.SENSITIVE, "Sensibles", number(table_model.SENSITIVE) or None),
            ChipSpec(table_model.TO_REVIEW, "À revoir", number(table_model.TO_REVIEW) or None),
        ]
        if archived:
            chips.append(ChipSpec(table_model.ARCHIVED, "Arrêtées", archived))
        if self.has_bin():
            chips.append(ChipSpec(table_model.BIN, "Corbeille", self._binned or None, "trash-2"))
        self._ui.filters.set_chips(chips)
