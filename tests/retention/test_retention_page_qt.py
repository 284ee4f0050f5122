"""The room « Conservation » as an officer uses it, over the real service and a shelf of dated items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
from fingers import plain, press, reach, reading, retyped, typed
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget
from pytestqt.qtbot import QtBot
from settling import settle
from shelf import Shelf
from slow_batch import PATIENCE_S, Gate

from gdpr_desk.clock import FixedClock
from gdpr_desk.journal.service import JournalService
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.dialogs import Prompt
from gdpr_desk.qtkit.fields import ChoiceField
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.printing import page_count, prepared_printer
from gdpr_desk.qtkit.record_model import BADGE, SECOND
from gdpr_desk.qtkit.theme import font, px
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.retention.qt import lines
from gdpr_desk.retention.qt.hold_dialogs import HoldDialog, LiftDialog, ProlongDialog
from gdpr_desk.retention.qt.lines import ItemName, Key, PlanLine
from gdpr_desk.retention.qt.page import HOLDS, RUNS, RetentionPage
from gdpr_desk.retention.qt.runs import SweepRuns
from gdpr_desk.retention.qt.statement_dialog import StatementDialog
from gdpr_desk.retention.service import RetentionService

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ENTER, SPACE = Qt.Key.Key_Return, Qt.Key.Key_Space


def called(keys: Iterable[Key]) -> Mapping[Key, ItemName]:
    return {key: ItemName(f"Appel « {key[1]} »", "enregistrement") for key in keys}


@pytest.fixture
def page(
    retention: RetentionService, clock: FixedClock, qtbot: QtBot, light_look: None, no_warnings: None
) -> Iterator[RetentionPage]:
    runs = SweepRuns(retention, clock)
    made = RetentionPage(
        retention,
        runs,
        clock,
        names=called,
        people=lambda: {"p1": "Camille Lumen"},
        shop=lambda: "Atelier Lumen",
    )
    qtbot.addWidget(made)
    made.resize(1140, 650)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    shown(made)
    yield made
    runs.stop()
    settle()


@pytest.fixture
def overdue(shelf: Shelf, clock: FixedClock) -> str:
    """The key of an item whose time has been over for a day."""
    shelf.put("one", "calls", clock.now() - 3 * DAY)
    return "shelf/one"


def shown(page: RetentionPage) -> dict[str, PlanLine]:
    """The simulation as it stands now, by the id of the item."""
    page.refresh()
    settle()
    return {line.item.id: line for line in page.ui.plan.shown() if isinstance(line, PlanLine)}


def dialog_of(page: RetentionPage) -> QDialog:
    """The one dialog that is open."""
    (found,) = [dialog for dialog in page.findChildren(QDialog) if dialog.isVisible()]
    return found


def told(ground: QWidget) -> list[str]:
    """What the toasts say."""
    return [plain(toast.findChildren(Label)[0].text()) for toast in ground.findChildren(Toast)]


def test_the_simulation_names_what_goes_and_says_why_the_rest_stays(
    page: RetentionPage, retention: RetentionService, shelf: Shelf, clock: FixedClock
) -> None:
    now = clock.now()
    shelf.put("over", "calls", now - 4 * DAY)
    shelf.put("soon", "calls", now - 48 * HOUR + timedelta(minutes=35))
    shelf.put("later", "calls", now - 46 * HOUR)
    shelf.put("held", "calls", now - 60 * DAY)
    shelf.put("used", "calls", now - 60 * DAY, in_use=True)
    shelf.put("undated", "papers", None, created=now - 5 * DAY)
    retention.hold("shelf/held", reason="legal_claims", note="Affaire 12", review_on=date(2027, 1, 31))
    found = shown(page)
    assert set(found) == {"over", "soon", "held", "used", "undated"}
    assert {name: line.goes for name, line in found.items()} == {
        "over": True,
        "soon": True,
        "held": False,
        "used": None,
        "undated": None,
    }
    assert (found["over"].since, found["soon"].since) == ("depuis 2 jours", "dans 35 minutes")
    model = page.ui.plan.model()
    spoken = [
        " | ".join(
            plain(str(model.index(row, column).data(Qt.ItemDataRole.AccessibleTextRole)))
            for column in range(model.columnCount())
        )
        for row in range(model.rowCount())
    ]
    assert spoken[0].startswith("Appel « over », enregistrement | depuis 2 jours, 21 novembre 2026 à 08:48")
    assert "Appels, 48 heures | détruit pour toujours" in spoken[0]
    assert any(line.endswith("Gelé : Litige ou réclamation") for line in spoken)
    assert any(line.endswith("Encore utilisé") for line in spoken)
    assert any(line.endswith("Sans date de départ") for line in spoken)
    assert plain(page.ui.planWords.text()) == "2 éléments à effacer pour toujours · 3 restent ici"
    assert "1 élément sans date de départ : sa durée court depuis sa création" in page.ui.more.plain()


def test_what_nobody_has_done_yet_is_a_badge_and_the_name_stays_whole_in_a_narrow_window(
    page: RetentionPage, shelf: Shelf, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = "Solène Vasseur-Delmas, Atelier des Deux Rivières"
    named = {("shelf", "one"): ItemName("Rappel R-2026-005", who, undone="À rappeler maintenant")}
    monkeypatch.setattr(page, "_names", lambda _keys: named)
    shelf.put("one", "calls", clock.now() - 48 * HOUR + timedelta(minutes=12))
    for width in (1140, 960, 760):
        page.resize(width, 560)
        shown(page)
        model, table = page.ui.plan.model(), page.ui.plan
        seconds = plain(str(model.index(0, 0).data(SECOND)))
        assert seconds.startswith(who)
        room = table.columnWidth(0) - px(18 + 18 + 14 + 20 + 12 + 8) - 1
        assert QFontMetrics(font("second")).horizontalAdvance(who) <= room
        badge = model.index(0, model.columnCount() - 1).data(BADGE)
        assert (badge.state, badge.text) == ("attention", "À rappeler maintenant")
        rule = plain(str(model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)))
        assert rule == "Appels : 48 heures"


def test_with_keys_alone_an_item_is_unticked_held_and_survives_the_run(
    page: RetentionPage, retention: RetentionService, shelf: Shelf, clock: FixedClock
) -> None:
    for name in ("one", "other"):
        shelf.put(name, "calls", clock.now() - 3 * DAY)
    shown(page)
    page.focus_first()
    page.ui.plan.select_key("shelf/one")
    press(SPACE)
    dialog = dialog_of(page)
    assert isinstance(dialog, HoldDialog)
    reach(lambda widget: isinstance(widget, ChoiceField))
    press(Qt.Key.Key_Down)
    assert dialog.ui.reason.key() == "legal_claims"
    assert "justice" in dialog.ui.reasonHelp.plain()
    reach(lambda widget: widget is dialog.ui.review_on)
    retyped("31/01/2027")
    reach(lambda widget: widget is dialog.ui.note)
    typed("Réclamation de décembre")
    press(ENTER)
    settle()
    (hold,) = retention.holds()
    assert (hold.key, hold.reason, hold.note) == ("shelf/one", "legal_claims", "Réclamation de décembre")
    assert hold.review_on == date(2027, 1, 31)
    line = next(x for x in page.ui.plan.shown() if isinstance(x, PlanLine) and x.item.id == "one")
    assert line.goes is False
    page.activateWindow()  # what the desktop does once a dialog is closed
    QApplication.processEvents()
    assert page.ui.plan.hasFocus()
    reach(reading("Effacer cet élément"))
    press(SPACE)
    settle()
    assert shelf.names() == {"one"}
    assert any(text.startswith("1 élément effacé · relevé P-2026-") for text in told(page))


def test_a_hold_without_reason_day_or_note_is_not_set_and_says_what_is_missing(
    page: RetentionPage, retention: RetentionService, shelf: Shelf, clock: FixedClock
) -> None:
    shelf.put("one", "calls", clock.now() - 3 * DAY)
    page.acts.toggle(shown(page)["one"])
    dialog = dialog_of(page)
    assert isinstance(dialog, HoldDialog)
    dialog.ui.review_on.set_date(clock.today())
    dialog.verb.click()
    settle()
    assert dialog.isVisible()
    for field in (dialog.ui.reason_field, dialog.ui.review_on_field, dialog.ui.note_field):
        assert field.message()
    press(Qt.Key.Key_Escape)
    assert retention.holds() == ()


def test_what_the_store_refuses_is_told_in_the_dialog(
    page: RetentionPage, retention: RetentionService, shelf: Shelf, clock: FixedClock
) -> None:
    shelf.put("one", "calls", clock.now() - 3 * DAY)
    page.acts.toggle(shown(page)["one"])
    dialog = dialog_of(page)
    assert isinstance(dialog, HoldDialog)
    retention.hold("shelf/one", reason="expression", note="ailleurs", review_on=date(2027, 1, 31))
    dialog.ui.reason.set_key("legal_claims")
    dialog.ui.note.setText("Affaire 12")
    dialog.verb.click()
    settle()
    assert dialog.isVisible()
    assert "déjà gelé" in dialog.ui.refusal.get_text()


def test_a_run_by_hand_destroys_the_plan_that_was_shown_and_nothing_that_came_since(
    page: RetentionPage, shelf: Shelf, clock: FixedClock
) -> None:
    shelf.put("shown", "calls", clock.now() - 3 * DAY)
    shelf.put("young", "calls", clock.now())
    shown(page)
    shelf.put("since", "calls", clock.now() - 3 * DAY)
    page.ui.run.click()
    assert not page.ui.run.isEnabled()
    settle()
    assert shelf.names() == {"young", "since"}
    assert page.ui.run.isEnabled()
    assert [line.item.id for line in page.ui.plan.shown() if isinstance(line, PlanLine)] == ["since"]


def test_the_guard_asks_once_with_both_dates_and_only_yes_destroys(
    page: RetentionPage, retention: RetentionService, shelf: Shelf, clock: FixedClock
) -> None:
    retention.sweep()
    clock.instant += 60 * DAY
    for number in range(30):
        shelf.put(f"c{number:02}", "calls", clock.now() - 3 * DAY)
    retention.sweep()
    ui = page.ui
    ui.nothing.button.setFocus()
    shown(page)
    assert ui.bodies.currentWidget() is ui.questionPage
    assert plain(ui.questionTitle.text()) == "Est-ce bien le vendredi 22 janvier 2027 ?"
    assert plain(ui.before.text()) == "lundi 23 novembre 2026 à 08:48"
    assert plain(ui.now.text()) == "vendredi 22 janvier 2027 à 08:48"
    assert "30 éléments partiront pour toujours : appels (30)." in ui.consequence.get_text()
    assert ui.look.hasFocus(), "the button that destroys never has the focus by itself"
    press(SPACE)
    assert ui.bodies.currentWidget() is ui.planPage
    retention.hold("shelf/c07", reason="legal_claims", note="x", review_on=date(2027, 3, 1))
    shown(page)
    assert len(shelf.names()) == 30
    assert plain(ui.run.text()) == "Répondre"
    ui.plan.setFocus()
    ui.run.click()
    assert ui.bodies.currentWidget() is ui.questionPage
    assert ui.look.hasFocus()
    assert "29 éléments" in plain(ui.answer.text())
    ui.answer.click()
    settle()
    assert shelf.names() == {"c07"}
    assert ui.bodies.currentWidget() is ui.planPage
    assert retention.standing().waiting is None


def test_more_rows_than_anybody_reads_are_counted(
    page: RetentionPage, shelf: Shelf, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "MOST", 3)
    for number in range(5):
        shelf.put(f"c{number}", "calls", clock.now() - 3 * DAY - number * HOUR)
    assert set(shown(page)) == {"c4", "c3", "c2"}, "those overdue for the longest"
    assert "3 éléments listés, 2 éléments de plus" in page.ui.more.plain()
    page.ui.run.click()
    settle()
    assert shelf.names() == set()


def test_nothing_to_do_says_when_the_last_run_was_and_when_the_next_comes(page: RetentionPage) -> None:
    page.ui.nothing.button.click()
    settle()
    ui = page.ui
    assert ui.bodies.currentWidget() is ui.nothingPage
    texts = " ".join(plain(label.text()) for label in ui.nothing.findChildren(type(ui.more)))
    assert "Rien ne doit partir" in texts
    assert "Dernière purge le 23 novembre 2026 à 08:48 : aucun élément à effacer" in texts
    assert "passe à 09:48" in texts
    assert told(page) == ["Rien n’était à effacer"]


def test_a_hold_is_lifted_with_a_note_and_the_item_goes_with_the_next_run(
    page: RetentionPage, retention: RetentionService, shelf: Shelf, clock: FixedClock
) -> None:
    shelf.put("one", "calls", clock.now() - 3 * DAY)
    retention.hold("shelf/one", reason="legal_claims", note="Affaire 12", review_on=date(2026, 11, 24))
    shown(page)
    page.show_view(HOLDS)
    page.focus_first()
    assert page.ui.bodies.currentWidget() is page.ui.holdsPage
    assert page.ui.lift.isEnabled()  # the first row is chosen
    reach(reading("Lever le gel…"))
    press(SPACE)
    dialog = dialog_of(page)
    assert isinstance(dialog, LiftDialog)
    assert "Affaire 12" in dialog.ui.what.plain()
    press(ENTER)
    assert dialog.ui.note_field.message(), "without a note nothing is lifted"
    typed("Jugée")
    press(ENTER)
    settle()
    assert retention.holds() == ()
    assert retention.holds(lifted=True)[0].lifted_note == "Jugée"
    assert page.ui.bodies.currentWidget() is page.ui.noHoldsPage
    assert retention.sweep().destroyed == 1


def test_the_reason_of_a_hold_is_read_whole(
    page: RetentionPage, retention: RetentionService, shelf: Shelf, clock: FixedClock
) -> None:
    shelf.put("one", "calls", clock.now() - 3 * DAY)
    shelf.put("other", "calls", clock.now() - 3 * DAY)
    long = "Mise en demeure envoyée : dossier à garder pour le juge, avec la correspondance. " * 3
    for name, note, day in (("one", long, 24), ("other", "Affaire 12", 25)):
        retention.hold(f"shelf/{name}", reason="legal_claims", note=note, review_on=date(2026, 11, day))
    shown(page)
    page.show_view(HOLDS)
    page.resize(800, 500)
    settle()
    table = page.ui.holds
    assert not table.isColumnHidden(1)
    assert table.rowHeight(0) > table.rowHeight(1)


def test_enter_on_a_hold_past_its_review_prolongs_it_and_never_destroys(
    page: RetentionPage, retention: RetentionService, shelf: Shelf, clock: FixedClock
) -> None:
    shelf.put("one", "calls", clock.now() - 3 * DAY)
    retention.hold("shelf/one", reason="legal_claims", note="Affaire 12", review_on=date(2026, 11, 24))
    clock.instant += 10 * DAY
    shown(page)
    page.show_view(HOLDS)
    page.focus_first()
    press(Qt.Key.Key_Down)
    press(ENTER)
    dialog = dialog_of(page)
    assert isinstance(dialog, ProlongDialog)
    assert "Affaire 12" in dialog.ui.what.plain()
    assert "À revoir depuis le 24 novembre 2026" in dialog.ui.what.plain()
    retyped("03/12/2026")
    press(ENTER)
    assert dialog.ui.review_on_field.message(), "today is no day to come"
    retyped("03/12/2027")
    press(ENTER)
    settle()
    assert [hold.review_on for hold in retention.holds()] == [date(2027, 12, 3)]
    assert told(page) == ["Gel prolongé"]
    assert retention.sweep().destroyed == 0


def test_looking_ahead_shows_what_goes_by_then_apart_and_a_run_takes_only_what_is_due(
    page: RetentionPage, retention: RetentionService, shelf: Shelf, clock: FixedClock
) -> None:
    now = clock.now()
    shelf.put("over", "calls", now - 3 * DAY)
    shelf.put("next", "papers", now - 55 * DAY, published=now - 20 * DAY)
    shelf.put("spring", "papers", now + 60 * DAY, published=now)
    assert set(shown(page)) == {"over"}
    reach(lambda widget: widget is page.ui.until)
    for _ in range(2):
        press(Qt.Key.Key_Down)
    assert page.ui.until.key() == "P30D"
    settle()
    found = shown(page)
    assert {name: (line.later, line.goes) for name, line in found.items()} == {
        "over": (False, True),
        "next": (True, True),
    }
    model = page.ui.plan.model()
    fates = [plain(str(model.index(row, 3).data(Qt.ItemDataRole.AccessibleTextRole))) for row in range(2)]
    assert fates == ["détruit pour toujours", "Part le 28 novembre"]
    words = plain(page.ui.planWords.text())
    assert words == "1 élément à effacer pour toujours · 1 de plus d’ici le 23 décembre"
    page.acts.toggle(found["next"])
    dialog_of(page).reject()
    page.ui.run.click()
    settle()
    assert shelf.names() == {"next", "spring"}
    page.ui.until.set_key("P1Y")
    assert set(shown(page)) == {"next", "spring"}
    assert plain(page.ui.planWords.text()) == (
        "Rien à effacer maintenant · 2 éléments d’ici le 23 novembre 2027"
    )


def test_the_history_opens_the_statement_and_saves_the_same_paper(
    page: RetentionPage,
    retention: RetentionService,
    overdue: str,
    *,
    journal: JournalService,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert retention.sweep().destroyed == 1, overdue
    (run,) = retention.statements()
    page.show_statement(run.number)
    settle()
    assert page.ui.views.current() == RUNS
    dialog = dialog_of(page)
    assert isinstance(dialog, StatementDialog)
    expected = retention.statement_pdf(run.number, "Atelier Lumen")
    assert dialog.paper == expected
    assert "1 élément effacé, aucune erreur" in dialog.ui.result.plain()
    target = tmp_path / "releve"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    dialog.ui.save.click()
    assert target.with_suffix(".pdf").read_bytes() == expected.content
    printer = prepared_printer("Relevé", expected.pages)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "imprime.pdf"))
    dialog.print_on(printer)
    settle()
    left = [entry for entry in journal.entries(newest_first=False) if entry.action == "sweep.exported"]
    assert [(entry.subject, entry.detail["format"]) for entry in left] == [
        (run.number, "pdf"),
        (run.number, "print"),
    ]
    assert page_count((tmp_path / "imprime.pdf").read_bytes()) == expected.pages
    assert any("Envoyé à l’imprimante : 1 page" in text for text in told(dialog))
    dialog.reject()


def test_a_room_without_runs_or_holds_says_what_they_are(page: RetentionPage) -> None:
    page.show_view(RUNS)
    assert page.ui.bodies.currentWidget() is page.ui.noRunsPage
    page.show_view(HOLDS)
    assert page.ui.bodies.currentWidget() is page.ui.noHoldsPage


def test_a_run_that_another_one_keeps_out_says_so(
    page: RetentionPage, shelf: Shelf, clock: FixedClock
) -> None:
    from gdpr_desk.retention.sweep_lock import sweeping

    shelf.put("one", "calls", clock.now() - 3 * DAY)
    shown(page)
    with sweeping(shelf.vault.folder):
        page.ui.run.click()
        settle()
    assert shelf.names() == {"one"}
    assert "Une autre purge est en cours" in page.ui.trouble.get_text()
    assert not page.ui.trouble.isHidden()


def test_a_run_that_takes_time_says_how_far_it_is_and_can_be_stopped(
    page: RetentionPage, shelf: Shelf, clock: FixedClock, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        shelf.put(f"c{number}", "calls", clock.now() - 3 * DAY)
    shown(page)
    gate, ui = Gate(shelf, monkeypatch), page.ui
    ui.run.click()
    assert gate.inside.wait(PATIENCE_S)
    assert ui.working.isHidden(), "what is over at once is not worth a word"
    qtbot.waitUntil(ui.working.isVisible, timeout=PATIENCE_S * 1000)
    ui.plan.toggle_wanted.emit(ui.plan.shown()[0])
    assert not [d for d in page.findChildren(QDialog) if d.isVisible()], "nothing is held under a run"
    (stop,) = [b for b in ui.working.findChildren(Button) if plain(b.text()) == "Arrêter"]
    stop.click()
    assert "s’arrête après ce lot" in ui.working.get_text()
    gate.go_on.set()
    settle()
    assert ui.working.isHidden()
    assert len(shelf.names()) == 2
    assert "1 élément effacé. La purge a été arrêtée avant la fin" in ui.trouble.get_text()


def test_the_dialogs_fit_their_words(page: RetentionPage, shelf: Shelf, clock: FixedClock) -> None:
    shelf.put("one", "calls", clock.now() - 3 * DAY)
    page.acts.toggle(shown(page)["one"])
    dialog = dialog_of(page)
    assert isinstance(dialog, Prompt)
    for _ in range(2):
        settle()
        layout = dialog.layout()
        assert layout is not None
        assert dialog.height() >= layout.totalHeightForWidth(dialog.width())
        dialog.verb.click()  # type: ignore[attr-defined]
    dialog.reject()


def test_a_run_says_what_it_left_and_whether_the_vault_was_open(
    page: RetentionPage, shelf: Shelf, clock: FixedClock
) -> None:
    shelf.put("one", "calls", clock.now() - 3 * DAY)
    shown(page)
    page.ui.run.click()
    settle()
    page.show_view(RUNS)
    settle()
    columns = page.ui.runs._model.columns
    assert [column.title for column in columns][2:4] == ["Effacés", "Non effacés"]
    (run,) = page.ui.runs.shown()
    assert columns[1].second is not None
    assert columns[1].second(run) == "coffre ouvert"
