"""The sweep under trial: a vault with something due of each kind, and what must hold after one more run.

Wherever a run was cut short, the next one leaves nothing that is due; nothing that is fresh, held or
under a minimum was lost; the statements, whose numbers go on, tell each destroyed item once; spool, ledger,
journal, `due.json` and `state.json` agree.
"""

from __future__ import annotations

import os
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from founding import Founded, found_today
from operations import ANNE, START, SWEEPS, Hands, put_in, settled
from pictures import judge_whole, left_behind
from promises import DONE, OWN_FAULT, Run, Trial
from sqlalchemy import select
from sqlalchemy.orm import Session

from gdpr_desk import app
from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.register.history import RegisterHistory
from gdpr_desk.register.model import ProcessingActivity
from gdpr_desk.retention import service
from gdpr_desk.retention.carrying import Carrying
from gdpr_desk.retention.due_list import read_due_list
from gdpr_desk.retention.locked import SPOOL, read_spool, sweep_locked
from gdpr_desk.retention.model import Item, SweepOutcome, SweepStatement, Why
from gdpr_desk.retention.sweepable import Sweepable
from gdpr_desk.sweepables import (
    BACKUP,
    DRAFT,
    RECORD,
    Bin,
    Gone,
    IdentityCopies,
    KeptDrafts,
    OwnBackups,
    Staying,
)
from gdpr_desk.vault.attachments import LEDGER_KIND, AttachmentKind, Attachments
from gdpr_desk.vault.backup import kept_backups
from gdpr_desk.vault.backup_reading import verify_outside
from gdpr_desk.vault.ledger import LEDGER, read_ledger
from gdpr_desk.vault.sealed_files import sealed_file
from gdpr_desk.vault.spare_room import SpareRoom
from gdpr_desk.vault.state import read_state
from gdpr_desk.vault.tables import AttachmentRow, DraftRow
from gdpr_desk.vault.vault import Vault

FOUNDED = START - timedelta(days=110)
DUE_PIECES, HELD_PIECE, MINIMUM_PIECE, LETTER, FRESH_PIECE = (4, 0), 1, 2, 3, 5
DUE_DRAFTS, HELD_DRAFT, MINIMUM_DRAFT, FRESH_DRAFT = ("a", "b", "c"), "held", "minimum", "fresh"
REVIEW = date(2027, 6, 1)
FOREVER = START + timedelta(days=1000)
MOST_AT_ONCE = 2
"""Items of one transaction here: a run makes several of each kind."""
LONG_AGO_S = 7200
UNDER_MINIMUM = "T-09"
"""The owner of the attachment that may not go yet."""


class _Copies(IdentityCopies):
    """One of them is under a minimum."""

    def items(self, session: Session, until: datetime) -> Iterator[Item]:
        kept = set(session.scalars(select(AttachmentRow.id).where(AttachmentRow.owner == UNDER_MINIMUM)))
        return (_kept(item, item.id in kept) for item in super().items(session, until))

    def among(self, session: Session, ids: object) -> Iterator[Item]:
        return (item for item in self.items(session, FOREVER) if item.id in ids)  # type: ignore[operator]


class _Drafts(KeptDrafts):
    """One of them is under a minimum."""

    def items(self, session: Session, until: datetime) -> Iterator[Item]:
        return (_kept(item, item.id == MINIMUM_DRAFT) for item in super().items(session, until))

    def among(self, session: Session, ids: object) -> Iterator[Item]:
        return (item for item in self.items(session, FOREVER) if item.id in ids)  # type: ignore[operator]


def _kept(item: Item, minimum: bool) -> Item:
    return item._replace(window=replace(item.window, minimum_at=FOREVER)) if minimum else item


def _sources(
    vault: Vault, history: RegisterHistory, sealed: Attachments, gone: Gone, staying: Staying
) -> tuple[Sweepable, ...]:
    return _Copies(sealed, gone), Bin(history), _Drafts(staying), OwnBackups(vault)


def small_steps(patch: pytest.MonkeyPatch) -> None:
    """The sweep's own sources, two of their items under a minimum; a small ballast, small transactions."""
    patch.setattr(app, "own_sources", _sources)
    patch.setattr(Carrying, "SIZE", MOST_AT_ONCE)
    patch.setattr(service, "SpareRoom", partial(SpareRoom, size=1 << 16))


