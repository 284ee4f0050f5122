"""« Ressemble à D-2026-011 »: one request again, or another one; a person says which."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.periods.words import french_days
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.parts import bar, button
from gdpr_desk.qtkit.surfaces import NoticeStrip
from gdpr_desk.requests.proposals import Suggestion, SuggestionKind
from gdpr_desk.requests.qt.door import RequestDoor
from gdpr_desk.requests.service import RequestFile


class TwinQuestion(QWidget):
    """The question about `file`; `joined` carries the request its letter is in now, `apart` its own."""

    joined = Signal(str)
    apart = Signal(str)

    def __init__(self, door: RequestDoor, file: RequestFile, same: Suggestion) -> None:
        super().__init__()
        self._door = door
        self._reference, self._other = file.request.reference, same.value
        other = _open_file(door, same.value)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(NoticeStrip(kind="attention", text=_words(file, same, other)))
        keep = button("secondary", "Nouvelle", self._keep, small=True)
        keep.setAccessibleName(f"{self._reference} est une nouvelle demande")
        if other is None:
            column.addWidget(bar(keep))
            return
        join = button("secondary", "Rattacher", self._join, icon="share-2", small=True)
        join.setAccessibleName(f"Rattacher à {self._other}")
        column.addWidget(bar(join, keep))

    def _join(self) -> None:
        try:
            self._door.arrivals.join(self._reference, self._other)
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)
            return
        self.joined.emit(self._other)

    def _keep(self) -> None:
        try:
            self._door.arrivals.keep_apart(self._reference)
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)
            return
        self.apart.emit(self._reference)


def twin_of(file: RequestFile) -> Suggestion | None:
    """What the request may be the same as, first of all what its letter answers."""
    found = [one for one in file.suggestions if one.kind is SuggestionKind.RESEMBLES]
    return found[-1] if found else None


def _open_file(door: RequestDoor, reference: str) -> RequestFile | None:
    """The request of that reference, where it can still be gone on with."""
    try:
        found = door.requests.file(reference)
    except GdprDeskError:
        return None
    return found if found.request.open else None


def _words(file: RequestFile, same: Suggestion, other: RequestFile | None) -> str:
    if other is None:
        return f"{same.reason} Elle est terminée : celle-ci a son propre délai."
    if other.request.requester.email.casefold() != file.request.requester.email.casefold():
        return f"Ressemble à {same.value}. {same.reason}"
    days = abs((file.request.received_on - other.request.received_on).days)
    when = f"à {french_days(days)} d’écart" if days else "le même jour"
    return f"Ressemble à {same.value} : même adresse, {when}. Est-ce la même demande ?"
