"""Writing a file: the old one or the new one, never a mix, and a sentence where the disk refuses."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gdpr_desk import files
from gdpr_desk.errors import InvalidInput, StorageFailed


def test_an_existing_file_is_kept_without_force(tmp_path: Path) -> None:
    target = tmp_path / "registre.pdf"
    files.write_for_user(target, b"premier")
    with pytest.raises(InvalidInput) as refusal:
        files.write_for_user(target, b"second")
    assert refusal.value.code == "file_exists"
    assert target.read_bytes() == b"premier"
    files.write_for_user(target, b"second", force=True)
    assert target.read_bytes() == b"second"


def test_a_failing_write_keeps_the_old_file_and_leaves_nothing_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "registre.pdf"
    target.write_bytes(b"ancien")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFailed) as refusal:
        files.write_for_user(target, b"nouveau", force=True)
    assert refusal.value.code == "disk_full"
    assert target.read_bytes() == b"ancien"
    assert list(tmp_path.iterdir()) == [target]


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageFailed) as refusal:
        files.write_for_user(tmp_path / "absent" / "registre.pdf", b"x")
    assert refusal.value.code == "no_folder"
