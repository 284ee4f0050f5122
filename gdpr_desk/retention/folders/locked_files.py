"""Files in watched folders that leave while the vault is locked: found by their hash, unlinked as ever.

Nothing is decrypted: `due.json` says where the folders are and what is held, `folders.due` which hashes leave
when. A folder whose rule, number or device is not the one the list was written for is left to the next run of
the open vault, as is everything that changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from gdpr_desk.retention.due_file import DueFile
from gdpr_desk.retention.folders import hand
from gdpr_desk.retention.folders.due_files import Section, digest_of, read_due_files
from gdpr_desk.retention.folders.model import KIND, FolderTrouble
from gdpr_desk.retention.folders.tree import FolderUnavailable, Removal, Tree

_PIECE = 1_000
_TROUBLES = {Removal.IN_USE: FolderTrouble.IN_USE, Removal.DENIED: FolderTrouble.DENIED}


@dataclass(frozen=True)
class _Folder:
    """A folder as both lists know it."""

    rule: str
    path: str
    recursive: bool
    anchor: str
    held: bool
    section: Section


class LockedFiles:
    """What may leave the watched folders of the locked vault in `place`."""

    def __init__(
        self, place: Path, vault_id: str, rules: Iterable[Mapping[str, Any]], held: Collection[str]
    ) -> None:
        self._place = place
        self._held = held
        self._gone = {file for noted in hand.read_in_hand(place) for file in noted.gone or ()}
        sections = read_due_files(place, vault_id)
        self._folders = [
            _Folder(
                rule=str(r["rule"]),
                path=str(r["path"]),
                recursive=bool(r["recursive"]),
                anchor=str(r["anchor"]),
                held=bool(r.get("held")),
                section=section,
            )
            for r in rules
            if (section := sections.get(int(r["id"]))) is not None and section.version == r["version"]
        ]

    def watched(self) -> int:
        """How many files are listed."""
        return sum(len(folder.section.lines) for folder in self._folders)

    def due(self, until: datetime) -> list[DueFile]:
        """Those that leave at or before `until`, held ones included; not those that are gone already."""
        return [
            DueFile(
                KIND,
                str(file),
                folder.rule,
                "",
                until,
                None,
                unattended=False,
                held=folder.held or str(file) in self._held,
            )
            for folder in self._folders
            for file in folder.section.due(until.timestamp()).values()
            if file not in self._gone
        ]

    def remove(self, going: Iterable[DueFile], until: datetime, now: datetime) -> tuple[int, tuple[str, ...]]:
        """Unlink those that are found as they were; how many, and what kept others. Raises OSError where
        nothing could be noted."""
        wanted = {int(one.id) for one in going}
        gone, troubles = 0, set()
        for folder in self._folders if wanted else ():
            try:
                with Tree(folder.path, anchor=folder.anchor, recursive=folder.recursive) as tree:
                    if tree.device != folder.section.device:
                        raise FolderUnavailable(FolderTrouble.REPLACED)
                    for removal in self._removed(tree, folder, wanted, until, now):
                        gone += removal is Removal.GONE
                        if removal in _TROUBLES:
                            troubles.add(_TROUBLES[removal].value)
                    tree.flush(tree.touched)
            except FolderUnavailable as problem:
                troubles.add(problem.trouble.value)
        return gone, tuple(sorted(troubles))

    def _removed(
        self, tree: Tree, folder: _Folder, wanted: Collection[int], until: datetime, now: datetime
    ) -> Iterator[Removal]:
        listed = folder.section.due(until.timestamp())
        due = {hashed: file for hashed, file in listed.items() if file in wanted}
        met = (
            (file, seen)
            for seen in tree.files()
            if (file := due.get(digest_of(folder.section.salt, *seen))) is not None
        )
        for piece in iter(lambda: list(islice(met, _PIECE)), []):
            hand.note(self._place, now, [file for file, _seen in piece], locked=True)
            done = tree.remove(dict(seen for _file, seen in piece))
            gone = [file for file, (path, _identity) in piece if done[path] is Removal.GONE]
            hand.note_gone(self._place, gone)
            yield from done.values()
