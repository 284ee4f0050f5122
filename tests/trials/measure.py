"""Figures the README of this folder reports: `python tests/trials/measure.py WHAT [--runs N]`.

`start`, `pdf` and `memory` are of the program; `paper`, `list` and `import` the three trials of the register;
`gaps` is how long an open window cannot answer while a big sweep runs.

Runs of the program and of its yardstick alternate in one session, so that a busy machine slows
both; medians are compared, never a single run.
"""

from __future__ import annotations

import importlib
import os
from pathlib import Path

# A child process imports this module again, as it would the program's own light one: what measures
# is imported when it is asked for, so that no child is charged for it.

WHAT = {
    "start": "measure_program",
    "pdf": "measure_program",
    "memory": "measure_program",
    "paper": "measure_paper",
    "list": "measure_list",
    "requests": "measure_requests",
    "requests_window": "measure_requests_window",
    "import": "measure_import",
    "gaps": "measure_gaps",
}
_CALLED = {"list": "lists", "import": "imports"}


def environment_in(home: str | Path) -> dict[str, str]:
    """Nobody's own vault, settings or log: all of them below `home`."""
    kinds = ("DATA", "CONFIG", "STATE", "CACHE")
    xdg = {f"XDG_{kind}_HOME": str(Path(home) / kind.lower()) for kind in kinds}
    return {**os.environ, **xdg, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}


def main() -> None:
    """Measure what is asked and print one JSON object."""
    import argparse
    import json
    import tempfile

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=WHAT)
    parser.add_argument("--runs", type=int, help="15 for the start, 7 for the import, 3 for the gaps, else 5")
    asked = parser.parse_args()
    runs = asked.runs or {"start": 15, "import": 7, "gaps": 3}.get(asked.what, 5)
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(environment_in(home))
        measure = getattr(importlib.import_module(WHAT[asked.what]), _CALLED.get(asked.what, asked.what))
        print(json.dumps(measure(runs), indent=2))


if __name__ == "__main__":
    main()
