"""What stands in a form and not in the vault: texts that cannot be saved, and an edit that was refused.

Each text remembers its place by section, row and field, so that it can be put back into a form
that was built anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from gdpr_desk.qtkit.fields import FormField
from gdpr_desk.qtkit.inputs import Input
from gdpr_desk.register.checks import SECTIONS
from gdpr_desk.register.interchange import activity_from_json, activity_to_json
from gdpr_desk.register.model import ProcessingActivity
from gdpr_desk.register.qt.draft import over
from gdpr_desk.register.qt.section import Section

_LISTS = ("purposes", "data_subjects", "data", "recipients", "inside", "transfers", "retention")
"""The fields whose rows a section can name."""


@dataclass(frozen=True)
class Typed:
    """What was typed into one control: `place` leads back to it, `label` is what the person calls it."""

    place: str
    label: str
    signs: tuple[str, ...]


@dataclass(frozen=True)
class Unsaved:
    """All that one form holds and the vault does not; `mine` was edited from `base` and refused."""

    typed: tuple[Typed, ...] = ()
    mine: ProcessingActivity | None = None
    base: ProcessingActivity | None = None

    def __bool__(self) -> bool:
        return bool(self.typed) or self.mine is not None

    def to_json(self) -> dict[str, Any]:
        """As the vault keeps it."""
        content: dict[str, Any] = {
            "typed": [{"place": t.place, "label": t.label, "signs": list(t.signs)} for t in self.typed]
        }
        if self.mine is not None and self.base is not None:
            content |= {"mine": activity_to_json(self.mine), "base": activity_to_json(self.base)}
        return content

    def under(self, newer: Unsaved) -> Unsaved:
        """Both at once: what is typed now stands above what waits to be taken up again."""
        now = {typed.place for typed in newer.typed}
        typed = (*(t for t in self.typed if t.place not in now), *newer.typed)
        if self.mine is None or self.base is None:
            return Unsaved(typed, newer.mine, newer.base)
        if newer.mine is None or newer.base is None:
            return Unsaved(typed, self.mine, self.base)
        return Unsaved(typed, over(self.mine, newer.base, newer.mine), self.base)


def unsaved_from(content: Mapping[str, Any]) -> Unsaved:
    """What `to_json` gave."""
    typed = tuple(Typed(t["place"], t["label"], tuple(t["signs"])) for t in content["typed"])
    if "mine" not in content:
        return Unsaved(typed)
    return Unsaved(typed, activity_from_json(content["mine"]), activity_from_json(content["base"]))


def typed_in(sections: Sequence[Section]) -> tuple[Typed, ...]:
    """Every text on screen that cannot be saved as it is; an emptied field holds nothing to keep."""
    found = []
    for number, section in enumerate(sections):
        for held in section.unsaved():
            signs = held.typed()
            if signs and signs[0].strip():
                place = f"{number}/{_path(section, held.control)}"
                section_word = f"section {number + 1}, " if number < len(SECTIONS) else ""
                found.append(Typed(place, section_word + _label(held.control), signs))
    return tuple(found)


def put_back(sections: Sequence[Section], typed: Iterable[Typed]) -> tuple[Typed, ...]:
    """Type everything again where it stood; what has no place any more comes back."""
    lost = []
    for text in typed:
        held = _held_at(sections, text.place)
        if held is None:
            lost.append(text)
        else:
            held.retype(text.signs)
    return tuple(lost)


def control_of(sections: Sequence[Section], text: Typed) -> QWidget | None:
    """The control into which `text` was typed, where it is still there."""
    held = _held_at(sections, text.place)
    return held.control if held is not None else None


def _held_at(sections: Sequence[Section], place: str) -> Input | None:
    number, _, path = place.partition("/")
    if not number.isdecimal() or int(number) >= len(sections):
        return None
    section = sections[int(number)]
    found = next(_inputs_at(section, path), None)
    if found is None and "." in path:
        section.focus_path(path)  # opens what is folded on demand
        found = next(_inputs_at(section, path), None)
    return found


def _inputs_at(section: Section, path: str) -> Iterator[Input]:
    name = path.rpartition(".")[2]
    for held in section.findChildren(Input):
        control = held.control
        if control.objectName() == name and control.isVisibleTo(section) and _path(section, control) == path:
            yield held


def _path(section: Section, control: QWidget) -> str:
    """`retention.0.period`; the bare name of a control that stands in no row."""
    for field in _LISTS:
        for at, row in enumerate(section.rows_of(field)):
            if row.isAncestorOf(control):
                return f"{field}.{at}.{control.objectName()}"
    return control.objectName()


def _label(control: QWidget) -> str:
    place = control.parentWidget()
    while place is not None and not isinstance(place, FormField | Section):
        place = place.parentWidget()
    return place.get_label() if isinstance(place, FormField) else control.accessibleName()
