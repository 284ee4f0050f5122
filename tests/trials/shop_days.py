"""A shop's days, one process each: `shop_days.py` reads orders from its input, one JSON list in a line.

`["begin", FOLDER, KEY]` forks a process that opens the vault and obeys until `["end"]`, or until it is
killed: `["sweep", N]` kills it at the N-th step inside `apply` (a statement, a commit, a file written,
renamed or removed). Each order has one answer, a JSON object in a line. Everything goes through the
services of the open desk; the clock is the system's.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from outside_days import Outside
from shelf import Shelf
from sqlalchemy import event

from gdpr_desk import app
from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import SystemClock
from gdpr_desk.demo import create_demo
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.register.history import form_of
from gdpr_desk.register.model import ProcessingActivity
from gdpr_desk.retention.model import SweepOutcome
from gdpr_desk.sweepables import own_sources
from gdpr_desk.vault.attachments import AttachmentKind
from gdpr_desk.vault.vault import Vault

CLOCK = SystemClock()
RAW_KEY = bytes(range(32))
CANARY = "Quenouille-Sarabande"
"""The surname in everything that is put in: no statement may know it."""
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_FILES = frozenset({"os.remove", "os.rename", "os.truncate", "os.link"})


class Steps:
    """Counts what `apply` does to the disk, and kills the process at the step it was told."""

    def __init__(self, vault: Vault) -> None:
        self.number, self._last, self._counting = 0, 0, False
        event.listen(vault._engine, "after_cursor_execute", self._step)
        event.listen(vault._engine, "commit", self._step)
        vault.store.observe(self._step)
        sys.addaudithook(self._audit)

    def begin(self, last: int) -> None:
        """From now on; die at step `last`, 0 for never."""
        self.number, self._last, self._counting = 0, last, True

    def end(self) -> int:
        """No longer; how many there were."""
        self._counting = False
        return self.number

    def _audit(self, name: str, given: tuple[Any, ...]) -> None:
        writes = name == "open" and isinstance(given[2], int) and bool(given[2] & _WRITING)
        if writes or name in _FILES:
            self._step()

    def _step(self, *_: object) -> None:
        if self._counting:
            self.number += 1
            if self.number == self._last:
                os.kill(os.getpid(), signal.SIGKILL)


class Day:
    """The open desk of one process; each public method is an order."""

    def __init__(self, folder: Path, key: bytes) -> None:
        vault = Vault.open(folder, key, clock=CLOCK)
        self._shelf = Shelf(vault)
        app.own_sources = lambda *given: (*own_sources(*given), self._shelf)
        self._desk: Desk = open_desk(vault, CLOCK)
        self.outside = Outside(self._desk)
        self._steps = Steps(vault)

    def attach(self, kind: str, number: int) -> dict[str, Any]:
        """Put a file in."""
        scan = Path(os.environ["XDG_CACHE_HOME"]) / f"{CANARY}-{number}.png"
        scan.parent.mkdir(parents=True, exist_ok=True)
        scan.write_bytes(b"a scan of " + scan.name.encode())
        added = self._desk.attachments.add(
            scan, owner=f"D-2026-{number:04}", kind=AttachmentKind(kind), told=lambda *_: None
        )
        scan.unlink()
        return {"id": added.id}

    def draft(self, form: str) -> dict[str, Any]:
        """Type something that cannot be saved."""
        self._desk.history.drafts.keep(form, {"name": CANARY})
        return {"id": form}

    def record(self, number: int) -> dict[str, Any]:
        """A new record of the register."""
        added = self._desk.register.add(ProcessingActivity("", f"Clients de {CANARY} {number}"))
        return {"id": added.reference, "form": form_of(added.reference)}

    def bin(self, reference: str) -> dict[str, Any]:
        """Throw a record away."""
        self._desk.history.bin([reference])
        return {"id": reference}

    def restore(self, reference: str) -> dict[str, Any]:
        """Bring it back."""
        self._desk.history.restore([reference])
        return {}

    def put(self, name: str, rule: str, minimum_days: int) -> dict[str, Any]:
        """Something under a maximum that counts from now and a minimum that began `minimum_days` ago."""
        now = CLOCK.now()
        self._shelf.put(name, rule, now, published=now - timedelta(days=minimum_days))
        return {"id": name}

    def call_back(self, number: int) -> dict[str, Any]:
        """Somebody asks to be called, now."""
        values = {"who": CANARY, "phone": f"06 99 00 {number:04}", "requested": CLOCK.now()}
        return {"id": self._desk.ledgers.add("call_backs", values).reference}

    def settled(self, number: int) -> dict[str, Any]:
        """Somebody who owed something for a week pays it, now."""
        since = CLOCK.today() - timedelta(days=7)
        values = {"who": CANARY, "invoice": f"F-{number}", "unpaid_since": since}
        owed = self._desk.ledgers.add("unpaid", values).reference
        return {"id": self._desk.ledgers.note_step(owed, "settled", CLOCK.now()).reference}

    def publish(self, name: str) -> dict[str, Any]:
        """Let its minimum begin anew."""
        with self._desk.vault.store.begin() as session:
            connection = session.connection()
            values = (CLOCK.now().isoformat(), name)
            connection.exec_driver_sql("UPDATE shelf SET published = ? WHERE id = ?", values)
        return {}

    def backup(self) -> dict[str, Any]:
        """The daily backup, if one is due."""
        made = self._desk.backups.make_daily()
        return {"id": made.path.name if made else None}

    def destroy(self, kind: str, key: str) -> dict[str, Any]:
        """By a person's hand."""
        if kind == "activity":
            return {"gone": self._desk.history.destroy([key])}
        return {"gone": self._desk.attachments.destroy([key], lambda *_: None)}

    def hold(self, key: str) -> dict[str, Any]:
        """Keep it, whatever happens."""
        review = CLOCK.today() + timedelta(days=30)
        self._desk.retention.hold(key, reason="legal_claims", note=f"Affaire {CANARY}", review_on=review)
        return {}

    def lift(self, key: str) -> dict[str, Any]:
        """Let it go its way."""
        self._desk.retention.lift(key, note="")
        return {}

    def sweep(self, last: int) -> dict[str, Any]:
        """What start, resume and every hour do."""
        self._desk.retention.reconcile()
        self._desk.elsewhere.regenerate()
        plan = self._desk.retention.fresh_plan()
        self._steps.begin(last)
        done = self._desk.retention.apply(plan)
        return _told(done) | {"steps": self._steps.end()}

    def accept(self) -> dict[str, Any]:
        """Say yes to what waits for an answer."""
        waiting = self._desk.retention.standing().waiting
        if waiting is None:
            return {"destroyed": 0, "asked": False}
        done = self._desk.retention.apply(self._desk.retention.accept(waiting.id))
        return _told(done) | {"asked": True}

    def verify(self) -> dict[str, Any]:
        """Journal and ledger, to their last line."""
        journal, ledger = self._desk.verify_journal(), self._desk.ledger.verify(self._desk.vault.store)
        return {"journal": journal.intact, "entries": journal.entries, "ledger": ledger.intact}

    def statement(self, number: str, target: str) -> dict[str, Any]:
        """One statement on paper."""
        paper = self._desk.retention.statement_pdf(number, "Atelier Lumen")
        Path(target).write_bytes(paper.content)
        return {}

    def end(self) -> dict[str, Any]:
        """Close the vault."""
        self._desk.close()
        return {}


