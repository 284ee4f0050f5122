"""The verbs of watched folders: see before saving, put a folder under a rule, change it, let it go.

Each is one transaction and is told to the journal by the folder's number, never by its path or label.
The list for locked runs never allows more than what is committed: it is written before.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from gdpr_desk.errors import InvalidInput, NotFound
from gdpr_desk.journal.service import JournalService
from gdpr_desk.retention.folders import repository
from gdpr_desk.retention.folders.admission import admitted
from gdpr_desk.retention.folders.model import (
    FileLine,
    FolderPreview,
    FolderRule,
    FolderStanding,
    WatchedFolder,
    instant_of,
)
from gdpr_desk.retention.folders.preview import past_already, previewed, unavailable
from gdpr_desk.retention.folders.stock import Held
from gdpr_desk.retention.folders.tree import FolderUnavailable, Tree, modified_of, name_of
from gdpr_desk.vault.drafts import Drafts, forget_drafts_of
from gdpr_desk.vault.people import Role
from gdpr_desk.vault.refusals import for_officers
from gdpr_desk.vault.vault import Vault

_STILL = "Rien n’a été modifié."
FORM = "folder"
"""How drafts name the form of a folder: `folder/3`."""
LISTED = 200
"""Files of a folder that the screen lists; the rest is counted."""
_PIECE = 1_000

Write = Callable[[Session], None]
"""Writes the due list as the transaction sees it."""


class WatchedFolders:
    """The watched folders of one open vault; every verb raises AccessRefused by staff.

    `held` asks which files stand under a legal hold, `frozen` which folders do. `drafts` keeps what is half
    typed in their form. `due_list` writes `due.json`, `settle` tells first what earlier runs did and nobody
    told yet.
    """

    def __init__(
        self,
        vault: Vault,
        journal: JournalService,
        held: Held,
        *,
        frozen: Held,
        due_list: Write,
        settle: Callable[[], object],
    ) -> None:
        self._vault = vault
        self._store = vault.store
        self._journal = journal
        self._clock = journal.clock
        self._held = held
        self._frozen = frozen
        self.drafts = Drafts(vault.store, journal.clock)
        self._due_list = due_list
        self._settle = settle

    def preview(self, rule: FolderRule, number: int | None = None) -> FolderPreview:
        """What the rule would do, as a new one or instead of that of folder `number`; writes nothing.

        Raises InvalidInput where the folder may not stand under a rule, or cannot be read.
        """
        self._refuse_staff()
        with self._store.read() as session:
            checked = admitted(rule, self._vault.folder, _others(session, number))

            def first_seen(piece: Mapping[str, str]) -> Mapping[str, datetime]:
                if number is None:
                    return {}
                known = repository.at_paths(session, number, list(piece))
                first = repository.first_seen(session, [one.id for one in known.values()])
                return {p: first[k.id] for p, k in known.items() if k.identity == piece[p]}

            return previewed(checked, self._clock.now(), first_seen)

    def add(self, rule: FolderRule, *, old_too: bool = False) -> WatchedFolder:
        """Put a folder under a rule; the next look sees what is there. `old_too`: what its own date alone
        already makes too old counts from that date, as somebody confirmed who saw how many there are; it
        goes, as all, once a run has told of it. Raises as `preview`."""
        self._refuse_staff()
        with self._store.begin() as session:
            checked = admitted(rule, self._vault.folder, _others(session, None))
            old = past_already(checked, self._clock.now()) if old_too else []
            anchor, device = _anchored(checked)
            added = repository.add_folder(
                session,
                checked,
                at=self._clock.now(),
                by=self._journal.actor,
                anchor=anchor,
                device=device,
            )
            for start in range(0, len(old), _PIECE):
                repository.add_files(session, [_row(added, *one) for one in old[start : start + _PIECE]])
            self._journal.record(
                session, "folder.added", str(added.id), {"old_files": len(old)} if old else {}
            )
            self._due_list(session)
        return added

    def change(self, number: int, rule: FolderRule) -> WatchedFolder:
        """Give a folder another rule; a plan names its files anew before any goes by it.

        Raises NotFound, and as `preview`.
        """
        self._refuse_staff()
        self._settle()
        with self._store.begin() as session:
            before = _existing(session, number)
            checked = admitted(rule, self._vault.folder, _others(session, number))
            anchor, device = _anchored(checked) if checked.enabled else (before.anchor, before.device)
            repository.change_folder(session, number, checked, anchor=anchor, device=device)
            _count_anew(session, number, checked)
            self._journal.record(session, "folder.changed", str(number))
            self._due_list(session)
            return _existing(session, number)

    def switch(self, number: int, *, enabled: bool) -> WatchedFolder:
        """Let its rule rest, or take it up again where it stood; the folder need not be there to rest.

        Raises NotFound.
        """
        self._refuse_staff()
        self._settle()
        with self._store.begin() as session:
            _existing(session, number)
            repository.switch_folder(session, number, enabled=enabled)
            self._journal.record(session, "folder.resumed" if enabled else "folder.paused", str(number))
            self._due_list(session)
            return _existing(session, number)

    def remove(self, number: int) -> None:
        """Take a folder from under its rule: its files stay. Raises NotFound; InvalidInput while it or one of
        its files is held, since the hold would be forgotten with it."""
        self._refuse_staff()
        self._settle()
        with self._store.begin() as session:
            _existing(session, number)
            frozen = str(number) in self._frozen(session)
            if frozen or self._held_in(session, number):
                raise InvalidInput(
                    "Ce dossier est gelé." if frozen else "Des fichiers de ce dossier sont gelés.",
                    safe=_STILL,
                    remedy="Levez le gel d’abord, ou mettez la règle en pause.",
                    code="held",
                )
            repository.remove_folder(session, number)
            forget_drafts_of(session, FORM, [str(number)])
            self._journal.record(session, "folder.removed", str(number))
            self._due_list(session)

    def folder(self, number: int) -> WatchedFolder:
        """The folder of that number. Raises NotFound."""
        self._refuse_staff()
        with self._store.read() as session:
            return _existing(session, number)

    def standings(self) -> tuple[FolderStanding, ...]:
        """Every folder and what is known below it, as it was last looked at."""
        self._refuse_staff()
        now = self._clock.now()
        with self._store.read() as session:
            watched, frozen = repository.watched(session), self._frozen(session)
            return tuple(
                FolderStanding(
                    folder,
                    watched.get(folder.id, 0),
                    *repository.counts(session, folder.id, now),
                    held=len(self._held_in(session, folder.id)),
                    stuck=repository.stuck(session, folder.id),
                    frozen=str(folder.id) in frozen,
                )
                for folder in repository.folders(session)
            )

    def files(self, number: int) -> tuple[FileLine, ...]:
        """The files of a folder that leave first, held ones before, at most `LISTED`. Raises NotFound."""
        self._refuse_staff()
        with self._store.read() as session:
            _existing(session, number)
            lines = repository.file_lines(session, number, self._held_in(session, number), LISTED)
            frozen = str(number) in self._frozen(session)
        return tuple(replace(line, frozen=frozen) for line in lines)

    def names(self, ids: Collection[str]) -> dict[str, tuple[str, str]]:
        """By the id of a file, its path in its folder and the folder's label, for those that are there."""
        with self._store.read() as session:
            labels = {folder.id: folder.rule.label for folder in repository.folders(session)}
            known = repository.known_files(session, [int(item) for item in ids])
            return {str(one.id): (one.path, labels[one.folder]) for one in known}

    def labels(self, ids: Collection[str]) -> dict[str, str]:
        """By the id of a folder, what it is called, for those that are there."""
        with self._store.read() as session:
            there = repository.folders(session)
        return {str(folder.id): folder.rule.label for folder in there if str(folder.id) in ids}

    def attention(self) -> int:
        """How many folders somebody has to look after."""
        return sum(bool(s.folder.rule.enabled and (s.folder.trouble or s.stuck)) for s in self.standings())

    def _held_in(self, session: Session, number: int) -> frozenset[int]:
        held = [int(item) for item in self._held(session)]
        return frozenset(one.id for one in repository.known_files(session, held) if one.folder == number)

    def _refuse_staff(self) -> None:
        if self._vault.person.role is Role.STAFF:
            raise for_officers()


