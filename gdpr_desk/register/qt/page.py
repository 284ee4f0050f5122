"""The register's room in the window: the list, the map, the paper, the bin, and the form of one record."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.parties.service import PartyService
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.key_bindings import bind_keys
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.register.exchange import RegisterExchange
from gdpr_desk.register.history import RegisterHistory
from gdpr_desk.register.qt.bin_view import BinView
from gdpr_desk.register.qt.bodies import LIST, MAP, PRINTED, Bodies
from gdpr_desk.register.qt.choosing import Choosing
from gdpr_desk.register.qt.editor import build_ahead
from gdpr_desk.register.qt.history_room import HistoryRoom
from gdpr_desk.register.qt.import_door import ImportDoor
from gdpr_desk.register.qt.keeping import Keeping
from gdpr_desk.register.qt.list_memory import recall_list, remember_list
from gdpr_desk.register.qt.listing import Listing
from gdpr_desk.register.qt.map_view import MapView
from gdpr_desk.register.qt.page_menus import add_menu
from gdpr_desk.register.qt.starter_dialog import StarterDialog
from gdpr_desk.register.qt.table_model import ALL
from gdpr_desk.register.qt.ui_register_page import Ui_RegisterPageForm
from gdpr_desk.register.service import RegisterService

__all__ = ["LIST", "MAP", "PRINTED", "RegisterPage"]

PREPARE_MS = 250
"""Once the list stands, the form is built before anybody asks for it."""
HELD = "Une saisie n’est pas enregistrée : rouvrez la fiche pour la reprendre."


class RegisterPage(QWidget):
    """`changed` after anything was written; `status` carries « enregistré à 14:32 ».

    `names` gives the ids of people their names; who wrote a version is told by it.
    """

    changed = Signal()
    status = Signal(str)
    title = "Registre"

    def __init__(
        self,
        register: RegisterService,
        *,
        exchange: RegisterExchange,
        history: RegisterHistory,
        parties: PartyService,
        clock: Clock,
        names: Callable[[], Mapping[str, str]] = dict,
        demo: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._register = register
        self._history = history
        self._parties = parties
        self.ui = Ui_RegisterPageForm()
        self.ui.setupUi(self)
        self.ui.editor.set_up(register, parties, history.drafts, clock)
        self.ui.printed.set_up(exchange, demo)
        self.importing = ImportDoor(exchange, self.ui.rooms, self.ui.overviewRoom)
        self.map = MapView(register, self)
        self.bin = BinView(clock, names, self)
        self.past = HistoryRoom(
            self.ui, self, register=register, history=history, parties=parties, clock=clock, names=names
        )
        self.listing = Listing(self.ui, clock, self)
        self.keeping = Keeping(register, history, self)
        self.choosing = Choosing(self.ui, self.listing, self.keeping)
        self._bodies = Bodies(self.ui, self.listing, self.map, self.bin)
        self._connect()
        self.refresh()
        recall_list(self.ui, self.listing)

    def _connect(self) -> None:
        ui, bodies = self.ui, self._bodies
        ui.table.opened.connect(lambda record: self.open_activity(record.activity.reference))
        ui.open.clicked.connect(self.choosing.open_current)
        ui.add.clicked.connect(
            lambda: add_menu(ui.add, self.choose_models, self.add_blank, self.importing.entries())
        )
        ui.empty.activated.connect(self.choose_models)
        ui.nothing.activated.connect(self.listing.clear_filter)
        ui.printed.told.connect(ui.paperWords.setText)
        ui.views.changed.connect(lambda _key: bodies.show())
        self.listing.filtered.connect(bodies.show)
        self.keeping.changed.connect(self._kept)
        self.importing.changed.connect(self._kept)
        self.importing.left.connect(self.show_list)
        self.map.opened.connect(self.open_activity)
        ui.peek.opened.connect(self.open_activity)
        ui.peek.preview.connect(self.show_paper)
        self.choosing.opened.connect(self.open_activity)
        self.choosing.preview.connect(self.show_paper)
        self.choosing.history.connect(self.show_history)
        self.choosing.changed.connect(bodies.show)
        self.bin.restore_wanted.connect(self.keeping.restore)
        self.bin.destroy_wanted.connect(self.keeping.destroy)
        self.bin.left.connect(lambda: self.show_filter(ALL))
        self.past.opened.connect(self.open_activity)
        self.past.listed.connect(self._listed)
        self.past.changed.connect(self.refresh)
        self.past.changed.connect(self.changed)
        ui.editor.closed.connect(self.show_list)
        ui.editor.next_wanted.connect(self._open_next)
        ui.editor.history_wanted.connect(lambda: self.show_history(ui.editor.reference))
        ui.editor.changed.connect(self.changed)
        ui.editor.status.connect(self.status)
        _bind_keys(self)

    def refresh(self) -> None:
        """Read the register again; chosen rows, sort and filter stay."""
        parties = {party.key: party for party in self._parties.all()}
        binned = self._history.binned()
        self.listing.show(self._register.overview(), parties, len(binned))
        self.bin.show_records(binned)

    def open_activity(self, reference: str, path: str = "") -> None:
        """Show the form of one record, with the focus on the field at `path`."""
        try:
            shown = self.ui.editor.open(reference, path)
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)
            self.show_list()
            return
        if shown:
            self.ui.rooms.setCurrentWidget(self.ui.editor)

    def show_list(self) -> None:
        """Back to the list, with what was typed saved or kept, and the record still chosen."""
        if not self._let_go():
            return
        reference = self.ui.editor.reference
        self.ui.rooms.setCurrentWidget(self.ui.overviewRoom)
        self.refresh()
        self.ui.table.select_key(reference)
        self.ui.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._bodies.show()

    def show_paper(self, reference: str = "") -> None:
        """The register as it will be printed, or the one record `reference`."""
        if not self._let_go():
            return
        ui = self.ui
        ui.rooms.setCurrentWidget(ui.overviewRoom)
        if reference:
            # Drawing one record: the view must not begin with the whole register.
            ui.bodies.setCurrentWidget(ui.printed)
            ui.printed.show_register(reference)
        ui.views.set_current(PRINTED)
        self._bodies.show()

    def show_filter(self, key: str) -> None:
        """The list with only what the chip `key` keeps (`all`, `to_complete`, …)."""
        if not self._let_go():
            return
        self.ui.views.set_current(LIST)
        self.ui.filters.set_current(key)
        self.show_list()

    def show_history(self, reference: str) -> None:
        """The versions of one record, and what each of them changed."""
        if self._let_go():
            self.past.show(reference)

    def focus_filter(self) -> None:
        """The list, ready to type a word to filter by."""
        self.ui.views.set_current(LIST)
        self._bodies.show()
        self.ui.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.ui.filter.selectAll()

    def flush(self) -> bool:
        """Save what was typed; False where the vault refused, the form then says why."""
        return self.ui.editor.draft.flush()

    def leave(self) -> None:
        """Another room is shown, or the window closes: nothing typed may be lost, and nothing is asked."""
        self.ui.editor.let_go()
        remember_list(self.ui, self.listing)

    def choose_models(self) -> None:
        """Add activities from the models."""
        dialog = StarterDialog(self.listing.names(), self)
        if dialog.exec() and dialog.keys():
            self.keeping.add_models(dialog.keys())

    def add_blank(self) -> None:
        """Add an empty record and open it."""
        reference = self.keeping.add_blank() if self._let_go() else ""
        if reference:
            self.open_activity(reference)
            self.ui.editor.sections.select_name()

    def _let_go(self) -> bool:
        """Leave the form: what can be saved is, the rest is kept and said; False where neither worked."""
        editor = self.ui.editor
        gone = editor.let_go()
        if gone and self.ui.rooms.currentWidget() is editor and editor.holds_something:
            Toast.show_in(self, HELD, icon="history")
        return gone

    def _kept(self, references: tuple[str, ...]) -> None:
        """Something was added, stamped, thrown away or brought back: list it."""
        self.ui.rooms.setCurrentWidget(self.ui.overviewRoom)
        self.refresh()
        self.listing.choose(references)
        self._bodies.show()
        self.changed.emit()

    def _listed(self, reference: str) -> None:
        self.show_list()
        self.ui.table.select_key(reference)

    def _open_next(self) -> None:
        """The record after this one in the list as it is sorted; back to the list after the last."""
        if not self._let_go():
            return
        shown = self.listing.references()
        here = self.ui.editor.reference
        after = shown.index(here) + 1 if here in shown else len(shown)
        saved, held = self.ui.editor.draft.activity, self.ui.editor.holds_something
        if after < len(shown):
            self.open_activity(shown[after])
        else:
            self.show_list()
        if not held:
            Toast.show_in(self, f"Fiche enregistrée : {saved.name if saved else ''}")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # A stack polishes its first page before the form gives the roles; Qt then forgets the fonts.
        for label in (self.ui.title, self.ui.counts):
            label.set_role(label.get_role())
        if self.ui.bodies.currentWidget() is self.ui.listBody:
            self.ui.table.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(PREPARE_MS, self.ui.editor, lambda: build_ahead(self.ui.editor))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.listing.show_peek()


def _bind_keys(page: RegisterPage) -> None:
    ui, keys = page.ui, QKeySequence.StandardKey
    bind_keys(
        (
            (keys.Find, ui.overviewRoom, page.focus_filter),
            (keys.New, page, page.add_blank),
            (keys.Print, page, page.show_paper),
            (keys.Undo, ui.overviewRoom, page.keeping.undo),
            ("Escape", ui.overviewRoom, page.listing.clear_filter),
            (keys.Delete, ui.table, page.choosing.bin_chosen),
        )
    )
