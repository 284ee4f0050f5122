"""The register: listing, showing, checking, writing it out and taking it over."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gdpr_desk.app import Desk
from gdpr_desk.commands.opening import opened_desk, refuse_inside, typed_reference, vault_folder
from gdpr_desk.commands.parser import add_group, add_vault_options, add_verb, typed_path
from gdpr_desk.documents.typography import display
from gdpr_desk.errors import InvalidInput
from gdpr_desk.files import check_target, writing_for_user
from gdpr_desk.outcome import Outcome, counted

if TYPE_CHECKING:
    from gdpr_desk.register.exchange_rules import Problem

_EXPORTS = ("pdf", "ods", "xlsx", "csv", "json")


def register_list(arguments: argparse.Namespace) -> Outcome:
    """The activities, one line each."""
    with opened_desk(arguments) as desk:
        overview = desk.register.overview()
    rows = [
        {
            "reference": o.activity.reference,
            "name": o.activity.name,
            "status": o.activity.status.value,
            "complete": round(o.completeness.share, 2),
            "findings": len(o.findings),
            "reviewed_on": o.activity.reviewed_on.isoformat() if o.activity.reviewed_on else None,
        }
        for o in overview
    ]
    lines = [
        f"{r['reference']}  {round(o.completeness.share * 100):3d} %  {r['name']}"
        for r, o in zip(rows, overview, strict=True)
    ]
    return Outcome({"activities": rows}, lines or ["Le registre est vide."])


def register_show(arguments: argparse.Namespace) -> Outcome:
    """One activity in the interchange format."""
    from gdpr_desk.register.interchange import activity_to_json

    with opened_desk(arguments) as desk:
        shown = activity_to_json(desk.register.activity(typed_reference(arguments.reference)))
    return Outcome(shown, plain=json.dumps(shown, ensure_ascii=False, indent=2))


def register_check(arguments: argparse.Namespace) -> Outcome:
    """Everything the checks find."""
    with opened_desk(arguments) as desk:
        findings = desk.register.check()
    rows = [
        {
            "key": f.key,
            "severity": str(f.severity),
            "activity": f.activity,
            "field": f.field,
            "sentence": f.sentence,
            "article": f.article,
        }
        for f in findings
    ]
    lines = [" · ".join(part for part in (f.activity, f.sentence, f.article) if part) for f in findings]
    return Outcome({"findings": rows}, lines or ["Rien à signaler."])


@dataclass(frozen=True)
class _Export:
    """A file's bytes, what was shown by its number, and what the file does not hold."""

    content: bytes
    replaced: tuple[str, ...] = ()
    left_out: str = ""


def register_export(arguments: argparse.Namespace) -> Outcome:
    """The register, or one sheet of it, as a file."""
    if arguments.strict and arguments.format == "json":
        raise InvalidInput(
            "Le fichier JSON contient toujours tout le registre : c’est lui qui se reprend sans perte.",
            safe="Rien n’a été écrit.",
            remedy="Retirez --strict, ou choisissez pdf, ods, xlsx ou csv.",
        )
    target = check_target(arguments.out, force=arguments.force)
    refuse_inside(vault_folder(arguments), target)
    with opened_desk(arguments, officers=True) as desk:
        made = _made(desk, arguments)
        with writing_for_user(target, made.content, force=arguments.force):
            desk.exchange.exported(arguments.format)
    size = len(made.content)
    lines = [f"{counted(size, 'octet écrit')}. Ce fichier n’est plus chiffré."]
    if made.replaced:
        lines.append(f"Signes sans dessin, montrés par leur numéro : {', '.join(made.replaced)}.")
    if made.left_out:
        lines.append(made.left_out)
    result = {
        "file": str(arguments.out),
        "bytes": size,
        "version": "strict" if arguments.strict else "complete",
        "replaced": list(made.replaced),
        "left_out": made.left_out,
    }
    return Outcome(result, lines)


def _made(desk: Desk, arguments: argparse.Namespace) -> _Export:
    reference = None if arguments.activity is None else typed_reference(arguments.activity)
    if arguments.format == "pdf":
        paper = desk.exchange.pdf(desk.vault.is_demo, reference, strict=arguments.strict)
        return _Export(paper.content, paper.replaced, paper.left_out)
    if arguments.format == "json":
        return _Export(desk.exchange.json(reference).encode("utf-8"))
    sheets = desk.exchange.sheets(arguments.format, strict=arguments.strict, activity=reference)
    return _Export(sheets.content, left_out=sheets.left_out)


def register_poster(arguments: argparse.Namespace) -> Outcome:
    """The flow map on A3, for the team."""
    target = check_target(arguments.out, force=arguments.force)
    refuse_inside(vault_folder(arguments), target)
    with opened_desk(arguments, officers=True) as desk:
        content = desk.exchange.poster(desk.vault.is_demo)
        with writing_for_user(target, content, force=arguments.force):
            desk.exchange.exported("poster")
    lines = [f"{counted(len(content), 'octet écrit')}. Ce fichier n’est plus chiffré."]
    return Outcome({"file": str(arguments.out), "bytes": len(content)}, lines)


