"""Letters in the room « Demandes »: let fall, opened, pasted; told in short, read again, joined or not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from fingers import CTRL, focused, named, plain, press, reach, retyped, typed
from letters_in import card, letter
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot
from request_pages import files, has_come, let_fall, opened, words_in
from walking import Meeting, walk

from gdpr_desk.app import Desk
from gdpr_desk.qtkit.act_form import ActForm
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.dialogs import Prompt
from gdpr_desk.requests.model import RequestState, RightKind
from gdpr_desk.requests.qt.giving import GivingDialog
from gdpr_desk.requests.qt.incoming_dialog import IncomingDialog
from gdpr_desk.requests.qt.objection_list import ObjectionDialog
from gdpr_desk.requests.qt.page import RequestsPage
from gdpr_desk.requests.watching import Watch

pytestmark = pytest.mark.usefixtures("light_look", "no_warnings")

Asked = Callable[..., str]
HOSTILE = Path(__file__).resolve().parents[2].parent / "shared/samples/hostile"


def written(folder: Path, contents: dict[str, bytes]) -> list[Path]:
    folder.mkdir(exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]


def button(widget: QWidget, words: str) -> Button:
    QApplication.processEvents()
    return next(b for b in widget.findChildren(Button) if b.isVisible() and plain(b.text()) == words)


def test_files_let_fall_are_told_in_short_and_the_first_is_read_again_by_keyboard(
    desk: Desk, room: RequestsPage, tmp_path: Path
) -> None:
    damaged = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "__properties_version1.0".encode("utf-16-le") * 5
    received = "Mon, 16 Nov 2026 09:00:00 +0100"
    words = "Effacez mon compte et envoyez-moi une copie de mes données."
    paths = written(
        tmp_path / "in",
        {
            "un.eml": letter(words, received=received, attached={"cni.jpg": card()}),
            "deux.eml": letter("Merci d’effacer mon compte.", number=2, received=received),
            "un bis.eml": letter(words, received=received, attached={"cni.jpg": card()}),
            "abime.msg": damaged,
        },
    )
    told: list[str] = []

    def look(dialog: IncomingDialog) -> None:
        told.append(words_in(dialog))
        assert plain(focused().text()) == "Relire la première"  # type: ignore[attr-defined]
        press(Qt.Key.Key_Return)

    walk([Meeting(IncomingDialog, look, has_come)], lambda: let_fall(room, files(paths)))
    assert "2 nouvelles demandes · 1 message déjà là · 1 message illisible" in told[0]
    assert "Enregistrez-le au format .eml ou collez le texte." in told[0]
    assert "Ressemble à D-2026-001 : même adresse, le même jour." in told[0]
    assert room.ui.detail.reference == "D-2026-001"
    assert plain(focused().text()) == "Relire la demande"  # type: ignore[attr-defined]
    shown = words_in(room)
    assert "Reçue le lundi 16 novembre 2026" in shown
    assert "C’est le jour que le dernier serveur a inscrit" in shown
    assert "Une pièce d’identité ? cni.jpg" in shown
    press(Qt.Key.Key_Space)
    assert focused().objectName() == "confirm"
    press(Qt.Key.Key_Space)
    QApplication.processEvents()
    file = desk.requests.file("D-2026-001")
    assert file.suggestions == ()
    assert file.request.rights == (RightKind.ACCESS, RightKind.ERASURE)
    assert plain(focused().text()) == "Vérifier l’identité"  # type: ignore[attr-defined]
    lines = {line.reference: line.proposed for line in desk.requests.page().rows}
    assert lines == {"D-2026-001": False, "D-2026-002": True}


def test_what_was_proposed_is_changed_before_it_counts(
    desk: Desk, room: RequestsPage, tmp_path: Path
) -> None:
    picture = {"cni_verso.jpg": card()}
    (path,) = written(tmp_path / "in", {"a.eml": letter("Effacez mon compte.", attached=picture)})
    (arrived,) = desk.arrivals.from_files([path])
    assert arrived.taken is not None
    room.open_request(arrived.taken.reference)
    assert len(desk.requests.file(arrived.taken.reference).identity_copies) == 1
    agree = Meeting(Prompt, lambda _p: press(Qt.Key.Key_Return))
    walk([agree], button(room, "Ce n’en est pas une…").click)
    assert desk.requests.file(arrived.taken.reference).identity_copies == ()
    assert "Une pièce d’identité ?" not in words_in(room)

    def change(_form: ActForm) -> None:
        retyped("Élodie Fabre, cliente 118")
        reach(named("rights_access"))
        press(Qt.Key.Key_Space)
        reach(named("received_on"))
        retyped("20/11/2026")
        press(Qt.Key.Key_Return)

    walk([Meeting(ActForm, change)], button(room, "Corriger…").click)
    request = desk.requests.file(arrived.taken.reference).request
    assert request.rights == (RightKind.ACCESS, RightKind.ERASURE)
    assert (request.requester.name, request.received_on) == ("Élodie Fabre, cliente 118", date(2026, 11, 20))
    assert desk.requests.file(arrived.taken.reference).suggestions == ()


def test_one_request_again_is_joined_and_another_one_kept(
    desk: Desk, room: RequestsPage, tmp_path: Path
) -> None:
    first, second, third = (letter(f"Effacez mon compte {n}.", number=n) for n in (1, 2, 3))
    written(tmp_path / "in", {"1.eml": first})
    list(desk.arrivals.from_files([tmp_path / "in"]))

    def join(dialog: IncomingDialog) -> None:
        button(dialog, "Rattacher").click()
        QApplication.processEvents()
        assert "Rattachée à D-2026-001" in words_in(dialog)
        press(Qt.Key.Key_Escape)

    paths = written(tmp_path / "more", {"2.eml": second})
    walk([Meeting(IncomingDialog, join, has_come)], lambda: let_fall(room, files(paths)))
    assert desk.requests.file("D-2026-002").request.state is RequestState.NOT_A_REQUEST
    assert room.listing.references() == ["D-2026-001"]

    def keep(dialog: IncomingDialog) -> None:
        button(dialog, "Nouvelle").click()
        QApplication.processEvents()
        assert "Ressemble" not in words_in(dialog)
        press(Qt.Key.Key_Escape)

    paths = written(tmp_path / "third", {"3.eml": third})
    walk([Meeting(IncomingDialog, keep, has_come)], lambda: let_fall(room, files(paths)))
    assert set(room.listing.references()) == {"D-2026-001", "D-2026-003"}
    room.open_request("D-2026-003")
    assert "Ressemble" not in words_in(room)


def test_onto_an_open_request_what_arrives_is_asked_about(
    desk: Desk, asked: Asked, room: RequestsPage, tmp_path: Path
) -> None:
    reference = asked()
    room.open_request(reference)
    paths = written(tmp_path / "in", {"a.eml": letter("Voici les précisions demandées.", number=5)})

    def add(_prompt: Prompt) -> None:
        assert plain(focused().text()) == "Ajouter"  # type: ignore[attr-defined]
        press(Qt.Key.Key_Return)

    def close(dialog: IncomingDialog) -> None:
        assert "1 message joint à une demande" in words_in(dialog)
        press(Qt.Key.Key_Escape)

    walk(
        [Meeting(Prompt, add), Meeting(IncomingDialog, close, has_come)], lambda: let_fall(room, files(paths))
    )
    assert "Voici les précisions demandées." in words_in(room)
    assert len(desk.requests.page().rows) == 1
    walk([Meeting(Prompt, lambda _p: press(Qt.Key.Key_Escape))], lambda: let_fall(room, files(paths)))
    assert len(desk.requests.file(reference).messages) == 1


def test_a_copied_mail_is_read_and_copied_words_stand_in_the_form(desk: Desk, room: RequestsPage) -> None:
    clipboard = QApplication.clipboard()
    clipboard.setText(letter("Effacez mon compte.").decode())
    walk(
        [Meeting(IncomingDialog, lambda _d: press(Qt.Key.Key_Return), has_come)],
        lambda: press(Qt.Key.Key_V, CTRL),
    )
    assert desk.requests.file("D-2026-001").messages[0].sender == "elodie.fabre@courriel.example"
    press(Qt.Key.Key_Escape)
    clipboard.setText("De : Rosa Vallon <rosa.vallon@courriel.example>\nMerci d’effacer toutes mes données.")

    def fill(form: ActForm) -> None:
        assert form.values()["rights"] == ("erasure",)
        assert form.values()["email"] == "rosa.vallon@courriel.example"
        assert "Proposé d’après le texte collé" in words_in(form)
        typed("Rosa Vallon")
        press(Qt.Key.Key_Return)

    walk([Meeting(ActForm, fill)], lambda: press(Qt.Key.Key_V, CTRL))
    request = desk.requests.file("D-2026-002").request
    assert (request.requester.name, request.rights) == ("Rosa Vallon", (RightKind.ERASURE,))
    assert "effacer toutes mes données" in request.text
    press(Qt.Key.Key_Escape)
    clipboard.clear()
    nothing = QMimeData()
    nothing.setData("FileGroupDescriptorW", b"\1\0\0\0")  # as Outlook drags a message
    said: list[str] = []

    def read(prompt: Prompt) -> None:
        said.append(words_in(prompt))
        press(Qt.Key.Key_Return)

    for way in (lambda: press(Qt.Key.Key_V, CTRL), lambda: let_fall(room, nothing)):
        walk([Meeting(Prompt, read)], way)
        assert "Enregistrez d’abord le message (.eml ou .msg)" in said.pop()
    assert desk.requests.page().total == 2


def test_a_copied_picture_comes_in_as_a_picture_file_would(desk: Desk, room: RequestsPage) -> None:
    screen = QImage(640, 480, QImage.Format.Format_RGB32)
    screen.fill(Qt.GlobalColor.white)
    copied = QMimeData()
    copied.setImageData(screen)
    QApplication.clipboard().setMimeData(copied)
    walk(
        [Meeting(IncomingDialog, lambda _d: press(Qt.Key.Key_Return), has_come)],
        lambda: press(Qt.Key.Key_V, CTRL),
    )
    (paper,) = desk.requests.file("D-2026-001").attachments
    assert paper.name == "image collée.png"
    assert desk.requests.page().total == 1


def test_stopped_the_summary_says_what_was_kept(desk: Desk, room: RequestsPage, tmp_path: Path) -> None:
    many = {f"{n}.eml": letter(f"Effacez mon compte {n}.", number=n) for n in range(40)}
    paths = written(tmp_path / "in", many)
    counts: list[int] = []

    def stop(dialog: IncomingDialog) -> None:
        press(Qt.Key.Key_Escape)
        assert dialog.isVisible()

    def read(dialog: IncomingDialog) -> None:
        assert dialog.gathered is not None
        counts.append(len(dialog.gathered.arrived))
        assert "Arrêté." in words_in(dialog)
        press(Qt.Key.Key_Escape)

    def begun(dialog: IncomingDialog) -> bool:
        watch: Watch = dialog._work.watch
        return watch.looked > 2

    walk(
        [Meeting(IncomingDialog, stop, begun), Meeting(IncomingDialog, read, has_come)],
        lambda: let_fall(room, files(paths)),
    )
    assert 2 < counts[0] < 40
    assert desk.requests.page().total == counts[0]
    sealed = {path.stem for path in (desk.vault.folder / "attachments").glob("*.age")}
    assert sealed == {one.id for one in desk.attachments.all()}


@pytest.mark.skipif(not HOSTILE.exists(), reason="the hostile samples are not beside this checkout")
def test_hostile_files_let_fall_are_told_in_words_and_the_window_goes_on(
    desk: Desk, room: RequestsPage
) -> None:
    sorts = ("eml", "msg", "pdf", "image")
    paths = [min(path for path in (HOSTILE / sort).iterdir() if path.is_file()) for sort in sorts]
    told: list[str] = []

    def read(dialog: IncomingDialog) -> None:
        gathered = dialog.gathered
        assert gathered is not None
        assert gathered.refusal is None
        assert {one.name.partition(", message ")[0] for one in gathered.arrived} == {p.name for p in paths}
        assert all(one.taken is not None or str(one.refusal) for one in gathered.arrived)
        told.append(words_in(dialog))
        press(Qt.Key.Key_Escape)

    walk([Meeting(IncomingDialog, read, has_come)], lambda: let_fall(room, files(paths)))
    assert "nouvelle" in told[0]
    room.open_request(room.listing.references()[-1])
    assert "À relire" in words_in(room)


def test_staff_bring_letters_and_are_offered_no_mailbox(colleague: Desk, qtbot: QtBot) -> None:
    page = opened(colleague, qtbot)
    menu = page.ways_in.menu()
    offered = [action.text().partition("\t")[0] for action in menu.actions() if action.text()]
    menu.close()
    assert offered == ["Ouvrir un message reçu…", "Coller un message"]


def test_what_the_person_gave_is_saved_as_json_and_csv_and_the_hand_over_noted(
    desk: Desk, asked: Asked, room: RequestsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.register.add_from_starter(["newsletter"])
    reference = asked(rights=(RightKind.PORTABILITY,))
    out = tmp_path / "remise"
    out.mkdir()
    (export,) = written(
        tmp_path / "in", {"export.csv": "Prénom;E-mail\r\nÉlodie;e@courriel.example\r\n".encode("cp1252")}
    )
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(export), ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a, **_k: str(out))
    room.open_request(reference)

    def give(dialog: GivingDialog) -> None:
        assert not dialog.save.isEnabled()
        press(Qt.Key.Key_Space)
        QApplication.processEvents()
        assert "1 ligne · Prénom, E-mail" in words_in(dialog)
        dialog.save.click()
        assert "Ils ne sont plus chiffrés" in words_in(dialog)
        press(Qt.Key.Key_Return)

    walk(
        [Meeting(GivingDialog, give), Meeting(ActForm, lambda form: form.carry_out())],
        button(room, "Préparer les fichiers à remettre…").click,
    )
    names = sorted(path.name for path in out.iterdir())
    assert names == [f"portabilite-{reference}-1-newsletter.csv", f"portabilite-{reference}.json"]
    assert "Élodie" in (out / names[0]).read_text(encoding="utf-8-sig")
    (sending,) = desk.requests.file(reference).sendings
    assert (sending.letter, sending.answers) == ("portability", True)


def test_the_objection_list_counts_adds_by_hand_and_cleans_a_mailing_list(
    desk: Desk, asked: Asked, room: RequestsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = asked(rights=(RightKind.OBJECTION,))
    room.open_request(reference)
    button(room, "Inscrire sur la liste d’opposition").click()
    assert len(desk.objections.entries()) == 2  # the address and the number
    people = ("Fabre;elodie.fabre", "Vallon;rosa", "Pelure;max")
    content = "\n".join(["Nom;E-mail", *(f"{one}@courriel.example" for one in people), ""])
    (source,) = written(tmp_path / "in", {"envoi.csv": content.encode()})
    target = tmp_path / "propre.csv"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(source), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(target), ""))

    def begin(dialog: ObjectionDialog) -> None:
        assert "2 inscriptions" in words_in(dialog)
        reach(lambda widget: widget is dialog.add)
        press(Qt.Key.Key_Space)

    def add(_form: ActForm) -> None:
        typed("max@courriel.example")
        press(Qt.Key.Key_Tab)
        typed("Par téléphone")
        press(Qt.Key.Key_Return)

    def check(dialog: ObjectionDialog) -> None:
        dialog.check_list()

    def read(dialog: ObjectionDialog) -> None:
        assert "2 en opposition, 1 à contacter, sur 3." in words_in(dialog)
        press(Qt.Key.Key_Escape)

    walk(
        [
            Meeting(ObjectionDialog, begin),
            Meeting(ActForm, add),
            Meeting(ObjectionDialog, check, lambda dialog: "3 inscriptions" in words_in(dialog)),
            Meeting(ObjectionDialog, read, lambda dialog: "enregistrée" in words_in(dialog)),
        ],
        room.ways_in.objections,
    )
    assert target.read_text(encoding="utf-8") == "Nom;E-mail\nVallon;rosa@courriel.example\n"
    journal = " ".join(f"{entry.action} {entry.subject} {entry.detail}" for entry in desk.journal.entries())
    assert "courriel.example" not in journal
    assert "objection.list_checked" in journal
