"""Watched folders in tests: real files with dates of our choosing, put under a rule."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any

from gdpr_desk.app import Desk
from gdpr_desk.retention.folders.model import FolderRule, WatchedFolder


def put(path: Path, at: datetime, content: bytes = b"x") -> Path:
    """A file, and the folders above it, last changed at that instant."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def watch(desk: Desk, folder: Path, period: str = "P30D", **chosen: Any) -> WatchedFolder:
    """Put a folder under a rule."""
    return desk.folders.add(FolderRule(str(folder), chosen.pop("label", "Exports"), period, **chosen))


def item_of(desk: Desk, folder: WatchedFolder, path: str) -> str:
    """How the sweep calls the file at that path below the folder."""
    return next(line.key for line in desk.folders.files(folder.id) if line.path == path)
