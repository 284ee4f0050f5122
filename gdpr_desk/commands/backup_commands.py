"""Backups: make one elsewhere, verify one, restore one into a folder of its own."""

from __future__ import annotations

import argparse
import os
from typing import Any

from gdpr_desk.clock import SystemClock
from gdpr_desk.commands.opening import SECRET_FILE_VARIABLE, opened_desk, passphrase, vault_folder
from gdpr_desk.commands.parser import add_group, add_vault_options, add_verb, typed_path
from gdpr_desk.desk_backups import back_up, preview_backup, restore_backup, verify_backup
from gdpr_desk.documents.typography import display
from gdpr_desk.files import size_words
from gdpr_desk.outcome import KINDS, MUST_LOOK, Outcome, counted, held
from gdpr_desk.periods.words import french_instant

_RESTORE_RESULT = (
    "Avec --json : made_at, activities, parties, requests, breaches, attachments, entries, "
    "erased (effacés depuis), erasures_until (null : aucun relevé plus récent), keys_back (clés retirées "
    "depuis que la sauvegarde rend), et vault quand le coffre est restauré."
)


def backup_create(arguments: argparse.Namespace) -> Outcome:
    """A copy of the vault in another place."""
    from gdpr_desk.vault.backup import same_disk

    with opened_desk(arguments, officers=True) as desk:
        made = back_up(desk, arguments.out, force=arguments.force)
        shared = same_disk(desk.vault.folder, arguments.out.resolve().parent)
    size = arguments.out.stat().st_size
    lines = [f"Sauvegarde écrite et chiffrée : {size_words(size)}."]
    if shared:
        lines.append("Elle est sur le même disque que le coffre : une panne les emporterait ensemble.")
    return Outcome(
        {
            "file": str(arguments.out),
            "bytes": size,
            "made_at": made.made_at.isoformat(),
            "same_disk": shared,
        },
        lines,
    )


def backup_verify(arguments: argparse.Namespace) -> Outcome:
    """Whether a backup is whole; with a passphrase, whether all of it opens and reads."""
    from gdpr_desk.vault.backup_reading import verify_outside

    if arguments.passphrase_file or os.environ.get(SECRET_FILE_VARIABLE):
        secret = passphrase(arguments)
        found = verify_backup(arguments.file, secret, SystemClock(), arguments.person)
    else:
        found = verify_outside(arguments.file)
    result = {"intact": found.intact, "files": found.files, "opened": found.opened}
    if not found.intact:
        told = ["Cette sauvegarde est abîmée ou incomplète : gardez-la de côté, essayez-en une autre."]
    elif found.opened:
        told = [f"Sauvegarde intacte : ouverte, et ses {counted(found.files, 'fichier')} relus."]
    else:
        told = [
            "Sauvegarde intacte, vue de l’extérieur.",
            "Donnez --passphrase-file pour l’ouvrir et relire tout ce qu’elle contient.",
        ]
    return Outcome(result, told, 0 if found.intact else MUST_LOOK)


def backup_restore(arguments: argparse.Namespace) -> Outcome:
    """Make the vault in a backup anew, or only look at what that would bring."""
    folder, secret, clock = vault_folder(arguments), passphrase(arguments), SystemClock()
    ledgers = [arguments.erasures] if arguments.erasures else []
    if arguments.preview:
        told = preview_backup(arguments.file, folder, secret, clock, person=arguments.person, ledgers=ledgers)
    else:
        done = restore_backup(arguments.file, folder, secret, clock, person=arguments.person, ledgers=ledgers)
        told = done.preview
    inside = ", ".join((*held(told.counts), f"journal de {counted(told.entries, 'ligne')}"))
    lines = [
        f"Sauvegarde du {french_instant(told.made_at)} : {inside}.",
        told.replayable.sentence,
        *([told.returning.sentence] if told.returning.sentence else []),
        "Rien n’a été modifié." if arguments.preview else "Coffre restauré dans le dossier demandé.",
    ]
    until = told.replayable.until
    result = {
        "made_at": told.made_at.isoformat(),
        **{kind: told.counts.get(kind, 0) for kind in KINDS},
        "entries": told.entries,
        "erased": told.replayable.erased,
        "erasures_until": until.isoformat() if until else None,
        "keys_back": {
            "people": len(told.returning.people),
            "sheet": told.returning.sheet,
            "known": told.returning.known,
        },
        "vault": None if arguments.preview else str(folder),
    }
    return Outcome(result, lines)


def add_to(verbs: Any) -> None:
    """The words of this module."""
    group = add_group(verbs, "backup", "les sauvegardes du coffre")
    made = add_verb(group, "create", "sauvegarder le coffre ailleurs", backup_create)
    made.add_argument(
        "--out", type=typed_path, required=True, metavar="FICHIER", help=display("le fichier à écrire")
    )
    made.add_argument("--force", action="store_true", help="remplacer un fichier existant")
    add_vault_options(made)
    verified = add_verb(group, "verify", "vérifier une sauvegarde", backup_verify)
    _add_file(verified)
    _add_secret(verified)
    restored = add_verb(group, "restore", "restaurer une sauvegarde dans un nouveau dossier", backup_restore)
    restored.epilog = display(_RESTORE_RESULT)
    _add_file(restored)
    restored.add_argument(
        "--vault",
        type=typed_path,
        required=True,
        metavar="DOSSIER",
        help=display("un dossier nouveau ou vide"),
    )
    restored.add_argument("--preview", action="store_true", help=display("montrer sans rien restaurer"))
    restored.add_argument(
        "--erasures",
        type=typed_path,
        metavar="FICHIER",
        help=display("le relevé des effacements (erasures.log) du coffre d'origine"),
    )
    _add_secret(restored)


def _add_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=typed_path, metavar="FICHIER", help=display("la sauvegarde (.gdprdesk)"))


def _add_secret(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--passphrase-file",
        type=typed_path,
        metavar="FICHIER",
        help=display("sa première ligne est la phrase de passe, ou le secret de la feuille de secours"),
    )
    parser.add_argument("--person", metavar="ID", help=display("à qui est cette phrase de passe"))
