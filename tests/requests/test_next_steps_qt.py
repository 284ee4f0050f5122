"""What a request asks for next, and what can be noted at one press: no step that cannot be taken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from fingers import plain
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from request_pages import in_form, opened, press_button, words_in

from gdpr_desk.app import Desk
from gdpr_desk.errors import InvalidInput
from gdpr_desk.qtkit.act_form import ActForm
from gdpr_desk.requests.model import (
    Channel,
    IdentityMethod,
    PauseReason,
    Requester,
    RequestState,
    RightKind,
    WorkDone,
)
from gdpr_desk.requests.places import Step
from gdpr_desk.requests.qt.detail import RequestDetail
from gdpr_desk.requests.qt.page import RequestsPage

pytestmark = pytest.mark.usefixtures("light_look", "no_warnings")

Asked = Callable[..., str]
DAY = date(2026, 11, 23)


def known(desk: Desk, reference: str) -> str:
    desk.handling.answer_doubt(reference, False, method=IdentityMethod.ACCOUNT)
    return reference


def shown(desk: Desk, qtbot: QtBot, reference: str, tab: str = "request") -> RequestsPage:
    room = opened(desk, qtbot)
    room.open_request(reference, tab)
    return room


def test_several_lines_are_noted_together_or_not_at_all(desk: Desk, asked: Asked) -> None:
    desk.register.add_from_starter(["customers", "newsletter"])
    reference = known(desk, asked(rights=(RightKind.ERASURE,)))
    done = [WorkDone(x.key, x.proposed.value, "", DAY) for x in desk.letters.where(reference)]
    wrong = WorkDone(done[-1].line, Step.WEIGH.value, "", DAY)
    with pytest.raises(InvalidInput):
        desk.handling.decide_all(reference, [*done[:-1], wrong])
    assert not desk.requests.file(reference).work
    desk.handling.decide_all(reference, done)
    assert {one.line for one in desk.requests.file(reference).work} == {one.line for one in done}


def test_who_refuses_publicity_alone_has_nothing_else_weighed(desk: Desk, asked: Asked, qtbot: QtBot) -> None:
    desk.register.add_from_starter(["prospecting", "customers"])
    reference = known(desk, asked(rights=(RightKind.OBJECTION,)))
    weighed = [line.key for line in desk.letters.where(reference) if line.proposed is Step.WEIGH]
    assert len(weighed) > 1
    room = shown(desk, qtbot, reference, "where")
    press_button(room.ui.detail.where_tab, "Elle ne refuse que la publicité")
    noted = {one.line: one.decision for one in desk.requests.file(reference).work}
    assert noted == dict.fromkeys(weighed, Step.NOTHING.value)
    assert "Arrêter la publicité se fait toujours" not in words_in(room.ui.detail.where_tab)
    assert plain(room.ui.detail.next.text()) == "Chercher les données", "the publicity is still to be stopped"


def test_a_letter_that_misses_the_objection_list_leads_there(desk: Desk, asked: Asked, qtbot: QtBot) -> None:
    desk.register.add_from_starter(["prospecting"])
    who = Requester("Odile Marchebois", "odile@courriel.example")
    reference = known(desk, asked(rights=(RightKind.OBJECTION,), requester=who))
    lines = desk.letters.where(reference)
    done = {Step.WEIGH: Step.NOTHING}
    desk.handling.decide_all(
        reference, [WorkDone(x.key, done.get(x.proposed, x.proposed).value, "", DAY) for x in lines]
    )
    tab = shown(desk, qtbot, reference, "answer").ui.detail.answer_tab
    tab.choose("objection")
    qtbot.waitUntil(lambda: "inscrivez-la" in plain(tab.notice.text), timeout=15_000)
    press_button(tab, "Inscrire sur la liste d’opposition")
    qtbot.waitUntil(tab.notice.isHidden, timeout=15_000)
    assert desk.letters.case(reference).listed


def test_what_stays_is_noted_at_one_press_once_the_rest_is_done(
    desk: Desk, asked: Asked, qtbot: QtBot
) -> None:
    desk.register.add_from_starter(["purchases"])
    reference = known(desk, asked(rights=(RightKind.ERASURE,)))
    lines = desk.letters.where(reference)
    staying = [line for line in lines if line.proposed is Step.KEEP]
    room = shown(desk, qtbot, reference, "where")
    tab = room.ui.detail.where_tab
    assert f"{len(staying)} à noter : ce qui reste, ou n’est plus là." in words_in(tab)
    desk.handling.decide_all(
        reference, [WorkDone(x.key, x.proposed.value, "", DAY) for x in lines if x not in staying]
    )
    room.refresh()
    press_button(tab, "Noter tout comme proposé")
    assert {one.line for one in desk.requests.file(reference).work} == {line.key for line in lines}
    assert "Tout est vu." in words_in(tab)


def test_an_answer_said_to_be_ready_waits_for_what_is_not_looked_for(
    desk: Desk, asked: Asked, qtbot: QtBot
) -> None:
    desk.register.add_from_starter(["newsletter"])
    reference = known(desk, asked(rights=(RightKind.ERASURE,)))
    desk.handling.mark_ready(reference)
    detail = shown(desk, qtbot, reference).ui.detail
    assert plain(detail.next.text()) == "Chercher les données"
    lines = desk.letters.where(reference)
    desk.handling.decide_all(reference, [WorkDone(x.key, x.proposed.value, "", DAY) for x in lines])
    assert desk.requests.file(reference).request.state is RequestState.READY
    detail.refresh()
    assert plain(detail.next.text()) == "Envoyer la réponse"


def test_while_a_precision_is_awaited_its_coming_is_the_next_step(
    desk: Desk, asked: Asked, qtbot: QtBot
) -> None:
    reference = known(desk, asked(rights=(RightKind.ACCESS,)))
    desk.handling.ask(reference, PauseReason.PRECISION)
    detail = shown(desk, qtbot, reference).ui.detail
    assert "En pause" in plain(detail._which.text()), "as in the list"
    assert plain(detail.next.text()) == "Noter sa réponse"
    assert "Le délai reprend" in [stage.accessibleName().partition(", ")[2] for stage in _stages(detail)]
    in_form(lambda form: press_button(form, "Reprendre le délai"), detail.next.click)
    assert not [pause for pause in desk.requests.file(reference).request.pauses if pause.running]


def test_a_receipt_is_handed_over_at_the_counter_and_sent_to_who_wrote(
    desk: Desk, asked: Asked, qtbot: QtBot
) -> None:
    who = Requester("Odile Marchebois", address="3 rue du Port\n99018 Valbrume")
    for channel, words in (
        (Channel.COUNTER, "Remettez un récépissé"),
        (Channel.POST, "Envoyez un récépissé"),
    ):
        reference = asked(channel=channel, requester=who)
        room = shown(desk, qtbot, reference)
        assert words in words_in(room.ui.detail.request_tab)
        desk.handling.sent(reference, "counter_receipt", channel)
        room.refresh()
        assert "récépissé :" not in words_in(room.ui.detail.request_tab)


def test_only_an_answer_is_offered_as_the_answer(desk: Desk, asked: Asked, qtbot: QtBot) -> None:
    acts = shown(desk, qtbot, asked()).ui.detail._acts
    file = desk.requests.file("D-2026-001")
    offered: list[bool] = []

    def look(form: ActForm) -> None:
        offered.append("answers" in form.values())

    in_form(look, lambda: acts.sent(file, "receipt", "Accusé de réception", answers=False))
    in_form(look, lambda: acts.sent(file, "access", "Accès : la copie", answers=True))
    assert offered == [False, True]


def _stages(detail: RequestDetail) -> list[QWidget]:
    column = detail.thread_pane._column
    found = [column.itemAt(row).widget() for row in range(column.count())]
    return [one for one in found if one is not None]
