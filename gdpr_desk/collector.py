"""The interpreter's collector of unreachable circles waits while a great many lasting objects are made."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def collector_waiting() -> Iterator[Callable[[], None]]:
    """No collection within: it would walk thousands of new records again and again and find nothing.

    Measured: a fifth of the time of an import of 1,000 records. Two threads may be inside at once: whoever
    found the collector running starts it again. What is given collects the young on demand within; it does
    nothing where the collector did not run: in the window its own thread alone may collect what is Qt's.
    """
    ran = gc.isenabled()
    gc.disable()
    try:
        yield _collect_young if ran else _leave_alone
    finally:
        if ran:
            gc.enable()


def _collect_young() -> None:
    gc.collect(0)


def _leave_alone() -> None:
    """Another thread collects."""
