"""The board in rows: the same lanes for who reads rather than looks."""

from __future__ import annotations

from gdpr_desk.qtkit.badge import BadgeSpec
from gdpr_desk.qtkit.record_table import Column, RecordTable, offer_sorting
from gdpr_desk.retention.overview.lanes import Lane


def set_up_lanes(table: RecordTable) -> None:
    """Every promise, what is deleted here first."""
    table.setAccessibleName("Toutes les durées de garde")
    table.set_columns(
        (
            Column[Lane](
                "name", "Ce qui est gardé", text=lambda x: x.name, icon=lambda x: x.icon, strong=True
            ),
            Column[Lane](
                "rule", "Combien de temps", text=lambda x: x.rule, sort=lambda x: x.length, priority=1
            ),
            Column[Lane](
                "number", "Gardés", text=_number, sort=lambda x: x.number or 0, width=88, priority=3
            ),
            Column[Lane]("who", "Qui efface", text=_kind, second=_where, width=216),
            Column[Lane]("sign", "À voir", badge=_badge, width=196, priority=2),
        ),
        key=lambda lane: lane.key,
    )
    offer_sorting(table)


def _number(lane: Lane) -> str:
    return "" if lane.number is None else f"{lane.number}"


def _kind(lane: Lane) -> str:
    return lane.who if lane.own else "À faire ailleurs"


def _where(lane: Lane) -> str:
    return "" if lane.own else f"{lane.who}, {lane.when}"


def _badge(lane: Lane) -> BadgeSpec | None:
    return BadgeSpec(lane.sign.state, lane.sign.words, lane.sign.icon) if lane.sign else None
