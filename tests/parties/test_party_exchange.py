"""Every fact of a party leaves and comes back with the register's file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import parties_with_key

from gdpr_desk.parties.model import Party
from gdpr_desk.reference import catalogues
from gdpr_desk.register import interchange
from gdpr_desk.register.model import Controller, Register

NOW = datetime(2026, 11, 23, 8, 48, tzinfo=UTC)
_places = st.none() | st.sampled_from(["Classeur « Contrats », onglet 3", "Coffre, 2ᵉ étage", "a" * 20_000])
_days = st.none() | st.dates(date(2018, 5, 25), date(2100, 12, 31))
_clauses = st.dictionaries(st.sampled_from([*catalogues.contract_clauses(), "x_newer"]), st.booleans())


@settings(max_examples=40, deadline=None)
@given(parties_with_key("p"), _places, _days, _clauses)
def test_the_contract_survives_the_file(
    party: Party, location: str | None, review: date | None, clauses: dict[str, bool]
) -> None:
    contract = replace(party.contract, location=location, next_review_on=review, checklist=clauses)
    register = Register(Controller("Atelier Lumen"), (replace(party, contract=contract),))
    assert interchange.load(interchange.dump(register, NOW)) == register
