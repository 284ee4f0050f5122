"""Work off the GUI thread, and who is told."""

from __future__ import annotations

import threading
import time

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit import jobs
from gdpr_desk.qtkit.jobs import Jobs


def test_the_work_runs_elsewhere_and_the_answer_comes_here(qtbot: QtBot) -> None:
    seen: list[tuple[str, int]] = []
    here = threading.get_ident()
    Jobs.run(threading.get_ident, lambda there: seen.append(("done", there)))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0][1] != here


def test_the_store_lane_is_one_after_another(qtbot: QtBot) -> None:
    running, most, order = 0, 0, []
    lock = threading.Lock()

    def work(number: int) -> int:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with lock:
            running -= 1
        return number

    for number in range(5):
        Jobs.run(lambda n=number: work(n), order.append)  # type: ignore[misc]
    qtbot.waitUntil(lambda: len(order) == 5)
    assert (order, most) == ([0, 1, 2, 3, 4], 1)


def test_the_pool_does_not_wait_for_the_store(qtbot: QtBot) -> None:
    gate = threading.Event()
    seen: list[str] = []
    Jobs.run(lambda: gate.wait(5), lambda _: seen.append("store"))
    Jobs.run(lambda: "pool", seen.append, lane="pool")
    qtbot.waitUntil(lambda: seen == ["pool"])
    gate.set()
    qtbot.waitUntil(lambda: seen == ["pool", "store"])


def test_a_known_problem_is_told_in_its_own_words(qtbot: QtBot) -> None:
    told: list[object] = []

    def refuse() -> None:
        raise GdprDeskError("Le disque est plein.")

    job = Jobs.run(refuse, told.append, told.append, settled=lambda: told.append("settled"))
    qtbot.waitUntil(lambda: job.finished)
    assert told[0] == "settled"
    assert str(told[1]) == "Le disque est plein."


def test_a_fault_reaches_the_crash_dialog(qtbot: QtBot) -> None:
    told: list[object] = []

    def fault() -> None:
        raise ZeroDivisionError("ours")

    with qtbot.captureExceptions() as raised:
        job = Jobs.run(fault, told.append, told.append, settled=lambda: told.append("settled"))
        qtbot.waitUntil(lambda: job.finished)
        qtbot.wait(10)
    assert [kind for kind, _value, _trace in raised] == [ZeroDivisionError]
    assert told == ["settled"]


def test_a_page_that_is_gone_is_not_called(qtbot: QtBot) -> None:
    gate = threading.Event()
    told: list[object] = []
    owner = QObject()
    gone = Jobs.run(lambda: gate.wait(5), told.append, owner=owner)
    kept = QObject()
    stays = Jobs.run(lambda: "here", told.append, owner=kept)
    delete(owner)
    gate.set()
    qtbot.waitUntil(lambda: stays.finished)
    assert gone.finished
    assert told == ["here"]


def test_a_cancelled_job_is_not_told(qtbot: QtBot) -> None:
    told: list[object] = []
    job = Jobs.run(lambda: 1, told.append)
    job.cancel()
    qtbot.waitUntil(lambda: job.finished)
    assert told == []


def test_busy_is_told_once_each_way(qtbot: QtBot) -> None:
    told: list[bool] = []
    Jobs.instance().busy_changed.connect(told.append)
    jobs = [Jobs.run(lambda: time.sleep(0.01)) for _ in range(3)]
    qtbot.waitUntil(lambda: all(job.finished for job in jobs))
    Jobs.instance().busy_changed.disconnect(told.append)
    assert told == [True, False]


def test_waiting_before_the_vault_is_closed(qtbot: QtBot) -> None:
    done = threading.Event()

    def work() -> None:
        time.sleep(0.05)
        done.set()

    Jobs.run(work)
    assert Jobs.wait()
    assert done.is_set()


def test_there_is_no_third_lane(qtbot: QtBot) -> None:
    with pytest.raises(ValueError, match="fast"):
        Jobs.run(lambda: 1, lane="fast")


def test_what_is_told_goes_on_the_thread_of_the_windows_also_when_the_worker_is_late(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, late, gone = threading.Event(), threading.Event(), list[int]()

    class Room:
        """Its last reference is the one that the job holds."""

        def found(self, _answer: int) -> None:
            told.set()

        def __del__(self) -> None:
            gone.append(threading.get_ident())

    run = jobs._Task.run

    def dawdle(self: jobs._Task) -> None:
        run(self)
        late.wait(5)

    monkeypatch.setattr(jobs._Task, "run", dawdle)
    room = Room()
    Jobs.run(lambda: 1, room.found)
    del room
    qtbot.waitUntil(told.is_set)
    while_it_dawdles = list(gone)
    late.set()
    assert Jobs.wait()
    assert while_it_dawdles == gone == [threading.get_ident()]
