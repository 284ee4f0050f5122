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
from letters_in import card

from gdpr_desk.app import Desk
from gdpr_desk.cli import main
from gdpr_desk.commands import request_commands, vault_commands

Run = Callable[..., tuple[int, dict[str, Any]]]
TODAY = date(2026, 11, 23)


@pytest.fixture
def run(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs one command with --json on the desk of the test, which stays open."""

    def opened(_arguments: object, *, officers: bool = False) -> contextlib.nullcontext[Desk]:
        return contextlib.nullcontext(desk)

    for module in (request_commands, vault_commands):
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


def test_what_a_message_attached_to_a_mail_carries_is_shown(run: Run, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "tr.eml"
    path.write_bytes(passed_on(asking(card(), 1), 1))
    (arrived,) = desk.arrivals.from_files([path])
    assert arrived.taken is not None
    _status, told = run("request", "show", arrived.taken.reference)
    assert {one["name"] for one in told["attachments"]} >= {"Mes données.eml", "cni.jpg"}
    assert told["identity_copies"] == 1
    assert "Message joint, de Camille Rivage" in told["message"]["text"]
