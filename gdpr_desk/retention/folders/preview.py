"""What lies in a folder and what a rule would do with it: looked at, nothing written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from heapq import nsmallest
from itertools import islice
from pathlib import Path

from gdpr_desk.errors import InvalidInput
from gdpr_desk.periods.ceilings import maximum_ends_at
from gdpr_desk.periods.duration import Duration
from gdpr_desk.retention.folders.dates import DateForm, date_in
from gdpr_desk.retention.folders.model import FolderPreview, FolderRule, FolderTrouble, instant_of
from gdpr_desk.retention.folders.tree import FolderUnavailable, Tree, modified_of, name_of, size_of
from gdpr_desk.retention.wording import error_sentence
from gdpr_desk.vault.folder import synchronised_by

_PIECE = 1_000
_EXAMPLES = 5
_NEXT_RUN = timedelta(hours=1)

FirstSeen = Callable[[Mapping[str, str]], Mapping[str, datetime]]
"""Of files given by path and identity, by their path, when those were seen first that are known already."""


class _Sums:
    """What is counted while the files go by; only the first few are kept."""

    def __init__(self, rule: FolderRule, now: datetime) -> None:
        self._rule = rule
        self._period = Duration.parse(rule.period)
        self._now = now
        self.files = self.size = self.going = self.old = self.undated = 0
        self.dated: Counter[DateForm] = Counter()
        self.next_at: datetime | None = None

    def add(self, path: str, identity: str, first_seen_at: datetime) -> tuple[datetime, str]:
        """Count a file; when it leaves, and its path."""
        modified_ns, name = modified_of(identity), name_of(path)
        leaves_at, undated = self._rule.leaves(name, modified_ns, first_seen_at)
        if self._rule.date_form is None:
            self.dated.update(form for form in DateForm if date_in(name, form))
        self.files += 1
        self.size += size_of(identity)
        self.undated += undated
        self.old += _past(modified_ns, self._period, self._now)
        if leaves_at <= self._now + _NEXT_RUN:
            self.going += 1
        elif self.next_at is None or leaves_at < self.next_at:
            self.next_at = leaves_at
        return leaves_at, path

    @property
    def suggested(self) -> DateForm | None:
        """How most of the names write the date, where the rule does not read it."""
        form, many = next(iter(self.dated.most_common(1)), (None, 0))
        return form if many * 2 > self.files else None


def previewed(rule: FolderRule, now: datetime, first_seen: FirstSeen) -> FolderPreview:
    """What `rule` would do with what lies in its folder now. Raises InvalidInput where it cannot be read."""
    sums = _Sums(rule, now)
    try:
        with Tree(rule.path, recursive=rule.recursive) as tree:
            ends = _ends(rule, tree, sums, first_seen, now)
            first = nsmallest(_EXAMPLES, ends)
            aside, whole = tree.aside, tree.whole
    except FolderUnavailable as problem:
        raise unavailable(problem.trouble) from problem
    return FolderPreview(
        rule=rule,
        files=sums.files,
        size=sums.size,
        going=sums.going,
        old=sums.old,
        undated=sums.undated,
        suggested=sums.suggested,
        next_at=sums.next_at,
        aside=aside,
        whole=whole,
        examples=tuple((path, leaves_at) for leaves_at, path in first),
        synchronised=synchronised_by(Path(rule.path)),
    )


def past_already(rule: FolderRule, now: datetime) -> list[tuple[str, str]]:
    """Path and identity of the files whose own date alone is past the rule's period at `now`. Raises
    InvalidInput where the folder cannot be read."""
    period = Duration.parse(rule.period)
    try:
        with Tree(rule.path, recursive=rule.recursive) as tree:
            files = tree.files(rule.takes)
            return [(path, one) for path, one in files if _past(modified_of(one), period, now)]
    except FolderUnavailable as problem:
        raise unavailable(problem.trouble) from problem


def unavailable(trouble: FolderTrouble) -> InvalidInput:
    """The refusal for a folder that cannot be looked at now."""
    return InvalidInput(
        error_sentence(trouble.value),
        safe="Rien n’a été enregistré ni effacé.",
        remedy="Rebranchez le disque ou choisissez le dossier de nouveau.",
        field="path",
        code=trouble.value,
    )


def _past(modified_ns: int, period: Duration, now: datetime) -> bool:
    own = instant_of(modified_ns)
    return own is not None and maximum_ends_at(own, period) <= now


def _ends(
    rule: FolderRule, tree: Tree, sums: _Sums, first_seen: FirstSeen, now: datetime
) -> Iterator[tuple[datetime, str]]:
    files = tree.files(rule.takes)
    while piece := dict(islice(files, _PIECE)):
        known = first_seen(piece)
        for path, identity in piece.items():
            yield sums.add(path, identity, known.get(path, now))
