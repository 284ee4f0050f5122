"""Judges a vault by arithmetic of its own: what had to leave, what had to stay, what is there.

It knows of each thing when it was put in, by the clock of the process that did, and reads the database and
the folder itself, from a copy. Nothing here asks the sweep, its rules or `periods`.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Protocol

import sqlcipher3.dbapi2 as sqlcipher

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DAYS = {
    "attachment": 30,
    "draft": 90,
    "backup": 35,
    "papers": 60,
    "calls": 2,
    "activity": 30,
    "request_message": 30,
    "call_back": 2,
    "settled": 2,
    "task_proof": 365,
    "camera": 30,
    "phone": 60,
}
"""How many days each kind may stay; `papers` and `calls` are kinds of the shelf, `call_back` and `settled` of
ledgers, the last two lie in watched folders."""
WATCHED = ("camera", "phone")
SEALED = ("attachment", "task_proof")
"""Kinds with a file in the vault's folder that goes while it is locked."""
MINIMUM_DAYS = 10
"""How long papers must stay after they were published."""
RULES = {
    "attachment": "identity_copies",
    "activity": "bin",
    "draft": "drafts",
    "backup": "backups",
    "request_message": "request_messages",
    "call_back": "ledger_call_backs",
    "settled": "ledger_unpaid_settled",
    "task_proof": "task_proofs",
    "camera": "folder/1",
    "phone": "folder/2",
}
ERASED = {
    "attachment": "attachment",
    "activity": "activity",
    "request_message": "request_message",
    "call_back": "ledger",
    "settled": "ledger",
    "task_proof": "attachment",
}
"""Kinds whose end the erasure ledger tells, and what it calls them."""
SHELF = ("papers", "calls")
ASKS_FROM = 20
"""No smaller number of things may make the guard ask."""
TABLES = {
    "attachment": "SELECT id FROM attachment",
    "task_proof": "SELECT id FROM attachment",
    "draft": "SELECT form FROM draft",
    "activity": "SELECT reference FROM activity_bin",
    "papers": "SELECT id FROM shelf WHERE rule = 'papers'",
    "calls": "SELECT id FROM shelf WHERE rule = 'calls'",
    "record": "SELECT reference FROM activity",
    "request_message": "SELECT reference FROM subject_request WHERE kept_from NOTNULL AND purged_at ISNULL",
    "call_back": "SELECT reference FROM ledger_entry WHERE kind = 'call_backs'",
    "settled": "SELECT reference FROM ledger_entry WHERE rule = 'ledger_unpaid_settled'",
}
_COPIES = "SELECT id, added_at FROM attachment WHERE kind = 'identity'"
_ENDED = "SELECT reference, kept_from FROM subject_request WHERE kept_from NOTNULL AND purged_at ISNULL"


class Broken(AssertionError):
    """A promise that was not kept."""


@dataclass
class Seen:
    """What the vault holds: ids by kind, and the files of attachments."""

    ids: dict[str, set[str]]
    files: set[str]


@dataclass
class Thing:
    """Something that is to leave one day. `born`: between which instants its time began."""

    kind: str
    id: str
    born: tuple[datetime, datetime]
    published: datetime | None = None
    form: str = ""
    held: bool = False
    lifted_at: datetime | None = None
    file_gone: bool = False

    @property
    def key(self) -> str:
        """How a hold names it."""
        return f"{'shelf' if self.kind in SHELF else ERASED.get(self.kind, self.kind)}/{self.id}"

    @property
    def holdable(self) -> bool:
        """Whether somebody may hold it now."""
        return not self.file_gone and self.kind != "task_proof"

    def due(self) -> tuple[datetime, datetime]:
        """Not before the first of these instants, and not later than the second."""
        first, last = self.born
        if self.kind == "activity":  # by the day that its page shows
            return midnight(first, DAYS["activity"]), midnight(last, DAYS["activity"])
        return first + DAYS[self.kind] * DAY, last + DAYS[self.kind] * DAY

    def free_at(self) -> datetime:
        """From when nothing any longer kept it from leaving."""
        kept = [self.lifted_at, self.published and self.published + MINIMUM_DAYS * DAY]
        return max([self.due()[1], *(at for at in kept if at)])

    def under_minimum(self, at: datetime) -> bool:
        """Whether it must still stay."""
        return self.published is not None and at < self.published + MINIMUM_DAYS * DAY

    def must_leave(self, at: datetime, ahead: timedelta = HOUR) -> bool:
        """Whether a run at `at` that looks an hour ahead has to take it; a hold that was lifted later, before
        its plan was answered, still stood in that plan."""
        stood = self.held or (self.lifted_at is not None and self.lifted_at > at)
        return not stood and not self.under_minimum(at) and self.due()[1] <= at + ahead

    def may_leave(self, at: datetime) -> bool:
        """Whether a run that ends at `at` may have taken it."""
        return not self.held and not self.under_minimum(at) and self.due()[0] <= at + HOUR

    def goes_locked(self, at: datetime) -> bool:
        """Whether a run of the locked vault at `at` has to take it."""
        return self.kind in SEALED and self.must_leave(at) and not self.file_gone


