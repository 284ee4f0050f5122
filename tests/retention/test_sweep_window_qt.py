"""The sweep in the window of an open vault: its room, Today, the bin, locking during a run, staff."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from io import BytesIO

import pytest
from elsewhere_shop import REGISTER
from fingers import plain
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot
from settling import settle
from sqlalchemy.orm import Session

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.people import Person
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.register.model import ProcessingActivity
from gdpr_desk.retention.carrying import Carrying
from gdpr_desk.retention.ledgers.answers import read_values
from gdpr_desk.retention.ledgers.kinds import KINDS
from gdpr_desk.retention.qt.ledger_view import LedgersView
from gdpr_desk.retention.qt.lines import PlanLine
from gdpr_desk.shell.desk_window import DeskWindow
from gdpr_desk.shell.finding import matching
from gdpr_desk.shell.sweep_names import item_names
from gdpr_desk.shell.sweep_room import refresh_shown
from gdpr_desk.shell.window import MainWindow
from gdpr_desk.vault.attachments import AttachmentKind
from gdpr_desk.vault.people import Role
from gdpr_desk.vault.vault import Vault

DAY = timedelta(days=1)
NAMES = ("Chat du site", "Newsletter", "Tombola")
PATIENCE_S = 20


@pytest.fixture
def desk(officer_desk: Desk, clock: FixedClock) -> Desk:
    """Three records thrown away 40 days ago, and one that is used."""
    clock.instant -= 40 * DAY
    thrown = [officer_desk.register.add(ProcessingActivity(name=name)).reference for name in NAMES]
    officer_desk.register.add(ProcessingActivity(name="Caisse"))
    officer_desk.history.bin(thrown)
    clock.instant += 40 * DAY
    return officer_desk


@pytest.fixture
def shown(desk: Desk, qtbot: QtBot, light_look: None) -> Iterator[DeskWindow]:
    made = DeskWindow(desk)
    qtbot.addWidget(made.window)
    made.window.resize(1366, 768)
    with qtbot.waitExposed(made.window):
        made.window.show()
    yield made
    made.close_desk()
    QApplication.processEvents()


def texts(widget: QWidget) -> str:
    """All that is to be read in it."""
    labels = [plain(label.text()) for label in widget.findChildren(Label) if label.isVisibleTo(widget)]
    names = [plain(b.accessibleName() or b.text()) for b in widget.findChildren(QAbstractButton)]
    return " | ".join([*labels, *names])


def simulation(shown: DeskWindow) -> list[PlanLine]:
    page = shown.sweep.page
    assert page is not None
    return [line for line in page.ui.plan.shown() if isinstance(line, PlanLine)]


def test_what_lacks_its_date_is_completed_from_the_simulation(shown: DeskWindow, desk: Desk) -> None:
    values = read_values(KINDS["call_backs"], {"who": "Luce"})
    line = desk.ledgers.add("call_backs", values, draft=True)
    shown.go_to("retention:simulation")
    settle()
    plan = shown.sweep.page.ui.plan
    (found,) = [one for one in simulation(shown) if one.item.id == line.reference]
    assert (found.completable, found.goes) == (True, None)
    assert found.limit == "25 novembre 2026"
    assert plan.select_key(found.item.key)
    plan.opened.emit(found)
    settle()
    view = shown.sweep.page.places.view("ledgers")
    assert isinstance(view, LedgersView)
    assert view.pages.currentWidget() is view.entry
    assert line.reference in texts(view.entry)


def test_late_tasks_are_counted_in_the_sidebar(shown: DeskWindow, desk: Desk, clock: FixedClock) -> None:
    desk.exchange.import_register(REGISTER)
    desk.elsewhere.regenerate()
    clock.instant += 10 * DAY
    shown.today.refresh()
    settle()
    names = [b.accessibleName() for b in shown.window.sidebar.findChildren(QAbstractButton)]
    waiting = desk.elsewhere.counts().waiting
    assert waiting > 1
    assert f"Conservation, {waiting} à compléter" in names


def test_the_palette_leads_to_the_simulation_which_names_records_by_their_names(shown: DeskWindow) -> None:
    found = next(c for c in matching(shown.commands(), "simuler") if c.title == "Simuler la purge")
    found.run()
    settle()
    assert shown.window.current == "retention"
    assert {line.name.title for line in simulation(shown)} == {f"Fiche « {name} »" for name in NAMES}
    assert {line.name.sort for line in simulation(shown)} == {"à la corbeille depuis le 14 octobre"}


def test_every_kind_of_item_is_named_by_the_slice_that_owns_it(desk: Desk, clock: FixedClock) -> None:
    desk.history.drafts.keep("register/T-04", {"name": "x"})
    desk.history.drafts.keep("register/T-99", {"name": "x"})
    made = desk.backups.make_daily()
    assert made is not None
    staged = desk.attachments.stage(BytesIO(b"scan"))
    with desk.vault.store.begin() as session:
        kept = desk.attachments.keep(
            session, staged, owner="D-2026-001", kind=AttachmentKind.IDENTITY, name="recto.png"
        )
    keys = {
        ("draft", "register/T-04"): "Saisie en cours, fiche « Caisse »",
        ("draft", "register/T-99"): "Saisie en cours",
        ("backup", made.path.name): "Sauvegarde du 23 novembre 2026 à 08:48",
        ("attachment", kept.id): "« recto.png »",
    }
    found = item_names(desk, [*keys, ("activity", "T-77"), ("other", "x")])
    assert {key: name.title for key, name in found.items()} == keys
    assert found["attachment", kept.id].sort == "copie de pièce d’identité, déposée le 23 novembre 2026"


def test_a_run_takes_what_it_destroyed_off_the_page_on_screen_and_today_tells_it(shown: DeskWindow) -> None:
    shown.go_to("today")
    settle()
    assert "Première purge : dans moins d’une minute" in texts(shown.sweep.card)
    shown.go_to("filter:bin")
    assert len(shown.register.bin.table.shown()) == 3
    shown.sweep.runs.look()
    settle()
    assert shown.register.bin.table.shown() == ()
    shown.go_to("today")
    settle()
    told = texts(shown.sweep.card)
    assert "aujourd’hui à 08:48 · 3 éléments effacés" in told
    assert "Aucune erreur · prochaine à 09:48" in told
    assert shown.sweep.card.notice.isHidden()


def test_after_a_run_only_a_room_that_shows_what_went_reads_anew(
    shown: DeskWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A room reads on the window's thread, and Today a great deal: nothing there shows the bin."""
    reads: list[str] = []
    for name in ("today", "register"):
        page = shown.window.page(name)
        monkeypatch.setattr(page, "refresh", lambda name=name: reads.append(name))
    shown.sweep.runs.look()
    settle()
    assert desk.history.binned() == ()
    assert "3 éléments effacés" in texts(shown.sweep.card)
    assert reads == []
    shown.window.go("register")
    reads.clear()
    refresh_shown(shown.window, frozenset({"drafts"}))
    assert reads == []
    refresh_shown(shown.window, frozenset({"drafts", "bin"}))
    refresh_shown(shown.window, None)
    assert reads == ["register", "register"]


