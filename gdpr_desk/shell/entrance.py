"""What stands before an open vault: unlock, forgotten passphrase, first run, demonstration.

Key derivation and opening run in the store worker; this window only waits, repaints and tells.
Each screen is built when it is first shown, so that the unlock screen is up at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from gdpr_desk import __version__
from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.settings import load_settings, save_settings
from gdpr_desk.shell import ways_in
from gdpr_desk.shell.parts import pressed_by_return
from gdpr_desk.shell.recovery_out import RecoverySheet, print_sheet, save_sheet
from gdpr_desk.shell.unlock import UnlockScreen
from gdpr_desk.shell.window_place import remember_place, restore_place
from gdpr_desk.vault.folder import exists
from gdpr_desk.vault.refusals import no_vault
from gdpr_desk.vault.state import read_state

if TYPE_CHECKING:
    from gdpr_desk.app import Desk
    from gdpr_desk.shell.first_run import FirstRunDraft
    from gdpr_desk.shell.first_run_screen import FirstRunScreen
    from gdpr_desk.shell.forgotten import ForgottenScreen
    from gdpr_desk.vault.recovery import RecoverySecret


class Entrance(QWidget):
    """`opened` hands over an open Desk; whoever takes it closes it."""

    opened = Signal(object)

    def __init__(self, folder: Path, clock: Clock) -> None:
        super().__init__()
        self._folder = folder
        self._clock = clock
        self._desk: Desk | None = None
        self._secret: RecoverySecret | None = None
        self.setWindowTitle("gdpr-desk")
        self.setAutoFillBackground(True)
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._stack.setCurrentWidget(self.unlock if exists(folder) else self.first_run)
        restore_place(self, load_settings().geometry)

    @cached_property
    def unlock(self) -> UnlockScreen:
        """The passphrase."""
        screen = UnlockScreen(self._folder, self._clock, __version__)
        screen.submitted.connect(lambda typed: self._unlock(typed, self._refuse_unlock))
        screen.keyring.opened.connect(self.opened)
        screen.forgotten.connect(self.show_forgotten)
        screen.another.connect(self._choose_another)
        screen.restore.connect(self._restore)
        screen.demo.connect(self._open_demo)
        self._stack.addWidget(screen)
        return screen

    @cached_property
    def forgotten(self) -> ForgottenScreen:
        """The honest text and the recovery sheet."""
        from gdpr_desk.shell.forgotten import ForgottenScreen

        screen = ForgottenScreen()
        screen.back.connect(self.show_unlock)
        screen.submitted.connect(lambda typed: self._unlock(typed, screen.refuse))
        self._stack.addWidget(screen)
        return screen

    @cached_property
    def first_run(self) -> FirstRunScreen:
        """From nothing to a vault."""
        from gdpr_desk.shell.first_run_screen import FirstRunScreen

        screen = FirstRunScreen()
        screen.demo_requested.connect(self._open_demo)
        screen.restore_requested.connect(self._restore)
        screen.create_requested.connect(self._create)
        screen.finished.connect(self._hand_over_created)
        screen.recovery.save_requested.connect(lambda: self._sheet_out(save_sheet))
        screen.recovery.print_requested.connect(lambda: self._sheet_out(print_sheet))
        self._stack.addWidget(screen)
        return screen

    def show_unlock(self) -> None:
        """Back to the passphrase."""
        self._stack.setCurrentWidget(self.unlock)

    def show_forgotten(self) -> None:
        """The honest text and the recovery sheet."""
        self._stack.setCurrentWidget(self.forgotten)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_return(self, event):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        remember_place(self)
        if self._desk is not None:
            self._desk.close()
            self._desk = None
        super().closeEvent(event)

    def _unlock(self, secret: str, failed: Callable[[GdprDeskError], None]) -> None:
        folder, clock = self._folder, self._clock
        Jobs.run(lambda: ways_in.unlock(folder, secret, clock), self.opened.emit, failed, self)

    def _refuse_unlock(self, refusal: GdprDeskError) -> None:
        try:
            not_before = read_state(self._folder).not_before
        except GdprDeskError:
            not_before = None
        self.unlock.refuse_until(refusal, not_before)

    def _choose_another(self) -> None:
        from gdpr_desk.qtkit.files import choose_folder

        folder = choose_folder(self, title="Choisir le dossier d’un coffre", folder=str(self._folder.parent))
        if folder is None:
            return
        if not exists(folder):
            self.unlock.refuse(no_vault())
            return
        self._show_vault(folder)

    def _restore(self, file: Path | None = None) -> None:
        """A vault out of a backup, then its passphrase."""
        from gdpr_desk.shell.backup_restore import RestoreDialog

        dialog = RestoreDialog(self._folder, self._clock, self, file=file)
        if dialog.exec() and dialog.restored is not None:
            self._show_vault(dialog.restored.folder)
            self.show_unlock()

    def _show_vault(self, folder: Path) -> None:
        self._folder = folder
        save_settings(replace(load_settings(), vault_folder=str(folder)))
        self.unlock.ui.refusal.hide()
        self.unlock.show_vault(folder)

    def _create(self, draft: FirstRunDraft) -> None:
        folder, clock = self._folder, self._clock
        Jobs.run(
            lambda: ways_in.create(folder, draft, clock),
            self._created,
            self.first_run.refuse,
            self,
        )

    def _created(self, made: tuple[Desk, RecoverySecret]) -> None:
        self._desk, self._secret = made
        self.first_run.vault_created(self._secret.groups)

    def _hand_over_created(self) -> None:
        desk, self._desk, self._secret = self._desk, None, None
        self.first_run.recovery.forget_secret()
        if desk is not None:
            self.opened.emit(desk)

    def _sheet_out(self, give: Callable[[QWidget, RecoverySheet], str]) -> None:
        """Save or print the recovery sheet; only while the secret is still known."""
        if self._secret is None or self._desk is None:
            raise ValueError("the recovery secret is shown once")
        sheet = RecoverySheet(self._desk.vault.label, self._secret, self._clock.today())
        told = give(self, sheet)
        if told:
            self.first_run.recovery.tell(told)

    def _open_demo(self) -> None:
        self._shown().set_busy(True)
        Jobs.run(lambda: ways_in.open_demo(self._clock), self.opened.emit, self._demo_failed, self)

    def _demo_failed(self, refusal: GdprDeskError) -> None:
        from gdpr_desk.qtkit.dialogs import tell_refusal

        self._shown().set_busy(False)
        tell_refusal(self, refusal)

    def _shown(self) -> UnlockScreen | FirstRunScreen:
        """The screen that offers the demonstration."""
        return self.unlock if self._stack.currentWidget() is self.unlock else self.first_run
