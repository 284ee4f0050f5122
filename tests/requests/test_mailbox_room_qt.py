"""The mailbox in the window, with a real mail server: set up, fetched, refused in words, by keyboard."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import memory_keyring
import pypdf
import pytest
from fingers import ALT, focused, named, plain, press, reach, reading, retyped, typed
from letters_in import card, letter
from mail_server import ARRIVED, SECRET, USER, MailServer, needs_dovecot, running
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog
from pytestqt.qtbot import QtBot
from request_pages import has_come, opened, words_in
from walking import Meeting, walk

from gdpr_desk.app import Desk
from gdpr_desk.mailbox import fetching
from gdpr_desk.mailbox.model import MailAccount, MailSecret
from gdpr_desk.qtkit.act_form import ActForm
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.requests.model import RequestState, RightKind
from gdpr_desk.requests.qt.incoming_dialog import IncomingDialog
from gdpr_desk.requests.qt.mailbox_dialog import FetchDialog, SetupDialog
from gdpr_desk.requests.qt.page import RequestsPage
from gdpr_desk.shell.desk_window import DeskWindow

pytestmark = [needs_dovecot, pytest.mark.usefixtures("light_look", "no_warnings")]

FOLDER = "Demandes reçues"
LETTERS_MS = 20_000


@pytest.fixture(scope="module")
def server() -> Iterator[MailServer]:
    with running() as made:
        yield made


@pytest.fixture
def trusted(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> MailServer:
    """This computer trusts it."""
    monkeypatch.setattr(fetching, "strict_context", lambda: server.authority.trusting)
    return server


@pytest.fixture
def window(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[DeskWindow]:
    memory_keyring.begin(monkeypatch)
    made = DeskWindow(desk)
    made.idle.stop()
    made.window.resize(1366, 768)
    made.show()
    qtbot.waitExposed(made.window)
    made.window.activateWindow()
    QApplication.processEvents()
    yield made
    Jobs.wait()
    made.window.close()
    made.window.deleteLater()


@pytest.fixture
def room(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[RequestsPage]:
    """The room alone, where the window around it makes no difference."""
    memory_keyring.begin(monkeypatch)
    yield opened(desk, qtbot)
    Jobs.wait()


def at(text: str) -> bool:
    """Whether the keyboard is on the button with these words."""
    return reading(text)(focused())


def set_up(server: MailServer) -> Callable[[SetupDialog], None]:
    """Address, server, port and secret, key by key."""

    def fill(_dialog: SetupDialog) -> None:
        assert focused().objectName() == "user"
        typed(USER)
        for name, text in (("host", server.account.host), ("port", str(server.tls_port)), ("login", USER)):
            reach(named(name))
            retyped(text)
        reach(named("secret"))
        typed(SECRET.value)
        press(Qt.Key.Key_Return)

    return fill


def choose(combo: str, key: str) -> None:
    """An entry of a list, by the arrows."""
    box = reach(named(combo))
    assert isinstance(box, QComboBox)
    for step in [Qt.Key.Key_Up] * box.count() + [Qt.Key.Key_Down] * box.count():
        if box.currentData() == key:
            return
        press(step)
    raise AssertionError(f"{key} is not offered")


@pytest.fixture
def papers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the stand-in for the system's file dialog puts things, under the suggested name."""
    folder = tmp_path / "papiers"
    folder.mkdir()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda _w, _t, name, *_a: (str(folder / name), ""))
    return folder


