"""What a letter is proposed to be, before a person confirms it: rights, day of receipt, who asks.

Pure. Everything here rests on what strangers wrote (`gdpr_desk.intake`): it is cut to what a request can
hold, and it decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from gdpr_desk.intake.identity_likeness import IdentityHint
from gdpr_desk.intake.model import REMARKS, InnerMessage, ParsedMessage, Remark
from gdpr_desk.intake.originals import Original
from gdpr_desk.intake.receipt import propose_receipt
from gdpr_desk.intake.rights_asked import AskedRight, Nature, nature_of, rights_asked
from gdpr_desk.periods.reading import FIRST_YEAR
from gdpr_desk.periods.words import french_date, french_instant, shop_time
from gdpr_desk.requests.authority_dates import AuthorityDate, authority_date
from gdpr_desk.requests.model import (
    LONGEST_LINE,
    LONGEST_TEXT,
    Channel,
    Requester,
    RequestFacts,
    RequestMessage,
    RightKind,
)

NOBODY = "Personne non nommée"
"""Who asks, where the letter does not say it."""
NOT_READ = "Message à lire dans votre messagerie"
"""Who asks, where the mail could not be taken in."""
_TOO_OLD = "Le message date du {} : c’est trop ancien pour un délai, la date d’aujourd’hui est proposée."
_NO_AUTHORITY_DATE = "La CNIL fixe la date de réponse, et le message n’en donne pas une seule : notez-la."
_PASSED_ON = "La personne proposée est celle qui a écrit le message joint."
_ANSWERED = 20
"""So many earlier messages that a reply names are looked for."""


class SuggestionKind(StrEnum):
    """What a suggestion is about; `NATURE`: whether it is a request at all; `AUTHORITY_DATE`: until when the
    CNIL wants an answer, with an empty value where the letter does not say it in one day."""

    RIGHT = "right"
    AUTHORITY_DATE = "authority_date"
    RECEIPT = "receipt"
    NATURE = "nature"
    IDENTITY = "identity"
    RESEMBLES = "resembles"


class Resembling(StrEnum):
    """By what a letter brings another request to mind."""

    SENDER = "sender"
    NUMBER = "number"
    ANSWER = "answer"


_WHY_ALIKE = {
    Resembling.SENDER: "La demande {} vient de la même adresse : c’est peut-être la même.",
    Resembling.NUMBER: (
        "Ce message a le même numéro qu’un message de la demande {}, mais un contenu différent."
    ),
    Resembling.ANSWER: "Ce message semble répondre à la demande {}, terminée ou venue d’une autre adresse.",
}


@dataclass(frozen=True)
class Suggestion:
    """Something proposed and not yet confirmed, with its reason in French.

    `value`: the right, the day (ISO 8601), the nature, the id of the attachment that looks like an identity
    paper, or the reference of the request that may be the same.
    """

    kind: SuggestionKind
    value: str
    reason: str


def proposed(
    message: ParsedMessage, original: Original, today: date
) -> tuple[RequestFacts, tuple[Suggestion, ...]]:
    """The request that this letter would be, and what that rests on, for whoever confirms it."""
    asking, asked = _asking(message)
    receipt, nature = propose_receipt(message, original, today), nature_of(asking, asked)
    passed_on = asking is not message
    received_on = _countable(receipt.received_on, today)
    document = Remark.DOCUMENT_ONLY in message.remarks
    rights = tuple(RightKind(one.right) for one in asked) or (RightKind.OTHER,)
    theirs = authority_date(asking.text, received_on) if RightKind.COMPLAINT in rights else None
    facts = RequestFacts(
        rights=rights,
        channel=Channel.POST if document else Channel.EMAIL,
        received_on=received_on,
        requester=Requester(
            name=(asking.sender_name or asking.sender)[:LONGEST_LINE] or NOBODY,
            email=asking.sender[:LONGEST_LINE],
        ),
        due_authority_on=theirs.due_on if theirs else None,
    )
    why_request = _told(nature.reason, passed_on) + (f" {_PASSED_ON}" if passed_on else "")
    why = " ".join(filter(None, (receipt.reason, receipt.doubt)))
    why = why if received_on == receipt.received_on else _TOO_OLD.format(french_date(receipt.received_on))
    return facts, (
        *(Suggestion(SuggestionKind.RIGHT, one.right, _told(one.reason, passed_on)) for one in asked),
        *([_authority_suggestion(theirs)] if RightKind.COMPLAINT in rights else []),
        Suggestion(SuggestionKind.RECEIPT, received_on.isoformat(), why),
        Suggestion(SuggestionKind.NATURE, nature.nature.value, why_request),
    )


def _authority_suggestion(found: AuthorityDate | None) -> Suggestion:
    if found is None:
        return Suggestion(SuggestionKind.AUTHORITY_DATE, "", _NO_AUTHORITY_DATE)
    said = f"Le message dit : « {found.words} »"
    return Suggestion(SuggestionKind.AUTHORITY_DATE, found.due_on.isoformat(), said)


def _asking(message: ParsedMessage) -> tuple[ParsedMessage, Sequence[AskedRight]]:
    """Whose words count, with the rights they point to: the letter's own or, where it asks for nothing
    itself, those of a message attached to it."""
    own = rights_asked(message.text, message.subject, message.sender)
    found: list[tuple[ParsedMessage, Sequence[AskedRight]]] = [(message, own)]
    if not {Remark.AUTOMATIC, Remark.TO_MANY} & set(message.remarks):
        inner = (_as_sent(message, one) for one in message.inside)
        found += [(one, rights_asked(one.text, one.subject, one.sender)) for one in inner]
    return max(found, key=lambda one: _weight(*one))


def _as_sent(message: ParsedMessage, one: InnerMessage) -> ParsedMessage:
    """An attached message as if it had come by itself; where it names nobody, who passed it on is named."""
    who = (one.sender, one.sender_name) if one.sender or one.sender_name else None
    sender, name = who or (message.sender, message.sender_name)
    return replace(
        message, sender=sender, sender_name=name, subject=one.subject, text=one.text, remarks=one.remarks
    )


def _weight(message: ParsedMessage, asked: Sequence[AskedRight]) -> int:
    """How much a message has to say: a right before data, data before words, words before nothing."""
    if asked:
        return 2 if asked[0].right == RightKind.OTHER else 3
    return 1 if message.text.strip() else 0


def _told(reason: str, passed_on: bool) -> str:
    return reason.replace("Le message", "Le message joint", 1) if passed_on else reason


def text_of(message: ParsedMessage) -> str:
    """What a letter says, then what the messages attached to it say, each under a line that says whose."""
    said = (one for one in message.inside if one.text or one.sender or one.subject)
    inside = (f"{_heading(one)}\n\n{one.text}".strip() for one in said)
    return "\n\n".join(filter(None, (message.text, *inside)))


def _heading(one: InnerMessage) -> str:
    """« Message joint, de …, le …, « … » : »."""
    who = " ".join(filter(None, (one.sender_name, f"<{one.sender}>" if one.sender else "")))
    parts = (
        "Message joint",
        f"de {who}" if who else "",
        f"le {french_instant(one.sent_at)}" if one.sent_at else "",
        f"«\u00a0{one.subject}\u00a0»" if one.subject else "",
    )
    return f"{', '.join(filter(None, parts))}\u00a0:"


def _countable(day: date, today: date) -> date:
    """A day from which a month can count: the Regulation applies since 2018."""
    return day if day.year >= FIRST_YEAR else today


def identity_suggestion(attachment: str, hint: IdentityHint) -> Suggestion:
    """That an attachment is kept as the copy of an identity paper, and why."""
    return Suggestion(SuggestionKind.IDENTITY, attachment, " ".join(hint.reasons))


def resemblance(reference: str, why: Resembling) -> Suggestion:
    """That another request may be the same one, or be the one this letter goes on with."""
    return Suggestion(SuggestionKind.RESEMBLES, reference, _WHY_ALIKE[why].format(reference))


def message_of(message: ParsedMessage, original: Original, now: datetime) -> RequestMessage:
    """The letter as a request keeps it; of its parts, that there were some is said by who seals them."""
    received = original.internal_at or message.received_at or now
    answered = dict.fromkeys(filter(None, (message.in_reply_to, *reversed(message.references))))
    return RequestMessage(
        sender=message.sender,
        sender_name=message.sender_name,
        subject=message.subject,
        sent_at=message.sent_at,
        received_at=min(received, now),
        text=text_of(message)[:LONGEST_TEXT],
        sha256=message.fingerprint,
        message_id=message.message_id,
        in_reply_to=" ".join(list(answered)[:_ANSWERED]),
    )


def unread_facts(folder: str, why: str, at: datetime | None, today: date) -> RequestFacts:
    """The notice of a mail that could not be taken in: somebody has to read it where it lies.

    `at`: when the server took it in (UTC).
    """
    received_on = shop_time(at).date() if at is not None else today
    return RequestFacts(
        rights=(RightKind.OTHER,),
        channel=Channel.EMAIL,
        received_on=_countable(min(received_on, today), today),
        requester=Requester(NOT_READ),
        text=f"Un message du dossier « {folder} » n’a pas pu être lu ici. {why} Il vous attend là-bas.",
    )


def to_be_read(why: str) -> Suggestion:
    """That nobody knows whether it is a request, for a mail that could not be taken in."""
    return Suggestion(SuggestionKind.NATURE, Nature.UNSURE.value, why)


def warnings_of(suggestions: Iterable[Suggestion]) -> tuple[str, ...]:
    """Those a person should not overlook: that it may be no request, or another one again."""
    return tuple(
        one.reason
        for one in suggestions
        if one.kind is SuggestionKind.RESEMBLES
        or (one.kind is SuggestionKind.NATURE and one.value != Nature.REQUEST.value)
        or one.kind is SuggestionKind.IDENTITY
        or (one.kind is SuggestionKind.AUTHORITY_DATE and not one.value)
    )


def remarks_of(message: ParsedMessage) -> tuple[str, ...]:
    """What a reader should know of the letter, in French."""
    cut = [Remark.TEXT_CUT] if len(text_of(message)) > LONGEST_TEXT else []
    return tuple(REMARKS[remark] for remark in dict.fromkeys((*message.remarks, *cut)))
