"""A batch: messages, documents and traps go through one confined process; each trap is refused alone."""

from __future__ import annotations

import io
import mailbox
import os
import zlib
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas

from gdpr_desk.confinement.child import Answer
from gdpr_desk.intake.batch import Batch
from gdpr_desk.intake.kinds import Kind
from gdpr_desk.intake.model import REMARKS, Look, Remark
from gdpr_desk.intake.originals import originals
from gdpr_desk.intake.refusals import IntakeRefused, NoPreview, no_preview, refused
from gdpr_desk.intake.rights_asked import rights_asked


@pytest.fixture(scope="module")
def batch() -> object:
    with Batch() as one:
        yield one


def photo(width: int = 800, height: int = 500, **more: object) -> bytes:
    """A picture with a dark word on a light ground."""
    image = Image.new("RGB", (width, height), (240, 200, 160))
    ImageDraw.Draw(image).text(
        (width // 4, height // 3), "CARTE 000", fill=(10, 10, 60), font_size=height // 8
    )
    out = io.BytesIO()
    image.save(out, "JPEG", quality=92, **more)
    return out.getvalue()


def pdf(*pages: tuple[int, int]) -> bytes:
    document = pdfium.PdfDocument.new()
    for width, height in pages:
        document.new_page(width, height)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def letter(text: str = "Supprimez mes données", *, subject: str = "Demande") -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["Subject"] = "Élise <e@example.org>", subject
    mail.set_content(text)
    mail.add_attachment(photo(), maintype="image", subtype="jpeg", filename="../cni.jpg")
    return mail.as_bytes()


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def test_a_mail_and_its_picture(batch: Batch) -> None:
    message = batch.read(letter())
    assert (message.sender, message.sender_name, message.text) == (
        "e@example.org",
        "Élise",
        "Supprimez mes données",
    )
    (part,) = message.parts
    assert (part.name, part.kind, part.content, part.width) == ("cni.jpg", Kind.JPEG, photo(), 800)
    assert part.sha256.encode() in message.skeleton
    assert photo()[:300] not in message.skeleton


def test_one_letter_that_came_twice_is_known_again(batch: Batch) -> None:
    first = letter()
    way = b"Received: from a by b; Mon, 02 Nov 2026 10:00:00 +0100\r\n" + first
    second = batch.read(way.replace(b"\r\n", b"\n"))
    assert batch.read(first).fingerprint == second.fingerprint
    assert batch.read(first).sha256 != second.sha256
    assert batch.read(letter("Autre demande")).fingerprint != second.fingerprint


@pytest.mark.parametrize(
    ("content", "kind"),
    [(photo(), Kind.JPEG), (pdf((200, 300)), Kind.PDF), (b"\0\0\0\x18ftypheic" + bytes(9), Kind.HEIC)],
)
def test_a_document_alone_is_taken_in(batch: Batch, content: bytes, kind: Kind) -> None:
    message = batch.read(content, "scan.pdf")
    assert message.remarks == (Remark.DOCUMENT_ONLY,)
    assert [(part.name, part.kind, part.content) for part in message.parts] == [("scan.pdf", kind, content)]


def test_a_pasted_text_is_a_letter(batch: Batch) -> None:
    assert (
        batch.read("Je m’oppose à vos appels\r\nCamille".encode()).text == "Je m’oppose à vos appels\nCamille"
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"MZ" + bytes(100), "program"),
        (b"PK\x03\x04" + bytes(100), "archive"),
        (b"<svg onload='x'/>", "active_page"),
        (bytes(range(256)), "not_a_message"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "__properties_version1.0".encode("utf-16-le"), "damaged"),
    ],
)
def test_what_cannot_be_taken_in_is_refused_in_french(batch: Batch, content: bytes, code: str) -> None:
    with pytest.raises(IntakeRefused) as caught:
        batch.read(content, "x.eml")
    assert caught.value.code == code
    assert caught.value.remedy
    assert "rien n’a été enregistré" in caught.value.safe


