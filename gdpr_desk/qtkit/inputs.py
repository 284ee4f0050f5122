"""One control, one value: what is typed, the last content that can be saved, and its sentence.

An input never throws away what is on screen. When the content cannot be saved, `value()` stays
the last good one and `problem` says in a sentence what to repair; the rest of the sheet is saved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from gdpr_desk.qtkit.form_field import FormField
from gdpr_desk.qtkit.labels import Label

LINE_LIMIT = 500
TEXT_LIMIT = 20_000
"""The service's limit for one text (characters)."""
NUMBER_LIMIT = 1_000_000_000

_SPACES = re.compile(r"[\s\u00a0\u202f.]")


class Input(QObject):
    """A control that can say what is wrong with its content."""

    edited = Signal()

    def __init__(self, control: QWidget, message: FormField | Label | None) -> None:
        super().__init__(control)
        self.control = control
        self.problem = ""
        self._message = message
        self._showing = False
        control.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self._settle()
        elif event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = QKeySequence.StandardKey
            if event.matches(keys.Undo) or event.matches(keys.Redo):
                # The form's named undo counts, not the field's own.
                event.ignore()
                return True
        return super().eventFilter(watched, event)

    @property
    def unsaved(self) -> bool:
        """Whether something stands on screen that cannot be saved as it is."""
        return bool(self.problem)

    def typed(self) -> tuple[str, ...]:
        """What stands on screen, sign by sign."""
        if isinstance(self.control, QPlainTextEdit):
            return (self.control.toPlainText(),)
        return (self.control.text(),) if isinstance(self.control, QLineEdit) else ()

    def retype(self, typed: Sequence[str]) -> None:
        """Put back what `typed()` gave, as if it were typed now."""
        for text in typed[:1]:
            if isinstance(self.control, QPlainTextEdit):
                self.control.setPlainText(text)
            elif isinstance(self.control, QLineEdit):
                self.control.setText(text)

    def drop(self) -> None:
        """Empty the control: it is to show another record, and nothing of this one."""
        self._showing = True
        self.retype([""])
        self._showing = False
        self._judge("")

    def _settle(self) -> None:
        """Remember what to fall back to: half a wrong number is not what was meant."""

    def _judge(self, problem: str) -> None:
        """Put `problem` under the control; an empty one takes the sentence away."""
        if problem == self.problem:
            return
        self.problem = problem
        if isinstance(self._message, FormField):
            if problem:
                self._message.set_error(problem)
            else:
                self._message.clear()
        elif self._message is not None:
            self._message.setText(problem)
            self._message.setVisible(bool(problem))
            self.control.setProperty("invalid", bool(problem))
            self.control.style().polish(self.control)
        self.control.setAccessibleDescription(problem)

    def _touched(self) -> None:
        if not self._showing:
            self._read()
            self.edited.emit()

    def _read(self) -> None:
        raise NotImplementedError


class TextInput(Input):
    """A line or a growing text; over `limit` characters it is kept on screen and not saved."""

    def __init__(
        self,
        control: QLineEdit | QPlainTextEdit,
        message: FormField | Label | None = None,
        *,
        limit: int | None = None,
        required: str = "",
    ) -> None:
        super().__init__(control, message)
        self._control = control
        self._limit = limit or (LINE_LIMIT if isinstance(control, QLineEdit) else TEXT_LIMIT)
        self._required = required
        self._valid = self._before = ""
        control.textChanged.connect(self._touched)

    def value(self) -> str:
        """The text to save, as typed."""
        return self._valid

    def show(self, text: str) -> None:
        """Put `text` on screen unless it is there already."""
        if text == self._valid and (self.problem or text == self._typed()):
            return
        self._showing = True
        if isinstance(self._control, QLineEdit):
            self._control.setText(text)
            self._control.setCursorPosition(0)
        else:
            self._control.setPlainText(text)
        self._showing = False
        self._valid = self._before = text
        self._judge("")

    def _settle(self) -> None:
        if not self.problem:
            self._before = self._valid

    def _typed(self) -> str:
        if isinstance(self._control, QLineEdit):
            return self._control.text()
        return self._control.toPlainText()

    def _read(self) -> None:
        typed = self._typed()
        if len(typed) > self._limit:
            over = len(typed) - self._limit
            self._judge(
                f"Ce texte dépasse {self._limit} caractères : retirez-en {over} pour qu’il soit enregistré."
            )
        elif self._required and not typed.strip():
            self._judge(self._required)
            self._valid = self._before
        else:
            self._judge("")
            self._valid = typed


