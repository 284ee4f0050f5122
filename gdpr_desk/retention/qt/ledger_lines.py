"""What the place « Registres tenus » shows of the ledgers: one value for each row, without Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gdpr_desk.accents import without_accents
from gdpr_desk.clock import SHOP_ZONE, Clock
from gdpr_desk.documents.typography import NO_BREAK
from gdpr_desk.periods.ceilings import Trigger
from gdpr_desk.periods.words import (
    french_date,
    french_days,
    french_duration,
    french_instant,
    french_time,
)
from gdpr_desk.retention.ledgers.answers import day_of, shown, shown_moment
from gdpr_desk.retention.ledgers.checks import problems, remarks
from gdpr_desk.retention.ledgers.kinds import KINDS
from gdpr_desk.retention.ledgers.model import (
    ITEM_KIND,
    FieldSpec,
    LedgerEntry,
    LedgerKind,
    Remark,
    StepSpec,
    Value,
)
from gdpr_desk.retention.ledgers.service import LedgerOverview, LedgerService
from gdpr_desk.retention.model import LOOK_AHEAD, LegalHold
from gdpr_desk.retention.qt.lines import ItemName
from gdpr_desk.retention.service import RetentionService

MOST = 2_000
"""Lines of one ledger that are listed, the newest: nobody reads more of them."""
_SOON = timedelta(days=7)
_HOURS = timedelta(hours=48)
_LONG = 80
"""Signs of an answer in a list, where it may wrap: a longer one would take the room of other lines."""
_UNNOTED = {
    "received": "Pas de réponse notée : compté depuis la réception",
    "agreed": "Pas d’enregistrement noté : compté depuis l’accord",
}
"""Of a field that stands in for a step: which step nobody noted, and what is counted from instead."""
_FEMININE = frozenset({"disclosures", "extractions"})


@dataclass(frozen=True)
class LedgerDoor:
    """What the place may do. `objections` leads to the list of objections, which another room keeps; `leave`
    to where one was before the room."""

    ledgers: LedgerService
    retention: RetentionService
    clock: Clock
    objections: Callable[[], object]
    leave: Callable[[], object]


@dataclass(frozen=True)
class LedgerLine:
    """One entry as the list shows it at `now`."""

    kind: LedgerKind
    seen: LedgerOverview
    now: datetime

    @property
    def reference(self) -> str:
        return self.seen.entry.reference

    @property
    def waits(self) -> bool:
        """Whether somebody has something to do about it."""
        return needs_somebody(self.seen)

    def answer(self, key: str) -> str:
        """The answer in that field as people read it, or its beginning."""
        spec, values = self.kind.field(key), self.seen.entry.values
        said = " ".join(shown(spec, values[key]).split()) if key in values else ""
        return said if len(said) <= _LONG else f"{said[: _LONG - 1].rstrip()}…"

    def searched(self) -> str:
        """Everything a filter looks into, without case or accents."""
        said = [shown(self.kind.field(key), value) for key, value in self.seen.entry.values.items()]
        return without_accents(" ".join((self.reference, *said)).casefold())


@dataclass(frozen=True)
class KindCount:
    """How many lines one ledger has, and about how many of them somebody has something to do."""

    kind: LedgerKind
    entries: int
    waiting: int


@dataclass(frozen=True)
class Listed:
    """What one reading brought: every ledger counted, and the lines of the chosen one."""

    counts: tuple[KindCount, ...]
    kind: str
    lines: tuple[LedgerLine, ...]


def read_listed(door: LedgerDoor, kind: str) -> Listed:
    """Read it, in the worker. Raises the refusals of the store."""
    now = door.clock.now()
    found: Mapping[str, tuple[LedgerOverview, ...]] = {key: door.ledgers.entries(key, MOST) for key in KINDS}
    counts = tuple(
        KindCount(one.kind, one.entries, sum(map(needs_somebody, found[one.kind.key])))
        for one in door.ledgers.ledgers()
    )
    return Listed(counts, kind, tuple(LedgerLine(KINDS[kind], seen, now) for seen in found[kind]))


def waiting_lines(ledgers: LedgerService) -> int:
    """About how many lines of all the ledgers somebody has something to do."""
    return sum(needs_somebody(seen) for key in KINDS for seen in ledgers.entries(key, MOST))


def needs_somebody(seen: LedgerOverview) -> bool:
    """A draft, or a step that is due; what is only good to know waits for nobody."""
    return seen.entry.draft or any(remark.step for remark in seen.remarks)


def next_remark(seen: LedgerOverview) -> Remark | None:
    """The step that is due, the most urgent one."""
    return next((remark for remark in seen.remarks if remark.step), None)


def name_of(kind: LedgerKind, entry: LedgerEntry) -> ItemName:
    """How holds and questions call the entry."""
    first = kind.columns[0]
    who = shown(kind.field(first), entry.values[first]) if first in entry.values else "à compléter"
    return ItemName(f"{capital(kind.one)} {entry.reference}", who, kind.picture)


def swept_name(kind: LedgerKind, entry: LedgerEntry, now: datetime) -> ItemName:
    """How the sweep calls it: before something goes for good, it says what nobody has done about it yet."""
    found = () if entry.draft else remarks(kind, entry, now)
    return replace(name_of(kind, entry), undone=next((one.short for one in found if one.step), ""))


def leaving_words(seen: LedgerOverview, now: datetime) -> str:
    """« S’efface le 24 novembre 2026 à 11:00 au plus tard », or why it stays: the run before its limit
    takes it, up to an hour early."""
    if seen.held:
        return "Gelée : elle reste tant que le gel n’est pas levé."
    if seen.leaves_at is None:
        return _kept_words(seen)
    if seen.leaves_at <= now:
        return "Cette ligne s’efface à la prochaine purge."
    if seen.leaves_at - now < _SOON:
        # An hour alone on its line tells nothing.
        when = french_instant(seen.leaves_at).replace(" ", NO_BREAK)
        soon = "à la prochaine purge, " if seen.leaves_at - now <= LOOK_AHEAD else ""
        return f"Cette ligne s’efface {soon}le {when} au plus tard."
    return f"Cette ligne s’efface le {french_date(seen.leaves_at.date())}."


def _kept_words(seen: LedgerOverview) -> str:
    """Why no sweep takes it yet."""
    length, awaited = awaited_words(seen)
    return (
        f"Cette ligne reste jusqu’à {awaited}, puis {length}."
        if awaited
        else "Cette ligne reste tant qu’elle sert."
    )


def awaited_words(seen: LedgerOverview) -> tuple[str, str]:
    """« 1 an » and « la destruction », after which it stays so long; empty where it waits for nothing."""
    awaited = KINDS[seen.entry.kind].awaited
    return (french_duration(seen.rule.terms[0].period or ""), awaited) if awaited else ("", "")


def unchecked(kind: LedgerKind, entry: LedgerEntry) -> tuple[FieldSpec, ...]:
    """What is still to be looked at before whoever asks is answered; nothing once that is done."""
    ends = {step.key for step in kind.steps if step.against}
    if not ends.isdisjoint(entry.steps):
        return ()
    return tuple(kind.field(key) for key in kind.checks if key not in entry.values)


def waiting_words(kind: LedgerKind, entry: LedgerEntry) -> str:
    """« Pas de réponse notée : compté depuis la réception. » where the step that would set the time off is
    not noted yet; else nothing."""
    steps = {step.key for step in kind.steps}
    for places in kind.triggers.values():
        used = next((place for place in places if entry.when(place) is not None), "")
        if places[0] in steps and used and used not in steps:
            return f" {_UNNOTED[used]}."
    return ""


def leaving_soon(line: LedgerLine) -> str:
    """« avant 09:00 », « demain avant 11:00 », « mercredi avant 07:00 », « dans 3 jours »; empty beyond a
    week, or where it stays."""
    at = line.seen.leaves_at
    if at is None or at - line.now > _SOON:
        return ""
    if at <= line.now:
        return "prochaine purge"
    gap = at - line.now
    if gap < _HOURS:
        day = (at.date() - line.now.astimezone(SHOP_ZONE).date()).days
        weekday, *_rest = french_date(at.date(), weekday=True).split()
        named = {0: "", 1: "demain "}.get(day, f"{weekday} ")
        return f"{named}avant {french_time(at.time())}"
    return f"dans {french_days(gap.days)}"


def best_day(entry: LedgerEntry, step: StepSpec, now: datetime) -> Trigger:
    """When the step most likely was: now, or the last day on which it can have been."""
    ends = [at for place in step.not_after if (at := entry.when(place)) is not None]
    return now if not ends else min(day_of(at) for at in (*ends, now))


def hindrance(kind: LedgerKind, entry: LedgerEntry, step: StepSpec, now: datetime) -> str:
    """Why the step cannot be noted whatever its form is answered; empty where it can."""
    answered: dict[str, Value] = dict.fromkeys(step.asks, "") | dict(entry.values)
    steps = {**entry.steps, step.key: best_day(entry, step, now)}
    found = problems(kind, replace(entry, values=answered, steps=steps), now)
    return " ".join(one.sentence for one in found if one.place == step.key)


def step_words(entry: LedgerEntry, step: StepSpec) -> str:
    """When that step was."""
    return f"le {shown_moment(entry.steps[step.key])}"


def hold_of(retention: RetentionService, entry: LedgerEntry) -> LegalHold | None:
    """The hold on the entry."""
    holds = retention.holds()
    return next((one for one in holds if one.kind == ITEM_KIND and one.item == entry.reference), None)


def capital(words: str) -> str:
    """With a capital letter."""
    return f"{words[0].upper()}{words[1:]}"


def indefinite(kind: LedgerKind) -> str:
    """« un impayé », « une extraction »."""
    return f"{'une' if kind.key in _FEMININE else 'un'} {kind.one}"


def none_of(kind: LedgerKind) -> str:
    """« Aucun impayé noté », « Aucune extraction notée »."""
    ending = "e" if kind.key in _FEMININE else ""
    return f"Aucun{ending} {kind.one} noté{ending}"


def form_of(reference: str) -> str:
    """The name under which what is half typed about a line is kept."""
    return f"{ITEM_KIND}/{reference}"
