"""The card beside the list: what the chosen record says, without opening it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdpr_desk.parties.model import Party
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.surfaces import Card
from gdpr_desk.qtkit.theme import theme
from gdpr_desk.register.checks import Severity
from gdpr_desk.register.model import RetentionRule
from gdpr_desk.register.qt.table_model import main_purpose, picture_of, reviewed_words
from gdpr_desk.register.qt.ui_activity_peek import Ui_ActivityPeekForm
from gdpr_desk.register.service import ActivityOverview
from gdpr_desk.register.wording import (
    RetentionLine,
    data_line,
    joined,
    people_line,
    recipient_label,
    retention_lines,
)

WIDTH = 288
_GUTTER = 16
"""Right of the facts, up to 4 px from the card's edge: the scroll bar stands there (pixels)."""
NOTHING = "À préciser"
_DURATIONS = 2
_NAMED = 12
"""How many chosen records the card names before it counts the rest."""


class ActivityPeek(Card):
    """`opened` carries (reference, field path), `preview` the reference."""

    opened = Signal(str, str)
    preview = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_ActivityPeekForm()
        self.ui.setupUi(self)
        self._overview: ActivityOverview | None = None
        self._facts: dict[str, Label] = {}
        self._lines: list[QWidget] = []
        for title in ("But", "Personnes", "Données", "Qui les voit", "Gardées"):
            self._facts[title] = self._fact(title)
        self._names = Label(self.ui.facts, role="row_title")
        self._names.setWordWrap(True)
        self._names.hide()
        self.ui.factsColumn.addWidget(self._names)
        self.ui.factsColumn.addStretch(1)
        self.ui.scroll.set_gutter(_GUTTER)
        self.ui.advice.set_action("Corriger", link=True)
        self.ui.advice.activated.connect(self._repair)
        self.ui.open.clicked.connect(lambda: self.opened.emit(self._reference(), ""))
        self.ui.preview.clicked.connect(lambda: self.preview.emit(self._reference()))
        self._resize()
        theme().changed.connect(self._resize)

    def show_overview(self, overview: ActivityOverview, parties: Mapping[str, Party], today: date) -> None:
        """Show one record of the list as of `today`."""
        self._overview = overview
        self._tell_several(several=False)
        activity = overview.activity
        ui = self.ui
        ui.icon.set_icon(picture_of(activity))
        ui.name.setText(activity.name or "Activité sans nom")
        ui.fiche.setText(f"Fiche {activity.reference} · {reviewed_words(activity, today)}")
        finding = next((f for f in overview.findings if f.severity is not Severity.HINT), None)
        ui.advice.setVisible(finding is not None)
        if finding is not None:
            ui.advice.set_kind("attention" if finding.severity is Severity.WARNING else "urgent")
            ui.advice.set_text(finding.sentence)
            ui.advice.set_action("Corriger", link=True)
        seen_by = joined([told for r in activity.recipients if (told := recipient_label(r, parties))])
        self._say("But", main_purpose(activity))
        self._say("Personnes", people_line(activity.data_subjects))
        self._say("Données", data_line(activity.data))
        self._say("Qui les voit", seen_by)
        self._say("Gardées", _kept(activity.retention))

    def show_several(self, names: Sequence[str]) -> None:
        """Say which records are chosen; what is for one record is not offered."""
        ui = self.ui
        ui.icon.set_icon("layers")
        ui.name.setText(f"{len(names)} fiches choisies")
        told = [f"· {name or 'Activité sans nom'}" for name in names[:_NAMED]]
        more = len(names) - len(told)
        if more:
            told.append(f"et {more} autre{'s' if more > 1 else ''}")
        self._names.setText("\n".join(told))
        ui.advice.hide()
        self._tell_several(several=True)

    def _tell_several(self, *, several: bool) -> None:
        for line in self._lines:
            line.setHidden(several)
        self._names.setVisible(several)
        for one_only in (self.ui.fiche, self.ui.preview, self.ui.open):
            one_only.setHidden(several)

    def _say(self, title: str, text: str) -> None:
        label = self._facts[title]
        label.setText(_shortened(text) if text else NOTHING)
        label.set_tone("text" if text else "text2")

    def _fact(self, title: str) -> Label:
        line = QWidget(self.ui.facts)
        column = QVBoxLayout(line)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        head = Label(line, role="second", text=title)
        value = Label(line, role="row_title")
        value.setWordWrap(True)
        column.addWidget(head)
        column.addWidget(value)
        self.ui.factsColumn.addWidget(line)
        self._lines.append(line)
        return value

    def _reference(self) -> str:
        return self._overview.activity.reference if self._overview else ""

    def _repair(self) -> None:
        finding = (
            next((f for f in self._overview.findings if f.severity is not Severity.HINT), None)
            if self._overview
            else None
        )
        if finding is not None:
            self.opened.emit(finding.activity, finding.field)

    def _resize(self) -> None:
        self.setFixedWidth(theme().px(WIDTH))


def _kept(rules: Sequence[RetentionRule]) -> str:
    """The first durations in words, each on its line; how many more there are."""
    lines = [_shortened(_duration(line), 110) for line in retention_lines(rules)]
    more = len(lines) - _DURATIONS
    if more > 0:
        lines = [
            *lines[:_DURATIONS],
            f"+ {more} autre{'s' if more > 1 else ''} durée{'s' if more > 1 else ''}",
        ]
    return "\n".join(lines)


def _duration(line: RetentionLine) -> str:
    sentence = line.sentence.removeprefix("Gardées ")
    return f"{line.applies_to} : {sentence[:1].lower()}{sentence[1:]}" if line.applies_to else sentence


def _shortened(text: str, length: int = 150) -> str:
    """Cut between words; the whole text is one click away."""
    if len(text) <= length:
        return text
    return text[:length].rsplit(" ", 1)[0].rstrip(" ,;.") + "…"
