"""Queries on watched folders and on what was seen below them; rows stay in here."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple
from typing import cast as typed

from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    String,
    Table,
    bindparam,
    cast,
    delete,
    func,
    insert,
    select,
    text,
    type_coerce,
    update,
)
from sqlalchemy.orm import Session

from gdpr_desk.retention.folders.dates import DateForm
from gdpr_desk.retention.folders.model import KIND, OUT_OF_REACH, FileLine, FolderRule, WatchedFolder
from gdpr_desk.retention.folders.tables import WatchedFileRow as File
from gdpr_desk.retention.folders.tables import WatchedFolderRow as Folder
from gdpr_desk.vault.drafts import forget_drafts_of

_DOUBTED = "?"
"""The number of no folder."""
_CHUNK = 1_000
"""Parameters of one statement."""
_MOVED = b"\0"
"""Begins the path of a file whose place another one took: no name can hold it."""
_SEEN = ("identity", "first_seen_at", "leaves_at", "listed_at", "undated", "stuck")
"""What is known of the file that lies at a place."""


class KnownFile(NamedTuple):
    """A file as it was seen last."""

    id: int
    folder: int
    path: str
    identity: str


Ending = tuple[int, int, str, bool, bool]
"""Of a file its id and folder, by when it leaves, as `instant` reads it, whether a plan named it, and whether
the date it counts from is missing."""


def instant(leaves: str) -> datetime:
    """When that is: files seen together leave together, so whoever reads thousands reads few of them."""
    return datetime.fromisoformat(leaves)


def folders(session: Session) -> tuple[WatchedFolder, ...]:
    """Every watched folder, the oldest first."""
    return tuple(map(_folder, session.scalars(select(Folder).order_by(Folder.id))))


def folder(session: Session, number: int) -> WatchedFolder | None:
    """The folder of that number."""
    row = session.get(Folder, number)
    return None if row is None else _folder(row)


def add_folder(
    session: Session, rule: FolderRule, *, at: datetime, by: str, anchor: str, device: str
) -> WatchedFolder:
    """Put a folder under a rule."""
    row = Folder(added_at=at, added_by=by, anchor=anchor, device=device, trouble="", **_columns(rule))
    session.add(row)
    session.flush()
    return _folder(row)


def change_folder(session: Session, number: int, rule: FolderRule, *, anchor: str, device: str) -> None:
    """Give a folder another rule: what was seen below it is named by a plan again before it goes."""
    mine = update(Folder).where(Folder.id == number)
    session.execute(mine.values(anchor=anchor, device=device, trouble="", **_columns(rule)))
    session.execute(update(File).where(File.folder_id == number).values(listed_at=None))


def switch_folder(session: Session, number: int, *, enabled: bool) -> None:
    """Let a rule rest, or take it up again: then a plan names its files before they go."""
    session.execute(update(Folder).where(Folder.id == number).values(enabled=enabled))
    session.execute(update(File).where(File.folder_id == number).values(listed_at=None))


def doubt_folders(session: Session) -> None:
    """No folder is the one that was chosen, until somebody says so again."""
    session.execute(update(Folder).values(anchor=_DOUBTED))


def remove_folder(session: Session, number: int) -> None:
    """Take a folder from under its rule; what was seen below it is forgotten."""
    session.execute(delete(Folder).where(Folder.id == number))


def note_look(session: Session, number: int, *, trouble: str, device: str) -> None:
    """What the newest look at a folder came to."""
    session.execute(update(Folder).where(Folder.id == number).values(trouble=trouble, device=device))


def unchanged(session: Session, number: int, seen: Mapping[str, str]) -> list[int]:
    """Of files seen below that folder, their identity by their path, the ids of those known as they are."""
    if not _is_text(seen):
        known = at_paths(session, number, list(seen))
        return [one.id for path, one in known.items() if one.identity == seen[path]]
    found = session.connection().exec_driver_sql(_UNCHANGED, (json.dumps(seen), number))
    return list(json.loads(found.scalar_one()))


def at_paths(session: Session, number: int, paths: Sequence[str]) -> dict[str, KnownFile]:
    """By their path, files of that folder that are known."""
    return {found.path: found for found in _read(session, (_C.folder_id == number) & _at(paths))}


def alike(session: Session, number: int, identities: Collection[str]) -> dict[str, list[KnownFile]]:
    """By their identity, files of that folder that are known, wherever they were."""
    mine = (_C.folder_id == number) & _C.identity.in_(select(_each(list(identities))))
    found: dict[str, list[KnownFile]] = {}
    for known in _read(session, mine):
        found.setdefault(known.identity, []).append(known)
    return found


def add_files(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Put down files that are new; their ids."""
    if not rows:
        return []
    new = insert(File).returning(File.id)
    return list(session.scalars(new, [{**row, "path": os.fsencode(row["path"])} for row in rows]))


def displace(session: Session, file: KnownFile) -> None:
    """Another file took its place: it may be met elsewhere."""
    moved = _MOVED + str(file.id).encode() + b"/" + os.fsencode(file.path)
    session.execute(update(File).where(File.id == file.id).values(path=moved))


