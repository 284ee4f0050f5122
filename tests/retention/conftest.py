"""A sweep over a shelf that tests fill."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from shelf import Shelf

from gdpr_desk.clock import FixedClock
from gdpr_desk.journal.service import JournalService
from gdpr_desk.retention.service import LegalHolds, RetentionService
from gdpr_desk.vault.spare_room import SpareRoom
from gdpr_desk.vault.vault import Vault

BALLAST = 1 << 16


@pytest.fixture
def shelf(vault: Vault) -> Shelf:
    """An empty shelf in `vault`."""
    made = Shelf(vault)
    made.build()
    return made


@pytest.fixture
def start_sweep(vault: Vault, shelf: Shelf, clock: FixedClock) -> Callable[[], RetentionService]:
    """Makes the service as another start of the program would."""

    def start() -> RetentionService:
        journal = JournalService(vault.store, clock, "p1")
        room = SpareRoom(vault.folder, BALLAST)
        made = RetentionService(vault, journal, clock, LegalHolds(journal, clock), [shelf], room=room)
        made.due_list.start()
        return made

    return start


@pytest.fixture
def retention(start_sweep: Callable[[], RetentionService]) -> RetentionService:
    """The sweep of `vault` over `shelf`."""
    return start_sweep()
