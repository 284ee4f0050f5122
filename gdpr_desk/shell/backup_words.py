"""What the window says of backups: since when there is one, and when it is time for another."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from gdpr_desk.clock import Clock
from gdpr_desk.outcome import counted, held
from gdpr_desk.periods.words import french_date, french_instant, french_time, shop_time
from gdpr_desk.vault.backup import REMIND_AFTER
from gdpr_desk.vault.restoring import BackupPreview
from gdpr_desk.vault.state import State

NEVER = "jamais"


def ago(at: datetime | None, clock: Clock) -> str:
    """« aujourd’hui à 08:48 », « hier à 18:40 », « il y a 9 jours », « jamais »."""
    if at is None:
        return NEVER
    then = shop_time(at)
    days = (clock.today() - then.date()).days
    hour = french_time(then.time())
    if days == 0:
        return f"aujourd’hui à {hour}"
    if days == 1:
        return f"hier à {hour}"
    return f"il y a {days} jours" if days > 1 else f"le {french_date(then.date())}"


def reminder(state: State, clock: Clock) -> str:
    """Why it is time for a copy elsewhere; empty when it is not, or nothing is worth one."""
    since = state.last_external_at or state.created_at
    if state.demo or (since is not None and clock.now() - since <= REMIND_AFTER):
        return ""
    if state.last_external_at is None:
        return "Votre coffre n’a aucune copie sur un autre disque : branchez une clé USB et faites-en une."
    return (
        f"Dernière copie sur un autre disque : {ago(state.last_external_at, clock)}. "
        "Branchez une clé USB et refaites-en une."
    )


def failure(state: State) -> str:
    """That the daily backup failed and none succeeded since; else empty."""
    if state.backup_failed_at is None:
        return ""
    return (
        f"La sauvegarde automatique du {french_instant(state.backup_failed_at)} n’a pas pu être faite. "
        "Votre coffre est intact. Libérez de la place sur le disque, puis sauvegardez."
    )


def counts_words(told: BackupPreview) -> str:
    """What a backup holds, in one line."""
    return " · ".join((*held(told.counts), f"journal de {counted(told.entries, 'ligne')}"))


def free_place(folder: Path) -> Path:
    """`folder` where nothing is there yet, else the first free name beside it."""
    names = [folder, folder.with_name(f"{folder.name}-restaure")]
    names += [folder.with_name(f"{folder.name}-restaure-{number}") for number in range(2, 100)]
    return next((name for name in names if not name.exists()), folder)
