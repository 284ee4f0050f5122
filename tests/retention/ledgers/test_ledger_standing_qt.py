"""How the lines of the ledgers stand, as the list and the page of a line say it."""

from __future__ import annotations

from datetime import date, timedelta

from fingers import focused, named, plain, press, reach
from ledger_hands import cell, lines, shown_words, unpaid
from PySide6.QtCore import Qt
from settling import settle

from gdpr_desk.app import Desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.badge import badge_size
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.painting import line_width
from gdpr_desk.qtkit.theme import font, px
from gdpr_desk.retention.ledgers.kinds import KINDS
from gdpr_desk.retention.ledgers.states import STATES
from gdpr_desk.retention.qt.ledger_lines import waiting_lines
from gdpr_desk.retention.qt.ledger_view import LedgersView

ENTER, SPACE = Qt.Key.Key_Return, Qt.Key.Key_Space


def test_a_call_back_that_goes_today_is_counted_and_says_until_when(
    view: LedgersView, officer_desk: Desk, clock: FixedClock
) -> None:
    asked = clock.now() - timedelta(hours=47, minutes=48)
    values = {"who": "Solène Vasseur", "phone": "06 99 00 00 42", "requested": asked}
    made = officer_desk.ledgers.add("call_backs", values)
    assert waiting_lines(officer_desk.ledgers) == 1
    view.choose("call_backs")
    settle()
    assert cell(view, "standing") == "À rappeler, demandé le 21 novembre 2026, À rappeler maintenant"
    assert cell(view, "leaves").endswith("Avant 09:00")
    assert plain(view.rail.row("call_backs").accessibleDescription()) == "1 ligne, 1 à faire"
    officer_desk.ledgers.note_step(made.reference, "called", clock.now())
    assert waiting_lines(officer_desk.ledgers) == 0


def test_no_badge_of_the_list_is_cut(view: LedgersView, officer_desk: Desk, clock: FixedClock) -> None:
    for hours in (0, 23, 47.8):
        asked = clock.now() - timedelta(hours=hours)
        values = {"who": "O", "phone": f"06 {hours}", "requested": asked}
        officer_desk.ledgers.add("call_backs", values)
    officer_desk.ledgers.add("disclosures", {"received": date(2026, 2, 1), "authority": "Brigade"})
    for key in ("call_backs", "disclosures"):
        view.choose(key)
        settle()
        for column in view.table._model.columns:
            at = view.table._model.columns.index(column)
            for line in lines(view) if column.badge else ():
                spec = column.badge(line)
                room = view.table.columnWidth(at) - px(4) - px(8) - 1
                assert spec is None or badge_size(spec).width() <= room, spec


def test_no_state_is_cut_whatever_its_day(view: LedgersView) -> None:
    for key, kind in KINDS.items():
        view.choose(key)
        settle()
        at = [column.key for column in view.table._model.columns].index("standing")
        room = view.table.columnWidth(at) - px(4) - px(8) - 1
        for state in STATES[key]:
            asked = key in {"call_backs", "disclosures"} and state is STATES[key][-1]  # a badge stands there
            day = "" if asked else f"{state.said} 29 septembre 2026"
            said = [display(state.label), display(day)]
            assert max(line_width(words, font("second")) for words in said) <= room, kind.label


def test_an_authority_is_looked_at_before_it_is_answered(view: LedgersView, officer_desk: Desk) -> None:
    day = date(2026, 11, 17)
    asked = {"received": day, "authority": "Brigade", "person": "Un officier", "legal_basis": "art. 60-1"}
    officer_desk.ledgers.add("disclosures", asked)
    view.choose("disclosures")
    settle()
    view.focus_first()
    press(ENTER)
    kinds = {
        verb.objectName(): verb.get_kind()
        for verb in view.entry.standing.findChildren(Button)
        if verb.isVisible() and verb.objectName().startswith(("note_", "check_"))
    }
    assert kinds == {"check_first": "tonal", "note_given": "secondary", "note_refused": "secondary"}
    assert "facultatif" not in shown_words(view)
    assert "en quelle qualité, si la qualité du demandeur est réelle, " in shown_words(view)
    assert all(KINDS["disclosures"].field(key).check for key in KINDS["disclosures"].checks)
    reach(named("check_first"))
    press(SPACE)
    assert focused().objectName() == "capacity", "the first that is not answered"


