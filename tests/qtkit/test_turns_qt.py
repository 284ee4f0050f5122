"""Work in pieces."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from gdpr_desk.qtkit.turns import in_turns


def test_the_window_answers_between_the_steps(qtbot: QtBot) -> None:
    owner, seen = QObject(), list[str]()
    ticking = QTimer(owner, interval=0)
    ticking.timeout.connect(lambda: seen.append("tick"))
    ticking.start()
    in_turns(owner, [lambda: seen.append("one"), lambda: seen.append("two"), lambda: seen.append("three")])
    assert seen == ["one"]
    qtbot.waitUntil(lambda: "three" in seen)
    assert [step for step in seen if step != "tick"] == ["one", "two", "three"]
    assert "tick" in seen[seen.index("one") : seen.index("two")]
    assert "tick" in seen[seen.index("two") : seen.index("three")]


@pytest.mark.parametrize("steps", [0, 1, 3])
def test_what_belongs_to_a_room_that_is_gone_is_not_done(qtbot: QtBot, steps: int) -> None:
    owner, seen = QObject(), list[int]()
    in_turns(owner, [lambda: seen.append(1)] * steps)
    delete(owner)
    qtbot.wait(20)
    assert len(seen) == min(1, steps)
