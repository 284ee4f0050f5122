"""What follows from the letters that went out, and what is missing where a request is to end; pure.

A question about who asks, or what they mean, stops the delay; a prolongation moves it. Letters are named by
the keys of their kinds.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gdpr_desk.errors import InvalidInput
from gdpr_desk.requests.checks import refuse_pause
from gdpr_desk.requests.model import (
    DataSubjectRequest,
    Outcome,
    PauseReason,
    RightKind,
    Sending,
    WorkDone,
)
from gdpr_desk.requests.places import NOTHING_TO_DO, ChecklistLine

ASKING: Mapping[str, PauseReason] = {
    "identity_question": PauseReason.IDENTITY,
    "identity_copy": PauseReason.IDENTITY,
    "precision": PauseReason.PRECISION,
}
PROLONGING = "extension"
REFUSING = frozenset({"refusal", "partial"})
"""The letters that say why not everything was done (Art. 12(4))."""
NO_REFUSAL = (
    "Aucune lettre de refus n’est notée comme envoyée : un refus se dit à la personne, "
    "avec ses raisons et ses recours (art. 12(4) du RGPD)."
)
NO_SENDING = "Aucun envoi de réponse n’est noté : rien ne montrera ce qui est parti ce jour-là."
NOTHING_NOTED = "Rien n’est noté dans « Où chercher » : rien ne montrera ce qui a été fait."
DOUBTS = (NO_REFUSAL, NO_SENDING, NOTHING_NOTED)
"""What may be missing at the end; a person decides all the same, and says why."""


@dataclass(frozen=True)
class Consequence:
    """`pause`: the clock stands still from the sending on. `extends`: two more months, with a reason.
    `why_not`: what a letter of that kind would do, and does not here."""

    pause: PauseReason | None = None
    extends: bool = False
    why_not: str = ""


def consequence_of(letter: str, request: DataSubjectRequest) -> Consequence:
    """What it means for the clock of `request` that this letter went out."""
    if letter == PROLONGING and request.extension is None:
        return Consequence(extends=True)
    asks = ASKING.get(letter)
    if asks is None or any(pause.running and pause.reason is asks for pause in request.pauses):
        return Consequence()
    if request.rights == (RightKind.COMPLAINT,):
        return Consequence(why_not="Le délai continue : la date est celle de la CNIL.")
    try:
        refuse_pause(request, asks)
    except InvalidInput as refusal:
        return Consequence(why_not=f"Le délai continue. {refusal.message}")
    return Consequence(pause=asks)


def closing_doubts(
    outcome: Outcome,
    answered_on: date | None,
    sendings: Sequence[Sending],
    lines: Collection[ChecklistLine],
    work: Collection[WorkDone],
) -> tuple[str, ...]:
    """What nobody could show afterwards if the request ended so; of `DOUBTS`, in their order."""
    refused = outcome is Outcome.REFUSED and not any(one.letter in REFUSING for one in sendings)
    unsent = answered_on is not None and not any(one.answers for one in sendings)
    asked_for = any(line.proposed not in NOTHING_TO_DO for line in lines)
    unlooked = outcome is Outcome.GRANTED and asked_for and not work
    return tuple(words for words, holds in zip(DOUBTS, (refused, unsent, unlooked), strict=True) if holds)
