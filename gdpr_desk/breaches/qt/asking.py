"""One question on screen: its words, its control, and « Je ne sais pas encore » beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from gdpr_desk.breaches.model import Answered, BreachFacts
from gdpr_desk.breaches.qt.controls import column
from gdpr_desk.breaches.qt.controls_more import control_for
from gdpr_desk.breaches.qt.questions import ASKED
from gdpr_desk.parties.model import Party
from gdpr_desk.qtkit.chip import Chip
from gdpr_desk.qtkit.form_field import FormField

NOT_YET = "Je ne sais pas encore"
_PROPOSED = "Proposé d’après vos réponses et votre registre : vérifiez."


class Ask(QWidget):
    """`given` carries the question and its answer, `unknown` the question and whether it is so."""

    given = Signal(str, object)
    unknown = Signal(str, bool)

    def __init__(self, question: str, parties: Sequence[Party]) -> None:
        super().__init__()
        asked = ASKED[question]
        self.question = question
        self.control = control_for(question, parties)
        self.frame = FormField(label=asked.label, help=asked.help, field=self.control)
        self._not_yet = Chip(text=NOT_YET)
        self._not_yet.setCheckable(True)
        self._not_yet.setObjectName(f"{question}_unknown")
        self._not_yet.setAccessibleName(f"{asked.label} {NOT_YET}")
        if asked.known:
            self._not_yet.setParent(self.frame)
            self._not_yet.hide()
        else:
            self.frame.add_aside(self._not_yet)
        column(self).addWidget(self.frame)
        self._name_fields(asked.label)
        self.control.given.connect(self._given)
        self._not_yet.clicked.connect(lambda on: self.unknown.emit(question, on))
        self.setFocusProxy(self.control)

    def show_facts(self, facts: BreachFacts, proposed: BreachFacts) -> None:
        """What is answered; in an open place what is proposed, said to be so."""
        standing = facts.standing(self.question)
        is_open = standing is Answered.OPEN
        shown = getattr(proposed if is_open else facts, self.question)
        self.control.show_answer(shown)
        self._not_yet.setChecked(standing is Answered.UNKNOWN)
        self.frame.clear()
        if is_open and shown not in (None, "", ()):
            self.frame.set_success(_PROPOSED)

    def tell_standing(self, facts: BreachFacts) -> None:
        """After another answer: the mark of « not yet », and no word of a proposal once it is answered."""
        standing = facts.standing(self.question)
        self._not_yet.setChecked(standing is Answered.UNKNOWN)
        if standing is not Answered.OPEN:
            self.frame.clear()

    def answer(self) -> Any:
        """What stands on screen."""
        return self.control.answer()

    def check(self) -> bool:
        """Whether what stands there can be read; what is wrong is said below it."""
        problem = self.control.problem()
        if problem:
            self.frame.set_error(problem)
        return not problem

    def refuse(self, sentence: str) -> None:
        """Say what is wrong with the answer, and go there."""
        self.frame.set_error(sentence)
        self.control.setFocus()

    def _name_fields(self, label: str) -> None:
        """A screen reader names the field, not what holds it."""
        fields = (*self.control.findChildren(QLineEdit), *self.control.findChildren(QPlainTextEdit))
        for field in fields:
            if not field.accessibleName():
                field.setAccessibleName(label)

    def _given(self) -> None:
        if self.check():
            self.given.emit(self.question, self.answer())
