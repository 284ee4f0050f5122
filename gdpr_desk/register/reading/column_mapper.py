"""Any table with one activity a line: which column is what, by preset, by the person, or by synonyms."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import replace

from gdpr_desk.documents.sheet_reading import CellValue, Workbook
from gdpr_desk.register.model import ProcessingActivity, Register
from gdpr_desk.register.reading import ciso_workbook
from gdpr_desk.register.reading.blocks import cell
from gdpr_desk.register.reading.gathering import Gathering
from gdpr_desk.register.reading.incoming import Incoming, no_shop
from gdpr_desk.register.reading.presets import Mapping, read_mapping
from gdpr_desk.register.reading.record import FIELDS, Columns, record_of
from gdpr_desk.register.reading.table import IGNORE, NAME, Table, find_table, no_names
from gdpr_desk.register.reading.values import text_of

__all__ = ["Mapping", "read_mapped", "read_mapping", "read_table"]

_LONGEST = 40
"""Of a header, in a sentence."""


def read_mapped(book: Workbook, mapping: Mapping | None = None) -> Incoming:
    """The records of a table. Raises InvalidInput where no column holds the names of activities."""
    table = find_table(book, mapping)
    if table is None:
        raise no_names(book)
    return read_table(table, book)


def read_table(table: Table, book: Workbook) -> Incoming:
    """The records of a table whose columns are known, one a line; without a name a line is a fault.

    Where no column holds names, the purpose is the name.
    """
    chosen, gathering = table.mapping, Gathering()
    lines = dict(_lines(table, gathering))
    if table.left:
        named = ", ".join(f"« {name[:_LONGEST]} »" for name in table.left[:12])
        gathering.caution("colonnes", f"Ces colonnes ne sont pas reprises : {named}.")
    more = frozenset[str]()
    if len(lines) == 1 and ciso_workbook.goes_on(chosen, book):
        lines = {where: ciso_workbook.completed(one, book, where, gathering) for where, one in lines.items()}
        more = ciso_workbook.SPOKEN_OF
    elif chosen and chosen.remark:
        gathering.caution("colonnes", chosen.remark)
    return Incoming(
        f"mapped:{chosen.name if chosen else 'synonyms'}",
        Register(no_shop(), gathering.parties, tuple(lines.values())),
        fields=more.union(*(FIELDS[name] for name in table.fields if name)),
        only_new=chosen.only_new if chosen else frozenset(),
        cautions=tuple(gathering.cautions),
        faults=tuple(gathering.faults),
        origins=tuple(lines),
    )


def _lines(table: Table, gathering: Gathering) -> Iterator[tuple[str, ProcessingActivity]]:
    """Each filled line below the header: its place and its record."""
    between = table.mapping.between if table.mapping else ""
    escaped = table.mapping is not None and table.mapping.escaped
    asked = [(place, name) for place, name in enumerate(table.fields) if name not in ("", IGNORE)]
    for number, row in enumerate(table.grid.rows[table.row + 1 :], table.row + 2):
        if not any(text_of(value).strip() for value in row):
            continue
        said: dict[str, list[CellValue]] = {}
        for place, name in asked:
            value = cell(row, place)
            said.setdefault(name, []).append(_unescaped(value) if escaped else value)
        where = f"ligne {number}"
        activity = record_of(Columns(said, where, gathering, between))
        if not activity.name and NAME not in table.fields and activity.purposes:
            activity = replace(activity, name=activity.purposes[0].name)
        if not activity.name:
            gathering.fault(where, "cette ligne n’a pas de nom d’activité")
        yield where, activity


def _unescaped(value: CellValue) -> CellValue:
    return html.unescape(value) if isinstance(value, str) else value
