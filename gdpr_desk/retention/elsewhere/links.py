"""Whether something on this computer carries a duty out, and which one looks as if it did; pure.

A person says that it does; the program only ever suggests. What it says is looked at each time: a link
whose carrier deletes nothing, deletes later or takes other things hides nothing any more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from gdpr_desk.retention.carriers import Carrier, CarrierKind, Gap, never_longer
from gdpr_desk.retention.elsewhere.duties import plain
from gdpr_desk.retention.elsewhere.model import Duty, ElsewhereTask, Link, Offer, SaidLink

_ROOT = 5
"""So many letters two words have to begin with alike."""
_EVERYWHERE = {
    "clien",
    "donne",
    "fichi",
    "dossi",
    "papie",
    "logic",
    "enreg",
    "regis",
    "preuv",
    "coord",
    "deman",
}
"""Beginnings of words that say nothing of what is meant."""


def gap_of(duty: Duty, carrier: Carrier) -> Gap | None:
    """Why that one does not carry the duty out; None where it does."""
    if carrier.stopped is not None:
        return carrier.stopped
    if not duty.terms:
        return Gap.NO_FIGURE
    for term in duty.terms:
        beside = [one.period for one in carrier.terms if one.trigger in {"", term.trigger}]
        if not beside:
            return Gap.OTHER_START
        if not any(never_longer(period, term.period) for period in beside):
            return Gap.LONGER
    return None


def content_of(duty: Duty, carrier: Carrier) -> str:
    """Changes whenever the register means other data or places, or the carrier takes other things."""
    said = (duty.what, duty.places, carrier.kind.value, carrier.key, carrier.content)
    return hashlib.sha256(repr(said).encode("ascii", "backslashreplace")).hexdigest()[:16]


def with_link(task: ElsewhereTask, said: SaidLink | None, carriers: Iterable[Carrier]) -> ElsewhereTask:
    """The task with what somebody said of it, as far as that still is so."""
    if said is None or not task.open:
        return replace(task, link=None)
    carrier = next((one for one in carriers if (one.kind, one.key) == (said.kind, said.key)), None)
    if carrier is None:
        return replace(task, link=Link(said, "", Gap.GONE))
    gap = gap_of(task.duty, carrier)
    if gap is None and content_of(task.duty, carrier) != said.content:
        gap = Gap.CHANGED
    return replace(task, link=Link(said, carrier.label, gap))


def offers(duty: Duty, carriers: Sequence[Carrier]) -> tuple[Offer, ...]:
    """What could carry the duty out: what looks like it first, what cannot last."""
    found = []
    for carrier in carriers:
        gap = gap_of(duty, carrier)
        found.append(
            Offer(carrier.kind, carrier.key, carrier.label, gap, gap is None and _alike(duty, carrier))
        )
    order = {CarrierKind.FOLDER: 0, CarrierKind.LEDGER: 1}
    return tuple(sorted(found, key=lambda one: (not one.suggested, one.gap is not None, order[one.kind])))


def _alike(duty: Duty, carrier: Carrier) -> bool:
    """Whether it speaks of the same, and, where it counts from the same event, just as long."""
    words = [duty.what, duty.name]
    if carrier.kind is CarrierKind.FOLDER:
        words += duty.places
    else:
        said = {(one.trigger, one.period) for one in carrier.terms}
        if not all((term.trigger, term.period) in said for term in duty.terms):
            return False
    return bool(roots(" ".join(words)) & roots(carrier.words))


def roots(text: str) -> set[str]:
    """How its words begin, those aside that are everywhere."""
    found = {word[:_ROOT] for word in plain(text).split() if len(word) >= _ROOT}
    return found - _EVERYWHERE
