"""One line of somebody's table as a record: whatever its columns are called, the fields are these."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from gdpr_desk.documents.sheet_reading import CellValue
from gdpr_desk.parties.model import PartyKind
from gdpr_desk.reference import catalogues
from gdpr_desk.register.model import (
    ActivityRole,
    ActivityStatus,
    DataSubjects,
    DpiaScreening,
    LawfulBasis,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Recipient,
    RetentionRule,
    Transfer,
)
from gdpr_desk.register.reading.gathering import Gathering
from gdpr_desk.register.reading.values import (
    basis_of,
    day_of,
    is_unknown,
    key_of,
    plain,
    text_of,
    yes_of,
)

Said = Mapping[str, Sequence[CellValue]]
"""The cells of one line by field; several columns may speak of one field."""

FIELDS: Mapping[str, frozenset[str]] = {
    "name": frozenset({"name"}),
    "reference": frozenset({"note"}),
    "role": frozenset({"role"}),
    "status": frozenset({"status"}),
    "created_on": frozenset({"created_on"}),
    "reviewed_on": frozenset({"reviewed_on"}),
    "purpose": frozenset({"purposes"}),
    "sub_purposes": frozenset({"purposes"}),
    "lawful_basis": frozenset({"purposes"}),
    "justification": frozenset({"purposes"}),
    "interest": frozenset({"purposes"}),
    "data_subjects": frozenset({"data_subjects"}),
    "data": frozenset({"data"}),
    "special_data": frozenset({"data"}),
    "sensitive": frozenset[str](),
    "source": frozenset({"data"}),
    "channels": frozenset({"collection_channels"}),
    "informed_by": frozenset({"informed_by"}),
    "systems": frozenset({"systems"}),
    "paper": frozenset({"paper"}),
    "recipients": frozenset({"recipients"}),
    "processors": frozenset({"recipients"}),
    "joint_controllers": frozenset({"joint_controllers"}),
    "clients": frozenset({"client_controllers"}),
    "operations": frozenset({"operations"}),
    "transfers": frozenset({"transfers"}),
    "retention": frozenset({"retention"}),
    "retention_trigger": frozenset({"retention"}),
    "security": frozenset({"security_measures"}),
    "automated": frozenset({"automated_decisions"}),
    "dpia": frozenset({"dpia"}),
    "note": frozenset({"note"}),
    "ignore": frozenset[str](),
}
"""What a column can be, and which fields of a record it speaks of."""

_COMMA = re.compile(r",\s*(?![^()]*\))")
_STRONG = re.compile(r"[\r\n;|]")
_NUMBERED = re.compile(r"^[0-9]{1,3}\s*[:.)]\s+")


class Columns:
    """The cells of one line, asked for by field."""

    def __init__(self, said: Said, where: str, gathering: Gathering, between: str = "") -> None:
        self._said = said
        self.where = where
        self.gathering = gathering
        self._between = between

    def text(self, field: str) -> str:
        """All cells of the field, one a line; empty where they say nothing."""
        texts = (text_of(cell).strip() for cell in self._said.get(field, ()))
        return "\n".join(text for text in texts if not self.gathering.says_nothing(text))

    def each(self, field: str, *, commas: bool = True) -> list[str]:
        """The field as a list, each entry once."""
        parts = self.parts(field, commas=commas)
        return [part for part in dict.fromkeys(parts) if not self.gathering.says_nothing(part)]

    def parts(self, field: str, *, commas: bool = True) -> list[str]:
        """The field as a list, as it stands."""
        cells = self._said.get(field, ())
        return [part for cell in cells for part in _split(text_of(cell), self._between, commas)]

    def day(self, field: str) -> date | None:
        """The field's date; one that cannot be read is left out and told."""
        for cell in self._said.get(field, ()):
            try:
                return day_of(cell)
            except ValueError:
                self.gathering.caution(self.where, "Une date ne se lit pas : elle est laissée vide.")
        return None

    def yes(self, field: str) -> bool | None:
        """Yes, no, or None where the field says neither."""
        return yes_of(self.text(field))


def record_of(columns: Columns) -> ProcessingActivity:
    """The record that one line holds. Its name may be empty: the caller decides what that means."""
    reference, note = columns.text("reference"), columns.text("note")
    origin = f"Référence d’origine : {reference}" if reference else ""
    gathering = columns.gathering
    recipients = (*_recipients(columns), *_processors(columns))
    data = tuple(_data(columns))
    if columns.yes("sensitive") and not any(datum.special for datum in data):
        gathering.caution(columns.where, "Des données sensibles sont annoncées : indiquez lesquelles.")
    return ProcessingActivity(
        name=" ".join(columns.text("name").split()),
        role=_role(columns),
        status=_status(columns),
        created_on=columns.day("created_on"),
        reviewed_on=columns.day("reviewed_on"),
        purposes=tuple(_purposes(columns)),
        data_subjects=tuple(DataSubjects(key_of("people", one)) for one in columns.each("data_subjects")),
        data=data,
        collection_channels=tuple(key_of("channels", one) for one in columns.each("channels")),
        informed_by=tuple(key_of("means", one) for one in columns.each("informed_by")),
        systems=tuple(columns.each("systems")),
        paper=columns.yes("paper") or False,
        recipients=_once(recipients),
        joint_controllers=_named(columns, "joint_controllers", PartyKind.JOINT_CONTROLLER),
        client_controllers=_named(columns, "clients", PartyKind.CLIENT_CONTROLLER),
        operations=tuple(columns.each("operations")),
        transfers=tuple(_transfers(columns)),
        retention=tuple(_retention(columns)),
        security_measures=tuple(key_of("measures", one) for one in columns.each("security")),
        automated_decisions=columns.yes("automated") or False,
        dpia=DpiaScreening(required=columns.yes("dpia")),
        note="\n".join(part for part in (note, origin) if part),
    )


