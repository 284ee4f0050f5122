"""« Purge automatique » in the settings: by keyboard, off the window's thread, and what it says."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from fingers import press
from memory_scheduler import MemoryScheduler
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gdpr_desk.app import Desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.retention.locked import sweep_locked
from gdpr_desk.schedule.model import Task
from gdpr_desk.schedule.refusals import not_taken
from gdpr_desk.schedule.service import SweepSchedule
from gdpr_desk.shell import schedule_card
from gdpr_desk.shell.schedule_card import ScheduleCard
from gdpr_desk.vault.state import change_state

pytestmark = pytest.mark.usefixtures("light_look", "paris")

Shown = Callable[[], ScheduleCard]


@pytest.fixture
def shown(officer_desk: Desk, scheduler: MemoryScheduler, qtbot: QtBot) -> Shown:
    """Shows a card of the vault, once it has read how it stands."""

    def show() -> ScheduleCard:
        schedule = SweepSchedule(officer_desk.vault.folder, officer_desk.clock, scheduler)
        card = ScheduleCard(officer_desk, schedule)
        qtbot.addWidget(card)
        card.show()
        qtbot.waitUntil(lambda: "interrogé" not in title(card), timeout=10_000)
        return card

    return show


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def words(widget: QWidget) -> str:
    labels = [label.plain() for label in widget.findChildren(Label) if label.isVisibleTo(widget)]
    return plain(" ".join(labels))


def title(card: ScheduleCard) -> str:
    return plain(card._title.plain())


def verbs(card: ScheduleCard) -> list[str]:
    return [plain(b.text()) for b in card.findChildren(Button) if b.isVisibleTo(card) and b.text()]


def installed(scheduler: MemoryScheduler) -> Task:
    (only,) = scheduler.kept.values()
    return only


def test_by_keyboard_from_nothing_to_a_run_and_back(
    shown: Shown, scheduler: MemoryScheduler, qtbot: QtBot, clock: FixedClock
) -> None:
    card = shown()
    assert (title(card), verbs(card)) == ("Pas installée", ["Installer"])
    card.activateWindow()
    card.put.setFocus()
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: title(card) == "Installée, chaque jour à 03:10", timeout=10_000)
    assert installed(scheduler).at == time(3, 10)
    assert verbs(card) == ["Lancer maintenant", "Retirer"]
    assert card.now.hasFocus(), "the keyboard stays where the next verb is"
    scheduler.running = lambda task: sweep_locked(task.folder, clock)
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "aujourd’hui à 08:48" in words(card), timeout=10_000)
    card.take.setFocus()
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: title(card) == "Pas installée", timeout=10_000)
    assert scheduler.kept == {}
    (toast,) = (toast for toast in card.findChildren(Toast) if toast.isVisible())
    assert "retirée" in words(toast)
    toast.findChild(Button).click()
    qtbot.waitUntil(lambda: bool(scheduler.kept), timeout=10_000)


def test_another_hour_holds_at_once_where_it_is_in_place(
    shown: Shown, scheduler: MemoryScheduler, qtbot: QtBot
) -> None:
    card = shown()
    card.hour.set_key("19:10")
    card.hour.activated.emit(card.hour.currentIndex())
    assert scheduler.kept == {}, "nothing is installed by looking at hours"
    card.put.click()
    qtbot.waitUntil(lambda: title(card) == "Installée, chaque jour à 19:10", timeout=10_000)
    card.hour.set_key("07:10")
    card.hour.activated.emit(card.hour.currentIndex())
    qtbot.waitUntil(lambda: title(card) == "Installée, chaque jour à 07:10", timeout=10_000)
    assert installed(scheduler).at == time(7, 10)


def test_what_is_out_of_date_says_why_and_is_mended(
    shown: Shown, scheduler: MemoryScheduler, officer_desk: Desk, qtbot: QtBot
) -> None:
    SweepSchedule(officer_desk.vault.folder, officer_desk.clock, scheduler).install(time(12, 34))
    task = installed(scheduler)
    scheduler.kept[task.id] = Task(task.id, task.program, Path("/ancienne/place"), task.at)
    card = shown()
    assert title(card) == "À réparer"
    assert "Le coffre a changé de place" in plain(card.notice.get_text())
    assert "chaque heure" in plain(card.notice.get_text()), "what still works is said"
    assert verbs(card) == ["Réparer", "Retirer"]
    assert card.hour.key() == "12:34"
    card.notice.activated.emit()
    qtbot.waitUntil(lambda: title(card) == "Installée, chaque jour à 12:34", timeout=10_000)
    assert installed(scheduler) == task


def test_next_and_last_are_told(shown: Shown, scheduler: MemoryScheduler, officer_desk: Desk) -> None:
    scheduler.next_at = datetime(2026, 11, 24, 2, 10, tzinfo=UTC)
    SweepSchedule(officer_desk.vault.folder, officer_desk.clock, scheduler).install()
    assert "Prochaine : demain à 03:10 · Dernière : aucune pour l’instant" in words(shown())


def test_where_no_scheduler_answers_it_says_what_still_works(
    shown: Shown, scheduler: MemoryScheduler
) -> None:
    scheduler.answers = False
    card = shown()
    assert (title(card), verbs(card)) == ("Indisponible ici", [])
    assert "Tant que le programme est ouvert, la purge passe quand même" in words(card)


def test_a_refusal_is_told_and_the_card_stays_as_it_was(
    shown: Shown, scheduler: MemoryScheduler, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[GdprDeskError] = []
    monkeypatch.setattr(schedule_card, "tell_refusal", lambda _window, refusal: told.append(refusal))
    card = shown()
    scheduler.refusal = not_taken()
    card.put.click()
    qtbot.waitUntil(lambda: bool(told), timeout=10_000)
    qtbot.waitUntil(lambda: title(card) == "Pas installée", timeout=10_000)
    assert card.isEnabled()
    assert verbs(card) == ["Installer"]


def test_what_changed_elsewhere_shows_when_the_page_is_shown_again(
    shown: Shown, scheduler: MemoryScheduler, officer_desk: Desk, qtbot: QtBot
) -> None:
    card = shown()
    SweepSchedule(officer_desk.vault.folder, officer_desk.clock, scheduler).install(time(7, 10))
    card.hide()
    card.show()
    qtbot.waitUntil(lambda: title(card) == "Installée, chaque jour à 07:10", timeout=10_000)
    assert card.hour.key() == "07:10"


def test_the_window_waits_for_nobody(
    shown: Shown, scheduler: MemoryScheduler, officer_desk: Desk, qtbot: QtBot
) -> None:
    SweepSchedule(officer_desk.vault.folder, officer_desk.clock, scheduler).install()
    go_on = threading.Event()
    threads: list[threading.Thread] = []

    def slow(_task: Task) -> None:
        threads.append(threading.current_thread())
        go_on.wait(20)

    scheduler.running = slow
    card = shown()
    card.now.click()
    qtbot.waitUntil(lambda: bool(threads), timeout=10_000)
    assert threads[0] is not threading.main_thread()
    assert not card.isEnabled(), "nobody presses twice"
    go_on.set()
    qtbot.waitUntil(card.isEnabled, timeout=10_000)


def test_the_fictional_shop_has_no_verbs_and_asks_nobody(
    officer_desk: Desk, scheduler: MemoryScheduler, qtbot: QtBot
) -> None:
    change_state(officer_desk.vault.folder, lambda state: replace(state, demo=True))
    officer_desk.vault.is_demo = True
    card = ScheduleCard(officer_desk, SweepSchedule(officer_desk.vault.folder, officer_desk.clock, scheduler))
    qtbot.addWidget(card)
    card.show()
    assert (verbs(card), scheduler.asked) == ([], [])
    assert "boutique fictive" in title(card)


def test_every_control_has_a_name(shown: Shown, scheduler: MemoryScheduler, officer_desk: Desk) -> None:
    SweepSchedule(officer_desk.vault.folder, officer_desk.clock, scheduler).install()
    card = shown()
    named = (card.now, card.take, card.hour)
    assert all("purge" in plain(part.accessibleName()) for part in named)
