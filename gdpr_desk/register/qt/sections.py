"""The eight sections and the record's own block on the scrolling page, with the rail that follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from gdpr_desk.clock import Clock
from gdpr_desk.qtkit.inputs import Input
from gdpr_desk.qtkit.surfaces import Separator
from gdpr_desk.register.checks import SECTIONS, Completeness, Finding, SectionState
from gdpr_desk.register.model import ProcessingActivity
from gdpr_desk.register.qt.basis_section import BasisSection
from gdpr_desk.register.qt.data_section import DataSection
from gdpr_desk.register.qt.name_section import NameSection
from gdpr_desk.register.qt.party_book import PartyBook
from gdpr_desk.register.qt.people_section import PeopleSection
from gdpr_desk.register.qt.rail import Mark
from gdpr_desk.register.qt.recipients_section import RecipientsSection
from gdpr_desk.register.qt.record_section import RecordSection
from gdpr_desk.register.qt.retention_section import RetentionSection
from gdpr_desk.register.qt.section import Section, unsaved_in
from gdpr_desk.register.qt.section_frame import SectionFrame
from gdpr_desk.register.qt.section_texts import SECTION_TEXTS
from gdpr_desk.register.qt.security_section import SecuritySection
from gdpr_desk.register.qt.transfers_section import TransfersSection
from gdpr_desk.register.qt.ui_activity_editor import Ui_ActivityEditorForm
from gdpr_desk.register.quality.findings import section_of

_AHEAD = 96
"""How far below the top edge a section counts as the one being read (pixels)."""

_SETTLED_MS = 40
_LEAD = 8
"""White above a section that was scrolled to: its words stand clear of the veil at the edge (pixels)."""


class SectionPage(QObject):
    """Builds the sections, routes their edits, and keeps rail and scroll position together."""

    edited = Signal(object, str)
    removed = Signal(str)
    repair = Signal(object)

    def __init__(self, ui: Ui_ActivityEditorForm, book: PartyBook, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self._ui = ui
        self._basis = BasisSection(ui.page)
        self._record = RecordSection(clock, ui.page)
        self.all: list[Section] = [
            NameSection(book, ui.page),
            self._basis,
            PeopleSection(ui.page),
            DataSection(ui.page),
            RecipientsSection(book, ui.page),
            TransfersSection(book, ui.page),
            RetentionSection(ui.page),
            SecuritySection(ui.page),
            self._record,
        ]
        self.frames: list[SectionFrame] = []
        self._chosen = 0
        self._fresh = False
        self._build()
        ui.rail.set_titles(SECTIONS)
        ui.rail.chosen.connect(self.go_to)
        ui.scroll.verticalScrollBar().valueChanged.connect(self._follow_scroll)
        self._basis.repair.connect(self.repair)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def _build(self) -> None:
        column = self._ui.pageColumn
        for number, (title, text) in enumerate(zip(SECTIONS, SECTION_TEXTS, strict=True), start=1):
            frame = SectionFrame(number, title, text, self.all[number - 1], self._ui.page)
            self.frames.append(frame)
            column.addWidget(frame)
            column.addWidget(Separator(self._ui.page))
        column.addWidget(self._record)
        column.addStretch(1)
        for section in self.all:
            section.edited.connect(partial(self.edited.emit, section))
            section.removed.connect(self.removed)

    def show_activity(self, activity: ProcessingActivity, *, fresh: bool = False) -> None:
        """Show `activity` in every section; a `fresh` one is another record, which takes nothing over."""
        for left in list(unsaved_in(self.all)) if fresh else ():
            left.drop()
        for section in self.all:
            section.show_activity(activity)
        self._fresh = fresh

    def follow(self, activity: ProcessingActivity, field: str, but: Section) -> None:
        """Let the sections that show `field` too take over an edit made in another."""
        for section in self.all:
            if section is not but and field in section.follows:
                section.show_activity(activity)
        if field in ("purposes", "lawful_basis"):
            but.show_activity(activity)

    def problems(self) -> Iterator[Input]:
        """Everything on screen that cannot be saved."""
        for section in self.all:
            yield from section.problems()

    def mark(self, completeness: Completeness, findings: tuple[Finding, ...]) -> None:
        """Show the state of each section in rail and heads, and the advice next to its choice."""
        self._basis.advise(findings)
        for state, frame in zip(completeness.sections, self.frames, strict=True):
            invalid = any(True for _ in frame.section.problems())
            mark = Mark.WRONG if invalid else mark_of(state)
            self._ui.rail.set_mark(state.number, mark)
            frame.set_mark(mark)
            if self._fresh:
                frame.set_example_shown(mark is not Mark.DONE)
        self._fresh = False

    def start(self) -> None:
        """Begin at the top."""
        self._ui.scroll.verticalScrollBar().setValue(0)
        self._choose(1)
        self.frames[0].section.focus_path("")

    def select_name(self) -> None:
        """Put the focus in the name, ready to be typed over: the record is new."""
        self.focus("name", 1)
        control = QApplication.focusWidget()
        if isinstance(control, QLineEdit):
            control.selectAll()

    def step(self, by: int) -> None:
        """To the next or the previous section, with the focus in it."""
        here = self._section_of(QApplication.focusWidget()) or self._ui.rail.current()
        self.go_to(max(1, min(len(self.frames), here + by)))

    def go_to(self, number: int) -> None:
        """Scroll section `number` to the top and put the focus in it."""
        self.frames[number - 1].section.focus_path("")
        self._settle(number)

    def focus(self, path: str, number: int = 0) -> None:
        """Put the focus on the field at the dotted `path`."""
        number = number or section_of(path)
        if path.split(".", maxsplit=1)[0] in ("created_on", "reviewed_on", "note", "extra"):
            self._record.focus_path(path)
            return
        self.frames[number - 1].section.focus_path(path)
        self._choose(number)
        QTimer.singleShot(0, self, self._reveal_focus)

    def reveal_difference(self, one: ProcessingActivity, other: ProcessingActivity) -> None:
        """Bring the first field in which two states differ into sight."""
        for field in fields(one):
            if getattr(one, field.name) != getattr(other, field.name):
                frame = self.frames[section_of(field.name) - 1]
                if frame.visibleRegion().isEmpty():
                    self._settle(frame.number)
                return

    def _settle(self, number: int) -> None:
        self._choose(number)
        self._scroll_to(number)
        # Rows that have just appeared get their height with the next pass of the layout, and what
        # wraps in them with the one after.
        QTimer.singleShot(0, self, lambda: self._scroll_to(number))
        QTimer.singleShot(_SETTLED_MS, self, partial(_stay_at, self, number))

    def _scroll_to(self, number: int) -> None:
        self._chosen = number
        bar = self._ui.scroll.verticalScrollBar()
        bar.setValue(self.frames[number - 1].y() - _LEAD)
        self._choose(number)

    def _reveal_focus(self) -> None:
        focus = QApplication.focusWidget()
        if focus is not None and self._ui.page.isAncestorOf(focus):
            self._ui.scroll.reveal(focus)

    def _choose(self, number: int) -> None:
        self._chosen = number
        self._ui.rail.set_current(number)

    def _follow_scroll(self, top: int) -> None:
        bar = self._ui.scroll.verticalScrollBar()
        if top >= bar.maximum() > 0:
            seen = [
                frame.number for frame in self.frames if frame.y() <= top + self._ui.scroll.height() - _AHEAD
            ]
            reached = self._chosen if self._chosen in seen[-3:] else seen[-1]
        else:
            reached = max((f.number for f in self.frames if f.y() <= top + _AHEAD), default=1)
        self._ui.rail.set_current(reached)

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        """The rail follows the focus; the page scrolls so that a control is never hidden by the fade."""
        if new is None or not self._ui.page.isAncestorOf(new):
            return
        self._ui.scroll.reveal(new)
        number = self._section_of(new)
        if number:
            self._choose(number)

    def _section_of(self, widget: QWidget | None) -> int:
        """The number of the section that holds `widget`; 0 for none."""
        holds = (f.number for f in self.frames if widget is not None and f.isAncestorOf(widget))
        return next(holds, 0)


def _stay_at(page: SectionPage, number: int) -> None:
    """Scroll there once more, unless somebody has gone elsewhere meanwhile."""
    if page._chosen == number and page._section_of(QApplication.focusWidget()) in (0, number):
        page._scroll_to(number)


def mark_of(state: SectionState) -> Mark:
    """A check when complete, a mark when something contradicts, the number while it is empty."""
    if state.complete:
        return Mark.DONE
    if state.done or any(not finding.key.startswith("missing") for finding in state.findings):
        return Mark.WRONG
    return Mark.OPEN