def _split(text: str, between: str, commas: bool) -> list[str]:
    typed = text.strip()
    if not typed:
        return []
    parts = typed.split(between) if between and between in typed else _STRONG.split(typed)
    if len(parts) == 1 and commas and not between and "," in typed:
        parts = _COMMA.split(typed)
    return [
        _NUMBERED.sub("", said) if said[0].isdecimal() else said for part in parts if (said := part.strip())
    ]


def _role(columns: Columns) -> ActivityRole:
    said = columns.text("role")
    try:
        return ActivityRole(key_of("roles", said))
    except ValueError:
        if said:
            columns.gathering.caution(columns.where, "Le rôle de la boutique n’est pas reconnu.")
        return ActivityRole.CONTROLLER


def _status(columns: Columns) -> ActivityStatus:
    try:
        return ActivityStatus(key_of("statuses", columns.text("status")))
    except ValueError:
        return ActivityStatus.DRAFT


def _purposes(columns: Columns) -> Iterator[Purpose]:
    """Each purpose with its basis; of several bases for one purpose none is dropped."""
    names = [*columns.each("purpose", commas=False), *columns.each("sub_purposes", commas=False)]
    said = columns.parts("lawful_basis")
    bases = [basis_of(one) for one in said]
    unknown = [one for one, basis in zip(said, bases, strict=True) if basis is None and not is_unknown(one)]
    if len(bases) != len(names):
        bases = list(dict.fromkeys(basis for basis in bases if basis is not None))
    justification, interest = columns.text("justification"), columns.text("interest")
    if unknown:
        columns.gathering.caution(columns.where, "Une base légale n’est pas reconnue : choisissez-la.")
        origin = f"Base légale d’origine : {', '.join(unknown)}"
        justification = f"{justification}\n{origin}".strip()
    for name, basis in _paired(names or ([""] if bases or justification else []), bases, columns):
        yield Purpose(name or columns.text("name"), basis, interest, justification)


def _paired(
    names: list[str], bases: list[LawfulBasis | None], columns: Columns
) -> Iterator[tuple[str, LawfulBasis | None]]:
    if len(bases) == len(names):
        yield from zip(names, bases, strict=True)
    elif len(bases) <= 1:
        yield from ((name, bases[0] if bases else None) for name in names)
    else:
        told = "Plusieurs bases légales pour les mêmes buts : chaque but en demande une, répartissez-les."
        columns.gathering.caution(columns.where, told)
        yield from ((name, basis) for name in names for basis in bases)


def _data(columns: Columns) -> list[PersonalData]:
    sources = columns.each("source")
    source = key_of("sources", sources[0]) if sources else "direct"
    found = [_datum(one, source, special=False) for one in columns.each("data")]
    return found + [_datum(one, source, special=True) for one in columns.each("special_data")]


def _datum(said: str, source: str, *, special: bool) -> PersonalData:
    known = catalogues.data_categories()
    head, colon, detail = said.partition(" : ")
    if colon and (category := key_of("data", head)) in known:
        return PersonalData(category, detail, special, source=source)
    category = key_of("data", said)
    if category in known:
        return PersonalData(category, "" if _is_label(category, said) else said, special, source=source)
    return PersonalData("other", said, special, source=source)


def _is_label(category: str, said: str) -> bool:
    label = catalogues.data_categories().label(category)
    return said == label or plain(said) in {plain(label), plain(category)}


def _recipients(columns: Columns) -> Iterator[Recipient]:
    return (Recipient(internal=one) for one in columns.each("recipients"))


def _processors(columns: Columns) -> Iterator[Recipient]:
    return (Recipient(party=key) for key in _named(columns, "processors", PartyKind.PROCESSOR))


def _once(recipients: Sequence[Recipient]) -> tuple[Recipient, ...]:
    return tuple({(one.party, one.internal): one for one in recipients}.values())


def _named(columns: Columns, field: str, kind: PartyKind) -> tuple[str, ...]:
    return tuple(dict.fromkeys(columns.gathering.party(one, kind) for one in columns.each(field)))


def _transfers(columns: Columns) -> Iterator[Transfer]:
    said = columns.each("transfers")
    named = [one for one in said if yes_of(one) is None]
    for one in named or said:
        if yes_of(one) is False or plain(one) in {"aucun", "none", "neant"}:
            continue
        country = key_of("countries", one)
        if country == one and not (len(one) == 2 and one.isupper()):
            columns.gathering.caution(columns.where, "Un transfert hors UE est à préciser : pays, garantie.")
            yield Transfer("", document="" if yes_of(one) else one)
        else:
            yield Transfer(country)


def _retention(columns: Columns) -> Iterator[RetentionRule]:
    trigger = columns.text("retention_trigger")
    for one in columns.each("retention", commas=False):
        yield columns.gathering.rule(columns.where, f"{one} après {trigger}" if trigger else one)
