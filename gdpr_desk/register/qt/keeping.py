"""Adding and archiving activities from the list, each with its way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.register.model import ActivityStatus, ProcessingActivity
from gdpr_desk.register.service import RegisterService

NEW_NAME = "Nouvelle activité"
T = TypeVar("T")


class Keeping(QObject):
    """`changed` carries the reference of the record to choose."""

    changed = Signal(str)

    def __init__(self, register: RegisterService, page: QWidget) -> None:
        super().__init__(page)
        self._register = register
        self._page = page

    def add_blank(self) -> str:
        """Add an empty record; its reference, or nothing where the vault refused."""
        blank = ProcessingActivity(reference="", name=NEW_NAME)
        added = self._try(lambda: self._register.add(blank))
        if added is None:
            return ""
        self.changed.emit(added.reference)
        return added.reference

    def add_models(self, keys: tuple[str, ...]) -> None:
        """Add the model records with those keys as drafts to read over."""
        added = self._try(lambda: self._register.add_from_starter(keys))
        if not added:
            return
        self.changed.emit(added[0].reference)
        many = f"{len(added)} activités ajoutées, à relire"
        Toast.show_in(self._page, many if len(added) > 1 else f"Ajoutée : {added[0].name}")

    def archive(self, before: ProcessingActivity) -> None:
        """Take a record out of use; the toast brings it back."""
        if before.status is ActivityStatus.ARCHIVED:
            return
        if self._try(lambda: self._register.archive(before.reference)) is None:
            return
        self.changed.emit(before.reference)
        Toast.show_in(self._page, f"Fiche archivée : {before.name}", lambda: self._bring_back(before))

    def _bring_back(self, before: ProcessingActivity) -> None:
        self._try(lambda: self._register.activity(before.reference))
        self._try(lambda: self._register.save(before))
        self.changed.emit(before.reference)

    def _try(self, verb: Callable[[], T]) -> T | None:
        """What `verb` returns; a refusal is told to the person."""
        try:
            return verb()
        except GdprDeskError as refusal:
            tell_refusal(self._page, refusal)
            return None
