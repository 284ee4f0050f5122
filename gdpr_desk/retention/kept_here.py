"""What this program itself keeps, and erases, of an activity of the register: ledgers and watched folders.

Somebody said so with a task (« s’en charge »), or both are called alike. A ledger names whom its lines are
about, as far as it can; a folder cannot tell persons apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from gdpr_desk.retention.carriers import Carrier, CarrierKind
from gdpr_desk.retention.elsewhere import repository as said
from gdpr_desk.retention.elsewhere.links import roots
from gdpr_desk.retention.folders.model import FOLDER_KIND
from gdpr_desk.retention.ledgers.persons import SPEAKING, LineAbout, about, lines_of

Carriers = Callable[[Session], Sequence[Carrier]]
"""What deletes by itself on this computer, as the transaction sees it."""


@dataclass(frozen=True)
class Named:
    """A thing of the register: the activity's reference, what words call it, and in which tools it is."""

    activity: str
    words: str
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class KeptLedger:
    """A ledger with lines of it; `told_apart` where they name whom they are about."""

    label: str
    lines: tuple[LineAbout, ...]
    told_apart: bool


@dataclass(frozen=True)
class KeptFolder:
    """A watched folder; `key` is that of the hold on all of it."""

    label: str
    key: str


class KeptHere:
    """What one transaction sees of it; each ledger is read once, and only if somebody asks."""

    def __init__(self, session: Session, carriers: Carriers) -> None:
        self._session = session
        self._carriers = carriers
        self._lines: dict[str, tuple[LineAbout, ...]] = {}

    def of(self, thing: Named) -> tuple[KeptLedger | KeptFolder, ...]:
        """The ledgers that have lines, and the folders, in which that thing is kept."""
        named = (carrier for carrier in self._there if self._is_of(carrier, thing))
        kept = (self._kept(carrier) for carrier in named)
        return tuple(one for one in kept if isinstance(one, KeptFolder) or one.lines)

    @cached_property
    def _there(self) -> Sequence[Carrier]:
        return self._carriers(self._session)

    @cached_property
    def _said(self) -> frozenset[tuple[str, CarrierKind, str]]:
        """Which activity somebody said that a carrier serves."""
        links = said.links(self._session).items()
        return frozenset((duty.partition("/")[0], link.kind, link.key) for duty, link in links)

    def _is_of(self, carrier: Carrier, thing: Named) -> bool:
        if (thing.activity, carrier.kind, carrier.key) in self._said:
            return True
        folder = carrier.kind is CarrierKind.FOLDER
        words = " ".join([thing.words, *(thing.places if folder else ())])
        own = carrier.words if folder else f"{carrier.words} {about(carrier.key)}"
        return bool(roots(words) & roots(own))

    def _kept(self, carrier: Carrier) -> KeptLedger | KeptFolder:
        if carrier.kind is CarrierKind.FOLDER:
            return KeptFolder(carrier.label, f"{FOLDER_KIND}/{carrier.key}")
        if carrier.key not in self._lines:
            self._lines[carrier.key] = lines_of(self._session, carrier.key)
        fields = SPEAKING[carrier.key]
        return KeptLedger(carrier.label, self._lines[carrier.key], bool(fields.names or fields.contacts))
