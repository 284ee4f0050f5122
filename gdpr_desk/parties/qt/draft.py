"""The party being edited: what is typed, the way back, what is saved, what others saved meanwhile."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.parties.model import Contract, Party, PartyContact
from gdpr_desk.parties.service import PartySavedElsewhere, PartyService
from gdpr_desk.qtkit.saving import AutoSave
from gdpr_desk.qtkit.undo import EditStack

V = TypeVar("V", Party, Contract, PartyContact)


class PartyDraft(QObject):
    """One party at a time, saved as it changes.

    `taken` carries every new state; `shown` a state that the screen does not show yet. `saved`
    carries the party as it lies in the vault, `refused` a GdprDeskError.
    """

    taken = Signal(object)
    shown = Signal(object)
    saved = Signal(object)
    refused = Signal(object)

    def __init__(self, parties: PartyService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = EditStack(self._restore, self)
        self.party: Party | None = None
        self._parties = parties
        self._base: Party | None = None
        self._elsewhere: Party | None = None
        self._saver: AutoSave[Party, Party] = AutoSave(self._write, self)
        self._saver.saved.connect(self._was_saved)
        self._saver.refused.connect(self._was_refused)

    @property
    def waiting(self) -> bool:
        """Whether something typed is not in the vault yet."""
        return self.party is not None and self._saver.waiting

    def open(self, key: str) -> Party:
        """Take up the party `key`, saving the one before. Raises NotFound."""
        self.flush()
        party = self._parties.get(key)
        self.party = self._base = party
        self._elsewhere = None
        self.undo_stack.clear()
        return party

    def close(self) -> None:
        """Forget the party: it has been removed."""
        self.flush()
        self.party = self._base = self._elsewhere = None
        self.undo_stack.clear()

    def edit(self, after: Party, field: str, words: str) -> None:
        """Take over what the person has just done; quick keys in one control are one step of undo."""
        before = self.party
        if before is None or after == before:
            return
        self.undo_stack.typed(before, after, field, words)
        self._take(after)

    def apply(self, after: Party, words: str) -> None:
        """Take over a change the program makes for the person, as a step of its own."""
        before = self.party
        if before is None or after == before:
            return
        self.undo_stack.done(before, after, words)
        self._take(after)
        self.shown.emit(after)

    def flush(self) -> bool:
        """Save now what was typed; False where the vault refused."""
        return self.party is None or self._saver.flush()

    def hurry(self) -> None:
        """Save without waiting for the pause, unless somebody else's state is to be settled first."""
        if self.waiting and self._elsewhere is None:
            self._saver.hurry()

    def keep_mine(self) -> None:
        """Lay what was changed here over what somebody else saved, or simply try again."""
        current, mine, base = self._elsewhere, self.party, self._base
        if mine is None:
            return
        if current is not None and base is not None:
            merged = over(current, base, mine)
            self._elsewhere = None
            self._base = current
            self._take(merged)
            self.shown.emit(merged)
        self.flush()

    def _write(self, party: Party) -> Party:
        """Runs under the saver's lock, so that each write starts from the one before."""
        saved = self._parties.save(party, base=self._base)
        self._base = saved
        return saved

    def _take(self, party: Party) -> None:
        self.party = party
        self.taken.emit(party)
        if self._elsewhere is None:
            self._saver.offer(party)

    def _restore(self, party: Party) -> None:
        """Show an earlier or later state, on the way back or forth."""
        self._take(party)
        self.shown.emit(party)

    def _was_saved(self, party: Party) -> None:
        self._elsewhere = None
        self.saved.emit(party)

    def _was_refused(self, refusal: GdprDeskError) -> None:
        self._elsewhere = refusal.current if isinstance(refusal, PartySavedElsewhere) else None
        self.refused.emit(refusal)


def over(current: Party, base: Party, mine: Party) -> Party:
    """`current` with every fact in which `mine` differs from `base`, down to the single clause."""
    before, after = base.contract.checklist, mine.contract.checklist
    ticked = {key: after.get(key, False) for key in {*before, *after} if before.get(key) != after.get(key)}
    contract = _laid(current.contract, base.contract, mine.contract)
    contract = replace(contract, checklist={**current.contract.checklist, **ticked})
    contact = _laid(current.contact, base.contact, mine.contact)
    return replace(_laid(current, base, mine), contract=contract, contact=contact)


def _laid(current: V, base: V, mine: V) -> V:
    names = [f.name for f in fields(mine) if getattr(mine, f.name) != getattr(base, f.name)]
    return replace(current, **{name: getattr(mine, name) for name in names})