def test_a_trap_is_refused_alone_and_the_rest_goes_on(tmp_path: Path) -> None:
    trap = (
        b"From: a@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        + b"--b\r\n\r\nx\r\n" * 9000
    )
    for number, content in enumerate((letter("un"), trap, letter("trois"))):
        (tmp_path / f"{number}.eml").write_bytes(content)
    with Batch() as batch:
        outcomes = list(batch.take(originals([tmp_path])))
    assert [one.message.text if one.message else None for one in outcomes] == ["un", None, "trois"]
    assert outcomes[1].refusal is not None
    assert outcomes[1].refusal.code == "too_many_parts"


def test_a_picture_comes_out_without_what_it_carried(batch: Batch) -> None:
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "MARQUE-GPS", 6
    content = photo(exif=exif)
    assert b"MARQUE-GPS" in content
    drawn = batch.draw(content, Look(side=400))
    assert b"MARQUE-GPS" not in drawn.png
    assert (drawn.width, drawn.height) == (250, 400)  # turned as the camera was held


def test_how_a_picture_may_look(batch: Batch) -> None:
    plain = opened(batch.draw(photo(), Look(side=600)).png)
    blurred = opened(batch.draw(photo(), Look(side=600, blur=True)).png)
    grey = opened(batch.draw(photo(), Look(side=600, greyscale=True)).png)
    marked = opened(batch.draw(photo(), Look(side=600, watermark="Demande D-2026-014")).png)
    turned = batch.draw(photo(), Look(side=600, turn=90))
    assert plain.size == blurred.size == marked.size == (600, 375)
    assert (turned.width, turned.height) == (375, 600)
    assert _contrast(blurred) * 3 < _contrast(plain)
    assert all(red == green == blue for red, green, blue in grey.get_flattened_data())
    changed = sum(
        a != b for a, b in zip(plain.get_flattened_data(), marked.get_flattened_data(), strict=True)
    )
    assert changed > 600 * 375 * 0.05
    assert all(_differ(plain, marked, corner) for corner in ((0, 0), (300, 0), (0, 187), (300, 187)))


def _contrast(image: Image.Image) -> int:
    """The largest step between neighbours: what makes a letter readable."""
    grey = image.convert("L")
    return max(
        abs(grey.getpixel((x, y)) - grey.getpixel((x + 1, y)))
        for x in range(100, 500)
        for y in range(100, 250, 3)
    )


def _differ(one: Image.Image, other: Image.Image, corner: tuple[int, int]) -> bool:
    box = (*corner, corner[0] + 300, corner[1] + 187)
    return one.crop(box).tobytes() != other.crop(box).tobytes()


def test_the_pages_of_a_pdf(batch: Batch) -> None:
    content = pdf((200, 300), (300, 200))
    first, second = batch.draw(content, Look(side=300)), batch.draw(content, Look(page=1, side=300))
    assert (first.page, first.pages, first.width, first.height) == (0, 2, 200, 300)
    assert (second.page, second.width, second.height) == (1, 300, 200)


def test_a_letter_that_came_as_a_pdf_has_words(batch: Batch) -> None:
    out = io.BytesIO()
    page = Canvas(out)
    page.drawString(72, 700, "Je souhaite la suppression de mes données, s'il vous plaît.")
    page.save()
    text = batch.words(out.getvalue())
    assert "suppression de mes données" in text
    assert [asked.right for asked in rights_asked(text)] == ["erasure"]
    assert batch.words(pdf((200, 300))).strip() == ""
    for content, code in ((photo(), "no_preview_kind"), (b"%PDF-1.7 rien", "no_preview_damaged")):
        with pytest.raises(NoPreview) as caught:
            batch.words(content)
        assert caught.value.code == code


