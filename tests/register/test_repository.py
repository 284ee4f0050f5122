"""What the tables keep: everything, in order, and never an id twice."""

from __future__ import annotations

from dataclasses import replace

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schema_names import not_of_the_search
from sqlalchemy import UniqueConstraint, delete, inspect, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from strategies import examples, registers

import gdpr_desk.breaches.tables
import gdpr_desk.journal.tables
import gdpr_desk.parties.tables
import gdpr_desk.register.tables
import gdpr_desk.requests.tables
import gdpr_desk.retention.elsewhere.tables
import gdpr_desk.vault.tables  # noqa: F401
from gdpr_desk.parties import repository as party_rows
from gdpr_desk.parties.model import Party
from gdpr_desk.register import repository
from gdpr_desk.register.model import ProcessingActivity, Purpose, Recipient, Register
from gdpr_desk.register.tables import ActivityRow, PurposeRow
from gdpr_desk.vault.schema import Base
from gdpr_desk.vault.store import Store


def test_the_migrated_schema_is_the_one_the_tables_describe(store: Store) -> None:
    with store.read() as session:
        options = {
            "compare_type": True,
            "compare_server_default": True,
            "include_name": not_of_the_search,
        }
        context = MigrationContext.configure(session.connection(), opts=options)
        assert compare_metadata(context, Base.metadata) == []


def test_a_difference_between_schema_and_tables_would_be_seen(store: Store) -> None:
    with store.begin() as session:
        session.execute(text("ALTER TABLE activity ADD COLUMN stray VARCHAR"))
        options = {"compare_type": True, "include_name": not_of_the_search}
        context = MigrationContext.configure(session.connection(), opts=options)
        assert [difference[0] for difference in compare_metadata(context, Base.metadata)] == ["remove_column"]


def test_constraint_names_are_those_of_the_convention(store: Store) -> None:
    """Autogenerate does not compare names of foreign keys on SQLite; a later migration needs them."""
    with store.read() as session:
        found = inspect(session.connection())
        for table in Base.metadata.sorted_tables:
            migrated = {key["name"] for key in found.get_foreign_keys(table.name)}
            assert migrated == {constraint.name for constraint in table.foreign_key_constraints}
            unique = {key["name"] for key in found.get_unique_constraints(table.name)}
            assert unique == {c.name for c in table.constraints if isinstance(c, UniqueConstraint)}


@pytest.mark.parametrize(
    "table", [t.name for t in Base.metadata.sorted_tables if t.name.startswith(("activity", "party"))]
)
def test_ids_are_never_reused(store: Store, table: str) -> None:
    with store.read() as session:
        made = session.scalar(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table})
    assert "AUTOINCREMENT" in made


def test_the_id_of_a_deleted_record_is_not_given_again(store: Store) -> None:
    with store.begin() as session:
        repository.put_activity(session, ProcessingActivity("T-01", "première"))
        first = session.scalars(select(ActivityRow.id)).one()
        session.execute(delete(ActivityRow))
    with store.begin() as session:
        repository.put_activity(session, ProcessingActivity("T-02", "seconde"))
        assert session.scalars(select(ActivityRow.id)).one() > first


def _write(session: Session, register: Register, *, at_once: bool) -> None:
    for party in register.parties:
        party_rows.put_party(session, party)
    repository.put_controller(session, register.controller)
    repository.put_register_extra(session, register.extra)
    if at_once:
        repository.put_activities(session, register.activities)
        return
    for activity in register.activities:
        repository.put_activity(session, activity)


def _read(store: Store) -> Register:
    with store.read() as session:
        return Register(
            repository.controller(session),
            party_rows.all_parties(session),
            repository.all_activities(session),
            repository.register_extra(session),
        )


