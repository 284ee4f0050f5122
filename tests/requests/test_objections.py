"""The objection list: nobody readable in it, everybody found again; and mailing lists without those on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import letter_cases
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gdpr_desk.app import Desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import InvalidInput, NotFound
from gdpr_desk.requests.contacts import Contact, ContactKind, contact
from gdpr_desk.requests.letters.model import LetterKind
from gdpr_desk.requests.model import Requester
from gdpr_desk.requests.objections.checking import check
from gdpr_desk.requests.objections.model import (
    ObjectionChannel,
    RemovalReason,
    StillOwed,
)
from gdpr_desk.vault.vault import Vault

SAME = [
    ("luce.ferrand@courriel.example", "  Luce.Ferrand@Courriel.EXAMPLE "),
    ("luce.ferrand@courriel.example", "Luce Ferrand <luce.ferrand@courriel.example>"),
    ("luce.ferrand@courriel.example", "mailto:luce.ferrand@courriel.example"),
    ("luce.ferrand@courriel.example", "luce.ferrand+promo@courriel.example"),
    ("06 99 00 00 21", "+33 6 99 00 00 21"),
    ("06 99 00 00 21", "0033699000021"),
    ("06 99 00 00 21", "06.99.00.00.21"),
    ("06 99 00 00 21", "+33 (0)6-99-00-00-21"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_person_however_it_is_written(one: str, other: str) -> None:
    assert contact(one) == contact(other)


@pytest.mark.parametrize(
    "text", ["", "Luce Ferrand", "12 rue des Lanternes", "99018", "2026-11-23", "a@b", "18 €"]
)
def test_what_is_no_address_and_no_number(text: str) -> None:
    assert contact(text) is None


def test_the_keyed_hash_is_the_standard_one() -> None:
    """HMAC-SHA-256 with a key of 32 zero bytes over `phone:+33699000021`, computed by another program:
    printf 'phone:+33699000021' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0000…"""
    found = Contact(ContactKind.PHONE, "+33699000021").fingerprint(bytes(32))
    assert found == OPENSSL


OPENSSL = "5399860b6c4135acf851d82c4bc8b281ad69a752a52f0951e4b569165c0a9606"


def test_nobody_can_be_read_in_the_list_and_everybody_is_found(officer_desk: Desk, vault: Vault) -> None:
    list_ = officer_desk.objections
    assert list_.find("luce.ferrand@courriel.example") is None
    added = list_.add("Luce.Ferrand@courriel.example", reason="plus de publicité", request="D-2026-014")
    assert list_.find("luce.ferrand@courriel.example") == added
    assert list_.find("anselme@courriel.example") is None
    again = list_.add("luce.ferrand+x@courriel.example", reason="deux fois")
    assert (again.id, len(list_.entries())) == (added.id, 1)
    with vault.store.read() as session:
        rows = session.connection().exec_driver_sql("SELECT * FROM objection").all()
        (secret,) = session.connection().exec_driver_sql("SELECT secret FROM objection_key").one()
        told = session.connection().exec_driver_sql("SELECT subject, detail FROM journal_entry").all()
    assert len(secret) == 32
    written = f"{rows} {told}".lower()
    assert "d-2026-014" in written, "the search can find"
    for absent in ("ferrand", "courriel.example"):
        assert absent not in written
    assert rows[0].fingerprint not in f"{told}"


def test_an_entry_stays_three_years_at_least_and_then_somebody_decides(
    officer_desk: Desk, clock: FixedClock
) -> None:
    list_ = officer_desk.objections
    entry = list_.add("06 99 00 00 21", reason="ne plus appeler", exercised_on=date(2026, 2, 28))
    assert entry.keep_until == date(2029, 2, 28)
    with pytest.raises(StillOwed, match="28 février 2029"):
        list_.remove(entry.id, RemovalReason.MINIMUM_OVER)
    clock.instant += timedelta(days=3 * 365)
    assert list_.to_decide() == (entry,)
    assert list_.find("06 99 00 00 21") == entry, "nothing goes by itself"
    list_.remove(entry.id, RemovalReason.MINIMUM_OVER)
    assert list_.entries() == ()
    with pytest.raises(NotFound):
        list_.remove(entry.id, RemovalReason.MISTAKE)
    asked = list_.add("06 99 00 00 21", reason="de nouveau")
    assert asked.id != entry.id
    list_.remove(asked.id, RemovalReason.PERSON_ASKED)
    assert [e.action for e in officer_desk.journal.entries(limit=1)] == ["objection.removed"]


def test_an_objection_needs_an_address_and_where_it_comes_from(officer_desk: Desk, clock: FixedClock) -> None:
    list_ = officer_desk.objections
    with pytest.raises(InvalidInput, match="ni une adresse"):
        list_.add("Luce", reason="x")
    with pytest.raises(InvalidInput, match="d’où vient"):
        list_.add("luce@courriel.example", reason="  ")
    with pytest.raises(InvalidInput, match="aujourd’hui"):
        list_.add("luce@courriel.example", reason="x", exercised_on=clock.today() + timedelta(days=1))


def test_a_mailing_list_goes_out_without_them_and_nothing_is_kept(officer_desk: Desk, vault: Vault) -> None:
    list_ = officer_desk.objections
    list_.add("luce@courriel.example", reason="plus de publicité")
    before = _dump(vault)
    checked = list_.check("nom;e-mail\r\nLuce;LUCE@courriel.example\r\nNoé;noe@courriel.example\r\n".encode())
    assert checked.content == "nom;e-mail\r\nNoé;noe@courriel.example\r\n".encode()
    assert (checked.rows, checked.removed, checked.kept, checked.columns) == (2, 1, 1, ("e-mail",))
    after = _dump(vault)
    assert "objection.list_checked" in after
    assert "list_checked" not in before
    assert "noe@" not in after
    assert "Noé" not in after


def _dump(vault: Vault) -> str:
    with vault.store.read() as session:
        names = (
            session.connection().exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").all()
        )
        tables = [n for (n,) in names if not n.startswith("request_search")]
        return "".join(f"{session.connection().exec_driver_sql(f'SELECT * FROM {n}').all()}" for n in tables)  # noqa: S608


OBJECTS = {contact("luce@courriel.example"), contact("06 99 00 00 21")}


def objects(who: Contact) -> bool:
    return who in OBJECTS


def test_who_asked_is_put_on_the_list_from_the_day_of_the_request(officer_desk: Desk) -> None:
    request = letter_cases.request(LetterKind.OBJECTION)
    taken = officer_desk.objections.take(request)
    assert [(e.kind, e.request, e.exercised_on) for e in taken] == [
        (ContactKind.EMAIL, "D-2026-014", date(2026, 11, 14)),
        (ContactKind.PHONE, "D-2026-014", date(2026, 11, 14)),
    ]
    assert officer_desk.objections.find("+33 6 99 00 00 21") == taken[1]
    assert officer_desk.objections.take(replace(request, requester=Requester("Sans adresse"))) == ()


@given(
    content=st.binary(max_size=400)
    | st.text(alphabet="ab@.x;,\n\r\"'+0123456789 é\t", max_size=400).map(str.encode)
)
@example(content=b'"luce@courriel.example\nnoe@x.example')
@settings(max_examples=150, deadline=None)
def test_whatever_the_file_no_objector_leaves_and_nobody_else_is_changed(content: bytes) -> None:
    try:
        checked = check(content, objects)
    except InvalidInput:
        return
    assert 0 <= checked.removed <= checked.rows
    again = check(checked.content, objects) if checked.kept and checked.removed else checked
    assert again.content == checked.content
    if not checked.removed:
        assert checked.content == content


FILES = [
    ("one column, no head", "luce@courriel.example\nnoe@courriel.example\n", "noe@courriel.example\n"),
    (
        "commas and quotes",
        'a,b\n"Luce, F.",luce@courriel.example\n"Noé ""N""",n@x.example\n',
        'a,b\n"Noé ""N""",n@x.example\n',
    ),
    ("tabulations", "mail\tnom\nluce@courriel.example\tL\nn@x.example\tN\n", "mail\tnom\nn@x.example\tN\n"),
    (
        "a line inside a cell",
        'a;b\n"x\ny";luce@courriel.example\n"x\ny";n@x.example\n',
        'a;b\n"x\ny";n@x.example\n',
    ),
    ("several in a cell", "m\nluce@courriel.example, n@x.example\nz@x.example\n", "m\nz@x.example\n"),
    (
        "a number in another column",
        "n;m;t\nL;l@x.example;0699000021\nN;n@x.example;0699000022\n",
        "n;m;t\nN;n@x.example;0699000022\n",
    ),
    ("a blank line and no last end", "m\n\nn@x.example\nluce@courriel.example", "m\n\nn@x.example\n"),
]


