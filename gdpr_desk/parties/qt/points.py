"""The right card: what is left to do about a party, each point with the way to its place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdpr_desk.parties.checks import PartyState, Point
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.columns import empty_column
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.points import PointLine
from gdpr_desk.qtkit.surfaces import Card, Separator
from gdpr_desk.qtkit.theme import theme

WIDTH = 280
_FOOT = "Le pays hors UE et sa garantie se notent dans chaque activité, en section 6."


class PointsCard(Card):
    """`chosen` carries the field of the point whose link was pressed."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Point, ...] | None = None
        self._count = Label(self, role="second")
        self._column = QVBoxLayout()
        self._column.setSpacing(12)
        self._foot = Label(self, role="caption", text=_FOOT)
        self._foot.setWordWrap(True)
        within = QVBoxLayout(self)
        within.setContentsMargins(20, 20, 20, 20)
        within.setSpacing(12)
        title = QVBoxLayout()
        title.setSpacing(2)
        title.addWidget(Label(self, role="small_title", text="Ce qu’il reste à noter"))
        title.addWidget(self._count)
        within.addLayout(title)
        within.addWidget(Separator(self))
        within.addLayout(self._column)
        within.addStretch(1)
        within.addWidget(self._foot)
        self._resize()
        theme().changed.connect(self._resize)

    def show_points(self, points: Sequence[Point], *, outside: bool) -> None:
        """List these; `outside` where the party sits beyond the EEA."""
        self._foot.setVisible(outside)
        if tuple(points) == self._shown:
            return
        self._shown = tuple(points)
        self._count.setText(count_words(len(points)))
        empty_column(self._column)
        for point in points:
            self._column.addWidget(self._line(point))
        if not points:
            self._column.addWidget(PointLine(self, "circle-check", "ok", "Tout ce qu’il faut est noté."))

    def _line(self, point: Point) -> QWidget:
        review = point.state is PartyState.TO_REVIEW
        link = Button(self, kind="link", small=True, text="Voir la date" if review else "Compléter")
        link.setAccessibleDescription(point.sentence)
        link.clicked.connect(partial(self.chosen.emit, point.field))
        icon = "clock" if review else "triangle-alert"
        return PointLine(self, icon, "attention", point.sentence, link)

    def _resize(self) -> None:
        self.setFixedWidth(theme().px(WIDTH))


def count_words(count: int) -> str:
    """« 2 points à compléter »."""
    return {0: "Rien à compléter", 1: "1 point à compléter"}.get(count, f"{count} points à compléter")
