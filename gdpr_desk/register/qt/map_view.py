"""« Carte »: where the data go, as a picture, and the same in rows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.documents.charts import Chart
from gdpr_desk.qtkit.badge import BadgeSpec
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.chart_view import ChartView
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.pages import Pages
from gdpr_desk.qtkit.painting import paint_panel
from gdpr_desk.qtkit.record_table import Column, RecordTable
from gdpr_desk.qtkit.surfaces import Card, EmptyState, FadeScroll, IconTile
from gdpr_desk.qtkit.theme import color, px
from gdpr_desk.register.flow_map import flow_map, legend
from gdpr_desk.register.flows import FlowRow, Flows, Stage, flows, sentence_of, summary, title_of
from gdpr_desk.register.service import RegisterService

_NOTHING = Flows((), (), ())
_TRANSFERS = "transfers"


class MapView(QWidget):
    """The map, the sentence below it, and the link to the table.

    `opened(reference, path)` when a record is wanted, at the field `path` or at its beginning.
    `head` holds legend and link; a page may put it beside its own tools.
    """

    opened = Signal(str, str)

    def __init__(self, register: RegisterService, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._register = register
        self._flows = _NOTHING
        self.legend = ChartView(self)
        self.legend.set_maker(lambda width, _height, _chosen: legend(width))
        self.as_table = Button(self, text="Lire en tableau", kind="link", icon="list")
        self.chart = ChartView(self)
        self.area = FadeScroll(self)
        self.area.setWidget(self.chart)
        self.area.set_gutter(8)
        self.path = _PathStrip(self)
        self.table = _twin(self)
        self.empty = EmptyState(
            self,
            icon="map",
            title="La carte est encore vide",
            text="Ajoutez une activité : ses flux se dessinent ici, de qui à chez qui.",
            mark="",
        )
        self.bodies = Pages(self)
        self._arrange()
        self.chart.chosen.connect(self._tell)
        self.chart.reached.connect(self.area.reveal)
        self.as_table.clicked.connect(self._turn)
        self.path.wanted.connect(self._open_chosen)
        self.table.opened.connect(self._open_row)
        self.area.viewport().installEventFilter(self)

    def _arrange(self) -> None:
        picture = QWidget(self)
        column = QVBoxLayout(picture)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.area, 1)
        column.addWidget(self.path)
        self._picture = picture
        for body in (picture, self.table, self.empty):
            self.bodies.addWidget(body)
        self.head = QWidget(self)
        kept = self.legend.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.legend.setSizePolicy(kept)
        row = QHBoxLayout(self.head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.legend, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.as_table)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        whole.addWidget(self.head)
        whole.addWidget(self.bodies, 1)

    def refresh(self) -> None:
        """Read the register again; the chosen path stays where it still exists."""
        self._flows = flows(self._register.register())
        self.table.set_records(self._flows.rows())
        keys = {n.key for n in (*self._flows.people, *self._flows.places)}
        keys |= {s.key for s in self._flows.stages}
        chosen = self.chart.current()
        self.chart.choose(chosen if chosen in keys else self._worth_a_look())
        self.chart.set_maker(self._make)
        for tool in (self.legend, self.as_table):
            tool.setVisible(bool(self._flows.stages))
        self._tell(self.chart.current())
        self._show()

    def flows(self) -> Flows:
        """What the map shows."""
        return self._flows

    def _make(self, width: float, height: float, chosen: str) -> Chart:
        return flow_map(self._flows, width, height, chosen)

    def _worth_a_look(self) -> str:
        """The first activity with something missing: that is the path to show."""
        bad = (s.key for s in self._flows.stages if any(not r.guarded for r in s.reaches))
        return next(bad, "")

    def _chosen_stage(self) -> Stage | None:
        return next((s for s in self._flows.stages if s.key == self.chart.current()), None)

    def _tell(self, key: str) -> None:
        """Say below the map what the chosen path is."""
        if not key:
            self.path.tell("Toutes les données", summary(self._flows), "", urgent=False)
            return
        stage = self._chosen_stage()
        bad = bool(stage) and any(not r.guarded for r in stage.reaches) if stage else False
        verb = "" if stage is None else "Corriger la fiche" if bad else "Ouvrir la fiche"
        node_bad = any(n.key == key and n.unguarded for n in self._flows.places)
        title, sentence = title_of(self._flows, key), sentence_of(self._flows, key)
        self.path.tell(title, sentence, verb, urgent=bad or node_bad)

    def _open_chosen(self) -> None:
        stage = self._chosen_stage()
        if stage is not None:
            bad = any(not r.guarded for r in stage.reaches)
            self.opened.emit(stage.reference, _TRANSFERS if bad else "")

    def _open_row(self, record: object) -> None:
        if isinstance(record, FlowRow):
            self.opened.emit(record.reference, "" if record.guarded else _TRANSFERS)

    def show_table(self) -> None:
        """The rows."""
        self.bodies.setCurrentWidget(self.table)
        self._show()

    def show_picture(self) -> None:
        """The map, with the focus on the chosen path."""
        self.bodies.setCurrentWidget(self._picture)
        self._show()
        self.chart.focus_current()

    def _turn(self) -> None:
        if self.bodies.currentWidget() is self.table:
            self.show_picture()
        else:
            self.show_table()

    def _show(self) -> None:
        """The picture or the table, whichever is wanted; neither without an activity."""
        table = self.bodies.currentWidget() is self.table
        body = self.table if table else self._picture
        self.bodies.setCurrentWidget(body if self._flows.stages else self.empty)
        self.as_table.setText("Revoir la carte" if table else "Lire en tableau")
        self.as_table.set_icon_name("map" if table else "list")
        self.legend.setVisible(not table and bool(self._flows.stages))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(event, QResizeEvent):
            self.chart.set_room(event.size().height())
        return super().eventFilter(watched, event)


class _PathStrip(Card):
    """The chosen path in words, and the way to its record; tinted where something is missing."""

    wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._urgent = False
        self.tile = IconTile(self, icon="share-2", state="soft")
        self.title = Label(self, role="second_bold")
        self.title.set_tone("text")
        self.sentence = Label(self, role="second")
        self.sentence.setWordWrap(True)
        self.open = Button(self, small=True)
        self.open.clicked.connect(self.wanted)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.sentence)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(14), px(9), px(14), px(9))
        row.setSpacing(12)
        row.addWidget(self.tile, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        row.addWidget(self.open, 0, Qt.AlignmentFlag.AlignVCenter)

    def tell(self, title: str, sentence: str, verb: str, *, urgent: bool) -> None:
        """Say it; without a verb there is no button."""
        self._urgent = urgent
        self.title.setText(title)
        self.sentence.setText(sentence)
        self.open.setText(verb)
        self.open.setVisible(bool(verb))
        self.setAccessibleName(f"{self.title.text()}. {self.sentence.text()}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        fill, edge = ("urg_soft", "badge_urgent_bg") if self._urgent else ("raised", "hair")
        paint_panel(QPainter(self), self.rect(), 8, color(fill), color(edge))


def _twin(parent: QWidget) -> RecordTable:
    """« De → Pour → Vers → Pays »."""
    table = RecordTable(parent)
    table.set_columns(
        (
            Column[FlowRow]("people", "De", lambda row: row.people),
            Column[FlowRow]("activity", "Pour", lambda row: row.activity, strong=True),
            Column[FlowRow]("place", "Vers", lambda row: row.place, width=210),
            Column[FlowRow](
                "country",
                "Pays",
                lambda row: row.country if row.guarded else "",
                badge=lambda row: (
                    None if row.guarded else BadgeSpec("urgent", f"{row.country}, sans garantie")
                ),
                width=220,
            ),
        ),
        lambda row: row.key,
    )
    table.setAccessibleName("Flux de données : de qui, pour quoi, vers qui, dans quel pays")
    return table
