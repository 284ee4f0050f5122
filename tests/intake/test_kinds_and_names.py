"""A file is what its content is, and its name is only for the eye."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from gdpr_desk.intake.kinds import WORDS, Kind, kind_of
from gdpr_desk.intake.model import Part
from gdpr_desk.intake.names import clean_text, misleads, one_line, shown_name


def picture(form: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, form)
    return out.getvalue()


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", Kind.EMPTY),
        (picture("JPEG"), Kind.JPEG),
        (picture("PNG"), Kind.PNG),
        (picture("GIF"), Kind.GIF),
        (picture("TIFF"), Kind.TIFF),
        (picture("BMP"), Kind.BMP),
        (picture("WEBP"), Kind.WEBP),
        (b"\0\0\0\x18ftypheic" + bytes(20), Kind.HEIC),
        (b"\0\0\0\x18ftypmp42" + bytes(20), Kind.SOUND_OR_FILM),
        (b"%PDF-1.7\n", Kind.PDF),
        (b"\n\n%PDF-1.4\n", Kind.PDF),
        (b"MZ" + bytes(60), Kind.PROGRAM),
        (archive("a.txt"), Kind.ARCHIVE),
        (archive("[Content_Types].xml", "word/document.xml"), Kind.OFFICE),
        (b"From: a@example.org\r\n\r\nx", Kind.EMAIL),
        (b"Subject: x\r\n\r\nFrom 10:00", Kind.EMAIL),
        (b"From a@example.org Mon Nov  2 10:00:00 2026\nFrom: a@example.org\n\nx", Kind.MAILBOX),
        (b"From Russia with love\n\nBond", Kind.TEXT),
        (b"Bonjour : merci de supprimer", Kind.TEXT),
        (b"<!DOCTYPE html><svg/>", Kind.HTML),
        (b"<?xml version='1.0'?><svg xmlns='x'/>", Kind.SVG),
        (bytes(range(256)) * 3, Kind.UNKNOWN),
    ],
)
def test_the_content_tells_the_kind(content: bytes, kind: Kind) -> None:
    assert kind_of(content) is kind


def test_every_kind_has_a_french_word() -> None:
    assert set(WORDS) == set(Kind)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../../../tmp/x.txt", "x.txt"),
        ("..\\..\\Windows\\x.txt", "x.txt"),
        ("C:\\Users\\x.txt", "x.txt"),
        ("file:///tmp/x", "x"),
        ("CON.jpg", "_CON.jpg"),
        ("aux", "_aux"),
        ("cni.jpg.   ", "cni.jpg"),
        (".bashrc", "bashrc"),
        ("..", ""),
        ("cni\u202egpj.exe", "cnigpj.exe"),
        ("cni.jpg\0.exe", "cni.jpg"),
        ("e\u0301.jpg", "é.jpg"),
        ("nom\tavec\r\ntabulations", "nom avec tabulations"),
        ("x" * 5000 + ".jpg", "x" * 115 + "….jpg"),
        ("🪪🇫🇷.jpg", "🪪🇫🇷.jpg"),
    ],
)
def test_names_are_shown_without_their_tricks(name: str, shown: str) -> None:
    assert shown_name(name) == shown


def test_a_name_that_misleads_is_told() -> None:
    assert misleads("cni\u202egpj.exe")
    assert misleads("cni.jpg\0.exe")
    assert not misleads("carte d’identité (recto).jpg")


def test_text_has_lines_and_no_controls() -> None:
    assert clean_text("a\r\nb\rc\x1b[31m\ud800\u202ed") == "a\nb\nc\ufffd[31m\ufffdd"
    assert one_line("a\r\n  b\u2028c") == "a b c"
    assert one_line("x" * 50, 10) == "x" * 9 + "…"


@pytest.mark.parametrize(
    ("name", "content", "lies"),
    [
        ("cni.jpg", b"MZ" + bytes(60), True),
        ("cni.pdf", b"<html><body>", True),
        ("cni.png", b"%PDF-1.4\n", True),
        ("cni.jpg", picture("PNG"), False),
        ("cni.pdf", b"%PDF-1.4\n", False),
        ("lettre.doc", b"{\\rtf1", False),
        ("", picture("JPEG"), False),
    ],
)
def test_a_name_that_says_another_kind_than_the_content(name: str, content: bytes, lies: bool) -> None:
    part = Part(name, kind_of(content), "application/octet-stream", "", content)
    assert part.lies is lies