def test_from_the_mail_server_to_a_closed_request_by_keyboard(
    trusted: MailServer, window: DeskWindow, qtbot: QtBot, papers: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    desk = window.desk
    desk.register.add_from_starter(["newsletter"])
    days_ago = int(time.time()) - ARRIVED - 3 * 86_400
    wish = "Bonjour, merci de supprimer toutes mes données. Élodie Fabre"
    trusted.deliver(letter(wish, attached={"cni_recto.jpg": card()}), number=days_ago)
    untouched = trusted.state()
    room = window.requests.page

    press(Qt.Key.Key_D, ALT)
    reach(named("receive"), Qt.Key.Key_Tab)
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Down)
    came = Meeting(IncomingDialog, lambda _d: press(Qt.Key.Key_Return), has_come)
    walk([Meeting(SetupDialog, set_up(trusted)), came], lambda: press(Qt.Key.Key_Return))

    (line,) = desk.requests.page().rows
    reference = line.reference
    assert (line.rights, line.requester) == ((RightKind.ERASURE,), "Élodie Fabre")
    assert at("Relire la demande")
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Space)  # « C’est juste, confirmer »
    assert desk.requests.file(reference).suggestions == ()

    assert at("Vérifier l’identité")
    press(Qt.Key.Key_Space)
    reach(reading("Non, je sais qui c’est…"))

    def known(_form: ActForm) -> None:
        choose("method", "known_address")
        press(Qt.Key.Key_Return)

    walk([Meeting(ActForm, known)], lambda: press(Qt.Key.Key_Space))
    assert desk.requests.file(reference).identity_copies == ()

    search(desk, reference)
    letter_of(room, qtbot, "erasure", refused="Quelque chose reste : Newsletter.")
    letter_of(room, qtbot, "partial")
    reach(reading("Enregistrer le PDF…"))
    press(Qt.Key.Key_Space)
    reach(reading("Marquer comme envoyée…"))
    walk([Meeting(ActForm, lambda _f: press(Qt.Key.Key_Return))], lambda: press(Qt.Key.Key_Space))

    def end(_form: ActForm) -> None:
        choose("outcome", "partial")
        reach(named("reason"))
        typed("La preuve de l'accord reste.")
        reach(reading("Terminer"))
        press(Qt.Key.Key_Space)

    reach(reading("Terminer la demande"), Qt.Key.Key_Backtab)
    walk([Meeting(ActForm, end)], lambda: press(Qt.Key.Key_Space))

    file = desk.requests.file(reference)
    assert file.request.state is RequestState.CLOSED
    assert [(one.letter, one.answers) for one in file.sendings] == [("partial", True)]
    (paper,) = papers.iterdir()
    said = "".join(page.extract_text() for page in pypdf.PdfReader(paper).pages).replace("\u2011", "-")
    assert reference in said
    assert "adresse d’abonné à la newsletter" in said
    assert "preuve de votre accord" in said.replace("\n", " ")
    assert {*trusted.state().values()} >= {*untouched.values()}
    told = "\n".join([caplog.text, *(one.windowTitle() for one in QApplication.topLevelWidgets())])
    assert "gdpr-desk" in told
    assert not [word for word in ("Fabre", "elodie", USER, SECRET.value, reference) if word in told]


def search(desk: Desk, reference: str) -> None:
    """Every place of « Où chercher » is ticked off."""
    assert at("Chercher les données")
    press(Qt.Key.Key_Space)
    for line in desk.letters.where(reference):
        if not any(item.line == line.key for item in desk.requests.file(reference).work):
            reach(named(f"do/{line.key}"))
            press(Qt.Key.Key_Space)
            QApplication.processEvents()


