"""The room « Demandes »: the list, and one request."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShowEvent
from PySide6.QtWidgets import QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.key_bindings import bind_keys
from gdpr_desk.requests.qt.door import RequestDoor
from gdpr_desk.requests.qt.facts_form import NewRequestForm
from gdpr_desk.requests.qt.head_rows import HeadRows
from gdpr_desk.requests.qt.listing import ALL, ENDED, Listing
from gdpr_desk.requests.qt.ui_requests_page import Ui_RequestsPageForm
from gdpr_desk.requests.qt.views import FIGURES, Views
from gdpr_desk.requests.qt.ways_in import WaysIn


class RequestsPage(QWidget):
    """`changed` after anything was written, `counted` carries how many wait for an answer."""

    changed = Signal()
    counted = Signal(int)
    activity_wanted = Signal(str)
    title = "Demandes"

    def __init__(self, door: RequestDoor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self.ui = Ui_RequestsPageForm()
        self.ui.setupUi(self)
        self.ui.detail.set_up(door)
        self.views = Views(self.ui, door)
        self.listing = Listing(self.ui, door, self)
        self.ways_in = WaysIn(door, self, lambda: self.ui.detail.open_reference if self._in_detail() else "")
        self.ui.head.insertWidget(self.ui.head.indexOf(self.ui.add), self.ways_in.button)
        self._rows = HeadRows(self.ui, (self.views.switch, self.ways_in.button))
        self._say_empty()
        self._connect()

    def refresh(self) -> None:
        """Read again what is on screen."""
        self.listing.read()
        if self._in_detail():
            try:
                self.ui.detail.refresh()
            except GdprDeskError:
                self.show_list()

    def open_request(self, reference: str, tab: str = "") -> None:
        """Show one request, perhaps on one of its tabs."""
        try:
            self.ui.detail.open(reference, tab)
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)
            self.show_list()
            return
        self.ui.rooms.setCurrentWidget(self.ui.detail)
        self.ui.detail.focus_first()

    def show_list(self) -> None:
        """Back to the list, on the row one came from."""
        self.ui.detail.leave()
        self.ui.rooms.setCurrentWidget(self.ui.listRoom)
        self.listing.read()
        self.ui.table.select_key(self.ui.detail.reference)
        self.focus_first()

    def add_request(self) -> None:
        """Ask who, what and when; then show the new request."""
        form = NewRequestForm(self._door.requests, self._door.clock.today(), self)
        if form.exec():
            self.changed.emit()
            self.listing.read()
            self.open_request(form.reference)

    def focus_filter(self) -> None:
        """The list, ready to type a word to search."""
        self.show_list()
        self.ui.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.ui.filter.selectAll()

    def focus_first(self) -> None:
        """The list, or the first step where it is empty."""
        if self._in_detail():
            self.ui.detail.focus_first()
        elif self.listing.empty:
            self.ui.empty.button.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.views.focus_first():
            return
        elif self.listing.references():
            self.ui.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.ui.nothing.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def keys_of_now(self) -> Collection[str]:
        """In a request these turn its tabs and panes, not the rooms and zones of the window."""
        return ("next_room", "previous_room", "next_pane") if self._in_detail() else ()

    def leave(self) -> None:
        """Another room is shown, or the vault closes: what is half typed is kept."""
        self.ways_in.leave()
        self.ui.detail.leave()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # A stack polishes its first page before the form gives the roles; Qt then forgets the fonts.
        for words in (self.ui.title, self.ui.counts):
            words.set_role(words.get_role())

    def _connect(self) -> None:
        ui = self.ui
        ui.table.opened.connect(lambda line: self.open_request(line.reference))
        ui.add.clicked.connect(self.add_request)
        ui.empty.activated.connect(self.add_request)
        ui.nothing.activated.connect(self._widen)
        ui.detail.closed.connect(self.show_list)
        ui.detail.changed.connect(self._written)
        ui.detail.answer_tab.activity_wanted.connect(self.activity_wanted)
        self.listing.shown.connect(self._show_body)
        self.listing.several.done.connect(self._written)
        self.views.changed.connect(self._show_body)
        self.views.board.opened.connect(self.open_request)
        self.views.board.changed.connect(self._written)
        ui.detail.request_tab.elsewhere.connect(self.open_request)
        for came in (self.ways_in.arrived, ui.detail.request_tab.elsewhere):
            came.connect(lambda *_now: self.refresh())
            came.connect(lambda *_now: self.changed.emit())
        self.ways_in.wanted.connect(self.open_request)
        keys = QKeySequence.StandardKey
        bind_keys(
            (
                (keys.Find, self, self.focus_filter),
                (keys.New, self, self.add_request),
                ("Escape", ui.listRoom, self._clear),
                (keys.Open, self, self.ways_in.choose),
                (keys.Paste, self, self.ways_in.paste),
            )
        )

    def _in_detail(self) -> bool:
        return self.ui.rooms.currentWidget() is self.ui.detail

    def _written(self) -> None:
        self.listing.read()
        self.changed.emit()

    def _clear(self) -> None:
        self.ui.filter.clear()
        self.listing.read()

    def _widen(self) -> None:
        """Out of a filter that finds nothing."""
        self.listing.show_chip(ALL if self.listing.searched or not self._only_ended() else ENDED)
        self.focus_first()

    def _only_ended(self) -> bool:
        return not self.listing.counts.open

    def _show_body(self) -> None:
        """The list, or the sentence that there is nothing to list."""
        ui, shown = self.ui, bool(self.listing.references())
        empty = self.listing.empty
        elsewhere = self.views.show(empty=empty)
        if not elsewhere:
            ui.bodies.setCurrentWidget(ui.tableCard if shown else ui.empty if empty else ui.nothing)
        ui.counts.setVisible(not empty)
        self.listing.show_filters(wanted=not empty and not elsewhere)
        ui.filter.setVisible(not empty and self.views.current != FIGURES)
        ui.add.set_kind("tonal" if empty else "filled")
        self.counted.emit(self.listing.counts.open)
        if shown:
            self.listing.choose_first()
        elif not empty:
            self._say_nothing()

    def _say_nothing(self) -> None:
        searched = self.listing.searched or not self._only_ended()
        self.ui.nothing.set_content(
            "search" if searched else "inbox",
            "Aucune demande ne correspond" if searched else "Aucune demande n’attend de réponse",
            "Changez de filtre ou de mot." if searched else "Les demandes terminées restent consultables.",
            "Voir toutes les demandes" if searched else "Voir les terminées",
            mark="" if searched else "check",
        )
        self.ui.nothing.button.set_kind("secondary")

    def _say_empty(self) -> None:
        self.ui.empty.set_content(
            "inbox",
            "Aucune demande",
            "Glissez ici un e-mail reçu, ou notez ce qu’un client demande : "
            "la date de réponse se calcule seule.",
            "Nouvelle demande",
            "plus",
            mark="",
        )
