"""Mails read by the program and by Perl's Email::MIME, field by field: what differs is listed, not judged.

`python tests/trials/intake_compare.py FILE...` needs libemail-mime-perl (and libemail-outlook-message-perl
for .msg) of Debian.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from gdpr_desk.intake.batch import Batch
from gdpr_desk.intake.headers import instant
from gdpr_desk.intake.kinds import MESSAGES
from gdpr_desk.intake.model import ParsedMessage, Part
from gdpr_desk.intake.names import clean_text, shown_name
from gdpr_desk.intake.refusals import IntakeRefused

SECOND = Path(__file__).with_name("second_reading.pl")
_MAILS = {"message/rfc822", "application/vnd.ms-outlook"}


@dataclass(frozen=True)
class Difference:
    """One field that the two readings do not agree on."""

    file: str
    field: str
    ours: str
    theirs: str


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in {"script", "style", "title"}
        if tag == "img":
            self.words += (dict(attrs).get("alt") or "").split()

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in {"script", "style", "title"}))

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.words += data.split()


def second_readings(files: Sequence[Path]) -> dict[str, dict[str, Any]]:
    """What Email::MIME says of each file."""
    done = subprocess.run(
        ["perl", str(SECOND), *map(str, files)], capture_output=True, timeout=120, check=True
    )
    return {told["file"]: told for told in map(json.loads, done.stdout.splitlines())}


def has_second_reader() -> bool:
    """Whether Perl and its modules are there."""
    try:
        probe = ["perl", "-MEmail::MIME", "-MEmail::Outlook::Message", "-e", "1"]
        return subprocess.run(probe, capture_output=True).returncode == 0
    except OSError:
        return False


def compare(files: Sequence[Path]) -> tuple[list[str], list[Difference]]:
    """The files where every field agrees, and every difference of the others."""
    theirs = second_readings(files)
    same, differences = [], []
    with Batch() as batch:
        for file in files:
            try:
                found = list(_compared(file.name, batch.read(file.read_bytes()), theirs[str(file)]))
            except IntakeRefused as refusal:
                found = [Difference(file.name, "refused", refusal.code, "")]
            differences += found
            if not found:
                same.append(file.name)
    return same, differences


def _compared(name: str, ours: ParsedMessage, theirs: dict[str, Any]) -> Iterable[Difference]:
    if "error" in theirs:
        yield Difference(name, "error", "", theirs["error"])
        return
    at = instant(theirs["date"])
    pairs = {
        "sender": (ours.sender, theirs["sender"]),
        "sender_name": (ours.sender_name, theirs["sender_name"]),
        "subject": (ours.subject, theirs["subject"]),
        "date": (str(ours.sent_at), str(at)),
        "text": (_bare(ours.text), _bare(_letter(theirs))),
        "parts": (
            str([_seal(part.name, part.sha256, _is_message(part)) for part in ours.parts]),
            str([_seal(p["name"], p["sha256"], p["kind"] in _MAILS) for p in theirs["parts"] if _counts(p)]),
        ),
    }
    for field, (one, other) in pairs.items():
        if " ".join(one.split()) != " ".join(clean_text(other).split()):
            yield Difference(name, field, one, other)


def _counts(part: dict[str, Any]) -> bool:
    """Not what is empty, nor the Outlook form of the text, which the second reader adds as a file."""
    return bool(part["size"]) and not (part["kind"] == "application/rtf" and not part["name"])


def _is_message(part: Part) -> bool:
    return part.kind in MESSAGES or part.declared in _MAILS


def _seal(name: str, sha256: str, message: bool) -> tuple[str, str]:
    """A mail within the mail is kept without what it carries, under a name of ours: no hash to compare."""
    return ("", "message") if message else (shown_name(name), sha256)


def _letter(theirs: dict[str, Any]) -> str:
    if not theirs["html"]:
        return str(theirs["text"])
    reader = _Words()
    reader.feed(theirs["text"])
    return " ".join(reader.words)


def _bare(text: str) -> str:
    """Without the signs that our reading of HTML adds for the eye, and without blanks."""
    windows = "".join(
        sign.encode("latin-1").decode("cp1252", "replace") if "\x80" <= sign < "\xa0" else sign
        for sign in text
    )
    kept = clean_text(windows).replace("[", "").replace("]", "").replace("- ", "")
    return "".join(kept.split())


def main(arguments: list[str]) -> None:
    """Print what agrees and what does not."""
    same, differences = compare([Path(one) for one in arguments])
    for one in differences:
        print(f"{one.file} · {one.field}\n    ours   {one.ours[:300]!r}\n    theirs {one.theirs[:300]!r}")
    print(f"{len(same)} of {len(arguments)} agree in every field")


if __name__ == "__main__":
    main(sys.argv[1:])
