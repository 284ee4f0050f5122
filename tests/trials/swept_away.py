"""A program without Qt whose vault is swept, made to be looked at: `swept_away.py COUNT STEP OUT`.

STEP is `fill` (two hundred days ago), `sweep` (today), `sweep-and-die` (killed before it closes), or
`restore` (the copy in OUT, into a folder of its own, opened once as the window does it: with the sweep of its
start). Each marker of COUNT goes into a copy of an
identity paper (name and every block of its content), a draft, or a record with versions in the bin, in turn;
a backup of the vault's own holds the drafts and records, a copy in OUT as well. The last line on stdout: the
database key, the officer identity, the identity of the person (backups are sealed to each person).
"""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[1]))

import pytest
from erasing import markers
from quick_keys import quick
from sqlalchemy.orm import Session

from gdpr_desk.app import Desk, open_desk, unlock_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.desk_backups import back_up, restore_backup
from gdpr_desk.register.history import form_of
from gdpr_desk.register.model import ProcessingActivity, Purpose
from gdpr_desk.settings import default_vault
from gdpr_desk.vault import keys
from gdpr_desk.vault.attachments import Attachment, AttachmentKind
from gdpr_desk.vault.vault import Vault

TODAY = datetime(2026, 11, 23, 8, 48, tzinfo=ZoneInfo("Europe/Paris"))
FILLED = TODAY - timedelta(days=200)
PHRASE = "Trois hiboux dorment au grenier"
COPY = "copie.gdprdesk"
SIZE = 3000
"""Bytes of one copy of an identity paper: somebody who searches the disk may know even that."""


def paper(marker: str) -> bytes:
    """What the sealed copy says: its marker, again and again."""
    return (marker.encode() * (SIZE // len(marker) + 1))[:SIZE]


def fill(desk: Desk, count: int, out: Path) -> None:
    """Everything that is due today, in the vault and in two backups."""

    def told(session: Session, added: Attachment) -> None:
        desk.journal.record(session, "attachment.added", added.id)

    binned = []
    for number, marker in enumerate(markers(count)):
        if number % 3 == 0:
            scan = out / f"{marker}.txt"
            scan.write_bytes(paper(marker))
            desk.attachments.add(scan, owner="T-01", kind=AttachmentKind.IDENTITY, told=told)
            scan.unlink()
        elif number % 3 == 1:
            desk.history.drafts.keep(form_of(f"T-9{number:04}"), {"name": f"{marker} à moitié, {marker}"})
        else:
            kept = desk.register.add(ProcessingActivity("", marker, purposes=(Purpose(f"pour {marker}"),)))
            desk.register.save(replace(kept, note=f"noté {marker}"))
            binned.append(kept.reference)
    desk.history.bin(binned)
    desk.backups.make_daily()
    back_up(desk, out / COPY, force=True)


def sweep(desk: Desk, count: int) -> None:
    """Today's runs, agreed to where the guard asks, and today's backup: the old one leaves for it."""
    plan = desk.retention.plan()
    outcome = desk.retention.apply(desk.retention.accept(plan.id) if plan.guard else plan)
    assert outcome.destroyed >= count, outcome
    assert desk.backups.make_daily()
    desk.retention.sweep()
    assert len(desk.backups.listed()) == 1


def main(count: int, step: str, out: Path) -> None:
    folder = default_vault()
    clock = FixedClock(FILLED if step == "fill" else TODAY)
    if step == "restore":
        place = folder.with_name("rendu")
        restore_backup(out / COPY, place, PHRASE, clock)
        folder = place
    desk = _opened(folder, step, clock)
    if step == "fill":
        fill(desk, count, out)
    elif step == "restore":
        desk.retention.sweep()
    else:
        sweep(desk, count)
    assert desk.vault.officer_identity is not None
    own = (desk.vault.folder / "keys" / f"{desk.vault.person.id}.age").read_bytes()
    known = (
        desk.vault.database_key.hex(),
        desk.vault.officer_identity,
        str(keys.unprotect(own, PHRASE, None)),
    )
    sys.stdout.write(" ".join(known) + "\n")
    sys.stdout.flush()
    if step.endswith("die"):
        os.kill(os.getpid(), signal.SIGKILL)
    desk.close()


def _opened(folder: Path, step: str, clock: FixedClock) -> Desk:
    if step != "fill":
        return unlock_desk(folder, PHRASE, clock)
    vault, _ = Vault.create(folder, officer_name="Camille Lumen", passphrase=PHRASE, clock=clock)
    desk = open_desk(vault, clock)
    desk.register.add_from_starter(("newsletter",))
    return desk


if __name__ == "__main__":
    with pytest.MonkeyPatch.context() as cheap:
        quick(cheap)
        main(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
