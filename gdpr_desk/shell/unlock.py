"""The unlock screen: one field, one button, and every way it can be refused in words."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.periods.words import french_date, french_time, shop_time
from gdpr_desk.qtkit.theme import px, theme
from gdpr_desk.requests.wording import FLAG, deadline_sentence
from gdpr_desk.shell.keyring_door import KeyringDoor
from gdpr_desk.shell.ui_unlock import Ui_UnlockForm
from gdpr_desk.vault.refusals import spoken_wait
from gdpr_desk.vault.state import LOST, read_state

CAPS_LOCK = "La touche Verr. Maj. est active."
COLUMN = 400
"""Width of the form (design pixels)."""
_BLOCK = 400
"""Height of tile, words, field and button: centred without what a refusal adds, which moves nothing."""
_KEYRING = 50
_CLOCK = 52
_EDGES = 56
"""Margins above and below, which do not grow with the text."""
_TICK_MS = 500
_COUNTED = frozenset({"wrong_passphrase", "throttled"})
_ACTIONS = {"vault_damaged": "Ouvrir le dossier du coffre", "key_unusable": "Restaurer une sauvegarde…"}
_QUIET = frozenset({"keyring_unavailable", "keyring_void"})
"""Refusals after which the passphrase is as good as ever."""


class UnlockScreen(QWidget):
    """Asks for the passphrase of the vault in `folder`; nothing of its content is known here."""

    submitted = Signal(str)
    forgotten = Signal()
    another = Signal()
    restore = Signal(object)
    """Carries the newest backup of a damaged vault that is whole, or None."""
    demo = Signal()

    def __init__(self, folder: Path, clock: Clock, version: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._folder = folder
        self._busy = False
        self._readable = True
        self._counted = False
        self._not_before: datetime | None = None
        self.ui = Ui_UnlockForm()
        self.ui.setupUi(self)
        self.setWindowTitle("gdpr-desk")
        self.ui.version.setText(f"Version {version}")
        self.ui.refusal.hide()
        self.ui.hintIcon.show_icon("arrow-big-up-dash", "attention")
        self.ui.hintLine.hide()
        self.ui.passphraseLabel.setBuddy(self.ui.passphrase)
        self.keyring = KeyringDoor(self.ui, clock, self)
        self.keyring.found.connect(lambda: self.set_busy(True))
        self.keyring.refused.connect(self.refuse)
        self.ui.open.clicked.connect(self._press)
        self.ui.passphrase.returnPressed.connect(self._submit)
        self.ui.passphrase.caps_lock.connect(self._caps_lock)
        self.ui.forgotten.clicked.connect(self.forgotten)
        self.ui.another.clicked.connect(self.another)
        self.ui.refusal.activated.connect(self._help_out)
        self.ui.demo.clicked.connect(self.demo)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.show_vault(folder)
        theme().changed.connect(self._fit)

    def show_vault(self, folder: Path) -> None:
        """Say which vault waits and since when; a damaged state file is told at once."""
        self._folder = folder
        self._set_readable(True)
        self.keyring.show_vault(folder)
        self.ui.clock.show_vault(folder, self._clock)
        self.ui.clockLine.setHidden(self.ui.clock.isHidden())
        self._fit()
        try:
            state = read_state(folder)
        except GdprDeskError as refusal:
            self.refuse(refusal)
            return
        self.ui.label.setText(state.label)
        self.ui.demo.setVisible(not state.demo)
        since = _since(state.last_unlock_at, self._clock)
        waiting = deadline_sentence(state.attention.get(FLAG), self._clock.today())
        self.ui.since.setText("\n".join(filter(None, (f"Bonjour. {since}", waiting))))
        self._wait_until(state.not_before)
        if state.lost:
            self._tell("info", LOST)

    def refuse(self, refusal: GdprDeskError) -> None:
        """Show what happened, what is safe and what to do; the typed text stays.

        A damaged vault takes the field away, since no passphrase would help: the button then leads to
        a backup, the link shows the folder that is to be put aside.
        """
        damaged = refusal.code == "vault_damaged"
        self._set_readable(not damaged)
        self.set_busy(False)
        quiet = refusal.code in _QUIET
        # How long to wait stands on the button, counted down.
        remedy = "" if refusal.code in _COUNTED else refusal.remedy
        last = _last_backup(self._folder, self._clock) if damaged else ""
        said = (refusal.message, last, "" if quiet else refusal.safe, remedy)
        kind = "urgent" if damaged else "info" if quiet else "attention"
        self._counted = refusal.code in _COUNTED
        self._tell(kind, " ".join(part for part in said if part), _ACTIONS.get(refusal.code, ""))
        self.ui.passphrase.selectAll()
        self._focus()

    def _tell(self, kind: str, text: str, action: str = "") -> None:
        notice = self.ui.refusal
        notice.set_kind(kind)
        notice.set_text(text)
        notice.set_action(action, link=True)
        notice.show()
        self._centre()

    def _help_out(self) -> None:
        """What the notice offers: where the vault lies, or the way to a backup of it."""
        if self._readable:
            self.restore.emit(newest_whole(self._folder))
        else:
            _show_folder(self, self._folder)

    def refuse_until(self, refusal: GdprDeskError, not_before: datetime | None) -> None:
        """A wrong passphrase, and the instant from which the next try counts."""
        self.refuse(refusal)
        self._wait_until(not_before)

    def set_busy(self, busy: bool) -> None:
        """While the key is derived: nothing can be pressed twice, and the button says why."""
        self._busy = busy
        for part in (self.ui.passphrase, self.ui.keyring, self.ui.forgotten, self.ui.another, self.ui.demo):
            part.setEnabled(not busy)
        self._retell()
        if not busy:
            self._focus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The column follows the text size; its two links stand below each other where they must."""
        self._centre()
        for part in (self.ui.box, self.ui.footBox):
            part.setMaximumWidth(px(COLUMN))
        needed = self.ui.forgotten.sizeHint().width() + self.ui.another.sizeHint().width() + px(24)
        narrow = min(px(COLUMN), self.width() // 2 - 2 * px(24)) < needed
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self.ui.links.setDirection(down if narrow else across)
        self.ui.links.setSpacing(px(8) if narrow else 0)

    def _centre(self) -> None:
        """As much room above as leaves the block in the middle when nothing is refused."""
        block = _BLOCK + (0 if self.ui.keyringLine.isHidden() else _KEYRING)
        block += 0 if self.ui.clockLine.isHidden() else _CLOCK
        self.ui.since.setHidden(not self._readable)
        self.ui.tile.setHidden(self._needed() > self.height())  # the words matter more
        tight = self.ui.tile.isHidden() and self._needed() - self._tile_height() > self.height()
        self.ui.since.setHidden(tight or not self._readable)  # and what was refused most of all
        above = max(0, (self.height() - px(block)) // 2 - px(40))
        policy = QSizePolicy.Policy
        self.ui.space1.changeSize(0, above, policy.Minimum, policy.Maximum)
        self.ui.right.invalidate()

    def _needed(self) -> int:
        """Height of everything, the picture above it included."""
        ui = self.ui
        width = min(px(COLUMN), self.width() // 2 - 2 * px(24))
        tile = self._tile_height() if ui.tile.isHidden() else 0
        return ui.column.totalHeightForWidth(width) + tile + ui.footBox.sizeHint().height() + _EDGES

    def _tile_height(self) -> int:
        return self.ui.tile.sizeHint().height()

    def _set_readable(self, readable: bool) -> None:
        self._readable = readable
        for part in (self.ui.since, self.ui.passphraseLabel, self.ui.passphrase, self.ui.forgotten):
            part.setVisible(readable)
        if not readable:
            self.hint("")
            self.ui.keyringLine.hide()

    def _focus(self) -> None:
        """Where the next step is."""
        (self.ui.passphrase if self._readable else self.ui.open).setFocus()

    def _press(self) -> None:
        if self._readable:
            self._submit()
        else:
            self.restore.emit(newest_whole(self._folder))

    def _submit(self) -> None:
        if self._busy or self._waiting():
            return
        typed = self.ui.passphrase.text()
        if not typed:
            self.hint("Écrivez votre phrase de passe.")
            self.ui.passphrase.setFocus()
            return
        self.ui.refusal.hide()
        self.keyring.give_up()
        self.set_busy(True)
        self.submitted.emit(typed)

    def _caps_lock(self, on: bool) -> None:
        self.hint(CAPS_LOCK if on else "")

    def hint(self, sentence: str) -> None:
        """A quiet word under the field; empty takes it away."""
        self.ui.hint.setText(sentence)
        self.ui.hintLine.setVisible(bool(sentence))

    def _wait_until(self, not_before: datetime | None) -> None:
        self._not_before = not_before
        if self._waiting():
            self._timer.start()
        self._retell()

    def _waiting(self) -> int:
        """Seconds left before a try counts, rounded up."""
        if self._not_before is None:
            return 0
        left = (self._not_before - self._clock.now()).total_seconds()
        return max(0, -int(-left // 1))

    def _tick(self) -> None:
        if not self._waiting():
            self._timer.stop()
            if self._counted:  # whatever else is told stays until the next try
                self.ui.refusal.hide()
        self._retell()

    def _retell(self) -> None:
        self._centre()
        left = self._waiting() if self._readable else 0
        self.ui.open.setEnabled(not self._busy and not left)
        self.ui.open.set_kind("tonal" if left else "filled")
        if self._busy:
            self.ui.open.setText("Ouverture du coffre…")
        elif left:
            self.ui.open.setText(f"Prochain essai dans {_countdown(left)}")
        elif self._readable:
            self.ui.open.setText("Ouvrir le coffre")
        else:
            self.ui.open.setText("Restaurer une sauvegarde…")
        self.ui.open.setAccessibleName(self.ui.open.text())


def _countdown(seconds: int) -> str:
    """To the second, so that one sees it move."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} min {rest:02} s" if minutes else spoken_wait(seconds)


def _show_folder(parent: QWidget, folder: Path) -> None:
    from gdpr_desk.qtkit.dialogs import tell
    from gdpr_desk.qtkit.files import open_outside

    if not open_outside(folder):
        tell(parent, "Le dossier ne s’ouvre pas", f"Le coffre se trouve dans « {folder} ».")


def newest_whole(folder: Path) -> Path | None:
    """The newest backup in a vault's own folder that is byte for byte what was written."""
    from gdpr_desk.vault.backup import BACKUPS, kept_backups
    from gdpr_desk.vault.backup_reading import verify_outside

    try:
        found = kept_backups(folder / BACKUPS)
        return next((backup.path for backup in found if verify_outside(backup.path).intact), None)
    except GdprDeskError:
        return None


def _last_backup(folder: Path, clock: Clock) -> str:
    path = newest_whole(folder)
    if path is None:
        return ""
    from gdpr_desk.shell.backup_words import ago
    from gdpr_desk.vault.backup_file import read_outer

    return f"Dernière sauvegarde saine : {ago(read_outer(path).header.made_at, clock)}."


def _since(at: datetime | None, clock: Clock) -> str:
    if at is None:
        return "Ce coffre est verrouillé."
    then = shop_time(at)
    days = (clock.today() - then.date()).days
    hour = french_time(then.time())
    if days == 0:
        return f"Ouvert pour la dernière fois aujourd’hui à {hour}."
    if 0 < days < 7:
        return f"Ouvert pour la dernière fois {french_date(then.date(), weekday=True).split()[0]} à {hour}."
    return f"Ouvert pour la dernière fois le {french_date(then.date())}."
