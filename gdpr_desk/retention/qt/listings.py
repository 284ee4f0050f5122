"""The tables beside the simulation: holds and runs."""

from __future__ import annotations

from gdpr_desk.periods.words import french_date, french_instant, shop_time
from gdpr_desk.qtkit.badge import BadgeSpec
from gdpr_desk.qtkit.record_table import Column, RecordTable, offer_sorting
from gdpr_desk.retention.model import SweepStatement
from gdpr_desk.retention.qt.lines import HoldLine

_SOON = 7
"""So many days before its review a hold is told of."""


def set_up_holds(table: RecordTable) -> None:
    """What is held, the next to be reviewed first."""
    table.setAccessibleName("Ce qui est gelé")
    table.set_columns(
        (
            Column[HoldLine](
                "name",
                "Élément",
                text=lambda x: x.name.title,
                second=lambda x: x.name.sort,
                icon=lambda x: x.name.icon,
            ),
            Column[HoldLine](
                "reason", "Motif", text=lambda x: x.reason, second=lambda x: x.hold.note, wraps=True
            ),
            Column[HoldLine](
                "set",
                "Gelé",
                text=lambda x: f"le {french_date(shop_time(x.hold.set_at).date())}",
                second=lambda x: f"par {x.by}" if x.by else "",
                sort=lambda x: x.hold.set_at,
                width=184,
                priority=2,
            ),
            Column[HoldLine](
                "review", "À revoir", text=_review, badge=_review_badge, sort=lambda x: x.days, width=212
            ),
        ),
        key=lambda line: line.hold.key,
        sort=3,
    )
    offer_sorting(table)


def set_up_runs(table: RecordTable) -> None:
    """What runs left, the newest first."""
    table.setAccessibleName("Relevés de purge")
    table.set_columns(
        (
            Column[SweepStatement](
                "number", "Relevé", text=lambda x: x.number, icon=lambda _x: "file-text", width=152
            ),
            Column[SweepStatement](
                "at",
                "Quand",
                text=lambda x: french_instant(x.started_at),
                second=lambda x: "coffre verrouillé : fichiers seulement" if x.locked else "coffre ouvert",
                sort=lambda x: x.started_at,
            ),
            Column[SweepStatement](
                "destroyed", "Effacés", text=lambda x: f"{x.destroyed}", sort=lambda x: x.destroyed, width=84
            ),
            Column[SweepStatement](
                "left",
                "Non effacés",
                text=lambda x: f"{x.left}",
                sort=lambda x: x.left,
                width=124,
                priority=2,
            ),
            Column[SweepStatement]("result", "Résultat", badge=_result, sort=_spoken_result, width=176),
        ),
        key=lambda run: run.number,
    )
    offer_sorting(table)


def _review(line: HoldLine) -> str:
    return "" if line.days <= _SOON else f"le {french_date(line.hold.review_on)}"


def _review_badge(line: HoldLine) -> BadgeSpec | None:
    if line.days > _SOON:
        return None
    day = french_date(line.hold.review_on, year=line.hold.review_on.year != line.today.year)
    told = f"Depuis le {day}" if line.days < 0 else f"Le {day}" if line.days else "Aujourd’hui"
    return BadgeSpec("attention", told, "clock-alert")


def _result(run: SweepStatement) -> BadgeSpec:
    if run.finished_at is None:
        return BadgeSpec("attention", "Interrompue", "circle-alert")
    if run.errors:
        many = len(run.errors)
        return BadgeSpec("attention", f"{many} erreur{'s' if many > 1 else ''}", "circle-alert")
    if run.guard is not None and not run.accepted:
        return BadgeSpec("attention", "Accord demandé", "circle-help")
    return BadgeSpec("ok", "Sans erreur")


def _spoken_result(run: SweepStatement) -> str:
    return _result(run).text
