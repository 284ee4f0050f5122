"""Requests in French, the plain word first: for the window, papers and the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from gdpr_desk.periods.words import french_date, french_days
from gdpr_desk.reference import catalogues
from gdpr_desk.requests.model import (
    Capacity,
    Channel,
    EventKind,
    IdentityDocument,
    IdentityMethod,
    IdentityResult,
    KnownCustomer,
    Outcome,
    PauseReason,
    RequestEvent,
    RequestState,
    RightKind,
)
from gdpr_desk.requests.timing import REMINDERS, Level, RequestClock

DATE_TO_NOTE = "Date de la CNIL à noter"
"""In place of an end: a complaint has the one that the CNIL gives."""
DATE_TO_NOTE_WHY = "C’est la CNIL qui dit jusqu’à quand lui répondre."
FLAG = "request"
"""Its name among the attention flags of `state.json`."""
STATES: Mapping[RequestState, str] = {
    RequestState.RECEIVED: "Reçue",
    RequestState.IDENTITY: "Identité à vérifier",
    RequestState.IN_PROGRESS: "En cours",
    RequestState.READY: "Réponse prête",
    RequestState.CLOSED: "Terminée",
    RequestState.NOT_A_REQUEST: "Pas une demande",
}
CHANNELS: Mapping[Channel, str] = {
    Channel.EMAIL: "E-mail",
    Channel.POST: "Courrier",
    Channel.PHONE: "Téléphone",
    Channel.COUNTER: "Au comptoir",
}
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.GRANTED: "Acceptée",
    Outcome.PARTIAL: "Acceptée en partie",
    Outcome.REFUSED: "Refusée",
    Outcome.WITHDRAWN: "Retirée par la personne",
}
CAPACITIES: Mapping[Capacity, str] = {
    Capacity.SELF: "Pour soi-même",
    Capacity.AGENT: "Pour quelqu’un, avec un mandat",
    Capacity.PARENT: "Pour son enfant mineur",
    Capacity.HEIR: "Pour une personne décédée, comme héritier",
}
METHODS: Mapping[IdentityMethod, str] = {
    IdentityMethod.ACCOUNT: "Numéro de client ou espace client",
    IdentityMethod.KNOWN_ADDRESS: "Adresse e-mail ou numéro de téléphone déjà connus",
    IdentityMethod.RECENT_ORDER: "Question sur un achat récent",
    IdentityMethod.SHOWN: "Pièce montrée au comptoir, rien n’en est gardé",
    IdentityMethod.COPY: "Copie d’une pièce, détruite après la vérification",
}
"""The lightest way first."""
DOCUMENTS: Mapping[IdentityDocument, str] = {
    IdentityDocument.IDENTITY_CARD: "Carte d’identité",
    IdentityDocument.PASSPORT: "Passeport",
    IdentityDocument.RESIDENCE_PERMIT: "Titre de séjour",
    IdentityDocument.DRIVING_LICENCE: "Permis de conduire",
    IdentityDocument.OTHER: "Autre pièce",
}
KNOWN: Mapping[KnownCustomer, str] = {
    KnownCustomer.YES: "C’est un client connu",
    KnownCustomer.NO: "Ce n’est pas un client connu",
    KnownCustomer.UNSURE: "On ne sait pas encore si c’est un client",
}
RESULTS: Mapping[IdentityResult, str] = {
    IdentityResult.VERIFIED: "Identité vérifiée",
    IdentityResult.REFUSED: "Identité non prouvée",
}
PAUSES: Mapping[PauseReason, str] = {
    PauseReason.IDENTITY: "Preuve d’identité demandée",
    PauseReason.PRECISION: "Précision demandée",
}
_ARRIVED = {
    Channel.EMAIL: "par e-mail",
    Channel.POST: "par courrier",
    Channel.PHONE: "par téléphone",
    Channel.COUNTER: "au comptoir",
}
_ATTACHED = {
    "identity": "Copie de pièce d’identité reçue",
    "letter": "Courrier joint",
    "other": "Pièce jointe",
}
_SORTED = {
    "identity": "Pièce jointe rangée comme copie de pièce d’identité",
    "other": "Cette pièce jointe n’est pas une pièce d’identité",
}
_EVENTS: Mapping[EventKind, str] = {
    EventKind.MESSAGE: "Message reçu",
    EventKind.COPIES_DESTROYED: "Copie de pièce d’identité détruite",
    EventKind.COPY_SHOWN: "Copie de pièce d’identité affichée",
    EventKind.CLEANED: "Copie supprimée aussi là d’où elle venait",
    EventKind.RESUMED: "Réponse reçue, le délai reprend",
    EventKind.EXTENDED: "Délai prolongé",
    EventKind.CHANGED: "Demande corrigée",
    EventKind.WORK: "Recherche notée",
    EventKind.SENT: "Courrier envoyé",
    EventKind.READY: "Réponse prête",
    EventKind.TAKEN_BACK: "Réponse reprise : il reste à chercher",
    EventKind.REOPENED: "Demande rouverte",
    EventKind.NOTE: "Note",
    EventKind.JOINED: "Rattachée à une autre demande",
    EventKind.DISMISSED: "Écartée : ce n’était pas une demande",
    EventKind.PURGED: "Messages et pièces jointes effacés",
}

_DETAILED: Mapping[EventKind, Callable[[str], str]] = {
    EventKind.LOGGED: lambda how: f"Demande reçue {_ARRIVED[Channel(how)]}",
    EventKind.ATTACHED: lambda kind: _ATTACHED.get(kind, _ATTACHED["other"]),
    EventKind.SORTED: lambda kind: _SORTED.get(kind, _SORTED["other"]),
    EventKind.KNOWN: lambda known: KNOWN[KnownCustomer(known)],
    EventKind.IDENTITY_QUESTION: lambda doubt: (
        "Doute sur l’identité" if doubt == "yes" else "Pas de doute sur l’identité"
    ),
    EventKind.IDENTITY_CHECKED: lambda result: RESULTS[IdentityResult(result)],
    EventKind.PAUSED: lambda why: f"{PAUSES[PauseReason(why)]}, le délai est en pause",
    EventKind.CLOSED: lambda outcome: f"Demande terminée : {OUTCOMES[Outcome(outcome)].lower()}",
}
"""Events whose words depend on their detail."""


def right_label(kind: RightKind) -> str:
    """« Droit d’accès »; what fits no right is another request."""
    return "Autre demande" if kind is RightKind.OTHER else catalogues.rights().label(kind)


def rights_line(kinds: Iterable[RightKind]) -> str:
    """All that is asked for, in one line."""
    return " · ".join(right_label(kind) for kind in kinds)


def event_line(event: RequestEvent, letters: Mapping[str, str] | None = None) -> str:
    """What happened, without what was typed about it; `letters` name those that went out by their kinds."""
    if event.kind is EventKind.SENT and letters and event.detail in letters:
        return f"{_EVENTS[event.kind]} : {letters[event.detail]}"
    detailed = _DETAILED.get(event.kind)
    return detailed(event.detail) if detailed else _EVENTS[event.kind]


def clock_line(clock: RequestClock) -> str:
    """How much time is left, in one sentence; the day to aim at, and never a hidden delay."""
    if not clock.dated:
        return DATE_TO_NOTE if clock.level is Level.UNDATED else "La CNIL fixait la date de réponse"
    if clock.level is Level.ENDED:
        return f"Le délai courait jusqu’au {french_date(clock.due)}"
    if clock.paused_since is not None:
        return f"En pause depuis le {french_date(clock.paused_since, year=False)}"
    if clock.level is Level.LATE:
        return f"En retard : la fin légale était le {french_date(clock.due, weekday=True)}"
    if clock.days_left < 0:
        return f"À envoyer sans attendre : la fin légale est le {french_date(clock.due, weekday=True)}"
    day = french_date(clock.target, weekday=True)
    left = f"À temps : répondre avant le {day} ({french_days(clock.days_left)})"
    return left if clock.days_left else "À envoyer aujourd’hui"


def deadline_sentence(due_on: date | None, today: date) -> str:
    """For the locked screen, which may know no more: when an answer is due, once that is near."""
    if due_on is None or (due_on - today).days > max(REMINDERS):
        return ""
    if due_on < today:
        passed = french_date(due_on, weekday=True, year=False)
        return f"Une demande a dépassé sa date de réponse, le {passed}."
    if due_on == today:
        return "Une réponse est attendue aujourd’hui."
    return f"Une réponse est attendue le {french_date(due_on, weekday=True, year=False)} au plus tard."


def aside_line(count: int) -> str:
    """What lay in a folder among the messages, and was not taken."""
    several = "s" if count > 1 else ""
    were = "ont été laissés" if count > 1 else "a été laissé"
    return (
        f"{count} autre{several} élément{several} du dossier {were} de côté : "
        "seuls les messages (.eml, .msg, .mbox) y sont pris."
    )
