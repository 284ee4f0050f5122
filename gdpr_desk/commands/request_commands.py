"""Requests: writing them down, looking, attaching, the question of identity, more time, the end."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from gdpr_desk.commands import arrival_commands, letter_commands
from gdpr_desk.commands.opening import opened_desk, typed_reference
from gdpr_desk.commands.parser import add_group, add_vault_options, add_verb, typed_path
from gdpr_desk.documents.typography import display
from gdpr_desk.errors import InvalidInput
from gdpr_desk.outcome import Outcome as Said
from gdpr_desk.outcome import counted
from gdpr_desk.periods.reading import read_date
from gdpr_desk.periods.words import french_date, french_instant
from gdpr_desk.requests.model import (
    Capacity,
    Channel,
    DataSubjectRequest,
    IdentityCheck,
    IdentityDocument,
    IdentityMethod,
    IdentityResult,
    Outcome,
    Requester,
    RequestFacts,
    RightKind,
)
from gdpr_desk.vault.attachments import AttachmentKind

if TYPE_CHECKING:
    from datetime import date

    from gdpr_desk.requests.service import RequestFile, RequestOverview
    from gdpr_desk.requests.timing import RequestClock

_AT_ONCE = 500
CLEANUP = "À supprimer aussi dans la messagerie ou le dossier d’origine"
"""What is left to do where a copy of an identity paper came from."""
_KINDS = (AttachmentKind.IDENTITY, AttachmentKind.LETTER, AttachmentKind.OTHER)


def request_add(arguments: argparse.Namespace) -> Said:
    """Write a request down."""
    from gdpr_desk.requests.wording import clock_line

    due = arguments.authority_due
    facts = RequestFacts(
        rights=tuple(dict.fromkeys(map(RightKind, arguments.right))),
        channel=Channel(arguments.channel),
        received_on=read_date(arguments.received, field="received_on"),
        requester=_requester(arguments),
        text=arguments.text,
        due_authority_on=read_date(due, field="due_authority_on") if due else None,
    )
    with opened_desk(arguments) as desk:
        added = desk.requests.add(facts)
        clock = desk.requests.file(added.reference).clock
    lines = [f"Demande {added.reference} notée.", f"{clock_line(clock)}.", clock.rule]
    result = {"id": added.reference, "target": clock.target.isoformat(), "due": clock.due.isoformat()}
    return Said(result, lines)


def _requester(arguments: argparse.Namespace) -> Requester:
    """Who asks; whoever asks for somebody else has a mandate, unless they are a parent or an heir."""
    capacity = arguments.capacity or (Capacity.AGENT if arguments.represents else Capacity.SELF)
    return Requester(
        arguments.requester,
        arguments.email,
        arguments.phone,
        arguments.address,
        Capacity(capacity),
        arguments.represents,
    )


def request_list(arguments: argparse.Namespace) -> Said:
    """The requests, what waits first."""
    from gdpr_desk.requests.listing import RequestQuery

    rows: list[RequestOverview] = []
    with opened_desk(arguments) as desk:
        while True:
            query = RequestQuery(
                text=arguments.search, open_only=arguments.open, offset=len(rows), limit=_AT_ONCE
            )
            page = desk.requests.page(query).rows
            rows += page
            if len(page) < _AT_ONCE:
                break
    lines = [_line(row) for row in rows] or ["Aucune demande."]
    return Said({"requests": [_listed(row) for row in rows]}, lines)


def request_show(arguments: argparse.Namespace) -> Said:
    """Everything about one request."""
    from gdpr_desk.requests import wording

    with opened_desk(arguments) as desk:
        shown = desk.requests.file(typed_reference(arguments.id))
    request, check = shown.request, shown.request.check
    who = request.requester
    quality = "" if who.capacity is Capacity.SELF else f" ({wording.CAPACITIES[who.capacity].lower()})"
    lines = [
        f"{request.reference} · {wording.rights_line(request.rights)} · {wording.STATES[request.state]}",
        f"De : {who.name}{quality}, reçue le {french_date(request.received_on)}",
        f"{wording.clock_line(shown.clock)}. {shown.clock.rule}",
        *(f"À relire : {one.reason}" for one in shown.suggestions),
        *(f"À faire : {task['sentence']}" for task in _tasks(request) if task["done_on"] is None),
        *(f"{french_instant(event.at)}  {wording.event_line(event)}" for event in shown.events),
    ]
    if check is not None:
        paper = f", {wording.DOCUMENTS[check.document].lower()}" if check.document else ""
        lines.append(f"{wording.RESULTS[check.result]} : {wording.METHODS[check.method].lower()}{paper}")
    return Said(_shown(shown), lines)


def request_attach(arguments: argparse.Namespace) -> Said:
    """Seal a file that came with a request."""
    with opened_desk(arguments) as desk:
        added = desk.requests.attach(
            typed_reference(arguments.id), arguments.file, AttachmentKind(arguments.kind)
        )
    lines = ["Pièce scellée dans le coffre. Votre fichier, lui, est resté où il était."]
    if added.kind is AttachmentKind.IDENTITY:
        lines.append("Copie d’identité : elle sera détruite dès la vérification, trente jours au plus tard.")
    return Said({"attachment": added.id, "kind": added.kind.value}, lines)


def request_identity(arguments: argparse.Namespace) -> Said:
    """Is there a doubt? Then what the check gave; either answer may destroy copies."""
    reference = typed_reference(arguments.id)
    _refuse_unconfirmed(arguments)
    method = IdentityMethod(arguments.method) if arguments.method else None
    with opened_desk(arguments, officers=True) as desk:
        before = len(desk.requests.file(reference).identity_copies)
        if arguments.doubt is not None:
            doubt = arguments.doubt == "yes"
            desk.handling.answer_doubt(reference, doubt, method=method, reason=arguments.reason)
        else:
            if method is None:
                raise InvalidInput(
                    "Dites comment l’identité a été vérifiée.",
                    safe="Rien n’a été modifié.",
                    remedy="Ajoutez --method, par exemple --method known_address.",
                    field="method",
                )
            result = IdentityResult(arguments.outcome)
            document = IdentityDocument(arguments.document) if arguments.document else None
            desk.handling.check_identity(reference, result, method, document)
        after = desk.requests.file(reference)
    destroyed = before - len(after.identity_copies)
    lines = ["C’est noté."]
    if destroyed:
        lines.append(f"{counted(destroyed, 'copie détruite')}. À supprimer aussi là d’où elle venait.")
    return Said({"id": reference, "state": after.request.state.value, "destroyed": destroyed}, lines)


def request_extend(arguments: argparse.Namespace) -> Said:
    """Two more months, told in time."""
    reference = typed_reference(arguments.id)
    told = read_date(arguments.told, field="told_on") if arguments.told else None
    with opened_desk(arguments, officers=True) as desk:
        desk.handling.extend(reference, arguments.reason, told)
        clock = desk.requests.file(reference).clock
    return Said({"id": reference, "extended_until": _iso(clock.extended_until)}, [clock.rule])


def request_close(arguments: argparse.Namespace) -> Said:
    """The end of a request, with its outcome and reason."""
    reference = typed_reference(arguments.id)
    answered = read_date(arguments.answered, field="answered_on") if arguments.answered else None
    with opened_desk(arguments, officers=True) as desk:
        closed = desk.handling.close(reference, Outcome(arguments.outcome), arguments.reason, answered)
    lines = [
        f"Demande {reference} terminée.",
        "Ses messages et ses pièces jointes s’effaceront dans trente jours.",
    ]
    return Said({"id": reference, "state": closed.state.value}, lines)


def _refuse_unconfirmed(arguments: argparse.Namespace) -> None:
    if not arguments.yes:
        raise InvalidInput(
            "Cette réponse peut détruire les copies de pièces d’identité de la demande.",
            safe="Rien n’a été modifié.",
            remedy="Ajoutez --yes pour confirmer.",
            code="needs_yes",
        )


def _line(row: RequestOverview) -> str:
    from gdpr_desk.requests import wording

    parts = (row.reference, wording.STATES[row.state], wording.rights_line(row.rights), row.requester)
    return " · ".join((*parts, wording.clock_line(row.clock)))


def _listed(row: RequestOverview) -> dict[str, Any]:
    return {
        "id": row.reference,
        "state": row.state.value,
        "rights": [kind.value for kind in row.rights],
        "channel": row.channel.value,
        "received": row.received_on.isoformat(),
        **_dates(row.clock),
        "attachments": row.attachments,
        "identity_copies": row.identity_copies,
    }


def _shown(shown: RequestFile) -> dict[str, Any]:
    request, clock, closing = shown.request, shown.clock, shown.request.closing
    return {
        "id": request.reference,
        "state": request.state.value,
        "rights": [kind.value for kind in request.rights],
        "channel": request.channel.value,
        "received": request.received_on.isoformat(),
        **_dates(clock),
        "rule": clock.rule,
        "requester": request.requester.name,
        "identity": _identity(request.check) if request.check else None,
        "outcome": closing.outcome.value if closing else None,
        "suggestions": [
            {"kind": one.kind.value, "value": one.value, "reason": one.reason} for one in shown.suggestions
        ],
        "tasks": _tasks(request),
        "message": _message(shown, request),
        "attachments": [
            {"id": one.id, "kind": one.kind.value, "name": one.name, "bytes": one.size, "preview": "none"}
            for one in shown.attachments
        ],
        "identity_copies": len(shown.identity_copies),
        "timeline": [
            {"at": e.at.isoformat(), "kind": e.kind.value, "by": e.by, "detail": e.detail, "note": e.note}
            for e in shown.events
        ],
        "checklist": [
            {"line": one.line, "decision": one.decision, "done_on": _iso(one.done_on)} for one in shown.work
        ],
    }


def _dates(clock: RequestClock) -> dict[str, str | None]:
    return {
        "target": clock.target.isoformat(),
        "due": clock.due.isoformat(),
        "extended_until": _iso(clock.extended_until),
        "paused_since": _iso(clock.paused_since),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _identity(check: IdentityCheck) -> dict[str, str | None]:
    return {
        "outcome": check.result.value,
        "method": check.method.value,
        "document": check.document.value if check.document else None,
        "checked_on": check.checked_on.isoformat(),
    }


def _tasks(request: DataSubjectRequest) -> list[dict[str, Any]]:
    """What is left to do outside the vault, after a copy of an identity paper was destroyed in it."""
    if request.cleanup is None:
        return []
    done = request.cleanup.done_on
    asked = {"key": "origin", "sentence": CLEANUP, "asked_on": request.cleanup.asked_on.isoformat()}
    return [{**asked, "done_on": done.isoformat() if done else None}]


def _message(shown: RequestFile, request: DataSubjectRequest) -> dict[str, Any]:
    """The first message; what was noted at the counter stands for one."""
    if not shown.messages:
        return {"from": request.requester.name, "subject": "", "sent_at": None, "text": request.text}
    first = shown.messages[0]
    sent_at = first.sent_at.isoformat() if first.sent_at else None
    return {"from": first.sender, "subject": first.subject, "sent_at": sent_at, "text": first.text}


def add_to(verbs: Any) -> None:
    """The words of this module."""
    group = add_group(verbs, "request", "demandes des personnes sur leurs données")
    _add_add(group)
    arrival_commands.add_to_requests(group)
    letter_commands.add_to_requests(group)
    listed = add_verb(group, "list", "les demandes, les plus pressées d'abord", request_list)
    listed.add_argument("--open", action="store_true", help="seulement celles qui attendent une réponse")
    listed.add_argument("--search", default="", metavar="MOTS", help="référence, personne ou texte")
    shown = add_verb(group, "show", "une demande, son fil et son délai", request_show)
    attached = add_verb(group, "attach", "sceller un fichier arrivé avec une demande", request_attach)
    identity = add_verb(group, "identity", "la question de l'identité", request_identity)
    extended = add_verb(group, "extend", "prolonger le délai de deux mois", request_extend)
    closed = add_verb(group, "close", "terminer une demande", request_close)
    for words in (shown, attached, identity, extended, closed):
        words.add_argument("id", metavar="ID", help=display("par exemple D-2026-014"))
    attached.add_argument("file", type=typed_path, metavar="FICHIER", help="le fichier à sceller")
    attached.add_argument("--kind", required=True, choices=_values(_KINDS), help=display("ce que c'est"))
    _add_identity(identity)
    extended.add_argument("--reason", required=True, metavar="TEXTE", help="pourquoi")
    extended.add_argument(
        "--told", metavar="DATE", help=display("le jour où la personne l'a appris (sinon aujourd'hui)")
    )
    closed.add_argument("--outcome", required=True, choices=_values(Outcome), help="ce qui fut répondu")
    closed.add_argument("--reason", required=True, metavar="TEXTE", help="pourquoi")
    closed.add_argument("--answered", metavar="DATE", help=display("le jour où la réponse est partie"))
    for words in (listed, shown, attached, identity, extended, closed):
        add_vault_options(words)


def _add_add(group: Any) -> None:
    words = add_verb(group, "add", "noter une demande", request_add)
    words.add_argument(
        "--right",
        action="append",
        required=True,
        choices=_values(RightKind),
        help=display("ce qui est demandé ; à répéter s'il y en a plusieurs"),
    )
    words.add_argument("--received", required=True, metavar="DATE", help="reçue le")
    words.add_argument("--channel", required=True, choices=_values(Channel), help="comment elle est venue")
    words.add_argument("--requester", required=True, metavar="TEXTE", help="qui demande")
    words.add_argument("--email", default="", metavar="ADRESSE", help="son adresse e-mail")
    words.add_argument("--phone", default="", metavar="NUMÉRO", help="son téléphone")
    words.add_argument("--address", default="", metavar="TEXTE", help=display("son adresse, pour une lettre"))
    words.add_argument(
        "--represents", default="", metavar="TEXTE", help=display("pour qui, si ce n'est pas pour elle-même")
    )
    words.add_argument(
        "--capacity", choices=_values(Capacity), help=display("à quel titre (pour un autre : mandataire)")
    )
    words.add_argument("--text", default="", metavar="TEXTE", help="ce qui est demandé, en ses mots")
    words.add_argument(
        "--authority-due",
        metavar="DATE",
        help=display("réclamation : le jour où la CNIL attend votre réponse"),
    )
    add_vault_options(words)


def _add_identity(words: argparse.ArgumentParser) -> None:
    what = words.add_mutually_exclusive_group(required=True)
    what.add_argument("--doubt", choices=("yes", "no"), help="y a-t-il un doute raisonnable")
    what.add_argument(
        "--outcome", choices=_values(IdentityResult), help=display("ce qu'a donné la vérification")
    )
    words.add_argument("--method", choices=_values(IdentityMethod), help="comment on sait qui demande")
    words.add_argument(
        "--document", choices=_values(IdentityDocument), help=display("la pièce vue, s'il y en a une")
    )
    words.add_argument("--reason", default="", metavar="TEXTE", help="ce qui fait douter")
    words.add_argument("--yes", action="store_true", help="confirmer : les copies seront détruites")


def _values(kinds: Iterable[StrEnum]) -> list[str]:
    return [kind.value for kind in kinds]
