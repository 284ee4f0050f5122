"""How many records are unfinished, counted behind the window after the last of several changes."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.register.model import ActivityStatus
from gdpr_desk.register.service import ActivityOverview, RegisterService

_PAUSE_MS = 200
"""Somebody who types saves again and again; counting thousands of records takes a moment."""


class Unfinished(QObject):
    """`counted` carries how many records in use are not complete."""

    counted = Signal(int)

    def __init__(self, register: RegisterService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._register = register
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._count)

    def count_soon(self) -> None:
        """Something changed."""
        self._pause.start()

    def stop(self) -> None:
        """The vault closes."""
        self._pause.stop()

    def _count(self) -> None:
        Jobs.run(self._register.overview, self._tell, owner=self)

    def _tell(self, overview: tuple[ActivityOverview, ...]) -> None:
        left = (
            seen
            for seen in overview
            if not seen.completeness.complete and seen.activity.status is not ActivityStatus.ARCHIVED
        )
        self.counted.emit(sum(1 for _seen in left))
