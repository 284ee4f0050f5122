"""After locking, no process of the program has keys, passphrase or records in its memory.

The window is the real one, unlocked and locked through its keyboard; memory is read from outside.
`./dev trials tests/trials/test_memory.py` locks ten times.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from quick_keys import quick

from gdpr_desk.app import create_desk
from gdpr_desk.clock import SystemClock
from gdpr_desk.parties.model import Party
from gdpr_desk.profile import Profile
from gdpr_desk.register.model import ContactPerson, Controller
from gdpr_desk.settings import default_vault, log_folder, state_folder

PROGRAM = Path(__file__).with_name("window_driven.py")
PHRASE = "Chevreuil brumeux près du lavoir"
STEM, LENGTH = "Marque", 14
MARKERS = tuple(f"{STEM}{number * 7919:06}Zw" for number in range(50))
PATIENCE_S = 240

pytestmark = pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="reads the memory through /proc")


def found_vault() -> dict[str, tuple[bytes, ...]]:
    """A vault with every marker in it; what else must not be in memory, by kind, in every coding."""
    profile = Profile(
        Controller("Atelier Lumen", officer=ContactPerson(MARKERS[0], "Gérante")), ("newsletter",)
    )
    with pytest.MonkeyPatch.context() as patch:
        quick(patch)  # what the window reads is a real key file, without the second of its derivation
        desk, _ = create_desk(default_vault(), profile, PHRASE, SystemClock())
    with desk:
        activity = desk.register.register().activities[0]
        half = len(MARKERS) // 2
        text = " ".join(MARKERS[1:half])
        desk.register.save(replace(activity, name=f"Lettre {MARKERS[1]}", note=text))
        for number, marker in enumerate(MARKERS[half:]):
            desk.parties.save(Party(f"p-{number}", marker))
        key, identity = desk.vault.database_key, desk.vault.officer_identity
    assert identity is not None
    wanted = {"database key": (key, *coded(key.hex()), *coded(key.hex().upper()))}
    return wanted | {"passphrase": coded(PHRASE), "officer identity": coded(identity)}


CODINGS = ("utf-8", "latin-1", "utf-16-le", "utf-32-le")


def coded(text: str) -> tuple[bytes, ...]:
    """A text as Python, Qt and the system keep it."""
    return tuple(dict.fromkeys(text.encode(coding) for coding in CODINGS))


def processes(home: Path) -> list[int]:
    """Every process that lives in the test's own folders."""
    mine = f"XDG_STATE_HOME={os.environ['XDG_STATE_HOME']}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and mine in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
    return [pid for pid in found if pid != os.getpid()]


def hits(pids: list[int], wanted: Mapping[str, tuple[bytes, ...]]) -> Counter[str]:
    """How often each of the wanted stands in the memory of these processes."""
    found: Counter[str] = Counter()
    for pid in pids:
        for piece in memory(pid):
            for kind, codings in wanted.items():
                found[kind] += sum(piece.count(coding) for coding in codings)
            found.update(markers_in(piece))
    return +found


def markers_in(piece: bytes) -> Iterator[str]:
    """Every marker that stands there, as often as it does: they begin alike, which is searched for."""
    for stem, width in ((STEM.encode(), 1), (STEM.encode("utf-16-le"), 2), (STEM.encode("utf-32-le"), 4)):
        at = piece.find(stem)
        while at >= 0:
            text = piece[at : at + LENGTH * width : width].decode("latin-1")
            if text in MARKERS:
                yield text
            at = piece.find(stem, at + 1)


def memory(pid: int) -> Iterator[bytes]:
    """Whatever the process may read, mapping by mapping; but for files it cannot have written into."""
    with suppress(FileNotFoundError, ProcessLookupError), Path(f"/proc/{pid}/mem").open("rb", 0) as mem:
        for line in Path(f"/proc/{pid}/maps").read_text("utf-8", "replace").splitlines():
            span, rights, *_, last = line.split()
            begin, end = (int(part, 16) for part in span.split("-"))
            if "r" in rights and ("w" in rights or not last.startswith("/")):
                with suppress(OSError, ValueError, OverflowError):
                    mem.seek(begin)
                    yield mem.read(end - begin)


@contextmanager
def open_window() -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """The program, unlocked, every room looked at; and the titles its windows had."""
    errors = state_folder() / "stderr.txt"
    errors.parent.mkdir(parents=True, exist_ok=True)
    with (
        errors.open("a") as said,
        subprocess.Popen(
            [sys.executable, PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        ) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(PHRASE + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
            assert line.startswith("OPEN "), (line, errors.read_text())
            yield process, json.loads(line.removeprefix("OPEN "))
        finally:
            process.kill()


def locked(process: subprocess.Popen[str]) -> list[int]:
    """Lock; the processes there are once the unlock screen is up again."""
    assert process.stdin is not None
    process.stdin.write("lock\n")
    process.stdin.flush()
    assert process.wait(PATIENCE_S) == 0
    until = time.monotonic() + PATIENCE_S
    while not (there := window_process()):
        assert time.monotonic() < until, "no new window came up"
        time.sleep(0.05)
    time.sleep(1.0)  # let it paint and import what unlocking needs
    return [there]


def window_process() -> int:
    """The process that holds the window's lock, 0 without one."""
    lock = state_folder() / "window.lock"
    with suppress(OSError, ValueError, IndexError):
        pid = int(lock.read_text("utf-8").splitlines()[0])
        os.kill(pid, 0)
        return pid
    return 0


def lock_once(
    home: Path, wanted: Mapping[str, tuple[bytes, ...]]
) -> tuple[Counter[str], Counter[str], list[str]]:
    """Open, look at the memory, lock, look again."""
    with open_window() as (process, titles):
        before = hits(processes(home), wanted)
        pids = locked(process)
    try:
        there = processes(home)
        assert set(pids) <= set(there)
        assert process.pid not in there
        return before, hits(there, wanted), titles
    finally:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while any(pid in processes(home) for pid in pids):
            time.sleep(0.05)


def check(home: Path, locks: int) -> str:
    """That many locks; the figures."""
    wanted = found_vault()
    kinds: list[Counter[str]] = []
    for _ in range(locks):
        before, after, titles = lock_once(home, wanted)
        assert set(before) >= {"database key", "passphrase", "officer identity"}, before
        assert len(set(before) & set(MARKERS)) == len(MARKERS)
        assert after == Counter()
        assert titles
        assert not [title for title in titles for text in (*MARKERS, "Lumen") if text in title]
        kinds.append(before)
    files = [state_folder() / "stderr.txt", *log_folder().glob("*")]
    for path in files:
        assert not [marker for marker in (*MARKERS, PHRASE) if marker in path.read_text("utf-8")]
    keys = ("database key", "passphrase", "officer identity")
    told = ", ".join(f"{key} {sum(kind[key] for kind in kinds)}" for key in keys)
    seen = sum(sum(n for kind, n in found.items() if kind in MARKERS) for found in kinds)
    return f"memory trial: {locks} locks; hits before: {told}, 50 markers {seen}; after: 0\n"


def test_a_locked_window_has_nothing_in_memory(tmp_path: Path) -> None:
    sys.stdout.write(check(tmp_path, 1))


@pytest.mark.trial
def test_ten_locks_leave_nothing_in_memory(tmp_path: Path) -> None:
    report = check(tmp_path, 10)
    sys.stdout.write("\n" + report)
    (tmp_path / "memory-report.txt").write_text(report)
