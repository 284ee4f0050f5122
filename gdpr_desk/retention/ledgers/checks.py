"""Whether an entry can be kept, what is still to do about it, and whether a step may be noted; pure.

What every ledger has in common is read from its description; what one of them alone has stands below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from gdpr_desk.clock import SHOP_ZONE
from gdpr_desk.periods.ceilings import Trigger, maximum_ends_at
from gdpr_desk.periods.duration import Duration
from gdpr_desk.periods.words import french_days, french_list, french_time
from gdpr_desk.reference import catalogues
from gdpr_desk.retention.ledgers.answers import day_of, plain, shown_moment
from gdpr_desk.retention.ledgers.keeping import leaves_at
from gdpr_desk.retention.ledgers.kinds import KINDS
from gdpr_desk.retention.ledgers.model import (
    LedgerEntry,
    LedgerKind,
    Problem,
    Remark,
    StepSpec,
    Weight,
)
from gdpr_desk.retention.model import LOOK_AHEAD

_NEVER = "*"
_NOW = "À rappeler maintenant"


def problems(kind: LedgerKind, entry: LedgerEntry, now: datetime) -> tuple[Problem, ...]:
    """Why the entry cannot be kept as it is; a draft may lack answers, but no step what it needs."""
    found = [*_answers(kind, entry, now)]
    for step in kind.steps:
        if step.key in entry.steps:
            found += _step(kind, step, entry, now)
    found += _OWN.get(kind.key, _nothing)(entry)
    return tuple(found)


def step_problems(kind: LedgerKind, entry: LedgerEntry, step: str, now: datetime) -> tuple[Problem, ...]:
    """Why that step could not be noted now, apart from its date: what a screen says beside a closed step."""
    if step in entry.steps:
        return ()
    tried = replace(entry, steps={**entry.steps, step: now})
    known = set(problems(kind, entry, now))
    return tuple(one for one in problems(kind, tried, now) if one not in known)


def dependents(kind: LedgerKind, entry: LedgerEntry, step: str) -> tuple[StepSpec, ...]:
    """The noted steps that need that one: they are taken back first."""
    return tuple(one for one in kind.steps if one.key in entry.steps and step in one.needs)


def next_steps(kind: LedgerKind, entry: LedgerEntry) -> tuple[StepSpec, ...]:
    """Steps that can come next: neither noted nor ruled out, everything they need noted."""
    return tuple(
        step
        for step in kind.steps
        if step.key not in entry.steps
        and all(need in entry.steps for need in step.needs)
        and not any(other in entry.steps for other in step.against)
    )


def remarks(kind: LedgerKind, entry: LedgerEntry, now: datetime) -> tuple[Remark, ...]:
    """What somebody should do about the entry, the most urgent first."""
    found = [*_REMARKS.get(kind.key, _no_remark)(entry, now)]
    if entry.draft:
        missing = [spec.label for spec in kind.fields if spec.required and spec.key not in entry.values]
        named = f" Il manque : {french_list(missing).lower()}." if missing else ""
        found.append(Remark(Weight.ATTENTION, f"Brouillon à compléter.{named}"))
    return tuple(sorted(found, key=lambda remark: remark.weight is not Weight.URGENT))


def _answers(kind: LedgerKind, entry: LedgerEntry, now: datetime) -> Iterator[Problem]:
    today = now.astimezone(SHOP_ZONE).date()
    for spec in kind.fields:
        value = entry.values.get(spec.key)
        if value is None:
            if spec.required and not entry.draft:
                yield Problem(spec.key, f"Il manque : {spec.label.lower()}.")
        elif isinstance(value, date) and not spec.to_come and _to_come(value, now, today):
            yield Problem(spec.key, f"{spec.label} : cette date n’est pas encore venue.")


def _step(kind: LedgerKind, step: StepSpec, entry: LedgerEntry, now: datetime) -> Iterator[Problem]:
    at = entry.steps[step.key]
    if _to_come(at, now, now.astimezone(SHOP_ZONE).date()):
        yield Problem(step.key, f"« {step.label} » : cette date n’est pas encore venue.")
    missing = [kind.step(need).label for need in step.needs if need not in entry.steps]
    if missing:
        named = french_list([f"« {label} »" for label in missing])
        yield Problem(step.key, f"« {step.label} » ne se note qu’après : {named}.")
    for other in step.against:
        if other in entry.steps:
            yield Problem(step.key, f"« {step.label} » ne va pas avec « {kind.step(other).label} ».")
    unanswered = [kind.field(key).label for key in step.asks if key not in entry.values]
    if unanswered:
        named = french_list([label.lower() for label in unanswered])
        yield Problem(step.key, f"Avant de noter « {step.label} », répondez à : {named}.")
    for place in (*step.needs, *step.not_before):
        earlier = entry.when(place)
        if earlier is not None and _before(at, earlier):
            yield Problem(step.key, f"« {step.label} » ne peut pas précéder le {shown_moment(earlier)}.")
    for place in step.not_after:
        later = entry.when(place)
        if later is not None and _before(later, at):
            yield Problem(
                step.key, f"« {step.label} » doit avoir eu lieu le {shown_moment(later)} au plus tard."
            )


def _before(one: Trigger, other: Trigger) -> bool:
    """By the instant where both have one, else by the day."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one < other
    return day_of(one) < day_of(other)


