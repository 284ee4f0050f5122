"""What stays of what was asked for: each thing with its own reason and facts (Art. 12(4)); pure.

The reason is the one somebody chose for that thing, else the one the register shows, else the only one that
its right knows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gdpr_desk.reference import catalogues
from gdpr_desk.reference.model import Entry
from gdpr_desk.register.model import Register
from gdpr_desk.requests.letters.case import Case
from gdpr_desk.requests.letters.model import Refusal
from gdpr_desk.requests.letters.purposes import purposes_of
from gdpr_desk.requests.letters.things import about
from gdpr_desk.requests.model import RightKind, WorkDone
from gdpr_desk.requests.places import ChecklistLine, Step, in_row, in_sentence

_ARTICLE = re.compile(r" \([^()]*RGPD\)")
_SAME = "pour la même raison."
_ANY = 7
"""A reason that stands against as many rights is about the request, not about the data."""


@dataclass(frozen=True)
class Kept:
    """One thing that stays: `reason` is a key of the catalogue, empty where nobody has said it yet.

    `chosen`: somebody has said it for this letter, so that the register's own word is not asked.
    """

    line: ChecklistLine
    about: str
    reason: str
    facts: str
    chosen: bool = False


def allowed_reasons(right: RightKind, *, whole: bool) -> tuple[Entry, ...]:
    """The reasons there are against a right, its own before those that stand against any request; `whole`
    leaves out those that only hide a part."""
    found = [
        entry
        for entry in catalogues.refusal_reasons().values()
        if right.value in _rights(entry) and (entry.extra.get("whole") is True or not whole)
    ]
    return tuple(sorted(found, key=_about_any))


def kept(case: Case, refusals: Sequence[Refusal]) -> tuple[Kept, ...]:
    """What a person decided to keep in the shop, in the list's order."""
    chosen = {refusal.line: refusal for refusal in refusals if refusal.line}
    return tuple(
        _kept(line, item, chosen.get(line.key), case.register)
        for line, item in case.decided()
        if item.decision == Step.KEEP and not line.party
    )


def things_kept(case: Case, refusals: Sequence[Refusal]) -> tuple[str, ...]:
    """The same as the person reads it: the thing, the law's sentence, the facts; what has the same reason
    stands together, and the sentence once."""
    things = kept(case, refusals)
    order = list(dict.fromkeys(one.reason for one in things))
    read, last = [], ""
    for one in sorted(things, key=lambda one: order.index(one.reason)):
        read.append(_read(one, again=one.reason == last))
        last = one.reason
    return tuple(read)


def _read(one: Kept, *, again: bool) -> str:
    """« Factures : la loi nous oblige à garder ces données (…). Conservation jusqu’à 10 ans… »"""
    entry = catalogues.refusal_reasons().get(one.reason)
    if entry is None:
        return _ended(f"{one.about} : {in_sentence(one.facts)}" if one.facts else one.about)
    law = _SAME if again else in_sentence(_law(entry, one.line.right))
    facts = f" {one.facts[:1].upper()}{one.facts[1:]}" if one.facts else ""
    return _ended(f"{one.about} : {law}{facts}")


def _law(entry: Entry, right: RightKind) -> str:
    """The Regulation is not about the dead (recital 27): its articles are then no ground."""
    sentence = entry.text("sentence")
    return without_articles(sentence) if right is RightKind.POST_MORTEM else sentence


def without_articles(sentence: str) -> str:
    """The same without the article in brackets."""
    return _ARTICLE.sub("", sentence)


def goes_on(line: ChecklistLine) -> bool:
    """Whether setting aside never was asked of it: the objection list, the request's own file."""
    return line.right is RightKind.RESTRICTION and line.proposed is Step.KEEP


def _kept(line: ChecklistLine, item: WorkDone, chosen: Refusal | None, register: Register) -> Kept:
    stops = line.right in (RightKind.OBJECTION, RightKind.CONSENT_WITHDRAWAL)
    named = in_row(purposes_of(line, register)) if stops else about(line)
    if chosen is not None:
        return Kept(line, named, chosen.reason, chosen.facts.strip(), chosen=True)
    shown = line.for_person if line.proposed is Step.KEEP else ""
    facts = " ".join(filter(None, (_sentence(shown), _sentence(item.reason))))
    return Kept(line, named, _offered(line), facts)


def _offered(line: ChecklistLine) -> str:
    """The reason that needs no choosing: the register's, or the only one against that right."""
    own = [entry.key for entry in allowed_reasons(line.right, whole=True) if not _about_any(entry)]
    if line.proposed is Step.KEEP:
        return line.motive if line.motive in own else ""
    return own[0] if len(own) == 1 and not goes_on(line) else ""


def _sentence(text: str) -> str:
    bare = text.strip()
    return _ended(bare[:1].upper() + bare[1:]) if bare else ""


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _about_any(entry: Entry) -> bool:
    return len(_rights(entry)) >= _ANY


def _rights(entry: Entry) -> tuple[str, ...]:
    found = entry.extra.get("rights", ())
    return tuple(str(right) for right in found) if isinstance(found, list) else ()