@pytest.mark.parametrize(("_case", "before", "expected"), FILES, ids=[case for case, _, _ in FILES])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_what_stays_stays_byte_for_byte(_case: str, before: str, expected: str, encoding: str) -> None:
    assert check(before.encode(encoding), objects).content == expected.encode(encoding)


def test_a_column_can_be_named_or_counted_and_what_nobody_can_tell_is_counted() -> None:
    content = b"client;ami\nn@x.example;luce@courriel.example\nluce@courriel.example;\n?;z@x.example\n"
    named = check(content, objects, ["Client"])
    assert named.content == b"client;ami\nn@x.example;luce@courriel.example\n?;z@x.example\n"
    assert (named.rows, named.removed, named.unreadable) == (3, 1, 1)
    assert check(content, objects, ["2"]).removed == 1
    with pytest.raises(InvalidInput, match="pas dans le fichier"):
        check(content, objects, ["adresse"])


@pytest.mark.parametrize("content", [b"", b"\0\0\0", b"nom;ville\nLuce;Valbrume\n", b"PK\x03\x04\0\0"])
def test_a_file_without_addresses_is_refused_and_not_passed_on(content: bytes) -> None:
    with pytest.raises(InvalidInput, match=r"CSV|colonne"):
        check(content, objects)


def test_the_key_of_the_telephone_is_against_recordings_and_opens_no_list(officer_desk: Desk) -> None:
    list_ = officer_desk.objections
    pressed = list_.add("06 99 00 00 21", reason="touche 0", channel=ObjectionChannel.PHONE_KEY)
    assert (pressed.channel, pressed.recordings_only) == (ObjectionChannel.PHONE_KEY, True)
    assert pressed.keep_until == date(2029, 11, 23)
    assert list_.find("+33 6 99 00 00 21") == pressed
    mailing = b"Nom;Mobile\nLuce;06 99 00 00 21\nAnselme;06 99 00 00 22\n"
    assert list_.check(mailing).removed == 0
    list_.add("06 99 00 00 21", reason="plus de publicité", channel=ObjectionChannel.EMAIL)
    assert list_.check(mailing).removed == 1
    list_.add("06 99 00 00 21", reason="touche 0", channel=ObjectionChannel.PHONE_KEY)
    assert list_.check(mailing).removed == 1, "who objected to everything is not let off by a key"
