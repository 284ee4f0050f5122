"""What came with a request is looked at without being opened here; what it is can be said later."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from asking import FACTS
from PIL import Image, ImageDraw
from quick_keys import quick
from reportlab.pdfgen.canvas import Canvas

from gdpr_desk.app import Desk, create_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import AccessRefused, InvalidInput, NotFound
from gdpr_desk.intake.model import Look, Pixels
from gdpr_desk.intake.refusals import NoPreview
from gdpr_desk.profile import Profile
from gdpr_desk.register.model import ContactPerson, Controller
from gdpr_desk.requests.model import EventKind, IdentityMethod, IdentityResult, Outcome, PauseReason
from gdpr_desk.requests.service import RequestEnded, RequestQuery
from gdpr_desk.shell.requests_room import request_rows
from gdpr_desk.vault.attachments import AttachmentDamaged, AttachmentKind
from gdpr_desk.vault.backup_reading import opened
from gdpr_desk.vault.sealed_files import sealed_file

Asked = Callable[..., str]
INK = (140, 20, 90)
PHRASE = "Chevreuil brumeux près du lavoir"


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """A picture with lines so thin that a blur leaves none of their ink."""
    picture = Image.new("RGB", (600, 380), (240, 220, 200))
    pen = ImageDraw.Draw(picture)
    for row in range(10, 380, 20):
        pen.line((10, row, 590, row), INK, 3)
    path = tmp_path / "piece.png"
    picture.save(path)
    return path


def inked(pixels: Pixels) -> int:
    """How many pixels have the ink of the lines."""
    red, green, blue = INK
    assert len(pixels.rows) == pixels.width * pixels.height * 4
    return pixels.rows.count(bytes((blue, green, red, 255)))


def test_a_copy_is_blurred_until_somebody_asks_to_see_it_which_is_written_down(
    desk: Desk, asked: Asked, card: Path
) -> None:
    reference = asked()
    copy = desk.requests.attach(reference, card, AttachmentKind.IDENTITY)
    written = len(desk.journal.entries())
    assert inked(desk.viewing.veiled(reference, copy.id).draw(Look())) == 0
    assert len(desk.journal.entries()) == written
    showing = desk.viewing.show(reference, copy.id)
    assert desk.journal.entries()[0].action == "request.identity_copy_shown"
    assert (showing.asked_at, showing.shop) == (desk.clock.now(), "Atelier Lumen")
    assert desk.viewing.last_day(copy) == date(2026, 12, 23)
    plain = showing.draw(Look())
    assert (plain.width, plain.height, plain.pages) == (600, 380, 1)
    assert inked(plain) > 10_000
    grey = showing.draw(Look(greyscale=True))
    assert grey.rows[0::4] == grey.rows[1::4] == grey.rows[2::4]
    assert showing.draw(Look(watermark="Demande RGPD")).rows != plain.rows
    fitted = showing.draw(Look(turn=90, box=(1000, 500)))
    assert (fitted.width, fitted.height) == (317, 500)
    assert len(desk.journal.entries()) == written + 1
    plain.wipe()
    assert not any(plain.rows)


def test_other_papers_are_seen_page_by_page_and_nothing_is_noted(
    desk: Desk, asked: Asked, tmp_path: Path
) -> None:
    reference = asked()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(300, 400))
    for number in (1, 2):
        canvas.drawString(40, 200 * number, "Contrat")
        canvas.showPage()
    canvas.save()
    path = tmp_path / "contrat.pdf"
    path.write_bytes(out.getvalue())
    paper = desk.requests.attach(reference, path, AttachmentKind.LETTER)
    written = len(desk.journal.entries())
    showing = desk.viewing.show(reference, paper.id)
    first, second = showing.draw(Look(side=400)), showing.draw(Look(page=1, side=400))
    assert (first.pages, first.width, first.height, second.page) == (2, 300, 400, 1)
    assert first.rows != second.rows
    with pytest.raises(NoPreview):
        showing.draw(Look(page=2))
    assert len(desk.journal.entries()) == written


def test_what_cannot_be_drawn_is_said_and_a_damaged_file_too(
    desk: Desk, asked: Asked, scan: Path, card: Path
) -> None:
    reference = asked()
    text = desk.requests.attach(reference, scan, AttachmentKind.OTHER)
    with pytest.raises(NoPreview):
        desk.viewing.show(reference, text.id).draw(Look())
    with pytest.raises(InvalidInput):
        desk.viewing.show(reference, "0" * 32)
    other = asked()
    with pytest.raises(InvalidInput):
        desk.viewing.show(other, text.id)
    copy = desk.requests.attach(reference, card, AttachmentKind.IDENTITY)
    file = sealed_file(desk.vault.folder, copy.id)
    sealed = bytearray(file.read_bytes())
    sealed[-20] ^= 1
    file.write_bytes(sealed)
    with pytest.raises(NoPreview):
        desk.viewing.veiled(reference, copy.id).draw(Look())
    file.unlink()
    written = len(desk.journal.entries())
    with pytest.raises(AttachmentDamaged):
        desk.viewing.show(reference, copy.id)
    assert len(desk.journal.entries()) == written


def test_staff_see_nothing_and_may_only_say_that_something_is_an_identity_paper(
    desk: Desk, colleague: Desk, asked: Asked, card: Path
) -> None:
    theirs = colleague.requests.add(FACTS).reference
    copy = colleague.requests.attach(theirs, card, AttachmentKind.LETTER)
    for verb in (
        lambda: colleague.viewing.show(theirs, copy.id),
        lambda: colleague.viewing.veiled(theirs, copy.id),
        lambda: colleague.viewing.mark(theirs, copy.id, identity=False),
    ):
        with pytest.raises(AccessRefused):
            verb()
    (marked,) = colleague.viewing.mark(theirs, copy.id, identity=True)
    assert marked.kind is AttachmentKind.IDENTITY
    assert desk.requests.file(theirs).identity_copies == (marked,)
    other = asked()
    with pytest.raises(NotFound):
        colleague.viewing.mark(other, copy.id, identity=True)


@pytest.fixture
def shop(tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A vault whose backups can be opened."""
    quick(monkeypatch)
    profile = Profile(Controller("Atelier Lumen", officer=ContactPerson("Lou Garance", "Gérante")), ())
    made, _secret = create_desk(tmp_path / "coffre", profile, PHRASE, clock)
    with made:
        yield made


