"""The room's sentences on a plan and on what a run did."""

from __future__ import annotations

from datetime import datetime, timedelta

from gdpr_desk.periods.words import french_date, french_instant, french_time, shop_time
from gdpr_desk.retention import wording
from gdpr_desk.retention.model import LOOK_AHEAD, SweepOutcome, SweepPlan, SweepStatement
from gdpr_desk.retention.qt.lines import RoomContent, elements, grouped

NOW = "dans moins d’une minute"
_MINUTE = timedelta(minutes=1)
RUNNING = "Une autre purge est en cours : elle fait le travail."


def plan_words(content: RoomContent) -> str:
    """« 2 éléments à effacer pour toujours · 12 de plus d’ici le 30 novembre · 1 reste ici »."""
    plan, waiting = content.plan, content.waiting
    stays = content.listed - len(plan.due) - waiting - content.coming
    parts = [f"{elements(len(plan.due))} à effacer pour toujours" if plan.due else ""]
    parts.append(f"{elements(waiting)} en attente de votre accord" if waiting else "")
    parts.append(f"{stays} {'restent' if stays > 1 else 'reste'} ici" if stays else "")
    if plan.horizon is not None:
        more = f"{grouped(content.coming)} de plus" if plan.due or waiting else elements(content.coming)
        coming = more if content.coming else "rien de plus"
        parts.insert(-1, f"{coming} d’ici le {horizon_words(plan)}")
    if content.missing and stays == content.missing and not (plan.due or waiting or plan.horizon):
        return f"Rien à effacer. {elements(stays)} à compléter"
    told = " · ".join(part for part in parts if part)
    nothing = "Rien à effacer maintenant" if plan.horizon is not None else "Rien à effacer"
    return told if plan.due or waiting else f"{nothing} · {told}"


def run_words(due: int) -> str:
    """The verb that destroys says how much: « Effacer cet élément »."""
    return f"Effacer ces {elements(due)}" if due > 1 else "Effacer cet élément"


def horizon_words(plan: SweepPlan) -> str:
    """The last day that the plan looks to: « 30 novembre », « 23 février 2027 »."""
    if plan.horizon is None:
        return ""
    day = shop_time(plan.horizon).date()
    return french_date(day, year=day.year != shop_time(plan.made_at).year)


def left_words(content: RoomContent) -> str:
    """What the list does not say by itself, below it."""
    told = []
    if content.unlisted:
        listed, more = elements(len(content.lines)), elements(content.unlisted)
        told.append(f"{listed} listés, {more} de plus sous les mêmes durées.")
    if content.missing:
        runs = "leur durée court depuis leur" if content.missing > 1 else "sa durée court depuis sa"
        told.append(f"{elements(content.missing)} sans date de départ : {runs} création.")
        if any(line.completable for line in content.lines):
            told.append("Ouvrez la ligne pour la compléter.")
    if content.coming:
        told.append("La purge n’efface que ce qui est échu ; le reste part chacun à sa date.")
    if any(line.goes for line in content.lines):
        told.append("Décochez une ligne pour la garder, avec un motif.")
    elif any(line.goes is False for line in content.lines):
        told.append("Recochez une ligne gelée pour lever son gel.")
    return " ".join(told)


def nothing_title(plan: SweepPlan) -> str:
    """« Rien ne doit partir », until when it was asked."""
    return f"Rien ne doit partir{f' d’ici le {horizon_words(plan)}' if plan.horizon else ''}"


def nothing_words(content: RoomContent, next_at: datetime) -> str:
    """Of a plan without any item: when the last run was, and when the next one comes."""
    last = content.runs[0] if content.runs else None
    told = (
        f"Dernière purge le {french_instant(last.started_at)} : {result_words(last)}."
        if last
        else "Aucune purge n’a encore eu lieu."
    )
    when = next_words(next_at, content.plan.made_at)
    return f"{told} Tant que le programme est ouvert, la prochaine passe {when}."


def next_words(next_at: datetime, now: datetime) -> str:
    """« à 09:48 », or that it is about to come: an hour that is now reads as a clock that stands still."""
    return NOW if next_at - now < _MINUTE else f"à {french_time(shop_time(next_at).time())}"


def reach_words(next_at: datetime, now: datetime) -> str:
    """« elle efface ce qui échoit avant 10:48 »: it takes what would not last until the run after it."""
    until = shop_time(max(next_at, now) + LOOK_AHEAD)
    return f"elle efface ce qui échoit avant {french_time(until.time())}"


def result_words(run: SweepStatement) -> str:
    """« aucun élément à effacer », « 4 éléments effacés »."""
    return _gone(run.destroyed) if run.destroyed else "aucun élément à effacer"


def outcome_words(outcome: SweepOutcome) -> str:
    """What a person is told of a run they asked for."""
    if not outcome.destroyed:
        return "Rien n’était à effacer"
    number = f" · relevé {outcome.statement.number}" if outcome.statement else ""
    return _gone(outcome.destroyed).capitalize() + number


def trouble_words(outcome: SweepOutcome) -> str:
    """What a run could not do; empty where it did everything."""
    if outcome.skipped_because:
        return RUNNING
    if not outcome.errors:
        return ""
    wrong = " ".join(dict.fromkeys(wording.error_sentence(error) for error in outcome.errors))
    return f"{_gone(outcome.destroyed).capitalize()}. {wrong}" if outcome.destroyed else wrong


def _gone(number: int) -> str:
    return f"{elements(number)} effacé{'s' if number > 1 else ''}"
