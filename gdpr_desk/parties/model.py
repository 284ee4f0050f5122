"""Who else sees the data: processors, recipients, authorities, client and joint controllers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

LONGEST_TEXT = 20_000
"""Characters in one value: ten times the longest text of a real policy; longer is refused, never cut."""
UNUSABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
"""What neither a page nor a database can carry; tabulation and line breaks are welcome."""


class PartyKind(StrEnum):
    """The part another body plays (Art. 4(7)-(9), 26, 28)."""

    PROCESSOR = "processor"
    RECIPIENT = "recipient"
    AUTHORITY = "authority"
    CLIENT_CONTROLLER = "client_controller"
    JOINT_CONTROLLER = "joint_controller"


@dataclass(frozen=True)
class PartyContact:
    """Whom to write to: in general, for a rights request, for a breach."""

    email: str = ""
    rights: str = ""
    breaches: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Contract:
    """The Article 28(3) contract; `checklist` maps a clause key to whether it is there.

    `location` says in words where the signed paper or file is kept; `next_review_on` when somebody
    wants to look at it again (Art. 28(3)(h), 24(1)).
    """

    signed_on: date | None = None
    checklist: Mapping[str, bool] = field(default_factory=dict)
    location: str | None = None
    next_review_on: date | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Party:
    """One body outside the shop, entered once and used by many activities.

    `key` is the stable slug that activities refer to; `country` an ISO 3166-1 alpha-2 code.
    `extra` keeps the keys of a newer interchange version so that they are written back.
    """

    key: str
    name: str
    kind: PartyKind = PartyKind.PROCESSOR
    country: str = "FR"
    contact: PartyContact = PartyContact()
    contract: Contract = Contract()
    extra: Mapping[str, Any] = field(default_factory=dict)


def filled(kept: Party, other: Party) -> Party:
    """`kept` with what only `other` knew, for two entries of one body: nothing noted is lost.

    A clause counts as there where one of the two has it ticked.
    """
    mine, theirs = kept.contract, other.contract
    contract = replace(
        mine,
        signed_on=mine.signed_on or theirs.signed_on,
        checklist={**theirs.checklist, **mine.checklist, **_ticked(theirs), **_ticked(mine)},
        location=mine.location or theirs.location,
        next_review_on=mine.next_review_on or theirs.next_review_on,
        extra={**theirs.extra, **mine.extra},
    )
    contact = replace(
        kept.contact,
        email=kept.contact.email or other.contact.email,
        rights=kept.contact.rights or other.contact.rights,
        breaches=kept.contact.breaches or other.contact.breaches,
        extra={**other.contact.extra, **kept.contact.extra},
    )
    return replace(
        kept,
        country=kept.country or other.country,
        contact=contact,
        contract=contract,
        extra={**other.extra, **kept.extra},
    )


def _ticked(contract: Contract) -> dict[str, bool]:
    return {key: True for key, held in contract.checklist.items() if held}
