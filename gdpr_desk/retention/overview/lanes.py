"""The board as values: a lane for each promise; pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from gdpr_desk.documents.time_scale import along
from gdpr_desk.periods.duration import Duration
from gdpr_desk.periods.words import french_duration, shop_time
from gdpr_desk.reference import catalogues
from gdpr_desk.register.model import RetentionKind
from gdpr_desk.retention.elsewhere import wording
from gdpr_desk.retention.elsewhere.model import ElsewhereTask
from gdpr_desk.retention.ledgers.kinds import KINDS
from gdpr_desk.retention.model import PlannedItem, Rule, SweepPlan, SweepStatement, Why
from gdpr_desk.retention.overview.conflicts import shorter_promise

_STEPS = 240
"""Items stand at one of so many places of the scale: more nobody tells apart."""
_DAY_S = 86_400
_FEW = 2
"""So many tasks of much later are shown rather than folded away."""
SOON_DAYS = 7
"""So long before its day a task is told of."""
OWN_WORDS = "Automatique ici"
_ICONS = {
    "identity_copies": "id-card",
    "request_files": "paperclip",
    "request_messages": "mail",
    "requests": "inbox",
    "dismissed_requests": "inbox",
    "breaches": "triangle-alert",
    "bin": "trash-2",
    "drafts": "pencil",
    "backups": "hard-drive",
    "task_proofs": "scan-eye",
    "tasks": "clipboard-list",
    **{case.rule: kind.picture for kind in KINDS.values() for case in kind.cases},
}


@dataclass(frozen=True)
class Mark:
    """So many items at one place of the scale, 0 today to 1 ten years; `held` where a hold keeps them."""

    at: float
    number: int
    held: bool = False


@dataclass(frozen=True)
class Sign:
    """What a lane wants noticed: `state` as badges have it, words, a picture; `short` for less room."""

    state: str
    words: str
    icon: str
    short: str = ""


@dataclass(frozen=True)
class Lane:
    """One promise. `length` is in days, 0 where an event decides; `words` say it beside the bar, `rule` in
    full. `who` deletes, and where a person does, `when` by which day. `marks` are real items at their age,
    `number` counts all of them: None where nobody here can know. `sentence` tells the lane to who does not
    see it."""

    key: str
    name: str
    icon: str
    length: float
    words: str
    rule: str
    who: str
    number: int | None
    when: str = ""
    marks: tuple[Mark, ...] = ()
    sign: Sign | None = None
    sentence: str = ""

    @property
    def own(self) -> bool:
        """Whether the program deletes it itself."""
        return self.number is not None


@dataclass(frozen=True)
class Board:
    """Everything the board shows at `made_at`. `tasks` are those that are open, the next due first; of the
    lanes `elsewhere` what is late or soon due stands first. `far` and `resting` are lanes folded away
    for now: what is to be done elsewhere much later, and what holds nothing here."""

    made_at: datetime
    own: tuple[Lane, ...]
    elsewhere: tuple[Lane, ...]
    due: int
    waiting: int
    held: int
    missing: int
    tasks: tuple[ElsewhereTask, ...]
    last: SweepStatement | None
    resting: tuple[Lane, ...] = ()
    far: tuple[Lane, ...] = ()

    def folded(self) -> Board:
        """The board without the rules that hold nothing now and have nothing to tell: they rest."""
        busy = tuple(lane for lane in self.own if lane.number or lane.sign)
        resting = tuple(lane for lane in self.own if not (lane.number or lane.sign))
        return replace(self, own=busy, resting=resting) if len(resting) > 1 else self

    def shortened(self) -> Board:
        """The board without the tasks that nobody has to think of for now, so that both kinds are seen at
        once; whole where they are few."""
        near = tuple(lane for lane in self.elsewhere if lane.sign)
        far = tuple(lane for lane in self.elsewhere if not lane.sign)
        return replace(self, elsewhere=near, far=far) if len(far) > _FEW else self

    def far_words(self) -> str:
        """« 16 autres, la prochaine pour le 14 janvier 2027 »."""
        keys = {lane.key for lane in self.far}
        first = min((task for task in self.tasks if lane_key(task) in keys), key=lambda task: task.due_on)
        others = "autres" if self.elsewhere else "effacements à faire ailleurs"
        return f"{len(self.far)} {others}, la prochaine {wording.due_words(first, self.today)}"

    @property
    def today(self) -> date:
        """The shop's day."""
        return shop_time(self.made_at).date()

    @property
    def overdue(self) -> int:
        """How many tasks are past their day."""
        return sum(task.overdue(self.today) for task in self.tasks)

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """All of them, what somebody has to do first."""
        return (*self.elsewhere, *self.far, *self.own, *self.resting)


def board_of(
    plan: SweepPlan, held: int, tasks: Sequence[ElsewhereTask], last: SweepStatement | None
) -> Board:
    """The board from a plan that looks far ahead and from the open tasks."""
    items = _by_rule(plan)
    today = shop_time(plan.made_at).date()
    own = [_told_apart(_own_lane(rule, items[rule.key], plan), rule, tasks) for rule in plan.rules]
    return Board(
        made_at=plan.made_at,
        own=tuple(sorted(own, key=lambda lane: (lane.length, lane.name))),
        elsewhere=tuple(_task_lane(task, today) for task in sorted(tasks, key=_reading_order(today))),
        due=len(plan.due),
        waiting=plan.waiting,
        held=held,
        missing=sum(item.why is Why.MISSING_TRIGGER for item in plan.left),
        tasks=tuple(tasks),
        last=last,
    )


def lane_key(task: ElsewhereTask) -> str:
    """How the lane of a task is named: `task:A-2026-003`."""
    return f"task:{task.reference}"


