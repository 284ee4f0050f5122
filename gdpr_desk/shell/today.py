"""What the today page says, computed from the register without Qt.

Nothing here is a deadline yet: rows are what is missing, gravest first. « Dossier prêt à montrer »
counts what is documented and never says that the shop complies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gdpr_desk.periods.words import french_date
from gdpr_desk.register.checks import SECTIONS, Severity
from gdpr_desk.register.model import ActivityStatus, Controller
from gdpr_desk.register.service import ActivityOverview

MOST_ROWS = 7
FIRST_WEEK = timedelta(days=7)
REVIEW_EVERY = timedelta(days=365)


@dataclass(frozen=True)
class TodayRow:
    """One thing to do: `state` and `badge` as the badge shows them, `verb` on the button."""

    reference: str
    icon: str
    title: str
    second: str
    state: str
    badge: str
    verb: str


@dataclass(frozen=True)
class Gap:
    """One thing the control file lacks; `target` is a reference, `filter:…` or `settings`."""

    sentence: str
    target: str


@dataclass(frozen=True)
class FirstStep:
    """One line of the first week's list; `target` as in `Gap`, or `print`."""

    sentence: str
    done: bool
    target: str


@dataclass(frozen=True)
class Today:
    """Everything the page shows."""

    sentence: str
    rows: tuple[TodayRow, ...]
    activities: int
    complete: int
    ready: float
    gaps: tuple[Gap, ...]
    first_steps: tuple[FirstStep, ...]


def today_of(
    overviews: Sequence[ActivityOverview],
    controller: Controller,
    *,
    today: date,
    now: datetime,
    made_at: datetime | None,
    exported: bool,
) -> Today:
    """The page's content. `made_at` is when the vault was made, `exported` whether the register
    has ever been printed or saved (both from the journal)."""
    current = [o for o in overviews if o.activity.status is not ActivityStatus.ARCHIVED]
    rows = rows_of(current)
    complete = sum(1 for o in current if o.completeness.share >= 1.0)
    fresh = made_at is not None and now - made_at < FIRST_WEEK
    steps = first_steps(current, controller, exported=exported) if fresh else ()
    return Today(
        sentence=f"{french_date(today, weekday=True)} · {_left(len(rows))}",
        rows=rows,
        activities=len(current),
        complete=complete,
        ready=_documented(current, controller, today),
        gaps=gaps_of(current, controller, today),
        first_steps=steps if any(not step.done for step in steps) else (),
    )


def rows_of(overviews: Sequence[ActivityOverview]) -> tuple[TodayRow, ...]:
    """One row per record with something to do: what is missing, then what is doubtful, then models
    that nobody has read yet; the least complete first."""
    open_ones = [o for o in overviews if _rank(o) is not None]
    ranked = sorted(open_ones, key=lambda o: (_rank(o), o.completeness.share, o.activity.reference))
    return tuple(_row(overview) for overview in ranked)


_KINDS = (
    ("Compléter", "attention", "À compléter"),
    ("Revoir", "neutral", "À revoir"),
    ("Relire", "neutral", "À relire"),
)
"""By rank: the verb, the badge's state and its words."""


def _rank(overview: ActivityOverview) -> int | None:
    """Place in `_KINDS`; None where nothing is to be done."""
    found = {finding.severity for finding in overview.findings}
    if Severity.ERROR in found:
        return 0
    if Severity.WARNING in found:
        return 1
    activity = overview.activity
    unread = activity.status is ActivityStatus.DRAFT and activity.reviewed_on is None
    return 2 if unread else None


def _row(overview: ActivityOverview) -> TodayRow:
    rank = _rank(overview) or 0
    verb, state, badge = _KINDS[rank]
    return TodayRow(
        reference=overview.activity.reference,
        icon="scan-eye" if rank == 2 else _icon(overview),
        title=f"{verb} la fiche « {overview.activity.name} »",
        second="Vient d’un modèle, à adapter à votre boutique" if rank == 2 else _sections_left(overview),
        state=state,
        badge=badge,
        verb=verb,
    )


_SECTION_ICONS = ("pencil", "shield-alert", "users", "layers", "handshake", "globe", "hourglass", "lock")
"""By section of the record, in its order: what is to be looked at there."""


