"""Watched folders as what deletes by itself, so that nobody is asked to do it by hand as well."""

from __future__ import annotations

import hashlib
from pathlib import PurePath

from sqlalchemy.orm import Session

from gdpr_desk.retention.carriers import CarriedTerm, Carrier, CarrierKind, Gap
from gdpr_desk.retention.folders import repository
from gdpr_desk.retention.folders.model import FolderRule, WatchedFolder


def folder_carriers(session: Session) -> tuple[Carrier, ...]:
    """Every watched folder, the oldest first."""
    stuck = repository.stuck_folders(session)
    return tuple(_carrier(folder, folder.id in stuck) for folder in repository.folders(session))


def _carrier(folder: WatchedFolder, stuck: bool) -> Carrier:
    rule = folder.rule
    return Carrier(
        CarrierKind.FOLDER,
        str(folder.id),
        rule.label,
        (CarriedTerm("", rule.period),),
        stopped=_stopped(folder, stuck),
        content=_content(rule),
        words=f"{rule.label} {PurePath(rule.path).name}",
    )


def _stopped(folder: WatchedFolder, stuck: bool) -> Gap | None:
    if not folder.rule.enabled:
        return Gap.PAUSED
    if folder.trouble:
        return Gap.UNREACHED
    return Gap.STUCK if stuck else None


def _content(rule: FolderRule) -> str:
    """Which files it takes; how long it keeps them is looked at each time."""
    taken = (rule.path, rule.patterns, rule.date_form, rule.recursive)
    return hashlib.sha256(repr(taken).encode("ascii", "backslashreplace")).hexdigest()[:16]
