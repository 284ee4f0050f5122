"""The rows of tasks elsewhere: to be done, and done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gdpr_desk.periods.words import french_date, shop_time
from gdpr_desk.qtkit.badge import BadgeSpec
from gdpr_desk.qtkit.record_table import Column, RecordTable, offer_sorting
from gdpr_desk.reference import catalogues
from gdpr_desk.retention.elsewhere import wording
from gdpr_desk.retention.elsewhere.model import ElsewhereTask, Offer

_SOON = 7


@dataclass(frozen=True)
class TaskLine:
    """One open task as it stands today, and what may do it already."""

    task: ElsewhereTask
    today: date
    suggested: Offer | None = None


@dataclass(frozen=True)
class DoneLine:
    """One ended task, and by whom."""

    task: ElsewhereTask
    by: str


def set_up_open(table: RecordTable) -> None:
    """What is to be done, the next due first."""
    table.setAccessibleName("Ce qui est à supprimer ailleurs")
    table.set_columns(
        (
            Column[TaskLine](
                "what",
                "Quoi, et où",
                text=lambda x: wording.task_title(x.task),
                second=_where,
                icon=lambda x: _icon(x.task),
                strong=True,
            ),
            Column[TaskLine](
                "activity",
                "Activité",
                text=lambda x: f"{x.task.duty.name} · {x.task.duty.activity}",
                second=lambda x: wording.with_whom(x.task.duty),
                priority=1,
            ),
            Column[TaskLine](
                "rule",
                "Règle",
                text=lambda x: x.task.duty.sentence,
                second=lambda x: wording.rhythm(x.task.duty),
                priority=3,
            ),
            Column[TaskLine](
                "due", "À faire pour le", text=_due, badge=_due_badge, sort=lambda x: x.task.due_on, width=190
            ),
        ),
        key=lambda line: line.task.reference,
        sort=3,
    )
    offer_sorting(table)


def set_up_carried(table: RecordTable) -> None:
    """What a folder or ledger of this computer does."""
    table.setAccessibleName("Ce qui est confié à cet ordinateur")
    table.set_columns(
        (
            Column[TaskLine](
                "what",
                "Quoi, et où",
                text=lambda x: wording.task_title(x.task),
                second=_where,
                icon=lambda x: _icon(x.task),
                strong=True,
            ),
            Column[TaskLine](
                "carrier",
                "Qui s’en charge",
                text=lambda x: wording.carried_by(x.task.link) if x.task.link else "",
                second=_since,
                wraps=True,
                whole=True,
            ),
            Column[TaskLine](
                "activity",
                "Activité",
                text=lambda x: f"{x.task.duty.name} · {x.task.duty.activity}",
                second=lambda x: wording.with_whom(x.task.duty),
                priority=1,
            ),
        ),
        key=lambda line: line.task.reference,
    )
    offer_sorting(table)


def set_up_done(table: RecordTable) -> None:
    """What was done or withdrawn, the latest first."""
    table.setAccessibleName("Ce qui a été supprimé ailleurs")
    table.set_columns(
        (
            Column[DoneLine](
                "what",
                "Quoi, et où",
                text=lambda x: wording.task_title(x.task),
                second=lambda x: wording.where(x.task.duty),
                icon=lambda x: _icon(x.task),
            ),
            Column[DoneLine](
                "ended",
                "Résultat",
                text=lambda x: wording.ending(x.task),
                second=lambda x: _proofs(x.task),
                width=220,
            ),
            Column[DoneLine](
                "at",
                "Quand",
                text=_when,
                second=lambda x: f"par {x.by}" if x.by else "",
                sort=lambda x: x.task.closed_at or x.task.created_at,
                width=190,
                priority=1,
            ),
        ),
        key=lambda line: line.task.reference,
    )
    offer_sorting(table)


def _icon(task: ElsewhereTask) -> str:
    known = catalogues.places_elsewhere()
    kind = next((kind for kind in task.duty.kinds if kind in known), "other")
    return known[kind].text("icon") or "external-link"


def _where(line: TaskLine) -> str:
    """The places; and that somebody believed it was done here, where it no longer is."""
    link, where = line.task.link, wording.where(line.task.duty)
    if link is None or link.gap is None:
        return where
    who = wording.carried_by(link)
    return f"{where} · {who[:1].lower()}{who[1:]} ne s’en charge plus"


def _since(line: TaskLine) -> str:
    link = line.task.link
    if link is None:
        return ""
    return f"{wording.reach(link)} · depuis le {french_date(shop_time(link.said.at).date())}"


def _due(line: TaskLine) -> str:
    far = (line.task.due_on - line.today).days > _SOON
    return french_date(line.task.due_on) if far else ""


def _due_badge(line: TaskLine) -> BadgeSpec | None:
    days = (line.task.due_on - line.today).days
    if days > _SOON:
        return None
    if days < 0:
        return BadgeSpec("late", wording.due_words(line.task, line.today).capitalize(), "clock-alert")
    day = french_date(line.task.due_on, year=False)
    return BadgeSpec("attention", f"Bientôt · {day}" if days else "Aujourd’hui", "clock")


def _proofs(task: ElsewhereTask) -> str:
    return f"{task.proofs} preuve{'s' if task.proofs > 1 else ''}" if task.proofs else ""


def _when(line: DoneLine) -> str:
    at = line.task.closed_at
    return french_date(shop_time(at).date()) if at else ""
