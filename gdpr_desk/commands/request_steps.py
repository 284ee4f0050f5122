"""How far a request is: its clock stopped and started, more time, what went out, its end."""

from __future__ import annotations

import argparse
from typing import Any

from gdpr_desk.commands.console import warn
from gdpr_desk.commands.opening import opened_desk, typed_reference
from gdpr_desk.commands.parser import add_vault_options, add_verb
from gdpr_desk.commands.request_facts import values_of
from gdpr_desk.commands.request_json import standing, tasks
from gdpr_desk.documents.typography import display
from gdpr_desk.errors import InvalidInput
from gdpr_desk.outcome import Outcome as Said
from gdpr_desk.periods.reading import read_date
from gdpr_desk.periods.words import french_date
from gdpr_desk.requests.letters.model import LetterKind
from gdpr_desk.requests.model import Channel, DataSubjectRequest, Outcome, PauseReason
from gdpr_desk.requests.sending import closing_doubts, consequence_of
from gdpr_desk.requests.wording import clock_line


def request_pause(arguments: argparse.Namespace) -> Said:
    """A question was put to the person: the clock stands still."""
    reference, reason = typed_reference(arguments.id), PauseReason(arguments.reason)
    asked = read_date(arguments.asked, field="asked_on") if arguments.asked else None
    with opened_desk(arguments, officers=True) as desk:
        desk.handling.ask(reference, reason, asked)
        file = desk.requests.file(reference)
    return Said(standing(file), [file.clock.rule])


def request_resume(arguments: argparse.Namespace) -> Said:
    """The answer came: the clock runs again."""
    reference = typed_reference(arguments.id)
    answered = read_date(arguments.answered, field="answered_on") if arguments.answered else None
    with opened_desk(arguments, officers=True) as desk:
        request = desk.requests.file(reference).request
        reason = PauseReason(arguments.reason) if arguments.reason else _only_pause(request)
        desk.handling.answered(reference, reason, answered)
        file = desk.requests.file(reference)
    return Said(standing(file), [file.clock.rule])


def _only_pause(request: DataSubjectRequest) -> PauseReason:
    """The question that waits for its answer, where there is one. Raises InvalidInput."""
    running = [pause.reason for pause in request.pauses if pause.running]
    if len(running) == 1:
        return running[0]
    raise InvalidInput(
        "Deux questions attendent leur réponse." if running else "Aucune question n’attend de réponse.",
        safe="Rien n’a été modifié.",
        remedy="Dites laquelle avec --reason." if running else "Le délai court déjà.",
        field="reason",
    )


def request_extend(arguments: argparse.Namespace) -> Said:
    """Two more months, told in time."""
    reference = typed_reference(arguments.id)
    told = read_date(arguments.told, field="told_on") if arguments.told else None
    with opened_desk(arguments, officers=True) as desk:
        desk.handling.extend(reference, arguments.reason, told)
        file = desk.requests.file(reference)
    return Said(standing(file), [file.clock.rule])


def request_ready(arguments: argparse.Namespace) -> Said:
    """The answer is written and waits to be sent, or is not after all."""
    reference = typed_reference(arguments.id)
    with opened_desk(arguments, officers=True) as desk:
        verb = desk.handling.take_back if arguments.back else desk.handling.mark_ready
        verb(reference)
        file = desk.requests.file(reference)
    line = "La réponse est reprise." if arguments.back else "La réponse est prête : il reste à l’envoyer."
    return Said(standing(file), [line])


def request_note(arguments: argparse.Namespace) -> Said:
    """A line of one's own in the thread."""
    reference = typed_reference(arguments.id)
    with opened_desk(arguments) as desk:
        desk.requests.note(reference, arguments.text)
        file = desk.requests.file(reference)
    return Said(standing(file), ["Note ajoutée."])


def request_reopen(arguments: argparse.Namespace) -> Said:
    """Take up a request that had ended."""
    reference = typed_reference(arguments.id)
    with opened_desk(arguments, officers=True) as desk:
        desk.handling.reopen(reference, arguments.reason)
        file = desk.requests.file(reference)
    return Said(standing(file), [f"Demande {reference} rouverte.", file.clock.rule])


def request_cleaned(arguments: argparse.Namespace) -> Said:
    """The copy of an identity paper is gone from where it came, too."""
    reference = typed_reference(arguments.id)
    with opened_desk(arguments, officers=True) as desk:
        after = desk.handling.cleaned(reference)
    line = "C’est noté : supprimée aussi là d’où elle venait." if after.cleanup else "Rien n’était à faire."
    return Said({"id": reference, "tasks": tasks(after)}, [line])


