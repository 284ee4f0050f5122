"""The disk under trial: `disk.c` built, loaded below Python, and its knobs.

A script calls `below_shim` first: it starts itself again with the shim in place and goes on in a
folder of its own, in memory where the system offers that. Needs Linux and a C compiler.

`disk.py SCRIPT...` runs scripts of this folder one after another below one shim, as the lines on stdin ask
(their arguments in JSON, the script first), and answers each with a line `[how it ended, what it said]`:
each is a fork of one process that has imported what all of them need.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import runpy
import shutil
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_name("disk.c")
_FOLDER = "GDPR_DESK_DISK"
NONE, KILL, EIO, ENOSPC, SHORT = range(5)


def missing() -> str:
    """Why these trials cannot run on this machine; empty where they can."""
    if sys.platform != "linux":
        return "the shim over the disk is for Linux"
    return "" if shutil.which("cc") else "a C compiler (cc) is not installed"


def memory() -> Path | None:
    """Where folders are in memory, if the system has such a place."""
    place = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    return place if os.access(place, os.W_OK) else None


def below_shim() -> Path:
    """The folder of this run; at the first call the script is started again below the shim."""
    given = os.environ.get(_FOLDER)
    if given is not None:
        return Path(given)
    if missing():
        raise SystemExit(missing())
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    base = Path(
        tempfile.mkdtemp(prefix="gdpr-desk-disk-", dir=memory if os.access(memory, os.W_OK) else None)
    )
    shim = base / "disk.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", shim, SOURCE, "-ldl", "-lpthread"], check=True)
    environment = {**os.environ, "LD_PRELOAD": str(shim), _FOLDER: str(base), "PYTHONHASHSEED": "0"}
    try:
        os.execve(sys.executable, [sys.executable, *sys.argv], environment)  # noqa: S606 - itself again
    finally:
        shutil.rmtree(base, ignore_errors=True)


class Shim:
    """The knobs: which call on the watched folder fails, and how; where calls are logged."""

    def __init__(self, base: Path, watched: Path) -> None:
        self._library = ctypes.CDLL(str(base / "disk.so"))
        self._library.disk_arm.argtypes = (ctypes.c_long, ctypes.c_int, ctypes.c_int)
        self._library.disk_calls.restype = ctypes.c_char_p
        self._library.disk_watch(str(watched).encode())

    def arm(self, call: int, mode: int, sticky: int) -> None:
        """From now on: the `call`-th call fails in this way, with `sticky` all later ones too."""
        self._library.disk_arm(call, mode, sticky)

    def calls(self) -> str:
        """What the calls were since it was armed, a letter each (see `disk.c`; `w` writes)."""
        return bytes(self._library.disk_calls()).decode()

    def log(self, descriptor: int) -> None:
        """Log every call from now on."""
        self._library.disk_log(descriptor)

    def note(self, text: str) -> None:
        """A line of the trial's own, among the calls."""
        self._library.disk_note(text.encode())


def _run(arguments: list[str]) -> None:
    """The script, in this process, as if it had been started: it ends the process."""
    ended = 1
    try:
        sys.argv = [str(Path(__file__).with_name(arguments[0])), *arguments[1:]]
        runpy.run_path(sys.argv[0], run_name="__main__")
    except SystemExit as told:
        ended = int(told.code or 0)
    except BaseException:
        print(traceback.format_exc())
    finally:
        sys.stdout.flush()
        os._exit(ended)


def _warm(base: Path) -> None:
    """Whatever the first vault of a process costs is paid here, and not in every fork: statements compiled,
    the law read, late modules. The vault itself serves nobody."""
    from founding import cheap, found_today
    from operations import Hands

    work = base / "warm" / "work"
    work.mkdir(parents=True)
    with pytest.MonkeyPatch.context() as patch:
        cheap(patch)
        for name in ("CONFIG", "DATA", "STATE"):
            patch.setenv(f"XDG_{name}_HOME", str(work / name.lower()))
        found_today(Hands(work / "coffre", work / "a.gdprdesk", work / "neuf", "", ""))
    shutil.rmtree(work.parent)
    gc.collect()
    gc.freeze()


def _serve(base: Path) -> None:
    """Answer each line until there is no other."""
    for number, line in enumerate(sys.stdin):
        own, said = base / str(number), base / f"{number}.said"
        own.mkdir()
        (own / "disk.so").symlink_to(base / "disk.so")
        child = os.fork()
        if child == 0:
            os.environ[_FOLDER] = str(own)
            os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT), 1)
            _run(json.loads(line))
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(json.dumps([ended, said.read_text("utf-8")]), flush=True)
        shutil.rmtree(own, ignore_errors=True)


if __name__ == "__main__":
    below = below_shim()
    try:
        for script in sys.argv[1:]:
            importlib.import_module(Path(script).stem)
        _warm(below)
        _serve(below)
    finally:
        shutil.rmtree(below)
