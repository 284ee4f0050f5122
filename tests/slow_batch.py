"""A shelf whose batches take as long as a test wants: to look at the window while a run is under way."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest
from shelf import Shelf
from sqlalchemy.orm import Session

from gdpr_desk.retention.carrying import Carrying

PATIENCE_S = 20


class Gate:
    """Holds the worker inside its first batch until the test lets it go on."""

    def __init__(self, shelf: Shelf, patch: pytest.MonkeyPatch) -> None:
        self.inside, self.go_on = threading.Event(), threading.Event()
        self.threads: set[int] = set()
        destroy = shelf.destroy

        def slow(session: Session, ids: Sequence[str]) -> int:
            self.threads.add(threading.get_ident())
            self.inside.set()
            assert self.go_on.wait(PATIENCE_S)
            return destroy(session, ids)

        patch.setattr(shelf, "destroy", slow)
        patch.setattr(Carrying, "SIZE", 1)
