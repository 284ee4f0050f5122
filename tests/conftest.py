"""Fixtures that every slice may use. No test touches the user's own folders."""

from __future__ import annotations

import gc
import itertools
import os
import shutil
import sys
from collections.abc import Generator, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from quick_vaults import quick_vaults

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.collector import collector_waiting
from gdpr_desk.journal.service import JournalService
from gdpr_desk.parties.service import PartyService
from gdpr_desk.register.exchange import RegisterExchange
from gdpr_desk.register.model import Controller
from gdpr_desk.register.service import RegisterService
from gdpr_desk.vault import keys
from gdpr_desk.vault.store import Store
from gdpr_desk.vault.vault import Vault

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

RAW_KEY = bytes(range(32))
MORNING = datetime(2026, 11, 23, 8, 48, tzinfo=ZoneInfo("Europe/Paris"))
_OF_THE_DESKTOP = ("This plugin does not support", "org.freedesktop.portal")


@pytest.fixture(scope="session")
def _users_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("users", numbered=False)


_USERS = itertools.count(1)


@pytest.fixture(autouse=True)
def _own_folders(_users_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings, state and data folders of a user who never ran the program."""
    home = _users_folder / str(next(_USERS))
    home.mkdir()
    _live_in(home, monkeypatch)


def _live_in(home: Path, patch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        patch.setenv(f"XDG_{name}_HOME", str(home / f"xdg_{name.lower()}_home"))
    for name in ("LOCALAPPDATA", "APPDATA"):
        patch.setenv(name, str(home / name.lower()))


@pytest.fixture(scope="session", autouse=True)
def _quick_vaults() -> Iterator[None]:
    """Nearly every test opens or founds a vault."""
    with pytest.MonkeyPatch.context() as patch:
        quick_vaults(patch)
        yield


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


_IDENTITY = keys.new_identity()


@pytest.fixture(scope="session")
def _founded_desk(_founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As `_founded`, with an officer who holds `_IDENTITY` and the name of the shop."""
    made = tmp_path_factory.mktemp("founded_desk")
    folder = Path(shutil.copytree(_founded, made / "coffre"))
    with pytest.MonkeyPatch.context() as patch:
        _live_in(made, patch)
        with Vault.open(folder, RAW_KEY, clock=FixedClock(MORNING)) as vault:
            with vault.store.begin() as session:
                session.connection().exec_driver_sql(
                    "UPDATE vault_meta SET officer_public_key = ?", (keys.public_key(_IDENTITY),)
                )
            vault.officer_identity = str(_IDENTITY)
            desk = open_desk(vault, FixedClock(MORNING))
            desk.register.set_controller(Controller("Atelier Lumen"))
    return folder


@pytest.fixture
def vault(request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock) -> Iterator[Vault]:
    """An open, migrated vault under `RAW_KEY`, without key derivation: empty, or that of `officer_desk`."""
    founded = "_founded_desk" if "officer_desk" in request.fixturenames else "_founded"
    folder = Path(shutil.copytree(request.getfixturevalue(founded), tmp_path / "coffre"))
    with Vault.open(folder, RAW_KEY, clock=clock) as made:
        yield made


@pytest.fixture
def officer_desk(vault: Vault, clock: FixedClock) -> Desk:
    """The desk of an officer who holds the officer identity, without a passphrase of their own."""
    vault.officer_identity = str(_IDENTITY)
    return open_desk(vault, clock)


@pytest.fixture
def store(vault: Vault) -> Store:
    """The store of `vault`."""
    return vault.store


@pytest.fixture
def journal(store: Store, clock: FixedClock) -> JournalService:
    """The journal of `store`, written by the person `p1`."""
    return JournalService(store, clock, "p1")


@pytest.fixture
def parties(store: Store, journal: JournalService, clock: FixedClock) -> PartyService:
    """The parties in `store`."""
    return PartyService(store, journal, clock)


@pytest.fixture
def register(
    store: Store, journal: JournalService, parties: PartyService, clock: FixedClock
) -> RegisterService:
    """The register in `store`."""
    return RegisterService(store, journal, parties, clock)


@pytest.fixture
def exchange(
    store: Store, journal: JournalService, parties: PartyService, clock: FixedClock
) -> RegisterExchange:
    """The way in and out of the register in `store`."""
    return RegisterExchange(store, journal, parties, clock)


@pytest.fixture
def light_look(qapp: QApplication) -> None:
    """The program's French and its light theme at 100 %, where no test before has put them on yet."""
    from gdpr_desk.qtkit import theme
    from gdpr_desk.shell.application import speak_french

    if theme.theme().scheme != "light":
        speak_french(qapp)
        theme.install(qapp, "light", 100)


@pytest.fixture
def no_warnings(qtlog: object) -> Iterator[None]:
    """A Qt warning fails the test, unless it only says what the machine's desktop cannot do."""
    yield
    told = [record.message for record in qtlog.records]  # type: ignore[attr-defined]
    assert [message for message in told if not any(word in message for word in _OF_THE_DESKTOP)] == []


_LONG = {
    "trials",
    "test_end_to_end.py",
    "test_typed_register.py",
    "test_cli.py",
    "test_entrance_qt.py",
    "test_screens_qt.py",
    "test_session_lock_qt.py",
    "test_same_bytes.py",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first: where several processes share the suite, none is left with one at the end."""
    items.sort(key=lambda item: _LONG.isdisjoint(item.path.parts))


_SELDOM = (20_000, 20, 50)
"""The collector looks for circles this seldom: a test makes few, and lives for a tenth of a second."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What the imports and the collection of tests make stays: no collection of garbage walks it."""
    with collector_waiting():
        done = yield
        gc.collect()
        gc.freeze()
    gc.set_threshold(*_SELDOM)
    return done


_MANY_WIDGETS = 300
_ENDED = itertools.count(1)
_lasting = 0
_file_with_windows = ""


def pytest_runtest_logstart(nodeid: str) -> None:
    """What lives between two files is kept by modules and caches: it stays as well."""
    global _file_with_windows  # noqa: PLW0603  # the file whose windows were collected
    if _file_with_windows and not nodeid.startswith(_file_with_windows):
        _file_with_windows = ""
        gc.collect()
        gc.freeze()


def pytest_runtest_logfinish(nodeid: str) -> None:
    """No window outlives its test: each change of the look would paint every one of them again.

    Windows leave the collector, and what is to be deleted later, to their event loop: none runs between
    two tests.
    """
    global _lasting, _file_with_windows  # noqa: PLW0603  # widgets that the collector could not take the last time
    ended = next(_ENDED)
    if "PySide6.QtWidgets" not in sys.modules:
        return
    from PySide6.QtWidgets import QApplication

    there = len(QApplication.allWidgets())
    if there > _lasting + _MANY_WIDGETS:
        _file_with_windows = nodeid.partition("::")[0]
        _lasting = _without_dead_windows()
    else:
        _lasting = min(_lasting, there)
        if ended % 40 == 0 and not gc.isenabled():
            gc.collect()


def _without_dead_windows() -> int:
    """How many widgets are left; what still works for a window ends before it."""
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    from gdpr_desk.qtkit.jobs import Jobs

    Jobs.wait(1000)
    QCoreApplication.processEvents()
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return len(QApplication.allWidgets())


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
