"""A confined process: it answers, it is stopped, and nothing it does reaches files or the network."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import hostile_tasks
import pytest

from gdpr_desk.confinement import child as child_module
from gdpr_desk.confinement.child import FROZEN_FLAG, ChildFailed, ConfinedChild, Limits
from gdpr_desk.confinement.frames import BrokenFrame, read_frame, write_frame

LIMITS = Limits(seconds=40.0, cpu_seconds=0, memory=400 * 1024 * 1024, longest_answer=20_000_000)
WRAPS = sys.platform == "linux" and shutil.which("bwrap") is not None
posix = pytest.mark.skipif(sys.platform == "win32", reason="the limits of Windows are a job object's")
wrapped = pytest.mark.skipif(not WRAPS, reason="bubblewrap is not installed")


@pytest.fixture(autouse=True)
def _asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_module, "_wrapping_works", True)


@pytest.fixture
def child() -> Iterator[ConfinedChild]:
    with ConfinedChild("hostile_tasks", LIMITS) as one:
        yield one


def test_one_process_answers_a_whole_batch(child: ConfinedChild) -> None:
    first = child.ask({"do": "echo", "say": "é"}, [b"\x00\xff", b""])
    second = child.ask({"do": "echo"}, [bytes(3_000_000)])
    assert first.told["said"] == "é"
    assert first.contents == (b"\x00\xff", b"")
    assert second.contents == (bytes(3_000_000),)
    assert first.told["pid"] == second.told["pid"]
    assert child.started == 1


@posix
@pytest.mark.parametrize(
    ("harm", "why"),
    [
        ("spin", "died"),
        ("swell", "memory"),
        ("die", "died"),
        ("crash", "died"),
        ("raise_it", "broken"),
        ("flood", "broken"),
        ("babble", "broken"),
    ],
)
def test_what_harms_it_ends_that_answer_alone(child: ConfinedChild, harm: str, why: str) -> None:
    with pytest.raises(ChildFailed) as failed:
        child.ask({"do": harm})
    assert failed.value.why == why
    assert child.pid is None
    assert child.ask({"do": "echo", "say": "encore"}).told["said"] == "encore"
    assert child.started == 2


def test_it_is_stopped_at_any_moment_of_its_start() -> None:
    # Bubblewrap leaves a child of its own behind where it is killed before that child is set up.
    ended: list[str] = []

    def stop_early() -> None:
        for step in range(60):
            with ConfinedChild("hostile_tasks", LIMITS) as one, pytest.raises(ChildFailed) as failed:
                one.ask({"do": "sleep", "for": 60}, seconds=step / 10_000)
            ended.append(failed.value.why)

    stopping = threading.Thread(target=stop_early, daemon=True)
    stopping.start()
    stopping.join(30)
    assert ended == ["too_long"] * 60


def test_it_is_stopped_when_its_time_has_passed(child: ConfinedChild) -> None:
    child.ask({"do": "echo"})
    started = time.monotonic()
    with pytest.raises(ChildFailed) as failed:
        child.ask({"do": "sleep", "for": 60}, seconds=0.2)
    assert failed.value.why == "too_long"
    assert time.monotonic() - started < 5


def test_it_is_stopped_from_another_thread(child: ConfinedChild) -> None:
    child.ask({"do": "echo"})
    threading.Timer(0.2, child.close).start()
    started = time.monotonic()
    with pytest.raises(ChildFailed) as failed:
        child.ask({"do": "sleep", "for": 60})
    assert failed.value.why == "stopped"
    assert time.monotonic() - started < 5
    with pytest.raises(ChildFailed):
        child.ask({"do": "echo"})


@posix
def test_a_grown_process_is_replaced(child: ConfinedChild) -> None:
    assert child.ask({"do": "grow"}).told["held"] == 180_000_000
    assert child.ask({"do": "grow"}).told["held"] == 180_000_000
    assert child.started == 2


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield server


def _may_leave_the_network() -> bool:
    return sys.platform == "linux" and os.geteuid() == 0


@pytest.mark.parametrize("wrapping", [pytest.param(True, marks=wrapped), False])
def test_it_reaches_no_network(
    listener: socket.socket, monkeypatch: pytest.MonkeyPatch, *, wrapping: bool
) -> None:
    if not wrapping and not _may_leave_the_network():
        pytest.skip("only root may leave the network everywhere")
    question = {"do": "connect", "port": listener.getsockname()[1]}
    assert hostile_tasks.answer(question, ())[0]["refused"] == ""
    listener.accept()[0].close()
    monkeypatch.setattr(child_module, "_wrapping_works", wrapping)
    with ConfinedChild("hostile_tasks", LIMITS) as child:
        assert child.ask(question).told["refused"]
    with pytest.raises(TimeoutError):
        listener.accept()


@wrapped
def test_it_sees_no_file_of_the_user_and_starts_no_program(tmp_path: Path) -> None:
    secret, readable = tmp_path / "secret.txt", tmp_path / "police.txt"
    secret.write_text("marque", "utf-8")
    readable.write_text("lisible", "utf-8")
    home = {"do": "read", "path": str(Path("/etc/passwd"))}
    assert hostile_tasks.answer({"do": "read", "path": str(secret)}, ())[0]["read"] == "marque"
    assert hostile_tasks.answer(home, ())[0]["read"]
    with ConfinedChild("hostile_tasks", LIMITS, [readable]) as child:
        assert child.ask({"do": "read", "path": str(secret)}).told["read"] is None
        assert child.ask(home).told["read"] is None
        assert child.ask({"do": "read", "path": str(readable)}).told["read"] == "lisible"
        assert child.ask({"do": "run"}).told["ran"] == []


@posix
@pytest.mark.parametrize("wrapping", [pytest.param(True, marks=wrapped), False])
def test_it_writes_no_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, wrapping: bool) -> None:
    monkeypatch.setattr(child_module, "_wrapping_works", wrapping)
    target = tmp_path / "ecrit.txt"
    question = {"do": "write", "path": str(target)}
    assert hostile_tasks.answer(question, ())[0]["written"]
    target.unlink()
    with ConfinedChild("hostile_tasks", LIMITS) as child:
        assert not child.ask(question).told["written"]
    assert not target.exists() or target.stat().st_size == 0


def test_it_inherits_no_environment(child: ConfinedChild, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GDPR_DESK_PASSPHRASE_FILE", "/ou/est/la/phrase")
    told = child.ask({"do": "look_around"}).told
    assert "GDPR_DESK_PASSPHRASE_FILE" not in told["environment"]


@posix
def test_where_bubblewrap_is_not_permitted_the_limits_remain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing = tmp_path / "bwrap"
    refusing.write_text("#!/bin/sh\necho 'setting up uid map: Permission denied' >&2\nexit 1\n", "utf-8")
    refusing.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with ConfinedChild("hostile_tasks", LIMITS) as child:
        assert child.ask({"do": "echo", "say": "seul"}).told["said"] == "seul"
        with pytest.raises(ChildFailed):
            child.ask({"do": "swell"})


@pytest.mark.parametrize(
    "raw",
    [
        b"\x00" * 7,
        (1 << 40).to_bytes(8, "big"),
        (2).to_bytes(8, "big") + b"[]",
        (9).to_bytes(8, "big") + b"[" * 9,
        (31).to_bytes(8, "big") + b'{"told": {}, "sizes": [-1, 2]}\n',
        (30).to_bytes(8, "big") + b'{"told": {}, "sizes": [99999]}',
    ],
)
def test_a_frame_that_is_none_is_told(raw: bytes) -> None:
    with pytest.raises(BrokenFrame):
        read_frame(BytesIO(raw), 10_000)


def test_a_frame_comes_back_whole() -> None:
    pipe = BytesIO()
    write_frame(pipe, {"é": [1, None]}, [b"", b"x" * 10])
    pipe.seek(0)
    assert read_frame(pipe, 1000) == ({"é": [1, None]}, (b"", b"x" * 10))
    assert read_frame(pipe, 1000) is None


def test_a_packed_program_is_its_own_child() -> None:
    """Packed, there is no Python to start: the program starts itself with a flag, and opens no window."""
    boot = "import sys; sys.frozen = True; from gdpr_desk.__main__ import main; sys.exit(main())"
    values = ["gdpr_desk.documents.sheet_child", str(LIMITS.memory), "5", "alone", "--"]
    command = [sys.executable, "-c", boot, FROZEN_FLAG, *values]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as packed:
        assert packed.stdin is not None
        assert packed.stdout is not None
        write_frame(packed.stdin, {}, [b"Nom;But\n\xc3\xa9;b\n"])
        packed.stdin.close()
        assert read_frame(packed.stdout, 1000) == ({"ready": True}, ())
        answer = read_frame(packed.stdout, 1000)
    assert answer is not None
    assert answer[0]["sheets"][0]["rows"] == [["Nom", "But"], ["é", "b"]]
    assert packed.returncode == 0
