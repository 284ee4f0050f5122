"""The clauses that the contract must contain, one tick each, with a line of help."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.qtkit.fields import Check
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.theme import px, theme
from gdpr_desk.reference import catalogues
from gdpr_desk.reference.model import Entry

_INDENT = 28
"""Where the words of a tick box begin (design pixels)."""


def _cited(article: str) -> str:
    """« art. 28, § 3, f » as one writes it in French, for « art. 28(3)(f) »."""
    return re.sub(r"\(([a-z])\)", r", \1", re.sub(r"\((\d+)\)", r", § \1", article))


class _Clause(QWidget):
    """A tick with its article, and what the clause means."""

    def __init__(self, entry: Entry, parent: QWidget) -> None:
        super().__init__(parent)
        self._entry = entry
        self.check = Check(self, text=entry.label)
        self.check.setObjectName(entry.key)
        self._help = Label(self, role="second")
        self._help.setWordWrap(True)
        article = Label(self, role="caption", text=_cited(entry.article))
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.check, 1)
        head.addWidget(article)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(head)
        self._column.addWidget(self._help)
        self._restyle()
        theme().changed.connect(self._restyle)

    def explain(self, *, mirrored: bool) -> None:
        """Say what the clause means, from the side of whoever must keep to it."""
        words = self._entry.text("mirror") if mirrored else self._entry.help
        self._help.setText(words)
        self.check.setAccessibleDescription(f"{_cited(self._entry.article)}. {words}")

    def _restyle(self) -> None:
        self._help.setContentsMargins(px(_INDENT), 0, 0, 0)


class Clauses(QWidget):
    """All clauses, in the order of the text. `edited` after a tick was set or taken away."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._showing = False
        title = Label(self, role="strong", text="Ce que dit le contrat")
        self._count = Label(self, role="second")
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(title)
        head.addWidget(self._count, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        self._rows: dict[str, _Clause] = {}
        for key, entry in catalogues.contract_clauses().items():
            row = _Clause(entry, self)
            row.check.toggled.connect(self._toggled)
            column.addWidget(row)
            self._rows[key] = row

    def checks(self) -> Iterator[Check]:
        """The tick boxes, in their order."""
        return (row.check for row in self._rows.values())

    def show_checklist(self, checklist: Mapping[str, bool], *, mirrored: bool) -> None:
        """Show what is ticked; `mirrored` where the shop is the one that must keep to it."""
        self._showing = True
        for key, row in self._rows.items():
            row.check.setChecked(bool(checklist.get(key)))
            row.explain(mirrored=mirrored)
        self._showing = False
        self._tell()

    def merged(self, checklist: Mapping[str, bool]) -> dict[str, bool]:
        """`checklist` with what is ticked here; clauses of another version stay as they are."""
        after = dict(checklist)
        for key, row in self._rows.items():
            if row.check.isChecked() != bool(after.get(key)):
                after[key] = row.check.isChecked()
        return after

    def _toggled(self, _on: bool) -> None:
        self._tell()
        if not self._showing:
            self.edited.emit()

    def _tell(self) -> None:
        held = sum(row.check.isChecked() for row in self._rows.values())
        self._count.setText(f"{held} clause{'s' if held > 1 else ''} sur {len(self._rows)}")
