"""What a line of a ledger is called where the sweep lists it."""

from __future__ import annotations

from datetime import date

import pytest

from gdpr_desk import assets
from gdpr_desk.app import Desk
from gdpr_desk.retention.ledgers.kinds import KINDS
from gdpr_desk.retention.ledgers.model import LedgerKind
from gdpr_desk.shell.sweep_names import item_names


def test_a_line_is_named_by_its_ledger_and_its_first_column(officer_desk: Desk) -> None:
    values = {"who": "Paul Renard", "unpaid_since": date(2026, 10, 5)}
    made = officer_desk.ledgers.add("unpaid", values)
    draft = officer_desk.ledgers.add("call_backs", {}, draft=True)
    found = item_names(
        officer_desk, [("ledger", made.reference), ("ledger", draft.reference), ("ledger", "I-0")]
    )
    assert {key: (name.title, name.sort) for key, name in found.items()} == {
        ("ledger", "I-2026-001"): ("Impayé I-2026-001", "Paul Renard"),
        ("ledger", "R-2026-001"): ("Rappel R-2026-001", "à compléter"),
    }


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_its_picture_is_there(kind: LedgerKind) -> None:
    assert f"icons/{kind.picture}.svg" in assets.names("icons", ".svg")
