"""Requests from the command line: the same verbs, the agreed words and statuses."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from carrying import asking, passed_on
from letters_in import card, letter
from PIL import Image

from gdpr_desk.app import Desk
from gdpr_desk.cli import main
from gdpr_desk.commands import (
    arrival_commands,
    request_commands,
    request_facts,
    request_steps,
    vault_commands,
)
from gdpr_desk.requests.sending import NOTHING_NOTED

Run = Callable[..., tuple[int, dict[str, Any]]]
TODAY = date(2026, 11, 23)


@pytest.fixture
def run(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs one command with --json on the desk of the test, which stays open."""

    def opened(_arguments: object, *, officers: bool = False) -> contextlib.nullcontext[Desk]:
        return contextlib.nullcontext(desk)

    for module in (request_commands, request_facts, request_steps, arrival_commands, vault_commands):
        monkeypatch.setattr(module, "opened_desk", opened)

    def command(*words: object) -> tuple[int, dict[str, Any]]:
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
            status = main([*map(str, words), "--json"])
        return status, json.loads(out.getvalue())

    return command


def add(run: Run, received: date, *more: object) -> str:
    words = ("--channel", "email", "--requester", "Élodie Fabre", *more)
    status, made = run("request", "add", "--right", "erasure", "--received", received, *words)
    assert status == 0
    return str(made["id"])


def test_a_request_from_its_first_word_to_its_end(run: Run, scan: Path) -> None:
    reference = add(run, TODAY - timedelta(days=3), "--right", "access", "--text", "Tout effacer")
    status, attached = run("request", "attach", reference, scan, "--kind", "identity")
    assert (status, attached["kind"]) == (0, "identity")
    _, listed = run("request", "list")
    (row,) = listed["requests"]
    assert (row["id"], row["state"], row["rights"]) == (reference, "received", ["erasure", "access"])
    assert (row["attachments"], row["identity_copies"], row["paused_since"]) == (1, 1, None)
    assert (
        date.fromisoformat(row["received"])
        < date.fromisoformat(row["target"])
        <= date.fromisoformat(row["due"])
    )

    status, refused = run("request", "identity", reference, "--outcome", "verified", "--method", "copy")
    assert (status, refused["error"]["code"]) == (1, "needs_yes")
    words = ("--outcome", "verified", "--method", "copy", "--document", "passport", "--yes")
    status, done = run("request", "identity", reference.lower(), *words)
    assert (status, done["destroyed"]) == (0, 1)
    _, shown = run("request", "show", reference)
    assert (shown["attachments"], shown["identity"]["document"]) == ([], "passport")
    assert shown["message"] == {
        "from": "Élodie Fabre",
        "subject": "",
        "sent_at": None,
        "text": "Tout effacer",
    }
    assert [line["kind"] for line in shown["timeline"]][-1] == "identity_checked"

    status, extended = run("request", "extend", reference, "--reason", "Archives à relire")
    assert status == 0
    assert extended["extended_until"] > row["due"]
    status, refused = run("request", "close", reference, "--outcome", "partial", "--reason", " ")
    assert (status, refused["error"]["code"]) == (1, "invalid")
    status, closed = run(
        "request", "close", reference, "--outcome", "partial", "--reason", "Factures gardées"
    )
    assert (status, closed["state"]) == (0, "closed")
    assert run("request", "list", "--open")[1] == {"requests": []}


def test_the_question_of_doubt_comes_before_any_paper(run: Run) -> None:
    reference = add(run, TODAY)
    status, refused = run("request", "identity", reference, "--doubt", "yes", "--yes")
    assert (status, refused["error"]["code"]) == (1, "invalid")
    words = ("--doubt", "no", "--method", "known_address", "--yes")
    status, answered = run("request", "identity", reference, *words)
    assert (status, answered["state"]) == (0, "in_progress")


def test_the_status_tells_what_is_late_and_asks_somebody_to_look(run: Run) -> None:
    calm = add(run, TODAY)
    assert run("status")[0] == 0
    late = add(run, TODAY - timedelta(days=70))
    status, told = run("status")
    assert (status, told["due"], told["requests"]["late"]) == (4, [late], 1)
    assert [clock["id"] for clock in told["clocks"]] == [late, calm]
    assert told["clocks"][0]["days_left"] < 0


def test_what_is_not_there_is_refused_and_what_is_misspelt_is_explained(run: Run) -> None:
    assert run("request", "show", "D-2020-001")[1]["error"]["code"] == "not_found"
    tomorrow = TODAY + timedelta(days=1)
    words = ("--channel", "post", "--requester", "X", "--received", tomorrow)
    assert run("request", "add", "--right", "access", *words)[1]["error"]["code"] == "invalid"
    with pytest.raises(SystemExit) as stopped:
        run("request", "add", "--right", "everything", "--received", TODAY)
    assert stopped.value.code == 2


