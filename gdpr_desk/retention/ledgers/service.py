"""The officer's verbs on the ledgers. For screens:

- `ledgers()` lists them with counts; `entries(kind)` the lines of one, `entry(reference)` one of them: what
  is kept, when it leaves (`leaves_at`), what is to do (`remarks`) and which steps can come next.
- A form is drawn from `kinds.kind_of(key).fields`; `answers.typed_text` fills it, `answers.read_values` reads
  it back (`EntryRefused.problems`, each beside its field). `add(kind, values, draft=…)`, `change(reference,
  values, base=…)`; a draft becomes an entry with `change(…, draft=False)`.
- `note_step(reference, step, at, values)` notes that something happened, `undo_step` takes it back;
  `checks.step_problems` tells beforehand why not yet. `remove(reference)` is for what was written by mistake.
- `foresee(kind, path)` reads a file and changes nothing; `take(foreseen)` keeps all of it or nothing;
  `undo_import(batch)` takes it out again as long as nobody worked on it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from gdpr_desk.documents.sheet_reading import read_content, read_sheets
from gdpr_desk.errors import InvalidInput, NotFound
from gdpr_desk.journal.model import JSON
from gdpr_desk.journal.service import JournalService
from gdpr_desk.periods.ceilings import Trigger
from gdpr_desk.retention.ledgers import repository
from gdpr_desk.retention.ledgers.checks import dependents, next_steps, problems, remarks
from gdpr_desk.retention.ledgers.importing import ImportRefused, Line, ReadTable, read_table
from gdpr_desk.retention.ledgers.keeping import leaves_at, rule_of, window_of
from gdpr_desk.retention.ledgers.kinds import KINDS, kind_of
from gdpr_desk.retention.ledgers.model import (
    ITEM_KIND,
    AlreadyThere,
    EntryRefused,
    EntrySavedElsewhere,
    LedgerEntry,
    LedgerKind,
    Problem,
    Remark,
    StepSpec,
    Value,
    Values,
)
from gdpr_desk.retention.model import Rule
from gdpr_desk.vault.drafts import Drafts
from gdpr_desk.vault.ledger import Ledger
from gdpr_desk.vault.people import Role
from gdpr_desk.vault.refusals import for_officers
from gdpr_desk.vault.vault import Vault

__all__ = [
    "AlreadyThere",
    "EntryRefused",
    "EntrySavedElsewhere",
    "Foreseen",
    "ImportRefused",
    "Imported",
    "LedgerOverview",
    "LedgerService",
    "LedgerSummary",
]

Held = Callable[[Session], Collection[str]]
"""The references of entries on which a legal hold stands."""
_SUBJECT = "registres"


@dataclass(frozen=True)
class LedgerSummary:
    """One ledger and how many entries it has, drafts among them."""

    kind: LedgerKind
    entries: int
    drafts: int


@dataclass(frozen=True)
class LedgerOverview:
    """An entry as it stands now.

    `leaves_at` (in the shop's zone) is None while something keeps it out of every sweep: it is still in use,
    or nothing ends its time. `counted_from_creation`: its date is missing. `held`: under a legal hold.
    """

    entry: LedgerEntry
    rule: Rule
    leaves_at: datetime | None
    counted_from_creation: bool
    held: bool
    remarks: tuple[Remark, ...]
    next_steps: tuple[StepSpec, ...]


@dataclass(frozen=True)
class Foreseen:
    """What an import would do: `table` as it was read, `new` lines, and `known` ones (their number in the
    file) that are in the ledger already or twice in the file: they are left out."""

    table: ReadTable
    new: tuple[Line, ...]
    known: tuple[int, ...]


@dataclass(frozen=True)
class Imported:
    """What an import did; `batch` undoes it, and is empty where every line was there already."""

    batch: str
    references: tuple[str, ...]
    known: int


class LedgerService:
    """The ledgers of one open vault; `drafts` keeps what is half typed in their forms.

    Every verb raises AccessRefused by staff, and NotFound for a ledger or an entry that is not there.
    """

    def __init__(self, vault: Vault, journal: JournalService, ledger: Ledger, held: Held) -> None:
        self._vault = vault
        self.drafts = Drafts(vault.store, journal.clock)
        self._journal = journal
        self._clock = journal.clock
        self._ledger = ledger
        self._held = held

    @property
    def allowed(self) -> bool:
        """Whether whoever opened the vault may see the ledgers."""
        return self._vault.person.role is not Role.STAFF

    def ledgers(self) -> tuple[LedgerSummary, ...]:
        """Every ledger, empty ones too."""
        with self._reading() as session:
            found = repository.counts(session)
        return tuple(LedgerSummary(kind, *found.get(key, (0, 0))) for key, kind in KINDS.items())

    def entries(self, kind: str, most: int | None = None, after: int = 0) -> tuple[LedgerOverview, ...]:
        """The entries of one ledger, the newest first: all, or `most` of them after so many others."""
        wanted = kind_of(kind)
        with self._reading() as session:
            held = frozenset(self._held(session))
            found = repository.of_kind(session, wanted.key, most, after)
        now = self._clock.now()
        return tuple(_overview(wanted, entry, held, now) for entry in found)

    def entry(self, reference: str) -> LedgerOverview:
        """One entry."""
        with self._reading() as session:
            found = _existing(session, reference)
            held = frozenset(self._held(session))
        return _overview(KINDS[found.kind], found, held, self._clock.now())

    def among(self, references: Collection[str]) -> tuple[LedgerEntry, ...]:
        """Those of the references that are still there."""
        with self._reading() as session:
            return tuple(repository.among(session, references))

    def add(
        self,
        kind: str,
        values: Values,
        *,
        steps: Mapping[str, Trigger] | None = None,
        draft: bool = False,
        twice: bool = False,
    ) -> LedgerEntry:
        """Write down an entry. Raises EntryRefused, and AlreadyThere unless `twice`."""
        wanted, now = kind_of(kind), self._clock.now()
        entry = LedgerEntry(wanted.key, dict(values), dict(steps or {}), draft)
        _refuse(problems(wanted, entry, now))
        with self._begin() as session:
            twin = repository.twins(session, [entry]).get(repository.digest(entry))
            if twin is not None and not twice:
                raise AlreadyThere(twin)
            (made,) = self._numbered(session, wanted, [entry], now)
            repository.add(session, [made])
            self._journal.record(session, "ledger.added", made.reference, {"fields": sorted(made.values)})
        return made

    def change(
        self, reference: str, values: Values, *, base: Values | None = None, draft: bool | None = None
    ) -> LedgerEntry:
        """Write down the answers in which `values` differ from `base`, the vault's own unless given.

        `draft=False` makes a draft an entry. Raises EntryRefused, EntrySavedElsewhere.
        """
        with self._begin() as session:
            before = _existing(session, reference)
            merged = _merged(before, values, before.values if base is None else base)
            after = replace(before, values=merged, draft=before.draft if draft is None else draft)
            changed = [*_differing(before.values, merged)]
            if after.draft is not before.draft:
                changed.append("draft")
            if not changed:
                return before
            return self._written(session, after, "ledger.changed", {"changed": sorted(changed)})

    def note_step(self, reference: str, step: str, at: Trigger, values: Values | None = None) -> LedgerEntry:
        """Note that a step happened at that day or instant, with answers it asks for. Raises EntryRefused."""
        with self._begin() as session:
            before = _existing(session, reference)
            if step in before.steps:
                _refuse((Problem(step, f"« {_step(before, step).label} » est déjà noté."),))
            _step(before, step)
            after = replace(
                before, steps={**before.steps, step: at}, values={**before.values, **(values or {})}
            )
            return self._written(session, after, "ledger.step_noted", {"step": step})

    def undo_step(self, reference: str, step: str) -> LedgerEntry:
        """Take a step back that was noted by mistake. Raises EntryRefused while others rest on it."""
        with self._begin() as session:
            before = _existing(session, reference)
            spec = _step(before, step)
            after_it = dependents(KINDS[before.kind], before, step)
            if after_it:
                _refuse((Problem(step, f"Retirez d’abord « {after_it[0].label} », qui en dépend."),))
            if spec.key not in before.steps:
                return before
            left = {key: at for key, at in before.steps.items() if key != step}
            return self._written(session, replace(before, steps=left), "ledger.step_undone", {"step": step})

    def remove(self, reference: str) -> None:
        """Destroy an entry by hand, for good. Raises InvalidInput while it is held."""
        with self._begin() as session:
            entry = _existing(session, reference)
            if entry.reference in self._held(session):
                raise InvalidInput(
                    "Cette ligne est gelée : elle ne s’efface pas.",
                    safe="Rien n’a été modifié.",
                    remedy="Levez d’abord le gel.",
                    code="held",
                )
            repository.remove(session, [entry.reference])
            self._ledger.note(session, ITEM_KIND, [entry.reference])
            self._journal.record(session, "ledger.removed", entry.reference, {"kind": entry.kind})

    def foresee(self, kind: str, path: Path) -> Foreseen:
        """What the file at `path` would bring; nothing changes. Raises InvalidInput for what is no table."""
        wanted = kind_of(kind)
        self._refuse_staff()
        table = read_table(wanted, read_sheets(read_content(path)), self._clock.now())
        with self._reading() as session:
            there = set(repository.twins(session, (line.entry for line in table.lines)))
        new, known = [], []
        for line in table.lines:
            same = repository.digest(line.entry)
            if same in there:
                known.append(line.number)
            else:
                there.add(same)
                new.append(line)
        return Foreseen(table, tuple(new), tuple(known))

    def take(self, foreseen: Foreseen) -> Imported:
        """Keep every new line, or none. Raises ImportRefused where a line cannot be taken."""
        if foreseen.table.problems:
            raise ImportRefused(foreseen.table.problems)
        wanted, now, batch = kind_of(foreseen.table.kind), self._clock.now(), secrets.token_hex(8)
        with self._begin() as session:
            there = repository.twins(session, (line.entry for line in foreseen.new))
            fresh = [line.entry for line in foreseen.new if repository.digest(line.entry) not in there]
            if not fresh:
                return Imported("", (), len(foreseen.known) + len(foreseen.new))
            made = self._numbered(session, wanted, [replace(one, batch=batch) for one in fresh], now)
            repository.add(session, made)
            counts: dict[str, JSON] = {"kind": wanted.key, "entries": len(made), "batch": batch}
            self._journal.record(session, "ledger.imported", _SUBJECT, counts)
        left = len(foreseen.known) + len(foreseen.new) - len(made)
        return Imported(batch, tuple(entry.reference for entry in made), left)

    def undo_import(self, batch: str) -> int:
        """Take out what came with an import; how many entries. Raises NotFound, and InvalidInput as soon as
        one of them was changed or is held."""
        with self._begin() as session:
            found = repository.of_batch(session, batch) if batch else ()
            if not found:
                raise NotFound("Cet import n’est plus dans le registre.", safe="Rien n’a été modifié.")
            references = [entry.reference for entry in found]
            held = set(self._held(session)).intersection(references)
            if held or any(entry.changed_at != entry.created_at for entry in found):
                raise InvalidInput(
                    "Des lignes de cet import ont été modifiées ou gelées depuis.",
                    safe="Rien n’a été modifié.",
                    remedy="Retirez les lignes en trop une par une.",
                    code="changed",
                )
            gone = repository.remove(session, references)
            self._ledger.note(session, ITEM_KIND, references)
            self._journal.record(session, "ledger.import_undone", _SUBJECT, {"entries": gone, "batch": batch})
        return gone

    def _numbered(
        self, session: Session, kind: LedgerKind, entries: list[LedgerEntry], now: datetime
    ) -> list[LedgerEntry]:
        """The entries with the next references of the year, made now."""
        series = f"{kind.letter}-{self._clock.today().year}"
        first = repository.next_number(session, series, len(entries))
        return [
            replace(
                entry,
                reference=f"{series}-{number:03d}",
                created_at=now,
                created_by=self._journal.actor,
                changed_at=now,
            )
            for number, entry in enumerate(entries, first)
        ]

    def _written(
        self, session: Session, after: LedgerEntry, action: str, detail: Mapping[str, JSON]
    ) -> LedgerEntry:
        now = self._clock.now()
        kept = replace(after, changed_at=now)
        _refuse(problems(KINDS[kept.kind], kept, now))
        repository.put(session, kept)
        self._journal.record(session, action, kept.reference, detail)
        return kept

    def _refuse_staff(self) -> None:
        if not self.allowed:
            raise for_officers()

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        self._refuse_staff()
        with self._vault.store.read() as session:
            yield session

    @contextmanager
    def _begin(self) -> Iterator[Session]:
        self._refuse_staff()
        with self._vault.store.begin() as session:
            yield session


def _overview(kind: LedgerKind, entry: LedgerEntry, held: Collection[str], now: datetime) -> LedgerOverview:
    return LedgerOverview(
        entry,
        rule_of(kind, entry),
        leaves_at(kind, entry, now),
        window_of(kind, entry, now).from_creation,
        entry.reference in held,
        remarks(kind, entry, now),
        next_steps(kind, entry),
    )


def _existing(session: Session, reference: str) -> LedgerEntry:
    found = repository.find(session, reference)
    if found is None:
        raise NotFound(
            "Cette ligne n’est pas, ou n’est plus, dans le registre.",
            safe="Rien n’a été modifié.",
            remedy="Choisissez-en une dans la liste.",
        )
    return found


def _step(entry: LedgerEntry, step: str) -> StepSpec:
    try:
        return KINDS[entry.kind].step(step)
    except KeyError:
        keys = ", ".join(one.key for one in KINDS[entry.kind].steps)
        raise NotFound(
            "Cette étape n’existe pas dans ce registre.",
            safe="Rien n’a été modifié.",
            remedy=f"Choisissez parmi : {keys}.",
        ) from None


def _refuse(found: tuple[Problem, ...]) -> None:
    if found:
        raise EntryRefused(found)


def _differing(one: Values, other: Values) -> Iterator[str]:
    for key in sorted({*one, *other}):
        if one.get(key) != other.get(key):
            yield key


def _merged(before: LedgerEntry, values: Values, base: Values) -> dict[str, Value]:
    """What the vault holds, with the answers that changed since `base`; an answer left out is taken back."""
    mine = set(_differing(base, values))
    theirs = set(_differing(base, before.values)) & set(_differing(before.values, values))
    clash = tuple(sorted(mine & theirs))
    if clash:
        raise EntrySavedElsewhere(before, clash)
    kept = {key: value for key, value in before.values.items() if key not in mine}
    return kept | {key: values[key] for key in mine if key in values}
