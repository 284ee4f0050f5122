"""« Nouvelle demande » and its correction: little at first sight, and what an answer leads to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from fingers import plain
from letters_in import letter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from request_pages import in_form, opened, press_button, words_in

from gdpr_desk.app import Desk
from gdpr_desk.qtkit.act_form import ActForm
from gdpr_desk.qtkit.date_field import DateField
from gdpr_desk.qtkit.fields import Check, ChoiceField, LineField, TextField
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.requests.model import Capacity, Channel, Requester, RightKind
from gdpr_desk.requests.qt.facts_form import NewRequestForm, correction_form
from gdpr_desk.requests.qt.page import RequestsPage

pytestmark = pytest.mark.usefixtures("light_look", "no_warnings")
DUE = date(2026, 12, 10)


@pytest.fixture
def room(desk: Desk, qtbot: QtBot) -> Iterator[RequestsPage]:
    yield opened(desk, qtbot)
    Jobs.wait()


def asks(form: ActForm) -> set[str]:
    QApplication.processEvents()
    return {key for key, field in form.fields.items() if field.frame.isVisible()}


def tick(form: ActForm, name: str, on: bool = True) -> None:
    found = form.findChild(Check, name)
    assert found is not None
    found.setChecked(on)


def write(form: ActForm, name: str, words: str) -> None:
    found = form.findChild(LineField, name) or form.findChild(TextField, name)
    assert found is not None
    (found.setText if isinstance(found, LineField) else found.setPlainText)(words)


def choose(form: ActForm, name: str, key: str) -> None:
    found = form.findChild(ChoiceField, name)
    assert found is not None
    found.set_key(key)


def date_of(form: ActForm, day: date | None) -> None:
    found = form.findChild(DateField, "due_authority_on")
    assert found is not None
    found.set_date(day)


AUTHORITY = {"due_authority_on", "authority_not_known", "authority_reference"}


def test_the_form_is_short_and_unfolds_with_how_somebody_came(desk: Desk, room: RequestsPage) -> None:
    def fill(form: ActForm) -> None:
        short = {"requester", "rights", "received_on", "channel", "reached_otherwise", "for_other", "text"}
        assert asks(form) == short
        for channel, contact in (("phone", "phone"), ("post", "address"), ("email", "email")):
            choose(form, "channel", channel)
            assert asks(form) == {*short, contact}
        write(form, "email", "elle@courriel.example")
        choose(form, "channel", "phone")
        write(form, "phone", "01 99 00 00 77")
        write(form, "requester", "Élodie Fabre")
        tick(form, "rights_access")
        tick(form, "for_other")
        assert asks(form) == {*short, "phone", "capacity", "represents"}
        form.carry_out()
        assert "Choisissez dans la liste." in words_in(form)
        choose(form, "capacity", "parent")
        write(form, "represents", "Théo Fabre")
        form.carry_out()

    in_form(fill, room.add_request)
    (row,) = desk.requests.page().rows
    request = desk.requests.file(row.reference).request
    assert request.channel is Channel.PHONE
    assert request.requester == Requester(
        "Élodie Fabre", phone="01 99 00 00 77", capacity=Capacity.PARENT, represents="Théo Fabre"
    )


def test_a_tick_taken_back_leaves_somebody_who_asks_for_themselves(desk: Desk, room: RequestsPage) -> None:
    def fill(form: ActForm) -> None:
        write(form, "requester", "Élodie Fabre")
        tick(form, "rights_access")
        tick(form, "for_other")
        choose(form, "capacity", "agent")
        write(form, "represents", "Quelqu’un")
        tick(form, "for_other", False)
        form.carry_out()

    in_form(fill, room.add_request)
    (row,) = desk.requests.page().rows
    assert desk.requests.file(row.reference).request.requester == Requester("Élodie Fabre")
    assert row.channel is Channel.COUNTER


def test_a_complaint_is_asked_for_the_date_of_the_cnil_as_soon_as_it_is_one(
    desk: Desk, room: RequestsPage
) -> None:
    def fill(form: ActForm) -> None:
        write(form, "requester", "La CNIL")
        assert not AUTHORITY & asks(form)
        tick(form, "rights_complaint")
        assert asks(form) >= AUTHORITY
        write(form, "authority_reference", "26-12345")
        tick(form, "rights_complaint", False)
        assert not AUTHORITY & asks(form)
        tick(form, "rights_complaint")
        assert form.values()["authority_reference"] == "26-12345"  # what was typed is still there
        form.carry_out()
        assert "Jusqu’à quand la CNIL attend-elle votre réponse ?" in words_in(form)
        date_of(form, DUE)
        form.carry_out()

    in_form(fill, room.add_request)
    (row,) = desk.requests.page().rows
    request = desk.requests.file(row.reference).request
    assert (request.due_authority_on, request.authority_reference) == (DUE, "26-12345")
    assert row.clock.due == DUE


def test_a_date_not_known_yet_is_said_so_and_stays_an_open_point(desk: Desk, room: RequestsPage) -> None:
    def fill(form: ActForm) -> None:
        write(form, "requester", "La CNIL")
        tick(form, "rights_complaint")
        tick(form, "authority_not_known")
        form.carry_out()

    in_form(fill, room.add_request)
    assert "Date de la CNIL à noter" in words_in(room)
    (row,) = desk.requests.page().rows

    def mend(form: ActForm) -> None:
        assert asks(form) >= AUTHORITY
        date_of(form, DUE)
        form.carry_out()

    room.open_request(row.reference)
    detail = room.ui.detail
    assert plain(detail.next.text()) == "Noter la date de la CNIL"
    in_form(mend, lambda: press_button(detail.request_tab, "Noter la date…"))
    assert plain(detail.next.text()) == "Vérifier l’identité"
    assert desk.requests.file(row.reference).request.due_authority_on == DUE


def test_a_kind_taken_back_takes_the_date_with_it(
    desk: Desk, asked: Callable[..., str], room: RequestsPage
) -> None:
    reference = asked(rights=(RightKind.COMPLAINT,), due_authority_on=DUE, authority_reference="26-12345")
    request = desk.requests.file(reference).request

    def mend(form: ActForm) -> None:
        tick(form, "rights_complaint", False)
        tick(form, "rights_erasure")
        form.carry_out()

    in_form(mend, lambda: correction_form(desk.requests, request, room).exec())
    facts = desk.requests.file(reference).request.facts
    assert (facts.rights, facts.due_authority_on, facts.authority_reference) == (
        (RightKind.ERASURE,),
        None,
        "",
    )


def test_a_proposed_complaint_is_not_confirmed_before_its_date_was_asked_for(
    desk: Desk, room: RequestsPage, tmp_path: Path
) -> None:
    place = tmp_path / "cnil.eml"
    place.write_bytes(letter("Une plainte nous est parvenue.", sender="plaintes@cnil.fr", subject="Plainte"))
    (arrived,) = desk.arrivals.from_files([place])
    assert arrived.taken is not None
    reference = arrived.taken.reference
    room.open_request(reference)
    assert "date à noter" in words_in(room)

    def mend(form: ActForm) -> None:
        date_of(form, DUE)
        form.carry_out()

    in_form(mend, lambda: press_button(room, "C’est juste, confirmer"))
    file = desk.requests.file(reference)
    assert (file.suggestions, file.request.due_authority_on) == ((), DUE)


def test_a_pasted_letter_of_the_cnil_proposes_its_date(desk: Desk, room: RequestsPage) -> None:
    words = (
        "La CNIL a reçu une plainte n° 26-12345 contre votre boutique. "
        "Merci de répondre avant le 10 décembre 2026."
    )
    form = NewRequestForm(desk.requests, desk.clock.today(), room, words=words)
    assert form.values()["channel"] == "email"
    assert form.values()["rights"] == ("complaint",)
    assert form.values()["due_authority_on"] == DUE
    form.deleteLater()
