"""Giving and taking keys, by service and by command line; the journal knows no name."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from quick_keys import quick

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.cli import main
from gdpr_desk.clock import FixedClock, SystemClock
from gdpr_desk.errors import AccessRefused, InvalidInput
from gdpr_desk.people import WeakPassphrase
from gdpr_desk.register.model import Controller
from gdpr_desk.vault import holder
from gdpr_desk.vault.people import Role
from gdpr_desk.vault.refusals import DiskFull, WrongPassphrase
from gdpr_desk.vault.vault import Vault

PHRASE = "les lampes de l’atelier s’allument tôt"
OTHER = "trois abat-jour verts et un tabouret"
NEWER = "un parapluie rouge dort sous le comptoir"


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    quick(monkeypatch)


@pytest.fixture
def desk(officer_desk: Desk) -> Desk:
    return officer_desk


def test_a_weak_passphrase_or_no_name_gives_no_key(desk: Desk) -> None:
    before = desk.people.all()
    with pytest.raises(WeakPassphrase, match="nom de votre boutique"):
        desk.people.add("Sacha Dupré", Role.OFFICER, "Atelier Lumen 2026", shop="Atelier Lumen")
    with pytest.raises(InvalidInput) as refused:
        desk.people.add("   ", Role.OFFICER, OTHER)
    assert refused.value.field == "name"
    assert desk.people.all() == before


def test_the_journal_tells_of_keys_by_id_and_never_by_name(desk: Desk) -> None:
    added = desk.people.add(" Sacha  Dupré ", Role.OFFICER, OTHER)
    assert added.name == "Sacha Dupré"
    desk.people.remove(added.id)
    told = [(entry.action, entry.subject) for entry in desk.journal.entries(2)]
    assert told == [("person.removed", added.id), ("person.added", added.id)]
    assert "Sacha" not in json.dumps([vars(e) for e in desk.journal.entries()], default=str)
    assert desk.journal.verify(desk.vault.high_water.mark if desk.vault.high_water else None).intact


def test_the_desk_works_on_under_the_new_key(desk: Desk, clock: FixedClock) -> None:
    before = desk.register.register()
    added = desk.people.add("Sacha Dupré", Role.STAFF, OTHER)
    old = desk.vault.database_key
    desk.people.remove(added.id)
    assert desk.vault.database_key != old
    assert desk.register.register() == before
    desk.register.set_controller(Controller("Atelier Lumen et fils"))
    desk.close()
    with Vault.open(desk.vault.folder, desk.vault.database_key, clock=clock) as again:
        assert open_desk(again, clock).register.controller().name == "Atelier Lumen et fils"


def test_a_refused_change_of_passphrase_leaves_the_old_one(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever step the full disk meets: the journal's entry, the key file, or what comes after it."""
    folder = tmp_path / "coffre"
    desk = open_desk(Vault.create(folder, officer_name="", passphrase=PHRASE, clock=clock)[0], clock)
    real, refused = holder.replace_file, []

    def full(*_: object) -> None:
        raise DiskFull

    def replaced_then_full(path: Path, content: bytes) -> None:
        real(path, content)
        if not refused:
            refused.append(path)
            raise DiskFull

    for owner, name, fault in (
        (desk.journal, "record", full),
        (holder, "replace_file", full),
        (holder, "replace_file", replaced_then_full),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, fault)
            with pytest.raises(DiskFull):
                desk.people.change_passphrase(PHRASE, NEWER)
    assert refused
    assert "vault.passphrase_changed" not in {entry.action for entry in desk.journal.entries()}
    desk.close()
    clock.instant += timedelta(minutes=1)
    with pytest.raises(WrongPassphrase):
        Vault.unlock(folder, NEWER, clock=clock)
    clock.instant += timedelta(minutes=1)
    Vault.unlock(folder, PHRASE, clock=clock).close()


def test_who_came_in_with_the_sheet_has_no_passphrase_to_change(desk: Desk) -> None:
    sheet = desk.people.renew_recovery()
    person = next(p for p in desk.people.all() if p.id == sheet.person)
    desk.vault.person = person
    with pytest.raises(AccessRefused):
        desk.people.change_passphrase(sheet.phrase, NEWER)
    assert desk.journal.entries(1)[0].action == "vault.recovery_replaced"


def test_the_commands_from_giving_a_key_to_taking_it_away(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "coffre"
    vault, _secret = Vault.create(folder, officer_name="Camille", passphrase=PHRASE, clock=SystemClock())
    vault.close()
    files = {name: tmp_path / name for name in ("mine", "theirs", "staff")}
    for path, phrase in zip(files.values(), (PHRASE, OTHER, NEWER), strict=True):
        path.write_text(f"{phrase}\n", "utf-8")

    def run(*words: str, by: str = "mine") -> tuple[int, dict[str, object]]:
        options = ("--vault", str(folder), "--passphrase-file", str(files[by]), "--json")
        status = main(["people", *words, *options])
        return status, json.loads(capsys.readouterr().out)

    status, added = run(
        "add", "--name", "Sacha", "--role", "officer", "--new-passphrase-file", str(files["theirs"])
    )
    assert status == 0
    person = str(added["id"])
    status, listed = run("list", "--person", person, by="theirs")
    assert [one["role"] for one in listed["people"]] == ["officer", "recovery", "officer"]  # type: ignore[attr-defined]
    status, made = run(
        "add", "--name", "Alex", "--role", "staff", "--new-passphrase-file", str(files["staff"])
    )
    assert (status, made["role"]) == (0, "staff")
    status, refused = run("list", "--person", str(made["id"]), by="staff")
    assert (status, refused["error"]["code"]) == (3, "for_officers")  # type: ignore[index]
    status, refused = run("remove", person)
    assert (status, refused["error"]["code"]) == (1, "needs_yes")  # type: ignore[index]
    assert run("remove", person, "--yes") == (0, {"id": person})
    assert run("list", "--person", person, by="theirs")[1]["error"]["code"] == "no_such_person"  # type: ignore[index]
