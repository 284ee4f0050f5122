"""Finding one of several labels by typing its beginning, as one says it: no accents, no capitals."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QElapsedTimer, Qt
from PySide6.QtGui import QKeyEvent

from gdpr_desk.accents import without_accents

PAUSE_MS = 1000
"""After so long without a key another word begins."""

_NOT_TYPING = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


def plain(text: str) -> str:
    """`text` without case, accents and no-break spaces: « prenom » finds « Prénom »."""
    return " ".join(without_accents(text.replace("\u2019", "'").casefold()).split())


def letters(event: QKeyEvent) -> str:
    """What this key writes; empty for keys that write nothing, and for a space."""
    typed = event.text()
    return typed if typed.strip() and typed.isprintable() and not event.modifiers() & _NOT_TYPING else ""


def best(labels: Sequence[str], typed: str) -> int:
    """Which of `labels` is meant by `typed`; -1 for none.

    A label that begins with it comes before one with a word that does, and that before one that
    holds it anywhere; among equals the first.
    """
    wanted = plain(typed)
    if not wanted:
        return -1
    ranked = [(rank, at) for at, label in enumerate(labels) if (rank := _rank(plain(label), wanted)) < _NONE]
    return min(ranked)[1] if ranked else -1


_NONE = 3


def _rank(label: str, wanted: str) -> int:
    if label.startswith(wanted):
        return 0
    if f" {wanted}" in label.replace("'", " "):
        return 1
    return 2 if wanted in label else _NONE


class TypeAhead:
    """Keys struck one after the other are the beginning of one word."""

    def __init__(self) -> None:
        self._typed = ""
        self._since = QElapsedTimer()

    def find(self, event: QKeyEvent, labels: Sequence[str]) -> int:
        """Which label is meant after this key; -1 where the key writes nothing, or nothing begins so."""
        going_on = self._since.isValid() and self._since.elapsed() < PAUSE_MS and bool(self._typed)
        sign = " " if going_on and event.text() == " " else letters(event)
        if not sign:
            return -1
        self._typed = self._typed + sign if going_on else sign
        self._since.start()
        return best(labels, self._typed)
