"""What a line of a ledger is called where the sweep lists it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gdpr_desk import assets
from gdpr_desk.app import Desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.retention.ledgers.kinds import KINDS
from gdpr_desk.retention.ledgers.model import LedgerKind
from gdpr_desk.shell.sweep_names import item_names


def test_a_line_is_named_by_its_ledger_its_first_column_and_what_nobody_has_done(
    officer_desk: Desk, clock: FixedClock
) -> None:
    values = {"who": "Paul Renard", "unpaid_since": date(2026, 10, 5)}
    made = officer_desk.ledgers.add("unpaid", values)
    draft = officer_desk.ledgers.add("call_backs", {}, draft=True)
    asked = clock.now() - timedelta(hours=47)
    waits = {"who": "Luce Ferrand", "phone": "06 99 00 00 21", "requested": asked}
    called = officer_desk.ledgers.add("call_backs", {**waits, "who": "Lina"}, steps={"called": clock.today()})
    references = [made.reference, draft.reference, called.reference, "I-0"]
    references.append(officer_desk.ledgers.add("call_backs", waits, twice=True).reference)
    found = item_names(officer_desk, [("ledger", reference) for reference in references])
    assert {key: (name.title, name.sort, name.undone) for key, name in found.items()} == {
        ("ledger", "I-2026-001"): ("Impayé I-2026-001", "Paul Renard", ""),
        ("ledger", "R-2026-001"): ("Rappel R-2026-001", "à compléter", ""),
        ("ledger", "R-2026-002"): ("Rappel R-2026-002", "Lina", ""),
        ("ledger", "R-2026-003"): ("Rappel R-2026-003", "Luce Ferrand", "À rappeler maintenant"),
    }


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_its_picture_is_there(kind: LedgerKind) -> None:
    assert f"icons/{kind.picture}.svg" in assets.names("icons", ".svg")
