"""The board of one open vault: read, printed, and noted where it leaves."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta

from gdpr_desk.clock import Clock
from gdpr_desk.journal.service import JournalService
from gdpr_desk.retention.elsewhere.service import ElsewhereService
from gdpr_desk.retention.overview.lanes import Board, board_of
from gdpr_desk.retention.service import RetentionService
from gdpr_desk.vault.store import Store

if TYPE_CHECKING:
    from gdpr_desk.retention.overview.paper import BoardPaper

__all__ = ["Board", "OverviewService"]

_FAR = relativedelta(years=11)
"""Beyond the longest duration of a shop: every dated item then has its day in the plan."""


class OverviewService:
    """For officers: staff get AccessRefused. `shop` and `version` are the register's."""

    def __init__(
        self,
        store: Store,
        journal: JournalService,
        retention: RetentionService,
        elsewhere: ElsewhereService,
        *,
        shop: Callable[[], str],
        version: Callable[[], str],
        demo: bool,
    ) -> None:
        self._store = store
        self._journal = journal
        self._retention = retention
        self._elsewhere = elsewhere
        self._shop = shop
        self._version = version
        self._demo = demo

    @property
    def clock(self) -> Clock:
        """Whose time it is."""
        return self._journal.clock

    def board(self) -> Board:
        """Everything the board shows now. Raises the refusals of the store."""
        tasks = self._elsewhere.standing().open
        plan = self._retention.plan(self.clock.now() + _FAR)
        last = next(iter(self._retention.statements(1)), None)
        return board_of(plan, len(self._retention.holds()), tasks, last)

    def pdf(self) -> BoardPaper:
        """The board on paper. Raises `PaperDiffers`, the refusals of the store."""
        from gdpr_desk.retention.overview.paper import board_paper  # reads fonts: the start does without

        return board_paper(self.board(), self._shop(), version=self._version(), demo=self._demo)

    def left(self, way: str) -> None:
        """Note that the board left the vault, as a file of that kind or `print`."""
        with self._store.begin() as session:
            self._journal.record(session, "board.exported", "tableau", {"format": way})
