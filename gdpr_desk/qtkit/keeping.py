"""What is typed and not saved yet, kept sealed in the vault while one types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QAbstractButton, QComboBox, QDialog, QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.passphrase import PassphraseField
from gdpr_desk.qtkit.saving import NewestState, TypingPause
from gdpr_desk.qtkit.surfaces import NoticeStrip
from gdpr_desk.vault.drafts import Drafts

PAUSE_MS = 700
"""Quiet time after the last key; it must be in the vault within 2 s."""
LONGEST_MS = 1500
_TAKEN_UP = "Votre saisie d’avant, qui n’était pas enregistrée, est reprise ici."
_FORGET = "L’effacer"

Kept = tuple[str, Mapping[str, Any] | None]


class DraftKeeper(QObject):
    """Writes the newest draft after a pause, and at once on `flush()`; nothing to keep forgets it.

    `refused` carries a GdprDeskError.
    """

    refused = Signal(object)

    def __init__(self, drafts: Drafts, content: Callable[[], Kept], parent: QObject) -> None:
        super().__init__(parent)
        self._drafts = drafts
        self._content = content
        self._known: Kept = ("", None)
        self._state = NewestState[Kept, None](self._write)
        self._pause = TypingPause(PAUSE_MS, LONGEST_MS, self)
        self._pause.over.connect(self.hurry)

    def begin(self, form: str, kept: Mapping[str, Any] | None) -> None:
        """Another form is shown, for which `kept` lies in the vault."""
        self._pause.stop()
        self._known = (form, kept)

    def touched(self) -> None:
        """Somebody typed: look again soon."""
        self._pause.typed()

    def hurry(self) -> None:
        """Keep what is there now, off this thread."""
        if self._offered():
            Jobs.run(self._state.write, failed=self._failed, owner=self)

    def flush(self) -> bool:
        """Keep what is there now, on this thread; False where the vault refused."""
        self._offered()
        try:
            self._state.write()
        except GdprDeskError as refusal:
            self._failed(refusal)
            return False
        return True

    def _offered(self) -> bool:
        """Whether there is something else to keep than what was offered last."""
        self._pause.stop()
        now = self._content()
        if now == self._known or not now[0]:
            return False
        self._known = now
        self._state.offer(now)
        return True

    def _failed(self, refusal: GdprDeskError) -> None:
        self._known = ("", None)  # the next key tries again
        self.refused.emit(refusal)

    def _write(self, kept: Kept) -> None:
        form, content = kept
        if content is None:
            self._drafts.discard(form)
        else:
            self._drafts.keep(form, content)


class DialogDraft(QObject):
    """Keeps what is typed into `dialog` while it is open, and takes it up where it opens again.

    Whoever leaves the dialog, saying yes or no, is done with it; locking and the end of the program are
    neither. `strip` says what was taken up; its link puts back what stood there before. Passphrases are
    never kept.
    """

    def __init__(self, dialog: QDialog, drafts: Drafts, form: str) -> None:
        super().__init__(dialog)
        self.strip = NoticeStrip(kind="info", text=_TAKEN_UP)
        self.strip.set_action(_FORGET, link=True)
        self.strip.activated.connect(self._put_back)
        self._drafts, self._form, self._dialog = drafts, form, dialog
        self._before = typed_in(dialog)
        kept = drafts.read(form)
        if kept is not None:
            type_into(dialog, kept.content)
        self.strip.setVisible(kept is not None)
        self._keeper = DraftKeeper(drafts, self._content, self)
        self._keeper.begin(form, kept.content if kept is not None else None)
        for control in _controls(dialog).values():
            _changed(control).connect(lambda *_now: self._keeper.touched())
        dialog.installEventFilter(self)
        dialog.finished.connect(lambda _result: self._forget())

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        hides = event.type() is QEvent.Type.Hide and not event.spontaneous()
        if hides and isValid(self._dialog):  # one that is being destroyed hides once more, without fields
            self._keeper.flush()  # locked, or left: `finished` tells which
        return False

    def _content(self) -> Kept:
        now = typed_in(self._dialog)
        return self._form, None if now == self._before else now

    def _put_back(self) -> None:
        type_into(self._dialog, self._before)
        self.strip.hide()

    def _forget(self) -> None:
        self._dialog.removeEventFilter(self)
        try:
            self._drafts.discard(self._form)
        except GdprDeskError:
            return  # the sweep forgets what nobody takes up


_Control = QLineEdit | QPlainTextEdit | QComboBox | QAbstractButton


def typed_in(form: QWidget) -> dict[str, str | bool]:
    """What stands in the named controls of a form, by their names; no passphrases."""
    return {name: _standing(control) for name, control in _controls(form).items()}


def type_into(form: QWidget, content: Mapping[str, Any]) -> None:
    """Put back what `typed_in` gave, as far as the form still has these controls."""
    for name, control in _controls(form).items():
        value = content.get(name)
        if isinstance(control, QAbstractButton) and isinstance(value, bool):
            control.setChecked(value)
        elif isinstance(control, QLineEdit) and isinstance(value, str):
            control.setText(value)
        elif isinstance(control, QPlainTextEdit) and isinstance(value, str):
            control.setPlainText(value)
        elif isinstance(control, QComboBox) and isinstance(value, str):
            control.setCurrentIndex(max(control.findText(value), 0))


def _controls(form: QWidget) -> dict[str, _Control]:
    found: dict[str, _Control] = {}
    for control in form.findChildren(QWidget):
        name = control.objectName()
        if isinstance(control, QLineEdit):
            if name and not name.startswith("qt_") and not isinstance(control, PassphraseField):
                found[name] = control
        elif isinstance(control, QPlainTextEdit | QComboBox) or (
            isinstance(control, QAbstractButton) and control.isCheckable()
        ):
            found[name] = control
    found.pop("", None)
    return found


def _standing(control: _Control) -> str | bool:
    if isinstance(control, QAbstractButton):
        return control.isChecked()
    if isinstance(control, QComboBox):
        return control.currentText()
    return control.text() if isinstance(control, QLineEdit) else control.toPlainText()


def _changed(control: _Control) -> Any:
    if isinstance(control, QAbstractButton):
        return control.toggled
    return control.currentIndexChanged if isinstance(control, QComboBox) else control.textChanged
