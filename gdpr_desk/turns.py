"""A thread that works beside the window lets the window's thread have its turn.

The interpreter's lock is let go around each statement of the database. A worker that runs thousands of short
ones takes it back before the window's thread, waiting for it, is even awake, and each such moment starts the
five milliseconds anew after which it would have been made to wait (the lock's hand-over is forced only after
an uninterrupted wait). Measured on an idle machine: an open window without an answer for 146 ms.
"""

from __future__ import annotations

import math
import threading
import time

WORK_SECONDS = 0.008
"""How long a worker works before it stands back."""
PAUSE_SECONDS = 0.0003
"""How long it then stands back: enough for another thread to wake and take its turn."""

_since = threading.local()


def give_way() -> None:
    """Stand back for a moment, where this is not the main thread and its last pause is long enough ago."""
    if threading.current_thread() is threading.main_thread():
        return
    now = time.monotonic()
    if now - getattr(_since, "pause", -math.inf) >= WORK_SECONDS:
        time.sleep(PAUSE_SECONDS)
        _since.pause = time.monotonic()
