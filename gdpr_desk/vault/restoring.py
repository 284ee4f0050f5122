"""Reading a backup back: verified, looked at before, restored into a folder of its own.

The new vault is built beside its place and renamed into it once everything in it was checked, the
ledgers are merged and what was erased since the backup is erased again: a half restored vault never
has a name, and nothing erased is ever on the screen. It gets an id of its own, so that the marks
of the vault it was copied from do not accuse it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import update

from gdpr_desk import __version__
from gdpr_desk.clock import Clock
from gdpr_desk.errors import InvalidInput
from gdpr_desk.periods.words import french_instant
from gdpr_desk.vault import migration
from gdpr_desk.vault.backup_reading import OpenedBackup, building, opened, remove
from gdpr_desk.vault.creation import check_free, move_into_place
from gdpr_desk.vault.engine import make_engine, make_looking_engine
from gdpr_desk.vault.files import create_private, flush_rename, os_refusal, replace_file
from gdpr_desk.vault.folder import DATABASE
from gdpr_desk.vault.holder import restored_slots
from gdpr_desk.vault.ledger import (
    LEDGER,
    LedgerContent,
    merged,
    parse_ledger,
    read_ledger,
    set_standing,
    standing,
)
from gdpr_desk.vault.locks import MAINTENANCE
from gdpr_desk.vault.opening import Look
from gdpr_desk.vault.people import Person, people
from gdpr_desk.vault.refusals import VaultDamaged
from gdpr_desk.vault.returning import Returning, returning
from gdpr_desk.vault.state import STATE, State, read_state, write_state
from gdpr_desk.vault.store import Store
from gdpr_desk.vault.tables import VaultMetaRow
from gdpr_desk.vault.wal import SpentLog


@dataclass(frozen=True)
class Replayable:
    """What is known of erasures after the backup was made.

    `until`: erasures up to this instant come from ledgers that were found; None where none of them
    is newer than the backup. `erased` counts the ids to be erased again, as far as it is known.
    """

    made_at: datetime
    until: datetime | None
    erased: int
    damaged: bool = False

    @property
    def sentence(self) -> str:
        """The honest sentence: what comes back and what does not."""
        made = french_instant(self.made_at)
        if self.until is None:
            return (
                f"Aucun relevé des effacements plus récent n’a été trouvé : ce que vous avez effacé après "
                f"le {made} revient. Effacez-le de nouveau."
            )
        if self.damaged:
            return (
                "Le relevé des effacements trouvé est abîmé : une partie de ce que vous avez effacé après "
                f"le {made} peut revenir. Vérifiez la corbeille et le registre."
            )
        if not self.erased:
            return f"Rien n’a été effacé du coffre entre le {made} et le {french_instant(self.until)}."
        again = (
            "1 élément effacé depuis ne revient"
            if self.erased == 1
            else (f"{self.erased} éléments effacés depuis ne reviennent")
        )
        return f"{again} pas (relevé des effacements suivi jusqu’au {french_instant(self.until)})."


@dataclass(frozen=True)
class BackupPreview:
    """What would be restored: of when, how much of it, what is known of later erasures, whom it lets in."""

    label: str
    made_at: datetime
    written_by: str
    counts: Mapping[str, int]
    entries: int
    replayable: Replayable
    returning: Returning


@dataclass(frozen=True)
class Restored:
    """A vault that was restored: where, under which key, by whom, and what was erased again."""

    folder: Path
    database_key: bytes
    person: str
    preview: BackupPreview
    erased_again: int


Finish = Callable[[Store, Path, str], int]
"""Erases again what the ledger in that folder names, and notes in the journal, in the name of that
person, that the vault was restored; how many there were."""


def preview(
    path: Path,
    passphrase: str,
    beside: Path,
    *,
    person: str | None = None,
    ledgers: Sequence[Path] = (),
    vaults: Sequence[Path] = (),
    clock: Clock,
) -> BackupPreview:
    """What restoring would bring; nothing stays. `beside`: a place on the disk it would go to.

    Raises what `restore` raises, occupied folders apart.
    """
    place = building(beside)
    try:
        with opened(path, passphrase, person, place) as backup:
            known = _known(backup, ledgers, vaults, clock)
            backup.inner.extract(place, [DATABASE])
            return _preview(backup, known, _everyone(place, backup.look(place / DATABASE).key))
    finally:
        remove(place)


def restore(
    path: Path,
    folder: Path,
    passphrase: str,
    finish: Finish,
    *,
    person: str | None = None,
    ledgers: Sequence[Path] = (),
    vaults: Sequence[Path] = (),
    clock: Clock,
) -> Restored:
    """Make the vault in a backup anew in `folder`, which is new or empty.

    `ledgers` are erasure ledgers the person names, `vaults` folders where the vault it was copied
    from, or others of its line, may still be. Raises WrongPassphrase, BackupDamaged, VaultNewer,
    InvalidInput (a slip in the sheet's letters, a ledger of another vault), FolderRefused, DiskFull,
    VaultReadOnly; nothing is then left behind.
    """
    check_free(folder)
    place = building(folder)
    try:
        with opened(path, passphrase, person, place) as backup:
            known = _known(backup, ledgers, vaults, clock)
            whole = _merged(backup, known)
            backup.inner.extract(place, backup.inner.files)
            seen = backup.look(place / DATABASE)
            told = _preview(backup, known, _everyone(place, seen.key))
        replace_file(place / LEDGER, whole)
        erased = _finish(place, seen, lambda store: finish(store, place, backup.person))
        _write_clear_side(place, seen.key, backup)
        create_private(place / MAINTENANCE)
        _flush_names(place)
        move_into_place(place, folder)
    except BaseException as error:
        remove(place)
        if isinstance(error, OSError):
            raise os_refusal(error) from error
        raise
    return Restored(folder, seen.key, backup.person, told, erased)


def _flush_names(place: Path) -> None:
    """Put the names of all files in a vault on the disk, before it gets its own. Raises OSError."""
    for folder in (*(path for path in place.iterdir() if path.is_dir()), place):
        flush_rename(folder)


@dataclass(frozen=True)
class _Known:
    """The ledgers that were found, until when they are complete, the vaults of today beside them."""

    contents: tuple[LedgerContent, ...]
    until: datetime | None
    vaults: tuple[State, ...]


def _merged(backup: OpenedBackup, known: _Known) -> bytes:
    return merged(backup.facts.lineage, backup.ledger(), backup.facts.carried_out, known.contents)


def _preview(backup: OpenedBackup, known: _Known, then: Sequence[Person]) -> BackupPreview:
    facts = backup.facts
    entries = parse_ledger(_merged(backup, known)).entries
    newer = known.until is not None and known.until >= facts.made_at
    replayable = Replayable(
        facts.made_at,
        known.until if newer else None,
        len({(entry.kind, entry.id) for entry in entries if entry.number > facts.carried_out}),
        any(content.first_break is not None for content in known.contents),
    )
    back = returning(then, facts.vault_id, known.vaults)
    return BackupPreview(
        facts.label, facts.made_at, facts.written_by, facts.counts, facts.entries, replayable, back
    )


def _known(backup: OpenedBackup, ledgers: Sequence[Path], vaults: Iterable[Path], clock: Clock) -> _Known:
    """Every ledger of this vault's line that can be found, and until when they tell of erasures."""
    contents, ends, found = [], [], []
    for path in ledgers:
        content = _named_ledger(path)
        if content.lineage != backup.facts.lineage:
            raise InvalidInput(
                "Ce relevé des effacements vient d’un autre coffre, ou n’est pas lisible.",
                safe="Rien n’a été modifié.",
                remedy="Donnez le fichier erasures.log du coffre d’origine.",
                code="other_ledger",
            )
        contents.append(content)
        ends += [datetime.fromisoformat(entry.at) for entry in content.entries]
    for folder in dict.fromkeys([*vaults, *(path.parent for path in ledgers)]):
        content = read_ledger(folder / LEDGER)
        if content.lineage == backup.facts.lineage and (folder / DATABASE).is_file():
            contents.append(content)
            ends.append(clock.now())  # what is not in it was not erased
            with suppress(VaultDamaged):  # a vault that is damaged is why one restores
                found.append(read_state(folder))
    return _Known(tuple(contents), max(ends, default=None), tuple(found))


def _named_ledger(path: Path) -> LedgerContent:
    if not path.is_file():
        raise InvalidInput(
            "Ce relevé des effacements n’existe pas.",
            safe="Rien n’a été modifié.",
            remedy="Vérifiez son chemin.",
            code="no_file",
        )
    return read_ledger(path)


def _finish(place: Path, seen: Look, finish: Callable[[Store], int]) -> int:
    """Bring the database up to date, give it an id of its own, erase again; wipe the log."""
    engine = make_engine(place / DATABASE, lambda: seen.key)
    try:
        if seen.revision != migration.head():
            migration.upgrade(engine)
        store = Store(engine)
        with store.begin() as session:
            set_standing(session, *standing(session))  # its line stays that of the vault it was copied from
            session.execute(update(VaultMetaRow).values(vault_id=secrets.token_hex(16)))
        return finish(store)
    finally:
        spent = SpentLog(place / DATABASE)
        engine.dispose()
        spent.wipe()


def _everyone(place: Path, key: bytes) -> tuple[Person, ...]:
    engine = make_looking_engine(place / DATABASE, key)
    try:
        with Store(engine).read() as session:
            return people(session)
    finally:
        engine.dispose()


def _write_clear_side(place: Path, key: bytes, backup: OpenedBackup) -> None:
    """A state without history: no wrong passphrases, no backups, the keys as they are."""
    demo = read_state(place).demo if (place / STATE).is_file() else False
    engine = make_looking_engine(place / DATABASE, key)
    try:
        with Store(engine).read() as session:
            vault_id, created_at = session.query(VaultMetaRow.vault_id, VaultMetaRow.created_at).one()
    finally:
        engine.dispose()
    state = State(
        vault_id=vault_id,
        label=backup.facts.label,
        written_by=__version__,
        created_at=created_at,
        demo=demo,
        slots=restored_slots(place, _everyone(place, key)),
    )
    write_state(place, state)
