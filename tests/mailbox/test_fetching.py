"""Fetching from a real mail server: what comes, in which order, from where on, and what stays untouched."""

from __future__ import annotations

import imaplib
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest
from mail_lines import proxy
from mail_server import ARRIVED, SECRET, USER, MailServer, needs_dovecot, running

from gdpr_desk.mailbox.dialogue import WORDS
from gdpr_desk.mailbox.fetching import MailRun, folders
from gdpr_desk.mailbox.model import (
    Ending,
    FetchedMail,
    LeftOut,
    Limits,
    MailSecret,
    Place,
    Progress,
    Security,
    WhyLeft,
)
from gdpr_desk.mailbox.refusals import FolderNotFound, LoginRefused

pytestmark = needs_dovecot
FOLDER, ON_DISK = "Demandes reçues", ".Demandes re&AOc-ues"


def _mail(number: int, size: int = 200) -> bytes:
    return b"Subject: demande %d\r\nFrom: camille@example.test\r\n\r\n" % number + b"x" * size + b"\r\n"


MAILS = [_mail(number, 200 + 40 * number) for number in range(8)]


@pytest.fixture(scope="module")
def server() -> Iterator[MailServer]:
    """Eight mails in INBOX, the second read and flagged by a person in her own program."""
    with running() as server:
        for number, content in enumerate(MAILS):
            server.deliver(content, number=number)
        server.deliver(_mail(99), ON_DISK, number=99)
        with _other_program(server) as other:
            other.select("INBOX")
            other.uid("STORE", "2", "+FLAGS", r"(\Seen \Flagged)")
        yield server


def _other_program(server: MailServer) -> imaplib.IMAP4_SSL:
    """The standard library's client, as the judge of what the server holds."""
    other = imaplib.IMAP4_SSL("localhost", server.tls_port, ssl_context=server.authority.trusting)
    other.authenticate("PLAIN", lambda _: b"\0" + USER.encode() + b"\0" + SECRET.value.encode())
    return other


def _run(server: MailServer, place: Place | None = None, **options: object) -> MailRun:
    account = options.pop("account", server.account)
    return MailRun(account, SECRET, place, context=server.authority.trusting, **options)  # type: ignore[arg-type]


def _contents(run: MailRun) -> list[bytes]:
    return [arrival.content for arrival in run if isinstance(arrival, FetchedMail)]


@pytest.mark.parametrize("security", list(Security))
def test_every_mail_comes_byte_by_byte_with_its_arrival(server: MailServer, security: Security) -> None:
    run = _run(server, account=server.over(security))
    mails = [arrival for arrival in run if isinstance(arrival, FetchedMail)]
    assert [mail.content for mail in mails] == MAILS
    assert [mail.sha256 for mail in mails] == [sha256(content).hexdigest() for content in MAILS]
    assert [mail.internal_date for mail in mails] == [
        datetime.fromtimestamp(ARRIVED + number, UTC) for number in range(8)
    ]
    assert (run.ending, run.waiting, run.place) == (Ending.COMPLETE, 0, mails[-1].place)


def test_the_next_run_goes_on_behind_the_stored_place(server: MailServer) -> None:
    first = next(iter(_run(server)))
    later = _run(server, first.place)
    assert _contents(later) == MAILS[1:]
    nothing = _run(server, later.place)
    assert list(nothing) == []
    assert nothing.place == later.place
    assert nothing.ending is Ending.COMPLETE


def test_nothing_on_the_server_changes(server: MailServer) -> None:
    before = server.state()
    assert [name for name in before if name.endswith(":2,FS")], "the flags of the other program are seen"
    assert [name for name in before if name.startswith(f"{ON_DISK}/new/")], (
        "nobody has opened this folder yet"
    )
    with _other_program(server) as other:
        other.select("INBOX", readonly=True)
        flags = other.uid("FETCH", "1:*", "(FLAGS)")
    for security in Security:
        assert _contents(_run(server, account=server.over(security))) == MAILS
        assert _contents(_run(server, account=server.over(security, folder=FOLDER))) == [_mail(99)]
    assert server.state() == before
    with _other_program(server) as other:
        other.select("INBOX", readonly=True)
        assert other.uid("FETCH", "1:*", "(FLAGS)") == flags
        other.uid("FETCH", "3", "(BODY[])")
        other.select("INBOX")
        other.uid("FETCH", "4", "(BODY[])")
    assert server.state() != before, "a client that does change something would be noticed"


def test_only_words_of_a_reader_are_said(server: MailServer) -> None:
    contexts = (server.papers.server(), server.authority.trusting)
    with proxy(server.tls_port, inside=contexts) as heard:
        _contents(_run(server, account=server.over(Security.TLS, heard.port)))
        folders(server.over(Security.TLS, heard.port), SECRET, context=server.authority.trusting)
    said = heard.words()
    assert said == {
        b"CAPABILITY",
        b"AUTHENTICATE",
        b"EXAMINE",
        b"UID SEARCH",
        b"UID FETCH",
        b"LIST",
        b"LOGOUT",
    }
    assert said <= {word.encode() for word in WORDS}
    assert heard.said.count(b"BODY") == heard.said.count(b"BODY.PEEK[]") == len(MAILS)


