"""What is done with one row: hold it, prolong or lift its hold, open its statement."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from gdpr_desk.clock import Clock
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.retention.model import SweepStatement, Why
from gdpr_desk.retention.qt.hold_dialogs import HoldDialog, LiftDialog, ProlongDialog
from gdpr_desk.retention.qt.lines import HoldLine, PlanLine, RoomContent
from gdpr_desk.retention.qt.runs import SweepRuns
from gdpr_desk.retention.qt.statement_dialog import StatementDialog
from gdpr_desk.retention.qt.ui_retention_page import Ui_RetentionPageForm
from gdpr_desk.retention.service import RetentionService


class Acts(QObject):
    """Connects the tables of the page and their buttons; `held` once a hold was set, prolonged or lifted."""

    held = Signal()

    def __init__(
        self,
        ui: Ui_RetentionPageForm,
        retention: RetentionService,
        *,
        runs: SweepRuns,
        clock: Clock,
        shop: Callable[[], str],
        page: QWidget,
    ) -> None:
        super().__init__(page)
        self._ui = ui
        self._retention = retention
        self._runs = runs
        self._clock = clock
        self._shop = shop
        self._page = page
        self._content: RoomContent | None = None
        ui.plan.toggle_wanted.connect(self.toggle)
        ui.holds.opened.connect(self.prolong)
        ui.holds.current_changed.connect(lambda _record: self.follow())
        ui.prolong.clicked.connect(lambda: self.prolong(ui.holds.current_record()))
        ui.lift.clicked.connect(lambda: self.lift(ui.holds.current_record()))
        ui.runs.opened.connect(self.open_run)
        ui.runs.current_changed.connect(lambda _record: self.follow())
        ui.open.clicked.connect(lambda: self.open_run(ui.runs.current_record()))

    def show(self, content: RoomContent) -> None:
        """What the rows stand for now."""
        self._content = content
        self.follow()

    def follow(self) -> None:
        """The buttons are for the chosen row."""
        for verb in (self._ui.prolong, self._ui.lift):
            verb.setEnabled(isinstance(self._ui.holds.current_record(), HoldLine))
        self._ui.open.setEnabled(isinstance(self._ui.runs.current_record(), SweepStatement))

    def toggle(self, line: PlanLine) -> None:
        """What goes is to stay, or the other way round."""
        if self._runs.running or self._content is None:
            return
        if line.item.why is Why.HOLD:
            own = (line.item.key, line.item.rule)  # a whole folder may be held, which is called as its rule
            self.lift(next((h for h in self._content.holds if h.hold.key in own), None))
        else:
            self._hold(line)

    def prolong(self, line: object) -> None:
        """Ask until when, and let the hold stand."""
        if not isinstance(line, HoldLine):
            return
        key = line.hold.key
        dialog = ProlongDialog(
            line.name,
            line.hold,
            line.reason,
            lambda day: self._retention.prolong(key, review_on=day),
            self._page,
            clock=self._clock,
            drafts=self._retention.drafts,
        )
        dialog.accepted.connect(lambda: self._done("Gel prolongé"))
        _open(dialog)

    def lift(self, line: object) -> None:
        """Ask why, and lift the hold."""
        if not isinstance(line, HoldLine):
            return
        key = line.hold.key
        dialog = LiftDialog(
            line.name,
            line.hold,
            line.reason,
            lambda note: self._retention.lift(key, note=note),
            self._page,
            drafts=self._retention.drafts,
        )
        dialog.accepted.connect(lambda: self._done("Gel levé"))
        _open(dialog)

    def open_run(self, run: object) -> None:
        """Show its statement."""
        if isinstance(run, SweepStatement):
            _open(StatementDialog(self._retention, run, self._shop(), self._page))

    def _hold(self, line: PlanLine) -> None:
        key = line.item.key
        dialog = HoldDialog(
            line.name,
            self._retention.reasons(),
            self._clock,
            lambda reason, note, day: self._retention.hold(key, reason=reason, note=note, review_on=day),
            self._page,
            item=key,
            drafts=self._retention.drafts,
        )
        dialog.accepted.connect(lambda: self._done("Gelé : il ne partira pas"))
        _open(dialog)

    def _done(self, told: str) -> None:
        Toast.show_in(self._page, told, icon="snowflake")
        self.held.emit()


def _open(dialog: QDialog) -> None:
    """Over the page, gone once it is left."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
