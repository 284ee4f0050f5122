"""A party goes only while nothing names it, and comes back as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import NotFound
from gdpr_desk.parties.model import Contract, Party, PartyContact
from gdpr_desk.parties.service import PartyInUse
from gdpr_desk.register.model import ProcessingActivity, Recipient, Transfer
from gdpr_desk.vault.vault import Vault

HOST = Party(
    "host",
    "Nuage Exemple",
    contact=PartyContact("a@b.example", "c@d.example", "e@f.example"),
    contract=Contract(date(2025, 3, 12), {"audit": True}, "Classeur 3", date(2027, 3, 12), {"later": 1}),
    extra={"later": [1, 2]},
)


@pytest.fixture
def desk(vault: Vault, clock: FixedClock) -> Desk:
    made = open_desk(vault, clock)
    made.parties.save(HOST)
    return made


def _actions(desk: Desk) -> list[str]:
    return [entry.action for entry in desk.journal.entries(newest_first=False)]


@pytest.mark.parametrize(
    "named",
    [
        {"recipients": (Recipient("host"),)},
        {"transfers": (Transfer("US", "host"),)},
        {"joint_controllers": ("host",)},
        {"client_controllers": ("host",)},
    ],
)
def test_a_party_in_use_stays(desk: Desk, named: dict[str, object]) -> None:
    activity = desk.register.add(replace(ProcessingActivity(name="Site"), **named))  # type: ignore[arg-type]
    with pytest.raises(PartyInUse) as refused:
        desk.parties.remove("host")
    assert refused.value.users == (activity.reference,)
    assert "1 activité de" in refused.value.message
    assert desk.parties.get("host") == HOST
    assert [a.reference for a in desk.register.users_of("host")] == [activity.reference]
    assert "party.removed" not in _actions(desk)


def test_an_archived_activity_still_names_it(desk: Desk) -> None:
    first = desk.register.add(ProcessingActivity(name="Site", recipients=(Recipient("host"),)))
    desk.register.add(ProcessingActivity(name="Chat", recipients=(Recipient("host"),)))
    desk.register.archive(first.reference)
    with pytest.raises(PartyInUse, match="2 activités"):
        desk.parties.remove("host")


def test_a_party_nobody_names_goes_and_comes_back_as_it_was(desk: Desk) -> None:
    activity = desk.register.add(ProcessingActivity(name="Site", recipients=(Recipient("host"),)))
    desk.register.save(replace(activity, recipients=()))
    removed = desk.parties.remove("host")
    assert removed == HOST
    assert desk.parties.all() == ()
    assert desk.parties.bring_back(removed) == HOST
    assert desk.parties.get("host") == HOST
    assert _actions(desk)[-2:] == ["party.removed", "party.added"]


def test_coming_back_never_overwrites_who_took_the_key(desk: Desk) -> None:
    removed = desk.parties.remove("host")
    newer = desk.parties.save(Party("host", "Autre hébergeur"))
    back = desk.parties.bring_back(removed)
    assert back.key != "host"
    assert replace(back, key="host") == HOST
    assert desk.parties.get("host") == newer


def test_removing_twice_is_not_found(desk: Desk) -> None:
    desk.parties.remove("host")
    with pytest.raises(NotFound):
        desk.parties.remove("host")


def test_an_activity_in_the_bin_brings_its_party_back(desk: Desk) -> None:
    activity = desk.register.add(ProcessingActivity(name="Site", recipients=(Recipient("host"),)))
    desk.history.bin([activity.reference])
    desk.parties.remove("host")
    desk.history.restore([activity.reference])
    assert desk.parties.get("host") == HOST


def test_what_somebody_was_typing_brings_a_removed_party_back(desk: Desk) -> None:
    desk.parties.remove("host")
    typed = replace(HOST, name="Nuage Exemple SAS")
    assert desk.parties.save(typed, base=HOST) == typed
    assert desk.parties.all() == (typed,)
