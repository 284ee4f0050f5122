"""Who outside hears of what was done, and who is asked to do the same (Art. 19, 28(3)(e)); pure.

The one rule that letters, guards, the follow-up of Article 19 and the command line share: a party hears of
what changed in a record it has part in, and of nothing else. What was kept, or was no longer there, is
nobody's news.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gdpr_desk.requests.model import WorkDone
from gdpr_desk.requests.places import ChecklistLine, Step

CHANGES = frozenset({Step.CORRECT, Step.ERASE, Step.RESTRICT, Step.STOP})
"""What is done to the data themselves, or to their use: what others would otherwise go on with."""


@dataclass(frozen=True)
class Notice:
    """One party's part in one right.

    `line` is the party's own line, `item` what was noted on it. `done` are the things of the shop that
    changed in the records it has part in; `planned` those still to be changed, by decision or by proposal.
    """

    line: ChecklistLine
    item: WorkDone | None
    done: tuple[ChecklistLine, ...]
    planned: tuple[ChecklistLine, ...]

    @property
    def processor(self) -> bool:
        """It works for the shop and does as it is asked; others are told, and decide for themselves."""
        return self.line.proposed is Step.ASK

    @property
    def declined(self) -> bool:
        """Somebody noted that nothing is to be asked or told there."""
        return self.item is not None and self.item.decision in (Step.NOTHING, Step.NOT_FOUND)

    @property
    def concerned(self) -> bool:
        """Whether something of what it has changed, or is about to."""
        return bool(self.done or self.planned)

    @property
    def went_out(self) -> bool:
        """It was asked, or told."""
        if self.item is None or self.item.decision not in (Step.ASK, Step.TELL):
            return False
        return self.item.told_on is not None or (self.processor and self.item.done_on is not None)

    @property
    def confirmed(self) -> bool:
        """A processor has answered that it did so too, on a day after it was asked."""
        item = self.item
        if not self.processor or item is None or item.told_on is None or item.done_on is None:
            return False
        return item.done_on > item.told_on


@dataclass(frozen=True)
class FollowUp:
    """Who outside has to hear of a correction, an erasure or a restriction, and who has (Art. 19)."""

    waiting: tuple[ChecklistLine, ...]
    told: tuple[ChecklistLine, ...]
    left_out: tuple[ChecklistLine, ...]


def notices(lines: Iterable[ChecklistLine], work: Sequence[WorkDone]) -> tuple[Notice, ...]:
    """Every party of the list with its part, in the list's order."""
    everything = tuple(lines)
    noted = {item.line: item for item in work}
    return tuple(
        Notice(line, noted.get(line.key), *_shared(line, everything, noted))
        for line in everything
        if line.party and line.proposed is not Step.FORWARD
    )


def follow_up(lines: Iterable[ChecklistLine], work: Sequence[WorkDone]) -> FollowUp:
    """The lines of Article 19, by what was done on them.

    Where nothing was erased, corrected or restricted in any of a line's activities, nobody has to hear.
    """
    waiting, told, left_out = [], [], []
    for notice in notices(lines, work):
        if not notice.line.article_19:
            continue
        if notice.declined:
            left_out.append(notice.line)
        elif notice.item is not None and notice.item.told_on is not None:
            told.append(notice.line)
        elif notice.concerned:
            waiting.append(notice.line)
        else:
            left_out.append(notice.line)
    return FollowUp(tuple(waiting), tuple(told), tuple(left_out))


def _shared(
    line: ChecklistLine, lines: Sequence[ChecklistLine], noted: Mapping[str, WorkDone]
) -> tuple[tuple[ChecklistLine, ...], tuple[ChecklistLine, ...]]:
    """What of the shop's own lines the party has too: changed, and still to be changed."""
    done: list[ChecklistLine] = []
    planned: list[ChecklistLine] = []
    for other in lines:
        if other.party or other.right is not line.right or not set(other.activities) & set(line.activities):
            continue
        item = noted.get(other.key)
        if (item.decision if item is not None else other.proposed) not in CHANGES:
            continue
        (done if item is not None and item.done_on is not None else planned).append(other)
    return tuple(done), tuple(planned)
