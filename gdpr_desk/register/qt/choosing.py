"""The chosen records and what is done with them: bar, menus and keys over one list of verbs."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Signal

from gdpr_desk.qtkit.record_table import copy_rows
from gdpr_desk.register.qt.acts import Act, Chosen, Verbs, acts_for
from gdpr_desk.register.qt.keeping import Keeping
from gdpr_desk.register.qt.listing import Listing
from gdpr_desk.register.qt.page_menus import acts_menu
from gdpr_desk.register.qt.ui_register_page import Ui_RegisterPageForm


class Choosing(QObject):
    """`opened`, `preview` and `history` carry the reference of the one record they are for; `changed`
    says that other rows, or more of them, are chosen."""

    opened = Signal(str)
    preview = Signal(str)
    history = Signal(str)
    changed = Signal()

    def __init__(self, ui: Ui_RegisterPageForm, listing: Listing, keeping: Keeping) -> None:
        super().__init__(listing)
        self._ui = ui
        self._listing = listing
        self._keeping = keeping
        self._count = 0
        self._verbs = Verbs(
            open=self.opened.emit,
            preview=self.preview.emit,
            history=self.history.emit,
            duplicate=keeping.duplicate,
            review=keeping.review,
            archive=keeping.archive,
            bin=self._bin,
            copy=lambda: copy_rows(ui.table),
        )
        ui.table.selection_changed.connect(self._follow)
        ui.table.customContextMenuRequested.connect(self._menu_at)
        ui.acts.clicked.connect(self._menu_below)
        ui.choice.cleared.connect(self._one_only)

    def acts(self) -> tuple[Act, ...]:
        """What can be done now."""
        return acts_for(self._listing.chosen(), self._verbs)

    def bin_chosen(self) -> None:
        """Suppr."""
        self._bin(self._listing.chosen())

    def open_current(self) -> None:
        """Where the card beside the list has no room, a button opens the record."""
        current = self._listing.current()
        if current is not None:
            self.opened.emit(current.activity.reference)

    def _bin(self, chosen: Chosen) -> None:
        then = self._listing.after([activity.reference for activity in chosen])
        self._keeping.bin(chosen, then)

    def _follow(self) -> None:
        """The bar counts; the rest of the page only hears when one becomes several or back."""
        count = len(self._listing.chosen())
        if count > 1:
            self._ui.choice.show_acts(count, self.acts())
        before, self._count = self._count, count
        self._ui.acts.setEnabled(count > 0)
        self._listing.follow_choice()
        if (before > 1) is not (count > 1):
            self.changed.emit()

    def _menu_at(self, at: QPoint) -> None:
        if self._count:
            acts_menu(self._ui.table, self._ui.table.viewport().mapToGlobal(at), self.acts())

    def _menu_below(self) -> None:
        button = self._ui.acts
        acts_menu(button, button.mapToGlobal(button.rect().bottomLeft() + QPoint(0, 4)), self.acts())

    def _one_only(self) -> None:
        """Back to the row with the focus."""
        current = self._listing.current()
        if current is not None:
            self._ui.table.select_key(current.activity.reference)
            self._ui.table.setFocus()
