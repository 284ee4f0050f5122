"""What the room says of a request: plain words for rights, short dates, the badge of its clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from gdpr_desk.periods.words import WEEKDAYS, french_days, french_time, shop_time
from gdpr_desk.qtkit.badge import BadgeSpec
from gdpr_desk.requests.board import Lane
from gdpr_desk.requests.listing import RequestOverview
from gdpr_desk.requests.model import Channel, EventKind, RequestState, RightKind
from gdpr_desk.requests.timing import Level, RequestClock
from gdpr_desk.requests.wording import DATE_TO_NOTE, STATES

RIGHTS: Mapping[RightKind, str] = {
    RightKind.ACCESS: "Voir ses données",
    RightKind.RECTIFICATION: "Corriger ses données",
    RightKind.ERASURE: "Effacer ses données",
    RightKind.OBJECTION: "Ne plus être sollicité",
    RightKind.CONSENT_WITHDRAWAL: "Retirer son accord",
    RightKind.RESTRICTION: "Mettre de côté ses données",
    RightKind.PORTABILITY: "Emporter ses données",
    RightKind.AUTOMATED_DECISION: "Faire revoir une décision automatique",
    RightKind.POST_MORTEM: "Données d’une personne décédée",
    RightKind.COMPLAINT: "Réclamation venue de la CNIL",
    RightKind.OTHER: "Autre demande",
}
"""What the person wants, as one would say it at the counter; the legal word stands small beside it."""
ICONS: Mapping[RightKind, str] = {
    RightKind.ACCESS: "eye",
    RightKind.RECTIFICATION: "pencil",
    RightKind.ERASURE: "eraser",
    RightKind.OBJECTION: "megaphone-off",
    RightKind.CONSENT_WITHDRAWAL: "undo-2",
    RightKind.RESTRICTION: "archive",
    RightKind.PORTABILITY: "download",
    RightKind.AUTOMATED_DECISION: "users",
    RightKind.POST_MORTEM: "file-user",
    RightKind.COMPLAINT: "building-2",
    RightKind.OTHER: "inbox",
}
CHANNEL_ICONS: Mapping[str, str] = {
    Channel.EMAIL: "mail",
    Channel.POST: "file-text",
    Channel.PHONE: "phone",
    Channel.COUNTER: "store",
}
BY: Mapping[Channel, str] = {
    Channel.EMAIL: "par e-mail",
    Channel.POST: "par courrier",
    Channel.PHONE: "par téléphone",
    Channel.COUNTER: "au comptoir",
}
EVENT_ICONS: Mapping[EventKind, str] = {
    EventKind.MESSAGE: "mail",
    EventKind.ATTACHED: "file-text",
    EventKind.SORTED: "id-card",
    EventKind.KNOWN: "user",
    EventKind.IDENTITY_QUESTION: "circle-help",
    EventKind.IDENTITY_CHECKED: "id-card",
    EventKind.COPIES_DESTROYED: "eraser",
    EventKind.COPY_SHOWN: "eye",
    EventKind.CLEANED: "check",
    EventKind.PAUSED: "pause",
    EventKind.RESUMED: "clock",
    EventKind.EXTENDED: "timer",
    EventKind.CHANGED: "pencil",
    EventKind.WORK: "search",
    EventKind.SENT: "mail",
    EventKind.READY: "file-check",
    EventKind.TAKEN_BACK: "undo-2",
    EventKind.REOPENED: "undo-2",
    EventKind.NOTE: "message-circle",
    EventKind.CLOSED: "check",
    EventKind.JOINED: "share-2",
    EventKind.DISMISSED: "x",
    EventKind.PURGED: "eraser",
}
_MONTHS = (
    *("janv.", "févr.", "mars", "avr.", "mai", "juin"),
    *("juil.", "août", "sept.", "oct.", "nov.", "déc."),
)
_LEVELS = {
    Level.LATE: "late",
    Level.TODAY: "urgent",
    Level.TWO_DAYS: "urgent",
    Level.WEEK: "attention",
    Level.CALM: "ok",
    Level.UNDATED: "attention",
    Level.PAUSED: "neutral",
    Level.ENDED: "neutral",
}

_WITHOUT_A_DAY = {Level.ENDED: ("Terminée", "check"), Level.UNDATED: (DATE_TO_NOTE, "building-2")}

_NEARNESS = {
    Level.CALM: ("À temps", "clock"),
    Level.WEEK: ("Bientôt", "clock-alert"),
    Level.TWO_DAYS: ("Urgent", "clock-alert"),
}
"""Said in a word too: a colour alone tells nobody who prints it grey."""


def stage_words(line: RequestOverview) -> str:
    """How far a request is, in a word or two, as on the board; first whether it is to be read again."""
    if line.proposed:
        return "À relire"
    paused = line.state.open and line.clock.paused_since is not None
    return Lane.PAUSED.words if paused else STATES[line.state]


def rights_words(kinds: Iterable[RightKind]) -> str:
    """« Voir ses données · effacer ses données »: all that is asked for, in one line."""
    first, *others = [RIGHTS[kind] for kind in kinds]
    return " · ".join([first, *(f"{words[:1].lower()}{words[1:]}" for words in others)])


def short_date(day: date, today: date, *, weekday: bool = False) -> str:
    """« 16 déc. », « mer. 16 déc. »; with the year where it is not this one."""
    words = [f"{WEEKDAYS[day.weekday()][:3]}."] if weekday else []
    words += ["1er" if day.day == 1 else str(day.day), _MONTHS[day.month - 1]]
    return " ".join([*words, str(day.year)] if day.year != today.year else words)


def moment(at: datetime, today: date) -> str:
    """« Aujourd’hui · 08:46 », « 14 nov. · 10:21 »."""
    then = shop_time(at)
    day = "Aujourd’hui" if then.date() == today else short_date(then.date(), today)
    return f"{day} · {french_time(then.time())}"


def due_badge(clock: RequestClock, today: date) -> BadgeSpec:
    """How much time is left; a delay is said whatever else is true."""
    state = _LEVELS[clock.level]
    if clock.level in _WITHOUT_A_DAY:
        return BadgeSpec(state, *_WITHOUT_A_DAY[clock.level])
    if clock.level is Level.LATE:
        return BadgeSpec(state, f"En retard de {french_days((today - clock.due).days)}")
    if clock.paused_since is not None:
        return BadgeSpec(state, f"En pause depuis le {short_date(clock.paused_since, today)}", "pause")
    if clock.days_left < 0:
        return BadgeSpec("urgent", f"Sans attendre : fin le {short_date(clock.due, today)}")
    if clock.days_left == 0:
        return BadgeSpec(state, "À envoyer aujourd’hui", "clock")
    day = short_date(clock.target, today, weekday=True)
    word, icon = _NEARNESS[clock.level]
    return BadgeSpec(state, f"{word} · {day} ({clock.days_left} j)", icon)


def card_badge(line: RequestOverview, today: date) -> BadgeSpec:
    """The same where there is little room: the days left, or since when it is over."""
    clock, whole = line.clock, line_badge(line, today)
    if line.closed_on is not None:
        return BadgeSpec(whole.state, short_date(line.closed_on, today), "check")
    if clock.level is Level.LATE:
        return BadgeSpec(whole.state, f"Retard {(today - clock.due).days} j")
    if clock.level is Level.UNDATED:
        return BadgeSpec(whole.state, "Date à noter")
    if clock.paused_since is not None:
        return BadgeSpec(whole.state, "En pause", "pause")
    if clock.days_left <= 0:
        return BadgeSpec(whole.state, "Aujourd’hui" if clock.days_left == 0 else "Sans attendre")
    return BadgeSpec(whole.state, f"{clock.days_left} j", "clock")


def line_badge(line: RequestOverview, today: date) -> BadgeSpec:
    """The same for a line of the list, where an ended request says since when."""
    if line.state is RequestState.NOT_A_REQUEST:
        return BadgeSpec("neutral", "Écartée", "x")
    if line.closed_on is not None:
        return BadgeSpec("neutral", f"Terminée le {short_date(line.closed_on, today)}", "check")
    return due_badge(line.clock, today)
