"""The list: sorts by value, filters by chip and by word, and behaves as a Qt model."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from pytestqt.modeltest import ModelTester

from gdpr_desk.clock import FixedClock
from gdpr_desk.journal.service import JournalService
from gdpr_desk.parties.model import Party, PartyKind
from gdpr_desk.parties.service import PartyService
from gdpr_desk.register.model import (
    LawfulBasis,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Recipient,
    RetentionRule,
)
from gdpr_desk.register.qt import table_model
from gdpr_desk.register.qt.table_model import ActivityTableModel
from gdpr_desk.register.service import ActivityOverview, RegisterService
from gdpr_desk.vault.store import Store

TODAY = date(2026, 11, 23)
PARTIES = {"mailer": Party("mailer", "Envois Demo", PartyKind.PROCESSOR, "US")}


@pytest.fixture
def overviews(store: Store, clock: FixedClock) -> tuple[ActivityOverview, ...]:
    journal = JournalService(store, clock, "Camille Lumen")
    parties = PartyService(store, journal, clock)
    register = RegisterService(store, journal, parties, clock)
    parties.save(PARTIES["mailer"])
    blank = ProcessingActivity(reference="", name="")
    rows = (
        replace(
            blank,
            name="Factures",
            reviewed_on=date(2026, 3, 1),
            retention=(RetentionRule("Factures", "fiscal_year_end", "P10Y"),),
        ),
        replace(
            blank,
            name="Échanges par messagerie",
            created_on=date(2024, 1, 1),
            retention=(RetentionRule("Messages", "last_contact", "P2M"),),
        ),
        replace(
            blank,
            name="Newsletter",
            reviewed_on=date(2025, 3, 1),
            purposes=(Purpose("Informer des nouveautés", LawfulBasis.CONSENT),),
            recipients=(Recipient(party="mailer"),),
            data=(PersonalData("health", special=True),),
        ),
    )
    for row in rows:
        register.add(row)
    return register.overview()


@pytest.fixture
def model(overviews: tuple[ActivityOverview, ...], qapp: object) -> ActivityTableModel:
    made = ActivityTableModel(lambda: PARTIES)
    made.set_records(overviews)
    return made


def _sorted(model: ActivityTableModel, key: str) -> list[str]:
    column = next(c for c in model.columns if c.key == key)
    records = sorted(model.records(), key=lambda o: (column.order(o)[0], str(column.order(o)[0]) and 0))
    filled = [o for o in records if not column.order(o)[0]]
    filled.sort(key=lambda o: column.order(o)[1])  # type: ignore[arg-type, return-value]
    return [o.activity.name for o in filled] + [o.activity.name for o in records if column.order(o)[0]]


def test_the_model_keeps_qts_contract(model: ActivityTableModel, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(model)
    assert [c.title for c in model.columns] == [
        "Activité",
        "But",
        "Raison",
        "Durée",
        "Prestataires",
        "Complète",
        "Revue le",
    ]


def test_durations_sort_by_length_and_nothing_comes_last(model: ActivityTableModel) -> None:
    assert _sorted(model, "retention") == ["Échanges par messagerie", "Factures", "Newsletter"]


def test_dates_sort_as_dates(model: ActivityTableModel) -> None:
    assert _sorted(model, "reviewed") == ["Newsletter", "Factures", "Échanges par messagerie"]


def test_accents_sort_next_to_their_letter(model: ActivityTableModel) -> None:
    assert _sorted(model, "name") == ["Échanges par messagerie", "Factures", "Newsletter"]


@pytest.mark.parametrize(
    ("chip", "expected"),
    [
        (table_model.ALL, {"Factures", "Échanges par messagerie", "Newsletter"}),
        (table_model.OUTSIDE, {"Newsletter"}),
        (table_model.SENSITIVE, {"Newsletter"}),
        (table_model.TO_REVIEW, {"Échanges par messagerie", "Newsletter"}),
        (table_model.ARCHIVED, set()),
    ],
)
def test_chips_keep_what_they_say(model: ActivityTableModel, chip: str, expected: set[str]) -> None:
    assert set(_kept(model, chip, "")) == expected


@pytest.mark.parametrize("typed", ["echanges", "ÉCHANGES", "messag echang", "2 mois"])
def test_words_find_without_accents_case_or_order(model: ActivityTableModel, typed: str) -> None:
    assert _kept(model, table_model.ALL, typed) == ["Échanges par messagerie"]


def test_what_a_record_says_now_is_what_it_is_found_by(
    model: ActivityTableModel, overviews: tuple[ActivityOverview, ...]
) -> None:
    first, *others = overviews
    model.set_records((replace(first, activity=replace(first.activity, name="Tickets")), *others))
    assert _kept(model, table_model.ALL, "tickets") == ["Tickets"]
    assert _kept(model, table_model.ALL, "factures") == []
    model.set_records(others)
    assert _kept(model, table_model.ALL, "tickets") == []


def _kept(model: ActivityTableModel, chip: str, words: str) -> list[str]:
    wanted = model.wanted(chip, words, TODAY)
    return [o.activity.name for o in model.records() if wanted(o)]


def test_a_missing_duration_is_said_with_a_badge(model: ActivityTableModel) -> None:
    column = next(c for c in model.columns if c.key == "retention")
    assert column.badge is not None
    badges = {o.activity.name: column.badge(o) for o in model.records()}
    assert badges["Factures"] is None
    assert badges["Newsletter"] is not None
    assert badges["Newsletter"].text == "Manque"


def test_long_lists_are_told_short() -> None:
    rules = tuple(RetentionRule("", "collected", period) for period in ("P5Y", "P6M", "P3Y"))
    purposes = (Purpose("a", LawfulBasis.CONSENT), Purpose("b", LawfulBasis.LEGITIMATE_INTERESTS))
    activity = ProcessingActivity("T-01", "Cookies", purposes=purposes, retention=rules)
    assert table_model.durations(activity) == "6 mois à 5 ans"
    assert table_model.durations(replace(activity, retention=rules[:2])) == "6 mois à 5 ans"
    assert table_model.reasons(activity) == "Consentement (+ 1)"
    assert table_model.reasons(replace(activity, purposes=purposes[:1])) == "Consentement"


@pytest.mark.parametrize(
    ("reviewed", "words"),
    [
        (None, "jamais revue"),
        (date(2026, 11, 1), "revue ce mois-ci"),
        (date(2026, 3, 24), "revue il y a 7 mois"),
        (date(2026, 3, 23), "revue il y a 8 mois"),
        (date(2024, 11, 23), "revue il y a 2 ans"),
    ],
)
def test_the_last_review_is_told_as_a_distance(reviewed: date | None, words: str) -> None:
    activity = ProcessingActivity("T-01", "Cookies", reviewed_on=reviewed)
    assert table_model.reviewed_words(activity, date(2026, 11, 23)) == words
