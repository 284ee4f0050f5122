"""A civil date, typed as one writes it in France or picked from a calendar."""

from __future__ import annotations

import re
from datetime import date, timedelta

from PySide6.QtCore import QDate, QLocale, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLineEdit, QToolButton, QVBoxLayout, QWidget

from gdpr_desk.qtkit.buttons import IconButton
from gdpr_desk.qtkit.icons import icon
from gdpr_desk.qtkit.painting import paint_panel
from gdpr_desk.qtkit.theme import px, theme, tokens

PATTERN = "jj/mm/aaaa"
_TYPED = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{2}|\d{4})")
_BARE = re.compile(r"(\d{2})(\d{2})(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_CENTURY = 2000


def read_date(text: str) -> date | None:
    """The date in 23/11/2026, 23.11.26, 23112026 or 2026-11-23; None for anything else."""
    typed = text.strip()
    iso = _ISO.fullmatch(typed)
    found = _TYPED.fullmatch(typed) or _BARE.fullmatch(typed)
    if iso is None and found is None:
        return None
    parts = [int(part) for part in iso.groups()] if iso else [int(p) for p in found.groups()[::-1]]  # type: ignore[union-attr]
    year = parts[0] if parts[0] >= 100 else parts[0] + _CENTURY
    try:
        return date(year, parts[1], parts[2])
    except ValueError:
        return None


def write_date(day: date) -> str:
    """23/11/2026."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


class DateField(QLineEdit):
    """A date or nothing. `userDateChanged(date | None)` when the person changed it.

    What cannot be read stays on screen: `readable()` is False and `date_value()` None until it is
    mended. Up and Down move by a day, Alt+Down opens the calendar.
    """

    userDateChanged = Signal(object)  # noqa: N815 - a Qt signal

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told: date | None = None
        self.setPlaceholderText(PATTERN)
        self._open = IconButton(self, icon="calendar", name="Ouvrir le calendrier", side=28)
        self._open.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._open.clicked.connect(self.open_calendar)
        self.textEdited.connect(self._typed)
        self.editingFinished.connect(self._finished)
        theme().changed.connect(self._place)
        self._place()

    def date_value(self) -> date | None:
        """The date, or None where none was given or none can be read."""
        return read_date(self.text())

    def readable(self) -> bool:
        """False while something stands there that is no date."""
        return not self.text().strip() or self.date_value() is not None

    def set_date(self, day: date | None) -> None:
        """Show `day` without emitting; None empties the field."""
        self._told = day
        self.setText("" if day is None else write_date(day))

    def open_calendar(self) -> None:
        """Show the month of the date, or this month."""
        popup = _Calendar(self, self.date_value())
        popup.picked.connect(self._picked)
        popup.show_below(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        day = self.date_value()
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
        elif day is not None and date.min < day < date.max:
            self._picked(day + timedelta(days=step))

    def _picked(self, day: date) -> None:
        self.setText(write_date(day))
        self._tell()

    def _typed(self, text: str) -> None:
        whole = len(text.strip()) >= len("01/01/2026") or _BARE.fullmatch(text.strip())
        if not text.strip() or (whole and self.readable()):
            self._tell()

    def _finished(self) -> None:
        day = self.date_value()
        if day is not None:
            self.setText(write_date(day))
        self._tell()

    def _tell(self) -> None:
        day = self.date_value()
        if day != self._told:
            self._told = day
            self.userDateChanged.emit(day)

    def _place(self) -> None:
        size = self._open.sizeHint()
        self._open.resize(size)
        self._open.move(self.width() - size.width() - px(4), (self.height() - size.height()) // 2)
        self.setTextMargins(0, 0, size.width(), 0)


class _Calendar(QFrame):
    """The popup with one month."""

    picked = Signal(object)

    def __init__(self, owner: QWidget, day: date | None) -> None:
        super().__init__(owner, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._month = QCalendarWidget(self)
        self._month.setLocale(QLocale(QLocale.Language.French, QLocale.Country.France))
        self._month.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self._month.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        self._month.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self._quiet()
        if day is not None:
            self._month.setSelectedDate(QDate(day.year, day.month, day.day))
        self._month.clicked.connect(self._chosen)
        self._month.activated.connect(self._chosen)
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 8, 8, 8)
        box.addWidget(self._month)

    def show_below(self, field: QWidget) -> None:
        """Open under `field`, kept within the screen."""
        size = self.sizeHint().expandedTo(QSize(px(320), px(260)))
        corner = field.mapToGlobal(QPoint(0, field.height() + 4))
        screen = field.screen().availableGeometry()
        left = max(screen.x(), min(corner.x(), screen.right() - size.width()))
        top = max(screen.y(), min(corner.y(), screen.bottom() - size.height()))
        self.setGeometry(QRect(QPoint(left, top), size))
        self.show()
        self._month.setFocus()

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_panel(QPainter(self), self.rect(), 0, tokens().sheet, tokens().hair2)

    def _quiet(self) -> None:
        """Week-ends are no alarm: red is for what is late."""
        quiet = QTextCharFormat()
        quiet.setForeground(tokens().text2)
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self._month.setWeekdayTextFormat(day, quiet)
        self._month.setHeaderTextFormat(quiet)
        for name, picture in (
            ("qt_calendar_prevmonth", "chevron-left"),
            ("qt_calendar_nextmonth", "chevron-right"),
        ):
            button = self._month.findChild(QToolButton, name)
            if isinstance(button, QToolButton):
                button.setIcon(icon(picture))

    def _chosen(self, day: QDate) -> None:
        self.picked.emit(date(day.year(), day.month(), day.day()))
        self.close()
