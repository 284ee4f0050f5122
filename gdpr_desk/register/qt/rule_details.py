"""What is rarely needed about a duration: where, combined with which, from where, except when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gdpr_desk.qtkit.inputs import ChoiceInput, Input, TextInput, adopt
from gdpr_desk.reference import catalogues
from gdpr_desk.register.model import Combinator, RetentionPhase, RetentionRule, SourceKind
from gdpr_desk.register.qt.ui_rule_details import Ui_RuleDetails

FIELDS = frozenset({"phase", "combinator", "group", "source_kind", "source", "exception"})
PHASES: tuple[tuple[str | None, str], ...] = (
    (RetentionPhase.ACTIVE.value, "Sous la main, au quotidien"),
    (RetentionPhase.INTERMEDIATE.value, "Archive, accès restreint"),
)
COMBINATORS: tuple[tuple[str | None, str], ...] = (
    (None, "Aucune : cette durée compte seule"),
    (Combinator.FIRST_OF.value, "La première échéance du groupe"),
    (Combinator.LAST_OF.value, "La dernière échéance du groupe"),
)


class RuleDetails(QWidget):
    """The folded part of a rule; built when somebody opens it."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_RuleDetails()
        self.ui.setupUi(self)
        adopt(self)
        ui = self.ui
        self._phase = ChoiceInput(ui.phase, PHASES, ui.phase_field)
        self._combinator = ChoiceInput(ui.combinator, COMBINATORS, ui.combinator_field)
        self._group = TextInput(ui.group, ui.group_field, limit=80)
        kinds = [(key, entry.label) for key, entry in catalogues.source_kinds().items()]
        self._source_kind = ChoiceInput(
            ui.source_kind, [(None, "Pas encore dit"), *kinds], ui.source_kind_field
        )
        self._source = TextInput(ui.source, ui.source_field)
        self._exception = TextInput(ui.exception, ui.exception_field)
        for found in self.inputs():
            found.edited.connect(self.edited)

    def show_value(self, value: RetentionRule) -> None:
        """Put the details of `value` on screen, touching only what differs."""
        self._phase.show(value.phase)
        self._combinator.show(value.combinator)
        self._group.show(value.group or "")
        self._source_kind.show(value.source_kind)
        self._source.show(value.source)
        self._exception.show(value.exception or "")

    def merged(self, value: RetentionRule) -> RetentionRule:
        """`value` with what is shown here; an empty text that was empty stays what it was."""
        combinator, source_kind = self._combinator.value(), self._source_kind.value()
        return replace(
            value,
            phase=RetentionPhase(self._phase.value() or value.phase),
            combinator=Combinator(combinator) if combinator else None,
            group=self._group.value() or ("" if value.group == "" else None),
            source_kind=SourceKind(source_kind) if source_kind else None,
            source=self._source.value(),
            exception=self._exception.value() or ("" if value.exception == "" else None),
        )

    def inputs(self) -> Iterator[Input]:
        """Everything that can have a problem."""
        yield from (self._phase, self._combinator, self._group)
        yield from (self._source_kind, self._source, self._exception)

    def ask_group(self, asked: bool) -> None:
        """Several durations that count together have a name in common."""
        self.ui.group_field.setVisible(asked)
