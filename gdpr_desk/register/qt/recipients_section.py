"""Section 5: who sees the data, and in which tools they lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from gdpr_desk.parties.model import PartyKind
from gdpr_desk.qtkit.inputs import FlagInput, Input, LinesInput, TextInput, adopt
from gdpr_desk.register.model import ProcessingActivity, Recipient
from gdpr_desk.register.qt.party_book import PartyBook
from gdpr_desk.register.qt.rows import Row, Rows
from gdpr_desk.register.qt.section import Section, wrong
from gdpr_desk.register.qt.ui_inside_row import Ui_InsideRow
from gdpr_desk.register.qt.ui_recipients_section import Ui_RecipientsSection


class InsideRow(Row[Recipient]):
    """People of the shop, in the officer's words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_InsideRow()
        self.ui.setupUi(self)
        self.ui.message.set_tone("urgent")
        self.ui.message.hide()
        self._value = Recipient(internal="")
        self._internal = TextInput(self.ui.internal, self.ui.message)
        self._internal.edited.connect(self.edited)
        self.ui.internal.returnPressed.connect(self.next_wanted)
        self.ui.remove.clicked.connect(self.remove_wanted)

    def show_value(self, value: Recipient) -> None:
        self._value = value
        self._internal.show(value.internal or "")

    def value(self) -> Recipient:
        return replace(self._value, internal=self._internal.value())

    def inputs(self) -> Iterator[Input]:
        yield self._internal

    def blank(self) -> bool:
        return not self.ui.internal.text().strip()

    def first_control(self) -> QWidget:
        return self.ui.internal


class RecipientsSection(Section):
    """Recipients (Art. 30(1)(d)) inside and outside the shop; tools and paper."""

    def __init__(self, book: PartyBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_RecipientsSection()
        self.ui.setupUi(self)
        adopt(self)
        ui = self.ui
        self._inside = Rows[Recipient](
            ui.inside,
            lambda: InsideRow(self),
            lambda: self.edited.emit("recipients"),
            lambda: self.removed.emit("Destinataire retiré"),
        )
        ui.recipients.set_up(book, PartyKind.PROCESSOR, "Ajouter un prestataire ou une autorité")
        self._systems = LinesInput(ui.systems, ui.systems_field)
        self._paper = FlagInput(ui.paper)
        ui.addInside.clicked.connect(lambda: self._inside.add(Recipient(internal="")))
        self._inside.let_enter_add(lambda: Recipient(internal=""))
        ui.recipients.edited.connect(lambda: self.edited.emit("recipients"))
        ui.recipients.removed.connect(self.removed)
        self._systems.edited.connect(lambda: self.edited.emit("systems"))
        self._paper.edited.connect(lambda: self.edited.emit("paper"))

    def show_activity(self, activity: ProcessingActivity) -> None:
        self._inside.show([r for r in activity.recipients if r.party is None])
        self.ui.recipients.show_keys(r.party for r in activity.recipients if r.party is not None)
        self._systems.show_lines(activity.systems)
        self._paper.show(activity.paper)

    def merged(self, activity: ProcessingActivity) -> ProcessingActivity:
        return replace(
            activity,
            recipients=self._recipients(activity.recipients),
            systems=self._systems.lines(),
            paper=self._paper.value(),
        )

    def problems(self) -> Iterator[Input]:
        yield from self._inside.problems()
        yield from wrong((self._systems,))

    def _recipients(self, before: tuple[Recipient, ...]) -> tuple[Recipient, ...]:
        """In the order they had; a party's recipient keeps whatever else was said about it."""
        inside = list(self._inside.values())
        wanted = list(self.ui.recipients.keys())
        kept: list[Recipient] = []
        for recipient in before:
            if recipient.party is None:
                kept += inside[:1]
                del inside[:1]
            elif recipient.party in wanted:
                wanted.remove(recipient.party)
                kept.append(recipient)
        return (*kept, *inside, *(Recipient(party=key) for key in wanted))
