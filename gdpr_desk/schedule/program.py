"""How this program is started by somebody else."""

from __future__ import annotations

import sys
from pathlib import Path

WORDS = ("sweep", "--locked", "--vault")
"""What follows the program and precedes the vault's folder."""


def sweep_words() -> tuple[str, ...]:
    """The command line of the locked sweep, all but the vault's folder, for this copy of the program."""
    if getattr(sys, "frozen", False):
        return (sys.executable, *WORDS)
    # -P: a file that lies where the scheduler starts must not stand in for one of our modules.
    return (_interpreter(), "-P", "-m", "gdpr_desk", *WORDS)


def _interpreter() -> str:
    """On Windows the one that opens no black window."""
    windowless = Path(sys.executable).with_name("pythonw.exe")
    return str(windowless) if sys.platform == "win32" and windowless.is_file() else sys.executable
