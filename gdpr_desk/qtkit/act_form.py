"""One form for every small act on a record: a few questions, what follows from it, one verb.

What is half typed in it is kept sealed (`DialogDraft`) and taken up where the form opens again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.errors import GdprDeskError, InvalidInput
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.date_field import DateField
from gdpr_desk.qtkit.fields import Check, ChoiceField, LineField, TextField
from gdpr_desk.qtkit.form_field import FormField
from gdpr_desk.qtkit.keeping import DialogDraft
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.placing import fit_over
from gdpr_desk.qtkit.surfaces import FadeScroll, NoticeStrip
from gdpr_desk.qtkit.theme import color, px
from gdpr_desk.vault.drafts import Drafts

_WIDTH, _MARGIN, _GUTTER = 560, 48, 20
_NO_DATE = "Écrivez jour/mois/année, par exemple 23/11/2026."

Value = str | date | bool | tuple[str, ...] | None
Values = Mapping[str, Value]
Kind = Literal["line", "text", "choice", "day", "ticks", "tick", "remark"]


@dataclass(frozen=True)
class Question:
    """One field: `key` is the field a refusal names, `options` are pairs for a choice or for ticks.

    `empty` is the label of choosing nothing, which cannot be sent. A `day` has to be given unless it
    is `optional`, or the verb judges whether nothing will do (`judged`). `when` says by what stands in the
    others whether it is asked: hidden, it keeps what was typed and gives no value. A `remark` asks nothing:
    its label is something to know before one goes on.
    """

    key: str
    label: str
    kind: Kind = "line"
    help: str = ""
    options: Sequence[tuple[str, str]] = ()
    value: Value = None
    optional: bool = False
    empty: str = ""
    judged: bool = False
    when: Callable[[Values], bool] | None = None


class ActForm(QDialog):
    """Asks the questions and does `work(values)`; accepted once it is done, `done_with` is its result.

    A refusal that names one of the fields is told beside it, any other above the verb.
    """

    def __init__(
        self,
        parent: QWidget,
        drafts: Drafts,
        form: str,
        *,
        title: str,
        verb: str,
        questions: Sequence[Question],
        work: Callable[[Values], object],
        sentence: str = "",
        consequence: str = "",
        kind: str = "filled",
    ) -> None:
        super().__init__(parent)
        self._work = work
        self.done_with: object = None
        self.fields = {question.key: _Field(question) for question in questions}
        self.notice = NoticeStrip(kind="attention")
        self.notice.hide()
        self.verb = Button(self, text=verb, kind=kind)
        self.stay = Button(self, text="Annuler", kind="secondary")
        self._arrange(title, sentence, consequence)
        self.setWindowTitle("gdpr-desk")  # the task bar shows it: a title may name somebody
        self.setAccessibleName(title)
        self._draft = DialogDraft(self, drafts, form)
        self._within.insertWidget(0, self._draft.strip)
        self.verb.clicked.connect(self.carry_out)
        self.stay.clicked.connect(self.reject)
        self.verb.setDefault(True)
        self.stay.setAutoDefault(False)
        for field in self.fields.values():
            field.tell_changes(self._ask_what_applies)
        self._ask_what_applies()

    def values(self) -> dict[str, Value]:
        """What stands in the fields that are asked now."""
        return {key: field.value() for key, field in self.fields.items() if field.asked}

    def carry_out(self) -> None:
        """Check, do it and close; what is wrong is said where it stands."""
        self.notice.hide()
        wrong = [field for field in self.fields.values() if field.asked and not field.check()]
        if wrong:
            wrong[0].focus()
            return
        try:
            self.done_with = self._work(self.values())
        except GdprDeskError as refusal:
            self._refused(refusal)
            return
        self.accept()

    def tell(self, sentence: str, action: str = "") -> None:
        """Say something above the verb; `action` may lead elsewhere."""
        self.notice.set_text(sentence)
        self.notice.set_action(action, link=True)
        self.notice.show()
        QTimer.singleShot(0, self, self._fit)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
        QTimer.singleShot(0, self, self._fit)  # fields know their height once they are on screen
        first = next(iter(self.fields.values()), None)
        if first is not None:
            first.focus()

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), color("sheet"))

    def _refused(self, refusal: GdprDeskError) -> None:
        named = refusal.field if isinstance(refusal, InvalidInput) else ""
        field = self.fields.get(named) or self.fields.get(named.partition(".")[2])
        if field is None or not field.asked:
            self.tell(str(refusal))
        else:
            field.refuse(f"{refusal.message} {refusal.remedy}".strip())
            field.focus()
        QTimer.singleShot(0, self, self._fit)

    def _ask_what_applies(self) -> None:
        """Show the questions that what was answered so far leads to, and no others."""
        stands = {key: field.value() for key, field in self.fields.items()}
        for field in self.fields.values():
            field.ask(stands)
        if self.isVisible():
            QTimer.singleShot(0, self, self._fit)

    def _arrange(self, title: str, sentence: str, consequence: str) -> None:
        content = QWidget()
        self._within = QVBoxLayout(content)
        self._within.setContentsMargins(4, 4, 4, 4)
        self._within.setSpacing(16)
        for field in self.fields.values():
            self._within.addWidget(field.frame)
        if consequence:
            self._within.addWidget(NoticeStrip(kind="attention", text=consequence))
        self._within.addWidget(self.notice)
        self._within.addStretch(1)
        scroll = FadeScroll()
        scroll.setWidget(content)
        scroll.set_gutter(_GUTTER)
        foot = QHBoxLayout()
        foot.setContentsMargins(4, 0, _GUTTER + 4, 0)
        foot.setSpacing(12)
        foot.addStretch(1)
        foot.addWidget(self.stay)
        foot.addWidget(self.verb)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 24, 24 - _GUTTER, 20)
        self._column.setSpacing(12)
        head = QVBoxLayout()
        head.setContentsMargins(4, 0, _GUTTER + 4, 0)
        head.setSpacing(4)
        for text, role in ((title, "detail_title"), (sentence, "second")):
            if text:
                label = Label(self, text=text, role=role)
                label.setWordWrap(True)
                head.addWidget(label)
        self._column.addLayout(head)
        self._column.addWidget(scroll, 1)
        self._column.addLayout(foot)
        self._scroll = scroll

    def _fit(self) -> None:
        """As high as what it asks, and no larger than the window behind; the questions scroll then."""
        behind = self.parentWidget()
        room = (behind.window() if behind is not None else self).size()
        width = min(px(_WIDTH), room.width() - _MARGIN)
        edges = self._column.contentsMargins()
        inner = width - edges.left() - edges.right() - _GUTTER
        self._within.activate()
        around = self._column.totalHeightForWidth(width) - self._scroll.sizeHint().height()
        high = (
            around + max(self._within.totalHeightForWidth(inner), self._within.totalSizeHint().height()) + 8
        )
        fit_over(self, width, high)


class _Field:
    """A question on screen."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self._ticks: dict[str, Check] = {}
        self.asked = question.kind != "remark"
        self._control = self._made(question)
        if question.kind in ("tick", "remark"):
            self.frame = self._control
            return
        self.frame = FormField(
            label=question.label, help=question.help, field=self._control, optional=question.optional
        )

    def value(self) -> Value:
        control = self._control
        if self._ticks:
            return tuple(key for key, tick in self._ticks.items() if tick.isChecked())
        if isinstance(control, Check):
            return control.isChecked()
        if isinstance(control, ChoiceField):
            return control.key()
        if isinstance(control, DateField):
            return control.date_value()
        if isinstance(control, LineField | TextField):
            return control.text().strip()
        return None

    def ask(self, stands: Values) -> None:
        """Ask it, or not, by what stands in all the fields."""
        when = self.question.when
        applies = when is None or when(stands)
        self.asked = applies and self.question.kind != "remark"
        self.frame.setVisible(applies)

    def tell_changes(self, heard: Callable[[], None]) -> None:
        """Call `heard` whenever another answer stands here that others may depend on."""
        control = self._control
        for tick in (*self._ticks.values(), *([control] if isinstance(control, Check) else [])):
            tick.toggled.connect(lambda _on: heard())
        if isinstance(control, ChoiceField):
            control.currentIndexChanged.connect(lambda _at: heard())
        if isinstance(control, DateField):
            control.textChanged.connect(lambda _text: heard())

    def check(self) -> bool:
        """Whether a date stands where one is needed; the services judge everything else."""
        control = self._control
        if isinstance(self.frame, FormField):
            self.frame.clear()
        if isinstance(control, DateField):
            nothing = control.date_value() is None
            if not control.readable() or (nothing and not (self.question.optional or self.question.judged)):
                self.refuse(_NO_DATE)
                return False
        if isinstance(control, ChoiceField) and not control.key() and not self.question.optional:
            self.refuse("Choisissez dans la liste.")
            return False
        return True

    def refuse(self, sentence: str) -> None:
        if isinstance(self.frame, FormField):
            self.frame.set_error(sentence)

    def focus(self) -> None:
        first = next(iter(self._ticks.values()), None)
        (first or self._control).setFocus(Qt.FocusReason.OtherFocusReason)

    def _made(self, question: Question) -> QWidget:
        made = _CONTROLS[question.kind](self, question)
        made.setObjectName(question.key)
        return made

    def make_ticks(self, question: Question) -> QWidget:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 2, 0, 2)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        half = (len(question.options) + 1) // 2
        chosen = question.value if isinstance(question.value, tuple) else ()
        for place, (key, label) in enumerate(question.options):
            tick = Check(text=label)
            tick.setObjectName(f"{question.key}_{key}")
            tick.setChecked(key in chosen)
            self._ticks[key] = tick
            grid.addWidget(tick, place % half, place // half)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        return box


def _line(_field: _Field, question: Question) -> QWidget:
    made = LineField()
    made.setText(str(question.value or ""))
    return made


def _text(_field: _Field, question: Question) -> QWidget:
    made = TextField()
    made.setText(str(question.value or ""))
    return made


def _choice(_field: _Field, question: Question) -> QWidget:
    made = ChoiceField()
    made.set_options(question.options, empty=question.empty)
    made.set_key(str(question.value or ""))
    return made


def _day(_field: _Field, question: Question) -> QWidget:
    made = DateField()
    made.set_date(question.value if isinstance(question.value, date) else None)
    return made


def _tick(_field: _Field, question: Question) -> QWidget:
    made = Check(text=question.label)
    made.setChecked(question.value is True)
    return made


def _remark(_field: _Field, question: Question) -> QWidget:
    return NoticeStrip(kind="attention", text=question.label)


_CONTROLS: Mapping[Kind, Callable[[_Field, Question], QWidget]] = {
    "line": _line,
    "text": _text,
    "choice": _choice,
    "day": _day,
    "tick": _tick,
    "remark": _remark,
    "ticks": _Field.make_ticks,
}


def said(values: Values, key: str) -> str:
    """The words of a line, a text or a choice."""
    found = values.get(key)
    return found if isinstance(found, str) else ""


def day_of(values: Values, key: str) -> date | None:
    """The day given, if one is."""
    found = values.get(key)
    return found if isinstance(found, date) else None


def ticked(values: Values, key: str) -> tuple[str, ...]:
    """The ticks that are set."""
    found = values.get(key)
    return found if isinstance(found, tuple) else ()
