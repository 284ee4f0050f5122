"""From a real mail server to a closed request with its letter, all of it on the command line."""

from __future__ import annotations

import contextlib
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from letters_in import card, letter
from mail_server import ARRIVED, SECRET, USER, MailServer, needs_dovecot, running
from quick_keys import quick

from gdpr_desk.cli import main
from gdpr_desk.clock import SystemClock
from gdpr_desk.mailbox import fetching

pytestmark = needs_dovecot
PROFILE = """\
[shop]
name = "Atelier Lumen"
siret = "000 000 018 00002"
ape = "9511Z"
address = "1 rue de l’Essai, 00000 Ville"
email = "contact@atelier-lumen.example"
[contact]
name = "Camille Lumen"
role = "Gérance"
email = "camille@atelier-lumen.example"
[pack]
activities = ["newsletter"]
"""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """A mail server that this computer trusts."""
    with running() as made:
        monkeypatch.setattr(fetching, "strict_context", lambda: made.authority.trusting)
        yield made


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    quick(monkeypatch)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GDPR_DESK_PASSPHRASE_FILE", "phrase.txt")
    (tmp_path / "phrase.txt").write_text("quatre tasses bleues sur la table\n", encoding="utf-8")
    (tmp_path / "secret.txt").write_text(f"{SECRET.value}\n", encoding="utf-8")
    (tmp_path / "profil.toml").write_text(PROFILE, encoding="utf-8")
    words = ("--profile", "profil.toml", "--new-passphrase-file", "phrase.txt")
    assert run("init", *words, "--recovery-out", "secours.txt")[0] == 0
    return tmp_path


def run(*words: str) -> tuple[int, dict[str, Any]]:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        status = main([*words, "--vault", "coffre", "--json"])
    return status, json.loads(out.getvalue())


def fetch(server: MailServer, *more: str) -> tuple[int, dict[str, Any]]:
    to = ("--host", server.account.host, "--port", str(server.tls_port), "--user", USER)
    return run("request", "fetch", *to, "--secret-file", "secret.txt", *more)


def test_from_the_mail_server_to_a_closed_request_with_its_answer(server: MailServer, work: Path) -> None:
    copy = card()
    days_ago = int(time.time()) - ARRIVED - 3 * 86_400
    server.deliver(letter(attached={"cni_recto.jpg": copy}), number=days_ago)
    server.deliver(letter("Merci, j’attends.", number=2, answers="1"), number=days_ago + 1)
    untouched = {content for content in server.state().values() if content.startswith(b"From:")}

    reference = fetched(server)
    confirmed(reference)
    searched(reference)
    answered(reference)
    closed(reference)
    assert {content for content in server.state().values() if content.startswith(b"From:")} == untouched


def fetched(server: MailServer) -> str:
    """The letter is a request, its reply is in it, and fetching once more brings nothing."""
    status, came = fetch(server)
    assert (status, came["ending"], came["refused"]) == (0, "complete", [])
    first, reply = came["requests"]
    assert (first["state"], first["duplicate_of"], first["joined"]) == ("received", None, False)
    assert (reply["id"], reply["joined"]) == (first["id"], True)
    status, again = run("request", "fetch", "--secret-file", "secret.txt")  # the account is known by now
    assert (status, again["requests"], again["account"]) == (0, [], came["account"])
    (row,) = run("request", "list")[1]["requests"]
    assert (row["rights"], row["channel"], row["identity_copies"]) == (["access", "erasure"], "email", 1)
    return str(first["id"])


