"""What an import would do, line by line, before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from gdpr_desk.parties.model import Party
from gdpr_desk.register import interchange
from gdpr_desk.register.exchange_rules import InterchangeRefused, Problem
from gdpr_desk.register.model import Controller, ProcessingActivity, Register
from gdpr_desk.register.reading.incoming import Incoming, reconcile
from gdpr_desk.register.reading.values import plain
from gdpr_desk.vault.mapper import changed_fields


class Fate(StrEnum):
    """What becomes of a line."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    FAULTY = "faulty"
    LEFT_OUT = "left_out"


@dataclass(frozen=True)
class PreviewLine:
    """One line, or one sheet, of the file.

    `reference` names the record it changes; `changed` which of its fields. `faults` keep the file
    from being taken, `cautions` deserve a look. `activity` is the record as it would be written.
    """

    where: str
    name: str
    fate: Fate
    reference: str = ""
    changed: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    activity: ProcessingActivity | None = None


@dataclass(frozen=True)
class Preview:
    """Everything an import would do; `faults` and `cautions` are those of no single line.

    `parties` are the names of parties that would be added, `known` all parties that records name.
    """

    lines: tuple[PreviewLine, ...]
    faults: tuple[Problem, ...] = ()
    cautions: tuple[Problem, ...] = ()
    parties: tuple[str, ...] = ()
    known: Mapping[str, Party] | None = None
    shop: bool = False

    def count(self, *fates: Fate) -> int:
        """How many lines have one of these fates."""
        return sum(1 for line in self.lines if line.fate in fates)

    @property
    def faulty(self) -> bool:
        """Whether anything keeps the file from being taken as it stands."""
        return bool(self.faults) or self.count(Fate.FAULTY) > 0

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that keeps the file from being taken, each at its place."""
        lines = (line for line in self.lines if line.fate is Fate.FAULTY)
        return (*self.faults, *(Problem(line.where, told) for line in lines for told in line.faults))

    @property
    def written(self) -> int:
        """How many lines would be written."""
        return self.count(Fate.NEW, Fate.CHANGED)

    @property
    def changes_anything(self) -> bool:
        """Whether there is anything to import."""
        return self.written > 0 or bool(self.parties) or self.shop


def preview(incoming: Incoming, stored: Register, left: Collection[str] = ()) -> Preview:
    """What `import_incoming` would do with the lines that are not `left` out; nothing is written."""
    faults, cautions = incoming.by_line(incoming.faults), incoming.by_line(incoming.cautions)
    taken = incoming.without({*left, *faults})
    register = reconcile(taken, stored)
    unfit, general = _unfit(register, taken, stored)
    told = _Told({**{where: _messages(these) for where, these in faults.items()}, **unfit}, cautions, left)
    lines = (
        *_activities(incoming, stored, register, taken, told),
        *_parties(incoming, stored, register, told),
    )
    return Preview(
        tuple(_with_twins(lines)),
        faults=(*faults.get("", ()), *general),
        cautions=cautions.get("", ()),
        parties=() if incoming.party_origins else _added(register.parties, stored.parties),
        known={party.key: party for party in (*stored.parties, *register.parties)},
        shop=register.controller != stored.controller,
    )


@dataclass(frozen=True)
class _Told:
    """What is known of each line: its faults, its cautions, whether the person left it out."""

    faults: Mapping[str, tuple[str, ...]]
    cautions: Mapping[str, tuple[Problem, ...]]
    left: Collection[str]

    def line(self, where: str, name: str, activity: ProcessingActivity | None = None) -> PreviewLine:
        """The line, as left out or faulty where it is, else as new."""
        faults = self.faults.get(where, ())
        fate = Fate.LEFT_OUT if where in self.left else Fate.FAULTY if faults else Fate.NEW
        cautions = _messages(self.cautions.get(where, ()))
        return PreviewLine(where, name, fate, faults=faults, cautions=cautions, activity=activity)


def _messages(problems: Iterable[Problem]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(problem.message for problem in problems))


def _activities(
    incoming: Incoming, stored: Register, register: Register, taken: Incoming, told: _Told
) -> Iterator[PreviewLine]:
    after = dict(zip(taken.origins, register.activities, strict=True))
    before = {activity.reference: activity for activity in stored.activities}
    for origin, read in zip(incoming.origins, incoming.register.activities, strict=True):
        activity = after.get(origin, read)
        line = told.line(origin, activity.name, activity)
        known = before.get(activity.reference) if line.fate is Fate.NEW else None
        yield line if known is None else _against(line, known, activity)


def _against(line: PreviewLine, before: ProcessingActivity, after: ProcessingActivity) -> PreviewLine:
    changed = changed_fields(before, after)
    fate = Fate.CHANGED if changed else Fate.SAME
    return replace(line, fate=fate, reference=before.reference, changed=changed)


def _parties(incoming: Incoming, stored: Register, register: Register, told: _Told) -> Iterator[PreviewLine]:
    if not incoming.party_origins:
        return
    there = {plain(party.name) for party in stored.parties}
    written = {plain(party.name) for party in register.parties}
    for origin, party in zip(incoming.party_origins, incoming.register.parties, strict=True):
        line = told.line(origin, party.name)
        if line.fate is Fate.NEW and plain(party.name) in there:
            line = replace(line, fate=Fate.CHANGED if plain(party.name) in written else Fate.SAME)
        yield line


def _unfit(
    register: Register, taken: Incoming, stored: Register
) -> tuple[dict[str, tuple[str, ...]], tuple[Problem, ...]]:
    """Lines that could not be exported again, and what of the file as a whole could not."""
    brought = {party.key for party in register.parties}
    parties = (*register.parties, *(party for party in stored.parties if party.key not in brought))
    try:
        interchange.refuse_unexportable(replace(register, parties=parties))
    except InterchangeRefused as refused:
        found = {
            origin: told
            for origin, activity in zip(taken.origins, register.activities, strict=True)
            if (told := tuple(_wrong_with(activity, parties)))
        }
        return found, () if found else refused.problems
    return {}, ()


def _wrong_with(activity: ProcessingActivity, parties: tuple[Party, ...]) -> Iterator[str]:
    bare = tuple(Party(party.key, "-") for party in parties)
    try:
        interchange.refuse_unexportable(Register(Controller("-"), bare, (activity,)))
    except InterchangeRefused as refused:
        for problem in refused.problems:
            parts = problem.where.split(", ")[1:]
            place = ", ".join(part for part in parts if not part.startswith("«"))  # keys of the file form
            yield f"{place} : {problem.message}" if place else problem.message


def _added(parties: Iterable[Party], stored: Iterable[Party]) -> tuple[str, ...]:
    there = {party.key for party in stored}
    return tuple(party.name for party in parties if party.key not in there)


def _with_twins(lines: Iterable[PreviewLine]) -> Iterator[PreviewLine]:
    """A caution on each later line that brings a new record of a name that the file had before."""
    seen: Counter[str] = Counter()
    first: dict[str, str] = {}
    for line in lines:
        name = plain(line.name)
        if line.fate in (Fate.LEFT_OUT, Fate.FAULTY) or not name:
            yield line
            continue
        seen[name] += 1
        if seen[name] > 1 and line.fate is Fate.NEW:
            told = f"ce nom est déjà celui de « {first[name]} » : deux fiches porteront le même nom."
            yield replace(line, cautions=(*line.cautions, told))
        else:
            yield line
        first.setdefault(name, line.where)
