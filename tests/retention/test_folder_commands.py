"""`folder` as scripts call it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from quick_keys import quick
from watched import put

from gdpr_desk import cli
from gdpr_desk.app import open_desk
from gdpr_desk.clock import SystemClock
from gdpr_desk.vault.vault import Vault

PASSPHRASE = "les pêches mûrissent à l’ombre"


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, dict[str, Any]]:
    status = cli.main([*map(str, words), "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_add_look_sweep_locked_pause_remove(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    quick(monkeypatch)
    (tmp_path / "phrase").write_text(PASSPHRASE)
    monkeypatch.setenv("GDPR_DESK_PASSPHRASE_FILE", str(tmp_path / "phrase"))
    vault, _ = Vault.create(tmp_path / "coffre", officer_name="x", passphrase=PASSPHRASE, clock=SystemClock())
    open_desk(vault, SystemClock()).close()
    there = ("--vault", tmp_path / "coffre")
    now = datetime.now(UTC)
    for name in ("a.mp4", "b.mp4", "c.txt"):
        put(tmp_path / "exports" / name, now - timedelta(days=400))
    words = ("folder", "add", tmp_path / "exports", "--label", "Exports", "--keep", "P30D", *there)
    status, seen = run(capsys, *words, "--pattern", "*.mp4", "--dry-run")
    assert (status, seen["folder"], seen["files"], seen["going"], seen["old"]) == (0, None, 2, 0, 2)
    assert run(capsys, *words, "--pattern", "*.mp4")[1]["folder"] == 1
    status, refused = run(capsys, *words)
    assert (status, refused["error"]["code"]) == (1, "folder_path")
    assert run(capsys, "sweep", *there)[1]["destroyed"] == 0
    (one,) = run(capsys, "folder", "list", *there)[1]["folders"]
    assert (one["files"], one["due"], one["enabled"], one["trouble"]) == (2, 0, True, None)
    monkeypatch.setattr(SystemClock, "now", lambda _self: now + timedelta(days=31))
    assert run(capsys, "folder", "pause", "1", *there)[0] == 0
    assert run(capsys, "sweep", "--locked", *there)[1]["destroyed"] == 0
    assert run(capsys, "folder", "resume", "1", *there)[0] == 0
    _status, plan = run(capsys, "sweep", "--dry-run", *there)
    assert [skipped["why"] for skipped in plan["skipped"]] == ["minimum", "minimum"]
    status, done = run(capsys, "sweep", "--locked", *there)
    assert (status, done["destroyed"], done["keys_pending"]) == (0, 2, 0)
    assert [path.name for path in (tmp_path / "exports").iterdir()] == ["c.txt"]
    assert run(capsys, "sweep", *there)[1]["destroyed"] == 0
    statements = run(capsys, "retention", "statements", *there)[1]["statements"]
    assert [one["destroyed"] for one in statements if one["locked"]] == [2]
    assert run(capsys, "folder", "remove", "1", *there)[0] == 0
    assert run(capsys, "folder", "remove", "1", *there)[0] == 1
