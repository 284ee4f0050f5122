"""The right card: how complete the record is, and each point with the way to its place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.columns import empty_column
from gdpr_desk.qtkit.points import PointLine, PointRule
from gdpr_desk.qtkit.surfaces import Card
from gdpr_desk.qtkit.theme import theme
from gdpr_desk.register.checks import SECTIONS, Completeness, Finding, Severity
from gdpr_desk.register.qt.ui_live_check import Ui_LiveCheckForm

WIDTH = 280
_GUTTER = 16
"""Right of the findings, up to 4 px from the card's edge: the scroll bar stands there (pixels)."""
_LOW = 400
"""Below this height the findings need the room of the closing words."""
_SIGNS = {
    Severity.ERROR: ("circle-alert", "urgent"),
    Severity.WARNING: ("triangle-alert", "attention"),
    Severity.HINT: ("info", "accent"),
}

_BELOW = {"created_on": "Créée le", "reviewed_on": "Revue le", "note": "Note"}
"""Fields of the record itself, which stand in none of the sections."""


class LiveCheck(Card):
    """Ring, count, findings. `chosen` carries the finding whose link was pressed."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_LiveCheckForm()
        self.ui.setupUi(self)
        self.ui.scroll.viewport().setAutoFillBackground(False)
        self.ui.findings.setAutoFillBackground(False)
        self.ui.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._shown: tuple[object, ...] = ()
        self._first: Finding | None = None
        self.repair = Button(self, kind="filled")
        self.repair.hide()
        self.repair.clicked.connect(lambda: self.chosen.emit(self._first))
        self.ui.top.insertWidget(1, self.repair)
        self.ui.scroll.set_gutter(_GUTTER)
        self._resize()
        theme().changed.connect(self._resize)

    def show_state(self, completeness: Completeness, findings: tuple[Finding, ...], invalid: int) -> None:
        """Show where the record stands; `invalid` fields on screen cannot be saved yet."""
        self.ui.ring.set_share(completeness.share)
        state = (completeness.sections_complete, findings, invalid)
        if state == self._shown:
            return
        self._shown = state
        to_do = [finding for finding in findings if finding.severity is not Severity.HINT]
        self.ui.count.setText(_count(len(to_do), invalid))
        self._offer_first(to_do)
        self._rebuild(findings, completeness)

    def _offer_first(self, to_do: Sequence[Finding]) -> None:
        """The next step of the form, while something is left to do."""
        self._first = to_do[0] if to_do else None
        self.repair.setVisible(bool(to_do))
        if to_do:
            one = len(to_do) == 1
            self.repair.setText("Corriger le point restant" if one else "Corriger le premier point")
            self.repair.setAccessibleDescription(to_do[0].sentence)

    def _resize(self) -> None:
        self.setFixedWidth(theme().px(WIDTH))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        low = self.height() < theme().px(_LOW)
        self.ui.foot.setVisible(not low)
        self.ui.footLine.setVisible(not low)

    def _rebuild(self, findings: tuple[Finding, ...], completeness: Completeness) -> None:
        column = self.ui.findingsColumn
        empty_column(column)
        for finding in findings:
            column.addWidget(self._line(finding))
            column.addWidget(PointRule(self.ui.findings))
        done = completeness.sections_complete
        words = "1 section sur 8 est complète." if done == 1 else f"{done} sections sur 8 sont complètes."
        if done:
            column.addWidget(PointLine(self.ui.findings, "circle-check", "ok", words))
        column.addStretch(1)

    def _line(self, finding: Finding) -> QWidget:
        icon, token = _SIGNS[finding.severity]
        verb = "Voir" if finding.severity is Severity.HINT else "Corriger"
        place = place_of(finding)
        link = Button(self.ui.findings, kind="link", small=True, text=f"{verb} : {place}")
        link.setAccessibleName(f"{verb} dans « {place} »")
        link.setAccessibleDescription(finding.sentence)
        link.clicked.connect(lambda: self.chosen.emit(finding))
        return PointLine(self.ui.findings, icon, token, finding.sentence, link)


def place_of(finding: Finding) -> str:
    """What the place of a finding is called on the page: its section, or a field below the sections."""
    return _BELOW.get(finding.field) or SECTIONS[finding.section - 1]


def _count(to_do: int, invalid: int) -> str:
    points = {0: "Rien à corriger", 1: "1 point à corriger"}.get(to_do, f"{to_do} points à corriger")
    if not invalid:
        return points
    fields = "1 champ n’est pas enregistré" if invalid == 1 else f"{invalid} champs ne sont pas enregistrés"
    return f"{points} · {fields}"
