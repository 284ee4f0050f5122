"""« Fusionner avec… »: two entries of one body become one, with the way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.parties.model import Party
from gdpr_desk.parties.qt.table_model import PartyOverview
from gdpr_desk.qtkit.dialogs import Prompt, tell_refusal
from gdpr_desk.qtkit.fields import ChoiceField, FormField
from gdpr_desk.qtkit.picker import plain
from gdpr_desk.qtkit.surfaces import NoticeStrip
from gdpr_desk.qtkit.toast import Toast

Undo = Callable[[], object]
Merge = Callable[[str, str], Undo]
"""Puts the second party in the place of the first; what comes back parts them again."""


class MergePrompt(Prompt):
    """Which one stays, and what happens to the other."""

    def __init__(self, line: PartyOverview, others: Sequence[Party], parent: QWidget | None = None) -> None:
        super().__init__(
            parent,
            title=f"Fusionner « {line.party.name} »",
            sentence="Le même organisme est deux fois dans votre liste ? Gardez-en un seul.",
            icon="layers",
        )
        self._line = line
        self.choice = ChoiceField()
        self.choice.set_options((party.key, party.name) for party in _likest(line.party, others))
        self.choice.setCurrentIndex(0)
        self._notice = NoticeStrip(kind="info")
        self.body().insertWidget(1, FormField(label="Celui que vous gardez", field=self.choice))
        self.body().insertWidget(2, self._notice)
        self.add_verb("Annuler", "secondary", accepts=False)
        self.add_verb("Fusionner", "filled", accepts=True, default=True)
        self.choice.currentIndexChanged.connect(self._explain)
        self._explain()
        self.choice.setFocus()

    def _explain(self) -> None:
        self._notice.set_text(consequence(self._line, self.choice.currentText()))


class Merging(QObject):
    """`changed` carries the key of the party to choose afterwards."""

    changed = Signal(str)

    def __init__(self, merge: Merge, page: QWidget) -> None:
        super().__init__(page)
        self._merge = merge
        self._page = page

    def ask(self, line: PartyOverview, others: Sequence[Party]) -> None:
        """Ask for the one to keep, and merge."""
        prompt = MergePrompt(line, others, self._page)
        if prompt.exec() == QDialog.DialogCode.Accepted:
            self.merge(line.party, prompt.choice.key())

    def merge(self, gone: Party, kept: str) -> None:
        """Put the party `kept` in the place of `gone`; the toast parts them again."""
        try:
            undo = self._merge(gone.key, kept)
        except GdprDeskError as refusal:
            tell_refusal(self._page, refusal)
            return
        self.changed.emit(kept)
        Toast.show_in(self._page, f"Fusionné : {gone.name}", partial(self._part, undo, gone.key))

    def _part(self, undo: Undo, gone: str) -> None:
        try:
            undo()
        except GdprDeskError as refusal:
            tell_refusal(self._page, refusal)
            return
        self.changed.emit(gone)


def consequence(line: PartyOverview, kept: str) -> str:
    """What happens to the entry that goes and to the activities that name it."""
    count = len(line.uses)
    taken = f"Ce que seule sa fiche savait passe à « {kept} »."
    if not count:
        return f"« {line.party.name} » quitte la liste. {taken}"
    moved = (
        "L’activité qui le nomme nommera" if count == 1 else f"Les {count} activités qui le nomment nommeront"
    )
    return f"« {line.party.name} » quitte la liste. {moved} « {kept} ». {taken}"


def _likest(party: Party, others: Sequence[Party]) -> list[Party]:
    """Those whose name shares most words with it first, then by name."""
    words = set(plain(party.name).split())

    def order(other: Party) -> tuple[int, str]:
        name = plain(other.name)
        return (-len(words & set(name.split())), name)

    return sorted((other for other in others if other.key != party.key), key=order)
