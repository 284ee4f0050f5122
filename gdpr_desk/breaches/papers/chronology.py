"""The story of an incident as a picture and a dated list: happened, known, filed, told; Qt-free."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from itertools import groupby, pairwise

from gdpr_desk.breaches import choices
from gdpr_desk.breaches.model import GestureDone, PersonalDataBreach
from gdpr_desk.breaches.papers.case import BreachCase
from gdpr_desk.breaches.papers.gestures_done import gestures_sentence
from gdpr_desk.breaches.papers.spans import elapsed, number, short_instant
from gdpr_desk.breaches.papers.view import filing_label, one_moment
from gdpr_desk.clock import SHOP_ZONE
from gdpr_desk.documents.chart_paper import put_chart
from gdpr_desk.documents.charts import Box, Chart, Dot, Primitive, Rule, Words, fitted
from gdpr_desk.documents.paper import BODY, Paper
from gdpr_desk.documents.sheet import NOTE
from gdpr_desk.documents.structure import Element
from gdpr_desk.periods.words import french_date

_PITCH, _LEAST_PITCH = 46.0, 27.0
_AROUND = 190.0
"""Points for the head above the picture and the sentences below it."""
_AFTER = 92.0
_BELOW = "dits en toutes lettres sous le dessin"
_WHEN, _LINE, _WHAT = 118.0, 134.0, 152.0
_RADIUS = 4.5


class Weight(StrEnum):
    """How a moment is drawn: an ordinary one, one that the law counts from or to, one still to come."""

    PLAIN = "plain"
    LAW = "law"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Moment:
    """Something that happened. `day_only`: no hour was noted; `detail` says more in a quiet line."""

    at: datetime
    what: str
    detail: str = ""
    weight: Weight = Weight.PLAIN
    day_only: bool = False

    @property
    def when(self) -> str:
        """« dim. 22 nov. 2026, 22:00 », or the day alone."""
        return short_instant(self.at).split(",")[0] if self.day_only else short_instant(self.at)


def moments(case: BreachCase) -> tuple[Moment, ...]:
    """What is known of the story, the earliest first; days without an hour stand at their noon."""
    breach = case.breach
    found = [*_facts(case), *_gestures(breach), *_filings(breach), *_told(case)]
    if breach.closing:
        found.append(Moment(breach.closing.closed_at, "Incident clos"))
    return tuple(sorted(found, key=lambda moment: moment.at))


def _facts(case: BreachCase) -> Iterator[Moment]:
    facts, breach = case.breach.facts, case.breach
    about = "heure estimée" if facts.period_estimated else ""
    once = one_moment(facts)
    if facts.began_at:
        yield Moment(facts.began_at, "L’incident" if once else "Début de l’incident", about)
    if facts.ended_at and not once:
        yield Moment(facts.ended_at, "Fin de l’incident", about)
    if case.for_client_alone and facts.aware_at:
        yield Moment(facts.aware_at, "La boutique en a connaissance", "le client est à prévenir", Weight.LAW)
    elif case.deadline and facts.aware_at:
        yield Moment(facts.aware_at, "La boutique en a connaissance", "les 72 heures commencent", Weight.LAW)
        waiting = not breach.filings and (breach.decision is None or breach.decision.authority is not False)
        detail = "pour prévenir la CNIL" if waiting else ""
        yield Moment(case.deadline.due_at, "Fin des 72 heures", detail, Weight.AHEAD)
    yield Moment(breach.opened_at, "Incident inscrit au registre")
    if facts.complaint_at:
        yield Moment(facts.complaint_at, "Plainte déposée", facts.complaint_reference)
    for decision in breach.decisions:
        detail = _DECIDED.get((decision.authority, decision.subjects), "")
        yield Moment(decision.decided_at, "Décision prise", detail)


_DECIDED = {
    (True, True): "prévenir la CNIL et les personnes",
    (True, False): "prévenir la CNIL, pas les personnes",
    (False, True): "prévenir les personnes, pas la CNIL",
    (False, False): "ne prévenir ni la CNIL ni les personnes",
    (True, None): "prévenir la CNIL",
    (False, None): "ne pas prévenir la CNIL",
    (None, True): "prévenir les personnes",
    (None, False): "ne pas prévenir les personnes",
}


def _gestures(breach: PersonalDataBreach) -> Iterator[Moment]:
    by_minute = groupby(sorted((g for g in breach.gestures if g.needed), key=_at), key=_at)
    for at, group in by_minute:
        told = gestures_sentence(replace(breach, gestures=tuple(group)))
        said = told.removeprefix("Nous avons ").rstrip(".")
        short = fitted(said, "caption", BODY - _WHAT - _AFTER) == said
        yield Moment(at, "Premiers gestes", said if short else _BELOW)


def _at(gesture: GestureDone) -> datetime:
    return gesture.at.replace(second=0, microsecond=0)


def _filings(breach: PersonalDataBreach) -> Iterator[Moment]:
    for filing in breach.filings:
        receipt = f"n° {filing.receipt}" if filing.receipt else ""
        yield Moment(filing.filed_at, filing_label(filing.kind), receipt, Weight.LAW)


def _told(case: BreachCase) -> Iterator[Moment]:
    breach = case.breach
    by_day = sorted(breach.communications, key=lambda told: (told.sent_on, told.means.value))
    for (day, means), group in groupby(by_day, key=lambda told: (told.sent_on, told.means)):
        people = sum(told.number for told in group)
        said = "1 personne prévenue" if people == 1 else f"{number(people)} personnes prévenues"
        yield Moment(_noon(day), said, choices.label("means", means).lower(), Weight.LAW, day_only=True)
    for client in breach.clients:
        if client.told_on:
            party = case.party(client.party)
            name = party.name if party else client.party
            yield Moment(_noon(client.told_on), "Client prévenu", name, Weight.LAW, day_only=True)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), SHOP_ZONE)


def chronology_height(case: BreachCase) -> float:
    """Points that the whole story takes with its head and its rule, at full pitch."""
    return _PITCH * len(moments(case)) + _AROUND


def put_chronology(paper: Paper, element: Element, case: BreachCase) -> None:
    """The picture at the cursor, over several pages where needed; then how the end is counted."""
    found = moments(case)
    gestures = gestures_sentence(case.breach)
    room = paper.room() - (70 if gestures else 30)
    fits = max(1, int(room / _LEAST_PITCH) - 1)
    parts = [found[start : start + fits] for start in range(0, len(found), fits)]
    for page, part in enumerate(parts):
        if page:
            paper.new_page()
        put_chart(paper, element, chronology_chart(part, case, BODY, room), 1.0)
    clock = case.deadline
    if gestures:
        paper.y -= 8
        paper.paragraph(f"Premiers gestes : {gestures}", NOTE, element.add("P"))
    if clock and not case.for_client_alone:
        paper.y -= 8
        paper.paragraph(clock.rule, NOTE, element.add("P"))


def chronology_chart(found: Sequence[Moment], case: BreachCase, width: float, room: float) -> Chart:
    """The moments on one line from top to bottom; what lies within the 72 hours has a coloured line."""
    pitch = max(_LEAST_PITCH, min(_PITCH, room / max(1, len(found))))
    made: list[Primitive] = []
    clock = None if case.for_client_alone else case.deadline
    known = False
    for row, (moment, following) in enumerate(pairwise(found)):
        known = known or (clock is not None and moment.weight is Weight.LAW and moment.at == clock.aware_at)
        inside = known and clock is not None and following.at <= clock.due_at
        made.append(_link(row, pitch, inside=inside))
    for row, moment in enumerate(found):
        made += _moment(moment, row * pitch + pitch / 2, case, width)
    told = " ; ".join(f"{m.when} : {m.what}{f' ({m.detail})' if m.detail else ''}" for m in found)
    return Chart(width, pitch * len(found), tuple(made), f"Chronologie de l’incident. {told}.")


def _link(row: int, pitch: float, *, inside: bool) -> Primitive:
    top = row * pitch + pitch / 2
    colour, thick = ("accent", 2.5) if inside else ("hair2", 1.5)
    return Rule(x1=_LINE, y1=top, x2=_LINE, y2=top + pitch, colour=colour, thickness=thick)


def _moment(moment: Moment, y: float, case: BreachCase, width: float) -> Iterator[Primitive]:
    law = moment.weight is Weight.LAW
    yield Words(x=_WHEN, y=y + 3.3, text=moment.when, role="caption", colour="text2", anchor="end")
    yield Dot(x=_LINE, y=y, radius=_RADIUS + 2, fill="sheet")
    if moment.weight is Weight.AHEAD:
        side = 2 * _RADIUS
        yield Box(
            x=_LINE - _RADIUS,
            y=y - _RADIUS,
            width=side,
            height=side,
            fill="sheet",
            edge="field",
            radius=_RADIUS,
            thickness=1.5,
        )
    else:
        yield Dot(x=_LINE, y=y, radius=_RADIUS, fill="accent" if law else "field")
    after = _after(moment, case)
    room = width - _WHAT - _AFTER
    base = y - 1.5 if moment.detail else y + 3.6
    role = "strong" if law else "title"
    yield Words(x=_WHAT, y=base, text=fitted(moment.what, role, room), role=role)
    if moment.detail:
        detail = fitted(moment.detail, "caption", room)
        yield Words(x=_WHAT, y=y + 10.5, text=detail, role="caption", colour="text2")
    if after:
        yield Words(x=width, y=y + 3.3, text=after, role="caption", colour="text2", anchor="end")


def _after(moment: Moment, case: BreachCase) -> str:
    """How long after awareness, where an hour was noted."""
    known = case.breach.facts.aware_at
    if known is None or moment.day_only or moment.at <= known:
        return ""
    return f"{elapsed(moment.at - known)} après"


def told_in_words(found: Sequence[Moment]) -> tuple[tuple[str, str], ...]:
    """The dated list that stands beside the picture: when, and what."""
    return tuple((m.when, f"{m.what} : {m.detail}" if m.detail else m.what) for m in found)


def chronology_title(case: BreachCase, on: date) -> str:
    """« Chronologie de V-2026-003 au 23 novembre 2026 »."""
    return f"Chronologie de {case.breach.reference} au {french_date(on)}"
