"""When a rights request must be answered (Art. 12(3) GDPR, Regulation (EEC, Euratom) 1182/71).

The day of receipt is not counted; a period in months ends on the same date, or on the last day of
a shorter month (Art. 3(1)-(2)); where that is a Saturday, a Sunday or a public holiday, the legal
end is the next working day (Art. 3(4)). The shop aims at the unshifted date, the `target`.

Two readings of "extended by two further months" exist and no source decides: two months after
the end of the first, or three months from receipt. The earlier is the extended target, the later
(shifted) the extended legal end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Self

from gdpr_desk.errors import InvalidInput
from gdpr_desk.periods.duration import Duration
from gdpr_desk.periods.holidays import Region, holidays_on, next_working_day
from gdpr_desk.periods.reading import read_date, require_year
from gdpr_desk.periods.words import MONTHS, WEEKDAYS, french_date, french_days, french_duration, french_list
from gdpr_desk.reference.catalogues import statutory_period
from gdpr_desk.reference.model import Holiday


@dataclass(frozen=True)
class RequestPeriod:
    """How long the controller has to answer, how much longer at most, and under which article."""

    answer: Duration
    extension: Duration
    article: str

    @classmethod
    def in_force(cls, day: date) -> Self:
        """What the law says on `day` (as dated data; before the GDPR applied, what it then said)."""
        answer = statutory_period("request_response", day)
        extension = statutory_period("request_extension", day)
        return cls(Duration.parse(answer.period), Duration.parse(extension.period), answer.article)


@dataclass(frozen=True)
class Pause:
    """The clock stands still from a question to the person until the answer (EDPB 01/2022, § 159).

    `answered_on` is None while the answer is awaited. It counts the days answered minus asked.
    Raises InvalidInput where the answer comes before the question.
    """

    asked_on: date
    answered_on: date | None = None

    def __post_init__(self) -> None:
        for day in (self.asked_on, self.answered_on):
            if day is not None:
                _require_day(day, "paused")
        if self.answered_on is not None and self.answered_on < self.asked_on:
            raise InvalidInput(
                "Cette pause finit avant d’avoir commencé.",
                remedy="Vérifiez la date de la question et celle de la réponse.",
                field="paused",
            )

    @classmethod
    def parse(cls, text: str) -> Self:
        """`FROM:TO`, or `FROM:` for one that still runs; InvalidInput for anything else."""
        asked, colon, answered = text.partition(":")
        if not colon:
            raise InvalidInput(
                "Une pause s’écrit avec son début et sa fin.",
                remedy="Écrivez-la comme 2026-03-02:2026-03-05.",
                field="paused",
            )
        return cls(
            read_date(asked, field="paused"),
            read_date(answered, field="paused") if answered.strip() else None,
        )


@dataclass(frozen=True)
class RequestDeadline:
    """The dates of one request; `target` to aim at, `due` the legal end, the same once extended.

    `rule` explains them in French, with the articles. `announce_by`: until when the person must
    hear of an extension and its reasons; pauses do not move it, which is the safe reading of
    "within one month of receipt". `paused_days` count for the period in force, `ignored_days`
    belong to pauses that began after its end.
    """

    received: date
    target: date
    due: date
    extended_target: date
    extended_due: date
    rule: str
    extended: bool
    announce_by: date
    paused_days: int
    ignored_days: int

    @property
    def target_in_force(self) -> date:
        """The date to aim at: the extended one once the extension has been announced."""
        return self.extended_target if self.extended else self.target

    @property
    def due_in_force(self) -> date:
        """The legal end that applies: the extended one once the extension has been announced."""
        return self.extended_due if self.extended else self.due


def request_deadline(
    received: date,
    *,
    region: Region = Region.METROPOLE,
    pauses: Sequence[Pause] = (),
    extended: bool = False,
    today: date | None = None,
    period: RequestPeriod | None = None,
) -> RequestDeadline:
    """The deadlines of a request received on the civil date `received`.

    Overlapping pauses merge; each adds its days to the unshifted end, provided it begins while
    that period still runs. A pause that still runs counts up to `today`. Raises InvalidInput for a
    receipt outside 2018 to 2100 and for a pause before receipt; ValueError for an instant in place
    of a date, or a running pause without `today`. `period` is the law in force at receipt unless given.
    """
    _require_day(received, "received")
    period = period or RequestPeriod.in_force(received)
    spans = _merged(received, pauses, today)
    first = period.answer.after_day(received)
    last = period.answer.plus(period.extension).after_day(received)
    days, last_days = (_days_within(end, spans, region) for end in (first, last))
    chained = period.extension.after_day(first)
    unshifted_last = last + timedelta(days=last_days)
    paused = last_days if extended else days
    deadline = RequestDeadline(
        received=received,
        target=first + timedelta(days=days),
        due=next_working_day(first + timedelta(days=days), region),
        extended_target=min(chained + timedelta(days=_days_within(chained, spans, region)), unshifted_last),
        extended_due=next_working_day(unshifted_last, region),
        rule="",
        extended=extended,
        announce_by=first,
        paused_days=paused,
        ignored_days=sum((end - start).days for start, end in spans) - paused,
    )
    running = any(pause.answered_on is None for pause in pauses)
    return replace(deadline, rule=_rule(deadline, unshifted_last, region, period, running=running))


def _require_day(day: date, field: str) -> None:
    if isinstance(day, datetime):
        raise ValueError("a request is dated by civil days, not by instants")
    require_year(day, field=field)


def _merged(received: date, pauses: Sequence[Pause], today: date | None) -> tuple[tuple[date, date], ...]:
    """The pauses as disjoint (asked, answered) spans in order of time."""
    merged: list[tuple[date, date]] = []
    for pause in sorted(pauses, key=lambda one: one.asked_on):
        if pause.asked_on < received:
            raise InvalidInput(
                "Cette pause commence avant la réception de la demande.",
                remedy="Vérifiez la date de réception et celle de la question.",
                field="paused",
            )
        end = pause.answered_on or today
        if end is None:
            raise ValueError("a pause that still runs is counted up to today")
        end = max(end, pause.asked_on)
        if merged and pause.asked_on <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((pause.asked_on, end))
    return tuple(merged)


def _days_within(end: date, spans: Sequence[tuple[date, date]], region: Region) -> int:
    """Paused days that move the unshifted `end`: what is over cannot be paused any more."""
    days = 0
    for start, stop in spans:
        if start > next_working_day(end + timedelta(days=days), region):
            break
        days += (stop - start).days
    return days


_PAUSED = " ; lignes directrices 01/2022 du CEPD, point 159"


def _rule(
    deadline: RequestDeadline, unshifted_last: date, region: Region, period: RequestPeriod, *, running: bool
) -> str:
    waited = (deadline.target - period.answer.after_day(deadline.received)).days
    paused = f" et {french_days(waited)} de pause" if waited else ""
    opening = (
        f"Demande reçue le {french_date(deadline.received, weekday=True)} : "
        f"la réponse est attendue sous {french_duration(period.answer.iso())}{paused}, "
        f"donc le {french_date(deadline.target, weekday=True)} ({period.article}{_PAUSED if waited else ''})."
    )
    sentences = [
        opening,
        _clamp_sentence(deadline.received, period.answer),
        _shift_sentence(deadline.target, deadline.due, region),
        *(_extension_sentences(deadline, unshifted_last, region, period) if deadline.extended else ()),
        *_pause_sentences(deadline, running=running),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _extension_sentences(
    deadline: RequestDeadline, unshifted_last: date, region: Region, period: RequestPeriod
) -> tuple[str, ...]:
    ends = (
        f"Délai prolongé de {french_duration(period.extension.iso())} : "
        f"visez le {french_date(deadline.extended_target, weekday=True)}, "
        f"la fin légale est le {french_date(deadline.extended_due, weekday=True)}."
    )
    announce = (
        "La personne doit apprendre la prolongation et ses raisons "
        f"au plus tard le {french_date(deadline.announce_by)}."
    )
    return ends, _shift_sentence(unshifted_last, deadline.extended_due, region), announce


def _clamp_sentence(received: date, answer: Duration) -> str:
    end = answer.months_after_day(received)
    if end.day == received.day:
        return ""
    month = MONTHS[end.month - 1]
    return (
        f"{month.capitalize()} {end.year} n’a pas de {received.day} : "
        "le délai finit le dernier jour du mois (règlement 1182/71, article 3, paragraphe 2)."
    )


def _shift_sentence(end: date, due: date, region: Region) -> str:
    if end == due:
        return ""
    own = holidays_on(end, region)
    later = [
        holiday
        for n in range(1, (due - end).days)
        for holiday in holidays_on(end + timedelta(days=n), region)
    ]
    reasons = [f"un {WEEKDAYS[end.weekday()]}"] if end.weekday() >= 5 else []
    if own:
        reasons.append(f"un jour férié ({_labels(own)})")
    followed = f", suivi d’un jour férié ({_labels(later)})" if later else ""
    conditions = "".join(f" {holiday.help}" for holiday in (*own, *later) if holiday.help)
    return (
        f"Le {french_date(end)} est {french_list(reasons)}{followed} : "
        f"la fin légale passe au jour ouvrable suivant, le {french_date(due, weekday=True)} "
        f"(règlement 1182/71, article 3, paragraphe 4).{conditions}"
    )


def _labels(holidays: Sequence[Holiday]) -> str:
    return french_list([holiday.label for holiday in holidays])


def _pause_sentences(deadline: RequestDeadline, *, running: bool) -> tuple[str, ...]:
    sentences = []
    if deadline.paused_days and deadline.extended:
        sentences.append(f"Le délai prolongé compte {french_days(deadline.paused_days)} de pause.")
    if running:
        sentences.append("Une pause court encore : les dates reculent tant que la réponse se fait attendre.")
    if deadline.ignored_days:
        sentences.append("Une pause commencée après la fin du délai ne le rallonge pas.")
    return tuple(sentences)
