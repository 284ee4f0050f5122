"""The room of the parties: list, filter, adding, the form, removal, and two windows on one vault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from fingers import CTRL, focused, named, plain, press, reach, reading, retyped, typed
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QMenu
from pytestqt.qtbot import QtBot

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.parties.model import Contract, Party, PartyContact, PartyKind
from gdpr_desk.parties.qt.merging import MergePrompt
from gdpr_desk.parties.qt.new_party_dialog import NewPartyDialog
from gdpr_desk.parties.qt.page import PartiesPage
from gdpr_desk.parties.qt.paper_list import PaperDoor
from gdpr_desk.parties.qt.table_model import PartyOverview, PartyTableModel, overview
from gdpr_desk.parties.service import PartyService
from gdpr_desk.qtkit import dialogs
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.surfaces import NoticeStrip
from gdpr_desk.reference import catalogues
from gdpr_desk.register.model import ProcessingActivity, Recipient
from gdpr_desk.vault.vault import Vault

pytestmark = pytest.mark.usefixtures("no_warnings")

CLAUSES = dict.fromkeys(catalogues.contract_clauses(), True)
TODAY = date(2026, 11, 23)
HOST = Party(
    "host",
    "Hébergeur Éclair",
    contact=PartyContact(breaches="01 99 00 12 34"),
    contract=Contract(date(2025, 3, 12), CLAUSES, "Classeur 3", date(2026, 12, 1)),
)
CHAT = Party("chat", "Chat Exemple", country="US")
BANK = Party("bank", "Banque", PartyKind.RECIPIENT)
MODELS = (Party("newsletter-host", "Outil d’envoi d’e-mails"), CHAT)


@pytest.fixture
def desk(vault: Vault, clock: FixedClock) -> Desk:
    made = open_desk(vault, clock)
    for party in (HOST, CHAT, BANK):
        made.parties.save(party)
    made.register.add(ProcessingActivity(name="Site web", recipients=(Recipient("host"), Recipient("bank"))))
    made.register.add(ProcessingActivity(name="Caisse", recipients=(Recipient("bank"),)))
    return made


def _page(desk: Desk, qtbot: QtBot, *, parties: PartyService | None = None) -> PartiesPage:
    service = parties or desk.parties

    def uses() -> dict[str, list[tuple[str, str]]]:
        keys = [party.key for party in service.all()]
        return {key: [(a.reference, a.name) for a in desk.register.users_of(key)] for key in keys}

    def merge(gone: str, kept: str) -> Callable[[], None]:
        return partial(desk.merging.undo, desk.merging.merge(gone, kept))

    papers = PaperDoor(desk.papers, may_open=True, elsewhere=str)
    made = PartiesPage(
        service, uses=uses, models=lambda: MODELS, merge=merge, clock=desk.clock, papers=papers
    )
    qtbot.addWidget(made)
    made.refresh()
    made.resize(1134, 640)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    QApplication.processEvents()
    return made


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> Iterator[PartiesPage]:
    yield _page(desk, qtbot)
    Jobs.wait()


def _listed(page: PartiesPage) -> list[str]:
    return [o.party.name for o in page.ui.table.shown() if isinstance(o, PartyOverview)]


def _toast(page: PartiesPage) -> QAbstractButton:
    links = page.window().findChildren(QAbstractButton)
    return next(b for b in links if b.text() == "Annuler" and b.isVisible())


def _answer(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a question says, answered by closing it."""
    said: list[str] = []

    def read(prompt: dialogs.Prompt) -> int:
        said.append(" ".join(label.plain() for label in prompt.findChildren(Label)))
        return int(QDialog.DialogCode.Rejected)

    monkeypatch.setattr(dialogs.Prompt, "exec", read)
    return said


