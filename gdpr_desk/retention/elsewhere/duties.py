"""From the register to what is to be deleted outside the program; pure.

Activities in use count, and ended ones, whose data outlive them; drafts promise nothing yet. A group of
durations is one duty: its shortest ceiling sets the rhythm, a minimum orders nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from gdpr_desk.accents import without_accents
from gdpr_desk.parties.model import Party, PartyKind
from gdpr_desk.periods.duration import Duration
from gdpr_desk.reference import catalogues
from gdpr_desk.reference.model import Entry
from gdpr_desk.register.model import (
    ActivityStatus,
    Combinator,
    Disposal,
    ProcessingActivity,
    Register,
    RetentionKind,
    RetentionRule,
)
from gdpr_desk.register.wording import days, grouped, retention_lines
from gdpr_desk.retention.elsewhere.model import Duty, Term

PAPER = "Papiers"
OTHER, EVENT = "other", "event"
_SIGNS = re.compile(r"[^a-z0-9]+")
_LONGEST_KEY = 80
_SHORT = 4


def duties(register: Register) -> tuple[Duty, ...]:
    """Every duty of the register, in the order of its activities. Their keys are all different."""
    parties = {party.key: party for party in register.parties}
    found = [
        duty
        for activity in register.activities
        if activity.status is not ActivityStatus.DRAFT
        for duty in _of_activity(activity, parties)
    ]
    return tuple(found)


def place_kind(place: str) -> Entry:
    """What sort of place the officer's words name; `other` where nothing is recognised."""
    words = f" {plain(place)} "
    for entry in catalogues.places_elsewhere().values():
        if any(_begins(plain(word)) in words for word in _words(entry)):
            return entry
    return catalogues.places_elsewhere()[OTHER]


def cadence(terms: Sequence[Term]) -> str:
    """How often, by the shortest of these durations: a key of `reference.task_cadences`."""
    if not terms:
        return EVENT
    length = min(Duration.parse(term.period).approximate_days() for term in terms)
    for key, entry in catalogues.task_cadences().items():
        limit = entry.text("up_to")
        if limit and length <= Duration.parse(limit).approximate_days():
            return key
    raise AssertionError("the last cadence takes what is left")


def first_day(key: str, today: date) -> date:
    """The day by which a duty new to the register is first to be done."""
    return _after(key, "first", today)


def next_day(key: str, done_on: date) -> date:
    """The day by which it is to be done again: from one time to the next it is never longer."""
    return _after(key, "every", done_on)


def next_check(key: str, done_on: date) -> date:
    """The day by which one looks again whether a tool erases by itself: as often as one would have to
    erase, but never more than once a month."""
    return _after(key, "checked" if catalogues.task_cadences()[key].text("checked") else "every", done_on)


def _after(key: str, which: str, day: date) -> date:
    return Duration.parse(catalogues.task_cadences()[key].text(which)).after_day(day)


def _of_activity(activity: ProcessingActivity, parties: Mapping[str, Party]) -> Iterator[Duty]:
    places, helpers = _places(activity, parties), _helpers(activity, parties)
    if not places:
        return
    seen: Counter[str] = Counter()
    groups = zip(grouped(activity.retention), retention_lines(activity.retention), strict=True)
    for group, line in groups:
        ordering = [rule for rule in group if rule.kind is not RetentionKind.MINIMUM]
        if not ordering:
            continue
        terms = _terms(ordering)
        what = line.applies_to or activity.name
        slug = _slug(what)
        seen[slug] += 1
        again = f".{seen[slug]}" if seen[slug] > 1 else ""
        yield Duty(
            key=f"{activity.reference}/{slug}{again}",
            activity=activity.reference,
            name=activity.name,
            what=what,
            places=places,
            kinds=tuple(dict.fromkeys(place_kind(place).key for place in places)),
            parties=helpers,
            sentence=line.sentence,
            terms=terms,
            verb=_first(ordering).disposal.value,
            cadence=cadence(terms),
            events=_events(ordering),
        )


def _places(activity: ProcessingActivity, parties: Mapping[str, Party]) -> tuple[str, ...]:
    """Where the data live; processors where no tool is named. Empty where it is only this program."""
    named = [place.strip() for place in activity.systems if place.strip()]
    outside = [place for place in named if place_kind(place).extra.get("own") is not True]
    if activity.paper:
        outside.append(PAPER)
    if named or outside:
        return tuple(dict.fromkeys(outside))
    return _helpers(activity, parties) or (activity.name,)


def _helpers(activity: ProcessingActivity, parties: Mapping[str, Party]) -> tuple[str, ...]:
    known = [parties[r.party] for r in activity.recipients if r.party and r.party in parties]
    return tuple(dict.fromkeys(party.name for party in known if party.kind is PartyKind.PROCESSOR))


def _terms(rules: Sequence[RetentionRule]) -> tuple[Term, ...]:
    """The ceilings that have a figure one can read, the shortest first, each once."""
    dated = [rule for rule in rules if rule.kind is RetentionKind.MAXIMUM and days(rule) > 0]
    return tuple(dict.fromkeys(Term(r.trigger, r.period or "") for r in sorted(dated, key=days)))


def _events(rules: Sequence[RetentionRule]) -> tuple[str, ...]:
    """The known events that end it, whatever figure stands beside them; none where the later decides. One
    that only puts it into an archive ends nothing."""
    rules = [rule for rule in rules if rule.disposal is not Disposal.ARCHIVE] or list(rules)
    if any(rule.combinator is Combinator.LAST_OF for rule in rules):
        return ()
    known = catalogues.retention_triggers()
    named = [rule.trigger for rule in rules if rule.kind is RetentionKind.CRITERIA and rule.trigger in known]
    return tuple(dict.fromkeys(named))


def _first(rules: Sequence[RetentionRule]) -> RetentionRule:
    """The rule that ends first tells what is to be done; an archive only where nothing else is asked."""
    final = [rule for rule in rules if rule.disposal is not Disposal.ARCHIVE] or list(rules)
    return min(final, key=lambda rule: days(rule) or float("inf"))


def _words(entry: Entry) -> Sequence[str]:
    words = entry.extra.get("words", ())
    return [str(word) for word in words] if isinstance(words, list | tuple) else ()


def _begins(word: str) -> str:
    """How a word is found: at the start of one, or whole where it is so short that it begins others."""
    return f" {word} " if len(word) <= _SHORT else f" {word}"


def plain(text: str) -> str:
    """Its words in small letters, without accents and signs."""
    return _SIGNS.sub(" ", without_accents(text).casefold()).strip()


def _slug(text: str) -> str:
    return plain(text).replace(" ", "-")[:_LONGEST_KEY] or "donnees"