class SweepTrial(Trial):
    """One vault to be swept, and what was in it."""

    def found(self) -> None:
        """Make the vault; to be called once."""
        self.work.mkdir()
        made = self._fill()
        self.phrases, self.ids = made.phrases, made.ids
        shutil.copytree(self.work, self.seed)

    def rehearse(self) -> Run:
        """A run that nothing disturbs keeps every promise; the disk moves on."""
        run = self.run(bool, str)
        assert run.end == DONE, (self.base / "trace").read_text()
        self.judge(run)
        assert not +self.noted, self.noted
        return run

    def judge(self, run: Run) -> int:
        """Raise AssertionError where a promise is broken, then or after one more run; 0."""
        assert run.end != OWN_FAULT, (self.base / "trace").read_text()
        self._judge_fallen()
        self._judged += 1
        if self.operation == "sweep-locked" and self._judged % 2:
            self._sweep_once_more()
        for path in self.work.rglob("*"):
            if path.name.endswith(".part"):
                os.utime(path, (time.time() - LONG_AGO_S,) * 2)
        clock = FixedClock(settled(self.hands))
        with open_desk(self._unlocked(clock), clock) as desk:
            outcome = desk.retention.sweep()
            self._judge_run(desk, outcome)
        self._judge_folder()
        return 0

    def _unlocked(self, clock: FixedClock) -> Vault:
        return Vault.unlock(self.folder, self.phrases[ANNE], clock=clock, person=self.ids[ANNE])

    def _fill(self) -> Founded:
        """Everything there is one of: due, fresh, held, under a minimum, in use."""
        hands = self.hands
        made = found_today(hands, FOUNDED)
        old = replace(hands, person=made.ids[ANNE], n=(FOUNDED - START).days + 1)
        with old.opened() as desk:
            self._fill_old(desk, old)
        for day in (1, 2):
            with replace(old, n=old.n + day).opened() as desk:
                desk.history.drafts.keep(DUE_DRAFTS[day], {"note": f"{day} " * 200})
                assert desk.backups.make_daily() is not None
        with old.opened() as desk:
            self._hold(desk)
        self._fill_fresh(replace(old, n=-10))
        return made

    def _fill_old(self, desk: Desk, hands: Hands) -> None:
        copies = [(n, "T-01") for n in (DUE_PIECES[1], HELD_PIECE)]
        for n, owner in (*copies, (MINIMUM_PIECE, UNDER_MINIMUM)):
            put_in(desk, hands, n, AttachmentKind.IDENTITY, owner)
        small = (ProcessingActivity(reference="", name=f"Fiche {n}") for n in range(3))
        self.binned = ["T-02", *(desk.register.add(one).reference for one in small)]
        desk.history.bin(self.binned[1:3])
        for form in (DUE_DRAFTS[0], HELD_DRAFT, MINIMUM_DRAFT):
            desk.history.drafts.keep(form, {"note": f"{form} " * 200})
        assert desk.backups.make_daily() is not None

    def _hold(self, desk: Desk) -> None:
        """One of each kind is held; the first run has nothing to destroy."""
        self.pieces = {int(a.name[6:-4]): a.id for a in desk.attachments.all()}
        self.backups = [backup.path.name for backup in reversed(desk.backups.listed())]
        held = (self.pieces[HELD_PIECE], self.binned[2], HELD_DRAFT, self.backups[2])
        for kind, item in zip((LEDGER_KIND, RECORD, DRAFT, BACKUP), held, strict=True):
            desk.retention.hold(f"{kind}/{item}", reason="legal_claims", note="", review_on=REVIEW)
        assert desk.retention.sweep().statement is not None

    def _fill_fresh(self, hands: Hands) -> None:
        with hands.opened() as desk:
            put_in(desk, hands, FRESH_PIECE, AttachmentKind.IDENTITY)
            self.pieces |= {int(a.name[6:-4]): a.id for a in desk.attachments.all()}
            desk.history.bin(self.binned[3:])
            desk.history.drafts.keep(FRESH_DRAFT, {"note": FRESH_DRAFT})

    @property
    def _stays(self) -> set[str]:
        return {self.pieces[n] for n in (HELD_PIECE, MINIMUM_PIECE, LETTER, FRESH_PIECE)}

    @property
    def _erased(self) -> set[tuple[str, str]]:
        """What the ledger has to name in the end."""
        copies = {(LEDGER_KIND, self.pieces[n]) for n in DUE_PIECES}
        return copies | {(RECORD, reference) for reference in self.binned[:2]}

    def _judge_fallen(self) -> None:
        """As it lies there, before anything is opened: nothing undue is lost, nothing is half."""
        for stays in self._stays:
            assert sealed_file(self.folder, stays).is_file(), "an attachment that stays is gone"
        self._judge_backups(self.backups[2:])
        read_state(self.folder)
        listed = read_due_list(self.folder)
        assert listed is not None, "due.json"
        assert {file.id for file in listed.files if file.held} == {self.pieces[HELD_PIECE]}
        assert {one.id for one in read_spool(self.folder)} <= {self.pieces[n] for n in DUE_PIECES}
        assert read_ledger(self.folder / LEDGER).first_break is None

    def _sweep_once_more(self) -> None:
        """The next run is one of a locked vault; the run after it opens the vault."""
        outcome = sweep_locked(self.folder, FixedClock(settled(self.hands) - timedelta(hours=1)))
        assert outcome.errors == (), outcome.errors
        gone = [self.pieces[n] for n in DUE_PIECES if sealed_file(self.folder, self.pieces[n]).exists()]
        assert gone == [], "a locked run leaves a file that is due"
        self._judge_fallen()

    def _judge_backups(self, wanted: list[str]) -> None:
        there = kept_backups(self.folder / "backups")
        assert {backup.path.name for backup in there} >= set(wanted), "a backup that stays is gone"
        assert all(verify_outside(backup.path).intact for backup in there), "a backup is not whole"

    def _judge_run(self, desk: Desk, outcome: SweepOutcome) -> None:
        assert (outcome.errors, outcome.skipped_because) == ((), None), outcome.errors
        judge_whole(desk)
        plan = desk.retention.plan()
        assert plan.due == (), f"left: {[item.kind for item in plan.due]}"
        why = Counter({Why.HOLD: 4, Why.MINIMUM: 2, Why.IN_USE: 1})
        assert Counter(item.why for item in plan.left) == why, plan.left
        assert {one.id for one in desk.attachments.all()} == self._stays
        assert {one.activity.reference for one in desk.history.binned()} == set(self.binned[2:])
        with desk.vault.store.read() as session:
            forms = dict(session.execute(select(DraftRow.form, DraftRow.content)).tuples().all())
        assert forms.keys() == {HELD_DRAFT, MINIMUM_DRAFT, FRESH_DRAFT}
        assert forms[HELD_DRAFT] == {"note": f"{HELD_DRAFT} " * 200}
        assert len(desk.retention.holds()) == 4
        erased = [(entry.kind, entry.id) for entry in desk.ledger.read().entries]
        assert (len(erased), set(erased)) == (len(self._erased), self._erased), f"ledger: {erased}"
        statements = desk.retention.statements()[::-1]
        self._judge_statements(desk, statements)
        self._judge_lines(outcome, statements)

    def _judge_statements(self, desk: Desk, statements: tuple[SweepStatement, ...]) -> None:
        """Numbers go on; each item is told once; the journal knows each statement and carries it."""
        numbers = [f"P-2026-{n:03}" for n in range(1, len(statements) + 1)]
        assert [one.number for one in statements] == numbers
        assert all(one.finished_at for one in statements), "a run is open for ever"
        journal = desk.journal.entries(newest_first=False)
        done = Counter((e.subject, e.detail["destroyed"]) for e in journal if e.action == "sweep.done")
        due = Counter((s.number, s.destroyed) for s in statements if s.destroyed or s.errors)
        assert done == due, f"journal {done}, statements {due}"
        for one in statements:
            assert journal[one.entries - 1].digest == one.head, "a statement with another journal"
        records = [entry.subject for entry in journal if entry.action == "activity.destroyed"]
        assert sorted(records) == sorted(self.binned[:2]), f"the journal names {records}"
        told = Counter[str]()
        for one in statements:
            told.update({count.rule: count.destroyed for count in one.counts})
        twice = told["backups"] - len(self.backups[:2])
        assert twice >= 0, f"a backup went without a word: {told}"
        self.noted["backups told twice"] += twice
        told["backups"] -= twice
        due = (len(DUE_PIECES), len(self.binned[:2]), len(DUE_DRAFTS), len(self.backups[:2]))
        assert tuple(told[rule] for rule in ("identity_copies", "bin", "drafts", "backups")) == due, told
        for one in (one for one in statements if one.locked):
            assert one.started_at in {self.hands.clock.now(), settled(self.hands) - timedelta(hours=1)}

    def _judge_lines(self, outcome: SweepOutcome, statements: tuple[SweepStatement, ...]) -> None:
        """The line in clear of each run says what its statement says."""
        lines, known = read_state(self.folder).sweeps, {one.number: one for one in statements}
        number = outcome.statement.number if outcome.statement else ""
        last = lines[-1]
        assert (last.at, last.locked, last.destroyed) == (outcome.at, False, outcome.destroyed)
        assert last.statement == number
        for line in lines:
            assert not line.statement or known[line.statement].destroyed == line.destroyed
        gone = sum(line.destroyed for line in lines if line.locked)
        assert gone <= len(DUE_PIECES), "a locked run is told twice"

    def _judge_folder(self) -> None:
        """Closed again: no spool, a list that is true, nothing half-written, and only what stays."""
        assert not (self.folder / SPOOL).exists(), "the spool"
        listed = read_due_list(self.folder)
        assert listed is not None, "due.json"
        assert {(file.id, file.held, file.not_before) for file in listed.files} == {
            (self.pieces[HELD_PIECE], True, None),
            (self.pieces[MINIMUM_PIECE], False, FOREVER),
            (self.pieces[FRESH_PIECE], False, None),
        }
        self._judge_backups(self.backups[2:])
        assert len(kept_backups(self.folder / "backups")) == 2
        assert not left_behind(self.work), left_behind(self.work)


def trial_of(base: Path, operation: str) -> Trial:
    """The trial of that operation."""
    return (SweepTrial if operation in SWEEPS else Trial)(base, operation)
