"""What a source of dated items must offer so that the sweep can keep its promises for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from sqlalchemy.orm import Session

from gdpr_desk.retention.model import Item, Rule


class Sweepable(Protocol):
    """A source: it knows its items and their windows; the sweep decides.

    All ids of `kind` are opaque texts, never reused, at most 120 characters.
    """

    @property
    def kind(self) -> str:
        """What its items are called, in holds, ledger and plans: `activity`, `draft`, `backup`."""
        ...

    @property
    def rules(self) -> Sequence[Rule]:
        """Every rule that an item of it may name."""
        ...

    @property
    def has_files(self) -> bool:
        """Whether its items have files that can be destroyed while the vault is locked."""
        ...

    def watched(self, session: Session) -> dict[str, int]:
        """By the key of a rule, how many items there are under it, due or not."""
        ...

    def items(self, session: Session, until: datetime) -> Iterable[Item]:
        """Items whose ceiling falls at or before `until`, and those that lack their trigger.

        More may be given, the sweep looks again; a large source leaves out the rest in SQL. The order
        is that of its table (measured: destroying in the order of due dates costs several times more).
        """
        ...

    def among(self, session: Session, ids: Collection[str]) -> Iterable[Item]:
        """Those of `ids` that are still there, as the transaction behind `session` sees them now."""
        ...

    def destroy(self, session: Session, ids: Sequence[str]) -> int:
        """Destroy them within the caller's transaction, noted in the erasure ledger where a backup
        could bring them back; how many there were. Can be repeated."""
        ...


@dataclass(frozen=True)
class Untold:
    """What a run at `at` destroyed and no statement tells yet: the id and the rule of each."""

    at: datetime
    locked: bool
    items: tuple[tuple[str, str], ...]


@runtime_checkable
class Outside(Protocol):
    """What a source also offers whose items lie outside the vault, where no transaction reaches."""

    def look(self) -> None:
        """Take stock of what is there now, before a plan. Raises the refusals of the store."""
        ...

    def listed(self) -> None:
        """A plan of the open vault has named what is there: from the next one on it may go."""
        ...

    def locked_rules(self, session: Session) -> list[dict[str, object]]:
        """What `due.json` says of it, without content."""
        ...

    def untold(self, session: Session) -> Sequence[Untold]:
        """What runs destroyed and no statement tells, as far as the source still knows it."""
        ...

    def forget(self, session: Session, ids: Sequence[str]) -> None:
        """Those are told."""
        ...

    def settle(self) -> None:
        """All of it is told, and committed. Raises the refusals of the disk."""
        ...

    def flush(self) -> None:
        """Make durable what a run destroyed, at its end. Raises the refusals of the disk."""
        ...

    def troubles(self) -> Sequence[str]:
        """What keeps items from being looked at or destroyed now: keys of `wording.ERRORS`."""
        ...
