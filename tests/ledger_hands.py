"""What the tests of « Registres tenus » read off its page."""

from __future__ import annotations

from datetime import date, timedelta

from fingers import plain
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from gdpr_desk.app import Desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.retention.qt.ledger_lines import LedgerLine
from gdpr_desk.retention.qt.ledger_view import LedgersView

asked: list[str] = []
"""Where the page led to."""


def unpaid(desk: Desk, clock: FixedClock, **steps: date) -> str:
    values = {"who": "Odile Brun", "amount": 6450, "unpaid_since": clock.today() - timedelta(days=12)}
    return desk.ledgers.add("unpaid", values, steps=steps).reference


def lines(view: LedgersView) -> list[LedgerLine]:
    return [line for line in view.table.shown() if isinstance(line, LedgerLine)]


def cell(view: LedgersView, key: str, row: int = 0) -> str:
    """What a screen reader says of that cell."""
    keys = [column.key for column in view.table._model.columns]
    model = view.table.model()
    return plain(str(model.index(row, keys.index(key)).data(Qt.ItemDataRole.AccessibleTextRole)))


def shown_words(view: LedgersView) -> str:
    labels = view.pages.currentWidget().findChildren(QLabel)
    return plain(" | ".join(one.text() for one in labels if one.isVisible()))
