"""A table from outside as lines of a ledger: choose, look at every line, take all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.periods.words import french_list
from gdpr_desk.qtkit.badge import BadgeSpec
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.dropping import DropVeil, names_files
from gdpr_desk.qtkit.files import choose_file, save_bytes
from gdpr_desk.qtkit.jobs import Job, Jobs
from gdpr_desk.qtkit.parts import button, label
from gdpr_desk.qtkit.record_table import Column, RecordTable
from gdpr_desk.qtkit.surfaces import Card, EmptyState, NoticeStrip
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.retention.ledgers.answers import shown
from gdpr_desk.retention.ledgers.kinds import KINDS
from gdpr_desk.retention.ledgers.model import LedgerEntry, LedgerKind
from gdpr_desk.retention.ledgers.service import Foreseen, Imported
from gdpr_desk.retention.qt.ledger_lines import LedgerDoor

_KINDS = "Tableaux (*.csv *.tsv *.txt *.ods *.xlsx);;Tous les fichiers (*)"
_LET_GO = "Déposez le tableau ici pour le lire"
_NEW, _KNOWN, _WRONG = "new", "known", "wrong"
_BADGES = {
    _NEW: BadgeSpec("ok", "À prendre", "plus"),
    _KNOWN: BadgeSpec("neutral", "Déjà là", "check"),
    _WRONG: BadgeSpec("attention", "À corriger", "circle-alert"),
}


@dataclass(frozen=True)
class FileLine:
    """One line of the file: what would become of it. A wrong one says why, never what stands in it."""

    number: int
    fate: str
    words: str


class ImportPage(QWidget):
    """`closed(reference)` when it is left, with the first line that came in; `changed` after a write."""

    closed = Signal(str)
    changed = Signal()

    def __init__(self, door: LedgerDoor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self._door = door
        self._kind: LedgerKind = next(iter(KINDS.values()))
        self._job: Job | None = None
        self._foreseen: Foreseen | None = None
        self.back = button("link", "Registres", self.leave, icon="arrow-left", small=True)
        self.title = label("detail_title", "Importer")
        self.take = button("filled", "Prendre", self.take_lines, icon="check")
        self.another = button("secondary", "Un autre fichier…", self.choose, icon="folder-open")
        self.model = button("link", "Enregistrer un modèle vide…", self.save_model, icon="download")
        self.notice = NoticeStrip(kind="attention")
        self.drop = EmptyState(self)
        self.table = RecordTable(self)
        self._veil = DropVeil(self, _LET_GO)
        self._arrange()
        self.drop.activated.connect(self.choose)

    def start(self, kind: LedgerKind) -> None:
        """Nothing chosen yet."""
        self.stop()
        self._kind = kind
        self._foreseen = None
        self.back.setText(kind.label)
        self.notice.hide()
        self._invite()

    def choose(self) -> None:
        """Ask for a file in the system's dialog."""
        path = choose_file(self, title="Choisir un tableau", kind=_KINDS)
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        """Read that file, in the worker; nothing is written."""
        self.stop()
        self.notice.hide()
        self.drop.set_content("file-up", "Lecture du tableau…", "Rien n’est encore enregistré.", mark="")
        self._bodies.setCurrentWidget(self.drop)
        self._job = Jobs.run(
            lambda: self._door.ledgers.foresee(self._kind.key, path), self._show, self._refused, self
        )

    def take_lines(self) -> None:
        """Keep every new line."""
        if self._foreseen is None or not self.take.isEnabled() or not self.take.isVisible():
            return
        try:
            done = self._door.ledgers.take(self._foreseen)
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)
            return
        many = len(done.references)
        self.changed.emit()
        words = f"{many} ligne{'s' if many > 1 else ''} de plus"
        Toast.show_in(self, words, undo=lambda: self._undo(done), icon="check")
        self.closed.emit(done.references[0] if done.references else "")

    def save_model(self) -> None:
        """An empty table with the titles this ledger knows."""
        titles = ";".join(f'"{place.label}"' for place in self._kind.places)
        content = f"\ufeff{titles}\r\n".encode()
        name = f"modele-{self._kind.key.replace('_', '-')}.csv"
        save_bytes(
            self,
            content,
            name,
            title="Enregistrer un modèle vide",
            kind="CSV (*.csv)",
            of_the_vault=False,
        )

    def leave(self) -> None:
        """Back to the lines; nothing was written."""
        self.stop()
        self.closed.emit("")

    def stop(self) -> None:
        """Nobody waits for the reading any more."""
        if self._job is not None:
            self._job.cancel()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if names_files(event.mimeData()):
            event.acceptProposedAction()
            self._veil.cover()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._veil.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._veil.hide()
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        if len(paths) == 1:
            self.open(paths[0])
        else:
            self._tell("attention", "Déposez un seul fichier de cet ordinateur.")

    def _invite(self) -> None:
        needed = [spec.label for spec in self._kind.fields if spec.required]
        self.drop.set_content(
            "file-up",
            "Glissez votre tableau ici",
            f"CSV, ODS ou XLSX, avec au moins ces colonnes : {french_list(needed)}.\n"
            "Vous verrez chaque ligne avant que quoi que ce soit ne soit enregistré.",
            "Choisir un fichier…",
            "folder-open",
            mark="",
        )
        self._bodies.setCurrentWidget(self.drop)
        self._follow()
        self.drop.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refused(self, refusal: GdprDeskError) -> None:
        self._foreseen = None
        self._tell("attention", str(refusal))
        self._invite()

    def _show(self, foreseen: Foreseen) -> None:
        self._foreseen = foreseen
        table = foreseen.table
        self.table.set_records(_lines(self._kind, foreseen))
        self._bodies.setCurrentWidget(self._card)
        wrong = len({one.number for one in table.problems})
        said = [_many(len(foreseen.new), "ligne à prendre", "lignes à prendre")]
        if foreseen.known:
            said.append(_many(len(foreseen.known), "déjà là ou en double", "déjà là ou en double"))
        if wrong:
            said.append(_many(wrong, "à corriger", "à corriger"))
        left = f" Colonnes laissées de côté : {', '.join(table.left)}." if table.left else ""
        again = " Corrigez le fichier, puis relisez-le : rien ne se prend à moitié." if wrong else ""
        self._tell("attention" if wrong else "info", f"{' · '.join(said)}.{again}{left}")
        self._follow()
        first = self.take if self.take.isEnabled() else self.another
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self) -> None:
        seen = self._foreseen
        for verb in (self.take, self.another):
            verb.setVisible(seen is not None)
        self.model.setVisible(seen is None)
        many = len(seen.new) if seen is not None else 0
        self.take.setText(f"Prendre {many} ligne{'s' if many > 1 else ''}" if many else "Rien à prendre")
        self.take.setEnabled(seen is not None and many > 0 and not seen.table.problems)

    def _tell(self, kind: str, words: str) -> None:
        self.notice.set_kind(kind)
        self.notice.set_text(words)
        self.notice.show()

    def _undo(self, done: Imported) -> None:
        try:
            self._door.ledgers.undo_import(done.batch)
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)
        self.changed.emit()
        self.closed.emit("")

    def _arrange(self) -> None:
        self.table.setAccessibleName("Lignes du fichier")
        self.table.set_columns(_COLUMNS, key=lambda line: line.number)
        self._card = Card(self)
        inner = QVBoxLayout(self._card)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.addWidget(self.table)
        self._bodies = QStackedWidget(self)
        for body in (self.drop, self._card):
            self._bodies.addWidget(body)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(16)
        for widget in (self.back, self.title, self.model, self.another, self.take):
            head.addWidget(widget, 1 if widget is self.title else 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(head)
        column.addWidget(self.notice)
        column.addWidget(self._bodies, 1)
        self.notice.hide()


_COLUMNS = (
    Column[FileLine](
        "number", "Ligne", text=lambda line: f"{line.number}", sort=lambda line: line.number, width=72
    ),
    Column[FileLine]("words", "Ce qui s’y lit", text=lambda line: line.words, strong=True),
    Column[FileLine](
        "fate",
        "Ce qu’elle devient",
        badge=lambda line: _BADGES[line.fate],
        sort=lambda line: (_WRONG, _NEW, _KNOWN).index(line.fate),
        width=180,
    ),
)


def _lines(kind: LedgerKind, foreseen: Foreseen) -> list[FileLine]:
    """Every line of the file, in its order."""
    known = set(foreseen.known)
    found = [
        FileLine(line.number, _KNOWN if line.number in known else _NEW, _said(kind, line.entry))
        for line in foreseen.table.lines
    ]
    wrong: dict[int, list[str]] = {}
    for problem in foreseen.table.problems:
        wrong.setdefault(problem.number, []).append(problem.sentence)
    found += [FileLine(number, _WRONG, " ".join(sentences)) for number, sentences in wrong.items()]
    return sorted(found, key=lambda line: line.number)


def _said(kind: LedgerKind, entry: LedgerEntry) -> str:
    keys = [key for key in (*kind.columns, *entry.values) if key in entry.values]
    said = [shown(kind.field(key), entry.values[key]) for key in dict.fromkeys(keys)]
    noted = [step.label.lower() for step in kind.steps if step.key in entry.steps]
    return " · ".join(" ".join(text.split()) for text in (*said, *noted))


def _many(number: int, one: str, many: str) -> str:
    return f"{number} {many if number > 1 else one}"