def register_import(arguments: argparse.Namespace) -> Outcome:
    """Take over a register, whatever wrote it; nothing at all when any of it is wrong."""
    from gdpr_desk.register.exchange_rules import InterchangeRefused
    from gdpr_desk.register.reading.column_mapper import read_mapping
    from gdpr_desk.register.reading.intake import JSON_FORMAT, examine

    mapping = read_mapping(arguments.mapping) if arguments.mapping else None
    shift = None if arguments.shift is None else arguments.shift == "corrected"
    try:
        incoming = examine(arguments.file, mapping=mapping, correct_shift=shift)
    except InterchangeRefused as refused:
        if not arguments.dry_run:
            raise
        return _would_be_refused(JSON_FORMAT, 0, refused.problems)
    with opened_desk(arguments, officers=True) as desk:
        if not arguments.dry_run:
            outcome = desk.exchange.import_incoming(incoming)
        elif problems := desk.exchange.preview_lines(incoming).problems:
            return _would_be_refused(incoming.format, len(incoming.register.activities), problems)
        else:
            outcome = desk.exchange.preview_incoming(incoming)
    result = {
        "format": incoming.format,
        "activities": len(incoming.register.activities),
        "created": list(outcome.created),
        "updated": list(outcome.updated),
        "warnings": [{"where": w.where, "message": w.message} for w in outcome.warnings],
        "errors": [],
    }
    created, updated = len(outcome.created), len(outcome.updated)
    done = "Rien n’a été modifié : cet import" if arguments.dry_run else "L’import"
    verb = "apporterait" if arguments.dry_run else "a apporté"
    lines = [f"{done} {verb} {counted(created, 'fiche nouvelle')} et {counted(updated, 'fiche modifiée')}."]
    return Outcome(result, lines + [f"{w.where} : {w.message}" for w in outcome.warnings])


def _would_be_refused(form: str, activities: int, problems: Sequence[Problem]) -> Outcome:
    """What a dry run finds wrong: every line, not only the first."""
    result: dict[str, Any] = {"format": form, "activities": activities, "created": [], "updated": []}
    result |= {"warnings": [], "errors": [{"where": p.where, "message": p.message} for p in problems]}
    lines = ["Rien n’a été modifié : ce fichier serait refusé.", *map(str, problems)]
    return Outcome(result, lines, status=1)


def add_to(verbs: Any) -> None:
    """The words of this module."""
    group = add_group(verbs, "register", "le registre des activités de traitement")
    add_vault_options(add_verb(group, "list", "les activités du registre", register_list))
    show = add_verb(group, "show", "une activité, au format d'échange", register_show)
    show.add_argument("reference", metavar="REF", help=display("par exemple T-02"))
    add_vault_options(show)
    add_vault_options(add_verb(group, "check", "ce qui manque ou mérite un regard", register_check))
    export = add_verb(group, "export", "écrire le registre dans un fichier", register_export)
    export.add_argument("--format", choices=_EXPORTS, required=True, help="format du fichier")
    export.add_argument(
        "--strict",
        action="store_true",
        help=display("ce que demande l'article 30, rien de plus (sauf JSON)"),
    )
    export.add_argument("--activity", metavar="REF", help=display("une seule fiche"))
    export.add_argument(
        "--out", type=typed_path, required=True, metavar="FICHIER", help=display("le fichier à écrire")
    )
    export.add_argument("--force", action="store_true", help="remplacer un fichier existant")
    add_vault_options(export)
    poster = add_verb(group, "poster", "écrire la carte des flux en affiche A3", register_poster)
    poster.add_argument(
        "--out", type=typed_path, required=True, metavar="FICHIER", help=display("le PDF à écrire")
    )
    poster.add_argument("--force", action="store_true", help="remplacer un fichier existant")
    add_vault_options(poster)
    _add_import(group)


def _add_import(group: Any) -> None:
    imported = add_verb(group, "import", "reprendre un registre venu d'ailleurs", register_import)
    imported.add_argument(
        "file",
        type=typed_path,
        metavar="FICHIER",
        help=display("JSON, modèle de la CNIL, tableau ODS, XLSX ou CSV"),
    )
    imported.add_argument(
        "--mapping", type=typed_path, metavar="FICHIER", help=display("TOML : quelle colonne est quel champ")
    )
    imported.add_argument(
        "--shift",
        choices=("corrected", "as-is"),
        help=display("fichier Madis : corriger ou non les colonnes décalées"),
    )
    imported.add_argument("--dry-run", action="store_true", help=display("montrer sans rien modifier"))
    add_vault_options(imported)
