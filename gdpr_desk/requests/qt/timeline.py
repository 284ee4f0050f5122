"""« Fil »: what happened to a request, what is to be done now, until when; it tells the story alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.columns import empty_column
from gdpr_desk.qtkit.icons import paint_icon
from gdpr_desk.qtkit.painting import block_height, paint_block, paint_panel
from gdpr_desk.qtkit.surfaces import FadeScroll
from gdpr_desk.qtkit.theme import font, px, theme, tokens
from gdpr_desk.requests.model import EventKind, RequestEvent
from gdpr_desk.requests.qt.words import CHANNEL_ICONS, EVENT_ICONS, moment, short_date
from gdpr_desk.requests.service import RequestFile
from gdpr_desk.requests.timing import Level, RequestClock
from gdpr_desk.requests.wording import event_line

_DISC, _LEFT, _GAP = 30, 42, 14


@dataclass(frozen=True)
class Stage:
    """One disc: `state` is past, now or next; `paused` dashes the line below it."""

    icon: str
    when: str
    words: str
    state: str = "past"
    paused: bool = False


def stages(file: RequestFile, now: str, today: date, names: Mapping[str, str]) -> tuple[Stage, ...]:
    """The thread of a request; `now` is the step to be done, empty where nothing is."""
    told = [_told(group, today, names) for group in _grouped(file.events)]
    if not file.request.open:
        return tuple(told)
    clock = file.clock
    late = clock.level is Level.LATE
    if late:
        told.append(Stage("calendar", _day(clock.due, today), "Le délai a pris fin"))
    if now:
        told.append(Stage("arrow-right", "Aujourd’hui, à vous", now, "now"))
    if not clock.dated:
        told.append(Stage("calendar", "Date à noter", "La CNIL la fixe", "next"))
    elif clock.paused_since is not None:
        told.append(Stage("pause", "Dès sa réponse", "Le délai reprend", "next"))
    elif not late:
        told.append(_end(clock, today))
    return tuple(told)


def _end(clock: RequestClock, today: date) -> Stage:
    """The day to aim at, as everywhere; where a weekend or a holiday leaves more, until when."""
    if clock.days_left < 0 or clock.target == clock.due:
        return Stage("calendar", _day(clock.due, today), "Réponse au plus tard", "next")
    until = short_date(clock.due, today, weekday=True)
    words = f"Réponse au plus tard (la loi laisse jusqu’au {until})"
    return Stage("calendar", _day(clock.target, today), words, "next")


def _day(day: date, today: date) -> str:
    words = short_date(day, today, weekday=True)
    return f"{words[:1].upper()}{words[1:]}"


def _grouped(events: Iterable[RequestEvent]) -> list[list[RequestEvent]]:
    """Searches put down one after the other are one stage."""
    groups: list[list[RequestEvent]] = []
    for event in events:
        if groups and event.kind is EventKind.WORK and groups[-1][0].kind is EventKind.WORK:
            groups[-1].append(event)
        else:
            groups.append([event])
    return groups


def _told(group: list[RequestEvent], today: date, names: Mapping[str, str]) -> Stage:
    last = group[-1]
    words = f"Recherches notées ({len(group)})" if len(group) > 1 else event_line(last)
    if last.note and len(group) == 1:
        words += f" : {last.note}"
    icon = EVENT_ICONS.get(last.kind) or CHANNEL_ICONS.get(last.detail, "inbox")
    who = names.get(last.by, "")
    when = moment(last.at, today)
    return Stage(icon, f"{when} · {who}" if who else when, words, paused=last.kind is EventKind.PAUSED)


class Timeline(FadeScroll):
    """The stages from the first to what is still to come."""

    def __init__(self) -> None:
        super().__init__()
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 4, 8, 24)
        self._column.setSpacing(0)
        self.setWidget(content)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Fil de la demande")

    def show_stages(self, shown: tuple[Stage, ...]) -> None:
        """Show these; the end of a long thread is what matters."""
        empty_column(self._column)
        for stage in shown:
            self._column.addWidget(_StageRow(stage, last=stage is shown[-1]))
        self._column.addStretch(1)
        QTimer.singleShot(0, self, self._come_to_now)

    def _come_to_now(self) -> None:
        """What is to be done now stays in view however long the story is."""
        for row in self.findChildren(_StageRow):
            if row.now and self._column.indexOf(row) >= 0:
                self.ensureWidgetVisible(row, 0, px(_GAP))


class _StageRow(QWidget):
    def __init__(self, stage: Stage, *, last: bool) -> None:
        super().__init__()
        self._stage, self._last = stage, last
        self.now = stage.state == "now"
        self._when, self._words = display(stage.when), display(stage.words)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(f"{self._when}, {self._words}")
        theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(px(220), self.heightForWidth(px(220)))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), px(_DISC + _GAP))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        room = max(1, width - px(_LEFT))
        words = block_height(self._words, self._font(), room)
        return max(px(_DISC), self._caption(room) + px(2) + words) + px(_GAP)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        t, now = tokens(), self.now
        side = px(_DISC)
        disc = QRect(0, 0, side, side)
        if not self._last:
            paused = self._stage.paused
            pen = QPen(t.attention if paused else t.hair2, 2)
            if paused:
                pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawLine(side // 2, side + 2, side // 2, self.height() - 2)
        future = self._stage.state == "next"
        fill = t.accent if now else t.sheet if future else t.badge_neutral_bg
        paint_panel(painter, disc, side / 2, fill, t.field if future else None)
        inner = disc.adjusted(px(7), px(7), -px(7), -px(7))
        paint_icon(painter, inner, self._stage.icon, t.on_accent if now else t.text2)
        room = self.width() - px(_LEFT)
        high = self._caption(room)
        paint_block(painter, QRect(px(_LEFT), 0, room, high), self._when, font("caption"), t.text2)
        below = QRect(px(_LEFT), high + px(2), room, self.height())
        paint_block(painter, below, self._words, self._font(), t.accent if now else t.text)

    def _caption(self, room: int) -> int:
        return block_height(self._when, font("caption"), room)

    def _font(self) -> QFont:
        return font("strong" if self.now else "body")
