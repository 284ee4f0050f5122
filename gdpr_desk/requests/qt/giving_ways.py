"""What some rights ask for besides an answer: files to take away, a place on the objection list."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.dialogs import tell, tell_refusal
from gdpr_desk.qtkit.parts import button
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.requests.model import RightKind
from gdpr_desk.requests.qt.acts import Acts
from gdpr_desk.requests.qt.door import RequestDoor
from gdpr_desk.requests.qt.giving import GivingDialog
from gdpr_desk.requests.service import RequestFile

_STOPPED = frozenset({RightKind.OBJECTION, RightKind.CONSENT_WITHDRAWAL})
ENLIST = "Inscrire sur la liste d’opposition"
_NOWHERE = (
    "Cette demande n’a ni adresse e-mail ni téléphone : inscrivez-les depuis « Liste d’opposition », dans le "
    "menu « Importer un message »."
)


def giving_ways(
    door: RequestDoor, acts: Acts, file: RequestFile, parent: QWidget, written: Callable[[], object]
) -> list[QWidget]:
    """The links for what `file` asks for; `written` is called after something was noted."""

    def give() -> None:
        try:
            dialog = GivingDialog(door, acts, file, parent)
        except GdprDeskError as refusal:
            tell_refusal(parent, refusal)
            return
        if dialog.exec():
            written()

    ways: list[QWidget] = []
    if RightKind.PORTABILITY in file.request.rights:
        ways.append(button("link", "Préparer les fichiers à remettre…", give))
    if _STOPPED & set(file.request.rights):
        ways.append(button("link", ENLIST, lambda: enlist(door, file, parent)))
    return ways


def enlist(door: RequestDoor, file: RequestFile, parent: QWidget) -> None:
    """Put whoever asks on the objection list, under what is known of them."""
    try:
        kept = door.objections.take(file.request)
    except GdprDeskError as refusal:
        tell_refusal(parent, refusal)
        return
    if kept:
        Toast.show_in(parent, "Inscrite sur la liste d’opposition.")
    else:
        tell(parent, "Rien à inscrire", _NOWHERE)
