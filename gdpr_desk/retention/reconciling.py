"""After the vault is opened: keys and rows of what locked runs destroyed go too, with the true instants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from gdpr_desk.journal.service import JournalService
from gdpr_desk.retention import repository
from gdpr_desk.retention.accounts import Accounts
from gdpr_desk.retention.locked import Spooled, forget_spool, read_spool
from gdpr_desk.retention.model import BATCH, PlannedItem, SweepPlan
from gdpr_desk.retention.planning import first_counts, plan_id
from gdpr_desk.retention.sweepable import Sweepable
from gdpr_desk.vault.vault import Vault


def reconcile(
    vault: Vault, journal: JournalService, accounts: Accounts, sources: Mapping[str, Sweepable]
) -> int:
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
            gone += _take_over(session, spooled[start : start + BATCH], journal, accounts, sources)
    forget_spool(vault.folder)
    return gone


def _take_over(
    session: Session,
    spooled: Sequence[Spooled],
    journal: JournalService,
    accounts: Accounts,
    sources: Mapping[str, Sweepable],
) -> int:
    still = [one for one in spooled if any(True for _ in sources[one.kind].among(session, [one.id]))]
    if not still:
        return 0
    at = min(one.at for one in still)
    due = tuple(PlannedItem(one.kind, one.id, one.rule, one.at) for one in still)
    rules = tuple(rule for source in sources.values() for rule in source.rules)
    plan = SweepPlan(plan_id(due, rules), at, at, due, (), rules, Counter())
    counts = [count for count in first_counts(plan).values() if count.due]
    run = repository.begin_run(session, plan, counts, at=at, actor=journal.actor, locked=True)
    for kind, source in sources.items():
        source.destroy(session, [one.id for one in still if one.kind == kind])
    for count in counts:
        repository.count_destroyed(session, run, count.rule, count.due)
    accounts.end(session, run, [], accounts.mark(session), at=max(one.at for one in still))
    return len(still)
