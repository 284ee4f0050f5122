"""`gdpr-desk tour`: paints every screen and every paper of a throw-away demonstration."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

INSTANT = "2026-11-23T08:48:00+01:00"
"""The fixed present of all pictures (Europe/Paris)."""

SIZE = (1366, 768)
SMALLEST = (1024, 640)
SCALED = ((1.25, (1093, 614)), (1.5, (1280, 720)))
"""Device pixel ratio and logical window size: a 1366 screen at 125 %, a 1920 screen at 150 %."""


def run_tour(out: Path) -> int:
    """Paint into `out`; 1 where a page failed. Nothing of the user's own folders is touched."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="gdpr-desk-tour-", ignore_cleanup_errors=True) as scratch:
        _stay_within(Path(scratch))
        from gdpr_desk.shell.tour_painter import TourPainter

        painter = TourPainter(out, datetime.fromisoformat(INSTANT), Path(scratch) / "demonstration")
        failed = painter.paint_all(SIZE, SMALLEST, SCALED)
    write_index(out)
    return 1 if failed else 0


def write_index(out: Path) -> None:
    """`index.json`: file, page, size in bytes and SHA-256 of everything painted."""
    entries = [
        {
            "file": file.name,
            "page": page_of(file.stem),
            "size": file.stat().st_size,
            "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        }
        for file in _made(out)
    ]
    (out / "index.json").write_text(
        json.dumps(entries, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


def page_of(stem: str) -> str:
    """`07-today-light` -> `today`."""
    parts = stem.split("-")
    return "-".join(part for part in parts if not part.isdigit() and part not in {"light", "dark", "percent"})


def _made(out: Path) -> Iterable[Path]:
    return sorted([*out.glob("*.png"), *out.glob("*.pdf")])


def _stay_within(scratch: Path) -> None:
    """Settings, state and logs of the tour lie in its own folder; no display is needed."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "LOCALAPPDATA", "APPDATA"):
        os.environ[name] = str(scratch)
