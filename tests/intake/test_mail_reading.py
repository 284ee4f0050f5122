"""Mails as strangers send them: what they say and carry, equal to what was written, however it was coded."""

from __future__ import annotations

import base64
import hashlib
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gdpr_desk.intake.found import Found, Refused
from gdpr_desk.intake.headers import addresses, decode_words, decoded, instant, parameters
from gdpr_desk.intake.html_text import html_to_text
from gdpr_desk.intake.mail import read_mail
from gdpr_desk.intake.tnef import TnefBroken, read_tnef

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4


def mail(body: str = "Bonjour", *fields: str, kind: str = "text/plain; charset=utf-8") -> bytes:
    """A mail with a sender, further fields and a body."""
    head = "\r\n".join(("From: Camille <c@example.org>", *fields, f"Content-Type: {kind}"))
    return f"{head}\r\n\r\n{body}".encode("utf-8", "surrogateescape")


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Co", "Cn")), max_size=60)
LETTERS = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=30)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=LETTERS,
    subject=WORDS,
    text=WORDS,
    page=WORDS,
    file=LETTERS,
    content=st.binary(min_size=1, max_size=600),
)
def test_what_the_standard_library_writes_is_read_back(  # noqa: PLR0917  # drawn by hypothesis
    name: str, subject: str, text: str, page: str, file: str, content: bytes
) -> None:
    written = EmailMessage(policy=SMTP)
    written["From"] = Address(name, "camille", "example.org")
    written["Subject"] = " ".join(subject.split())
    written["Message-ID"] = "<un@example.org>"
    written["Date"] = "Mon, 02 Nov 2026 10:00:00 +0100"
    written.set_content(text)
    written.add_alternative(f"<p>{page.replace('<', '&lt;')}</p>", subtype="html")
    written.add_attachment(content, maintype="application", subtype="octet-stream", filename=f"{file}.bin")
    found = read_mail(written.as_bytes())
    assert (found.sender_name.split(), found.sender) == (name.split(), "camille@example.org")
    assert found.subject.split() == subject.split()
    assert found.message_id == "<un@example.org>"
    assert found.sent_at is not None
    assert found.sent_at.isoformat() == "2026-11-02T09:00:00+00:00"
    if text.strip():
        assert found.texts[0].split() == text.split()
    assert [(part.name, part.content) for part in found.parts] == [(f"{file}.bin", content)]
    seal = hashlib.sha256(content).hexdigest().encode()
    assert seal in found.skeleton


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"From: a@example.org\r\n", b"Content-Type: multipart/mixed; "]),
)
def test_no_bytes_are_a_fault_of_ours(content: bytes, head: bytes) -> None:
    found = read_mail(head + content)
    found.told()


@pytest.mark.parametrize(
    "charset",
    ["idna", "punycode", "zlib", "rot13", "undefined", "unicode_escape", "x-unknown", "\\u0000", "utf-7", ""],
)
def test_a_charset_that_is_none_is_text_all_the_same(charset: str) -> None:
    found = read_mail(
        mail("Élise", f"Subject: =?{charset}?q?a=C3=A9?=", kind=f"text/plain; charset={charset}")
    )
    assert "lise" in found.texts[0]
    assert "a" in found.subject


def test_latin_letters_of_windows_are_read_as_windows_wrote_them() -> None:
    assert decoded(b"10 \x80, \x9cuvre, l\x92\xe9t\xe9", "iso-8859-1") == "10 €, œuvre, l’été"
    assert decoded("été".encode(), "us-ascii") == "été"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("=?utf-8?b?w6k=?= =?utf-8?q?t=C3=A9?=", "été"),
        ("=?utf-8?q?=C3?= =?utf-8?q?=A9?=", "é"),
        ("avant =?iso-8859-15?Q?=A4?= après", "avant € après"),
        ("=?utf-8?q?d=27acc=C3=A8s_?= =?utf-8?q?SVP?=", "d'accès SVP"),
        ("=?utf-8?x?rien?=", "=?utf-8?x?rien?="),
        ("=?utf-8?b?w6k?=", "é"),
    ],
)
def test_encoded_words(raw: str, words: str) -> None:
    assert decode_words(raw) == words


