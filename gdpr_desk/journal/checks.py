"""Following the chain: is every entry what was written, and are those that are gone signed for?

The digests carry no secret. What finds an edit by somebody who has the key is the comparison with
the head kept outside the database: see `vault.highwater`.
"""

from __future__ import annotations

from collections.abc import Iterable

from gdpr_desk.journal.model import ORIGIN, Checkpoint, JournalVerdict, StoredEntry


def verdict(
    stored: Iterable[StoredEntry], begins: Checkpoint | None, mark: tuple[int, str] | None
) -> JournalVerdict:
    """Follow `stored`, oldest first, from where the newest checkpoint says that the journal begins.

    `mark` is (number, digest) of the newest entry the vault is known to have had.
    """
    first = begins.first_kept if begins else 1
    due, previous = first, begins.head if begins else ORIGIN
    first_break, at_mark, entries = None, None, 0
    if mark is not None and mark[0] == first - 1:
        at_mark = previous
    for entry in stored:
        entries += 1
        if first_break is None and not (entry.number == due and entry.follows(previous)):
            first_break = min(due, entry.number)
        previous, due = entry.digest, due + 1
        if mark is not None and entry.number == mark[0]:
            at_mark = entry.digest
    missing = 0 if mark is None else max(0, mark[0] - (due - 1))
    if first_break is None and mark is not None and at_mark is not None and at_mark != mark[1]:
        first_break = mark[0]  # a consistent chain, but not the one that was written
    return JournalVerdict(entries, first_break is None and not missing, first_break, missing, first)
