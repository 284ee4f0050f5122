"""The treatments CSV of Madis, whose v2.4.0 writes five pairs of columns under the wrong headers.

Its generator lists the categories of people in one order in the header and in another in the
values. Another version may have it right, so the person decides, seeing one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gdpr_desk.documents.sheet_reading import SAFE, CellValue, Grid, Workbook
from gdpr_desk.errors import InvalidInput
from gdpr_desk.register.model import DataSubjects, DpiaScreening, ProcessingActivity, Register, RetentionRule
from gdpr_desk.register.reading.blocks import cell
from gdpr_desk.register.reading.gathering import Gathering
from gdpr_desk.register.reading.incoming import Incoming, no_shop
from gdpr_desk.register.reading.record import FIELDS, Columns, record_of
from gdpr_desk.register.reading.values import is_unknown, key_of, plain, text_of, yes_of

FORMAT = "madis-csv"
_FIELDS = {
    "Nom": "name",
    "En tant que": "role",
    "Finalités": "purpose",
    "Base légale": "lawful_basis",
    "Justification de la base légale": "justification",
    "Observations": "note",
    "Catégorie de données": "data",
    "Catégorie des données - Autres catégories": "data",
    "Destination - Catégorie de destinataires": "recipients",
    "Destination - Sous-traitants": "processors",
    "Historique - Date de création": "created_on",
    "Historique - Date de modification": "reviewed_on",
    "Détails - Logiciels et supports": "systems",
    "Détails - Traitement papier": "paper",
    "Détails - Origine des données": "source",
    "Détails - Moyens de la collecte": "channels",
}
_PEOPLE = "Détails - Personnes concernées - "
_COMMENT = " - Commentaire"
_HEADER_ORDER = (
    *("Particuliers", "Internautes", "Salariés", "Élus", "Professionnels", "Partenaires", "Usagers"),
    "Autres",
)
_REALLY = {
    "Salariés": "Usagers",
    "Élus": "Salariés",
    "Professionnels": "Élus",
    "Partenaires": "Professionnels",
    "Usagers": "Partenaires",
}
_CATEGORIES = {"Particuliers": "customers", "Internautes": "website_visitors", "Salariés": "employees"}
_MEASURE = "Mesures de sécurité et confidentialité - "
_CRITERIA = {
    "Surveillance systématique": "systematic_monitoring",
    "Collecte à large échelle": "large_scale",
    "Personnes vulnérables": "vulnerable_persons",
    "Croisement de données": "data_matching",
    "Évaluation ou notation": "scoring",
    "Décisions automatisées avec effet": "automated_decision",
    "Exclusion automatique d'un service": "exclusion",
    "Usage innovant": "innovative_use",
}
_DURATIONS = "Détails - Délai de conservation - "
_NUMBERED = re.compile(r"^(?P<number>[0-9]{1,3})\s*:\s*(?P<text>.*)$")
_SPOKEN_OF = frozenset({"data_subjects", "retention", "security_measures", "dpia"})


def is_madis(book: Workbook) -> bool:
    """Whether the first row has the headers that only Madis writes."""
    return book.kind == "csv" and _columns(book.sheets[0]).keys() >= {
        plain("En tant que"),
        plain(f"{_PEOPLE}Particuliers"),
        plain("Détails - Logiciels et supports"),
    }


@dataclass(frozen=True)
class Shift:
    """A line on which the fault shows: whom the file names there, and whom it would mean."""

    where: str
    name: str
    written: tuple[str, ...]
    meant: tuple[str, ...]


def shift_in(book: Workbook) -> Shift | None:
    """The first line that the fault of v2.4.0 changes; None where it does not matter."""
    grid = book.sheets[0]
    columns = _columns(grid)
    number = _affected(grid, columns)
    if number is None:
        return None
    row = grid.rows[number]
    said = [n for n in _REALLY if yes_of(text_of(cell(row, columns[plain(_PEOPLE + n)])))]
    name = text_of(cell(row, columns.get(plain("Nom"), len(row)))).strip()
    return Shift(f"ligne {number + 1}", name, tuple(said), tuple(_REALLY[one] for one in said))


def read_madis(book: Workbook, correct_shift: bool | None = None) -> Incoming:
    """The records of the file. Raises InvalidInput where the shift matters and nobody has decided."""
    grid = book.sheets[0]
    columns, gathering = _columns(grid), Gathering()
    shifted = shift_in(book)
    if shifted is not None and correct_shift is None:
        raise _question(shifted)
    activities: list[ProcessingActivity] = []
    origins: list[str] = []
    for number, row in enumerate(grid.rows[1:], 2):
        if not any(text_of(value).strip() for value in row):
            continue
        origins.append(f"ligne {number}")
        line = _Line(row, columns, origins[-1], gathering)
        activity = line.record(really=_REALLY if correct_shift and shifted is not None else {})
        if not activity.name:
            gathering.fault(line.where, "cette ligne n’a pas de nom d’activité")
        activities.append(activity)
    if correct_shift and shifted is not None:
        told = "Les colonnes décalées par Madis (« Salariés » à « Usagers ») sont remises en place."
        gathering.caution("colonnes", told)
    return Incoming(
        FORMAT,
        Register(no_shop(), gathering.parties, tuple(activities)),
        fields=_SPOKEN_OF.union(*(FIELDS[name] for name in _FIELDS.values())),
        cautions=tuple(gathering.cautions),
        faults=tuple(gathering.faults),
        origins=tuple(origins),
    )


def _columns(grid: Grid) -> dict[str, int]:
    """The first place of each header."""
    found: dict[str, int] = {}
    for place, value in enumerate(grid.rows[0] if grid.rows else ()):
        found.setdefault(plain(text_of(value)), place)
    return found


def _affected(grid: Grid, columns: Mapping[str, int]) -> int | None:
    """The first line on which the shift would change something; None where there is none."""
    places = [columns.get(plain(_PEOPLE + name)) for name in _HEADER_ORDER]
    known = [place for place in places if place is not None]
    if len(known) != len(places) or known != sorted(known):
        return None  # not the headers of the version with the fault
    for number, row in enumerate(grid.rows[1:], 1):
        if any(yes_of(text_of(cell(row, columns[plain(_PEOPLE + name)]))) for name in _REALLY):
            return number
    return None


def _question(shift: Shift) -> InvalidInput:
    return InvalidInput(
        "Une version de Madis décale les colonnes des personnes concernées. "
        f"{shift.where.capitalize()}, le fichier dit : {', '.join(shift.written)} ; "
        f"corrigé, ce serait : {', '.join(shift.meant)}.",
        safe=SAFE,
        remedy="Comparez avec Madis, puis recommencez avec --shift corrected ou --shift as-is.",
        code="madis_shift",
        field="shift",
    )


class _Line:
    """One line of the file."""

    def __init__(
        self, row: Sequence[CellValue], columns: Mapping[str, int], where: str, gathering: Gathering
    ) -> None:
        self._row, self._columns = row, columns
        self.where, self._gathering = where, gathering

    def text(self, header: str) -> str:
        """The cell under that header, without the blank that Madis puts before a dash."""
        place = self._columns.get(plain(header))
        return "" if place is None else text_of(cell(self._row, place)).strip()

    def record(self, really: Mapping[str, str]) -> ProcessingActivity:
        """The record; `really` gives the category that a header really stands for."""
        said = {name: [""] for name in _FIELDS.values()}
        for header, name in _FIELDS.items():
            text = self.text(header)
            parts = text.split(" - ") if name in {"data", "processors"} else [text]
            said[name] = [part for part in (*said[name], *parts) if part]
        activity = record_of(Columns(dict(said), self.where, self._gathering))
        subjects = tuple(dict.fromkeys(self._people(really)))
        count = self.text("Détails - Nombre de personnes concernées")
        many = int(count) if count.isdecimal() and len(subjects) == 1 else None
        return replace(
            activity,
            data_subjects=tuple(DataSubjects(category, many) for category in subjects),
            retention=tuple(self._retention()),
            security_measures=tuple(self._measures()),
            dpia=DpiaScreening(tuple(self._criteria()), self._dpia()),
        )

    def _people(self, really: Mapping[str, str]) -> Iterator[str]:
        for name in _HEADER_ORDER:
            comment = self.text(f"{_PEOPLE}{name}{_COMMENT}")
            if not yes_of(self.text(_PEOPLE + name)) and is_unknown(comment):
                continue
            real = really.get(name, name)
            if real == "Autres" and not is_unknown(comment):
                yield key_of("people", comment)
            else:
                yield _CATEGORIES.get(real, real)

    def _retention(self) -> Iterator[RetentionRule]:
        """Numbered lines of three cells belong together by their number."""
        periods, names, fates = (
            dict(_numbered(self.text(_DURATIONS + part))) for part in ("Durée", "Nom", "Sort final")
        )
        for number, period in periods.items():
            rule = self._gathering.rule(self.where, period, names.get(number, ""))
            fate = plain(fates.get(number, ""))
            if fate and fate not in {"destruction", "non determine"}:
                rule = replace(rule, exception=f"Sort final dans Madis : {fates[number]}")
            yield rule

    def _measures(self) -> Iterator[str]:
        for header in self._columns:
            if not header.startswith(plain(_MEASURE)) or header.endswith(plain(_COMMENT)):
                continue
            named = text_of(cell(self._row, self._columns[header]))
            comment = self.text(f"{header}{_COMMENT}")
            label = header.removeprefix(plain(_MEASURE)).strip()
            if yes_of(named) and not is_unknown(comment):
                yield comment
            elif yes_of(named):
                yield key_of("measures", label)

    def _criteria(self) -> Iterator[str]:
        for name, key in _CRITERIA.items():
            if yes_of(self.text(f"Traitement spécifique - {name}")):
                yield key

    def _dpia(self) -> bool | None:
        return False if yes_of(self.text("Est exempté d'AIPD")) else None


def _numbered(text: str) -> Iterator[tuple[str, str]]:
    for place, line in enumerate(filter(None, (part.strip() for part in text.splitlines())), 1):
        found = _NUMBERED.match(line)
        yield (found["number"], found["text"]) if found else (str(place), line)
