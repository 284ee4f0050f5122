"""The list of parties: what each column shows, sorts by and is found by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from gdpr_desk.parties import checks
from gdpr_desk.parties.checks import PartyState, Point
from gdpr_desk.parties.model import Party, PartyKind
from gdpr_desk.qtkit.badge import BadgeSpec
from gdpr_desk.qtkit.picker import plain
from gdpr_desk.qtkit.record_table import Column, RecordTableModel
from gdpr_desk.reference import catalogues

Use = tuple[str, str]
"""Reference and name of an activity that names a party."""
Uses = Mapping[str, Sequence[Use]]
"""By the key of the party."""

ALL, TO_COMPLETE, OUTSIDE, TO_REVIEW = "all", "to_complete", "outside", "to_review"

_PICTURES = {
    PartyKind.PROCESSOR: "handshake",
    PartyKind.RECIPIENT: "inbox",
    PartyKind.AUTHORITY: "building-2",
    PartyKind.CLIENT_CONTROLLER: "users",
    PartyKind.JOINT_CONTROLLER: "share-2",
}
_ROLES = {
    PartyKind.PROCESSOR: "Sous-traitant",
    PartyKind.RECIPIENT: "Destinataire",
    PartyKind.AUTHORITY: "Autorité",
    PartyKind.CLIENT_CONTROLLER: "Client donneur d’ordre",
    PartyKind.JOINT_CONTROLLER: "Responsable conjoint",
}
"""A word or two each; the form says it in full."""
_STATES = {
    PartyState.TO_COMPLETE: BadgeSpec("attention", "À compléter", "triangle-alert"),
    PartyState.TO_REVIEW: BadgeSpec("attention", "À revoir", "clock"),
}
"""Where all is well nothing is said, so that what is left stands out."""
_ORDER = [*_STATES, PartyState.OK]


@dataclass(frozen=True)
class PartyOverview:
    """One line of the list, as of `today`."""

    party: Party
    uses: tuple[Use, ...]
    points: tuple[Point, ...]
    today: date

    @property
    def state(self) -> PartyState:
        """What the badge says."""
        return self.points[0].state if self.points else PartyState.OK

    @cached_property
    def searched(self) -> str:
        """What the filter looks through, without accents; made once, not at every key."""
        return plain(_searched(self))


def overview(party: Party, uses: Sequence[Use], today: date) -> PartyOverview:
    """The line of one party."""
    return PartyOverview(party, tuple(uses), checks.points(party, today), today)


def picture_of(party: Party) -> str:
    """The picture of a row, by the kind of party."""
    return _PICTURES[party.kind]


def kind_label(party: Party) -> str:
    """« Sous-traitant »."""
    return catalogues.party_kinds().label(party.kind.value)


def country_label(party: Party) -> str:
    """« France »; nothing where nobody has said."""
    return catalogues.countries().label(party.country) if party.country else ""


class PartyTableModel(RecordTableModel[PartyOverview]):
    """The parties in rows, named by their key; the secondary columns hide first."""

    def __init__(self) -> None:
        super().__init__(_COLUMNS, lambda line: line.party.key)


def wanted(line: PartyOverview, chip: str, words: str) -> bool:
    """Whether a row passes the chip and every word typed into the filter."""
    if not matches(line, chip):
        return False
    return all(word in line.searched for word in plain(words).split())


def matches(line: PartyOverview, chip: str) -> bool:
    """Whether a row belongs to a filter chip."""
    if chip == TO_COMPLETE:
        return any(point.state is PartyState.TO_COMPLETE for point in line.points)
    if chip == TO_REVIEW:
        return any(point.state is PartyState.TO_REVIEW for point in line.points)
    if chip == OUTSIDE:
        return checks.outside_eea(line.party)
    return True


def _searched(line: PartyOverview) -> str:
    party = line.party
    contact = party.contact
    parts = [party.name, kind_label(party), country_label(party), party.contract.location or ""]
    parts += [contact.email, contact.rights, contact.breaches]
    parts += [word for use in line.uses for word in use]
    return " ".join(parts)


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _country_badge(line: PartyOverview) -> BadgeSpec | None:
    """The country as a plate outside the European Economic Area; a plain word inside."""
    if not line.party.country:
        return BadgeSpec("attention", "Manque", "triangle-alert")
    if not checks.outside_eea(line.party):
        return None
    state = "neutral" if checks.adequate(line.party, line.today) else "attention"
    return BadgeSpec(state, country_label(line.party), "globe")


def _contract(line: PartyOverview) -> str:
    if line.party.contract.signed_on or line.party.kind in checks.IN_WRITING:
        return _day(line.party.contract.signed_on)
    return "Sans objet"


def _contract_badge(line: PartyOverview) -> BadgeSpec | None:
    unsigned = line.party.contract.signed_on is None and line.party.kind in checks.IN_WRITING
    return BadgeSpec("attention", "Manque", "triangle-alert") if unsigned else None


def _used(line: PartyOverview) -> str:
    count = len(line.uses)
    return {0: "Aucune", 1: "1 activité"}.get(count, f"{count} activités")


def _review_badge(line: PartyOverview) -> BadgeSpec | None:
    due = any(point.state is PartyState.TO_REVIEW for point in line.points)
    return BadgeSpec("attention", _day(line.party.contract.next_review_on), "clock") if due else None


_COLUMNS: tuple[Column[PartyOverview], ...] = (
    Column(
        "name",
        "Nom",
        lambda o: o.party.name or "Sans nom",
        second=lambda o: _ROLES[o.party.kind],
        icon=lambda o: picture_of(o.party),
        sort=lambda o: o.party.name,
    ),
    Column("country", "Pays", lambda o: country_label(o.party), badge=_country_badge, width=116, priority=1),
    Column(
        "contract",
        "Contrat",
        _contract,
        badge=_contract_badge,
        sort=lambda o: o.party.contract.signed_on,
        width=108,
        priority=2,
    ),
    Column("used", "Utilisé par", _used, sort=lambda o: len(o.uses), width=104, priority=3),
    Column(
        "review",
        "Prochaine revue",
        lambda o: _day(o.party.contract.next_review_on),
        badge=_review_badge,
        sort=lambda o: o.party.contract.next_review_on,
        width=124,
        priority=4,
    ),
    Column(
        "state", "État", badge=lambda o: _STATES.get(o.state), sort=lambda o: _ORDER.index(o.state), width=132
    ),
)
