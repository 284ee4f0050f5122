"""The organisations that a register names, as a table of its own (Art. 28(3), 30(1)(d))."""

from __future__ import annotations

from collections.abc import Sequence

from gdpr_desk.documents.table import Column, TableRow
from gdpr_desk.parties.model import Party, PartyKind
from gdpr_desk.periods.words import french_date
from gdpr_desk.reference import catalogues
from gdpr_desk.register import wording
from gdpr_desk.register.model import Register
from gdpr_desk.register.quality.findings import plain


def parties_used(register: Register) -> tuple[Party, ...]:
    """The parties that any activity names, in the register's order."""
    used: set[str | None] = set()
    for activity in register.activities:
        used.update(recipient.party for recipient in activity.recipients)
        used.update(transfer.party for transfer in activity.transfers)
        used.update(activity.joint_controllers, activity.client_controllers)
    return tuple(party for party in register.parties if party.key in used)


PARTY_COLUMNS = (
    Column("Organisme", 34),
    Column("Pays", 17),
    Column("Rôle", 21),
    Column("Contact", 47),
    Column("Contrat du", 23),
)


_ROLE, _CONTACT, _CONTRACT = 2, 3, 4


def party_table(parties: Sequence[Party]) -> tuple[tuple[Column, ...], tuple[TableRow, ...]]:
    """The columns with something in them, and a row for each party by name (Art. 28(3), 30(1)(d))."""
    cells = [_party_cells(party) for party in sorted(parties, key=lambda party: plain(party.name))]
    told = [number for number in range(len(PARTY_COLUMNS)) if any(row[number] for row in cells)]
    asked = catalogues.party_kinds().label(PartyKind.PROCESSOR.value)
    for row in cells:
        row[_CONTACT] = row[_CONTACT] or "—"
        if not row[_CONTRACT]:
            row[_CONTRACT] = "À demander" if row[_ROLE] == asked else "—"
    lines = tuple(TableRow(tuple(row[number] for number in told)) for row in cells)
    return tuple(PARTY_COLUMNS[number] for number in told), lines


def _party_cells(party: Party) -> list[str]:
    contact = party.contact
    addresses = [
        contact.email,
        f"Droits : {contact.rights}" if contact.rights else "",
        f"Incidents : {contact.breaches}" if contact.breaches else "",
    ]
    return [
        party.name,
        wording.country_label(party.country),
        "Autorité" if party.kind is PartyKind.AUTHORITY else catalogues.party_kinds().label(party.kind.value),
        "\n".join(filter(None, addresses)),
        french_date(party.contract.signed_on) if party.contract.signed_on else "",
    ]
