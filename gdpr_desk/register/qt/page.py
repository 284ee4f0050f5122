"""The register's room in the window: the list, the map, the paper, and the form of one record."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.parties.service import PartyService
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.register.qt.editor import build_ahead
from gdpr_desk.register.qt.keeping import Keeping
from gdpr_desk.register.qt.listing import Listing
from gdpr_desk.register.qt.map_view import MapView
from gdpr_desk.register.qt.page_menus import add_menu, bind_keys, row_menu
from gdpr_desk.register.qt.starter_dialog import StarterDialog
from gdpr_desk.register.qt.ui_register_page import Ui_RegisterPageForm
from gdpr_desk.register.service import RegisterService

LIST, MAP, PRINTED = "list", "map", "printed"
PREPARE_MS = 250
"""Once the list stands, the form is built before anybody asks for it."""


class RegisterPage(QWidget):
    """`changed` after anything was written; `status` carries « enregistré à 14:32 »."""

    changed = Signal()
    status = Signal(str)
    title = "Registre"

    def __init__(
        self,
        register: RegisterService,
        parties: PartyService,
        clock: Clock,
        parent: QWidget | None = None,
        *,
        demo: bool = False,
    ) -> None:
        super().__init__(parent)
        self._register = register
        self._parties = parties
        self._clock = clock
        self.ui = Ui_RegisterPageForm()
        self.ui.setupUi(self)
        self.ui.editor.set_up(register, parties, clock)
        self.ui.printed.set_up(register, demo)
        self.map = MapView(register, self)
        self.ui.bodies.addWidget(self.map)
        self.ui.tools.insertWidget(0, self.map.head, 1)
        self.ui.head.insertWidget(self.ui.head.indexOf(self.ui.add), self.ui.printed.ui.actions)
        self.listing = Listing(self.ui, clock, self)
        self.keeping = Keeping(register, self)
        _fill(self.ui)
        self._connect()
        self.refresh()

    def _connect(self) -> None:
        ui = self.ui
        ui.table.opened.connect(lambda record: self.open_activity(record.activity.reference))
        ui.table.customContextMenuRequested.connect(self._row_menu)
        ui.peek.opened.connect(self.open_activity)
        ui.open.clicked.connect(self._open_current)
        ui.peek.preview.connect(self.show_paper)
        self.listing.filtered.connect(self._show_view)
        self.keeping.changed.connect(self._kept)
        ui.views.changed.connect(lambda _key: self._show_view())
        ui.add.clicked.connect(lambda: add_menu(ui.add, self.choose_models, self.add_blank))
        ui.empty.activated.connect(self.choose_models)
        ui.nothing.activated.connect(self.listing.clear_filter)
        ui.printed.told.connect(ui.paperWords.setText)
        self.map.opened.connect(self.open_activity)
        ui.editor.closed.connect(self.show_list)
        ui.editor.next_wanted.connect(self._open_next)
        ui.editor.changed.connect(self.changed)
        ui.editor.status.connect(self.status)

        keys = QKeySequence.StandardKey
        bind_keys(
            (
                (keys.Find, ui.overviewRoom, self.focus_filter),
                (keys.New, self, self.add_blank),
                (keys.Print, self, self.show_paper),
                ("Escape", ui.overviewRoom, self.listing.clear_filter),
                (keys.Delete, ui.table, self._archive_current),
            )
        )

    def refresh(self) -> None:
        """Read the register again; chosen row, sort and filter stay."""
        parties = {party.key: party for party in self._parties.all()}
        self.listing.show(self._register.overview(), parties)

    def open_activity(self, reference: str, path: str = "") -> None:
        """Show the form of one record, with the focus on the field at `path`."""
        try:
            self.ui.editor.open(reference, path)
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)
            self.show_list()
            return
        self.ui.rooms.setCurrentWidget(self.ui.editor)

    def show_list(self) -> None:
        """Back to the list, with what was typed saved and the record still chosen."""
        if not self.flush():
            return
        reference = self.ui.editor.reference
        self.ui.rooms.setCurrentWidget(self.ui.overviewRoom)
        self.refresh()
        self.ui.table.select_key(reference)
        self.ui.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_view()

    def show_paper(self, reference: str = "") -> None:
        """The register as it will be printed, or the one record `reference`."""
        if not self.flush():
            return
        ui = self.ui
        ui.rooms.setCurrentWidget(ui.overviewRoom)
        if reference:
            # Drawing one record: the view must not begin with the whole register.
            ui.bodies.setCurrentWidget(ui.printed)
            ui.printed.show_register(reference)
        ui.views.set_current(PRINTED)
        self._show_view()

    def show_filter(self, key: str) -> None:
        """The list with only what the chip `key` keeps (`all`, `to_complete`, …)."""
        if not self.flush():
            return
        self.ui.views.set_current(LIST)
        self.ui.filters.set_current(key)
        self.show_list()

    def focus_filter(self) -> None:
        """The list, ready to type a word to filter by."""
        self.ui.views.set_current(LIST)
        self._show_view()
        self.ui.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.ui.filter.selectAll()

    def flush(self) -> bool:
        """Save what was typed; False where the vault refused, the form then says why."""
        return self.ui.editor.draft.flush()

    def leave(self) -> None:
        """Another room is shown, or the window closes: nothing typed may be lost with the form."""
        if not self.flush():
            self.ui.editor.draft.keep_mine()

    def choose_models(self) -> None:
        """Add activities from the models."""
        dialog = StarterDialog(self.listing.names(), self)
        if dialog.exec() and dialog.keys():
            self.keeping.add_models(dialog.keys())

    def add_blank(self) -> None:
        """Add an empty record and open it."""
        reference = self.keeping.add_blank() if self.flush() else ""
        if reference:
            self.open_activity(reference)
            self.ui.editor.sections.select_name()

    def _kept(self, reference: str) -> None:
        """Something was added, archived or brought back: list it."""
        self.ui.rooms.setCurrentWidget(self.ui.overviewRoom)
        self.refresh()
        self.ui.table.select_key(reference)
        self.changed.emit()

    def _open_current(self) -> None:
        record = self.listing.current()
        if record is not None:
            self.open_activity(record.activity.reference)

    def _archive_current(self) -> None:
        record = self.listing.current()
        if record is not None:
            self.keeping.archive(record.activity)

    def _open_next(self) -> None:
        """The record after this one in the list as it is sorted; back to the list after the last."""
        if not self.flush():
            return
        shown = self.listing.references()
        here = self.ui.editor.reference
        after = shown.index(here) + 1 if here in shown else len(shown)
        saved = self.ui.editor.draft.activity
        if after < len(shown):
            self.open_activity(shown[after])
        else:
            self.show_list()
        Toast.show_in(self, f"Fiche enregistrée : {saved.name if saved else ''}")

    def _show_view(self) -> None:
        """List, map, paper, or the sentence that there is nothing to list."""
        ui = self.ui
        paper, drawn = ui.views.current() == PRINTED, ui.views.current() == MAP
        empty = not self.listing.names()
        shown = bool(ui.table.shown())
        found = ui.empty if empty else self.map if drawn else ui.listBody if shown else ui.nothing
        body = ui.printed if paper else found
        was = ui.bodies.currentWidget()
        ui.bodies.setCurrentWidget(body)
        for tool in (ui.filters, ui.filter):
            tool.setVisible(not paper and not drawn and not empty)
        self.map.head.setVisible(body is self.map)
        ui.paperWords.setVisible(paper or empty)
        ui.add.set_kind("tonal" if empty else "filled")
        ui.add.setHidden(paper)
        ui.printed.ui.actions.setVisible(paper)
        if body is not ui.listBody:
            ui.open.hide()
        if body is ui.listBody:
            self.listing.choose_first()
            self.listing.show_peek()
        elif body is self.map:
            self.map.refresh()
        elif paper and was is not ui.printed:
            ui.printed.show_register()

    def _row_menu(self, at: QPoint) -> None:
        record = self.listing.current()
        if record is None:
            return
        row_menu(
            self,
            self.ui.table.viewport().mapToGlobal(at),
            record.activity,
            edit=lambda: self.open_activity(record.activity.reference),
            preview=lambda: self.show_paper(record.activity.reference),
            archive=self._archive_current,
        )

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


def _fill(ui: Ui_RegisterPageForm) -> None:
    """The words Designer has no property for."""
    ui.views.set_options([(LIST, "Liste"), (MAP, "Carte"), (PRINTED, "Imprimé")])
    ui.empty.set_content(
        "book-open-text",
        "Votre registre est vide",
        "Choisissez vos activités parmi les modèles : 5 minutes suffisent pour commencer.",
        "Choisir parmi les modèles",
        "plus",
    )
    ui.nothing.set_content(
        "search",
        "Aucune activité ne correspond",
        "Changez de filtre ou de mot pour retrouver vos activités.",
        "Effacer le filtre",
    )
    ui.nothing.button.set_kind("secondary")
