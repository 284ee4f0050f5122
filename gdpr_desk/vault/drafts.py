"""What is typed and cannot be saved yet, sealed in the vault until it is taken up again or given up."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.vault.store import Store
from gdpr_desk.vault.tables import DraftRow

_AT_ONCE = 1_000
"""Drafts one statement names: SQLite takes a limited number of values."""


@dataclass(frozen=True)
class KeptDraft:
    """What was on the screen of `form` at `saved_at` (UTC); the form knows what its content means."""

    form: str
    content: Mapping[str, Any]
    saved_at: datetime


class Drafts:
    """One draft for each form, named by whoever shows it (`register/T-02`); each verb is one transaction.

    Nothing of it reaches the journal: a draft is not yet anything that was done.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def keep(self, form: str, content: Mapping[str, Any]) -> None:
        """Keep this JSON instead of what was kept for `form`. Raises the refusals of the store."""
        with self._store.begin() as session:
            session.merge(DraftRow(form=form, content=dict(content), saved_at=self._clock.now()))

    def read(self, form: str) -> KeptDraft | None:
        """What is kept for `form`."""
        with self._store.read() as session:
            row = session.get(DraftRow, form)
            return None if row is None else KeptDraft(row.form, row.content, row.saved_at)

    def discard(self, form: str) -> None:
        """Forget what is kept for `form`; writes only where there is something."""
        if self.read(form) is not None:
            with self._store.begin() as session:
                forget_draft(session, form)


def forget_drafts_of(session: Session, kind: str, ids: Collection[str]) -> None:
    """Forget what is kept for `kind/id` and all its forms (`kind/id/…`): these items are erased for good."""
    below = DraftRow.form.startswith(f"{kind}/", autoescape=True)
    forms = session.scalars(select(DraftRow.form).where(below)).all()
    forget_drafts(session, [form for form in forms if form.split("/")[1] in ids])


def forget_draft(session: Session, form: str) -> None:
    """Forget a draft within the caller's transaction: what it was about is erased for good."""
    forget_drafts(session, [form])


def forget_drafts(session: Session, forms: Sequence[str]) -> None:
    """Forget drafts within the caller's transaction."""
    for start in range(0, len(forms), _AT_ONCE):
        session.execute(delete(DraftRow).where(DraftRow.form.in_(forms[start : start + _AT_ONCE])))
