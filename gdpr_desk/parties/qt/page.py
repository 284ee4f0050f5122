"""The room « Prestataires »: the list, and the form of one party."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShowEvent
from PySide6.QtWidgets import QMenu, QWidget

from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.parties.model import Party
from gdpr_desk.parties.qt.listing import Listing
from gdpr_desk.parties.qt.merging import Merge, Merging
from gdpr_desk.parties.qt.new_party_dialog import NewPartyDialog
from gdpr_desk.parties.qt.paper_list import PaperDoor
from gdpr_desk.parties.qt.removal import Removal
from gdpr_desk.parties.qt.table_model import Uses, overview
from gdpr_desk.parties.qt.ui_parties_page import Ui_PartiesPageForm
from gdpr_desk.parties.service import PartyService
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.key_bindings import bind_keys
from gdpr_desk.qtkit.toast import Toast

PREPARE_MS = 250
"""Once the list stands, the form is built before anybody asks for it."""

_WAITS = "Un champ mal rempli n’est pas enregistré : il vous attend dans la fiche"


class PartiesPage(QWidget):
    """`changed` after anything was written; `status` carries « enregistré à 14:32 »;
    `activity_wanted` the reference of an activity to open.

    This slice knows no activities: `uses` tells who names each party, `merge` puts one party in the
    place of another, `models` are the parties one can begin from, `papers` leads to their sealed papers.
    """

    changed = Signal()
    status = Signal(str)
    activity_wanted = Signal(str)
    title = "Prestataires"

    def __init__(
        self,
        parties: PartyService,
        *,
        uses: Callable[[], Uses],
        models: Callable[[], Sequence[Party]],
        merge: Merge,
        clock: Clock,
        papers: PaperDoor,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._parties = parties
        self._uses = uses
        self._models = models
        self._clock = clock
        self.ui = Ui_PartiesPageForm()
        self.ui.setupUi(self)
        self.ui.editor.set_up(parties, clock, papers)
        self.listing = Listing(self.ui, self)
        self.removal = Removal(parties, self)
        self.merging = Merging(merge, self)
        _fill(self.ui)
        self._connect()

    def _connect(self) -> None:
        ui = self.ui
        ui.table.opened.connect(lambda record: self.open_party(record.party.key))
        ui.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        ui.table.customContextMenuRequested.connect(self._row_menu)
        ui.add.clicked.connect(self.add_party)
        ui.empty.activated.connect(self.add_party)
        ui.nothing.activated.connect(self.listing.clear_filter)
        ui.editor.closed.connect(self.show_list)
        ui.editor.changed.connect(self.changed)
        ui.editor.status.connect(self.status)
        ui.editor.activity_wanted.connect(self._open_activity)
        ui.editor.removal_wanted.connect(self._remove_opened)
        self.listing.filtered.connect(self._show_body)
        self.removal.changed.connect(self._kept)
        self.merging.changed.connect(self._kept)
        keys = QKeySequence.StandardKey
        bind_keys(
            (
                (keys.Find, ui.listRoom, self.focus_filter),
                (keys.New, self, self.add_party),
                ("Escape", ui.listRoom, self.listing.clear_filter),
                (keys.Delete, ui.table, self._remove_current),
            )
        )

    def refresh(self) -> None:
        """Read the parties; chosen row, sort and filter stay. Before it is called, nothing is listed."""
        uses, today = self._uses(), self._clock.today()
        self.listing.show([overview(p, uses.get(p.key, ()), today) for p in self._parties.all()])
        if self.ui.rooms.currentWidget() is self.ui.editor:
            self.ui.editor.show_uses(uses.get(self.ui.editor.key, ()))

    def open_party(self, key: str, field: str = "") -> None:
        """Show the form of one party, with the focus on `field`."""
        try:
            self.ui.editor.open(key, self._uses().get(key, ()), field)
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)
            self.show_list()
            return
        self.ui.rooms.setCurrentWidget(self.ui.editor)
        self.ui.editor.focus_field(field or "name")

    def show_list(self) -> None:
        """Back to the list, with what was typed saved and the party still chosen."""
        if not self.flush():
            return
        self._tell_not_kept()
        self.ui.rooms.setCurrentWidget(self.ui.listRoom)
        self.refresh()
        self.ui.table.select_key(self.ui.editor.key)
        self.ui.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_filter(self, chip: str) -> None:
        """The list with only what the chip keeps (`all`, `to_complete`, …)."""
        if self.flush():
            self.ui.filters.set_current(chip)
            self.show_list()

    def focus_filter(self) -> None:
        """The list, ready to type a word to filter by."""
        self.show_list()
        self.ui.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.ui.filter.selectAll()

    def focus_first(self) -> None:
        """The list, or the first step where it is empty."""
        if self.ui.rooms.currentWidget() is self.ui.editor:
            self.ui.editor.focus_field("name")
        elif self.listing.empty:
            self.ui.empty.button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.ui.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def flush(self) -> bool:
        """Save what was typed; False where the vault refused, the form then says why."""
        return self.ui.editor.draft.flush()

    def leave(self) -> None:
        """Another room is shown, or the window closes: nothing typed may be lost with the form."""
        if not self.flush():
            self.ui.editor.draft.keep_mine()
        self.ui.editor.keep()

    def add_party(self) -> None:
        """Ask for a name, then open the form of the new party."""
        if not self.flush():
            return
        dialog = NewPartyDialog(self._parties, self._models(), self)
        if dialog.exec():
            self._kept(dialog.key)
            self.open_party(dialog.key, "signed_on")

    def _tell_not_kept(self) -> None:
        """What stands wrong in a field is not saved but waits there; whoever leaves the form shall know."""
        if self.ui.rooms.currentWidget() is self.ui.editor and any(self.ui.editor.inputs.problems()):
            Toast.show_in(
                self,
                "Un champ mal rempli n’est pas enregistré : il attend dans la fiche",
                icon="triangle-alert",
            )
            self.status.emit("enregistré, sauf un champ mal rempli")

    def _open_activity(self, reference: str) -> None:
        if self.flush():
            self.activity_wanted.emit(reference)

    def _kept(self, key: str) -> None:
        """Something was added, removed or brought back: list it."""
        self.ui.rooms.setCurrentWidget(self.ui.listRoom)
        self.refresh()
        if key and not self.ui.table.select_key(key):
            self.listing.clear_filter()
            self.ui.table.select_key(key)
        self.ui.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _remove_current(self) -> None:
        line = self.listing.current()
        if line is not None:
            self.removal.remove(line, self.listing.neighbour(line.party.key))

    def _remove_opened(self) -> None:
        """The form forgets the party first: what it would still save would bring it back."""
        key = self.ui.editor.key
        if not self.flush():
            return
        self.refresh()
        line = self.listing.line(key)
        if line is not None and self.removal.remove(line, self.listing.neighbour(key)):
            self.ui.editor.draft.close()

    def _show_body(self) -> None:
        """The list, or the sentence that there is nothing to list."""
        ui = self.ui
        shown = bool(self.listing.keys())
        body = ui.tableCard if shown else ui.empty if self.listing.empty else ui.nothing
        ui.bodies.setCurrentWidget(body)
        for tool in (ui.filters, ui.filter):
            tool.setVisible(not self.listing.empty)
        ui.counts.setVisible(not self.listing.empty)
        ui.add.set_kind("tonal" if self.listing.empty else "filled")
        if shown:
            self.listing.choose_first()

    def _row_menu(self, at: QPoint) -> None:
        """What can be done with the chosen party."""
        line = self.listing.current()
        if line is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Ouvrir", lambda: self.open_party(line.party.key))
        for reference, name in line.uses:
            words = f"Voir l’activité : {name}".replace("&", "&&")
            menu.addAction(words, partial(self.activity_wanted.emit, reference))
        menu.addSeparator()
        others = self._parties.all()
        merge = menu.addAction("Fusionner avec…", partial(self.merging.ask, line, others))
        merge.setEnabled(len(others) > 1)
        menu.addAction("Supprimer", self._remove_current).setEnabled(not line.uses)
        menu.popup(self.ui.table.viewport().mapToGlobal(at))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # A stack polishes its first page before the form gives the roles; Qt then forgets the fonts.
        for label in (self.ui.title, self.ui.counts):
            label.set_role(label.get_role())
        QTimer.singleShot(PREPARE_MS, self.ui.editor, self.ui.editor.prepare)


def _fill(ui: Ui_PartiesPageForm) -> None:
    """The words Designer has no property for."""
    ui.empty.set_content(
        "handshake",
        "Qui travaille avec vos données ?",
        "Commencez par votre caisse, votre site et votre messagerie.",
        "Ajouter un prestataire",
        "plus",
        mark="",
    )
    ui.nothing.set_content(
        "search",
        "Aucun prestataire ne correspond",
        "Changez de filtre ou de mot pour retrouver vos prestataires.",
        "Effacer le filtre",
    )
    ui.nothing.button.set_kind("secondary")
