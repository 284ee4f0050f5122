"""Tasks elsewhere over many days: a short form in the suite, `./dev trials` runs 400 days of five shops."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest
from elsewhere_shop import REGISTER

from gdpr_desk.app import Desk
from gdpr_desk.clock import FixedClock

sys.path.insert(0, str(Path(__file__).parent))
from tasks_elsewhere import Days


def test_some_days_of_a_shop_that_forgets_and_changes_its_register(
    officer_desk: Desk, clock: FixedClock
) -> None:
    officer_desk.exchange.import_register(REGISTER)
    told = Days(officer_desk, clock, random.Random(8), changes=0.1).live(25, sweeps_every=12)
    assert told["done"] + told["nothing"] + told["automatic"] >= 4
    assert told["register changed"] >= 1


@pytest.mark.trial
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_four_hundred_days(officer_desk: Desk, clock: FixedClock, seed: int) -> None:
    officer_desk.exchange.import_register(REGISTER)
    told = Days(officer_desk, clock, random.Random(seed)).live(400)
    print(f"seed {seed}: {dict(told)}")
    assert told["tasks"] > 20
