"""One line of a ledger: its form is filled in and saved, its steps are noted."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.retention.ledgers.answers import read_values
from gdpr_desk.retention.ledgers.kinds import KINDS
from gdpr_desk.retention.ledgers.model import LedgerEntry, LedgerKind, Problem
from gdpr_desk.retention.ledgers.service import AlreadyThere, EntryRefused, EntrySavedElsewhere
from gdpr_desk.retention.qt.ledger_acts import LedgerActs
from gdpr_desk.retention.qt.ledger_fields import LedgerForm
from gdpr_desk.retention.qt.ledger_frame import LineFrame
from gdpr_desk.retention.qt.ledger_keeping import HalfTyped
from gdpr_desk.retention.qt.ledger_lines import LedgerDoor, form_of, indefinite, name_of
from gdpr_desk.retention.qt.ledger_standing import Standing

_MISSING = "Il manque des réponses : complétez-les, ou gardez un brouillon à finir plus tard."
_AS_DRAFT = "Garder comme brouillon"
_TWICE = "Ajouter quand même"
_LOOK = "Voir ce qui est enregistré"


class EntryPage(LineFrame):
    """A new line, or one that is kept. `closed(reference)` when it is left: that line, or none;
    `changed` after each write."""

    closed = Signal(str)
    changed = Signal()

    def __init__(self, door: LedgerDoor, parent: QWidget | None = None) -> None:
        self.standing = Standing(door)
        super().__init__(self.standing, parent)
        self._door = door
        self._kind: LedgerKind = next(iter(KINDS.values()))
        self._entry: LedgerEntry | None = None
        self._offer = ""
        self.acts = LedgerActs(door, self)
        self.standing.follow(self.acts)
        self._typing = HalfTyped(door.ledgers.drafts, self)
        self.back.clicked.connect(self.leave_to_list)
        self.save.clicked.connect(self.keep)
        self.taken_up.activated.connect(self._forget)
        self.notice.activated.connect(self._accept_offer)
        self.acts.done.connect(self._acted)
        self.standing.erased.connect(self._erased)
        self.standing.looked_for.connect(self.focus_field)

    def open_new(self, kind: LedgerKind) -> None:
        """An empty form, or what was half typed into it."""
        self._entry, self._kind = None, kind
        self.title.setText(f"Ajouter {indefinite(kind)}")
        self.standing.hide()
        self._show_form(LedgerEntry(kind.key, {}, draft=True))
        self.focus_first()

    def open_line(self, reference: str) -> None:
        """The line of that reference. Raises NotFound, and the refusals of the store."""
        self._read(reference)
        self.focus_first()

    def keep(self) -> None:
        """Write it down; what is wrong is said beside its field."""
        self._write()

    def leave_to_list(self) -> None:
        """Back to the list; what is half typed stays kept."""
        self.flush()
        self.closed.emit(self._entry.reference if self._entry is not None else "")

    def flush(self) -> None:
        """Keep what is half typed at once."""
        self._typing.flush()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.flush()

    def _read(self, reference: str) -> None:
        seen = self._door.ledgers.entry(reference)
        self._entry, self._kind = seen.entry, KINDS[seen.entry.kind]
        name = name_of(self._kind, seen.entry)
        self.title.setText(f"{name.title} · {name.sort}")
        self.standing.show_line(self._kind, seen)
        self.standing.show()
        self._show_form(seen.entry)

    def _show_form(self, entry: LedgerEntry) -> None:
        form = LedgerForm(self._kind, self._door.clock)
        form.show_entry(entry)
        name = form_of(entry.reference or f"{self._kind.key}/new")
        self.taken_up.setVisible(self._typing.begin(name, form))
        self.back.setText(self._kind.label)
        self.put_form(form)

    def _forget(self) -> None:
        """Back to what is kept, or to an empty form."""
        self._typing.forget()
        if self._entry is None:
            self.open_new(self._kind)
        else:
            self.open_line(self._entry.reference)

    def _write(self, *, draft: bool = False, twice: bool = False) -> None:
        form = self.form
        if form is None:
            return
        self.notice.hide()
        found = form.look(final=not draft)
        if found:
            self._wrong(form, found)
            return
        try:
            kept = self._written(form, draft=draft, twice=twice)
        except EntryRefused as refusal:
            self._wrong(form, refusal.problems)
        except AlreadyThere as refusal:
            self._offer_to(_TWICE, f"{refusal.message} {refusal.remedy}")
        except EntrySavedElsewhere as refusal:
            self._offer_to(_LOOK, str(refusal))
        except GdprDeskError as refusal:
            self._offer_to("", str(refusal))
        else:
            self._kept(kept)

    def _written(self, form: LedgerForm, *, draft: bool, twice: bool) -> LedgerEntry:
        values, ledgers = form.values(), self._door.ledgers
        if self._entry is None:
            return ledgers.add(self._kind.key, values, draft=draft, twice=twice)
        base = read_values(self._kind, self._typing.base)
        return ledgers.change(self._entry.reference, values, base=base, draft=draft)

    def _kept(self, entry: LedgerEntry) -> None:
        self._typing.forget()
        self.changed.emit()
        new = self._entry is None
        Toast.show_in(self, f"{entry.reference} : {'ajoutée' if new else 'enregistrée'}", icon="check")
        if new:
            self.closed.emit(entry.reference)
        else:
            self.open_line(entry.reference)

    def _wrong(self, form: LedgerForm, found: tuple[Problem, ...]) -> None:
        homeless = form.tell(found)
        if homeless:
            self._offer_to("", " ".join(one.sentence for one in homeless))
        elif all(one.sentence.startswith("Il manque") for one in found):
            self._offer_to(_AS_DRAFT, _MISSING)
        places = {one.place for one in found}
        self.focus_field(next((key for key in form.frames if key in places), ""))

    def _offer_to(self, action: str, sentence: str) -> None:
        self._offer = action
        self.say(sentence, action)

    def _accept_offer(self) -> None:
        if self._offer == _LOOK:
            self._forget()
        else:
            self._write(draft=self._offer == _AS_DRAFT, twice=self._offer == _TWICE)

    def _acted(self) -> None:
        """A step was noted or a hold set: what was half typed stays, what stands beside it is read anew."""
        self.changed.emit()
        if self._entry is None or not self.isVisible():
            return
        self.flush()
        try:
            self._read(self._entry.reference)
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)
            self.closed.emit("")

    def _erased(self) -> None:
        self._typing.forget()
        self._entry = None
        self.closed.emit("")
