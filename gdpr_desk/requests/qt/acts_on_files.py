"""Saying of an attachment that it is the copy of an identity paper after all, or that it is none."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.dialogs import ask, tell_refusal
from gdpr_desk.requests.qt.door import RequestDoor


def is_identity(parent: QWidget, door: RequestDoor, reference: str, attachment: str) -> bool:
    """Ask, and mark it; whether that was done."""
    return ask(
        parent,
        "C’est une pièce d’identité ?",
        "Elle devient floue, n’entre plus dans aucune sauvegarde, et se détruit dès que l’identité est "
        "décidée, au plus tard trente jours après son arrivée.",
        "C’est une pièce d’identité",
        consequence="Les sauvegardes déjà faites depuis son arrivée la contiennent encore : elles "
        "s’effacent d’elles-mêmes, en trente-cinq jours au plus.",
        icon="id-card",
    ) and _marked(parent, door, reference, attachment, identity=True)


def not_identity(parent: QWidget, door: RequestDoor, reference: str, attachment: str) -> bool:
    """Ask, and mark it; whether that was done."""
    return ask(
        parent,
        "Ce n’est pas une pièce d’identité ?",
        "Elle devient une pièce jointe comme les autres : lisible par les responsables, copiée dans les "
        "sauvegardes, gardée jusqu’à trente jours après la fin de la demande.",
        "Ce n’en est pas une",
        icon="file-text",
    ) and _marked(parent, door, reference, attachment, identity=False)


def _marked(parent: QWidget, door: RequestDoor, reference: str, attachment: str, *, identity: bool) -> bool:
    try:
        door.viewing.mark(reference, attachment, identity=identity)
    except GdprDeskError as refusal:
        tell_refusal(parent, refusal)
    return True
