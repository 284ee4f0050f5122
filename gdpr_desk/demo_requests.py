"""The requests of the fictional shop, in several states; nobody who asks exists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from gdpr_desk import assets
from gdpr_desk.app import Desk, carriers
from gdpr_desk.clock import Clock, FixedClock
from gdpr_desk.journal.service import JournalService
from gdpr_desk.periods.requests import request_deadline
from gdpr_desk.requests.handling import RequestHandling
from gdpr_desk.requests.model import (
    Channel,
    IdentityMethod,
    Outcome,
    PauseReason,
    Requester,
    RequestFacts,
    RightKind,
    WorkDone,
)
from gdpr_desk.requests.places import ChecklistLine, Step
from gdpr_desk.requests.service import RequestService
from gdpr_desk.requests.where_to_look import where_to_look
from gdpr_desk.vault.attachments import AttachmentKind, Attachments

_PAPER = "demo/piece-fictive.png"
_NEWS = "Newsletter"
_MONTH = 35
"""Days in which every request of a month has come."""


def add_requests(desk: Desk, clock: Clock) -> None:
    """Write them down as if each had come on its day; their numbers follow the days."""
    today = clock.today()
    _answered(desk, clock, today - timedelta(days=40))
    _late(desk, clock, _received(today, due_in=-3))
    _ready(desk, clock, _received(today, due_in=2))
    _with_copy(desk, clock, today - timedelta(days=9))
    _paused(desk, clock, today - timedelta(days=6))


def _answered(desk: Desk, clock: Clock, day: date) -> None:
    requests, _ = _on(desk, clock, day)
    who = Requester("Lina Tournelle", "lina.tournelle@courriel.example")
    words = "Bonjour, pouvez-vous m’envoyer une copie de ce que vous gardez sur moi ? Merci d’avance."
    facts = RequestFacts((RightKind.ACCESS,), Channel.EMAIL, day, who, words)
    reference = requests.add(facts).reference
    _, handling = _on(desk, clock, day + timedelta(days=1))
    handling.answer_doubt(reference, False, method=IdentityMethod.KNOWN_ADDRESS)
    _, handling = _on(desk, clock, day + timedelta(days=20))
    handling.sent(reference, "access", Channel.EMAIL, answers=True)
    handling.close(reference, Outcome.GRANTED, "Copie envoyée par e-mail, en PDF.")


def _late(desk: Desk, clock: Clock, day: date) -> None:
    requests, _ = _on(desk, clock, day)
    who = Requester("Basile Moulinet", "basile.moulinet@courriel.example")
    words = "Je voudrais savoir quelles informations vous avez à mon nom depuis mon achat de l’an dernier."
    requests.add(RequestFacts((RightKind.ACCESS,), Channel.EMAIL, day, who, words))


def _ready(desk: Desk, clock: Clock, day: date) -> None:
    requests, _ = _on(desk, clock, day)
    who = Requester("Solène Vasseur", phone="01 99 00 00 42")
    words = "Ne veut plus recevoir la lettre d’information, ni aucune publicité. Noté au comptoir et relu."
    rights = (RightKind.OBJECTION, RightKind.CONSENT_WITHDRAWAL)
    reference = requests.add(RequestFacts(rights, Channel.COUNTER, day, who, words)).reference
    _, handling = _on(desk, clock, day + timedelta(days=2))
    handling.answer_doubt(reference, False, method=IdentityMethod.ACCOUNT)
    then = day + timedelta(days=2)
    lines = where_to_look(desk.register.register(), rights, then)
    handling.decide_all(reference, [_done(line, then) for line in lines])
    handling.mark_ready(reference)


def _done(line: ChecklistLine, day: date) -> WorkDone:
    """She refuses publicity and nothing else: who sends it for the shop is asked, the rest goes on."""
    told = day if line.party else None
    if line.publicity or line.party or _NEWS in line.place:
        return WorkDone(line.key, line.proposed.value, "", day, told_on=told)
    if Step.NOTHING in line.choices:
        return WorkDone(line.key, Step.NOTHING.value, "Elle ne refuse que la publicité.", day)
    return WorkDone(line.key, Step.NOT_FOUND.value, "", day)


def _with_copy(desk: Desk, clock: Clock, day: date) -> None:
    """A copy that was asked for because of a doubt, and that waits to be looked at."""
    requests, _ = _on(desk, clock, day)
    who = Requester("Chloé Rivage", "c.rivage@autre-courriel.example")
    words = "Bonjour, merci de supprimer mon compte et toutes mes données. Je ne suis plus cliente."
    facts = RequestFacts((RightKind.ERASURE,), Channel.EMAIL, day, who, words)
    reference = requests.add(facts).reference
    _, handling = _on(desk, clock, day + timedelta(days=2))
    handling.answer_doubt(reference, True, reason="Adresse e-mail inconnue du fichier clients.")
    handling.ask(reference, PauseReason.IDENTITY)
    requests, _ = _on(desk, clock, day + timedelta(days=4))
    requests.attach(reference, assets.path(_PAPER), AttachmentKind.IDENTITY)


def _paused(desk: Desk, clock: Clock, day: date) -> None:
    requests, _ = _on(desk, clock, day)
    who = Requester("Nino Pasquerel", address="4 impasse du Réverbère, 99018 Valbrume")
    words = "Par la présente, je vous demande la copie de toutes les informations me concernant."
    facts = RequestFacts((RightKind.ACCESS,), Channel.POST, day, who, words)
    reference = requests.add(facts).reference
    _, handling = _on(desk, clock, day + timedelta(days=3))
    handling.answer_doubt(reference, False, method=IdentityMethod.RECENT_ORDER)
    handling.ask(reference, PauseReason.PRECISION)


def _on(desk: Desk, clock: Clock, day: date) -> tuple[RequestService, RequestHandling]:
    """The verbs as they were on that day, at this hour."""
    then = FixedClock(clock.now() - (clock.today() - day))
    journal = JournalService(desk.vault.store, then, desk.vault.person.id)
    attachments = Attachments(desk.vault, then, desk.ledger)
    parts = (desk.vault, journal, desk.register, attachments, then)
    return RequestService(*parts), RequestHandling(*parts, retention=desk.retention, carriers=carriers)


def _received(today: date, *, due_in: int) -> date:
    """A day of receipt whose end lies nearest to that many days from today, and not after it."""
    return next(day for day in _back_from(today) if _end(day) <= today + timedelta(days=due_in))


def _back_from(today: date) -> Iterator[date]:
    return (today - timedelta(days=days) for days in range(1, 2 * _MONTH))


def _end(received: date) -> date:
    return request_deadline(received).due
