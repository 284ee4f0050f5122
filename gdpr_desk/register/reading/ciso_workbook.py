"""The other sheets of a CISO Assistant workbook, where it holds one processing alone.

Its sheets on purposes, data, people, recipients and transfers do not say whose they are: with one
processing there is no doubt, with several they stay out and the preset's remark says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from gdpr_desk.documents.sheet_reading import Grid, Workbook
from gdpr_desk.parties.model import PartyKind
from gdpr_desk.reference import catalogues
from gdpr_desk.register.model import (
    DataSubjects,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Recipient,
    RetentionRule,
    Safeguard,
    Transfer,
)
from gdpr_desk.register.reading.blocks import cell
from gdpr_desk.register.reading.gathering import Gathering
from gdpr_desk.register.reading.presets import Mapping as Preset
from gdpr_desk.register.reading.values import basis_of, is_unknown, key_of, plain, text_of, yes_of

PRESET = "ciso-assistant"
SPOKEN_OF = frozenset({"purposes", "data", "data_subjects", "recipients", "transfers", "retention"})
Row = Mapping[str, str]


def goes_on(mapping: Preset | None, book: Workbook) -> bool:
    """Whether the table is that tool's, and any of those sheets says anything."""
    return mapping is not None and mapping.name == PRESET and any(_rows(book, sheet) for sheet in _SHEETS)


def completed(
    activity: ProcessingActivity, book: Workbook, where: str, gathering: Gathering
) -> ProcessingActivity:
    """The one processing with what the other sheets of its workbook say."""
    for sheet, fill in _SHEETS.items():
        rows = _rows(book, sheet)
        if rows:
            activity = fill(activity, rows, where, gathering)
    return activity


def _rows(book: Workbook, sheet: str) -> list[Row]:
    grid = next((grid for grid in book.sheets if plain(grid.name) == plain(sheet)), None)
    return [] if grid is None else list(_named_rows(grid))


def _named_rows(grid: Grid) -> Iterable[Row]:
    heads: dict[str, int] = {}
    for row in grid.rows:
        if not heads:
            found = {plain(text_of(value)): place for place, value in enumerate(row) if text_of(value)}
            heads = found if "name" in found else {}
            continue
        said = {head: text_of(cell(row, place)).strip() for head, place in heads.items()}
        said = {head: "" if is_unknown(text) else text for head, text in said.items()}
        if any(said.values()):
            yield said


def _purposes(
    activity: ProcessingActivity, rows: list[Row], where: str, gathering: Gathering
) -> ProcessingActivity:
    found = []
    for row in rows:
        said = row.get("legal_basis", "")
        basis = basis_of(said)
        told = row.get("description", "")
        if said and basis is None:
            gathering.caution(where, "Une base légale n’est pas reconnue : choisissez-la.")
            told = f"{told}\nBase légale d’origine : {said}".strip()
        found.append(Purpose(row["name"] or activity.name, basis, justification=told))
    return replace(activity, purposes=tuple(found))


def _data(
    activity: ProcessingActivity, rows: list[Row], where: str, gathering: Gathering
) -> ProcessingActivity:
    data, rules = [], []
    for row in rows:
        name = row["name"] or row.get("description", "")
        category = key_of("data", name)
        known = category in catalogues.data_categories()
        special = yes_of(row.get("is_sensitive", "")) or False
        detail = row.get("description", "") if known else name
        data.append(PersonalData(category if known else "other", detail, special))
        if row.get("retention"):
            rules.append(gathering.rule(where, row["retention"], name))
    retention: tuple[RetentionRule, ...] = tuple(rules) or activity.retention
    return replace(activity, data=tuple(data), retention=retention)


def _people(
    activity: ProcessingActivity, rows: list[Row], _where: str, _gathering: Gathering
) -> ProcessingActivity:
    return replace(
        activity,
        data_subjects=tuple(DataSubjects(key_of("people", row["name"])) for row in rows if row["name"]),
    )


def _recipients(
    activity: ProcessingActivity, rows: list[Row], _where: str, _gathering: Gathering
) -> ProcessingActivity:
    inside = tuple(Recipient(internal=row["name"]) for row in rows if row["name"])
    return replace(activity, recipients=(*activity.recipients, *inside))


def _contractors(
    activity: ProcessingActivity, rows: list[Row], _where: str, gathering: Gathering
) -> ProcessingActivity:
    found = tuple(
        Recipient(party=gathering.party(name, PartyKind.PROCESSOR, _country(row)))
        for row in rows
        if (name := row.get("entity") or row["name"])
    )
    return replace(activity, recipients=(*activity.recipients, *found))


def _transfers(
    activity: ProcessingActivity, rows: list[Row], where: str, gathering: Gathering
) -> ProcessingActivity:
    found = []
    for row in rows:
        name, said = row.get("entity") or row["name"], row.get("transfer_mechanism", "")
        country = _country(row)
        party = gathering.party(name, PartyKind.RECIPIENT, country) if name else None
        safeguard = key_of("safeguards", said.removeprefix("privacy_"))
        known = safeguard in {one.value for one in Safeguard}
        if said and not known:
            gathering.caution(where, "Une garantie de transfert n’est pas reconnue : choisissez-la.")
        document = row.get("documentation_link") or row.get("guarantees", "")
        found.append(Transfer(country, party, Safeguard(safeguard) if known else None, document))
    return replace(activity, transfers=tuple(found))


def _country(row: Row) -> str:
    found = key_of("countries", row.get("country", ""))
    return found if len(found) == 2 and found.isupper() else ""


_Fill = Callable[[ProcessingActivity, list[Row], str, Gathering], ProcessingActivity]
_SHEETS: Mapping[str, _Fill] = {
    "Purposes": _purposes,
    "Personal data": _data,
    "Data subjects": _people,
    "Data recipients": _recipients,
    "Contractors": _contractors,
    "Transfers": _transfers,
}
