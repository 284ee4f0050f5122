"""What is done to the vault under trial: each operation a row of steps, acknowledged one by one.

A step ends with `yield`: the program has told the person that it is done. What is yielded are the
phrases that somebody opens the vault with from now on, by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.desk_backups import back_up, restore_backup
from gdpr_desk.register.history import form_of
from gdpr_desk.retention.locked import sweep_locked
from gdpr_desk.vault.attachments import Attachment, AttachmentKind
from gdpr_desk.vault.people import Role
from gdpr_desk.vault.vault import RECOVERY_NAME, Vault

START = datetime(2026, 11, 2, 7, 0, tzinfo=UTC)
ANNE, BENOIT, CHLOE = "Anne", "Benoît", "Chloé"
PHRASE = "les pêches mûrissent à l’ombre"


@dataclass(frozen=True)
class Hands:
    """Where an operation works, in whose name; `n` tells one run from the next."""

    folder: Path
    file: Path
    place: Path
    person: str
    phrase: str
    n: int = 1

    @property
    def documents(self) -> Path:
        """Where the person's own files are: on another disk."""
        return self.folder.parent.parent

    @property
    def clock(self) -> FixedClock:
        """Another day for each run."""
        return FixedClock(START + timedelta(days=self.n))

    def opened(self) -> Desk:
        """The vault as the officer opens it."""
        vault = Vault.unlock(self.folder, self.phrase, clock=self.clock, person=self.person)
        return open_desk(vault, self.clock)


Told = Mapping[str, str]
NOTHING: Told = {}


def save(desk: Desk, hands: Hands) -> Iterator[Told]:
    """Two kinds of records, each in its own transaction with its journal entry."""
    activity = desk.register.activity("T-01")
    purposes = tuple(replace(purpose, name=f"but {hands.n}") for purpose in activity.purposes)
    desk.register.save(replace(activity, note=f"note {hands.n} " * 40, purposes=purposes))
    yield NOTHING
    party = desk.parties.all()[0]
    desk.parties.save(replace(party, name=f"Prestataire {hands.n}"))
    yield NOTHING


def draft(desk: Desk, hands: Hands) -> Iterator[Told]:
    """What locking does: drafts kept, then everything closed."""
    for form in ("T-01", "T-03"):
        desk.history.drafts.keep(form_of(form), {"note": f"à moitié tapé {hands.n} " * 40})
        yield NOTHING
    desk.close()
    yield NOTHING


def destroy(desk: Desk, _hands: Hands) -> Iterator[Told]:
    """Something new is thrown away, then all that is in the bin erased for good."""
    made = desk.register.duplicate("T-01").reference
    yield NOTHING
    desk.history.bin([made])
    yield NOTHING
    desk.history.destroy([record.activity.reference for record in desk.history.binned()])
    yield NOTHING


def daily(desk: Desk, _hands: Hands) -> Iterator[Told]:
    """The day's backup in the vault's own folder."""
    desk.backups.make_daily()
    yield NOTHING


def copy(desk: Desk, hands: Hands) -> Iterator[Told]:
    """A copy elsewhere, in the place of an older one."""
    back_up(desk, hands.file, force=True)
    yield NOTHING


def content_of(n: int) -> bytes:
    """A document whose every byte says which one it is, longer than a block of its seal."""
    return f"pièce {n}\n".encode() * 8_000


def put_in(desk: Desk, hands: Hands, n: int, kind: AttachmentKind, owner: str = "T-01") -> None:
    """Seal document `n` into the vault."""

    def told(session: Session, attachment: Attachment) -> None:
        desk.journal.record(session, "attachment.added", attachment.id)

    source = hands.documents / f"piece-{n}.txt"
    desk.attachments.add(source, owner=owner, kind=kind, told=told)


def attach(desk: Desk, hands: Hands) -> Iterator[Told]:
    """A letter and a copy of a proof of identity."""
    for n, kind in ((hands.n, AttachmentKind.LETTER), (hands.n + 1, AttachmentKind.IDENTITY)):
        put_in(desk, hands, n, kind)
        yield NOTHING


