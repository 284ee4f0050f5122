"""After the vault is opened: keys and rows of what locked runs destroyed go too, with the true instants; and
what a crash left between the erasure ledger and the rows is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from gdpr_desk.retention import repository
from gdpr_desk.retention.accounts import Accounts
from gdpr_desk.retention.locked import Spooled, forget_spool, read_spool
from gdpr_desk.retention.model import BATCH, LOOK_AHEAD, PlannedItem, Rule
from gdpr_desk.retention.planning import Judge
from gdpr_desk.retention.sweepable import Outside, Sweepable
from gdpr_desk.vault.vault import Vault


def reconcile(vault: Vault, accounts: Accounts, sources: Mapping[str, Sweepable]) -> int:
    """Destroy what the spool names, each batch with a statement of its own; how many items.

    To be called with `sweep.lock` held. Can be repeated: what is gone already is not told again. A file
    that is still there (the run was killed) is left to the next run. Raises the refusals of the store.
    """
    spooled = [
        one
        for one in read_spool(vault.folder)
        if one.kind in sources and not (vault.folder / one.file).exists()
    ]
    gone = 0
    for start in range(0, len(spooled), BATCH):
        with vault.store.begin() as session:
            gone += _take_over(session, spooled[start : start + BATCH], accounts, sources)
    forget_spool(vault.folder)
    return gone + sum(_tell_outside(vault, source, accounts, sources) for source in sources.values())


def _tell_outside(
    vault: Vault, source: Sweepable, accounts: Accounts, sources: Mapping[str, Sweepable]
) -> int:
    """What went outside the vault and no statement tells: of locked runs, and of one that was cut short."""
    if not isinstance(source, Outside):
        return 0
    with vault.store.read() as session:
        if not source.untold(session):
            source.settle()
            return 0
    with vault.store.begin() as session:
        untold, rules = source.untold(session), _rules(sources)
        for one in untold:
            due = [PlannedItem(source.kind, item, rule, one.at) for item, rule in one.items]
            cut_short = None if one.locked else next(iter(repository.unfinished_runs(session)), None)
            run = cut_short or accounts.begin(session, due, rules, at=one.at, locked=one.locked)
            _count(session, run, due)
            if one.locked:
                accounts.end(session, run, [], accounts.mark(session), at=one.at)
            source.forget(session, [item for item, _rule in one.items])
    source.settle()
    return sum(len(one.items) for one in untold)


def tell_again(
    session: Session,
    kind: str,
    ids: Collection[str],
    accounts: Accounts,
    sources: Mapping[str, Sweepable],
    *,
    spooled: Sequence[Spooled],
    now: datetime,
) -> None:
    """Put down in a run what of `ids`, noted in the erasure ledger, a crash kept from being destroyed.

    To be called before the ledger is carried out, within that transaction: no statement misses what a
    sweep had in hand. What is not due is not told: a person destroyed it, and the journal says so.
    """
    there = {item.id: item for item in sources[kind].among(session, ids)}
    locked = [one for one in spooled if one.kind == kind and one.id in there]
    if locked:
        _tell_locked(session, locked, accounts, _rules(sources))
    judge = Judge(repository.held(session), now, now + LOOK_AHEAD)
    left = [there[one] for one in there.keys() - {one.id for one in locked}]
    due = [PlannedItem(i.kind, i.id, i.rule, now) for i in left if judge.is_due(i)]
    if due:
        run = next(iter(repository.unfinished_runs(session)), None)
        run = run or accounts.begin(session, due, _rules(sources), at=now, locked=False)
        _count(session, run, due)


def _take_over(
    session: Session, spooled: Sequence[Spooled], accounts: Accounts, sources: Mapping[str, Sweepable]
) -> int:
    still = [one for one in spooled if any(True for _ in sources[one.kind].among(session, [one.id]))]
    if not still:
        return 0
    _tell_locked(session, still, accounts, _rules(sources))
    for kind, source in sources.items():
        source.destroy(session, [one.id for one in still if one.kind == kind])
    return len(still)


def _tell_locked(
    session: Session, spooled: Sequence[Spooled], accounts: Accounts, rules: Sequence[Rule]
) -> None:
    """The run and the statement of what locked runs destroyed."""
    due = [PlannedItem(one.kind, one.id, one.rule, one.at) for one in spooled]
    first, last = min(one.at for one in spooled), max(one.at for one in spooled)
    run = accounts.begin(session, due, rules, at=first, locked=True)
    _count(session, run, due)
    accounts.end(session, run, [], accounts.mark(session), at=last)


def _count(session: Session, run: int, due: Sequence[PlannedItem]) -> None:
    for rule, number in Counter(item.rule for item in due).items():
        repository.count_destroyed(session, run, rule, number)


def _rules(sources: Mapping[str, Sweepable]) -> tuple[Rule, ...]:
    return tuple(rule for source in sources.values() for rule in source.rules)
