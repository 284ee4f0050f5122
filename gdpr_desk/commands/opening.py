"""Where the vault is, what opens it, and which typed words need care."""

from __future__ import annotations

import argparse
import contextlib
import getpass
import os
import sys
from pathlib import Path

from gdpr_desk import settings
from gdpr_desk.app import Desk, open_desk, unlock_desk
from gdpr_desk.clock import SystemClock
from gdpr_desk.commands.console import say
from gdpr_desk.documents.typography import display
from gdpr_desk.errors import AccessRefused, InvalidInput
from gdpr_desk.files import first_line
from gdpr_desk.vault.folder import exists as vault_exists
from gdpr_desk.vault.people import Role
from gdpr_desk.vault.refusals import for_officers, no_vault
from gdpr_desk.vault.state import LOST, read_state
from gdpr_desk.vault.vault import Vault

SECRET_FILE_VARIABLE = "GDPR_DESK_PASSPHRASE_FILE"


def opened_desk(arguments: argparse.Namespace, *, officers: bool = False) -> Desk:
    """The vault the words name, open. Close it. Raises the refusals of `vault.refusals`.

    `officers`: staff are refused. The program says so, not their keys (see the README).
    """
    folder = vault_folder(arguments)
    if not vault_exists(folder):  # said before anybody is asked for a passphrase
        raise no_vault()
    if read_state(folder).lost:  # the opening writes it anew: said now or never
        say(sys.stderr, display(LOST))
    desk = _by_keyring(arguments, folder) or unlock_desk(
        folder, passphrase(arguments), SystemClock(), arguments.person
    )
    if officers and desk.vault.person.role is Role.STAFF:
        desk.close()
        raise for_officers()
    return desk


def _by_keyring(arguments: argparse.Namespace, folder: Path) -> Desk | None:
    """Open with the system's keyring, where a person chose so and no passphrase was named."""
    if arguments.passphrase_file or os.environ.get(SECRET_FILE_VARIABLE):
        return None
    from gdpr_desk.system_keyring import ASKING_S, TIDYING_S, KeyringUnavailable, Patience
    from gdpr_desk.vault.keyring_way import KeyringVoid, fetch, mark_of, offered

    mark = mark_of(folder)
    if mark is None or not offered(folder) or arguments.person not in {None, mark.person}:
        return None
    somebody = sys.stdin is not None and sys.stdin.isatty()
    try:
        keys = fetch(folder, Patience(ASKING_S if somebody else TIDYING_S))
    except (KeyringUnavailable, KeyringVoid):
        return None
    return open_desk(Vault.enter(folder, keys, clock=SystemClock()), SystemClock())


def vault_folder(arguments: argparse.Namespace) -> Path:
    """The vault's real place: « . » and links have no name to build a vault beside."""
    folder: Path = arguments.vault or settings.default_vault()
    try:
        folder = folder.resolve()
        vault_exists(folder)  # a folder closed to this user says so here
    except (OSError, RuntimeError) as problem:
        raise InvalidInput(
            "Ce dossier ne peut pas être lu.",
            safe="Rien n’a été modifié.",
            remedy="Vérifiez son chemin et vos droits.",
            code="folder_refused",
            field="folder",
        ) from problem
    return folder


def passphrase(arguments: argparse.Namespace) -> str:
    """What opens the vault: from a file, else typed. Raises AccessRefused without either."""
    named = arguments.passphrase_file or os.environ.get(SECRET_FILE_VARIABLE)
    if named:
        return first_line(Path(named))
    typed = ""
    if sys.stdin is not None and sys.stdin.isatty():
        with contextlib.suppress(EOFError):
            typed = getpass.getpass(display("Phrase de passe : "))
    if typed:
        return typed
    raise AccessRefused(
        "Le coffre est verrouillé, et aucune phrase de passe n’a été donnée.",
        safe="Rien n’a été modifié.",
        remedy=f"Donnez --passphrase-file FICHIER, ou la variable {SECRET_FILE_VARIABLE}.",
    )


def refuse_inside(folder: Path, target: Path) -> None:
    """Raise InvalidInput where `target` lies in the vault in `folder`."""
    if target.is_relative_to(folder):
        raise InvalidInput(
            "Ce fichier serait dans le dossier du coffre, que le programme garde pour lui.",
            safe="Rien n’a été modifié.",
            remedy="Choisissez un autre dossier, par exemple Documents.",
            code="inside_vault",
        )


def typed_reference(typed: str) -> str:
    """A reference as the register writes it; the screen shows it with an unbreakable hyphen."""
    return typed.strip().replace("\u2011", "-").upper()
