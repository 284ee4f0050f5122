"""Taking stock: what lies in a watched folder now, compared with what was seen before.

A file is the one it was while its path, number, size and date are; then nothing is written. One that only
moved within its folder keeps the instant it was seen first, and the hold that is on it. One that changed in
place, or was replaced there, keeps its hold, and begins anew. What is no longer there is forgotten, unless it
is held.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.retention.folders import repository
from gdpr_desk.retention.folders.model import FolderTrouble, WatchedFolder
from gdpr_desk.retention.folders.repository import KnownFile
from gdpr_desk.retention.folders.tree import FolderUnavailable, Tree, modified_of, name_of, same_number
from gdpr_desk.vault.store import Store

_PIECE = 1_000
"""Files that are compared at a time: what a look keeps in memory does not grow with the folder's names."""

Held = Callable[[Session], Collection[str]]
"""The ids of files under a legal hold."""


@dataclass
class _Look:
    """One look at one folder, begun at `at`: which of the known files were met, and whether anything was
    written. What is new was seen first at that one instant."""

    folder: WatchedFolder
    tree: Tree
    at: datetime
    met: set[int] = field(default_factory=set)
    changed: bool = False


class Stock:
    """Looks at the folders of one vault; whoever asks holds no transaction."""

    def __init__(self, store: Store, clock: Clock, held: Held) -> None:
        self._store = store
        self._clock = clock
        self._held = held

    def take(self, folder: WatchedFolder) -> bool:
        """Look at a folder; whether anything was written. What keeps it from being looked at is put down
        with the folder, and no file of it is forgotten. Raises the refusals of the store."""
        rule, trouble, device, changed = folder.rule, "", folder.device, False
        try:
            with Tree(rule.path, anchor=folder.anchor, recursive=rule.recursive) as tree:
                device = tree.device
                changed = self._compare(_Look(folder, tree, self._clock.now()))
                if not tree.whole:
                    trouble = FolderTrouble.UNREADABLE
        except FolderUnavailable as problem:
            trouble = problem.trouble
        if (trouble, device) != (folder.trouble, folder.device):
            with self._store.begin() as session:
                repository.note_look(session, folder.id, trouble=trouble, device=device)
            changed = True
        return changed

    def _compare(self, look: _Look) -> bool:
        files = look.tree.files(look.folder.rule.takes)
        while piece := dict(islice(files, _PIECE)):
            self._meet(look, piece)
        if look.tree.whole:
            self._forget(look)
        return look.changed

    def _meet(self, look: _Look, piece: Mapping[str, str]) -> None:
        """Files by their path and identity: most often all of them are known as they are."""
        with self._store.read() as session:
            same = repository.unchanged(session, look.folder.id, piece)
        look.met.update(same)
        if len(same) < len(piece):
            with self._store.begin() as session:
                self._write(session, look, piece)
            look.changed = True

    def _write(self, session: Session, look: _Look, piece: Mapping[str, str]) -> None:
        number = look.folder.id
        there = repository.at_paths(session, number, list(piece))
        other = _unlike(look, piece, there)
        alike = repository.alike(session, number, set(other.values()))
        new = []
        for path, identity in other.items():
            moved = self._moved(look, identity, alike.get(identity, ()))
            if moved is not None:
                self._move(session, look, moved, path)
                continue
            before = there.get(path)
            if before is not None and before.id not in look.met:
                if same_number(before.identity, identity):
                    self._begin_anew(session, look, before, identity)
                    continue
                repository.displace(session, before)
            new.append(self._row(look, path, identity))
        look.met.update(repository.add_files(session, new))

    def _moved(self, look: _Look, identity: str, alike: Iterable[KnownFile]) -> KnownFile | None:
        """The known file of that identity, met at another place than before."""
        for known in alike:
            if known.id not in look.met and not look.tree.holds(known.path, identity):
                return known
        return None

    def _move(self, session: Session, look: _Look, known: KnownFile, path: str) -> None:
        for other in repository.at_paths(session, look.folder.id, [path]).values():
            repository.displace(session, other)
        first = repository.first_seen(session, [known.id])[known.id]
        leaves_at, undated = look.folder.rule.leaves(name_of(path), modified_of(known.identity), first)
        repository.change_file(session, known.id, path=path, leaves_at=leaves_at, undated=undated)
        look.met.add(known.id)

    def _begin_anew(self, session: Session, look: _Look, known: KnownFile, identity: str) -> None:
        values = self._row(look, known.path, identity)
        del values["path"], values["folder_id"]
        repository.change_file(session, known.id, **values)
        look.met.add(known.id)

    def _row(self, look: _Look, path: str, identity: str) -> dict[str, object]:
        leaves_at, undated = look.folder.rule.leaves(name_of(path), modified_of(identity), look.at)
        return {
            "folder_id": look.folder.id,
            "path": path,
            "identity": identity,
            "first_seen_at": look.at,
            "leaves_at": leaves_at,
            "listed_at": None,
            "undated": undated,
            "stuck": "",
        }

    def _forget(self, look: _Look) -> None:
        with self._store.read() as session:
            if repository.known_below(session, look.folder.id) == len(look.met):
                return
            missing = repository.ids_of(session, look.folder.id) - look.met
        if missing:
            with self._store.begin() as session:
                held = {int(item) for item in self._held(session)}
                for file in missing & held:
                    repository.put_back(session, file)
                repository.forget_files(session, missing - held)
            look.changed = look.changed or bool(missing - held)


def _unlike(look: _Look, piece: Mapping[str, str], known: Mapping[str, KnownFile]) -> dict[str, str]:
    """Those of `piece` that are not known as they are; the others are met."""
    other = {}
    for path, identity in piece.items():
        found = known.get(path)
        if found is not None and found.identity == identity:
            look.met.add(found.id)
        else:
            other[path] = identity
    return other
