"""What a vault under trial shows, and whether its parts fit each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from operations import content_of
from sqlalchemy import select

from gdpr_desk.app import Desk
from gdpr_desk.vault import sealed_files
from gdpr_desk.vault.attachments import LEDGER_KIND
from gdpr_desk.vault.tables import DraftRow


@dataclass(frozen=True)
class Picture:
    """All that a vault shows, without what is random."""

    content: tuple[object, ...]
    binned: tuple[object, ...]
    past: tuple[object, ...]
    drafts: tuple[object, ...]
    people: tuple[tuple[str, str], ...]
    journal: tuple[str, ...]
    erased: tuple[tuple[str, str], ...]
    attachments: tuple[object, ...]


Outside = tuple[tuple[datetime, ...], datetime | None, Picture | None]
"""When the vault's own backups were made, and the copy elsewhere; what the restored vault shows."""


@dataclass(frozen=True)
class Scene:
    """What there is after a step: the vault, the backups, and with which phrases it opens."""

    vault: Picture
    outside: Outside
    phrases: Mapping[str, str]


def picture(desk: Desk) -> Picture:
    """What the vault of `desk` shows."""
    known, attached = desk.register.register(), desk.attachments.all()
    binned = desk.history.binned()
    references = sorted(
        {a.reference for a in known.activities} | {b.activity.reference for b in binned} | {"T-02", "T-04"}
    )
    with desk.vault.store.read() as session:
        drafts = tuple((row.form, str(row.content)) for row in session.scalars(select(DraftRow)))
    return Picture(
        content=(known.controller, known.activities, known.parties),
        binned=binned,
        past=tuple(desk.history.versions(reference) for reference in references),
        drafts=tuple(sorted(drafts)),
        people=tuple(sorted((p.role.value, p.name) for p in desk.people.all())),
        journal=tuple(entry.action for entry in desk.journal.entries(newest_first=False)),
        erased=tuple((e.kind, "" if e.kind == LEDGER_KIND else e.id) for e in desk.ledger.read().entries),
        attachments=tuple(sorted((a.added_at, a.name, a.kind, a.size, a.owner) for a in attached)),
    )


def differences(found: Picture, allowed: list[Picture]) -> str:
    """In which parts the vault is not what it may be."""
    parts = [[name for name in vars(found) if getattr(found, name) != getattr(may, name)] for may in allowed]
    return f"neither before nor after: {parts}"


def judge_whole(desk: Desk) -> None:
    """Raise AssertionError where a part of the vault does not fit the others."""
    assert desk.verify_journal().intact
    assert desk.vault.high_water is not None
    assert desk.vault.high_water.shortfall is None
    assert desk.ledger.verify(desk.vault.store).intact
    rows = {attachment.id: attachment for attachment in desk.attachments.all()}
    assert sealed_files.present(desk.vault.folder) == rows.keys()
    for attachment in rows.values():
        number = int(attachment.name.removeprefix("piece-").removesuffix(".txt"))
        assert desk.attachments.read(attachment.id) == content_of(number)
    with desk.vault.store.read() as session:
        connection = session.connection()
        assert connection.exec_driver_sql("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []


def left_behind(work: Path) -> Counter[str]:
    """What a healthy vault has no file for."""
    found = Counter[str]()
    for path in work.rglob("*"):
        if path.name.endswith((".part", ".new", ".before")) or ".spent-" in path.name:
            where = path.parent.relative_to(work)
            found[f"left: {where}/{re.sub('[0-9a-f]{8}', '*', path.name)}"] += 1
    return found
