"""Waiting in a window until what was asked of the workers is on the screen."""

from __future__ import annotations

from PySide6.QtTest import QTest

from gdpr_desk.qtkit.jobs import Jobs


def settle() -> None:
    """What was asked, and what that asked too; a room shows what it read in several turns."""
    for _ in range(12):
        Jobs.wait()
        QTest.qWait(2)
