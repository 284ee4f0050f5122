"""Whatever happens to a file of the vault: all of its content is there, or the program says so.

`./dev trials tests/trials/test_damage.py` runs the long form; `GDPR_DESK_SEED` repeats a run.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import damage
import shop
from quick_keys import quick

from gdpr_desk.clock import FixedClock
from gdpr_desk.desk_backups import preview_backup, restore_backup, verify_backup
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.settings import state_folder
from gdpr_desk.vault.backup_reading import verify_outside
from gdpr_desk.vault.people import Role

WAL = "vault.db-wal"
USER_MARK = "the user's highwater"
COPY = "copie.gdprdesk"
SEED = 23
"""Of the short form, which is the same at every run."""


@dataclass
class Bench:
    """The vaults of one run: `calm` was closed, `crashed` left its log, `older` is calm a day before."""

    home: Path
    calm: Path
    crashed: Path
    older: Path
    other: Path
    sheet: str
    who: dict[str, str]
    contents: dict[tuple[Path, str], shop.Content] = field(default_factory=dict)
    """By vault, and by the phrase of whoever looks: staff open no sealed file."""
    restored: object = None

    def fresh(self, source: Path) -> Path:
        """A copy of one of the vaults with its user's mark, as the program finds them."""
        place = self.home / "trial"
        shutil.rmtree(place, ignore_errors=True)
        shutil.rmtree(state_folder(), ignore_errors=True)
        shutil.copytree(source.with_name("state"), state_folder())
        return Path(shutil.copytree(source, place / "coffre"))

    def target(self, folder: Path, name: str) -> Path:
        """Where the file of that name lies now."""
        if name == USER_MARK:
            return next(state_folder().glob("highwater-*"))
        return folder / name


def bench(home: Path) -> Bench:
    """Found the vaults of a run."""
    os.environ["XDG_STATE_HOME"] = str(home / "user-state")
    founded = shop.found(home / "calm" / "coffre")
    calm = founded.folder
    older = _kept(calm, home / "older" / "coffre")
    with shop.opened(calm) as desk:
        for party in desk.parties.all()[:6]:  # enough that the log holds many frames
            desk.parties.save(type(party)(**{**vars(party), "name": f"{party.name} bis"}))
        desk.history.destroy([record.activity.reference for record in desk.history.binned()])
        shop.copied(desk, calm.parent / COPY)
        shop.live(desk, 2)
        crashed = _kept(calm, home / "crashed" / "coffre")
        who = {person.id: person.role for person in desk.people.all()}
    _kept(calm, home / "closed" / "coffre")
    shutil.rmtree(state_folder())
    other = _kept(shop.found(home / "founded" / "coffre").folder, home / "other" / "coffre")
    phrases = {Role.OFFICER: shop.PHRASE, Role.STAFF: shop.STAFF_PHRASE, Role.RECOVERY: founded.sheet}
    made = Bench(
        home,
        home / "closed" / "coffre",
        crashed,
        older,
        other,
        founded.sheet,
        {person: phrases[role] for person, role in who.items()},
    )
    shutil.copyfile(calm.parent / COPY, made.calm / "backups" / COPY)
    for source in (made.calm, made.crashed):
        for phrase in phrases.values():
            with shop.opened(made.fresh(source), phrase=phrase) as desk:
                made.contents[source, phrase] = shop.content(desk)
                assert shop.alarms(desk) == []
    assert made.contents[made.calm, shop.PHRASE] == made.contents[made.crashed, shop.PHRASE]
    assert (made.crashed / WAL).stat().st_size > 20 * damage.FRAME
    made.restored = brought_back(made, made.fresh(made.calm) / "backups" / COPY)
    return made


def _kept(folder: Path, target: Path) -> Path:
    """A copy as a thief or a power cut would take it: what is in memory only is not in it."""
    shutil.copytree(folder, target, ignore=shutil.ignore_patterns("*-shm", "*.spent-*"))
    shutil.copytree(state_folder(), target.with_name("state"))
    return target


