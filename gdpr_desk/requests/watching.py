"""Reading letters: with what it is done, how far it is, and how it is ended from outside."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy.orm import Session

from gdpr_desk.intake.batch import Batch
from gdpr_desk.vault.store import Store


class Watch:
    """Who waits for letters, in any thread: sees how many were `looked` at, of a `total` where that is known
    (else 0), and may end it. The letter in hand then stays where it is, those before it are kept.

    `waiting`: how many a mailbox still has at the end of its run. `aside`: what lay in a folder and is no
    message.
    """

    def __init__(self) -> None:
        self.looked = self.total = self.waiting = self.aside = 0
        self._ended = threading.Event()
        self._batch: Batch | None = None

    @property
    def stopped(self) -> bool:
        """Whether somebody wants it to end."""
        return self._ended.is_set()

    def stop(self) -> None:
        """Let it end; whatever is being read is given up at once."""
        self._ended.set()
        batch = self._batch
        if batch is not None:
            batch.close()

    def leave_aside(self, _path: Path) -> None:
        """This is no message, or is not to be looked into."""
        self.aside += 1

    def follow(self, batch: Batch | None) -> None:
        """That process is to be ended; None once it is gone."""
        self._batch = batch


class Reading:
    """What letters are read with: the confined process, and the vault as it was when a group began."""

    def __init__(self, store: Store, watch: Watch | None) -> None:
        self._store = store
        self._seen = ExitStack()
        self._session: Session | None = None
        self.batch = Batch()
        self.watch = watch or Watch()
        self.watch.follow(self.batch)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.let_go()
        self.watch.follow(None)
        self.batch.close()

    def session(self) -> Session:
        """A snapshot that stays the same until it is let go: nothing of a group is in it."""
        if self._session is None:
            self._session = self._seen.enter_context(self._store.read())
        return self._session

    def let_go(self) -> None:
        """Something is about to be written, and the next group is to see it."""
        self._session = None
        self._seen.close()
