"""Papers that leave the vault: made off this thread, saved where the person says, told to be in clear."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.files import save_bytes
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.toast import Toast

PDF, ODS, JSON = "PDF (*.pdf)", "ODS (*.ods)", "JSON (*.json)"
IN_CLEAR = "Fichier enregistré. Il n’est plus chiffré."

Made = tuple[bytes, str]
"""Content, and the name it is to be saved under."""


def save_made(parent: QWidget, make: Callable[[], Made], kind: str, saved: Callable[[], object]) -> None:
    """Make a paper, ask where to put it; `saved` follows once it lies there."""

    def made(paper: Made) -> None:
        if save_bytes(parent, paper[0], paper[1], kind=kind):
            Toast.show_in(parent, IN_CLEAR)
        saved()

    def failed(refusal: GdprDeskError) -> None:
        tell_refusal(parent, refusal)

    Jobs.run(make, made, failed, parent)
