"""What a ledger is made of, and an entry of one, as plain values.

A value is a text, a number, a yes or no, a civil day, or an aware instant where the hour is known. A moment
of which only the day is known is that day. What is not answered is not in the mapping.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from gdpr_desk.errors import GdprDeskError, InvalidInput
from gdpr_desk.periods.ceilings import Trigger

ITEM_KIND = "ledger"
"""What holds, the sweep and the erasure ledger call an entry: `ledger/I-2026-001`."""
LONGEST_LINE, LONGEST_TEXT = 400, 8_000

Value = str | bool | int | date | datetime
Values = Mapping[str, Value]


class FieldType(StrEnum):
    """How a field is typed and shown. `MOMENT` is a day, with its hour where it is known."""

    LINE = "line"
    TEXT = "text"
    DAY = "day"
    MOMENT = "moment"
    CHOICE = "choice"
    YES_NO = "yes_no"
    AMOUNT = "amount"
    COUNT = "count"


@dataclass(frozen=True)
class Choice:
    """One answer of a closed list."""

    key: str
    label: str


@dataclass(frozen=True)
class FieldSpec:
    """A field of a ledger. `heads` are further column titles an import knows it by; `to_come` allows a day
    after today; an amount is kept in cents. `mark` stands beside the label where
    « facultatif » would mislead: a line can be kept without that answer, but it matters. `check` is
    what to look at before one answers, as the end of « Reste à vérifier : … »."""

    key: str
    label: str
    type: FieldType = FieldType.LINE
    help: str = ""
    required: bool = False
    choices: tuple[Choice, ...] = ()
    heads: tuple[str, ...] = ()
    to_come: bool = False
    mark: str = ""
    check: str = ""


@dataclass(frozen=True)
class StepSpec:
    """Something dated that happens to an entry, once.

    It can be noted only after the steps it `needs`, beside none it stands `against`, and with every field
    it `asks` answered; its date lies neither before those of `not_before` nor after those of `not_after`
    (fields or steps, as far as they are known). `timed`: the hour decides, ask for it.
    """

    key: str
    label: str
    verb: str
    help: str = ""
    article: str = ""
    needs: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    timed: bool = False
    heads: tuple[str, ...] = ()


@dataclass(frozen=True)
class RetentionCase:
    """Under which rule of `ledgers.toml` an entry is that has all these steps."""

    rule: str
    steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class LedgerKind:
    """The description of one ledger. `picture` is the name of an icon.

    `cases` are tried in order, the last has no condition; `triggers` says in which fields or steps, the
    first known one, each event of those rules is found. `columns` are the fields a list shows, `same` those
    in which two entries that are one agree, `busy_until` the step before which no sweep takes an entry and
    `awaited` how people call it. `checks` are the fields to answer before one answers whoever asks.
    """

    key: str
    letter: str
    label: str
    one: str
    sentence: str
    article: str
    picture: str
    fields: tuple[FieldSpec, ...]
    steps: tuple[StepSpec, ...]
    cases: tuple[RetentionCase, ...]
    triggers: Mapping[str, tuple[str, ...]]
    columns: tuple[str, ...]
    same: tuple[str, ...]
    busy_until: str = ""
    awaited: str = ""
    checks: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[FieldSpec | StepSpec, ...]:
        """Its fields, then its steps: what a column of a table can be."""
        return (*self.fields, *self.steps)

    def field(self, key: str) -> FieldSpec:
        """The field of that key. Raises KeyError."""
        return {one.key: one for one in self.fields}[key]

    def step(self, key: str) -> StepSpec:
        """The step of that key. Raises KeyError."""
        return {one.key: one for one in self.steps}[key]


@dataclass(frozen=True)
class LedgerEntry:
    """One entry. `reference` is empty until it is kept and never given again.

    `steps` holds when each one was, `draft` is set while required fields may be missing; `batch` names the
    import it came with.
    """

    kind: str
    values: Values
    steps: Mapping[str, Trigger] = field(default_factory=dict)
    draft: bool = False
    reference: str = ""
    created_at: datetime | None = None
    created_by: str = ""
    changed_at: datetime | None = None
    batch: str = ""

    @property
    def key(self) -> str:
        """How holds and plans name it."""
        return f"{ITEM_KIND}/{self.reference}"

    def when(self, name: str) -> Trigger | None:
        """The day or instant in the field or of the step `name`."""
        found = self.steps.get(name, self.values.get(name))
        return found if isinstance(found, date) else None


@dataclass(frozen=True)
class Problem:
    """Why an entry cannot be kept as it is: beside which field or step, and what to say."""

    place: str
    sentence: str


class Weight(StrEnum):
    """How a remark is shown."""

    ATTENTION = "attention"
    URGENT = "urgent"


@dataclass(frozen=True)
class Remark:
    """Something to do about an entry that is kept all the same; `short` says it in a list."""

    weight: Weight
    sentence: str
    step: str = ""
    short: str = ""


class EntryRefused(InvalidInput):
    """An entry that cannot be kept: `problems` says why, field by field; `field` is the first one's."""

    code = "entry"

    def __init__(self, problems: tuple[Problem, ...], *, safe: str = "Rien n’a été modifié.") -> None:
        super().__init__(problems[0].sentence, safe=safe, field=problems[0].place)
        self.problems = problems


class AlreadyThere(GdprDeskError):
    """An entry that agrees with another one in what makes an entry; `reference` is that one's."""

    code = "already_there"

    def __init__(self, reference: str) -> None:
        super().__init__(
            f"Cette ligne est déjà dans le registre, sous la référence {reference}.",
            safe="Rien n’a été ajouté.",
            remedy="Complétez celle qui y est, ou confirmez qu’il s’agit d’une autre.",
        )
        self.reference = reference


class EntrySavedElsewhere(GdprDeskError):
    """The same field got another answer meanwhile: `entry` is what is kept now, `fields` which ones."""

    code = "saved_elsewhere"

    def __init__(self, entry: LedgerEntry, fields: tuple[str, ...]) -> None:
        super().__init__(
            "Cette ligne a été modifiée ailleurs entre-temps.",
            safe="Rien n’a été écrasé.",
            remedy="Regardez ce qui a changé, puis recommencez.",
        )
        self.entry = entry
        self.fields = fields
