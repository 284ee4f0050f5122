"""What is erased for good from the bin is in the ledger, and nothing in the vault brings it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.register.history import BIN_DAYS
from gdpr_desk.register.model import ProcessingActivity
from gdpr_desk.vault.vault import Vault


@pytest.fixture
def desk(vault: Vault, clock: FixedClock) -> Iterator[Desk]:
    with open_desk(vault, clock) as made:
        for name in ("Paie", "Clients", "Chat"):
            made.register.add(ProcessingActivity(reference="", name=name))
        yield made


def noted(desk: Desk) -> list[tuple[str, str]]:
    return [(entry.kind, entry.id) for entry in desk.ledger.read().entries]


def test_erasing_by_hand_and_by_time_is_noted_and_bringing_back_is_not(desk: Desk, clock: FixedClock) -> None:
    desk.history.bin(["T-01", "T-02", "T-03"])
    desk.history.restore(["T-03"])
    assert noted(desk) == []
    assert desk.history.destroy(["T-01", "T-03"]) == 1  # T-03 is not in the bin
    assert noted(desk) == [("activity", "T-01")]
    clock.instant += timedelta(days=BIN_DAYS + 1)
    assert desk.retention.sweep().destroyed == 1
    assert noted(desk) == [("activity", "T-01"), ("activity", "T-02")]
    assert desk.ledger.verify(desk.vault.store).intact


def test_undoing_an_import_does_not_bring_back_what_was_erased_since(desk: Desk) -> None:
    known = desk.register.register()
    renamed = tuple(replace(activity, name=f"{activity.name} 2") for activity in known.activities)
    desk.exchange.import_register(replace(known, activities=renamed))
    desk.history.bin(["T-02"])
    desk.history.destroy(["T-02"])
    desk.exchange.undo_import()
    names = [activity.name for activity in desk.register.register().activities]
    assert names == ["Paie", "Chat"]
    assert "T-02" not in str(desk.exchange.last_import())


def test_a_record_with_a_name_used_before_outlives_the_next_opening(desk: Desk, clock: FixedClock) -> None:
    """A file that brings the reference back is somebody's wish; the ledger speaks of what was before."""
    known = desk.register.register()
    desk.history.bin(["T-02"])
    desk.history.destroy(["T-02"])
    desk.exchange.import_register(known)
    again = open_desk(desk.vault, clock)
    assert [activity.name for activity in again.register.register().activities] == ["Paie", "Clients", "Chat"]
