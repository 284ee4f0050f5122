"""« Registres tenus » over a real vault."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from ledger_hands import asked
from pytestqt.qtbot import QtBot
from settling import settle

from gdpr_desk.app import Desk
from gdpr_desk.retention.qt.ledger_lines import LedgerDoor
from gdpr_desk.retention.qt.ledger_view import LedgersView


@pytest.fixture
def open_view(
    officer_desk: Desk, qtbot: QtBot, light_look: None, no_warnings: None
) -> Iterator[Callable[[], LedgersView]]:
    asked.clear()

    def opened() -> LedgersView:
        door = LedgerDoor(
            officer_desk.ledgers,
            officer_desk.retention,
            officer_desk.clock,
            lambda: asked.append("objections"),
            lambda: asked.append("leave"),
        )
        made = LedgersView(door)
        qtbot.addWidget(made)
        made.resize(1080, 620)
        with qtbot.waitExposed(made):
            made.show()
        made.activateWindow()
        settle()
        made.focus_first()
        return made

    yield opened
    settle()


@pytest.fixture
def view(open_view: Callable[[], LedgersView]) -> LedgersView:
    return open_view()
