"""Which column of somebody's table is what: header, a few values, and the choice of a field."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.columns import empty_column
from gdpr_desk.qtkit.scroll import FadeScroll
from gdpr_desk.qtkit.surfaces import Separator
from gdpr_desk.qtkit.theme import px, theme
from gdpr_desk.register.qt.import_words import FIELD_LABELS, shortened
from gdpr_desk.register.qt.ui_import_column import Ui_ImportColumnForm
from gdpr_desk.register.reading.table import IGNORE, Table, TableColumn

_CHOICE = 272
_LONGEST = 60


class ColumnRow(QWidget):
    """One column."""

    def __init__(self, column: TableColumn, parent: QWidget) -> None:
        super().__init__(parent)
        self.ui = Ui_ImportColumnForm()
        self.ui.setupUi(self)
        header = shortened(column.header, _LONGEST) or "Colonne sans titre"
        self.ui.header.setText(header)
        values = " · ".join(shortened(sample, _LONGEST) for sample in column.samples)
        self.ui.samples.setText(values or "Colonne vide")
        self.ui.choice.set_options(FIELD_LABELS.items())
        self.ui.choice.setAccessibleName(display(f"La colonne « {header} » donne"))
        self.ui.choice.setAccessibleDescription(display(f"Par exemple : {values}" if values else ""))
        self.show_field(column.field)
        self._resize()
        theme().changed.connect(self._resize)

    def show_field(self, field: str) -> None:
        """What the column is taken for; nothing known means that it is ignored."""
        self.ui.choice.set_key(field or IGNORE)
        self.ui.header.set_tone("" if self.ui.choice.key() != IGNORE else "text2")

    def _resize(self) -> None:
        self.ui.choice.setFixedWidth(px(_CHOICE))


class ColumnMapper(QWidget):
    """All columns of a table; `changed` carries the field of each, in order."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[ColumnRow] = []
        self._places: list[int] = []
        self._table: Table | None = None
        self._page = QWidget()
        self._column = QVBoxLayout(self._page)
        self._column.setContentsMargins(0, 6, 0, 24)
        self._column.setSpacing(0)
        scroll = FadeScroll(self)
        scroll.setWidget(self._page)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(scroll)
        self._scroll = scroll

    def show_table(self, table: Table) -> None:
        """Show the columns; where they are the same as before, only what they are taken for."""
        before, self._table = self._table, table
        if before is None or (before.grid, before.row) != (table.grid, table.row):
            self._rebuild(table)
        for row, place in zip(self.rows, self._places, strict=True):
            row.show_field(table.columns[place].field)

    def focus_first(self) -> None:
        """The first choice, ready for the keyboard."""
        if self.rows:
            self.rows[0].ui.choice.setFocus()

    def _rebuild(self, table: Table) -> None:
        empty_column(self._column)
        self.rows, self._places = [], []
        for place, column in enumerate(table.columns):
            if not (column.header or column.samples):
                continue
            if self.rows:
                self._column.addWidget(Separator(self._page))
            row = ColumnRow(column, self._page)
            row.ui.choice.chosen.connect(lambda _key, row=row: self._chosen(row))
            self._column.addWidget(row)
            self.rows.append(row)
            self._places.append(place)
        self._column.addStretch(1)

    def _chosen(self, row: ColumnRow) -> None:
        if self._table is None:
            return
        row.show_field(row.ui.choice.key())
        fields = list(self._table.fields)
        for shown, place in zip(self.rows, self._places, strict=True):
            fields[place] = shown.ui.choice.key() if shown is row or fields[place] else fields[place]
        self._table = self._table.with_fields(fields)
        self.changed.emit(tuple(fields))
