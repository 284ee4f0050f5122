"""The ledgers kept beside the register: lists, entries, their steps, imports."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gdpr_desk.commands.opening import opened_desk, typed_reference
from gdpr_desk.commands.parser import add_group, add_vault_options, add_verb, typed_path
from gdpr_desk.documents.typography import display
from gdpr_desk.errors import InvalidInput
from gdpr_desk.outcome import Outcome, counted
from gdpr_desk.periods.words import french_instant
from gdpr_desk.retention.ledgers.answers import read_moment, read_values, shown, shown_moment, to_json
from gdpr_desk.retention.ledgers.kinds import KINDS, kind_of
from gdpr_desk.retention.ledgers.model import FieldSpec, LedgerKind
from gdpr_desk.retention.ledgers.review_notice import ReviewPolicy, review_notice

if TYPE_CHECKING:
    from datetime import datetime

    from gdpr_desk.periods.ceilings import Trigger
    from gdpr_desk.retention.ledgers.model import Values
    from gdpr_desk.retention.ledgers.service import Foreseen, LedgerOverview

_STILL = "Rien n’a été modifié."


def ledger_list(arguments: argparse.Namespace) -> Outcome:
    """The entries of one ledger, or every ledger with its counts."""
    with opened_desk(arguments, officers=True) as desk:
        if not arguments.kind:
            rows = desk.ledgers.ledgers()
            listed = [
                {"kind": row.kind.key, "label": row.kind.label, "entries": row.entries, "drafts": row.drafts}
                for row in rows
            ]
            lines = [f"{row.kind.key}  {row.kind.label} : {_count(row.entries)}" for row in rows]
            return Outcome({"ledgers": listed}, lines)
        kind = kind_of(arguments.kind)
        found = desk.ledgers.entries(kind.key)
    lines = [_line(kind, one) for one in found] or [f"{kind.label} : aucune ligne."]
    return Outcome({"kind": kind.key, "entries": [_entry(one) for one in found]}, lines)


def ledger_show(arguments: argparse.Namespace) -> Outcome:
    """One entry with its steps, and what is to do."""
    with opened_desk(arguments, officers=True) as desk:
        return _told(desk.ledgers.entry(typed_reference(arguments.id)))


def ledger_fields(arguments: argparse.Namespace) -> Outcome:
    """What a ledger asks: the keys of its fields and steps, as add, note and imports know them."""
    kind = kind_of(arguments.kind)
    fields = [
        {
            "key": spec.key,
            "label": spec.label,
            "type": spec.type.value,
            "required": spec.required,
            "choices": [choice.key for choice in spec.choices],
        }
        for spec in kind.fields
    ]
    steps = [
        {"key": step.key, "label": step.label, "needs": list(step.needs), "asks": list(step.asks)}
        for step in kind.steps
    ]
    lines = [f"{kind.label} : {kind.sentence}", *(_field_line(spec) for spec in kind.fields), "Étapes :"]
    lines += [f"  {step.key}  {step.label}" for step in kind.steps]
    return Outcome({"kind": kind.key, "fields": fields, "steps": steps}, lines)


def ledger_add(arguments: argparse.Namespace) -> Outcome:
    """Write an entry down."""
    kind = kind_of(arguments.kind)
    values, steps = _values(kind, arguments.field), _steps(kind, arguments.step)
    with opened_desk(arguments, officers=True) as desk:
        made = desk.ledgers.add(kind.key, values, steps=steps, draft=arguments.draft, twice=arguments.twice)
        return _told(desk.ledgers.entry(made.reference))


def ledger_change(arguments: argparse.Namespace) -> Outcome:
    """Write other answers of an entry down; an empty one takes the answer back."""
    reference = typed_reference(arguments.id)
    with opened_desk(arguments, officers=True) as desk:
        before = desk.ledgers.entry(reference).entry
        typed = _parted(KINDS[before.kind], arguments.field)
        kept = {key: value for key, value in before.values.items() if key not in typed}
        values = {**kept, **read_values(KINDS[before.kind], typed)}
        desk.ledgers.change(reference, values, base=before.values, draft=False if arguments.done else None)
        return _told(desk.ledgers.entry(reference))


def ledger_note(arguments: argparse.Namespace) -> Outcome:
    """Note that a step of an entry happened."""
    reference = typed_reference(arguments.id)
    at = read_moment(arguments.on, field="on")
    with opened_desk(arguments, officers=True) as desk:
        kind = KINDS[desk.ledgers.entry(reference).entry.kind]
        desk.ledgers.note_step(reference, arguments.step, at, _values(kind, arguments.field))
        return _told(desk.ledgers.entry(reference))


def ledger_undo(arguments: argparse.Namespace) -> Outcome:
    """Take a step back that was noted by mistake."""
    reference = typed_reference(arguments.id)
    with opened_desk(arguments, officers=True) as desk:
        desk.ledgers.undo_step(reference, arguments.step)
        return _told(desk.ledgers.entry(reference))


def ledger_remove(arguments: argparse.Namespace) -> Outcome:
    """Destroy an entry that was written by mistake."""
    reference = typed_reference(arguments.id)
    with opened_desk(arguments, officers=True) as desk:
        desk.ledgers.remove(reference)
    return Outcome({"removed": reference}, [f"{reference} effacée."])


def ledger_import(arguments: argparse.Namespace) -> Outcome:
    """Take the lines of a table over, all of them or none."""
    kind = kind_of(arguments.kind)
    with opened_desk(arguments, officers=True) as desk:
        foreseen = desk.ledgers.foresee(kind.key, arguments.source)
        if arguments.dry_run:
            return _foreseen(foreseen)
        taken = desk.ledgers.take(foreseen)
    result = {"kind": kind.key, "created": list(taken.references), "known": taken.known, "batch": taken.batch}
    lines = [f"{_count(len(taken.references))} de plus, {taken.known} déjà là."]
    if taken.references:
        lines.append(f"Pour revenir en arrière : ledger undo-import {taken.batch}")
    return Outcome(result, lines)


def ledger_undo_import(arguments: argparse.Namespace) -> Outcome:
    """Take out what came with an import."""
    with opened_desk(arguments, officers=True) as desk:
        gone = desk.ledgers.undo_import(arguments.batch)
    return Outcome({"removed": gone}, [f"{_count(gone)} de moins."])


def review_notice_text(arguments: argparse.Namespace) -> Outcome:
    """What to show near the reviews."""
    policy = ReviewPolicy(
        checked=arguments.checked,
        consideration=arguments.consideration,
        author_reachable=arguments.reachable,
        changeable=not arguments.fixed,
    )
    paragraphs = review_notice(policy)
    return Outcome({"paragraphs": list(paragraphs)}, paragraphs)


def _foreseen(foreseen: Foreseen) -> Outcome:
    table = foreseen.table
    problems = [{"line": one.number, "field": one.place, "message": one.sentence} for one in table.problems]
    result = {
        "kind": table.kind,
        "new": len(foreseen.new),
        "known": list(foreseen.known),
        "left": list(table.left),
        "problems": problems,
    }
    lines = [f"{_count(len(foreseen.new))} à prendre, {len(foreseen.known)} déjà là ou en double."]
    if table.left:
        lines.append(f"Colonnes laissées de côté : {', '.join(table.left)}.")
    lines += [f"Ligne {one.number} : {one.sentence}" for one in table.problems]
    return Outcome(result, lines)


def _values(kind: LedgerKind, pairs: Sequence[str]) -> Values:
    return read_values(kind, _parted(kind, pairs))


def _steps(kind: LedgerKind, pairs: Sequence[str]) -> dict[str, Trigger]:
    return {key: read_moment(text, field=key) for key, text in _pairs(pairs, [one.key for one in kind.steps])}


def _parted(kind: LedgerKind, pairs: Sequence[str]) -> dict[str, str]:
    return dict(_pairs(pairs, [spec.key for spec in kind.fields]))


def _pairs(pairs: Sequence[str], known: Sequence[str]) -> list[tuple[str, str]]:
    found = []
    for pair in pairs:
        key, equals, text = pair.partition("=")
        if not equals or key.strip() not in known:
            raise InvalidInput(
                "Ce champ n’existe pas dans ce registre, ou n’a pas de réponse.",
                safe=_STILL,
                remedy=f"Écrivez CLÉ=RÉPONSE, avec une clé parmi : {', '.join(known)}.",
                field="field",
            )
        found.append((key.strip(), text))
    return found


def _told(one: LedgerOverview) -> Outcome:
    kind = KINDS[one.entry.kind]
    lines = [_line(kind, one)]
    lines += [
        f"  {spec.label} : {shown(spec, one.entry.values[spec.key])}"
        for spec in kind.fields
        if spec.key in one.entry.values
    ]
    lines += [
        f"  {step.label} : {shown_moment(one.entry.steps[step.key])}"
        for step in kind.steps
        if step.key in one.entry.steps
    ]
    lines += [f"  {remark.sentence}" for remark in one.remarks]
    return Outcome({"entry": _entry(one)}, lines)


def _entry(one: LedgerOverview) -> dict[str, Any]:
    entry = one.entry
    return {
        "id": entry.reference,
        "kind": entry.kind,
        "draft": entry.draft,
        "fields": {key: to_json(value) for key, value in entry.values.items()},
        "steps": {key: to_json(at) for key, at in entry.steps.items()},
        "rule": one.rule.key,
        "leaves_at": _iso(one.leaves_at),
        "counted_from_creation": one.counted_from_creation,
        "held": one.held,
        "remarks": [{"weight": remark.weight.value, "message": remark.sentence} for remark in one.remarks],
        "next_steps": [step.key for step in one.next_steps],
    }


def _line(kind: LedgerKind, one: LedgerOverview) -> str:
    entry = one.entry
    said = [shown(kind.field(key), entry.values[key]) for key in kind.columns if key in entry.values]
    first = " · ".join(" ".join(text.split())[:60] for text in said)
    draft = " · brouillon" if entry.draft else ""
    leaves = f"s’efface le {french_instant(one.leaves_at)}" if one.leaves_at else "reste tant qu’elle sert"
    return f"{entry.reference}{draft} · {first} · {'gelée' if one.held else leaves}"


def _field_line(spec: FieldSpec) -> str:
    choices = f" ({', '.join(choice.key for choice in spec.choices)})" if spec.choices else ""
    return f"  {spec.key}  {spec.label}{', obligatoire' if spec.required else ''}{choices}"


def _count(number: int) -> str:
    return counted(number, "ligne")


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def add_to(verbs: Any) -> None:
    """The words of this module."""
    group = add_group(verbs, "ledger", "registres tenus : impayés, rappels, avis, consentements…")
    listed = add_verb(group, "list", "les lignes d’un registre, ou tous les registres", ledger_list)
    _add_kind(listed, optional=True)
    asked = add_verb(group, "fields", "ce qu’un registre demande", ledger_fields)
    _add_kind(asked)
    shown_one = add_verb(group, "show", "une ligne, ses étapes et ce qui reste à faire", ledger_show)
    added = add_verb(group, "add", "ajouter une ligne", ledger_add)
    _add_kind(added)
    added.add_argument(
        "--step", action="append", default=[], metavar="ÉTAPE=DATE", help=display("une étape déjà faite")
    )
    added.add_argument("--draft", action="store_true", help=display("à compléter plus tard"))
    added.add_argument("--twice", action="store_true", help=display("même si une ligne semblable existe"))
    changed = add_verb(group, "change", "modifier les réponses d’une ligne", ledger_change)
    changed.add_argument("--done", action="store_true", help=display("ce n’est plus un brouillon"))
    noted = add_verb(group, "note", "noter une étape : réglé, publié, retiré…", ledger_note)
    undone = add_verb(group, "undo", "retirer une étape notée par erreur", ledger_undo)
    removed = add_verb(group, "remove", "effacer une ligne écrite par erreur", ledger_remove)
    for parser in (shown_one, changed, noted, undone, removed):
        parser.add_argument("id", metavar="LIGNE", help=display("par exemple I-2026-001"))
    for parser in (noted, undone):
        parser.add_argument("step", metavar="ÉTAPE", help=display("sa clé, voir ledger fields"))
    noted.add_argument(
        "--on", required=True, metavar="DATE", help=display("quand, avec l’heure si elle compte")
    )
    for parser in (added, changed, noted):
        _add_fields(parser)
    taken = add_verb(group, "import", "prendre les lignes d’un tableau, toutes ou aucune", ledger_import)
    _add_kind(taken)
    taken.add_argument("source", type=typed_path, metavar="FICHIER", help=display("CSV, ODS ou XLSX"))
    taken.add_argument("--dry-run", action="store_true", help=display("dire seulement ce qui serait pris"))
    back = add_verb(group, "undo-import", "retirer ce qu’un import a amené", ledger_undo_import)
    back.add_argument("batch", metavar="IMPORT", help=display("son numéro, donné par l’import"))
    _add_notice(group)
    for parser in (listed, shown_one, added, changed, noted, undone, removed, taken, back):
        add_vault_options(parser)


def _add_notice(group: Any) -> None:
    told = add_verb(group, "review-notice", "la mention à montrer près des avis", review_notice_text)
    told.add_argument(
        "--checked", default="", metavar="TEXTE", help=display("comment les avis sont contrôlés")
    )
    told.add_argument("--consideration", action="store_true", help=display("une contrepartie est donnée"))
    told.add_argument("--reachable", action="store_true", help=display("un lecteur peut joindre l’auteur"))
    told.add_argument("--fixed", action="store_true", help=display("un avis ne se modifie pas"))


def _add_fields(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--field", action="append", default=[], metavar="CLÉ=RÉPONSE", help=display("une réponse")
    )


def _add_kind(parser: argparse.ArgumentParser, *, optional: bool = False) -> None:
    parser.add_argument(
        "kind",
        choices=list(KINDS),
        nargs="?" if optional else None,
        metavar="REGISTRE",
        help=display(" ; ".join(f"{key} : {kind.label.lower()}" for key, kind in KINDS.items())),
    )
