"""Folders of this computer under a retention rule."""

from __future__ import annotations

import argparse
from typing import Any

from gdpr_desk.commands.opening import opened_desk
from gdpr_desk.commands.parser import add_group, add_vault_options, add_verb
from gdpr_desk.documents.typography import display
from gdpr_desk.files import size_words
from gdpr_desk.outcome import MUST_LOOK, Outcome, counted
from gdpr_desk.periods.words import french_instant
from gdpr_desk.retention.folders.dates import DateForm
from gdpr_desk.retention.folders.model import EVERYTHING, FolderPreview, FolderRule, FolderStanding
from gdpr_desk.retention.wording import error_sentence

UNLINKED = (
    "Un fichier qui part est supprimé sans passer par la corbeille ; il n’est pas réécrit avant. "
    "Seul le chiffrement du disque garantit que rien ne s’en relit."
)


def add(arguments: argparse.Namespace) -> Outcome:
    """Put a folder under a rule, or show what the rule would do."""
    rule = FolderRule(
        path=arguments.path,
        label=arguments.label,
        period=arguments.keep,
        patterns=tuple(arguments.pattern or EVERYTHING),
        date_form=DateForm(arguments.by_name) if arguments.by_name else None,
        recursive=arguments.recursive,
    )
    with opened_desk(arguments, officers=True) as desk:
        seen = desk.folders.preview(rule)
        added = None if arguments.dry_run else desk.folders.add(rule)
    result = {"folder": None if added is None else added.id, **_preview(seen)}
    saved = (
        "Rien n’a été enregistré." if added is None else f"Enregistré sous le numéro {added.id}. {UNLINKED}"
    )
    return Outcome(result, [*_preview_lines(seen), saved])


def show(arguments: argparse.Namespace) -> Outcome:
    """Every watched folder, and what is known below it."""
    with opened_desk(arguments, officers=True) as desk:
        found = desk.folders.standings()
    look = any(one.folder.rule.enabled and (one.folder.trouble or one.stuck) for one in found)
    lines = [line for one in found for line in _lines(one)] or ["Aucun dossier surveillé."]
    return Outcome({"folders": [_row(one) for one in found]}, lines, MUST_LOOK if look else 0)


def pause(arguments: argparse.Namespace) -> Outcome:
    """Let a rule rest."""
    with opened_desk(arguments, officers=True) as desk:
        desk.folders.switch(arguments.number, enabled=False)
    return Outcome({"folder": arguments.number, "enabled": False}, ["Règle en pause : rien n’en part."])


def resume(arguments: argparse.Namespace) -> Outcome:
    """Take a rule up again."""
    with opened_desk(arguments, officers=True) as desk:
        desk.folders.switch(arguments.number, enabled=True)
    return Outcome(
        {"folder": arguments.number, "enabled": True},
        ["Règle reprise : la prochaine simulation nomme ce qui partira à la suivante."],
    )


def remove(arguments: argparse.Namespace) -> Outcome:
    """Take a folder from under its rule."""
    with opened_desk(arguments, officers=True) as desk:
        desk.folders.remove(arguments.number)
    return Outcome({"removed": arguments.number}, ["Dossier retiré de la liste. Ses fichiers restent."])


def _preview(seen: FolderPreview) -> dict[str, Any]:
    return {
        "files": seen.files,
        "bytes": seen.size,
        "going": seen.going,
        "old": seen.old,
        "undated": seen.undated,
        "next_at": seen.next_at.isoformat() if seen.next_at else None,
        "aside": seen.aside,
        "whole": seen.whole,
        "synchronised": seen.synchronised,
    }


