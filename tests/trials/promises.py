"""The vault under trial, and what must hold however an operation on it was cut short.

A rehearsal notes what the vault shows after each step. Wherever a real run stops, the vault shows
what it did after the last acknowledged step or after the one in hand, never anything between;
journal, ledger and marks are intact; everybody who has a key comes in, and nobody else.
"""

from __future__ import annotations

import ast
import gc
import os
import pickle
import shutil
import traceback
from collections import ChainMap, Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from founding import found_earlier, found_today
from operations import ANNE, COLD, PHRASE, START, WARM, Hands, Told
from pictures import Outside, Picture, Scene, differences, judge_whole, left_behind, picture

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.desk_backups import verify_backup
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.vault.backup import kept_backups
from gdpr_desk.vault.backup_file import read_outer
from gdpr_desk.vault.backup_reading import verify_outside
from gdpr_desk.vault.vault import RECOVERY_NAME, Vault

CHANGE_KEYS = {"add", "remove", "renew", "passphrase", "new-key", "migrate"}
BACKED_UP = {"daily", "copy"}
EVERYBODY = 4
"""Where no keys change, everybody else tries theirs at each such point only."""
KILLED, DONE, REFUSED, OWN_FAULT = -1, 0, 1, 2


@dataclass
class Run:
    """How a run ended: what it acknowledged, with the phrases it told."""

    end: int
    told: list[Told]
    calls: str = ""