class LinesInput(TextInput):
    """One value per line, empty lines left out."""

    def lines(self) -> tuple[str, ...]:
        """The values, without spaces around them."""
        return tuple(line.strip() for line in self.value().splitlines() if line.strip())

    def show_lines(self, lines: Sequence[str]) -> None:
        """Put the values on screen unless they are there already, one per line."""
        if tuple(lines) != self.lines():
            self.show("\n".join(lines))


class NumberInput(Input):
    """A whole number, or nothing; spaces between thousands are welcome."""

    def __init__(self, control: QLineEdit, message: FormField | Label | None, what: str) -> None:
        super().__init__(control, message)
        self._control = control
        self._what = what
        self._valid: int | None = None
        self._before: int | None = None
        control.textChanged.connect(self._touched)

    def value(self) -> int | None:
        """The number to save; None where nothing is typed."""
        return self._valid

    def show(self, number: int | None) -> None:
        """Put `number` on screen unless it is there already."""
        if number == self._valid and (self.problem or bool(self._control.text()) is (number is not None)):
            return
        self._showing = True
        self._control.setText("" if number is None else str(number))
        self._showing = False
        self._valid = self._before = number
        self._judge("")

    def _settle(self) -> None:
        if not self.problem:
            self._before = self._valid

    def _read(self) -> None:
        typed = _SPACES.sub("", self._control.text())
        problem = number_problem(typed, self._what)
        self._judge(problem)
        self._valid = self._before if problem else int(typed) if typed else None


def number_problem(typed: str, what: str) -> str:
    """What is wrong with a number typed without spaces; empty when nothing is."""
    if typed.startswith(("-", "−")) and typed[1:].isdecimal():
        return f"{what} ne peut pas être négatif : écrivez un nombre à partir de 0."
    if typed and not (typed.isascii() and typed.isdecimal()):
        return f"{what} s’écrit en chiffres, par exemple 12."
    if typed and int(typed) > NUMBER_LIMIT:
        return f"{what} est trop grand : vérifiez le nombre de zéros."
    return ""


class ChoiceInput(Input):
    """One of several; a value the list does not know is added to it, so that it survives."""

    def __init__(
        self,
        control: QComboBox,
        options: Iterable[tuple[str | None, str]],
        message: FormField | Label | None = None,
    ) -> None:
        super().__init__(control, message)
        self._control = control
        self.offer(options)
        control.currentIndexChanged.connect(self._touched)

    def offer(self, options: Iterable[tuple[str | None, str]]) -> None:
        """Other options than before; what is chosen stays chosen."""
        kept = self.value()
        self._showing = True
        self._control.clear()
        for key, label in options:
            self._control.addItem(label, key)
        self._showing = False
        if kept is not None:
            self.show(kept)

    def value(self) -> str | None:
        """The key chosen."""
        found = self._control.currentData()
        return found if isinstance(found, str) else None

    def show(self, key: str | None) -> None:
        """Choose `key`."""
        if self._control.currentIndex() >= 0 and key == self.value():
            return
        self._showing = True
        at = self.index_of(key)
        if at < 0:
            self._control.addItem(key or "", key)
            at = self._control.count() - 1
        self._control.setCurrentIndex(at)
        self._showing = False

    def index_of(self, key: str | None) -> int:
        """Where `key` stands in the list; -1 where it does not."""
        return next((i for i in range(self._control.count()) if self._control.itemData(i) == key), -1)

    def _read(self) -> None:
        self._judge("")


class FlagInput(Input):
    """Yes or no."""

    def __init__(self, control: QCheckBox) -> None:
        super().__init__(control, None)
        self._control = control
        control.toggled.connect(self._touched)

    def value(self) -> bool:
        """Whether it is ticked."""
        return self._control.isChecked()

    def show(self, ticked: bool) -> None:
        """Tick it or not."""
        self._showing = True
        self._control.setChecked(ticked)
        self._showing = False

    def _read(self) -> None:
        self._judge("")


def adopt(form: QWidget) -> None:
    """Put the controls that the Designer form nested in each FormField where the field shows them."""
    for field in form.findChildren(FormField):
        control = field.findChild(QWidget, field.objectName().removesuffix("_field"))
        if control is not None:
            field.set_field(control)
