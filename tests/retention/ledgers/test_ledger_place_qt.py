"""« Registres tenus » among the places of its room, and what its list says in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from fingers import CTRL, focused, plain, press, typed
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from settling import settle

from gdpr_desk.app import Desk
from gdpr_desk.clock import SHOP_ZONE, FixedClock
from gdpr_desk.qtkit.record_table import RecordTable
from gdpr_desk.retention.ledgers.answers import read_values
from gdpr_desk.retention.ledgers.kinds import KINDS
from gdpr_desk.retention.qt.ledger_lines import LedgerLine, best_day, hindrance, leaving_soon, waiting_words
from gdpr_desk.retention.qt.ledger_view import LedgersView
from gdpr_desk.retention.qt.places import Place
from gdpr_desk.retention.qt.runs import SweepRuns
from gdpr_desk.shell.desk_window import DeskWindow
from gdpr_desk.shell.finding import matching
from gdpr_desk.shell.retention_places import LEDGERS, places_of


def place_of(desk: Desk, asked: list[str]) -> Place:
    """The ledgers' own; `asked` hears where it leads."""
    runs = SweepRuns(desk.retention, desk.clock)
    (place,) = [one for one in places_of(desk, runs, asked.append, asked.append) if one.key == LEDGERS]
    return place


def test_the_place_counts_what_waits_and_leads_to_the_objections(
    officer_desk: Desk, qtbot: QtBot, light_look: None, no_warnings: None
) -> None:
    officer_desk.ledgers.add("filming", {}, draft=True)
    asked: list[str] = []
    place = place_of(officer_desk, asked)
    assert (plain(place.title), place.short, place.count()) == ("Registres tenus", "Registres", 1)
    view = place.build()
    assert isinstance(view, LedgersView)
    qtbot.addWidget(view)
    settle()
    view.rail.link.click()
    assert asked == ["objection-list"]


def test_in_the_window_escape_leads_from_the_form_to_the_list_and_then_to_today(
    officer_desk: Desk, qtbot: QtBot, light_look: None
) -> None:
    officer_desk.ledgers.add("unpaid", {"who": "Odile Brun"}, draft=True)
    shown = DeskWindow(officer_desk)
    qtbot.addWidget(shown.window)
    shown.window.resize(1366, 768)
    with qtbot.waitExposed(shown.window):
        shown.window.show()
    shown.window.activateWindow()
    next(one for one in matching(shown.commands(), "impayés") if one.title == "Registres tenus").run()
    settle()
    view = shown.sweep.page.places.view(LEDGERS)
    assert isinstance(view, LedgersView)
    view.focus_first()
    press(Qt.Key.Key_F, CTRL)
    assert shown.window.current == "retention"
    typed("odile")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    assert view.pages.currentWidget() is view.entry
    press(Qt.Key.Key_Escape)
    assert isinstance(focused(), RecordTable)
    press(Qt.Key.Key_Escape)
    assert (view.filter.text(), shown.window.current) == ("", "retention")
    press(Qt.Key.Key_Escape)
    assert shown.window.current == "today"
    shown.close_desk()
    settle()


def test_a_narrow_place_offers_the_ledgers_in_one_line(
    officer_desk: Desk, qtbot: QtBot, light_look: None, no_warnings: None
) -> None:
    asked: list[str] = []
    place = place_of(officer_desk, asked)
    view = place.build()
    assert isinstance(view, LedgersView)
    qtbot.addWidget(view)
    view.resize(640, 300)
    view.show()
    settle()
    assert view.kinds.isVisible()
    assert not view.rail.isVisible()
    names = [plain(view.kinds.itemText(at)) for at in range(view.kinds.count())]
    assert names[:2] == ["Impayés · 0", "Rappels demandés · 0"]
    view.kinds.setCurrentIndex(1)
    view.kinds.activated.emit(1)
    assert view.kind.key == "call_backs"
    view.kinds.activated.emit(len(names) - 1)
    assert (asked, view.kinds.key()) == (["objection-list"], "call_backs")
    settle()


def test_a_step_is_proposed_on_a_day_on_which_it_can_have_been(officer_desk: Desk, clock: FixedClock) -> None:
    since = date(2026, 11, 11)
    entry = officer_desk.ledgers.add("unpaid", {"who": "O", "unpaid_since": since})
    told, settled = (KINDS["unpaid"].step(key) for key in ("contract_told", "settled"))
    assert best_day(entry, told, clock.now()) == since
    assert best_day(entry, settled, clock.now()) == clock.now()
    assert hindrance(KINDS["unpaid"], entry, told, clock.now()) == ""
    kept = KINDS["unpaid"].step("kept")
    assert "après" in hindrance(KINDS["unpaid"], entry, kept, clock.now())


def test_what_leaves_within_a_week_is_said_in_words(officer_desk: Desk, clock: FixedClock) -> None:
    said = []
    for hours in (-50, -47, -20, 0):
        at = clock.now() + timedelta(hours=hours)
        values = {"who": "O", "phone": f"06 {hours}", "requested": at}
        entry = officer_desk.ledgers.add("call_backs", values)
        said.append(
            leaving_soon(
                LedgerLine(KINDS["call_backs"], officer_desk.ledgers.entry(entry.reference), clock.now())
            )
        )
    assert clock.now().astimezone(SHOP_ZONE).hour == 8
    assert said == ["prochaine purge", "avant 09:48", "demain avant 12:48", "dans 2 jours"]


def test_what_is_counted_for_want_of_a_step_says_from_what(officer_desk: Desk) -> None:
    kind = KINDS["disclosures"]
    typed_in = {
        "received": "17/11/2026",
        "authority": "Brigade",
        "scope": "Images",
        "legal_basis": "art. 60-1",
    }
    asked = officer_desk.ledgers.add("disclosures", read_values(kind, typed_in), draft=True)
    assert "Pas de réponse notée" in waiting_words(kind, asked)
    assert plain(waiting_words(kind, asked)).endswith("compté depuis la réception.")
    answered = replace(asked, steps={"given": date(2026, 11, 20)})
    assert waiting_words(kind, answered) == ""
