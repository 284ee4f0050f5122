"""`sweep` and `retention` as scripts and schedulers call them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from quick_keys import quick

from gdpr_desk import cli
from gdpr_desk.app import open_desk
from gdpr_desk.clock import SystemClock
from gdpr_desk.register.model import Controller, ProcessingActivity
from gdpr_desk.vault.vault import Vault

PASSPHRASE = "les pêches mûrissent à l’ombre"
KEYS = {
    "mode",
    "locked",
    "run_id",
    "plan_id",
    "due",
    "destroyed",
    "held",
    "skipped",
    "keys_pending",
    "errors",
    "statement",
    "tasks_created",
    "skipped_because",
}


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A closed vault with two records in the bin since 31 days, and the phrase at hand."""
    quick(monkeypatch)
    folder = tmp_path / "coffre"
    (tmp_path / "phrase").write_text(PASSPHRASE)
    monkeypatch.setenv("GDPR_DESK_PASSPHRASE_FILE", str(tmp_path / "phrase"))
    vault, _ = Vault.create(folder, officer_name="x", passphrase=PASSPHRASE, clock=SystemClock())
    with open_desk(vault, SystemClock()) as desk:
        desk.register.set_controller(Controller("Atelier Lumen"))
        for name in ("Paie", "Clients"):
            desk.register.add(ProcessingActivity(reference="", name=name))
        desk.history.bin(["T-01", "T-02"])
    later = datetime.now(UTC) + timedelta(days=31)
    monkeypatch.setattr(SystemClock, "now", lambda _self: later)
    return folder


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, dict[str, Any]]:
    status = cli.main([*map(str, words), "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_look_hold_sweep_print_lift(shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, shown = run(capsys, "sweep", "--dry-run", "--vault", shop)
    assert (status, set(shown), shown["mode"], shown["due"], shown["destroyed"]) == (0, KEYS, "dry-run", 2, 0)
    review = (SystemClock().today() + timedelta(days=30)).isoformat()
    words = ("--reason", "legal_claims", "--note", "Affaire", "--review", review, "--vault", shop)
    status, held = run(capsys, "retention", "hold", "add", "activity/T-02", *words)
    assert (status, held["hold"]["item"]) == (0, "activity/T-02")
    paper = tmp_path / "releve.pdf"
    status, done = run(capsys, "sweep", "--vault", shop, "--out", paper)
    assert (status, set(done), done["destroyed"], done["held"]) == (0, KEYS, 1, 1)
    assert done["skipped"] == [{"item": "activity/T-02", "why": "hold"}]
    assert done["statement"] == str(paper)
    assert paper.read_bytes().startswith(b"%PDF")
    status, told = run(capsys, "retention", "list", "--vault", shop)
    assert [hold["item"] for hold in told["holds"]] == ["activity/T-02"]
    assert (
        run(capsys, "retention", "hold", "lift", "activity/T-02", "--note", "Jugée", "--vault", shop)[0] == 0
    )
    status, done = run(capsys, "sweep", "--vault", shop)
    assert (status, done["destroyed"], done["run_id"][:2]) == (0, 1, "P-")
    status, told = run(capsys, "retention", "statements", "--vault", shop)
    assert [one["destroyed"] for one in told["statements"]] == [1, 1]
    number = told["statements"][0]["number"]
    again = tmp_path / "encore.pdf"
    status, printed = run(capsys, "retention", "statement", number, "--out", again, "--vault", shop)
    assert (status, printed["file"]) == (0, str(again))
    assert printed["pages"] == len(PdfReader(again).pages)
    with open_desk(Vault.unlock(shop, PASSPHRASE, clock=SystemClock()), SystemClock()) as desk:
        left = [entry for entry in desk.journal.entries() if entry.action == "sweep.exported"]
    assert [(entry.subject, entry.detail) for entry in left] == [
        (number, {"format": "pdf"}),
        (told["statements"][1]["number"], {"format": "pdf"}),
    ]


def test_what_goes_until_a_day_is_told_apart_and_nothing_of_it_goes(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_desk(Vault.unlock(shop, PASSPHRASE, clock=SystemClock()), SystemClock()) as desk:
        desk.history.drafts.keep("form/1", {})
    until = (SystemClock().today() + timedelta(days=90)).isoformat()
    status, shown = run(capsys, "sweep", "--dry-run", "--until", until, "--vault", shop)
    assert (status, shown["due"], shown["destroyed"]) == (0, 2, 0)
    assert [(one["item"], one["why"]) for one in shown["later"]] == [("draft/form/1", None)]
    assert cli.main(["sweep", "--dry-run", "--until", until, "--vault", str(shop)]) == 0
    assert "2 éléments à effacer maintenant" in capsys.readouterr().out.replace("\xa0", " ")
    assert run(capsys, "sweep", "--until", until, "--vault", shop)[0] == 1
    assert run(capsys, "sweep", "--dry-run", "--until", "2026-01-01", "--vault", shop)[0] == 1
    assert run(capsys, "sweep", "--dry-run", "--vault", shop)[1]["due"] == 2


def test_a_hold_is_prolonged_until_a_day_to_come(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    review = (SystemClock().today() + timedelta(days=30)).isoformat()
    words = ("--reason", "legal_claims", "--note", "Affaire", "--review", review, "--vault", shop)
    assert run(capsys, "retention", "hold", "add", "activity/T-02", *words)[0] == 0
    later = (SystemClock().today() + timedelta(days=200)).isoformat()
    verb = ("retention", "hold", "prolong")
    status, told = run(capsys, *verb, "activity/T-02", "--review", later, "--vault", shop)
    assert (status, told["hold"]["review_on"], told["hold"]["reason"]) == (0, later, "legal_claims")
    assert run(capsys, *verb, "activity/T-02", "--review", "2026-01-01", "--vault", shop)[0] == 1
    assert run(capsys, *verb, "activity/T-01", "--review", later, "--vault", shop)[0] == 1


def test_a_plan_that_waits_says_how_to_answer(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_desk(Vault.unlock(shop, PASSPHRASE, clock=SystemClock()), SystemClock()) as desk:
        for form in range(25):
            desk.history.drafts.keep(f"form/{form}", {})
    later = SystemClock().now() + timedelta(days=100)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SystemClock, "now", lambda _self: later)
        status, asked = run(capsys, "sweep", "--vault", shop)
        assert (status, asked["due"], asked["destroyed"]) == (4, 27, 0)
        assert {one["why"] for one in asked["skipped"]} == {"guard"}
        assert cli.main(["sweep", "--dry-run", "--vault", str(shop)]) == 4
        assert f"--accept {asked['plan_id']}" in capsys.readouterr().out
        status, done = run(capsys, "sweep", "--accept", asked["plan_id"], "--vault", shop)
        assert (status, done["destroyed"], done["skipped"]) == (0, 27, [])


def test_without_a_phrase_the_locked_part_is_done_and_said(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GDPR_DESK_PASSPHRASE_FILE")
    assert cli.main(["sweep", "--vault", str(shop)]) == 0
    assert "Sans phrase de passe" in capsys.readouterr().out
    status, done = run(capsys, "sweep", "--locked", "--vault", shop)
    assert (status, set(done), done["locked"], done["destroyed"]) == (0, KEYS, True, 0)
    assert run(capsys, "sweep", "--dry-run", "--vault", shop)[0] == 3
    (shop / "due.json").unlink()
    status, done = run(capsys, "sweep", "--locked", "--vault", shop)
    assert (status, done["errors"]) == (4, ["due_list"])


def test_what_is_refused_changes_nothing(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "sweep", "--accept", "0000", "--vault", shop)[0] == 1
    (tmp_path / "there.pdf").write_bytes(b"mine")
    status, refused = run(capsys, "sweep", "--out", tmp_path / "there.pdf", "--vault", shop)
    assert (status, refused["error"]["code"]) == (1, "file_exists")
    assert (
        run(capsys, "retention", "statement", "P-2001-001", "--out", tmp_path / "x.pdf", "--vault", shop)[0]
        == 1
    )
    assert not (tmp_path / "x.pdf").exists()
    status, shown = run(capsys, "sweep", "--dry-run", "--vault", shop)
    assert (status, shown["due"]) == (0, 2)
    with pytest.raises(SystemExit) as usage:
        cli.main(["sweep", "--locked", "--dry-run", "--vault", str(shop)])
    assert usage.value.code == 2
