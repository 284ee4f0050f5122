"""« Registres tenus »: the ledgers, the lines of one, one line, and tables that come in."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.accents import without_accents
from gdpr_desk.documents.typography import display
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.fields import LineField
from gdpr_desk.qtkit.jobs import Job, Jobs
from gdpr_desk.qtkit.key_bindings import bind_keys
from gdpr_desk.qtkit.pages import Pages
from gdpr_desk.qtkit.parts import button, label
from gdpr_desk.qtkit.record_table import RecordTable
from gdpr_desk.qtkit.surfaces import Card, EmptyState
from gdpr_desk.qtkit.theme import px
from gdpr_desk.retention.ledgers.kinds import KINDS
from gdpr_desk.retention.ledgers.model import LedgerKind
from gdpr_desk.retention.qt.ledger_entry import EntryPage
from gdpr_desk.retention.qt.ledger_import import ImportPage
from gdpr_desk.retention.qt.ledger_lines import (
    MOST,
    LedgerDoor,
    LedgerLine,
    Listed,
    indefinite,
    none_of,
    read_listed,
)
from gdpr_desk.retention.qt.ledger_rail import KindChoice, KindRail
from gdpr_desk.retention.qt.ledger_table import set_up_lines

_WIDE, _TALL = 820, 360
"""Design pixels: with less room the ledgers are one list above the lines."""


class LedgersView(QWidget):
    """`changed` after anything was written."""

    changed = Signal()

    def __init__(self, door: LedgerDoor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self._job: Job | None = None
        self._wanted = ""
        self._read_kind = ""
        self.entry = EntryPage(door, self)
        self.rail = KindRail(self)
        self.kinds = KindChoice(self)
        self.filter = LineField(self, placeholder="Filtrer", icon_name="search")
        self.filter.setAccessibleName("Filtrer les lignes")
        self.filter.setClearButtonEnabled(True)
        self.sentence = label("second", "")
        self.add = button("tonal", "Ajouter", self.add_line, icon="plus")
        self.take = button("secondary", "Importer…", self.import_table, icon="file-up")
        self.notice = button("secondary", "Texte à afficher…", self.entry.acts.notice, icon="scroll-text")
        self.table = RecordTable(self)
        self.nothing = EmptyState(self)
        self.unfound = EmptyState(self)
        self.importing = ImportPage(door, self)
        self._kind = next(iter(KINDS.values()))
        self._arrange()
        self._connect()
        self.choose(self._kind.key)

    @property
    def kind(self) -> LedgerKind:
        """The ledger that is shown."""
        return self._kind

    def refresh(self) -> None:
        """Read the ledgers again, in the worker; a form at work stays as it is."""
        if self._job is not None:
            self._job.cancel()
        work = lambda key=self._kind.key: read_listed(self._door, key)  # noqa: E731
        self._job = Jobs.run(work, self._show, lambda refusal: tell_refusal(self, refusal), self)

    def keys_of_now(self) -> Collection[str]:
        """It finds and steps back itself."""
        return ("filter", "back")

    def leave(self) -> None:
        """Keep what is half typed; nobody waits for an answer any more."""
        self.entry.flush()
        self.importing.stop()
        if self._job is not None:
            self._job.cancel()

    def focus_first(self) -> None:
        """The lines, or what can be done without any."""
        page = self.pages.currentWidget()
        if page is self.entry:
            self.entry.focus_first()
        elif page is self.importing:
            self.importing.back.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            empty = self._bodies.currentWidget() is self.nothing
            target: QWidget = self.nothing.button if empty else self.table
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose(self, key: str) -> None:
        """Show the lines of that ledger."""
        self._kind = kind = KINDS[key]
        self.rail.set_current(key)
        self.kinds.set_current(key)
        self.sentence.setText(kind.sentence)
        self.add.setAccessibleName(display(f"Ajouter {indefinite(kind)}"))
        self.notice.setVisible(key == "reviews")
        self.filter.clear()
        self._read_kind = ""
        set_up_lines(self.table, kind)
        self.table.set_records(())
        self.nothing.set_content(
            kind.picture,
            none_of(kind),
            kind.sentence,
            f"Ajouter {indefinite(kind)}",
            "plus",
            mark="",
        )
        self.refresh()

    def add_line(self) -> None:
        """An empty form."""
        self.pages.setCurrentWidget(self.entry)
        self.entry.open_new(self._kind)

    def open_line(self, record: object) -> None:
        """The form of that line, and what can be done with it."""
        if not isinstance(record, LedgerLine):
            return
        try:
            self.entry.open_line(record.reference)
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)
            self.refresh()
            return
        self.pages.setCurrentWidget(self.entry)
        self.entry.focus_first()

    def import_table(self) -> None:
        """Choose a table, look at each line, then take it."""
        self.pages.setCurrentWidget(self.importing)
        self.importing.start(self._kind)

    def back_to_list(self, reference: str = "") -> None:
        """The lines again, that one chosen."""
        self.pages.setCurrentWidget(self._list_page)
        self._wanted = reference
        self.refresh()
        self.focus_first()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= px(_WIDE) and self.height() >= px(_TALL)
        self.rail.setVisible(wide)
        self.kinds.setVisible(not wide)
        self._follow()

    def _step_back(self) -> None:
        if self.pages.currentWidget() is self.entry:
            self.entry.leave_to_list()
        elif self.pages.currentWidget() is self.importing:
            self.importing.leave()
        elif self.filter.text():
            self.filter.clear()
            self.focus_first()
        else:
            self._door.leave()

    def _find(self) -> None:
        if self.pages.currentWidget() is self._list_page:
            self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.filter.selectAll()

    def _show(self, found: Listed) -> None:
        self.rail.tell(found.counts)
        self.kinds.tell(found.counts)
        if found.kind != self._kind.key:
            return
        self._read_kind = found.kind
        total = next(one.entries for one in found.counts if one.kind.key == found.kind)
        more = f" Les {MOST} plus récentes sont listées, sur {total}." if total > MOST else ""
        self.sentence.setText(self._kind.sentence + more)
        focused = self.table.hasFocus()
        self.table.set_records(found.lines)
        self._choose_wanted()
        self._follow()
        if focused:
            self.focus_first()

    def _choose_wanted(self) -> None:
        if self._wanted and self.table.select_key(self._wanted):
            self._wanted = ""
        elif self.table.current_record() is None and (shown := self.table.shown()):
            first = shown[0]
            if isinstance(first, LedgerLine):
                self.table.select_key(first.reference)
                self.table.scrollToTop()

    def _filtered(self) -> None:
        words = without_accents(self.filter.text().casefold()).split()
        wanted = lambda line: all(word in line.searched() for word in words)  # noqa: E731
        self.table.set_filter(wanted if words else None)
        self._choose_wanted()
        self._follow()

    def _follow(self) -> None:
        """Rows, or one sentence why there are none."""
        body: QWidget = self._card
        if self._read_kind and not self.table.shown():
            body = self.unfound if self.filter.text().strip() else self.nothing
        self._bodies.setCurrentWidget(body)
        any_lines = body is not self.nothing
        self.sentence.setVisible(any_lines)
        self._lines.setSpacing(10 if self.height() >= px(_TALL) else 6)
        self.filter.setEnabled(any_lines)
        self.add.setVisible(any_lines)

    def _connect(self) -> None:
        self.rail.chosen.connect(self.choose)
        self.kinds.kind.connect(self.choose)
        for list_of_kinds in (self.rail, self.kinds):
            list_of_kinds.objections.connect(self._door.objections)
        self.filter.textChanged.connect(lambda _text: self._filtered())
        self.filter.returnPressed.connect(self.focus_first)
        self.table.opened.connect(self.open_line)
        self.nothing.activated.connect(self.add_line)
        self.unfound.activated.connect(self.filter.clear)
        self.entry.closed.connect(self.back_to_list)
        self.entry.changed.connect(self.changed)
        self.importing.closed.connect(self.back_to_list)
        self.importing.changed.connect(self.changed)
        bind_keys(
            (
                ("N", self._list_page, self.add_line),
                ("Escape", self, self._step_back),
                (QKeySequence.StandardKey.Find, self, self._find),
                ("Ctrl+S", self.entry, self.entry.keep),
                ("Ctrl+Return", self.entry, self.entry.keep),
            )
        )

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(12)
        self.filter.setMinimumWidth(px(120))
        for widget, stretch in ((self.kinds, 0), (self.filter, 1), (self.notice, 0), (self.take, 0)):
            head.addWidget(widget, stretch)
        head.addWidget(self.add)
        self._card = Card(self)
        inner = QVBoxLayout(self._card)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.addWidget(self.table)
        self._bodies = Pages(self)
        for body in (self._card, self.nothing, self.unfound):
            self._bodies.addWidget(body)
        self.unfound.set_content(
            "search-x", "Aucune ligne avec ces mots", "Essayez un autre mot.", "Effacer le filtre", mark=""
        )
        self._lines = lines = QVBoxLayout()
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(10)
        lines.addLayout(head)
        lines.addWidget(self.sentence)
        lines.addWidget(self._bodies, 1)
        self._list_page = QWidget(self)
        row = QHBoxLayout(self._list_page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(20)
        row.addWidget(self.rail)
        row.addLayout(lines, 1)
        self.pages = Pages(self)
        for page in (self._list_page, self.entry, self.importing):
            self.pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pages)
