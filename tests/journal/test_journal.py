# ruff: noqa: S608  # the tampering is written in SQL, from numbers and names of this file
"""The journal: a chain that shows any later change, and French sentences without content."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from gdpr_desk.clock import FixedClock
from gdpr_desk.journal.model import JSON, JournalEntry, canonical, sentence
from gdpr_desk.journal.service import JournalService
from gdpr_desk.vault.highwater import Mark
from gdpr_desk.vault.store import Store

ENTRIES = 40


@pytest.fixture
def journal(store: Store, clock: FixedClock) -> JournalService:
    return JournalService(store, clock, "ab12cd34")


@pytest.fixture
def filled(store: Store, journal: JournalService, clock: FixedClock) -> JournalService:
    for n in range(ENTRIES):
        with store.begin() as session:
            journal.record(session, "activity.changed", f"T-{n % 7:02}", {"changed": ["name"]})
        clock.instant += timedelta(minutes=3)
    return journal


@pytest.fixture
def tampering(store: Store) -> Store:
    """Somebody with the key and a database tool: the append-only triggers do not stop them."""
    with store.begin() as session:
        for verb in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER journal_entry_{verb}"))
    return store


def run(store: Store, *statements: str) -> None:
    with store.begin() as session:
        for statement in statements:
            session.execute(text(statement))


def mark(journal: JournalService, store: Store, clock: FixedClock) -> Mark:
    with store.read() as session:
        count, head = journal.head(session)
    return Mark("vault", 99, count, head, clock.now())


def test_entries_come_back_newest_first_in_the_name_of_who_acted(filled: JournalService) -> None:
    entries = filled.entries(limit=3)
    assert [entry.number for entry in entries] == [40, 39, 38]
    assert [e.number for e in filled.entries(newest_first=False)] == list(range(1, 41))
    assert (entries[0].actor, entries[0].subject, entries[0].detail) == (
        "ab12cd34",
        "T-04",
        {"changed": ["name"]},
    )
    assert entries[1].digest == entries[0].previous


def test_an_untouched_chain_is_intact(filled: JournalService, store: Store, clock: FixedClock) -> None:
    verdict = filled.verify(mark(filled, store, clock))
    assert (verdict.entries, verdict.intact, verdict.first_break, verdict.missing_tail) == (40, True, None, 0)


def test_the_digest_is_what_a_stranger_computes_from_the_description(
    filled: JournalService, store: Store
) -> None:
    """The second source: SHA-256 over sorted-key JSON, written anew from the docstrings."""
    with store.read() as session:
        rows = session.execute(text("SELECT * FROM journal_entry ORDER BY number")).mappings().all()
    previous = "0" * 64
    for row in rows:
        parts = {key: row[key] for key in row if key != "digest"}
        body = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        assert row["previous"] == previous
        previous = hashlib.sha256(body.encode()).hexdigest()
        assert row["digest"] == previous


def test_an_entry_belongs_to_the_transaction_it_tells_of(store: Store, journal: JournalService) -> None:
    def undone() -> None:
        with store.begin() as session:
            journal.record(session, "activity.added", "T-01")
            raise LookupError

    with pytest.raises(LookupError):
        undone()
    assert journal.entries() == ()
    with store.begin() as session:
        first = journal.record(session, "activity.added", "T-01")
        second = journal.record(session, "activity.added", "T-02")
    assert journal.entries(newest_first=False) == (first, second)


def test_the_program_itself_cannot_change_or_drop_an_entry(filled: JournalService, store: Store) -> None:
    for statement in ("UPDATE journal_entry SET actor = 'x'", "DELETE FROM journal_entry"):
        with pytest.raises(DBAPIError, match="append-only"):
            run(store, statement)
    assert filled.verify().intact


def test_time_never_goes_back(store: Store, journal: JournalService, clock: FixedClock) -> None:
    with store.begin() as session:
        first = journal.record(session, "activity.added", "T-01")
    clock.instant -= timedelta(days=400)
    with store.begin() as session:
        assert journal.record(session, "activity.changed", "T-01").at == first.at


def test_a_spoiled_entry_is_still_listed_and_work_goes_on(
    filled: JournalService, tampering: Store, clock: FixedClock
) -> None:
    run(tampering, f"UPDATE journal_entry SET at = 'never', detail = '[' WHERE number = {ENTRIES}")
    assert (filled.entries(limit=1)[0].number, filled.entries(limit=1)[0].detail) == (ENTRIES, {})
    with tampering.begin() as session:
        assert filled.record(session, "activity.added", "T-99").at == clock.now()
    assert filled.verify().first_break == ENTRIES


def test_a_cut_tail_is_found_against_the_mark_only(
    filled: JournalService, tampering: Store, clock: FixedClock
) -> None:
    high = mark(filled, tampering, clock)
    run(tampering, f"DELETE FROM journal_entry WHERE number > {ENTRIES - 3}")
    assert filled.verify().intact
    verdict = filled.verify(high)
    assert (verdict.entries, verdict.intact, verdict.first_break, verdict.missing_tail) == (
        37,
        False,
        None,
        3,
    )
    for _ in range(5):
        with tampering.begin() as session:
            filled.record(session, "activity.added", "T-99")
    rewritten = filled.verify(high)  # longer again, but not what once stood there
    assert (rewritten.intact, rewritten.first_break, rewritten.missing_tail) == (False, ENTRIES, 0)


def entry(action: str, subject: str = "", **detail: JSON) -> JournalEntry:
    return JournalEntry(1, datetime(2026, 11, 23, tzinfo=UTC), "a", action, subject, detail, "", "")


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (entry("vault.created", "coffre"), "Coffre créé"),
        (entry("activity.added", "T-02"), "Activité ajoutée · T-02"),
        (
            entry("activity.changed", "T-02", changed=["name", "retention", "note"]),
            "Activité modifiée · T-02 (nom, durées de garde, note)",
        ),
        (entry("activity.changed", "T-02", changed=["later"]), "Activité modifiée · T-02 (autre champ)"),
        (entry("activity.reviewed", "T-02"), "Activité revue · T-02"),
        (entry("activity.archived", "T-02"), "Activité archivée · T-02"),
        (entry("controller.changed", changed=["siret"]), "Fiche de l’entreprise modifiée (SIRET)"),
        (entry("party.added", "hosting"), "Prestataire ou destinataire ajouté · hosting"),
        (entry("party.changed", "hosting"), "Prestataire ou destinataire modifié · hosting"),
        (
            entry("register.imported", created=3, updated=1),
            "Registre importé (3 activités ajoutées, 1 activité mise à jour)",
        ),
        (entry("register.exported", format="pdf"), "Registre exporté (PDF)"),
        (entry("journal.exported", "journal", format="csv", entries=1), "Journal exporté (CSV, 1 entrée)"),
        (entry("journal.cut", "journal", removed=312), "Entrées anciennes du journal retirées (312 entrées)"),
        (entry("later.thing", "X"), "Action « later.thing » · X"),
    ],
)  # fmt: skip
def test_each_action_has_its_sentence(made: JournalEntry, expected: str) -> None:
    assert sentence(made) == expected


def test_fractions_have_no_place_in_the_chain() -> None:
    assert canonical({"b": [1, True, None], "a": "é"}) == '{"a":"é","b":[1,true,null]}'
    with pytest.raises(TypeError):
        canonical({"share": 0.5})  # type: ignore[dict-item]