@dataclass
class Tally:
    """How the cases of a run ended; `broken` must stay empty."""

    seed: int
    ends: Counter[tuple[str, str]] = field(default_factory=Counter)
    sentences: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)

    def report(self) -> str:
        ended = Counter[str]()
        for (_, end), many in self.ends.items():
            ended[end] += many
        lines = [f"damage trial: {ended.total()} cases, seed {self.seed}: {dict(ended)}"]
        by_file = Counter[tuple[str, str]]()
        for (name, end), many in self.ends.items():
            by_file[re.sub(r"[0-9a-f]{8,}", "…", name), end] += many
        for name in dict.fromkeys(name for name, _ in by_file):
            ends = {end: many for (n, end), many in by_file.items() if n == name}
            lines += [f"  {name}: {ends}"]
        lines += [f"  {many} x {sentence}" for sentence, many in self.sentences.most_common()]
        return "\n".join([*lines, *(f"  BROKEN {what}" for what in self.broken)]) + "\n"


def of_the_database(dice: random.Random, made: Bench, many: int) -> Iterator[tuple[Path, damage.Case]]:
    """Damage to database and log, the log's while it holds committed work."""
    others = {"of another vault": made.other / "vault.db", "older": made.older / "vault.db"}
    for case in damage.any_file(dice, "vault.db", many, others):
        yield made.calm, case
    for case in damage.paged(dice, "vault.db", many // 8):
        yield made.calm, case
    for case in damage.any_file(dice, "vault.db", many // 4, {}):
        yield made.crashed, case
    for case in damage.paged(dice, "vault.db", many // 16):
        yield made.crashed, case
    for case in damage.any_file(dice, WAL, many // 2, {"of another vault": made.other / "vault.db"}):
        yield made.crashed, case
    for case in damage.paged(dice, WAL, many // 16, damage.FRAME):
        yield made.crashed, case
    for _ in range(many // 8):
        yield made.crashed, damage.Case(WAL, "cut to frames", _cut_frames(dice))
    yield made.crashed, damage.Case("vault.db", "database and log older", _older_pair(made))


def _cut_frames(dice: random.Random) -> damage.Act:
    share = dice.random()

    def act(path: Path) -> None:
        content = path.read_bytes()
        frames = int(share * ((len(content) - damage.WAL_HEAD) // damage.FRAME))
        path.write_bytes(content[: damage.WAL_HEAD + frames * damage.FRAME])

    return act


def _older_pair(made: Bench) -> damage.Act:
    def act(path: Path) -> None:
        shutil.copyfile(made.older / "vault.db", path)
        path.with_name(WAL).unlink()

    return act


def beside(dice: random.Random, made: Bench, many: int) -> Iterator[tuple[Path, damage.Case]]:
    """Damage to what lies beside the database."""
    old, strange = made.older, made.other
    users = {"older": next(old.with_name("state").glob("highwater-*"))}
    users["of another vault"] = next(strange.with_name("state").glob("highwater-*"))
    for name, weight, others in (
        ("highwater", 2, _elsewhere("highwater", old, strange)),
        (USER_MARK, 2, users),
        ("erasures.log", 1, _elsewhere("erasures.log", old, strange)),
        ("state.json", 1, _elsewhere("state.json", old, strange)),
        ("due.json", 1, _elsewhere("due.json", old, strange)),
    ):
        for case in damage.any_file(dice, name, many // weight, others):
            yield made.calm, case
    for grant in sorted(path.name for path in (made.calm / "keys").glob("*.grant.age")):
        others = {"of another vault": next((strange / "keys").glob("*.grant.age"))}
        for case in damage.any_file(dice, f"keys/{grant}", many // 4, others):
            yield made.calm, case
    papers = sorted((made.calm / "attachments").glob("*.age"))
    for paper in papers:
        others = {"of another one": papers[0] if paper != papers[0] else papers[1]}
        others["of another vault"] = next((strange / "attachments").glob("*.age"))
        for case in damage.any_file(dice, f"attachments/{paper.name}", many // 4, others):
            yield made.calm, case
    own = sorted(path.name for path in (made.calm / "backups").glob("*.gdprdesk"))
    others = {"older": made.calm / "backups" / own[-1]}
    others["of another vault"] = next((strange / "backups").glob("*.gdprdesk"))
    for case in damage.any_file(dice, f"backups/{COPY}", many // 2, others):
        yield made.calm, case
    yield made.calm, damage.Case("vault.db", "whole folder older", _whole_folder(made))


def _elsewhere(name: str, older: Path, other: Path) -> dict[str, Path]:
    return {"older": older / name, "of another vault": other / name}


def _whole_folder(made: Bench) -> damage.Act:
    def act(path: Path) -> None:
        shutil.rmtree(path.parent)
        shutil.copytree(made.older, path.parent)

    return act


def try_case(made: Bench, source: Path, case: damage.Case, tally: Tally) -> None:
    """Damage one file, then judge what the program makes of it."""
    folder = made.fresh(source)
    case.act(made.target(folder, case.name))
    database = folder / "vault.db"
    before = database.read_bytes() if database.is_file() else None
    try:
        if case.name.startswith("backups/"):
            told = _of_backup(made, folder / case.name)
        else:
            told = _of_vault(made, source, folder, case)
    except GdprDeskError as refusal:
        told = shop.in_words(refusal)
        # What is refused is left as it is, so that somebody who knows more can still look.
        if before is not None and case.name != WAL and database.read_bytes() != before:
            tally.broken.append(f"{case.name} {case.kind}: refused, but the database was changed")
    except Exception as fault:
        tally.broken.append(f"{case.name} {case.kind}: {type(fault).__name__} {fault}")
        return
    tally.ends[case.name, "told" if told else "equal"] += 1
    if told:
        tally.sentences[told] += 1


def _of_vault(made: Bench, source: Path, folder: Path, case: damage.Case) -> str:
    """Open it as the window does: empty where all is there, else the first alarm."""
    person = Path(case.name).name.split(".")[0]
    phrase = made.who.get(person, shop.PHRASE)
    with shop.opened(folder, phrase=phrase) as desk:
        said = shop.alarms(desk)
        if not said and shop.content(desk) != made.contents[source, phrase]:
            raise AssertionError("other content, and not a word")
        if said and said[0].startswith("journal"):
            raise AssertionError("only a check by hand would find it")
        return said[0] if said else ""


def _of_backup(made: Bench, path: Path) -> str:
    """Verify and restore it: empty where all comes back, else the first alarm."""
    try:
        outside = verify_outside(path).intact
        inside = outside and verify_backup(path, shop.PHRASE, FixedClock(shop.NOW)).intact
        same = brought_back(made, path) == made.restored
    except GdprDeskError as refusal:
        return shop.in_words(refusal)
    if inside and not same:
        return f"an intact backup, of {verify_outside(path).made_at}, shown before it is restored"
    assert same, "not intact, and yet restored as something else without a word"
    return "" if inside else "verification: not intact"


def brought_back(made: Bench, path: Path) -> object:
    """All that restoring this backup brings, but for the new vault's own id and instants."""
    target = made.home / "trial" / "neuf"
    clock = FixedClock(shop.NOW)
    told = preview_backup(path, target, shop.PHRASE, clock)
    restore_backup(path, target, shop.PHRASE, clock)
    try:
        with shop.opened(target) as desk:
            rows, erased, register, papers = shop.content(desk)
            assert shop.alarms(desk) == []
    finally:
        shutil.rmtree(target)
    kept = [table for table in rows if table[0] != "vault_meta"]
    return kept, erased, register, papers, told.made_at, told.counts


def of_keys(dice: random.Random, made: Bench, many: int) -> Iterator[tuple[Path, damage.Case]]:
    """Damage to the identity files of everybody; `made` has real ones."""
    for person in sorted(made.who):
        others = {"of another vault": next(p for p in (made.other / "keys").glob("????????.age"))}
        others["of another person"] = made.calm / "keys" / f"{next(p for p in made.who if p != person)}.age"
        for case in damage.any_file(dice, f"keys/{person}.age", many, others):
            yield made.calm, case


def chosen_seed() -> int:
    """Another one for each long run, unless one is to be repeated."""
    return int(os.environ.get("GDPR_DESK_SEED") or random.SystemRandom().randrange(1 << 32))


Cases = list[tuple[Path, damage.Case]]


def some_of(made: Bench, seed: int, sample: int) -> Cases:
    """So many cases of all kinds."""
    dice = random.Random(seed)
    return dice.sample(
        [case for maker in (of_the_database, beside) for case in maker(dice, made, 60)], sample
    )


def go_through(made: Bench, cases: Cases, tally: Tally) -> None:
    """Every case in turn."""
    for source, case in cases:
        try_case(made, source, case, tally)


def run(home: Path, many: int, seed: int, *, real: bool = False) -> Tally:
    """All kinds of damage, `many` flips of the database."""
    dice, tally = random.Random(seed), Tally(seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", os.environ.get("XDG_STATE_HOME", ""))
        if not real:
            quick(patch)
        made = bench(home)
        makers = (of_keys,) if real else (of_the_database, beside)
        cases = [case for maker in makers for case in maker(dice, made, many)]
        began = time.monotonic()
        go_through(made, cases, tally)
    sys.stdout.write(f"\n{tally.report()}  {time.monotonic() - began:.0f} s\n")
    return tally


def unseen(path: Path) -> None:
    """The log is gone and both marks with it, which nobody can see."""
    path.unlink()
    (path.parent / "highwater").unlink()
    shutil.rmtree(state_folder())


def test_damage_is_healed_or_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", os.environ["XDG_STATE_HOME"])
    quick(monkeypatch)
    made, tally = bench(tmp_path), Tally(SEED)
    go_through(made, some_of(made, SEED, 32), tally)
    sys.stdout.write(tally.report())
    assert tally.broken == []
    assert {end for _, end in tally.ends} == {"equal", "told"}
    try_case(made, made.crashed, damage.Case(WAL, "marks gone too", unseen), tally)
    assert len(tally.broken) == 1, "the judge would not notice a loss without a word"


@pytest.mark.trial
def test_a_thousand_damages_are_healed_or_told(tmp_path: Path) -> None:
    tally = run(tmp_path, 120, chosen_seed())
    (tmp_path / "damage-report.txt").write_text(tally.report())
    assert tally.broken == []
    assert tally.ends.total() >= 1000


@pytest.mark.trial
def test_damaged_keys_are_told(tmp_path: Path) -> None:
    tally = run(tmp_path, 24, chosen_seed(), real=True)
    assert tally.broken == []
    assert tally.ends.total() >= 100


@pytest.mark.trial
def test_an_older_database_costs_no_sealed_file(tmp_path: Path) -> None:
    """Somebody puts an older copy back by mistake, sees the warning, and puts the right one back."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", os.environ["XDG_STATE_HOME"])
        quick(patch)
        made = bench(tmp_path)
        folder = made.fresh(made.calm)
        right = (folder / "vault.db").read_bytes()
        shutil.copyfile(made.older / "vault.db", folder / "vault.db")
        with shop.opened(folder) as desk:
            assert shop.alarms(desk)
        (folder / "vault.db").write_bytes(right)
        with shop.opened(folder) as desk:
            assert shop.content(desk) == made.contents[made.calm, shop.PHRASE]
