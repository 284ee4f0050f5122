"""The controls of a party's form as one value: shown, judged, merged back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, Signal

from gdpr_desk.clock import Clock
from gdpr_desk.parties.model import Contract, Party, PartyContact, PartyKind
from gdpr_desk.parties.qt.ui_party_editor import Ui_PartyEditorForm
from gdpr_desk.qtkit.date_input import DateInput
from gdpr_desk.qtkit.inputs import ChoiceInput, Input, TextInput
from gdpr_desk.reference import catalogues

NAME_LIMIT = 200
NO_NAME = "Donnez le nom de cette entreprise ou de cet organisme."
AHEAD = "Cette date est dans le futur : écrivez celle de la signature."
NO_EMAIL = "Cela ne ressemble pas à une adresse e-mail. C’est enregistré tout de même."

WORDS = {
    "name": "nom modifié",
    "kind": "rôle modifié",
    "country": "pays modifié",
    "signed_on": "date de signature modifiée",
    "next_review_on": "date de revue modifiée",
    "location": "rangement modifié",
    "checklist": "clause modifiée",
    "email": "contact modifié",
    "rights": "contact modifié",
    "breaches": "contact modifié",
}
"""How the way back names a change, by field."""


class PartyInputs(QObject):
    """All fields of the form. `edited` names the one the person has just changed."""

    edited = Signal(str)

    def __init__(self, ui: Ui_PartyEditorForm, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._clock = clock
        self._clauses = ui.checklist
        self._email_field = ui.email_field
        kinds = [(key, entry.label) for key, entry in catalogues.party_kinds().items()]
        countries = [(key, entry.label) for key, entry in catalogues.countries().items()]
        self.name = TextInput(ui.name, ui.name_field, limit=NAME_LIMIT, required=NO_NAME)
        self.kind = ChoiceInput(ui.kind, kinds, ui.kind_field)
        self.country = ChoiceInput(ui.country, countries, ui.country_field)
        self.signed_on = DateInput(ui.signed_on, ui.signed_on_field, self._judge_signature)
        self.next_review_on = DateInput(ui.next_review_on, ui.next_review_on_field)
        self.location = TextInput(ui.location, ui.location_field)
        self.email = TextInput(ui.email, ui.email_field)
        self.rights = TextInput(ui.rights, ui.rights_field)
        self.breaches = TextInput(ui.breaches, ui.breaches_field)
        for found in self._all():
            found.edited.connect(partial(self._edited, found.control.objectName()))
        self._clauses.edited.connect(partial(self._edited, "checklist"))

    def show_party(self, party: Party) -> None:
        """Put the party on screen, touching only what differs."""
        contract, contact = party.contract, party.contact
        self.name.show(party.name)
        self.kind.show(party.kind.value)
        self.country.show(party.country or None)
        self.signed_on.show(contract.signed_on)
        self.next_review_on.show(contract.next_review_on)
        self.location.show(contract.location or "")
        self.email.show(contact.email)
        self.rights.show(contact.rights)
        self.breaches.show(contact.breaches)
        self._clauses.show_checklist(contract.checklist, mirrored=party.kind is PartyKind.CLIENT_CONTROLLER)
        self._doubt_email()

    def merged(self, party: Party) -> Party:
        """`party` with what is on screen; content that cannot be saved stays as it was."""
        return replace(
            party,
            name=self.name.value(),
            kind=PartyKind(self.kind.value() or party.kind),
            country=self.country.value() or "",
            contract=self._contract(party.contract),
            contact=self._contact(party.contact),
        )

    def problems(self) -> Iterator[Input]:
        """The inputs whose content cannot be saved."""
        return (found for found in self._all() if found.problem)

    def named(self) -> dict[str, Input]:
        """Every input but the clauses, by the name of its control."""
        return {found.control.objectName(): found for found in self._all()}

    def _all(self) -> tuple[Input, ...]:
        texts = (self.location, self.email, self.rights, self.breaches)
        return (self.name, self.kind, self.country, self.signed_on, self.next_review_on, *texts)

    def _contract(self, contract: Contract) -> Contract:
        typed = self.location.value()
        return replace(
            contract,
            signed_on=self.signed_on.value(),
            next_review_on=self.next_review_on.value(),
            location=contract.location if typed == (contract.location or "") else typed or None,
            checklist=self._clauses.merged(contract.checklist),
        )

    def _contact(self, contact: PartyContact) -> PartyContact:
        return replace(
            contact, email=self.email.value(), rights=self.rights.value(), breaches=self.breaches.value()
        )

    def _edited(self, field: str) -> None:
        if field == "email":
            self._doubt_email()
        self.edited.emit(field)

    def _doubt_email(self) -> None:
        """A telephone number in its place helps too: say it, and keep it."""
        typed = self.email.value().strip()
        if self.email.problem:
            return
        if typed and ("@" not in typed or " " in typed):
            self._email_field.set_warning(NO_EMAIL)
        else:
            self._email_field.clear()

    def _judge_signature(self, day: date) -> str:
        return AHEAD if day > self._clock.today() else ""
