"""`schedule install | status | run | remove` as scripts call them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from memory_scheduler import MemoryScheduler

from gdpr_desk.clock import SystemClock
from gdpr_desk.commands import schedule_commands
from gdpr_desk.commands.parser import Parser, Usage
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.outcome import Outcome
from gdpr_desk.retention.locked import sweep_locked
from gdpr_desk.schedule import service
from gdpr_desk.settings import Settings, save_settings
from gdpr_desk.vault.vault import Vault

KEYS = {"system", "state", "faults", "task", "at", "next_at", "last"}


@pytest.fixture(autouse=True)
def _our_system(scheduler: MemoryScheduler, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "this_scheduler", lambda: scheduler)


@pytest.fixture
def shop(vault: Vault) -> Path:
    vault.close()
    return vault.folder


def run(*words: object) -> Outcome:
    parser = Parser(prog="gdpr-desk")
    schedule_commands.add_to(parser.add_subparsers(required=True, dest="command"))
    parsed = parser.parse_args(["schedule", *map(str, words)])
    done: Outcome = parsed.run(parsed)
    return done


def told(*words: object) -> tuple[int, dict[str, Any]]:
    done = run(*words)
    return done.status, done.result


def test_from_nothing_to_a_run_and_back(shop: Path, scheduler: MemoryScheduler) -> None:
    status, found = told("status", "--vault", shop)
    assert (status, set(found), found["state"], found["last"]) == (0, KEYS, "absent", None)
    status, made = told("install", "--vault", shop, "--at", "19:10")
    assert (status, made["state"], made["at"], made["faults"]) == (0, "installed", "19:10", [])
    assert datetime.fromisoformat(made["next_at"]) > SystemClock().now()
    scheduler.running = lambda task: sweep_locked(task.folder, SystemClock())
    status, ran = told("run", "--vault", shop)
    assert run("status", "--vault", shop).lines[0] == "Purge automatique : installée, chaque jour à 19:10."
    assert set(ran["last"]) == {"at", "due", "destroyed", "held", "waiting", "errors"}
    assert told("remove", "--vault", shop) == (0, {"removed": 1})
    assert run("remove", "--vault", shop).lines == ["Rien n’était planifié."]


def test_what_is_to_be_mended_asks_for_somebody(shop: Path, scheduler: MemoryScheduler) -> None:
    made = told("install", "--vault", shop)[1]
    scheduler.off.add(made["task"])
    status, found = told("status", "--vault", shop)
    assert (status, found["state"], found["faults"], found["next_at"]) == (
        4,
        "repair",
        ["switched_off"],
        None,
    )
    assert told("install", "--vault", shop)[0] == 0


def test_without_a_word_it_is_the_vault_that_the_window_opens(shop: Path, scheduler: MemoryScheduler) -> None:
    save_settings(Settings(vault_folder=str(shop)))
    run("install")
    (task,) = scheduler.kept.values()
    assert task.folder == shop
    assert told("remove", "--all") == (0, {"removed": 1})


@pytest.mark.parametrize("hour", ["25:00", "midi", "3", "03:10:00:00", ""])
def test_an_hour_that_is_none_is_a_usage_error(shop: Path, hour: str) -> None:
    with pytest.raises(Usage):
        run("install", "--vault", shop, "--at", hour)


def test_refusals_change_nothing(shop: Path, tmp_path: Path, scheduler: MemoryScheduler) -> None:
    for words, code in (
        (("install", "--vault", tmp_path / "rien"), "folder_refused"),
        (("install", "--vault", shop, "--at", "02:30"), "hour"),
        (("run", "--vault", shop), "not_installed"),
    ):
        with pytest.raises(GdprDeskError) as refused:
            run(*words)
        assert refused.value.code == code
    assert scheduler.kept == {}
