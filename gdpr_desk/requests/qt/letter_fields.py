"""The fields of a letter that somebody types, and the reasons of a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdpr_desk.qtkit.act_form import ActForm, Question, Values, said
from gdpr_desk.qtkit.columns import empty_column
from gdpr_desk.qtkit.fields import LineField
from gdpr_desk.qtkit.form_field import FormField
from gdpr_desk.qtkit.parts import Line, bar, button, label
from gdpr_desk.reference import catalogues
from gdpr_desk.requests.letters.chips import CHIPS, Filled
from gdpr_desk.requests.letters.model import LetterKind, Refusal
from gdpr_desk.requests.letters.refusing import allowed_reasons
from gdpr_desk.requests.letters.templates import Template, used
from gdpr_desk.requests.model import RightKind
from gdpr_desk.requests.qt.door import RequestDoor
from gdpr_desk.requests.qt.words import RIGHTS
from gdpr_desk.requests.service import RequestFile


class LetterFields(QWidget):
    """`edited` when anything was typed, a reason added or taken away."""

    edited = Signal()

    def __init__(self, door: RequestDoor, parent: QWidget) -> None:
        super().__init__(parent)
        self._door = door
        self._file: RequestFile | None = None
        self._template: Template | None = None
        self._words: dict[str, str] = {}
        self._refusals: list[Refusal] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)

    def restore(self, file: RequestFile, content: Mapping[str, Any]) -> None:
        """Another request, with what was half typed for it."""
        self._file = file
        words = content.get("typed", {})
        self._words = {str(key): str(text) for key, text in words.items() if key in CHIPS}
        self._refusals = [
            Refusal(str(one["reason"]), RightKind(one["right"]), str(one["facts"]))
            for one in content.get("refusals", ())
        ]

    def content(self) -> dict[str, Any]:
        """What a draft keeps."""
        refusals = [{"reason": r.reason, "right": r.right.value, "facts": r.facts} for r in self._refusals]
        return {"typed": self.typed(), "refusals": refusals}

    def typed(self) -> dict[str, str]:
        """By chip; what was typed for another letter of the request stays there for it."""
        return {key: text for key, text in self._words.items() if text.strip()}

    def refusals(self) -> tuple[Refusal, ...]:
        """The reasons, for a letter that refuses."""
        return tuple(self._refusals) if self._template is not None and self._template.refuses else ()

    def show_for(self, template: Template) -> None:
        """The fields of this letter."""
        self._template = template
        empty_column(self._column)
        for key in used(f"{template.subject} {template.body}"):
            chip = CHIPS[key]
            if chip.filled is Filled.TYPED:
                field = LineField(placeholder=chip.hint)
                field.setText(self._words.get(key, ""))
                field.setObjectName(key)
                field.textChanged.connect(partial(self._write, key))
                self._column.addWidget(FormField(label=chip.label, field=field))
        if template.refuses:
            self._show_refusals()
        self.setVisible(self._column.count() > 0)

    def _write(self, key: str, text: str) -> None:
        self._words[key] = text
        self.edited.emit()

    def _show_refusals(self) -> None:
        self._column.addWidget(label("strong", "Ce qui est refusé, et pourquoi"))
        for refusal in self._refusals:
            entry = catalogues.refusal_reasons().get(refusal.reason)
            drop = button("link", "Retirer", partial(self._drop, refusal), small=True)
            title = entry.label if entry is not None else refusal.reason
            self._column.addWidget(Line("x", f"{RIGHTS[refusal.right]} · {title}", refusal.facts, drop))
        self._column.addWidget(bar(button("secondary", "Ajouter un motif…", self._add, icon="plus")))

    def _drop(self, refusal: Refusal) -> None:
        self._refusals.remove(refusal)
        self._again()

    def _add(self) -> None:
        """One reason against one right, with the facts; only what the right allows is offered."""
        file, template = self._file, self._template
        if file is None or template is None:
            return
        whole = template.kind is LetterKind.REFUSAL
        pairs = [
            (f"{right.value}:{entry.key}", f"{RIGHTS[right]} : {entry.label}")
            for right in file.request.rights
            for entry in allowed_reasons(right, whole=whole)
        ]

        def added(values: Values) -> object:
            right, _colon, reason = said(values, "reason").partition(":")
            self._refusals.append(Refusal(reason, RightKind(right), said(values, "facts")))
            return None

        form = ActForm(
            self,
            self._door.requests.drafts,
            f"request/{file.request.reference}/refusal",
            title="Ajouter un motif de refus",
            verb="Ajouter",
            questions=[
                Question("reason", "Le motif", "choice", options=pairs, empty="Choisissez"),
                Question("facts", "Les faits", "text", help="Comme vous le diriez à la personne."),
            ],
            work=added,
        )
        if form.exec():
            self._again()

    def _again(self) -> None:
        if self._template is not None:
            self.show_for(self._template)
        self.edited.emit()
