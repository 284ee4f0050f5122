"""The fictional shop holds records in several states, dated relative to the clock, and nobody real."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from gdpr_desk import demo
from gdpr_desk.app import Desk
from gdpr_desk.clock import Clock, FixedClock
from gdpr_desk.vault import keys
from gdpr_desk.vault.recovery import RecoverySecret
from gdpr_desk.vault.vault import Vault

CLOCK = FixedClock(datetime(2026, 11, 23, 8, 48, tzinfo=ZoneInfo("Europe/Paris")))


@pytest.fixture(scope="module", autouse=True)
def fast_vaults() -> Iterator[None]:
    """`Vault.create` without its two key derivations."""

    def create(
        folder: Path, *, officer_name: str, passphrase: str, clock: Clock, demo: bool = False
    ) -> tuple[Vault, RecoverySecret]:
        assert demo
        vault = Vault.found_for_trial(folder, bytes(32), clock=clock, officer_name=officer_name)
        return vault, RecoverySecret(("ABCDE",) * 7, str(keys.new_identity()), vault.person.id)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Vault, "create", create)
        yield


@pytest.fixture(scope="module")
def made(fast_vaults: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One demonstration for who only looks at it."""
    home = tmp_path_factory.mktemp("demonstration")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "LOCALAPPDATA", "APPDATA"):
            patch.setenv(name, str(home / name.lower()))
        desk, passphrase = demo.create_demo(home / "demo", CLOCK)
        assert passphrase == demo.DEMO_PASSPHRASE
        with desk:
            yield desk


def test_the_shop_has_finished_and_unfinished_records(made: Desk) -> None:
    overview = made.register.overview()
    assert {o.activity.status.value for o in overview} >= {"draft", "active"}
    assert any(o.completeness.share < 1 for o in overview)
    assert any(o.completeness.share == 1 for o in overview)
    assert made.register.check()
    days = [o.activity.created_on for o in overview] + [o.activity.reviewed_on for o in overview]
    assert all(day is None or date(2020, 1, 1) < day <= CLOCK.today() for day in days)
    kept = {row.kind.key for row in made.ledgers.ledgers() if row.entries}
    assert kept >= {"unpaid", "call_backs", "reviews", "consents", "extractions"}
    told = [one.remarks for row in made.ledgers.ledgers() for one in made.ledgers.entries(row.kind.key)]
    assert any(told), "something is to do"
    assert made.verify_journal().intact


def test_one_task_is_given_to_a_ledger_of_this_computer(made: Desk) -> None:
    (task,) = made.elsewhere.standing().carried
    assert task.duty.what == "Nom et numéro à rappeler"
    likely = made.task_links.suggestions(made.elsewhere.standing().open)
    found = {made.elsewhere.task(one).duty.what for one in likely}
    assert found == {"Fichier des impayés", "Avis publiés", "Trace d’un avis retiré"}


def test_the_shop_is_the_fictional_one(made: Desk) -> None:
    shop = made.register.controller()
    assert shop.name == "Atelier Lumen"
    assert shop.siret == "00000001800002"
    assert "example" in shop.email


def test_a_demonstration_that_fails_leaves_nothing(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(demo, "_varied", broken)
    with pytest.raises(RuntimeError):
        demo.create_demo(tmp_path / "demo", clock)
    assert list(tmp_path.iterdir()) == []


def test_its_sweep_ran_these_last_nights_and_something_is_held_and_due(made: Desk) -> None:
    runs = made.retention.statements()
    assert [run.destroyed for run in runs] == [1, 1, 1]
    assert {run.errors for run in runs} == {()}
    assert all(run.started_at < CLOCK.now() for run in runs)
    (held,) = made.retention.holds()
    assert held.reason == "legal_claims"
    assert [item.rule for item in made.retention.plan().due] == ["ledger_call_backs"]
    assert made.verify_journal().intact
