"""What the room « Conservation » shows beside the sweep: one line for each place, in their order."""

from __future__ import annotations

from gdpr_desk.app import Desk
from gdpr_desk.retention.qt.places import Place


def places_of(_desk: Desk) -> tuple[Place, ...]:
    """The places of an officer's room over that open desk.

    A line: `Place("ledgers", "Registres tenus", lambda: LedgersView(door), count, short="Registres")`.
    """
    return ()
