"""`sweep.lock`: two sweeps of one vault never run at the same time, whichever process they are in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gdpr_desk.vault.files import create_private, os_refusal
from gdpr_desk.vault.refusals import VaultBusy

SWEEP_LOCK = "sweep.lock"


@contextmanager
def sweeping(folder: Path) -> Iterator[None]:
    """Be the only one who sweeps the vault in `folder`. Raises VaultBusy at once where somebody is."""
    from filelock import FileLock, Timeout  # late: slow to import

    create_private(folder / SWEEP_LOCK)
    lock = FileLock(folder / SWEEP_LOCK, timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout as error:
        raise VaultBusy from error
    except OSError as error:
        raise os_refusal(error) from error
    try:
        yield
    finally:
        lock.release()
