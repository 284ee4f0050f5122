"""The watched folders of the shop in `four_hundred_days.py`: what is put there, and what the judge expects.

Two folders: `camera` by the later of a file's date and the day it was seen, `phone` by the day in its name,
with what lies below it. Each file says in its content who it is, so that it is known under whatever name.
Files that no rule names, links and what they lead to stay for ever.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from due_judge import DAY, DAYS, HOUR, RULES, WATCHED, Judge, Thing, midnight
from moved_clock import MovedClock
from shop_days import CANARY
from shop_work import Company
from year_end import require

PATTERNS = {"camera": "*.mp4", "phone": "*.wav"}
FOLDERS = {"camera": 1, "phone": 2}
"""Their numbers in the vault, in the order in which they were put under a rule."""
_NEVER = (datetime(2999, 1, 1, tzinfo=UTC),) * 2


@dataclass
class Recording(Thing):
    """A file under a rule. `plans` of the open vault have met it as it is, `named` of them before the run
    at hand; `seen`: it lies where the last of them met it."""

    path: Path = Path()
    modified: datetime = _NEVER[0]
    day: date | None = None
    row: int = 0
    seen: bool = False
    plans: int = 0
    named: int = 0

    @property
    def key(self) -> str:
        return f"file/{self.row}"

    @property
    def holdable(self) -> bool:
        return self.seen

    def due(self) -> tuple[datetime, datetime]:
        if not self.plans:
            return _NEVER
        if self.day is not None:
            return (midnight(datetime.combine(self.day, time(12), UTC), DAYS[self.kind]),) * 2
        first, last = (max(at, self.modified) for at in self.born)
        return first + DAYS[self.kind] * DAY, last + DAYS[self.kind] * DAY

    def free_at(self) -> datetime:
        return max(super().free_at(), self.born[1])

    def must_leave(self, at: datetime, ahead: timedelta = HOUR) -> bool:
        return self.seen and self.plans > 1 and super().must_leave(at, ahead)

    def may_leave(self, at: datetime) -> bool:
        return self.seen and self.named > 0 and super().may_leave(at)

    def goes_locked(self, at: datetime) -> bool:
        return self.seen and self.named > 0 and super().must_leave(at)


@dataclass
class Watched:
    """The two folders below `base`, and a third that no rule names."""

    base: Path
    clock: MovedClock
    company: Company
    judge: Judge
    dice: random.Random
    told: Counter[str]
    number: int = 0

    def begin(self) -> None:
        """Make them and put them under their rules."""
        for name in ("camera", "phone", "phone/2026", "phone/2027", "elsewhere"):
            (self.base / name).mkdir(parents=True)
        old = self.clock.at - 300 * DAY
        self._outside(self.base / "elsewhere" / f"{CANARY}.mp4", old)
        self._outside(self.base / "elsewhere" / f"{CANARY} 2026-01-05.wav", old)
        self._linked(self.base / "camera" / "link.mp4", self.base / "elsewhere" / f"{CANARY}.mp4")
        self._linked(self.base / "phone" / "archive", self.base / "elsewhere")
        for kind in WATCHED:
            given = (str(self.base / kind), PATTERNS[kind], DAYS[kind], kind == "phone")
            rule = self.company.expect("watch", *given)["rule"]
            require(rule == RULES[kind], "the key of a folder's rule", rule)

    def look(self) -> dict[str, set[str]]:
        """By kind who is there, whatever its name."""
        ids = {kind: {path.read_text() for path in _files(self.base / kind)} for kind in WATCHED}
        links = {f"link {path.name}" for path in self.base.rglob("*") if path.is_symlink()}
        ids["outside"] = {path.read_text() for path in _files(self.base)} | links
        return ids

    def met(self, began: datetime, ended: datetime) -> None:
        """A run of the open vault that began and ended there has looked at the folders."""
        for one in self.recordings():
            one.born = one.born if one.plans else (began, ended)
            one.named, one.plans, one.seen = one.plans, one.plans + 1, True

    def planned(self) -> None:
        """It is over: from now on locked runs and answers go by its list."""
        query = "SELECT folder_id, hex(path), id FROM watched_file"
        rows = {(folder, path): int(row) for folder, path, row in self.judge.rows(query)}
        for one in self.recordings():
            one.named = one.plans
            place = os.fsencode(one.path.relative_to(self.base / one.kind)).hex().upper()
            one.row = rows[FOLDERS[one.kind], place]

    def recordings(self) -> list[Recording]:
        """Everything under the rules."""
        return [thing for thing in self.judge.alive.values() if isinstance(thing, Recording)]

    def hour(self) -> None:
        """What is done there in an hour."""
        for act, often in (
            (self._filmed, 0.5),
            (self._called, 0.35),
            (self._besides, 0.12),
            (self._renamed, 0.2),
            (self._swapped, 0.08),
            (self._changed, 0.12),
            (self._removed, 0.1),
            (self._saved, 0.08),
        ):
            if self.dice.random() < often:
                act()

    def _filmed(self) -> None:
        """Mostly fresh, sometimes copied with an old date, now and then with one to come."""
        ago = self.dice.choice((*(timedelta(minutes=self.dice.randrange(300)),) * 6, 200 * DAY, -4 * DAY))
        self._recorded("camera", self.base / "camera" / self._name("mp4"), self.clock.at - ago)

    def _called(self) -> None:
        """Some are past their time by the day in their name when they are put there."""
        day = (self.clock.at - self.dice.randrange(80) * DAY).date() if self.dice.random() < 0.9 else None
        self._recorded("phone", self._phone(day), self.clock.at, day)

    def _besides(self) -> None:
        """What no rule names: another ending, a hidden file, a folder below one whose rule ends there."""
        below = self.base / "camera" / "below"
        below.mkdir(exist_ok=True)
        name = self._name("mp4")
        camera = self.base / "camera"
        places = (camera / f"{name}.txt", camera / f".{name}", below / name, self.base / "phone" / name)
        self._outside(self.dice.choice(places), self.clock.at - 100 * DAY)

    def _renamed(self) -> None:
        if one := self._any():
            if one.kind == "phone":
                one.day = (self.clock.at - self.dice.randrange(80) * DAY).date()
                self._move(one, self._phone(one.day))
            else:
                self._move(one, one.path.with_name(self._name(self.dice.choice(("mp4", "MP4")))))
            self.told["files renamed"] += 1

    def _swapped(self) -> None:
        """Two files change names."""
        there = [one for one in self.recordings() if one.seen and one.kind == "camera"]
        if len(there) > 1:
            one, other = self.dice.sample(there, 2)
            first, second = one.path, other.path
            self._move(one, first.with_name("between"))
            self._move(other, first)
            self._move(one, second)
            self.told["files that changed names"] += 2

    def _changed(self) -> None:
        """Written anew, in place or by another file that takes its place: its time begins again."""
        if one := self._any():
            new = one.path.with_name("part") if self.dice.random() < 0.5 else one.path
            self.number += 1
            self._write(new, one.id, self.clock.at)
            new.replace(one.path)
            one.modified, one.seen, one.plans, one.named = self.clock.at, False, 0, 0
            self.told["files changed"] += 1

    def _removed(self) -> None:
        """Somebody deletes one that is not held."""
        if (one := self._any()) and not one.held:
            one.path.unlink()
            del self.judge.alive[one.kind, one.id]
            self.told["files removed by hand"] += 1

    def _saved(self) -> None:
        """Somebody keeps one for ever, by a name or a place that no rule names."""
        if (one := self._any()) and not one.held:
            away = (one.path.with_name(f"{one.path.name}.keep"), self.base / "elsewhere" / one.path.name)
            one.path.rename(self.dice.choice(away))
            del self.judge.alive[one.kind, one.id]
            self.judge.kept.add(("outside", one.id))
            self.told["files taken from under their rule"] += 1

    def _any(self) -> Recording | None:
        """One that lies as it was met last, rather one whose time is near."""
        there = sorted((one for one in self.recordings() if one.seen), key=lambda one: one.due())
        return self.dice.choice(there[: self.dice.choice((3, len(there)))]) if there else None

    def _recorded(self, kind: str, path: Path, at: datetime, day: date | None = None) -> None:
        who = f"{kind} {self.number}"
        self._write(path, who, at)
        self.judge.put(Recording(kind, who, _NEVER, path=path, modified=at, day=day))
        self.told["files put in watched folders"] += 1

    def _outside(self, path: Path, at: datetime) -> None:
        self.number += 1
        self._write(path, f"outside {self.number}", at)
        self.judge.kept.add(("outside", f"outside {self.number}"))
        self.told["files outside every rule"] += 1

    def _linked(self, path: Path, to: Path) -> None:
        path.symlink_to(to)
        self.judge.kept.add(("outside", f"link {path.name}"))

    def _move(self, one: Recording, to: Path) -> None:
        one.path.rename(to)
        one.path, one.seen = to, False

    def _name(self, ending: str) -> str:
        self.number += 1
        return f"{CANARY}-{self.number}.{ending}"

    def _phone(self, day: date | None) -> Path:
        folder = self.dice.choice((Path("phone"), Path("phone/2026"), Path("phone/2027")))
        return self.base / folder / f"{f'{day} ' if day else ''}{self._name('wav')}"

    def _write(self, path: Path, who: str, at: datetime) -> None:
        path.write_text(who)
        ns = int(at.timestamp()) * 10**9 + self.number
        os.utime(path, ns=(ns, ns))


def _files(folder: Path) -> Iterator[Path]:
    for place, _folders, names in os.walk(folder):
        yield from (path for name in names if not (path := Path(place, name)).is_symlink())
