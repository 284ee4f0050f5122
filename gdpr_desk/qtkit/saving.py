"""Saving as one types: a pause after the last key, then the newest state, never an older one.

A write may run in the worker while the person types on or leaves the page. Whoever writes takes
the newest offered state under one lock, so a late job finds nothing left to do instead of
overwriting what came after it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.jobs import Jobs

T = TypeVar("T")
R = TypeVar("R")

PAUSE_MS = 800
"""Quiet time after the last key; a save is due within 2 s (screens.md, 18)."""
LONGEST_MS = 1800
"""Somebody who never pauses is saved all the same."""


class NewestState(Generic[T, R]):
    """The last state offered and not yet written; safe to use from two threads."""

    def __init__(self, write: Callable[[T], R]) -> None:
        self._write = write
        self._offered: T | None = None
        self._guard = threading.Lock()
        self._writing = threading.Lock()

    @property
    def waiting(self) -> bool:
        """Whether something typed is not in the vault yet."""
        with self._guard:
            return self._offered is not None

    def offer(self, state: T | None) -> None:
        """Make `state` the one to write next; None leaves nothing to write."""
        with self._guard:
            self._offered = state

    def write(self) -> R | None:
        """Write the newest state; None when nothing was left. A refused state stays offered."""
        with self._writing:
            with self._guard:
                taken, self._offered = self._offered, None
            if taken is None:
                return None
            try:
                return self._write(taken)
            except BaseException:
                with self._guard:
                    if self._offered is None:
                        self._offered = taken
                raise


class TypingPause(QObject):
    """`over` when nobody has typed for `pause` ms, or at the latest `longest` ms after the first key."""

    over = Signal()

    def __init__(self, pause: int, longest: int, parent: QObject) -> None:
        super().__init__(parent)
        self._pause = QTimer(self, singleShot=True, interval=pause)
        self._longest = QTimer(self, singleShot=True, interval=longest)
        self._pause.timeout.connect(self.over)
        self._longest.timeout.connect(self.over)

    def typed(self) -> None:
        """A key was struck: wait on."""
        self._pause.start()
        if not self._longest.isActive():
            self._longest.start()

    def stop(self) -> None:
        """Wait no more."""
        self._pause.stop()
        self._longest.stop()


class AutoSave(QObject, Generic[T, R]):
    """Writes what was typed after a pause, and at once on `flush()`.

    `saved` carries what the write returned, `refused` a GdprDeskError.
    """

    saved = Signal(object)
    refused = Signal(object)

    def __init__(self, write: Callable[[T], R], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = NewestState(write)
        self._pause = TypingPause(PAUSE_MS, LONGEST_MS, self)
        self._pause.over.connect(self._start)

    @property
    def waiting(self) -> bool:
        """Whether something typed is not in the vault yet."""
        return self._state.waiting

    def offer(self, state: T) -> None:
        """Save `state` soon."""
        self._state.offer(state)
        self._pause.typed()

    def hurry(self) -> None:
        """Save without waiting for the pause."""
        if self.waiting:
            self._start()

    def drop(self) -> None:
        """Give up what was offered and refused: it is kept elsewhere."""
        self._pause.stop()
        self._state.offer(None)

    def flush(self) -> bool:
        """Save now, on this thread; True when everything typed is in the vault."""
        self._pause.stop()
        try:
            saved = self._state.write()
        except GdprDeskError as refusal:
            self.refused.emit(refusal)
            return False
        if saved is not None:
            self.saved.emit(saved)
        return True

    def _start(self) -> None:
        self._pause.stop()
        Jobs.run(self._state.write, self._done, self._failed, self)

    def _done(self, saved: R | None) -> None:
        if saved is not None:
            self.saved.emit(saved)

    def _failed(self, refusal: GdprDeskError) -> None:
        self.refused.emit(refusal)
