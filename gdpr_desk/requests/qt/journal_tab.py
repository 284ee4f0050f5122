"""« Journal »: everything that happened in this one request, line by line, with who did it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent

from gdpr_desk.periods.words import french_date, french_time, shop_time
from gdpr_desk.qtkit.parts import Line, TabColumn, bar, button, label
from gdpr_desk.requests.letters.model import LetterKind
from gdpr_desk.requests.letters.templates import shipped
from gdpr_desk.requests.model import EventKind, RequestEvent
from gdpr_desk.requests.qt.words import CHANNEL_ICONS, EVENT_ICONS
from gdpr_desk.requests.service import RequestFile
from gdpr_desk.requests.wording import event_line

_AT_ONCE = 60
_LETTERS = {kind.value for kind in LetterKind}


class JournalTab(TabColumn):
    """The newest first; filled when it is looked at."""

    def __init__(self) -> None:
        super().__init__()
        self._events: tuple[RequestEvent, ...] = ()
        self._names: Mapping[str, str] = {}
        self._reference = ""
        self._all = False
        self._stale = True
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Journal de la demande")

    def show_file(self, file: RequestFile, names: Mapping[str, str]) -> None:
        """Tell this request's story; `names` are people by their id."""
        self._all = self._all and file.request.reference == self._reference
        self._reference, self._names = file.request.reference, names
        self._events = tuple(reversed(file.events))
        self._stale = True
        if self.isVisible():
            self._fill()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fill()

    def _fill(self) -> None:
        if not self._stale:
            return
        self._stale = False
        self.begin()
        self.put(label("second", "Tout ce qui s’est passé dans cette demande, le plus récent d’abord."))
        shown = self._events if self._all else self._events[:_AT_ONCE]
        day: date | None = None
        for event in shown:
            at = shop_time(event.at)
            if at.date() != day:
                day = at.date()
                self.part(_heading(day))
            icon = EVENT_ICONS.get(event.kind) or CHANNEL_ICONS.get(event.detail, "inbox")
            who = self._names.get(event.by, "")
            self.put(Line(icon, told(event), " · ".join(filter(None, (french_time(at.time()), who)))))
        if len(shown) < len(self._events):
            more = len(self._events) - len(shown)
            self.put(bar(button("link", f"Voir les {more} lignes plus anciennes", self._show_all)))
        self.end()

    def _show_all(self) -> None:
        self._all = self._stale = True
        self._fill()


def _heading(day: date) -> str:
    words = french_date(day, weekday=True)
    return words[:1].upper() + words[1:]


def told(event: RequestEvent) -> str:
    """What happened, with which letter it was and what was typed."""
    about = event.note
    if event.kind is EventKind.SENT and event.detail in _LETTERS:
        about = shipped()[LetterKind(event.detail)].label
    words = event_line(event)
    return f"{words} : {about}" if about else words