def _to_come(at: Trigger, now: datetime, today: date) -> bool:
    return at > now if isinstance(at, datetime) else at > today


def _nothing(_entry: LedgerEntry) -> Iterator[Problem]:
    yield from ()


def _no_remark(_entry: LedgerEntry, _now: datetime) -> Iterator[Remark]:
    yield from ()


def _unpaid(entry: LedgerEntry) -> Iterator[Problem]:
    """Keeping after the settlement lasts a year at most."""
    settled, until = entry.when("settled"), entry.values.get("keep_until")
    if settled is None or not isinstance(until, date):
        return
    longest = Duration.parse(catalogues.ledgers()["ledger_unpaid_kept"].period or "P1Y")
    last = longest.days_after_day(day_of(settled))
    if until > last:
        yield Problem("keep_until", f"Garder jusqu’au : un an au plus, donc {shown_moment(last)}.")
    if until < day_of(settled):
        yield Problem("keep_until", "Garder jusqu’au : ce jour vient avant le règlement.")


def _review(entry: LedgerEntry) -> Iterator[Problem]:
    if "published" in entry.steps and never_published(entry):
        yield Problem("published", "Cet avis commence par * : son auteur ne veut pas qu’il soit publié.")


def never_published(entry: LedgerEntry) -> bool:
    """Whether the author of a review asked, by a star at its beginning, that it stays unpublished."""
    return str(entry.values.get("text", "")).lstrip().startswith(_NEVER)


def _sponsored(entry: LedgerEntry) -> Iterator[Problem]:
    """The one message says who gave the address."""
    sponsor, message = (_words(str(entry.values.get(key, ""))) for key in ("sponsor", "message"))
    if "sent" in entry.steps and message and f" {sponsor} " not in f" {message} ":
        yield Problem("sent", "Le message doit nommer le parrain.")


def _extraction(entry: LedgerEntry) -> Iterator[Problem]:
    begins, ends, extracted = (entry.when(key) for key in ("begins", "ends", "extracted"))
    if begins is not None and ends is not None and _before(ends, begins):
        yield Problem("ends", "Jusqu’au : la fin des images précède leur début.")
    if ends is not None and extracted is not None and _before(extracted, ends):
        yield Problem("extracted", "Extraite le : les images n’étaient pas encore toutes là.")
    if entry.values.get("copies") == 0:
        yield Problem("copies", "Nombre de copies : une au moins.")


