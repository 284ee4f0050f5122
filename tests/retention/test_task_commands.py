"""`task` as a script calls it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from elsewhere_shop import REGISTER
from pypdf import PdfReader
from quick_keys import quick

from gdpr_desk import cli
from gdpr_desk.app import open_desk
from gdpr_desk.clock import SystemClock
from gdpr_desk.register.model import Controller
from gdpr_desk.vault.vault import Vault

PASSPHRASE = "les pêches mûrissent à l’ombre"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A closed vault whose register promises to delete call recordings."""
    quick(monkeypatch)
    folder = tmp_path / "coffre"
    (tmp_path / "phrase").write_text(PASSPHRASE)
    monkeypatch.setenv("GDPR_DESK_PASSPHRASE_FILE", str(tmp_path / "phrase"))
    vault, _ = Vault.create(folder, officer_name="x", passphrase=PASSPHRASE, clock=SystemClock())
    with open_desk(vault, SystemClock()) as desk:
        desk.register.set_controller(Controller("Quincaillerie du Port"))
        desk.register.add(REGISTER.activities[1])
    return folder


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, dict[str, Any]]:
    status = cli.main([*map(str, words), "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_the_sweep_makes_tasks_they_are_listed_moved_done_and_become_late(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = SystemClock().now()
    today = SystemClock().today()
    status, swept = run(capsys, "sweep", "--vault", shop)
    assert (status, swept["tasks_created"]) == (0, 1)
    status, told = run(capsys, "task", "list", "--vault", shop)
    (task,) = told["tasks"]
    assert status == 0
    assert (task["where"], task["due"]) == (
        ["Standard téléphonique"],
        (today + timedelta(days=14)).isoformat(),
    )
    assert task["limits"] == [
        {"period": "P60D", "trigger": "recorded", "before": (today - timedelta(days=46)).isoformat()}
    ]
    day = (today + timedelta(days=20)).isoformat()
    words = ("--until", day, "--reason", "inventaire", "--vault", shop)
    status, moved = run(capsys, "task", "postpone", task["id"], *words)
    assert (status, moved["task"]["due"], moved["task"]["postponed"]) == (0, day, "inventaire")
    monkeypatch.setattr(SystemClock, "now", lambda _self: now + timedelta(days=22))
    status, told = run(capsys, "task", "list", "--vault", shop)
    assert (status, told["tasks"][0]["overdue"]) == (4, True)
    status, told = run(capsys, "status", "--vault", shop)
    assert told["tasks"] == {"open": 1, "overdue": 1, "soon": 0, "carried": 0}
    picture = tmp_path / "ecran.png"
    picture.write_bytes(b"image")
    words = ("--count", 12, "--proof", picture, "--vault", shop)
    status, done = run(capsys, "task", "done", task["id"].lower(), *words)
    assert (status, done["task"]["count"], done["task"]["proofs"], done["task"]["state"]) == (
        0,
        12,
        1,
        "done",
    )
    assert done["next"]["id"] != task["id"]
    status, told = run(capsys, "task", "list", "--all", "--vault", shop)
    assert (status, [one["state"] for one in told["tasks"]]) == (0, ["open", "done"])
    status, refused = run(capsys, "task", "done", task["id"], "--vault", shop)
    assert (status, refused["error"]["code"]) == (1, "not_open")


def test_the_board_is_told_and_written_as_a_pdf(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "tableau.pdf"
    status, told = run(capsys, "retention", "board", "--pdf", out, "--vault", shop)
    assert (status, told["file"], told["overdue"]) == (0, str(out), 0)
    kinds = {lane["kind"]: lane["items"] for lane in told["lanes"]}
    assert kinds["elsewhere"] is None
    assert kinds["here"] is not None
    text = " ".join(PdfReader(out).pages[0].extract_text().split())
    assert "Durées de garde" in text.replace("\u00a0", " ")
    status, refused = run(capsys, "retention", "board", "--pdf", out, "--vault", shop)
    assert (status, refused["error"]["code"]) == (1, "file_exists")
