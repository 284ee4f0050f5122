"""What a year of runs left behind: statements, lines in clear, ledger, journal, and no name in any of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pypdfium2
from due_judge import RULES, Broken, Judge
from shop_days import CANARY

PARIS = ZoneInfo("Europe/Paris")
IN_CLEAR = (
    "state.json",
    "due.json",
    "erasures.log",
    "sweep.spool",
    "highwater",
    "folders.due",
    "folders.spool",
)
_LINES = 60


def require(kept: bool, what: str, *seen: object) -> None:
    """Raises Broken unless it was kept."""
    if not kept:
        raise Broken(f"{what}: {seen}")


def last_line(folder: Path, began: datetime, *, locked: bool, destroyed: int) -> None:
    """The run that just ended has its line in clear, be it that nothing was to be done."""
    lines = json.loads((folder / "state.json").read_text(encoding="utf-8"))["sweeps"]
    line = lines[-1]
    found = (line["locked"], line["destroyed"], line["errors"])
    require(found == (locked, destroyed, []), "the last line of state.json", found, locked, destroyed)
    late = datetime.fromisoformat(line["at"]) - began
    require(abs(late.total_seconds()) < 300, "the instant of the last line", line["at"], began)
    require(len(lines) <= _LINES, "lines of state.json", len(lines))


def statements(judge: Judge, runs: Iterable[tuple[datetime, bool, int]]) -> dict[str, Any]:
    """Numbered without a number twice, one for each day with a run, and together they tell all that went."""
    query = "SELECT id, number, started_at, finished_at, locked FROM sweep_run ORDER BY id"
    rows = [(int(row[0]), str(row[1]), *row[2:]) for row in judge.rows(query)]
    numbers: dict[str, list[int]] = {}
    for _, number, *_ in rows:
        year, _, place = number.rpartition("-")
        numbers.setdefault(year, []).append(int(place))
    for year, found in numbers.items():
        require(found == list(range(1, len(found) + 1)), "numbers of a year", year, found)
    require(all(finished for *_, finished, _ in rows), "a run that nobody closed")
    told = {_day(_instant(started)) for _, _, started, _, locked in rows if not locked}
    worked = {_day(began) for began, locked, _ in runs if not locked}
    require(worked <= told, "days with a run and without a statement", sorted(worked - told))
    by_rule = judge.told() - judge.told_before
    swept = Counter({RULES.get(kind, kind): number for kind, number in judge.swept.items()})
    require(by_rule == swept, "what statements tell and what went", by_rule, swept)
    locked = judge.told("sweep_run.locked").total()
    return {"statements": len(rows), "told": dict(by_rule), "of locked runs": locked}


def erased(judge: Judge) -> int:
    """Every record and attachment that went is in the ledger, and nothing else is."""
    there = judge.erasures()
    require(there == judge.erased, "the ledger and what went", there ^ judge.erased)
    return len(there)


def nameless(folder: Path, papers: Sequence[Path], positive: Iterable[tuple[str, ...]]) -> None:
    """Nowhere in clear and on no paper is the name that stands in everything that was put in."""
    require(any(CANARY in str(row) for row in positive), "the name is not even in the vault")
    for path in (folder / name for name in IN_CLEAR if (folder / name).exists()):
        require(CANARY not in path.read_text(encoding="utf-8"), "a name in clear", path.name)
    for paper in papers:
        with pypdfium2.PdfDocument(paper) as pdf:
            text = "".join(page.get_textpage().get_text_bounded() for page in pdf)
        require("Relevé de purge" in text, "a statement without its title", paper.name)
        require(CANARY not in text, "a name on a statement", paper.name)


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _day(at: datetime) -> str:
    return at.astimezone(PARIS).date().isoformat()
