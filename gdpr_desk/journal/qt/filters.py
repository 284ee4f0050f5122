"""What of the journal is shown: words, period, person, kind of action, kind of object."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gdpr_desk.clock import Clock
from gdpr_desk.journal.lines import ACTIONS, DATES, OBJECTS, PERIODS, Line, Wanted, days_of, people_in
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.date_field import DateField
from gdpr_desk.qtkit.fields import ChoiceField, LineField
from gdpr_desk.qtkit.flow import FlowLayout
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.theme import px, theme

_WORDS, _DAY = 220, 148
"""Widths in design pixels."""
_MORE = "Filtres"


class Filters(QObject):
    """The row of controls in `place`; `changed` after any of them. `clear` is for the page to answer,
    which also knows where the keyboard goes once that button is gone."""

    changed = Signal()

    def __init__(self, place: QWidget, clock: Clock) -> None:
        super().__init__(place)
        self._clock = clock
        self.words = LineField(place, placeholder="Chercher")
        self.words.setClearButtonEnabled(True)
        self.period = _choice(place, "Période", "Toutes les dates", PERIODS.items())
        self.since, self.until = DateField(place), DateField(place)
        self.since.setAccessibleName("Depuis le")
        self.until.setAccessibleName("Jusqu’au")
        self._to = Label(place, role="second", text="au")
        self.person = _choice(place, "Personne", "Tout le monde", ())
        self.action = _choice(place, "Genre d’action", "Toutes les actions", ())
        self.object = _choice(place, "Genre d’objet", "Tous les objets", ())
        self.words.setAccessibleName("Chercher dans le journal")
        self.more = Button(place, text=_MORE, kind="secondary", icon="list")
        self.clear = Button(place, text="Tout afficher", kind="link", small=True)
        self._people: dict[str, str] = {}
        self._narrow = self._unfolded = False
        flow = FlowLayout(place, gap=8)
        for control in (
            *(self.words, self.more, self.period, self.since, self._to, self.until),
            *(self.person, self.action, self.object, self.clear),
        ):
            flow.addWidget(control)
        self._connect()
        self._show_what_counts()
        self._fit()

    def _connect(self) -> None:
        self.words.textChanged.connect(lambda _text: self._change())
        for choice in self._choices():
            choice.chosen.connect(lambda _key: self._change())
        for day in (self.since, self.until):
            day.userDateChanged.connect(lambda _day: self._change())
        self.more.clicked.connect(self._fold)
        theme().changed.connect(self._fit)

    def offer(self, lines: Sequence[Line]) -> None:
        """Offer who and what there is in `lines`; what is chosen stays chosen where it still is."""
        people = people_in(lines)
        self._people = dict(people)
        self.person.set_options(people, empty="Tout le monde")
        for choice, known, empty in (
            (self.action, ACTIONS, "Toutes les actions"),
            (self.object, OBJECTS, "Tous les objets"),
        ):
            there = {line.action_kind if choice is self.action else line.object_kind for line in lines}
            choice.set_options([(key, word) for key, word in known.items() if key in there], empty=empty)
        for choice in (self.person, self.action, self.object):
            if choice.currentIndex() < 0:
                choice.set_key("")

    def wanted(self) -> Wanted:
        """What is to be shown now."""
        since, until = self._days()
        return Wanted(
            words=self.words.text().strip(),
            since=since,
            until=until,
            person=self.person.key(),
            action=self.action.key(),
            object=self.object.key(),
        )

    def sentence(self) -> str:
        """What is shown, in words; empty for all."""
        return self.wanted().sentence(self._people)

    def show_all(self) -> None:
        """Take every filter away."""
        for choice in self._choices():
            choice.set_key("")
        for day in (self.since, self.until):
            day.set_date(None)
        self.words.blockSignals(True)
        self.words.clear()
        self.words.blockSignals(False)
        self._change()

    def _days(self) -> tuple[date | None, date | None]:
        if self.period.key() != DATES:
            return days_of(self.period.key(), self._clock.today())
        since, until = self.since.date_value(), self.until.date_value()
        return (until, since) if since and until and until < since else (since, until)

    def _change(self) -> None:
        self._show_what_counts()
        self.changed.emit()

    def fit(self, width: int) -> None:
        """Where `width` has no room for one line of filters, they fold behind a button."""
        wide = self.words.width() + sum(choice.sizeHint().width() + 8 for choice in self._choices())
        narrow = wide > width
        if narrow != self._narrow:
            self._narrow = narrow
            self._show_what_counts()

    def _choices(self) -> tuple[ChoiceField, ...]:
        return self.period, self.person, self.action, self.object

    def _fold(self) -> None:
        self._unfolded = not self._unfolded
        self._show_what_counts()
        if self._unfolded:
            self.period.setFocus()

    def _show_what_counts(self) -> None:
        shown = self._unfolded or not self._narrow
        dated = shown and self.period.key() == DATES
        for choice in self._choices():
            choice.setVisible(shown)
        for part in (self.since, self._to, self.until):
            part.setVisible(dated)
        chosen = sum(bool(choice.key()) for choice in self._choices())
        self.more.setText(f"{_MORE} · {chosen}" if chosen else _MORE)
        self.more.setVisible(self._narrow)
        self.clear.setVisible(bool(self.wanted()) or bool(chosen))

    def _fit(self) -> None:
        self.words.setFixedWidth(px(_WORDS))
        for day in (self.since, self.until):
            day.setFixedWidth(px(_DAY))


def _choice(place: QWidget, name: str, empty: str, options: Iterable[tuple[str, str]]) -> ChoiceField:
    made = ChoiceField(place)
    made.setAccessibleName(name)
    made.set_options(options, empty=empty)
    made.set_key("")
    return made