def test_today_says_what_is_overdue_what_waits_and_which_holds_are_to_be_reviewed(
    shown: DeskWindow, desk: Desk, clock: FixedClock
) -> None:
    desk.retention.hold("activity/T-01", reason="legal_claims", note="x", review_on=date(2026, 11, 24))
    more = [desk.register.add(ProcessingActivity(name=f"Essai {n}")).reference for n in range(30)]
    desk.history.bin(more)
    shown.idle.stop()  # weeks without a key would lock
    clock.instant += 35 * DAY
    shown.sweep.runs.look()
    settle()
    shown.go_to("today")
    settle()
    card = shown.sweep.card
    assert "32 éléments attendent votre accord" in card.notice.get_text()
    told = texts(card)
    assert "1 gel à revoir depuis le 24 novembre" in told
    assert re.search(r"En retard de 45 jours : fiche « (Newsletter|Tombola) »", told)
    card.notice.activated.emit()
    settle()
    page = shown.sweep.page
    assert page is not None
    assert page.ui.bodies.currentWidget() is page.ui.questionPage


def test_what_is_held_stays_in_the_bin_and_the_bin_says_so(shown: DeskWindow, desk: Desk) -> None:
    desk.retention.hold("activity/T-02", reason="legal_claims", note="x", review_on=date(2027, 1, 31))
    shown.go_to("filter:bin")
    table, bin_view = shown.register.bin.table, shown.register.bin
    model = table.model()
    left = {
        str(model.index(row, 0).data()): plain(str(model.index(row, 2).data()))
        for row in range(model.rowCount())
    }
    assert left == {"Chat du site": "0 jour", "Newsletter": "gelée, elle reste", "Tombola": "0 jour"}
    assert "Une fiche gelée reste" in bin_view.words.plain()
    shown.sweep.runs.look()
    settle()
    assert [record.activity.name for record in desk.history.binned()] == ["Newsletter"]
    desk.retention.lift("activity/T-02", note="Jugée")
    shown.register.refresh()
    assert "gelée" not in bin_view.words.plain()


