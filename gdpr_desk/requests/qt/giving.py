"""« Emporter ses données »: what the person gave, as JSON and CSV, and the note that it was handed over."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from gdpr_desk.errors import GdprDeskError, InvalidInput
from gdpr_desk.files import check_target, read_for_user, write_for_user
from gdpr_desk.qtkit.act_form import ActForm, Question, Values, said
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.columns import empty_column
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.files import choose_file, choose_folder, may_take_out
from gdpr_desk.qtkit.parts import GUTTER, Line, bar, button, label, scrolled_rows
from gdpr_desk.qtkit.surfaces import NoticeStrip, Separator
from gdpr_desk.qtkit.theme import color, px
from gdpr_desk.requests.letters.model import LetterKind
from gdpr_desk.requests.portability import GivenData, PackageFile, package, portable, read_table
from gdpr_desk.requests.qt.acts import Acts
from gdpr_desk.requests.qt.door import RequestDoor
from gdpr_desk.requests.service import RequestFile

_WIDTH, _HEIGHT, _MARGIN = 640, 520, 48
_SENTENCE = (
    "Ce que la personne a fourni elle-même, sur son accord ou par contrat, et tenu par ordinateur. "
    "Un PDF ne suffit pas : il faut un fichier qu’un autre logiciel sait lire."
)
_NONE = "Aucune activité de votre registre n’entre ici dans la portabilité : le droit d’accès suffit."
_CSV = "Exports CSV (*.csv *.txt);;Tous les fichiers (*)"


class GivingDialog(QDialog):
    """Accepted once the hand-over is noted."""

    def __init__(self, door: RequestDoor, acts: Acts, file: RequestFile, parent: QWidget) -> None:
        super().__init__(parent)
        self._door, self._acts, self._file = door, acts, file
        self._case = door.letters.case(file.request.reference)
        self._names = portable(self._case.lines)
        self.given: dict[str, GivenData] = {}
        self.notice = NoticeStrip(kind="ok")
        self._rows = QVBoxLayout()
        self.stay = button("secondary", "Fermer", self.reject)
        self.save = button("tonal", "Enregistrer les fichiers…", self.write, icon="download")
        self.note = button("filled", "Noter la remise…", self.hand_over, icon="check")
        self._arrange()
        self.setWindowTitle("gdpr-desk")
        self.setAccessibleName("Fichiers à remettre")
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        behind = self.parentWidget()
        room = (behind.window() if behind is not None else self).size()
        self.resize(min(px(_WIDTH), room.width() - _MARGIN), min(px(_HEIGHT), room.height() - _MARGIN))
        first = self.findChild(Button, "export")
        (first or self.stay).setFocus()

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), color("sheet"))

    def take_export(self, activity: str) -> None:
        """A CSV export of the shop's own tool."""
        source = choose_file(self, title="Choisir l’export de votre outil", kind=_CSV)
        if source is None:
            return
        try:
            self._take(read_table(read_for_user(source), activity))
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)

    def take_typed(self, activity: str) -> None:
        """What is typed by hand, one piece a line."""
        form = ActForm(
            self,
            self._door.requests.drafts,
            f"request/{self._file.request.reference}/given/{activity}",
            title=self._names[activity],
            verb="Ajouter",
            questions=[
                Question(
                    "given",
                    "Ce que la personne a fourni",
                    "text",
                    help="Une ligne par donnée : Titre : valeur",
                )
            ],
            work=lambda values: _typed(values, activity),
        )
        if form.exec() and isinstance(form.done_with, GivenData):
            self._take(form.done_with)

    def write(self) -> None:
        """JSON and CSV into a folder of the person's choice; an existing file is never overwritten."""
        if not may_take_out(self):
            return
        try:
            files = self._package()
            folder = choose_folder(self, title="Où enregistrer les fichiers à remettre")
            if folder is None:
                return
            places = [(folder / one.name, one.content) for one in files]
            for place, _content in places:
                check_target(place, force=False)
            for place, content in places:
                write_for_user(place, content)
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)
            return
        self.notice.set_text(
            f"{len(files)} fichiers enregistrés. Ils ne sont plus chiffrés : remettez-les, puis effacez-les."
        )
        self.notice.show()
        self.note.show()
        self.note.setDefault(True)
        self.note.setFocus()

    def hand_over(self) -> None:
        """Note when and how the person got them."""
        if self._acts.sent(
            self._file, LetterKind.PORTABILITY.value, "Fichiers remis à la personne", answers=True
        ):
            self.accept()

    def _package(self) -> tuple[PackageFile, ...]:
        case = self._case
        tables = [self.given[activity] for activity in self._names if activity in self.given]
        return package(case.request, case.register.controller, case.lines, tables, self._door.clock.today())

    def _take(self, table: GivenData) -> None:
        self.given[table.activity] = table
        self.note.hide()
        self.notice.hide()
        QTimer.singleShot(0, self, self._show)  # the button that was pressed is in what goes

    def _show(self) -> None:
        empty_column(self._rows)
        for activity, name in self._names.items():
            table = self.given.get(activity)
            told = _told(table) if table is not None else "Rien encore."
            export = button(
                "secondary", "Choisir un export…", partial(self.take_export, activity), small=True
            )
            typed = button("link", "Saisir…", partial(self.take_typed, activity), small=True)
            export.setObjectName("export")
            for act, verb in ((export, "Choisir un export pour"), (typed, "Saisir les données de")):
                act.setAccessibleName(f"{verb} {name}")
                act.setAutoDefault(False)
            icon, token = ("circle-check", "ok") if table is not None else ("circle", "text2")
            self._rows.addWidget(Line(icon, name, told, export, typed, token=token))
            self._rows.addWidget(Separator())
        if not self._names:
            self._rows.addWidget(label("body", _NONE))
        self._rows.addStretch(1)
        self.save.setEnabled(bool(self.given))

    def _arrange(self) -> None:
        scroll = scrolled_rows(self._rows, spacing=4)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28 - GUTTER, 20)
        column.setSpacing(12)
        inner = QVBoxLayout()
        inner.setContentsMargins(0, 0, GUTTER, 0)
        inner.setSpacing(8)
        inner.addWidget(label("detail_title", "Fichiers à remettre"))
        inner.addWidget(label("second", _SENTENCE))
        inner.addWidget(self.notice)
        column.addLayout(inner)
        column.addWidget(scroll, 1)
        foot = bar(QWidget(), self.stay, self.save, self.note, stretch_first=True)
        foot.setContentsMargins(0, 0, GUTTER, 0)
        column.addWidget(foot)
        for later in (self.notice, self.note):
            later.hide()
        for act in (self.stay, self.save):
            act.setAutoDefault(False)


def _typed(values: Values, activity: str) -> GivenData:
    """« Titre : valeur », a line each, as one row. Raises InvalidInput."""
    pairs = [line.partition(":") for line in said(values, "given").splitlines() if line.strip()]
    if not pairs or not all(sign and head.strip() for head, sign, _value in pairs):
        raise InvalidInput(
            "Chaque ligne a un titre, deux points, puis la donnée.",
            remedy="Par exemple : Prénom : Élodie",
            field="given",
        )
    heads, cells = [head.strip() for head, _s, _v in pairs], [value.strip() for _h, _s, value in pairs]
    return GivenData(activity, tuple(heads), (tuple(cells),))


def _told(table: GivenData) -> str:
    rows = len(table.rows)
    return f"{rows} ligne{'s' if rows > 1 else ''} · {', '.join(table.columns)}"
