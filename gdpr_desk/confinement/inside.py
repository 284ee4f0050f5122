"""What runs in the confined process: limits first, then one answer for each question, until the pipe ends.

The task is a module with `answer(question, contents) -> (told, contents)`. It is imported once the limits
stand. Nothing is written but answers: what a library prints goes nowhere.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from collections.abc import Sequence
from typing import BinaryIO

from gdpr_desk.confinement.frames import BrokenFrame, read_frame, write_frame

WRAPPED = "wrapped"
"""Said by the caller when bubblewrap has taken the network and the files away already."""
READY = {"ready": True}

_LONGEST_QUESTION = 1 << 30
_NEW_NETWORK = 0x40000000
_NEW_USER = 0x10000000


def main(arguments: Sequence[str]) -> None:
    """Serve `arguments`: the task's module, bytes of memory, seconds of processor for one answer, and how."""
    task_name, memory, cpu_seconds, confined_by = arguments
    questions, answers = sys.stdin.buffer, _own_output()
    _limit_this_process(int(memory))
    if confined_by != WRAPPED:
        _leave_the_network()
    write_frame(answers, READY)
    task = importlib.import_module(task_name)
    while True:
        try:
            asked = read_frame(questions, _LONGEST_QUESTION)
        except BrokenFrame:
            return
        if asked is None:
            return
        _allow_processor_time(int(cpu_seconds))
        try:
            told, contents = task.answer(*asked)
        except MemoryError:
            told, contents = {"failed": "memory"}, ()
        # A library's panic derives from BaseException: the caller learns that it failed, no more.
        except BaseException:
            told, contents = {"failed": "broken"}, ()
        write_frame(answers, told | {"worn": _is_worn(int(memory))}, contents)


def _own_output() -> BinaryIO:
    """The pipe to the caller; the number it had is given to the bin, where libraries may print."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return out


def _limit_this_process(memory: int) -> None:
    if sys.platform == "win32":  # there the caller's job object holds the limits
        return
    import resource

    limits = [(resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)]
    limits.append((resource.RLIMIT_NPROC, 0))
    for what, most in limits:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(what, (most, most))


def _leave_the_network() -> None:
    """Where Linux lets anybody do so, a network of its own without any device."""
    if sys.platform != "linux":
        return
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        system = ctypes.CDLL(None)
        if system.unshare(_NEW_USER | _NEW_NETWORK) != 0:
            system.unshare(_NEW_NETWORK)


def _allow_processor_time(seconds: int) -> None:
    """This answer's share, counted from now; the system kills what takes more."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + 1 + seconds
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _is_worn(memory: int) -> bool:
    """True where this process has grown so much that the next file might not find its room."""
    if sys.platform == "win32":
        return False
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit > memory // 3
