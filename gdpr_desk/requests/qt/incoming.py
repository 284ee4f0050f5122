"""Letters on their way in, off the GUI thread; what became of them, and how it is said in short."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.requests.arrivals import Arrived
from gdpr_desk.requests.watching import Watch

Source = Callable[[Watch], Iterable[Arrived]]
"""Begins to bring letters, to be watched so."""


@dataclass(frozen=True)
class Gathered:
    """What came before the end; `refusal` or `stopped` say why that was early."""

    arrived: tuple[Arrived, ...]
    refusal: GdprDeskError | None = None
    stopped: bool = False

    @property
    def new(self) -> tuple[Arrived, ...]:
        """Those that became a request of their own."""
        return tuple(one for one in self.arrived if one.taken is not None and not one.taken.joined)

    @property
    def joined(self) -> tuple[Arrived, ...]:
        """Those that went on with a request."""
        return tuple(
            one
            for one in self.arrived
            if one.taken is not None and one.taken.joined and not one.taken.duplicate
        )

    @property
    def known(self) -> tuple[Arrived, ...]:
        """Those that had come before."""
        return tuple(one for one in self.arrived if one.taken is not None and one.taken.duplicate)

    @property
    def refused(self) -> tuple[Arrived, ...]:
        """Those that could not be read; some are noted as a request all the same."""
        return tuple(one for one in self.arrived if one.refusal is not None)

    def told(self) -> str:
        """All of it in one line."""
        counts = (
            (len(self.new), "nouvelle demande", "nouvelles demandes"),
            (len(self.joined), "message joint à une demande", "messages joints à des demandes"),
            (len(self.known), "message déjà là", "messages déjà là"),
            (len(self.refused), "message illisible", "messages illisibles"),
        )
        words = [f"{many} {several if many > 1 else one}" for many, one, several in counts if many]
        return " · ".join(words) or "Rien de nouveau."


class Incoming(QObject):
    """One run; `ended` carries a `Gathered`."""

    ended = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.watch = Watch()
        self.running = False

    def start(self, source: Source) -> None:
        """Begin; whatever runs is not to be started twice."""
        self.watch, self.running = Watch(), True
        Jobs.run(partial(_gathered, source, self.watch), self.ended.emit, owner=self, settled=self._settled)

    def stop(self) -> None:
        """Let it end; what came is kept."""
        self.watch.stop()

    def _settled(self) -> None:
        self.running = False


def _gathered(source: Source, watch: Watch) -> Gathered:
    arrived: list[Arrived] = []
    try:
        arrived.extend(source(watch))
    except GdprDeskError as refusal:
        return Gathered(tuple(arrived), None if watch.stopped else refusal, watch.stopped)
    return Gathered(tuple(arrived), None, watch.stopped)
