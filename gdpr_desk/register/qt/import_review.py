"""Everything about a file that was read: its lines, its columns, its question, and what is left to do."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from gdpr_desk.register.exchange_rules import Problem
from gdpr_desk.register.qt import import_lines
from gdpr_desk.register.qt.import_detail import Detail
from gdpr_desk.register.qt.import_words import capital, counted, tally, unit, verb
from gdpr_desk.register.qt.import_work import ImportWork, Reading
from gdpr_desk.register.qt.ui_import_room import Ui_ImportRoomForm
from gdpr_desk.register.reading.intake import Opened
from gdpr_desk.register.reading.madis_csv import Shift
from gdpr_desk.register.reading.preview import Preview, PreviewLine

LINES, COLUMNS, QUESTION = "lines", "columns", "question"
_MOST_TOLD = 3


class Review(QObject):
    """Shows a `Reading` in the room's form and passes on what the person decides."""

    def __init__(self, ui: Ui_ImportRoomForm, work: ImportWork, room: QWidget) -> None:
        super().__init__(room)
        self._ui, self._work = ui, work
        self._file = ""
        self._fresh = True
        self.touched = False
        self.detail = Detail(ui)
        self._shown: Preview | None = None
        ui.filters.stand_beside_field()
        ui.table.setAccessibleName("Lignes du fichier")
        ui.sample.make_sample("La première ligne donnerait")
        ui.corrected.set_title("Corriger les colonnes")
        ui.asIs.set_title("Garder le fichier tel quel")
        self._connect(room)

    def _connect(self, room: QWidget) -> None:
        ui = self._ui
        ui.views.changed.connect(self._show_view)
        ui.filters.changed.connect(lambda _key: self._filter())
        ui.table.current_changed.connect(lambda _line: self._show_peek())
        ui.peek.left_out.connect(self._leave_out)
        ui.mapper.changed.connect(self._map)
        ui.corrected.clicked.connect(lambda: self._answer(corrected=True))
        ui.asIs.clicked.connect(lambda: self._answer(corrected=False))
        out = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), ui.table)
        out.setContext(Qt.ShortcutContext.WidgetShortcut)
        out.activated.connect(ui.peek.toggle)

    @property
    def on_lines(self) -> bool:
        """Whether the lines are shown, from where alone they can be imported."""
        return self._ui.bodies.currentWidget() is self._ui.linesBody

    def begin(self, name: str) -> None:
        """Another file is about to be read."""
        self._file = name
        self._fresh = True

    def forget(self) -> None:
        """Nothing chosen by hand is left to lose."""
        self.touched = False

    def wait(self) -> None:
        """What is shown is being written."""
        self._ui.take.setEnabled(False)
        self._ui.tally.setText("Import en cours…")

    def show_reading(self, reading: Reading) -> None:
        """Show the file as it is understood now."""
        ui, opened = self._ui, reading.opened
        first, self._fresh = self._fresh, False
        ui.foundIcon.set_icon("file-check")
        ui.foundTitle.setText(opened.title)
        ui.foundFile.setText(_about(self._file, reading))
        if opened.table is not None:
            ui.mapper.show_table(opened.table)
        if opened.shift is not None:
            _ask(ui, opened.shift)
        self._list(reading.preview, first=first)
        self._tell(reading)
        if first:
            ui.views.set_options(_views(opened))
            ui.views.setVisible(len(_views(opened)) > 1)
            for card in (ui.corrected, ui.asIs):
                card.setAutoExclusive(False)
                card.setChecked(False)
                card.setAutoExclusive(True)
            self.show_view(_first_view(reading))

    def show_view(self, key: str) -> None:
        """The lines, the columns or the question."""
        self._ui.views.set_current(key)
        self._show_view(key)
        if key == COLUMNS:
            self._ui.mapper.focus_first()
        elif key == LINES:
            self._ui.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._ui.corrected.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_view(self, key: str) -> None:
        ui = self._ui
        ui.bodies.setCurrentWidget(
            {COLUMNS: ui.columnsBody, QUESTION: ui.questionBody}.get(key, ui.linesBody)
        )
        self.detail.show(shown=False)
        self._show_way_on()

    def _list(self, preview: Preview | None, *, first: bool) -> None:
        ui = self._ui
        before, self._shown = self._shown, preview
        lines = preview.lines if preview else ()
        places = {line.where: number for number, line in enumerate(lines)}
        if first or before is None or [x.where for x in before.lines] != list(places):
            ui.table.set_columns(import_lines.columns(places, preview), lambda line: line.where, sort=0)
            ui.filters.set_current(import_lines.ALL)
        ui.table.set_records(lines)
        ui.filters.set_chips(import_lines.chips(preview) if preview else [])
        self._filter()
        known = preview.known or {} if preview else {}
        ui.sample.show_line(next((x for x in lines if x.name), None), known)

    def _filter(self) -> None:
        ui = self._ui
        chip = ui.filters.current()

        def passes(line: PreviewLine) -> bool:
            return import_lines.wanted(line, chip)

        ui.table.set_filter(passes)
        shown = ui.table.shown()
        if shown and ui.table.current_record() not in shown:
            first = shown[0]
            if isinstance(first, PreviewLine):
                ui.table.select_key(first.where)
        self._show_peek()

    def _show_peek(self) -> None:
        line = self._ui.table.current_record()
        known = self._shown.known or {} if self._shown else {}
        one = unit(self._shown)[0] if self._shown else "ligne"
        self._ui.peek.show_line(line if isinstance(line, PreviewLine) else None, known, one)
        self.detail.refresh()

    def _tell(self, reading: Reading) -> None:
        """The notice above the lines, the sentence at the foot, and the one button."""
        ui, preview = self._ui, reading.preview
        told = [p.message if p.where == "colonnes" else capital(str(p)) for p in _general(preview)]
        more = f" (et {len(told) - _MOST_TOLD} autres points)" if len(told) > _MOST_TOLD else ""
        ui.notice.set_kind("urgent" if preview and preview.faults else "info")
        ui.notice.set_text(" ".join(told[:_MOST_TOLD]) + more)
        ui.notice.setVisible(bool(told) and self.on_lines and not self.detail.alone)
        if preview is None:
            ui.tally.setText("Choisissez la colonne qui donne le nom de l’activité.")
        elif reading.unanswered:
            ui.tally.setText("Répondez d’abord à la question sur les colonnes décalées.")
        else:
            ui.tally.setText(tally(preview))
        ui.take.setAccessibleDescription(ui.tally.text())
        self._show_way_on()

    def _show_way_on(self) -> None:
        """The one filled button: to the lines, and from the lines into the register."""
        take, reading, preview = self._ui.take, self._work.reading, self._shown
        if self.on_lines:
            take.setText(verb(preview) if preview else "Importer")
            take.set_icon_name("download")
            take.setEnabled(reading is not None and reading.ready)
        else:
            lines = preview is None or unit(preview)[0] == "ligne"
            take.setText("Voir les lignes" if lines else "Voir les fiches")
            take.set_icon_name("list")
            take.setEnabled(preview is not None and reading is not None and not reading.unanswered)

    def _leave_out(self, where: str, out: bool) -> None:
        self.touched = True
        self._work.set_left(where, out)

    def _map(self, fields: object) -> None:
        if isinstance(fields, tuple):
            self.touched = True
            self._ui.take.setEnabled(False)
            self._work.set_fields(fields)

    def _answer(self, *, corrected: bool) -> None:
        self.touched = True
        self._work.set_corrected(corrected)


