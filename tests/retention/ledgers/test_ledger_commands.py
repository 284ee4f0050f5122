"""`ledger` as somebody at a terminal and a script use it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from quick_keys import quick

from gdpr_desk import cli
from gdpr_desk.app import open_desk
from gdpr_desk.clock import SystemClock
from gdpr_desk.register.model import Controller
from gdpr_desk.vault.vault import Vault

PASSPHRASE = "les pêches mûrissent à l’ombre"
NOW = datetime(2026, 11, 23, 7, 48, tzinfo=UTC)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A closed vault, and its phrase at hand."""
    quick(monkeypatch)
    monkeypatch.setattr(SystemClock, "now", lambda _self: NOW)
    folder = tmp_path / "coffre"
    (tmp_path / "phrase").write_text(PASSPHRASE)
    monkeypatch.setenv("GDPR_DESK_PASSPHRASE_FILE", str(tmp_path / "phrase"))
    vault, _ = Vault.create(folder, officer_name="x", passphrase=PASSPHRASE, clock=SystemClock())
    with open_desk(vault, SystemClock()) as desk:
        desk.register.set_controller(Controller("Atelier Lumen"))
    return folder


class Terminal:
    """Runs `ledger …` on the vault and gives its status and what it says."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder = folder
        self._capsys = capsys

    def json(self, *words: object) -> tuple[int, dict[str, Any]]:
        status = cli.main(["ledger", *map(str, words), "--vault", str(self._folder), "--json"])
        return status, json.loads(self._capsys.readouterr().out)

    def text(self, *words: object) -> tuple[int, str]:
        status = cli.main(["ledger", *map(str, words), "--vault", str(self._folder)])
        told = self._capsys.readouterr()
        return status, told.out + told.err


@pytest.fixture
def terminal(shop: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(shop, capsys)


def test_an_unpaid_account_from_its_first_line_to_its_settlement(terminal: Terminal) -> None:
    words = ("--field", "who=Paul Renard", "--field", "amount=129,90", "--field", "unpaid_since=05/10/2026")
    status, made = terminal.json("add", "unpaid", *words, "--step", "contract_told=2026-09-01")
    assert status == 0
    assert made["entry"]["id"] == "I-2026-001"
    assert made["entry"]["fields"] == {
        "who": "Paul Renard",
        "amount": 12_990,
        "unpaid_since": "2026-10-05",
    }
    assert made["entry"]["leaves_at"] == "2029-10-05T00:00:00+02:00"
    status, refused = terminal.json("note", "I-2026-001", "registered", "--on", "2026-10-20")
    assert (status, refused["error"]["code"]) == (1, "entry")
    assert "Information sur l’impayé" in refused["error"]["message"]
    assert terminal.json("note", "i-2026-001", "settled", "--on", "22/11/2026 12:00")[0] == 0
    status, listed = terminal.json("list", "unpaid")
    (row,) = listed["entries"]
    assert (row["rule"], row["leaves_at"]) == ("ledger_unpaid_settled", "2026-11-24T12:00:00+01:00")
    assert row["next_steps"] == ["incident_told", "keeping_told"]
    status, told = terminal.text("list", "unpaid")
    assert "Paul Renard" in told
    assert "24\u00a0novembre 2026" in told
    assert terminal.json("undo", "I-2026-001", "settled")[1]["entry"]["steps"] == {
        "contract_told": "2026-09-01"
    }
    assert terminal.json("change", "I-2026-001", "--field", "amount=")[1]["entry"]["fields"] == {
        "who": "Paul Renard",
        "unpaid_since": "2026-10-05",
    }
    assert terminal.json("remove", "I-2026-001") == (0, {"removed": "I-2026-001"})
    assert terminal.json("show", "I-2026-001")[0] == 1


def test_a_list_of_ledgers_and_what_one_asks(terminal: Terminal) -> None:
    _, listed = terminal.json("list")
    assert [row["kind"] for row in listed["ledgers"]][:3] == ["unpaid", "call_backs", "reviews"]
    assert cli.main(["ledger", "fields", "disclosures", "--json"]) == 0
    with pytest.raises(SystemExit) as usage:
        terminal.text("list", "nope")
    assert usage.value.code == 2


def test_a_file_is_looked_at_taken_and_taken_back(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "rappels.csv"
    file.write_text("Nom;Numéro;Demandé le;Couleur\nLuce;06 99 00 00 21;22/11/2026 16:05;vert\n")
    status, seen = terminal.json("import", "call_backs", file, "--dry-run")
    assert (status, seen) == (
        0,
        {"kind": "call_backs", "new": 1, "known": [], "left": ["Couleur"], "problems": []},
    )
    _, taken = terminal.json("import", "call_backs", file)
    assert (taken["created"], taken["known"]) == (["R-2026-001"], 0)
    assert terminal.json("import", "call_backs", file)[1]["created"] == []
    assert terminal.json("undo-import", taken["batch"]) == (0, {"removed": 1})
    file.write_text("Nom;Numéro;Demandé le\nLuce;06;32/11/2026\n")
    status, refused = terminal.json("import", "call_backs", file)
    assert (status, refused["error"]["code"]) == (1, "import")
    assert terminal.json("list", "call_backs")[1]["entries"] == []


def test_a_field_that_is_not_there_is_told_with_those_that_are(terminal: Terminal) -> None:
    status, told = terminal.text("add", "unpaid", "--field", "nom=Paul")
    assert status == 1
    assert "who, contact" in told
