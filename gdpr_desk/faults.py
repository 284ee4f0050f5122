"""Our own mistakes: a redacted log, and a local report that the user may read before giving it away.

Nothing is ever sent. A report holds the program's own file names, line numbers and exception
types; of an exception's message only what survives `redact`, because messages quote values.
"""

from __future__ import annotations

import logging
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from gdpr_desk import __version__
from gdpr_desk.clock import Clock
from gdpr_desk.files import write_atomically
from gdpr_desk.settings import APPLICATION, log_folder

LOG_BYTES = 1_000_000
LOG_FILES = 5

_HOME = str(Path.home())
_PATTERNS = (
    (re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"), "[adresse]"),
    (re.compile(r"\b[0-9a-fA-F]{16,}\b"), "[clé]"),
    (re.compile(r"AGE-SECRET-KEY-\w+", re.IGNORECASE), "[clé]"),
    (re.compile(r"(?<!\w)\+?\d(?:[ .\u00a0\u202f-]?\d){7,}(?!\w)"), "[numéro]"),
    # From a line's first quote to its last: what is quoted may hold quotes itself.
    (re.compile(r"['\"«\u201c].*['\"»\u201d]"), "[texte]"),
    (re.compile(r"(?<!\w)['\"«\u201c].*"), "[texte]"),
)


def redact(text: str) -> str:
    """`text` without what could be personal: quoted values, addresses, numbers, keys, the home folder."""
    cleaned = text.replace(_HOME, "~")
    for pattern, instead in _PATTERNS:
        cleaned = pattern.sub(instead, cleaned)
    return cleaned


class RedactingFormatter(logging.Formatter):
    """When, how bad and where in clear; the message and its traceback only after `redact` has seen them."""

    def format(self, record: logging.LogRecord) -> str:
        said = redact(super().format(record))
        return f"{self.formatTime(record)} {record.levelname} {record.name} {said}"


def keep_quiet() -> None:
    """Until the log is started: Python would write warnings to the screen, unredacted."""
    logging.getLogger().addHandler(logging.NullHandler())


def start_log() -> None:
    """Log warnings and worse to a rotated file (5 × 1 MB); a folder that refuses costs the log only."""
    from logging.handlers import RotatingFileHandler  # late: it brings half the network library along

    root = logging.getLogger()
    logging.raiseExceptions = False  # a full disk must not put a traceback on the screen
    if any(isinstance(h, RotatingFileHandler) for h in root.handlers):
        return
    try:
        log_folder().mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            log_folder() / f"{APPLICATION}.log",
            maxBytes=LOG_BYTES,
            backupCount=LOG_FILES - 1,
            encoding="utf-8",
            delay=True,
        )
    except OSError:
        keep_quiet()
        return
    handler.setFormatter(RedactingFormatter())
    root.addHandler(handler)
    root.setLevel(logging.WARNING)


@dataclass(frozen=True)
class FaultReport:
    """What the crash dialog shows in full and what the file holds, word for word."""

    title: str
    text: str


def describe(fault: BaseException) -> FaultReport:
    """The report of an exception that should not have happened, without personal data."""
    import platform
    import traceback

    frames = traceback.extract_tb(fault.__traceback__)
    lines = [f"{_short(f.filename)}:{f.lineno} {f.name}" for f in frames]
    kind = type(fault).__name__
    body = [
        f"{APPLICATION} {__version__}",
        f"Python {platform.python_version()} · {platform.system()} {platform.release()} {platform.machine()}",
        "",
        f"{kind}: {_message(fault)}",
        *lines,
        "",
    ]
    return FaultReport(kind, "\n".join(body))


def write_report(fault: BaseException, clock: Clock) -> Path | None:
    """Keep the report in the log folder; None where even that cannot be written."""
    name = f"rapport-{clock.now():%Y%m%d-%H%M%S}.txt"
    try:
        log_folder().mkdir(parents=True, exist_ok=True)
        write_atomically(log_folder() / name, describe(fault).text.encode("utf-8"))
    except OSError:
        return None
    return log_folder() / name


def _message(fault: BaseException) -> str:
    """The first line, redacted: the further ones are where libraries put statements and their values."""
    lines = redact(str(fault)).splitlines()
    return lines[0][:400] if lines else ""


def _short(filename: str) -> str:
    """A source file as `package/module.py`: never the folders of this user's machine."""
    path = Path(filename)
    for root in sorted((Path(p) for p in sys.path if p), key=lambda p: -len(p.parts)):
        if path.is_relative_to(root):
            return path.relative_to(root).as_posix()
    return path.name
