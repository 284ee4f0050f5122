"""« Dossiers surveillés »: each folder with its rule, what is there, what leaves next, what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.badge import Badge
from gdpr_desk.qtkit.columns import empty_column
from gdpr_desk.qtkit.dialogs import ask, tell_refusal
from gdpr_desk.qtkit.jobs import Job, Jobs
from gdpr_desk.qtkit.parts import Line, bar, button, label
from gdpr_desk.qtkit.surfaces import Card, EmptyState, FadeScroll, NoticeStrip, Separator
from gdpr_desk.qtkit.theme import px
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.retention.folders.model import FolderStanding
from gdpr_desk.retention.folders.service import WatchedFolders
from gdpr_desk.retention.qt.folder_files import FolderFilesDialog
from gdpr_desk.retention.qt.folder_form import FolderDialog
from gdpr_desk.retention.qt.folder_words import (
    FORENSIC,
    INTRODUCTION,
    late_badge,
    late_words,
    rule_words,
    standing_words,
    trouble_words,
)
from gdpr_desk.retention.service import RetentionService

_EDGE = 20
_TALL = 300
"""Design pixels: in a lower place the sentence above the folders only says what they lose."""


@dataclass(frozen=True)
class FolderDoor:
    """What the screens of watched folders need of the open vault."""

    folders: WatchedFolders
    retention: RetentionService
    clock: Clock


class FoldersView(QWidget):
    """The list, those that need somebody first. `changed` after something was done; `counted` tells how many
    need somebody."""

    changed = Signal()
    counted = Signal(int)

    def __init__(self, door: FolderDoor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self._job: Job | None = None
        self.add = button("tonal", "Ajouter un dossier…", self.add_one, icon="plus")
        self.look = button("secondary", "Vérifier maintenant", self.look_now, icon="refresh-cw")
        self.introduction = label("second", INTRODUCTION)
        self.empty = EmptyState(
            icon="folder",
            title="Aucun dossier surveillé",
            text="Choisissez un dossier de cet ordinateur et une durée : ses fichiers partiront à l’heure. "
            "Rien ne part avant d’avoir été annoncé par une purge.",
            verb="Ajouter un dossier…",
            verb_icon="plus",
            kind="tonal",
            mark="",
        )
        self.empty.activated.connect(self.add_one)
        self.rows = QVBoxLayout()
        self._arrange()

    def refresh(self) -> None:
        """Read the folders again, in the worker."""
        self.leave()
        self._job = Jobs.run(self._door.folders.standings, self._show, self._refused, self)

    def leave(self) -> None:
        """Nobody waits for an answer any more."""
        if self._job is not None:
            self._job.cancel()

    def focus_first(self) -> None:
        """Where somebody begins."""
        (self.empty.button if self._bodies.currentWidget() is self.empty else self.add).setFocus()

    def add_one(self) -> None:
        """Choose a folder and its rule."""
        dialog = FolderDialog(self._door.folders, None, self)
        dialog.accepted.connect(partial(self._done, "Dossier mis sous surveillance"))
        dialog.open()

    def change(self, one: FolderStanding) -> None:
        """Give a folder another rule, or take up one that was replaced."""
        dialog = FolderDialog(self._door.folders, one.folder, self)
        dialog.accepted.connect(partial(self._done, "Règle enregistrée"))
        dialog.open()

    def show_files(self, one: FolderStanding) -> None:
        """What is below it, with when each file leaves; a file can be held there."""
        dialog = FolderFilesDialog(
            self._door.folders, self._door.retention, self._door.clock, one.folder, self
        )
        dialog.held.connect(partial(self._done, ""))
        dialog.open()

    def switch(self, one: FolderStanding) -> None:
        """Let its rule rest, or take it up again."""
        number, resting = one.folder.id, not one.folder.rule.enabled
        told = "Règle reprise" if resting else "Règle en pause : rien n’en part"
        self._carry_out(partial(self._door.folders.switch, number, enabled=resting), told)

    def remove(self, one: FolderStanding) -> None:
        """Take it off the list; its files stay."""
        title = f"Ne plus surveiller « {one.folder.rule.label} » ?"
        words = "Ses fichiers restent où ils sont, et plus rien n’en part tout seul."
        if ask(self, title, words, "Retirer"):
            self._carry_out(partial(self._door.folders.remove, one.folder.id), "Dossier retiré de la liste")

    def look_now(self) -> None:
        """Look at every folder, as a purge does, and say what it found; nothing goes by that."""
        self.look.setDisabled(True)
        self._job = Jobs.run(
            self._door.retention.fresh_plan,
            lambda _plan: self._done("Dossiers vérifiés"),
            self._refused,
            self,
            settled=lambda: self.look.setEnabled(True),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.introduction.setText(INTRODUCTION if self.height() >= px(_TALL) else FORENSIC)

    def _carry_out(self, work: Callable[[], object], told: str) -> None:
        Jobs.run(work, lambda _done: self._done(told), self._refused, self)

    def _done(self, told: str) -> None:
        if told:
            Toast.show_in(self, told, icon="folder")
        QTimer.singleShot(0, self, self.refresh)  # the button that was pressed may be in what goes
        self.changed.emit()

    def _refused(self, refusal: GdprDeskError) -> None:
        tell_refusal(self, refusal)

    def _show(self, standings: Sequence[FolderStanding]) -> None:
        empty_column(self.rows)
        for place, one in enumerate(sorted(standings, key=lambda one: not trouble_words(one))):
            if place:
                self.rows.addWidget(Separator())
            self.rows.addWidget(self._row(one))
        self.rows.addStretch(1)
        self._bodies.setCurrentWidget(self._list if standings else self.empty)
        self.counted.emit(sum(bool(trouble_words(one)) for one in standings))

    def _row(self, one: FolderStanding) -> QWidget:
        rule, trouble = one.folder.rule, trouble_words(one)
        verbs = [
            ("Fichiers…", self.show_files),
            ("Modifier…", self.change),
            ("Mettre en pause" if rule.enabled else "Reprendre", self.switch),
            ("Retirer…", self.remove),
        ]
        ends = []
        for words, act in verbs:
            made = button("link", words, partial(act, one), small=True)
            made.setAccessibleName(f"{words.removesuffix('…')} : {rule.label}")
            ends.append(made)
        second = f"{rule_words(rule)}\n{standing_words(one)}"
        token = "attention" if trouble else "text2"
        line = Line("snowflake" if one.frozen else "folder", rule.label, second, _badge(one), token=token)
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 4, 0, 12)
        column.setSpacing(2)
        column.addWidget(line)
        if rule.caution and rule.enabled:
            warned = NoticeStrip(kind="attention", text=late_words(rule))
            warned.set_action("Compter depuis le nom du fichier…", link=True)
            warned.activated.connect(partial(self.change, one))
            column.addWidget(warned)
            column.addSpacing(6)
        if trouble:
            column.addWidget(NoticeStrip(kind="attention", text=trouble))
        foot = bar(*ends)
        foot.setContentsMargins(px(20) + 12, 0, 0, 0)  # below the words, beside the picture
        column.addWidget(foot)
        return row

    def _arrange(self) -> None:
        content = QWidget()
        content.setLayout(self.rows)
        self.rows.setContentsMargins(_EDGE, 4, 0, 4)
        self.rows.setSpacing(2)
        scroll = FadeScroll()
        scroll.setWidget(content)
        scroll.set_gutter(_EDGE)
        card = Card()
        framed = QVBoxLayout(card)
        framed.setContentsMargins(1, 1, 1, 1)
        framed.addWidget(scroll)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.introduction, 1)
        head.addSpacing(12)
        head.addWidget(self.look)
        head.addWidget(self.add)
        self._list = QWidget()
        column = QVBoxLayout(self._list)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(card, 1)
        self._bodies = QStackedLayout(self)
        self._bodies.addWidget(self._list)
        self._bodies.addWidget(self.empty)


def _badge(one: FolderStanding) -> Badge:
    """How it stands, in a word."""
    made = Badge()
    if not one.folder.rule.enabled:
        made.set_state("neutral", "En pause", "pause")
    elif trouble_words(one):
        made.set_state("attention", "À voir")
    elif one.frozen:
        made.set_state("neutral", "Gelé", "snowflake")
    elif one.due:
        made.set_state("neutral", "Part à la purge", "eraser")
    elif one.folder.rule.caution:
        made.set_state("attention", late_badge(one.folder.rule), "triangle-alert")
    else:
        made.set_state("ok", "Surveillé")
    return made