def doubt_all(session: Session) -> None:
    """In a vault made anew from a backup nothing goes from a folder before somebody saved its rule again:
    holds set since the backup are not in it, nor need this be the computer it was made on."""
    repository.doubt_folders(session)


def _others(session: Session, number: int | None) -> list[WatchedFolder]:
    return [folder for folder in repository.folders(session) if folder.id != number]


def _existing(session: Session, number: int) -> WatchedFolder:
    found = repository.folder(session, number)
    if found is None:
        raise NotFound("Ce dossier n’est pas surveillé.", safe=_STILL, remedy="Voyez la liste des dossiers.")
    return found


def _anchored(rule: FolderRule) -> tuple[str, str]:
    """What tells the folder from another at its path."""
    try:
        with Tree(rule.path) as tree:
            return tree.anchor, tree.device
    except FolderUnavailable as problem:
        raise unavailable(problem.trouble) from problem


def _row(folder: WatchedFolder, path: str, identity: str) -> dict[str, object]:
    """A file that counts from its own date, as if it had been seen then."""
    modified_ns = modified_of(identity)
    at = instant_of(modified_ns) or folder.added_at
    leaves_at, undated = folder.rule.leaves(name_of(path), modified_ns, at)
    return {
        "folder_id": folder.id,
        "path": path,
        "identity": identity,
        "first_seen_at": at,
        "leaves_at": leaves_at,
        "listed_at": None,
        "undated": undated,
        "stuck": "",
    }


def _count_anew(session: Session, number: int, rule: FolderRule) -> None:
    """When the files of a folder leave by its new rule."""
    there = list(repository.every_file(session, number))
    first = repository.first_seen(session, [known.id for known in there])
    for known in there:
        leaves_at, undated = rule.leaves(name_of(known.path), modified_of(known.identity), first[known.id])
        repository.change_file(session, known.id, leaves_at=leaves_at, undated=undated)
