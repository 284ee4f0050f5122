"""Attachments: files sealed each under a key of its own, so that destroying one is final (Art. 5(1)(e), 32).

The key of a file lies in the database, sealed to the officer public key: whoever opens the vault can
put a file in, only officers can open it. A file gets its name within the transaction that writes its
row, and loses it after the transaction that removes the row; the next opening takes away what a crash
left between the two. Destroyed ids go to the erasure ledger; identity copies never enter a backup.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

import pyrage
from pyrage import x25519
from sqlalchemy import Select, delete, event, select, update
from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.errors import AccessRefused, InvalidInput, NotFound, StorageFailed
from gdpr_desk.vault import sealed_files
from gdpr_desk.vault.ledger import Ledger
from gdpr_desk.vault.people import Role
from gdpr_desk.vault.sealed_files import StagedFile, opened_source, remove_files, sealed_file
from gdpr_desk.vault.sealing import SealBroken, unseal
from gdpr_desk.vault.store import Store, insert_later
from gdpr_desk.vault.tables import AttachmentRow, VaultMetaRow
from gdpr_desk.vault.vault import Vault

LEDGER_KIND = "attachment"
"""What the erasure ledger calls an attachment."""
_LONGEST_NAME = 200
_NAMED = "sealed files were given names"
_OFFICER_KEY = select(VaultMetaRow.officer_public_key)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f/\\]+")


class AttachmentKind(StrEnum):
    """What an attachment is, as far as the vault treats it otherwise or the commands name it."""

    IDENTITY = "identity"
    LETTER = "letter"
    CONTRACT = "contract"
    OTHER = "other"


class AttachmentDamaged(StorageFailed):
    """The sealed file is gone, or is not what was written."""

    code = "attachment_damaged"

    def __init__(self) -> None:
        super().__init__(
            "Cette pièce jointe est abîmée ou a disparu du dossier du coffre.",
            safe="Le reste du coffre n’est pas touché.",
            remedy="Restaurez une sauvegarde dans un autre dossier : elle y sera peut-être encore.",
        )


@dataclass(frozen=True)
class Attachment:
    """One sealed file: what it belongs to (`owner`, a reference), its name and size (bytes) before sealing,
    the SHA-256 of the sealed file, when (UTC) and by whom (an id) it was put in."""

    id: str
    kind: AttachmentKind
    owner: str
    name: str
    size: int
    sha256: str
    added_at: datetime
    added_by: str


@dataclass(frozen=True)
class SealedContent:
    """A file as it lies in the vault, and the one key that opens it."""

    content: bytes = field(repr=False)
    key: str = field(repr=False)


Told = Callable[[Session, Attachment], None]
"""Notes an attachment in the caller's journal, inside the same transaction."""


