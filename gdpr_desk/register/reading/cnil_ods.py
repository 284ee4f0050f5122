"""The CNIL's simplified register (ODS), filled by hand or written by this program.

Everything is found by its label: people delete unused rows, copy sheets and rename them. The
example on payroll and templates nobody filled in are no records.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from gdpr_desk.documents.sheet_reading import Grid, Workbook
from gdpr_desk.parties.model import PartyKind
from gdpr_desk.register import cnil_layout as cnil
from gdpr_desk.register.model import (
    ActivityStatus,
    Controller,
    DataSubjects,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Recipient,
    Register,
    RetentionRule,
    Safeguard,
    Transfer,
)
from gdpr_desk.register.reading import cnil_added
from gdpr_desk.register.reading.blocks import Fiche, Line, cell, fiche_of
from gdpr_desk.register.reading.gathering import Gathering
from gdpr_desk.register.reading.incoming import ALL_FIELDS, Incoming, no_shop
from gdpr_desk.register.reading.values import day_of, key_of, label_key, plain, text_of

FORMAT = "cnil-ods"
_FIELDS = frozenset(
    {"reference", "name", "created_on", "reviewed_on", "purposes", "data_subjects", "data", "recipients"}
    | {"transfers", "retention", "security_measures", "joint_controllers", "client_controllers"}
    | {"operations", "note"}
)
_SUMMED_UP = frozenset({"data", "data_subjects", "retention", "note"})
"""What this program's own strict version shortens."""
_LOOKED_AT = 200
"""Rows among which the list's header stands; in the model it is one of the first."""
_LONGEST_LABEL = 120
"""Longer texts are what people wrote; most of a large table is."""
_DEFAULT_CATEGORY = {
    "civil": "identity",
    "economic": "economic_situation",
    "connection": "connection_logs",
    "location": "location",
    "nir": "nir",
}
_PARTY_KINDS = {
    plain("Sous-traitants"): PartyKind.PROCESSOR,
    plain("Destinataires dans des pays tiers ou organisations internationales"): PartyKind.RECIPIENT,
    plain("Partenaires institutionnels ou commerciaux"): PartyKind.RECIPIENT,
    plain(cnil.OTHER_RECIPIENT): PartyKind.RECIPIENT,
}


def is_cnil(book: Workbook) -> bool:
    """Whether the workbook holds the model's list or one of its record sheets."""
    return any(_list_head(grid) is not None or fiche_of(grid) is not None for grid in book.sheets)


def read_cnil(book: Workbook) -> Incoming:
    """The records in the workbook's sheets, and those its list alone names."""
    gathering = Gathering()
    shop_sheet = next((grid for grid in book.sheets if cnil_added.is_shop_sheet(grid)), None)
    own = shop_sheet is not None
    fiches = [fiche for grid in book.sheets if (fiche := fiche_of(grid)) is not None]
    filled = [fiche for fiche in fiches if own or (not _is_example(fiche) and _is_filled(fiche))]
    activities = [_activity(fiche, gathering, own) for fiche in filled]
    origins = [fiche.sheet for fiche in filled]
    listed = [found for grid in book.sheets for found in _listed(grid, gathering)]
    known = {plain(activity.name) for activity in activities}
    references = {plain(text_of(fiche.fact(cnil.REFERENCE))) for fiche in filled} - {""}
    for activity, reference, where in listed:
        if not (plain(activity.name) in known or plain(reference) in references):
            activities.append(activity)
            origins.append(where)
            gathering.caution(where, "Cette activité n’a pas de fiche : complétez-la après l’import.")
    if shop_sheet is not None:
        shop, parties = cnil_added.shop_of(shop_sheet, gathering)
    else:
        shop, parties = _shop(filled), gathering.parties
    return Incoming(
        FORMAT,
        Register(shop, parties, tuple(activities)),
        fields=ALL_FIELDS if own else _FIELDS,
        only_new=_SUMMED_UP if any(map(_is_strict, book.sheets)) else frozenset(),
        own=own,
        cautions=tuple(gathering.cautions),
        faults=tuple(gathering.faults),
        origins=tuple(origins),
    )


def _is_strict(grid: Grid) -> bool:
    return any(text_of(cell(row, 0)).startswith(cnil.STRICT) for row in grid.rows)


def _is_example(fiche: Fiche) -> bool:
    """The model's own payroll record; a payroll record somebody filled in has another reference."""
    reference = plain(text_of(fiche.fact(cnil.REFERENCE)))
    name = plain(text_of(fiche.fact(cnil.NAME)))
    return name == plain(cnil.EXAMPLE_NAME) and cnil.EXAMPLE_MARK in reference


def _is_filled(fiche: Fiche) -> bool:
    if text_of(fiche.fact(cnil.NAME)).strip():
        return True
    return any(line.filled for title, lines in fiche.blocks.items() if title != cnil.ACTORS for line in lines)


