"""`backup create | verify | restore` as scripts call them: JSON, statuses, the vault that comes out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from quick_keys import quick

from gdpr_desk import cli
from gdpr_desk.app import open_desk
from gdpr_desk.clock import SystemClock
from gdpr_desk.register.starter import expand, starter_tiles
from gdpr_desk.vault.vault import Vault

PASSPHRASE = "les pêches mûrissent à l’ombre"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A closed vault with three records, one of them erased for good after `avant.gdprdesk` was made."""
    quick(monkeypatch)
    folder = tmp_path / "coffre"
    (tmp_path / "phrase").write_text(PASSPHRASE)
    monkeypatch.setenv("GDPR_DESK_PASSPHRASE_FILE", str(tmp_path / "phrase"))
    vault, _ = Vault.create(folder, officer_name="x", passphrase=PASSPHRASE, clock=SystemClock())
    with open_desk(vault, SystemClock()) as desk:
        desk.register.add_from_starter(tuple(expand(t.key for t in starter_tiles() if t.selected))[:3])
    return folder


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, dict[str, Any]]:
    status = cli.main([*map(str, words), "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_a_backup_is_made_verified_looked_into_and_restored(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file, place = tmp_path / "avant.gdprdesk", tmp_path / "neuf"
    status, made = run(capsys, "backup", "create", "--vault", shop, "--out", file)
    assert (status, made["bytes"], made["same_disk"]) == (0, file.stat().st_size, True)
    assert run(capsys, "backup", "verify", file) == (0, {"intact": True, "files": 7, "opened": True})
    with monkeypatch.context() as patch:
        patch.delenv("GDPR_DESK_PASSPHRASE_FILE")
        assert run(capsys, "backup", "verify", file) == (0, {"intact": True, "files": 3, "opened": False})
    with open_desk(Vault.unlock(shop, PASSPHRASE, clock=SystemClock()), SystemClock()) as desk:
        desk.history.bin(["T-02"])
        desk.history.destroy(["T-02"])
    away = tmp_path / "clé" / "usb" / file.name  # nothing near it leads to the vault
    away.parent.mkdir(parents=True)
    file.rename(away)
    words = ("backup", "restore", away, "--vault", place, "--erasures", shop / "erasures.log")
    status, told = run(capsys, *words, "--preview")
    assert status == 0
    assert (told["activities"], told["erased"], told["vault"]) == (3, 1, None)
    assert told["erasures_until"] is not None
    assert not place.exists()
    status, done = run(capsys, *words)
    assert (status, done["erased"], done["vault"]) == (0, 1, str(place))
    listed = run(capsys, "register", "list", "--vault", place)[1]["activities"]
    assert [row["reference"] for row in listed] == ["T-01", "T-03"]
    assert run(capsys, "journal", "verify", "--vault", place)[1]["intact"] is True
    status, refused = run(capsys, *words)
    assert (status, refused["error"]["code"]) == (1, "folder_refused")
    now = run(capsys, "status", "--vault", shop)[1]
    assert now["last_backup"] == now["last_external_backup"] is not None


def test_what_is_refused_and_what_somebody_must_look_at(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "copie.gdprdesk"
    assert run(capsys, "backup", "create", "--vault", shop, "--out", file)[0] == 0
    status, refused = run(capsys, "backup", "create", "--vault", shop, "--out", file)
    assert (status, refused["error"]["code"]) == (1, "file_exists")
    assert run(capsys, "backup", "create", "--vault", shop, "--out", file, "--force")[0] == 0
    damaged = bytearray(file.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    file.write_bytes(bytes(damaged))
    assert run(capsys, "backup", "verify", file) == (4, {"intact": False, "files": 3, "opened": False})
    status, refused = run(capsys, "backup", "restore", file, "--vault", tmp_path / "neuf")
    assert (status, refused["error"]["code"]) == (1, "backup_damaged")
    assert run(capsys, "backup", "verify", tmp_path / "rien")[0] == 1
    (tmp_path / "phrase").write_text("une autre")
    assert run(capsys, "backup", "restore", file, "--vault", tmp_path / "neuf")[0] == 3
    assert not (tmp_path / "neuf").exists()
    assert not list(tmp_path.glob(".*"))
