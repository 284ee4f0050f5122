"""A confined process, seen from the program: started when first asked, ended when it fails or is done."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from gdpr_desk.confinement.frames import BrokenFrame, read_frame, read_frame_into, write_frame
from gdpr_desk.confinement.inside import READY, WRAPPED

FROZEN_FLAG = "--confined-child"
"""First argument by which a packed program, started by itself, knows that it is the child."""

_BOOT = (
    "import sys;n=sys.argv.index('--');sys.path[:]=sys.argv[n+1:];"
    "from gdpr_desk.confinement.inside import main;main(sys.argv[1:n])"
)
_SYSTEM = (
    *("/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib"),
    *("/usr/share/fonts", "/etc/fonts", "/etc/ld.so.cache"),
)
_PACKAGE = Path(__file__).resolve().parents[1]
_wrapping_works = True

Why = Literal["too_long", "memory", "died", "broken", "stopped"]


@dataclass(frozen=True)
class Limits:
    """For one answer: `seconds` by the clock and `cpu_seconds` of processor; for the process: `memory`
    (bytes of address space); `longest_answer` in bytes."""

    seconds: float
    cpu_seconds: int
    memory: int
    longest_answer: int


@dataclass(frozen=True)
class Answer:
    """What the child says: a JSON object and bytes, both as untrusted as what it was asked about.

    `wipeable` stands for `contents` where that was asked: nothing of it lies anywhere else in this process.
    """

    told: Mapping[str, Any]
    contents: tuple[bytes, ...]
    wipeable: tuple[bytearray, ...] = ()


class ChildFailed(Exception):
    """No answer: it took too long, ran out of memory, died, answered nonsense, or was stopped from here."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


class ConfinedChild:
    """One limited process for a batch of questions to `task`, a module with `answer` (see `inside`).

    A process that fails, or has grown, is replaced at the next question. `readable` are files or folders
    that the task reads. `ask` belongs to one thread; `close` may come from another and ends it at once.
    """

    def __init__(self, task: str, limits: Limits, readable: Iterable[Path] = ()) -> None:
        self._task = task
        self._limits = limits
        self._readable = tuple(readable)
        self._process: subprocess.Popen[bytes] | None = None
        self._job: object = None
        self._greeted = False
        self._wrapped = False
        self._closed = False
        self.started = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The process that is running, bubblewrap where it stands around ours; None between two."""
        return None if self._process is None else self._process.pid

    def ask(
        self,
        question: Mapping[str, Any],
        contents: Sequence[bytes] = (),
        *,
        seconds: float | None = None,
        wipeable: bool = False,
    ) -> Answer:
        """The child's answer. Raises ChildFailed: that child is gone, and the next question gets another."""
        try:
            answer = self._answered(question, contents, seconds, wipeable)
            if answer is None:  # it never came up: bubblewrap is there and not permitted
                _remember_that_wrapping_fails()
                answer = self._answered(question, contents, seconds, wipeable)
        except BaseException:
            self._end()
            raise
        if answer is None or answer.told.get("failed"):
            self._end()
            memory = answer is not None and answer.told["failed"] == "memory"
            raise ChildFailed("died" if answer is None else "memory" if memory else "broken")
        if answer.told.get("worn"):
            self._end()
        return answer

    def close(self) -> None:
        """End the process, whatever it is doing, and start no other."""
        self._closed = True
        self._end()

    def _answered(
        self, question: Mapping[str, Any], contents: Sequence[bytes], seconds: float | None, wipeable: bool
    ) -> Answer | None:
        """None where a wrapped process ended before its greeting."""
        if self._closed:
            raise ChildFailed("stopped")
        process = self._process or self._start()
        clock = _Deadline(process, self._limits.seconds if seconds is None else seconds)
        with clock:
            try:
                found = self._exchanged(process, question, contents, wipeable)
            except (OSError, ValueError, BrokenFrame) as problem:
                found = None
                broken = isinstance(problem, BrokenFrame)
            else:
                broken = False
        if found is not None and not clock.passed:
            return found
        if clock.passed:
            raise ChildFailed("too_long")
        if self._closed:
            raise ChildFailed("stopped")
        if not self._greeted and self._wrapped:
            self._end()
            return None
        if broken and process.poll() is None:
            raise ChildFailed("broken")
        raise ChildFailed("died")

    def _exchanged(
        self,
        process: subprocess.Popen[bytes],
        question: Mapping[str, Any],
        contents: Sequence[bytes],
        wipeable: bool,
    ) -> Answer | None:
        questions, answers = _pipes(process)
        if not self._greeted:
            greeting = read_frame(answers, 1000)
            if greeting is None or greeting[0] != READY:
                return None
            self._greeted = True
        write_frame(questions, question, contents)
        if wipeable:
            held = read_frame_into(answers, self._limits.longest_answer)
            return Answer(held[0], (), held[1]) if held is not None else None
        found = read_frame(answers, self._limits.longest_answer)
        return Answer(*found) if found is not None else None

    def _start(self) -> subprocess.Popen[bytes]:
        wrap = _wrapper(self._readable)
        self._wrapped, self._greeted = bool(wrap), False
        values = (self._limits.memory, self._limits.cpu_seconds, WRAPPED if wrap else "alone")
        command = [*wrap, *_own_program(), self._task, *map(str, values), "--", *_import_path()]
        hidden = 0
        if sys.platform == "win32":
            hidden = subprocess.CREATE_NO_WINDOW
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,  # nothing of an answer stays behind in a buffer of ours
            env=_bare_environment(),
            creationflags=hidden,
            start_new_session=sys.platform != "win32",  # Ctrl+C in a terminal is for us, not for it
        )
        if sys.platform == "win32":
            from gdpr_desk.confinement.windows_job import Job

            self._job = Job(process, self._limits.memory)
        self._process = process
        self.started += 1
        return process

    def _end(self) -> None:
        process, self._process = self._process, None
        self._job = None
        if process is None:
            return
        _kill(process)
        for pipe in _pipes(process):
            try:
                pipe.close()
            except OSError:  # the rest of a question that nobody reads any more
                continue
        process.wait()


