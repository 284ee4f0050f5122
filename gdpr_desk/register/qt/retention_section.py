"""Section 7: how long, from which event, and what happens then; read back as a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from gdpr_desk.qtkit.inputs import ChoiceInput, Input, TextInput, adopt
from gdpr_desk.reference import catalogues
from gdpr_desk.register.model import (
    Disposal,
    ProcessingActivity,
    RetentionKind,
    RetentionRule,
)
from gdpr_desk.register.qt.period_input import PeriodInput
from gdpr_desk.register.qt.rows import Row, Rows
from gdpr_desk.register.qt.rule_details import FIELDS, RuleDetails
from gdpr_desk.register.qt.section import Section, wrong
from gdpr_desk.register.qt.ui_retention_section import Ui_RetentionSection
from gdpr_desk.register.qt.ui_rule_card import Ui_RuleCard
from gdpr_desk.register.wording import retention_sentence

OWN_WORDS = "own-words"
"""Stands in the list of events for a criterion that no list knows; never saved."""


class RuleCard(Row[RetentionRule]):
    """One duration, with the sentence it makes above its fields."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_RuleCard()
        self.ui.setupUi(self)
        adopt(self)
        ui = self.ui
        self.details: RuleDetails | None = None
        self._value = RetentionRule("", "")
        triggers = [(key, entry.label) for key, entry in catalogues.retention_triggers().items()]
        disposals = [(key, entry.label) for key, entry in catalogues.disposals().items()]
        self._applies_to = TextInput(ui.applies_to, ui.applies_to_field)
        kinds = [(key, entry.label) for key, entry in catalogues.retention_kinds().items()]
        self._kind = ChoiceInput(ui.kind, kinds, ui.kind_field)
        self._period = PeriodInput(ui.period, ui.unit, ui.period_field)
        events = [("", "À choisir"), *triggers, (OWN_WORDS, "Autre, en vos mots…")]
        self._trigger = ChoiceInput(ui.trigger, events, ui.trigger_field)
        self._criterion = TextInput(ui.criterion, ui.criterion_field)
        self._disposal = ChoiceInput(ui.disposal, disposals, ui.disposal_field)
        for found in self._all():
            found.edited.connect(self._edited)
        ui.more.toggled.connect(self._unfold)
        ui.remove.clicked.connect(self.remove_wanted)

    def show_value(self, value: RetentionRule) -> None:
        self._value = value
        self._applies_to.show(value.applies_to)
        self._kind.show(value.kind)
        self._period.show(value.period)
        self._show_trigger(value.trigger)
        self._disposal.show(value.disposal)
        if self.details is not None:
            self.details.show_value(value)
        self._follow()

    def value(self) -> RetentionRule:
        shown = replace(
            self._value,
            applies_to=self._applies_to.value(),
            kind=RetentionKind(self._kind.value() or self._value.kind),
            period=self._period.value(),
            trigger=self._shown_trigger(),
            disposal=Disposal(self._disposal.value() or self._value.disposal),
        )
        return self.details.merged(shown) if self.details is not None else shown

    def inputs(self) -> Iterator[Input]:
        yield from wrong(self._all())

    def first_control(self) -> QWidget:
        return self.ui.applies_to

    def unfold(self) -> None:
        """Open what is rarely needed."""
        self.ui.more.setChecked(True)

    def fold(self) -> None:
        self.ui.more.setChecked(False)

    def _all(self) -> tuple[Input, ...]:
        main = (self._applies_to, self._kind, self._period, self._trigger, self._criterion, self._disposal)
        return main if self.details is None else (*main, *self.details.inputs())

    def _edited(self) -> None:
        self._follow()
        self.edited.emit()

    def _follow(self) -> None:
        """The sentence, and only the fields that this kind of limit needs."""
        value = self.value()
        self.ui.sentence.setText(retention_sentence(value))
        criteria = value.kind is RetentionKind.CRITERIA
        self._period.set_enabled(not criteria)
        self.ui.trigger_field.set_label("Jusqu’à quel événement" if criteria else "À partir de")
        self.ui.criterion_field.setVisible(self._trigger.value() == OWN_WORDS)
        grouped = value.combinator is not None or value.group is not None
        if self.details is not None:
            self.details.ask_group(grouped)

    def _show_trigger(self, trigger: str) -> None:
        own = bool(trigger) and trigger not in catalogues.retention_triggers()
        waiting = not trigger and self._trigger.value() == OWN_WORDS and not self._criterion.value()
        if not waiting:
            self._trigger.show(OWN_WORDS if own else trigger)
        self._criterion.show(trigger if own else "")

    def _shown_trigger(self) -> str:
        key = self._trigger.value() or ""
        return self._criterion.value() if key == OWN_WORDS else key

    def _build_details(self) -> RuleDetails:
        details = RuleDetails(self)
        details.show_value(self._value)
        details.edited.connect(self._edited)
        self.ui.column6.addWidget(details)
        self.details = details
        self._follow()
        return details

    def _unfold(self, on: bool) -> None:
        if on or self.details is not None:
            (self.details or self._build_details()).setVisible(on)
        self.ui.more.setText("Moins de précisions" if on else "Plus de précisions")
        self.ui.more.set_icon_name("chevron-up" if on else "chevron-down")


class RetentionSection(Section):
    """Durations (Art. 5(1)(e), 30(1)(f))."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_RetentionSection()
        self.ui.setupUi(self)
        self._rules = Rows[RetentionRule](
            self.ui.retention,
            lambda: RuleCard(self),
            lambda: self.edited.emit("retention"),
            lambda: self.removed.emit("Durée retirée"),
        )
        self.ui.addRule.clicked.connect(lambda: self._rules.add(RetentionRule("", "")))

    def show_activity(self, activity: ProcessingActivity) -> None:
        self._rules.show(activity.retention)

    def merged(self, activity: ProcessingActivity) -> ProcessingActivity:
        return replace(activity, retention=self._rules.values())

    def problems(self) -> Iterator[Input]:
        return self._rules.problems()

    def reserve(self) -> None:
        self._rules.reserve(3)

    def rows_of(self, field: str) -> Sequence[QWidget]:
        return self._rules.rows if field == "retention" else ()

    def focus_path(self, path: str) -> None:
        parts = path.split(".")
        if parts[-1] in FIELDS and len(parts) > 1:
            card = self._rules.rows[int(parts[1])] if int(parts[1]) < len(self._rules.rows) else None
            if isinstance(card, RuleCard):
                card.unfold()
        super().focus_path(path)
