"""Who holds a key: list, give, take away, change one's passphrase."""

from __future__ import annotations

import argparse
from typing import Any

from gdpr_desk.app import unlock_desk
from gdpr_desk.clock import SystemClock
from gdpr_desk.commands.opening import opened_desk, passphrase, vault_folder
from gdpr_desk.commands.parser import add_group, add_vault_options, add_verb, typed_path
from gdpr_desk.documents.typography import display
from gdpr_desk.errors import InvalidInput
from gdpr_desk.files import first_line
from gdpr_desk.outcome import Outcome
from gdpr_desk.reference import catalogues
from gdpr_desk.vault.people import Role

_STATES = {
    "leaving": "retrait interrompu : retirez de nouveau cette clé",
    "key_missing": "sa clé manque : donnez une nouvelle clé dans la fenêtre, Réglages",
}
_KEPT = "Qui a gardé une ancienne clé ouvre encore les anciennes sauvegardes."


def people_list(arguments: argparse.Namespace) -> Outcome:
    """Everyone with a key."""
    with opened_desk(arguments, officers=True) as desk:
        people, keyless = desk.people.all(), desk.people.keyless()
    roles = catalogues.person_roles()
    rows, lines = [], []
    for person in people:
        state = "leaving" if person.leaving else "key_missing" if person.id in keyless else "ok"
        rows.append({"id": person.id, "name": person.name, "role": person.role.value, "state": state})
        told = f"  ({_STATES[state]})" if state in _STATES else ""
        lines.append(f"{person.id}  {roles.label(person.role.value)}  {person.name}{told}")
    return Outcome({"people": rows}, lines)


def people_add(arguments: argparse.Namespace) -> Outcome:
    """Give somebody a key."""
    chosen = first_line(arguments.new_passphrase_file)
    with opened_desk(arguments, officers=True) as desk:
        shop = desk.register.controller().name
        person = desk.people.add(arguments.name, Role(arguments.role), chosen, shop=shop)
    lines = [f"Clé créée : {person.id}.", "Supprimez maintenant le fichier de sa phrase de passe."]
    return Outcome({"id": person.id, "role": person.role.value}, lines)


def people_remove(arguments: argparse.Namespace) -> Outcome:
    """Take a key away."""
    if not arguments.yes:
        raise InvalidInput(
            "Retirer une clé change toutes les clés du coffre.",
            safe="Rien n’a été modifié.",
            remedy="Ajoutez --yes pour confirmer.",
            code="needs_yes",
        )
    with opened_desk(arguments, officers=True) as desk:
        person = desk.people.remove(arguments.id)
    return Outcome({"id": person.id}, ["Clé retirée, le coffre a changé de clé.", _KEPT])


def people_passphrase(arguments: argparse.Namespace) -> Outcome:
    """Change one's own passphrase."""
    old, new = passphrase(arguments), first_line(arguments.new_passphrase_file)
    with unlock_desk(vault_folder(arguments), old, SystemClock(), arguments.id) as desk:
        desk.people.change_passphrase(old, new, shop=desk.register.controller().name)
    return Outcome({"id": arguments.id}, ["Phrase de passe changée."])


def add_to(verbs: Any) -> None:
    """The words of this module."""
    group = add_group(verbs, "people", "qui a une clé du coffre")
    add_vault_options(add_verb(group, "list", "les personnes et leur identifiant", people_list))
    add = add_verb(group, "add", "donner une clé à une personne", people_add)
    add_vault_options(add)
    add.add_argument("--name", required=True, metavar="TEXTE", help="son nom")
    add.add_argument(
        "--role",
        required=True,
        choices=[Role.OFFICER.value, Role.STAFF.value],
        help=display("officer : tout ; staff : enregistrer des demandes"),
    )
    remove = add_verb(group, "remove", "retirer la clé d'une personne", people_remove)
    add_vault_options(remove)
    remove.add_argument("id", metavar="ID", help=display("son identifiant, voyez people list"))
    remove.add_argument("--yes", action="store_true", help="confirmer")
    change = add_verb(group, "passphrase", "changer sa phrase de passe", people_passphrase)
    add_vault_options(change)
    change.add_argument("id", metavar="ID", help=display("son identifiant, voyez people list"))
    for parser in (add, change):
        parser.add_argument(
            "--new-passphrase-file",
            type=typed_path,
            required=True,
            metavar="FICHIER",
            help=display("sa première ligne est la nouvelle phrase de passe"),
        )
