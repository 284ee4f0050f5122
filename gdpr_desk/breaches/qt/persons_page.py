"""Step 9: the letters, who was told and when, and the client controllers where there are any."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdpr_desk.breaches.choices import label as choice
from gdpr_desk.breaches.model import BreachFacts, ClientNotice
from gdpr_desk.breaches.paperwork import WrittenLetter
from gdpr_desk.breaches.prefill import clients_of
from gdpr_desk.breaches.qt.acts import BreachActs
from gdpr_desk.breaches.qt.controls import column
from gdpr_desk.breaches.qt.door import BreachDoor
from gdpr_desk.breaches.qt.saving import PDF, Made, save_made
from gdpr_desk.breaches.qt.step_page import QuestionPage
from gdpr_desk.breaches.qt.words import is_for_client
from gdpr_desk.breaches.service import BreachFile
from gdpr_desk.breaches.steps import QUESTIONS, Step
from gdpr_desk.periods.words import french_date
from gdpr_desk.qtkit.clipboard import copy_for_a_while
from gdpr_desk.qtkit.columns import refilled
from gdpr_desk.qtkit.disclosure import Disclosure
from gdpr_desk.qtkit.fields import TextField
from gdpr_desk.qtkit.form_field import FormField
from gdpr_desk.qtkit.parts import Line, bar, button, label
from gdpr_desk.qtkit.picker import ChipPicker
from gdpr_desk.qtkit.toast import Toast

_CLIENT = "client_controller"
_NOT_DECIDED = "Vous n’avez pas encore décidé de leur écrire (étape 6). Le message est prêt, au cas où."
_NOT_TO_TELL = "Vous avez décidé de ne pas écrire aux personnes. La lettre reste prête, au cas où."


class PersonsPage(QuestionPage):
    """Letters first, then what was done with them, then what few need."""

    more_title = "Jour prévu, autre message, personnes non jointes"

    def __init__(self, door: BreachDoor) -> None:
        super().__init__(door, QUESTIONS[Step.PERSONS])
        self._file: BreachFile | None = None
        self.acts = BreachActs(door, self)
        self.account = TextField()
        self.account.setObjectName("letter_account")
        self._account_field = FormField(
            label="Ce qui s’est passé, avec vos mots",
            help="Vide, la lettre dit déjà l’essentiel. Ni jargon, ni nom de tiers.",
            field=self.account,
        )
        self._account_field.set_optional(True)
        self._reading = Disclosure(title="Relire le message")
        self._message = label("body", "")
        self._message.setObjectName("letter_message")
        self._reading.body.addWidget(self._message)
        self._reading.toggled.connect(lambda _on: self._show_message())
        self.account.textChanged.connect(self._show_message)
        self._subjects, self._clients = QWidget(), QWidget()
        self._told, self._named = QWidget(), QWidget()
        self._told_lines, self._named_lines = column(self._told, 4), column(self._named, 4)
        self._proofs = button("link", "Liste avec preuves (PDF)", self._save_recipients)
        self.notice.activated.connect(lambda: self.elsewhere.emit("subjects"))
        self._picker = ChipPicker()
        self._picker.setObjectName("clients")
        self._picker.set_free(False)
        self._picker.set_verb("Désigner un client")
        self._picker.hide_chips()
        self._picker.changed.connect(self._name_clients)
        self._arrange()

    def load(self, file: BreachFile, proposed: BreachFacts) -> None:
        super().load(file, proposed)
        self.account.clear()  # no answer: what was typed for this incident is put back by the wizard
        self._show(file)

    def follow(self, file: BreachFile) -> None:
        super().follow(file)
        self._show(file)

    def unsaved(self, *, finished: bool) -> tuple[str, ...]:
        return (*super().unsaved(finished=finished), "letter_account")

    def target(self) -> QWidget | None:
        return None if self._account_field.isHidden() else self.account

    def _show(self, file: BreachFile) -> None:
        self._file = file
        role, decision = file.breach.facts.role, file.breach.decision
        alone = role is not None and not role.controller
        none = decision is not None and decision.subjects is False
        self._subjects.setVisible(not alone)
        self._clients.setVisible(is_for_client(file.breach))
        undecided = (decision is None or decision.subjects is None) and not file.breach.communications
        self.notice.setVisible((none or undecided) and not alone)
        self.notice.set_kind("attention" if undecided and file.suggestion.subjects else "info")
        self.notice.set_text(_NOT_DECIDED if undecided else _NOT_TO_TELL)
        self.notice.set_action("Décider" if undecided else "", link=True)
        self._proofs.setVisible(bool(file.breach.communications))
        self._show_message()
        self._show_told(file)
        self._show_clients(file)

    def _show_message(self) -> None:
        if self._file is not None and self._reading.is_open():
            written = self.door.paperwork.read_letter(self._file.breach.reference, self._words())
            self._message.setText(f"{written.subject}\n\n{written.body}")

    def _show_told(self, file: BreachFile) -> None:
        with refilled(self._told_lines):
            for one in file.breach.communications:
                bounced = f" · {one.bounced} revenus" if one.bounced else ""
                proof = f" · {one.proof}" if one.proof else ""
                means = f"{choice('means', one.means)}, le {french_date(one.sent_on)}"
                drop = button("link", "Retirer", self._dropping(one.key), small=True)
                second = f"{means} · {one.number}{bounced}{proof}"
                self._told_lines.addWidget(Line("check", one.who, second, drop, token="ok"))

    def _dropping(self, key: str) -> Callable[[], object]:
        return lambda: self._do(lambda ref: self.door.acts.forget_communication(ref, key))

    def _show_clients(self, file: BreachFile) -> None:
        names = {party.key: party.name for party in self.door.parties()}
        offered = [(p.key, p.name) for p in self.door.parties() if p.kind == _CLIENT]
        self._picker.set_options(offered)
        self._picker.set_chosen([one.party for one in file.breach.clients])
        with refilled(self._named_lines):
            for one in file.breach.clients:
                self._named_lines.addWidget(self._client_line(one, names.get(one.party, one.party)))
            if not file.breach.clients:
                self._named_lines.addWidget(
                    label("second", "Désignez le client professionnel à qui sont ces données.")
                )

    def _client_line(self, one: ClientNotice, name: str) -> Line:
        said = f"prévenu le {french_date(one.told_on)}" if one.told_on else "pas encore prévenu"
        letter = button("secondary", "Lettre (PDF)", self._letter_for(one.party), small=True)
        told = button("tonal", "Noter…", self._telling(one.party, name), small=True)
        if one.told_on is not None:
            told.hide()
        icon, token = ("check", "ok") if one.told_on else ("clock", "attention")
        return Line(icon, name, said, letter, told, token=token)

    def _letter_for(self, party: str) -> Callable[[], object]:
        def save() -> None:
            self._save(lambda ref: self.door.paperwork.letter_to_client(ref, party, self._words()))

        return save

    def _telling(self, party: str, name: str) -> Callable[[], object]:
        def tell() -> None:
            if self._file is not None and self.acts.client_told(self._file.breach, party, name):
                self.acted.emit()

        return tell

    def _name_clients(self) -> None:
        chosen = self._picker.chosen()
        self._do(lambda ref: self.door.acts.name_clients(ref, chosen))

    def _name_proposed(self) -> None:
        file = self._file
        if file is not None:
            found = clients_of(self.door.activities(), file.breach.facts.activities)
            self._do(lambda ref: self.door.acts.name_clients(ref, found))

    def _words(self) -> str:
        return self.account.text().strip()

    def _do(self, act: Callable[[str], object]) -> None:
        file = self._file
        if file is not None:
            self.attempt(lambda: act(file.breach.reference))

    def _save(self, write: Callable[[str], WrittenLetter]) -> None:
        file = self._file
        if file is None:
            return

        def make() -> Made:
            pdf = write(file.breach.reference).pdf
            return pdf.content, pdf.name

        save_made(self, make, PDF, self.acted.emit)

    def _save_letter(self) -> None:
        self._save(lambda ref: self.door.paperwork.letter_to_subjects(ref, self._words()))

    def _copy_letter(self) -> None:
        def copy(reference: str) -> None:
            made = self.door.paperwork.letter_to_subjects(reference, self._words())
            copy_for_a_while(f"{made.subject}\n\n{made.body}")
            Toast.show_in(self, "Texte copié : collez-le dans votre messagerie, en copie cachée.")

        self._do(copy)

    def _save_recipients(self) -> None:
        file = self._file
        if file is None:
            return

        def make() -> Made:
            made = self.door.paperwork.recipients(file.breach.reference)
            return made.content, made.name

        save_made(self, make, PDF, self.acted.emit)

    def _note_told(self) -> None:
        if self._file is not None and self.acts.persons_told(self._file.breach):
            self.acted.emit()

    def _arrange(self) -> None:
        box: QVBoxLayout = column(self._subjects, 12)
        copy = button("tonal", "Copier le message", self._copy_letter, icon="copy")
        save = button("secondary", "Enregistrer la lettre", self._save_letter, icon="download")
        box.addWidget(self._reading)
        box.addWidget(bar(copy, save))
        box.addSpacing(12)
        box.addWidget(label("card_title", "Qui a été prévenu"))
        box.addWidget(self._told)
        note = button("secondary", "Noter qui a été prévenu…", self._note_told, icon="plus")
        box.addWidget(bar(note, self._proofs))
        of_clients = column(self._clients, 12)
        of_clients.addWidget(label("card_title", "Le client professionnel à prévenir"))
        of_clients.addWidget(self._named)
        found = button("link", "Ceux des activités choisies", self._name_proposed)
        of_clients.addWidget(bar(self._picker, found))
        self.column.insertWidget(1, self._clients)
        self.column.insertWidget(2, self._account_field)
        self.column.insertWidget(3, self._subjects)