@pytest.mark.parametrize(
    ("field", "pairs"),
    [
        ("Camille <c@example.org>", [("Camille", "c@example.org")]),
        ('"Dupont, Jean" <j@example.org>', [("Dupont, Jean", "j@example.org")]),
        ("Dupont, Jean <j@example.org>", [("Dupont, Jean", "j@example.org")]),
        ("c@example.org (Camille)", [("Camille", "c@example.org")]),
        ("amis: a@example.org, B <b@example.org>;", [("", "a@example.org"), ("B", "b@example.org")]),
        ("=?utf-8?q?=C3=89lise?= <e@example.org>", [("Élise", "e@example.org")]),
        ('"<img src=x>" <a@example.org>', [("<img src=x>", "a@example.org")]),
        ("<img src=x> <a@example.org>", [("<img src=x>", "a@example.org")]),
        ("Camille", [("Camille", "")]),
        ("(" * 3000, []),
        ("", []),
    ],
)
def test_addresses(field: str, pairs: list[tuple[str, str]]) -> None:
    assert addresses(field) == pairs


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ('attachment; filename="a;b.jpg"', "a;b.jpg"),
        ("attachment; filename*=utf-8''%C3%A9t%C3%A9.jpg", "été.jpg"),
        ("attachment; filename*0*=utf-8''%C3%A9; filename*1=\"t.jpg\"", "ét.jpg"),
        ('attachment; filename*0="../../"; filename*1="x.jpg"', "../../x.jpg"),
        ("attachment; filename=sans guillemets.pdf", "sans guillemets.pdf"),
        ('attachment; filename="dit \\"oui\\".pdf"', 'dit "oui".pdf'),
    ],
)
def test_names_of_attachments(field: str, name: str) -> None:
    assert parameters(field)[1]["filename"] == name


@pytest.mark.parametrize(
    "value",
    ["", "garbage", "Fri, 31 Dec 9999 23:59:59 +0000", "Mon, 29 Feb 2027 10:00:00 +0100", "Mon, 02 Nov 0000"],
)
def test_a_date_that_is_none_is_none(value: str) -> None:
    assert instant(value) is None


def test_the_topmost_received_field_is_the_last_server() -> None:
    found = read_mail(
        mail(
            "x",
            "Received: from a by b; Tue, 03 Nov 2026 08:00:00 +0100",
            "Received: from c by a; Mon, 02 Nov 2026 23:00:00 +0100",
            "Date: Thu, 01 Jan 1970 00:00:00 +0000",
        )
    )
    assert found.received_at is not None
    assert found.received_at.isoformat() == "2026-11-03T07:00:00+00:00"
    assert found.sent_at is None


def test_html_is_words_with_nothing_hidden_and_nothing_fetched() -> None:
    page = """<html><head><title>x</title><style>p{display:none}</style></head><body>
    <!-- commentaire --><p style="display:none">Caché&nbsp;: &eacute;t&#233;</p><script>alert(1)</script>
    <ul><li>un<li>deux</ul><img src="http://127.0.0.1/p.gif" alt="logo">
    <table><tr><td>a</td><td>b</td></tr></table>
    1 < 2 <a href="http://x">lien</a><br>fin"""
    lines = [line for line in html_to_text(page).split("\n") if line.strip()]
    assert lines == ["Caché\u00a0: été", "- un", "- deux", "[logo]", "a b", "1 < 2 lien", "fin"]


@pytest.mark.parametrize("piece", ["<!--", "<a '", "<", "<style>", "&#x", "<![", "</", '<p title="'])
def test_html_takes_no_longer_for_being_broken(piece: str) -> None:
    assert html_to_text("début " + piece * 100_000).startswith("début")


