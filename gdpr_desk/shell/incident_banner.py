"""The banner over every screen while a clock towards the authority counts; no seconds, no blinking."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from gdpr_desk.breaches.service import BreachOverview, BreachService
from gdpr_desk.breaches.timing import Urgency, in_words, moved, passed, told_moved, urgency_of
from gdpr_desk.clock import Clock, steady_seconds
from gdpr_desk.documents.typography import display
from gdpr_desk.periods.words import french_date, french_time, shop_time
from gdpr_desk.qtkit.icons import paint_icon
from gdpr_desk.qtkit.painting import line_width, paint_line
from gdpr_desk.qtkit.theme import font, px, theme, tokens
from gdpr_desk.shell.clock_colours import GROUNDS, clock_icon
from gdpr_desk.shell.parts import button

_EVERY_MS = 20_000
"""Shown in minutes: a look three times a minute is never more than that behind."""
_HIGH = 48
_WHY, _SHORT = "indiquez le motif du retard (champ 6.5)", "dites pourquoi"
_DOT = ("·", "body")
_WHOLE = timedelta(hours=72)


class IncidentBanner(QWidget):
    """`wanted` carries the reference to go on with; `looked` each time the clock was read again.

    `clock_told` carries what is to be said of a computer's clock that was moved, empty where it was not: in
    another place, since here stands what the time that is left is for.
    """

    wanted = Signal(str)
    looked = Signal()
    clock_told = Signal(str)

    def __init__(
        self,
        breaches: BreachService,
        clock: Clock,
        parent: QWidget | None = None,
        steady: Callable[[], float] = steady_seconds,
    ) -> None:
        super().__init__(parent)
        self._breaches, self._clock, self._steady = breaches, clock, steady
        self._began = clock.now(), steady()
        self.moved: timedelta | None = None
        self._running: tuple[BreachOverview, ...] = ()
        self.remaining: timedelta | None = None
        self.go = button("secondary", "Continuer", icon="arrow-right", after=True, small=True)
        self.go.clicked.connect(self._go_on)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 16, 3)
        row.addStretch(1)
        row.addWidget(self.go)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.look)
        theme().changed.connect(self._restyle)
        self._restyle()
        self.hide()

    @property
    def urgency(self) -> Urgency:
        """How near the end is."""
        return urgency_of(self.remaining) if self.remaining is not None else Urgency.CALM

    def read(self) -> None:
        """Something was written: ask again which clocks count."""
        before = self._running[0].breach.reference if self._running else ""
        self._running = self._breaches.running() if self._breaches.allowed else ()
        if not self._running or self._running[0].breach.reference != before:
            self.remaining = None
        self.setVisible(bool(self._running))
        if self._running:
            self._timer.start()
            self.look()
        else:
            self._timer.stop()
            self.clock_told.emit("")

    def look(self) -> None:
        """What the clock says now; a threshold that was crossed is said aloud."""
        due = self._running[0].clock.due_at if self._running else None
        if due is None:
            return
        now = self._clock.now()
        before, self.remaining = self.remaining, due - now
        was, self.moved = self.moved, moved(self._running[0].noted_at, now, self._drift())
        self.setAccessibleName(display(self.sentence()))
        self.update()
        if passed(before, self.remaining) is not None or (self.moved is not None and was is None):
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, display(self.sentence())))
        self.clock_told.emit(self._moved_words())
        self.looked.emit()

    def _moved_words(self) -> str:
        return "" if self.moved is None or not self._running else told_moved(self.moved)

    def _drift(self) -> timedelta:
        """How much further the clock went than a counter nobody can set."""
        at, counted = self._began
        return self._clock.now() - at - timedelta(seconds=self._steady() - counted)

    def stop(self) -> None:
        """The vault closes: nothing may be read any more."""
        self._timer.stop()

    def sentence(self) -> str:
        """All of it in words."""
        moved_words = self._moved_words()
        told = [word for word, _role in self._words()]
        return " ".join([*told, "·", moved_words] if moved_words else told)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t = QPainter(self), tokens()
        ground, ink_name = GROUNDS[self.urgency]
        ink = t.color(ink_name)
        painter.fillRect(self.rect(), t.color(ground))
        high = self.height() - 3
        paint_icon(
            painter, QRect(px(20), (high - px(20)) // 2, px(20), px(20)), clock_icon(self.urgency), ink
        )
        left, stop = px(52), self.go.x() - px(16)
        for words, role in self._fitting(stop - left):
            shown = display(words)
            wide = min(line_width(shown, font(role)), max(0, stop - left))
            paint_line(painter, QRect(left, 0, wide, high), shown, font(role), ink)
            left += wide + px(8)
        due = self._due_words()
        wide = line_width(due, font("second"))
        if left + px(16) + wide <= stop:
            paint_line(painter, QRect(stop - wide, 0, wide, high), due, font("second"), ink)
        share = max(0.0, min(1.0, (self.remaining or timedelta()) / _WHOLE))
        painter.fillRect(QRect(0, high, self.width(), 3), t.hair2)
        painter.fillRect(QRect(0, high, round(self.width() * share), 3), ink)

    def _go_on(self) -> None:
        if self._running:
            self.wanted.emit(self._running[0].breach.reference)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.update()

    def _fitting(self, room: int) -> list[tuple[str, str]]:
        """In a narrow window the reason is asked for in two words: it stays whole."""
        words = self._words()
        needed = sum(line_width(display(word), font(role)) + px(8) for word, role in words)
        if needed <= room:
            return words
        return [(_SHORT if word == _WHY else word, role) for word, role in words]

    def _words(self) -> list[tuple[str, str]]:
        if not self._running or self.remaining is None:
            return []
        breach = self._running[0].breach
        name = ("Exercice " if breach.drill else "Incident ") + breach.reference
        more = len(self._running) - 1
        late = self.urgency is Urgency.LATE
        said = [
            (name, "strong"),
            _DOT,
            ("délai dépassé de" if late else "il reste", "body"),
            (in_words(self.remaining), "clock"),
        ]
        said += [_DOT, (_WHY, "body")] if late else [("pour prévenir la CNIL", "body")]
        if more:
            said += [_DOT, (f"et {more} autre{'s' if more > 1 else ''}", "body")]
        return said

    def _due_words(self) -> str:
        due = self._running[0].clock.due_at if self._running else None
        if due is None:
            return ""
        local = shop_time(due)
        return display(f"{french_date(local.date(), weekday=True, year=False)}, {french_time(local.time())}")

    def _restyle(self) -> None:
        self.setFixedHeight(px(_HIGH))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
