"""What a server's words mean, and that no words of a stranger break anything but the fetch."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdpr_desk.errors import InvalidInput
from gdpr_desk.mailbox import answers, folder_names
from gdpr_desk.mailbox.answers import Answer
from gdpr_desk.mailbox.model import FetchedMail, LeftOut, MailAccount, MailSecret, Place, Security, WhyLeft
from gdpr_desk.mailbox.refusals import AnswerUnreadable

_PIECES = st.lists(
    st.sampled_from(
        [b"(", b")", b'"', b"\\", b" ", b"UID", b"NIL", b"BODY[]", b"7", b"{3}", b"\x00", b"\xff"]
    ),
    max_size=30,
).map(b"".join)


def _answer(*lines: bytes | tuple[bytes, ...], text: bytes = b"") -> Answer:
    return Answer("OK", text, tuple(line if isinstance(line, tuple) else (line,) for line in lines))


@given(_PIECES, st.binary(max_size=20), _PIECES)
def test_whatever_a_stranger_writes_is_read_or_refused(before: bytes, content: bytes, after: bytes) -> None:
    heads = (b"* 1 FETCH (", b"* LIST ", b"* SEARCH ", b"* CAPABILITY ", b"* OK ")
    answer = _answer(*((head + before + b"{%d}" % len(content), content, after) for head in heads))
    for read in (answers.fetched, answers.folder_names, answers.capabilities, answers.uid_validity):
        try:
            found = read(answer)
            list(found) if not isinstance(found, int) else None
        except AnswerUnreadable:
            continue
    assert all(6 < uid <= answers.HIGHEST_UID for uid in answers.uids(answer, 6))


@given(st.binary(max_size=40))
def test_a_date_is_an_instant_or_nothing(told: bytes) -> None:
    found = answers.instant(told)
    assert found is None or found.tzinfo is UTC


@pytest.mark.parametrize(
    ("told", "instant"),
    [
        (b"17-Jul-1996 02:44:25 -0700", datetime(1996, 7, 17, 9, 44, 25, tzinfo=UTC)),
        (b" 1-Nov-2026 00:30:00 +0100", datetime(2026, 10, 31, 23, 30, tzinfo=UTC)),
        (b"31-dec-2016 23:59:60 +0000", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (b"29-Feb-2024 12:00:00 +1400", datetime(2024, 2, 28, 22, 0, tzinfo=UTC)),
        (b"29-Feb-2026 12:00:00 +0000", None),
        (b"01-Jan-0001 00:00:00 +0100", None),
        (b"31-Dec-9999 23:59:59 -0100", None),
        (b"17-Juil-1996 02:44:25 -0700", None),
        (b"17-Jul-1996 02:44:25 -9900", None),
        (b"", None),
        (None, None),
    ],
)
def test_dates_of_arrival(told: bytes | None, instant: datetime | None) -> None:
    assert answers.instant(told) == instant


def test_the_numbers_of_a_search_are_new_ascending_and_possible() -> None:
    told = b"* SEARCH 9 3 7 7 4294967295 4294967296 0 99999999999 x -4"
    answer = _answer(told, b"* search 12", b"* 3 EXISTS")
    assert answers.uids(answer, 3) == [7, 9, 12, 4294967295]


def test_half_a_million_numbers_are_read_in_no_time() -> None:
    line = b"* SEARCH " + b" ".join(b"%d" % uid for uid in range(1, 500_000))
    began = time.process_time()
    assert len(answers.uids(_answer(line), 0)) == 499_999
    assert time.process_time() - began < 8


@pytest.mark.parametrize("piece", [b'"', b"(", b"\\", b'"\\', b"a[", b"{1}", b" "])
def test_no_line_within_the_limit_takes_long(piece: bytes) -> None:
    line = b"* 1 FETCH (" + piece * (100_000 // len(piece))
    began = time.process_time()
    with pytest.raises(AnswerUnreadable):
        list(answers.fetched(_answer(line)))
    assert time.process_time() - began < 8


def test_the_numbering_is_found_where_servers_put_it() -> None:
    assert answers.uid_validity(_answer(b"* OK [UIDVALIDITY 3857529045] UIDs valid")) == 3857529045
    assert answers.uid_validity(_answer(b"* 3 EXISTS", text=b"[UIDVALIDITY 7] done")) == 7
    assert answers.uid_validity(_answer(b"* OK [UIDVALIDITY x]", b"* 3 EXISTS")) == 0


def test_a_set_of_numbers_is_written_short() -> None:
    assert answers.ranges([1, 2, 3, 7, 9, 10]) == b"1:3,7,9:10"


def test_a_search_asks_for_one_day_more() -> None:
    assert answers.day_before(date(2026, 3, 1)) == b"28-Feb-2026"
    assert answers.day_before(date.min) == b"1-Jan-0001"


def test_only_folders_that_open_are_offered() -> None:
    answer = _answer(
        rb'* LIST (\HasChildren \Noselect) "/" "Archives"',
        rb'* LIST (\HasNoChildren) "/" "Archives/2026"',
        rb'* LIST () NIL "\"Divers\""',
        (rb'* LIST () "/" {5}', b"a (b)", b""),
    )
    assert answers.folder_names(answer) == [b"Archives/2026", b'"Divers"', b"a (b)"]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("~peter/mail/台北/日本語", b"~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
        ("Demandes reçues", b"Demandes re&AOc-ues"),
        ("Moi & toi", b"Moi &- toi"),
        ("&&é", b"&-&-&AOk-"),
        ("☺!", b"&Jjo-!"),
        ("INBOX", b"INBOX"),
    ],
)
def test_folder_names_are_written_as_the_standard_says(name: str, written: bytes) -> None:
    """The first example is that of RFC 3501, 5.1.3."""
    assert folder_names.encode(name) == written
    assert folder_names.decode(written) == name


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=20))
def test_every_name_comes_back(name: str) -> None:
    assert folder_names.decode(folder_names.encode(name)) == name


@given(st.binary(max_size=20))
def test_a_name_that_is_none_is_shown_as_it_came(written: bytes) -> None:
    assert isinstance(folder_names.decode(written), str)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"host": "imap.example.test\r\nx"}, "host"),
        ({"host": ""}, "host"),
        ({"host": "https://imap.example.test"}, "host"),
        ({"port": 70_000}, "port"),
        ({"user": ""}, "user"),
        ({"user": "a\r\na2 LOGOUT"}, "user"),
        ({"folder": "IN\nBOX"}, "folder"),
        ({"folder": ""}, "folder"),
    ],
)
def test_an_account_that_no_server_can_have_is_refused(change: dict[str, object], field: str) -> None:
    usual: dict[str, object] = {"key": "k", "host": "imap.example.test", "user": "lumen@example.test"}
    assert MailAccount(**usual).port == 993  # type: ignore[arg-type]
    with pytest.raises(InvalidInput) as refused:
        MailAccount(**{**usual, **change})  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_secret_is_never_shown_and_cannot_break_out_of_its_line() -> None:
    secret = MailSecret("vert-lampe-23")
    assert "lampe" not in f"{secret} {secret!r} {[secret]}"
    for broken in ("", "a\r\na2 SELECT INBOX", "a\0b"):
        with pytest.raises(InvalidInput) as refused:
            MailSecret(broken)
        assert refused.value.field == "secret"


def test_what_is_fetched_shows_no_content_and_knows_its_place() -> None:
    mail = FetchedMail(4, 7, None, b"Subject: secret de Camille\r\n\r\n")
    assert "Camille" not in repr(mail)
    assert mail.place == Place(7, 4) == LeftOut(4, 7, WhyLeft.TOO_LARGE, 9).place
    assert Security.STARTTLS.port == 143