@settings(
    max_examples=examples(6),
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(registers(), registers(), st.booleans(), st.booleans())
def test_what_is_stored_comes_back_also_over_something_else(
    store: Store, first: Register, second: Register, once: bool, again: bool
) -> None:
    """The second register is written over what stays of the first: rows are replaced, not mixed.

    One record at a time or all of them at once makes no difference, nor does reading them so.
    """
    with store.begin() as session:
        session.execute(delete(ActivityRow))
        session.execute(text("DELETE FROM party"))
        _write(session, first, at_once=once)
    assert _read(store) == first
    with store.begin() as session:
        for activity in first.activities:
            assert repository.find_activity(session, activity.reference) == activity
        _write(session, second, at_once=again)
    after = _read(store)
    assert {a.reference: a for a in after.activities} == {
        a.reference: a for a in (*first.activities, *second.activities)
    }
    assert {p.key: p for p in after.parties} == {p.key: p for p in (*first.parties, *second.parties)}
    assert (after.controller, after.extra) == (second.controller, second.extra)


def test_order_follows_the_number_not_the_spelling(store: Store) -> None:
    with store.begin() as session:
        for reference in ("T-100", "T-09", "T-99", "T-10"):
            repository.put_activity(session, ProcessingActivity(reference, reference))
    with store.read() as session:
        found = [a.reference for a in repository.all_activities(session)]
    assert found == ["T-09", "T-10", "T-99", "T-100"]


def _ids(session: Session) -> dict[str, int]:
    rows = session.scalars(select(PurposeRow).order_by(PurposeRow.position))
    return {row.name: row.id for row in rows}


def test_rows_that_did_not_change_keep_their_ids(store: Store) -> None:
    activity = ProcessingActivity("T-01", "x", purposes=(Purpose("a"), Purpose("b")))
    with store.begin() as session:
        repository.put_activity(session, activity)
        before = _ids(session)
    with store.begin() as session:
        repository.put_activity(session, replace(activity, purposes=(*activity.purposes, Purpose("c"))))
        after = _ids(session)
    assert after["a"] == before["a"]
    assert after["b"] == before["b"]
    assert list(after) == ["a", "b", "c"]


def test_many_written_at_once_keep_the_ids_of_rows_that_did_not_change(store: Store) -> None:
    kept = ProcessingActivity("T-01", "x", purposes=(Purpose("a"), Purpose("b")))
    with store.begin() as session:
        repository.put_activities(session, [kept])
        before = _ids(session)
    changed = replace(kept, name="y", purposes=(*kept.purposes, Purpose("c")))
    new = ProcessingActivity("T-02", "z", purposes=(Purpose("d"),))
    with store.begin() as session:
        repository.put_activities(session, [new, changed])
        after = _ids(session)
    assert after == {**before, "c": after["c"], "d": after["d"]}
    with store.read() as session:
        assert repository.all_activities(session) == (changed, new)


def test_many_removed_at_once_take_what_they_list_along(store: Store) -> None:
    three = [ProcessingActivity(f"T-0{n}", "x", purposes=(Purpose(f"but {n}"),)) for n in (1, 2, 3)]
    with store.begin() as session:
        repository.put_activities(session, three)
        repository.remove_activities(session, ["T-01", "T-03", "T-09"])
    with store.read() as session:
        assert repository.all_activities(session) == (three[1],)
        assert list(_ids(session)) == ["but 2"]


def test_removing_the_middle_one_leaves_the_others_in_order(store: Store) -> None:
    activity = ProcessingActivity("T-01", "x", purposes=tuple(Purpose(name) for name in "abc"))
    with store.begin() as session:
        repository.put_activity(session, activity)
    shorter = replace(activity, purposes=(Purpose("a"), Purpose("c")))
    with store.begin() as session:
        repository.put_activity(session, shorter)
        assert session.scalars(select(PurposeRow.name)).all() == ["a", "c"]
    with store.read() as session:
        assert repository.find_activity(session, "T-01") == shorter


def test_the_database_itself_refuses_a_recipient_that_is_nobody(store: Store) -> None:
    activity = ProcessingActivity("T-01", "x", recipients=(Recipient(party="nobody"),))
    with pytest.raises(IntegrityError), store.begin() as session:
        repository.put_activity(session, activity)
    with store.begin() as session:
        party_rows.put_party(session, Party("nobody", "Personne"))
        repository.put_activity(session, activity)


def test_a_reference_is_given_once_even_when_higher_ones_come_from_elsewhere(store: Store) -> None:
    with store.begin() as session:
        assert repository.next_reference(session) == "T-01"
        repository.reserve(session, ["T-41"])
        repository.reserve(session, ["T-07"])
        assert repository.next_reference(session) == "T-42"
    with store.begin() as session:
        assert repository.last_number(session) == 42
