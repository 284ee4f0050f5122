"""When a request arrived: proposed from what the sender cannot choose, decided by a person (Art. 12(3)).

The mail server's own date, else the topmost Received field, else the file's; never the Date field, and
never a day after today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from gdpr_desk.clock import SHOP_ZONE
from gdpr_desk.intake.model import ParsedMessage
from gdpr_desk.intake.originals import Original

_FAR = 2
"""Days between what the sender says and what the machines say, from which it is worth a word."""


class ReceiptSource(StrEnum):
    """What a proposed day of receipt rests on."""

    MAILBOX = "mailbox"
    RECEIVED = "received"
    FILE = "file"
    TODAY = "today"


_REASONS = {
    ReceiptSource.MAILBOX: "C’est le jour où votre messagerie a reçu le message.",
    ReceiptSource.RECEIVED: "C’est le jour que le dernier serveur a inscrit dans le message en le recevant.",
    ReceiptSource.FILE: (
        "C’est le jour où le fichier a été enregistré ; le message est peut-être arrivé plus tôt."
    ),
    ReceiptSource.TODAY: "Rien de sûr ne dit quand il est arrivé : c’est la date d’aujourd’hui.",
}


@dataclass(frozen=True)
class ProposedReceipt:
    """A civil day of the shop, what it rests on, that in a sentence; `doubt` is "" or a second one."""

    received_on: date
    source: ReceiptSource
    reason: str
    doubt: str = ""


def propose_receipt(message: ParsedMessage, original: Original, today: date) -> ProposedReceipt:
    """The day from which the month of Art. 12(3) would count."""
    candidates = (
        (ReceiptSource.MAILBOX, _day(original.internal_at)),
        (ReceiptSource.RECEIVED, _day(message.received_at)),
        (ReceiptSource.FILE, original.file_on),
        (ReceiptSource.TODAY, today),
    )
    source, day = next((s, d) for s, d in candidates if d is not None and d <= today)
    return ProposedReceipt(day, source, _REASONS[source], _doubt(day, _day(message.sent_at)))


def _day(at: datetime | None) -> date | None:
    return None if at is None else at.astimezone(SHOP_ZONE).date()


def _doubt(received: date, sent: date | None) -> str:
    if sent is None or abs((received - sent).days) < _FAR:
        return ""
    return "L’expéditeur indique une autre date d’envoi ; elle ne fait pas courir le délai."
