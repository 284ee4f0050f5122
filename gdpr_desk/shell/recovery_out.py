"""The recovery sheet on its way to paper, the one time it can be shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from gdpr_desk.vault.recovery import RecoverySecret

_SHEET_NAME = "feuille-de-secours-gdpr-desk.pdf"


@dataclass(frozen=True)
class RecoverySheet:
    """What stands on the sheet of the vault `label`, made on a day of the shop's calendar."""

    label: str
    secret: RecoverySecret
    made_on: date

    def pdf(self) -> bytes:
        """The page to print; kept nowhere."""
        from gdpr_desk.documents.recovery_sheet import recovery_sheet_pdf

        return recovery_sheet_pdf(self.label, self.secret.groups, self.secret.qr_text, self.made_on)


def save_sheet(parent: QWidget, sheet: RecoverySheet) -> str:
    """Save it where the person says; what to tell them, nothing where they left."""
    from gdpr_desk.qtkit.files import save_bytes

    target = save_bytes(parent, sheet.pdf(), _SHEET_NAME, title="Enregistrer la feuille", kind="PDF (*.pdf)")
    if target is None:
        return ""
    return f"Enregistrée : « {target.name} ». Ce fichier n’est pas chiffré : imprimez-le, effacez-le."


def print_sheet(parent: QWidget, sheet: RecoverySheet) -> str:
    """Print it; what to tell them, nothing where they left."""
    from gdpr_desk.qtkit.printing import print_pdf

    return "Envoyée à l’imprimante." if print_pdf(parent, sheet.pdf(), "Feuille de secours") else ""
