"""The pattern of every field: label, help, the field, then what is right or wrong with it."""

from __future__ import annotations

from PySide6.QtCore import Property, QChildEvent, QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.surfaces import Picture, SoftBox

EXAMPLE_TITLE = "Exemple pour une boutique"
WHY_TITLE = "Pourquoi on vous le demande"


_HELP, _BOXES, _FIELD, _MESSAGE = range(1, 5)
"""From top to bottom, below the label; what is not there takes no place."""


_ALL = 1000
"""Of the stretch of a line: the spring beside the label has one."""


class _Stack(QVBoxLayout):
    """The label, then the parts that are there, in their order; a gap stands above the field."""

    def __init__(self, owner: QWidget, head: QHBoxLayout) -> None:
        super().__init__(owner)
        self.parts: dict[int, QWidget] = {}
        self._owner = owner
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(0)
        self.addLayout(head)
        self.addSpacing(8)
        self.addStretch(1)

    def put(self, part: int, widget: QWidget) -> None:
        """Place `widget` below the parts that come before it."""
        above = sum(1 for other in self.parts if other < part)
        gap = 1 if part >= _FIELD else 0
        self.parts[part] = widget
        self.insertWidget(1 + above + gap, widget)

    def boxes(self) -> _Boxes:
        """The soft boxes, built when they are first asked for."""
        found = self.parts.get(_BOXES)
        if not isinstance(found, _Boxes):
            found = _Boxes(self._owner)
            self.put(_BOXES, found)
        return found


