"""The screens of watched folders: seen before it is saved, by keyboard, with real files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from fingers import plain, press, reach, reading, typed
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot
from settling import settle
from watched import item_of, put, watch

from gdpr_desk.app import Desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.qtkit.badge import Badge
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.retention.folders.dates import DateForm
from gdpr_desk.retention.folders.model import FolderRule
from gdpr_desk.retention.qt.folder_files import FolderFilesDialog
from gdpr_desk.retention.qt.folder_form import FolderDialog
from gdpr_desk.retention.qt.folder_view import FolderDoor, FoldersView
from gdpr_desk.retention.qt.folder_words import rule_words
from gdpr_desk.retention.qt.hold_dialogs import HoldDialog
from gdpr_desk.retention.qt.lines import ItemName

DAY = timedelta(days=1)


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    made = tmp_path / "exports"
    made.mkdir()
    return made


@pytest.fixture
def view(officer_desk: Desk, qtbot: QtBot, light_look: None) -> Iterator[FoldersView]:
    made = FoldersView(FolderDoor(officer_desk.folders, officer_desk.retention, officer_desk.clock))
    qtbot.addWidget(made)
    made.resize(900, 640)
    made.show()
    made.refresh()
    settle()
    yield made
    made.leave()


def words(widget: QWidget) -> str:
    shown = [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]
    return plain(" | ".join(shown))


def badges(view: FoldersView) -> list[str]:
    return [plain(badge.text()) for badge in view.findChildren(Badge) if badge.isVisibleTo(view)]


def verb(view: QWidget, name: str) -> Button:
    return next(b for b in view.findChildren(Button) if plain(b.accessibleName()) == name)


def test_a_rule_is_saved_by_keyboard_once_it_was_seen_what_it_does(
    view: FoldersView, officer_desk: Desk, clock: FixedClock, exports: Path, qtbot: QtBot
) -> None:
    put(exports / "a.mp4", clock.now() - 90 * DAY)
    view.focus_first()
    press(Qt.Key.Key_Space)
    (form,) = (d for d in view.findChildren(FolderDialog) if d.isVisible())
    form.path.setFocus()
    typed(str(exports))
    reach(lambda widget: widget is form.label)
    typed("Exports")
    press(Qt.Key.Key_Return)
    settle()
    assert officer_desk.folders.standings() == ()
    assert "1 fichier sous cette règle" in plain(form.notice.get_text())
    assert "pour la première fois" in plain(form.notice.get_text())
    assert reading("Enregistrer")(form.verb)
    press(Qt.Key.Key_Return)
    settle()
    (one,) = officer_desk.folders.standings()
    assert (one.folder.rule.path, one.folder.rule.period) == (str(exports), "P1M")
    assert "Exports" in words(view)


def form_of(view: FoldersView) -> FolderDialog:
    (form,) = (d for d in view.findChildren(FolderDialog) if d.isVisible())
    return form


def test_a_half_typed_rule_is_kept_within_two_seconds_and_taken_up_again(
    view: FoldersView, officer_desk: Desk, exports: Path, qtbot: QtBot
) -> None:
    drafts = officer_desk.folders.drafts
    view.add_one()
    form = form_of(view)
    form.label.setText("Exports de la boutique")
    form.unit.set_key("W")
    form.recursive.setChecked(True)

    def kept() -> bool:
        found = drafts.read("folder/new")
        return found is not None and found.content["label"] == "Exports de la boutique"

    qtbot.waitUntil(kept, timeout=2_000)
    form.hide()  # the window goes, as when the vault is locked
    view.add_one()
    again = form_of(view)
    assert (again.label.text(), again.unit.key(), again.recursive.isChecked()) == (
        "Exports de la boutique",
        "W",
        True,
    )
    assert "n’était pas enregistrée, est reprise ici" in words(again)
    again.reject()
    assert drafts.read("folder/new") is None  # who leaves the form is done with it
    view.add_one()
    assert form_of(view).label.text() == ""
    form_of(view).reject()


def test_what_is_half_typed_of_a_hold_is_taken_up_and_goes_with_its_file(
    view: FoldersView, officer_desk: Desk, clock: FixedClock, exports: Path
) -> None:
    desk = officer_desk
    put(exports / "a.mp4", clock.now())
    folder = watch(desk, exports)
    desk.retention.sweep()
    item, drafts = item_of(desk, folder, "a.mp4"), desk.retention.drafts

    def dialog() -> HoldDialog:
        made = HoldDialog(
            ItemName("a.mp4"),
            desk.retention.reasons(),
            clock,
            lambda *_given: None,
            view,
            item=item,
            drafts=drafts,
        )
        made.show()
        return made

    first = dialog()
    reason = next(iter(desk.retention.reasons()))
    first.ui.reason.set_key(reason)
    first.ui.note.setText("Plainte en cours")
    first.hide()
    again = dialog()
    assert (again.ui.reason.key(), again.ui.note.text()) == (reason, "Plainte en cours")
    assert again.ui.reasonHelp.isVisible()
    again.hide()
    assert drafts.read(f"{item}/hold") is not None
    clock.instant += 31 * DAY
    desk.retention.sweep()
    assert drafts.read(f"{item}/hold") is None


def test_what_was_seen_is_what_is_saved(view: FoldersView, officer_desk: Desk, exports: Path) -> None:
    view.add_one()
    (form,) = (d for d in view.findChildren(FolderDialog) if d.isVisible())
    form.path.setText(str(exports))
    form.label.setText("Exports")
    form.carry_out()
    settle()
    form.many.setText("2")  # another rule than the one that was shown
    assert reading("Voir ce qui partirait")(form.verb)
    form.carry_out()
    settle()
    assert officer_desk.folders.standings() == ()
    form.carry_out()
    settle()
    assert officer_desk.folders.standings()[0].folder.rule.period == "P2M"


@pytest.mark.parametrize(("field", "given"), [("path", "/"), ("label", " "), ("many", "zéro")])
def test_a_refusal_stands_beside_its_field(
    view: FoldersView, officer_desk: Desk, exports: Path, field: str, given: str
) -> None:
    view.add_one()
    (form,) = (d for d in view.findChildren(FolderDialog) if d.isVisible())
    form.path.setText(str(exports))
    form.label.setText("Exports")
    getattr(form, field).setText(given)
    form.carry_out()
    settle()
    assert form._fields["period" if field == "many" else field].message()
    assert officer_desk.folders.standings() == ()
    form.reject()


def test_a_missing_disk_is_said_first_and_counted(
    view: FoldersView, officer_desk: Desk, clock: FixedClock, exports: Path, tmp_path: Path
) -> None:
    (tmp_path / "fine").mkdir()
    watch(officer_desk, tmp_path / "fine", label="Bien")
    put(exports / "a.mp4", clock.now())
    watch(officer_desk, exports, label="Disque")
    officer_desk.retention.sweep()
    exports.rename(tmp_path / "away")
    counts: list[int] = []
    view.counted.connect(counts.append)
    view.look_now()
    settle()
    settle()
    told = words(view)
    assert "introuvable" in told
    assert told.index("Disque") < told.index("Bien")
    assert counts[-1] == 1
    assert officer_desk.folders.attention() == 1


def test_pause_resume_and_remove_leave_the_files(
    view: FoldersView, officer_desk: Desk, clock: FixedClock, exports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = put(exports / "a.mp4", clock.now())
    watch(officer_desk, exports)
    officer_desk.retention.sweep()
    view.refresh()
    settle()
    verb(view, "Mettre en pause : Exports").click()
    settle()
    clock.instant += 90 * DAY
    assert officer_desk.retention.sweep().destroyed == 0
    settle()
    verb(view, "Reprendre : Exports").click()
    settle()
    settle()
    monkeypatch.setattr("gdpr_desk.retention.qt.folder_view.ask", lambda *_given, **_named: True)
    verb(view, "Retirer : Exports").click()
    settle()
    settle()
    assert officer_desk.folders.standings() == ()
    assert "Aucun dossier surveillé" in words(view)
    assert file.exists()


def test_the_files_of_a_folder_are_listed_with_their_holds(
    view: FoldersView, officer_desk: Desk, clock: FixedClock, exports: Path
) -> None:
    desk = officer_desk
    put(exports / "Jeanne\n.wav", clock.now())
    put(exports / "b.wav", clock.now())
    made = watch(desk, exports)
    desk.retention.sweep()
    key = item_of(desk, made, "b.wav")
    desk.retention.hold(key, reason="legal_claims", note="", review_on=date(2027, 6, 1))
    view.show_files(desk.folders.standings()[0])
    settle()
    (dialog,) = (d for d in view.findChildren(FolderFilesDialog) if d.isVisible())
    told = words(dialog)
    assert "Jeanne\\x0a.wav" in told
    assert told.index("b.wav") < told.index("Jeanne")
    assert "Gelé" in told
    assert verb(dialog, "Lever le gel : b.wav").isEnabled()
    dialog.reject()


def test_a_folder_that_is_held_says_so_in_the_list_and_beside_each_file(
    view: FoldersView, officer_desk: Desk, clock: FixedClock, exports: Path
) -> None:
    desk = officer_desk
    put(exports / "b.wav", clock.now())
    made = watch(desk, exports, date_form=DateForm.YEAR_FIRST)
    desk.retention.sweep()
    desk.retention.hold(made.key, reason="access_request", note="", review_on=date(2027, 6, 1))
    clock.instant += 40 * DAY
    view.refresh()
    settle()
    assert badges(view) == ["Gelé"]
    assert "dossier gelé : rien n’en part" in words(view)
    assert "à effacer" not in words(view)
    view.show_files(desk.folders.standings()[0])
    settle()
    (dialog,) = (d for d in view.findChildren(FolderFilesDialog) if d.isVisible())
    assert "Gelé avec tout le dossier : il reste." in words(dialog)
    dialog.reject()


@pytest.mark.parametrize(
    ("patterns", "recursive", "told"),
    [
        (("*.wav", "*.mp3"), True, "Fichiers .wav et .mp3, sous-dossiers compris : "),
        (("cam1_*.mp4",), False, "Fichiers cam1_*.mp4 : "),
        (("*",), False, "Tous les fichiers : "),
    ],
)
def test_which_files_go_is_said_in_words(patterns: tuple[str, ...], recursive: bool, told: str) -> None:
    rule = FolderRule("/x", "Exports", "P30D", patterns, recursive=recursive)
    assert rule_words(rule).startswith(told)


def asked(view: FoldersView, exports: Path) -> FolderDialog:
    """The form of a new folder, and what its rule would do."""
    view.add_one()
    form = form_of(view)
    form.path.setText(str(exports))
    form.label.setText("Exports")
    form.carry_out()
    settle()
    return form


def test_a_ceiling_that_may_be_passed_is_said_before_it_is_saved_and_in_the_list(
    view: FoldersView, clock: FixedClock, exports: Path
) -> None:
    put(exports / "a.mp4", clock.now() - 90 * DAY)
    form = asked(view, exports)
    assert form.notice.get_kind() == "attention"
    assert form.late.isVisible()
    assert "resterait encore 1 mois" in plain(form.late.get_text())
    assert "peut dépasser 1 mois pour un fichier déjà ancien" in plain(form.notice.get_text())
    assert form.old_too.isVisible()
    assert not form.old_too.isChecked()
    form.carry_out()
    settle()
    assert "resterait encore 1 mois" in words(view)
    assert "Peut dépasser 1 mois" in badges(view)


def test_who_confirms_it_lets_go_what_is_too_old_already_after_it_was_announced(
    view: FoldersView, officer_desk: Desk, clock: FixedClock, exports: Path
) -> None:
    put(exports / "old.mp4", clock.now() - 90 * DAY)
    put(exports / "new.mp4", clock.now() - 2 * DAY)
    form = asked(view, exports)
    form.old_too.setChecked(True)
    form.carry_out()
    settle()
    officer_desk.retention.sweep()
    assert (exports / "old.mp4").exists()  # no earlier plan has named it
    clock.instant += timedelta(hours=1)
    officer_desk.retention.sweep()
    assert sorted(path.name for path in exports.iterdir()) == ["new.mp4"]


def test_names_that_carry_a_date_are_offered_to_count_from(
    view: FoldersView, officer_desk: Desk, clock: FixedClock, exports: Path
) -> None:
    for name in ("entree_20261101_0800.mp4", "entree_20261102_0800.mp4", "note.txt"):
        put(exports / name, clock.now())
    form = asked(view, exports)
    assert "20261123" in plain(form.notice.get_text())
    form.notice.activated.emit()
    settle()
    assert form.rule().date_form is DateForm.YEAR_FIRST_TOGETHER
    assert "peut dépasser" not in plain(form.notice.get_text())
    assert not form.late.isVisible()
    form.carry_out()
    settle()
    (one,) = officer_desk.folders.standings()
    assert one.folder.rule.date_form is DateForm.YEAR_FIRST_TOGETHER
    assert "resterait encore" not in words(view)
    assert "Surveillé" in badges(view)


def test_a_low_place_still_says_that_a_file_is_gone_past_the_bin(
    view: FoldersView, exports: Path, clock: FixedClock
) -> None:
    put(exports / "a.mp4", clock.now())
    asked(view, exports).carry_out()
    settle()
    assert "comme le reste. Un fichier qui part" in words(view)
    view.resize(800, 280)
    assert "sans passer par la corbeille" in words(view)
    assert "comme le reste" not in words(view)