def _png(width: int, height: int, raw: bytes) -> bytes:
    def piece(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return (
        b"\x89PNG\r\n\x1a\n"
        + piece(b"IHDR", size + b"\x01\0\0\0\0")
        + piece(b"IDAT", raw)
        + piece(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (_png(30_000, 30_000, zlib.compress(bytes(30_000))), "no_preview_too_large"),
        (photo()[:3000], "no_preview_damaged"),
        (b"%PDF-1.7 rien", "no_preview_damaged"),
        (b"\0\0\0\x18ftypheic" + bytes(20), "no_preview_heic"),
        (b"From: a@example.org\n\n", "no_preview_kind"),
    ],
)
def test_no_preview_is_an_everyday_state(batch: Batch, content: bytes, code: str) -> None:
    with pytest.raises(NoPreview) as caught:
        batch.draw(content)
    assert caught.value.code == code


def test_a_huge_page_is_drawn_small(batch: Batch) -> None:
    content = pdf((200, 200)).replace(b"200", b"9e6")
    drawn = batch.draw(content, Look(side=800))
    assert max(drawn.width, drawn.height) <= 800


def test_what_the_process_answers_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    good = {
        **dict.fromkeys(
            ("sender", "sender_name", "reply_to", "subject", "message_id", "in_reply_to", "text"), "x"
        ),
        "references": [],
        "sent_at": None,
        "received_at": None,
        "parts": [],
        "remarks": [],
        "inside": [],
    }
    lies = (
        {"parts": [{"name": "x"}]},
        {"sent_at": "2026-11-02T10:00:00"},
        {"sender": 5},
        {"remarks": ["inconnu"]},
        {"references": 3},
        {"text": None},
        {"inside": [{"sender": "x"}]},
    )
    with Batch() as batch:
        for lie in ({}, *lies):
            monkeypatch.setattr(batch._child, "ask", lambda *_a, told=good | lie: Answer(told, (b"",)))
            if not lie:
                assert batch.read(letter()).text == "x"
                continue
            with pytest.raises(IntakeRefused):
                batch.read(letter())


def test_a_mailbox_is_cut_where_the_standard_library_cuts_it(tmp_path: Path) -> None:
    path = tmp_path / "boite.mbox"
    box = mailbox.mbox(path)
    for number in range(5):
        mail = EmailMessage()
        mail["From"], mail["Subject"] = "e@example.org", f"Demande {number}"
        mail.set_content(f"Texte {number}\n\nFrom ici, tout va bien.\n\nfin")
        box.add(mail)
    box.flush()
    with Batch() as batch:
        outcomes = list(batch.take(originals([path])))
    assert [one.message.subject for one in outcomes if one.message] == [m["Subject"] for m in box]
    assert [one.original.name for one in outcomes] == [f"boite.mbox, message {n}" for n in range(1, 6)]
    assert all("tout va bien" in one.message.text for one in outcomes if one.message)


def test_folders_are_walked_and_links_left_alone(tmp_path: Path) -> None:
    inside, outside = tmp_path / "dossier", tmp_path / "ailleurs.eml"
    (inside / "sous").mkdir(parents=True)
    (inside / "sous" / "b.eml").write_bytes(letter("b"))
    (inside / "a.eml").write_bytes(letter("a"))
    (inside / ".cache").write_bytes(b"x")
    outside.write_bytes(letter("ailleurs"))
    if hasattr(os, "symlink"):
        (inside / "lien.eml").symlink_to(outside)
    (inside / "notes.pdf").write_bytes(pdf((200, 300)))
    (inside / "sans-fin").write_bytes(letter("c"))
    (inside / "abime.msg").write_bytes(b"rien")
    (inside / ".cache.d").mkdir()
    (inside / ".cache.d" / "d.eml").write_bytes(letter("d"))
    (inside / "clos").mkdir()
    (inside / "clos" / "e.eml").write_bytes(letter("e"))
    aside: list[str] = []
    found = originals(
        [inside], closed=lambda one: one.name == "clos", aside=lambda one: aside.append(one.name)
    )
    assert [one.name for one in found] == ["a.eml", "abime.msg", "sans-fin", "b.eml"]
    assert sorted(aside) == sorted(["clos", "notes.pdf", *(["lien.eml"] if hasattr(os, "symlink") else [])])
    assert list(originals([inside / "clos"], closed=lambda one: one == inside)) == []


def test_a_missing_file_and_a_giant_are_told(tmp_path: Path) -> None:
    giant = tmp_path / "gros.eml"
    with giant.open("wb") as file:
        file.truncate(41 * 1024 * 1024)
    missing, large = originals([tmp_path / "absent.eml", giant])
    assert missing.refusal is not None
    assert missing.refusal.code == "unreadable"
    assert large.refusal is not None
    assert "40 Mo" in large.refusal.message


def test_every_remark_and_refusal_is_a_sentence() -> None:
    assert set(REMARKS) == set(Remark)
    assert all(sentence.endswith((".", "?")) for sentence in REMARKS.values())
    assert refused("inconnu").code == "damaged"
    assert no_preview("inconnu").code == "no_preview_damaged"
