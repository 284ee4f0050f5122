"""A shelf of dated items: a source for the sweep that a test fills as it likes, in a table of the vault.

`calls` is under 48 hours, `papers` under 60 days with a minimum of 10 from another event, `copies` is
unattended and under 30 days, each with a file that can be destroyed while the vault is locked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from gdpr_desk.periods.ceilings import RetentionWindow
from gdpr_desk.register.model import RetentionKind, RetentionRule
from gdpr_desk.retention.model import Item, Rule
from gdpr_desk.retention.rules import window
from gdpr_desk.vault.vault import Vault

CALLS = Rule("calls", "Appels", "48 heures", (RetentionRule("Appels", "recorded", "PT48H"),))
PAPERS = Rule(
    "papers",
    "Papiers",
    "60 jours",
    (
        RetentionRule("Papiers", "recorded", "P60D"),
        RetentionRule("Papiers", "published", "P10D", kind=RetentionKind.MINIMUM),
    ),
)
COPIES = Rule("copies", "Copies", "30 jours", (RetentionRule("Copies", "recorded", "P30D"),), unattended=True)
RULES = {rule.key: rule for rule in (CALLS, PAPERS, COPIES)}


@dataclass
class Shelf:
    """The shelf of one open vault."""

    vault: Vault
    kind: str = "shelf"
    rules: Sequence[Rule] = tuple(RULES.values())
    has_files: bool = True

    def build(self) -> None:
        """Make the table and the folder of the files."""
        with self.vault.store.begin() as session:
            session.execute(
                text(
                    "CREATE TABLE shelf (id TEXT PRIMARY KEY, rule TEXT, created TEXT, recorded TEXT,"
                    " published TEXT, in_use INTEGER)"
                )
            )
        (self.vault.folder / "attachments").mkdir(exist_ok=True)

    def put(
        self,
        name: str,
        rule: str,
        recorded: datetime | None,
        *,
        created: datetime | None = None,
        published: datetime | None = None,
        in_use: bool = False,
    ) -> None:
        """Put one item there, with its file where its rule has files."""
        self._put([(name, rule, created or recorded, recorded, published, in_use)])

    def put_all(self, names: Iterable[str], rule: str, recorded: datetime) -> None:
        """Put many there at once."""
        self._put([(name, rule, recorded, recorded, None, False) for name in names])

    def _put(
        self, items: Iterable[tuple[str, str, datetime | None, datetime | None, datetime | None, bool]]
    ) -> None:
        columns = ("id", "rule", "created", "recorded", "published", "in_use")
        rows = [
            dict(zip(columns, (name, rule, *map(_text, dates), int(in_use)), strict=True))
            for name, rule, *dates, in_use in items
        ]
        for row in rows:
            if row["rule"] == "copies":
                self.file(str(row["id"])).write_bytes(b"sealed")
        with self.vault.store.begin() as session:
            session.execute(
                text("INSERT INTO shelf VALUES (:id, :rule, :created, :recorded, :published, :in_use)"), rows
            )

    def file(self, name: str) -> Path:
        """Where the file of an item lies."""
        return self.vault.folder / "attachments" / f"{name}.age"

    def names(self) -> set[str]:
        """What is on the shelf."""
        with self.vault.store.read() as session:
            return set(session.execute(text("SELECT id FROM shelf")).scalars())

    def windows(self) -> dict[str, RetentionWindow]:
        """The window of each item on the shelf."""
        with self.vault.store.read() as session:
            return {item.id: item.window for item in self._all(session)}

    def watched(self, session: Session) -> dict[str, int]:
        rows = session.execute(text("SELECT rule, count(*) FROM shelf GROUP BY rule"))
        return {str(rule): int(number) for rule, number in rows}

    def items(self, session: Session, until: datetime) -> Iterator[Item]:
        return self._all(session)

    def among(self, session: Session, ids: Collection[str]) -> Iterator[Item]:
        return (item for item in self._all(session) if item.id in ids)

    def destroy(self, session: Session, ids: Sequence[str]) -> int:
        number = 0
        for name in ids:
            self.file(name).unlink(missing_ok=True)
            gone = session.execute(text("DELETE FROM shelf WHERE id = :id RETURNING id"), {"id": name})
            number += len(gone.all())
        return number

    def _all(self, session: Session) -> Iterator[Item]:
        rows = session.execute(text("SELECT * FROM shelf ORDER BY rule, id")).all()
        for name, rule, created, recorded, published, in_use in rows:
            known = {"recorded": recorded, "published": published}
            triggers = {key: datetime.fromisoformat(at) for key, at in known.items() if at}
            found = window(RULES[rule], triggers, created=datetime.fromisoformat(created))
            file = f"attachments/{name}.age" if rule == "copies" else None
            yield Item(self.kind, name, rule, found, bool(in_use), file)


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat()