def _about(name: str, reading: Reading) -> str:
    """The file, how much it holds, and whether its columns are those of the last time."""
    parts = [name]
    if reading.preview is not None:
        parts.append(counted(len(reading.preview.lines), *unit(reading.preview)))
    if reading.remembered:
        parts.append("colonnes comme la dernière fois")
    return " · ".join(parts)


def _ask(ui: Ui_ImportRoomForm, shift: Shift) -> None:
    """Put the question of the shifted columns, with one line before and after."""
    named = f" (« {shift.name} »)" if shift.name else ""
    written, meant = ", ".join(shift.written), ", ".join(shift.meant)
    ui.questionWords.setText(
        "Une version de Madis écrit ces colonnes sous le titre de la voisine. Comparez avec ce que "
        f"Madis affiche pour la {shift.where}{named}, puis choisissez."
    )
    ui.corrected.set_consequence(f"Cette fiche concernerait : {meant}. Le fichier dit : {written}.")
    ui.asIs.set_consequence(f"Cette fiche concernerait : {written}, comme dans le fichier.")


def _views(opened: Opened) -> list[tuple[str, str]]:
    found = [(LINES, "Lignes")]
    if opened.table is not None:
        found.append((COLUMNS, "Colonnes"))
    if opened.shift is not None:
        found.insert(0, (QUESTION, "Question"))
    return found


def _first_view(reading: Reading) -> str:
    """What needs the person first: the question, the columns of an unknown tool, else the lines."""
    if reading.unanswered:
        return QUESTION
    table = reading.opened.table
    unknown = table is not None and table.mapping is None and not reading.remembered
    return COLUMNS if reading.preview is None or unknown else LINES


def _general(preview: Preview | None) -> tuple[Problem, ...]:
    return (*preview.faults, *preview.cautions) if preview else ()
