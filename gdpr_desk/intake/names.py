"""Words from outside, made fit for the eye: never a path, never a control, never a line that is not one."""

from __future__ import annotations

import re
import unicodedata

LONGEST_NAME = 120
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff]")
"""Signs that turn the direction of writing around, or that nobody sees."""
_SEPARATORS = re.compile(r"[/\\]+")
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")


def clean_text(text: str) -> str:
    """Plain text in lines: line ends as \\n, no control, no sign that turns the writing around."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _TURNS.sub("", _CONTROLS.sub("\ufffd", text).replace("\u2028", "\n").replace("\u2029", "\n"))


def one_line(text: str, longest: int = 1000) -> str:
    """The same on one line of at most `longest` characters, an ellipsis where it was cut."""
    text = " ".join(clean_text(text).split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def shown_name(name: str) -> str:
    """A file name as it may be shown: without folders, dots in front or signs that mislead; "" for nothing.

    It never becomes the name of a file.
    """
    last = _SEPARATORS.split(unicodedata.normalize("NFC", name).split("\0", 1)[0])[-1]
    line = one_line(last, 10_000).replace("\ufffd", "").strip(" .")
    if _RESERVED.fullmatch(line):
        line = f"_{line}"
    if len(line) <= LONGEST_NAME:
        return line
    stem, dot, ending = line.rpartition(".")
    if not dot or len(ending) > 10:
        return line[: LONGEST_NAME - 1] + "…"
    return f"{stem[: LONGEST_NAME - len(ending) - 2]}….{ending}"


def misleads(name: str) -> bool:
    """True where a name holds signs that hide or turn what stands in it."""
    return bool(_TURNS.search(name)) or "\0" in name
