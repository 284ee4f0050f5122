"""Opening with the keyring of this computer, switched on and off by the person whose key it is."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.app import Desk
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.dialogs import tell
from gdpr_desk.qtkit.fields import FormField
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.passphrase import PassphraseField
from gdpr_desk.qtkit.surfaces import IconTile, NoticeStrip
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.shell import ways_in
from gdpr_desk.shell.parts import SheetDialog, button, label
from gdpr_desk.system_keyring import Patience
from gdpr_desk.vault.keyring_way import Mark, forget, keep, mark_of
from gdpr_desk.vault.people import Role

HONEST = "Quiconque a ouvert votre session d’ordinateur peut ouvrir le coffre."
_TITLE = "Trousseau de cet ordinateur"
_OFF = "Désactivé : seule une phrase de passe, ou la feuille de secours, ouvre le coffre."
_STAYS = (
    "Il ne répond pas, ou reste fermé. Ouvrez-le, puis réessayez. "
    "Changer votre phrase de passe rend aussi cette clé inutile."
)


class KeyringRow(QWidget):
    """One line of the card of the keys."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._patience: Patience | None = None
        self._told = label("second", wrap=True)
        self.switch = button("link", "Activer…")
        self.switch.clicked.connect(self.press)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(label("row_title", _TITLE))
        words.addWidget(self._told)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(12)
        across.addWidget(IconTile(icon="monitor", side=36, state="soft"), 0, Qt.AlignmentFlag.AlignVCenter)
        across.addLayout(words, 1)
        across.addWidget(self.switch)
        vault = desk.vault
        if vault.is_demo or vault.person.role is Role.RECOVERY:
            self.hide()  # and nothing otherwise: without a parent yet, showing it opens a window
        self.refresh()

    def refresh(self) -> None:
        """Say how it is now; an entry that opens nothing any more is taken out behind the window."""
        mark = self._mark()
        if mark is None:
            Jobs.run(ways_in.tidy_keyring, lane="pool")
        self._told.setText(_OFF if mark is None else f"Activé{self._whose(mark)}. {HONEST}")
        verb = "Activer…" if mark is None else "Désactiver"
        self.switch.setText(verb)
        self.switch.setAccessibleName(f"{verb.rstrip('…')} l’ouverture avec le trousseau de cet ordinateur")

    def press(self) -> None:
        """The other of the two states."""
        mark = self._mark()
        if mark is not None:
            self._switch_off(mark)
        elif KeyringDialog(self._desk, self.window()).exec():
            self.refresh()
            Toast.show_in(self, "Le trousseau ouvre aussi le coffre")

    def stop(self) -> None:
        """Wait for the keyring no longer."""
        if self._patience is not None:
            self._patience.give_up()

    def _switch_off(self, mark: Mark) -> None:
        self._patience = patience = Patience()
        self.switch.setDisabled(True)
        Jobs.run(
            partial(forget, mark, patience),
            lambda _done: Toast.show_in(self, "Le trousseau n’ouvre plus le coffre"),
            lambda _refusal: tell(self.window(), "Le trousseau garde encore la clé", _STAYS),
            self,
            settled=self._settled,
            lane="pool",
        )

    def _settled(self) -> None:
        self._patience = None
        self.switch.setDisabled(False)
        self.refresh()

    def _mark(self) -> Mark | None:
        mark = mark_of(self._desk.vault.folder)
        return mark if mark is not None and mark.holds(self._desk.vault.folder) else None

    def _whose(self, mark: Mark) -> str:
        if mark.person == self._desk.vault.person.id:
            return " pour vous"
        names = {person.id: person.name for person in self._desk.people.all()}
        return f" au nom de {names.get(mark.person) or 'quelqu’un d’autre'}"


class KeyringDialog(SheetDialog):
    """What it means, and the passphrase; accepted once the keyring holds the key."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._patience: Patience | None = None
        self.passphrase = PassphraseField()
        self.passphrase.setAccessibleName("Votre phrase de passe")
        self.field = FormField(label="Votre phrase de passe")
        self.field.set_field(self.passphrase)
        self.passphrase.textChanged.connect(lambda _typed: self.field.clear())
        warning = NoticeStrip(kind="attention", text=f"{HONEST} Verrouillez-la quand vous vous éloignez.")
        self.save = button("filled", "Activer")
        self.leave = button("secondary", "Annuler", name="Annuler sans rien changer")
        self.save.clicked.connect(self.carry_out)
        self.leave.clicked.connect(self.reject)
        self.save.setDefault(True)
        self.setWindowTitle(_TITLE)
        self.size_to(560, 400)
        sentence = (
            "L’écran d’ouverture proposera un bouton à côté de la phrase de passe. Le trousseau garde votre "
            "clé, jamais votre phrase. Une nouvelle phrase de passe le désactive."
        )
        self.arrange("Ouvrir avec le trousseau", sentence, (warning, self.field), (self.leave, self.save))
        self.passphrase.setFocus()

    def carry_out(self) -> None:
        """Check the passphrase and hand the key to the keyring, which may ask to be opened."""
        typed = self.passphrase.text()
        if not typed:
            self.field.set_error("Tapez la phrase qui ouvre le coffre aujourd’hui.")
            self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._patience = patience = Patience()
        self._busy(True)
        vault, clock = self._desk.vault, self._desk.clock
        Jobs.run(
            lambda: keep(vault, typed, clock, patience),
            lambda _done: self.accept(),
            self._refused,
            self,
            settled=self._settled,
            lane="pool",
        )

    def stop(self) -> None:
        """Wait for the keyring no longer."""
        if self._patience is not None:
            self._patience.give_up()

    def reject(self) -> None:
        """Leave; what the keyring is asked just now is given up first, and told."""
        if self._patience is not None:
            self.stop()
        else:
            super().reject()

    def _settled(self) -> None:
        self._patience = None
        self._busy(False)

    def _refused(self, refusal: GdprDeskError) -> None:
        keyring = refusal.code == "keyring_unavailable"
        self.field.set_error(f"{refusal.message} {refusal.safe}" if keyring else str(refusal))
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def _busy(self, busy: bool) -> None:
        self.passphrase.setDisabled(busy)
        self.save.setDisabled(busy)
        self.save.setText("Le trousseau est interrogé…" if busy else "Activer")


def give_up_keyring(window: QWidget) -> None:
    """The vault of `window` closes: nothing in it waits for the keyring any longer."""
    for row in window.findChildren(KeyringRow):
        row.stop()
    for dialog in window.findChildren(KeyringDialog):
        dialog.stop()