def in_backup(desk: Desk, tmp_path: Path, name: str) -> str:
    """The names of the files in a backup made now."""
    desk.backups.make_copy(tmp_path / name)
    with opened(tmp_path / name, PHRASE, None, tmp_path / f"in-{name}") as backup:
        return " ".join(backup.inner.files)


def test_a_paper_that_is_an_identity_document_after_all_leaves_the_backups_and_goes_when_identity_is_decided(
    shop: Desk, card: Path, tmp_path: Path
) -> None:
    desk, reference = shop, shop.requests.add(FACTS).reference
    paper = desk.requests.attach(reference, card, AttachmentKind.LETTER)
    assert paper.id in in_backup(desk, tmp_path, "before.gdprdesk")
    desk.viewing.mark(reference, paper.id, identity=True)
    assert paper.id not in in_backup(desk, tmp_path, "after.gdprdesk")
    assert paper.id in (desk.vault.folder / "due.json").read_text("utf-8"), "the last day is kept even locked"
    (event,) = [one for one in desk.requests.file(reference).events if one.kind is EventKind.SORTED]
    assert event.detail == "identity"
    assert desk.journal.entries()[0].action == "request.file_sorted"
    desk.handling.check_identity(reference, IdentityResult.VERIFIED, IdentityMethod.COPY)
    assert not sealed_file(desk.vault.folder, paper.id).exists()


def test_one_taken_for_an_identity_document_by_mistake_becomes_a_paper_like_any_other(
    shop: Desk, card: Path, tmp_path: Path
) -> None:
    desk, reference = shop, shop.requests.add(FACTS).reference
    paper = desk.requests.attach(reference, card, AttachmentKind.IDENTITY)
    desk.viewing.mark(reference, paper.id, identity=False)
    assert paper.id in in_backup(desk, tmp_path, "copy.gdprdesk")
    desk.handling.check_identity(reference, IdentityResult.VERIFIED, IdentityMethod.ACCOUNT)
    (left,) = desk.requests.file(reference).attachments
    assert (left.id, left.kind) == (paper.id, AttachmentKind.OTHER)
    written = len(desk.journal.entries())
    assert desk.viewing.mark(reference, paper.id, identity=False) == ()
    assert len(desk.journal.entries()) == written
    desk.handling.close(reference, Outcome.WITHDRAWN, "Elle renonce.")
    with pytest.raises(RequestEnded):
        desk.viewing.mark(reference, paper.id, identity=True)


