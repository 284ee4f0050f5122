"""Asking the system's own tools, in a language and a time zone that can be read back."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

PATIENCE_S = 15.0
"""A tool that takes longer does not answer."""


@dataclass(frozen=True)
class Answer:
    """What a tool said. `late` where it was still at work when nobody waited any longer."""

    good: bool
    text: str = ""
    late: bool = False


def call(words: Sequence[str], *, patience: float = PATIENCE_S) -> Answer:
    """Run one of the system's tools; one that is missing or may not be run says no."""
    try:
        done = subprocess.run(
            words,
            env=_plain_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=patience,
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired:
        return Answer(False, late=True)
    except OSError:
        return Answer(False)
    return Answer(done.returncode == 0, done.stdout.decode("utf-8", errors="replace"))


def _plain_environment() -> dict[str, str]:
    plain = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}
    if getattr(sys, "frozen", False):  # the packed program's own libraries are none of the tools' business
        for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):
            plain.pop(name, None)
            if f"{name}_ORIG" in plain:
                plain[name] = plain[f"{name}_ORIG"]
    return plain
