"""Where one line stands: when it leaves, what is to do, what was noted and what can come next."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.periods.words import french_list
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.columns import refilled
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.parts import bar, button, label
from gdpr_desk.qtkit.surfaces import Card, NoticeStrip, Picture, Separator
from gdpr_desk.retention.ledgers.model import FieldSpec, LedgerEntry, LedgerKind, StepSpec
from gdpr_desk.retention.ledgers.service import LedgerOverview
from gdpr_desk.retention.ledgers.states import is_pointless, state_of
from gdpr_desk.retention.qt.ledger_acts import LedgerActs, needed_first
from gdpr_desk.retention.qt.ledger_lines import (
    LedgerDoor,
    hindrance,
    leaving_words,
    step_words,
    unchecked,
    waiting_words,
)


class Standing(Card):
    """Beside the form of a line that is kept; `erased` once somebody destroyed it by hand, `looked_for` with
    the field that is to be answered next."""

    erased = Signal()
    looked_for = Signal(str)

    def __init__(self, door: LedgerDoor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(18, 16, 18, 16)
        self._column.setSpacing(10)

    def follow(self, acts: LedgerActs) -> None:
        """Its verbs do these."""
        self._acts = acts

    def show_line(self, kind: LedgerKind, seen: LedgerOverview) -> None:
        """Fill it anew."""
        with refilled(self._column):
            self._put(label("small_title", "Ce qui se passe"))
            for remark in seen.remarks:
                self._put(NoticeStrip(kind=remark.weight.value, text=remark.sentence))
            self._put_leaving(kind, seen)
            self._put(Separator())
            self._put_steps(kind, seen)
            self._put(Separator())
            self._put_ends(kind, seen)
            self._column.addStretch(1)

    def _put(self, widget: QWidget) -> None:
        self._column.addWidget(widget)

    def _put_steps(self, kind: LedgerKind, seen: LedgerOverview) -> None:
        entry, now = seen.entry, self._door.clock.now()
        state = state_of(kind, entry)
        wanted = next((remark.step for remark in seen.remarks if remark.step), state.then)
        if state.told:
            self._put(label("second", state.told))
        if unanswered := unchecked(kind, entry):
            self._put_checks(unanswered)
        for step in kind.steps:
            if step.key in entry.steps:
                self._put(self._noted(entry, step))
            elif is_pointless(entry, step):
                continue
            elif step in seen.next_steps and (why := hindrance(kind, entry, step, now)):
                title = label("body", f"« {step.verb} » n’est pas possible", tone="text2")
                self._put(_row("circle-x", "text2", title, why))
            elif step in seen.next_steps:
                self._put(bar(self._verb(kind, entry, step, wanted=step.key == wanted)))
            elif needed_first(kind, entry, step):
                self._put(_later(kind, entry, step))

    def _put_checks(self, unanswered: Sequence[FieldSpec]) -> None:
        named = french_list([spec.check for spec in unanswered])
        self._put(label("second", f"Reste à vérifier : {named}."))
        lead = partial(self.looked_for.emit, unanswered[0].key)
        verb = button("tonal", "Vérifier avant de répondre", lead, small=True)
        verb.setObjectName("check_first")
        self._put(bar(verb))

    def _verb(self, kind: LedgerKind, entry: LedgerEntry, step: StepSpec, *, wanted: bool) -> Button:
        """The step that is due stands out, unless another one may take its place: that is for the person."""
        verb = button(
            "tonal" if wanted and not step.against else "secondary",
            step.verb,
            partial(self._acts.note, kind, entry, step),
            small=True,
        )
        verb.setObjectName(f"note_{step.key}")
        verb.setToolTip(step.help)
        return verb

    def _noted(self, entry: LedgerEntry, step: StepSpec) -> QWidget:
        back = button("link", "Annuler", partial(self._acts.take_back, entry, step), small=True)
        back.setAccessibleName(f"Annuler « {step.label} »")
        back.setObjectName(f"undo_{step.key}")
        return _row("circle-check", "ok", label("strong", step.label), step_words(entry, step), back)

    def _put_leaving(self, kind: LedgerKind, seen: LedgerOverview) -> None:
        self._put(label("strong", leaving_words(seen, self._door.clock.now())))
        rule = f"{seen.rule.label} : {seen.rule.wording}."
        missing = " Sa date manque : on compte depuis sa création." if seen.counted_from_creation else ""
        self._put(label("second", f"{rule}{missing}{waiting_words(kind, seen.entry)}"))

    def _put_ends(self, kind: LedgerKind, seen: LedgerOverview) -> None:
        entry = seen.entry
        if seen.held:
            hold = button("secondary", "Lever le gel…", partial(self._acts.lift, kind, entry), small=True)
        else:
            hold = button("secondary", "Geler…", partial(self._acts.hold, kind, entry), small=True)
        hold.setObjectName("hold")
        erase = button("link", "Effacer…", partial(self._erase, kind, entry), small=True)
        erase.setObjectName("erase")
        erase.setEnabled(not seen.held)
        self._put(bar(hold, erase))

    def _erase(self, kind: LedgerKind, entry: LedgerEntry) -> None:
        if self._acts.erase(kind, entry):
            self.erased.emit()


def _later(kind: LedgerKind, entry: LedgerEntry, step: StepSpec) -> QWidget:
    """What comes after another step; where it asks for a reason, under what conditions it may come at all."""
    title = label("body", step.label, tone="text2")
    told = needed_first(kind, entry, step)
    return _row("circle", "text2", title, f"{step.help}\n{told}" if step.asks and step.help else told)


def _row(icon: str, token: str, title: Label, second: str, *ends: QWidget) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 2, 0, 2)
    row.setSpacing(10)
    row.addWidget(Picture(icon=icon, token=token, side=18), 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(title)
    words.addWidget(label("second", second))
    row.addLayout(words, 1)
    for end in ends:
        row.addWidget(end, 0, Qt.AlignmentFlag.AlignTop)
    return made
