"""A program without Qt that fills a vault with marked records and takes them out again, made to be looked at.

`erasing.py FOLDER COUNT STEP`: STEP is `fill`, `erase`, `erase-and-die` (killed before it closes),
`open` (opens and closes), `rekey`, or `careless-erase`: the same without the wiping of the log. Each
marker of COUNT goes into a record with versions, a draft or a party, in turn. The last line on stdout
names the database keys.
"""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import SystemClock
from gdpr_desk.parties.model import Party
from gdpr_desk.register.history import form_of
from gdpr_desk.register.model import Controller, ProcessingActivity, Purpose
from gdpr_desk.vault import vault as vault_module
from gdpr_desk.vault.vault import Vault

RAW_KEY = bytes(range(32))
NEW_KEY = bytes(range(100, 132))


def markers(count: int) -> list[str]:
    """What is to be found before and not after."""
    return [f"Effacer{number * 7919:06}Bientot" for number in range(count)]


def fill(desk: Desk, count: int) -> None:
    """Half the markers in records, saved twice each; a quarter in drafts, a quarter in parties."""
    desk.register.set_controller(Controller("Atelier Lumen"))
    desk.register.add_from_starter(("newsletter",))
    for number, marker in enumerate(markers(count)):
        if number % 4 == 0:
            desk.history.drafts.keep(form_of(f"T-9{number:04}"), {"name": f"{marker} à moitié, {marker}"})
        elif number % 4 == 1:
            desk.parties.save(Party(f"p-{number}", f"{marker} et fils ({marker})"))
        else:
            record = ProcessingActivity("", f"{marker} d’abord", purposes=(Purpose(f"pour {marker}"),))
            kept = desk.register.add(record)
            desk.register.save(replace(kept, name=f"{marker} ensuite", note=f"noté {marker}"))


def erase(desk: Desk, count: int) -> None:
    """All of it by the program's own verbs; half of the records are changed once more before."""
    stems = set(markers(count))
    ours = [a for a in desk.register.register().activities if a.name.split()[0] in stems]
    for record in ours[::2]:
        desk.register.save(replace(record, name="autre nom", note="autre note"))
    references = [record.reference for record in ours]
    desk.history.bin(references)
    assert desk.history.destroy(references) == len(ours) == count // 2
    for number in range(count):
        if number % 4 == 0:
            desk.history.drafts.discard(form_of(f"T-9{number:04}"))
        elif number % 4 == 1:
            desk.parties.remove(f"p-{number}")


class Careless(vault_module.SpentLog):
    """The log as SQLite leaves it: its blocks are given back with all that is in them."""

    def __init__(self, _database: Path) -> None:
        self._held = None

    def wipe(self) -> None:
        """Nothing."""


def main(folder: Path, count: int, step: str) -> None:
    clock = SystemClock()
    if step == "careless-erase":
        vault_module.SpentLog = Careless  # type: ignore[misc]
    found = Vault.open if vault_module.exists(folder) else Vault.found_for_trial
    vault, used = _under_its_key(found, folder, clock)
    desk = open_desk(vault, clock)
    if step == "fill":
        fill(desk, count)
    elif step.startswith(("erase", "careless")):
        erase(desk, count)
    elif step == "rekey":
        with vault.maintained():
            vault.change_key(NEW_KEY)
    sys.stdout.write(f"{used.hex()} {vault.database_key.hex()}\n")
    sys.stdout.flush()
    if step == "erase-and-die":
        os.kill(os.getpid(), signal.SIGKILL)
    desk.close()


def _under_its_key(found: object, folder: Path, clock: SystemClock) -> tuple[Vault, bytes]:
    for key in (RAW_KEY, NEW_KEY):
        try:
            return found(folder, key, clock=clock), key  # type: ignore[operator]
        except vault_module.VaultDamaged:
            continue
    raise SystemExit("neither key opens it")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
