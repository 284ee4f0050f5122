"""Printing for any console: in the nearest signs it has, whoever listens or leaves."""

from __future__ import annotations

import contextlib
import os
import sys
import unicodedata
from collections.abc import Iterable
from typing import TextIO

from gdpr_desk.documents.typography import display

_PLAIN = {
    "\u202f": " ",
    "\u2011": "-",
    "\u2013": "-",
    "’": "'",
    "«": '"',
    "»": '"',
    "…": "...",
    "·": "-",
    "œ": "oe",
    "→": "->",
    "✓": "OK",
    "✗": "X",
}
"""What stands for a sign that the console cannot show."""


def say(stream: TextIO | None, text: str) -> None:
    """As `emit`, where nobody can be told that it failed."""
    try:
        emit(stream, text)
    except OSError:
        let_go(stream)


def warn(sentences: Iterable[str]) -> None:
    """Say on the error stream what somebody should know, though it was done."""
    for sentence in sentences:
        say(sys.stderr, display(f"Attention : {sentence}"))


def emit(stream: TextIO | None, text: str) -> None:
    """Print one line, in the nearest signs that the console has. Raises OSError."""
    if stream is None:  # started with that stream closed
        return
    stream.write(_printable(text, stream.encoding or "utf-8") + "\n")
    stream.flush()


def _printable(text: str, encoding: str) -> str:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_nearest(sign, encoding) for sign in text)
    return text


def _nearest(sign: str, encoding: str) -> str:
    for candidate in (sign, _PLAIN.get(sign, ""), unicodedata.normalize("NFKD", sign)[:1]):
        try:
            candidate.encode(encoding)
        except UnicodeEncodeError:
            continue
        if candidate:
            return candidate
    return "?"


def let_go(*streams: TextIO | None) -> None:
    """Point `streams` to nowhere, so that Python's last flush does not complain."""
    for stream in streams:
        with contextlib.suppress(OSError, ValueError):
            if stream is not None:
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
