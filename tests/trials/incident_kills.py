"""kill -9 while an incident is answered, filed and closed: `incident_kills.py [KILLS [SEED [SCREEN...]]]`.

A rehearsal of each screen notes what the vault shows after each commit. Then the same is done again and
killed: mostly between two signs of something typed, else within any act. A next process opens
the incident: what was acknowledged is there, with nothing but the act in hand added; of what was typed and
not saved no more is missing than what was typed in the last two seconds; journal, marks and clock are right.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from disk import memory
from incident_driven import (
    ACTS,
    CLOCK,
    RAW_KEY,
    REFERENCE,
    TYPED,
    Say,
    at_home,
    live,
    picture,
    told_to,
    typed_on,
    window,
)

from gdpr_desk.app import open_desk
from gdpr_desk.breaches.model import BreachFacts
from gdpr_desk.breaches.timing import ClockState
from gdpr_desk.breaches.vocabulary import IncidentKind
from gdpr_desk.retention.due_list import read_due_list
from gdpr_desk.vault.vault import Vault

LOST_AT_MOST_S = 2.0
_PATIENCE_S = 120
_ORDER = tuple(ACTS)


@dataclass
class Life:
    """What one process told, line by line, and when it was killed (steady seconds)."""

    lines: list[list[str]]
    killed_at: float = 0.0

    def numbers(self, word: str) -> list[int]:
        return [int(line[1]) for line in self.lines if line[0] == word]

    def typed(self) -> list[tuple[str, int, float, str]]:
        """Field, how many of its signs, when, and all that was to be typed."""
        return [
            (line[1], int(line[2]), float(line[3]), json.loads(line[4]))
            for line in self.lines
            if line[0] == "KEY"
        ]


@dataclass
class Trial:
    """The vault as it is before each screen, and what a life on that screen shows."""

    base: Path
    seed: int
    states: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    after: dict[str, list[int]] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    tally: Counter[str] = field(default_factory=Counter)
    worst: float = 0.0

    def found(self) -> None:
        """A vault with an incident of which only the picture was chosen."""
        folder = at_home(self.base / _ORDER[0])
        with open_desk(Vault.found_for_trial(folder, RAW_KEY, clock=CLOCK), CLOCK) as desk:
            known = CLOCK.now() - timedelta(hours=11)
            desk.breaches.open(BreachFacts(kind=IncidentKind.LOST_DEVICE, aware_at=known))

    def rehearse(self, upto: str) -> None:
        """Every screen up to that one, undisturbed."""
        for place, screen in enumerate(_ORDER):
            if screen not in self.states:
                folder = self.base / (_ORDER[place + 1] if place + 1 < len(_ORDER) else "end")
                shutil.copytree(self.base / screen, folder)
                told = spawned(partial(live, folder, screen, self.seed, 0), None)
                assert told.lines[-1:] == [["END"]], told.lines[-3:]
                self._learn(screen, told)
            if screen == upto:
                return

    def _learn(self, screen: str, told: Life) -> None:
        states, after = [], []
        for line in told.lines:
            if line[0] == "STATE":
                states.append(json.loads(line[1]))
            elif line[0] == "ACK":
                after.append(len(states) - 1)
        self.states[screen], self.after[screen] = states, after
        self.keys[screen] = len(told.typed())

    def kill(self, screen: str, dice: random.Random) -> None:
        """One life on that screen, cut short, and judged by the next process."""
        folder = self.base / "trial"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.base / screen, folder)
        pace = dice.randrange(1, 1 << 30)
        typing = bool(self.keys[screen]) and dice.random() < 0.96
        word, lines = ("KEY", self.keys[screen]) if typing else ("ACT", len(ACTS[screen]))
        wait = dice.random() * (1.5 if dice.random() < 0.1 else 0.05 if typing else 0.3)
        told = spawned(partial(live, folder, screen, self.seed, pace), (word, dice.randrange(lines), wait))
        if told.lines[-1:] == [["END"]]:
            self.tally["over before the kill"] += 1
            return
        judged = spawned(partial(self._judge, folder, screen, told), None)
        assert judged.lines, "the judge died"
        assert judged.lines[-1][0] == "GOOD", judged.lines[-1]
        _, unsaved, behind = judged.lines[-1]
        self.worst = max(self.worst, float(behind))
        self.tally["kills"] += 1
        self.tally["with unsaved typing"] += int(unsaved)
        self.tally[f"on {screen}"] += 1

    def _judge(self, place: Path, screen: str, told: Life, say: Say) -> None:
        desk, page = window(place)
        verdict = desk.verify_journal()
        assert verdict.intact, "journal"
        water = desk.vault.high_water
        assert water is None or water.shortfall is None, "high-water mark"
        file = desk.breaches.file(REFERENCE)
        found = picture(file.breach)
        states, after, done = self.states[screen], self.after[screen], told.numbers("ACK")
        least = after[done[-1]] if done else 0
        most = after[min(len(done), len(after) - 1)]
        assert found in states[least : most + 1], ("acknowledged, but not there", least, most, found)
        known = file.breach.facts.aware_at
        assert known is not None
        assert file.clock.due_at == known + timedelta(hours=72), "the end moved"
        listed = read_due_list(desk.vault.folder)
        due = [] if file.clock.state is ClockState.NOTIFIED else [known + timedelta(hours=72)]
        assert listed is not None
        assert list(listed.clocks) == due, "what a locked vault knows"
        drafts = {draft: kept for draft in _FORMS if (kept := desk.breaches.drafts.read(draft)) is not None}
        words = list(leaves([found, [kept.content for kept in drafts.values()]]))
        behind, unsaved = typing_gone(told, list(leaves(found)), words)
        assert behind <= LOST_AT_MOST_S, ("typing was lost", behind)
        page.open_breach(REFERENCE)
        main = drafts.get(f"breach/{REFERENCE}")
        if main is not None:
            shown = typed_on(page)
            for name, text in main.content["typed"].items():
                assert shown.get(name) == text, ("not taken up", name)
        say(f"GOOD {int(unsaved)} {behind:.3f}")
        page.leave()
        desk.close()


_FORMS = (f"breach/{REFERENCE}", f"breach/{REFERENCE}/told", f"breach/{REFERENCE}/action")


def leaves(kept: Any) -> Iterator[str]:
    """Every text in it."""
    if isinstance(kept, str):
        yield kept
    elif isinstance(kept, Mapping | list):
        for one in kept.values() if isinstance(kept, Mapping) else kept:
            yield from leaves(one)


def typing_gone(told: Life, saved: Sequence[str], kept: Sequence[str]) -> tuple[float, bool]:
    """For how long before the kill something had been typed that is gone; whether anything was unsaved."""
    behind, unsaved = 0.0, False
    by_field: dict[str, list[tuple[int, float, str]]] = {}
    for name, length, at, text in told.typed():
        by_field.setdefault(name, []).append((length, at, text))
    for typed in by_field.values():
        whole = typed[-1][2]
        unsaved = unsaved or not _begins(whole[: typed[-1][0]], saved)
        there = max((n for n, _at, _text in typed if _begins(whole[:n], kept)), default=0)
        gone = [at for length, at, _text in typed if length > there and not whole[there:length].isspace()]
        if gone:
            behind = max(behind, told.killed_at - gone[0])
    return behind, unsaved


def _begins(words: str, texts: Sequence[str]) -> bool:
    return any(text.startswith(words.rstrip()) for text in texts)


def spawned(work: Callable[[Say], object], aim: tuple[str, int, float] | None) -> Life:
    """Do it in a process of its own; kill it so long after the n-th line of that word."""
    heard, says = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(heard)
        code = 1
        try:
            signal.alarm(_PATIENCE_S)
            work(told_to(says))
            code = 0
        except BaseException:
            os.write(says, json.dumps(traceback.format_exc()[-1500:]).encode() + b"\n")
        finally:
            os._exit(code)
    os.close(says)
    life, seen = Life([]), 0
    with os.fdopen(heard, "rb") as lines:
        for raw in lines:
            if not raw.endswith(b"\n"):
                break
            line = _parted(raw.decode().rstrip("\n"))
            life.lines.append(line)
            if aim is not None and line[0] == aim[0]:
                if seen == aim[1]:
                    time.sleep(aim[2])
                    life.killed_at = time.monotonic()
                    os.kill(child, signal.SIGKILL)
                seen += 1
    os.waitpid(child, 0)
    return life


def _parted(line: str) -> list[str]:
    word = line.split(" ", 1)[0]
    return line.split(" ", {"KEY": 4, "STATE": 1}.get(word, 2))


def main(kills: int, seed: int, screens: list[str], base: Path) -> None:
    """Kill so often; a line with the figures. Raises AssertionError where a promise is broken."""
    dice, trial, began = random.Random(seed), Trial(base, seed), time.monotonic()
    trial.found()
    for screen in screens:
        trial.rehearse(screen)
    while trial.tally["kills"] < kills:
        with_typing = [one for one in screens if one in TYPED]
        quiet = [one for one in screens if one not in TYPED]
        trial.kill(dice.choice(quiet if quiet and dice.random() < 0.06 else with_typing), dice)
        if trial.tally["kills"] % 10 == 0:
            print(dict(trial.tally), f"{trial.worst:.2f} s", flush=True)
    print(
        f"{kills} kills, seed {seed}: {trial.tally['with unsaved typing']} with unsaved typing, at most "
        f"{trial.worst:.2f} s of it gone; {dict(trial.tally)}; load {os.getloadavg()[0]:.1f}; "
        f"{time.monotonic() - began:.0f} s: 0 broken"
    )


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    chosen = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(1 << 32)
    print(f"seed {chosen}", flush=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="gdpr-desk-incidents-", dir=memory()) as place:
        main(wanted, chosen, sys.argv[3:] or list(_ORDER), Path(place) / "vaults")