def _activity(fiche: Fiche, gathering: Gathering, own: bool) -> ProcessingActivity:
    raw_name, reference = text_of(fiche.fact(cnil.NAME)), text_of(fiche.fact(cnil.REFERENCE)).strip()
    name = raw_name if own else raw_name.strip()
    purposes = tuple(_purposes(fiche))
    if not name and not own:
        name = purposes[0].name if purposes else f"Activité de la feuille « {fiche.sheet} »"
        gathering.caution(fiche.sheet, "Cette fiche n’a pas de nom : vérifiez celui qui lui est donné.")
    activity = ProcessingActivity(
        reference=reference if own else "",
        name=name,
        status=ActivityStatus.DRAFT,
        created_on=_day(fiche, cnil.CREATED, gathering),
        reviewed_on=_day(fiche, cnil.UPDATED, gathering),
        purposes=purposes,
        data_subjects=tuple(_people(fiche)),
        data=tuple(_data(fiche)),
        recipients=tuple(_recipients(fiche, gathering)),
        transfers=tuple(_transfers(fiche, gathering)),
        retention=tuple(_retention(fiche, gathering)),
        security_measures=tuple(_measures(fiche)),
        joint_controllers=tuple(_actors(fiche, cnil.JOINT, PartyKind.JOINT_CONTROLLER, gathering)),
        client_controllers=tuple(_actors(fiche, cnil.CLIENT, PartyKind.CLIENT_CONTROLLER, gathering)),
        operations=tuple(line.text("Nom") for line in fiche.lines(cnil.PURPOSES, cnil.OPERATION)),
        note="" if own or not reference else f"Référence d’origine : {reference}",
    )
    return cnil_added.completed(activity, fiche, gathering) if own else activity


def _day(fiche: Fiche, label: str, gathering: Gathering) -> date | None:
    return _read_day(fiche.fact(label), f"{fiche.sheet}, {label}", gathering)


def _read_day(value: str | date, where: str, gathering: Gathering) -> date | None:
    try:
        return day_of(value)
    except ValueError:
        gathering.caution(where, "Cette date ne se lit pas : elle est laissée vide.")
        return None


def _purposes(fiche: Fiche) -> Iterator[Purpose]:
    for line in fiche.lines(cnil.PURPOSES):
        if plain(line.label).startswith(plain(cnil.OPERATION)):
            continue
        yield cnil_added.purpose(line) if line.exact else Purpose(line.text("Nom"))


def _people(fiche: Fiche) -> Iterator[DataSubjects]:
    for line in fiche.lines(cnil.PEOPLE):
        kind, detail = line.text("Description"), line.text("Précisions")
        if line.exact:
            number = line.text(cnil.NUMBER)
            yield DataSubjects(label_key("people", detail), int(number) if number.isdecimal() else None)
        elif detail and (plain(kind) in {"", plain(cnil.OTHER_PEOPLE)} or _is_key("people", detail)):
            yield DataSubjects(key_of("people", detail))
        else:
            yield DataSubjects(f"{kind} : {detail}" if detail else key_of("people", kind))


def _is_key(catalogue: str, said: str) -> bool:
    return key_of(catalogue, said) != said


def _data(fiche: Fiche) -> Iterator[PersonalData]:
    placed: list[tuple[int, PersonalData]] = []
    for title, labels in ((cnil.DATA, cnil.DATA_LINES), (cnil.SENSITIVE, cnil.SENSITIVE_LINES)):
        keys = {plain(label): key for key, label in labels.items()}
        for line in fiche.lines(title):
            rank = line.text(cnil.RANK)
            if line.exact and rank.isdecimal():
                placed.append((int(rank), cnil_added.datum(line)))
            else:
                key = keys.get(plain(line.label), "private_life")
                placed.extend((10_000, datum) for datum in _described(line, key))
    yield from (datum for _, datum in sorted(placed, key=lambda pair: pair[0]))


def _described(line: Line, key: str) -> Iterator[PersonalData]:
    """What stands on one line of the model: one category for each row of it that is named, else one."""
    if key in cnil.SENSITIVE_LINES:
        yield PersonalData(key, line.text("Description"), special=True)
        return
    said = line.text("Description")
    head, found, detail = said.partition(" : ")
    category = key_of("data", head if found else said)
    if category != (head if found else said):
        yield PersonalData(category, detail if found else "")
    elif key in _DEFAULT_CATEGORY:
        yield PersonalData(_DEFAULT_CATEGORY[key], said)
    else:
        yield PersonalData("other", said)


def _recipients(fiche: Fiche, gathering: Gathering) -> Iterator[Recipient]:
    for line in fiche.lines(cnil.RECIPIENTS):
        kind, name = line.text("Type de destinataire"), line.text("Précisions")
        if line.exact:
            key = line.text(cnil.KEY)
            yield Recipient(party=key) if key else Recipient(internal=name)
        elif plain(kind) in _PARTY_KINDS:
            if not name:
                gathering.caution(fiche.sheet, f"Le destinataire « {kind} » n’est pas nommé : précisez-le.")
            yield Recipient(party=gathering.party(name or kind, _PARTY_KINDS[plain(kind)]))
        else:
            inside = plain(kind) in {"", plain(cnil.INSIDE)}
            yield Recipient(internal=(name or kind) if inside else f"{kind} : {name}".strip(" :"))


