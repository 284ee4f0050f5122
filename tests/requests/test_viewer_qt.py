"""Copies of identity papers on screen: past recognition, shown for a while, gone; other papers by pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from asking import FACTS
from fingers import focused, plain, press
from PIL import Image, ImageDraw
from PySide6.QtCore import QDeadlineTimer, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from request_pages import compare_all, in_form, opened, press_button, words_in

from gdpr_desk.app import Desk
from gdpr_desk.intake.model import Pixels
from gdpr_desk.qtkit.act_form import ActForm
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.dialogs import Prompt
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.requests.model import EventKind, IdentityMethod
from gdpr_desk.requests.qt.copy_viewer import CopyViewer
from gdpr_desk.requests.qt.page import RequestsPage
from gdpr_desk.requests.qt.paper_viewer import PaperViewer
from gdpr_desk.vault.attachments import AttachmentKind

pytestmark = pytest.mark.usefixtures("light_look", "no_warnings")

Asked = Callable[..., str]
INK = (140, 20, 90)
PATIENCE_MS = 15_000


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """A picture with stripes so narrow that a blur leaves none of their ink."""
    picture = Image.new("RGB", (600, 380), (240, 220, 200))
    pen = ImageDraw.Draw(picture)
    for row in range(10, 380, 20):
        pen.rectangle((10, row, 590, row + 6), INK)
    path = tmp_path / "piece.png"
    picture.save(path)
    return path


@pytest.fixture
def doubtful(desk: Desk, asked: Asked, card: Path) -> str:
    """A request with a doubt, to which a copy came."""
    reference = asked()
    desk.handling.answer_doubt(reference, True, reason="Adresse inconnue.")
    desk.requests.attach(reference, card, AttachmentKind.IDENTITY)
    return reference


@pytest.fixture
def at_identity(desk: Desk, doubtful: str, qtbot: QtBot) -> Iterator[RequestsPage]:
    room = opened(desk, qtbot)
    room.open_request(doubtful, "identity")
    qtbot.waitUntil(lambda: viewer_of(room).view.filled, timeout=PATIENCE_MS)
    yield room
    Jobs.wait()


def viewer_of(room: RequestsPage) -> CopyViewer:
    return room.ui.detail.identity_tab.copies.viewer


def inked(widget: QWidget) -> int:
    """How many pixels of the widget, as it is on screen, have the ink of the stripes."""
    picture = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    red, green, blue = INK
    return bytes(picture.constBits()).count(bytes((blue, green, red, 255)))


def shown(room: RequestsPage, qtbot: QtBot) -> Pixels:
    """Press « Afficher » and wait for the copy; its pixels."""
    viewer = viewer_of(room)
    viewer.reveal.setFocus()
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: viewer.open and viewer.view.filled, timeout=PATIENCE_MS)
    QApplication.processEvents()
    pixels = viewer.view._pixels
    assert pixels is not None
    return pixels


def redrawn(viewer: CopyViewer, before: Pixels, qtbot: QtBot) -> Pixels:
    """What takes the place of those pixels."""
    qtbot.waitUntil(lambda: viewer.view._pixels not in (None, before), timeout=PATIENCE_MS)
    pixels = viewer.view._pixels
    assert pixels is not None
    return pixels


def in_prompt(verb: str, then: Callable[[], object]) -> str:
    """Press `verb` in the question that `then` puts; what it said."""
    said: list[str] = []

    def answer() -> None:
        (prompt,) = [
            one for one in QApplication.topLevelWidgets() if isinstance(one, Prompt) and one.isVisible()
        ]
        said.append(words_in(prompt))
        press_button(prompt, verb)

    QTimer.singleShot(50, answer)
    then()
    return said[0]


def test_a_copy_is_past_recognition_until_afficher_and_again_after_its_time(
    desk: Desk, at_identity: RequestsPage, qtbot: QtBot
) -> None:
    room, viewer = at_identity, viewer_of(at_identity)
    assert inked(viewer.view) == 0
    assert "Jamais affichée. Chaque affichage est noté au journal." in words_in(viewer)
    pixels = shown(room, qtbot)
    assert inked(viewer.view) > 1000
    assert desk.journal.entries()[0].action == "request.identity_copy_shown"
    assert "Masquée dans 30 s." in words_in(viewer)
    assert focused() is viewer.hide_copy
    viewer._until = QDeadlineTimer(0)
    qtbot.waitUntil(lambda: not viewer.open, timeout=PATIENCE_MS)
    assert not any(pixels.rows)
    assert inked(viewer.view) == 0
    qtbot.waitUntil(lambda: viewer.view.filled, timeout=PATIENCE_MS)
    assert inked(viewer.view) == 0
    assert "Affichée une fois, aujourd’hui à 08:48." in words_in(viewer)
    events = desk.requests.file(room.ui.detail.reference).events
    assert [one.kind for one in events].count(EventKind.COPY_SHOWN) == 1


def test_it_is_turned_enlarged_greyed_and_stamped_and_never_printed_or_saved(
    at_identity: RequestsPage, qtbot: QtBot
) -> None:
    room, viewer = at_identity, viewer_of(at_identity)
    first = shown(room, qtbot)
    whole = inked(viewer.view)
    press_button(viewer, "Agrandir")
    larger = redrawn(viewer, first, qtbot)
    assert not any(first.rows), "what was shown before is wiped when it is drawn anew"
    assert larger.width > first.width
    assert inked(viewer.view) != whole
    press_button(viewer, "Tourner")
    turned = redrawn(viewer, larger, qtbot)
    assert turned.width < turned.height
    viewer.tools.grey.click()
    redrawn(viewer, turned, qtbot)
    assert inked(viewer.view) == 0
    verbs = {plain(one.text()) for one in room.ui.detail.identity_tab.findChildren(Button)}
    assert not [verb for verb in verbs if "mprimer" in verb or "nregistrer" in verb or "opier" in verb]


def test_whatever_takes_it_off_the_screen_wipes_it(at_identity: RequestsPage, qtbot: QtBot) -> None:
    room, viewer = at_identity, viewer_of(at_identity)
    detail = room.ui.detail
    ways: tuple[Callable[[], object], ...] = (
        lambda: press_button(viewer, "Masquer"),
        lambda: detail.show_tab("request"),
        room.leave,
        room.show_list,
    )
    for leave in ways:
        room.open_request(detail.reference, "identity")
        qtbot.waitUntil(lambda: viewer.view.filled and not viewer.open, timeout=PATIENCE_MS)
        pixels = shown(room, qtbot)
        assert any(pixels.rows)
        leave()
        assert not any(pixels.rows)
        assert not viewer.open


def test_the_thread_tells_of_it_while_the_copy_stays_in_view(at_identity: RequestsPage, qtbot: QtBot) -> None:
    room, viewer = at_identity, viewer_of(at_identity)
    shown(room, qtbot)
    said = [child.accessibleName() for child in room.ui.detail.thread_pane.findChildren(QWidget)]
    assert any("Copie de pièce d’identité affichée" in plain(line) for line in said)
    room.refresh()
    QApplication.processEvents()
    assert viewer.open
    assert inked(viewer.view) > 1000


def test_identity_verified_wipes_what_is_shown_destroys_the_copy_and_says_so(
    desk: Desk, at_identity: RequestsPage, qtbot: QtBot
) -> None:
    room = at_identity
    pixels = shown(room, qtbot)
    tab = room.ui.detail.identity_tab
    assert "Sans décision, destruction le 23 décembre 2026." in words_in(tab)

    def compared(form: ActForm) -> None:
        compare_all(form)
        press_button(form, "Identité vérifiée")

    in_form(compared, lambda: press_button(tab, "Identité vérifiée…"))
    assert not any(pixels.rows)
    assert not viewer_of(room).isVisible()
    assert desk.attachments.all() == ()
    assert "Copie détruite dans le coffre. Supprimez-la aussi là d’où elle venait." in words_in(room)
    press_button(tab, "C’est fait")
    cleanup = desk.requests.file(room.ui.detail.reference).request.cleanup
    assert cleanup is not None
    assert cleanup.done_on is not None


def test_what_is_no_identity_paper_is_told_so_and_read_page_by_page(
    desk: Desk, at_identity: RequestsPage, qtbot: QtBot
) -> None:
    room = at_identity
    tab = room.ui.detail.identity_tab
    said = in_prompt("Ce n’en est pas une", lambda: press_button(tab, "Ce n’est pas une pièce d’identité…"))
    assert "copiée dans les sauvegardes" in said
    (paper,) = desk.requests.file(room.ui.detail.reference).attachments
    assert paper.kind is AttachmentKind.OTHER
    assert not viewer_of(room).isVisible()
    room.ui.detail.show_tab("request")
    seen: list[int] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, PaperViewer)
        qtbot.waitUntil(lambda: dialog.view.filled, timeout=PATIENCE_MS)
        pixels = dialog.view._pixels
        seen.append(inked(dialog.view))
        press(Qt.Key.Key_Escape)
        assert pixels is not None
        assert not any(pixels.rows)

    written = len(desk.journal.entries())
    QTimer.singleShot(200, look)
    press_button(room.ui.detail.request_tab, "Voir")
    assert seen[0] > 1000
    assert len(desk.journal.entries()) == written
    said = in_prompt(
        "C’est une pièce d’identité",
        lambda: press_button(room.ui.detail.request_tab, "C’est une pièce d’identité…"),
    )
    assert "trente-cinq jours" in said
    assert len(desk.requests.file(room.ui.detail.reference).identity_copies) == 1


def test_a_copy_that_cannot_be_drawn_is_an_everyday_state(
    desk: Desk, asked: Asked, scan: Path, qtbot: QtBot
) -> None:
    reference = asked()
    desk.handling.answer_doubt(reference, True, reason="Adresse inconnue.")
    desk.requests.attach(reference, scan, AttachmentKind.IDENTITY)
    room = opened(desk, qtbot)
    room.open_request(reference, "identity")
    qtbot.waitUntil(lambda: "n’a pas d’aperçu" in words_in(viewer_of(room)), timeout=PATIENCE_MS)
    assert not viewer_of(room).reveal.isVisible()
    assert QApplication.activeModalWidget() is None


def test_a_copy_that_came_after_the_decision_is_offered_to_go(
    desk: Desk, asked: Asked, card: Path, qtbot: QtBot
) -> None:
    reference = asked()
    desk.handling.answer_doubt(reference, False, method=IdentityMethod.ACCOUNT)
    desk.requests.attach(reference, card, AttachmentKind.IDENTITY)
    room = opened(desk, qtbot)
    room.open_request(reference, "identity")
    press_button(room.ui.detail.identity_tab, "La détruire, pour toujours")
    assert desk.attachments.all() == ()


def test_staff_see_that_something_came_and_cannot_look_at_it(
    colleague: Desk, card: Path, qtbot: QtBot
) -> None:
    reference = colleague.requests.add(FACTS).reference
    colleague.requests.attach(reference, card, AttachmentKind.LETTER)
    room = opened(colleague, qtbot)
    room.open_request(reference)
    tab = room.ui.detail.request_tab
    verbs = {plain(one.text()) for one in tab.findChildren(Button) if one.isVisible()}
    assert "Voir" not in verbs
    assert "C’est une pièce d’identité…" in verbs


def test_a_copy_is_hidden_once_somebody_turns_to_another_window(
    at_identity: RequestsPage, qtbot: QtBot
) -> None:
    room, viewer = at_identity, viewer_of(at_identity)
    pixels = shown(room, qtbot)
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(lambda: not viewer.open, timeout=PATIENCE_MS)
    assert not any(pixels.rows), "wiped where it lay"
    room.activateWindow()
    qtbot.waitUntil(lambda: viewer.view.filled, timeout=PATIENCE_MS)
    assert inked(viewer.view) == 0


def test_a_copy_stays_in_sight_beside_the_form_that_compares_it(
    desk: Desk, at_identity: RequestsPage, doubtful: str, qtbot: QtBot
) -> None:
    room, viewer = at_identity, viewer_of(at_identity)
    shown(room, qtbot)
    seen: list[bool] = []

    def look(_form: ActForm) -> None:
        QApplication.processEvents()
        seen.append(viewer.open)

    in_form(look, lambda: press_button(room.ui.detail.identity_tab, "Identité vérifiée…"))
    assert seen == [True]


def test_the_return_key_alone_destroys_no_copy(desk: Desk, at_identity: RequestsPage, doubtful: str) -> None:
    tab = at_identity.ui.detail.identity_tab

    def hasty(form: ActForm) -> None:
        press(Qt.Key.Key_Return)
        QApplication.processEvents()
        assert form.isVisible()

    in_form(hasty, lambda: press_button(tab, "Finalement, je sais qui c’est…"))
    assert desk.requests.file(doubtful).identity_copies