def told(number: int, one: str, several: str) -> str:
    """« 1 gelé », « 3 gelés »."""
    return f"{number} {several if number > 1 else one}"


def _by_rule(plan: SweepPlan) -> Mapping[str, list[PlannedItem]]:
    """Each item once: as it stands now, else as it will be."""
    found: defaultdict[str, list[PlannedItem]] = defaultdict(list)
    seen: set[tuple[str, str]] = set()
    for item in (*plan.due, *plan.left, *plan.later):
        key = (item.kind, item.id)
        if key not in seen:
            seen.add(key)
            found[item.rule].append(item)
    return found


def _own_lane(rule: Rule, items: Iterable[PlannedItem], plan: SweepPlan) -> Lane:
    listed = list(items)
    ceilings = [term.period for term in rule.terms if term.period and term.kind is RetentionKind.MAXIMUM]
    period = min(ceilings, key=_days, default="")  # all of them hold: the earliest decides
    length = _days(period)
    due = sum(item.why is None and _is_over(item, plan) for item in listed)
    held = sum(item.why is Why.HOLD for item in listed)
    number = plan.watched.get(rule.key, 0)
    parts = [
        f"{rule.label} : {rule.wording}. Effacé ici, tout seul",
        told(number, "élément", "éléments") if number else "aucun élément",
    ]
    parts += [f"{due} à effacer"] if due else []
    parts += [told(held, "gelé", "gelés")] if held else []
    parts += [rule.caution] if rule.caution else []
    return Lane(
        key=f"rule:{rule.key}",
        name=rule.label,
        icon=_ICONS.get(rule.key, "file-text"),
        length=length,
        words=_short(rule.key) or (french_duration(period) if period else "selon l’événement"),
        rule=f"{rule.wording} ; {rule.caution}" if rule.caution else rule.wording,
        who=OWN_WORDS,
        number=number,
        marks=_marks(listed, length, plan.made_at),
        sign=_own_sign(due, held, rule.caution),
        sentence=", ".join(parts) + ".",
    )


def _short(key: str) -> str:
    """How the duration is said beside its bar, where the figure alone would not be true."""
    entry = catalogues.sweep_rules().get(key)
    return entry.text("short") if entry is not None else ""


def _told_apart(lane: Lane, rule: Rule, tasks: Sequence[ElsewhereTask]) -> Lane:
    """The lane, and that the register promises less for the same."""
    promised = shorter_promise(rule, tasks)
    if promised is None:
        return lane
    activity, period = promised
    words = f"le registre dit {french_duration(period)}"
    told = f"{words} ({activity})"
    sign = Sign("attention", words, "triangle-alert")
    return replace(
        lane, sign=sign, rule=f"{lane.rule} ; {told}", sentence=f"{lane.sentence} Attention, {told}."
    )


def _own_sign(due: int, held: int, caution: str) -> Sign | None:
    if due:
        return Sign("neutral", told(due, "part à la purge", "partent à la purge"), "eraser")
    if caution:
        return Sign("attention", "peut dépasser", "triangle-alert")
    return Sign("neutral", told(held, "gelé", "gelés"), "snowflake") if held else None


def _is_over(item: PlannedItem, plan: SweepPlan) -> bool:
    return item.due_at is not None and item.due_at <= plan.until


def _marks(items: Iterable[PlannedItem], length: float, now: datetime) -> tuple[Mark, ...]:
    """Items at their age: what is left of their time, taken from the whole of it."""
    found: Counter[tuple[int, bool]] = Counter()
    for item in items:
        if item.due_at is not None:
            age = length - (item.due_at - now).total_seconds() / _DAY_S
            found[round(along(max(0.0, age)) * _STEPS), item.why is Why.HOLD] += 1
    return tuple(Mark(at / _STEPS, number, held) for (at, held), number in sorted(found.items()))


def _task_lane(task: ElsewhereTask, today: date) -> Lane:
    duty = task.duty
    longest = max((term.period for term in duty.terms), key=_days, default="")
    kinds = catalogues.places_elsewhere()
    icon = kinds[duty.kinds[0]].text("icon") if duty.kinds and duty.kinds[0] in kinds else "external-link"
    return Lane(
        key=lane_key(task),
        name=duty.what,
        icon=icon,
        length=_days(longest),
        words=wording.length(duty),
        rule=duty.sentence,
        who=wording.by_itself(duty) if task.checked else wording.where(duty),
        number=None,
        when=wording.planned(task, today),
        sign=_task_sign(task, today),
        sentence=(
            f"{duty.what}, {duty.name} : {duty.sentence.rstrip('.')}. "
            f"{_how(task)}, {wording.planned(task, today)}."
        ),
    )


def _how(task: ElsewhereTask) -> str:
    if task.checked:
        return f"Effacé par l’outil lui-même ({wording.where(task.duty)}), à vérifier"
    return f"À faire ailleurs, {wording.where(task.duty)}"


def _task_sign(task: ElsewhereTask, today: date) -> Sign | None:
    days = (task.due_on - today).days
    if days < 0:
        return Sign("late", _capital(wording.due_words(task, today)), "clock-alert", "En retard")
    if days <= SOON_DAYS:
        return Sign("attention", "bientôt" if days else "aujourd’hui", "clock")
    return None


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _reading_order(today: date) -> Callable[[ElsewhereTask], tuple[float, float, str]]:
    """What presses by its day, late ones first; the rest by its length."""

    def order(task: ElsewhereTask) -> tuple[float, float, str]:
        days = (task.due_on - today).days
        longest = max((_days(term.period) for term in task.duty.terms), default=float("inf"))
        return float(min(days, SOON_DAYS + 1)), longest, task.duty.key

    return order


def _days(period: str | None) -> float:
    return Duration.parse(period).approximate_days() if period else 0.0
