"""Files in watched folders, as the sweep knows them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.periods.ceilings import RetentionWindow
from gdpr_desk.retention.folders import hand, repository
from gdpr_desk.retention.folders.due_files import write_due_files
from gdpr_desk.retention.folders.model import FOLDER_KIND, KIND, FolderTrouble, rule_key
from gdpr_desk.retention.folders.repository import Ending, KnownFile
from gdpr_desk.retention.folders.stock import Held, Stock
from gdpr_desk.retention.folders.tree import FolderUnavailable, Removal, Tree
from gdpr_desk.retention.model import Item, Rule
from gdpr_desk.retention.sweepable import Untold
from gdpr_desk.vault.files import os_refusal
from gdpr_desk.vault.tables import VaultMetaRow
from gdpr_desk.vault.vault import Vault

_NEXT_RUN = timedelta(hours=1)
_HORIZON = timedelta(days=400)
"""How far ahead the list for locked runs looks, as `due.json` does."""
_STUCK = {Removal.IN_USE: FolderTrouble.IN_USE, Removal.DENIED: FolderTrouble.DENIED}


class WatchedFiles:
    """The source; also `Outside`: it looks before a plan, and from the next plan on what it found may go."""

    kind = KIND
    has_files = False

    def __init__(self, vault: Vault, clock: Clock, held: Held) -> None:
        self._vault = vault
        self._store = vault.store
        self._clock = clock
        with vault.store.read() as session:
            self._vault_id = session.scalars(select(VaultMetaRow.vault_id)).one()
        self._stock = Stock(vault.store, clock, held)
        self._stale = True
        self._touched: dict[int, set[str]] = {}

    @property
    def rules(self) -> Sequence[Rule]:
        with self._store.read() as session:
            return [folder.as_rule() for folder in repository.folders(session)]

    def watched(self, session: Session) -> dict[str, int]:
        return {rule_key(number): count for number, count in repository.watched(session).items()}

    def items(self, session: Session, until: datetime) -> Iterator[Item]:
        return self._made(repository.endings(session, until))

    def among(self, session: Session, ids: Collection[str]) -> Iterator[Item]:
        return self._made(repository.endings_among(session, [int(item) for item in ids]))

    def destroy(self, session: Session, ids: Sequence[str]) -> int:
        """Unlink them and forget them; those that changed since, or cannot be removed, stay."""
        known = repository.met_here(session, [int(item) for item in ids])
        place = self._vault.folder
        try:
            noted = hand.note(place, self._clock.now(), [one.id for one in known], locked=False)
            event.listen(session, "after_commit", lambda _: _settled(place, noted), once=True)
            gone: list[int] = []
            for number, files in groupby(sorted(known, key=_by_folder), key=lambda one: one.folder):
                gone += self._unlink(session, number, list(files))
        except OSError as problem:
            raise os_refusal(problem) from problem
        repository.forget_files(session, gone)
        self._stale = True
        return len(gone)

    def look(self) -> None:
        """Take stock of every folder that is enabled. Raises the refusals of the store."""
        with self._store.read() as session:
            listed = [folder for folder in repository.folders(session) if folder.rule.enabled]
        for folder in listed:
            self._stale = self._stock.take(folder) or self._stale

    def listed(self) -> None:
        """A plan has named what is there: the next one may take it, and a locked run. Raises the refusals of
        the store and of the disk."""
        with self._store.read() as session:
            new = repository.unlisted(session)
        if new:
            with self._store.begin() as session:
                repository.note_listed(session, self._clock.now())
        if new or self._stale:
            self.write_list()

    def write_list(self) -> None:
        """Write what locked runs may unlink. Raises the refusals of the disk."""
        until = self._clock.now() + _HORIZON
        with self._store.read() as session:
            swept = [folder for folder in repository.folders(session) if folder.swept]
            sections = [(folder, repository.leaving(session, folder.id, until)) for folder in swept]
            write_due_files(self._vault.folder, self._vault_id, sections)
        self._stale = False

    def locked_rules(self, session: Session) -> list[dict[str, object]]:
        """What `due.json` says of each folder: where it is, and under which version of its rule."""
        return [
            {
                "id": folder.id,
                "rule": folder.key,
                "path": folder.rule.path,
                "recursive": folder.rule.recursive,
                "version": folder.version,
                "anchor": folder.anchor,
            }
            for folder in repository.folders(session)
            if folder.swept
        ]

    def untold(self, session: Session) -> list[Untold]:
        """Files that a run unlinked and no statement tells: a locked one, or one that was cut short. Each is
        told once, be it that a locked run took what another had in hand."""
        found, in_hand = [], hand.read_in_hand(self._vault.folder)
        told = {file for noted in in_hand for file in noted.gone or ()}
        for noted in in_hand:
            if noted.gone is not None:
                gone = repository.known_files(session, noted.gone)
            else:
                left = [file for file in noted.ids if file not in told]
                gone = self._vanished(session, repository.known_files(session, left))
                told.update(one.id for one in gone)
            if gone:
                items = tuple((str(one.id), rule_key(one.folder)) for one in gone)
                found.append(Untold(noted.at, noted.locked, items))
        return found

    def forget(self, session: Session, ids: Sequence[str]) -> None:
        """They are told."""
        repository.forget_files(session, [int(item) for item in ids])
        self._stale = True

    def settle(self) -> None:
        """All of it is told. Raises the refusals of the disk."""
        hand.let_go(self._vault.folder)

    def flush(self) -> None:
        """Make it durable that files went: a power cut brings none back. Raises the refusals of the disk."""
        with self._store.read() as session:
            folders = {folder.id: folder for folder in repository.folders(session)}
        while self._touched:
            number, touched = self._touched.popitem()
            with suppress(FolderUnavailable):
                if number in folders:
                    with Tree(folders[number].rule.path, anchor=folders[number].anchor) as tree:
                        _flushed(tree, touched)

    def troubles(self) -> tuple[str, ...]:
        """What keeps folders from being swept and files from being removed now: keys of `wording.ERRORS`."""
        with self._store.read() as session:
            broken = {f.trouble for f in repository.folders(session) if f.trouble and f.rule.enabled}
            return tuple(sorted(broken | repository.stuck(session).keys()))

    def _made(self, endings: Iterable[Ending]) -> Iterator[Item]:
        """What no plan has named yet goes with the next one at the earliest."""
        later = self._clock.now() + _NEXT_RUN
        last: tuple[int, str, bool, bool] | None = None
        rule, window = "", RetentionWindow()
        for file, folder, leaves, listed, undated in endings:
            if (folder, leaves, listed, undated) != last:  # files that were seen together share theirs
                last = folder, leaves, listed, undated
                minimum = None if listed else later
                rule = rule_key(folder)
                window = RetentionWindow(repository.instant(leaves), minimum, from_creation=undated)
            yield tuple.__new__(Item, (KIND, str(file), rule, window, False, None))  # see `Item`

    def _unlink(self, session: Session, number: int, files: Sequence[KnownFile]) -> list[int]:
        folder = repository.folder(session, number)
        if folder is None:
            return []
        try:
            with Tree(folder.rule.path, anchor=folder.anchor) as tree:
                if tree.device != folder.device:
                    raise FolderUnavailable(FolderTrouble.REPLACED)
                done = tree.remove({one.path: one.identity for one in files})
                self._touched.setdefault(number, set()).update(tree.touched)
        except FolderUnavailable as problem:
            repository.note_look(session, number, trouble=problem.trouble, device=folder.device)
            return []
        stuck = {one.id: _STUCK[done[one.path]].value for one in files if done[one.path] in _STUCK}
        repository.note_stuck(session, stuck)
        return [one.id for one in files if done[one.path] is Removal.GONE]

    def _vanished(self, session: Session, files: Iterable[KnownFile]) -> list[KnownFile]:
        gone: list[KnownFile] = []
        for number, some in groupby(sorted(files, key=_by_folder), key=lambda one: one.folder):
            folder = repository.folder(session, number)
            with suppress(FolderUnavailable):
                if folder is not None:
                    with Tree(folder.rule.path, anchor=folder.anchor) as tree:
                        gone += [one for one in some if not tree.holds(one.path, one.identity)]
        return gone


class WholeFolders:
    """Folders as what can be held: while one is, none of its files goes. Of itself none is ever due."""

    kind = FOLDER_KIND
    rules: Sequence[Rule] = ()
    has_files = False

    def watched(self, session: Session) -> dict[str, int]:
        return {}

    def items(self, session: Session, until: datetime) -> Iterable[Item]:
        return ()

    def among(self, session: Session, ids: Collection[str]) -> Iterator[Item]:
        for folder in repository.folders(session):
            if str(folder.id) in ids:
                yield Item(self.kind, str(folder.id), folder.key, RetentionWindow())

    def destroy(self, session: Session, ids: Sequence[str]) -> int:
        return 0


def _flushed(tree: Tree, touched: Iterable[str]) -> None:
    try:
        tree.flush(touched)
    except OSError as problem:
        raise os_refusal(problem) from problem


def _by_folder(file: KnownFile) -> int:
    return file.folder


def _settled(place: Path, noted: int) -> None:
    with suppress(OSError):  # it is told twice to nobody: the rows are gone
        hand.take_back(place, noted)
