"""The control pack: one PDF with its annexes, in a folder of its own."""

from __future__ import annotations

import argparse
from typing import Any

from gdpr_desk.commands.opening import opened_desk
from gdpr_desk.commands.parser import add_group, add_vault_options, add_verb, typed_path
from gdpr_desk.documents.typography import display
from gdpr_desk.outcome import Outcome, counted

_RESULT = (
    "Avec --json : folder, pages, parts (les clés), files, une liste de name, bytes, sha256. "
    "Le dossier doit être nouveau ou vide."
)


def pack_export(arguments: argparse.Namespace) -> Outcome:
    """Write the control pack into a new or empty folder."""
    from gdpr_desk.pack.folder import check_folder
    from gdpr_desk.pack.service import ControlPack

    keys = None if arguments.parts is None else _keys(arguments.parts)
    target = check_folder(arguments.out)
    with opened_desk(arguments, officers=True) as desk:
        pack = ControlPack(desk)
        made = pack.write(target, keys)
        held = [part.key for part in pack.parts if (part.wanted if keys is None else part.key in keys)]
    result = {
        "folder": str(arguments.out),
        "pages": made.pages,
        "parts": held,
        "files": [{"name": f.name, "bytes": f.size, "sha256": f.sha256} for f in made.files],
    }
    files = [f"{file.name} : {counted(file.size, 'octet')}" for file in made.files]
    lines = [f"Dossier de contrôle écrit : {counted(made.pages, 'page')}.", *files]
    return Outcome(result, [*lines, "Ces fichiers ne sont plus chiffrés."])


def _keys(typed: str) -> tuple[str, ...]:
    return tuple(key for key in (part.strip() for part in typed.split(",")) if key)


def add_to(verbs: Any) -> None:
    """The words of this module."""
    group = add_group(verbs, "pack", "le dossier à montrer lors d'un contrôle")
    export = add_verb(group, "export", "écrire le dossier de contrôle", pack_export)
    export.add_argument(
        "--out", type=typed_path, required=True, metavar="DOSSIER", help=display("le dossier à créer")
    )
    export.add_argument(
        "--parts",
        metavar="CLES",
        help=display(
            "register,timeline,map,parties,findings,journal (sans cette option : tout sauf findings)"
        ),
    )
    export.epilog = display(_RESULT)
    add_vault_options(export)