def test_the_clock_is_stopped_started_and_prolonged_as_in_the_window(run: Run) -> None:
    reference = add(run, TODAY - timedelta(days=5), "--right", "access")
    status, refused = run("request", "pause", reference, "--reason", "identity")
    assert (status, "doute" in refused["error"]["message"]) == (1, True)
    assert run("request", "resume", reference)[1]["error"]["code"] == "invalid"
    asked = TODAY - timedelta(days=3)
    status, paused = run("request", "pause", reference, "--reason", "precision", "--asked", asked)
    assert (status, paused["paused_since"], paused["state"]) == (0, asked.isoformat(), "in_progress")
    before = paused["due"]
    status, runs = run("request", "resume", reference)
    assert (status, runs["paused_since"]) == (0, None)
    assert runs["due"] == before  # three days of waiting, counted until today in both
    assert run("request", "extend", reference, "--reason", "Archives papier")[1]["extended_until"] > before
    assert run("request", "ready", reference)[1]["state"] == "ready"
    assert run("request", "ready", reference, "--back")[1]["state"] == "in_progress"
    assert run("request", "note", reference, "--text", "Elle rappellera lundi")[0] == 0
    words = ("--outcome", "withdrawn", "--reason", "Elle renonce")
    assert run("request", "close", reference, *words)[1]["warnings"] == []
    assert run("request", "reopen", reference, "--reason", "Elle y tient")[1]["state"] == "in_progress"
    kinds = [line["kind"] for line in run("request", "show", reference)[1]["timeline"]]
    assert kinds[1:] == [
        *("paused", "resumed", "extended", "ready", "taken_back", "note", "closed", "reopened"),
    ]


def test_a_letter_noted_as_sent_does_to_the_clock_what_it_says(run: Run) -> None:
    reference = add(run, TODAY - timedelta(days=5), "--right", "access")
    by = ("--channel", "email")
    status, told = run("request", "sent", reference, "--kind", "identity_question", *by)
    assert (status, told["paused_since"]) == (0, None)
    assert any("doute" in one for one in told["warnings"])  # said, not passed over
    run("request", "identity", reference, "--doubt", "yes", "--reason", "Adresse inconnue", "--yes")
    status, told = run("request", "sent", reference, "--kind", "identity_copy", *by)
    assert (status, told["paused_since"], told["warnings"]) == (0, TODAY.isoformat(), [])
    status, refused = run("request", "sent", reference, "--kind", "extension", *by)
    assert (status, "se justifie" in refused["error"]["message"]) == (1, True)
    reason = ("--reason", "Archives papier")
    status, told = run("request", "sent", reference, "--kind", "extension", *by, *reason)
    assert (status, told["extended_until"] is not None) == (0, True)
    letters = [line["detail"] for line in run("request", "show", reference)[1]["timeline"]]
    assert [one for one in letters if one in ("identity_question", "identity_copy", "extension")] == [
        *("identity_question", "identity_copy", "extension"),
    ]


