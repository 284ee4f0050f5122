"""What the form of every record says and does alike while one types: saved, refused, the way back."""

from __future__ import annotations

from PySide6.QtGui import QUndoStack

from gdpr_desk.clock import SHOP_ZONE, Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.surfaces import NoticeStrip

KEEP_MINE = "Garder ma saisie"
ALL_SAVED = "tout est enregistré"
NOT_YET_SAVED = "pas encore enregistré"


def saved_words(clock: Clock, invalid: int) -> str:
    """« enregistré à 14:32 »; with `invalid` fields on screen, that the rest is."""
    return not_saved(invalid) if invalid else f"enregistré à {clock.now().astimezone(SHOP_ZONE):%H:%M}"


def not_saved(invalid: int) -> str:
    """« 2 champs à corriger, le reste est enregistré »."""
    what = "1 champ à corriger" if invalid == 1 else f"{invalid} champs à corriger"
    return f"{what}, le reste est enregistré"


def show_refusal(notice: NoticeStrip, refusal: GdprDeskError, *, elsewhere: bool) -> None:
    """Say what to do about it: nothing typed is lost. `elsewhere`: somebody else saved meanwhile."""
    notice.set_kind("attention")
    notice.set_text(str(refusal))
    notice.set_action(KEEP_MINE if elsewhere else "Réessayer")
    notice.show()


def name_undo(button: Button, stack: QUndoStack) -> None:
    """« Annuler : durée modifiée », where there is a way back."""
    button.setVisible(stack.canUndo())
    if stack.canUndo():
        button.setText(f"Annuler : {stack.undoText()}")
