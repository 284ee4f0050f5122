"""Whom the lines of each ledger are about, for what is asked for one person (Art. 15, 18)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy.orm import Session

from gdpr_desk.reference import catalogues
from gdpr_desk.retention.ledgers import repository
from gdpr_desk.retention.ledgers.kinds import KINDS
from gdpr_desk.retention.ledgers.model import ITEM_KIND


@dataclass(frozen=True)
class Speaking:
    """The fields of a ledger that name the person a line is about, and where to reach them."""

    names: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()


SPEAKING: Mapping[str, Speaking] = MappingProxyType(
    {
        "unpaid": Speaking(("who",), ("contact",)),
        "call_backs": Speaking(("who",), ("phone",)),
        "reviews": Speaking(),
        "consents": Speaking(("who",), ("contact",)),
        "sponsored": Speaking(("friend", "sponsor"), ("contact",)),
        "disclosures": Speaking(),
        "filming": Speaking(("who",)),
        "extractions": Speaking(),
    }
)
"""By ledger. Reviews are signed with any name, images and what authorities ask for show whom they show: a
line of these may be about anybody."""


@dataclass(frozen=True)
class LineAbout:
    """A line by the key of its hold, with what it says of whom it is about."""

    key: str
    names: tuple[str, ...]
    contacts: tuple[str, ...]


def lines_of(session: Session, kind: str) -> tuple[LineAbout, ...]:
    """Every line of that ledger, the oldest first."""
    fields = SPEAKING[kind]
    return tuple(
        LineAbout(f"{ITEM_KIND}/{reference}", _said(said, fields.names), _said(said, fields.contacts))
        for reference, said in repository.answers_of(session, kind)
    )


def about(kind: str) -> str:
    """Further words by which a register calls what that ledger is about."""
    known = catalogues.ledgers()
    words = [known[case.rule].extra.get("words", ()) for case in KINDS[kind].cases]
    return " ".join(str(word) for some in words if isinstance(some, list) for word in some)


def _said(answers: Mapping[str, object], fields: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(answers[field]) for field in fields if answers.get(field))
