"""Stand-ins for the tools of operating systems: they write down what they are told and answer by a list.

They stand for the protocol only; `tests/trials/test_user_timer.py` speaks with a real systemd.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

_SCRIPT = """\
#!/bin/sh
echo "$*" >> "{log}"
while IFS='|' read -r pattern status text; do
  case "$*" in
    *"$pattern"*) [ -n "$text" ] && printf '%b\\n' "$text"; exit "$status" ;;
  esac
done < "{answers}"
exit 0
"""


class Tool:
    """One tool, first in PATH; unless told otherwise it says yes and nothing more."""

    def __init__(self, folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        if sys.platform == "win32":
            pytest.skip("the stand-ins are shell scripts")
        folder.mkdir(exist_ok=True)
        self._log, self._answers = folder / "log", folder / "answers"
        self._answers.write_text("")
        tool = folder / name
        tool.write_text(_SCRIPT.format(log=self._log, answers=self._answers))
        tool.chmod(0o700)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    def answer(self, *answers: tuple[str, int, str]) -> None:
        """(part of the words, status, what it prints), the first that fits."""
        self._answers.write_text("".join(f"{part}|{status}|{text}\n" for part, status, text in answers))

    def told(self) -> list[str]:
        """Every order so far, and forget them."""
        lines = self._log.read_text().splitlines() if self._log.exists() else []
        self._log.unlink(missing_ok=True)
        return lines
