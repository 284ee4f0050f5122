"""« Qui ouvre le coffre »: who holds a key, one's passphrase, the recovery sheet."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.app import Desk
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.columns import empty_column
from gdpr_desk.qtkit.dialogs import ask, tell_refusal
from gdpr_desk.qtkit.flow import FlowLayout
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.surfaces import Card, IconTile, Separator
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.reference import catalogues
from gdpr_desk.shell.keyring_row import KeyringRow
from gdpr_desk.shell.keys_promises import KeysPromises
from gdpr_desk.shell.new_key_dialog import Asked, NewKeyDialog, Typed
from gdpr_desk.shell.parts import button, label
from gdpr_desk.shell.recovery_dialog import RecoveryDialog
from gdpr_desk.shell.recovery_out import RecoverySheet
from gdpr_desk.vault.people import Person, Role
from gdpr_desk.vault.recovery import RecoverySecret

T = TypeVar("T")
_HONEST = (
    "Chaque personne a sa propre phrase de passe. "
    "La feuille de secours ouvre le coffre si elles sont oubliées."
)
_OLD_BACKUPS = "Une copie du coffre faite avant aujourd’hui reste lisible avec son ancienne phrase de passe."


class KeysCard(Card):
    """The people of the open vault and what can be done about their keys."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._keyless: frozenset[str] = frozenset()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(10)
        self._mine = button("secondary", "Changer ma phrase de passe", icon="key-round")
        self._sheet = button("secondary", "Refaire la feuille de secours", icon="printer")
        self._add = button("secondary", "Ajouter une personne", icon="plus")
        self._mine.clicked.connect(self.change_mine)
        self._sheet.clicked.connect(self.renew_sheet)
        self._add.clicked.connect(self.add_person)
        verbs = FlowLayout(gap=12)
        for verb in (self._mine, self._sheet, self._add):
            verbs.addWidget(verb)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(label("card_title", "Qui ouvre le coffre"))
        column.addLayout(self._rows)
        column.addWidget(label("second", _HONEST, wrap=True))
        self.keyring = KeyringRow(desk)
        column.addLayout(verbs)
        column.addWidget(Separator())
        column.addWidget(self.keyring)
        column.addWidget(KeysPromises())
        self._mine.setVisible(desk.vault.person.role is not Role.RECOVERY)
        self.refresh()

    def refresh(self) -> None:
        """List the people as they are now."""
        empty_column(self._rows)
        self._keyless = self._desk.people.keyless()
        for person in self._desk.people.all():
            self._rows.addWidget(self._row(person))
        self.keyring.refresh()

    def change_mine(self) -> None:
        """Another passphrase for who is here."""
        asked = Asked(
            "Changer ma phrase de passe",
            "La feuille de secours et les clés des autres restent les mêmes.",
            "Changer la phrase",
            person=self._desk.vault.person.name or "-",
            old=True,
        )
        shop = self._shop()
        self._ask(
            asked,
            lambda typed: self._desk.people.change_passphrase(typed.old, typed.passphrase, shop=shop),
            "Phrase de passe changée",
        )

    def add_person(self) -> None:
        """A key for somebody else, as one in charge or as one of the team."""
        asked = Asked(
            "Ajouter une personne",
            "Elle ouvrira le coffre avec sa propre phrase, qu’elle tape elle-même ici.",
            "Donner une clé",
        )
        shop = self._shop()
        self._ask(
            asked,
            lambda typed: self._desk.people.add(typed.name, typed.role, typed.passphrase, shop=shop),
            "Clé donnée",
        )

    def renew_sheet(self) -> None:
        """A new recovery sheet; the old one ends."""
        if not ask(
            self.window(),
            "Refaire la feuille de secours ?",
            "L’ancienne feuille n’ouvrira plus le coffre. Préparez l’imprimante : le nouveau secret ne "
            "s’affiche qu’une fois.",
            "Refaire la feuille",
            icon="printer",
        ):
            return
        self._run(self._desk.people.renew_recovery, self._show_sheet)

    def _show_sheet(self, secret: RecoverySecret) -> None:
        sheet = RecoverySheet(self._desk.vault.label, secret, self._desk.clock.today())
        RecoveryDialog(sheet, self.window()).exec()
        self.refresh()

    def _new_key(self, person: Person) -> None:
        asked = Asked(
            "Nouvelle phrase de passe",  # the title of a window names nobody
            f"Pour {person.name or 'cette personne'}. L’ancienne phrase n’ouvrira plus le coffre.",
            "Donner cette phrase",
            person=person.name or "-",
        )
        shop = self._shop()
        self._ask(
            asked,
            lambda typed: self._desk.people.give_new_key(person.id, typed.passphrase, shop=shop),
            "Nouvelle phrase de passe enregistrée",
        )

    def _remove(self, person: Person) -> None:
        if ask(
            self.window(),
            "Retirer cette clé ?",
            f"{person.name or 'Cette personne'} n’ouvrira plus le coffre. "
            "Les autres gardent leur phrase de passe.",
            "Retirer la clé",
            kind="danger",
            stay="Garder la clé",
            consequence=_OLD_BACKUPS,
        ):
            self._run(lambda: self._desk.people.remove(person.id), lambda _gone: self._done("Clé retirée"))

    def _ask(self, asked: Asked, work: Callable[[Typed], object], done: str) -> None:
        if NewKeyDialog(asked, self._shop(), work, self.window()).exec():
            self._done(done)

    def _run(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        self.setDisabled(True)

        def finish(made: T) -> None:
            self.setDisabled(False)
            done(made)

        def refused(refusal: GdprDeskError) -> None:
            self.setDisabled(False)
            tell_refusal(self.window(), refusal)

        Jobs.run(work, finish, refused, self)

    def _done(self, sentence: str) -> None:
        self.refresh()
        Toast.show_in(self, sentence)

    def _shop(self) -> str:
        return self._desk.register.controller().name

    def _wrong(self, person: Person) -> str:
        """What is to be done about a key that is not as it should be."""
        if person.leaving:
            return "Retrait interrompu : retirez de nouveau cette clé."
        if person.id not in self._keyless:
            return ""
        if person.role is Role.RECOVERY:
            return "Cette feuille n’ouvre plus le coffre : refaites-la."
        return "Sa clé manque dans le coffre : donnez-lui une nouvelle phrase."

    def _row(self, person: Person) -> QWidget:
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(12)
        icon = "printer" if person.role is Role.RECOVERY else "user"
        across.addWidget(IconTile(icon=icon, side=36, state="soft"), 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(1)
        role = catalogues.person_roles()[person.role.value]
        here = person.id == self._desk.vault.person.id
        words.addWidget(label("row_title", person.name or role.label))
        second = role.help if person.role is Role.RECOVERY else role.label
        words.addWidget(label("second", f"{second} · c’est vous" if here else second, wrap=True))
        wrong = self._wrong(person)
        if wrong:
            warning = label("second_strong", wrong, wrap=True)
            warning.set_tone("badge_attention_text")
            words.addWidget(warning)
        across.addLayout(words, 1)
        for verb in self._verbs(person, here=here):
            across.addWidget(verb)
        return row

    def _verbs(self, person: Person, *, here: bool) -> list[Button]:
        if here or person.role is Role.RECOVERY:
            return []
        renew = button("link", "Nouvelle phrase", name=f"Nouvelle phrase de passe pour {person.name}")
        remove = button("link", "Retirer", name=f"Retirer la clé de {person.name}")
        renew.clicked.connect(partial(self._new_key, person))
        remove.clicked.connect(partial(self._remove, person))
        return [renew, remove]
