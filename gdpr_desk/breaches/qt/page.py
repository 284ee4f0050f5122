"""The room « Incidents »: the list, and one incident in its ten steps."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdpr_desk.breaches.qt.controls import column
from gdpr_desk.breaches.qt.door import BreachDoor
from gdpr_desk.breaches.qt.saving import ODS, PDF, Made, save_made
from gdpr_desk.breaches.qt.wizard import Wizard
from gdpr_desk.breaches.qt.words import ICONS, breach_title, clock_badge, short_instant
from gdpr_desk.breaches.service import BreachOverview
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.key_bindings import bind_keys
from gdpr_desk.qtkit.page_header import PageHeader
from gdpr_desk.qtkit.pages import Pages
from gdpr_desk.qtkit.parts import bar, button
from gdpr_desk.qtkit.record_table import Column, RecordTable
from gdpr_desk.qtkit.surfaces import Card, EmptyState

_COLUMNS = (
    Column[BreachOverview](
        "what",
        "Incident",
        lambda one: breach_title(one.breach),
        second=lambda one: ("Exercice · " if one.breach.drill else "") + one.breach.reference,
        icon=lambda one: ICONS[one.breach.facts.kind],
        sort=lambda one: one.breach.reference,
    ),
    Column[BreachOverview](
        "known",
        "Connu depuis",
        lambda one: short_instant(one.breach.facts.aware_at) if one.breach.facts.aware_at else "à préciser",
        sort=lambda one: one.breach.facts.aware_at,
        width=220,
        priority=1,
    ),
    Column[BreachOverview](
        "state", "Où en est-on", badge=lambda one: clock_badge(one.breach, one.clock), width=260
    ),
)


class BreachesPage(QWidget):
    """`changed` after anything was written."""

    changed = Signal()
    title = "Incidents"

    def __init__(self, door: BreachDoor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self._rooms, self._list = Pages(self), QWidget()
        self.wizard = Wizard(door, self._rooms)
        self.table = RecordTable()
        self.table.set_columns(_COLUMNS, lambda one: one.breach.reference)
        self.table.setAccessibleName("Incidents")
        self.header = PageHeader(title="Incidents", sentence="")
        self.drill = button("link", "Faire un exercice", lambda: self.report(drill=True), icon="timer")
        self.resume = button("tonal", "Continuer", self._resume, icon="arrow-right")
        self.empty = EmptyState(
            icon="shield-check",
            title="Aucun incident enregistré",
            text="C’est une bonne nouvelle. En cas de doute, notez-le : même non notifié, un incident doit "
            "être documenté.",
            verb="Signaler un incident",
            verb_icon="siren",
        )
        self._papers = bar(
            button("link", "Registre des incidents (PDF)", self.save_register, icon="download"),
            button("link", "Le même en tableur (ODS)", self._save_ods, icon="download"),
            gap=24,
        )
        self._arrange()
        self._connect()

    def refresh(self) -> None:
        """Read again what is on screen."""
        self._read()
        if self._in_wizard():
            try:
                self.wizard.refresh()
            except GdprDeskError:
                self.show_list()

    def report(self, *, drill: bool = False) -> None:
        """« Signaler un incident »: the eight pictures."""
        self._rooms.setCurrentWidget(self.wizard)
        self.wizard.begin(drill=drill)

    def open_breach(self, reference: str) -> None:
        """Show one incident where it was left."""
        try:
            self._rooms.setCurrentWidget(self.wizard)
            self.wizard.open(reference)
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)
            self.show_list()

    def show_list(self) -> None:
        """Back to the list, on the row one came from."""
        self.wizard.leave()
        self._rooms.setCurrentWidget(self._list)
        self._read()
        self.table.select_key(self.wizard.reference)
        self.focus_first()

    def focus_first(self) -> None:
        """The next answer, the list, or the first step where it is empty."""
        if self._in_wizard():
            self.wizard.focus_first()
        elif self.empty.isHidden():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.empty.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Another room is shown, or the vault closes: what is half typed is kept."""
        self.wizard.leave()

    def _in_wizard(self) -> bool:
        return self._rooms.currentWidget() is self.wizard

    def _read(self) -> None:
        found = self._door.breaches.overviews()
        self.table.set_records(found)
        self._body.setVisible(bool(found))
        self._papers.setVisible(bool(found))
        self.empty.setVisible(not found)
        waiting = sum(one.breach.open and not one.breach.drill for one in found)
        self.header.set_sentence(f"{waiting} en cours" if waiting else "Rien en cours" if found else "")
        first = self._door.waiting()
        self.resume.setVisible(bool(first))
        self.resume.setText(f"Continuer {first}")

    def _resume(self) -> None:
        self.open_breach(self._door.waiting())

    def _written(self) -> None:
        """The list is read when it is shown again; with many incidents that takes its time."""
        if not self._in_wizard():
            self._read()
        self.changed.emit()

    def save_register(self) -> None:
        """The register of all incidents, as a PDF where the person wants it."""

        def make() -> Made:
            made = self._door.paperwork.register_pdf()
            return made.content, made.name

        save_made(self, make, PDF, lambda: None)

    def _save_ods(self) -> None:
        save_made(
            self,
            lambda: (self._door.paperwork.register_ods(), "registre-des-incidents.ods"),
            ODS,
            lambda: None,
        )

    def _connect(self) -> None:
        self.table.opened.connect(lambda one: self.open_breach(one.breach.reference))
        self.empty.activated.connect(self.report)
        self.wizard.closed.connect(self.show_list)
        self.wizard.changed.connect(self._written)
        closing = self.wizard.pages["closing"]
        closing.gone.connect(self._drill_gone)  # type: ignore[attr-defined]
        bind_keys((("Ctrl+N", self._list, self.report),))

    def _drill_gone(self) -> None:
        self.wizard.forget()
        self._written()
        self.show_list()

    def _arrange(self) -> None:
        for one in (self.drill, self.resume):
            self.header.add_action(one)
        self._body = Card()
        column(self._body, 0).addWidget(self.table)
        box = QVBoxLayout(self._list)
        box.setContentsMargins(32, 22, 32, 24)
        box.setSpacing(16)
        for part in (self.header, self._body, self.empty, self._papers):
            box.addWidget(part, 1 if part in (self._body, self.empty) else 0)
        self._rooms.addWidget(self._list)
        self._rooms.addWidget(self.wizard)
        column(self, 0).addWidget(self._rooms)
