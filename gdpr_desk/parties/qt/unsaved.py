"""What stands wrong in a field of a party cannot be saved: it is kept sealed, and put back on opening."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from gdpr_desk.parties.qt.party_inputs import PartyInputs
from gdpr_desk.qtkit.inputs import Input
from gdpr_desk.qtkit.keeping import DraftKeeper, Kept
from gdpr_desk.vault.drafts import Drafts


class UnsavedFields(QObject):
    """The wrong fields of the one party that is on screen, by the names of their controls."""

    def __init__(self, drafts: Drafts, inputs: PartyInputs, parent: QObject) -> None:
        super().__init__(parent)
        self._drafts = drafts
        self._inputs = inputs
        self._form = ""
        self._keeper = DraftKeeper(drafts, self._content, self)
        for found in inputs.named().values():
            if isinstance(found.control, QLineEdit | QPlainTextEdit):
                found.control.textChanged.connect(lambda *_now: self._keeper.touched())

    def keep(self) -> bool:
        """Keep now what is wrong; False where the vault refused."""
        return self._keeper.flush()

    def close(self) -> None:
        """Another party comes: keep what is wrong, and show nothing of it there."""
        self.keep()
        self._form = ""
        for found in self._wrong():
            found.drop()

    def open(self, key: str) -> None:
        """The party `key` is on screen: put back what was wrong when it was left."""
        self._form = f"party/{key}"
        kept = self._drafts.read(self._form)
        self._keeper.begin(self._form, kept.content if kept is not None else None)
        if kept is None:
            return
        fields = self._inputs.named()
        for name, typed in kept.content.items():
            if name in fields:
                fields[name].retype(typed)

    def _content(self) -> Kept:
        wrong = {found.control.objectName(): list(found.typed()) for found in self._wrong()}
        return self._form, wrong or None

    def _wrong(self) -> list[Input]:
        """Half a date too."""
        return [found for found in self._inputs.named().values() if found.unsaved]
