"""The board of requests: its lanes, and which verb moves a card from one to another. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from gdpr_desk.requests.model import RequestState


class Lane(StrEnum):
    """A column of the board, left to right; what waits for the person stands aside."""

    RECEIVED = "received"
    IDENTITY = "identity"
    IN_PROGRESS = "in_progress"
    READY = "ready"
    PAUSED = "paused"
    CLOSED = "closed"

    @property
    def words(self) -> str:
        """Its head."""
        return _WORDS[self]


_WORDS: Mapping[Lane, str] = {
    Lane.RECEIVED: "Reçue",
    Lane.IDENTITY: "Identité à vérifier",
    Lane.IN_PROGRESS: "En cours",
    Lane.READY: "Réponse prête",
    Lane.CLOSED: "Terminée",
    Lane.PAUSED: "En pause",
}


class Way(StrEnum):
    """What moves a card; most of it is asked for in a form, since something is to be said or sent."""

    DOUBT = "doubt"
    NO_DOUBT = "no_doubt"
    VERIFY = "verify"
    READY = "ready"
    TAKE_BACK = "take_back"
    CLOSE = "close"
    ASK_IDENTITY = "ask_identity"
    ASK_PRECISION = "ask_precision"
    RESUME = "resume"
    REOPEN = "reopen"


_WAYS: Mapping[tuple[Lane, Lane], Way] = {
    (Lane.RECEIVED, Lane.IDENTITY): Way.DOUBT,
    (Lane.RECEIVED, Lane.IN_PROGRESS): Way.NO_DOUBT,
    (Lane.RECEIVED, Lane.PAUSED): Way.ASK_PRECISION,
    (Lane.IDENTITY, Lane.IN_PROGRESS): Way.VERIFY,
    (Lane.IDENTITY, Lane.PAUSED): Way.ASK_IDENTITY,
    (Lane.IN_PROGRESS, Lane.IDENTITY): Way.DOUBT,
    (Lane.IN_PROGRESS, Lane.READY): Way.READY,
    (Lane.IN_PROGRESS, Lane.PAUSED): Way.ASK_PRECISION,
    (Lane.READY, Lane.IN_PROGRESS): Way.TAKE_BACK,
    (Lane.READY, Lane.PAUSED): Way.ASK_PRECISION,
    (Lane.CLOSED, Lane.IN_PROGRESS): Way.REOPEN,
}
_NEVER_BACK = "Une demande ne redevient pas « reçue »."
_IDENTITY_FIRST = "D’abord la question de l’identité : elle se tranche en une minute."
_RESUMED_FIRST = "Elle attend une réponse de la personne : le délai reprend d’abord."
_WORK_FIRST = "D’abord chercher les données : passez par « En cours »."
_REOPENED_FIRST = "Rouvrez-la d’abord : elle revient dans « En cours »."


def lane_of(state: RequestState, *, paused: bool) -> Lane:
    """Where a card stands; a pause takes it aside, whatever its state. Raises ValueError for no request."""
    return Lane.PAUSED if paused and state.open else Lane(state.value)


def way(start: Lane, target: Lane) -> Way | None:
    """What moves a card so; None where nothing does."""
    if target is Lane.CLOSED and start is not Lane.CLOSED:
        return Way.CLOSE
    if start is Lane.PAUSED and target in (Lane.IDENTITY, Lane.IN_PROGRESS, Lane.READY):
        return Way.RESUME
    return _WAYS.get((start, target))


def why_not(start: Lane, target: Lane) -> str:
    """Why nothing moves a card so, and what does."""
    if start is Lane.CLOSED:
        return _REOPENED_FIRST
    if target is Lane.RECEIVED:
        return _NEVER_BACK
    if start is Lane.PAUSED:
        return _RESUMED_FIRST
    return _WORK_FIRST if start is Lane.READY else _IDENTITY_FIRST
