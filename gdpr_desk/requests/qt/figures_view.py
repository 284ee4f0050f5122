"""« Chiffres »: requests by month and how long answers take, drawn."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdpr_desk.documents.charts import Chart
from gdpr_desk.qtkit.chart_view import ChartView
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.parts import label
from gdpr_desk.qtkit.surfaces import Card, FadeScroll
from gdpr_desk.requests.months import Month, month_chart, told
from gdpr_desk.requests.qt.door import RequestDoor


class FiguresView(FadeScroll):
    """The picture of the last twelve months, and what it says in a sentence; a bar tells its month."""

    def __init__(self, door: RequestDoor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self._months: tuple[Month, ...] = ()
        self.sentence = label("body", "")
        self.month = label("second", "Choisissez une barre pour lire son mois.")
        self.chart = ChartView()
        self.chart.set_maker(lambda width, _height, _chosen: self._made(width))
        self.chart.chosen.connect(self._tell)
        card = Card()
        column = QVBoxLayout(card)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(label("card_title", "Douze mois de demandes"))
        column.addWidget(self.sentence)
        column.addWidget(self.chart)
        column.addWidget(self.month)
        ground = QWidget()
        page = QVBoxLayout(ground)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(card)
        page.addStretch(1)
        self.setWidget(ground)

    def read(self) -> None:
        """Count anew."""
        Jobs.run(self._door.requests.months, self._show, lambda refusal: tell_refusal(self, refusal), self)

    def focus_first(self) -> None:
        """The first bar."""
        self.chart.focus_current()

    def _show(self, months: tuple[Month, ...]) -> None:
        self._months = months
        self.sentence.setText(told(months))
        self.chart.rebuild()

    def _made(self, width: float) -> Chart:
        return month_chart(self._months, width)

    def _tell(self, key: str) -> None:
        chosen = key.partition("/")[2]
        found = [one.sentence for one in self._months if f"{one.first:%Y-%m}" == chosen]
        if found:
            self.month.setText(found[0][:1].upper() + found[0][1:])