def put_back(session: Session, file: int) -> None:
    """It was met nowhere else: it is again the one at its place, as that was seen; for what is held."""
    row = session.get_one(File, file)
    if not row.path.startswith(_MOVED):
        return
    place = row.path.partition(b"/")[2]
    other = session.scalars(select(File).where(File.folder_id == row.folder_id, File.path == place)).first()
    if other is not None:
        taken = {name: getattr(other, name) for name in _SEEN}
        session.delete(other)
        session.flush()
        for name, value in taken.items():
            setattr(row, name, value)
    row.path = place
    session.flush()


def change_file(session: Session, file: int, **values: Any) -> None:
    """Put down what has changed of a file."""
    if "path" in values:
        values["path"] = os.fsencode(values["path"])
    session.execute(update(File).where(File.id == file).values(**values))


def known_below(session: Session, number: int) -> int:
    """How many files are known below a folder."""
    return session.scalars(select(func.count()).where(File.folder_id == number)).one()


def ids_of(session: Session, number: int) -> set[int]:
    """Everything known below a folder."""
    return set(session.scalars(select(File.id).where(File.folder_id == number)))


def forget_files(session: Session, ids: Iterable[int]) -> None:
    """They are no longer there."""
    gone = list(ids)
    for start in range(0, len(gone), _CHUNK):
        session.connection().execute(_FORGET, _ids(gone[start : start + _CHUNK]))
    forget_drafts_of(session, KIND, frozenset(map(str, gone)))


def note_stuck(session: Session, why: Mapping[int, str]) -> None:
    """Why files could not be removed."""
    stuck = update(_FILES).where(_C.id == bindparam("file")).values(stuck=bindparam("why"))
    if why:
        session.connection().execute(stuck, [{"file": file, "why": word} for file, word in why.items()])


def unlisted(session: Session) -> bool:
    """Whether there are files below enabled folders that no plan has named yet."""
    query = select(File.id).where(File.listed_at.is_(None), _SWEPT).limit(1)
    return session.scalars(query).first() is not None


def note_listed(session: Session, at: datetime) -> None:
    """A plan named everything that is swept."""
    session.execute(update(File).where(File.listed_at.is_(None), _SWEPT).values(listed_at=at))


def endings(session: Session, until: datetime) -> Iterator[Ending]:
    """What leaves at or before `until`, or lacks its date, below folders that are swept."""
    return _endings(session, (_C.leaves_at <= until) | _C.undated)


def endings_among(session: Session, ids: Collection[int]) -> Iterator[Ending]:
    """Those of `ids` that are there, below folders that are swept; `met_here` then has them too."""
    rows = session.connection().execute(_AMONG, _ids(ids)).all()
    session.info[_MET] = {row[0]: row for row in rows}
    return map(itemgetter(*range(len(_ENDING))), rows)


def met_here(session: Session, ids: Collection[int]) -> list[KnownFile]:
    """Those of `ids` that are there; what the transaction just asked for is not asked again."""
    met = session.info.get(_MET, {})
    there = [_known_file(row[:2] + row[-2:]) for file in ids if (row := met.get(file)) is not None]
    return there if len(there) == len(ids) else known_files(session, ids)


def watched(session: Session) -> dict[int, int]:
    """By folder, how many files are known."""
    rows = session.execute(select(File.folder_id, func.count()).group_by(File.folder_id))
    return {number: count for number, count in rows}  # noqa: C416


def known_files(session: Session, ids: Collection[int]) -> list[KnownFile]:
    """Those of `ids` that are there."""
    return list(_read(session, _THESE, _ids(ids)))


def every_file(session: Session, number: int) -> Iterator[KnownFile]:
    """Everything known below a folder, read piece by piece."""
    return _read(session, _C.folder_id == number)


def first_seen(session: Session, ids: Collection[int]) -> dict[int, datetime]:
    """By file, when it was seen first."""
    query = select(File.id, File.first_seen_at).where(_THESE)
    return {file: at for file, at in session.execute(query, _ids(ids))}  # noqa: C416


def leaving(session: Session, number: int, until: datetime) -> Iterator[tuple[KnownFile, datetime]]:
    """What leaves that folder at or before `until` and was named by a plan, with when."""
    mine = (_C.folder_id == number) & (_C.leaves_at <= until) & _C.listed_at.is_not(None)
    query = select(*_KNOWN, _LEAVES).where(mine)
    for row in session.connection().execute(query, execution_options=_IN_PIECES):
        yield _known_file(row[:-1]), datetime.fromisoformat(row[-1])


def file_lines(session: Session, number: int, held: Collection[int], most: int) -> tuple[FileLine, ...]:
    """Files of a folder, the held ones first, then those that leave first."""
    columns = (File.id, File.path, File.leaves_at, File.undated, File.stuck)
    stays = File.id.in_(list(held))
    query = select(*columns).where(File.folder_id == number).order_by(~stays, File.leaves_at, File.id)
    return tuple(
        FileLine(file, os.fsdecode(path), leaves_at, undated, file in held, why)
        for file, path, leaves_at, undated, why in session.execute(query.limit(most))
    )


