"""Files the person names, chosen in the system's dialog."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.files import write_for_user
from gdpr_desk.qtkit.dialogs import ask, tell_refusal
from gdpr_desk.vault.refusals import for_officers

STAYS_IN = "stays_in"
"""Property of a window whose person takes no file out of the vault."""


def may_take_out(parent: QWidget | None) -> bool:
    """Whether files may leave the window of `parent`; where they may not, that is told."""
    above = parent
    while above is not None and not above.property(STAYS_IN):
        above = above.parentWidget()
    if above is not None:
        tell_refusal(parent, for_officers())
    return above is None


def save_bytes(
    parent: QWidget | None,
    content: bytes,
    name: str,
    *,
    title: str = "Enregistrer",
    kind: str = "",
    of_the_vault: bool = True,
) -> Path | None:
    """Ask where to put `content` (suggested file `name`) and write it; None when nothing was written.

    `kind` is a Qt filter such as « PDF (*.pdf) ». A refusal of the disk is told to the person, and so is
    `may_take_out`, unless nothing in the file comes out of the vault.
    """
    if of_the_vault and not may_take_out(parent):
        return None
    given, _chosen = QFileDialog.getSaveFileName(parent, title, name, kind)
    if not given:
        return None
    target = _with_suffix(Path(given), Path(name).suffix)
    if target != Path(given) and target.exists() and not _may_replace(parent, target):
        return None
    try:
        write_for_user(target, content, force=True)
    except GdprDeskError as error:
        tell_refusal(parent, error)
        return None
    return target


def _may_replace(parent: QWidget | None, target: Path) -> bool:
    """Ask, where the system's dialog did not know the whole name and so did not ask itself."""
    return ask(
        parent,
        "Remplacer ce fichier ?",
        f"« {target.name} » existe déjà dans ce dossier.",
        "Remplacer",
    )


def choose_file(parent: QWidget | None, *, title: str, kind: str = "", folder: str = "") -> Path | None:
    """An existing file, or None when the dialog was left."""
    given, _chosen = QFileDialog.getOpenFileName(parent, title, folder, kind)
    return Path(given) if given else None


def choose_folder(parent: QWidget | None, *, title: str, folder: str = "") -> Path | None:
    """An existing folder, or None when the dialog was left."""
    given = QFileDialog.getExistingDirectory(parent, title, folder)
    return Path(given) if given else None


def open_outside(path: Path) -> bool:
    """Open `path` with the system's own program; False where there is none."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _with_suffix(path: Path, suffix: str) -> Path:
    return path if path.suffix or not suffix else path.with_name(path.name + suffix)