class _Deadline:
    """Kills the process when its time has passed, so that reading its pipe ends."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self._process = process
        self._timer = threading.Timer(max(0.0, seconds), self._pass)
        self._timer.daemon = True
        self.passed = False

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        self._timer.join()

    def _pass(self) -> None:
        self.passed = True
        _kill(self._process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End its whole group: bubblewrap's own child lives on, with our pipes, where bubblewrap was killed
    before that child was set up to die with it."""
    if sys.platform != "win32" and process.returncode is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()


def _pipes(process: subprocess.Popen[bytes]) -> tuple[FileIO, FileIO]:
    pipes = process.stdin, process.stdout
    if not isinstance(pipes[0], FileIO) or not isinstance(pipes[1], FileIO):
        raise OSError
    return pipes[0], pipes[1]


def _own_program() -> list[str]:
    """Python itself, without the user's settings, packages and environment; a packed program is its own."""
    if getattr(sys, "frozen", False):
        return [sys.executable, FROZEN_FLAG]
    # The interpreter behind a virtual environment: on Windows the other only starts it, unlimited.
    real = getattr(sys, "_base_executable", "") or sys.executable
    return [real, "-I", "-S", "-B", "-c", _BOOT]


def run_as_child(arguments: Sequence[str]) -> None:
    """What a packed program does when it is started with FROZEN_FLAG; `arguments` follow the flag."""
    from gdpr_desk.confinement.inside import main

    main(arguments[: list(arguments).index("--")])


def _import_path() -> list[str]:
    """Where this program finds its modules, as full paths that exist."""
    return list(dict.fromkeys(str(Path(place)) for place in sys.path if place and Path(place).is_absolute()))


def _bare_environment() -> dict[str, str]:
    if sys.platform == "win32":
        return {name: os.environ[name] for name in ("SYSTEMROOT", "WINDIR") if name in os.environ}
    return {}


def _wrapper(readable: Iterable[Path]) -> list[str]:
    """Bubblewrap and its orders, where it is found and works: no network, no file but the program's own."""
    found = shutil.which("bwrap") if sys.platform == "linux" and _wrapping_works else None
    if found is None:
        return []
    # No --new-session: it has one already, without a terminal, and another would be out of reach of _kill.
    orders = [found, "--unshare-all", "--die-with-parent", "--cap-drop", "ALL"]
    for place in dict.fromkeys([*_SYSTEM, *_own_places(), *map(str, readable)]):
        orders += ["--ro-bind-try", place, place]
    return [*orders, "--remount-ro", "/", "--chdir", "/", "--"]


def _own_places() -> list[str]:
    """What the program is made of, and no other program; of a checkout only the package."""
    real = _own_program()[0]
    places = [real, str(Path(real).resolve()), f"{sys.base_prefix}/lib", str(_PACKAGE)]
    if getattr(sys, "frozen", False):
        places.append(str(Path(real).parent))
    beside = "" if _PACKAGE.parent.name.endswith("-packages") else str(_PACKAGE.parent)
    return [*places, *(place for place in _import_path() if place != beside)]


def _remember_that_wrapping_fails() -> None:
    global _wrapping_works  # noqa: PLW0603  # asked of the system once, for the life of the program
    _wrapping_works = False
