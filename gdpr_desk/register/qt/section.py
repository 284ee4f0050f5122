"""What every section of the editor is: fields of one activity, shown, edited and merged back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from gdpr_desk.qtkit.chips import ChipPicker
from gdpr_desk.qtkit.inputs import Input
from gdpr_desk.reference.model import Entry
from gdpr_desk.register.model import ProcessingActivity
from gdpr_desk.register.qt.reading import first_control


class Section(QWidget):
    """One group of fields. `edited` names the field; `removed` says what was taken out."""

    edited = Signal(str)
    removed = Signal(str)

    follows: frozenset[str] = frozenset()
    """Fields that other sections edit and this one shows too."""

    def show_activity(self, activity: ProcessingActivity) -> None:
        """Put the section's fields on screen, touching only what differs."""
        raise NotImplementedError

    def merged(self, activity: ProcessingActivity) -> ProcessingActivity:
        """`activity` with what this section shows; content that cannot be saved stays as it was."""
        raise NotImplementedError

    def problems(self) -> Iterator[Input]:
        """The inputs whose content cannot be saved."""
        return iter(())

    def unsaved(self) -> Iterator[Input]:
        """The inputs that hold something the vault does not; more than those with a problem."""
        return self.problems()

    def reserve(self) -> None:
        """Build ahead what a usual record needs; called while nobody waits."""

    def rows_of(self, field: str) -> Sequence[QWidget]:
        """The rows that show the tuple `field`, in order."""
        return ()

    def focus_path(self, path: str) -> None:
        """Put the focus on the control at the dotted path (`retention.0.period`), or as near as can be."""
        parts = path.split(".")
        place: QWidget = self
        numbers = [int(part) for part in parts if part.isdecimal()]
        rows = self.rows_of(parts[0])
        if numbers and numbers[0] < len(rows):
            place = rows[numbers[0]]
        names = [part for part in reversed(parts) if part and not part.isdecimal()]
        controls = (first_control(found) for name in names for found in _shown(place, name))
        target = (
            next((c for c in controls if c is not None), None) or first_control(place) or first_control(self)
        )
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)


def unsaved_in(sections: Iterable[Section]) -> Iterator[Input]:
    """Everything in these sections that the vault does not hold."""
    for section in sections:
        yield from section.unsaved()


def wrong(inputs: Iterable[Input]) -> Iterator[Input]:
    """Those of `inputs` that have a problem."""
    return (found for found in inputs if found.problem)


def offer(picker: ChipPicker, catalogue: Mapping[str, Entry]) -> None:
    """Offer the entries of a catalogue; one's own words are always welcome (« Autre… »)."""
    picker.set_options((key, entry.label) for key, entry in catalogue.items())


def choose(picker: ChipPicker, keys: Sequence[str]) -> None:
    """Show `keys` as chosen, without touching what shows them already."""
    if picker.chosen() != tuple(dict.fromkeys(keys)):
        picker.set_chosen(keys)


def _shown(place: QWidget, name: str) -> Iterator[QWidget]:
    return (found for found in place.findChildren(QWidget, name) if found.isVisibleTo(place))