def confirmed(reference: str) -> None:
    """What was proposed holds, the person is known, and the copy of the paper is gone here and there."""
    shown = run("request", "show", reference)[1]
    assert shown["message"]["from"] == "elodie.fabre@courriel.example"
    assert {one["kind"] for one in shown["suggestions"]} == {"right", "receipt", "nature", "identity"}
    assert run("request", "confirm", reference)[0] == 0
    assert run("request", "show", reference)[1]["suggestions"] == []
    words = ("--outcome", "verified", "--method", "copy", "--document", "identity_card", "--yes")
    assert run("request", "identity", reference, *words)[1]["destroyed"] == 1
    shown = run("request", "show", reference)[1]
    assert (shown["state"], shown["identity_copies"]) == ("in_progress", 0)
    assert [task["done_on"] for task in shown["tasks"]] == [None]
    assert [one["name"] for one in shown["attachments"]] == ["message d’origine.eml"] * 2
    assert run("request", "cleaned", reference)[1]["tasks"][0]["done_on"] == today()
    status, made = run("request", "letter", reference, "--kind", "receipt", "--out", "accuse.pdf")
    assert status == 0, made
    sent = run("request", "sent", reference, "--kind", "receipt", "--channel", "email")[1]
    assert (sent["sending"]["letter"], sent["paused_since"], sent["warnings"]) == ("receipt", None, [])


def searched(reference: str) -> None:
    """Every line of « Où chercher » is decided and done; before that, no answer can be written."""
    answer = ("request", "letter", reference, "--kind", "partial", "--out", "reponse.pdf")
    assert run(*answer)[1]["error"]["code"] == "letter_incomplete"
    lines = run("request", "where", reference)[1]["checklist"]
    assert {line["proposed"] for line in lines} == {"give", "erase", "keep", "ask"}
    for line in lines:
        told = ("--told", today()) if line["party"] else ()
        words = ("--decision", line["proposed"], "--done", today(), *told)
        status, decided = run("request", "decide", reference, line["key"], *words)
        assert (status, decided["line"]["done_on"]) == (0, today())
    shown = run("request", "show", reference)[1]
    assert {one["line"] for one in shown["checklist"]} == {line["key"] for line in lines}
    assert run("request", "where", reference)[1]["to_tell"] == []


def answered(reference: str) -> None:
    """The answer says what was given, erased and kept, and is noted as sent."""
    out = ("--out", "reponse.pdf", "--set", "enclosed=une copie de vos données d’abonnée")
    status, whole = run("request", "letter", reference, "--kind", "erasure", *out)
    assert (status, "Quelque chose reste" in whole["error"]["message"]) == (1, True)
    assert not Path("reponse.pdf").exists()
    assert run("request", "ready", reference)[1]["state"] == "ready"
    status, made = run("request", "letter", reference, "--kind", "partial", *out)
    assert (status, made["kind"]) == (0, "partial")
    pages = pypdf.PdfReader("reponse.pdf").pages
    said = " ".join("".join(page.extract_text() for page in pages).replace("\u2011", "-").split())
    assert reference in said
    assert "Élodie Fabre" in said
    for told in ("adresse d’abonné à la newsletter", "preuve de votre accord", "une copie de vos données"):
        assert told in said.replace("\u00a0", " ").lower()
    assert "Vos recours" in said
    words = ("--kind", "partial", "--channel", "email", "--answers")
    assert run("request", "sent", reference, *words)[1]["sending"]["sent_on"] == today()


def closed(reference: str) -> None:
    """It ends with the day of its answer, nothing missing; the thread tells the whole story."""
    words = ("--outcome", "partial", "--reason", "La preuve de l’accord reste.")
    status, ended = run("request", "close", reference, *words)
    assert (status, ended["state"], ended["warnings"]) == (0, "closed", [])
    assert run("request", "list", "--open")[1] == {"requests": []}
    shown = run("request", "show", reference)[1]
    assert (shown["state"], shown["outcome"]) == ("closed", "partial")
    told = [(line["kind"], line["detail"]) for line in shown["timeline"]]
    assert [detail for kind, detail in told if kind == "sent"] == ["receipt", "partial"]
    assert told[-1] == ("closed", "partial")


def today() -> str:
    return SystemClock().today().isoformat()


def test_a_wrong_secret_is_refused_and_the_account_is_not_kept(server: MailServer, work: Path) -> None:
    Path("secret.txt").write_text("autre chose\n", encoding="utf-8")
    status, refused = fetch(server)
    assert (status, refused["requests"]) == (1, [])
    assert refused["error"]["message"]
    status, unknown = run("request", "fetch")
    assert (status, unknown["error"]["message"]) == (1, "Aucune messagerie n’est notée.")