def test_locking_during_a_run_stops_it_at_the_next_batch_and_nothing_is_lost(
    shown: DeskWindow, desk: Desk, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, vault: Vault
) -> None:
    inside, destroy = threading.Event(), desk.history.destroy_in
    stopping = shown.sweep.runs._stop

    def slow(session: Session, references: Sequence[str]) -> int:
        inside.set()
        until = time.monotonic() + PATIENCE_S
        while not stopping.is_set() and time.monotonic() < until:
            time.sleep(0.005)
        return destroy(session, references)

    monkeypatch.setattr(desk.history, "destroy_in", slow)
    monkeypatch.setattr(Carrying, "SIZE", 1)
    told: list[object] = []
    shown.sweep.runs.ended.connect(lambda outcome, _by_hand: told.append(outcome))
    shown.sweep.runs.look()
    assert inside.wait(PATIENCE_S)
    folder, key = vault.folder, vault.database_key
    shown.lock()
    QApplication.processEvents()
    assert told == [], "no page may be asked for anything once the vault is closed"
    with Vault.open(folder, key, clock=clock) as again:
        later = open_desk(again, clock)
        assert len(later.history.binned()) == 2
        (run,) = later.retention.statements()
        assert (run.destroyed, run.errors) == (1, ("stopped",))
        assert later.verify_journal().intact
        assert later.retention.sweep().destroyed == 2


def test_staff_see_neither_the_room_nor_the_card_but_the_runs_go_on(
    desk: Desk, qtbot: QtBot, light_look: None
) -> None:
    desk.vault.person = Person(desk.vault.person.id, "Alex", Role.STAFF)
    made = DeskWindow(desk)
    qtbot.addWidget(made.window)
    window: MainWindow = made.window
    window.show()
    assert made.sweep.rooms() == ()
    assert not [c for c in made.commands() if c.title in {"Conservation", "Simuler la purge"}]
    words = [plain(b.accessibleName()) for b in window.sidebar.findChildren(QAbstractButton)]
    assert "Prestataires" in words
    assert not any("Conservation" in word for word in words)
    made.sweep.runs.look()
    settle()
    assert desk.history.binned() == ()
    assert made.sweep.card.isHidden()
    made.go_to("retention")
    assert window.current == "today"
    made.close_desk()


def test_a_computer_that_wakes_before_the_vault_locks_sweeps_at_once(
    officer_desk: Desk, clock: FixedClock, qtbot: QtBot, light_look: None
) -> None:
    reference = officer_desk.register.add(ProcessingActivity(name="Tombola")).reference
    clock.instant = clock.instant.replace(month=12, day=1)
    officer_desk.history.bin([reference])
    clock.instant = clock.instant.replace(day=30, hour=22, minute=57)
    made = DeskWindow(officer_desk)
    qtbot.addWidget(made.window)
    made.sweep.runs.look()
    settle()
    clock.instant += timedelta(minutes=4)
    made.sweep.runs.look()
    settle()
    assert officer_desk.history.binned(), "the hour is not over"
    made.session.back.emit()
    settle()
    assert officer_desk.history.binned() == ()
    made.close_desk()
