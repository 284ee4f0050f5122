"""Incidents from the command line: the agreed words, keys and statuses."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest

from gdpr_desk.app import Desk
from gdpr_desk.cli import main
from gdpr_desk.commands import breach_commands, breach_papers, vault_commands
from gdpr_desk.parties.model import Party, PartyKind

Run = Callable[..., tuple[int, dict[str, Any]]]

THEFT = {
    "template": "edpb-1.0",
    "fields": {
        "field_44": "a",
        "field_46": "2026-11-22T20:30:00+01:00",
        "field_48": "2026-11-22T22:00:00+01:00",
        "field_50": "a",
        "field_51": "Vitre du véhicule brisée, sacoche absente",
        "field_55": ["a", "c"],
        "field_57": "c",
        "field_60": ["i"],
        "field_61": "d",
        "field_62": "Portable non chiffré volé",
        "field_65": ["a"],
        "field_67": "b",
        "field_68": 340,
        "field_70": ["a", "b", "r"],
        "field_72": "d",
        "field_85": ["d", "e"],
        "field_87": "c",
        "field_92": "Comptes fermés, plainte déposée.",
        "field_109": "a",
    },
    "unknown": ["field_59"],
}


@pytest.fixture
def run(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs one command with --json on the desk of the test, which stays open."""

    def opened(_arguments: object, *, officers: bool = False) -> contextlib.nullcontext[Desk]:
        return contextlib.nullcontext(desk)

    for module in (breach_commands, breach_papers, vault_commands):
        monkeypatch.setattr(module, "opened_desk", opened)

    def command(*words: object) -> tuple[int, dict[str, Any]]:
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
            status = main([*map(str, words), "--json"])
        return status, json.loads(out.getvalue())

    return command


@pytest.fixture
def theft(run: Run, tmp_path: Path) -> str:
    source = tmp_path / "vol.json"
    source.write_text(json.dumps(THEFT), encoding="utf-8")
    status, made = run("breach", "add", "--from", source)
    assert status == 0
    assert made["due_at"] == "2026-11-25T22:00:00+01:00"
    return str(made["id"])


def test_an_incident_from_a_file_is_listed_and_shown(run: Run, theft: str) -> None:
    status, listed = run("breach", "list")
    assert (status, [row["id"] for row in listed["breaches"]]) == (0, [theft])
    status, shown = run("breach", "show", theft.lower())
    assert status == 0
    assert (shown["id"], shown["state"], shown["clock"]) == (theft, "open", "running")
    assert shown["aware_at"] == "2026-11-22T22:00:00+01:00"
    assert shown["remaining_s"] == 61 * 3600 + 12 * 60
    suggestion = shown["suggestion"]
    assert (suggestion["authority"], suggestion["subjects"]) == (True, True)
    assert suggestion["enisa_band"] == "high"
    assert suggestion["reasons"]
    assert shown["decision"] is None
    assert shown["filings"] == []
    assert set(shown["unknown"]) == {"availability_loss", "records"}


def test_what_was_written_is_what_the_export_says(run: Run, theft: str, tmp_path: Path) -> None:
    out = tmp_path / "dossier.json"
    status, made = run("breach", "export", theft, "--format", "json", "--filing", "initial", "--out", out)
    assert (status, made["blocking"]) == (0, [])
    fields = json.loads(out.read_text(encoding="utf-8"))["fields"]
    assert {name: fields[name] for name in THEFT["fields"]} == THEFT["fields"]
    again = tmp_path / "encore.json"
    again.write_bytes(out.read_bytes())
    status, copied = run("breach", "add", "--from", again)
    assert status == 0
    _, first = run("breach", "show", theft)
    _, second = run("breach", "show", copied["id"])
    assert second["facts"] == first["facts"]


def test_papers_are_written_and_an_unfinished_filing_says_so(run: Run, theft: str, tmp_path: Path) -> None:
    words = ("--format", "pdf", "--filing", "complete", "--out", tmp_path / "dossier.pdf")
    status, made = run("breach", "export", theft, *words)
    assert status == 4
    assert "records" in made["blocking"]
    assert (tmp_path / "dossier.pdf").read_bytes().startswith(b"%PDF")
    status, refused = run("breach", "export", theft, *words)
    assert (status, refused["error"]["code"]) == (1, "file_exists")
    alone = tmp_path / "modele.pdf"
    words = ("--format", "pdf", "--filing", "initial", "--paper", "template", "--out", alone)
    assert run("breach", "export", theft, *words)[0] == 0
    first = pypdf.PdfReader(alone).pages[0].extract_text()
    assert "Modèle commun européen" in first
    assert "Dossier de notification" not in first
    for form, magic in (("pdf", b"%PDF"), ("ods", b"PK")):
        out = tmp_path / f"registre.{form}"
        assert run("breach", "register", "--format", form, "--out", out)[0] == 0
        assert out.read_bytes().startswith(magic)
    letter = tmp_path / "lettre.pdf"
    status, written = run("breach", "letter", theft, "--to", "subjects", "--out", letter)
    assert status == 0
    assert letter.read_bytes().startswith(b"%PDF")
    assert written["text"]


def test_a_letter_to_a_client_goes_to_one_that_is_concerned(
    run: Run, desk: Desk, theft: str, tmp_path: Path
) -> None:
    out = tmp_path / "client.pdf"
    words = ("breach", "letter", theft, "--to", "controller", "--out", out)
    assert run(*words)[0] == 1
    desk.parties.save(Party("garage", "Garage Ferrand", PartyKind.CLIENT_CONTROLLER))
    desk.breach_acts.name_clients(theft, ["garage"])
    status, written = run(*words)
    assert status == 0
    assert "Garage Ferrand" in written["text"] or out.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    "content",
    [
        "[]",
        "{",
        '{"fields": {}}',
        '{"field_200": "x"}',
        '{"field_48": "hier"}',
        '{"field_55": ["z"]}',
        '{"field_67": "a", "field_68": "beaucoup"}',
        '{"field_62": 3}',
        '{"field_48": "2099-01-01T00:00:00+01:00"}',
    ],
)
def test_a_file_that_is_none_creates_nothing(run: Run, tmp_path: Path, content: str) -> None:
    source = tmp_path / "faux.json"
    source.write_text(content, encoding="utf-8")
    status, refused = run("breach", "add", "--from", source)
    assert status == 1
    assert refused["error"]["message"]
    assert run("breach", "list")[1] == {"breaches": []}


def test_the_form_of_2013_and_texts_that_link_it_are_explained(run: Run, tmp_path: Path) -> None:
    policy = tmp_path / "politique.txt"
    policy.write_text("Voir CNIL_Formulaire_Notification_de_Violations.pdf", encoding="utf-8")
    status, refused = run("breach", "add", "--from", policy)
    assert status == 1
    assert refused["error"]["code"] == "obsolete_form"
    policy.write_text("Voir notifications.cnil.fr", encoding="utf-8")
    assert run("breach", "add", "--from", policy)[1]["error"]["code"] != "obsolete_form"


def test_status_names_the_clock(run: Run, theft: str) -> None:
    status, told = run("status")
    assert status == 0
    assert told["breaches"] == 1
    assert told["clocks"][0] == {
        "kind": "breach",
        "id": theft,
        "due_at": "2026-11-25T22:00:00+01:00",
        "remaining_s": 61 * 3600 + 12 * 60,
    }
