"""A passphrase chosen in the open vault: one's own, a new person's, or one that was forgotten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.shell.parts import SheetDialog, button
from gdpr_desk.shell.ui_new_key_form import Ui_NewKeyForm
from gdpr_desk.strength import Strength, strength
from gdpr_desk.vault.people import Role

_NOT_THE_SAME = "Les deux phrases ne sont pas les mêmes."
_NO_NAME = "Donnez le nom de cette personne."
_OFFICER = (
    "Responsable du coffre",
    "Ouvre tout, donne et retire les clés. Pour la personne qui vous remplace.",
)
_STAFF = (
    "Équipe",
    "Travaille sur le registre. Ne voit ni journal, ni sauvegardes, ni clés, et ne sort aucun fichier.",
)
_NO_OLD = "Tapez la phrase qui ouvre le coffre aujourd’hui."


@dataclass(frozen=True)
class Typed:
    """What the dialog asks for; empty where it does not ask."""

    name: str
    old: str
    passphrase: str
    role: Role = Role.OFFICER


@dataclass(frozen=True)
class Asked:
    """What the dialog is for. `person` is whose passphrase it is, empty where a name is asked for."""

    title: str
    sentence: str
    verb: str
    person: str = ""
    old: bool = False


class NewKeyDialog(SheetDialog):
    """Carries out `work` with what was typed, in the store worker; accepted once that is done."""

    def __init__(self, asked: Asked, shop: str, work: Callable[[Typed], object], parent: QWidget) -> None:
        super().__init__(parent)
        self._asked, self._shop, self._work = asked, shop, work
        self.form = QWidget()
        self.ui = Ui_NewKeyForm()
        self.ui.setupUi(self.form)
        self.ui.refusal.hide()
        self.ui.refusal.set_kind("urgent")
        self.ui.name_field.setVisible(not asked.person)
        self.ui.old_field.setVisible(asked.old)
        self.ui.roles.setVisible(not asked.person)
        for card, (title, consequence) in ((self.ui.officer, _OFFICER), (self.ui.staff, _STAFF)):
            card.set_title(title)
            card.set_consequence(consequence)
        self.ui.officer.setChecked(True)
        self.ui.passphrase.textChanged.connect(self._judge)
        self.ui.person_name.textChanged.connect(lambda _typed: self._judge(self.ui.passphrase.text()))
        self.ui.repeated.textChanged.connect(lambda _typed: self.ui.repeated_field.clear())
        self.ui.old.textChanged.connect(lambda _typed: self.ui.old_field.clear())
        self.save = button("filled", asked.verb)
        self.leave = button("secondary", "Annuler", name="Annuler sans rien changer")
        self.save.clicked.connect(self.carry_out)
        self.leave.clicked.connect(self.reject)
        self.save.setDefault(True)
        self.setWindowTitle(asked.title)
        self.size_to(600, 680 if not asked.person else 480 if asked.old else 420)
        self.arrange(asked.title, asked.sentence, (self.form,), (self.leave, self.save))
        self._judge("")
        first = self.ui.old if asked.old else self.ui.passphrase if asked.person else self.ui.person_name
        first.setFocus()

    def carry_out(self) -> None:
        """Check what was typed and do it; what is wrong is said beside its field."""
        ui = self.ui
        role = Role.STAFF if ui.staff.isChecked() else Role.OFFICER
        typed = Typed(ui.person_name.text().strip(), ui.old.text(), ui.passphrase.text(), role)
        wrong: list[QWidget] = []
        if not self._asked.person and not typed.name:
            ui.name_field.set_error(_NO_NAME)
            wrong.append(ui.person_name)
        if self._asked.old and not typed.old:
            ui.old_field.set_error(_NO_OLD)
            wrong.append(ui.old)
        verdict = self._verdict(typed.passphrase)
        if not verdict.enough:
            ui.passphrase_field.set_error(verdict.sentence)
            wrong.append(ui.passphrase)
        elif typed.passphrase != ui.repeated.text():
            ui.repeated_field.set_error(_NOT_THE_SAME)
            wrong.append(ui.repeated)
        if wrong:
            wrong[0].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._busy(True)
        Jobs.run(lambda: self._work(typed), lambda _done: self.accept(), self._refused, self)

    def _refused(self, refusal: GdprDeskError) -> None:
        self._busy(False)
        self.ui.refusal.set_text(str(refusal))
        self.ui.refusal.show()

    def _busy(self, busy: bool) -> None:
        self.form.setDisabled(busy)
        self.save.setDisabled(busy)
        self.leave.setDisabled(busy)
        self.save.setText("Un instant…" if busy else self._asked.verb)
        self.ui.refusal.hide()

    def reject(self) -> None:
        """Leave, unless a key is being made this very moment."""
        if self.leave.isEnabled():
            super().reject()

    def _verdict(self, typed: str) -> Strength:
        return strength(typed, shop=self._shop, person=self._asked.person or self.ui.person_name.text())

    def _judge(self, typed: str) -> None:
        verdict = self._verdict(typed)
        self.ui.strength.set_strength(verdict.score, verdict.sentence)
        if verdict.enough:
            self.ui.passphrase_field.set_success(verdict.sentence)
        elif typed:
            self.ui.passphrase_field.set_warning(verdict.sentence)
        else:
            self.ui.passphrase_field.clear()
        if self.ui.person_name.text():
            self.ui.name_field.clear()
