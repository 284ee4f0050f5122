"""Toasts, questions, refusals, saved files, and choosing from a catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QListWidget, QWidget
from pytestqt.qtbot import QtBot

from gdpr_desk.errors import StorageFailed
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.chips import Chip, ChipPicker
from gdpr_desk.qtkit.dialogs import ask, tell_refusal
from gdpr_desk.qtkit.files import save_bytes
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.picker import plain
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.qtkit.type_ahead import best


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    return made


def answer(qtbot: QtBot, seen: list[dict[str, object]], key: Qt.Key) -> None:
    """Note what the dialog shows, then press `key` where the focus is."""

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        focused = dialog.focusWidget()
        seen.append(
            {
                "texts": [label.text() for label in dialog.findChildren(Label) if label.text()],
                "buttons": [b.text() for b in dialog.findChildren(Button) if b.isVisible()],
                "focus": focused.text() if isinstance(focused, Button) else "",
            }
        )
        qtbot.keyClick(dialog if key == Qt.Key.Key_Escape else focused, key)

    QTimer.singleShot(30, act)


def test_a_question_has_verbs_and_enter_does_the_verb(qtbot: QtBot, window: QWidget) -> None:
    seen: list[dict[str, object]] = []
    answer(qtbot, seen, Qt.Key.Key_Return)
    assert ask(window, "Marquer comme revue ?", "La date d'aujourd'hui sera notée.", "Marquer comme revue")
    assert seen[0]["buttons"] == ["Annuler", "Marquer comme revue"]
    assert "Marquer comme revue\u202f?" in seen[0]["texts"]  # type: ignore[operator]


def test_what_destroys_is_never_the_default(qtbot: QtBot, window: QWidget) -> None:
    seen: list[dict[str, object]] = []
    answer(qtbot, seen, Qt.Key.Key_Return)
    done = ask(
        window,
        "Archiver ?",
        "Elle quitte le registre.",
        "Archiver la fiche",
        kind="danger",
        consequence="Sans retour",
    )
    assert not done
    assert seen[0]["focus"] == "Annuler"
    assert "Sans retour" in seen[0]["texts"]  # type: ignore[operator]


def test_escape_changes_nothing(qtbot: QtBot, window: QWidget) -> None:
    answer(qtbot, [], Qt.Key.Key_Escape)
    assert not ask(window, "Archiver ?", "", "Archiver")


def test_a_refusal_says_three_things(qtbot: QtBot, window: QWidget) -> None:
    seen: list[dict[str, object]] = []
    answer(qtbot, seen, Qt.Key.Key_Return)
    tell_refusal(
        window, StorageFailed("Le disque est plein.", safe="Rien n'est perdu.", remedy="Libérez de la place.")
    )
    assert seen[0]["texts"][:2] == ["Le disque est plein.", "Rien n’est perdu. Libérez de la place."]  # type: ignore[index]


def test_a_toast_can_be_taken_back_and_there_is_only_one(qtbot: QtBot, window: QWidget) -> None:
    undone: list[str] = []
    Toast.show_in(window, "Fiche archivée", lambda: undone.append("first"))
    made = Toast.show_in(window, "Fiche T-02 archivée", lambda: undone.append("second"))
    assert [t for t in window.findChildren(Toast) if t.isVisible()] == [made]
    assert made.geometry().bottom() < window.height()
    assert window.rect().contains(made.geometry())
    link = made.findChild(Button)
    assert isinstance(link, Button)
    link.setFocus()
    qtbot.keyClick(link, Qt.Key.Key_Space)
    assert undone == ["second"]
    assert not made.isVisible()


def test_a_toast_stays_inside_a_window_that_shrinks(qtbot: QtBot, window: QWidget) -> None:
    made = Toast.show_in(window, "Copie enregistrée", icon="save")
    window.resize(360, 300)
    qtbot.wait(10)
    assert window.rect().contains(made.geometry())
    assert made.findChild(Button) is None


def test_saving_adds_the_suffix_and_leaving_writes_nothing(
    tmp_path: Path, window: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = str(tmp_path / "registre")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (chosen, ""))
    assert save_bytes(window, b"%PDF", "Registre.pdf") == tmp_path / "registre.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: ("", ""))
    assert save_bytes(window, b"%PDF", "Registre.pdf") is None
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(("answer", "kept"), [(False, b"ancien"), (True, b"%PDF")])
def test_a_file_whose_name_was_completed_is_replaced_only_when_asked(
    tmp_path: Path, window: QWidget, monkeypatch: pytest.MonkeyPatch, answer: bool, kept: bytes
) -> None:
    (tmp_path / "registre.pdf").write_bytes(b"ancien")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(tmp_path / "registre"), ""))
    monkeypatch.setattr("gdpr_desk.qtkit.files.ask", lambda *_a: answer)
    assert (save_bytes(window, b"%PDF", "Registre.pdf") is not None) is answer
    assert (tmp_path / "registre.pdf").read_bytes() == kept


def _picker(qtbot: QtBot) -> ChipPicker:
    made = ChipPicker()
    qtbot.addWidget(made)
    made.set_options((("clients", "Clients"), ("minors", "Mineurs"), ("heirs", "Héritiers")))
    made.set_chosen(("clients", "own word", "clients"))
    made.resize(400, 120)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_chosen_keys_keep_their_order_and_unknown_ones_show_as_themselves(qtbot: QtBot) -> None:
    made = _picker(qtbot)
    assert made.chosen() == ("clients", "own word")
    assert [chip.text() for chip in made.findChildren(Chip)] == ["Clients", "own word"]


def test_a_chip_is_removed_with_delete_and_the_focus_stays_near(qtbot: QtBot) -> None:
    made = _picker(qtbot)
    told: list[tuple[str, ...]] = []
    made.changed.connect(lambda: told.append(made.chosen()))
    chip = made.findChildren(Chip)[0]
    chip.setFocus()
    qtbot.keyClick(chip, Qt.Key.Key_Delete)
    assert told == [("own word",)]
    assert isinstance(QApplication.focusWidget(), Chip)


def test_searching_without_accents_then_enter_chooses(qtbot: QtBot) -> None:
    made = _picker(qtbot)
    made._open()
    popup = QApplication.activePopupWidget()
    assert popup is not None
    search, rows = popup.findChild(QLineEdit), popup.findChild(QListWidget)
    assert isinstance(search, QLineEdit)
    assert isinstance(rows, QListWidget)
    qtbot.keyClicks(search, "heri")
    shown = [rows.item(r).text() for r in range(rows.count()) if not rows.item(r).isHidden()]
    assert shown[0] == "Héritiers"
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert made.chosen() == ("clients", "own word", "heirs")
    search.setText("")
    qtbot.keyClick(search, Qt.Key.Key_Down)
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert made.chosen() == ("own word", "heirs")
    popup.close()


@pytest.mark.parametrize("free", [True, False])
def test_what_is_missing_can_be_added_in_ones_own_words(qtbot: QtBot, free: bool) -> None:
    made = _picker(qtbot)
    made.set_free(free)
    made._open()
    popup = QApplication.activePopupWidget()
    assert popup is not None
    search = popup.findChild(QLineEdit)
    assert isinstance(search, QLineEdit)
    qtbot.keyClicks(search, "Voisins")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert ("Voisins" in made.chosen()) is free
    popup.close()


def test_letters_on_the_button_open_the_list_at_what_they_mean_and_tab_goes_on(qtbot: QtBot) -> None:
    made = _picker(qtbot)
    add = made.focusProxy()
    add.setFocus()
    qtbot.keyClicks(add, "m")
    popup = QApplication.activePopupWidget()
    assert popup is not None
    search, rows = popup.findChild(QLineEdit), popup.findChild(QListWidget)
    assert isinstance(search, QLineEdit)
    assert isinstance(rows, QListWidget)
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert made.chosen() == ("clients", "own word", "minors")
    assert search.text() == ""
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert made.chosen() == ("clients", "own word", "minors")
    qtbot.keyClick(search, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)


@pytest.mark.parametrize(("typed", "meant"), [("sup", 2), ("eta", 1), ("compte", 2), ("e", 1), ("zz", -1)])
def test_the_beginning_of_a_label_comes_before_one_of_its_words(typed: str, meant: int) -> None:
    assert best(["Retrait", "États-Unis", "Suppression du compte"], typed) == meant


def test_plain_is_for_searching() -> None:
    assert plain("  L’Été\u00a0: Prénom ") == "l'ete : prenom"