def _measures(fiche: Fiche) -> Iterator[str]:
    for line in fiche.lines(cnil.MEASURES):
        kind, detail = line.text("Type de mesure de sécurité"), line.text("Précisions")
        if line.exact:
            yield label_key("measures", detail)
        elif detail and _is_key("measures", detail):
            yield key_of("measures", detail)
        elif plain(kind) == plain(cnil.OTHER_MEASURE):
            yield detail or kind
        else:
            yield f"{kind} : {detail}" if detail and kind else key_of("measures", kind or detail)


def _transfers(fiche: Fiche, gathering: Gathering) -> Iterator[Transfer]:
    for line in fiche.lines(cnil.TRANSFERS):
        name, place = line.text("Destinataire"), line.text("Pays")
        country = key_of("countries", place) if place else ""
        if country == place and not (len(place) == 2 and place.isupper()):
            if place:
                gathering.caution(fiche.sheet, "Un pays de transfert n’est pas reconnu : choisissez-le.")
            country = ""
        if line.exact:
            party = line.text(cnil.KEY) or None
        else:
            party = gathering.party(name, PartyKind.RECIPIENT, country) if name else None
        document = line.text("Liens vers la documentation")
        yield Transfer(country, party, _safeguard(line, fiche, gathering), document)


def _safeguard(line: Line, fiche: Fiche, gathering: Gathering) -> Safeguard | None:
    said = line.text("Type de Garanties")
    if not said:
        return None
    if (known := cnil_added.choice("safeguards", said, Safeguard)) is not None:
        return known
    if "privacy shield" in plain(said):
        told = "Le « Privacy Shield » n’est plus valable depuis le 16 juillet 2020 : choisissez une garantie."
    else:
        told = "Une garantie de transfert n’est pas reconnue : choisissez-la."
    gathering.caution(fiche.sheet, told)
    return None


def _retention(fiche: Fiche, gathering: Gathering) -> Iterator[RetentionRule]:
    if cnil.DURATIONS in fiche.blocks:
        yield from (cnil_added.rule(line) for line in fiche.lines(cnil.DURATIONS))
        return
    for title in (cnil.DATA, cnil.SENSITIVE):
        for line in fiche.lines(title):
            if said := line.text(cnil.KEPT):
                yield gathering.rule(fiche.sheet, said, line.text("Description") or line.label)


def _actors(fiche: Fiche, label: str, kind: PartyKind, gathering: Gathering) -> Iterator[str]:
    for line in fiche.lines(cnil.ACTORS, label):
        if line.exact:
            yield line.text(cnil.KEY)
        elif name := line.text("Nom"):
            yield gathering.party(name, kind)


def _shop(fiches: list[Fiche]) -> Controller:
    """The controller that the first record names."""
    for fiche in fiches:
        for line in fiche.lines(cnil.ACTORS, cnil.CONTROLLER):
            parts = (line.text(column) for column in ("Adresse", "Code Postal", "Ville", "Pays"))
            address = ", ".join(part for part in parts if part)
            email, phone = line.text("Adresse mél"), line.text("Téléphone")
            return replace(no_shop(), name=line.text("Nom"), address=address, email=email, phone=phone)
    return no_shop()


def _list_head(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """The row of the list's header and its columns by label, the row above it included."""
    above: dict[str, int] = {}
    for number, row in enumerate(grid.rows[:_LOOKED_AT]):
        texts = ((text_of(value), place) for place, value in enumerate(row))
        found = {plain(text): place for text, place in texts if text and len(text) <= _LONGEST_LABEL}
        named = plain(cnil.NAME) in found and plain(cnil.REFERENCE) in found
        if named and plain(cnil.LIST_CREATED) in found:
            return number, above | found
        above = found
    return None


def _listed(grid: Grid, gathering: Gathering) -> Iterator[tuple[ProcessingActivity, str, str]]:
    head = _list_head(grid)
    if head is None:
        return
    start, columns = head
    for number, row in enumerate(grid.rows[start + 1 :], start + 2):
        said = {
            label: cell(row, columns[plain(label)])
            for label in (cnil.NAME, cnil.REFERENCE, cnil.LIST_CREATED, cnil.LIST_UPDATED, cnil.LIST_PURPOSE)
            if plain(label) in columns
        }
        name, reference = text_of(said[cnil.NAME]).strip(), text_of(said[cnil.REFERENCE]).strip()
        if not name or cnil.EXAMPLE_MARK in plain(reference) or plain(name).startswith("(exemple"):
            continue
        if len([value for value in row if text_of(value).strip()]) < 2:
            continue  # a remark below the list
        where = f"{grid.name}, ligne {number}"
        purpose = text_of(said.get(cnil.LIST_PURPOSE, "")).strip()
        activity = ProcessingActivity(
            name=name,
            created_on=_read_day(said[cnil.LIST_CREATED], where, gathering),
            reviewed_on=_read_day(said.get(cnil.LIST_UPDATED, ""), where, gathering),
            purposes=(Purpose(purpose),) if purpose else (),
            note=f"Référence d’origine : {reference}" if reference else "",
        )
        yield activity, reference, where
