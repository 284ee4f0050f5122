"""The form of one record: by keyboard, saved as one types, honest about what cannot be saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from register_pages import take_back

from gdpr_desk.clock import FixedClock
from gdpr_desk.journal.service import JournalService
from gdpr_desk.parties.model import Party, PartyKind
from gdpr_desk.parties.service import PartyService
from gdpr_desk.qtkit.date_input import UNREADABLE
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.register.checks import Completeness, Severity
from gdpr_desk.register.exchange import RegisterExchange
from gdpr_desk.register.history import RegisterHistory
from gdpr_desk.register.model import (
    ActivityRole,
    DataSubjects,
    LawfulBasis,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Recipient,
    RetentionRule,
    Transfer,
)
from gdpr_desk.register.qt.name_section import NameSection
from gdpr_desk.register.qt.page import RegisterPage
from gdpr_desk.register.qt.party_rows import PartyRows
from gdpr_desk.register.qt.period_input import period_problem
from gdpr_desk.register.qt.record_section import FUTURE, REVERSED
from gdpr_desk.register.service import RegisterService
from gdpr_desk.vault.store import Store

pytestmark = pytest.mark.usefixtures("no_warnings")

CCTV = ProcessingActivity(
    reference="",
    name="Vidéosurveillance",
    created_on=date(2026, 2, 3),
    purposes=(Purpose("Protéger la boutique", LawfulBasis.CONSENT, extra={"later": [1]}),),
    data_subjects=(DataSubjects("customers", extra={"later": 2}),),
    data=(PersonalData("video_images", "sans le son", extra={"later": 3}),),
    recipients=(Recipient(internal="La gérante", extra={"later": 4}), Recipient(party="installer")),
    transfers=(Transfer("US", extra={"later": 5}),),
    retention=(RetentionRule("Images", "recorded", "P3M", extra={"later": 6}),),
    security_measures=("access_control",),
    extra={"later": {"kept": True}},
)


class Desk:
    """The services and the page over one store."""

    def __init__(self, store: Store, clock: FixedClock) -> None:
        self.journal = JournalService(store, clock, "Camille Lumen")
        self.parties = PartyService(store, self.journal, clock)
        self.register = RegisterService(store, self.journal, self.parties, clock)
        self.exchange = RegisterExchange(store, self.journal, self.parties, clock)
        self.history = RegisterHistory(store, self.journal, self.parties, clock)
        self.parties.save(Party("installer", "Installateur Demo", PartyKind.PROCESSOR, "FR"))
        self.first = self.register.add(CCTV)
        self.second = self.register.add(replace(CCTV, name="Zone de dépôt"))
        self.clock = clock
        # A second window on the same vault: what it reads has really been saved.
        self.other = RegisterService(store, self.journal, self.parties, clock)

    def stored(self) -> ProcessingActivity:
        return self.other.activity(self.first.reference)


@pytest.fixture
def desk(store: Store, clock: FixedClock) -> Desk:
    return Desk(store, clock)


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> Iterator[RegisterPage]:
    made = RegisterPage(
        desk.register, exchange=desk.exchange, history=desk.history, parties=desk.parties, clock=desk.clock
    )
    qtbot.addWidget(made)
    made.resize(1134, 640)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    yield made
    made.leave()
    Jobs.wait()


@pytest.fixture
def opened(page: RegisterPage, desk: Desk) -> RegisterPage:
    page.open_activity(desk.first.reference)
    return page


def _focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def _press(
    key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, times: int = 1
) -> None:
    for _ in range(times):
        QTest.keyClick(_focus(), key, modifier)


def _type(control: QWidget, text: str) -> None:
    """Key by key; QTest.keyClicks knows ASCII only."""
    for sign in text:
        press = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, sign)
        QApplication.sendEvent(control, press)


def _retype(control: QLineEdit, text: str) -> None:
    control.setFocus()
    control.selectAll()
    _type(control, text)


def _line(page: RegisterPage, name: str, at: int = 0) -> QLineEdit:
    return page.ui.editor.findChildren(QLineEdit, name)[at]


def _message(control: QWidget) -> str:
    field = control.parentWidget()
    says: Callable[[], str] = field.message  # type: ignore[union-attr]
    return says()


def test_the_cctv_record_is_repaired_by_keyboard_alone(page: RegisterPage, desk: Desk, qtbot: QtBot) -> None:
    alt, ctrl = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
    _press(Qt.Key.Key_F, ctrl)
    _type(_focus(), "videosurv")
    while _focus() is not page.ui.table:
        _press(Qt.Key.Key_Tab)
    _press(Qt.Key.Key_Return)
    assert page.ui.rooms.currentWidget() is page.ui.editor
    assert isinstance(_focus(), QLineEdit)

    _press(Qt.Key.Key_Down, alt)
    assert isinstance(_focus(), QAbstractButton)
    assert _focus().accessibleName() == "Consentement"
    _press(Qt.Key.Key_Up)
    assert _focus().accessibleName() == "Intérêt légitime"

    _press(Qt.Key.Key_Down, alt, times=5)
    _press(Qt.Key.Key_Tab, times=2)
    assert _focus().objectName() == "period"
    _press(Qt.Key.Key_A, ctrl)
    _type(_focus(), "1")
    _press(Qt.Key.Key_Return, ctrl)

    stored = desk.stored()
    assert stored.purposes[0].lawful_basis is LawfulBasis.LEGITIMATE_INTERESTS
    assert stored.retention[0].period == "P1M"
    changed = [e for e in desk.journal.entries() if e.action == "activity.changed"]
    told = {name for entry in changed for name in entry.detail["changed"]}  # type: ignore[union-attr]
    assert told == {"purposes", "retention"}
    # The filter shows one record: after the last one the list is back.
    assert page.ui.rooms.currentWidget() is page.ui.overviewRoom
    _press(Qt.Key.Key_Escape)


def test_escape_leads_back_to_the_list_with_everything_saved(opened: RegisterPage, desk: Desk) -> None:
    _type(_line(opened, "name"), " de la boutique")
    assert desk.stored().name == "Vidéosurveillance"
    _press(Qt.Key.Key_Escape)
    assert opened.ui.rooms.currentWidget() is opened.ui.overviewRoom
    assert " de la boutique" in desk.stored().name


def test_typing_is_saved_within_two_seconds(opened: RegisterPage, desk: Desk, qtbot: QtBot) -> None:
    told: list[str] = []
    opened.status.connect(told.append)
    _type(_line(opened, "document"), "Contrat signé")
    qtbot.waitUntil(lambda: desk.stored().transfers[0].document == "Contrat signé", timeout=8_000)
    qtbot.waitUntil(lambda: "enregistré à 08:48" in told, timeout=1000)


def test_leaving_a_field_saves_without_waiting(opened: RegisterPage, desk: Desk, qtbot: QtBot) -> None:
    line = _line(opened, "name")
    line.setFocus()
    _type(line, "X")
    _press(Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: "X" in desk.stored().name, timeout=500)


def test_leaving_the_page_keeps_the_pending_key(opened: RegisterPage, desk: Desk) -> None:
    _type(_line(opened, "purpose"), "Z")
    opened.leave()
    assert "Z" in desk.stored().purposes[0].name


def test_what_no_control_shows_survives_every_edit(opened: RegisterPage, desk: Desk) -> None:
    opened.ui.editor.sections.focus("data.0.detail")
    for name in ("name", "purpose", "approximate_number", "detail", "internal", "document", "applies_to"):
        _type(_line(opened, name), "7")
    opened.leave()
    stored = desk.stored()
    assert stored.extra == CCTV.extra
    kept = (
        stored.purposes,
        stored.data_subjects,
        stored.data,
        stored.recipients,
        stored.transfers,
        stored.retention,
    )
    assert [values[0].extra["later"] for values in kept] == [[1], 2, 3, 4, 5, 6]
    assert stored.data_subjects[0].approximate_number == 7
    assert stored.recipients[1] == Recipient(party="installer")


def test_a_duration_of_several_units_is_kept_until_one_is_typed(desk: Desk, page: RegisterPage) -> None:
    odd = desk.register.add(
        replace(CCTV, name="Durée composée", retention=(RetentionRule("A", "recorded", "P1Y6M"),))
    )
    page.open_activity(odd.reference)
    _type(_line(page, "applies_to"), "B")
    page.leave()
    assert desk.other.activity(odd.reference).retention[0].period == "P1Y6M"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("-3", "La durée ne peut pas être négative : écrivez un nombre à partir de 1."),
        ("trois", "La durée s’écrit en chiffres : 1, 13, 60. L’unité se choisit à côté."),
        ("0", "Une durée de 0 ne garde rien : écrivez un nombre à partir de 1."),
        ("99999", "Cette durée dépasse un siècle : vérifiez le nombre et l’unité."),
    ],
)
def test_a_wrong_period_stays_on_screen_and_the_rest_is_saved(
    opened: RegisterPage, desk: Desk, typed: str, sentence: str
) -> None:
    period = _line(opened, "period")
    _retype(period, typed)
    _type(_line(opened, "document"), "Classeur")
    assert _message(period) == sentence
    opened.leave()
    assert period.text() == typed
    assert desk.stored().retention[0].period == "P3M"
    assert desk.stored().transfers[0].document == "Classeur"


def test_a_good_period_takes_the_sentence_away() -> None:
    assert period_problem("13", "M") == ""
    assert period_problem("", "M") == ""


@pytest.mark.parametrize("typed", ["-4", "quatre", "12,5"])
def test_a_wrong_number_of_people_is_not_saved(opened: RegisterPage, desk: Desk, typed: str) -> None:
    number = _line(opened, "approximate_number")
    _retype(number, typed)
    opened.leave()
    assert number.accessibleDescription()
    assert desk.stored().data_subjects[0].approximate_number is None


def test_a_date_in_the_future_is_refused_in_a_sentence(opened: RegisterPage, desk: Desk) -> None:
    reviewed = _line(opened, "reviewed_on")
    for typed, sentence in (("01/01/2031", FUTURE), ("31/02/2026", UNREADABLE), ("01/01/2026", REVERSED)):
        _retype(reviewed, typed)
        assert _message(reviewed) == sentence
    opened.leave()
    assert desk.stored().reviewed_on is None
    assert reviewed.text() == "01/01/2026"
    _retype(reviewed, "02/11/2026")
    opened.leave()
    assert _message(reviewed) == ""
    assert desk.stored().reviewed_on == date(2026, 11, 2)


def test_ten_thousand_characters_are_saved_and_too_many_are_said(opened: RegisterPage, desk: Desk) -> None:
    note = opened.ui.editor.findChild(QPlainTextEdit, "note")
    assert note is not None
    text = "<b>é %s {{ 🙂 " * 770
    note.setPlainText(text[:10_000])
    opened.leave()
    assert desk.stored().note == text[:10_000]
    note.setPlainText("x" * 20_007)
    opened.leave()
    assert _message(note) == "Ce texte dépasse 20000 caractères : retirez-en 7 pour qu’il soit enregistré."
    assert desk.stored().note == text[:10_000]


def test_undo_is_named_and_brings_the_duration_back(opened: RegisterPage, desk: Desk) -> None:
    period = _line(opened, "period")
    period.setFocus()
    period.selectAll()
    _type(period, "12")
    assert opened.ui.editor.ui.undo.text() == "Annuler\u00a0: durée modifiée"
    QTest.keySequence(period, QKeySequence(QKeySequence.StandardKey.Undo))
    assert period.text() == "3"
    opened.leave()
    assert desk.stored().retention[0].period == "P3M"


def test_a_removed_duration_comes_back_from_the_toast(opened: RegisterPage, desk: Desk) -> None:
    remove = next(
        b
        for b in opened.ui.editor.findChildren(QAbstractButton, "remove")
        if b.accessibleName() == "Retirer cette durée"
    )
    remove.click()
    opened.flush()
    assert desk.stored().retention == ()
    take_back(opened)
    opened.flush()
    assert desk.stored().retention == CCTV.retention


def test_the_advice_stands_at_the_choice_and_its_button_repairs(opened: RegisterPage, desk: Desk) -> None:
    button = next(
        b
        for b in opened.ui.editor.findChildren(QAbstractButton)
        if "Intérêt légitime" in b.text() and "Choisir" in b.text()
    )
    assert button.isVisibleTo(opened.ui.editor)
    button.click()
    opened.leave()
    assert desk.stored().purposes[0].lawful_basis is LawfulBasis.LEGITIMATE_INTERESTS


def test_a_finding_leads_to_its_field(opened: RegisterPage, desk: Desk, qtbot: QtBot) -> None:
    period = _line(opened, "period")
    period.clear()
    qtbot.wait(200)
    link = next(
        b
        for b in opened.ui.editor.ui.check.findChildren(QAbstractButton)
        if b.accessibleName() == "Corriger dans « Combien de temps »"
    )
    _line(opened, "name").setFocus()
    link.click()
    assert opened.ui.editor.ui.rail.current() == 7
    assert opened.ui.editor.sections.frames[6].isAncestorOf(_focus())


@pytest.mark.parametrize("width", [760, 1134, 1600])
def test_the_page_ends_where_its_last_field_does(opened: RegisterPage, width: int, qtbot: QtBot) -> None:
    opened.resize(width, 640)
    qtbot.wait(100)
    ui = opened.ui.editor.ui
    ui.scroll.verticalScrollBar().setValue(ui.scroll.verticalScrollBar().maximum())
    note = next(found for found in ui.page.findChildren(QWidget, "note_field") if found.isVisible())
    left = ui.page.height() - note.mapTo(ui.page, note.rect().bottomLeft()).y()
    assert left <= 48
    assert not note.visibleRegion().isEmpty()


def test_the_filled_button_is_what_is_left_to_do(opened: RegisterPage, qtbot: QtBot) -> None:
    qtbot.wait(200)
    ui = opened.ui.editor.ui
    assert ui.next.get_kind() == "secondary"
    assert ui.check.repair.isVisible()
    with qtbot.waitSignal(ui.check.chosen) as chosen:
        ui.check.repair.click()
    assert chosen.args[0].severity is not Severity.HINT
    ui.check.show_state(Completeness(1.0, ()), (), 0)
    assert not ui.check.repair.isVisible()


def test_somebody_elses_save_is_not_overwritten(opened: RegisterPage, desk: Desk) -> None:
    desk.other.save(replace(desk.stored(), note="écrit ailleurs"))
    _type(_line(opened, "document"), "ici")
    opened.flush()
    assert desk.stored().note == "écrit ailleurs"
    assert opened.ui.editor.ui.notice.isVisibleTo(opened)
    assert _line(opened, "document").text() == "ici"
    opened.ui.editor.ui.notice.activated.emit()
    assert desk.stored().note == "écrit ailleurs"
    assert desk.stored().transfers[0].document == "ici"
    assert not opened.ui.editor.ui.notice.isVisibleTo(opened)


def test_closing_with_a_conflict_overwrites_nothing_and_loses_nothing(
    opened: RegisterPage, desk: Desk
) -> None:
    desk.other.save(replace(desk.stored(), note="écrit ailleurs"))
    _type(_line(opened, "document"), "ici")
    opened.leave()
    assert (desk.stored().note, desk.stored().transfers[0].document) == ("écrit ailleurs", "")
    opened.open_activity(desk.first.reference)
    opened.ui.editor.ui.recall.take.click()
    opened.leave()
    assert (desk.stored().note, desk.stored().transfers[0].document) == ("écrit ailleurs", "ici")


def test_a_party_is_created_on_the_spot(opened: RegisterPage, desk: Desk) -> None:
    rows = opened.ui.editor.findChild(PartyRows, "recipients")
    assert rows is not None
    form = rows.open_form()
    form.ui.create.click()
    assert form.ui.name_field.message()
    _type(form.ui.name, "Télésurveillance Demo")
    form.ui.create.click()
    opened.leave()
    key = desk.stored().recipients[-1].party
    assert key is not None
    assert desk.parties.get(key).name == "Télésurveillance Demo"


def test_marking_as_reviewed_stamps_today(opened: RegisterPage, desk: Desk) -> None:
    opened.ui.editor.ui.review.click()
    assert desk.stored().reviewed_on == date(2026, 11, 23)
    assert next(e.action for e in desk.journal.entries()) == "activity.reviewed"


def test_several_purposes_each_have_their_own_reason(opened: RegisterPage, desk: Desk) -> None:
    names = opened.ui.editor.sections.all[0]
    assert isinstance(names, NameSection)
    names.ui.addPurpose.click()
    _type(_focus(), "Former l’équipe")
    basis = opened.ui.editor.sections.all[1]
    card = basis.rows_of("purposes")[1]
    next(b for b in card.findChildren(QAbstractButton) if b.accessibleName() == "Consentement").click()
    opened.leave()
    stored = desk.stored().purposes
    assert [p.name for p in stored] == ["Protéger la boutique", "Former l’équipe"]
    assert stored[1].lawful_basis is LawfulBasis.CONSENT
    assert stored[0].extra == {"later": [1]}


def test_the_wheel_scrolls_the_page_and_changes_nothing(opened: RegisterPage, desk: Desk) -> None:
    boxes = opened.ui.editor.findChildren(QComboBox)
    before = [box.currentIndex() for box in boxes]
    for box in boxes:
        QTest.mouseMove(box)
        QApplication.sendEvent(box, _wheel(box))
    assert [box.currentIndex() for box in boxes] == before


def test_every_control_has_a_french_name(opened: RegisterPage) -> None:
    kinds = (QLineEdit, QPlainTextEdit, QComboBox, QAbstractButton)
    nameless = [
        f"{type(w).__name__} {w.objectName()}"
        for kind in kinds
        for w in opened.ui.editor.findChildren(kind)
        if w.isVisibleTo(opened) and w.focusPolicy() != Qt.FocusPolicy.NoFocus and not _name_of(w)
    ]
    assert nameless == []


def _name_of(widget: QWidget) -> str:
    if isinstance(widget.parentWidget(), QComboBox) or widget.objectName().startswith("qt_"):
        return "part of another control"
    return widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")


def _wheel(box: QWidget) -> object:
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent

    centre = QPointF(box.rect().center())
    return QWheelEvent(
        centre,
        box.mapToGlobal(centre),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )


def test_a_row_that_comes_back_shows_its_value_and_not_what_was_wrong(
    opened: RegisterPage, desk: Desk
) -> None:
    period = _line(opened, "period")
    _retype(period, "x")
    assert _message(period)
    remove = next(
        b
        for b in opened.ui.editor.findChildren(QAbstractButton, "remove")
        if b.accessibleName() == "Retirer cette durée"
    )
    remove.click()
    opened.ui.editor.draft.undo_stack.undo()
    shown = [line for line in opened.ui.editor.findChildren(QLineEdit, "period") if line.isVisibleTo(opened)]
    assert [line.text() for line in shown] == ["3"]
    opened.leave()
    assert desk.stored().retention[0].period == "P3M"


def test_the_form_is_ready_before_it_is_asked_for(page: RegisterPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.ui.editor.findChild(NameSection) is not None, timeout=5_000)


def test_the_law_s_word_stands_below_the_role_that_is_chosen(page: RegisterPage, desk: Desk) -> None:
    page.open_activity(desk.first.reference)
    ui = page.ui.editor.sections.all[0].ui
    assert [ui.role.itemText(at) for at in range(3)] == [
        "La boutique décide",
        "La boutique décide avec un autre",
        "La boutique travaille pour un client professionnel",
    ]
    assert ui.role_law.plain().startswith("Responsable de traitement : vous choisissez")
    ui.role.setCurrentIndex(1)
    assert ui.role_law.plain().startswith("Responsable conjoint : à deux")
    page.ui.editor.draft.flush()
    assert desk.stored().role is ActivityRole.JOINT_CONTROLLER
