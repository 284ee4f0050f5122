"""What cannot be, said before anything is written: pure refusals in French."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from gdpr_desk.errors import GdprDeskError, InvalidInput
from gdpr_desk.parties.model import UNUSABLE
from gdpr_desk.periods.words import french_date
from gdpr_desk.requests.model import (
    LONGEST_LINE,
    LONGEST_TEXT,
    DataSubjectRequest,
    Outcome,
    PauseReason,
    RequestFacts,
    RightKind,
)
from gdpr_desk.requests.timing import RequestClock

_STILL = "Rien n’a été modifié."


class RequestEnded(GdprDeskError):
    """The request is closed, or is none: it is to be opened again first."""

    code = "ended"

    def __init__(self) -> None:
        super().__init__("Cette demande est terminée.", safe=_STILL, remedy="Rouvrez-la d’abord.")


class RequestSavedElsewhere(GdprDeskError):
    """Somebody else changed the request since it was opened; `current` is what the vault holds."""

    code = "conflict"

    def __init__(self, current: DataSubjectRequest) -> None:
        super().__init__(
            "Cette demande a été modifiée ailleurs depuis que vous l’avez ouverte.",
            safe="Rien n’a été écrasé, et votre saisie est toujours à l’écran.",
            remedy="Rouvrez-la pour voir ce qui est enregistré, puis refaites votre modification.",
        )
        self.current = current


def refuse_facts(facts: RequestFacts, today: date) -> None:
    """Raise InvalidInput where what was written down of a request cannot be."""
    if not facts.rights:
        raise _refused("Dites ce qui est demandé.", "Choisissez au moins un droit.", "rights")
    if len(set(facts.rights)) < len(facts.rights):
        raise _refused("Le même droit est choisi deux fois.", "Retirez-en un.", "rights")
    if not facts.requester.name.strip():
        raise _refused(
            "Dites qui demande.", "Un nom, une adresse ou un numéro de client suffit.", "requester"
        )
    refuse_day(facts.received_on, today, field="received_on")
    if facts.due_authority_on is not None:
        if RightKind.COMPLAINT not in facts.rights:
            raise _refused(
                "La date de la CNIL n’a de sens que pour une réclamation.",
                "Ajoutez « réclamation », ou effacez cette date.",
                "due_authority_on",
            )
        if facts.due_authority_on < facts.received_on:
            raise _refused(
                "La CNIL attend votre réponse avant même d’avoir écrit.",
                "Vérifiez les deux dates.",
                "due_authority_on",
            )
    who = facts.requester
    for field, typed in (
        ("requester", who.name),
        ("requester.email", who.email),
        ("requester.phone", who.phone),
        ("requester.address", who.address),
        ("requester.represents", who.represents),
        ("authority_reference", facts.authority_reference),
    ):
        refuse_words(typed, field=field)
    refuse_words(facts.text, field="text", longest=LONGEST_TEXT)


def refuse_words(typed: str, *, field: str, longest: int = LONGEST_LINE, needed: str = "") -> None:
    """Raise InvalidInput for a text that cannot be kept, or that is missing where `needed` says why not."""
    if needed and not typed.strip():
        raise _refused(needed, "Écrivez-le en une phrase.", field)
    if len(typed) > longest or UNUSABLE.search(typed):
        raise _refused(
            f"Ce texte dépasse {longest} caractères, ou contient un caractère illisible.",
            "Raccourcissez-le, ou tapez-le de nouveau.",
            field,
        )


def refuse_day(day: date, today: date, *, field: str, earliest: date | None = None) -> None:
    """Raise InvalidInput for a day still to come, or before `earliest`, the day of receipt."""
    if day > today:
        raise _refused("Cette date est dans le futur.", "Vérifiez la date.", field)
    if earliest is not None and day < earliest:
        raise _refused(
            f"Cette date précède la réception de la demande, le {french_date(earliest)}.",
            "Vérifiez les deux dates.",
            field,
        )


def refuse_ended(request: DataSubjectRequest) -> None:
    """Raise RequestEnded for a request that nobody works on any longer."""
    if not request.open:
        raise RequestEnded


def refuse_pause(request: DataSubjectRequest, reason: PauseReason) -> None:
    """Raise InvalidInput where that question cannot be put now."""
    if any(pause.running and pause.reason is reason for pause in request.pauses):
        raise _refused("Cette question attend déjà sa réponse.", "Notez d’abord la réponse.", "reason")
    if reason is PauseReason.IDENTITY and not (request.doubt and request.doubt.doubt):
        raise _refused(
            "On ne demande une preuve d’identité que s’il y a un doute raisonnable.",
            "Répondez d’abord à la question du doute, en disant ce qui l’explique.",
            "doubt",
        )
    if reason is PauseReason.PRECISION and not precision_pauses(request.rights):
        raise _refused(
            "Demander une précision n’arrête le délai que pour une demande d’accès.",
            "Posez votre question : le délai continue, et la date de réponse reste la même.",
            "reason",
        )


def precision_pauses(rights: Collection[RightKind]) -> bool:
    """Whether asking which data are meant stops the delay: recital 63 is about access, and no text stops it
    for another right."""
    return RightKind.ACCESS in rights


def refuse_extension(
    request: DataSubjectRequest, clock: RequestClock, reason: str, told_on: date, today: date
) -> None:
    """Raise InvalidInput where two more months cannot be had: without reason, twice, or told too late."""
    refuse_words(reason, field="reason", needed="Une prolongation se justifie.")
    if request.extension is not None:
        raise _refused("Le délai a déjà été prolongé.", "Une seule prolongation est possible.", "reason")
    if clock.announce_by is None:
        raise _refused(
            "La date de la CNIL ne se prolonge pas.", "Écrivez-lui si vous ne pouvez pas la tenir.", "reason"
        )
    refuse_day(told_on, today, field="told_on", earliest=request.received_on)
    if told_on > clock.announce_by:
        raise _refused(
            "La personne devait apprendre la prolongation dans le premier mois, "
            f"au plus tard le {french_date(clock.announce_by)} (art. 12(3) du RGPD).",
            "Répondez dès maintenant ; dites le retard et ses raisons dans la réponse.",
            "told_on",
        )


def refuse_closing(
    request: DataSubjectRequest,
    outcome: Outcome,
    reason: str,
    answered_on: date | None,
    today: date,
    *,
    doubts: Sequence[str] = (),
) -> None:
    """Raise InvalidInput for an end without its reason: what was granted and answered speaks for itself,
    unless there are `doubts` about it."""
    needed = ""
    if answered_on is None:
        needed = "Aucune réponse n’a été envoyée : dites pourquoi la demande se termine ainsi."
    elif outcome is not Outcome.GRANTED or doubts:
        needed = "Dites pourquoi la demande se termine ainsi."
    refuse_words(reason, field="reason", needed=" ".join([*doubts, needed]).strip(), longest=LONGEST_TEXT)
    if answered_on is not None:
        refuse_day(answered_on, today, field="answered_on", earliest=request.received_on)


def refuse_unknown(given: Iterable[str], known: Iterable[str], field: str) -> None:
    """Raise InvalidInput where something is named that is not there."""
    if not set(given) <= set(known):
        raise _refused("Cet élément n’existe plus dans cette demande.", "Rouvrez la demande.", field)


def _refused(message: str, remedy: str, field: str) -> InvalidInput:
    return InvalidInput(message, safe=_STILL, remedy=remedy, field=field)