def request_sent(arguments: argparse.Namespace) -> Said:
    """A letter went out: how, when, what proves it; a question stops the clock, a prolongation moves it."""
    reference, kind = typed_reference(arguments.id), LetterKind(arguments.kind)
    day = read_date(arguments.date, field="sent_on") if arguments.date else None
    channel = Channel(arguments.channel)
    with opened_desk(arguments, officers=True) as desk:
        then = consequence_of(kind.value, desk.requests.file(reference).request)
        noted = desk.handling.sent(
            reference,
            kind.value,
            channel,
            sent_on=day,
            proof=arguments.proof,
            answers=arguments.answers,
            clock_too=True,
            reason=arguments.reason,
        )
        file = desk.requests.file(reference)
    sending = {"letter": noted.letter, "channel": noted.channel.value, "sent_on": noted.sent_on.isoformat()}
    lines = [f"Envoi noté : {french_date(noted.sent_on)}."]
    if then.pause or then.extends:
        lines += [f"{clock_line(file.clock)}.", file.clock.rule]
    warnings = [then.why_not] if then.why_not else []
    warn(warnings)
    return Said({**standing(file), "sending": sending, "warnings": warnings}, lines)


def request_close(arguments: argparse.Namespace) -> Said:
    """The end of a request, with its outcome and reason; what nobody could show afterwards is said."""
    reference, outcome = typed_reference(arguments.id), Outcome(arguments.outcome)
    answered = read_date(arguments.answered, field="answered_on") if arguments.answered else None
    with opened_desk(arguments, officers=True) as desk:
        case = desk.letters.case(reference)
        closed = desk.handling.close(reference, outcome, arguments.reason, answered)
        day = closed.closing.answered_on if closed.closing else None
        doubts = closing_doubts(outcome, day, case.sent, case.lines, case.work)
    warn(doubts)
    lines = [
        f"Demande {reference} terminée.",
        "Ses messages et ses pièces jointes s’effaceront dans trente jours.",
    ]
    return Said({"id": reference, "state": closed.state.value, "warnings": list(doubts)}, lines)


def add_to_requests(group: Any) -> None:
    """The words of this module, among those of requests."""
    paused = add_verb(group, "pause", "une question est posée : le délai s'arrête", request_pause)
    resumed = add_verb(group, "resume", "la réponse est arrivée : le délai reprend", request_resume)
    extended = add_verb(group, "extend", "prolonger le délai de deux mois", request_extend)
    ready = add_verb(group, "ready", "la réponse est prête, pas encore partie", request_ready)
    noted = add_verb(group, "note", "ajouter une note au fil", request_note)
    reopened = add_verb(group, "reopen", "rouvrir une demande terminée", request_reopen)
    cleaned = add_verb(
        group, "cleaned", "la copie d'identité est supprimée aussi là d'où elle venait", request_cleaned
    )
    sent = add_verb(group, "sent", "noter qu’une lettre est partie", request_sent)
    closed = add_verb(group, "close", "terminer une demande", request_close)
    for words in (paused, resumed, extended, ready, noted, reopened, cleaned, sent, closed):
        words.add_argument("id", metavar="ID", help=display("par exemple D-2026-014"))
        add_vault_options(words)
    for words, needed in ((paused, True), (resumed, False)):
        what = display("ce qui est demandé à la personne")
        words.add_argument("--reason", required=needed, choices=values_of(PauseReason), help=what)
    for words, option, what in (
        (paused, "--asked", "le jour de la question (sinon aujourd'hui)"),
        (resumed, "--answered", "le jour de sa réponse (sinon aujourd'hui)"),
        (extended, "--told", "le jour où la personne l'a appris (sinon aujourd'hui)"),
        (closed, "--answered", "le jour où la réponse est partie"),
    ):
        words.add_argument(option, metavar="DATE", help=display(what))
    for words in (extended, reopened, closed):
        words.add_argument("--reason", required=True, metavar="TEXTE", help="pourquoi")
    ready.add_argument("--back", action="store_true", help=display("il reste à chercher : la reprendre"))
    noted.add_argument("--text", required=True, metavar="TEXTE", help="la note")
    closed.add_argument("--outcome", required=True, choices=values_of(Outcome), help="ce qui fut répondu")
    _add_sent(sent)


def _add_sent(words: argparse.ArgumentParser) -> None:
    kinds, ways = [kind.value for kind in LetterKind], [way.value for way in Channel]
    words.add_argument(
        "--kind", required=True, choices=kinds, metavar="LETTRE", help=display("voyez letter list")
    )
    words.add_argument("--channel", required=True, choices=ways, help=display("par quel moyen"))
    words.add_argument("--date", metavar="DATE", help=display("quel jour (sinon aujourd'hui)"))
    words.add_argument("--proof", default="", metavar="TEXTE", help=display("un numéro de recommandé"))
    words.add_argument(
        "--reason", default="", metavar="TEXTE", help=display("pourquoi, si la lettre prolonge le délai")
    )
    words.add_argument("--answers", action="store_true", help=display("c'est la réponse à la demande"))
