"""The card beside the lines of an import: what one of them would become, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdpr_desk.parties.model import Party
from gdpr_desk.qtkit.columns import empty_column
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.surfaces import Card, NoticeStrip
from gdpr_desk.qtkit.theme import theme
from gdpr_desk.register.qt.import_words import capital, changes, facts, place, shortened
from gdpr_desk.register.qt.ui_import_peek import Ui_ImportPeekForm
from gdpr_desk.register.reading.preview import Fate, PreviewLine

WIDTH = 304
_LONGEST, _LONGEST_NAME = 240, 120
_ANY = 16_777_215
"""Qt's own word for no limit."""


class LinePeek(Card):
    """`left_out` carries the line's place and whether it stays out."""

    left_out = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_ImportPeekForm()
        self.ui.setupUi(self)
        self._line: PreviewLine | None = None
        self._title = ""
        self._may_leave = True
        self._wide = False
        self.ui.leaveOut.clicked.connect(self.toggle)
        self.set_wide(wide=False)
        theme().changed.connect(self._keep_width)

    def _keep_width(self) -> None:
        self.set_wide(wide=self._wide)

    def set_wide(self, *, wide: bool) -> None:
        """Take the room there is, where the card stands alone; else a column beside the lines."""
        self._wide = wide
        width = theme().px(WIDTH)
        self.setMinimumWidth(width)
        self.setMaximumWidth(_ANY if wide else width)

    def make_sample(self, title: str) -> None:
        """Only show, under this title; there is nothing to leave out."""
        self._title = title
        self._may_leave = False

    def show_line(self, line: PreviewLine | None, known: Mapping[str, Party], one: str = "ligne") -> None:
        """Show a line of the preview; `one` is what it is called. None: there is none to show."""
        self._line = line
        self._clear()
        self.ui.leaveOut.setVisible(self._may_leave and line is not None)
        self.ui.where.setText(self._title or (shortened(place(line), _LONGEST_NAME) if line else ""))
        self.ui.name.setText(shortened(line.name if line else "", _LONGEST_NAME) or "Sans nom")
        if line is None:
            self.ui.name.setText("Rien à montrer")
            self._say("", "Choisissez d’abord la colonne qui donne le nom de l’activité.")
        else:
            self._show_facts(line, known)
            out = line.fate is Fate.LEFT_OUT
            self.ui.leaveOut.setText(f"Reprendre cette {one}" if out else f"Laisser de côté cette {one}")
            self.ui.leaveOut.set_icon_name("undo-2" if out else "minus")
        column = self.ui.factsColumn
        column.addStretch(1)

    def toggle(self) -> None:
        """Leave the line out, or take it back in."""
        if self._line is not None and self._may_leave:
            self.left_out.emit(self._line.where, self._line.fate is not Fate.LEFT_OUT)

    def _show_facts(self, line: PreviewLine, known: Mapping[str, Party]) -> None:
        if line.fate is not Fate.LEFT_OUT or line.faults:
            for kind, told in (("urgent", line.faults), ("attention", line.cautions)):
                for message in told:
                    self._add(NoticeStrip(self.ui.facts, kind=kind, text=_sentence(message)))
        if line.fate is Fate.CHANGED and line.reference:
            self._say(f"Ce qui change dans {line.reference}", capital(changes(line)))
        for title, text in facts(line.activity, known) if line.activity else ():
            self._say(title, text)

    def _say(self, title: str, text: str) -> None:
        block = QWidget(self.ui.facts)
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        if title:
            column.addWidget(Label(block, role="second", text=title))
        value = Label(block, role="row_title", text=shortened(text, _LONGEST))
        value.setWordWrap(True)
        column.addWidget(value)
        self._add(block)

    def _add(self, widget: QWidget) -> None:
        self.ui.factsColumn.addWidget(widget)
        widget.show()

    def _clear(self) -> None:
        empty_column(self.ui.factsColumn)


def _sentence(message: str) -> str:
    return f"{capital(message.rstrip('.'))}."
