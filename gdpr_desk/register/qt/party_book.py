"""The parties as the editor shows them: looked up by key, created inline, refreshed once."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from gdpr_desk.parties.model import Party, PartyKind
from gdpr_desk.parties.service import PartyService


class PartyBook(QObject):
    """The parties of the shop; `changed` after one was created here."""

    changed = Signal()

    def __init__(self, parties: PartyService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parties = parties
        self._known: dict[str, Party] = {}

    def refresh(self) -> None:
        """Read the parties again."""
        known = {party.key: party for party in self._parties.all()}
        if known != self._known:
            self._known = known
            self.changed.emit()

    def known(self) -> Mapping[str, Party]:
        """The parties by key, in the service's order."""
        return self._known

    def name(self, key: str) -> str:
        """The party's name; the key itself where it is not known."""
        party = self._known.get(key)
        return party.name if party else key

    def create(self, name: str, kind: PartyKind, country: str) -> Party:
        """Save a new party; raises GdprDeskError where the service refuses it."""
        party = self._parties.save(Party(self._parties.new_key(name), name, kind, country))
        self.refresh()
        return party