class Attachments:
    """The attachments of one open vault. Those that `held` names stand under a legal hold."""

    def __init__(
        self,
        vault: Vault,
        clock: Clock,
        ledger: Ledger,
        *,
        held: Callable[[Session], Collection[str]] = lambda _session: (),
    ) -> None:
        self._held = held
        self._vault = vault
        self._clock = clock
        self.ledger = ledger

    def add(self, source: Path, *, owner: str, kind: AttachmentKind, told: Told) -> Attachment:
        """Seal a file the user chose; the original stays where it is.

        Raises InvalidInput (unreadable, empty, larger than `sealed_files.LARGEST`), DiskFull,
        VaultReadOnly, VaultBusy; nothing is then left behind.
        """
        with opened_source(source) as file:
            staged = self.stage(file)
        try:
            with self._vault.store.begin() as session:
                added = self.keep(session, staged, owner=owner, kind=kind, name=source.name)
                told(session, added)
        finally:
            sealed_files.give_up(staged)
        return added

    def stage(self, source: BinaryIO) -> StagedFile:
        """Seal what `source` gives, before a transaction; `keep` it or give it up. Raises as `add`."""
        return sealed_files.stage(self._vault.folder, source)

    def keep(
        self, session: Session, staged: StagedFile, *, owner: str, kind: AttachmentKind, name: str
    ) -> Attachment:
        """Make a staged file an attachment within the caller's `Store.begin()` transaction.

        Where that is rolled back, the file is met by the next opening: its row decides.
        """
        officer = session.connection().execute(_OFFICER_KEY).scalar_one()
        attachment = Attachment(
            id=staged.id,
            kind=kind,
            owner=owner,
            name=shown_name(name),
            size=staged.size,
            sha256=staged.sha256,
            added_at=self._clock.now(),
            added_by=self._vault.person.id,
        )
        self._give_name(session, staged)
        sealed_key = _sealed_key(staged.identity, officer)
        insert_later(session, AttachmentRow, [{**vars(attachment), "sealed_key": sealed_key}])
        return attachment

    def _give_name(self, session: Session, staged: StagedFile) -> None:
        """The names given within one transaction are made safe together, right before it."""
        sealed_files.give_name(staged)
        if _NAMED not in session.info:
            session.info[_NAMED] = True
            folder = self._vault.folder
            event.listen(session, "before_commit", lambda _: sealed_files.flush_names(folder), once=True)

    def listed(self, owner: str) -> tuple[Attachment, ...]:
        """What belongs to that reference, oldest first."""
        with self._vault.store.read() as session:
            return owned(session, owner)

    def all(self) -> tuple[Attachment, ...]:
        """Every attachment, oldest first."""
        with self._vault.store.read() as session:
            return every_attachment(session)

    def read(self, attachment: str) -> bytes:
        """The content. Raises as `write_to`."""
        sink = io.BytesIO()
        self.write_to(attachment, sink)
        return sink.getvalue()

    def write_to(self, attachment: str, out: BinaryIO) -> None:
        """Open it into `out`; when it turns out to be damaged, part of it may be there already.

        Raises NotFound, AccessRefused by staff, AttachmentDamaged, OSError for `out`.
        """
        key = self._key(attachment)
        try:
            file = sealed_file(self._vault.folder, attachment).open("rb")
        except OSError as error:
            raise AttachmentDamaged from error
        try:
            with file:
                unseal(file, out, key)
        except SealBroken as error:
            raise AttachmentDamaged from error

    def sealed(self, attachment: str) -> SealedContent:
        """The sealed file and its key, for whoever opens it in another process: here it stays closed.

        Raises as `write_to`.
        """
        key = self._key(attachment)
        try:
            return SealedContent(sealed_file(self._vault.folder, attachment).read_bytes(), str(key))
        except OSError as error:
            raise AttachmentDamaged from error

    def _key(self, attachment: str) -> x25519.Identity:
        officer = self._vault.officer_identity
        if officer is None:
            raise cannot_open()
        with self._vault.store.read() as session:
            row = session.get(AttachmentRow, attachment)
            if row is None:
                raise NotFound("Cette pièce jointe n’est plus dans le coffre.")
            sealed = row.sealed_key
        try:
            return _opened_key(sealed, officer)
        except SealBroken as error:
            raise AttachmentDamaged from error

    def destroy(self, ids: Iterable[str], told: Told) -> int:
        """Destroy attachments for good, key and file; how many there were.

        Raises AccessRefused by staff, InvalidInput where one of them is held; nothing is then destroyed.
        """
        with self._vault.store.begin() as session:
            return self.destroy_by_hand(session, ids, told)

    def destroy_by_hand(self, session: Session, ids: Iterable[str], told: Told) -> int:
        """As `destroy`, within the caller's `Store.begin()` transaction; the files go after its commit."""
        if self._vault.person.role is Role.STAFF:
            raise cannot_open()
        gone = found_by(session, _all().where(AttachmentRow.id.in_(list(ids))))
        if not frozenset(self._held(session)).isdisjoint(attachment.id for attachment in gone):
            raise InvalidInput(
                "Une pièce gelée ne peut pas être détruite.",
                safe="Rien n’a été détruit.",
                remedy="Levez d’abord le gel, dans Conservation.",
                code="held",
            )
        for attachment in gone:
            told(session, attachment)
        self.destroy_in(session, [attachment.id for attachment in gone])
        return len(gone)

    def destroy_in(self, session: Session, ids: Collection[str]) -> None:
        """Within the caller's `Store.begin()` transaction, who has looked at the holds; the files go once it
        is committed."""
        there = forget(session, ids)
        self.ledger.note(session, LEDGER_KIND, there)
        folder = self._vault.folder
        event.listen(session, "after_commit", lambda _: remove_files(folder, there), once=True)

    def missing(self) -> tuple[Attachment, ...]:
        """Those whose file is gone: to be told, the vault cannot bring them back."""
        there = sealed_files.present(self._vault.folder)
        return tuple(attachment for attachment in self.all() if attachment.id not in there)


def every_attachment(session: Session) -> tuple[Attachment, ...]:
    """All of them, oldest first."""
    return found_by(session, _all())