def _icon(overview: ActivityOverview) -> str:
    """The picture of the first section meant, of the record itself where it names none."""
    first = next(iter(_section_numbers(overview)), 0)
    return _SECTION_ICONS[first - 1] if 1 <= first <= len(_SECTION_ICONS) else "book-open-text"


def _section_numbers(overview: ActivityOverview) -> list[int]:
    return sorted({f.section for f in overview.findings if f.severity is not Severity.HINT})


def _sections_left(overview: ActivityOverview) -> str:
    """Which sections of the record are meant, by their titles."""
    numbers = (number for number in _section_numbers(overview) if 1 <= number <= len(SECTIONS))
    titles = [f"« {SECTIONS[number - 1]} »" for number in numbers]
    if len(titles) < 2:
        return f"Rubrique {''.join(titles)}"
    more = f" et {_counted(len(titles) - 2, 'autre', 'autres')}" if len(titles) > 2 else ""
    joint = ", " if more else " et "
    return f"Rubriques {joint.join(titles[:2])}{more}"


def gaps_of(overviews: Sequence[ActivityOverview], controller: Controller, today: date) -> tuple[Gap, ...]:
    """What is missing in the file one shows to a visitor, each with where to repair it."""
    gaps = []
    absent = [words for words, value in _identity(controller) if not value]
    if absent:
        gaps.append(Gap(f"Votre boutique : {', '.join(absent)}", "settings"))
    for section, one, many in _SECTION_GAPS:
        holders = [o for o in overviews if _has_error(o, section)]
        if holders:
            target = holders[0].activity.reference if len(holders) == 1 else "filter:to_complete"
            gaps.append(Gap(_counted(len(holders), one, many), target))
    unread = [o for o in overviews if not _reviewed(o, today)]
    if unread:
        target = unread[0].activity.reference if len(unread) == 1 else "filter:to_review"
        gaps.append(Gap(_counted(len(unread), "fiche à relire", "fiches à relire"), target))
    return tuple(gaps)


_SECTION_GAPS = (
    (2, "raison à préciser", "raisons à préciser"),
    (6, "envoi hors d’Europe sans garantie", "envois hors d’Europe sans garantie"),
    (7, "durée de garde", "durées de garde"),
    (8, "fiche sans mesure de sécurité", "fiches sans mesure de sécurité"),
)


def _has_error(overview: ActivityOverview, section: int) -> bool:
    return any(f.section == section and f.severity is Severity.ERROR for f in overview.findings)


def _reviewed(overview: ActivityOverview, today: date) -> bool:
    on = overview.activity.reviewed_on
    return on is not None and today - on <= REVIEW_EVERY


def _identity(controller: Controller) -> tuple[tuple[str, str], ...]:
    """What Article 30(1)(a) asks about the shop, in words, with what is known."""
    officer = controller.officer
    return (
        ("nom", controller.name),
        ("adresse", controller.address),
        ("e-mail", controller.email),
        ("personne en charge", officer.name if officer else ""),
    )


def _documented(overviews: Sequence[ActivityOverview], controller: Controller, today: date) -> float:
    """Share of what could be documented here that is: sections, reviews, the shop's identity."""
    done = sum(1 for _, value in _identity(controller) if value)
    total = len(_identity(controller))
    for overview in overviews:
        done_sections = sum(1 for section in overview.completeness.sections if section.complete)
        done += done_sections + (1 if _reviewed(overview, today) else 0)
        total += len(overview.completeness.sections) + 1
    return done / total if overviews else 0.0


def first_steps(
    overviews: Sequence[ActivityOverview], controller: Controller, *, exported: bool
) -> tuple[FirstStep, ...]:
    """The five steps of the first week."""
    reviewed = any(o.activity.reviewed_on for o in overviews)
    complete = any(o.completeness.share >= 1.0 for o in overviews)
    first = overviews[0].activity.reference if overviews else "models"
    return (
        FirstStep("Créer votre coffre", True, ""),
        FirstStep("Présenter votre boutique", all(value for _, value in _identity(controller)), "settings"),
        FirstStep("Choisir vos activités", bool(overviews), "models"),
        FirstStep("Relire une première fiche", reviewed or complete, first),
        FirstStep("Imprimer votre registre", exported, "print"),
    )


def _left(count: int) -> str:
    if count == 0:
        return "rien à faire"
    return _counted(count, "chose à faire", "choses à faire")


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count < 2 else many}"
