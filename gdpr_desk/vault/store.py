"""Transactions: the only door through which the database is read and written."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import Engine, event, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from gdpr_desk.vault.engine import IMMEDIATE
from gdpr_desk.vault.refusals import refusal_for
from gdpr_desk.vault.schema import Base
from gdpr_desk.vault.tables import VaultMetaRow

_log = logging.getLogger(__name__)
_WAITING = "rows that wait to be inserted"

Observer = Callable[[int], None]
"""Called with the number of a commit, after it is durable, in the thread that committed."""


class _Gate:
    """Many may be inside, or one thread alone; whoever is inside may enter again."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._here = threading.local()
        self._inside = 0
        self._alone: int | None = None

    @contextmanager
    def inside(self) -> Iterator[None]:
        depth = getattr(self._here, "depth", 0)
        with self._changed:
            while not depth and self._alone not in (None, threading.get_ident()):
                self._changed.wait()
            self._inside += not depth
        self._here.depth = depth + 1
        try:
            yield
        finally:
            self._here.depth = depth
            with self._changed:
                self._inside -= not depth
                self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        if getattr(self._here, "depth", 0):
            raise RuntimeError("this thread would wait for its own transaction")
        with self._changed:
            while self._alone is not None:
                self._changed.wait()
            self._alone = threading.get_ident()
            while self._inside:
                self._changed.wait()
        try:
            yield
        finally:
            with self._changed:
                self._alone = None
                self._changed.notify_all()


class Store:
    """Hands out sessions; safe for use from several threads at once."""

    def __init__(self, engine: Engine) -> None:
        self._gate = _Gate()
        self._writing = sessionmaker(engine.execution_options(**{IMMEDIATE: True}), expire_on_commit=False)
        self._reading = sessionmaker(engine, expire_on_commit=False, autoflush=False)
        self._observers: list[tuple[Observer, bool]] = []
        self._open_here = threading.local()

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """One write transaction: committed and durable on success, else rolled back whole.

        The commit number rises by one and observers are told after the commit. Raises VaultBusy
        when another process writes for longer than 5 s, DiskFull, VaultReadOnly, VaultDamaged;
        RuntimeError when this thread already writes (it would wait for itself).
        """
        if getattr(self._open_here, "writing", False):
            raise RuntimeError("a write transaction is already open in this thread")
        self._open_here.writing = True
        try:
            with self._gate.inside(), refusing(), self._writing() as session, session.begin():
                session.connection()  # takes the write lock now, so that what is read stays true
                yield session
                session.flush()
                number = session.execute(
                    update(VaultMetaRow)
                    .values(commit_number=VaultMetaRow.commit_number + 1)
                    .returning(VaultMetaRow.commit_number)
                ).scalar_one()
        finally:
            self._open_here.writing = False
        series: list[int] | None = getattr(self._open_here, "series", None)
        if series is not None:
            series[:] = [number]
        told = [callback for callback, last_only in self._observers if series is None or not last_only]
        self._tell(number, told)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A snapshot: what is read inside belongs together, and nothing can be written."""
        with self._gate.inside(), refusing(), self._reading() as session:
            yield session

    def alone(self) -> AbstractContextManager[None]:
        """While it lasts, other threads of this program wait with what they want to read or write.

        To be taken where connections are about to change; first waits for what is under way.
        """
        return self._gate.alone()

    def observe(self, callback: Observer, *, last_only: bool = False) -> None:
        """Call `callback(commit number)` after every commit made through this store; with `last_only`, of a
        `series` after the last."""
        self._observers.append((callback, last_only))

    @contextmanager
    def series(self) -> Iterator[None]:
        """Transactions of this thread that follow one another by the hundred; no series within another."""
        self._open_here.series = []
        try:
            yield
        finally:
            numbers: list[int] = self._open_here.series
            del self._open_here.series
            if numbers:
                self._tell(numbers[-1], [callback for callback, last_only in self._observers if last_only])

    def commit_number(self) -> int:
        """How many transactions this vault has seen."""
        with self.read() as session:
            return commit_number(session)

    def _tell(self, number: int, observers: Iterable[Observer]) -> None:
        for observer in observers:
            try:
                observer(number)
            except Exception as error:
                # The change is durable: saying it failed would make somebody enter it twice.
                _log.error("after commit %d an observer failed: %s", number, type(error).__name__)


def commit_number(session: Session) -> int:
    """How many transactions the snapshot behind `session` contains."""
    return session.execute(select(VaultMetaRow.commit_number)).scalar_one()


def insert_later(session: Session, row: type[Base], rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert these rows into the table of `row` before anything is asked through `session`, or at its commit.

    Many rows, gathered one by one, then cost one statement. Each names the same columns.
    """
    waiting: dict[type[Base], list[Mapping[str, Any]]] | None = session.info.get(_WAITING)
    if waiting is None:
        waiting = session.info[_WAITING] = {}
        event.listen(session, "do_orm_execute", lambda asked: _insert_waiting(asked.session))
        event.listen(session, "before_commit", _insert_waiting)
    waiting.setdefault(row, []).extend(rows)


def _insert_waiting(session: Session) -> None:
    waiting: dict[type[Base], list[Mapping[str, Any]]] = session.info[_WAITING]
    while waiting:
        row = next(iter(waiting))
        rows = waiting.pop(row)
        if rows:
            session.connection().execute(insert(row), rows)


@contextmanager
def refusing() -> Iterator[None]:
    """Turn a database error that is the world's doing into its French refusal."""
    try:
        yield
    except DBAPIError as error:
        refusal = refusal_for(error)
        if refusal is None:
            raise
        raise refusal from error
