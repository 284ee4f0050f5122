"""The register's room in the window: the list, the paper, and the form of one record."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QMenu, QWidget

from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.parties.service import PartyService
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.register.model import ActivityStatus
from gdpr_desk.register.qt.keeping import Keeping
from gdpr_desk.register.qt.listing import Listing
from gdpr_desk.register.qt.starter_dialog import StarterDialog
from gdpr_desk.register.qt.ui_register_page import Ui_RegisterPageForm
from gdpr_desk.register.service import RegisterService

LIST, PRINTED = "list", "printed"


class RegisterPage(QWidget):
    """`changed` after anything was written; `status` carries « enregistré 14:32 »."""

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
        self.listing = Listing(self.ui, clock, self)
        self.keeping = Keeping(register, self)
        self._arrange()
        self._connect()
        self._shortcuts()
        self.refresh()

    def _arrange(self) -> None:
        ui = self.ui
        ui.views.set_options([(LIST, "Liste"), (PRINTED, "Imprimé")])
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

    def _connect(self) -> None:
        ui = self.ui
        ui.table.opened.connect(lambda _record: self._open_current())
        ui.table.customContextMenuRequested.connect(self._row_menu)
        ui.peek.opened.connect(self.open_activity)
        ui.peek.preview.connect(self._preview)
        self.listing.filtered.connect(self._show_view)
        self.keeping.changed.connect(self._kept)
        ui.views.changed.connect(lambda _key: self._show_view())
        ui.add.clicked.connect(self._add_menu)
        ui.empty.activated.connect(self.choose_models)
        ui.nothing.activated.connect(self.listing.clear_filter)
        ui.editor.closed.connect(self.show_list)
        ui.editor.next_wanted.connect(self._open_next)
        ui.editor.changed.connect(self.changed)
        ui.editor.status.connect(self.status)

    def _shortcuts(self) -> None:
        room = self.ui.overviewRoom
        keys = (
            (QKeySequence(QKeySequence.StandardKey.Find), room, self._focus_filter),
            (QKeySequence(QKeySequence.StandardKey.New), self, self.add_blank),
            (QKeySequence(QKeySequence.StandardKey.Print), self, self._to_paper),
            (QKeySequence("Escape"), room, self.listing.clear_filter),
            (QKeySequence(QKeySequence.StandardKey.Delete), self.ui.table, self._archive_current),
        )
        for sequence, owner, action in keys:
            shortcut = QShortcut(sequence, owner)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)

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

    def flush(self) -> bool:
        """Save what was typed; False where the vault refused, the form then says why."""
        return self.ui.editor.flush()

    def leave(self) -> None:
        """Another room is shown, or the window closes: nothing typed may be lost with the form."""
        if not self.flush():
            self.ui.editor.keep_mine()

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
            self.ui.editor.select_name()

    def _kept(self, reference: str) -> None:
        """Something was added, archived or brought back: list it."""
        self.ui.rooms.setCurrentWidget(self.ui.overviewRoom)
        self.refresh()
        self.ui.table.select_key(reference)
        self.changed.emit()

    def _archive_current(self) -> None:
        record = self.listing.current()
        if record is not None:
            self.keeping.archive(record.activity)

    def _open_current(self) -> None:
        record = self.listing.current()
        if record is not None:
            self.open_activity(record.activity.reference)

    def _open_next(self) -> None:
        """The record after this one in the list as it is sorted; back to the list after the last."""
        if not self.flush():
            return
        shown = self.listing.references()
        here = self.ui.editor.reference
        after = shown.index(here) + 1 if here in shown else len(shown)
        name = self.ui.editor.draft.name if self.ui.editor.draft else ""
        if after < len(shown):
            self.open_activity(shown[after])
        else:
            self.show_list()
        Toast.show_in(self, f"Fiche enregistrée : {name}")

    def _focus_filter(self) -> None:
        self.ui.views.set_current(LIST)
        self._show_view()
        self.ui.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.ui.filter.selectAll()

    def _show_view(self) -> None:
        """List, paper, or the sentence that there is nothing to list."""
        ui = self.ui
        paper = ui.views.current() == PRINTED
        empty = not self.listing.names()
        shown = bool(ui.table.shown())
        body = ui.printed if paper else ui.empty if empty else ui.listBody if shown else ui.nothing
        was = ui.bodies.currentWidget()
        ui.bodies.setCurrentWidget(body)
        ui.filters.setVisible(not paper and not empty)
        ui.filter.setVisible(not paper and not empty)
        ui.add.set_kind("tonal" if empty or paper else "filled")
        if body is ui.listBody:
            self.listing.choose_first()
            self.listing.show_peek()
        elif paper and was is not ui.printed:
            ui.printed.show_register()

    def _preview(self, reference: str) -> None:
        """One record on paper."""
        self.ui.bodies.setCurrentWidget(self.ui.printed)
        self.ui.views.set_current(PRINTED)
        self.ui.printed.show_register(reference)
        self._show_view()

    def _to_paper(self) -> None:
        if self.flush():
            self.ui.rooms.setCurrentWidget(self.ui.overviewRoom)
            self.ui.views.set_current(PRINTED)
            self._show_view()

    def _add_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Choisir parmi les modèles…", self.choose_models)
        menu.addAction("Fiche vide", self.add_blank)
        menu.popup(self.ui.add.mapToGlobal(self.ui.add.rect().bottomLeft() + QPoint(0, 4)))

    def _row_menu(self, at: QPoint) -> None:
        record = self.listing.current()
        if record is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Ouvrir la fiche", self._open_current)
        menu.addAction("Aperçu avant impression", lambda: self._preview(record.activity.reference))
        if record.activity.status is not ActivityStatus.ARCHIVED:
            menu.addSeparator()
            menu.addAction("Archiver la fiche", self._archive_current)
        menu.popup(self.ui.table.viewport().mapToGlobal(at))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # A stack polishes its first page before the form gives the roles; Qt then forgets the fonts.
        for label in (self.ui.title, self.ui.counts):
            label.set_role(label.get_role())
        if self.ui.bodies.currentWidget() is self.ui.listBody:
            self.ui.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.listing.show_peek()
