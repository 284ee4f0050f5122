"""What the today page says, computed from the register without Qt.

Incidents and requests come first, then what is missing, gravest first. « Dossier prêt à montrer »
counts what is documented and never says that the shop complies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gdpr_desk.parties.checks import PartyState, Point, points
from gdpr_desk.parties.model import Party
from gdpr_desk.periods.words import french_date
from gdpr_desk.register.checks import Finding, Severity, awaits_review
from gdpr_desk.register.model import ActivityStatus, Controller, ProcessingActivity
from gdpr_desk.register.service import ActivityOverview

MOST_ROWS = 7
_READ = "Revoir"
FIRST_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class TodayRow:
    """One thing to do: `state`, `badge` and `mark`, an icon, as the badge has them; `verb` on the button."""

    reference: str
    icon: str
    title: str
    second: str
    state: str
    badge: str
    verb: str
    mark: str = ""


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
    parties_left: int = 0


def today_of(
    overviews: Sequence[ActivityOverview],
    controller: Controller,
    *,
    today: date,
    now: datetime,
    made_at: datetime | None,
    exported: bool,
    picture: Callable[[ProcessingActivity], str],
    parties: Iterable[Party] = (),
    waiting: Sequence[TodayRow] = (),
) -> Today:
    """The page's content.

    `picture` gives a record's icon, `made_at` is when the vault was made, `exported` whether the
    register has ever been printed or saved (both from the journal). `waiting` are incidents, requests and
    what is to be deleted elsewhere: each has a day, so they stand first.
    """
    current = [o for o in overviews if o.activity.status is not ActivityStatus.ARCHIVED]
    known = tuple(parties)
    incomplete = parties_left(known, today, PartyState.TO_COMPLETE)
    due = parties_left(known, today, PartyState.TO_REVIEW)
    rows = (*waiting, *rows_of(current, today, picture), *party_rows(incomplete), *party_rows(due))
    complete = sum(1 for o in current if o.completeness.complete)
    fresh = made_at is not None and now - made_at < FIRST_WEEK
    steps = first_steps(current, controller, exported=exported) if fresh else ()
    return Today(
        sentence=f"{french_date(today, weekday=True)} · {_left(len(rows))}",
        rows=rows,
        activities=len(current),
        complete=complete,
        ready=_documented(current, controller, today),
        gaps=(*gaps_of(current, controller, rows), *party_gaps(incomplete), *party_gaps(due)),
        parties_left=len(incomplete),
        first_steps=steps if any(not step.done for step in steps) else (),
    )


PartyLeft = tuple[Party, Point]
"""A party, and the first thing to do about it."""


def parties_left(parties: Iterable[Party], today: date, state: PartyState) -> tuple[PartyLeft, ...]:
    """Parties with something missing, or due: as many as the chip of their room counts, named or not."""
    found = ((party, [p for p in points(party, today) if p.state is state]) for party in parties)
    return tuple((party, open_points[0]) for party, open_points in found if open_points)


def party_rows(left: Sequence[PartyLeft]) -> tuple[TodayRow, ...]:
    """One row for all parties: their room lists them, records come first here."""
    if not left:
        return ()
    (party, point), one = left[0], len(left) == 1
    verb, badge, _one, _many = _PARTY_WORDS[point.state]
    names = ", ".join(known.name for known, _point in left[:3])
    more = f" et {_counted(len(left) - 3, 'autre', 'autres')}" if len(left) > 3 else ""
    row = TodayRow(
        reference=f"party:{party.key}" if one else "parties",
        icon="handshake",
        title=f"{verb} « {party.name} »" if one else f"{verb} {len(left)} prestataires",
        second=point.sentence if one else names + more,
        state="attention",
        badge=badge,
        verb=verb,
    )
    return (row,)


def party_gaps(left: Sequence[PartyLeft]) -> tuple[Gap, ...]:
    """The same, for the file one shows to a visitor."""
    if not left:
        return ()
    *_words, one, many = _PARTY_WORDS[left[0][1].state]
    return (Gap(_counted(len(left), one, many), "parties"),)


_PARTY_WORDS = {
    PartyState.TO_COMPLETE: (
        "Compléter",
        "À compléter",
        "prestataire à compléter",
        "prestataires à compléter",
    ),
    PartyState.TO_REVIEW: ("Revoir", "À revoir", "prestataire à revoir", "prestataires à revoir"),
}


def rows_of(
    overviews: Sequence[ActivityOverview], today: date, picture: Callable[[ProcessingActivity], str]
) -> tuple[TodayRow, ...]:
    """One row per record with something to do: what is to be completed, the least complete first,
    then what is to be reviewed."""
    unfinished = [o for o in overviews if not o.completeness.complete]
    unfinished.sort(key=lambda o: (not _has_error(o), o.completeness.share, o.activity.reference))
    unread = [o for o in overviews if o.completeness.complete and awaits_review(o.activity, today)]
    unread.sort(key=lambda o: o.activity.reference)
    return (*map(_to_complete, unfinished), *(_to_read(o.activity, picture(o.activity)) for o in unread))


def _to_complete(overview: ActivityOverview) -> TodayRow:
    return TodayRow(
        reference=overview.activity.reference,
        icon=_icon(overview),
        title=f"Compléter la fiche « {overview.activity.name} »",
        second=_points_left(overview),
        state="attention",
        badge="À compléter",
        verb="Compléter",
    )


def _to_read(activity: ProcessingActivity, icon: str) -> TodayRow:
    last = activity.reviewed_on
    second = (
        f"Revue pour la dernière fois le {french_date(last)}"
        if last
        else "Vient d’un modèle, à adapter à votre boutique"
        if activity.status is ActivityStatus.DRAFT
        else "Jamais revue depuis sa création"
    )
    return TodayRow(
        reference=activity.reference,
        icon=icon,
        title=f"Revoir la fiche « {activity.name} »",
        second=second,
        state="neutral",
        badge="À revoir",
        verb=_READ,
    )


_SECTION_ICONS = ("pencil", "circle-help", "users", "layers", "handshake", "globe", "hourglass", "lock")
"""By section of the record, in its order: what is to be looked at there."""
_MISSING = {
    "missing_name": "Nom à donner",
    "missing_client": "Client à nommer",
    "missing_operations": "Opérations à décrire",
    "missing_joint": "Autre responsable à nommer",
    "missing_purpose": "But à indiquer",
    "missing_basis": "Raison à choisir",
    "missing_interest": "Intérêt de la boutique à indiquer",
    "missing_justification": "Intérêt de la boutique à expliquer",
    "missing_people": "Personnes à indiquer",
    "missing_data": "Données à indiquer",
    "missing_article_9": "Exception pour les données sensibles à indiquer",
    "missing_recipients": "Destinataires à indiquer",
    "missing_retention": "Durée de garde à indiquer",
    "missing_period": "Durée de garde à indiquer",
    "missing_trigger": "Départ de la durée de garde à indiquer",
    "missing_safeguard": "Garantie hors UE à préciser",
    "missing_security": "Mesure de sécurité à indiquer",
}
"""What a finding asks for, by its key."""
_DOUBTFUL = (
    "Nom ou but à vérifier",
    "Raison à vérifier",
    "Personnes à vérifier",
    "Données à vérifier",
    "Destinataires à vérifier",
    "Envoi hors UE à vérifier",
    "Durée de garde à vérifier",
    "Sécurité à vérifier",
)
"""By section: what is written there, but may not hold."""


def _icon(overview: ActivityOverview) -> str:
    """The picture of the first section meant, of the record itself where it names none."""
    first = next((f.section for f in _points(overview)), 0)
    return _SECTION_ICONS[first - 1] if 1 <= first <= len(_SECTION_ICONS) else "book-open-text"


def _points(overview: ActivityOverview) -> list[Finding]:
    """What is missing or doubtful, by section."""
    points = [f for f in overview.findings if f.severity is not Severity.HINT]
    return sorted(points, key=lambda finding: finding.section)


def _points_left(overview: ActivityOverview) -> str:
    """« Durée de garde à indiquer »; of more than two points the first two and how many more."""
    words = list(dict.fromkeys(_in_words(finding) for finding in _points(overview)))
    more = len(words) - 2
    return " · ".join(words[:2]) + (
        f" et {_counted(more, 'autre point', 'autres points')}" if more > 0 else ""
    )


def _in_words(finding: Finding) -> str:
    known = _MISSING.get(finding.key)
    if known:
        return known
    within = 1 <= finding.section <= len(_DOUBTFUL)
    return _DOUBTFUL[finding.section - 1] if within else "Fiche à vérifier"


def gaps_of(
    overviews: Sequence[ActivityOverview], controller: Controller, rows: Sequence[TodayRow]
) -> tuple[Gap, ...]:
    """What is missing in the file one shows to a visitor, each with where to repair it."""
    gaps = []
    absent = [words for words, value in _identity(controller) if not value]
    if absent:
        gaps.append(Gap(f"Votre boutique : {', '.join(absent)}", "settings"))
    for section, one, many in _SECTION_GAPS:
        holders = [o for o in overviews if _lacks(o, section)]
        if holders:
            target = holders[0].activity.reference if len(holders) == 1 else "filter:to_complete"
            gaps.append(Gap(_counted(len(holders), one, many), target))
    others = [
        o
        for o in overviews
        if not o.completeness.complete and not any(_lacks(o, section) for section, *_ in _SECTION_GAPS)
    ]
    if others:
        words = _counted(len(others), "fiche à compléter", "fiches à compléter")
        gaps.append(Gap(words, others[0].activity.reference))
    unread = [row for row in rows if row.verb == _READ]
    if unread:
        words = _counted(len(unread), "fiche à revoir", "fiches à revoir")
        gaps.append(Gap(words, unread[0].reference))
    return tuple(gaps)


_SECTION_GAPS = (
    (2, "raison à préciser ou à vérifier", "raisons à préciser ou à vérifier"),
    (6, "envoi hors UE à préciser", "envois hors UE à préciser"),
    (7, "durée de garde à préciser", "durées de garde à préciser"),
    (8, "fiche dont la sécurité est à préciser", "fiches dont la sécurité est à préciser"),
)


def _lacks(overview: ActivityOverview, section: int) -> bool:
    return any(f.section == section for f in _points(overview))


def _has_error(overview: ActivityOverview) -> bool:
    return any(f.severity is Severity.ERROR for f in overview.findings)


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
        done += done_sections + (0 if awaits_review(overview.activity, today) else 1)
        total += len(overview.completeness.sections) + 1
    return done / total if overviews else 0.0


def first_steps(
    overviews: Sequence[ActivityOverview], controller: Controller, *, exported: bool
) -> tuple[FirstStep, ...]:
    """The five steps of the first week."""
    reviewed = any(o.activity.reviewed_on for o in overviews)
    complete = any(o.completeness.complete for o in overviews)
    first = overviews[0].activity.reference if overviews else "models"
    return (
        FirstStep("Créer votre coffre", True, ""),
        FirstStep("Présenter votre boutique", all(value for _, value in _identity(controller)), "settings"),
        FirstStep("Choisir vos activités", bool(overviews), "models"),
        FirstStep("Revoir une première fiche", reviewed or complete, first),
        FirstStep("Imprimer votre registre", exported, "print"),
    )


def _left(count: int) -> str:
    if count == 0:
        return "rien à faire"
    return _counted(count, "chose à faire", "choses à faire")


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count < 2 else many}"