def _preview_lines(seen: FolderPreview) -> list[str]:
    lines = [f"{counted(seen.files, 'fichier')} sous cette règle ({size_words(seen.size)})."]
    if seen.rule.caution:
        lines.append(f"Attention : cette durée {seen.rule.caution}.")
    if seen.going:
        lines.append(f"À la deuxième purge à compter d’ici : {counted(seen.going, 'fichier')}.")
    if seen.next_at:
        lines.append(f"Les autres partent à partir du {french_instant(seen.next_at)}.")
    if seen.undated:
        lines.append(
            f"{counted(seen.undated, 'fichier')} sans date dans le nom : comptés par leur propre date."
        )
    if not seen.whole:
        lines.append("Une partie du dossier ne peut pas être lue : elle n’est pas comptée.")
    if seen.synchronised:
        lines.append(
            f"Ce dossier est synchronisé par {seen.synchronised}, qui peut en garder une copie ailleurs."
        )
    return lines


def _row(one: FolderStanding) -> dict[str, Any]:
    folder, rule = one.folder, one.folder.rule
    return {
        "number": folder.id,
        "label": rule.label,
        "path": rule.path.encode("utf-8", "backslashreplace").decode(),
        "period": rule.period,
        "patterns": list(rule.patterns),
        "by_name": rule.date_form.value if rule.date_form else None,
        "recursive": rule.recursive,
        "enabled": rule.enabled,
        "trouble": folder.trouble or None,
        "files": one.files,
        "due": one.due,
        "next_at": one.next_at.isoformat() if one.next_at else None,
        "undated": one.undated,
        "held": one.held,
        "frozen": one.frozen,
        "stuck": dict(one.stuck),
    }


def _lines(one: FolderStanding) -> list[str]:
    rule = one.folder.rule
    paused = "" if rule.enabled else " (en pause)"
    held = f", dont {one.held} gelé{'s' if one.held > 1 else ''}" if one.held else ""
    lines = [
        f"{one.folder.id}  {rule.label}{paused} : {rule.wording}. {counted(one.files, 'fichier')}{held}."
    ]
    if one.frozen:
        lines.append("    Gelé : rien n’en part tant que le gel tient (gdpr-desk retention list).")
    elif one.next_at:
        lines.append(f"    Prochain départ : {french_instant(one.next_at)}.")
    troubles = [one.folder.trouble] if one.folder.trouble else []
    return lines + [f"    {error_sentence(key)}" for key in (*troubles, *one.stuck)]


def add_to(verbs: Any) -> None:
    """The words of this module."""
    group = add_group(verbs, "folder", "dossiers de cet ordinateur dont les fichiers partent à l’heure")
    added = add_verb(group, "add", "mettre un dossier sous une règle", add)
    added.epilog = display(UNLINKED)
    added.add_argument("path", metavar="DOSSIER", help=display("un dossier de cet ordinateur"))
    added.add_argument(
        "--label", required=True, metavar="NOM", help=display("comment l'appeler, sans nom de personne")
    )
    added.add_argument("--keep", required=True, metavar="DURÉE", help=display("par exemple P60D, P1M, PT48H"))
    added.add_argument(
        "--pattern", action="append", metavar="MOTIF", help=display("par exemple *.mp4 (sinon tout)")
    )
    forms = "; ".join(f"{form} : {form.words}" for form in DateForm)
    added.add_argument(
        "--by-name",
        choices=[form.value for form in DateForm],
        metavar="FORME",
        help=display(f"compter depuis la date écrite dans le nom. {forms}"),
    )
    added.add_argument("--recursive", action="store_true", help="avec les dossiers qu’il contient")
    added.add_argument(
        "--dry-run", action="store_true", help="montrer ce qui partirait, sans rien enregistrer"
    )
    listed = add_verb(group, "list", "les dossiers surveillés", show)
    paused = add_verb(group, "pause", "mettre une règle en pause", pause)
    resumed = add_verb(group, "resume", "reprendre une règle", resume)
    removed = add_verb(group, "remove", "retirer un dossier ; ses fichiers restent", remove)
    for parser in (paused, resumed, removed):
        parser.add_argument("number", type=int, metavar="NUMÉRO", help=display("son numéro dans la liste"))
    for parser in (added, listed, paused, resumed, removed):
        add_vault_options(parser)