def test_a_picture_within_the_letter_becomes_a_part_and_leaves_the_skeleton() -> None:
    held = base64.b64encode(JPEG).decode()
    found = read_mail(mail(f'<p>Ma carte</p><img src="data:image/jpeg;base64,{held}">', kind="text/html"))
    assert [part.content for part in found.parts] == [JPEG]
    assert held[:60].encode() not in found.skeleton
    assert found.texts == ["Ma carte"]


def test_a_file_between_begin_and_end_becomes_a_part() -> None:
    import binascii

    coded = b"".join(binascii.b2a_uu(JPEG[at : at + 45]) for at in range(0, len(JPEG), 45))
    found = read_mail(mail("Voici\r\n\r\nbegin 644 cni.jpg\r\n" + coded.decode() + "`\r\nend\r\n"))
    assert [(part.name, part.content) for part in found.parts] == [("cni.jpg", JPEG)]
    assert found.texts[0].startswith("Voici")
    assert coded[:60] not in found.skeleton


def test_a_page_says_its_own_charset_where_the_mail_does_not() -> None:
    page = '<meta http-equiv=Content-Type content="text/html; charset=windows-1251">Привет'.encode("cp1251")
    assert read_mail(mail("", kind="text/html") + page).texts == ["Привет"]


@pytest.mark.parametrize(
    "piece", ['<img src="data:image/png;base64,%s">' % ("A" * 400), "begin 644 x\n#86)C\nend\n"]
)
def test_more_files_within_a_letter_than_a_letter_has_are_refused(piece: str) -> None:
    kind = "text/html" if piece.startswith("<") else "text/plain"
    found = read_mail(mail(piece * 600, kind=kind))
    with pytest.raises(Refused, match="too_many_parts"):
        found.told()


def test_a_mail_cut_in_the_middle_is_kept_and_said_to_be_cut() -> None:
    whole = EmailMessage(policy=SMTP)
    whole["From"] = "c@example.org"
    whole.set_content("Ma demande")
    whole.add_attachment(JPEG * 20, maintype="image", subtype="jpeg", filename="cni.jpg")
    found = read_mail(whole.as_bytes()[:-9000])
    assert found.remarks == ["cut_short"]
    assert len(found.parts[0].content) < len(JPEG) * 20
    assert (JPEG * 20).startswith(found.parts[0].content)


def test_who_wrote_is_said_to_be_uncertain() -> None:
    found = read_mail(mail("x", "From: autre@example.org", "Reply-To: voleur@example.com"))
    assert found.sender == "c@example.org"
    assert {"several_senders", "reply_elsewhere"} <= set(found.remarks)
    assert "mixed_letters" in read_mail(mail("x").replace(b"Camille", "Dupоnt".encode())).remarks


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (
            b"".join(
                b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(99)
            ),
            "too_deep",
        ),
        (b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 9000, "too_many_parts"),
    ],
)
def test_a_mail_that_is_a_trap_is_refused(content: bytes, key: str) -> None:
    with pytest.raises(Refused, match=key):
        read_mail(b"From: a@example.org\r\n" + content)


def test_words_that_were_broken_for_the_way_are_joined() -> None:
    found = read_mail(mail("Merci de \r\nsupprimer.\r\n-- \r\nC.", kind="text/plain; format=flowed"))
    assert found.texts[0].splitlines() == ["Merci de supprimer.", "-- ", "C."]


def test_an_outlook_envelope_that_is_broken_stays_a_file() -> None:
    broken = b"\x78\x9f\x3e\x22" + bytes(40)
    with pytest.raises(TnefBroken):
        read_tnef(broken)
    content = mail("", "Content-Transfer-Encoding: base64", kind="application/ms-tnef; name=winmail.dat")
    found = read_mail(content + base64.b64encode(broken))
    assert [part.content for part in found.parts] == [broken]
    assert "tnef_not_opened" in found.remarks


def test_long_texts_and_subjects_are_cut_with_a_word() -> None:
    told, _ = Found(subject="é" * 5000, texts=["a" * 600_000]).told()
    assert {"text_cut", "subject_cut"} <= set(told["remarks"])
    assert (len(told["subject"]), len(told["text"])) == (1000, 500_000)
