"""The screens that ask questions and know a little more than the list of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from gdpr_desk.breaches.choices import choices
from gdpr_desk.breaches.gestures import WAYS, gestures_for, ways_in
from gdpr_desk.breaches.model import Answered, BreachFacts
from gdpr_desk.breaches.prefill import touched
from gdpr_desk.breaches.qt.controls import column
from gdpr_desk.breaches.qt.door import BreachDoor
from gdpr_desk.breaches.qt.kind_tile import KindTile
from gdpr_desk.breaches.qt.questions import ASKED
from gdpr_desk.breaches.qt.step_page import QuestionPage, StepPage
from gdpr_desk.breaches.qt.words import short_instant
from gdpr_desk.breaches.service import BreachFile
from gdpr_desk.breaches.steps import QUESTIONS, Step
from gdpr_desk.breaches.timing import in_words, insurance_of, late_reason_needed
from gdpr_desk.breaches.vocabulary import IncidentKind, PeriodKind
from gdpr_desk.qtkit.chip import Chip
from gdpr_desk.qtkit.columns import empty_column
from gdpr_desk.qtkit.fields import Check
from gdpr_desk.qtkit.parts import label
from gdpr_desk.qtkit.surfaces import NoticeStrip, Separator

_ABREAST = 2


class KindPage(StepPage):
    """Eight pictures."""

    wide = True

    def __init__(self, door: BreachDoor) -> None:
        super().__init__(door)
        self._tiles: dict[IncidentKind, KindTile] = {}
        grid = QGridLayout()
        grid.setSpacing(16)
        for place, kind in enumerate(IncidentKind):
            entry = choices("kind")[kind]
            tile = KindTile(self, kind, entry.label, str(entry.extra["short"]), entry.help)
            tile.clicked.connect(lambda _on=False, kind=kind: self.answered.emit({"kind": kind}))
            self._tiles[kind] = tile
            grid.addWidget(tile, place // 4, place % 4)
        for tile in self._tiles.values():
            tile.beside = tuple(self._tiles.values())
        for line in (0, 1):
            grid.setRowStretch(line, 1)
        for at in range(4):
            grid.setColumnStretch(at, 1)
        self.column.addLayout(grid, 1)
        self.column.setContentsMargins(4, 4, 4, 8)

    def load(self, file: BreachFile, proposed: BreachFacts) -> None:
        self.show_kind(file.breach.facts.kind)

    def show_kind(self, kind: IncidentKind | None) -> None:
        """Which picture is chosen; none before anything is."""
        for one, tile in self._tiles.items():
            tile.setAutoExclusive(False)
            tile.setChecked(one is kind)
            tile.setAutoExclusive(True)

    def chosen(self) -> IncidentKind | None:
        """The picture chosen."""
        return next((kind for kind, tile in self._tiles.items() if tile.isChecked()), None)

    def decided(self) -> bool:
        return self.chosen() is not None

    def answers(self) -> dict[str, Any]:
        kind = self.chosen()
        return {} if kind is None else {"kind": kind}

    def open_questions(self, facts: BreachFacts) -> tuple[str, ...]:
        return ("kind",) if facts.kind is None else ()

    def target(self) -> QWidget | None:
        kind = self.chosen()
        return self._tiles[kind] if kind else next(iter(self._tiles.values()))


class WhenPage(QuestionPage):
    """When: the clock starts from here. Awareness is now unless somebody says otherwise."""

    def __init__(self, door: BreachDoor) -> None:
        super().__init__(door, QUESTIONS[Step.WHEN])
        self._late = False

    def offered(self, file: BreachFile, proposed: BreachFacts) -> BreachFacts:
        self._late = late_reason_needed(file.breach, self.door.clock.now())
        if proposed.standing("aware_at") is Answered.OPEN:
            return proposed.giving(aware_at=self.door.clock.now().replace(second=0, microsecond=0))
        return proposed

    def follow(self, file: BreachFile) -> None:
        self._late = late_reason_needed(file.breach, self.door.clock.now())
        super().follow(file)
        self._tell_end(file)

    def load(self, file: BreachFile, proposed: BreachFacts) -> None:
        super().load(file, proposed)
        self._tell_end(file)

    def _tell_end(self, file: BreachFile) -> None:
        """What follows from the hour: until when, and what the beginning is called."""
        once = self._seen().period is PeriodKind.EXACT
        self.asks["began_at"].frame.set_label("C’est arrivé le" if once else ASKED["began_at"].label)
        due = short_instant(file.clock.due_at) if file.clock.due_at and file.clock.ticking else ""
        help_ = ASKED["aware_at"].help
        self.asks["aware_at"].frame.set_help(f"{help_} À déposer avant {due}." if due else help_)

    def called_for(self, name: str) -> bool:
        return name != "late_reason" or self._late or bool(self._facts.late_reason)


class GesturesPage(QuestionPage):
    """Contain first: five things to do now, and the insurer's own clock after an attack."""

    def __init__(self, door: BreachDoor) -> None:
        super().__init__(door, QUESTIONS[Step.GESTURES])
        self._file: BreachFile | None = None
        self._list = QWidget()
        self._lines = column(self._list, 10)
        self.insurer = NoticeStrip(kind="attention")
        self.column.insertWidget(0, self._list)
        self.column.insertWidget(1, self.insurer)

    def load(self, file: BreachFile, proposed: BreachFacts) -> None:
        super().load(file, proposed)
        self._file = None
        self._show(file)

    def follow(self, file: BreachFile) -> None:
        super().follow(file)
        self._show(file)

    def called_for(self, name: str) -> bool:
        return name == "attack" or bool(self._seen().attack)

    def target(self) -> QWidget | None:
        return self._list.findChild(Check)

    def _show(self, file: BreachFile) -> None:
        before, self._file = self._file, file
        clock = insurance_of(replace(file.breach, facts=self._seen()), self.door.clock.now())
        self.insurer.setVisible(clock is not None)
        if clock is not None:
            left = "" if clock.filed_at else f" Il reste {in_words(clock.remaining)}."
            self.insurer.set_text(clock.rule + ("" if clock.late else left))
        if before is not None and before.breach.facts.kind is file.breach.facts.kind:
            return  # what was ticked just now stands there already, and keeps the keyboard
        empty_column(self._lines)
        done = {one.gesture: one for one in file.breach.gestures}
        for place, (key, entry) in enumerate(gestures_for(file.breach.facts.kind).items()):
            if place:
                self._lines.addWidget(Separator())
            tick = Check(text=entry.label)
            tick.setObjectName(f"gesture_{key}")
            tick.setAccessibleDescription(entry.help)
            tick.setChecked(key in done and done[key].needed)
            tick.clicked.connect(lambda on, key=key: self._note(key, on))
            box = QWidget()
            within = column(box, 2)
            within.addWidget(tick)
            help_ = label("second", entry.help)
            help_.setContentsMargins(28, 0, 0, 0)
            within.addWidget(help_)
            if key in WAYS:
                which = Ways(key, done[key].note if key in done else "")
                which.setVisible(tick.isChecked())
                tick.clicked.connect(which.setVisible)
                which.chosen.connect(lambda note, key=key: self._note(key, True, note))
                within.addWidget(which)
            self._lines.addWidget(box)

    def _note(self, gesture: str, on: bool, note: str = "") -> None:
        if self._file is None:
            return
        reference, acts = self._file.breach.reference, self.door.acts
        if on:
            self.attempt(lambda: acts.note_gesture(reference, gesture, note=note))
        else:
            self.attempt(lambda: acts.undo_gesture(reference, gesture))


