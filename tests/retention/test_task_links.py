"""A task that a watched folder or a ledger of this computer carries out: silent, and never for longer."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from elsewhere_shop import REGISTER, activity, filled, kept, later
from quick_keys import quick
from watched import put, watch

from gdpr_desk import cli
from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock, SystemClock
from gdpr_desk.errors import InvalidInput, NotFound
from gdpr_desk.journal.model import sentence
from gdpr_desk.register.model import Controller, Register
from gdpr_desk.retention.carriers import CarriedTerm, Carrier, CarrierKind, Gap, never_longer
from gdpr_desk.retention.elsewhere.duties import duties
from gdpr_desk.retention.elsewhere.links import gap_of, offers
from gdpr_desk.retention.elsewhere.model import ElsewhereTask
from gdpr_desk.retention.folders import repository as folders
from gdpr_desk.retention.folders.model import FolderTrouble, WatchedFolder
from gdpr_desk.retention.ledgers.carriers import ledger_carriers

FOLDER, LEDGER = CarrierKind.FOLDER, CarrierKind.LEDGER
BY_KEY = {duty.key: duty for duty in duties(REGISTER)}


@pytest.mark.parametrize(
    ("period", "limit", "fits"),
    [
        ("P1M", "P1M", True),
        ("P28D", "P1M", True),
        ("P30D", "P1M", False),  # 30 days from 31 January end in March
        ("P1M", "P30D", False),  # a month from 1 January has 31 days
        ("P1M", "P31D", True),
        ("P60D", "P2M", False),
        ("P12M", "P1Y", True),
        ("P365D", "P1Y", True),
        ("P366D", "P1Y", False),
        ("PT48H", "P2D", True),
        ("P2D", "PT48H", True),
        ("P3D", "PT48H", False),
        ("P6M", "P60D", False),
    ],
)
def test_a_period_fits_only_if_it_is_over_whenever_it_began(period: str, limit: str, fits: bool) -> None:
    assert never_longer(period, limit) is fits


def test_what_a_ledger_keeps_is_compared_event_by_event() -> None:
    by_key = {one.key: one for one in ledger_carriers()}
    assert gap_of(BY_KEY["T-05/fichier"], by_key["unpaid"]) is None
    assert gap_of(BY_KEY["T-03/numeros"], by_key["call_backs"]) is None
    assert gap_of(BY_KEY["T-03/numeros"], by_key["unpaid"]) is Gap.OTHER_START
    assert gap_of(BY_KEY["T-01/adresses"], by_key["consents"]) is None
    shop = Register(
        REGISTER.controller,
        activities=(activity("T-01", "Lettre", ("Site",), kept("Preuve", "consent_withdrawn", "P2Y")),),
    )
    assert gap_of(duties(shop)[0], by_key["consents"]) is Gap.LONGER  # it keeps the proof three years
    shop = replace(
        shop, activities=(activity("T-01", "Parrainage", ("Caisse",), kept("Filleul", "sent", None)),)
    )
    assert gap_of(duties(shop)[0], by_key["sponsored"]) is Gap.NO_FIGURE


def test_what_looks_like_it_is_suggested_and_nothing_else() -> None:
    cameras = Carrier(FOLDER, "1", "Images de la caméra", (CarriedTerm("", "P28D"),), words="Images exports")
    slow = replace(cameras, key="2", terms=(CarriedTerm("", "P6M"),))
    scans = replace(cameras, key="3", label="Scans", words="Scans du comptoir")
    found = offers(BY_KEY["T-04/images"], (scans, slow, cameras))
    assert [(one.key, one.gap, one.suggested) for one in found] == [
        ("1", None, True),
        ("3", None, False),
        ("2", Gap.LONGER, False),
    ]
    unpaid = [one.key for one in offers(BY_KEY["T-05/fichier"], ledger_carriers()) if one.suggested]
    assert unpaid == ["unpaid"]


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    made = tmp_path / "exports"
    made.mkdir()
    return made


@pytest.fixture
def cameras(officer_desk: Desk, exports: Path) -> tuple[str, WatchedFolder]:
    """The task about pictures, linked to a watched folder that deletes them in time."""
    reference = filled(officer_desk)["Images"]
    folder = watch(officer_desk, exports, "P1M")
    officer_desk.task_links.link(reference, FOLDER, str(folder.id))
    return reference, folder


def gap(desk: Desk, reference: str) -> Gap | None:
    """Why the link does not hold; the counts agree with it."""
    task = desk.elsewhere.task(reference)
    assert task.link is not None
    standing, counts = desk.elsewhere.standing(), desk.elsewhere.counts()
    assert (task in standing.carried) is task.carried
    assert (task in standing.open) is not task.carried
    assert (counts.open, counts.carried) == (len(standing.open), len(standing.carried))
    return task.link.gap


def test_a_task_carried_out_is_neither_late_nor_counted_and_moves_on(
    officer_desk: Desk, clock: FixedClock, cameras: tuple[str, WatchedFolder]
) -> None:
    reference, _ = cameras
    desk = officer_desk
    assert gap(desk, reference) is None
    assert desk.elsewhere.counts().open == 7
    assert all(task.reference != reference for task in desk.overview.board().tasks)
    later(clock, days=100)
    assert not desk.elsewhere.task(reference).overdue(clock.today())
    assert "Images" not in [task.duty.what for task in desk.elsewhere.standing().overdue]
    assert desk.elsewhere.regenerate().changed == 1
    assert desk.elsewhere.regenerate().changed == 0
    again = desk.task_links.unlink(reference)
    assert again.due_on == clock.today() + timedelta(days=14)  # soon, not a hundred days late
    assert reference in [task.reference for task in desk.elsewhere.standing().open]
    with pytest.raises(InvalidInput):
        desk.task_links.unlink(reference)


def test_it_comes_back_while_its_folder_deletes_nothing(
    officer_desk: Desk, clock: FixedClock, cameras: tuple[str, WatchedFolder]
) -> None:
    reference, folder = cameras
    desk, number = officer_desk, folder.id
    later(clock, days=15)
    desk.folders.switch(number, enabled=False)
    assert gap(desk, reference) is Gap.PAUSED
    assert reference in [task.reference for task in desk.elsewhere.standing().overdue]
    desk.folders.switch(number, enabled=True)
    assert gap(desk, reference) is None
    desk.folders.change(number, replace(folder.rule, period="P2M"))
    assert gap(desk, reference) is Gap.LONGER
    desk.folders.change(number, replace(folder.rule, period="P14D"))
    assert gap(desk, reference) is None
    desk.folders.change(number, replace(folder.rule, patterns=("*.txt",)))
    assert gap(desk, reference) is Gap.CHANGED
    desk.folders.change(number, folder.rule)
    assert gap(desk, reference) is None
    with desk.vault.store.begin() as session:
        folders.note_look(session, number, trouble=FolderTrouble.MISSING.value, device="")
    assert gap(desk, reference) is Gap.UNREACHED
    with desk.vault.store.begin() as session:
        folders.note_look(session, number, trouble="", device="")
    desk.folders.remove(number)
    assert gap(desk, reference) is Gap.GONE


def test_it_comes_back_while_files_stay_past_their_time(
    officer_desk: Desk,
    clock: FixedClock,
    exports: Path,
    cameras: tuple[str, WatchedFolder],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from gdpr_desk.retention.folders.places import ByDescriptor

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise PermissionError(13, "denied")

    reference, _ = cameras
    put(exports / "a.mp4", clock.now())
    officer_desk.retention.sweep()
    later(clock, days=32)
    with monkeypatch.context() as patch:
        patch.setattr(ByDescriptor, "unlink", refuse)
        officer_desk.retention.sweep()
    assert gap(officer_desk, reference) is Gap.STUCK
    officer_desk.retention.sweep()
    assert not (exports / "a.mp4").exists()
    assert gap(officer_desk, reference) is None


def test_it_comes_back_when_the_register_asks_for_less_or_for_more_places(
    officer_desk: Desk, cameras: tuple[str, WatchedFolder]
) -> None:
    reference, _ = cameras
    desk = officer_desk
    wanted = desk.register.activity("T-04")

    def saved(**answers: object) -> None:
        desk.register.save(replace(desk.register.activity("T-04"), **answers))  # type: ignore[arg-type]
        desk.elsewhere.regenerate()

    saved(retention=(kept("Images", "recorded", "P14D"),))
    assert gap(desk, reference) is Gap.LONGER
    saved(retention=wanted.retention, systems=("Enregistreur", "Cloud"))
    assert gap(desk, reference) is Gap.CHANGED
    saved(retention=())
    saved(retention=wanted.retention)
    (made,) = [task for task in desk.elsewhere.standing().open if task.duty.activity == "T-04"]
    assert made.link is None  # what the register gave up is not taken up again by itself


def test_a_ledger_carries_out_the_next_task_too_and_the_journal_tells(officer_desk: Desk) -> None:
    desk = officer_desk
    reference = filled(desk)["Numéros"]
    linked = desk.task_links.link(reference, LEDGER, "call_backs")
    assert linked.carried
    following = desk.elsewhere.done(reference, count=2)
    assert isinstance(following, ElsewhereTask)
    assert following.carried
    told = [sentence(entry) for entry in desk.journal.entries() if entry.action == "task.linked"]
    assert told == [f"Tâche ailleurs prise en charge sur cet ordinateur · {reference}"]


def test_what_cannot_carry_it_out_is_refused_with_the_reason(officer_desk: Desk, exports: Path) -> None:
    desk = officer_desk
    references = filled(desk)
    folder = watch(desk, exports, "P6M")
    for what, kind, key, why in (
        ("Images", FOLDER, str(folder.id), "longer"),
        ("Images", LEDGER, "unpaid", "other_start"),
    ):
        with pytest.raises(InvalidInput) as refused:
            desk.task_links.link(references[what], kind, key)
        assert refused.value.code == why
    for kind, key in ((FOLDER, "99"), (LEDGER, "rien")):
        with pytest.raises(NotFound):
            desk.task_links.link(references["Images"], kind, key)
    assert desk.elsewhere.task(references["Images"]).link is None


def test_a_script_links_and_unlinks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    quick(monkeypatch)
    passphrase, vault = "les pêches mûrissent à l’ombre", tmp_path / "coffre"
    (tmp_path / "phrase").write_text(passphrase)
    monkeypatch.setenv("GDPR_DESK_PASSPHRASE_FILE", str(tmp_path / "phrase"))
    made = open_desk_of(vault, passphrase)
    with made as desk:
        desk.register.set_controller(Controller("Quincaillerie du Port"))
        desk.register.add(replace(REGISTER.activities[2], name="Rappels téléphoniques"))

    def run(*words: object) -> tuple[int, dict[str, Any]]:
        status = cli.main([*map(str, words), "--vault", str(vault), "--json"])
        return status, json.loads(capsys.readouterr().out)

    (task,) = run("task", "list")[1]["tasks"]
    assert task["suggested"] == {"kind": "ledger", "id": "call_backs", "label": "Rappels demandés"}
    status, linked = run("task", "link", task["id"], "--ledger", "call_backs")
    assert (status, linked["task"]["carried_by"]["gap"]) == (0, None)
    now = SystemClock().now()
    monkeypatch.setattr(SystemClock, "now", lambda _self: now + timedelta(days=90))
    status, listed = run("task", "list")
    (row,) = listed["tasks"]
    assert (status, row["overdue"], row["carried_by"]["id"]) == (0, False, "call_backs")
    assert run("status")[1]["tasks"] == {"open": 0, "overdue": 0, "soon": 0, "carried": 1}
    status, refused = run("task", "link", task["id"], "--folder", 7)
    assert (status, refused["error"]["code"]) == (1, "not_found")
    status, freed = run("task", "unlink", task["id"])
    assert (status, freed["task"]["carried_by"]) == (0, None)
    assert date.fromisoformat(freed["task"]["due"]) == SystemClock().today() + timedelta(days=7)
    assert run("task", "unlink", task["id"])[1]["error"]["code"] == "not_linked"


def open_desk_of(folder: Path, passphrase: str) -> Desk:
    """A new vault, open."""
    from gdpr_desk.vault.vault import Vault

    vault, _ = Vault.create(folder, officer_name="x", passphrase=passphrase, clock=SystemClock())
    return open_desk(vault, SystemClock())
