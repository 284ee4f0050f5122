"""What differs between two states of a record, in French: only what changed, never a file format.

Two records are equal exactly where nothing is told; each field that differs is named once. What
each value is called stands in `comparison_words`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from gdpr_desk.parties.model import Party
from gdpr_desk.periods.words import french_list
from gdpr_desk.register.comparison_words import ENTRIES, FIELDS, PLAIN, TEXTS, Entry, dpia_parts
from gdpr_desk.register.model import DpiaScreening, ProcessingActivity

EMPTY = "(vide)"
_OTHERWISE = "écrit autrement"
_LONG = 240
"""Characters from which a text is shown around its difference only."""
_AROUND = 40
_NAMED = 3
_NAMED_SHORT = 2
"""How many changed fields a summary names; where there are more, it counts the rest."""


@dataclass(frozen=True)
class Change:
    """One thing that differs: `what` says of which entry or part, and may be empty.

    Nothing in `before` was added, nothing in `after` was taken out; the two always differ.
    """

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """One field of the record that differs, by its name in the model and its words on screen."""

    field: str
    label: str
    changes: tuple[Change, ...]


def differences(
    before: ProcessingActivity, after: ProcessingActivity, parties: Mapping[str, Party] | None = None
) -> tuple[Difference, ...]:
    """Every field that differs, in the order of the form; `parties` gives keys their names."""
    found = []
    for name, words in FIELDS.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            found.append(Difference(name, words.label, _changes(name, old, new, parties or {})))
    return tuple(found)


def summary(before: ProcessingActivity, after: ProcessingActivity, *, short: bool = False) -> str:
    """« la durée et les destinataires »; empty where nothing differs. `short` fits a row of a list."""
    told = [
        _in_a_sentence(name, before, after)
        for name in FIELDS
        if getattr(before, name) != getattr(after, name)
    ]
    if short and len(told) > _NAMED_SHORT:
        told = [told[0], f"{len(told) - 1} autres points"]
    elif len(told) > _NAMED + 1:
        told = [*told[:_NAMED], f"{len(told) - _NAMED} autres points"]
    return french_list(told)


def _in_a_sentence(name: str, before: ProcessingActivity, after: ProcessingActivity) -> str:
    if name == "purposes" and [p.name for p in before.purposes] == [p.name for p in after.purposes]:
        return "la raison"
    if name == "retention" and max(len(before.retention), len(after.retention)) > 1:
        return "les durées"
    return FIELDS[name].phrase


def _changes(name: str, old: Any, new: Any, parties: Mapping[str, Party]) -> tuple[Change, ...]:
    if name in TEXTS:
        tell = TEXTS[name]
        return _of_texts(old, new, lambda value: tell(value, parties))
    if isinstance(old, DpiaScreening):
        return _of_screening(old, new)
    if name == "extra":
        return _of_extra(old, new)
    if name in ENTRIES:
        return _of_entries(old, new, ENTRIES[name], parties)
    return (_change("", PLAIN[name](old), PLAIN[name](new)),)


def _change(what: str, before: str, after: str) -> Change:
    """A change whose two sides can be told apart, even where the same words stand for two values."""
    if max(len(before), len(after)) > _LONG:
        before, after = _around(before, after)
    before, after = _visible(before), _visible(after)
    if before == after:
        before = before or "rien"
        after = f"{before}, {_OTHERWISE}"
    return Change(what, before, after)


def _visible(text: str) -> str:
    """Blanks alone would look like nothing at all."""
    if text and not text.strip():
        return f"{len(text)} espace{'s' if len(text) > 1 else ''}"
    return text


def _around(before: str, after: str) -> tuple[str, str]:
    """Two long texts from a little before the place where they part."""
    shared = next(
        (at for at, (one, other) in enumerate(zip(before, after, strict=False)) if one != other),
        min(len(before), len(after)),
    )
    start = max(0, shared - _AROUND)

    def cut(text: str) -> str:
        head = "…" if start and text else ""
        tail = "…" if len(text) > start + _LONG else ""
        return f"{head}{text[start : start + _LONG]}{tail}"

    return cut(before), cut(after)


def _of_texts(old: Sequence[str], new: Sequence[str], tell: Callable[[str], str]) -> tuple[Change, ...]:
    gone, come = _left_over(old, new)
    if not gone and not come:
        return (_change("Ordre", ", ".join(map(tell, old)), ", ".join(map(tell, new))),)
    return (
        *(Change("", _visible(tell(value)) or EMPTY, "") for value in gone),
        *(Change("", "", _visible(tell(value)) or EMPTY) for value in come),
    )


def _of_screening(old: DpiaScreening, new: DpiaScreening) -> tuple[Change, ...]:
    found: list[Change] = []
    for name, label, tell in dpia_parts():
        one, other = getattr(old, name), getattr(new, name)
        if one == other:
            continue
        if name == "criteria":
            found += _of_texts(one, other, tell)
        elif name == "extra":
            found += _of_extra(one, other)
        else:
            found.append(_change(label, tell(one), tell(other)))
    return tuple(found)


def _of_extra(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """Keys that this version cannot read are named; their content is nobody's words."""
    found = []
    for key in dict.fromkeys([*old, *new]):
        if key not in new:
            found.append(Change(key or EMPTY, "présent", ""))
        elif key not in old:
            found.append(Change(key or EMPTY, "", "présent"))
        elif old[key] != new[key]:
            found.append(Change(key or EMPTY, "un contenu", "un autre contenu"))
    return tuple(found)


def _of_entries(
    old: Sequence[Any], new: Sequence[Any], entry: Entry, parties: Mapping[str, Party]
) -> tuple[Change, ...]:
    """Entries that came, went or changed; their order where nothing else did."""
    gone, come = _left_over(old, new)
    if not gone and not come:
        names = [", ".join(entry.name(value, parties) for value in values) for values in (old, new)]
        return (_change("Ordre", *names),)
    pairs = _pairs(gone, come, lambda one, other: entry.identity(one) == entry.identity(other))
    if entry.renames:
        pairs += _pairs(gone, come, entry.renamed)
    found = [change for one, other in pairs for change in _of_entry(one, other, entry, parties)]
    found += [Change("", entry.words(value, parties) or EMPTY, "") for value in gone]
    found += [Change("", "", entry.words(value, parties) or EMPTY) for value in come]
    return tuple(found)


def _of_entry(one: Any, other: Any, entry: Entry, parties: Mapping[str, Party]) -> tuple[Change, ...]:
    """What differs within one entry, part by part."""
    name = entry.name(one, parties)
    renamed = entry.identity(one) != entry.identity(other)
    found: list[Change] = []
    for part in fields(one):
        old, new = getattr(one, part.name), getattr(other, part.name)
        if old == new:
            continue
        if part.name == "extra":
            found += _of_extra(old, new)
            continue
        label, tell = entry.parts[part.name]
        what = label if renamed or not name else f"{name} · {label}"
        found.append(_change(what, tell(old, parties), tell(new, parties)))
    return tuple(found)


def _left_over(old: Sequence[Any], new: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """What only one of the two holds, each entry counted as often as it stands there."""
    come = list(new)
    gone = []
    for value in old:
        if value in come:
            come.remove(value)
        else:
            gone.append(value)
    return gone, come


def _pairs(gone: list[Any], come: list[Any], same: Callable[[Any, Any], bool]) -> list[tuple[Any, Any]]:
    """The entries of `gone` and `come` that are the same thing; taken out of both."""
    found = []
    for one in list(gone):
        other = next((value for value in come if same(one, value)), None)
        if other is not None:
            gone.remove(one)
            come.remove(other)
            found.append((one, other))
    return found
