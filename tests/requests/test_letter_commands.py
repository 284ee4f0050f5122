"""`request where|decide|letter|portability`, `letter` and `objection` as scripts call them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import letter_cases
import pytest
from elsewhere_shop import activity, kept
from quick_keys import quick

from gdpr_desk import cli
from gdpr_desk.app import open_desk
from gdpr_desk.clock import SystemClock
from gdpr_desk.documents.readback import missing_values
from gdpr_desk.register.model import named_parties
from gdpr_desk.requests.model import Channel, RequestFacts, RightKind, WorkDone
from gdpr_desk.vault.vault import Vault

PASSPHRASE = "les pêches mûrissent à l’ombre"
NEEDED = {key for activity in letter_cases.register().activities[3:5] for key in named_parties(activity)}
NOW = datetime(2026, 11, 23, 7, 48, tzinfo=UTC)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A closed vault with the demonstration's register and one request, and the phrase at hand."""
    quick(monkeypatch)
    monkeypatch.setattr(SystemClock, "now", lambda _self: NOW)
    folder = tmp_path / "coffre"
    (tmp_path / "phrase").write_text(PASSPHRASE)
    monkeypatch.setenv("GDPR_DESK_PASSPHRASE_FILE", str(tmp_path / "phrase"))
    vault, _ = Vault.create(folder, officer_name="x", passphrase=PASSPHRASE, clock=SystemClock())
    known = letter_cases.register()
    with open_desk(vault, SystemClock()) as desk:
        desk.register.set_controller(known.controller)
        for party in [p for p in known.parties if p.key in NEEDED]:
            desk.parties.save(party)
        for activity in known.activities[3:5]:
            desk.register.add(activity)
        rights = (RightKind.ERASURE, RightKind.PORTABILITY)
        received = datetime(2026, 11, 14, tzinfo=UTC).date()
        desk.requests.add(
            RequestFacts(
                rights,
                Channel.COUNTER,
                received,
                replace(letter_cases.LUCE, represents="Anselme Ferrand"),
                "Effacez tout.",
            )
        )
    return folder


def printed(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    cli.main([*map(str, words)])
    return capsys.readouterr().out


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, dict[str, Any]]:
    status = cli.main([*map(str, words), "--json"])
    return status, json.loads(capsys.readouterr().out)


def decide_all(shop: Path) -> None:
    """What « Où chercher » proposes is done, on every line."""
    day = datetime(2026, 11, 20, tzinfo=UTC).date()
    vault = Vault.unlock(shop, PASSPHRASE, clock=SystemClock())
    with open_desk(vault, SystemClock()) as desk:
        for line in desk.letters.where("D-2026-001"):
            told = day if line.party else None
            desk.handling.decide("D-2026-001", WorkDone(line.key, line.proposed.value, "", day, "", told))