def destroy_attachment(desk: Desk, _hands: Hands) -> Iterator[Told]:
    """The oldest two, for good: keys and files."""

    def told(session: Session, attachment: Attachment) -> None:
        desk.journal.record(session, "attachment.destroyed", attachment.id)

    for attachment in sorted(desk.attachments.all(), key=lambda a: (a.added_at, a.name))[:2]:
        desk.attachments.destroy([attachment.id], told)
        yield NOTHING


def add(desk: Desk, hands: Hands) -> Iterator[Told]:
    """One more officer."""
    name, phrase = f"Denis {hands.n}", f"{PHRASE} douze fois {hands.n}"
    desk.people.add(name, Role.OFFICER, phrase)
    yield {name: phrase}


def remove(desk: Desk, hands: Hands) -> Iterator[Told]:
    """An officer goes: another database key, another officer identity, other grants for all."""
    others = [p for p in desk.people.all() if p.role is Role.OFFICER and p.name != ANNE]
    if not others:
        yield from add(desk, hands)
        others = [p for p in desk.people.all() if p.name == f"Denis {hands.n}"]
    desk.people.remove(others[0].id)
    yield NOTHING


def renew(desk: Desk, _hands: Hands) -> Iterator[Told]:
    """Another recovery sheet, another key."""
    yield {RECOVERY_NAME: desk.people.renew_recovery().phrase}


def passphrase(desk: Desk, hands: Hands) -> Iterator[Told]:
    """The officer's own phrase."""
    new = f"{PHRASE} depuis juillet {hands.n}"
    desk.people.change_passphrase(hands.phrase, new)
    yield {ANNE: new}


def new_key(desk: Desk, hands: Hands) -> Iterator[Told]:
    """For somebody who forgot theirs."""
    phrase = f"{PHRASE} et les prunes {hands.n}"
    staff = next(p for p in desk.people.all() if p.name == CHLOE)
    desk.people.give_new_key(staff.id, phrase)
    yield {CHLOE: phrase}


def migrate(hands: Hands) -> Iterator[Told]:
    """The vault of an earlier program is opened for the first time by this one."""
    hands.opened().close()
    yield NOTHING


def restore(hands: Hands) -> Iterator[Told]:
    """A vault is made anew from the copy, without what was erased since."""
    restore_backup(hands.file, hands.place, hands.phrase, hands.clock, person=hands.person)
    yield NOTHING


def sweep(desk: Desk, _hands: Hands) -> Iterator[Told]:
    """All that is due goes."""
    desk.retention.sweep()
    yield NOTHING


def sweep_while_locked(hands: Hands) -> Iterator[Told]:
    """Due files go without a key; two hours later somebody opens the vault, and the rest follows."""
    sweep_locked(hands.folder, hands.clock)
    yield NOTHING
    clock = FixedClock(hands.clock.now() + timedelta(hours=2))
    vault = Vault.unlock(hands.folder, hands.phrase, clock=clock, person=hands.person)
    with open_desk(vault, clock) as desk:
        desk.retention.sweep()
        yield NOTHING


def settled(hands: Hands) -> datetime:
    """When the next run comes after either."""
    return hands.clock.now() + timedelta(hours=5)


WARM: Mapping[str, Callable[[Desk, Hands], Iterator[Told]]] = {
    "save": save,
    "draft": draft,
    "destroy": destroy,
    "daily": daily,
    "copy": copy,
    "attach": attach,
    "destroy-attachment": destroy_attachment,
    "add": add,
    "remove": remove,
    "renew": renew,
    "passphrase": passphrase,
    "new-key": new_key,
    "sweep": sweep,
}
"""On an open vault."""
COLD: Mapping[str, Callable[[Hands], Iterator[Told]]] = {
    "migrate": migrate,
    "open": migrate,
    "restore": restore,
    "sweep-locked": sweep_while_locked,
}
"""Opening is part of it."""
SWEEPS = ("sweep", "sweep-locked")
"""Judged by what holds after the next run: see `sweeping.py`."""
NAMES = (*WARM, *COLD)
