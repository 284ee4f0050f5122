"""What the columns of known tools mean, as data; and a person's own file that says so."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from gdpr_desk import assets
from gdpr_desk.documents.sheet_reading import SAFE
from gdpr_desk.errors import InvalidInput
from gdpr_desk.register.reading.record import FIELDS
from gdpr_desk.register.reading.values import plain

PRESETS = ("gdpr-desk", "ciso-assistant", "openrgpd", "article30", "rgpdesk", "dastra", "rgpd-manager")
_LARGEST_MAPPING = 100_000


@dataclass(frozen=True)
class Mapping:
    """What each column is: plain header to field; `between` separates the entries of a list.

    each of `signatures` are headers that only this tool's table has together; `sheet` names the one
    to read in a workbook; `escaped` undoes HTML in cells; `remark` is told at every import; `only_new` is
    what it is in `Incoming`; `title` is what the person reads.
    """

    name: str
    columns: dict[str, str]
    signatures: tuple[frozenset[str], ...] = ()
    between: str = ""
    sheet: str = ""
    escaped: bool = False
    remark: str = ""
    only_new: frozenset[str] = frozenset()
    title: str = ""


def read_mapping(path: Path) -> Mapping:
    """A mapping that a person wrote: TOML with `[columns]`, header = field. Raises InvalidInput."""
    try:
        content = path.read_bytes()
        if len(content) > _LARGEST_MAPPING:
            raise ValueError("too large")
        return _mapping_of("fichier", tomllib.loads(content.decode("utf-8-sig")))
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as problem:
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
        str(raw.get("title", "")),
    )
