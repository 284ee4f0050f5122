"""« Registres tenus » as an officer uses it: real keys over a real vault."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from fingers import CTRL, focused, named, plain, press, reach, reading, retyped, typed
from ledger_hands import asked, cell, lines, shown_words, unpaid
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QPushButton
from settling import settle

from gdpr_desk.app import Desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.qtkit.act_form import ActForm
from gdpr_desk.qtkit.record_table import RecordTable
from gdpr_desk.qtkit.surfaces import NoticeStrip
from gdpr_desk.retention.ledgers.kinds import KINDS
from gdpr_desk.retention.qt.hold_dialogs import HoldDialog
from gdpr_desk.retention.qt.ledger_import import FileLine
from gdpr_desk.retention.qt.ledger_lines import LedgerLine, waiting_lines
from gdpr_desk.retention.qt.ledger_view import LedgersView

ENTER, ESCAPE, DOWN, TAB, N = (
    Qt.Key.Key_Return,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Down,
    Qt.Key.Key_Tab,
    Qt.Key.Key_N,
)
S, F, SPACE = Qt.Key.Key_S, Qt.Key.Key_F, Qt.Key.Key_Space


def strip(view: LedgersView) -> NoticeStrip:
    return view.entry.notice


def in_dialog(kind: type[QDialog], what: Callable[[QDialog], None]) -> None:
    """Do that in the dialog that the next key opens."""

    def act() -> None:
        (dialog,) = [
            one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()
        ]
        try:
            what(dialog)
        finally:
            if dialog.isVisible():
                QDialog.reject(dialog)
            dialog.parentWidget().activateWindow()

    QTimer.singleShot(0, act)


def test_a_line_is_written_down_by_keys_alone_and_what_is_wrong_is_said_in_its_place(
    view: LedgersView, officer_desk: Desk
) -> None:
    assert plain(view.nothing.button.text()) == "Ajouter un impayé"
    press(SPACE)
    assert focused().objectName() == "who"
    typed("Odile Brun")
    reach(named("amount"))
    typed("soixante")
    reach(named("unpaid_since"))
    typed("24/11/2026")
    press(S, CTRL)
    form = view.entry.form
    assert form is not None
    assert "129,90" in form.frames["amount"].message()
    assert plain(form.frames["unpaid_since"].message()) == "Cette date n’est pas encore venue."
    assert focused().objectName() == "amount", "the first field that is wrong"
    assert officer_desk.ledgers.entries("unpaid") == ()

    retyped("64,5")
    reach(named("unpaid_since"))
    retyped("11/11/2026")
    press(S, CTRL)
    settle()
    (line,) = lines(view)
    assert dict(line.seen.entry.values) == {
        "who": "Odile Brun",
        "amount": 6450,
        "unpaid_since": date(2026, 11, 11),
    }
    assert isinstance(focused(), RecordTable)
    assert cell(view, "who") == "Odile Brun, I-2026-001"
    assert cell(view, "leaves") == "11 novembre 2029"


def test_a_line_with_gaps_can_be_kept_as_a_draft_and_is_asked_for(
    view: LedgersView, officer_desk: Desk
) -> None:
    press(N)
    typed("Odile Brun")
    press(S, CTRL)
    assert "brouillon" in strip(view).get_text()
    assert focused().objectName() == "unpaid_since"
    reach(reading("Garder comme brouillon"), Qt.Key.Key_Backtab)
    press(SPACE)
    settle()
    assert cell(view, "standing") == "Non réglé, À compléter"
    assert waiting_lines(officer_desk.ledgers) == 1
    assert plain(view.rail.row("unpaid").accessibleDescription()) == "1 ligne, 1 à faire"


def test_the_steps_of_an_unpaid_account_are_noted_one_after_the_other(
    view: LedgersView, officer_desk: Desk, clock: FixedClock
) -> None:
    reference = unpaid(officer_desk, clock)
    view.refresh()
    settle()
    view.focus_first()
    press(ENTER)
    assert (
        "Inscription au fichier | possible après : information au contrat et information sur l’impayé"
        in shown_words(view)
    )

    def settled(form: QDialog) -> None:
        reach(named("at"))
        retyped("22/11/2026 11:00")
        press(ENTER)

    reach(named("note_settled"))
    in_dialog(ActForm, settled)
    press(SPACE)
    settle()
    assert set(officer_desk.ledgers.entry(reference).entry.steps) == {"settled"}
    assert "Cette ligne s’efface le 24 novembre 2026 à 11:00 au plus tard." in shown_words(view)
    reach(named("undo_settled"))
    press(SPACE)
    settle()
    assert officer_desk.ledgers.entry(reference).entry.steps == {}
    press(ESCAPE)
    settle()
    assert isinstance(focused(), RecordTable)


def test_keeping_after_the_settlement_asks_for_its_reason_beside_the_question(
    view: LedgersView, officer_desk: Desk, clock: FixedClock
) -> None:
    reference = unpaid(officer_desk, clock, settled=clock.today())
    view.refresh()
    settle()
    view.focus_first()
    press(ENTER)
    told: list[str] = []

    def kept(form: QDialog) -> None:
        assert isinstance(form, ActForm)
        reach(named("keep_until"))
        typed("23/12/2027")
        press(ENTER)
        told.append(focused().objectName())
        typed("Deuxième impayé en un an")
        reach(named("keep_until"))
        press(ENTER)
        told.append(plain(form.fields["keep_until"].frame.message()))  # type: ignore[attr-defined]
        retyped("23/05/2027")
        press(ENTER)

    assert "seulement si la personne a d’abord reçu les raisons" in shown_words(view)
    reach(named("note_keeping_told"))
    in_dialog(ActForm, kept)
    press(SPACE)
    settle()
    assert told[0] == "keep_reason"
    assert "un an au plus" in told[1].lower()
    entry = officer_desk.ledgers.entry(reference).entry
    assert entry.values["keep_until"] == date(2027, 5, 23)
    assert "keeping_told" in entry.steps


def test_a_review_with_a_star_offers_no_publication(view: LedgersView, officer_desk: Desk) -> None:
    day = date(2026, 11, 20)
    officer_desk.ledgers.add("reviews", {"author": "S. V.", "text": "* Entre nous.", "received": day})
    officer_desk.ledgers.add("reviews", {"author": "L. F.", "text": "Parfait.", "received": day})
    view.choose("reviews")
    settle()
    offered = {}
    for line in lines(view):
        view.open_line(line)
        offered[line.answer("author")] = {
            verb.objectName() for verb in view.entry.standing.findChildren(QPushButton) if verb.isVisible()
        }
        press(ESCAPE)
        settle()
    assert offered["L. F."] - offered["S. V."] == {"note_published"}
    assert "note_refused" in offered["S. V."]
    assert {cell(view, "standing", row) for row in (0, 1)} == {
        "Jamais publié, reçu le 20 novembre 2026",
        "À publier ou à refuser, reçu le 20 novembre 2026",
    }


def test_a_line_is_held_and_the_list_says_so(
    view: LedgersView, officer_desk: Desk, clock: FixedClock
) -> None:
    reference = unpaid(officer_desk, clock)
    view.refresh()
    settle()
    view.focus_first()
    press(ENTER)

    def held(_dialog: QDialog) -> None:
        reach(named("reason"))
        press(DOWN)
        reach(named("note"))
        typed("Litige en cours")
        press(ENTER)
        settle()

    reach(named("hold"))
    in_dialog(HoldDialog, held)
    press(SPACE)
    settle()
    assert officer_desk.ledgers.entry(reference).held
    assert plain(reach(named("hold")).text()) == "Lever le gel…"  # type: ignore[attr-defined]
    press(ESCAPE)
    settle()
    assert cell(view, "leaves").endswith("Gelée")


def test_what_is_half_typed_survives_the_lock_and_goes_with_its_line(
    open_view: Callable[[], LedgersView], officer_desk: Desk, clock: FixedClock
) -> None:
    first = open_view()
    press(N)
    typed("Odile")
    first.leave()
    first.close()
    again = open_view()
    press(N)
    form = again.entry.form
    assert form is not None
    assert form.typed() == {"who": "Odile"}
    assert "reprise" in shown_words(again)
    press(ESCAPE)

    reference = unpaid(officer_desk, clock)
    again.open_line(LedgerLine(KINDS["unpaid"], officer_desk.ledgers.entry(reference), clock.now()))
    typed(" B.")
    again.leave()
    assert officer_desk.ledgers.drafts.read(f"ledger/{reference}") is not None
    press(ESCAPE)
    officer_desk.ledgers.remove(reference)
    assert officer_desk.ledgers.drafts.read(f"ledger/{reference}") is None
    assert officer_desk.ledgers.drafts.read("ledger/unpaid/new") is not None


def test_a_line_changed_elsewhere_meanwhile_is_not_overwritten(
    view: LedgersView, officer_desk: Desk, clock: FixedClock
) -> None:
    reference = unpaid(officer_desk, clock)
    view.refresh()
    settle()
    view.focus_first()
    press(ENTER)
    retyped("Odile Blanc")
    before = officer_desk.ledgers.entry(reference).entry.values
    officer_desk.ledgers.change(reference, {**before, "who": "Odile Noir"})
    press(S, CTRL)
    assert officer_desk.ledgers.entry(reference).entry.values["who"] == "Odile Noir"
    reach(reading("Voir ce qui est enregistré"), Qt.Key.Key_Backtab)
    press(SPACE)
    form = view.entry.form
    assert form is not None
    assert form.typed()["who"] == "Odile Noir"


def test_a_table_is_looked_at_line_by_line_before_anything_is_written(
    view: LedgersView, officer_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "rappels.csv"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(table), ""))
    head = "Nom;Téléphone;Demandé le\nOdile;06 99 00 00 21;22/11/2026 16:05\n"
    table.write_text(f"{head}Paul;;22/11/2026\n", encoding="utf-8")
    view.choose("call_backs")
    settle()
    view.take.setFocus()
    press(SPACE)
    assert "Nom, Téléphone et Demandé le" in shown_words(view)
    press(SPACE)
    settle()
    page = view.importing
    fates = [(line.number, line.fate) for line in page.table.shown() if isinstance(line, FileLine)]
    assert fates == [(2, "new"), (3, "wrong")]
    assert not page.take.isEnabled()
    table.write_text(head, encoding="utf-8")
    press(SPACE)
    settle()
    assert plain(page.take.text()) == "Prendre 1 ligne"
    assert officer_desk.ledgers.entries("call_backs") == ()
    press(SPACE)
    settle()
    (line,) = lines(view)
    assert (line.reference, line.answer("who")) == ("R-2026-001", "Odile")
    assert cell(view, "leaves").endswith("Demain avant 16:05")


def test_the_filter_narrows_and_lets_go(view: LedgersView, officer_desk: Desk, clock: FixedClock) -> None:
    unpaid(officer_desk, clock)
    values = {"who": "Zoé Alba", "invoice": "F-77", "unpaid_since": clock.today()}
    officer_desk.ledgers.add("unpaid", values)
    view.refresh()
    settle()
    view.focus_first()
    press(F, CTRL)
    typed("zoe f-77")
    assert [line.answer("who") for line in lines(view)] == ["Zoé Alba"]
    retyped("personne")
    assert "Aucune ligne avec ces mots" in shown_words(view)
    press(ESCAPE)
    assert len(lines(view)) == 2
    assert isinstance(focused(), RecordTable)
    press(ESCAPE)
    assert asked == ["leave"]


def test_arrows_choose_a_ledger_and_the_list_of_objections_is_led_to(view: LedgersView) -> None:
    view.rail.row("unpaid").setFocus()
    press(DOWN)
    settle()
    assert view.kind.key == "call_backs"
    assert "Aucun rappel noté" in shown_words(view)
    reach(reading("Liste d’opposition"))
    press(SPACE)
    assert asked == ["objections"]


def test_every_ledger_has_its_form_and_its_empty_words(view: LedgersView) -> None:
    for key, kind in KINDS.items():
        view.choose(key)
        settle()
        assert plain(view.nothing.button.text()).startswith(("Ajouter un ", "Ajouter une "))
        press(N)
        form = view.entry.form
        assert form is not None
        assert list(form.frames) == [spec.key for spec in kind.fields]
        press(S, CTRL)
        missing = {spec.key for spec in kind.fields if spec.required}
        assert {name for name, frame in form.frames.items() if frame.message()} == missing
        press(ESCAPE)


def test_a_low_window_keeps_the_sentence_of_the_ledger(view: LedgersView, officer_desk: Desk) -> None:
    values = {"author": "S. V.", "text": "* Entre nous.", "received": date(2026, 11, 20)}
    officer_desk.ledgers.add("reviews", values)
    view.choose("reviews")
    view.resize(800, 300)
    settle()
    assert not view.rail.isVisible()
    assert "qui commence par * n’est jamais publié" in shown_words(view)
