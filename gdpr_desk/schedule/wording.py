"""What is said of the schedule in French, the same in the window and on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from gdpr_desk.clock import Clock
from gdpr_desk.outcome import counted
from gdpr_desk.periods.words import french_date, french_time
from gdpr_desk.schedule.model import Fault, Health, Standing
from gdpr_desk.schedule.refusals import STILL_SWEPT
from gdpr_desk.vault.state import SweepLine

FAULTS: Mapping[Fault, str] = {
    Fault.PROGRAM: "Le programme a changé de place ou de version depuis l’installation de la tâche.",
    Fault.VAULT: "Le coffre a changé de place : la tâche le cherche encore à l’ancienne.",
    Fault.SWITCHED_OFF: "La tâche a été arrêtée ou désactivée en dehors du programme.",
    Fault.CHANGED: "La tâche a été modifiée en dehors du programme, ou elle est incomplète.",
}
NO_SCHEDULER = "Aucun planificateur ne répond dans cette session de l’ordinateur."


def health_words(standing: Standing) -> str:
    """In a few words, with the hour."""
    hour = french_time(standing.at)
    return {
        Health.INSTALLED: f"Installée, chaque jour à {hour}",
        Health.ABSENT: "Pas installée",
        Health.REPAIR: "À réparer",
        Health.UNAVAILABLE: "Indisponible ici",
        Health.DEMO: "Jamais pour la boutique fictive",
    }[standing.health]


def trouble_words(standing: Standing) -> str:
    """What is wrong and what still works; empty where nothing is."""
    if standing.health is Health.UNAVAILABLE:
        return f"{NO_SCHEDULER} {STILL_SWEPT}"
    if standing.health is Health.REPAIR:
        return " ".join([*(FAULTS[fault] for fault in standing.faults), STILL_SWEPT])
    return ""


def when_words(at: datetime, clock: Clock) -> str:
    """« aujourd’hui à 08:48 », « demain à 03:10 », « hier à 03:10 », else the day: on this computer's clock,
    as the hour that was chosen."""
    then, today = at.astimezone(), clock.now().astimezone().date()
    near = {-1: "hier", 0: "aujourd’hui", 1: "demain"}.get((then.date() - today).days)
    return f"{near or f'le {french_date(then.date())}'} à {french_time(then.time())}"


def last_words(line: SweepLine | None, clock: Clock) -> str:
    """« hier à 03:10, 2 fichiers effacés »; that there was none."""
    if line is None:
        return "aucune pour l’instant"
    return f"{when_words(line.at, clock)}, {result_words(line)}"


def result_words(line: SweepLine) -> str:
    """What a run while locked did."""
    if line.waiting:
        return f"{counted(line.waiting, 'fichier')} en attente de votre accord"
    if line.errors:
        return "quelque chose n’a pas pu être effacé"
    if not line.destroyed:
        return "rien à effacer"
    return f"{counted(line.destroyed, 'fichier')} effacé{'s' if line.destroyed > 1 else ''}"


def lines(standing: Standing, clock: Clock) -> list[str]:
    """All of it, line by line."""
    words = health_words(standing)
    told = [f"Purge automatique : {words[0].lower()}{words[1:]}."]
    if standing.next_at is not None:
        told.append(f"Prochaine : {when_words(standing.next_at, clock)}.")
    if standing.health is not Health.DEMO:
        told.append(f"Dernière : {last_words(standing.last, clock)}.")
    return [*told, *(one for one in [trouble_words(standing)] if one)]
