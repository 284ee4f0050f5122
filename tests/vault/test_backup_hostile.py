"""Backups that somebody forged: refused in words before a byte of them is used."""

from __future__ import annotations

import io
import json
import os
import tarfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gdpr_desk.vault.backup_content import MANIFEST, BackupDamaged, read_inner
from gdpr_desk.vault.backup_file import CONTENT, HEADER, read_outer, sha256_of
from gdpr_desk.vault.backup_reading import building, verify_outside

SEALED = b"sealed"
GOOD: dict[str, object] = {
    "format": "gdpr-desk-backup",
    "version": 1,
    "vault_id": "ab",
    "label": "Mon coffre",
    "made_at": "2026-11-23T08:48:00+01:00",
    "written_by": "0.3.0",
    "slots": [{"person": "aa11", "role": "officer", "digest": sha256_of(b"key")}],
    "sha256": sha256_of(SEALED),
    "size": len(SEALED),
}


def _tar(path: Path, members: list[tuple[tarfile.TarInfo, bytes]]) -> Path:
    with tarfile.open(path, "w:", format=tarfile.GNU_FORMAT) as tar:
        for info, content in members:
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return path


def _file(name: str, content: bytes) -> tuple[tarfile.TarInfo, bytes]:
    return tarfile.TarInfo(name), content


def _link(name: str, kind: bytes) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, "/etc/hostname"
    return info, b""


def _backup(path: Path, header: Mapping[str, object], *more: tuple[tarfile.TarInfo, bytes]) -> Path:
    told = json.dumps({**header, "digest": sha256_of(json.dumps(header, sort_keys=True).encode())})
    parts = [_file(CONTENT, SEALED), _file("keys/aa11.age", b"key"), _file(HEADER, told.encode())]
    return _tar(path, [*parts, *more])


def test_the_forger_s_pattern_is_a_backup_in_itself(tmp_path: Path) -> None:
    assert read_outer(_backup(tmp_path / "good", GOOD)).intact()


@pytest.mark.parametrize(
    "wrong",
    [
        {"slots": [{"person": ["aa11"], "role": "officer", "digest": "x"}]},
        {"slots": [{"person": "aa11", "role": 7, "digest": "x"}]},
        {"slots": [{"person": "aa11", "role": "officer", "digest": None}]},
        {"slots": [{"person": "absent", "role": "officer", "digest": "x"}]},
        {"slots": "aa11"},
        {"label": 7},
        {"label": ["Mon coffre"]},
        {"vault_id": {"a": 1}},
        {"made_at": "2026-11-23T08:48:00"},
        {"made_at": 1},
        {"size": str(len(SEALED))},
        {"size": True},
        {"sha256": 1},
        {"version": "1"},
        {"written_by": None},
    ],
    ids=str,
)
def test_a_header_of_other_kinds_is_damage(tmp_path: Path, wrong: dict[str, object]) -> None:
    path = _backup(tmp_path / "forged", {**GOOD, **wrong})
    with pytest.raises(BackupDamaged):
        read_outer(path)
    assert not verify_outside(path).intact


@pytest.mark.parametrize(
    "more",
    [
        _link("keys/bb22.age", tarfile.SYMTYPE),
        _link("keys/bb22.age", tarfile.LNKTYPE),
        _link("fifo", tarfile.FIFOTYPE),
        _file("keys/aa11.age", b"another"),
    ],
    ids=["symlink", "hard link", "fifo", "twice"],
)
def test_links_and_doubles_are_damage(tmp_path: Path, more: tuple[tarfile.TarInfo, bytes]) -> None:
    with pytest.raises(BackupDamaged):
        read_outer(_backup(tmp_path / "forged", GOOD, more))


@pytest.mark.parametrize("size", [-512, -1, 1 << 60])
def test_impossible_sizes_end_at_once(tmp_path: Path, size: int) -> None:
    block = bytearray(tarfile.TarInfo(CONTENT).tobuf(tarfile.GNU_FORMAT))
    block[124:136] = b"\x80" + size.to_bytes(11, "big") if size > 0 else size.to_bytes(12, "big", signed=True)
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    path = tmp_path / "forged"
    path.write_bytes(bytes(block) + bytes(1024))
    with pytest.raises(BackupDamaged):
        read_outer(path)


def _inner(path: Path, name: str, manifest: bytes | None = None) -> Path:
    listed = [{"path": name, "bytes": 1, "sha256": sha256_of(b"x")}]
    told = manifest or json.dumps({"files": listed, "facts": {"at": str(datetime.now(UTC))}}).encode()
    return _tar(path, [_file(name, b"x"), _file(MANIFEST, told)])


def test_the_inside_is_read_where_it_names_what_a_vault_has(tmp_path: Path) -> None:
    assert set(read_inner(_inner(tmp_path / "good", "keys/aa11.age")).files) == {"keys/aa11.age"}


@pytest.mark.parametrize(
    "name", ["../vault.db", "/vault.db", "keys/../../x.age", "keys/..\\x.age", "vault.db\n", "C:vault.db"]
)
def test_nothing_inside_leads_to_another_place(tmp_path: Path, name: str) -> None:
    with pytest.raises(BackupDamaged):
        read_inner(_inner(tmp_path / "forged", name))


@pytest.mark.parametrize(
    "manifest", [b"[" * 200_000, b"[]", b"7", b'{"files": [7], "facts": {}}', b'{"files": {}, "facts": 7}']
)
def test_a_manifest_that_is_none_is_damage(tmp_path: Path, manifest: bytes) -> None:
    with pytest.raises(BackupDamaged):
        read_inner(_inner(tmp_path / "forged", "vault.db", manifest))


def test_two_at_once_do_not_take_each_other_s_place_away(tmp_path: Path) -> None:
    mine = building(tmp_path / "coffre")
    (mine / "keys").mkdir(parents=True)
    (mine / "content.part").write_bytes(b"half")
    assert building(tmp_path / "coffre") != mine
    assert (mine / "content.part").read_bytes() == b"half"
    for path in (mine / "content.part", mine / "keys", mine):  # a run that was killed long ago
        os.utime(path, (1, 1))
    building(tmp_path / "coffre")
    assert not mine.exists()
