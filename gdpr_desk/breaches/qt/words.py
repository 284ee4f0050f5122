"""Short words of the room: badges, dates, the names of screens."""

from __future__ import annotations

from datetime import datetime, timedelta

from gdpr_desk.breaches.model import PersonalDataBreach
from gdpr_desk.breaches.timing import BreachClock, ClockState, Urgency, in_words
from gdpr_desk.breaches.vocabulary import BreachRole, IncidentKind
from gdpr_desk.breaches.wording import kind_label
from gdpr_desk.periods.words import french_date, french_time, shop_time
from gdpr_desk.qtkit.badge import BadgeSpec

ICONS = {
    IncidentKind.LOST_DEVICE: "laptop",
    IncidentKind.WRONG_RECIPIENT: "mail",
    IncidentKind.HACKING: "server",
    IncidentKind.LOST_PAPER: "file-text",
    IncidentKind.UNDUE_ACCESS: "id-card",
    IncidentKind.DELETED_FILE: "folder",
    IncidentKind.WEBSITE: "globe",
    IncidentKind.PROVIDER: "handshake",
    None: "triangle-alert",
}
_STATES = {
    Urgency.CALM: "neutral",
    Urgency.ATTENTION: "attention",
    Urgency.URGENT: "urgent",
    Urgency.LATE: "late",
}
TAKEN_UP = "Votre saisie d’avant, qui n’était pas enregistrée, est reprise ici."
DRILL = "Jouez-le comme un vrai incident : chaque papier porte EXERCICE, et tout s’efface à la fin."
REAL_ONE = "Un vrai incident est en cours."
CLOSED = "Cet incident est clos."
CLOSED_ELSEWHERE = "Cet incident est clos. Pour y changer quelque chose, rouvrez-le à l’étape « Clôture »."


def short_instant(at: datetime) -> str:
    """« mercredi 25 novembre, 22:00 »."""
    local = shop_time(at)
    return f"{french_date(local.date(), weekday=True, year=False)}, {french_time(local.time())}"


def breach_title(breach: PersonalDataBreach) -> str:
    """What the shop called it, else the kind it is of."""
    return breach.facts.title or kind_label(breach.facts.kind)


def clock_badge(breach: PersonalDataBreach, clock: BreachClock) -> BadgeSpec:
    """Where an incident stands, as its line in the list says it."""
    if not breach.open:
        return BadgeSpec("ok", "Clos")
    if clock.ticking:
        left = clock.remaining or timedelta()
        late = clock.state is ClockState.LATE
        words = f"Délai dépassé de {in_words(left)}" if late else f"Il reste {in_words(left)}"
        return BadgeSpec(_STATES[clock.urgency], words, "timer" if clock.urgency is Urgency.CALM else "")
    if clock.state is ClockState.NOTIFIED:
        return BadgeSpec("ok", "CNIL prévenue")
    if clock.state is ClockState.NOT_NOTIFIED:
        return BadgeSpec("neutral", "CNIL non prévenue")
    if clock.state is ClockState.CLIENT:
        waiting = any(one.told_on is None for one in breach.clients) or not breach.clients
        return BadgeSpec(
            "attention" if waiting else "ok", "Client à prévenir" if waiting else "Client prévenu"
        )
    return BadgeSpec("attention", "À dater")


def is_for_client(breach: PersonalDataBreach) -> bool:
    """Whether a client controller is to be told."""
    return breach.facts.role in (BreachRole.PROCESSOR, BreachRole.BOTH)
