"""Journal: when, who, what, to which object; filters, « Vérifier l’intégrité », exports, time kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QWidget

from gdpr_desk.journal.lines import Line, Spoken, line_of, ready_to_search
from gdpr_desk.journal.model import JournalVerdict
from gdpr_desk.journal.qt.filters import Filters
from gdpr_desk.journal.qt.period import Keeping
from gdpr_desk.journal.qt.sharing import ANALYSIS, Sharing, Shown
from gdpr_desk.journal.qt.ui_journal_page import Ui_JournalPageForm
from gdpr_desk.journal.service import JournalService
from gdpr_desk.journal.wording import entries, grouped, verdict_sentence
from gdpr_desk.periods.words import french_date, french_duration, french_instant, shop_time
from gdpr_desk.qtkit.dialogs import tell
from gdpr_desk.qtkit.jobs import Job, Jobs
from gdpr_desk.qtkit.key_bindings import bind_keys
from gdpr_desk.qtkit.record_model import Column
from gdpr_desk.qtkit.record_table import offer_sorting
from gdpr_desk.qtkit.theme import px
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.vault.highwater import Mark

_AT_ONCE = 1_000
"""So many entries are read and worded in the blink of an eye."""
_ROOMY, _TALL = 820, 420
"""Design pixels: narrower, « Qui » may give way to the object; lower, the filters to bad news."""


class JournalPage(QWidget):
    """Every entry of the vault's journal. `names` turns a person's id into their name, `subjects` the
    reference of a record or the key of a party into what it is called today (nothing is stored);
    `shop` and `demo` stand on exported papers."""

    title = "Journal"

    def __init__(
        self,
        journal: JournalService,
        names: Callable[[], Mapping[str, str]],
        mark: Callable[[], Mark | None],
        subjects: Callable[[], Mapping[str, str]],
        parent: QWidget | None = None,
        *,
        shop: Callable[[], str] = str,
        demo: bool = False,
    ) -> None:
        super().__init__(parent)
        self._journal = journal
        self._names = names
        self._mark = mark
        self._subjects = subjects
        self._spoken = Spoken()
        self._lines: list[Line] = []
        self._job: Job | None = None
        self._narrow = False
        self.ui = Ui_JournalPageForm()
        self.ui.setupUi(self)
        self.filters = Filters(self.ui.tools, journal.clock)
        self.sharing = Sharing(self.ui.share, journal, mark, self._shown, shop=shop, demo=demo)
        self.keeping = Keeping(self, journal, mark, lambda: Spoken(names()).person(journal.actor))
        self._fill()
        self._connect()

    def _fill(self) -> None:
        ui = self.ui
        ui.table.setAccessibleName("Entrées du journal")
        ui.table.set_columns(_columns(self._narrow), key=_by_number, sort=-1)
        offer_sorting(ui.table)
        ui.nothing.set_content(
            "search",
            "Aucune entrée ne correspond",
            "Changez de mot ou de filtre pour retrouver une entrée.",
            "Tout afficher",
            mark="",
        )
        ui.nothing.button.set_kind("secondary")

    def _connect(self) -> None:
        ui = self.ui
        ui.verify.clicked.connect(self.verify)
        ui.keep.clicked.connect(self.keeping.choose)
        self.keeping.done.connect(self._kept)
        self.keeping.export_wanted.connect(self._show_all)
        self.keeping.export_wanted.connect(self.sharing.show_menu)
        ui.verdict.activated.connect(lambda: self.sharing.save(ANALYSIS))
        ui.nothing.activated.connect(self._show_all)
        self.filters.clear.clicked.connect(self._show_all)
        ui.table.opened.connect(self._open)
        self.filters.changed.connect(self._refilter)
        self.sharing.done.connect(self._read)
        bind_keys(
            (
                (QKeySequence.StandardKey.Find, self, self.focus_filter),
                ("Escape", self, self._show_all),
            )
        )

    def refresh(self) -> None:
        """Read what came since; a verdict of before says nothing about it."""
        self.ui.verdict.hide()
        self._give_room()
        self._read()

    def verify(self) -> None:
        """Follow the chain off this thread and say what was found."""
        self.ui.verify.setEnabled(False)
        mark = self._mark()
        Jobs.run(
            lambda: self._journal.verify(mark),
            self._tell,
            owner=self,
            settled=lambda: self.ui.verify.setEnabled(True),
        )

    def focus_filter(self) -> None:
        """Ready to type a word to look for."""
        self.filters.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.words.selectAll()

    def focus_first(self) -> None:
        """The list."""
        self.ui.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        edges = self.ui.pageColumn.contentsMargins()
        self.filters.fit(self.width() - edges.left() - edges.right())
        narrow = self.width() < px(_ROOMY)
        if narrow != self._narrow:
            self._narrow = narrow
            self.ui.table.set_columns(_columns(narrow), key=_by_number, sort=-1)
            self.ui.table.set_records(self._lines)
        self._give_room()

    def _give_room(self) -> None:
        """In a short window bad news and the entries it is about come before the filters."""
        urgent = self.ui.verdict.isVisibleTo(self) and self.ui.verdict.get_kind() == "urgent"
        self.ui.tools.setVisible(not urgent or self.height() >= px(_TALL))

    def leave(self) -> None:
        """Another room is shown, or the vault is about to be closed: nobody waits for an answer."""
        if self._job is not None:
            self._job.cancel()

    def _read(self, then: Callable[[], object] = lambda: None) -> None:
        """What is listed already is not read again: entries never change, only names do. Very many are
        read and worded off this thread."""
        self.leave()
        spoken = Spoken(self._names(), self._subjects())
        same = spoken == self._spoken
        known = self._lines
        newest = known[0].number if known else 0
        unread = sum(entry.number - newest for entry in self._journal.entries(limit=1))

        def worded() -> list[Line]:
            old = known if same else [line_of(line.entry, spoken) for line in known]
            return [*(line_of(entry, spoken) for entry in self._journal.entries(after=newest)), *old]

        def done(lines: list[Line]) -> None:
            if unread or not same or not known:
                self._take(lines, spoken)
            self._filter()
            self._ready(True)
            then()

        if unread + (0 if same else len(known)) <= _AT_ONCE:
            done(worded())
            return
        self._ready(False)
        self.ui.counts.setText("Lecture en cours…")
        self._job = Jobs.run(worded, done, owner=self)

    def _take(self, lines: list[Line], spoken: Spoken) -> None:
        self._spoken, self._lines = spoken, lines
        self.ui.table.set_records(lines)
        self.filters.offer(lines)
        Jobs.run(lambda: ready_to_search(lines), owner=self, lane="pool")

    def _ready(self, ready: bool) -> None:
        """What is done with all entries waits until they are read."""
        for verb in (self.ui.verify, self.ui.share, self.ui.keep):
            verb.setEnabled(ready)

    def _refilter(self) -> None:
        """Somebody looks for something: good news from before makes room."""
        if self.ui.verdict.get_kind() == "ok":
            self.ui.verdict.hide()
        self._filter()

    def _filter(self) -> None:
        wanted = self.filters.wanted()
        kept = {line.number for line in wanted.keep(self._lines)}

        def shown(line: Line) -> bool:
            return line.number in kept

        self.ui.table.set_filter(shown if wanted else None)
        nothing = bool(wanted) and not kept
        self.ui.bodies.setCurrentWidget(self.ui.nothingRoom if nothing else self.ui.tableCard)
        self._count(len(kept), filtered=bool(wanted))

    def _count(self, kept: int, *, filtered: bool) -> None:
        if not self._lines:
            self.ui.counts.setText("Aucune entrée pour l’instant.")
            return
        since = french_date(self._lines[-1].day)
        all_of_them = f"{entries(len(self._lines))} depuis le {since}"
        if filtered:
            shown = (
                f"{entries(kept)} {'affichées' if kept > 1 else 'affichée'}" if kept else "Aucune affichée"
            )
            all_of_them = f"{shown} sur {grouped(len(self._lines))}"
        time = french_duration(self._journal.period())
        self.ui.counts.setText(f"{all_of_them} · gardées {time}")

    def _show_all(self) -> None:
        """Take the filters away, and stay in the list."""
        self.filters.show_all()
        self.focus_first()

    def _shown(self) -> Shown:
        kept = self.filters.wanted().keep(self._lines)
        return Shown(sorted(kept, key=lambda line: line.number), self.filters.sentence())

    def _kept(self, gone: int) -> None:
        """The period was chosen, and `gone` entries went."""
        if gone:
            self._lines = []
            went = "retirées" if gone > 1 else "retirée"
            Toast.show_in(self, f"{entries(gone)} {went} ; la suite se vérifie toujours")
        self.refresh()

    def _tell(self, verdict: JournalVerdict) -> None:
        self._lines = []  # what stands in the database now, not what was read before
        self._read(partial(self._told, verdict))

    def _told(self, verdict: JournalVerdict) -> None:
        strip = self.ui.verdict
        strip.set_kind("ok" if verdict.intact else "urgent")
        oldest = shop_time(self._lines[-1].entry.at) if self._lines else None
        strip.set_text(verdict_sentence(verdict, oldest))
        strip.set_action("" if verdict.intact else "Exporter pour analyse…")
        strip.show()
        self._give_room()
        if verdict.first_break is not None:
            QTimer.singleShot(0, self, partial(self._go_to, verdict.first_break))

    def _go_to(self, number: int) -> None:
        """Choose the entry, or where it is gone the one that stands in its place."""
        self.filters.show_all()
        there = min(self._lines, key=lambda line: abs(line.number - number), default=None)
        if there is not None:
            self.ui.table.select_key(there.number)

    def _open(self, line: Line) -> None:
        """All of one entry, its number and digest included."""
        parts = (f"{line.action}.", f"{line.object}." if line.object else "")
        told = f"{french_instant(line.entry.at, weekday=True)}, {line.who}. "
        told += " ".join(part for part in parts if part)
        tell(self, f"Entrée {line.number}", f"{told}\n\nEmpreinte : {line.entry.digest}", icon="scroll-text")


def _by_number(line: Line) -> int:
    return line.number


def _columns(narrow: bool) -> tuple[Column[Line], ...]:
    return (
        Column("at", "Quand", text=lambda x: x.when, sort=_by_number, width=160 if narrow else 172),
        Column("actor", "Qui", text=lambda x: x.who, width=140, priority=int(narrow)),
        Column("action", "Action", text=lambda x: x.action, width=208 if narrow else 256, strong=True),
        Column("object", "Objet", text=lambda x: x.object),
    )
