"""What can go wrong with the computer's scheduler, in French."""

from __future__ import annotations

from gdpr_desk.errors import GdprDeskError, InvalidInput, NotFound

STILL_SWEPT = "Tant que le programme est ouvert, la purge passe quand même : au démarrage, puis chaque heure."
_UNTOUCHED = "Rien n’a été modifié."


class ScheduleRefused(GdprDeskError):
    """The scheduler does not answer, or does not take the task."""

    code = "schedule_refused"


def no_scheduler() -> ScheduleRefused:
    """No scheduler answers in this session."""
    return ScheduleRefused(
        "Aucun planificateur ne répond dans cette session de l’ordinateur.",
        safe=f"{_UNTOUCHED} {STILL_SWEPT}",
        remedy="Ouvrez une session normale sur cet ordinateur, puis réessayez.",
        code="no_scheduler",
    )


def not_taken() -> ScheduleRefused:
    """The scheduler answered and refused."""
    return ScheduleRefused(
        "Le planificateur de l’ordinateur n’a pas accepté la purge automatique.",
        safe=f"{_UNTOUCHED} {STILL_SWEPT}",
        remedy="Redémarrez l’ordinateur, puis réessayez.",
    )


def not_finished() -> ScheduleRefused:
    """The task started and ended badly."""
    return ScheduleRefused(
        "La purge automatique a démarré et ne s’est pas bien terminée.",
        safe="Rien n’a été perdu : ce qui restait partira à la prochaine purge.",
        remedy="Si cela se répète, ouvrez le coffre : la purge s’y fait en entier et dit ce qui manque.",
        code="sweep_failed",
    )


def odd_path() -> InvalidInput:
    """A path with signs that a scheduler's file cannot carry."""
    return InvalidInput(
        "Le chemin du coffre ou du programme contient un signe que le planificateur ne sait pas écrire.",
        safe=_UNTOUCHED,
        remedy="Déplacez le coffre dans un dossier au nom simple.",
        code="odd_path",
        field="folder",
    )


def never_demo() -> InvalidInput:
    """The fictional shop is not scheduled."""
    return InvalidInput(
        "La boutique fictive n’est jamais planifiée : elle ne contient aucune vraie donnée.",
        safe=_UNTOUCHED,
        remedy="Ouvrez votre propre coffre.",
        code="demo",
    )


def unknown_vault() -> InvalidInput:
    """A vault whose state does not say which one it is."""
    return InvalidInput(
        "Ce coffre ne dit plus lequel il est : son fichier d’état manque.",
        safe=_UNTOUCHED,
        remedy="Ouvrez le coffre une fois, puis réessayez.",
        code="unknown_vault",
        field="folder",
    )


def not_installed() -> NotFound:
    """There is nothing to start."""
    return NotFound(
        "La purge automatique n’est pas en place.",
        safe=_UNTOUCHED,
        remedy="Installez-la d’abord, ou réparez-la.",
        code="not_installed",
    )


def missing_hour() -> InvalidInput:
    """An hour that one day a year does not have."""
    return InvalidInput(
        "Entre 2 h et 3 h, il y a chaque année un jour sans cette heure : la purge y manquerait.",
        safe=_UNTOUCHED,
        remedy="Choisissez une autre heure, par exemple 03:10.",
        code="hour",
        field="at",
    )