def test_a_running_question_of_identity_has_had_its_answer_since_the_paper_came(
    desk: Desk, asked: Asked, card: Path, clock: FixedClock
) -> None:
    reference = asked()
    desk.handling.answer_doubt(reference, True, reason="Adresse inconnue.")
    desk.handling.ask(reference, PauseReason.IDENTITY, date(2026, 11, 20))
    paper = desk.requests.attach(reference, card, AttachmentKind.LETTER)
    clock.instant += timedelta(days=3)
    desk.viewing.mark(reference, paper.id, identity=True)
    (pause,) = desk.requests.file(reference).request.pauses
    assert pause.answered_on == date(2026, 11, 23)


def test_the_same_bytes_twice_are_both_meant_and_a_supposition_is_settled(
    desk: Desk, card: Path, tmp_path: Path
) -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "c.rivage@autre-courriel.example", "Mes données"
    mail.set_content("Merci de supprimer mes données.")
    for name in ("facture.png", "facture-2.png"):
        mail.add_attachment(card.read_bytes(), maintype="image", subtype="png", filename=name)
    path = tmp_path / "demande.eml"
    path.write_bytes(mail.as_bytes())
    (arrived,) = desk.arrivals.from_files([path])
    assert arrived.taken is not None
    reference = arrived.taken.reference
    copies = desk.requests.file(reference).identity_copies
    assert len(copies) == 2, "their shape is that of a card"
    supposed = [one for one in desk.requests.file(reference).suggestions if one.kind == "identity"]
    assert len(supposed) == 2
    changed = desk.viewing.mark(reference, copies[0].id, identity=False)
    assert {one.id for one in changed} == {one.id for one in copies}
    assert not [one for one in desk.requests.file(reference).suggestions if one.kind == "identity"]


def test_the_words_of_a_paper_that_came_alone_go_when_it_is_an_identity_document(
    desk: Desk, tmp_path: Path
) -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    canvas.drawString(60, 700, "Numero 880692310285")
    canvas.save()
    path = tmp_path / "courrier.pdf"
    path.write_bytes(out.getvalue())
    (arrived,) = desk.arrivals.from_files([path])
    assert arrived.taken is not None
    file = desk.requests.file(arrived.taken.reference)
    assert "880692310285" in file.messages[0].text
    paper = next(one for one in file.attachments if one.name == "courrier.pdf")
    desk.viewing.mark(file.request.reference, paper.id, identity=True)
    assert "880692310285" not in repr(desk.requests.file(file.request.reference))
    assert desk.requests.page(RequestQuery(text="880692310285")).total == 0


def test_a_copy_destroyed_here_stays_a_task_until_it_is_gone_at_its_source_too(
    desk: Desk, asked: Callable[..., str], card: Path, colleague: Desk, clock: FixedClock
) -> None:
    checked, ended = asked(), asked()
    for reference in (checked, ended):
        desk.handling.answer_doubt(reference, True, reason="Adresse inconnue")
        desk.requests.attach(reference, card, AttachmentKind.IDENTITY)
    assert desk.viewing.to_clean() == ()
    desk.handling.check_identity(checked, IdentityResult.VERIFIED, IdentityMethod.COPY)
    clock.instant += timedelta(days=1)
    desk.handling.close(ended, Outcome.GRANTED, "Dit au comptoir", answered_on=clock.today())
    assert desk.viewing.to_clean() == ((checked, date(2026, 11, 23)), (ended, date(2026, 11, 24)))
    task, _ended = [row for row in request_rows(desk) if row.verb == "Voir"]
    assert (task.reference, task.badge) == (f"request:{checked}/identity", "À faire")
    assert "détruite ici le 23 novembre 2026" in task.second
    assert [row for row in request_rows(colleague) if row.verb == "Voir"] == []
    with pytest.raises(AccessRefused):
        colleague.viewing.to_clean()
    desk.handling.cleaned(checked)
    assert [reference for reference, _day in desk.viewing.to_clean()] == [ended]
    clock.instant += timedelta(days=61)
    assert desk.viewing.to_clean() == ()