def _by_keys(dialog_keys: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run `dialog_keys` where the program waits for the dialog."""

    def run(dialog: QDialog) -> int:
        dialog.show()
        dialog.activateWindow()
        QApplication.processEvents()
        dialog_keys()  # type: ignore[operator]
        dialog.hide()
        behind = dialog.parentWidget()
        if behind is not None:
            behind.activateWindow()
            QApplication.processEvents()
        return dialog.result()

    monkeypatch.setattr(NewPartyDialog, "exec", run)


def test_the_model_keeps_the_rules_of_qt(desk: Desk) -> None:
    model = PartyTableModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    lines = [overview(party, (("T-01", "Site"),), TODAY) for party in desk.parties.all()]
    model.set_records(lines)
    model.sort(0, Qt.SortOrder.DescendingOrder)
    model.set_records(lines[1:])
    model.set_records([*lines, overview(Party("new", ""), (), TODAY)])
    model.sort(5)
    model.set_records([])
    assert model.rowCount(QModelIndex()) == 0


def test_every_column_sorts_by_value(page: PartiesPage) -> None:
    expected = {
        "name": ["Banque", "Chat Exemple", "Hébergeur Éclair"],
        "contract": ["Hébergeur Éclair", "Banque", "Chat Exemple"],
        "used": ["Chat Exemple", "Hébergeur Éclair", "Banque"],
        "country": ["Chat Exemple", "Banque", "Hébergeur Éclair"],
        "state": ["Chat Exemple", "Hébergeur Éclair", "Banque"],
        "review": ["Hébergeur Éclair", "Banque", "Chat Exemple"],
    }
    page.ui.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    for number, column in enumerate(page.listing.model.columns):
        if column.key in expected:
            page.ui.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
            page.ui.table.sortByColumn(number, Qt.SortOrder.AscendingOrder)
            assert set(_listed(page)) == set(expected[column.key])
            assert _listed(page)[0] == expected[column.key][0], column.key


def test_chips_filter(page: PartiesPage) -> None:
    for chip, kept in (
        ("to_complete", ["Chat Exemple"]),
        ("outside", ["Chat Exemple"]),
        ("to_review", ["Hébergeur Éclair"]),
        ("all", ["Banque", "Chat Exemple", "Hébergeur Éclair"]),
    ):
        page.show_filter(chip)
        assert _listed(page) == kept


def test_ctrl_f_finds_without_accents_also_by_activity(page: PartiesPage) -> None:
    page.ui.table.setFocus()
    press(Qt.Key.Key_F, CTRL)
    typed("hebergeur eclair")
    assert _listed(page) == ["Hébergeur Éclair"]
    retyped("caisse")
    assert _listed(page) == ["Banque"]
    retyped("zzz")
    assert page.ui.bodies.currentWidget() is page.ui.nothing
    press(Qt.Key.Key_Escape)
    assert len(_listed(page)) == 3


def test_ctrl_c_copies_the_row_for_a_spreadsheet(page: PartiesPage) -> None:
    page.ui.table.select_key("host")
    page.ui.table.setFocus()
    press(Qt.Key.Key_C, CTRL)
    copied = QGuiApplication.clipboard().text()
    assert "Hébergeur Éclair" in copied
    assert "\t12/03/2025" in copied


def test_an_empty_vault_offers_one_way_to_begin(vault: Vault, clock: FixedClock, qtbot: QtBot) -> None:
    page = _page(open_desk(vault, clock), qtbot)
    assert page.ui.bodies.currentWidget() is page.ui.empty
    assert page.ui.add.get_kind() == "tonal"
    page.focus_first()
    assert page.ui.empty.button.hasFocus()


def test_a_processor_is_added_and_filled_in_with_the_keyboard_alone(
    page: PartiesPage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def in_dialog() -> None:
        typed("Colombier Courrier")
        press(Qt.Key.Key_Return)

    _by_keys(in_dialog, monkeypatch)
    page.ui.table.setFocus()
    press(Qt.Key.Key_N, CTRL)
    assert focused().objectName() == "signed_on"
    typed("12/03/2025")
    reach(named("location"))
    typed("Classeur Contrats")
    reach(reading("Joindre une pièce…"), limit=2)
    for key in CLAUSES:
        reach(named(key), limit=2)
        press(Qt.Key.Key_Space)
    reach(named("breaches"))
    typed("incident@colombier.example")
    press(Qt.Key.Key_Escape)
    assert page.ui.rooms.currentWidget() is page.ui.listRoom
    saved = desk.parties.get("colombier-courrier")
    assert saved == Party(
        "colombier-courrier",
        "Colombier Courrier",
        contact=PartyContact(breaches="incident@colombier.example"),
        contract=Contract(date(2025, 3, 12), CLAUSES, "Classeur Contrats"),
    )
    line = page.listing.current()
    assert line is not None
    assert (line.party.key, line.points) == ("colombier-courrier", ())
    press(Qt.Key.Key_Delete)
    assert "Colombier Courrier" not in _listed(page)
    _toast(page).click()
    assert desk.parties.get("colombier-courrier") == saved


def test_a_model_keeps_its_key_under_its_true_name(
    page: PartiesPage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def in_dialog() -> None:
        reach(named("model"))
        press(Qt.Key.Key_Down)
        reach(named("name"))
        retyped("Colombier Courrier")
        reach(reading("Ajouter"))
        press(Qt.Key.Key_Space)

    _by_keys(in_dialog, monkeypatch)
    page.add_party()
    assert desk.parties.get("newsletter-host").name == "Colombier Courrier"


def test_models_that_are_there_are_not_offered(desk: Desk, qtbot: QtBot) -> None:
    dialog = NewPartyDialog(desk.parties, MODELS)
    qtbot.addWidget(dialog)
    offered = [dialog.ui.model.itemText(i) for i in range(dialog.ui.model.count())]
    assert offered[0] == "Aucun modèle"
    assert "Chat Exemple" not in offered
    assert len(offered) == 2


def test_nothing_is_added_before_it_has_a_name(desk: Desk, qtbot: QtBot) -> None:
    dialog = NewPartyDialog(desk.parties, MODELS)
    qtbot.addWidget(dialog)
    assert not dialog.ui.create.isEnabled()
    dialog.ui.name.setText("  ")
    assert not dialog.ui.create.isEnabled()
    dialog.ui.name.setText("Chat")
    assert dialog.ui.create.isEnabled()


def test_a_new_party_half_typed_waits_in_its_dialog(desk: Desk, qtbot: QtBot) -> None:
    dialog = NewPartyDialog(desk.parties, MODELS)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.ui.name.setText("Transporteur Écl")
    dialog.ui.country.setCurrentIndex(dialog.ui.country.findText("Belgique"))
    dialog.hide()  # as locking does
    again = NewPartyDialog(desk.parties, MODELS)
    qtbot.addWidget(again)
    assert (again.ui.name.text(), again.ui.country.currentText()) == ("Transporteur Écl", "Belgique")
    assert again.ui.create.isEnabled()
    again.show()
    again.create_party()
    assert desk.parties.get(again.key).country == "BE"
    assert desk.parties.drafts.read("party/new") is None


def test_a_wrong_field_waits_in_the_form_of_its_party_and_in_no_other(
    page: PartiesPage, desk: Desk, qtbot: QtBot
) -> None:
    page.open_party("host")
    ui = page.ui.editor.ui
    ui.signed_on.setText("31/02/2025")
    qtbot.waitUntil(lambda: desk.parties.drafts.read("party/host") is not None, timeout=10_000)
    ui.signed_on.setText("31/02/202")
    page.leave()  # the window locks
    other = next(party.key for party in desk.parties.all() if party.key != "host")
    page.open_party(other)
    assert ui.signed_on.text() != "31/02/202"
    page.open_party("host")
    assert (ui.signed_on.text(), bool(ui.signed_on_field.message())) == ("31/02/202", True)
    page.ui.editor.inputs.signed_on.retype(["12/03/2025"])
    page.leave()
    assert desk.parties.drafts.read("party/host") is None
    assert desk.parties.drafts.read(f"party/{other}") is None


@pytest.mark.parametrize(("name", "said"), [("", "Donnez le nom"), ("chat exemple", "déjà dans votre liste")])
def test_a_name_that_cannot_be_is_refused_beside_its_field(
    desk: Desk, qtbot: QtBot, name: str, said: str
) -> None:
    dialog = NewPartyDialog(desk.parties, MODELS)
    qtbot.addWidget(dialog)
    dialog.ui.name.setText(name)
    dialog.create_party()
    assert said in dialog.ui.name_field.message()
    assert dialog.key == ""
    assert len(desk.parties.all()) == 3


def test_a_wrong_date_is_said_beside_it_and_nothing_else_is_lost(page: PartiesPage, desk: Desk) -> None:
    told: list[str] = []
    page.status.connect(told.append)
    page.open_party("host")
    ui = page.ui.editor.ui
    reach(named("signed_on"))
    retyped("31/02/2025")
    reach(named("location"))
    retyped("Classeur 4")
    assert "par exemple 23/11/2026" in ui.signed_on_field.message()
    assert ui.signed_on.text() == "31/02/2025"
    assert page.flush()
    stored = desk.parties.get("host").contract
    assert (stored.signed_on, stored.location) == (date(2025, 3, 12), "Classeur 4")
    assert "1 champ à corriger" in told[-1]
    reach(named("signed_on"), Qt.Key.Key_Backtab)
    retyped("24/11/2026")
    assert "dans le futur" in ui.signed_on_field.message()
    retyped("23/11/2026")
    assert ui.signed_on_field.message() == ""
    assert page.flush()
    assert desk.parties.get("host").contract.signed_on == TODAY


def test_leaving_with_a_wrong_field_says_what_was_not_kept(page: PartiesPage, desk: Desk) -> None:
    page.open_party("host")
    reach(named("signed_on"))
    retyped("hier")
    reach(named("location"))
    told: list[str] = []
    page.status.connect(told.append)
    page.show_list()
    assert told == ["enregistré, sauf un champ mal rempli"]
    assert desk.parties.get("host") == HOST


def test_a_name_cannot_be_emptied(page: PartiesPage, desk: Desk) -> None:
    page.open_party("host")
    press(Qt.Key.Key_A, CTRL)
    press(Qt.Key.Key_Delete)
    assert "Donnez le nom" in page.ui.editor.ui.name_field.message()
    assert page.flush()
    assert desk.parties.get("host") == HOST


def test_what_is_typed_is_saved_after_a_pause_and_undone_by_name(
    page: PartiesPage, desk: Desk, qtbot: QtBot
) -> None:
    page.open_party("host")
    press(Qt.Key.Key_End)
    typed(" SAS")
    qtbot.waitUntil(lambda: desk.parties.get("host").name == "Hébergeur Éclair SAS", timeout=4000)
    assert plain(page.ui.editor.ui.undo.text()) == "Annuler : nom modifié"
    press(Qt.Key.Key_Z, CTRL)
    assert page.ui.editor.ui.name.text() == "Hébergeur Éclair"
    assert page.flush()
    assert desk.parties.get("host") == HOST


def test_marking_as_reviewed_sets_the_next_date_and_can_be_undone(page: PartiesPage, desk: Desk) -> None:
    page.open_party("host")
    page.ui.editor.ui.review.click()
    assert page.flush()
    assert desk.parties.get("host").contract.next_review_on == date(2027, 11, 23)
    _toast(page).click()
    assert page.flush()
    assert desk.parties.get("host") == HOST


def test_the_form_asks_only_what_the_law_asks_of_that_kind(page: PartiesPage, desk: Desk) -> None:
    for kind, clauses, fields in (
        (PartyKind.PROCESSOR, True, True),
        (PartyKind.CLIENT_CONTROLLER, True, True),
        (PartyKind.JOINT_CONTROLLER, False, True),
        (PartyKind.RECIPIENT, False, False),
        (PartyKind.AUTHORITY, False, False),
    ):
        desk.parties.save(Party("x", "X", kind))
        page.open_party("x")
        ui = page.ui.editor.ui
        assert ui.checklist.isVisible() is clauses, kind
        assert ui.contractFields.isVisible() is fields, kind
        assert ui.noContract.isVisible() is not fields, kind


def test_a_point_leads_to_its_field(page: PartiesPage) -> None:
    page.open_party("chat")
    links = [b for b in page.ui.editor.ui.points.findChildren(QAbstractButton) if b.text() == "Compléter"]
    assert len(links) == 3
    fields = []
    for link in links:
        link.click()
        fields.append(focused().objectName())
    assert fields == ["signed_on", "object", "breaches"]


def test_what_is_in_use_is_not_removed_and_says_who_uses_it(
    page: PartiesPage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = _answer(monkeypatch)
    page.ui.table.setFocus()
    page.ui.table.select_key("bank")
    press(Qt.Key.Key_Delete)
    assert "Site web" in said[0]
    assert "Caisse" in said[0]
    assert desk.parties.get("bank") == BANK
    page.open_party("bank")
    form = page.ui.editor.ui
    assert form.remove.isVisibleTo(page)
    assert not form.remove.isEnabled()
    assert plain(form.removeReason.plain()) == "Utilisé par 2 activités : retirez-le d’abord de ces fiches."


def test_the_menu_of_a_row_offers_removal_only_to_the_unused(page: PartiesPage) -> None:
    for key, removable in (("bank", False), ("chat", True)):
        page.ui.table.select_key(key)
        page.ui.table.customContextMenuRequested.emit(page.ui.table.rect().center())
        menu = next(m for m in page.findChildren(QMenu) if m.isVisible())
        enabled = {action.text(): action.isEnabled() for action in menu.actions()}
        assert enabled["Supprimer"] is removable
        menu.close()
        QApplication.processEvents()


def test_an_activity_is_one_press_away(page: PartiesPage, qtbot: QtBot) -> None:
    page.open_party("host")
    link = page.ui.editor.ui.users.links[0]
    with qtbot.waitSignal(page.activity_wanted) as wanted:
        link.setFocus()
        QTest.keyClick(link, Qt.Key.Key_Space)
    assert wanted.args == ["T-01"]


def test_removal_from_the_form_never_brings_the_party_back_by_saving(page: PartiesPage, desk: Desk) -> None:
    page.open_party("chat")
    press(Qt.Key.Key_End)
    typed("!")
    page.ui.editor.ui.remove.click()
    page.leave()
    assert [party.key for party in desk.parties.all()] == ["bank", "host"]
    _toast(page).click()
    assert desk.parties.get("chat").name == "Chat Exemple!"


def test_two_windows_never_overwrite_each_other(page: PartiesPage, desk: Desk, qtbot: QtBot) -> None:
    page.open_party("host")
    other = replace(
        HOST, country="BE", contract=replace(HOST.contract, checklist={**CLAUSES, "audit": False})
    )
    desk.parties.save(other)
    press(Qt.Key.Key_End)
    typed(" SAS")
    page.ui.editor.inputs.breaches.control.setText("02 99 00 12 34")  # type: ignore[attr-defined]
    assert not page.flush()
    notice = page.ui.editor.ui.notice
    assert notice.isVisible()
    assert desk.parties.get("host") == other
    assert page.ui.editor.ui.name.text() == "Hébergeur Éclair SAS"
    notice.activated.emit()
    merged = replace(other, name="Hébergeur Éclair SAS", contact=PartyContact(breaches="02 99 00 12 34"))
    assert desk.parties.get("host") == merged
    assert not notice.isVisible()


def test_unknown_clauses_and_keys_of_a_newer_version_survive_an_edit(page: PartiesPage, desk: Desk) -> None:
    newer = replace(
        CHAT, extra={"x": 1}, contract=Contract(checklist={"x_new": True, "audit": False}, extra={"y": 2})
    )
    desk.parties.save(newer, base=CHAT)
    page.open_party("chat")
    reach(named("object"))
    press(Qt.Key.Key_Space)
    assert page.flush()
    expected = {"x_new": True, "audit": False, "object": True}
    assert desk.parties.get("chat") == replace(newer, contract=replace(newer.contract, checklist=expected))


def test_a_party_that_is_gone_is_told_and_the_list_comes_back(
    page: PartiesPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = _answer(monkeypatch)
    page.open_party("nobody")
    assert "n’existe pas" in said[0]
    assert page.ui.rooms.currentWidget() is page.ui.listRoom


def test_duplicates_are_merged_and_parted_again(
    page: PartiesPage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    twin = desk.parties.save(Party("eclair", "Éclair", contact=PartyContact(email="a@b.example")))
    before = desk.register.register()
    page.refresh()
    line = page.listing.line("host")
    assert line is not None
    asked: list[str] = []

    def accept(prompt: MergePrompt) -> int:
        asked.append(prompt.choice.itemText(0))
        prompt.choice.set_key("eclair")
        asked.append(prompt.findChild(NoticeStrip).get_text())  # type: ignore[union-attr]
        return int(QDialog.DialogCode.Accepted)

    monkeypatch.setattr(MergePrompt, "exec", accept)
    page.merging.ask(line, desk.parties.all())
    assert asked[0] == "Éclair"  # the likest name comes first
    assert "L’activité qui le nomme nommera" in asked[1]
    assert _listed(page) == ["Banque", "Chat Exemple", "Éclair"]
    current = page.listing.current()
    assert current is not None
    assert current.party.contract == replace(HOST.contract)
    assert [u[0] for u in current.uses] == ["T-01"]
    _toast(page).click()
    assert desk.register.register() == before
    assert desk.parties.get("eclair") == twin
