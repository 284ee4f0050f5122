"""Journal: when, who, what; and « Vérifier le journal »."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdpr_desk.journal.model import JournalEntry, JournalVerdict, action_of, notes_of, subject_of
from gdpr_desk.journal.service import JournalService
from gdpr_desk.journal.wording import verdict_sentence
from gdpr_desk.periods.words import french_date, french_instant, shop_time
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.record_model import Column
from gdpr_desk.qtkit.record_table import RecordTable
from gdpr_desk.qtkit.surfaces import Card, NoticeStrip, PageHeader
from gdpr_desk.vault.highwater import Mark


class JournalPage(QWidget):
    """Every entry of the vault's journal. `names` turns a person's id into their name, `subjects` the
    reference of a record or the key of a party into what it is called today (nothing is stored)."""

    title = "Journal"

    def __init__(
        self,
        journal: JournalService,
        names: Callable[[], Mapping[str, str]],
        mark: Callable[[], Mark | None],
        subjects: Callable[[], Mapping[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._journal = journal
        self._names = names
        self._mark = mark
        self._subjects = subjects
        self._known: Mapping[str, str] = {}
        self._called: Mapping[str, str] = {}
        self._header = PageHeader(title=self.title)
        self._verify = Button(text="Vérifier le journal", kind="tonal", icon="shield-check")
        self._verify.clicked.connect(self.verify)
        self._header.add_action(self._verify)
        self._verdict = NoticeStrip()
        self._verdict.hide()
        self._table = RecordTable()
        self._table.setAccessibleName("Entrées du journal")
        self._table.set_columns(self._columns(), key=lambda entry: entry.number, sort=-1)
        card = Card()
        within = QVBoxLayout(card)
        within.setContentsMargins(1, 1, 1, 1)
        within.addWidget(self._table)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 20, 32, 24)
        column.setSpacing(16)
        column.addWidget(self._header)
        column.addWidget(self._verdict)
        column.addWidget(card, 1)

    def refresh(self) -> None:
        """Read the entries again, newest first; a verdict of before says nothing about them."""
        self._verdict.hide()
        self._known = self._names()
        self._called = self._subjects()
        entries = self._journal.entries()
        self._table.set_records(entries)
        self._header.set_sentence(_count(entries))

    def verify(self) -> None:
        """Follow the chain off this thread and say what was found."""
        self._verify.setEnabled(False)
        mark = self._mark()
        Jobs.run(
            lambda: self._journal.verify(mark),
            self._tell,
            owner=self,
            settled=lambda: self._verify.setEnabled(True),
        )

    def _tell(self, verdict: JournalVerdict) -> None:
        self._verdict.set_kind("ok" if verdict.intact else "urgent")
        entries = self._journal.entries(newest_first=False)
        self._verdict.set_text(verdict_sentence(verdict, entries[0].at if entries else None))
        self._verdict.show()

    def _columns(self) -> tuple[Column[JournalEntry], ...]:
        return (
            Column("at", "Quand", text=lambda e: french_instant(e.at), sort=lambda e: e.number, width=205),
            Column("actor", "Qui", text=self._who, width=150, priority=1),
            Column("action", "Action", text=action_of, width=270, strong=True),
            Column("object", "Objet", text=lambda e: _object(e, self._called)),
        )

    def _who(self, entry: JournalEntry) -> str:
        return self._known.get(entry.actor) or "Responsable"


def _object(entry: JournalEntry, called: Mapping[str, str]) -> str:
    """« Cookies et mesure d’audience (T-16) · nom, note »; the reference alone where it has no name."""
    subject = subject_of(entry)
    name = called.get(subject, "")
    known = f"{name} ({subject})" if subject.startswith("T-") else name
    return " · ".join(part for part in (known if name else subject, ", ".join(notes_of(entry))) if part)


def _count(entries: tuple[JournalEntry, ...]) -> str:
    if not entries:
        return "Aucune entrée pour l’instant."
    since = french_date(shop_time(entries[-1].at).date())
    return f"{len(entries)} entrée{'s' if len(entries) > 1 else ''} depuis le {since}."