class FormField(QWidget):
    """Label (600), help, field, message with an icon.

    In a Designer form the field is simply a child of it, without a layout. `set_error` gives the
    field its red edge and a sentence that says how to repair; `clear` takes both away. A form has
    dozens of these, most of them without help, boxes or message: each part is built when it has
    something to say.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        label: str = "",
        help: str = "",  # noqa: A002 - the word of the pattern
        field: QWidget | None = None,
        optional: bool = False,
    ) -> None:
        super().__init__(parent)
        self._field: QWidget | None = None
        self._optional: Label | None = None
        self._why_link: Button | None = None
        self._label = Label(self, role="strong")
        self._head = QHBoxLayout()
        self._head.setContentsMargins(0, 0, 0, 2)
        self._head.setSpacing(8)
        self._head.addWidget(self._label)
        self._head.addStretch(1)
        self._box = _Stack(self, self._head)
        self.set_label(label)
        self.set_help(help)
        self.set_optional(optional)
        if field is not None:
            self.set_field(field)

    def childEvent(self, event: QChildEvent) -> None:
        super().childEvent(event)
        child = event.child()
        if event.type() != QEvent.Type.ChildPolished or not isinstance(child, QWidget):
            return
        known = self._box.indexOf(child) >= 0 or child.objectName() == "" or child.isWindow()
        if self._field is None and not known:
            self.set_field(child)

    def field(self) -> QWidget | None:
        """The field itself."""
        return self._field

    def set_field(self, field: QWidget) -> None:
        """Put `field` in its place, below the help; its name for a screen reader is the label."""
        self._field = field
        self._box.put(_FIELD, field)
        self._label.setBuddy(field)
        self.setFocusProxy(field)
        self._describe()

    def get_label(self) -> str:
        return self._label.plain()

    def set_label(self, text: str) -> None:
        self._label.setText(text)
        self._label.setVisible(bool(text))
        self._describe()

    def get_help(self) -> str:
        help_label = self._box.parts.get(_HELP)
        return help_label.plain() if isinstance(help_label, Label) else ""

    def set_help(self, text: str) -> None:
        label = self._box.parts.get(_HELP)
        if label is None and text:
            label = Label(self, role="second")
            label.setWordWrap(True)
            self._box.put(_HELP, label)
        if isinstance(label, Label):
            label.setText(text)
            label.setVisible(bool(text))
        self._describe()

    def get_optional(self) -> bool:
        return self._optional is not None and not self._optional.isHidden()

    def set_optional(self, optional: bool) -> None:
        """Mark it « facultatif »; what is required is not marked."""
        self.set_mark("facultatif" if optional else "")

    def set_mark(self, words: str) -> None:
        """A quiet word beside the label; empty takes it away."""
        if self._optional is None and words:
            self._optional = Label(self, role="caption")
            self._head.insertWidget(1, self._optional)
        if self._optional is not None:
            self._optional.setText(words)
            self._optional.setVisible(bool(words))

    def set_example(self, text: str, title: str = EXAMPLE_TITLE) -> None:
        """Show a soft box with an example; empty takes it away."""
        if text or _BOXES in self._box.parts:
            self._box.boxes().set_example(title, text)

    def set_why(self, text: str) -> None:
        """Offer the link « Pourquoi on vous le demande » that opens `text`."""
        if self._why_link is None:
            if not text:
                return
            self._why_link = Button(self, kind="link", small=True, text=WHY_TITLE)
            self._head.addWidget(self._why_link)
            self._why_link.clicked.connect(self._box.boxes().toggle_why)
        self._box.boxes().set_why(text)
        self._why_link.setVisible(bool(text))

    def add_aside(self, widget: QWidget) -> None:
        """Something small at the right of the label, which wraps rather than push it out of the window."""
        self._label.setWordWrap(True)
        self._head.setStretch(self._head.indexOf(self._label), _ALL)
        self._head.addWidget(widget)

    def set_error(self, sentence: str) -> None:
        """Say what is wrong and how to repair it."""
        self._say("circle-alert", "urgent", sentence)
        _mark(self._field, True)

    def set_warning(self, sentence: str) -> None:
        """Say what deserves a second look, without refusing it."""
        self._say("triangle-alert", "attention", sentence)
        _mark(self._field, False)

    def set_success(self, sentence: str) -> None:
        """Confirm what was understood."""
        self._say("check", "ok", sentence)
        _mark(self._field, False)

    def clear(self) -> None:
        """No message, no red edge."""
        self._say("circle-alert", "urgent", "")
        _mark(self._field, False)

    def message(self) -> str:
        """What is said under the field now, empty for nothing."""
        said = self._box.parts.get(_MESSAGE)
        return said.text() if isinstance(said, _Message) else ""

    label = Property(str, get_label, set_label)
    help = Property(str, get_help, set_help)
    optional = Property(bool, get_optional, set_optional)

    def _say(self, icon: str, token: str, sentence: str) -> None:
        said = self._box.parts.get(_MESSAGE)
        if not isinstance(said, _Message):
            if not sentence:
                return
            said = _Message(self)
            self._box.put(_MESSAGE, said)
        said.say(icon, token, sentence)
        self._describe()

    def _describe(self) -> None:
        if self._field is None:
            return
        self._field.setAccessibleName(self._label.text())
        said = " ".join(part for part in (self.message(), self.get_help()) if part)
        self._field.setAccessibleDescription(display(said))


class _Message(QWidget):
    """An icon and a sentence under the field; nothing where there is nothing to say."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._picture = Picture(self, icon="circle-alert", token="urgent", side=16)
        self._words = Label(self, role="second_strong")
        self._words.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 6, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self.hide()

    def text(self) -> str:
        return self._words.plain()

    def say(self, icon: str, token: str, sentence: str) -> None:
        self._picture.show_icon(icon, token)
        self._words.set_tone(token)
        self._words.setText(sentence)
        self.setVisible(bool(sentence))


class _Boxes(QWidget):
    """Why it is asked, and an example: shown between help and field, or not at all."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._why = SoftBox(self)
        self._example = SoftBox(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 2)
        column.setSpacing(8)
        column.addWidget(self._why)
        column.addWidget(self._example)
        for box in (self._why, self._example, self):
            box.hide()

    def set_why(self, text: str) -> None:
        self._why.set_text(WHY_TITLE, text)
        self._show(self._why, False)

    def set_example(self, title: str, text: str) -> None:
        self._example.set_text(title, text)
        self._show(self._example, bool(text))

    def toggle_why(self) -> None:
        self._show(self._why, self._why.isHidden())

    def _show(self, box: SoftBox, show: bool) -> None:
        box.setVisible(show)
        self.setVisible(not (self._why.isHidden() and self._example.isHidden()))


def _mark(field: QWidget | None, invalid: bool) -> None:
    """Give the field its red edge or take it away; the style sheet reads the property."""
    if field is None or bool(field.property("invalid")) == invalid:
        return
    field.setProperty("invalid", invalid)
    field.style().unpolish(field)
    field.style().polish(field)
    field.update()
