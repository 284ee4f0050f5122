"""The objection list, and mailing lists without those on it."""

from __future__ import annotations

import argparse
from typing import Any

from gdpr_desk.commands.opening import opened_desk, refuse_inside, typed_reference, vault_folder
from gdpr_desk.commands.parser import add_group, add_vault_options, add_verb, typed_path
from gdpr_desk.documents.typography import display
from gdpr_desk.files import check_target, read_for_user, write_for_user
from gdpr_desk.outcome import Outcome, counted
from gdpr_desk.periods.reading import read_date
from gdpr_desk.periods.words import french_date
from gdpr_desk.requests.contacts import ContactKind
from gdpr_desk.requests.objections.model import Objection, ObjectionChannel, RemovalReason

_KINDS = {ContactKind.EMAIL: "adresse e-mail", ContactKind.PHONE: "numéro de téléphone"}


def add(arguments: argparse.Namespace) -> Outcome:
    """Somebody no longer wants to be written to or called."""
    day = read_date(arguments.on, field="on") if arguments.on else None
    request = typed_reference(arguments.request) if arguments.request else ""
    with opened_desk(arguments) as desk:
        kept = desk.objections.add(
            arguments.address,
            reason=arguments.reason,
            request=request,
            exercised_on=day,
            channel=ObjectionChannel(arguments.channel),
        )
    return Outcome({"objection": _row(kept)}, [f"Inscrit sous le numéro {kept.id}. {_stays(kept)}"])


def take(arguments: argparse.Namespace) -> Outcome:
    """Put who asked on the list: the address and the number in the file of the request."""
    with opened_desk(arguments, officers=True) as desk:
        request = desk.requests.file(typed_reference(arguments.request)).request
        kept = desk.objections.take(request)
    lines = [f"Inscrit sous le numéro {entry.id}. {_stays(entry)}" for entry in kept]
    nothing = "Cette demande n’a ni adresse ni numéro : inscrivez-les avec objection add."
    return Outcome({"objections": [_row(entry) for entry in kept]}, lines or [nothing])


def remove(arguments: argparse.Namespace) -> Outcome:
    """Take an entry off the list."""
    with opened_desk(arguments, officers=True) as desk:
        desk.objections.remove(arguments.number, RemovalReason(arguments.why))
    return Outcome({"removed": arguments.number}, ["Retiré de la liste."])


def show(arguments: argparse.Namespace) -> Outcome:
    """Everything on the list, and what waits for a decision."""
    with opened_desk(arguments, officers=True) as desk:
        found, waiting = desk.objections.entries(), desk.objections.to_decide()
    lines = [_line(entry) for entry in found] or ["Personne n’est sur la liste."]
    if waiting:
        lines.append(f"{counted(len(waiting), 'opposition')} au-delà du minimum : à vous de décider.")
    rows = [_row(entry) | {"past_minimum": entry in waiting} for entry in found]
    return Outcome({"objections": rows}, lines)


def check(arguments: argparse.Namespace) -> Outcome:
    """A mailing list without the people who objected."""
    refuse_inside(vault_folder(arguments), arguments.out.absolute())
    check_target(arguments.out, force=arguments.force)
    content = read_for_user(arguments.list)
    with opened_desk(arguments, officers=True) as desk:
        done = desk.objections.check(content, arguments.column or ())
        write_for_user(arguments.out, done.content, force=arguments.force)
    result = {
        "file": str(arguments.out),
        "rows": done.rows,
        "removed": done.removed,
        "kept": done.kept,
        "unreadable": done.unreadable,
        "columns": list(done.columns),
    }
    lines = [
        f"{counted(done.rows, 'ligne')} : {done.removed} en opposition, {done.kept} à contacter.",
        f"Colonnes regardées : {', '.join(done.columns)}. Rien de ce fichier n’a été gardé.",
    ]
    if done.unreadable:
        lines.append(
            f"{counted(done.unreadable, 'ligne')} sans adresse ni numéro lisible : à vérifier à l’œil."
        )
    return Outcome(result, lines)


def _row(entry: Objection) -> dict[str, Any]:
    return {
        "number": entry.id,
        "kind": entry.kind.value,
        "exercised_on": entry.exercised_on.isoformat(),
        "reason": entry.reason,
        "request": entry.request or None,
        "keep_until": entry.keep_until.isoformat(),
        "channel": entry.channel.value or None,
        "recordings_only": entry.recordings_only,
    }


def _line(entry: Objection) -> str:
    where = f", demande {entry.request}" if entry.request else ""
    day = french_date(entry.exercised_on)
    way = f" {entry.channel.words}." if entry.channel else ""
    return f"{entry.id}  {_KINDS[entry.kind]}, le {day}{where} : {entry.reason}.{way} {_stays(entry)}"


def _stays(entry: Objection) -> str:
    return f"À garder au moins jusqu’au {french_date(entry.keep_until)}."


def add_to(verbs: Any) -> None:
    """The words of this module."""
    group = add_group(verbs, "objection", "qui ne veut plus être sollicité")
    added = add_verb(group, "add", "inscrire une adresse ou un numéro", add)
    added.add_argument(
        "address", metavar="ADRESSE", help=display("une adresse e-mail ou un numéro de téléphone")
    )
    added.add_argument("--reason", required=True, metavar="TEXTE", help=display("d'où vient l'opposition"))
    added.add_argument("--request", metavar="DEMANDE", help=display("par exemple D-2026-014"))
    added.add_argument("--on", metavar="DATE", help=display("le jour de l'opposition (sinon aujourd'hui)"))
    ways = [way.value for way in ObjectionChannel if way]
    added.add_argument(
        "--channel", choices=ways, default="", metavar="CANAL", help=display(f"comment : {', '.join(ways)}")
    )
    taken = add_verb(group, "take", "inscrire la personne d’une demande", take)
    taken.add_argument("request", metavar="DEMANDE", help=display("par exemple D-2026-014"))
    removed = add_verb(group, "remove", "retirer une opposition", remove)
    removed.add_argument("number", type=int, metavar="NUMÉRO", help=display("son numéro dans la liste"))
    reasons = "; ".join(f"{why} : {why.words.lower()}" for why in RemovalReason)
    removed.add_argument(
        "--why",
        required=True,
        choices=[why.value for why in RemovalReason],
        metavar="MOTIF",
        help=display(reasons),
    )
    listed = add_verb(group, "list", "la liste d’opposition, sans les noms", show)
    checked = add_verb(group, "check", "une liste d’envoi en CSV, sans les personnes opposées", check)
    checked.add_argument("list", type=typed_path, metavar="LISTE.csv", help=display("la liste à vérifier"))
    checked.add_argument(
        "--out", type=typed_path, required=True, metavar="SORTIE.csv", help=display("la liste à utiliser")
    )
    checked.add_argument(
        "--column", action="append", metavar="COLONNE", help=display("titre ou rang d'une colonne à regarder")
    )
    checked.add_argument("--force", action="store_true", help="remplacer un fichier existant")
    for parser in (added, taken, removed, listed, checked):
        add_vault_options(parser)