def test_an_extraction_says_what_it_waits_for(view: LedgersView, officer_desk: Desk) -> None:
    day = date(2026, 11, 17)
    typed_in = {"asked_by": "Brigade", "reason": "Vol", "camera": "Entrée", "begins": day, "ends": day}
    values = {**typed_in, "extracted": day, "made_by": "C", "copies": 1}
    made = officer_desk.ledgers.add("extractions", values)
    view.choose("extractions")
    settle()
    assert cell(view, "standing") == "À remettre, extraite le 17 novembre 2026"
    assert cell(view, "leaves") == "1 an après, la destruction"
    view.focus_first()
    press(ENTER)
    said = shown_words(view)
    assert "Cette ligne reste jusqu’à la destruction, puis 1 an." in said
    assert "Gardez les copies jusqu’à leur remise." in said
    assert verbs_of(view) == {"note_given": "tonal", "note_destroyed": "secondary"}
    handed = date(2026, 11, 18)
    officer_desk.ledgers.note_step(made.reference, "given", handed, {"given_to": "Brigade"})
    view.back_to_list()
    settle()
    assert cell(view, "standing") == "Remise, copie gardée, remise le 18 novembre 2026"
    press(ENTER)
    assert "dès que l’affaire est close" in shown_words(view)
    assert verbs_of(view) == {"note_destroyed": "tonal"}
    officer_desk.ledgers.note_step(made.reference, "destroyed", handed)
    view.back_to_list()
    settle()
    assert cell(view, "standing") == "Copies détruites, le 18 novembre 2026"
    assert cell(view, "leaves") == "18 novembre 2027"


def verbs_of(view: LedgersView) -> dict[str, str]:
    """The steps that the open line offers, each with how it stands out."""
    found = [verb for verb in view.entry.standing.findChildren(Button) if verb.isVisible()]
    return {verb.objectName(): verb.get_kind() for verb in found if "note_" in verb.objectName()}


def test_a_line_that_the_next_run_takes_says_so_and_how_long_it_may_stay(
    view: LedgersView, officer_desk: Desk, clock: FixedClock
) -> None:
    asked = clock.now() - timedelta(hours=47, minutes=48)
    values = {"who": "Solène Vasseur", "phone": "06 99 00 00 42", "requested": asked}
    officer_desk.ledgers.add("call_backs", values)
    view.choose("call_backs")
    settle()
    view.focus_first()
    press(ENTER)
    said = shown_words(view)
    told = "Cette ligne s’efface à la prochaine purge, le 23 novembre 2026 à 09:00 au plus tard."
    assert told in said
    assert "Rappelez maintenant : la prochaine purge efface ce numéro." in said


def test_a_settled_account_offers_no_registration(
    view: LedgersView, officer_desk: Desk, clock: FixedClock
) -> None:
    unpaid(officer_desk, clock, settled=clock.today())
    view.refresh()
    settle()
    view.focus_first()
    press(ENTER)
    said = shown_words(view)
    assert "Inscription au fichier" not in said
    assert "Réglé" in said
    assert view.entry.standing.findChild(Button, "note_contract_told") is None


def test_where_a_column_of_words_hides_rows_are_as_high_as_ever(
    view: LedgersView, officer_desk: Desk, clock: FixedClock
) -> None:
    text = "Un avis qui prend bien plus d’une ligne. " * 6
    officer_desk.ledgers.add("reviews", {"author": "L. F.", "text": text, "received": clock.today()})
    view.choose("reviews")
    settle()
    table = view.table
    at = [column.key for column in table._model.columns].index("text")
    low = table.verticalHeader().defaultSectionSize()
    assert not table.isColumnHidden(at)
    assert table.rowHeight(0) > low
    view.resize(560, 620)
    settle()
    assert table.isColumnHidden(at)
    assert table.rowHeight(0) == low


def test_in_a_row_that_has_grown_name_and_reference_stay_together(
    view: LedgersView, officer_desk: Desk, clock: FixedClock
) -> None:
    text = "Un avis qui prend bien plus d’une ligne. " * 6
    officer_desk.ledgers.add("reviews", {"author": "L. F.", "text": text, "received": clock.today()})
    view.choose("reviews")
    settle()
    table = view.table
    cell_at = table.visualRect(table.model().index(0, 0))
    assert cell_at.height() > px(52)
    words = cell_at.adjusted(px(52), px(6), -px(4), -px(6))
    picture = table.viewport().grab(words).toImage()
    ground = picture.pixel(picture.width() - 1, 0)
    inked = [
        y
        for y in range(picture.height())
        if any(picture.pixel(x, y) != ground for x in range(picture.width()))
    ]
    assert inked
    assert inked[-1] - inked[0] < px(44) * picture.devicePixelRatio()