def test_the_thread_names_each_letter_for_whoever_reads_it(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    reference = add(run, TODAY)
    run("request", "sent", reference, "--kind", "receipt", "--channel", "email")
    assert main(["request", "show", reference]) == 0
    assert "Courrier envoyé\u00a0: Accusé de réception" in capsys.readouterr().out


def test_a_complaint_gets_the_date_of_the_cnil_on_the_command_line_too(run: Run) -> None:
    who = ("--channel", "email", "--requester", "Service des plaintes")
    status, added = run("request", "add", "--right", "complaint", "--received", TODAY, *who)
    reference = added["id"]
    assert (status, added["due"], len(added["warnings"])) == (0, None, 1)
    assert run("status")[1]["due"] == [reference]
    (row,) = run("request", "list")[1]["requests"]
    assert (row["target"], row["due"]) == (None, None)
    assert "12(3)" not in run("request", "show", reference)[1]["rule"]
    unknown = run("request", "correct", reference, "--authority-due", "unknown")[1]
    assert (unknown["authority_due"], unknown["warnings"]) == (None, [])
    due = (TODAY + timedelta(days=17)).isoformat()
    words = ("--authority-due", due, "--authority-reference", "26-12345")
    status, corrected = run("request", "correct", reference, *words)
    assert (status, corrected["due"], corrected["authority_reference"]) == (0, due, "26-12345")
    assert run("request", "show", reference)[1]["requester"] == "Service des plaintes"  # the rest stays
    status, other = run("request", "correct", reference, "--right", "access")
    assert (other["rights"], other["authority_due"], other["authority_reference"]) == (["access"], None, None)


def test_an_imported_complaint_is_confirmed_with_its_date(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "cnil.eml"
    place.write_bytes(letter("Une plainte nous est parvenue.", sender="plaintes@cnil.fr", subject="Plainte"))
    (taken,) = run("request", "import", place)[1]["requests"]
    assert any("La CNIL fixe la date" in one for one in taken["warnings"])
    status, told = run("request", "confirm", taken["id"], "--authority-due", "2026-12-10")
    assert (status, told["due"], told["warnings"]) == (0, "2026-12-10", [])


def test_an_end_that_nothing_shows_is_warned_about(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    reference = add(run, TODAY)
    words = ("--outcome", "refused", "--answered", TODAY, "--reason", "Dit de vive voix")
    status, closed = run("request", "close", reference, *words)
    assert (status, closed["state"], len(closed["warnings"])) == (0, "closed", 2)
    assert "12(4)" in closed["warnings"][0]
    assert "aucun envoi" in closed["warnings"][1].lower()
    again = add(run, TODAY)
    with contextlib.redirect_stdout(io.StringIO()) as out:
        assert main(["request", "close", again, *map(str, words)]) == 0
    assert "lettre de refus" in capsys.readouterr().err
    assert "lettre de refus" not in out.getvalue()


def test_granted_with_nothing_looked_for_is_told_and_needs_a_reason(run: Run, desk: Desk) -> None:
    desk.register.add_from_starter(["contact-form"])
    reference = add(run, TODAY)
    run("request", "sent", reference, "--kind", "erasure", "--channel", "email", "--answers")
    close = ("request", "close", reference, "--outcome", "granted", "--reason")
    status, refused = run(*close, " ")
    assert (status, "Où chercher" in refused["error"]["message"]) == (1, True)
    status, closed = run(*close, "Cherché sur papier, rien trouvé")
    assert (status, closed["state"], closed["warnings"]) == (0, "closed", [NOTHING_NOTED])
    answerless = add(run, TODAY)
    status, refused = run("request", "close", answerless, "--outcome", "granted", "--reason", " ")
    assert (status, "Aucune réponse n’a été envoyée" in refused["error"]["message"]) == (1, True)


def test_the_task_at_the_origin_is_ticked(run: Run, scan: Path) -> None:
    reference = add(run, TODAY)
    run("request", "attach", reference, scan, "--kind", "identity")
    words = ("--outcome", "verified", "--method", "copy", "--document", "passport", "--yes")
    run("request", "identity", reference, *words)
    assert run("request", "show", reference)[1]["tasks"][0]["done_on"] is None
    status, told = run("request", "cleaned", reference)
    assert (status, told["tasks"][0]["done_on"]) == (0, TODAY.isoformat())


def test_what_can_be_looked_at_and_which_activities_a_letter_means_are_told(
    run: Run, desk: Desk, tmp_path: Path
) -> None:
    desk.register.add_from_starter(["newsletter"])
    place = tmp_path / "lettre.eml"
    broken = picture()[:300]
    words = "Bonjour, supprimez-moi de votre newsletter et effacez mes données."
    place.write_bytes(letter(words, attached={"facture.jpg": picture(), "cassee.jpg": broken}))
    (taken,) = run("request", "import", place)[1]["requests"]
    shown = run("request", "show", taken["id"])[1]
    seen = {one["name"]: one["preview"] for one in shown["attachments"]}
    assert (seen["facture.jpg"], seen["cassee.jpg"]) == ("ok", "failed")
    assert seen["message d’origine.eml"] == "none"
    activity = desk.register.register().activities[0]
    (said,) = [one for one in shown["suggestions"] if one["kind"] == "activity"]
    assert said["value"] == activity.reference
    assert activity.name in said["reason"]


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 300), (250, 250, 250)).save(out, "JPEG")
    return out.getvalue()


def test_what_a_message_attached_to_a_mail_carries_is_shown(run: Run, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "tr.eml"
    path.write_bytes(passed_on(asking(card(), 1), 1))
    (arrived,) = desk.arrivals.from_files([path])
    assert arrived.taken is not None
    _status, told = run("request", "show", arrived.taken.reference)
    assert {one["name"] for one in told["attachments"]} >= {"Mes données.eml", "cni.jpg"}
    assert told["identity_copies"] == 1
    assert "Message joint, de Camille Rivage" in told["message"]["text"]
