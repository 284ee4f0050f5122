"""Section 6: what leaves the European Economic Area, and what protects it there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from gdpr_desk.qtkit.inputs import ChoiceInput, Input, TextInput, adopt
from gdpr_desk.reference import catalogues
from gdpr_desk.register.model import ProcessingActivity, Safeguard, Transfer
from gdpr_desk.register.qt.party_book import PartyBook
from gdpr_desk.register.qt.rows import Row, Rows
from gdpr_desk.register.qt.section import Section
from gdpr_desk.register.qt.ui_transfer_row import Ui_TransferRow
from gdpr_desk.register.qt.ui_transfers_section import Ui_TransfersSection
from gdpr_desk.register.wording import transfer_line

NONE = "Aucun transfert noté : rien ne part hors UE, à votre connaissance."


class TransferRow(Row[Transfer]):
    """One transfer: country, to whom, which safeguard, where the document is."""

    def __init__(self, book: PartyBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_TransferRow()
        self.ui.setupUi(self)
        adopt(self)
        ui = self.ui
        self._book = book
        self._value = Transfer("")
        countries = [(key, entry.label) for key, entry in catalogues.countries().items() if not entry.eea]
        self._parties_shown: list[tuple[str, str]] = []
        safeguards = [(key, entry.label) for key, entry in catalogues.safeguards().items()]
        self._country = ChoiceInput(ui.country, [("", "À choisir"), *countries], ui.country_field)
        self._party = ChoiceInput(ui.party, [(None, "Personne en particulier")], ui.party_field)
        self._safeguard = ChoiceInput(ui.safeguard, [(None, "À choisir"), *safeguards], ui.safeguard_field)
        self._document = TextInput(ui.document, ui.document_field)
        for found in (self._country, self._party, self._safeguard, self._document):
            found.edited.connect(self._edited)
        ui.remove.clicked.connect(self.remove_wanted)
        book.changed.connect(self._offer_parties)
        self._offer_parties()

    def show_value(self, value: Transfer) -> None:
        self._value = value
        self._country.show(value.country)
        self._party.show(value.party)
        self._safeguard.show(value.safeguard)
        self._document.show(value.document)
        self._sum_up()

    def value(self) -> Transfer:
        safeguard = self._safeguard.value()
        return replace(
            self._value,
            country=self._country.value() or "",
            party=self._party.value(),
            safeguard=Safeguard(safeguard) if safeguard else None,
            document=self._document.value(),
        )

    def inputs(self) -> Iterator[Input]:
        yield self._document

    def first_control(self) -> QWidget:
        return self.ui.country

    def _offer_parties(self) -> None:
        """Those known now; one may have been entered in section 5 a moment ago."""
        parties = [(key, party.name) for key, party in self._book.known().items()]
        if parties != self._parties_shown:
            self._parties_shown = parties
            self._party.offer([(None, "Personne en particulier"), *parties])

    def _edited(self) -> None:
        self._sum_up()
        self.edited.emit()

    def _sum_up(self) -> None:
        self.ui.title.setText(transfer_line(self.value(), self._book.known()))


class TransfersSection(Section):
    """Transfers outside the EEA (Art. 30(1)(e), 44 to 49)."""

    def __init__(self, book: PartyBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_TransfersSection()
        self.ui.setupUi(self)
        self.ui.none.set_text(NONE)
        self._transfers = Rows[Transfer](
            self.ui.transfers,
            lambda: TransferRow(book, self),
            self._rows_edited,
            lambda: self.removed.emit("Transfert retiré"),
        )
        self.ui.addTransfer.clicked.connect(lambda: self._transfers.add(Transfer("")))

    def show_activity(self, activity: ProcessingActivity) -> None:
        self._transfers.show(activity.transfers)
        self.ui.none.setVisible(not activity.transfers)

    def merged(self, activity: ProcessingActivity) -> ProcessingActivity:
        return replace(activity, transfers=self._transfers.values())

    def problems(self) -> Iterator[Input]:
        return self._transfers.problems()

    def rows_of(self, field: str) -> Sequence[QWidget]:
        return self._transfers.rows if field == "transfers" else ()

    def _rows_edited(self) -> None:
        self.ui.none.setVisible(not self._transfers.rows)
        self.edited.emit("transfers")
