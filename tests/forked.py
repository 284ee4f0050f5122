"""Programs of the tests, each in a process of its own that begins where the imports have ended.

Started by itself, each would import the whole program first, several times as long as what it is asked. One
Python without Qt has done that; every program is a fork of it, with its own words, environment, folder and
streams, and is killed as any other process. What is about the start of a process starts one.
"""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import IO, Self

_PATIENCE_S = 300
_IMPORTED = ["gdpr_desk.app", "gdpr_desk.desk_backups", "alembic.command", "pytest", "cryptography.hazmat"]


class Program:
    """A running `script`: a file, or the text of one; `stdin` and `stdout` are pipes to it.

    As a context manager it has ended when it is left.
    """

    def __init__(
        self,
        script: Path | str,
        *words: object,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        context = get_context("forkserver")
        context.set_forkserver_preload(_IMPORTED)
        its_input, ours_in = os.pipe()
        ours_out, its_output = os.pipe()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the program
        streams = (its_input, its_output, os.dup(self._errors.fileno()))
        self.stdin: IO[str] = os.fdopen(ours_in, "w", encoding="utf-8")
        self.stdout: IO[str] = os.fdopen(ours_out, encoding="utf-8")
        handed = tuple(Connection(stream) for stream in streams)
        place = (dict(os.environ if env is None else env), str(cwd or Path.cwd()))
        self._process = context.Process(target=_begin, args=(script, [str(w) for w in words], *place, handed))
        self._process.start()
        for stream in handed:
            stream.close()

    @property
    def returncode(self) -> int | None:
        """As a subprocess has it: minus the signal that killed it, nothing while it runs."""
        return self._process.exitcode

    def kill(self) -> None:
        """By SIGKILL."""
        self._process.kill()

    def wait(self, timeout: float = _PATIENCE_S) -> int:
        """How it ended; subprocess.TimeoutExpired where it has not."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("a program of the tests", timeout)
        return self._process.exitcode

    def communicate(self, said: str = "", timeout: float = _PATIENCE_S) -> tuple[str, str]:
        """Say this and no more, wait for the end: what it wrote, and its errors."""
        self.stdin.write(said)
        self.stdin.close()
        written = self.stdout.read()
        self.wait(timeout)
        self._errors.seek(0)
        return written, self._errors.read().decode()

    def close(self) -> None:
        """Kill it if it still runs."""
        self.kill()
        self.wait()
        for stream in (self.stdin, self.stdout, self._errors):
            stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def run(
    script: Path | str, *words: object, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The script from its beginning to its end."""
    with Program(script, *words, env=env) as program:
        out, err = program.communicate()
        return subprocess.CompletedProcess([str(script)], program.wait(), out, err)


def _begin(
    script: Path | str, words: list[str], env: dict[str, str], cwd: str, handed: tuple[Connection, ...]
) -> None:
    """In the new process."""
    for number, stream in enumerate(handed):
        os.dup2(stream.fileno(), number)
        stream.close()
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    if isinstance(script, Path):
        sys.argv = [str(script), *words]
        sys.path.insert(0, str(script.parent))
        runpy.run_path(str(script), run_name="__main__")
    else:
        sys.argv = ["-c", *words]
        sys.path.insert(0, cwd)
        exec(compile(script, "<string>", "exec"), {"__name__": "__main__"})  # noqa: S102 - a text of the tests
