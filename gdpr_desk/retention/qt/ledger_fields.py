"""A form drawn from the description of a ledger: a field for each, read the way imports and commands read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from gdpr_desk.clock import Clock
from gdpr_desk.errors import InvalidInput
from gdpr_desk.qtkit.fields import ChoiceField, DateField, LineField, TextField
from gdpr_desk.qtkit.form_field import FormField
from gdpr_desk.qtkit.theme import px
from gdpr_desk.retention.ledgers.answers import read_value, read_values, typed_text
from gdpr_desk.retention.ledgers.checks import problems
from gdpr_desk.retention.ledgers.model import (
    FieldSpec,
    FieldType,
    LedgerEntry,
    LedgerKind,
    Problem,
    Value,
    Values,
)

_LIVE_MS = 350
_CHECKED = "à vérifier"
_WHOLE_DAY = len("23/11/2026")
_WIDTHS = {
    FieldType.DAY: 200,
    FieldType.MOMENT: 240,
    FieldType.AMOUNT: 160,
    FieldType.COUNT: 120,
    FieldType.YES_NO: 160,
    FieldType.CHOICE: 300,
}
"""Design pixels: a field is as wide as what it takes."""
_YES_NO = (("oui", "Oui"), ("non", "Non"))
_EXAMPLES = {
    FieldType.MOMENT: "jj/mm/aaaa, ou jj/mm/aaaa 14:30",
    FieldType.AMOUNT: "129,90",
}
Control = LineField | TextField | ChoiceField | DateField


class LedgerForm(QWidget):
    """The fields of one ledger; `touched` whenever somebody types or chooses."""

    touched = Signal()

    def __init__(self, kind: LedgerKind, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self._clock = clock
        self._entry = LedgerEntry(kind.key, {}, draft=True)
        self.frames: dict[str, FormField] = {}
        self._controls: dict[str, Control] = {}
        self._live = QTimer(self, singleShot=True, interval=_LIVE_MS)
        self._live.timeout.connect(self.look)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(18)
        for spec in kind.fields:
            control = control_for(spec)
            control.installEventFilter(self)
            _when_changed(control, partial(self._typed, spec.key))
            frame = FormField(self, label=spec.label, help=spec.help, optional=not spec.required)
            if mark := _CHECKED if spec.key in kind.checks else spec.mark:
                frame.set_mark(mark)
            frame.set_field(control)
            self.frames[spec.key], self._controls[spec.key] = frame, control
            column.addWidget(frame)
        column.addStretch(1)

    def show_entry(self, entry: LedgerEntry) -> None:
        """Show what is kept; its steps count where a date is looked at."""
        self._entry = entry
        self.put({spec.key: as_typed(spec, entry.values.get(spec.key)) for spec in self.kind.fields})
        self._live.stop()
        for frame in self.frames.values():
            frame.clear()

    def put(self, typed: Mapping[str, str]) -> None:
        """Put these texts into their fields."""
        for key, control in self._controls.items():
            put_text(control, typed.get(key, ""))

    def typed(self) -> dict[str, str]:
        """What stands in the fields, empty ones left out."""
        found = {key: text_in(control) for key, control in self._controls.items()}
        return {key: text for key, text in found.items() if text.strip()}

    def values(self) -> Values:
        """The answers. Raises EntryRefused (`look` tells why)."""
        return read_values(self.kind, self.typed())

    def look(self, *, final: bool = False) -> tuple[Problem, ...]:
        """Say beside each field what is wrong with it now, in `final` also what is missing; all of it."""
        self._live.stop()
        for frame in self.frames.values():
            frame.clear()
        found = self._wrong(final=final)
        self.tell(found)
        return found

    def tell(self, found: tuple[Problem, ...]) -> tuple[Problem, ...]:
        """Say these beside their fields; those that are of no field."""
        for one in found:
            if one.place in self.frames and not self.frames[one.place].message():
                self.frames[one.place].set_error(self._short(one))
        return tuple(one for one in found if one.place not in self.frames)

    def focus(self, key: str = "") -> None:
        """Put the keyboard into that field, or the first."""
        control = self._controls.get(key) or next(iter(self._controls.values()))
        control.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusOut and self._live.isActive():
            self.look()
        return super().eventFilter(watched, event)

    def _typed(self, key: str) -> None:
        self.frames[key].clear()
        self._live.start()
        self.touched.emit()

    def _wrong(self, *, final: bool) -> tuple[Problem, ...]:
        """What cannot be read, then what cannot be; half a word in the field at hand is no mistake yet."""
        focused = None if final else self.window().focusWidget()
        found: list[Problem] = []
        values = {}
        for key, text in self.typed().items():
            try:
                values[key] = read_value(self.kind.field(key), text)
            except InvalidInput as refusal:
                if self._controls[key] is not focused or _complete(self.kind.field(key), text):
                    found.append(Problem(key, f"{refusal.message} {refusal.remedy}".strip()))
        known = {key: value for key, value in values.items() if value is not None}
        entry = replace(self._entry, values=known, draft=not final)
        unread = {one.place for one in found}
        judged = problems(self.kind, entry, self._clock.now())
        return (*found, *(one for one in judged if one.place not in unread))

    def _short(self, problem: Problem) -> str:
        """Beside its field a sentence needs not name it again."""
        label = self.kind.field(problem.place).label
        said = problem.sentence.removeprefix(f"{label} : ")
        if said == f"Il manque : {label.lower()}.":
            return "Il manque cette réponse."
        return f"{said[0].upper()}{said[1:]}"


def control_for(spec: FieldSpec) -> Control:
    """What that field is typed into or chosen from."""
    made: Control
    if spec.type is FieldType.TEXT:
        made = TextField()
    elif spec.type is FieldType.DAY:
        made = DateField()
    elif spec.type in {FieldType.CHOICE, FieldType.YES_NO}:
        made = ChoiceField()
        made.set_options(options_of(spec), empty="Choisissez" if spec.required else "Sans réponse")
        made.set_key("")
    else:
        made = LineField(placeholder=_EXAMPLES.get(spec.type, ""))
    made.setObjectName(spec.key)
    if spec.type in _WIDTHS:
        made.setMaximumWidth(px(_WIDTHS[spec.type]))
    return made


def options_of(spec: FieldSpec) -> tuple[tuple[str, str], ...]:
    """What is chosen from: the text that is read back, and its label."""
    if spec.type is FieldType.YES_NO:
        return _YES_NO
    return tuple((choice.key, choice.label) for choice in spec.choices)


def text_in(control: Control) -> str:
    """What stands there, as it is read."""
    return control.key() if isinstance(control, ChoiceField) else control.text()


def put_text(control: Control, text: str) -> None:
    """Show what `text_in` gave, or what `typed_text` made of a value."""
    if not isinstance(control, ChoiceField):
        if control.text() != text:
            control.setText(text)
        return
    control.setCurrentIndex(max(control.findData(text), 0))


def as_typed(spec: FieldSpec, value: Value | None) -> str:
    """The text `put_text` shows for a value: what is chosen from a list goes by its key."""
    return str(value) if spec.type is FieldType.CHOICE and value is not None else typed_text(spec, value)


def _complete(spec: FieldSpec, text: str) -> bool:
    """Whether nobody types on at what stands there: a whole date."""
    dated = spec.type in {FieldType.DAY, FieldType.MOMENT}
    return dated and len(text.strip()) >= _WHOLE_DAY


def _when_changed(control: Control, act: Callable[[], object]) -> None:
    if isinstance(control, QComboBox):
        control.currentIndexChanged.connect(lambda _index: act())
    elif isinstance(control, QPlainTextEdit):
        control.textChanged.connect(act)
    elif isinstance(control, QLineEdit):
        control.textChanged.connect(lambda _text: act())
