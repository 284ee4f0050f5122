"""What the sweep watches of slices that do not know it: the register's bin; identity copies, drafts and
backups of the vault."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import ColumnElement, event, func, select, true
from sqlalchemy.orm import Session

from gdpr_desk.clock import SHOP_ZONE
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.register.history import KIND as RECORD
from gdpr_desk.register.history import RegisterHistory
from gdpr_desk.retention.model import Item, Rule
from gdpr_desk.retention.rules import own_rule, window
from gdpr_desk.retention.sweepable import Sweepable
from gdpr_desk.vault.attachments import LEDGER_KIND, AttachmentKind, Attachments
from gdpr_desk.vault.backup import BACKUPS, KeptBackup, backups_waiting, discard_backups, kept_backups
from gdpr_desk.vault.drafts import forget_drafts
from gdpr_desk.vault.sealed_files import ATTACHMENTS
from gdpr_desk.vault.tables import AttachmentRow, DraftRow
from gdpr_desk.vault.vault import Vault

_IS_IDENTITY = AttachmentRow.kind == AttachmentKind.IDENTITY
DRAFT = "draft"
BACKUP = "backup"


Gone = Callable[[Session, Sequence[str]], None]
"""Told which attachments are about to be destroyed, within the transaction that does it."""


Staying = Callable[[Session, str], bool]
"""Whether the draft of a form stays although its time is over."""


def own_sources(
    vault: Vault, history: RegisterHistory, attachments: Attachments, gone: Gone, staying: Staying
) -> tuple[Sweepable, ...]:
    """Everything below the sweep that has a promise of its own.

    `gone` hears of copies of identity papers, `staying` tells which drafts are still worked on.
    """
    return IdentityCopies(attachments, gone), Bin(history), KeptDrafts(staying), OwnBackups(vault)


class _Source(ABC):
    """A source whose items are in the open vault only, all under one rule."""

    has_files = False

    def __init__(self, rule: str) -> None:
        self.rules: Sequence[Rule] = (own_rule(rule),)

    @property
    def rule(self) -> Rule:
        """The one rule."""
        return self.rules[0]

    @abstractmethod
    def everything(self, session: Session) -> Iterable[Item]:
        """All its items: there are few of them."""

    def items(self, session: Session, until: datetime) -> Iterable[Item]:
        return self.everything(session)

    def among(self, session: Session, ids: Collection[str]) -> Iterable[Item]:
        return (item for item in self.everything(session) if item.id in ids)


class IdentityCopies(_Source):
    """Copies of identity papers that nobody attended to; their files can go while the vault is locked.

    What a verification decides is destroyed then, by whoever decides it: this is the last day.
    """

    kind = LEDGER_KIND
    has_files = True

    def __init__(self, attachments: Attachments, gone: Gone) -> None:
        super().__init__("identity_copies")
        self._attachments = attachments
        self._gone = gone

    def watched(self, session: Session) -> dict[str, int]:
        count = select(func.count()).select_from(AttachmentRow).where(_IS_IDENTITY)
        return {self.rule.key: session.scalars(count).one()}

    def everything(self, session: Session) -> Iterator[Item]:
        return self._found(session, _IS_IDENTITY)

    def among(self, session: Session, ids: Collection[str]) -> Iterator[Item]:
        return self._found(session, _IS_IDENTITY & AttachmentRow.id.in_(list(ids)))

    def _found(self, session: Session, which: ColumnElement[bool]) -> Iterator[Item]:
        copies = select(AttachmentRow.id, AttachmentRow.added_at).where(which)
        for copy, added_at in session.execute(copies.order_by(AttachmentRow.id)):
            found = window(self.rule, {"received": added_at}, created=added_at)
            yield Item(self.kind, copy, self.rule.key, found, file=f"{ATTACHMENTS}/{copy}.age")

    def destroy(self, session: Session, ids: Sequence[str]) -> int:
        self._gone(session, ids)
        self._attachments.destroy_in(session, ids)
        return len(ids)


class Bin(_Source):
    """Records of the register that were thrown away; the day counts, as the bin's page shows it. One whose
    draft is held stays with it."""

    kind = RECORD

    def __init__(self, history: RegisterHistory) -> None:
        super().__init__("bin")
        self._history = history

    def watched(self, session: Session) -> dict[str, int]:
        return {self.rule.key: len(self._history.binned_in(session))}

    def everything(self, session: Session) -> Iterator[Item]:
        held = self._history.held_in(session)
        for record in self._history.binned_in(session):
            day = record.binned_at.astimezone(SHOP_ZONE).date()
            found = window(self.rule, {"binned": day}, created=day)
            reference = record.activity.reference
            yield Item(self.kind, reference, self.rule.key, found, in_use=reference in held)

    def destroy(self, session: Session, ids: Sequence[str]) -> int:
        return self._history.destroy_in(session, ids)


class KeptDrafts(_Source):
    """What was typed, could not be saved, and nobody took up again."""

    kind = DRAFT

    def __init__(self, staying: Staying = lambda _session, _form: False) -> None:
        super().__init__("drafts")
        self._staying = staying

    def watched(self, session: Session) -> dict[str, int]:
        count = select(func.count()).select_from(DraftRow)
        return {self.rule.key: session.scalars(count).one()}

    def everything(self, session: Session) -> Iterator[Item]:
        return self._found(session, true())

    def among(self, session: Session, ids: Collection[str]) -> Iterator[Item]:
        return self._found(session, DraftRow.form.in_(list(ids)))

    def _found(self, session: Session, which: ColumnElement[bool]) -> Iterator[Item]:
        rows = select(DraftRow.form, DraftRow.saved_at).where(which).order_by(DraftRow.form)
        for form, saved_at in session.execute(rows):
            found = window(self.rule, {"typed": saved_at}, created=saved_at)
            yield Item(self.kind, form, self.rule.key, found, in_use=self._staying(session, form))

    def destroy(self, session: Session, ids: Sequence[str]) -> int:
        forget_drafts(session, ids)
        return len(ids)


class OwnBackups(_Source):
    """The backups in the vault's own folder. The newest stays until there is a newer one."""

    kind = BACKUP

    def __init__(self, vault: Vault) -> None:
        super().__init__("backups")
        self._vault = vault

    def watched(self, session: Session) -> dict[str, int]:
        return {self.rule.key: len(self._listed())}

    def everything(self, session: Session) -> Iterator[Item]:
        for number, backup in enumerate(self._listed()):
            found = window(self.rule, {"backed_up": backup.made_at}, created=backup.made_at)
            yield Item(self.kind, backup.path.name, self.rule.key, found, in_use=number == 0)

    def destroy(self, session: Session, ids: Sequence[str]) -> int:
        """Overwrite and unlink them once that is committed: none goes without being told. What cannot be
        removed then is met again by the next run. Raises VaultBusy while a backup is being made."""
        folder = self._vault.folder
        leaving = [backup.path for backup in self._listed() if backup.path.name in ids]
        with backups_waiting(folder, patience=0):
            event.listen(session, "after_commit", lambda _: _discard(folder, leaving), once=True)
        return len(leaving)

    def _listed(self) -> tuple[KeptBackup, ...]:
        return kept_backups(self._vault.folder / BACKUPS)


def _discard(folder: Path, leaving: Collection[Path]) -> None:
    with suppress(GdprDeskError):
        discard_backups(folder, leaving)
