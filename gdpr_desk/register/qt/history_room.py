"""The way to the versions of a record and back, and what follows where one of them was taken up again."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.parties.service import PartyService
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.key_bindings import bind_keys
from gdpr_desk.register.history import RegisterHistory
from gdpr_desk.register.model import ProcessingActivity
from gdpr_desk.register.qt.ui_register_page import Ui_RegisterPageForm
from gdpr_desk.register.qt.versions_view import VersionsView
from gdpr_desk.register.service import RegisterService


class HistoryRoom(QObject):
    """`opened` asks for the form of a record, `listed` for the list with it chosen; `changed` after a
    version was taken up again."""

    opened = Signal(str)
    listed = Signal(str)
    changed = Signal()

    def __init__(
        self,
        ui: Ui_RegisterPageForm,
        page: QWidget,
        *,
        register: RegisterService,
        history: RegisterHistory,
        parties: PartyService,
        clock: Clock,
        names: Callable[[], Mapping[str, str]],
    ) -> None:
        super().__init__(page)
        self._ui = ui
        self._register = register
        self._page = page
        self.view = VersionsView(history, parties, clock, names, page)
        ui.rooms.addWidget(self.view)
        self.view.left.connect(self._leave)
        self.view.reverted.connect(self._reverted)
        bind_keys((("Escape", self.view, self._leave),))

    def show(self, reference: str) -> None:
        """Show the versions of a record; the way back leads to where one came from."""
        from_form = self._ui.rooms.currentWidget() is self._ui.editor
        try:
            self.view.show_record(self._record(reference), from_form=from_form)
        except GdprDeskError as refusal:
            tell_refusal(self._page, refusal)
            return
        self._ui.rooms.setCurrentWidget(self.view)
        self.view.take_focus()

    def _record(self, reference: str) -> ProcessingActivity:
        """The record as it stands; nobody edits it from here, so the service need not remember it."""
        activities = self._register.register().activities
        return next((a for a in activities if a.reference == reference), ProcessingActivity(reference))

    def _leave(self) -> None:
        (self.opened if self.view.from_form else self.listed).emit(self.view.reference)

    def _reverted(self, reference: str) -> None:
        """A record became what it was: whatever shows it reads it again."""
        shown = self._ui.rooms.currentWidget()
        if shown is self.view and self.view.reference == reference:
            self.view.show_record(self._record(reference))
        elif shown is self._ui.editor and self._ui.editor.reference == reference:
            self.opened.emit(reference)
        self.changed.emit()
