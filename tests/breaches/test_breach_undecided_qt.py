"""While nobody has decided, the screens say so; what tells things apart stays at every width."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gdpr_desk.app import Desk
from gdpr_desk.breaches.model import BreachFacts
from gdpr_desk.breaches.qt.advice_box import Side, summary
from gdpr_desk.breaches.qt.copy_page import CopyPage
from gdpr_desk.breaches.qt.screens import made_pages
from gdpr_desk.breaches.steps import Step, step_of
from gdpr_desk.breaches.vocabulary import Cause, LostProperty, PeriodKind
from gdpr_desk.shell.breaches_room import _door

Opened = Callable[..., str]


def test_step_eight_leads_to_the_missing_decision(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    page = CopyPage(_door(desk))
    qtbot.addWidget(page)
    reference = opened(
        narrative="Un sac volé.",
        lost=(LostProperty.CONFIDENTIALITY,),
        origins=("device_lost",),
        cause=Cause.EXTERNAL_MALICIOUS,
    )
    page.load(desk.breaches.file(reference), BreachFacts())
    gone: list[str] = []
    page.elsewhere.connect(gone.append)
    page.notice.activated.emit()
    assert not page.notice.isHidden()
    assert "pas encore décidé de notifier" in page.notice.get_text()
    assert step_of(gone[0]) is Step.ADVICE
    assert page._service.kind == "tonal"
    desk.breach_acts.decide(reference, authority=True, subjects=True, reason="Un risque existe.")
    page.load(desk.breaches.file(reference), BreachFacts())
    assert "pas encore décidé" not in page.notice.get_text() or page.notice.isHidden()
    assert page._service.kind == "filled"


def test_what_happened_at_once_is_asked_for_as_such(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    page = made_pages(_door(desk))["when"]
    qtbot.addWidget(page)
    for period, words in ((PeriodKind.EXACT, "C’est arrivé le"), (PeriodKind.ONGOING, "Cela a commencé")):
        page.load(desk.breaches.file(opened(period=period)), BreachFacts())
        assert page.asks["began_at"].frame.get_label() == words
    assert "À déposer avant" in page.asks["aware_at"].frame.get_help()


def test_a_narrow_badge_keeps_the_suggestion_and_the_summary_leaves_nothing_out(qtbot: QtBot) -> None:
    side = Side("users", "Prévenir les personnes")
    qtbot.addWidget(side)
    side.show_side(True, ["a", "b"], "risque élevé")
    side.set_narrow(True)
    assert (side._badge.text(), side._risk.text(), side._risk.isHidden()) == (
        "Suggéré",
        "Risque élevé.",
        False,
    )
    side.set_narrow(False)
    assert side._badge.text() == "Suggéré · risque élevé"
    assert side._risk.isHidden()
    three = summary(BreachFacts(data=("basic", "contact", "profile")))
    assert "goûts" in three
    many = summary(BreachFacts(data=("basic", "contact", "profile", "payment", "health")))
    assert "et 2 autres sortes de données" in many
