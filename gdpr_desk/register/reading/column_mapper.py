"""Any table with one activity a line: which column is what, by preset, by the person, or by synonyms."""

from __future__ import annotations

import html
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from gdpr_desk import assets
from gdpr_desk.documents.sheet_reading import SAFE, CellValue, Grid, Workbook
from gdpr_desk.errors import InvalidInput
from gdpr_desk.register.model import Register
from gdpr_desk.register.reading.blocks import cell
from gdpr_desk.register.reading.gathering import Gathering
from gdpr_desk.register.reading.incoming import Incoming, no_shop
from gdpr_desk.register.reading.record import FIELDS, Columns, record_of
from gdpr_desk.register.reading.values import plain, synonyms, text_of

PRESETS = ("gdpr-desk", "ciso-assistant", "openrgpd", "article30", "rgpdesk", "dastra", "rgpd-manager")
_LOOKED_AT = 30
_LARGEST_MAPPING = 100_000


@dataclass(frozen=True)
class Mapping:
    """What each column is: plain header to field; `between` separates the entries of a list.

    each of `signatures` are headers that only this tool's table has together; `sheet` names the one
    to read in a workbook; `escaped` undoes HTML in cells; `remark` is told at every import; `only_new` is
    what it is in `Incoming`.
    """

    name: str
    columns: dict[str, str]
    signatures: tuple[frozenset[str], ...] = ()
    between: str = ""
    sheet: str = ""
    escaped: bool = False
    remark: str = ""
    only_new: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Header:
    """Where the table begins and what its columns are; headers nothing is known of are `left`."""

    grid: Grid
    row: int
    fields: dict[int, str]
    left: tuple[str, ...] = field(default=())


def read_mapped(book: Workbook, mapping: Mapping | None = None) -> Incoming:
    """The records of a table. Raises InvalidInput where no column holds the names of activities."""
    chosen = mapping or next((preset for preset in presets() if _fits(preset, book)), None)
    header = _header(book, chosen)
    if header is None:
        raise _no_names(book)
    gathering = Gathering()
    between, escaped = (chosen.between, chosen.escaped) if chosen else ("", False)
    activities = []
    for number, row in enumerate(header.grid.rows[header.row + 1 :], header.row + 2):
        if not any(text_of(value).strip() for value in row):
            continue
        said: dict[str, list[CellValue]] = {}
        for place, name in header.fields.items():
            said.setdefault(name, []).append(_unescaped(cell(row, place), escaped))
        activity = record_of(Columns(said, f"ligne {number}", gathering, between))
        if not activity.name:
            gathering.fault(f"ligne {number}", "cette ligne n’a pas de nom d’activité")
        activities.append(activity)
    if header.left:
        named = ", ".join(f"« {name} »" for name in header.left[:12])
        gathering.caution("colonnes", f"Ces colonnes ne sont pas reprises : {named}.")
    if chosen and chosen.remark:
        gathering.caution(chosen.name, chosen.remark)
    return Incoming(
        f"mapped:{chosen.name if chosen else 'synonyms'}",
        Register(no_shop(), gathering.parties, tuple(activities)),
        fields=frozenset[str]().union(*(FIELDS[name] for name in header.fields.values())),
        only_new=chosen.only_new if chosen else frozenset(),
        cautions=tuple(gathering.cautions),
        faults=tuple(gathering.faults),
    )


def read_mapping(path: Path) -> Mapping:
    """A mapping that a person wrote: TOML with `[columns]`, header = field. Raises InvalidInput."""
    try:
        content = path.read_bytes()
        if len(content) > _LARGEST_MAPPING:
            raise ValueError("too large")
        return _mapping_of("fichier", tomllib.loads(content.decode("utf-8-sig")))
    except (OSError, ValueError, TypeError, AttributeError) as problem:
        raise InvalidInput(
            "Ce fichier de correspondance ne se lit pas.",
            safe=SAFE,
            remedy=f'Écrivez [columns] puis "En-tête" = "champ" ; champs : {", ".join(FIELDS)}.',
            code="bad_mapping",
            field="mapping",
        ) from problem


@cache
def presets() -> tuple[Mapping, ...]:
    """The tables of known tools."""
    return tuple(_mapping_of(name, tomllib.loads(assets.text(f"import/{name}.toml"))) for name in PRESETS)


def _mapping_of(name: str, raw: dict[str, Any]) -> Mapping:
    columns = {plain(header): str(target) for header, target in raw["columns"].items()}
    if unknown := set(columns.values()) - set(FIELDS):
        raise ValueError(f"unknown fields {sorted(unknown)}")
    return Mapping(
        str(raw.get("name", name)),
        columns,
        tuple(frozenset(map(plain, headers)) for headers in raw.get("signatures", ())),
        str(raw.get("between", "")),
        plain(str(raw.get("sheet", ""))),
        bool(raw.get("escaped", False)),
        str(raw.get("remark", "")),
        frozenset(raw.get("only_new", ())),
    )


def _fits(preset: Mapping, book: Workbook) -> bool:
    return any(
        signature <= {plain(text_of(value)) for value in row}
        for signature in preset.signatures
        for grid in _sheets(book, preset)
        for row in grid.rows[:_LOOKED_AT]
    )


def _sheets(book: Workbook, mapping: Mapping | None) -> Sequence[Grid]:
    if mapping is None or not mapping.sheet or book.kind == "csv":
        return book.sheets
    return [grid for grid in book.sheets if plain(grid.name) == mapping.sheet]


def _header(book: Workbook, mapping: Mapping | None) -> Header | None:
    """The row among the first thirty of a sheet that names most columns, the activity's name included."""
    known = mapping.columns if mapping else {}
    if mapping is None or mapping.signatures:  # a mapping of the person's own means what it says, no more
        known = _by_synonyms() | known
    best: Header | None = None
    for grid in _sheets(book, mapping):
        for number, row in enumerate(grid.rows[:_LOOKED_AT]):
            labels = [text_of(value).strip() for value in row]
            fields = {n: known[plain(label)] for n, label in enumerate(labels) if plain(label) in known}
            if "name" not in fields.values() or (mapping is None and len(fields) < 2):
                continue
            left = tuple(label for n, label in enumerate(labels) if label and n not in fields)
            if best is None or len(fields) > len(best.fields):
                best = Header(grid, number, fields, left)
    return best


@cache
def _by_synonyms() -> dict[str, str]:
    return {plain(word): name for name, words in synonyms()["columns"].items() for word in words}


def _unescaped(value: CellValue, escaped: bool) -> CellValue:
    return html.unescape(value) if escaped and isinstance(value, str) else value


def _no_names(book: Workbook) -> InvalidInput:
    found = _headers(book)
    named = f" Colonnes trouvées : {', '.join(f'« {name} »' for name in found)}." if found else ""
    return InvalidInput(
        f"Aucune colonne de ce tableau n’est reconnue comme le nom des activités.{named}",
        safe=SAFE,
        remedy="Nommez cette colonne « Nom du traitement », ou donnez une correspondance avec --mapping.",
        code="unknown_columns",
    )


def _headers(book: Workbook) -> Iterable[str]:
    """Short texts of the first filled row: headers as a rule, not what a person wrote about people."""
    for grid in book.sheets:
        for row in grid.rows[:_LOOKED_AT]:
            texts = [text_of(value).strip() for value in row]
            if sum(map(bool, texts)) > 1:
                return [text for text in texts if text and len(text) <= 40][:8]
    return []
