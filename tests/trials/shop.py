"""A shop's vault with something of everything in it, and all that is in it, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select
from sqlalchemy.orm import Session

from gdpr_desk.app import Desk, create_desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.desk_backups import back_up
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.parties.model import Party
from gdpr_desk.people import PeopleService
from gdpr_desk.profile import Profile
from gdpr_desk.register.history import form_of
from gdpr_desk.register.model import ContactPerson, Controller
from gdpr_desk.register.starter import expand, starter_tiles
from gdpr_desk.vault.attachments import Attachment, AttachmentKind
from gdpr_desk.vault.people import Role
from gdpr_desk.vault.schema import Base
from gdpr_desk.vault.vault import Vault

PHRASE = "les pêches mûrissent à l’ombre"
STAFF_PHRASE = "trois merles sous la charmille"
FOUNDED = datetime(2026, 11, 2, 7, 0, tzinfo=UTC)
LATER = FOUNDED + timedelta(days=1)
NOW = FOUNDED + timedelta(days=2)


@dataclass(frozen=True)
class Shop:
    """Where a vault lies, and the recovery sheet that also opens it."""

    folder: Path
    sheet: str


def found(folder: Path, activities: int = 4) -> Shop:
    """A vault with records, their history, drafts, bin, a destroyed record, a member of staff, two
    backups of its own and none elsewhere. Closed."""
    officer = ContactPerson("Camille Lumen", "Gérante")
    profile = Profile(Controller("Atelier Lumen", officer=officer), _pack(activities + 2))
    desk, secret = create_desk(folder, profile, PHRASE, FixedClock(FOUNDED))
    with desk:
        desk.backups.make_daily()
        PeopleService(desk.vault, desk.journal, desk.clock).add("Sacha Ombre", Role.STAFF, STAFF_PHRASE)
    with opened(folder, LATER) as desk:
        live(desk, activities)
        desk.backups.make_daily()
    return Shop(folder, secret.phrase)


def live(desk: Desk, activities: int) -> None:
    """A day at the desk: saves, a draft, a party, one record thrown away and one destroyed."""
    for activity in desk.register.register().activities[:activities]:
        desk.register.save(replace(activity, note=f"relu {activity.reference}"))
    desk.history.drafts.keep(form_of("T-01"), {"name": "à moitié écrit"})
    desk.parties.save(Party("banque", "Banque du Marché"))
    with TemporaryDirectory() as place:
        for kind in (AttachmentKind.IDENTITY, AttachmentKind.LETTER):
            paper = Path(place, f"{kind.value}.txt")
            paper.write_text(f"{kind.value}\n" * 1000, encoding="utf-8")
            attach(desk, paper, kind)
    last = [f"T-{activities + n:02}" for n in (1, 2)]
    desk.history.bin(last)
    desk.history.destroy(last[:1])


def attach(desk: Desk, paper: Path, kind: AttachmentKind = AttachmentKind.LETTER) -> Attachment:
    """A file of the user's own sealed into the vault, noted in the journal."""

    def told(session: Session, added: Attachment) -> None:
        desk.journal.record(session, "attachment.added", added.id)

    return desk.attachments.add(paper, owner="T-01", kind=kind, told=told)


def opened(folder: Path, at: datetime = NOW, phrase: str = PHRASE) -> Desk:
    """The desk as the window opens it: anybody's passphrase, all services, marks and ledger."""
    clock = FixedClock(at)
    vault = Vault.unlock(folder, phrase, clock=clock, anyone=True)
    try:
        return open_desk(vault, clock)
    except BaseException:
        vault.close()
        raise


Content = tuple[object, ...]


def content(desk: Desk) -> Content:
    """Every row of every table, the ids of everything erased, and the register as it is exported."""
    rows = []
    with desk.vault.store.read() as session:
        for table in Base.metadata.sorted_tables:
            found_rows = session.execute(select(table).order_by(*table.primary_key.columns)).all()
            rows.append((table.name, [tuple(row) for row in found_rows]))
    erased = [entry.key for entry in desk.ledger.read().entries]
    return rows, erased, desk.exchange.json(), sealed(desk)


def sealed(desk: Desk) -> list[tuple[str, bytes]]:
    """The sealed files by id, with their content as far as whoever opened the vault may open them."""
    opens = desk.vault.officer_identity is not None
    return [(one.id, desk.attachments.read(one.id) if opens else b"") for one in desk.attachments.all()]


def alarms(desk: Desk) -> list[str]:
    """The sentences that the window says of an open vault which is not what it was."""
    said = []
    water = desk.vault.high_water
    if water is not None and water.shortfall is not None:
        said.append(water.shortfall.sentence)
    journal = desk.verify_journal()
    if not journal.intact:
        said.append(f"journal: {journal.first_break} {journal.missing_tail}")
    ledger = desk.ledger.verify(desk.vault.store)
    if not ledger.intact:
        said.append(ledger.sentence)
    return said


def copied(desk: Desk, target: Path) -> Path:
    """A backup in another place."""
    back_up(desk, target, force=True)
    return target


def in_words(refusal: GdprDeskError) -> str:
    """The refusal's sentence; raises AssertionError where it is none."""
    assert refusal.message.endswith((".", "…")), refusal.message
    assert refusal.safe or refusal.remedy, refusal.message
    return refusal.message


def _pack(count: int) -> Sequence[str]:
    return tuple(expand(tile.key for tile in starter_tiles()))[:count]
