"""How many records and parties are unfinished, counted behind the window after the last change."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from gdpr_desk.app import Desk
from gdpr_desk.parties.checks import PartyState
from gdpr_desk.parties.model import Party
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.register.model import ActivityStatus
from gdpr_desk.register.service import ActivityOverview
from gdpr_desk.shell.today import parties_left

_PAUSE_MS = 200
"""Somebody who types saves again and again; counting thousands of records takes a moment."""


class Unfinished(QObject):
    """`counted` carries how many records in use are not complete, `parties_counted` how many parties."""

    counted = Signal(int)
    parties_counted = Signal(int)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._count)

    def count_soon(self) -> None:
        """Something changed."""
        self._pause.start()

    def stop(self) -> None:
        """The vault closes."""
        self._pause.stop()

    def _count(self) -> None:
        desk = self._desk
        Jobs.run(lambda: (desk.register.overview(), desk.parties.all()), self._tell, owner=self)

    def _tell(self, found: tuple[tuple[ActivityOverview, ...], tuple[Party, ...]]) -> None:
        overview, parties = found
        left = (
            seen
            for seen in overview
            if not seen.completeness.complete and seen.activity.status is not ActivityStatus.ARCHIVED
        )
        self.counted.emit(sum(1 for _seen in left))
        today = self._desk.clock.today()
        self.parties_counted.emit(len(parties_left(parties, today, PartyState.TO_COMPLETE)))
