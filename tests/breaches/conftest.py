"""What the tests of incidents share: an officer's desk, and a quick way to an incident."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from gdpr_desk.app import Desk
from gdpr_desk.breaches.model import BreachFacts
from gdpr_desk.breaches.vocabulary import IncidentKind
from gdpr_desk.clock import FixedClock


@pytest.fixture
def desk(officer_desk: Desk) -> Desk:
    return officer_desk


@pytest.fixture
def opened(desk: Desk, clock: FixedClock) -> Callable[..., str]:
    """Writes an incident down, known since `hours` ago; its reference."""

    def open_one(*, hours: float = 10.8, drill: bool = False, **answers: object) -> str:
        facts = BreachFacts(
            kind=IncidentKind.LOST_DEVICE,
            title="Portable de la boutique volé dans un véhicule",
            aware_at=clock.now() - timedelta(hours=hours),
        )
        return desk.breaches.open(facts.giving(**answers), drill=drill).reference

    return open_one
