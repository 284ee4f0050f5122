"""What stands before an open vault: unlock, forgotten passphrase, first run, demonstration.

Key derivation and opening run in the store worker; this window only waits, repaints and tells.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from gdpr_desk.app import Desk, create_desk, unlock_desk
from gdpr_desk.clock import Clock
from gdpr_desk.demo import create_demo
from gdpr_desk.documents.recovery_sheet import recovery_sheet_pdf
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.files import choose_folder, save_bytes
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.settings import demo_vault, load_settings, save_settings
from gdpr_desk.shell.first_run import FirstRunDraft, profile_of
from gdpr_desk.shell.first_run_screen import FirstRunScreen
from gdpr_desk.shell.forgotten import ForgottenScreen
from gdpr_desk.shell.parts import pressed_by_return
from gdpr_desk.shell.printing import print_pdf
from gdpr_desk.shell.unlock import UnlockScreen
from gdpr_desk.shell.window_place import remember_place, restore_place
from gdpr_desk.vault.recovery import RecoverySecret
from gdpr_desk.vault.refusals import no_vault
from gdpr_desk.vault.state import read_state
from gdpr_desk.vault.vault import exists, program_version

_SHEET_NAME = "feuille-de-secours-gdpr-desk.pdf"


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
        self.unlock = UnlockScreen(folder, clock, program_version())
        self.forgotten = ForgottenScreen()
        self.first_run = FirstRunScreen()
        for screen in (self.unlock, self.forgotten, self.first_run):
            self._stack.addWidget(screen)
        self._connect()
        self._stack.setCurrentWidget(self.unlock if exists(folder) else self.first_run)
        restore_place(self, load_settings().geometry)

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

    def _connect(self) -> None:
        self.unlock.submitted.connect(self._unlock)
        self.unlock.forgotten.connect(self.show_forgotten)
        self.unlock.another.connect(self._choose_another)
        self.unlock.demo.connect(self._open_demo)
        self.forgotten.back.connect(self.show_unlock)
        self.forgotten.submitted.connect(self._unlock_with_sheet)
        self.first_run.demo_requested.connect(self._open_demo)
        self.first_run.create_requested.connect(self._create)
        self.first_run.finished.connect(self._hand_over_created)
        self.first_run.recovery.save_requested.connect(self._save_sheet)
        self.first_run.recovery.print_requested.connect(self._print_sheet)

    def _unlock(self, passphrase: str) -> None:
        self._open(lambda: unlock_desk(self._folder, passphrase, self._clock), self._refuse_unlock)

    def _unlock_with_sheet(self, secret: str) -> None:
        self._open(lambda: unlock_desk(self._folder, secret, self._clock), self.forgotten.refuse)

    def _open(self, work: Callable[[], Desk], failed: Callable[[GdprDeskError], None]) -> None:
        Jobs.run(work, self.opened.emit, failed, self)

    def _refuse_unlock(self, refusal: GdprDeskError) -> None:
        try:
            not_before = read_state(self._folder).not_before
        except GdprDeskError:
            not_before = None
        self.unlock.refuse_until(refusal, not_before)

    def _choose_another(self) -> None:
        folder = choose_folder(self, title="Choisir le dossier d’un coffre", folder=str(self._folder.parent))
        if folder is None:
            return
        if not exists(folder):
            self.unlock.refuse(no_vault())
            return
        self._folder = folder
        save_settings(replace(load_settings(), vault_folder=str(folder)))
        self.unlock.ui.refusal.hide()
        self.unlock.show_vault(folder)

    def _create(self, draft: FirstRunDraft) -> None:
        folder, clock = self._folder, self._clock
        Jobs.run(
            lambda: create_desk(folder, profile_of(draft), draft.passphrase, clock),
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

    def _sheet(self) -> bytes:
        """The recovery sheet as a PDF; only while the secret is still known."""
        if self._secret is None or self._desk is None:
            raise ValueError("the recovery secret is shown once")
        return recovery_sheet_pdf(
            self._desk.vault.label, self._secret.groups, self._secret.qr_text, self._clock.today()
        )

    def _save_sheet(self) -> None:
        target = save_bytes(
            self, self._sheet(), _SHEET_NAME, title="Enregistrer la feuille", kind="PDF (*.pdf)"
        )
        if target is not None:
            self.first_run.recovery.tell(
                f"Enregistrée : « {target.name} ». Ce fichier n’est pas chiffré : imprimez-le, effacez-le."
            )

    def _print_sheet(self) -> None:
        if print_pdf(self, self._sheet(), "Feuille de secours"):
            self.first_run.recovery.tell("Envoyée à l’imprimante.")

    def _open_demo(self) -> None:
        screen = self._stack.currentWidget()
        if isinstance(screen, UnlockScreen | FirstRunScreen):
            screen.set_busy(True)
        Jobs.run(lambda: open_demo(self._clock), self.opened.emit, self._demo_failed, self)

    def _demo_failed(self, refusal: GdprDeskError) -> None:
        screen = self._stack.currentWidget()
        if isinstance(screen, UnlockScreen | FirstRunScreen):
            screen.set_busy(False)
        tell_refusal(self, refusal)


def open_demo(clock: Clock) -> Desk:
    """A fresh fictional shop, always apart from the real vault; an older one is replaced."""
    delete_demo()
    desk, _passphrase = create_demo(demo_vault(), clock)
    return desk


def delete_demo() -> None:
    """Delete the fictional shop; nothing of a real vault lies there."""
    shutil.rmtree(demo_vault(), ignore_errors=True)
