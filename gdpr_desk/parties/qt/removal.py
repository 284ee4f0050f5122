"""Removing a party that nobody names, with its way back; else saying who names it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.parties.model import Party
from gdpr_desk.parties.qt.table_model import PartyOverview
from gdpr_desk.parties.service import PartyService
from gdpr_desk.qtkit.dialogs import tell, tell_refusal
from gdpr_desk.qtkit.toast import Toast

_MOST = 8
"""Activities that the sentence names; the form lists all of them."""


class Removal(QObject):
    """`changed` carries the key of the party to choose afterwards."""

    changed = Signal(str)

    def __init__(self, parties: PartyService, page: QWidget) -> None:
        super().__init__(page)
        self._parties = parties
        self._page = page

    def remove(self, line: PartyOverview, then: str = "") -> bool:
        """Take the party out and choose `then`; False where it is still named or the vault refused,
        which was told."""
        if line.uses:
            tell(self._page, f"« {line.party.name} » est encore utilisé", users_sentence(line))
            return False
        try:
            removed = self._parties.remove(line.party.key)
        except GdprDeskError as refusal:
            tell_refusal(self._page, refusal)
            return False
        self.changed.emit(then)
        Toast.show_in(self._page, f"Supprimé : {removed.name}", lambda: self._bring_back(removed))
        return True

    def _bring_back(self, party: Party) -> None:
        try:
            back = self._parties.bring_back(party)
        except GdprDeskError as refusal:
            tell_refusal(self._page, refusal)
            return
        self.changed.emit(back.key)


def users_sentence(line: PartyOverview) -> str:
    """Which activities name it, and what to do about it."""
    names = [f"« {name} »" for _reference, name in line.uses[:_MOST]]
    more = len(line.uses) - len(names)
    if more:
        names.append(f"et {more} autre{'s' if more > 1 else ''}")
    many = len(line.uses) > 1
    where = "Ces activités le nomment" if many else "Cette activité le nomme"
    return (
        f"{where} : {', '.join(names)}. Rien n’a été supprimé. "
        f"Retirez-le d’abord {'de leurs fiches' if many else 'de sa fiche'}, en section 5."
    )
