"""What a letter is proposed to be, before a person confirms it: rights, day of receipt, who asks.

Pure. Everything here rests on what strangers wrote (`gdpr_desk.intake`): it is cut to what a request can
hold, and it decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from gdpr_desk.intake.identity_likeness import IdentityHint
from gdpr_desk.intake.model import REMARKS, ParsedMessage, Remark
from gdpr_desk.intake.originals import Original
from gdpr_desk.intake.receipt import propose_receipt
from gdpr_desk.intake.rights_asked import Nature, nature_of, rights_asked
from gdpr_desk.periods.reading import FIRST_YEAR
from gdpr_desk.periods.words import french_date, shop_time
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
    asked = rights_asked(message.text, message.subject, message.sender)
    receipt, nature = propose_receipt(message, original, today), nature_of(message, asked)
    received_on = _countable(receipt.received_on, today)
    document = Remark.DOCUMENT_ONLY in message.remarks
    rights = tuple(RightKind(one.right) for one in asked) or (RightKind.OTHER,)
    theirs = authority_date(message.text, received_on) if RightKind.COMPLAINT in rights else None
    facts = RequestFacts(
        rights=rights,
        channel=Channel.POST if document else Channel.EMAIL,
        received_on=received_on,
        requester=Requester(
            name=(message.sender_name or message.sender)[:LONGEST_LINE] or NOBODY,
            email=message.sender[:LONGEST_LINE],
        ),
        due_authority_on=theirs.due_on if theirs else None,
    )
    why = " ".join(filter(None, (receipt.reason, receipt.doubt)))
    why = why if received_on == receipt.received_on else _TOO_OLD.format(french_date(receipt.received_on))
    return facts, (
        *(Suggestion(SuggestionKind.RIGHT, one.right, one.reason) for one in asked),
        *([_authority_suggestion(theirs)] if RightKind.COMPLAINT in rights else []),
        Suggestion(SuggestionKind.RECEIPT, received_on.isoformat(), why),
        Suggestion(SuggestionKind.NATURE, nature.nature.value, nature.reason),
    )


def _authority_suggestion(found: AuthorityDate | None) -> Suggestion:
    if found is None:
        return Suggestion(SuggestionKind.AUTHORITY_DATE, "", _NO_AUTHORITY_DATE)
    said = f"Le message dit : « {found.words} »"
    return Suggestion(SuggestionKind.AUTHORITY_DATE, found.due_on.isoformat(), said)


def _countable(day: date, today: date) -> date:
    """A day from which a month can count: the Regulation applies since 2018."""
    return day if day.year >= FIRST_YEAR else today


def identity_suggestion(attachment: str, hint: IdentityHint) -> Suggestion:
    """That an attachment is kept as the copy of an identity paper, and why."""
    return Suggestion(SuggestionKind.IDENTITY, attachment, " ".join(hint.reasons))


def resemblance(reference: str, *, answers: bool) -> Suggestion:
    """That another request may be the same one, or be the one this letter answers."""
    reason = (
        f"Ce message semble répondre à la demande {reference}, terminée ou venue d’une autre adresse."
        if answers
        else f"La demande {reference} vient de la même adresse : c’est peut-être la même."
    )
    return Suggestion(SuggestionKind.RESEMBLES, reference, reason)


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
        text=message.text[:LONGEST_TEXT],
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
    return tuple(REMARKS[remark] for remark in message.remarks)
