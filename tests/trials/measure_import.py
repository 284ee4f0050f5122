"""An import of 1,000 rows, from the file to the commit, against the same rows through the repository."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from large import open_vault, register_of
from timing import Cost, cost, load, middle, told

if TYPE_CHECKING:
    from gdpr_desk.app import Desk
    from gdpr_desk.register.model import Register

ROWS = 1_000


def imports(runs: int) -> dict[str, object]:
    """Seconds for each, in turn, every time into a new vault.

    The import is everything: the file, the child process that reads it, columns, checks, journal,
    what undo needs, one version of each record. The repository writes the same records, parties and
    versions and nothing else: all at once, as the import does, and one by one, as every save does.
    """
    from gdpr_desk.clock import SystemClock
    from gdpr_desk.register.reading.intake import read_incoming
    from gdpr_desk.register.tabular import register_sheets

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        file = folder / "registre.csv"
        file.write_bytes(register_sheets(register_of(ROWS), "csv", produced_at=SystemClock().now()).content)
        with open_vault(folder / "first") as desk:  # what is imported and cached once is not counted
            desk.exchange.import_incoming(read_incoming(file))
            stored = desk.register.register()
        busy = load()
        costs: dict[str, list[Cost]] = {}
        for run in range(runs):
            for name, way in _ways(file, stored).items():
                with open_vault(folder / f"{name}-{run}") as desk:
                    costs.setdefault(name, []).append(cost(partial(way, desk)))
        bytes_read = file.stat().st_size
    middles = {name: middle(taken) for name, taken in costs.items()}
    whole = middles["import"]
    return {
        "runs": runs,
        "load": [busy, load()],
        "rows": len(stored.activities),
        "file_bytes": bytes_read,
        **told(middles),
        "import_worst_s": round(max(one.wall for one in costs["import"]), 2),
        "times_at_once": round(whole.wall / middles["repository_at_once"].wall, 2),
        "times_at_once_cpu": round(whole.cpu / middles["repository_at_once"].cpu, 2),
        "times_one_by_one": round(whole.wall / middles["repository_one_by_one"].wall, 2),
    }


def _ways(file: Path, stored: Register) -> dict[str, Callable[[Desk], object]]:
    from gdpr_desk.register.reading.intake import read_incoming

    return {
        "reading": lambda _desk: read_incoming(file),
        "import": lambda desk: desk.exchange.import_incoming(read_incoming(file)),
        "repository_at_once": lambda desk: _written(desk, stored, at_once=True),
        "repository_one_by_one": lambda desk: _written(desk, stored, at_once=False),
    }


def _written(desk: Desk, stored: Register, *, at_once: bool) -> None:
    from gdpr_desk.parties import repository as parties
    from gdpr_desk.register import past, repository

    with desk.vault.store.begin() as session:
        for party in stored.parties:
            parties.put_party(session, party)
        if at_once:
            repository.put_activities(session, stored.activities)
        else:
            for activity in stored.activities:
                repository.put_activity(session, activity)
        past.remember(
            session, stored.activities, "register.imported", at=desk.clock.now(), actor=desk.journal.actor
        )
