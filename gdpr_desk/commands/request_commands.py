"""Requests: looking at them, attaching, the question of identity; the group of all their verbs."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from gdpr_desk.app import Desk
from gdpr_desk.commands import arrival_commands, letter_commands, request_facts, request_steps
from gdpr_desk.commands.opening import opened_desk, typed_reference
from gdpr_desk.commands.parser import add_group, add_vault_options, add_verb, typed_path
from gdpr_desk.commands.request_facts import values_of
from gdpr_desk.commands.request_json import listed, mention_words, tasks
from gdpr_desk.commands.request_json import shown as as_shown
from gdpr_desk.documents.typography import display
from gdpr_desk.errors import InvalidInput
from gdpr_desk.intake.model import Look
from gdpr_desk.intake.refusals import NoPreview
from gdpr_desk.outcome import Outcome, counted
from gdpr_desk.periods.words import french_date, french_instant
from gdpr_desk.requests.mentions import mentioned_in
from gdpr_desk.requests.model import Capacity, IdentityDocument, IdentityMethod, IdentityResult
from gdpr_desk.vault.attachments import Attachment, AttachmentDamaged, AttachmentKind
from gdpr_desk.vault.people import Role

if TYPE_CHECKING:
    from gdpr_desk.requests.service import RequestOverview

_AT_ONCE = 500
_TRIAL_SIDE = 64
"""Pixels of the picture that only shows whether there is one."""
_KINDS = (AttachmentKind.IDENTITY, AttachmentKind.LETTER, AttachmentKind.OTHER)


def request_list(arguments: argparse.Namespace) -> Outcome:
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
    return Outcome({"requests": [listed(row) for row in rows]}, lines)


def request_show(arguments: argparse.Namespace) -> Outcome:
    """Everything about one request."""
    from gdpr_desk.requests import wording

    with opened_desk(arguments) as desk:
        shown = desk.requests.file(typed_reference(arguments.id))
        activities = desk.register.register().activities if shown.suggestions else ()
        mentioned = mentioned_in(shown.messages, activities)
        letters = {kind.value: template.label for kind, template in desk.letters.templates().items()}
        previews = {one.id: _preview(desk, shown.request.reference, one) for one in shown.attachments}
    request, check = shown.request, shown.request.check
    who = request.requester
    quality = "" if who.capacity is Capacity.SELF else f" ({wording.CAPACITIES[who.capacity].lower()})"
    lines = [
        f"{request.reference} · {wording.rights_line(request.rights)} · {wording.STATES[request.state]}",
        f"De : {who.name}{quality}, reçue le {french_date(request.received_on)}",
        f"{wording.clock_line(shown.clock)}. {shown.clock.rule}",
        *(f"À relire : {one.reason}" for one in shown.suggestions),
        *(f"À relire : activité {one.activity}, {mention_words(one)}" for one in mentioned),
        *(f"À faire : {task['sentence']}" for task in tasks(request) if task["done_on"] is None),
        *(f"{french_instant(event.at)}  {wording.event_line(event, letters)}" for event in shown.events),
    ]
    if check is not None:
        paper = f", {wording.DOCUMENTS[check.document].lower()}" if check.document else ""
        lines.append(f"{wording.RESULTS[check.result]} : {wording.METHODS[check.method].lower()}{paper}")
    return Outcome(as_shown(shown, mentioned, previews), lines)


def _preview(desk: Desk, reference: str, one: Attachment) -> str:
    """Whether it can be looked at: tried, but for copies of identity papers, which the window alone shows."""
    if one.kind is AttachmentKind.IDENTITY or desk.vault.person.role is Role.STAFF:
        return "none"
    try:
        desk.viewing.show(reference, one.id).draw(Look(side=_TRIAL_SIDE)).wipe()
    except NoPreview as refusal:
        return "none" if refusal.code == "no_preview_kind" else "failed"
    except AttachmentDamaged:
        return "failed"
    return "ok"


def request_attach(arguments: argparse.Namespace) -> Outcome:
    """Seal a file that came with a request."""
    with opened_desk(arguments) as desk:
        added = desk.requests.attach(
            typed_reference(arguments.id), arguments.file, AttachmentKind(arguments.kind)
        )
    lines = ["Pièce scellée dans le coffre. Votre fichier, lui, est resté où il était."]
    if added.kind is AttachmentKind.IDENTITY:
        lines.append("Copie d’identité : elle sera détruite dès la vérification, trente jours au plus tard.")
    return Outcome({"attachment": added.id, "kind": added.kind.value}, lines)


def request_identity(arguments: argparse.Namespace) -> Outcome:
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
    return Outcome({"id": reference, "state": after.request.state.value, "destroyed": destroyed}, lines)


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


def add_to(verbs: Any) -> None:
    """The words of this module."""
    group = add_group(verbs, "request", "demandes des personnes sur leurs données")
    request_facts.add_to_requests(group)
    arrival_commands.add_to_requests(group)
    request_steps.add_to_requests(group)
    letter_commands.add_to_requests(group)
    found = add_verb(group, "list", "les demandes, les plus pressées d'abord", request_list)
    found.add_argument("--open", action="store_true", help="seulement celles qui attendent une réponse")
    found.add_argument("--search", default="", metavar="MOTS", help="référence, personne ou texte")
    shown = add_verb(group, "show", "une demande, son fil et son délai", request_show)
    attached = add_verb(group, "attach", "sceller un fichier arrivé avec une demande", request_attach)
    identity = add_verb(group, "identity", "la question de l'identité", request_identity)
    for words in (shown, attached, identity):
        words.add_argument("id", metavar="ID", help=display("par exemple D-2026-014"))
    attached.add_argument("file", type=typed_path, metavar="FICHIER", help="le fichier à sceller")
    attached.add_argument("--kind", required=True, choices=values_of(_KINDS), help=display("ce que c'est"))
    _add_identity(identity)
    for words in (found, shown, attached, identity):
        add_vault_options(words)


def _add_identity(words: argparse.ArgumentParser) -> None:
    what = words.add_mutually_exclusive_group(required=True)
    what.add_argument("--doubt", choices=("yes", "no"), help="y a-t-il un doute raisonnable")
    what.add_argument(
        "--outcome", choices=values_of(IdentityResult), help=display("ce qu'a donné la vérification")
    )
    words.add_argument("--method", choices=values_of(IdentityMethod), help="comment on sait qui demande")
    words.add_argument(
        "--document", choices=values_of(IdentityDocument), help=display("la pièce vue, s'il y en a une")
    )
    words.add_argument("--reason", default="", metavar="TEXTE", help="ce qui fait douter")
    words.add_argument("--yes", action="store_true", help="confirmer : les copies seront détruites")
