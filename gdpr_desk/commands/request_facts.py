"""What is written down of a request: noted, read again after a letter proposed it, put right."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any

from gdpr_desk.app import Desk
from gdpr_desk.commands.console import warn
from gdpr_desk.commands.opening import opened_desk, typed_reference
from gdpr_desk.commands.parser import add_vault_options, add_verb
from gdpr_desk.commands.request_json import authority, dates
from gdpr_desk.documents.typography import display
from gdpr_desk.outcome import Outcome
from gdpr_desk.periods.reading import read_date
from gdpr_desk.requests.model import (
    Capacity,
    Channel,
    DataSubjectRequest,
    Requester,
    RequestFacts,
    RightKind,
)

_NOT_KNOWN = "unknown"
_WHO = {"name": "requester", "email": "email", "phone": "phone", "address": "address"}
"""What is told of a person, and by which word."""


def request_add(arguments: argparse.Namespace) -> Outcome:
    """Write a request down."""
    from gdpr_desk.requests.wording import clock_line

    received = read_date(arguments.received, field="received_on")
    facts = _typed(arguments, RequestFacts((), Channel(arguments.channel), received, Requester("")))
    with opened_desk(arguments) as desk:
        added = desk.requests.add(facts)
        clock = desk.requests.file(added.reference).clock
    lines = [f"Demande {added.reference} notée.", f"{clock_line(clock)}.", clock.rule]
    return Outcome({**_told(added), **dates(clock), **_warned(arguments, added)}, lines)


def request_confirm(arguments: argparse.Namespace) -> Outcome:
    """Say that what was proposed holds, or what holds instead."""
    reference = typed_reference(arguments.id)
    with opened_desk(arguments) as desk:
        facts = _typed(arguments, desk.requests.file(reference).request.facts)
        confirmed = desk.requests.confirm(reference, facts)
        return _written(arguments, desk, confirmed, f"Demande {reference} relue.")


def request_correct(arguments: argparse.Namespace) -> Outcome:
    """Put right what was written down; what is not named stays."""
    reference = typed_reference(arguments.id)
    with opened_desk(arguments) as desk:
        facts = desk.requests.file(reference).request.facts
        corrected = desk.requests.correct(reference, _typed(arguments, facts), base=facts)
        return _written(arguments, desk, corrected, f"Demande {reference} corrigée.")


def _written(
    arguments: argparse.Namespace, desk: Desk, request: DataSubjectRequest, sentence: str
) -> Outcome:
    clock = desk.requests.file(request.reference).clock
    result = {**_told(request), **dates(clock), **_warned(arguments, request)}
    return Outcome(result, [sentence, clock.rule])


def _told(request: DataSubjectRequest) -> dict[str, Any]:
    return {
        "id": request.reference,
        "state": request.state.value,
        "rights": [right.value for right in request.rights],
        "received": request.received_on.isoformat(),
        **authority(request),
    }


def _warned(arguments: argparse.Namespace, request: DataSubjectRequest) -> dict[str, Any]:
    """That the CNIL sets a date nobody has noted, or said that it is not known yet."""
    asked = RightKind.COMPLAINT in request.rights and request.due_authority_on is None
    if not asked or arguments.authority_due == _NOT_KNOWN:
        return {"warnings": []}
    command = f"request correct {request.reference} --authority-due"
    told = [f"La CNIL fixe la date : notez-la avec {command} DATE, ou {_NOT_KNOWN} si vous l’attendez."]
    warn(told)
    return {"warnings": told}


def _typed(arguments: argparse.Namespace, before: RequestFacts) -> RequestFacts:
    """What was given as words of the command; the rest stays as it was."""
    rights = tuple(dict.fromkeys(map(RightKind, arguments.right or before.rights)))
    complaint, given = RightKind.COMPLAINT in rights, arguments.authority_reference
    received, text = arguments.received, arguments.text
    return RequestFacts(
        rights=rights,
        channel=Channel(arguments.channel or before.channel),
        received_on=read_date(received, field="received_on") if received else before.received_on,
        requester=_requester(arguments, before.requester),
        text=before.text if text is None else text,
        due_authority_on=_authority_due(arguments.authority_due, before if complaint else None),
        authority_reference=given if given is not None else before.authority_reference if complaint else "",
    )


def _authority_due(typed: str | None, before: RequestFacts | None) -> date | None:
    if typed is None:
        return before.due_authority_on if before else None
    return None if typed == _NOT_KNOWN else read_date(typed, field="due_authority_on")


def _requester(arguments: argparse.Namespace, before: Requester) -> Requester:
    """Who asks; whoever asks for somebody else has a mandate, unless they are a parent or an heir."""
    said = {field: getattr(arguments, word) for field, word in _WHO.items()}
    who = replace(before, **{field: words for field, words in said.items() if words is not None})
    if arguments.represents is not None:
        capacity = before.capacity if before.capacity is not Capacity.SELF else Capacity.AGENT
        who = replace(who, represents=arguments.represents, capacity=capacity)
    if arguments.capacity:
        who = replace(who, capacity=Capacity(arguments.capacity))
    return who


def add_to_requests(group: Any) -> None:
    """The words of this module, among those of requests."""
    added = add_verb(group, "add", "noter une demande", request_add)
    _add_facts(added, new=True)
    confirmed = add_verb(group, "confirm", "relire ce qui a été proposé d'un message", request_confirm)
    corrected = add_verb(group, "correct", "corriger ce qui est noté d'une demande", request_correct)
    for words in (confirmed, corrected):
        words.add_argument("id", metavar="ID", help=display("par exemple D-2026-014"))
        _add_facts(words, new=False)
    for words in (added, confirmed, corrected):
        add_vault_options(words)


def _add_facts(words: argparse.ArgumentParser, *, new: bool) -> None:
    words.add_argument(
        "--right",
        action="append",
        required=new,
        choices=values_of(RightKind),
        help=display("ce qui est demandé ; à répéter s'il y en a plusieurs"),
    )
    words.add_argument("--received", required=new, metavar="DATE", help="reçue le")
    words.add_argument("--channel", required=new, choices=values_of(Channel), help="comment elle est venue")
    words.add_argument("--requester", required=new, metavar="TEXTE", help="qui demande")
    words.add_argument("--email", metavar="ADRESSE", help="son adresse e-mail")
    words.add_argument("--phone", metavar="NUMÉRO", help="son téléphone")
    words.add_argument("--address", metavar="TEXTE", help=display("son adresse, pour une lettre"))
    words.add_argument(
        "--represents", metavar="TEXTE", help=display("pour qui, si ce n'est pas pour elle-même")
    )
    words.add_argument(
        "--capacity", choices=values_of(Capacity), help=display("à quel titre (pour un autre : mandataire)")
    )
    words.add_argument("--text", metavar="TEXTE", help="ce qui est demandé, en ses mots")
    words.add_argument(
        "--authority-due",
        metavar="DATE",
        help=display(
            "réclamation : le jour où la CNIL attend votre réponse, ou unknown tant qu'il n'est pas connu"
        ),
    )
    words.add_argument(
        "--authority-reference", metavar="NUMÉRO", help=display("réclamation : le numéro donné par la CNIL")
    )


def values_of(kinds: Iterable[StrEnum]) -> list[str]:
    """The words there are for a kind."""
    return [kind.value for kind in kinds]
