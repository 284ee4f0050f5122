"""Everything at the given paths through intake, each page drawn: one JSON line for each file, one at the end.

Run by `test_intake.py` in a home and a folder for temporary files of its own, watched from outside.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from gdpr_desk.intake.batch import Batch
from gdpr_desk.intake.identity_likeness import identity_hints
from gdpr_desk.intake.model import Look, ParsedMessage
from gdpr_desk.intake.originals import originals
from gdpr_desk.intake.refusals import NoPreview
from gdpr_desk.intake.rights_asked import nature_of

MOST_DRAWN = 30
"""Attachments of one message that are drawn."""


def main(paths: list[str]) -> None:
    """Take in, suggest, draw; tell what came of it and how long it took."""
    seconds = 0.0
    with Batch() as batch:
        for path in paths:
            for started, outcome in _timed(batch, Path(path)):
                told: dict[str, Any] = {"file": Path(path).name, "read_s": round(started, 3)}
                if outcome.message is None:
                    told |= {"refused": outcome.refusal.code if outcome.refusal else "?"}
                else:
                    told |= _looked_at(batch, outcome.message)
                seconds = max(seconds, told["read_s"], *told.get("draw_s", [0]))
                print(json.dumps(told), flush=True)
        children = batch._child.started
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"main_mb": round(most / 1024), "children": children, "longest_s": seconds}), flush=True)


def _timed(batch: Batch, path: Path) -> Any:
    started = time.perf_counter()
    for outcome in batch.take(originals([path])):
        yield time.perf_counter() - started, outcome
        started = time.perf_counter()


def _looked_at(batch: Batch, message: ParsedMessage) -> dict[str, Any]:
    nature_of(message)
    identity_hints(message)
    previews, times = [], []
    for part in [part for part in message.parts if part.has_preview][:MOST_DRAWN]:
        started = time.perf_counter()
        try:
            batch.draw(part.content, Look(side=1200))
            previews.append("ok")
        except NoPreview as refusal:
            previews.append(refusal.code)
        times.append(round(time.perf_counter() - started, 3))
    return {
        "kind": message.kind.value,
        "parts": len(message.parts),
        "previews": previews,
        "draw_s": [0, *times],
    }


if __name__ == "__main__":
    main(sys.argv[1:])
