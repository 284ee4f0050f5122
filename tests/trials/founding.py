"""The vault that the trials begin with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from operations import ANNE, BENOIT, CHLOE, PHRASE, START, Hands, content_of, put_in
from quick_keys import quick
from quick_vaults import quick_vaults

from gdpr_desk.app import open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.desk_backups import back_up
from gdpr_desk.journal.service import JournalService
from gdpr_desk.parties.service import PartyService
from gdpr_desk.register.model import Controller
from gdpr_desk.register.service import RegisterService
from gdpr_desk.register.starter import expand, starter_tiles
from gdpr_desk.vault import migration
from gdpr_desk.vault.attachments import AttachmentKind
from gdpr_desk.vault.people import Role
from gdpr_desk.vault.vault import RECOVERY_NAME, Vault

EARLIER = "0003_past"
"""The revision of the vault that is migrated."""


@dataclass(frozen=True)
class Founded:
    """By name: with which phrase somebody opens the vault, and under which id."""

    phrases: dict[str, str]
    ids: dict[str, str]


def cheap(patch: pytest.MonkeyPatch) -> None:
    """Keys without a derivation, statements compiled once: thousands of openings follow."""
    quick(patch)
    quick_vaults(patch)


def found_today(hands: Hands, at: datetime = START) -> Founded:
    """A vault of this program: three people, records, attachments, a backup of its own and one elsewhere."""
    clock = FixedClock(at)
    vault, sheet = Vault.create(hands.folder, officer_name=ANNE, passphrase=PHRASE, clock=clock)
    phrases = {ANNE: PHRASE, BENOIT: f"{PHRASE} de Benoît", RECOVERY_NAME: sheet.phrase}
    phrases[CHLOE] = f"{PHRASE} de Chloé"
    with open_desk(vault, clock) as desk:
        _fill(desk.register)
        desk.people.add(BENOIT, Role.OFFICER, phrases[BENOIT])
        desk.people.add(CHLOE, Role.STAFF, phrases[CHLOE])
        ids = {person.name: person.id for person in desk.people.all()}
        for n in range(6):
            (hands.documents / f"piece-{n}.txt").write_bytes(content_of(n))
        for n, kind in ((3, AttachmentKind.LETTER), (4, AttachmentKind.IDENTITY)):
            put_in(desk, hands, n, kind)
        desk.backups.make_daily()
        back_up(desk, hands.file)
        desk.history.bin(["T-02"])
    return Founded(phrases, ids)


def found_earlier(folder: Path) -> Founded:
    """A vault as an earlier program left it."""
    with pytest.MonkeyPatch.context() as earlier:
        upgrade = migration.upgrade
        earlier.setattr(migration, "head", lambda: EARLIER)
        earlier.setattr(migration, "upgrade", lambda engine: upgrade(engine, EARLIER))
        clock = FixedClock(START)
        vault, sheet = Vault.create(folder, officer_name=ANNE, passphrase=PHRASE, clock=clock)
        with vault:
            journal = JournalService(vault.store, clock, vault.person.id)
            vault.keep_high_water(journal.head)
            parties = PartyService(vault.store, journal, clock)
            _fill(RegisterService(vault.store, journal, parties, clock))
            ids = {person.name: person.id for person in vault.people()}
    return Founded({ANNE: PHRASE, RECOVERY_NAME: sheet.phrase}, ids)


def _fill(register: RegisterService) -> None:
    register.set_controller(Controller("Atelier Lumen"))
    register.add_from_starter(tuple(expand(t.key for t in starter_tiles() if t.selected))[:3])
