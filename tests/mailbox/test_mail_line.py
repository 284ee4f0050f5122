"""Servers that lie, flood, stall or write otherwise: a French sentence soon, little memory, nothing lost."""

from __future__ import annotations

import logging
import time
import tracemalloc
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import pytest
from mail_certificates import Authority
from mail_lines import MAILS, FakeServer, Reply, fetch_line, proxy, says

from gdpr_desk.mailbox.fetching import MailRun
from gdpr_desk.mailbox.model import (
    Arrival,
    Ending,
    FetchedMail,
    LeftOut,
    Limits,
    MailAccount,
    MailSecret,
    Place,
    Security,
    WhyLeft,
)
from gdpr_desk.mailbox.refusals import (
    AnswerTooLarge,
    AnswerUnreadable,
    FolderUnnumbered,
    LineLost,
    LoginRefused,
    MailboxRefusal,
    ServerTooSlow,
)

SECRET = MailSecret("vert-lampe-23")
SMALL = Limits(
    mail_bytes=100_000,
    answer_bytes=20_000,
    answer_lines=100,
    listing_bytes=40_000,
    connect_s=10,
    pace_s=10,
    pace_bytes=2_000,
)
IMPATIENT = replace(SMALL, connect_s=1, pace_s=0.5)
"""Where it is the point that something takes too long; elsewhere a busy machine must not be the reason."""
MORE_THAN_ENOUGH = 40_000_000
"""So many bytes a flood has here before it dries up: the program must not have taken them."""


def _account(port: int, security: Security = Security.TLS, host: str = "localhost") -> MailAccount:
    return MailAccount("a1b2c3", host, "lumen@example.test", security, port)


def _fetch(
    authority: Authority, account: MailAccount, place: Place | None = None, limits: Limits = SMALL
) -> Iterator[Arrival]:
    return iter(MailRun(account, SECRET, place, limits=limits, context=authority.trusting))


def _server(authority: Authority, replies: Mapping[str, Reply] | None = None) -> FakeServer:
    return FakeServer(authority.papers("right").server(), MAILS, replies=replies)


def test_the_server_of_these_tests_is_one_that_a_fetch_likes(authority: Authority) -> None:
    server = _server(authority)
    with server.listening() as port:
        mails = list(_fetch(authority, _account(port)))
    assert [mail.content for mail in mails if isinstance(mail, FetchedMail)] == list(MAILS.values())
    assert (
        str(mails[0].internal_date) == "2026-07-17 09:44:25+00:00" if isinstance(mails[0], FetchedMail) else 0
    )
    assert server.logins, "this server hears the secret, others below must not"