def letter_of(room: RequestsPage, qtbot: QtBot, kind: str, *, refused: str = "") -> None:
    """The answer is written, on the tab where it belongs; or it is not, and the notice says why."""
    tab = room.ui.detail.answer_tab
    if not tab.isVisible():
        press(Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert tab.isVisible()
    tab.kind.setObjectName("kind")
    choose("kind", kind)
    if refused:
        qtbot.waitUntil(lambda: refused in plain(tab.notice.text), timeout=LETTERS_MS)
        assert not tab.verbs.isVisible()
        return
    qtbot.waitUntil(tab.verbs.isVisible, timeout=LETTERS_MS)
    qtbot.waitUntil(lambda: tab.verbs._kind == kind and tab._made is not None, timeout=LETTERS_MS)


def test_what_the_server_refuses_is_said_in_words_and_can_be_put_right(
    server: MailServer, desk: Desk, room: RequestsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.mailboxes.keep(server.account)
    told: list[str] = []

    def secret(value: str) -> Callable[[FetchDialog], None]:
        def give(dialog: FetchDialog) -> None:
            assert "Jamais relevée" in words_in(dialog)
            assert focused().objectName() == "secret"
            typed(value)
            press(Qt.Key.Key_Return)

        return give

    def again(dialog: IncomingDialog) -> None:
        told.append(words_in(dialog))
        reach(reading("Revoir la messagerie…"))
        press(Qt.Key.Key_Space)

    def trust(dialog: IncomingDialog) -> None:
        monkeypatch.setattr(fetching, "strict_context", lambda: server.authority.trusting)
        again(dialog)

    def leave(dialog: FetchDialog) -> None:
        press(Qt.Key.Key_Escape)

    walk(
        [
            Meeting(FetchDialog, secret(SECRET.value)),
            Meeting(IncomingDialog, trust, has_come),
            Meeting(FetchDialog, secret("autre chose")),
            Meeting(IncomingDialog, again, has_come),
            Meeting(FetchDialog, leave),
        ],
        room.ways_in.fetch,
    )
    assert "n’a pas pu prouver son identité" in told[0]
    assert "Votre secret n’a pas été envoyé." in told[0]
    assert "refuse ce compte ou ce secret" in told[1]
    assert desk.mailboxes.fetched_at(server.account) is None
    assert desk.requests.page().total == 0


def test_folders_are_offered_and_a_kept_secret_serves_the_next_time(
    trusted: MailServer, desk: Desk, room: RequestsPage
) -> None:
    trusted.deliver(letter("Effacez mon compte.", number=40), ".Demandes re&AOc-ues", number=40)
    desk.mailboxes.keep(MailAccount("k1", trusted.account.host, USER, port=trusted.tls_port, folder="Absent"))

    def typed_secret(_dialog: FetchDialog) -> None:
        typed(SECRET.value)
        press(Qt.Key.Key_Return)

    def nowhere(dialog: IncomingDialog) -> None:
        assert "Ce dossier ne s’ouvre pas" in words_in(dialog)
        reach(reading("Revoir la messagerie…"))
        press(Qt.Key.Key_Space)

    def to_settings(_dialog: FetchDialog) -> None:
        reach(reading("Changer les réglages…"))
        press(Qt.Key.Key_Space)

    def list_folders(dialog: SetupDialog) -> None:
        reach(named("secret"))
        typed(SECRET.value)
        reach(named("keep"))
        press(Qt.Key.Key_Space)
        reach(reading("Voir les dossiers"))
        press(Qt.Key.Key_Space)

    def take_folder(_dialog: SetupDialog) -> None:
        choose("folder", FOLDER)
        press(Qt.Key.Key_Return)

    def read(dialog: IncomingDialog) -> None:
        assert "1 nouvelle demande" in words_in(dialog)
        press(Qt.Key.Key_Escape)

    walk(
        [
            Meeting(FetchDialog, typed_secret),
            Meeting(IncomingDialog, nowhere, has_come),
            Meeting(FetchDialog, to_settings),
            Meeting(SetupDialog, list_folders),
            Meeting(SetupDialog, take_folder, lambda dialog: dialog.form.folder.count() > 1),
            Meeting(IncomingDialog, read, has_come),
        ],
        room.ways_in.fetch,
    )
    (account,) = desk.mailboxes.all()
    assert (account.folder, account.key != "k1") == (FOLDER, True)
    assert list(memory_keyring.entries.values()) == [SECRET.value]
    assert desk.mailboxes.fetched_at(account) == desk.clock.now()

    def from_keyring(dialog: FetchDialog) -> None:
        assert "Dernière relève : lundi 23 novembre 2026" in words_in(dialog)
        press(Qt.Key.Key_Return)

    def nothing(dialog: IncomingDialog) -> None:
        assert "Rien de nouveau." in words_in(dialog)
        press(Qt.Key.Key_Escape)

    walk(
        [Meeting(FetchDialog, from_keyring), Meeting(IncomingDialog, nothing, has_come)],
        room.ways_in.fetch,
    )
    assert desk.requests.page().total == 1
    assert MailSecret(SECRET.value).value not in " ".join(map(str, desk.journal.entries()))
