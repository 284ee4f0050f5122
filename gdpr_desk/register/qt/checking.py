"""The live check of the record on screen: it looks again soon after each edit, and leads to each point."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from gdpr_desk.clock import Clock
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.points import show_points_menu
from gdpr_desk.qtkit.ring import percent_text
from gdpr_desk.register import checks
from gdpr_desk.register.checks import Finding, Severity
from gdpr_desk.register.model import Controller, ProcessingActivity, Register
from gdpr_desk.register.qt.draft import Draft
from gdpr_desk.register.qt.live_check import place_of
from gdpr_desk.register.qt.party_book import PartyBook
from gdpr_desk.register.qt.sections import SectionPage
from gdpr_desk.register.qt.ui_activity_editor import Ui_ActivityEditorForm

CHECK_MS = 150
"""Quiet time before the live check looks again."""


class Checking(QObject):
    """`checked` carries how many fields on screen cannot be saved."""

    checked = Signal(int)

    def __init__(
        self,
        ui: Ui_ActivityEditorForm,
        draft: Draft,
        sections: SectionPage,
        book: PartyBook,
        clock: Clock,
    ) -> None:
        super().__init__(sections)
        self._ui = ui
        self._draft = draft
        self._sections = sections
        self._book = book
        self._clock = clock
        self._findings: tuple[Finding, ...] = ()
        self._soon = QTimer(self, singleShot=True, interval=CHECK_MS)
        self._soon.timeout.connect(self.look)
        sections.repair.connect(self._repair)
        ui.check.chosen.connect(self._go_to)
        ui.points.clicked.connect(lambda: list_points(ui.points, self._findings, self._go_to))

    def look_soon(self) -> None:
        """Look again once the person pauses."""
        self._soon.start()

    def look(self) -> None:
        """Judge the record as it stands and show it in rail, heads and card."""
        activity = self._draft.activity
        if activity is None:
            return
        register = Register(Controller(""), tuple(self._book.known().values()), (activity,))
        completeness, self._findings = checks.assess(activity, register, self._clock.today())
        invalid = self.invalid()
        self._sections.mark(completeness, self._findings)
        if not any(finding.field.startswith("dpia") for finding in self._findings):
            self._findings += _undecided(activity)
        self._ui.check.show_state(completeness, self._findings, invalid)
        self._ui.points.setText(f"{percent_text(completeness.share)} · {self._ui.check.ui.count.plain()}")
        left = bool(invalid) or any(found.severity is not Severity.HINT for found in self._findings)
        self._ui.next.set_kind("secondary" if left else "filled")
        self._ui.points.set_kind("tonal" if left else "link")
        self.checked.emit(invalid)

    def invalid(self) -> int:
        """How many fields on screen cannot be saved."""
        return len(list(self._sections.problems()))

    def _go_to(self, finding: Finding) -> None:
        self._sections.focus(finding.field, finding.section)

    def _repair(self, finding: Finding) -> None:
        """Carry out the advice, as one step of undo."""
        if self._draft.activity is None:
            return
        try:
            after = checks.apply_fix(finding, self._draft.activity)
        except ValueError:
            return
        self._draft.apply(after, "lawful_basis")
        self._go_to(finding)


def list_points(button: Button, findings: Iterable[Finding], go_to: Callable[[Finding], None]) -> None:
    """The findings as a menu under `button`, where the live check has no room."""
    points = [(f"{place_of(found)} : {found.sentence}", partial(go_to, found)) for found in findings]
    show_points_menu(button, points, "Rien à corriger")


def _undecided(activity: ProcessingActivity) -> tuple[Finding, ...]:
    """« Je ne sais pas encore » is no fault, but a question that stays open (Art. 35)."""
    if activity.dpia.required is not None:
        return ()
    sentence = "Analyse d’impact : vous n’avez pas encore répondu."
    return (Finding("dpia_undecided", Severity.HINT, activity.reference, "dpia", 8, sentence, "art. 35"),)