def owned(session: Session, owner: str) -> tuple[Attachment, ...]:
    """What belongs to that reference, oldest first."""
    return found_by(session, _all().where(AttachmentRow.owner == owner))


def give_to(session: Session, ids: Collection[str], owner: str) -> None:
    """Let these attachments belong to another reference from now on."""
    session.execute(update(AttachmentRow).where(AttachmentRow.id.in_(list(ids))).values(owner=owner))


def become(session: Session, ids: Collection[str], kind: AttachmentKind) -> None:
    """Let these attachments be of that kind from now on: it decides whether the next backup takes them."""
    session.execute(update(AttachmentRow).where(AttachmentRow.id.in_(list(ids))).values(kind=kind.value))


def found_by(session: Session, query: Select[AttachmentRow]) -> tuple[Attachment, ...]:
    """The attachments a query on their rows finds."""
    return tuple(
        Attachment(
            id=row.id,
            kind=AttachmentKind(row.kind),
            owner=row.owner,
            name=row.name,
            size=row.size,
            sha256=row.sha256,
            added_at=row.added_at,
            added_by=row.added_by,
        )
        for row in session.scalars(query)
    )


def forget(session: Session, ids: Collection[str]) -> list[str]:
    """Take the rows, and with them the keys, of these attachments out; which there were."""
    wanted = list(ids)
    there = list(session.scalars(select(AttachmentRow.id).where(AttachmentRow.id.in_(wanted))))
    session.execute(delete(AttachmentRow).where(AttachmentRow.id.in_(there)))
    return there


def erase_again(session: Session, ids: Collection[str], told: Told) -> int:
    """Take out what the ledger names and this copy of the vault still has; `settle` removes the files."""
    gone = found_by(session, _all().where(AttachmentRow.id.in_(list(ids))))
    for attachment in gone:
        told(session, attachment)
    return len(forget(session, ids))


def settle(store: Store, folder: Path) -> int:
    """Remove the files that no row names: a crash came before the row, or after it went; how many.

    Looks again while it alone may write, so that no other window's attachment in the making is taken.
    Raises the refusals of the store and of the disk.
    """
    if not _strays(store, folder):
        return 0
    with store.begin() as session:
        strays = sealed_files.present(folder) - set(session.scalars(select(AttachmentRow.id)))
        remove_files(folder, strays)
    return len(strays)


def reseal(session: Session, former: str, fresh_public_key: str) -> None:
    """Seal the keys of all attachments to another officer key, within the transaction that names it.

    A key that the former identity does not open is lost already, and stays as it is.
    """
    for row in session.scalars(select(AttachmentRow)):
        try:
            identity = str(_opened_key(row.sealed_key, former))
        except SealBroken:
            continue
        changed = _sealed_key(identity, fresh_public_key)
        session.execute(update(AttachmentRow).where(AttachmentRow.id == row.id).values(sealed_key=changed))


def shown_name(name: str) -> str:
    """A file's name as it is kept: no path, no control characters, its ending when it is too long."""
    clean = _CONTROLS.sub(" ", unicodedata.normalize("NFC", name)).encode("utf-8", "replace").decode().strip()
    return clean[-_LONGEST_NAME:] or "sans nom"


def cannot_open() -> AccessRefused:
    """Staff put files in and cannot take them out: the key is not theirs."""
    return AccessRefused(
        "Seule une personne responsable du coffre peut ouvrir ou détruire une pièce jointe.",
        safe="Rien n’a été modifié.",
        remedy="Demandez à une personne responsable.",
        code="for_officers",
    )


def _all() -> Select[AttachmentRow]:
    return select(AttachmentRow).order_by(AttachmentRow.added_at, AttachmentRow.id)


def _strays(store: Store, folder: Path) -> frozenset[str]:
    with store.read() as session:
        return sealed_files.present(folder) - set(session.scalars(select(AttachmentRow.id)))


def _sealed_key(identity: str, officer_public_key: str) -> bytes:
    return pyrage.encrypt(identity.encode(), [x25519.Recipient.from_str(officer_public_key)])


def _opened_key(sealed: bytes, officer: str) -> x25519.Identity:
    """Raises SealBroken."""
    try:
        return x25519.Identity.from_str(pyrage.decrypt(sealed, [x25519.Identity.from_str(officer)]).decode())
    except (pyrage.DecryptError, pyrage.IdentityError, UnicodeDecodeError, OSError) as error:
        raise SealBroken from error
