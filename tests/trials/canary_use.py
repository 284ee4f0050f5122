"""A day of the program, without its window, in which every text is a canary: `canary_use.py OUT STEP`.

STEP: `use` founds the vault in the usual place and does everything somebody does in a month, exports into
OUT (which somebody asked for, in clear); `break` meets faults of our own; `delete` takes records out;
`die` is killed in the midst of it. `quick` as a last word leaves scrypt out.
"""

from __future__ import annotations

import logging
import os
import shutil
import signal
import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

import pytest
import shop
from canaries import canaries
from quick_keys import quick

from gdpr_desk.app import Desk, create_desk, unlock_desk
from gdpr_desk.clock import SystemClock
from gdpr_desk.desk_backups import back_up, restore_backup, verify_backup
from gdpr_desk.faults import start_log, write_report
from gdpr_desk.files import write_for_user
from gdpr_desk.parties.model import Party
from gdpr_desk.profile import Profile
from gdpr_desk.register.history import form_of
from gdpr_desk.register.model import ContactPerson, Controller, ProcessingActivity, Purpose
from gdpr_desk.settings import default_vault
from gdpr_desk.vault.attachments import AttachmentKind
from gdpr_desk.vault.people import Role

COUNT = 60
PHRASE = "Trois hiboux dorment au grenier"
CLOCK = SystemClock()


def use(out: Path) -> None:
    """Names, records, parties, drafts, people, backups, a way back, keys changed, papers."""
    names = iter(canaries(COUNT))
    officer = ContactPerson(next(names), next(names))
    lumen = Controller(next(names), address=next(names), officer=officer)
    desk, _ = create_desk(default_vault(), Profile(lumen, ("newsletter",)), PHRASE, CLOCK)
    with desk:
        for name in [next(names) for _ in range(20)]:
            desk.parties.save(Party(desk.parties.new_key("prestataire"), name))
        for number in range(10):
            record = ProcessingActivity("", next(names), purposes=(Purpose(next(names)),))
            kept = desk.register.add(record)
            desk.register.save(replace(kept, note=f"revu {kept.name} " * 20))
            desk.history.drafts.keep(form_of(f"T-5{number:02}"), {"name": kept.name * 3})
        for number, name in enumerate(names):
            desk.history.drafts.keep(form_of(f"T-6{number:02}"), {"note": name, "name": name})
            attach(desk, out / f"{name}.txt")
        gone = desk.people.add(canaries(COUNT)[5], Role.STAFF, f"{PHRASE} aussi")
        desk.backups.make_daily()
        back_up(desk, out / "cle.gdprdesk")
        desk.people.remove(gone.id)
        desk.people.change_passphrase(PHRASE, PHRASE + " encore")
        desk.people.change_passphrase(PHRASE + " encore", PHRASE)
        write_for_user(out / "registre.ods", desk.exchange.sheets("ods").content)
        write_for_user(out / "registre.pdf", desk.exchange.pdf().content)
        write_for_user(out / "registre.json", desk.exchange.json().encode())
    back = default_vault().with_name("revenu")
    assert verify_backup(out / "cle.gdprdesk", PHRASE, CLOCK).intact
    restore_backup(out / "cle.gdprdesk", back, PHRASE, CLOCK)


def attach(desk: Desk, paper: Path) -> None:
    """A file of the user's own, outside, with a canary as its name and as its content."""
    paper.write_text(f"{paper.stem}\n" * 100, encoding="utf-8")
    shop.attach(desk, paper, AttachmentKind.IDENTITY)
    paper.unlink()


def break_down() -> None:
    """Faults of our own whose messages quote what was in hand, logged and reported as the window does."""
    start_log()
    for name in canaries(COUNT)[:10]:
        for fault in (KeyError(name), ValueError(f"invalid literal: {name!r}"), OSError(2, "no file", name)):
            try:
                raise fault
            except Exception as caught:
                logging.getLogger("gdpr_desk").exception("a fault")
                written = write_report(caught, CLOCK)
            if written is None:
                raise SystemExit("no report was written")


def delete(desk: Desk) -> None:
    """Half of the records and parties are taken out."""
    some = [a.reference for a in desk.register.register().activities if a.name in set(canaries(COUNT))][::2]
    desk.history.bin(some)
    desk.history.destroy(some)
    desk.attachments.destroy([one.id for one in desk.attachments.all()[::2]], lambda _session, _gone: None)
    for party in desk.parties.all()[::2]:
        if party.name in set(canaries(COUNT)):
            desk.parties.remove(party.key)


def main(out: Path, step: str) -> None:
    if step == "use":
        use(out)
    elif step == "break":
        break_down()
    elif step == "plain":
        plain(out)
    else:
        with unlock_desk(default_vault(), PHRASE, CLOCK) as desk:
            delete(desk)
            if step == "die":
                desk.register.add(ProcessingActivity("", canaries(COUNT)[-1]))
                os.kill(os.getpid(), signal.SIGKILL)


def plain(out: Path) -> None:
    """The control: the same database as it would be without encryption."""
    import sqlcipher3.dbapi2 as sqlcipher

    copied = shutil.copytree(default_vault(), out / "coffre-en-clair")
    with unlock_desk(default_vault(), PHRASE, CLOCK) as desk:
        key = desk.vault.database_key
    connection = sqlcipher.connect(str(default_vault() / "vault.db"), isolation_level=None)
    connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"").fetchall()
    connection.execute("ATTACH DATABASE ? AS plain KEY ''", (str(Path(copied) / "plain.db"),))
    connection.execute("SELECT sqlcipher_export('plain')").fetchall()
    connection.close()


if __name__ == "__main__":
    with pytest.MonkeyPatch.context() as patch:
        if sys.argv[-1] == "quick":
            quick(patch)
        main(Path(sys.argv[1]), sys.argv[2])
