"""« Sauvegarder maintenant… »: where to, a warning on the same disk, and the work off the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from gdpr_desk.app import Desk
from gdpr_desk.desk_backups import back_up
from gdpr_desk.qtkit.dialogs import ask, tell_refusal
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.vault.backup import same_disk
from gdpr_desk.vault.backup_file import SUFFIX


def make_copy(
    parent: QWidget, desk: Desk, done: Callable[[], object], busy: Callable[[bool], object]
) -> None:
    """Ask where to, and write a backup there; a refusal is told to the person."""
    target = _target(parent, desk)
    if target is None:
        return

    def work() -> None:
        back_up(desk, target, force=True)  # the system's dialog asked before replacing

    failed = partial(tell_refusal, parent)
    busy(True)
    Jobs.run(work, lambda _none: done(), failed, parent, settled=lambda: busy(False), lane="pool")


def _target(parent: QWidget, desk: Desk) -> Path | None:
    name = f"gdpr-desk-{desk.clock.today().isoformat()}{SUFFIX}"
    while True:
        given, _chosen = QFileDialog.getSaveFileName(
            parent, "Sauvegarder sur un autre disque", name, f"Sauvegarde gdpr-desk (*{SUFFIX})"
        )
        if not given:
            return None
        target = Path(given)
        if target.suffix != SUFFIX:
            target = target.with_name(target.name + SUFFIX)
            if target.exists() and not _may_replace(parent, target):
                continue
        if not same_disk(desk.vault.folder, target.parent) or _same_disk_will_do(parent):
            return target
        name = str(target)


def _may_replace(parent: QWidget, target: Path) -> bool:
    return ask(
        parent, "Remplacer ce fichier ?", f"« {target.name} » existe déjà dans ce dossier.", "Remplacer"
    )


def _same_disk_will_do(parent: QWidget) -> bool:
    return ask(
        parent,
        "Ce dossier est sur le même disque que votre coffre",
        "Une panne ou un vol emporterait les deux. Une clé USB ou un disque externe protège mieux.",
        "Sauvegarder quand même",
        stay="Choisir un autre endroit",
        icon="hard-drive",
    )
