"""Hostile samples through the command: each is taken in or refused in words, and nothing of them gets out.

A short form of `tests/trials/test_intake.py`, which watches the processes themselves. The samples lie beside
the checkout, or the test is skipped.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gdpr_desk.app import Desk

HOSTILE = Path(__file__).resolve().parents[2].parent / "shared/samples/hostile"
EACH = 4
"""So many files of each sort."""

pytestmark = pytest.mark.skipif(
    not HOSTILE.exists(), reason="the hostile samples are not beside this checkout"
)


def test_hostile_files_come_in_or_are_refused_in_words(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for sort in ("eml", "msg", "tnef", "pdf", "image", "office", "csv"):
        files = sorted(path for path in (HOSTILE / sort).iterdir() if path.is_file())
        for file in files[:: max(1, len(files) // EACH)][:EACH]:
            shutil.copy(file, folder / file.name)
    names = {path.name for path in folder.iterdir()}
    before = {path for path in tmp_path.rglob("*") if desk.vault.folder not in path.parents}
    arrived = list(desk.arrivals.from_files(sorted(folder.iterdir())))
    assert {one.name.partition(", message ")[0] for one in arrived} == names
    taken = [one for one in arrived if one.taken is not None]
    assert len(taken) >= 16
    for one in arrived:
        assert one.taken is not None or (one.refusal is not None and one.refusal.message)
    rows = desk.requests.page().rows
    assert len(rows) == len({one.taken.reference for one in taken if one.taken})
    for row in rows:
        for attachment in desk.requests.file(row.reference).attachments:
            assert desk.attachments.read(attachment.id)
    after = {path for path in tmp_path.rglob("*") if desk.vault.folder not in path.parents}
    assert after == before
    assert not list((desk.vault.folder / "attachments").glob("*.part"))