@dataclass
class Trial:
    """One vault on the watched folder `work`, kept as it was in `seed`."""

    base: Path
    operation: str
    noted: Counter[str] = field(default_factory=Counter)
    n: int = 1
    phrases: dict[str, str] = field(default_factory=dict)
    scenes: list[Scene] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    _looks: int = 0
    _judged: int = 0
    _leaving: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.work, self.seed = self.base / "trial", self.base / "seed"
        self.folder, self.file, self.place = (self.work / x for x in ("coffre", "a.gdprdesk", "neuf"))
        self._move_in()

    def _move_in(self) -> None:
        for name in ("CONFIG", "DATA", "STATE"):
            os.environ[f"XDG_{name}_HOME"] = str(self.work / "user" / name.lower())

    @property
    def hands(self) -> Hands:
        """Where the operation works, in whose name."""
        return Hands(
            self.folder, self.file, self.place, self.ids.get(ANNE, ""), self.phrases.get(ANNE, PHRASE), self.n
        )

    def found(self) -> None:
        """Make the vault; to be called once."""
        self.work.mkdir()
        earlier = self.operation == "migrate"
        made = found_earlier(self.folder) if earlier else found_today(self.hands)
        self.phrases, self.ids = made.phrases, made.ids
        shutil.copytree(self.work, self.seed)

    def fresh(self) -> None:
        """The disk as it was, and the user's own folders on it."""
        self._move_in()
        put_in_place(self.seed, self.work)

    def rehearse(self) -> Run:
        """Note what there is before and after each step of a run that nothing disturbs; the disk moves on."""
        notes = self.base / "scenes"

        def work() -> None:
            scenes = [] if self.operation == "migrate" else [self._scene(self.phrases)]
            phrases = dict(self.phrases)
            with notes.open("wb") as out:
                for told, desk in self._steps(lambda: None):
                    phrases |= told
                    scenes.append(self._scene(phrases, desk))
                pickle.dump(scenes if self.operation != "migrate" else scenes * 2, out)

        run = self.in_child(lambda _told: work(), str)
        assert run.end == DONE, (self.base / "trace").read_text()
        self.scenes = pickle.loads(notes.read_bytes())  # noqa: S301 - written just now by ourselves
        return run

    def run(
        self,
        arm: Callable[[], object],
        calls: Callable[[], str],
        tell: Callable[[Told], object] = bool,
        watch: Callable[[int], object] = bool,
    ) -> Run:
        """Carry the operation out in a process of its own, faults armed by `arm`; how it ended.

        What is acknowledged is also told to `tell`, in that process; `watch` learns its number.
        """

        def work(acknowledge: Callable[[Told], None]) -> None:
            for told, _ in self._steps(arm):
                tell(told)
                acknowledge(told)

        return self.in_child(work, calls, watch)

    def _steps(self, arm: Callable[[], object]) -> Iterator[tuple[Told, Desk | None]]:
        hands = self.hands
        if self.operation in COLD:
            arm()
            yield from ((told, None) for told in COLD[self.operation](hands))
            return
        with hands.opened() as desk:
            arm()
            for told in WARM[self.operation](desk, hands):
                yield told, None if desk.vault._closed else desk

    def in_child(
        self,
        work: Callable[[Callable[[Told], None]], None],
        calls: Callable[[], str],
        watch: Callable[[int], object] = bool,
    ) -> Run:
        """Do it in a process of its own, whose number `watch` is told; how it ended."""
        said, made = self.base / "said", self.base / "calls"
        said.write_text("")
        made.write_text("")
        gc.freeze()  # a child must not copy all pages only to look for garbage
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what SQLCipher says of a failed page
            outcome = OWN_FAULT
            try:
                with said.open("a", buffering=1) as out:
                    work(lambda told: print(repr(dict(told)), file=out, flush=True))
                outcome = DONE
            except BaseException as problem:
                outcome = REFUSED if isinstance(problem, GdprDeskError) else OWN_FAULT
                (self.base / "trace").write_text(traceback.format_exc())
            finally:
                made.write_text(calls())
                os._exit(outcome)
        watch(child)
        _, status = os.waitpid(child, 0)
        end = KILLED if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
        return Run(end, said_in(said.read_text()), made.read_text())

    def judge(self, run: Run) -> int:
        """Raise AssertionError where a promise is broken; which scene there is."""
        assert run.end != OWN_FAULT, (self.base / "trace").read_text()
        done = len(run.told)
        assert run.end != DONE or done == len(self.scenes) - 1
        allowed = range(done, min(done + 2, len(self.scenes)))
        phrases = dict(ChainMap(*reversed(run.told), self.phrases))
        with self._open_as(ANNE, self._either(ANNE, phrases, allowed)) as desk:
            judge_whole(desk)
            found = picture(desk)
            known = desk.people.all()
        ids = {person.name: person.id for person in known}
        at = next((n for n in reversed(allowed) if self._shows(found, n)), None)
        assert at is not None, differences(found, [self.scenes[n].vault for n in allowed])
        self._judge_outside([self.scenes[n].outside for n in allowed])
        self._leaving = {person.name for person in known if person.leaving}
        self._judge_people(ids, phrases, run, at)
        self.noted.update(left_behind(self.work))
        told_otherwise = run.end == REFUSED and found != self.scenes[done].vault
        self.noted["refused, yet there"] += told_otherwise
        self.ids, self.phrases = ids, phrases
        return at

    def _judge_outside(self, allowed: list[Outside]) -> None:
        kept, made, restored = self._outside()
        due = [set(own) for own, _, _ in allowed]
        assert set.intersection(*due) <= set(kept) <= set.union(*due), "the vault's own backups"
        assert made in [copy for _, copy, _ in allowed], "the copy elsewhere"
        assert restored in [vault for _, _, vault in allowed], "the restored vault"

    def _shows(self, found: Picture, n: int) -> bool:
        """Whether the vault is as after step `n`.

        Where the machine stopped between the ledger's line and the commit, the next opening destroys
        an attachment without a line in the journal: known, counted, not taken for a broken promise.
        """
        due = self.scenes[n].vault
        if found == due:
            return True
        silent = self.operation == "destroy-attachment" and n > 0
        silent = silent and found == replace(due, journal=self.scenes[n - 1].vault.journal)
        self.noted["destroyed without a line in the journal"] += silent
        return silent

    def _either(self, name: str, phrases: Mapping[str, str], allowed: range) -> list[str]:
        """The phrases that may open: the one that was told last, or that of the step in hand."""
        coming = self.scenes[allowed[-1]].phrases.get(name)
        return list(dict.fromkeys(p for p in (phrases.get(name), coming) if p))

    def _judge_people(self, ids: Mapping[str, str], phrases: dict[str, str], run: Run, at: int) -> None:
        done = len(run.told)
        allowed = range(done, min(done + 2, len(self.scenes)))
        self._judged += 1
        for name, person in ids.items():
            may = self._either(name, phrases, allowed)
            if name not in phrases and at == done:
                continue  # a sheet that was never shown
            if not may or (self.operation not in CHANGE_KEYS and (name == ANNE or self._judged % EVERYBODY)):
                continue
            fits = [phrase for phrase in may if self._opens(phrase, person)]
            renewed = name == RECOVERY_NAME and at > done and self.operation == "renew"
            going = at == done < allowed[-1] and name not in (n for _, n in self.scenes[-1].vault.people)
            # The list says so of somebody whose removal was cut short: the next change of keys ends it.
            assert fits or renewed or going or name in self._leaving, f"{name} is locked out"
            before = self.phrases.get(name)
            if fits:
                self.noted["refused, yet the new phrase opens"] += run.end == REFUSED and before not in fits
                phrases[name] = fits[0]
            else:
                phrases.pop(name, None)
                self.noted["new sheet never shown" if renewed else "out before the list says so"] += 1
            if done == len(self.scenes) - 1 and before not in (None, phrases.get(name)):
                assert not self._opens(before, self.ids.get(name)), f"the old phrase of {name} still opens"
        for name in self.ids.keys() - ids.keys():
            former = phrases.pop(name, None)
            assert former is None or not self._opens(former, self.ids[name]), f"{name} still comes in"

    def _scene(self, phrases: Mapping[str, str], desk: Desk | None = None) -> Scene:
        if desk is not None:
            return Scene(picture(desk), self._outside(checked=False), dict(phrases))
        with self._open_as(ANNE, [phrases[ANNE]]) as opened:
            seen = picture(opened)
        return Scene(seen, self._outside(checked=False), dict(phrases))

    def _outside(self, *, checked: bool = True) -> Outside:
        """The backups there are, each of them `checked` to be whole, and the restored vault."""
        kept = kept_backups(self.folder / "backups")
        assert not checked or all(self._complete(backup.path) for backup in kept), "the vault's own backups"
        made = None
        if self.file.exists():
            assert not checked or self._complete(self.file), "the copy elsewhere"
            made = read_outer(self.file).header.made_at
        restored = None
        if self.place.exists():
            clock, anne = self._next(), self.ids[ANNE]
            with open_desk(Vault.unlock(self.place, PHRASE, clock=clock, person=anne), clock) as desk:
                judge_whole(desk)
                restored = picture(desk)
        return tuple(backup.made_at for backup in kept), made, restored

    def _complete(self, backup: Path) -> bool:
        """Whether it is what was written and, where backups are made, opens with the phrase of its day."""
        if self.operation not in BACKED_UP or self.n > 1:  # made under other phrases since
            return verify_outside(backup).intact
        return verify_backup(backup, PHRASE, self._next(), self.ids[ANNE]).intact

    def _next(self) -> FixedClock:
        """A later moment for each look: a wrong phrase costs waiting."""
        self._looks += 1
        return FixedClock(START + timedelta(days=self.n, seconds=self._looks))

    @contextmanager
    def _open_as(self, name: str, phrases: list[str]) -> Iterator[Desk]:
        fits = [p for p in phrases if len(phrases) == 1 or self._opens(p, self.ids[name])]
        assert fits, f"{name} is locked out"
        clock = self._next()
        with open_desk(Vault.unlock(self.folder, fits[0], clock=clock, person=self.ids[name]), clock) as desk:
            yield desk

    def _opens(self, phrase: str, person: str | None) -> bool:
        try:
            Vault.unlock(self.folder, phrase, clock=self._next(), person=person).close()
        except GdprDeskError:
            return False
        return True


def said_in(text: str) -> list[Told]:
    """What a run acknowledged; half a line counts for nothing."""
    return [ast.literal_eval(line) for line in text.split("\n")[:-1]]


def put_in_place(source: Path, target: Path) -> None:
    """Make `target` a copy of `source`."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