def counts(session: Session, number: int, now: datetime) -> tuple[int, datetime | None, int]:
    """How many files of a folder are due, when the next one is, how many lack their date."""
    mine = File.folder_id == number
    due = session.scalars(select(func.count()).where(mine, File.leaves_at <= now)).one()
    coming = session.scalars(select(func.min(File.leaves_at)).where(mine, File.leaves_at > now)).one()
    undated = session.scalars(select(func.count()).where(mine, File.undated)).one()
    return due, coming, undated


def stuck(session: Session, number: int | None = None) -> Counter[str]:
    """How many files stay although their time is over, by why; of one folder or of all that are swept."""
    mine = _SWEPT if number is None else File.folder_id == number
    query = select(File.stuck, func.count()).where(_STUCK, mine).group_by(File.stuck)
    return Counter({word: count for word, count in session.execute(query)})  # noqa: C416


def stuck_folders(session: Session) -> frozenset[int]:
    """The folders below which a file stays although its time is over."""
    return frozenset(session.scalars(select(File.folder_id).where(_STUCK).distinct()))


_SWEPT = File.folder_id.in_(select(Folder.id).where(Folder.enabled, Folder.trouble.not_in(OUT_OF_REACH)))
_STUCK = text("watched_file.stuck != ''")
"""Said as the index over these few says it, without a parameter: only then is it used."""
_FILES = typed(Table, File.__table__)
"""For what is asked of a hundred thousand files: rows without an identity map."""
_C = _FILES.c
_KNOWN = (_C.id, _C.folder_id, _C.path, _C.identity)
_LEAVES = type_coerce(_C.leaves_at, String)
"""The instant as the database has it: one reading of it is enough."""
_ENDING = (_C.id, _C.folder_id, _LEAVES, _C.listed_at.is_not(None), _C.undated)
_THESE = _C.id.in_(select(func.json_each(bindparam("ids", type_=String)).table_valued("value").c.value))
_AMONG = select(*_ENDING, *_KNOWN[2:]).where(_SWEPT, _THESE).order_by(_C.id)
_FORGET = delete(_FILES).where(_THESE)
"""Asked of every batch, so made once."""
_MET = "watched files that were asked for"
_IN_PIECES = {"yield_per": _CHUNK}
_UNCHANGED = """
SELECT json_group_array(known.id) FROM json_each(?) AS seen CROSS JOIN watched_file AS known
WHERE known.folder_id = ? AND known.path = CAST(seen.key AS BLOB) AND known.identity = seen.value
"""
"""One row instead of thousands. The cross join keeps the order: each that was seen is looked for once."""


def _endings(session: Session, which: ColumnElement[bool]) -> Iterator[Ending]:
    query = select(*_ENDING).where(_SWEPT, which).order_by(_C.id)
    rows = session.connection().execute(query, execution_options=_IN_PIECES)
    return chain.from_iterable(rows.partitions())


def _read(
    session: Session, which: ColumnElement[bool], values: Mapping[str, str] | None = None
) -> Iterator[KnownFile]:
    query = select(*_KNOWN).where(which)
    rows = session.connection().execute(query, values, execution_options=_IN_PIECES)
    return map(_known_file, rows)


def _ids(ids: Iterable[int]) -> dict[str, str]:
    """What `_THESE` are, as one parameter."""
    return {"ids": json.dumps(list(ids))}


def _known_file(row: Any) -> KnownFile:
    file, number, path, identity = row
    return tuple.__new__(KnownFile, (file, number, os.fsdecode(path), identity))  # see `Item`


def _at(paths: Sequence[str]) -> ColumnElement[bool]:
    """Being at one of these paths."""
    if not _is_text(paths):
        return _C.path.in_([os.fsencode(path) for path in paths])
    return _C.path.in_(select(cast(_each(paths), LargeBinary)))


def _is_text(paths: Iterable[str]) -> bool:
    """Whether they can be told in JSON: bytes that are no UTF-8 have no place there."""
    try:
        "".join(paths).encode()
    except UnicodeEncodeError:
        return False
    return True


def _each(values: Sequence[int] | Sequence[str]) -> ColumnElement[Any]:
    """These values as one parameter: a thousand of them cost more than the question itself."""
    return func.json_each(json.dumps(values)).table_valued("value").c.value


def _columns(rule: FolderRule) -> dict[str, Any]:
    form = rule.date_form.value if rule.date_form else None
    plain = {name: getattr(rule, name) for name in ("label", "period", "recursive", "enabled")}
    return {**plain, "path": os.fsencode(rule.path), "patterns": list(rule.patterns), "date_form": form}


def _folder(row: Folder) -> WatchedFolder:
    rule = FolderRule(
        path=os.fsdecode(row.path),
        label=row.label,
        period=row.period,
        patterns=tuple(row.patterns),
        date_form=DateForm(row.date_form) if row.date_form else None,
        recursive=row.recursive,
        enabled=row.enabled,
    )
    return WatchedFolder(row.id, rule, row.added_at, row.added_by, row.anchor, row.device, row.trouble)
