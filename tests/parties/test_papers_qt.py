"""Papers in the form of a party: put in by button and by drop, copied out, destroyed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from gdpr_desk.app import Desk
from gdpr_desk.parties.model import Party
from gdpr_desk.parties.qt import paper_list
from gdpr_desk.parties.qt.paper_list import NONE_YET, PaperDoor, PaperList
from gdpr_desk.qtkit import dialogs
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.labels import Label

pytestmark = pytest.mark.usefixtures("no_warnings", "light_look")

CONTENT = b"%PDF-1.7 contrat"


@pytest.fixture
def desk(officer_desk: Desk) -> Desk:
    officer_desk.parties.save(Party("host", "Hébergeur"))
    return officer_desk


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "Contrat signé & annexes <b>.pdf"
    made.write_bytes(CONTENT)
    return made


def _shown(desk: Desk, qtbot: QtBot, *, may_open: bool) -> PaperList:
    made = PaperList()
    qtbot.addWidget(made)
    made.set_up(PaperDoor(desk.papers, may_open, lambda: "Encore présent dans une sauvegarde."))
    made.show_papers("host")
    made.show()
    return made


@pytest.fixture
def papers(desk: Desk, qtbot: QtBot) -> Iterator[PaperList]:
    yield _shown(desk, qtbot, may_open=True)
    Jobs.wait()


def _said(papers: PaperList) -> list[str]:
    return [label.plain() for label in papers.findChildren(Label) if not label.isHidden()]


def _button(papers: PaperList, name: str) -> Button:
    return next(b for b in papers.findChildren(Button) if b.accessibleName().startswith(name))


def _settled(qtbot: QtBot, papers: PaperList) -> None:
    Jobs.wait()
    QApplication.processEvents()
    qtbot.waitUntil(papers.add.isEnabled)


def _answer(monkeypatch: pytest.MonkeyPatch, answer: QDialog.DialogCode) -> list[str]:
    said: list[str] = []

    def read(prompt: dialogs.Prompt) -> int:
        said.append(" ".join(label.plain() for label in prompt.findChildren(Label)))
        return int(answer)

    monkeypatch.setattr(dialogs.Prompt, "exec", read)
    return said


def test_a_file_chosen_is_listed_with_its_name_as_it_is(
    papers: PaperList, desk: Desk, file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert any(NONE_YET[:20] in said for said in _said(papers))
    monkeypatch.setattr(paper_list, "choose_file", lambda *_, **__: file)
    with qtbot.waitSignal(papers.changed):
        papers.add.click()
    said = _said(papers)
    assert file.name in [text.replace("\u00a0", " ") for text in said]
    assert not any(NONE_YET[:20] in text for text in said)
    assert [paper.name for paper in desk.papers.of("host")] == [file.name]


def test_files_are_dropped_and_folders_are_not(
    papers: PaperList, desk: Desk, file: Path, qtbot: QtBot
) -> None:
    data = QMimeData()
    data.setUrls(
        [QUrl.fromLocalFile(str(file)), QUrl.fromLocalFile(str(file.parent)), QUrl("https://x.test")]
    )
    drop = QDropEvent(
        QPointF(1, 1),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(papers.changed):
        papers.dropEvent(drop)
    assert [paper.size for paper in desk.papers.of("host")] == [len(CONTENT)]


def test_an_empty_file_is_refused_in_words(
    papers: PaperList, desk: Desk, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = _answer(monkeypatch, QDialog.DialogCode.Rejected)
    (tmp_path / "vide.pdf").touch()
    papers.attach([tmp_path / "vide.pdf"])
    qtbot.waitUntil(lambda: bool(said))
    assert "vide" in said[0]
    assert desk.papers.of("host") == ()


def test_a_copy_goes_out_and_it_is_said_that_it_is_not_encrypted(
    papers: PaperList, desk: Desk, file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.papers.attach("host", file)
    papers.show_papers("host")
    target = file.with_name("copie.pdf")
    monkeypatch.setattr("gdpr_desk.qtkit.files.QFileDialog.getSaveFileName", lambda *_: (str(target), ""))
    _button(papers, "Enregistrer une copie").click()
    qtbot.waitUntil(target.exists)
    assert target.read_bytes() == CONTENT
    QApplication.processEvents()
    told = [label.plain() for label in papers.window().findChildren(Label)]
    assert any("plus chiffrée" in text for text in told)


def test_destroying_asks_and_says_where_it_still_is(
    papers: PaperList, desk: Desk, file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.papers.attach("host", file)
    papers.show_papers("host")
    said = _answer(monkeypatch, QDialog.DialogCode.Rejected)
    _button(papers, "Détruire").click()
    _settled(qtbot, papers)
    assert len(desk.papers.of("host")) == 1
    assert "Encore présent" in said[0]
    _answer(monkeypatch, QDialog.DialogCode.Accepted)
    with qtbot.waitSignal(papers.changed):
        _button(papers, "Détruire").click()
    assert desk.papers.of("host") == ()
    assert papers.empty


def test_staff_can_add_and_neither_open_nor_destroy(desk: Desk, file: Path, qtbot: QtBot) -> None:
    papers = _shown(desk, qtbot, may_open=False)
    with qtbot.waitSignal(papers.changed):
        papers.attach([file])
    assert not _button(papers, "Enregistrer").isEnabled()
    assert not _button(papers, "Détruire").isEnabled()
    assert any("personne responsable" in text for text in _said(papers))
    Jobs.wait()


def test_tab_goes_through_the_papers_in_their_order(
    papers: PaperList, desk: Desk, file: Path, qtbot: QtBot
) -> None:
    first, last = Button(papers, text="Avant"), Button(papers, text="Après")
    papers.follow(first)
    QWidget.setTabOrder(papers.add, last)
    for _ in range(2):
        desk.papers.attach("host", file)
    papers.show_papers("host")
    chain: list[str] = []
    here = first
    while not chain or here is not first:
        if isinstance(here, Button):
            chain.append(here.accessibleName() or here.text())
        here = here.nextInFocusChain()
    words = [name.split()[0] for name in chain]
    assert words == ["Avant", *["Enregistrer", "Détruire"] * 2, "Joindre", "Après"]
