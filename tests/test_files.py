"""Writing a file: the old one or the new one, never a mix, and a sentence where the disk refuses."""

from __future__ import annotations

import os
import sys
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


def test_the_block_that_fails_leaves_no_file(tmp_path: Path) -> None:
    target = tmp_path / "registre.pdf"
    with pytest.raises(KeyError), files.writing_for_user(target, b"contenu"):
        raise KeyError("le journal refuse")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_file_even_with_force(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as refusal:
        files.write_for_user(tmp_path, b"x", force=True)
    assert refusal.value.code == "not_a_file"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    behind, link = tmp_path / "registre.pdf", tmp_path / "lien.pdf"
    try:
        link.symlink_to(behind)
    except OSError:
        pytest.skip("links need a right here")
    with pytest.raises(InvalidInput):
        files.write_for_user(link, b"x")
    files.write_for_user(link, b"nouveau", force=True)
    assert link.is_symlink()
    assert behind.read_bytes() == b"nouveau"


@pytest.mark.skipif(sys.platform == "win32", reason="there the whole path is what is too long")
def test_the_longest_name_is_written_and_a_longer_one_refused(tmp_path: Path) -> None:
    files.write_for_user(tmp_path / f"{'a' * 200}.pdf", b"x")
    with pytest.raises(StorageFailed):
        files.write_for_user(tmp_path / f"{'a' * 300}.pdf", b"x")
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"ma phrase\n",
        b"\xef\xbb\xbfma phrase\r\nautre chose",
        b"ma phrase",
    ],
)
def test_a_passphrase_is_the_first_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "phrase").write_bytes(content)
    assert files.first_line(tmp_path / "phrase") == "ma phrase"


def test_only_a_line_end_closes_the_passphrase(tmp_path: Path) -> None:
    for odd in ("\x0b", "\x85", "\u2028", " "):
        (tmp_path / "phrase").write_text(f"ma{odd}phrase{odd}\n", encoding="utf-8")
        assert files.first_line(tmp_path / "phrase") == f"ma{odd}phrase{odd}"


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"\n", b"   \n", b"\n\nma phrase", b"x" * 20_000, b"\xe9t\xe9"),
        *("ma phrase".encode("utf-16"), "ma phrase".encode("utf-16-le")),
    ],
)
def test_what_is_no_passphrase_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "phrase").write_bytes(content)
    with pytest.raises(InvalidInput) as refusal:
        files.first_line(tmp_path / "phrase")
    assert "phrase de passe" in str(refusal.value)


def test_sizes_are_spoken_in_french() -> None:
    assert [files.size_words(n) for n in (1, 340_400, 12_400_000)] == ["1 ko", "340 ko", "12,4 Mo"]
