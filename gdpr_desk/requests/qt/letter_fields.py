"""The fields of a letter that somebody types, and the reasons of a refusal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdpr_desk.qtkit.act_form import ActForm, Question, Values, said
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.columns import empty_column
from gdpr_desk.qtkit.fields import LineField, TextField
from gdpr_desk.qtkit.form_field import FormField
from gdpr_desk.qtkit.parts import Line, bar, button, label
from gdpr_desk.reference import catalogues
from gdpr_desk.requests.letters.case import Case, Given
from gdpr_desk.requests.letters.chips import CHIPS, Entered
from gdpr_desk.requests.letters.keeping import Kept, allowed_reasons, goes_on, kept
from gdpr_desk.requests.letters.model import LetterKind, Refusal
from gdpr_desk.requests.letters.templates import Template
from gdpr_desk.requests.letters.whole import named_things
from gdpr_desk.requests.letters.writing import noted_words, optional, to_type
from gdpr_desk.requests.model import RightKind
from gdpr_desk.requests.qt.door import RequestDoor
from gdpr_desk.requests.qt.words import RIGHTS
from gdpr_desk.requests.service import RequestFile

_AS_YOU_SAY = "Comme vous le diriez à la personne."
_CHOOSE = "Choisissez"
_EXAMPLES = frozenset({Entered.PHRASE, Entered.SENTENCE, Entered.SENTENCES, Entered.DAY, Entered.ADDRESS})
"""What stands grey in an empty field is an example, not something that was found."""


class LetterFields(QWidget):
    """`edited` when anything was typed, a reason added or taken away."""

    edited = Signal()

    def __init__(self, door: RequestDoor, parent: QWidget) -> None:
        super().__init__(parent)
        self._door = door
        self._file: RequestFile | None = None
        self._template: Template | None = None
        self._party = ""
        self._unfolded: set[str] = set()
        self._words: dict[str, str] = {}
        self._refusals: list[Refusal] = []
        self._things: tuple[Kept, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)

    def restore(self, file: RequestFile, content: Mapping[str, Any]) -> None:
        """Another request, with what was half typed for it."""
        self._file = file
        self._unfolded = set()
        words = content.get("typed", {})
        self._words = {str(slot): str(text) for slot, text in words.items() if _chip_of(str(slot)) in CHIPS}
        self._refusals = [
            Refusal(str(one["reason"]), RightKind(one["right"]), str(one["facts"]), str(one.get("line", "")))
            for one in content.get("refusals", ())
        ]

    def content(self) -> dict[str, Any]:
        """What a draft keeps."""
        refusals = [
            {"reason": r.reason, "right": r.right.value, "facts": r.facts, "line": r.line}
            for r in self._refusals
        ]
        return {"typed": self._filled(), "refusals": refusals}

    def typed(self) -> dict[str, str]:
        """By chip; what was typed for another letter of the request stays there for it."""
        here = {slot: _chip_of(slot) for slot in self._filled() if slot == self._slot(_chip_of(slot))}
        return {key: self._words[slot] for slot, key in here.items()}

    def _filled(self) -> dict[str, str]:
        return {slot: text for slot, text in self._words.items() if text.strip()}

    def _slot(self, key: str) -> str:
        """Under which name what is typed is kept: some words are for this letter to this party alone."""
        if self._template is None or not CHIPS[key].once:
            return key
        addressee = self._party if self._template.to_party else ""
        return "/".join((key, self._template.kind.value, addressee))

    def refusals(self) -> tuple[Refusal, ...]:
        """The reasons, for a letter that refuses."""
        if self._template is None or not self._template.refuses:
            return ()
        things = {one.line.key for one in self._things}
        return tuple(r for r in self._refusals if not r.line or r.line in things)

    def show_for(self, template: Template, party: str = "") -> None:
        """The fields of this letter, to that party where it goes to one."""
        self._template, self._party = template, party
        empty_column(self._column)
        if self._file is None:
            return
        case = self._door.letters.case(self._file.request.reference)
        given = Given(self._door.clock.today())
        noted = noted_words(template, case, given)
        folded = []
        for key in to_type(template, case, given):
            words = self._words.get(self._slot(key), "") or noted.get(key, "")
            if CHIPS[key].once and not words and self._slot(key) not in self._unfolded:
                folded.append(key)
            else:
                self._ask_for(key, words, optional=key in optional(template))
        if folded:
            self._column.addWidget(bar(*map(self._fold, folded)))
        self._things = self._to_explain(template, case)
        if template.refuses:
            self._show_refusals()
        self.setVisible(self._column.count() > 0)

    def _to_explain(self, template: Template, case: Case) -> tuple[Kept, ...]:
        """What stays, of which this letter speaks."""
        if not template.refuses:
            return ()
        things = kept(case, self._refusals)
        whole = template.kind is LetterKind.REFUSAL
        return named_things(things, self._refusals) if whole else things

    def _ask_for(self, key: str, words: str, *, optional: bool) -> None:
        field = self._field(key)
        field.setText(words)
        field.setObjectName(key)
        field.textChanged.connect(partial(self._write, key, field))
        shown = FormField(label=CHIPS[key].label, field=field)
        shown.set_optional(optional)
        self._column.addWidget(shown)

    def _fold(self, key: str) -> Button:
        """What few letters need is one link until it is wanted: the letter itself stays in view."""
        link = button("link", f"{CHIPS[key].label}…", partial(self._unfold, key), icon="plus", small=True)
        link.setObjectName(f"add/{key}")
        return link

    def _unfold(self, key: str) -> None:
        self._unfolded.add(self._slot(key))
        if self._template is not None:
            self.show_for(self._template, self._party)
        for shown in self.findChildren(FormField):
            field = shown.focusProxy()
            if field is not None and field.objectName() == key and self._column.indexOf(shown) >= 0:
                field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _field(self, key: str) -> LineField | TextField:
        chip = CHIPS[key]
        roomy = chip.entered in (Entered.SENTENCES, Entered.ADDRESS)
        example = f"Par exemple : {chip.hint}" if chip.entered in _EXAMPLES else chip.hint
        return TextField(placeholder=example) if roomy else LineField(placeholder=example)

    def _write(self, key: str, field: LineField | TextField, *_text: str) -> None:
        self._words[self._slot(key)] = field.text()
        self.edited.emit()

    def _show_kept(self) -> None:
        """Each thing that stays with its reason: the register's, or the one chosen here."""
        if not self._things:
            return
        self._column.addWidget(label("strong", "Ce qui reste, et pourquoi"))
        for one in self._things:
            entry = catalogues.refusal_reasons().get(one.reason)
            if goes_on(one.line):
                self._column.addWidget(Line("lock", one.about, one.told))
                continue
            words = "Choisir…" if entry is None else "Changer…"
            change = button("link", words, partial(self._explain, one), small=True)
            change.setObjectName(f"why/{one.line.key}")
            change.setAccessibleName(f"{words} {one.about}")
            title = f"{one.about} · {entry.label if entry is not None else 'motif à choisir'}"
            icon, token = ("lock", "text2") if entry is not None else ("circle-alert", "attention")
            told = one.told if entry is not None else one.facts
            self._column.addWidget(Line(icon, title, told, change, token=token))

    def _explain(self, one: Kept) -> None:
        """The reason in law for this one thing, and its facts."""
        right = one.line.right

        def chosen(values: Values) -> object:
            self._refusals = [r for r in self._refusals if r.line != one.line.key]
            self._refusals.append(Refusal(said(values, "reason"), right, said(values, "facts"), one.line.key))
            return None

        self._ask(
            f"Pourquoi garder ceci : {one.about}",
            "Garder ce motif",
            [(entry.key, entry.label) for entry in allowed_reasons(right, whole=True)],
            chosen,
            form=f"kept/{one.line.key}",
            before=one,
        )

    def _show_refusals(self) -> None:
        self._show_kept()
        self._column.addWidget(label("strong", "Ce qui est refusé, et pourquoi"))
        for refusal in (refusal for refusal in self._refusals if not refusal.line):
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

        self._ask("Ajouter un motif de refus", "Ajouter", pairs, added)

    def _ask(
        self,
        title: str,
        verb: str,
        options: list[tuple[str, str]],
        work: Callable[[Values], object],
        *,
        form: str = "refusal",
        before: Kept | None = None,
    ) -> None:
        if self._file is None:
            return
        reason, facts = (before.reason, before.facts) if before is not None else ("", "")
        asked = ActForm(
            self,
            self._door.requests.drafts,
            f"request/{self._file.request.reference}/{form}",
            title=title,
            verb=verb,
            questions=[
                Question("reason", "Le motif", "choice", options=options, value=reason, empty=_CHOOSE),
                Question("facts", "Les faits", "text", help=_AS_YOU_SAY, value=facts),
            ],
            work=work,
        )
        if asked.exec():
            self._again()

    def _again(self) -> None:
        if self._template is not None:
            self.show_for(self._template, self._party)
        self.edited.emit()


def _chip_of(slot: str) -> str:
    return slot.partition("/")[0]
