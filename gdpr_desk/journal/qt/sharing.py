"""What of the journal leaves the vault: a table, a paper, or the raw entries for an expert."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.journal.lines import Line
from gdpr_desk.journal.service import JournalService
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.dialogs import ask, tell_refusal
from gdpr_desk.qtkit.files import save_bytes
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.settings import load_settings, save_settings
from gdpr_desk.vault.highwater import Mark

ANALYSIS = "analysis"
_WORDS = {"pdf": "PDF, à lire ou à imprimer…", "ods": "Tableur ODS…", "csv": "Tableau CSV…"}
_ANALYSIS = "Données brutes, pour faire examiner (JSON)…"


@dataclass(frozen=True)
class Shown:
    """What stands on screen: the lines, oldest first, and in words what was filtered."""

    lines: Sequence[Line]
    scope: str


class Sharing(QObject):
    """Makes a file off the window's thread, asks where to put it, notes it in the journal.

    `done` tells that a file was written and noted.
    """

    done = Signal()

    def __init__(
        self,
        button: Button,
        journal: JournalService,
        mark: Callable[[], Mark | None],
        shown: Callable[[], Shown],
        *,
        shop: Callable[[], str],
        demo: bool,
    ) -> None:
        super().__init__(button)
        self._button = button
        self._journal = journal
        self._mark = mark
        self._shown = shown
        self._shop = shop
        self._demo = demo
        button.clicked.connect(self.show_menu)

    def show_menu(self, _checked: bool = False) -> QMenu:
        """The kinds of file, below the button."""
        menu = QMenu(self._button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for kind, words in _WORDS.items():
            menu.addAction(words, partial(self.save, kind))
        menu.addSeparator()
        menu.addAction(_ANALYSIS, partial(self.save, ANALYSIS))
        menu.popup(self._button.mapToGlobal(self._button.rect().bottomLeft() + QPoint(0, 4)))
        return menu

    def save(self, kind: str) -> None:
        """Make what is shown as `kind` (the raw entries: all of them), then ask where it goes."""
        if not self._button.isEnabled() or not self._understood():
            return
        self._button.setEnabled(False)
        shown, mark, shop = self._shown(), self._mark(), self._shop()
        Jobs.run(
            lambda: self._make(kind, shown, mark, shop),
            partial(self._made, kind, "-extrait" if shown.scope else ""),
            self._refused,
            self,
            settled=lambda: self._button.setEnabled(True),
        )

    def _make(self, kind: str, shown: Shown, mark: Mark | None, shop: str) -> tuple[bytes, int]:
        """The file and how many entries it holds."""
        from gdpr_desk.journal import report  # late: a page opens without ReportLab

        verdict, now = self._journal.verify(mark), self._journal.clock.now()
        if kind == ANALYSIS:
            stored = self._journal.stored()
            return report.journal_raw(stored, verdict, mark, now), len(stored)
        extract = report.Extract(shown.lines, shop, now, verdict, shown.scope, self._demo)
        makers = {"pdf": report.journal_pdf, "ods": report.journal_ods, "csv": report.journal_csv}
        return makers[kind](extract), len(shown.lines)

    def _made(self, kind: str, part: str, made: tuple[bytes, int]) -> None:
        content, entries = made
        name = "journal-analyse.json" if kind == ANALYSIS else f"journal{part}.{kind}"
        suffix = name.rpartition(".")[2]
        saved = save_bytes(
            self._button.window(),
            content,
            name,
            title="Exporter le journal",
            kind=f"{suffix.upper()} (*.{suffix})",
        )
        if saved is None:
            return
        try:
            self._journal.exported(kind, entries)
        except GdprDeskError as refusal:
            self._refused(refusal)
            return
        Toast.show_in(self._button, f"Enregistré : {saved.name}. Il n’est plus chiffré.")
        self.done.emit()

    def _understood(self) -> bool:
        """Whether whoever exports knows, once and for all files, what leaving the vault means."""
        if load_settings().export_warning_seen:
            return True
        agreed = ask(
            self._button.window(),
            "Exporter le journal ?",
            "Un fichier enregistré hors du coffre n’est plus chiffré. Il dit qui a fait quoi, avec les noms "
            "d’aujourd’hui. L’export est lui-même noté au journal.",
            "Choisir où l’enregistrer",
            icon="lock-open",
        )
        if agreed:
            save_settings(replace(load_settings(), export_warning_seen=True))
        return agreed

    def _refused(self, refusal: GdprDeskError) -> None:
        tell_refusal(self._button.window(), refusal)