def _flood(part: bytes) -> Reply:
    def reply(tag: bytes, rest: bytes) -> Iterable[bytes]:
        block = part * (20_000 // len(part) + 1)
        for _ in range(MORE_THAN_ENOUGH // len(block)):
            yield block
        yield tag + b" OK\r\n"

    return reply


def _drip(head: bytes) -> Reply:
    def reply(tag: bytes, rest: bytes) -> Iterable[bytes]:
        yield head
        for _ in range(200):
            time.sleep(0.05)
            yield b"x"

    return reply


def _content(reply: Reply) -> Mapping[str, Reply]:
    """Sizes are told as usual; the first content is answered so."""

    def either(tag: bytes, rest: bytes) -> Iterable[bytes]:
        if b"RFC822.SIZE" in rest:
            return [
                b"* 1 FETCH (UID 3 RFC822.SIZE 9)\r\n* 2 FETCH (UID 5 RFC822.SIZE 9)\r\n",
                tag + b" OK\r\n",
            ]
        return reply(tag, rest)

    return {"UID FETCH": either}


_FETCH = b"* 1 FETCH (UID 3 BODY[] "
BAD_ANSWERS: dict[str, tuple[Mapping[str, Reply], type[MailboxRefusal]]] = {
    "nine gigabytes announced": (_content(says(_FETCH + b"{9000000000}\r\nabc")), AnswerTooLarge),
    "a size of two hundred digits": (
        _content(says(_FETCH + b"{" + b"9" * 20 + b"}\r\nabc")),
        AnswerTooLarge,
    ),
    "one byte over the limit": (_content(says(_FETCH + b"{100001}\r\n")), AnswerTooLarge),
    "sizes in the list": ({"UID SEARCH": says(b"* SEARCH {50000}\r\n")}, AnswerTooLarge),
    "many small strings": (_content(_flood(b"* 1 FETCH (UID 3 X {1}\r\na)\r\n")), AnswerTooLarge),
    "strings without end in one line": (_content(_flood(b" {1}\r\na")), AnswerUnreadable),
    "strings without end in one answer": (
        _content(lambda t, r: [b"* 1 FETCH (", *_flood(b"X {1}\r\na ")(t, r)]),
        AnswerTooLarge,
    ),
    "flood of lines": (_content(_flood(b"* 1 FETCH (FLAGS ())\r\n")), AnswerTooLarge),
    "flood in the list": ({"UID SEARCH": _flood(b"* SEARCH 1 2 3 4 5 6\r\n")}, AnswerTooLarge),
    "flood of folders": ({"EXAMINE": _flood(b"* OK still here\r\n")}, AnswerTooLarge),
    "a line without end": (_content(_flood(b"A")), AnswerTooLarge),
    "a list without end": ({"UID SEARCH": _flood(b"* SEARCH 1 2 3 ".rstrip(b"\r\n"))}, AnswerTooLarge),
    "greeting again and again": ({"CAPABILITY": _flood(b"* OK hi\r\n")}, AnswerTooLarge),
    "nothing at all": (_content(says(b"* 1 FETCH (UID 3 ")), ServerTooSlow),
    "half a mail": (_content(says(_FETCH + b"{1000}\r\nabc")), ServerTooSlow),
    "drop by drop": (_content(_drip(_FETCH + b"{1000}\r\n")), ServerTooSlow),
    "a line drop by drop": ({"EXAMINE": _drip(b"* OK ")}, ServerTooSlow),
    "parentheses without end": (
        _content(says(b"* 1 FETCH (" + b"(" * 9_000 + b"\r\n%s OK\r\n")),
        AnswerUnreadable,
    ),
    "a quote without end": (_content(says(b'* 1 FETCH (UID "3)\r\n%s OK\r\n')), AnswerUnreadable),
    "a number that is none": (
        _content(says(b"* 1 FETCH (UID x BODY[] {1}\r\na)\r\n%s OK\r\n")),
        AnswerUnreadable,
    ),
    "rubbish": (_content(says(b"\x00\xff\xfe what\r\n")), AnswerUnreadable),
    "an answer to nobody": (_content(says(b"b9 OK\r\n")), AnswerUnreadable),
    "no such answer": (_content(says(b"%s MAYBE\r\n")), AnswerUnreadable),
    "not understood": (_content(says(b"%s BAD what\r\n")), AnswerUnreadable),
    "asking for more": (_content(says(b"+ go on\r\n")), AnswerUnreadable),
    "search refused": ({"UID SEARCH": says(b"%s NO\r\n")}, AnswerUnreadable),
    "no numbering": ({"EXAMINE": says(b"* 2 EXISTS\r\n%s OK done\r\n")}, FolderUnnumbered),
    "login refused": (
        {"AUTHENTICATE": says(b"%s NO [AUTHENTICATIONFAILED] lumen@example.test\r\n")},
        LoginRefused,
    ),
}


@pytest.mark.parametrize(("replies", "refusal"), BAD_ANSWERS.values(), ids=BAD_ANSWERS.keys())
def test_a_bad_answer_ends_soon_in_words_and_little_memory(
    authority: Authority,
    replies: Mapping[str, Reply],
    refusal: type[MailboxRefusal],
    caplog: pytest.LogCaptureFixture,
) -> None:
    server = _server(authority, replies)
    caplog.set_level(logging.DEBUG)
    with server.listening() as port:
        limits = IMPATIENT if refusal is ServerTooSlow else SMALL
        run = _fetch(authority, _account(port), limits=limits)
        tracemalloc.start()
        began = time.monotonic()
        with pytest.raises(refusal) as refused:
            list(run)
        took = time.monotonic() - began
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert took < 9
    assert peak < 3_000_000
    assert refused.value.message.endswith(".")
    assert "lumen" not in str(refused.value) + caplog.text
    assert SECRET.value not in str(refused.value) + caplog.text
    assert refused.value.__cause__ is None


def test_many_empty_lines_are_as_little_welcome_as_long_ones(authority: Authority) -> None:
    with _server(authority, {"UID SEARCH": _flood(b"* \r\n")}).listening() as port:
        run = MailRun(_account(port), SECRET, context=authority.trusting)
        tracemalloc.start()
        with pytest.raises(AnswerTooLarge):
            list(run)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 3_000_000


def test_a_content_that_was_a_lie_is_named_and_the_next_run_goes_on_behind_it(authority: Authority) -> None:
    lie = _content(says(_FETCH + b"{9000000000}\r\nabc"))
    with _server(authority, lie).listening() as port:
        run = MailRun(_account(port), SECRET, limits=SMALL, context=authority.trusting)
        arrivals = iter(run)
        assert next(arrivals) == LeftOut(3, 7, WhyLeft.TOO_LARGE, 9_000_000_000)
        with pytest.raises(AnswerTooLarge):
            next(arrivals)
    with _server(authority).listening() as port:
        later = list(_fetch(authority, _account(port), run.place))
    assert [arrival.uid for arrival in later if isinstance(arrival, FetchedMail)] == [5]


def test_a_mail_that_the_server_cannot_give_is_named_and_the_others_come(authority: Authority) -> None:
    def cannot(tag: bytes, rest: bytes) -> Iterable[bytes]:
        refusal = {b"3": b" NO [SERVERBUG]\r\n", b"5": b" OK\r\n"}.get(rest.split()[0])
        return [tag + refusal] if refusal else [fetch_line(8, b"trois"), tag + b" OK\r\n"]

    sizes = b"".join(b"* 1 FETCH (UID %d RFC822.SIZE 9)\r\n" % uid for uid in (3, 5, 8))
    replies: dict[str, Reply] = {
        "UID SEARCH": says(b"* SEARCH 3 5 8 9\r\n%s OK\r\n"),
        "UID FETCH": lambda tag, rest: [sizes, tag + b" OK\r\n"] if b"SIZE" in rest else cannot(tag, rest),
    }
    with _server(authority, replies).listening() as port:
        arrivals = list(_fetch(authority, _account(port)))
    assert arrivals[:2] == [LeftOut(uid, 7, WhyLeft.UNREADABLE, 9) for uid in (3, 5)]
    assert [arrival.uid for arrival in arrivals] == [3, 5, 8], "9 was deleted meanwhile"


@pytest.mark.parametrize(
    "line",
    [
        (
            b"* 1 FETCH (FLAGS (\\Seen $X) BODY[] {5}\r\ntrois"
            b' INTERNALDATE " 7-Jul-2026 02:44:25 +0200" UID 3)\r\n'
        ),
        b'* 1 FETCH (UID 3 FLAGS ())\r\n* 4 EXISTS\r\n* 1 FETCH (UID 3 BODY[] "trois" INTERNALDATE NIL)\r\n',
        b"* 1 fetch (uid 3 body[] {5}\r\ntrois)\n* 9 FETCH (FLAGS (\\Recent) UID 9)\r\n",
    ],
    ids=["other order", "quoted, among other news", "small letters"],
)
def test_servers_may_write_it_differently(authority: Authority, line: bytes) -> None:
    with _server(authority, _content(says(line, b"%s OK\r\n"))).listening() as port:
        first = next(_fetch(authority, _account(port)))
    assert isinstance(first, FetchedMail)
    assert first.content == b"trois"
    assert first.internal_date is None or str(first.internal_date) == "2026-07-07 00:44:25+00:00"


def test_without_plain_the_older_login_is_used_and_its_quotes_hold(authority: Authority) -> None:
    server = FakeServer(authority.papers("right").server(), MAILS, capabilities=b"IMAP4rev1")
    with server.listening() as port:
        run = MailRun(_account(port), MailSecret('a"b\\c'), context=authority.trusting)
        assert len(list(run)) == 2
        assert server.logins == [b'a2 LOGIN "lumen@example.test" "a\\"b\\\\c"\r\n']
        with pytest.raises(LoginRefused):
            list(MailRun(_account(port), MailSecret("été"), context=authority.trusting))
    assert len(server.logins) == 1, "what this login cannot carry is not said"


def test_a_wait_for_a_silent_server_can_be_cancelled(authority: Authority) -> None:
    with _server(authority, {"EXAMINE": says(b"")}).listening() as port:
        began = time.monotonic()
        run = MailRun(
            _account(port),
            SECRET,
            cancelled=lambda: time.monotonic() > began + 0.3,
            context=authority.trusting,
        )
        assert list(run) == []
        assert time.monotonic() < began + 9
    assert run.ending is Ending.CANCELLED


def test_a_line_that_breaks_is_told_as_that(authority: Authority) -> None:
    server = _server(authority)
    with server.listening() as port:
        for cut in (10, 1_500):
            for reset in (False, True):
                with proxy(port, cut=cut, reset=reset) as line, pytest.raises(LineLost):
                    list(_fetch(authority, _account(line.port)))