def _words(text: str) -> str:
    """Plain words with single blanks between, whatever signs stand around them."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in plain(text)).split())


def _unpaid_remarks(entry: LedgerEntry, _now: datetime) -> Iterator[Remark]:
    if "registered" in entry.steps and "registered_told" not in entry.steps and "settled" not in entry.steps:
        yield Remark(
            Weight.URGENT, "Prévenez la personne qu’elle est inscrite.", "registered_told", "Avis à donner"
        )


def _call_back_remarks(entry: LedgerEntry, now: datetime) -> Iterator[Remark]:
    """Its line vanishes whether or not somebody was called: until then that is said."""
    if "called" in entry.steps:
        return
    last = leaves_at(KINDS["call_backs"], entry, now)
    told, short = "Le rappel n’est pas encore fait.", "À rappeler"
    if last is not None:
        sure = last - LOOK_AHEAD  # from then on any run may take the line, and the number with it
        if sure <= now:
            told, short = f"{told} Rappelez maintenant : la prochaine purge efface ce numéro.", _NOW
        elif sure.date() == now.astimezone(SHOP_ZONE).date():
            hour = french_time(sure.time())
            told, short = f"{told} Après {hour}, ce numéro peut être effacé.", f"À rappeler avant {hour}"
    yield Remark(Weight.ATTENTION, told, "called", short)


def _review_remarks(entry: LedgerEntry, _now: datetime) -> Iterator[Remark]:
    if "refused" in entry.steps and "author_told" not in entry.steps:
        yield Remark(
            Weight.ATTENTION, "Dites à l’auteur pourquoi son avis est refusé.", "author_told", "Motif à dire"
        )
    if never_published(entry):
        yield Remark(Weight.ATTENTION, "À ne jamais publier : l’avis commence par *.")


def _disclosure_remarks(entry: LedgerEntry, now: datetime) -> Iterator[Remark]:
    if {"given", "refused"}.isdisjoint(entry.steps):
        received, today = entry.when("received"), now.astimezone(SHOP_ZONE).date()
        days = (today - day_of(received)).days if received is not None else 0
        since = f" · {french_days(days)}" if days > 0 else ""
        yield Remark(Weight.ATTENTION, "Demande sans réponse notée.", "given", f"Sans réponse{since}")
    if entry.values.get("written") is False:
        yield Remark(Weight.ATTENTION, "La demande n’est pas écrite : demandez-en une trace.")
    if entry.values.get("scope_precise") is False:
        yield Remark(Weight.ATTENTION, "La demande est trop large : donnez seulement le nécessaire.")
    if entry.values.get("secrecy") is True:
        yield Remark(Weight.ATTENTION, "Un secret professionnel est en jeu : prenez conseil.")


@dataclass(frozen=True)
class _Overdue:
    """What is said of pictures that are too old, up to their last day and after it; the step that comes next,
    and the same in a list."""

    told: str
    after: str
    step: str
    short: str


_DESTROY = _Overdue(
    "Les images devaient être détruites le", "au plus tard.", "destroyed", "Images à détruire"
)
_HAND_OVER = _Overdue(
    "Sans cette demande, ces images seraient parties le",
    ": remettez-les, ou détruisez-les.",
    "given",
    "À remettre ou détruire",
)
"""Of a copy that somebody asked for: destroying it is not the first thing to do."""


def _image_remarks(
    began: str, rule: str, overdue: _Overdue
) -> Callable[[LedgerEntry, datetime], Iterator[Remark]]:
    """Pictures go a month after they were taken: whoever still has them is told."""

    def found(entry: LedgerEntry, now: datetime) -> Iterator[Remark]:
        taken = entry.when(began)
        if taken is None or "destroyed" in entry.steps or "given" in entry.steps:
            return
        last = maximum_ends_at(taken, Duration.parse(catalogues.retention_catalogue()[rule].period or "P1M"))
        if now >= last:
            day = shown_moment(day_of(last))
            told = f"{overdue.told} {day} {overdue.after}"
            yield Remark(Weight.URGENT, told, overdue.step, overdue.short)

    return found


_OWN: Mapping[str, Callable[[LedgerEntry], Iterator[Problem]]] = {
    "unpaid": _unpaid,
    "reviews": _review,
    "sponsored": _sponsored,
    "extractions": _extraction,
}
_REMARKS: Mapping[str, Callable[[LedgerEntry, datetime], Iterator[Remark]]] = {
    "unpaid": _unpaid_remarks,
    "call_backs": _call_back_remarks,
    "reviews": _review_remarks,
    "disclosures": _disclosure_remarks,
    "filming": _image_remarks("filmed", "dash_cam", _DESTROY),
    "extractions": _image_remarks("begins", "cctv", _HAND_OVER),
}
