"""Who else sees the data: processors, recipients, authorities, client and joint controllers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
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
    """The Article 28(3) contract; `checklist` maps a clause key to whether it is there."""

    signed_on: date | None = None
    checklist: Mapping[str, bool] = field(default_factory=dict)
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
