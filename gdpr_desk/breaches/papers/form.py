"""The two forms as data: which fields there are, in which order and under which number; what a field says."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from gdpr_desk import assets
from gdpr_desk.reference.model import Standing
from gdpr_desk.reference.reading import Fields

_FOLDER = "templates/breaches"


class Reply(StrEnum):
    """What a field holds: an answer, « Je ne sais pas encore », nothing yet, or nothing because of others."""

    GIVEN = "given"
    UNKNOWN = "unknown"
    EMPTY = "empty"
    NOT_CALLED_FOR = "not_called_for"


UNKNOWN = "Encore inconnu"
EMPTY = "Non renseigné"
NOT_CALLED_FOR = "Sans objet"
OPTIONAL_EMPTY = "Facultatif, vide"
OPTIONAL = frozenset(
    {"headcount", "legal_title", "contact_title", "timeline_note", "harms_note", "other_details"}
)
"""Fields that a filing does without: comments, a title, how many work in the shop."""


@dataclass(frozen=True)
class Said:
    """What stands in one field, one paragraph a text; `copied` is what one pastes into the online form.

    An unknown answer may still hold what is presumed, an empty one that nobody waits for it. `instead` stands
    for « Encore inconnu » or « Sans objet » where the list, or the field it hangs on, has words of its own.
    """

    reply: Reply
    texts: tuple[str, ...] = ()
    copied: str = ""
    instead: str = ""

    @property
    def waited_for(self) -> bool:
        """Whether it is empty, and should not stay so."""
        return self.reply is Reply.EMPTY and not self.texts

    def optional(self) -> Said:
        """The same where a filing does without it."""
        return Said(Reply.EMPTY, (OPTIONAL_EMPTY,)) if self.reply is Reply.EMPTY else self

    @property
    def words(self) -> tuple[str, ...]:
        """What a reader sees: never nothing."""
        match self.reply:
            case Reply.GIVEN:
                return self.texts
            case Reply.UNKNOWN:
                return (self.instead or UNKNOWN, *self.texts)
            case Reply.EMPTY:
                return self.texts or (EMPTY,)
        if self.instead:
            return (self.instead,)
        return (f"{NOT_CALLED_FOR} : {' '.join(self.texts)}",)


@dataclass(frozen=True)
class FormField:
    """One field of the authority's service; `edpb` are the rows of the common template that ask the same."""

    key: str
    number: str
    label: str
    edpb: tuple[int, ...] = ()


@dataclass(frozen=True)
class TemplateField:
    """One row of the common template; `needed` is `mandatory`, `conditional` or `optional`."""

    number: int
    label: str
    type: str
    needed: str

    @property
    def key(self) -> str:
        """Its name in JSON: `field_48`."""
        return f"field_{self.number}"


@dataclass(frozen=True)
class FormSection:
    """A numbered part of the authority's service."""

    number: str
    title: str
    legal: str
    fields: tuple[FormField, ...]


@dataclass(frozen=True)
class TemplateSection:
    """A numbered part of the common template."""

    number: str
    title: str
    fields: tuple[TemplateField, ...]


@dataclass(frozen=True)
class FormSource:
    """Where a list of fields comes from, and how sure that is."""

    text: str
    checked_on: date
    standing: Standing


@dataclass(frozen=True)
class FilledField:
    """A field of the service with what it says, and what it said when last filed (None: never filed)."""

    field: FormField
    said: Said
    before: Said | None = None

    @property
    def changed(self) -> bool:
        """Whether the last filing said something else."""
        return self.before is not None and self.before.words != self.said.words


@dataclass(frozen=True)
class FilledSection:
    """A part of the service with its answers."""

    section: FormSection
    fields: tuple[FilledField, ...]


def by_name(parts: Sequence[tuple[str, str, Sequence[tuple[str, str]]]]) -> str:
    """Fields in a sentence: each by its label with its number, or by the part it is in where they are many.

    `parts` have a number, a title and their fields as number and label.
    """
    named = " ; ".join(
        f"{_prefix(title, label)}{_lower(label)} ({place})"
        for _, title, fields in parts
        for place, label in fields
    )
    if len(named) <= _LONGEST_NAMES:
        return named
    return " ; ".join(f"{title} ({', '.join(place for place, _ in fields)})" for _, title, fields in parts)


_LONGEST_NAMES = 400


def _prefix(title: str, label: str) -> str:
    """The part of the service where the label alone leaves one guessing."""
    if label.startswith("Pour "):
        return f"{_lower(title)} "
    alike = sum(field.label == label for section in sections() for field in section.fields)
    return f"{_lower(title)}, " if alike > 1 else ""


def _lower(label: str) -> str:
    said = label.rstrip(" ?")
    return said if said[1:2].isupper() else said[:1].lower() + said[1:]


@cache
def sections() -> tuple[FormSection, ...]:
    """The service of the authority, in its order."""
    return tuple(_section(part) for part in _document("cnil_fields").tables("section"))


@cache
def template() -> tuple[TemplateSection, ...]:
    """The common template of the European board, in its order: 100 rows."""
    return tuple(_template_section(part) for part in _document("edpb_fields").tables("section"))


def form_fields() -> Mapping[str, FormField]:
    """Every field of the service by its key."""
    return {field.key: field for section in sections() for field in section.fields}


def source(name: str) -> FormSource:
    """Where the list `cnil_fields` or `edpb_fields` comes from."""
    fields = _document(name)
    return FormSource(fields.text("source"), fields.day("checked_on"), fields.word("standing", Standing))


def filled(
    say: Callable[[FormField], Said], before: Callable[[FormField], Said] | None = None
) -> tuple[FilledSection, ...]:
    """The service with what `say` finds for each field, beside what the last filing said."""
    return tuple(
        FilledSection(
            section,
            tuple(FilledField(f, say(f), before(f) if before else None) for f in section.fields),
        )
        for section in sections()
    )


@cache
def _document(name: str) -> Fields:
    file = f"{_FOLDER}/{name}.toml"
    return Fields(file, tomllib.loads(assets.text(file)))


def _section(part: Fields) -> FormSection:
    made = tuple(_field(field) for field in part.tables("field"))
    return FormSection(part.text("number"), part.text("title"), part.optional_text("legal"), made)


def _field(field: Fields) -> FormField:
    field.only("key", "number", "label", "edpb")
    rows = field.values.get("edpb", [])
    edpb = tuple(row for row in rows if isinstance(row, int)) if isinstance(rows, list) else ()
    return FormField(field.text("key"), field.text("number"), field.text("label"), edpb)


def _template_section(part: Fields) -> TemplateSection:
    made = tuple(_row(field) for field in part.tables("field"))
    return TemplateSection(part.text("number"), part.text("title"), made)


def _row(field: Fields) -> TemplateField:
    field.only("number", "label", "type", "needed")
    number = field.values.get("number")
    if not isinstance(number, int):
        raise ValueError(f"{field.where}: number must be a whole number")
    return TemplateField(number, field.text("label"), field.text("type"), field.text("needed"))
