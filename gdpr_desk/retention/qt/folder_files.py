"""What lies in one watched folder: when each file leaves, and a hold on one that must not."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.columns import empty_column
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.parts import GUTTER, Line, bar, button, label, scrolled_rows
from gdpr_desk.qtkit.placing import fit_over
from gdpr_desk.qtkit.surfaces import Separator
from gdpr_desk.qtkit.theme import color, px
from gdpr_desk.retention.folders.model import FileLine, WatchedFolder, shown_path
from gdpr_desk.retention.folders.service import LISTED, WatchedFolders
from gdpr_desk.retention.qt.folder_words import file_words, files_words
from gdpr_desk.retention.qt.hold_dialogs import HoldDialog, LiftDialog
from gdpr_desk.retention.qt.lines import ItemName
from gdpr_desk.retention.service import RetentionService

_WIDTH, _HEIGHT = 720, 560


class FolderFilesDialog(QDialog):
    """Names of files are on this screen and nowhere else. `held` after a hold was set or lifted."""

    held = Signal()

    def __init__(
        self,
        folders: WatchedFolders,
        retention: RetentionService,
        clock: Clock,
        folder: WatchedFolder,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._folders = folders
        self._retention = retention
        self._clock = clock
        self._folder = folder
        self.told = label("second", "Lecture en cours…")
        self.rows = QVBoxLayout()
        self.stay = button("secondary", "Fermer", self.reject)
        self._arrange()
        self.setWindowTitle("gdpr-desk")
        self.setAccessibleName("Fichiers du dossier surveillé")
        self.held.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read the files again."""
        Jobs.run(partial(self._folders.files, self._folder.id), self._show, self._refused, self)

    def hold(self, line: FileLine) -> None:
        """Keep a file although its time comes."""
        work = partial(self._retention.hold, line.key)
        dialog = HoldDialog(
            _name(line),
            self._retention.reasons(),
            self._clock,
            lambda reason, note, day: work(reason=reason, note=note, review_on=day),
            self,
            item=line.key,
            drafts=self._retention.drafts,
        )
        dialog.accepted.connect(self.held)
        dialog.open()

    def lift(self, line: FileLine) -> None:
        """Let it go its way again."""
        hold = next((found for found in self._retention.holds() if found.key == line.key), None)
        if hold is None:
            self.refresh()
            return
        reason = self._retention.reasons().label(hold.reason)
        work = partial(self._retention.lift, line.key)
        drafts = self._retention.drafts
        dialog = LiftDialog(_name(line), hold, reason, lambda note: work(note=note), self, drafts=drafts)
        dialog.accepted.connect(self.held)
        dialog.open()

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), color("sheet"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        fit_over(self, px(_WIDTH), px(_HEIGHT))
        self.stay.setFocus()

    def _show(self, lines: Sequence[FileLine]) -> None:
        empty_column(self.rows)
        for line in lines:
            self.rows.addWidget(self._row(line))
            self.rows.addWidget(Separator())
        self.rows.addStretch(1)
        if not lines:
            self.told.setText("Aucun fichier vu pour l’instant : la prochaine purge regarde ce dossier.")
        elif len(lines) == LISTED:
            self.told.setText(f"Les {files_words(LISTED)} qui partent en premier.")
        else:
            self.told.setText(f"{files_words(len(lines))}, dans l’ordre de leur départ.")

    def _row(self, line: FileLine) -> QWidget:
        act = self.lift if line.held else self.hold
        verb = button("link", "Lever le gel…" if line.held else "Garder…", partial(act, line), small=True)
        verb.setAccessibleName(f"{verb.text().removesuffix('…')} : {shown_path(line.path)}")
        icon = "snowflake" if line.held or line.frozen else "file-text"
        token = "attention" if line.stuck else "text2"
        return Line(icon, shown_path(line.path), file_words(line), verb, token=token)

    def _refused(self, refusal: GdprDeskError) -> None:
        tell_refusal(self, refusal)
        QTimer.singleShot(0, self, self.reject)

    def _arrange(self) -> None:
        scroll = scrolled_rows(self.rows, spacing=2)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28 - GUTTER, 20)
        column.setSpacing(12)
        column.addWidget(label("detail_title", self._folder.rule.label))
        column.addWidget(self.told)
        column.addWidget(scroll, 1)
        foot = bar(QWidget(), self.stay, stretch_first=True)
        foot.setContentsMargins(0, 0, GUTTER, 0)
        column.addWidget(foot)
        self.stay.setAutoDefault(False)


def _name(line: FileLine) -> ItemName:
    return ItemName(f"« {shown_path(line.path)} »", "fichier d’un dossier surveillé", "file-text")