class Elsewhere(Protocol):
    """What the judge asks of watched folders: by kind, who is there."""

    def look(self) -> dict[str, set[str]]: ...


@dataclass
class Judge:
    """Everything that lives, and what came of the rest."""

    folder: Path
    key: bytes
    alive: dict[tuple[str, str], Thing] = field(default_factory=dict)
    kept: set[tuple[str, str]] = field(default_factory=set)
    swept: Counter[str] = field(default_factory=Counter)
    erased: set[tuple[str, str]] = field(default_factory=set)
    told_before: Counter[str] = field(default_factory=Counter)
    """What statements of runs before the first day say went, of each rule."""
    latest: timedelta = timedelta()
    """The longest that something was there after its time, its minimum and its hold, until a run took it."""
    watched: Elsewhere | None = None

    def meet(self) -> None:
        """What was there before the first day: copies of identity papers, contents of ended requests."""
        for kind, query in (("attachment", _COPIES), ("request_message", _ENDED)):
            for key, at in self.rows(query):
                self.put(Thing(kind, key, (datetime.fromisoformat(at), datetime.fromisoformat(at))))
        self.kept |= {("record", key) for key in self.look().ids["record"]}
        self.erased |= self.erasures()
        self.told_before = self.told()

    def told(self, which: str = "1 = 1") -> Counter[str]:
        """How many of each rule the statements of the runs say went; `which` chooses among the runs."""
        joined = "SELECT rule, sum(destroyed) FROM sweep_count JOIN sweep_run ON sweep_run.id = run_id WHERE"
        rows = self.rows(f"{joined} {which} GROUP BY rule")
        return Counter({str(rule): int(number) for rule, number in rows if int(number)})

    def put(self, thing: Thing) -> None:
        """It is there from now on."""
        self.alive[thing.kind, thing.id] = thing

    def things(self, kind: str) -> list[Thing]:
        """Those of one kind, in the order they came."""
        return [thing for thing in self.alive.values() if thing.kind == kind]

    def taken(self, kind: str, key: str) -> None:
        """A person took it out by hand."""
        thing = self.alive.pop((kind, key))
        if kind in ERASED:
            self.erased.add((ERASED[kind], key))
        self.alive.pop(("draft", thing.form), None)

    def back(self, reference: str) -> None:
        """A record came back from the bin."""
        del self.alive["activity", reference]
        self.kept.add(("record", reference))

    def thinned(self) -> None:
        """A backup was made, which takes old ones away: by another rule, but never a held one."""
        there = self.look().ids["backup"]
        for thing in self.things("backup"):
            if thing.id not in there:
                if thing.held:
                    raise Broken(f"the held {thing.key} was thinned out")
                del self.alive["backup", thing.id]

    def overdue(self, at: datetime, kinds: Collection[str] = tuple(DAYS)) -> list[Thing]:
        """What a run at `at` has to take."""
        things = [thing for thing in self.alive.values() if thing.kind in kinds and thing.must_leave(at)]
        return [thing for thing in things if not (self.only(thing) or self.with_held_draft(thing))]

    def with_held_draft(self, thing: Thing) -> bool:
        """A record stays as long as what was typed into its form is held."""
        draft = self.alive.get(("draft", thing.form))
        return draft is not None and draft.held

    def only(self, thing: Thing) -> bool:
        """The newest backup stays until there is another."""
        return thing.kind == "backup" and thing.id == max(t.id for t in self.things("backup"))

    def after_run(
        self, began: datetime, ended: datetime, *, waits: bool = False, kinds: Collection[str] = tuple(DAYS)
    ) -> int:
        """After a run in the open vault: what had to leave is gone with its file, the rest is there;
        how many left. `waits`: the guard asked, so that what is due may still be there."""
        seen, late = self.look(), self.overdue(began, kinds)
        if waits and len(late) <= ASKS_FROM:
            raise Broken(f"the guard asked because of {len(late)} things")
        for thing in () if waits else late:
            if thing.id in seen.ids[thing.kind]:
                raise Broken(f"{thing.key}, due {thing.due()[1]}, is there after the run of {began}")
        gone = self._left(seen, ended)
        for thing in gone:
            self.latest = max(self.latest, began - thing.free_at())
        self._files_follow_rows(seen)
        return len(gone)

    def after_crash(self, at: datetime) -> int:
        """After a run that was killed: nothing but what was due is gone; how much of it."""
        return len(self._left(self.look(), at))

    def after_locked(self, began: datetime, ended: datetime, waiting: int) -> int:
        """After a run of the locked vault: due files are gone, rows and all other files are there."""
        seen = self.look()
        due = [thing for thing in self.alive.values() if thing.goes_locked(began)]
        if waiting and len(due) <= ASKS_FROM:
            raise Broken(f"the guard asked because of {len(due)} files")
        gone = self._unlinked(seen, ended, [] if waiting else due)
        for thing in (thing for kind in SEALED for thing in self.things(kind)):
            there = thing.id in seen.files
            if thing.id not in seen.ids["attachment"]:
                raise Broken(f"the row of {thing.key} went without any key")
            if there and thing in due and not waiting:
                raise Broken(f"the file of {thing.key} is there after the locked run of {began}")
            if not there and not thing.file_gone:
                if not thing.may_leave(ended):
                    raise Broken(f"the file of {thing.key} is lost")
                thing.file_gone, gone = True, gone + 1
        if self._left(seen, ended, only_if_due=False):
            raise Broken("something left the locked vault")
        return gone

    def look(self) -> Seen:
        """What is there, read from a copy: the vault itself is left as it is."""
        backups = {path.name for path in (self.folder / "backups").glob("*.gdprdesk")}
        files = {path.stem for path in (self.folder / "attachments").glob("*.age")}
        ids = {kind: {row[0] for row in self.rows(query)} for kind, query in TABLES.items()}
        return Seen({**ids, "backup": backups, **(self.watched.look() if self.watched else {})}, files)

    def rows(self, query: str) -> list[tuple[str, ...]]:
        """What the database answers."""
        return list(self._ask(query))

    def erasures(self) -> set[tuple[str, str]]:
        """What the ledger beside the database says was destroyed."""
        lines = (self.folder / "erasures.log").read_text(encoding="utf-8").splitlines()
        found = [json.loads(line) for line in lines if '"id"' in line]
        return {(entry["kind"], entry["id"]) for entry in found}

    def _ask(self, query: str) -> Iterator[tuple[str, ...]]:
        copy = self.folder.with_name("looked-at")
        if not copy.exists() or self._stamp() != self._looked:
            shutil.rmtree(copy, ignore_errors=True)
            copy.mkdir()
            for name in ("vault.db", "vault.db-wal"):
                if (self.folder / name).exists():
                    shutil.copy(self.folder / name, copy / name)
            self._looked = self._stamp()
        connection = sqlcipher.connect(str(copy / "vault.db"))
        connection.execute(f"PRAGMA key=\"x'{self.key.hex()}'\"")
        yield from connection.execute(query).fetchall()
        connection.close()

    _looked: tuple[tuple[int, int], ...] = ()

    def _stamp(self) -> tuple[tuple[int, int], ...]:
        there = [path for name in ("vault.db", "vault.db-wal") if (path := self.folder / name).exists()]
        return tuple((path.stat().st_mtime_ns, path.stat().st_size) for path in there)

    def _left(self, seen: Seen, ended: datetime, *, only_if_due: bool = True) -> list[Thing]:
        """Things that are no longer there; raises where one had to stay."""
        for kind, key in self.kept:
            if key not in seen.ids[kind]:
                raise Broken(f"{kind}/{key}, which has no end, is lost")
        gone = [thing for thing in self.alive.values() if thing.id not in seen.ids[thing.kind]]
        forms = {thing.form for thing in gone if thing.kind == "activity"}
        for thing in gone:
            with_record = thing.kind == "draft" and thing.id in forms and not thing.held
            if not with_record and (self.only(thing) or (only_if_due and not thing.may_leave(ended))):
                held = "held" if thing.held else "not held"
                raise Broken(f"{thing.key}, {held}, due {thing.due()[0]}, is lost at {ended}")
            self.swept[thing.kind] += not with_record
        for thing in gone:
            del self.alive[thing.kind, thing.id]
            if thing.kind in ERASED:
                self.erased.add((ERASED[thing.kind], thing.id))
        return gone

    def _unlinked(self, seen: Seen, ended: datetime, due: Collection[Thing]) -> int:
        """What a locked run took of watched folders."""
        there = [thing for kind in WATCHED for thing in self.things(kind)]
        gone = [thing for thing in there if thing.id not in seen.ids[thing.kind]]
        for thing in there:
            if thing in due and thing not in gone:
                raise Broken(f"{thing.id}, due {thing.due()[1]}, is there after the locked run")
            if thing in gone and not thing.may_leave(ended):
                raise Broken(f"{thing.id}, due {thing.due()[0]}, is lost at {ended}")
        for thing in gone:
            self.swept[thing.kind] += 1
            del self.alive[thing.kind, thing.id]
        return len(gone)

    def _files_follow_rows(self, seen: Seen) -> None:
        pending = {thing.id for thing in self.alive.values() if thing.file_gone}
        if seen.files != seen.ids["attachment"] or pending:
            raise Broken(f"files and rows differ: {seen.files ^ seen.ids['attachment']}, {pending}")


def midnight(at: datetime, days: int) -> datetime:
    """00:00 in Paris so many days after the day of `at`."""
    day = (at + _ahead(at)).date() + timedelta(days=days)
    naive = datetime.combine(day, time(), UTC)
    return naive - _ahead(naive - 2 * HOUR)


def _ahead(at: datetime) -> timedelta:
    """How far the clocks of Paris are ahead of UTC: an hour more between the last Sundays of March and
    October, 01:00 UTC."""
    ends = []
    for month in (3, 10):
        last = datetime(at.year, month, 31, 1, tzinfo=UTC)
        ends.append(last - (last.isoweekday() % 7) * DAY)
    return 2 * HOUR if ends[0] <= at < ends[1] else HOUR