def _told(done: SweepOutcome) -> dict[str, Any]:
    return {
        "destroyed": done.destroyed,
        "due": len(done.plan.due),
        "waiting": done.plan.waiting,
        "guard": done.plan.guard,
        "statement": done.statement.number if done.statement else None,
        "errors": list(done.errors),
    }


def answer(act: Callable[[], dict[str, Any]]) -> None:
    """Do it, and say in one line what came of it and between which instants."""
    began = CLOCK.now()
    try:
        found = act()
    except GdprDeskError as refusal:
        found = {"refused": refusal.code}
    told = {"from": began.isoformat(), "to": CLOCK.now().isoformat(), **found}
    os.write(1, json.dumps(told).encode() + b"\n")


def found_shop(folder: str, *, demo: bool) -> dict[str, Any]:
    """The demonstration's vault, or one that only its raw key opens, with an empty shelf, closed."""
    if demo:
        desk, passphrase = create_demo(Path(folder), CLOCK)
        for hold in desk.retention.holds():
            desk.retention.lift(hold.key, note="")
        for row in desk.ledgers.ledgers():  # the judge counts only what it saw being put in
            for one in desk.ledgers.entries(row.kind.key):
                desk.ledgers.remove(one.entry.reference)
    else:
        desk, passphrase = open_desk(Vault.found_for_trial(Path(folder), RAW_KEY, clock=CLOCK), CLOCK), ""
    with desk:
        Shelf(desk.vault).build()
        return {"key": desk.vault.database_key.hex(), "passphrase": passphrase}


def live(folder: str, key: str) -> None:
    """The life of one process."""
    days: list[Day] = []

    def open_it() -> dict[str, Any]:
        days.append(Day(Path(folder), bytes.fromhex(key)))
        return {}

    answer(open_it)
    while days and (line := sys.stdin.readline()):
        verb, *given = json.loads(line)
        desk = days[0].outside if hasattr(Outside, verb) else days[0]
        answer(lambda: getattr(desk, verb)(*given))  # noqa: B023 - called at once
        if verb == "end":
            return


def main() -> None:
    """Found or begin, until the input ends."""
    while line := sys.stdin.readline():
        verb, *given = json.loads(line)
        if verb == "found":
            answer(lambda: found_shop(given[0], demo=given[1]))  # noqa: B023 - called at once
            continue
        child = os.fork()
        if not child:
            live(*given)
            os._exit(0)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        os.write(1, json.dumps({"ended": ended}).encode() + b"\n")


if __name__ == "__main__":
    main()
