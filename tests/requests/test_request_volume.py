"""The list stays quick with a hundred thousand requests: it reads an index of its own, page by page.

Seconds differ from machine to machine; how a question is answered does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import Connection, event, text

from gdpr_desk.app import Desk
from gdpr_desk.requests.listing import Order, RequestQuery
from gdpr_desk.requests.model import RequestState, RightKind
from gdpr_desk.vault.engine import make_engine

Asked = Callable[..., str]


@contextmanager
def plans_of(desk: Desk) -> Iterator[list[str]]:
    """How the database answers each question that is put meanwhile."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_more: object) -> None:
        asked.append((statement, parameters))

    with desk.vault.store.read() as session:
        engine = session.get_bind()
    assert not isinstance(engine, Connection)
    event.listen(engine, "before_cursor_execute", note)
    plans: list[str] = []
    try:
        yield plans
    finally:
        event.remove(engine, "before_cursor_execute", note)
    looking = make_engine(desk.vault.folder / "vault.db", lambda: bytes(range(32)))
    with looking.connect() as connection:
        for statement, parameters in asked:
            if statement.lstrip().upper().startswith("SELECT"):
                found = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
                plans += [f"{row[3]}   <- {statement}" for row in found]
    looking.dispose()


def reads_all(plan: str) -> bool:
    """Whether every request is read whole for it; a page in the order of the table ends with the page."""
    whole = plan.startswith("SCAN subject_request") and "COVERING INDEX" not in plan
    return whole and not ("WHERE" not in plan and "LIMIT" in plan)


def test_no_list_reads_every_request(desk: Desk, asked: Asked) -> None:
    asked()
    with plans_of(desk) as control, desk.vault.store.read() as session:
        session.execute(text("SELECT text FROM subject_request ORDER BY requester_phone")).all()
    assert any(map(reads_all, control))  # such a question would be seen
    queries = [
        RequestQuery(text="elodie", open_only=True),
        RequestQuery(states=frozenset({RequestState.CLOSED}), rights=frozenset({RightKind.ACCESS})),
        RequestQuery(late=True),
        RequestQuery(near=True, paused=True),
        *(RequestQuery(order=order, descending=down, limit=1) for order in Order for down in (False, True)),
    ]
    with plans_of(desk) as plans:
        for query in queries:
            desk.requests.page(query)
        desk.requests.counts()
        desk.retention.plan()
        desk.requests.ended_on(["D-2026-001"])
        desk.viewing.to_clean()
    assert len(plans) > len(queries)
    assert [plan for plan in plans if reads_all(plan)] == []
    pages = [plan for plan in plans if "FROM subject_request" in plan and "LIMIT" in plan]
    assert pages
    sorted_ = [plan for plan in pages if "TEMP B-TREE" in plan]
    # Nothing is sorted for a page, but by the stage: of six words no index of its own is worth its room.
    assert [plan for plan in sorted_ if "ORDER BY CASE" not in plan] == []


def test_a_page_gives_what_was_asked_for_and_counts_the_rest(desk: Desk, asked: Asked) -> None:
    for day in range(1, 8):
        asked(received_on=date(2026, 11, day))
    seen = [desk.requests.page(RequestQuery(offset=start, limit=3)) for start in (0, 3, 6, 9)]
    assert [page.total for page in seen] == [7] * 4
    days = [row.received_on.day for page in seen for row in page.rows]
    assert days == [1, 2, 3, 4, 5, 6, 7]
