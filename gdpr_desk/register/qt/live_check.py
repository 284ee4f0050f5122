"""The right card: how complete the record is, and each point with the way to its place."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.surfaces import Card, Picture, Separator
from gdpr_desk.qtkit.theme import theme
from gdpr_desk.register.checks import Completeness, Finding, Severity
from gdpr_desk.register.qt.ui_live_check import Ui_LiveCheckForm

WIDTH = 280
_LOW = 400
"""Below this height the findings need the room of the closing words."""
_SIGNS = {
    Severity.ERROR: ("circle-alert", "urgent"),
    Severity.WARNING: ("triangle-alert", "attention"),
    Severity.HINT: ("info", "accent"),
}


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
        self._lines: list[QWidget] = []
        self._resize()
        theme().changed.connect(self._resize)

    def show_state(self, completeness: Completeness, findings: tuple[Finding, ...], invalid: int) -> None:
        """Show where the record stands; `invalid` fields on screen cannot be saved yet."""
        self.ui.ring.set_share(completeness.share)
        state = (completeness.sections_complete, findings, invalid)
        if state == self._shown:
            return
        self._shown = state
        to_do = sum(finding.severity is not Severity.HINT for finding in findings)
        self.ui.count.setText(_count(to_do, invalid))
        self._rebuild(findings, completeness)

    def _resize(self) -> None:
        self.setFixedWidth(theme().px(WIDTH))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        low = self.height() < theme().px(_LOW)
        self.ui.foot.setVisible(not low)
        self.ui.footLine.setVisible(not low)

    def _rebuild(self, findings: tuple[Finding, ...], completeness: Completeness) -> None:
        column = self.ui.findingsColumn
        while column.count():
            item = column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for finding in findings:
            column.addWidget(self._line(finding))
            column.addWidget(Separator(self.ui.findings))
        done = completeness.sections_complete
        words = "1 section sur 8 est complète." if done == 1 else f"{done} sections sur 8 sont complètes."
        if done:
            column.addWidget(self._words("circle-check", "ok", words))
        column.addStretch(1)

    def _words(self, icon: str, token: str, text: str, link: Button | None = None) -> QWidget:
        line = QWidget(self.ui.findings)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(Picture(line, icon=icon, token=token, side=18), 0, Qt.AlignmentFlag.AlignTop)
        label = Label(line, role="second", text=text)
        label.set_tone("text")
        label.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(label)
        if link is not None:
            words.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(words, 1)
        return line

    def _line(self, finding: Finding) -> QWidget:
        icon, token = _SIGNS[finding.severity]
        verb = "Voir" if finding.severity is Severity.HINT else "Corriger"
        link = Button(self.ui.findings, kind="link", small=True, text=f"{verb} en section {finding.section}")
        link.setAccessibleDescription(finding.sentence)
        link.clicked.connect(lambda: self.chosen.emit(finding))
        return self._words(icon, token, finding.sentence, link)


def _count(to_do: int, invalid: int) -> str:
    points = {0: "Rien à corriger", 1: "1 point à corriger"}.get(to_do, f"{to_do} points à corriger")
    if not invalid:
        return points
    fields = "1 champ n’est pas enregistré" if invalid == 1 else f"{invalid} champs ne sont pas enregistrés"
    return f"{points} · {fields}"
