"""The portability package: what the person gave, in files that another program reads (Art. 20); pure.

Only for records that rest on consent or a contract, in a computer, and data that the person provided; a PDF
would not do (EDPB 01/2022, § 156). JSON holds everything, CSV each table. The values are what was given: no
sign is put before them, for they go back to whom they come from.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gdpr_desk.accents import without_accents
from gdpr_desk.errors import InvalidInput
from gdpr_desk.register.model import Controller
from gdpr_desk.requests.model import DataSubjectRequest, RightKind
from gdpr_desk.requests.places import ChecklistLine, Step

FORMAT, VERSION = "gdpr-desk-portability", 1
_SAFE = "Aucun fichier n’a été produit."


@dataclass(frozen=True)
class GivenData:
    """What the person gave for one record of the register: heads and rows, as text.

    `activity` is the record's reference. Every row has as many cells as there are columns.
    """

    activity: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class PackageFile:
    """One file of the package: its name, which names nobody, and its bytes (UTF-8)."""

    name: str
    content: bytes


def package(
    request: DataSubjectRequest,
    controller: Controller,
    lines: Sequence[ChecklistLine],
    given: Sequence[GivenData],
    produced_on: date,
) -> tuple[PackageFile, ...]:
    """The JSON file, then a CSV for each table. The same content gives the same bytes.

    Raises InvalidInput where nothing is given, a table is crooked, or a record is not portable.
    """
    if not given:
        raise _refused("Il n’y a encore rien à remettre.", "Ajoutez d’abord ce que la personne a fourni.")
    names = portable(lines)
    for table in given:
        _straight(table, names)
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "request": request.reference,
        "produced_on": produced_on.isoformat(),
        "controller": controller.name,
        "data": [_as_json(table, names[table.activity]) for table in given],
    }
    text = json.dumps(whole, ensure_ascii=False, indent=2)
    files = [PackageFile(f"portabilite-{request.reference}.json", f"{text}\n".encode())]
    for number, table in enumerate(given, start=1):
        stem = f"portabilite-{request.reference}-{number}-{_slug(names[table.activity])}"
        files.append(PackageFile(f"{stem}.csv", _as_csv(table)))
    return tuple(files)


def read_table(content: bytes, activity: str) -> GivenData:
    """A CSV export of the shop's own tool (UTF-8 or Windows' letters) as data of that record.

    Raises InvalidInput for a file without a head and a row.
    """
    text = _decoded(content)
    first = text.partition("\n")[0]
    separator = max(";,\t", key=first.count)
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if any(row)]
    except csv.Error as problem:
        raise _refused("Ce fichier CSV est abîmé.", "Exportez-le de nouveau.") from problem
    if len(rows) < 2:
        raise _refused(
            "Ce fichier ne contient aucune donnée.", "Il faut une ligne de titres, puis les données."
        )
    width = len(rows[0])
    body = (tuple((*row, *[""] * width)[:width]) for row in rows[1:])
    return GivenData(activity, tuple(cell.strip() for cell in rows[0]), tuple(body))


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def portable(lines: Sequence[ChecklistLine]) -> dict[str, str]:
    """The records whose data are handed over, by reference, with their names."""
    return {
        line.activities[0]: line.place
        for line in lines
        if line.right is RightKind.PORTABILITY and not line.party and Step.HAND_OVER in line.choices
        if line.proposed is Step.HAND_OVER
    }


def _straight(table: GivenData, names: dict[str, str]) -> None:
    if table.activity not in names:
        raise _refused(
            "Cette activité n’entre pas dans la portabilité.",
            "Seules comptent les données fournies par la personne, sur son accord ou par contrat, et tenues "
            "par ordinateur. Pour le reste, le droit d’accès suffit.",
            "not_portable",
        )
    if not table.columns or len(set(table.columns)) < len(table.columns) or not all(table.columns):
        raise _refused("Deux colonnes portent le même titre, ou aucun.", "Donnez à chacune un titre à elle.")
    if any(len(row) != len(table.columns) for row in table.rows):
        raise _refused("Une ligne n’a pas autant de cases que de titres.", "Vérifiez le tableau.")


def _as_json(table: GivenData, name: str) -> dict[str, object]:
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    return {"activity": table.activity, "name": name, "columns": list(table.columns), "rows": rows}


def _as_csv(table: GivenData) -> bytes:
    """Semicolons and a mark at the beginning, so that a French spreadsheet opens it by a double click."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows(table.rows)
    return out.getvalue().encode("utf-8-sig")


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", without_accents(name).lower()).strip("-")[:40]


def _refused(message: str, remedy: str, code: str = "portability") -> InvalidInput:
    return InvalidInput(message, safe=_SAFE, remedy=remedy, code=code, field="data")
