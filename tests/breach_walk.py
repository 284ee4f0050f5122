"""Somebody at the keyboard with an incident: each field, choice and chord is one interaction.

The shop of these walks has one record of its own customers, and one that it keeps for another company.
"""

from __future__ import annotations

from fingers import ALT, CTRL, focused, named, press, reach, reading, retyped, typed
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QRadioButton, QWidget
from settling import settle
from walking import Meeting, walk

from gdpr_desk.app import Desk
from gdpr_desk.parties.model import Contract, Party, PartyContact, PartyKind
from gdpr_desk.qtkit.act_form import ActForm
from gdpr_desk.qtkit.picker import ChipPicker
from gdpr_desk.register.model import (
    ActivityRole,
    ContactPerson,
    Controller,
    DataSubjects,
    PersonalData,
    ProcessingActivity,
    Recipient,
)

_FAR = 200
SHOP = Controller(
    "Atelier Lumen",
    "00000001800002",
    "9511Z",
    "1 rue de l’Exemple, 00000 Ville-Fictive",
    "contact@atelier-lumen.example",
    "01 99 00 00 00",
    officer=ContactPerson(
        "Camille Exemple", "Gérante", None, "donnees@atelier-lumen.example", "01 99 00 00 00"
    ),
)
CLIENT, PROVIDER = "cabinet", "routage"
OWN, FOR_CLIENT = "T-01", "T-02"


def furnish(desk: Desk) -> None:
    """Put that shop into an empty vault."""
    desk.register.set_controller(SHOP)
    client = PartyContact(breaches="alerte@cabinet.example")
    desk.parties.save(Party(CLIENT, "Cabinet Fictif", PartyKind.CLIENT_CONTROLLER, contact=client))
    provider = PartyContact(breaches="securite@routage.example")
    desk.parties.save(
        Party(PROVIDER, "Routage Exemple", PartyKind.PROCESSOR, contact=provider, contract=Contract())
    )
    desk.register.add(
        ProcessingActivity(
            name="Clients et lettre d’information",
            data_subjects=(DataSubjects("customers", approximate_number=45),),
            data=(PersonalData("contact_details"),),
            recipients=(Recipient(party=PROVIDER),),
            systems=("Logiciel d’envoi",),
        )
    )
    desk.register.add(
        ProcessingActivity(
            name="Relances pour le Cabinet Fictif",
            role=ActivityRole.PROCESSOR,
            client_controllers=(CLIENT,),
            data_subjects=(DataSubjects("customers", approximate_number=120),),
            data=(PersonalData("contact_details"),),
        )
    )


class Fingers:
    """A field filled, a choice made, a chord pressed: one interaction each, below `root`."""

    def __init__(self, root: QWidget) -> None:
        self.count = 0
        self._root = root

    def choose(self, *names: str) -> None:
        """Each by Tab to the control, among cards of one question by the arrows."""
        for name in names:
            self._choose(name)

    def _choose(self, name: str) -> None:
        self.count += 1
        cards = self._cards_beside(name)
        reach(lambda widget: widget.objectName() == name or widget in cards, limit=_FAR)
        for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Up) * len(cards):
            if focused().objectName() == name:
                break
            press(key)
        assert focused().objectName() == name
        press(Qt.Key.Key_Space)

    def _cards_beside(self, name: str) -> list[QRadioButton]:
        found = self._root.findChild(QRadioButton, name)
        holder = found.parentWidget() if found is not None else None
        return holder.findChildren(QRadioButton) if holder is not None else []

    def fill(self, name: str, words: str) -> None:
        """Over what stands there."""
        self.count += 1
        reach(named(name), limit=_FAR)
        retyped(words)

    def pick(self, name: str, *words: str) -> None:
        """Out of a long list: its first letters, then Enter."""
        self.count += 1
        reach(lambda widget: _picker_of(widget) == name, limit=_FAR)
        for word in words:
            typed(word)
            press(Qt.Key.Key_Return)
        press(Qt.Key.Key_Escape)

    def verb(self, words: str) -> None:
        """The button with these words."""
        self.count += 1
        reach(reading(words), limit=_FAR)
        press(Qt.Key.Key_Space)

    def saved(self, words: str) -> None:
        """The button with these words makes a paper, off this thread."""
        self.verb(words)
        settle()

    def form(self, words: str, **fields: str) -> None:
        """The button with these words asks in a small form: its fields, then Enter."""

        def act(asked: ActForm) -> None:
            for name, said in fields.items():
                self.fill(name, said)
            reach(lambda widget: widget is asked.verb)
            press(Qt.Key.Key_Return)

        walk([Meeting(ActForm, act)], lambda: self.verb(words))

    def on(self, times: int = 1) -> None:
        """To the next screen."""
        for _ in range(times):
            self.count += 1
            press(Qt.Key.Key_Right, ALT)

    def end(self) -> None:
        """Ctrl+Enter: it is notified, or closed."""
        self.count += 1
        press(Qt.Key.Key_Return, CTRL)


def _picker_of(widget: QWidget) -> str:
    holder = widget.parentWidget()
    return holder.objectName() if isinstance(holder, ChipPicker) else ""
