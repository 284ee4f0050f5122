"""What the room says while a run is under way, with the way to stop it, and of what it could not do."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.retention.model import SweepOutcome
from gdpr_desk.retention.qt.lines import elements
from gdpr_desk.retention.qt.runs import SweepRuns
from gdpr_desk.retention.qt.ui_retention_page import Ui_RetentionPageForm
from gdpr_desk.retention.qt.words import outcome_words, trouble_words

_PATIENCE_MS = 300
"""A run that is over by then is not worth a word."""
_WORKING = "Purge en cours…"


class RunStrips:
    """Drives `working` and `trouble` of the page."""

    def __init__(self, ui: Ui_RetentionPageForm, runs: SweepRuns, page: QWidget) -> None:
        self._ui = ui
        self._page = page
        self._runs = runs
        self._wait = QTimer(page, singleShot=True, interval=_PATIENCE_MS)
        self._wait.timeout.connect(ui.working.show)
        ui.working.set_kind("info")
        ui.working.set_icon("eraser")
        row, link = ui.working.layout(), ui.working.findChild(Button)
        if row is not None and link is not None:
            row.addWidget(link)  # one short sentence: its link stands beside it
        ui.working.activated.connect(self._cancel)
        ui.trouble.set_action("J’ai compris", link=True)
        ui.trouble.activated.connect(ui.trouble.hide)
        runs.began.connect(self._began)
        runs.progressed.connect(self._progressed)
        runs.ended.connect(self._ended)
        runs.refused.connect(self._refused)

    def _began(self) -> None:
        self._ui.trouble.hide()
        self._ui.working.set_text(_WORKING)
        self._ui.working.set_action("Arrêter", link=True)
        self._wait.start()

    def _progressed(self, done: int, total: int) -> None:
        self._ui.working.set_text(f"Purge en cours : {elements(done)} sur {elements(total).split()[0]}.")

    def _cancel(self) -> None:
        self._runs.cancel()
        self._ui.working.set_text("La purge s’arrête après ce lot : ce qui est fait reste fait.")
        self._ui.working.set_action("")

    def _ended(self, outcome: SweepOutcome, by_hand: bool) -> None:
        self._over()
        told = trouble_words(outcome)
        if told and (by_hand or not outcome.skipped_because):
            self._ui.trouble.set_kind("info" if outcome.skipped_because else "attention")
            self._ui.trouble.set_text(told)
            self._ui.trouble.show()
        elif by_hand:
            Toast.show_in(self._page, outcome_words(outcome), icon="eraser")

    def _refused(self, refusal: GdprDeskError, _by_hand: bool) -> None:
        self._over()
        self._ui.trouble.set_kind("urgent")
        self._ui.trouble.set_text(str(refusal))
        self._ui.trouble.show()

    def _over(self) -> None:
        self._wait.stop()
        self._ui.working.hide()
