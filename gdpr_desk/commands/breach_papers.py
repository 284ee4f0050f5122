"""The papers of incidents: the dossier of a filing, the register of incidents, letters."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gdpr_desk.breaches.vocabulary import FilingKind
from gdpr_desk.commands.opening import opened_desk, refuse_inside, typed_reference, vault_folder
from gdpr_desk.commands.parser import add_vault_options, add_verb, typed_path
from gdpr_desk.documents.typography import display
from gdpr_desk.files import check_target, write_for_user
from gdpr_desk.outcome import MUST_LOOK, Outcome

if TYPE_CHECKING:
    from gdpr_desk.app import Desk

_FILINGS = (FilingKind.INITIAL, FilingKind.COMPLEMENTARY, FilingKind.COMPLETE)


def export(arguments: argparse.Namespace) -> Outcome:
    """The dossier of a filing, or the EDPB's template as a paper or as JSON."""
    from gdpr_desk.breaches.wording import QUESTIONS

    reference, kind = typed_reference(arguments.id), FilingKind(arguments.filing)
    _check(arguments)
    with opened_desk(arguments, officers=True) as desk:
        gaps = desk.paperwork.gaps(reference, kind)
        if arguments.format == "json":
            (content, _name), pages = desk.paperwork.template_json(reference, kind), None
        else:
            make = desk.paperwork.template if arguments.paper == "template" else desk.paperwork.dossier
            made = make(reference, kind)
            content, pages = made.content, made.pages
        write_for_user(arguments.out, content, force=arguments.force)
    lines = [
        f"Écrit : {arguments.out}",
        "À saisir sur notifications.cnil.fr : seul le service en ligne dépose.",
    ]
    if gaps.blocking:
        lines.append(f"À répondre avant de déposer : {_named(QUESTIONS, gaps.blocking)}.")
    if gaps.unknown:
        lines.append(f"Encore inconnu, pour la complémentaire : {_named(QUESTIONS, gaps.unknown)}.")
    result = {
        "file": str(arguments.out),
        "filing": kind.value,
        "pages": pages,
        "blocking": list(gaps.blocking),
        "unknown": list(gaps.unknown),
    }
    return Outcome(result, lines, MUST_LOOK if gaps.blocking else 0)


def register(arguments: argparse.Namespace) -> Outcome:
    """The register of incidents (Art. 33(5))."""
    _check(arguments)
    with opened_desk(arguments, officers=True) as desk:
        if arguments.format == "pdf":
            content = desk.paperwork.register_pdf().content
        else:
            content = desk.paperwork.register_ods()
        write_for_user(arguments.out, content, force=arguments.force)
        many = desk.breaches.counts().all
        _note_export(desk, arguments.format)
    return Outcome({"file": str(arguments.out), "breaches": many}, [f"Écrit : {arguments.out}"])


def letter(arguments: argparse.Namespace) -> Outcome:
    """A letter to the persons, or to a client controller."""
    reference = typed_reference(arguments.id)
    _check(arguments)
    with opened_desk(arguments, officers=True) as desk:
        if arguments.to == "subjects":
            made = desk.paperwork.letter_to_subjects(reference, arguments.account)
        else:
            made = desk.paperwork.letter_to_client(reference, arguments.client, arguments.account)
        write_for_user(arguments.out, made.pdf.content, force=arguments.force)
    result = {
        "file": str(arguments.out),
        "to": arguments.to,
        "pages": made.pdf.pages,
        "subject": made.subject,
        "text": made.body,
    }
    return Outcome(result, [f"Écrit : {arguments.out}", "Le programme n’envoie rien : c’est à vous."])


def _note_export(desk: Desk, form: str) -> None:
    with desk.vault.store.begin() as session:
        desk.journal.record(session, "breach.exported", "incidents", {"format": form})


def _check(arguments: argparse.Namespace) -> None:
    out: Path = arguments.out
    refuse_inside(vault_folder(arguments), out.absolute())
    check_target(out, force=arguments.force)


def _named(words: Mapping[str, str], questions: Iterable[str]) -> str:
    return ", ".join(words.get(name, name) for name in questions)


def add_to(group: Any) -> None:
    """The words of this module."""
    exported = add_verb(group, "export", "le dossier d'une notification, ou le modèle européen", export)
    exported.add_argument("id", metavar="ID", help=display("par exemple V-2026-003"))
    exported.add_argument(
        "--format",
        required=True,
        choices=("pdf", "json"),
        help=display("sous quelle forme ; en JSON, c'est le modèle européen"),
    )
    exported.add_argument(
        "--paper",
        choices=("dossier", "template"),
        default="dossier",
        help=display("en PDF : le dossier à saisir à la CNIL, ou le modèle européen (template) seul"),
    )
    exported.add_argument(
        "--filing", required=True, choices=[kind.value for kind in _FILINGS], help="quelle notification"
    )
    listed = add_verb(group, "register", "le registre des incidents", register)
    listed.add_argument("--format", required=True, choices=("pdf", "ods"), help="sous quelle forme")
    written = add_verb(group, "letter", "la lettre aux personnes ou à un client professionnel", letter)
    written.add_argument("id", metavar="ID", help=display("par exemple V-2026-003"))
    written.add_argument("--to", required=True, choices=("subjects", "controller"), help="à qui")
    written.add_argument("--client", default="", metavar="CLÉ", help="lequel, s'il y en a plusieurs")
    written.add_argument(
        "--account", default="", metavar="TEXTE", help=display("ce qui s'est passé, avec vos mots")
    )
    for words in (exported, listed, written):
        words.add_argument(
            "--out", type=typed_path, required=True, metavar="FICHIER", help=display("où l'écrire")
        )
        words.add_argument("--force", action="store_true", help="remplacer le fichier s'il existe")
        add_vault_options(words)
