"""Adding, stamping, throwing away and bringing back records from the list, each with its way back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.register.history import BIN_DAYS, RegisterHistory
from gdpr_desk.register.model import ActivityStatus, ProcessingActivity
from gdpr_desk.register.qt.acts import Chosen, counted
from gdpr_desk.register.service import RegisterService

NEW_NAME = "Nouvelle activité"
T = TypeVar("T")


class Keeping(QObject):
    """`changed` carries the references of the records to choose, none where it does not matter."""

    changed = Signal(object)

    def __init__(self, register: RegisterService, history: RegisterHistory, page: QWidget) -> None:
        super().__init__(page)
        self._register = register
        self._history = history
        self._page = page
        self._undo: Callable[[], object] | None = None

    def add_blank(self) -> str:
        """Add an empty record; its reference, or nothing where the vault refused."""
        blank = ProcessingActivity(reference="", name=NEW_NAME)
        added = self._try(lambda: self._register.add(blank))
        if added is None:
            return ""
        self._undo = None
        self.changed.emit((added.reference,))
        return added.reference

    def add_models(self, keys: tuple[str, ...]) -> None:
        """Add the model records with those keys as drafts to read over."""
        added = self._try(lambda: self._register.add_from_starter(keys))
        if not added:
            return
        self.changed.emit((added[0].reference,))
        many = f"{len(added)} activités ajoutées, à revoir"
        self._tell(many if len(added) > 1 else f"Ajoutée : {added[0].name}", lambda: self._away(added))

    def duplicate(self, model: ProcessingActivity) -> None:
        """Add a copy of a record as a draft."""
        copy = self._try(lambda: self._register.duplicate(model.reference))
        if copy is not None:
            self.changed.emit((copy.reference,))
            self._tell(f"Copie ajoutée, à revoir : {copy.name}", lambda: self._away((copy,)))

    def review(self, chosen: Chosen) -> None:
        """Stamp records as reviewed today."""
        if self._try(lambda: self._register.mark_all_reviewed(_names(chosen))) is not None:
            many = f"{counted(len(chosen))} marquées comme revues"
            self._stamped(chosen, many if len(chosen) > 1 else f"Fiche revue : {chosen[0].name}")

    def archive(self, chosen: Chosen) -> None:
        """Take records out of use."""
        chosen = tuple(a for a in chosen if a.status is not ActivityStatus.ARCHIVED)
        if chosen and self._try(lambda: self._register.archive_all(_names(chosen))) is not None:
            many = f"{counted(len(chosen))} archivées"
            self._stamped(chosen, many if len(chosen) > 1 else f"Fiche archivée : {chosen[0].name}")

    def bin(self, chosen: Chosen, then: str = "") -> None:
        """Throw records away for `BIN_DAYS` days; `then` is the record to choose afterwards."""
        if not chosen or self._try(lambda: self._history.bin(_names(chosen))) is None:
            return
        self.changed.emit((then,) if then else ())
        many = f"{counted(len(chosen))} à la corbeille pour {BIN_DAYS} jours"
        one = f"À la corbeille pour {BIN_DAYS} jours : {chosen[0].name}"
        self._tell(many if len(chosen) > 1 else one, lambda: self._restored(_names(chosen)))

    def restore(self, chosen: Chosen) -> None:
        """Bring records back from the bin."""
        if self._restored(_names(chosen)):
            many = f"{counted(len(chosen))} de retour dans le registre"
            one = f"De retour dans le registre : {chosen[0].name}"
            self._tell(many if len(chosen) > 1 else one, lambda: self._away(chosen))

    def destroy(self, chosen: Chosen) -> None:
        """Erase records of the bin for good; whoever calls has asked before."""
        gone = self._try(lambda: self._history.destroy(_names(chosen)))
        if gone:
            self._undo = None
            self.changed.emit(())
            Toast.show_in(self._page, f"{counted(gone)} effacée{'s' if gone > 1 else ''} pour toujours")

    def undo(self) -> None:
        """Take back what was done last, while nothing else was done since."""
        undo, self._undo = self._undo, None
        if undo is not None:
            undo()

    def _stamped(self, before: Chosen, words: str) -> None:
        self.changed.emit(_names(before))
        self._tell(words, lambda: self._unstamp(before))

    def _unstamp(self, before: Chosen) -> None:
        self._try(lambda: self._register.unstamp_all(before))
        self.changed.emit(_names(before))

    def _restored(self, references: Sequence[str]) -> bool:
        back = self._try(lambda: self._history.restore(references))
        self.changed.emit(tuple(references))
        return back is not None

    def _away(self, added: Chosen) -> None:
        """What was added a moment ago is not wanted: the bin keeps it all the same."""
        self._try(lambda: self._history.bin(_names(added)))
        self.changed.emit(())

    def _tell(self, words: str, undo: Callable[[], object]) -> None:
        """Say what was done, with « Annuler » and Ctrl+Z; it is taken back once, by whichever."""
        self._undo = undo
        Toast.show_in(self._page, words, lambda: self.undo() if self._undo is undo else None)

    def _try(self, verb: Callable[[], T]) -> T | None:
        """What `verb` returns; a refusal is told to the person."""
        try:
            return verb()
        except GdprDeskError as refusal:
            tell_refusal(self._page, refusal)
            return None


def _names(chosen: Iterable[ProcessingActivity]) -> tuple[str, ...]:
    return tuple(activity.reference for activity in chosen)
