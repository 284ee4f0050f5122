"""Before a secret is said: papers that prove nothing, lines that stay unprotected, strangers between."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from mail_certificates import Authority
from mail_lines import MAILS, FakeServer, proxy, says

from gdpr_desk.mailbox.fetching import MailRun
from gdpr_desk.mailbox.model import (
    Arrival,
    Limits,
    MailAccount,
    MailSecret,
    Security,
)
from gdpr_desk.mailbox.refusals import (
    LineNotProtected,
    ServerNotProven,
    ServerUnreachable,
)
from gdpr_desk.mailbox.tls import strict_context

SECRET = MailSecret("vert-lampe-23")
LIMITS = Limits(mail_bytes=100_000, connect_s=10, pace_s=10)
IMPATIENT = replace(LIMITS, connect_s=1, pace_s=0.5)
"""Where it is the point that something takes too long; elsewhere a busy machine must not be the reason."""


def _account(port: int, security: Security = Security.TLS, host: str = "localhost") -> MailAccount:
    return MailAccount("a1b2c3", host, "lumen@example.test", security, port)


def _fetch(authority: Authority, account: MailAccount, limits: Limits = LIMITS) -> list[Arrival]:
    return list(MailRun(account, SECRET, limits=limits, context=authority.trusting))


@pytest.mark.parametrize(
    ("papers", "said"),
    [
        (lambda a: a.self_signed("alone"), "n’a pas pu prouver son identité"),
        (lambda a: a.papers("old", days=(-30, -1)), "périmée"),
        (lambda a: a.papers("young", days=(2, 30)), "pas encore valable"),
        (lambda a: a.papers("other", "imap.example.test"), "un autre nom"),
        (lambda a: a.papers("address", "127.0.0.2"), "un autre nom"),
        (lambda a: Authority(a.folder).papers("stranger"), "n’a pas pu prouver son identité"),
    ],
    ids=["self-signed", "expired", "not yet", "other name", "other address", "unknown authority"],
)
@pytest.mark.parametrize("security", list(Security))
def test_a_server_that_cannot_prove_its_name_hears_no_secret(
    authority: Authority, papers: Callable[[Authority], object], said: str, security: Security, tmp_path: Path
) -> None:
    trusting, shown = authority.trusting, papers(authority).server()  # type: ignore[attr-defined]
    first = shown if security is Security.TLS else None
    server = FakeServer(first, MAILS, starttls=shown)
    with server.listening() as port, proxy(port) as line:
        run = MailRun(_account(line.port, security), SECRET, limits=LIMITS, context=trusting)
        with pytest.raises(ServerNotProven, match=said) as refused:
            list(run)
    assert "n’a pas été envoyé" in refused.value.safe
    assert server.logins == []
    assert SECRET.value.encode() not in line.all
    assert line.connections == 1


def _strip(told: bytes) -> bytes:
    return told.replace(b"STARTTLS", b"XXXXXXXX").replace(b"OK go", b"NO ok")


@pytest.mark.parametrize(
    "server",
    [
        lambda right: FakeServer(
            None, MAILS, starttls=right, replies={"STARTTLS": says(b"%s NO not now\r\n")}
        ),
        lambda right: FakeServer(None, MAILS, starttls=right, replies={"STARTTLS": says(b"%s BAD what\r\n")}),
        lambda right: FakeServer(None, MAILS, starttls=right, greeting=b"* PREAUTH welcome\r\n"),
        lambda right: FakeServer(None, MAILS, starttls=right, greeting=b"* OK hi\r\na1 OK go\r\n"),
        lambda right: FakeServer(
            None, MAILS, starttls=right, replies={"STARTTLS": says(b"%s OK go\r\n* OK believe me\r\n")}
        ),
        lambda right: FakeServer(None, MAILS, replies={"STARTTLS": says(b"%s OK go\r\n")}),
    ],
    ids=["refused", "unknown", "preauth", "answered early", "said more", "agreed and went on in clear"],
)
def test_a_line_that_does_not_become_protected_hears_no_secret(
    authority: Authority, server: Callable[[object], FakeServer]
) -> None:
    made = server(authority.papers("right").server())
    with made.listening() as port, proxy(port) as line, pytest.raises(LineNotProtected) as refused:
        _fetch(authority, _account(line.port, Security.STARTTLS), limits=IMPATIENT)
    assert "n’a pas été envoyé" in refused.value.safe
    assert made.logins == []
    assert not [line for line in made.heard if b"a2 " in line]
    assert SECRET.value.encode() not in line.all


def test_a_stranger_on_the_way_who_takes_starttls_out_gains_nothing(authority: Authority) -> None:
    server = FakeServer(None, MAILS, starttls=authority.papers("right").server())
    with server.listening() as port:
        account = _account(port, Security.STARTTLS)
        assert len(_fetch(authority, account)) == 2, "without the stranger it works"
        heard = len(server.logins)
        with proxy(port, change=_strip) as line, pytest.raises(LineNotProtected):
            _fetch(authority, replace(account, port=line.port))
    assert len(server.logins) == heard
    assert b"LOGIN" not in line.all
    assert b"AUTHENTICATE" not in line.all


def test_a_server_in_clear_at_the_protected_port_hears_nothing(authority: Authority) -> None:
    server = FakeServer(None, MAILS)
    with server.listening() as port, pytest.raises(LineNotProtected):
        _fetch(authority, _account(port))
    assert server.logins == []


def test_without_a_server_it_says_so(authority: Authority) -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        with pytest.raises(ServerUnreachable, match="ne répond pas"):
            _fetch(authority, _account(unheard.getsockname()[1]))
    with pytest.raises(ServerUnreachable):
        _fetch(authority, _account(993, host="a..example.test"))


@pytest.mark.skipif(not Path("/etc/ssl/certs/ca-certificates.crt").exists(), reason="no such list here")
def test_a_packaged_program_finds_what_this_computer_trusts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere")
    monkeypatch.setenv("SSL_CERT_DIR", "/nowhere")
    assert ssl.create_default_context().cert_store_stats()["x509_ca"] == 0, "the ready-made one finds nothing"
    assert strict_context().cert_store_stats()["x509_ca"] > 50


def test_no_variable_makes_it_write_its_keys_down(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    assert ssl.create_default_context().keylog_filename, "the ready-made one would"
    assert strict_context().keylog_filename is None


def test_a_context_that_verifies_nobody_is_not_taken(authority: Authority) -> None:
    server = FakeServer(authority.papers("right").server(), MAILS)
    careless = Authority(authority.folder).trusting
    careless.check_hostname = False
    with server.listening() as port, pytest.raises(ValueError, match="verifies nobody"):
        list(MailRun(_account(port), SECRET, limits=LIMITS, context=careless))
    assert server.heard == []
