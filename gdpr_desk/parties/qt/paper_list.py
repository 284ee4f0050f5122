"""« Pièces jointes »: the papers of a party, sealed in the vault, each with its ways out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.files import size_words
from gdpr_desk.parties.papers import PartyPapers
from gdpr_desk.periods.words import french_date, shop_time
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.dialogs import ask, tell_refusal
from gdpr_desk.qtkit.files import choose_file, save_bytes
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.vault.attachments import Attachment

NONE_YET = "Joignez le contrat signé, ou déposez-le ici : il est chiffré dans le coffre."
FOR_OFFICERS = "Seule une personne responsable peut ouvrir une pièce."
OUTSIDE = "Copie enregistrée. Elle n’est plus chiffrée."
_DESTROYED = "La pièce et sa clé sont détruites tout de suite : elle ne passe pas par la corbeille."


@dataclass(frozen=True)
class PaperDoor:
    """The way to the papers: the verbs, whether this person may open them, and `elsewhere`, which says in
    which backups what is destroyed now still is."""

    papers: PartyPapers
    may_open: bool
    elsewhere: Callable[[], str]


class PaperList(QWidget):
    """`changed` after a paper was put in or destroyed."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self._door: PaperDoor | None = None
        self._before: tuple[QWidget, ...] = ()
        self._key = ""
        self._shown: tuple[Attachment, ...] = ()
        self._rows: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(Label(self, role="strong", text="Pièces jointes"))
        self.words = Label(self, role="second", text=NONE_YET)
        self.words.setWordWrap(True)
        self._column.addWidget(self.words)
        self.add = Button(self, kind="tonal", icon="plus", text="Joindre une pièce…")
        self.add.set_small(True)
        self.add.clicked.connect(self.choose)
        self._column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    def set_up(self, door: PaperDoor) -> None:
        """Give it the way to the papers."""
        self._door = door

    def follow(self, control: QWidget) -> None:
        """Let the keyboard come here from `control`."""
        self._before = (control,)
        self._chain()

    def show_papers(self, key: str) -> None:
        """List the papers of the party with that key."""
        self._key = key
        found = self._door.papers.of(key) if self._door and key else ()
        if found == self._shown and self._rows:
            return
        self._shown = found
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [self._row(paper) for paper in found]
        for place, row in enumerate(self._rows, start=2):
            self._column.insertWidget(place, row)
        self.words.setText(NONE_YET if not found else FOR_OFFICERS)
        self.words.setVisible(not found or not self._may_open)
        self._chain()

    @property
    def _may_open(self) -> bool:
        return self._door is not None and self._door.may_open

    @property
    def empty(self) -> bool:
        """Whether there is none."""
        return not self._shown

    def choose(self) -> None:
        """Ask for a file and put it in."""
        chosen = choose_file(self, title="Joindre une pièce")
        if chosen is not None:
            self.attach([chosen])

    def attach(self, files: Sequence[Path]) -> None:
        """Put files in, one after the other; the window goes on meanwhile."""
        if self._door is None or not self._key or not files:
            return
        papers, key = self._door.papers, self._key
        self.add.setEnabled(False)
        Jobs.run(
            lambda: [papers.attach(key, file) for file in files],
            partial(self._attached, key),
            self._refused,
            self,
            settled=partial(self.add.setEnabled, True),
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.attach(_files(event))

    def _attached(self, key: str, added: Sequence[Attachment]) -> None:
        if key == self._key:
            self.show_papers(key)
        Toast.show_in(self, "Pièce jointe au coffre" if len(added) == 1 else f"{len(added)} pièces jointes")
        self.changed.emit()

    def _refused(self, refusal: GdprDeskError) -> None:
        self.show_papers(self._key)  # those before the refused one are in
        tell_refusal(self, refusal)

    def _row(self, paper: Attachment) -> QWidget:
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(16)
        words = QVBoxLayout()
        words.setSpacing(0)
        name = Label(row, role="body", text=paper.name)
        name.setWordWrap(True)
        day = french_date(shop_time(paper.added_at).date())
        about = Label(row, role="second", text=f"{size_words(paper.size)} · joint le {day}")
        words.addWidget(name)
        words.addWidget(about)
        line.addLayout(words, 1)
        save = Button(row, kind="link", icon="download", text="Enregistrer une copie…")
        save.setAccessibleName(f"Enregistrer une copie de {paper.name}")
        save.clicked.connect(partial(self._save, paper))
        destroy = Button(row, kind="link", icon="trash-2", text="Détruire…")
        destroy.setAccessibleName(f"Détruire {paper.name}")
        destroy.clicked.connect(partial(self._destroy, paper))
        for button in (save, destroy):
            button.set_small(True)
            button.setEnabled(self._may_open)
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _save(self, paper: Attachment) -> None:
        if self._door is None:
            return
        papers = self._door.papers
        Jobs.run(lambda: papers.read(paper), partial(self._opened, paper), self._refused, self)

    def _opened(self, paper: Attachment, content: bytes) -> None:
        if save_bytes(self, content, paper.name, title="Enregistrer une copie") is not None:
            Toast.show_in(self, OUTSIDE, icon="lock-open")

    def _destroy(self, paper: Attachment) -> None:
        door = self._door
        if door is None or not ask(
            self,
            f"Détruire « {paper.name} » ?",
            _DESTROYED,
            "Détruire",
            kind="danger",
            consequence=door.elsewhere(),
        ):
            return
        Jobs.run(lambda: door.papers.destroy(paper), self._gone, self._refused, self)

    def _gone(self, _nothing: None) -> None:
        self.show_papers(self._key)
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        Toast.show_in(self, "Pièce détruite")
        self.changed.emit()

    def _chain(self) -> None:
        """Tab goes through the papers where one reads them, then to the button below."""
        buttons = [button for row in self._rows for button in row.findChildren(Button)]
        for one, other in pairwise((*self._before, *buttons, self.add)):
            QWidget.setTabOrder(one, other)


def _files(event: QDropEvent) -> list[Path]:
    """The files that hang on the pointer; nothing from another program's window or the network."""
    found = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return [path for path in found if path.is_file()]