@pytest.mark.parametrize("security", list(Security))
def test_the_secret_is_never_on_the_wire_in_clear(server: MailServer, security: Security) -> None:
    coded = b64encode(b"\0" + USER.encode() + b"\0" + SECRET.value.encode())
    port = server.tls_port if security is Security.TLS else server.starttls_port
    with proxy(port) as line:
        assert _contents(_run(server, account=server.over(security, line.port))) == MAILS
    for trace in (SECRET.value.encode(), coded, USER.encode(), b"AUTHENTICATE", b"LOGIN ", b"demande"):
        assert trace not in line.all
    with proxy(server.tls_port, inside=(server.papers.server(), server.authority.trusting)) as heard:
        _contents(_run(server, account=server.over(Security.TLS, heard.port)))
    assert coded in heard.all, "the same search finds it where TLS is opened"
    assert b"demande" in heard.all


def test_a_folder_with_accents_is_found_and_opened(server: MailServer) -> None:
    assert folders(server.account, SECRET, context=server.authority.trusting) == (FOLDER, "INBOX")
    assert _contents(_run(server, account=server.over(Security.TLS, folder=FOLDER))) == [_mail(99)]
    with pytest.raises(FolderNotFound, match="Ce dossier ne s’ouvre pas"):
        list(_run(server, account=server.over(Security.TLS, folder="Demandes perdues")))


def test_a_wrong_secret_is_refused_without_saying_whose(server: MailServer) -> None:
    run = MailRun(server.account, MailSecret("pas celui-ci"), context=server.authority.trusting)
    with pytest.raises(LoginRefused) as refused:
        list(run)
    assert "mot de passe d’application" in refused.value.remedy
    for word in (USER, "lumen", "pas celui-ci", "AUTHENTICATIONFAILED"):
        assert word not in str(refused.value)


def test_a_new_numbering_starts_again_and_the_hashes_tell_what_is_known(server: MailServer) -> None:
    account = server.over(Security.TLS, folder=FOLDER)
    known = [mail for mail in _run(server, account=account) if isinstance(mail, FetchedMail)]
    server.number_anew(ON_DISK)
    server.deliver(_mail(100), ON_DISK, number=100)
    run = _run(server, known[-1].place, account=account)
    again = [mail for mail in run if isinstance(mail, FetchedMail)]
    assert run.restarted
    assert again[0].uid_validity != known[0].uid_validity
    hashes = {mail.sha256 for mail in known}
    assert [mail.content for mail in again if mail.sha256 in hashes] == [mail.content for mail in known]
    assert [mail.content for mail in again if mail.sha256 not in hashes] == [_mail(100)]


def test_mails_from_before_the_chosen_day_stay_there(server: MailServer) -> None:
    arrived = datetime.fromtimestamp(ARRIVED, UTC).date()
    assert len(_contents(_run(server, account=replace(server.account, since=arrived)))) == len(MAILS)
    late = replace(server.account, since=date(2024, 1, 1))
    assert _contents(_run(server, account=late)) == []


def test_a_mail_over_the_limit_is_named_and_the_others_come(server: MailServer) -> None:
    run = _run(server, limits=Limits(mail_bytes=len(MAILS[6])))
    arrivals = list(run)
    assert [type(arrival) for arrival in arrivals] == [FetchedMail] * 7 + [LeftOut]
    left = arrivals[-1]
    assert isinstance(left, LeftOut)
    assert (left.why, left.size) == (WhyLeft.TOO_LARGE, len(MAILS[7]))
    assert "ouvrez-le là-bas" in left.why.sentence
    assert run.place == left.place
    assert run.ending is Ending.COMPLETE


def test_a_run_ends_at_its_budget_and_the_next_one_takes_the_rest(server: MailServer) -> None:
    limits = Limits(run_bytes=sum(map(len, MAILS[:3])))
    taken: list[bytes] = []
    place, ends = None, []
    for _round in range(5):
        run = _run(server, place, limits=limits)
        taken += _contents(run)
        place = run.place
        ends.append((run.ending, run.waiting))
    assert taken == MAILS
    assert ends[0] == (Ending.BUDGET, 5)
    assert ends[-1] == (Ending.COMPLETE, 0)
    few = _run(server, limits=Limits(run_mails=2))
    assert _contents(few) == MAILS[:2]
    assert few.ending is Ending.BUDGET


def test_it_can_be_cancelled_between_two_mails_and_tells_how_far_it_is(server: MailServer) -> None:
    told: list[Progress] = []
    run = _run(server, cancelled=lambda: len(told) == 3, progress=told.append)
    assert _contents(run) == MAILS[:3]
    assert (run.ending, run.waiting) == (Ending.CANCELLED, 5)
    assert told[-1] == Progress(3, 8, sum(map(len, MAILS[:3])))
    assert _contents(_run(server, run.place)) == MAILS[3:]
