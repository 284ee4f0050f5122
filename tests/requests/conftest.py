"""What the tests of requests share: an officer's desk, a colleague's, and quick ways to a request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from asking import FACTS
from pytestqt.qtbot import QtBot
from request_pages import opened

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.requests.qt.page import RequestsPage
from gdpr_desk.vault.people import Person, Role, add_person
from gdpr_desk.vault.vault import Vault


@pytest.fixture
def desk(officer_desk: Desk) -> Desk:
    return officer_desk


@pytest.fixture
def asked(desk: Desk) -> Callable[..., str]:
    """Writes a request down, by default that of FACTS; its reference."""

    def ask(**changes: object) -> str:
        return desk.requests.add(replace(FACTS, **changes)).reference  # type: ignore[arg-type]

    return ask


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A file that stands for the copy of an identity paper."""
    path = tmp_path / "carte.png"
    path.write_bytes(b"une copie de piece qui ne doit rester nulle part")
    return path


@pytest.fixture
def colleague(vault: Vault, desk: Desk, clock: FixedClock) -> Desk:
    """The same vault as a member of staff sees it: no officer identity."""
    person = Person("a1b2c3d4", "Sacha", Role.STAFF)
    with vault.store.begin() as session:
        add_person(session, person, "age1unused", clock.now())
    other = Vault.open(vault.folder, bytes(range(32)), clock=clock, person=person.id)
    return open_desk(other, clock)


@pytest.fixture
def room(desk: Desk, qtbot: QtBot) -> Iterator[RequestsPage]:
    """The room « Demandes », shown."""
    page = opened(desk, qtbot)
    yield page
    Jobs.wait()


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> Iterator[Callable[[], RequestsPage]]:
    """Shows it when it is asked for."""
    yield lambda: opened(desk, qtbot)
    Jobs.wait()
