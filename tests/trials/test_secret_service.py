"""The way in by the system's keyring, with a real one: gnome-keyring's Secret Service on a bus of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from quick_keys import quick

from gdpr_desk.clock import FixedClock
from gdpr_desk.system_keyring import KeyringUnavailable, Patience
from gdpr_desk.vault.keyring_way import fetch, forget, keep, mark_of, offered
from gdpr_desk.vault.vault import Vault

pytestmark = [
    pytest.mark.trial,
    pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="dbus-daemon is not installed"),
    pytest.mark.skipif(shutil.which("gnome-keyring-daemon") is None, reason="gnome-keyring is not installed"),
]
PHRASE = "les lampes de l’atelier s’allument tôt"
LOGIN = b"le secret de la session"


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A session bus; the folder is the home of its user."""
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1"], stdout=subprocess.PIPE, text=True
    )
    home = tmp_path / "home"
    home.mkdir()
    assert daemon.stdout is not None
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", daemon.stdout.readline().strip())
    for name in ("HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    try:
        yield home
    finally:
        daemon.kill()
        daemon.wait()


@contextmanager
def keyring(*, unlocked: bool) -> Iterator[None]:
    """The daemon, its login keyring open or closed."""
    command = ["gnome-keyring-daemon", "--foreground", "--components=secrets"]
    command += ["--unlock"] if unlocked else []
    daemon = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=dict(os.environ))
    try:
        assert daemon.stdin is not None
        daemon.stdin.write(LOGIN if unlocked else b"")
        daemon.stdin.close()
        end = time.monotonic() + 20
        question = ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/"]
        question += ["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"]
        while b"true" not in subprocess.run(question, capture_output=True).stdout:
            assert time.monotonic() < end, "the keyring never came"
            time.sleep(0.1)
        yield
    finally:
        daemon.kill()
        daemon.wait()


@pytest.fixture
def vault(tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Vault]:
    quick(monkeypatch)
    made, _ = Vault.create(tmp_path / "coffre", officer_name="Camille", passphrase=PHRASE, clock=clock)
    with made:
        yield made


def test_kept_read_after_a_restart_and_taken_out(bus: Path, vault: Vault, clock: FixedClock) -> None:
    folder = vault.folder
    with keyring(unlocked=True):
        keep(vault, PHRASE, clock, Patience(20))
        vault.close()
        Vault.enter(folder, fetch(folder, Patience(20)), clock=clock).close()
    with keyring(unlocked=True):
        opened = fetch(folder, Patience(20))
        assert opened.person == vault.person.id
        on_disk = b"".join(path.read_bytes() for path in bus.rglob("*") if path.is_file())
        assert list(bus.rglob("*.keyring")), "there is no keyring file to search"
        for secret in (str(opened.identity).encode(), vault.person.id.encode(), PHRASE.encode()):
            assert secret not in on_disk
        mark = mark_of(folder)
        assert mark is not None
        forget(mark, Patience(20))
        assert not offered(folder)
        assert mark_of(folder) is None


def test_a_closed_keyring_asks_in_vain_and_is_left_alone(bus: Path, vault: Vault, clock: FixedClock) -> None:
    with keyring(unlocked=True):
        keep(vault, PHRASE, clock, Patience(20))
    with keyring(unlocked=False):
        began = time.monotonic()
        with pytest.raises(KeyringUnavailable):
            fetch(vault.folder, Patience(3))
        assert time.monotonic() - began < 6
        assert offered(vault.folder), "it may be open the next time"


def test_without_a_service_it_says_so_at_once(bus: Path, vault: Vault, clock: FixedClock) -> None:
    began = time.monotonic()
    with pytest.raises(KeyringUnavailable):
        keep(vault, PHRASE, clock, Patience(20))
    assert time.monotonic() - began < 15
    assert mark_of(vault.folder) is None
