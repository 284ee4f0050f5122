"""« Où chercher »: from the register and the rights asked to what is to be done where (Art. 15-22, 19).

Pure. The matrix of lawful bases and rights proposes, the shop's own durations correct it (a duty to keep, an
archive for proof, data gone by now, data that would be gone before the answer); a person decides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from gdpr_desk.parties.model import Party
from gdpr_desk.register.model import ActivityRole, ProcessingActivity, Register
from gdpr_desk.requests import lifetimes
from gdpr_desk.requests.bases import proposals
from gdpr_desk.requests.model import RightKind
from gdpr_desk.requests.partners import party_lines, passed_on
from gdpr_desk.requests.places import ChecklistLine, Kept, Step

_SOUGHT = (
    RightKind.ACCESS,
    RightKind.RECTIFICATION,
    RightKind.ERASURE,
    RightKind.RESTRICTION,
    RightKind.PORTABILITY,
    RightKind.OBJECTION,
    RightKind.CONSENT_WITHDRAWAL,
    RightKind.AUTOMATED_DECISION,
    RightKind.POST_MORTEM,
)


@dataclass(frozen=True)
class Person:
    """What is known of the person: in which activities (all where None), the last contact with them, ended
    requests of theirs (`earlier`) whose contents are still in the vault, and what else it keeps."""

    activities: Collection[str] | None = None
    last_contact_on: date | None = None
    earlier: tuple[Kept, ...] = ()
    kept_of: lifetimes.KeptOf = lambda _activity, _what: ()


def where_to_look(
    register: Register, rights: Sequence[RightKind], today: date, person: Person | None = None
) -> tuple[ChecklistLine, ...]:
    """The checklist for `rights`: freezes first, then what is done in the shop, then by others.

    A complaint and `other` ask for nothing of their own. An archived activity is looked at too: its data
    outlive it.
    """
    known = person or Person()
    named = {party.key: party for party in register.parties}
    concerned = [
        a for a in register.activities if known.activities is None or a.reference in known.activities
    ]
    lines: list[ChecklistLine] = []
    for right in [right for right in _SOUGHT if right in rights]:
        own = [line for activity in concerned for line in _in_shop(activity, right, today, known, named)]
        lines += [*lifetimes.freeze_here(right, known.earlier), *own]
        lines += party_lines([a for a in concerned if _ours(a)], own, right, named)
    return tuple(sorted(lines, key=lambda line: (line.proposed is not Step.FREEZE, bool(line.party))))


def _ours(activity: ProcessingActivity) -> bool:
    return activity.role is not ActivityRole.PROCESSOR


def _in_shop(
    activity: ProcessingActivity, right: RightKind, today: date, person: Person, named: dict[str, Party]
) -> Iterator[ChecklistLine]:
    if not _ours(activity):
        yield from passed_on(activity, right, named)
        return
    looks = lifetimes.subjects(activity, today, person.last_contact_on)
    for first in proposals(activity, right):
        if first.step in lifetimes.TOUCHING:
            yield from lifetimes.freezes(activity, right, looks, today, person.kept_of)
            yield from lifetimes.by_subject(activity, right, first, looks, today)
        else:
            yield lifetimes.whole(activity, right, first)
