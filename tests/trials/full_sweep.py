"""The sweep on a disk without room: vaults with much that is due, and what one run makes of each.

`Full.attempt` fills the disk and sweeps in one of three ways: `open` (the disk fills up while the vault is
open), `unlock` (it was full before), `locked` (a locked run, then room again and the next unlock).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from founding import found_today
from operations import ANNE, PHRASE, START, Hands, put_in
from pictures import judge_whole
from sqlalchemy import insert

from gdpr_desk.app import Desk
from gdpr_desk.retention.locked import sweep_locked
from gdpr_desk.retention.model import SweepOutcome
from gdpr_desk.settings import state_folder
from gdpr_desk.vault.attachments import AttachmentKind
from gdpr_desk.vault.spare_room import BALLAST
from gdpr_desk.vault.tables import DraftRow

HELD, REVIEW = "held", date(2027, 6, 1)
FOUNDED = START - timedelta(days=110)
WAYS = ("open", "unlock", "locked")
COPIES = 6
"""Identity copies that are due, of 88 KB each; one is not."""


class Full:
    """A vault with `drafts` due drafts, a fresh and a held one, founded below `work`, tried on `disk`."""

    def __init__(self, work: Path, disk: Path, drafts: int, *, copies: bool) -> None:
        self.disk, self.drafts = disk, drafts
        self.source, self.copies = work / "coffre" / "x", COPIES if copies else 0
        self.source.mkdir(parents=True)
        hands = Hands(self.source / "v", self.source / "a.gdprdesk", self.source / "n", "", PHRASE)
        made = found_today(hands, FOUNDED)
        self.person = made.ids[ANNE]
        self._fill(replace(hands, person=self.person, n=(FOUNDED - START).days))
        shutil.copytree(state_folder(), work / "state")
        self.state = work / "state"

    def _fill(self, hands: Hands) -> None:
        with hands.opened() as desk:
            desk.attachments.destroy([a.id for a in desk.attachments.all()], lambda *_: None)
            desk.history.restore(["T-02"])
            for n in range(self.copies):
                put_in(desk, hands, n % 6, AttachmentKind.IDENTITY)
            row = {"content": {"note": "à moitié tapé " * 20}, "saved_at": hands.clock.now()}
            rows = [{**row, "form": form} for form in (HELD, *(f"f/{n}" for n in range(self.drafts)))]
            with desk.vault.store.begin() as session:
                session.execute(insert(DraftRow), rows)
            desk.retention.hold(f"draft/{HELD}", reason="legal_claims", note="", review_on=REVIEW)
            for backup in desk.backups.listed():
                backup.path.unlink()
            desk.retention.sweep()
        with replace(hands, n=-1).opened() as desk:
            if self.copies:
                put_in(desk, replace(hands, n=-1), 5, AttachmentKind.IDENTITY)
            desk.history.drafts.keep("fresh", {})
        assert (hands.folder / BALLAST).exists()

    @property
    def due(self) -> int:
        """How many items a run has to destroy."""
        return self.drafts + self.copies

    def attempt(self, way: str, free_kb: int, *, ballast: bool = True) -> tuple[SweepOutcome | None, bool]:
        """Sweep with so much room; the outcome (None for a locked run), and whether the ballast was used."""
        hands = self._fresh()
        if not ballast:
            (hands.folder / BALLAST).unlink()
        outcome = None
        if way == "open":
            with hands.opened() as desk, only_left(self.disk, free_kb):
                outcome = carried_out(desk)
        elif way == "unlock":
            with only_left(self.disk, free_kb), hands.opened() as desk:
                outcome = carried_out(desk)
        else:
            with only_left(self.disk, free_kb):
                done = sweep_locked(hands.folder, hands.clock)
            assert (done.destroyed, done.errors) == (self.copies, ()), done
        used = ballast and not (hands.folder / BALLAST).exists()
        if ballast:
            self._judge(replace(hands, n=2))
        return outcome, used

    def _fresh(self) -> Hands:
        shutil.rmtree(state_folder(), ignore_errors=True)
        shutil.copytree(self.state, state_folder())
        for old in self.disk.iterdir():
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        top = Path(shutil.copytree(self.source, self.disk / "x"))
        return Hands(top / "v", top / "a.gdprdesk", top / "n", self.person, PHRASE, 1)

    def _judge(self, hands: Hands) -> None:
        """There is room again: what one run left, one more settles."""
        with hands.opened() as desk:
            carried_out(desk)
            judge_whole(desk)
            assert desk.retention.plan().due == ()
            assert {item.id for item in desk.retention.plan().left} == {HELD}
            told = sum(one.destroyed for one in desk.retention.statements())
            assert told == self.due, f"{told} told of {self.due}"
            assert all(one.finished_at for one in desk.retention.statements())
            assert len(desk.attachments.all()) == bool(self.copies)
        assert (hands.folder / BALLAST).exists(), "the ballast is not made again"


def carried_out(desk: Desk) -> SweepOutcome:
    """One run, said yes to where so much is due that it asks."""
    desk.retention.reconcile()
    plan = desk.retention.plan()
    return desk.retention.apply(desk.retention.accept(plan.id) if plan.guard else plan)


@contextmanager
def only_left(disk: Path, kilobytes: int) -> Iterator[None]:
    """So much room is left on the disk; afterwards there is enough again."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 16, 4096):
            while _room(disk) - size >= kilobytes << 10:
                file.write(bytes(size))
    try:
        yield
    finally:
        filler.unlink()


def _room(disk: Path) -> int:
    found = os.statvfs(disk)
    return found.f_bavail * found.f_frsize