def test_from_where_to_look_to_the_answer(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ("--vault", shop)
    status, found = run(capsys, "request", "where", "D-2026-001", *at)
    by_key = {line["key"]: line for line in found["checklist"]}
    assert (status, by_key["erasure/T-01/erase"]["proposed"]) == (0, "erase")
    assert "erasure/carrier/tell" in found["to_tell"]
    out = tmp_path / "reponse.pdf"
    letter = ("request", "letter", "D-2026-001", "--out", out, *at, "--kind")
    decide = ("request", "decide", "D-2026-001")
    assert (
        run(capsys, *decide, "erasure/T-01/erase", "--decision", "Effacer", "--done", "2026-11-20", *at)[0]
        == 0
    )
    status, refused = run(capsys, *letter, "erasure")
    assert "Rien n’est encore noté" in refused["error"]["message"]
    decide_all(shop)
    status, refused = run(capsys, *letter, "erasure")
    assert "Quelque chose reste" in refused["error"]["message"]
    status, refused = run(capsys, *letter, "refusal", "--refuse", "erasure:accurate=Tout est juste.")
    assert (status, refused["error"]["code"]) == (1, "letter_incomplete")
    assert not out.exists()
    status, made = run(capsys, *letter, "partial")
    assert (status, made["kind"]) == (0, "partial")
    for told in ("Nous avons effacé sa fiche client", "Relais Hirondelle", "L. 123-22"):
        assert told in letter_cases.plain(made["text"])
    assert missing_values(out.read_bytes(), ["Luce Ferrand", "Ses factures"]) == []
    status, made = run(capsys, *letter, "parent_proof", "--force")
    assert (status, made["reread"]) == (4, True)
    draft = letter_cases.plain(printed(capsys, *letter, "parent_proof", "--force", "--text"))
    assert "Projet : à faire relire avant l’envoi\n\nMadame, Monsieur," in draft
    read = ("parent_proof", "--force", "--text", "--reread")
    assert "Projet" not in printed(capsys, *letter, *read)


def test_who_asks_for_another_is_told_apart(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = (
        "--right",
        "erasure",
        "--received",
        "2026-11-20",
        "--channel",
        "email",
        "--requester",
        "Noé Aval",
    )
    at = ("--vault", shop)
    status, added = run(capsys, "request", "add", *asked, "--represents", "Rosa Vallon", *at)
    assert status == 0
    out = tmp_path / "mandat.pdf"
    status, made = run(capsys, "request", "letter", added["id"], "--kind", "agent_proof", "--out", out, *at)
    assert "pour Rosa Vallon, au sujet de l’effacement de ses données" in made["text"]


def test_a_freeze_keeps_the_line_from_the_next_sweep_until_the_request_is_closed(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    at = ("--vault", shop)
    calls = activity("T-90", "Rappel gratuit", ("Site web",), kept("Numéros", "requested", "PT48H"))
    with open_desk(Vault.unlock(shop, PASSPHRASE, clock=SystemClock()), SystemClock()) as desk:
        number = desk.register.add(calls).reference
    told = ("--field", "who=Noé Aval", "--field", "phone=0199000001", "--field", "requested=22/11/2026 10:00")
    line = run(capsys, "ledger", "add", "call_backs", *told, *at)[1]["entry"]["id"]
    who = ("--requester", "M. Aval Noé", "--channel", "phone", "--received", "2026-11-23")
    request = run(capsys, "request", "add", "--right", "access", *who, *at)[1]["id"]
    wanted = f"access/{number}/freeze/numeros"
    decided = printed(capsys, "request", "decide", request, wanted, "--decision", "freeze", *at)
    assert "1 ligne du registre" in letter_cases.plain(decided)
    monkeypatch.setattr(SystemClock, "now", lambda _self: NOW + timedelta(days=3))
    assert run(capsys, "sweep", *at)[1]["destroyed"] == 0
    (hold,) = run(capsys, "retention", "list", *at)[1]["holds"]
    assert (hold["item"], hold["note"]) == (f"ledger/{line}", f"Jusqu’à la réponse à {request}")
    shown = printed(capsys, "retention", "list", *at).replace("\u2011", "-")
    assert f"Jusqu’à la réponse à {request}" in shown
    closing = ("--outcome", "withdrawn", "--reason", "N’en veut plus.")
    assert run(capsys, "request", "close", request, *closing, *at)[0] == 0
    assert run(capsys, "sweep", *at)[1]["destroyed"] == 1


def test_a_template_a_package_and_a_mailing_list(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ("--vault", shop)
    body, data, out = tmp_path / "texte.txt", tmp_path / "compte.csv", tmp_path / "paquet"
    body.write_text("Bonjour {requester_name},\n\nReçu.", encoding="utf-8")
    status, changed = run(capsys, "letter", "change", "receipt", "--body", body, *at)
    assert (status, changed["template"]["changed"]) == (0, True)
    data.write_text("Nom;Ville\nFerrand;Valbrume\n", encoding="utf-8")
    given = ("request", "portability", "D-2026-001", "--out", out, *at, "--data")
    assert run(capsys, *given, f"T-09={data}")[1]["error"]["code"] == "not_portable"
    status, done = run(capsys, *given, f"T-01={data}")
    assert (status, sorted(Path(name).suffix for name in done["files"])) == (0, [".csv", ".json"])
    status, added = run(capsys, "objection", "add", "luce@courriel.example", "--reason", "plus de pub", *at)
    assert (status, added["objection"]["keep_until"]) == (0, "2029-11-23")
    source, kept = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes("nom;mail\nLuce;LUCE@courriel.example\nNoé;n@x.example\n".encode("cp1252"))
    status, checked = run(capsys, "objection", "check", source, "--out", kept, *at)
    assert (status, checked["removed"], checked["kept"]) == (0, 1, 1)
    assert kept.read_bytes() == "nom;mail\nNoé;n@x.example\n".encode("cp1252")
    number = added["objection"]["number"]
    status, refused = run(capsys, "objection", "remove", number, "--why", "minimum_over", *at)
    assert (status, refused["error"]["code"]) == (1, "minimum")
