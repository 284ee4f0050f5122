"""Fixtures that every slice may use. No test touches the user's own folders."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from gdpr_desk.clock import FixedClock
from gdpr_desk.vault.store import Store
from gdpr_desk.vault.vault import Vault

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

RAW_KEY = bytes(range(32))
MORNING = datetime(2026, 11, 23, 8, 48, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings, state and data folders of a user who never ran the program."""
    home = tmp_path_factory.mktemp("user")
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    for name in ("LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(home / name.lower()))


@pytest.fixture
def clock() -> FixedClock:
    """Monday 23 November 2026, 08:48 in Paris."""
    return FixedClock(MORNING)


@pytest.fixture(scope="session")
def _founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated empty vault, founded once: every test that asks for a vault gets a copy of its own."""
    folder = tmp_path_factory.mktemp("founded") / "coffre"
    Vault.found_for_trial(folder, RAW_KEY, clock=FixedClock(MORNING), officer_name="Camille Lumen").close()
    return folder


@pytest.fixture
def vault(_founded: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Vault]:
    """An open, migrated, empty vault under `RAW_KEY`, without key derivation."""
    folder = Path(shutil.copytree(_founded, tmp_path / "coffre"))
    with Vault.open(folder, RAW_KEY, clock=clock) as made:
        yield made


@pytest.fixture
def store(vault: Vault) -> Store:
    """The store of `vault`."""
    return vault.store


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where every tool must be there (the checking machine), a test skipped for want of one has failed."""
    report = yield
    if (
        report.skipped
        and os.environ.get("GDPR_DESK_REQUIRE_TOOLS")
        and "is not installed" in str(report.longrepr)
    ):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: {report.longrepr}"
    return report
