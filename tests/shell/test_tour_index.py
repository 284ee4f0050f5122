"""The list of what the tour has painted."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from gdpr_desk.shell.tour import page_of, write_index


@pytest.mark.parametrize(
    ("stem", "page"),
    [
        ("07-today-light", "today"),
        ("12-first-run-activities-dark", "first-run-activities"),
        ("126-unlock-125-percent-light", "unlock"),
        ("35-today-1024-640-light", "today"),
        ("43-recovery-sheet", "recovery-sheet"),
    ],
)
def test_a_page_keeps_one_name_in_every_scheme_and_scale(stem: str, page: str) -> None:
    assert page_of(stem) == page


def test_the_index_names_every_picture_and_paper_with_its_digest(tmp_path: Path) -> None:
    (tmp_path / "01-today-light.png").write_bytes(b"picture")
    (tmp_path / "02-register.pdf").write_bytes(b"paper")
    (tmp_path / "note.txt").write_bytes(b"not ours")
    write_index(tmp_path)
    entries = json.loads((tmp_path / "index.json").read_text("utf-8"))
    assert [entry["file"] for entry in entries] == ["01-today-light.png", "02-register.pdf"]
    assert entries[0] == {
        "file": "01-today-light.png",
        "page": "today",
        "size": 7,
        "sha256": hashlib.sha256(b"picture").hexdigest(),
    }