class Ways(QWidget):
    """« Lequel ? » below a gesture that is one thing or another; `chosen` carries the words for it."""

    chosen = Signal(str)

    def __init__(self, gesture: str, note: str) -> None:
        super().__init__()
        self._chips: dict[str, Chip] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(28, 4, 0, 0)
        row.setSpacing(8)
        question = label("second", "Lequel avez-vous demandé ?")
        question.setWordWrap(False)
        row.addWidget(question)
        for way in WAYS[gesture]:
            chip = Chip(text=way[:1].upper() + way[1:])
            chip.setCheckable(True)
            chip.setChecked(way in ways_in(gesture, note))
            chip.setObjectName(f"gesture_{gesture}_{way}")
            chip.clicked.connect(lambda _on=False: self.chosen.emit(" et ".join(self._ticked())))
            self._chips[way] = chip
            row.addWidget(chip)
        row.addStretch(1)

    def _ticked(self) -> list[str]:
        return [way for way, chip in self._chips.items() if chip.isChecked()]


class ActivitiesPage(StepPage):
    """Which records of the register it touches: what follows is then ticked."""

    def __init__(self, door: BreachDoor) -> None:
        super().__init__(door)
        self._ticks: dict[str, Check] = {}
        self._box = QWidget()
        self._lines = QGridLayout(self._box)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setHorizontalSpacing(16)
        self._lines.setVerticalSpacing(12)
        for at in range(_ABREAST):
            self._lines.setColumnStretch(at, 1)
        self._empty = label("body", "Votre registre est encore vide : continuez sans rien choisir.")
        self._asked = label("card_title", "Quelles activités sont touchées ?")
        for part in (self._asked, self._box, self._empty):
            self.column.addWidget(part)
        self.column.addStretch(1)

    def load(self, file: BreachFile, proposed: BreachFacts) -> None:
        chosen = file.breach.facts.activities
        for tick in self._ticks.values():
            tick.hide()
            tick.deleteLater()
        self._ticks = {}
        for place, record in enumerate(touched(self.door.activities())):
            tick = Check(text=record.name)
            tick.setObjectName(f"activity_{record.reference}")
            tick.setChecked(record.reference in chosen)
            tick.clicked.connect(lambda _on=False: self.answered.emit(self.answers()))
            self._ticks[record.reference] = tick
            self._lines.addWidget(tick, place // _ABREAST, place % _ABREAST)
        self._empty.setHidden(bool(self._ticks))
        self._asked.setVisible(bool(self._ticks))

    def answers(self) -> dict[str, Any]:
        return {"activities": tuple(ref for ref, tick in self._ticks.items() if tick.isChecked())}

    def target(self) -> QWidget | None:
        return next(iter(self._ticks.values()), None)
