"""Incidents on screen by keyboard, from the alarm to the receipt number; what is half typed survives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from breach_walk import Fingers
from computer import PATIENCE_MS
from fingers import ALT, CTRL, press, typed
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gdpr_desk.app import Desk
from gdpr_desk.breaches.model import Answered, BreachFacts, Count, NamedPerson, PersonalDataBreach
from gdpr_desk.breaches.qt.closing_page import ClosingPage
from gdpr_desk.breaches.qt.page import BreachesPage
from gdpr_desk.breaches.steps import Step
from gdpr_desk.breaches.timing import ClockState, Urgency
from gdpr_desk.breaches.vocabulary import CountKind, IncidentKind, LostProperty, Protection
from gdpr_desk.clock import FixedClock
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.shell.breaches_room import _door
from gdpr_desk.shell.incident_banner import IncidentBanner

pytestmark = pytest.mark.usefixtures("light_look", "no_warnings")

MOST_INTERACTIONS = 60


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> Iterator[BreachesPage]:
    made = BreachesPage(_door(desk))
    qtbot.addWidget(made)
    made.refresh()
    made.resize(1134, 640)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.focus_first()
    QApplication.processEvents()
    yield made
    Jobs.wait()


def test_a_stolen_laptop_is_notified_by_keyboard_in_under_sixty_interactions(
    page: BreachesPage, desk: Desk
) -> None:
    by = Fingers(page)
    by.count += 1
    press(Qt.Key.Key_Space)  # « Signaler un incident »
    by.choose("kind_lost_device")
    by.on()
    by.fill("narrative", "Sacoche volee dans la voiture, portable dedans.")
    by.on()
    by.choose("period_ongoing")
    by.fill("began_at", "22/11/2026")
    by.fill("began_at_hour", "20:30")
    by.choose("discovery_own_detection")
    by.on()
    by.choose("gesture_change_codes")
    by.on()
    by.on()  # nothing of the register
    by.choose("role_controller")
    by.choose("data_subjects_customers")
    by.choose("persons_hundreds")
    by.choose("data_basic")
    by.choose("data_contact")
    by.choose("records_hundreds")
    by.choose("others_involved_no")
    by.on()
    by.choose("disclosure_likely")
    by.choose("protection_none")
    by.choose("reach_strangers")
    by.choose("availability_loss_restored")
    by.choose("cause_external_malicious")
    by.choose("harms_fraud")
    by.choose("severity_important")
    by.on()
    by.choose("authority_yes")
    by.choose("subjects_yes")
    by.on()
    by.choose("measures_before_backup")
    by.fill("measures_after", "Codes changes, plainte deposee.")
    by.on()
    by.fill("reporter_first_name", "Camille")
    by.fill("reporter_last_name", "Exemple")
    by.on()
    by.fill("receipt", "FIC-2026-1")
    by.count += 1
    press(Qt.Key.Key_Return, CTRL)
    file = desk.breaches.file(page.wizard.reference)
    facts = file.breach.facts
    print(f"interactions: {by.count}")
    assert by.count < MOST_INTERACTIONS
    assert file.clock.state is ClockState.NOTIFIED
    assert file.clock.receipt == "FIC-2026-1"
    assert facts.kind is IncidentKind.LOST_DEVICE
    assert set(facts.lost) == {LostProperty.CONFIDENTIALITY, LostProperty.AVAILABILITY}
    assert facts.protection is Protection.NONE
    assert facts.persons == Count(CountKind.APPROXIMATE, 51, 300)
    assert facts.reporter == NamedPerson("Exemple", "Camille")
    for name in ("data", "data_subjects", "records", "harms", "measures_after", "narrative", "aware_at"):
        assert facts.standing(name) is Answered.ANSWERED, name


def test_whoever_knows_nothing_yet_reaches_the_end_and_every_question_is_kept_for_later(
    page: BreachesPage, desk: Desk
) -> None:
    press(Qt.Key.Key_Space)
    page.wizard.skip()
    reference = page.wizard.reference
    for _screen in range(11):
        page.wizard.skip()
    facts = desk.breaches.file(reference).breach.facts
    assert facts.standing("kind") is Answered.UNKNOWN
    assert facts.standing("persons") is Answered.UNKNOWN
    assert facts.standing("lost") is Answered.UNKNOWN


def test_what_is_half_typed_lies_sealed_within_two_seconds_and_is_taken_up_again(
    page: BreachesPage, desk: Desk, qtbot: QtBot
) -> None:
    reference = desk.breaches.open().reference
    page.open_breach(reference)
    page.wizard.go_to_question("narrative")
    typed("Portable vole")
    qtbot.waitUntil(lambda: desk.breaches.drafts.read(f"breach/{reference}") is not None, timeout=PATIENCE_MS)
    again = BreachesPage(_door(desk))  # as after a crash: nothing was left in order
    qtbot.addWidget(again)
    again.open_breach(reference)
    field = again.wizard.pages["story"].asks["narrative"]  # type: ignore[attr-defined]
    assert field.answer() == "Portable vole"


def test_what_was_saved_is_no_longer_half_typed(page: BreachesPage, desk: Desk, qtbot: QtBot) -> None:
    """An older state of it would be put back over the answer by the next start."""
    reference = desk.breaches.open().reference
    page.open_breach(reference)
    page.wizard.go_to_question("narrative")
    typed("Portable vole")
    qtbot.waitUntil(lambda: desk.breaches.drafts.read(f"breach/{reference}") is not None, timeout=PATIENCE_MS)
    typed(" dans la voiture")
    press(Qt.Key.Key_Right, ALT)
    assert desk.breaches.file(reference).breach.facts.narrative == "Portable vole dans la voiture"
    assert desk.breaches.drafts.read(f"breach/{reference}") is None


def test_words_that_are_no_answer_wait_where_they_were_typed_and_in_no_other_incident(
    page: BreachesPage, desk: Desk, qtbot: QtBot
) -> None:
    one, other = (desk.breaches.open().reference for _ in range(2))
    page.open_breach(one)
    page.wizard.go_to_step(Step.PERSONS)
    account = page.wizard.pages["persons"].account  # type: ignore[attr-defined]
    account.setFocus()
    typed("Vos adresses")
    press(Qt.Key.Key_Left, ALT)
    page.open_breach(other)
    page.wizard.go_to_step(Step.PERSONS)
    assert account.text() == ""
    again = BreachesPage(_door(desk))  # as after a crash
    qtbot.addWidget(again)
    again.open_breach(one)
    again.wizard.go_to_step(Step.PERSONS)
    assert again.wizard.pages["persons"].account.text() == "Vos adresses"  # type: ignore[attr-defined]


def test_the_banner_tells_the_time_left_and_how_near_the_end_is(
    desk: Desk, clock: FixedClock, qtbot: QtBot
) -> None:
    banner = IncidentBanner(desk.breaches, clock)
    qtbot.addWidget(banner)
    banner.read()
    assert banner.isHidden()
    made = desk.breaches.open()
    desk.breaches.answer(made.reference, made.facts.giving(aware_at=clock.now() - timedelta(hours=10)))
    banner.read()
    assert not banner.isHidden()
    assert "il reste 62 h 00 min" in banner.sentence()
    for hours, urgency in ((39, Urgency.ATTENTION), (57, Urgency.URGENT), (62.5, Urgency.LATE)):
        later = FixedClock(clock.now() + timedelta(hours=hours))
        banner._clock = later
        banner.look()
        assert banner.urgency is urgency
    assert "délai dépassé de 30 min" in banner.sentence()
    desk.breach_acts.decide(made.reference, authority=False, subjects=False, reason="Rien de lisible.")
    banner.read()
    assert banner.isHidden()


def test_a_computers_clock_that_was_moved_changes_no_end_and_is_told(
    desk: Desk, clock: FixedClock, qtbot: QtBot
) -> None:
    counted = [0.0]
    made = desk.breaches.open(BreachFacts(aware_at=clock.now() - timedelta(hours=10)))
    end = desk.breaches.file(made.reference).clock.due_at

    def shown(steady: Callable[[], float] = lambda: counted[0]) -> IncidentBanner:
        banner = IncidentBanner(desk.breaches, clock, steady=steady)
        qtbot.addWidget(banner)
        banner.read()
        return banner

    banner, told = shown(), list[str]()
    banner.clock_told.connect(told.append)
    assert "horloge" not in banner.sentence()
    clock.instant -= timedelta(minutes=14)  # as any clock is put right one day
    banner.look()
    assert (told, "horloge" in banner.sentence()) == ([""], False)
    clock.instant += timedelta(minutes=14)
    clock.instant += timedelta(hours=8)
    counted[0] += 8 * 3600  # the machine slept: both went on
    banner.look()
    assert "il reste 54 h 00 min pour prévenir" in banner.sentence()
    clock.instant += timedelta(hours=5)
    banner.look()
    assert "l’horloge de l’ordinateur a avancé de 5 h 00 min : vérifiez-la" in banner.sentence()
    assert "pour prévenir la CNIL" in banner.sentence()  # what the time is for stays said
    assert told[-1] == "l’horloge de l’ordinateur a avancé de 5 h 00 min : vérifiez-la"
    clock.instant -= timedelta(days=9)
    assert "reculé de 8 jours" in shown().sentence()  # also after a start: the incident was noted later
    assert desk.breaches.file(made.reference).clock.due_at == end
    clock.instant += timedelta(days=9, hours=-5)
    assert "horloge" not in shown().sentence()


def test_a_closed_incident_says_so_and_offers_to_open_it_again(
    page: BreachesPage, desk: Desk, opened: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = opened(lost=(LostProperty.CONFIDENTIALITY,), data=("basic",))
    desk.breach_acts.decide(reference, authority=False, subjects=False, reason="Rien de lisible.")
    desk.breach_acts.close(reference, "Fermer la porte.", register_checked=True)
    page.open_breach(reference)
    wizard = page.wizard
    assert wizard.notice.text == "Cet incident est clos."
    assert wizard._saved.isHidden()
    wizard.go_to_step(Step.WHAT)
    assert "rouvrez-le" in wizard.notice.text
    wizard.go_to_step(Step.CLOSING)
    closing = wizard.pages["closing"]
    assert isinstance(closing, ClosingPage)

    def reopened(breach: PersonalDataBreach) -> bool:
        return desk.breach_acts.reopen(breach.reference, "Le voleur a écrit.").open

    monkeypatch.setattr(closing.acts, "reopen", reopened)
    wizard.notice.activated.emit()
    assert desk.breaches.file(reference).breach.open
    assert wizard.notice.isHidden()
    assert wizard.next.text() == "Clôturer"


def test_a_drill_begun_while_a_real_clock_runs_says_so(
    page: BreachesPage, opened: Callable[..., str]
) -> None:
    opened(drill=True)
    page.report(drill=True)
    assert page.wizard.notice.isHidden()
    page.show_list()
    assert page.resume.isHidden(), "a drill is nobody's duty"
    real = opened()
    page.report(drill=True)
    assert page.wizard.notice.text == "Un vrai incident est en cours."
    assert not page.wizard.notice.isHidden()
    page.wizard.notice.activated.emit()
    assert page.wizard.reference == real
    page.show_list()
    assert not page.resume.isHidden()
    page.report()
    page.show_list()
    page.resume.click()
    assert page.wizard.reference == real


@pytest.mark.parametrize(("authority", "word"), [(None, "J’ai notifié"), (False, "Continuer")])
def test_the_filing_is_the_verb_of_its_step_unless_somebody_decided_against(
    page: BreachesPage, desk: Desk, opened: Callable[..., str], authority: bool | None, word: str
) -> None:
    reference = opened()
    if authority is not None:
        desk.breach_acts.decide(reference, authority=authority, subjects=False, reason="Rien de lisible.")
    page.open_breach(reference)
    page.wizard.go_to_question("reporter")
    page.wizard.skip()
    assert page.wizard.shown.key == "copy"
    assert page.wizard.next.text() == word
    assert page.wizard.later.text() == "Plus tard"
