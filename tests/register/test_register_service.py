"""The officer's verbs on the register, on a real vault."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy.orm import Session
from strategies import registers

from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import InvalidInput, NotFound
from gdpr_desk.journal.service import JournalService
from gdpr_desk.parties.model import Party
from gdpr_desk.parties.service import PartyService
from gdpr_desk.register import repository
from gdpr_desk.register.exchange import RegisterExchange
from gdpr_desk.register.exchange_rules import InterchangeRefused
from gdpr_desk.register.interchange import dump, load
from gdpr_desk.register.model import (
    ActivityStatus,
    Controller,
    DataSubjects,
    LawfulBasis,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Recipient,
    Register,
    RetentionRule,
)
from gdpr_desk.register.service import RegisterService, SavedElsewhere
from gdpr_desk.register.starter import expand, starter_keys, starter_parties
from gdpr_desk.vault.store import Store
from gdpr_desk.vault.vault import Vault

SHOP = Controller("Atelier Lumen", siret="00000001800002", email="bonjour@lumen.example")
CCTV = ProcessingActivity("", "Vidéosurveillance", purposes=(Purpose("Protéger la boutique"),))


@pytest.fixture
def other_window(
    store: Store, journal: JournalService, parties: PartyService, clock: FixedClock
) -> RegisterService:
    return RegisterService(store, journal, parties, clock)


def _actions(journal: JournalService) -> list[tuple[str, str]]:
    return [(e.action, e.subject) for e in journal.entries(newest_first=False)]


def test_a_new_record_gets_the_next_reference_and_todays_date(
    register: RegisterService, journal: JournalService
) -> None:
    first = register.add(replace(CCTV, reference="T-77"))
    second = register.add(CCTV)
    assert (first.reference, second.reference) == ("T-01", "T-02")
    assert first.created_on == date(2026, 11, 23)
    assert register.activity("T-02") == second
    assert _actions(journal) == [("activity.added", "T-01"), ("activity.added", "T-02")]


def test_a_save_tells_which_fields_changed_and_journals_their_names_only(
    register: RegisterService, journal: JournalService
) -> None:
    added = register.add(CCTV)
    saved = register.save(replace(added, note="confidentiel", paper=True))
    assert saved.changed == ("paper", "note")
    assert saved.overview.activity == saved.activity == register.activity("T-01")
    entry = journal.entries(1)[0]
    assert (entry.action, entry.detail) == ("activity.changed", {"changed": ["paper", "note"]})
    assert "confidentiel" not in repr(journal.entries())


def test_a_save_without_a_change_writes_nothing(register: RegisterService, store: Store) -> None:
    added = register.add(CCTV)
    before = store.commit_number()
    assert register.save(added).changed == ()
    assert store.commit_number() == before


def test_a_save_answers_with_the_new_completeness(register: RegisterService) -> None:
    added = register.add(CCTV)
    before = register.overview()[0].completeness.share
    saved = register.save(replace(added, data_subjects=(DataSubjects("customers"),)))
    assert saved.overview.completeness.share > before
    assert register.overview() == (saved.overview,)


def test_what_another_window_saved_is_never_overwritten(
    register: RegisterService, other_window: RegisterService
) -> None:
    register.add(CCTV)
    mine, theirs = register.activity("T-01"), other_window.activity("T-01")
    other_window.save(replace(theirs, name="Caméras"))
    with pytest.raises(SavedElsewhere) as caught:
        register.save(replace(mine, note="à moi"))
    assert caught.value.current.name == "Caméras"
    assert "Rien n’a été écrasé" in str(caught.value)
    assert register.register().activities[0].name == "Caméras"
    again = register.activity("T-01")
    register.save(replace(again, note="à moi"))
    merged = other_window.activity("T-01")
    assert (merged.name, merged.note) == ("Caméras", "à moi")


def test_an_explicit_base_decides_over_what_was_remembered(register: RegisterService) -> None:
    added = register.add(CCTV)
    register.save(replace(added, note="un"))
    with pytest.raises(SavedElsewhere):
        register.save(replace(added, note="deux"), base=added)


def test_refreshing_the_list_does_not_hide_a_conflict(
    register: RegisterService, other_window: RegisterService
) -> None:
    register.add(CCTV)
    mine = register.activity("T-01")
    other_window.save(replace(other_window.activity("T-01"), name="Caméras"))
    register.overview()
    register.mark_reviewed("T-01")
    with pytest.raises(SavedElsewhere):
        register.save(replace(mine, note="à moi"))


def test_the_same_edit_in_two_windows_is_no_conflict(
    register: RegisterService, other_window: RegisterService
) -> None:
    register.add(CCTV)
    mine, theirs = register.activity("T-01"), other_window.activity("T-01")
    other_window.save(replace(theirs, name="Caméras"))
    assert register.save(replace(mine, name="Caméras")).changed == ()


def test_review_and_archive(register: RegisterService, journal: JournalService) -> None:
    register.add(CCTV)
    assert register.mark_reviewed("T-01").activity.reviewed_on == date(2026, 11, 23)
    assert register.archive("T-01").activity.status is ActivityStatus.ARCHIVED
    assert register.archive("T-01").changed == ()
    stored = register.activity("T-01")
    assert (stored.reviewed_on, stored.status) == (date(2026, 11, 23), ActivityStatus.ARCHIVED)
    assert [action for action, _ in _actions(journal)][1:] == ["activity.reviewed", "activity.archived"]


def test_unknown_references_are_not_found(register: RegisterService) -> None:
    for verb in (register.activity, register.mark_reviewed, register.archive):
        with pytest.raises(NotFound):
            verb("T-09")
    with pytest.raises(NotFound):
        register.save(replace(CCTV, reference="T-09"))


def test_the_shop(register: RegisterService, journal: JournalService) -> None:
    assert register.controller() == Controller("")
    register.set_controller(replace(SHOP, siret="000 000 018 00002"))
    assert register.controller() == SHOP
    with pytest.raises(InvalidInput) as caught:
        register.set_controller(replace(SHOP, siret="00000001800003"))
    assert caught.value.field == "siret"
    assert register.controller() == SHOP
    assert _actions(journal) == [("controller.changed", "registre")]


def test_a_record_that_could_not_be_exported_is_refused_and_costs_no_reference(
    register: RegisterService, store: Store
) -> None:
    before = store.commit_number()
    for bad in (
        replace(CCTV, note="a" * 20_001),
        replace(CCTV, note="a\x00"),
        replace(CCTV, recipients=(Recipient(party="nobody"),)),
        replace(CCTV, retention=(RetentionRule("x", "recorded", "bientôt"),)),
    ):
        with pytest.raises(InterchangeRefused):
            register.add(bad)
    assert store.commit_number() == before
    assert register.add(CCTV).reference == "T-01"
    with pytest.raises(InterchangeRefused):
        register.save(replace(register.activity("T-01"), note="a" * 20_001))


def test_starter_records_come_with_their_parties_and_overwrite_none(
    register: RegisterService, exchange: RegisterExchange, parties: PartyService
) -> None:
    keys = starter_keys()
    known = starter_parties(keys)[0]
    parties.save(replace(known, name="Mon prestataire"))
    added = register.add_from_starter(keys)
    assert [a.reference for a in added] == [f"T-{n:02d}" for n in range(1, len(expand(keys)) + 1)]
    assert all(a.status is ActivityStatus.DRAFT for a in added)
    assert parties.get(known.key).name == "Mon prestataire"
    assert not [f for f in register.check() if f.key == "unknown_party"]
    again = load(exchange.json())
    assert again == register.register()


def _file(*activities: ProcessingActivity, parties: tuple[Party, ...] = ()) -> Register:
    return Register(SHOP, parties, activities)


def test_an_import_creates_updates_and_leaves_the_rest(
    register: RegisterService, exchange: RegisterExchange, journal: JournalService
) -> None:
    for name in ("un", "deux", "trois"):
        register.add(ProcessingActivity("", name))
    taken = _file(
        replace(register.activity("T-02"), note="changée"),
        register.activity("T-03"),
        ProcessingActivity("T-10", "dix", recipients=(Recipient(party="web"),)),
        ProcessingActivity("", "sans référence"),
        parties=(Party("web", "Hébergeur"),),
    )
    preview = exchange.preview_import(taken)
    assert register.activity("T-02").note == ""
    outcome = exchange.import_register(taken)
    assert outcome == preview
    assert (outcome.created, outcome.updated) == (("T-10", "T-11"), ("T-02",))
    assert [a.name for a in register.register().activities] == [
        "un",
        "deux",
        "trois",
        "dix",
        "sans référence",
    ]
    assert register.add(CCTV).reference == "T-12"
    assert journal.entries(2)[1].detail == {"created": ["T-10", "T-11"], "updated": ["T-02"]}


def test_an_import_that_fails_changes_nothing(
    register: RegisterService,
    exchange: RegisterExchange,
    parties: PartyService,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    register.add(CCTV)
    before = (store.commit_number(), exchange.json())
    with pytest.raises(InterchangeRefused):
        exchange.import_register(
            _file(
                ProcessingActivity("T-05", "x"), ProcessingActivity("T-05", "y"), parties=(Party("a", "A"),)
            )
        )
    real = repository.put_activities

    def full_disk(session: Session, activities: Iterable[ProcessingActivity]) -> None:
        real(session, activities)
        raise OSError("disk full")

    monkeypatch.setattr(repository, "put_activities", full_disk)
    with pytest.raises(OSError, match="disk full"):
        exchange.import_register(
            _file(
                ProcessingActivity("T-05", "x"), ProcessingActivity("T-06", "y"), parties=(Party("a", "A"),)
            )
        )
    monkeypatch.undo()
    assert (store.commit_number(), exchange.json()) == before
    assert parties.all() == ()
    assert register.add(CCTV).reference == "T-02"


def test_an_import_warns_of_what_deserves_a_look(
    register: RegisterService, exchange: RegisterExchange
) -> None:
    register.set_controller(SHOP)
    stranger = replace(SHOP, name="Autre", siret="00000001800003")
    taken = Register(stranger, (), (ProcessingActivity("T-01", "x", extra={"x_new": 1}),))
    outcome = exchange.import_register(taken)
    assert [w.where for w in outcome.warnings] == ["boutique", "boutique, SIRET", "activité 1 (T-01)"]
    assert "clé ne correspond pas" in outcome.warnings[1].message
    assert register.controller().name == "Autre"
    assert exchange.preview_import(register.register()).updated == ()


@contextmanager
def _fresh_service(path: Any, clock: FixedClock) -> Iterator[tuple[RegisterService, RegisterExchange]]:
    with Vault.found_for_trial(path, bytes(32), clock=clock, officer_name="Camille") as vault:
        journal = JournalService(vault.store, clock, "p1")
        slices = (vault.store, journal, PartyService(vault.store, journal, clock), clock)
        yield RegisterService(*slices), RegisterExchange(*slices)


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(registers())
def test_a_register_travels_from_vault_to_vault_byte_for_byte(
    tmp_path_factory: pytest.TempPathFactory, clock: FixedClock, drawn: Register
) -> None:
    exported = dump(drawn, clock.now())
    with _fresh_service(tmp_path_factory.mktemp("v") / "c", clock) as (service, exchange):
        exchange.import_register(load(exported))
        assert service.register() == drawn
        assert exchange.json() == exported


def test_the_export_carries_the_clocks_instant_and_is_journaled_when_told(
    register: RegisterService, exchange: RegisterExchange, journal: JournalService
) -> None:
    register.set_controller(SHOP)
    raw = json.loads(exchange.json())
    assert datetime.fromisoformat(raw["exported_at"]) == datetime(2026, 11, 23, 7, 48, tzinfo=UTC)
    assert ("register.exported", "registre") not in _actions(journal)
    exchange.exported("json")
    assert journal.entries(1)[0].detail == {"format": "json"}


def test_a_hundred_full_records_are_listed_in_a_tenth_of_a_second(
    register: RegisterService, exchange: RegisterExchange, parties: PartyService
) -> None:
    full = ProcessingActivity(
        "",
        "Fichier clients",
        purposes=(
            Purpose("Servir les clients", LawfulBasis.CONTRACT),
            Purpose(
                "Connaître les habitudes", LawfulBasis.LEGITIMATE_INTERESTS, "vendre mieux", "peu gênant"
            ),
        ),
        data_subjects=(DataSubjects("customers", 800), DataSubjects("prospects")),
        data=tuple(PersonalData(key) for key in ("identity", "contact_details", "order_details", "invoices")),
        recipients=(Recipient(internal="l’équipe, 4 personnes"), Recipient(party="web")),
        retention=(
            RetentionRule("fiche", "last_contact", "P3Y"),
            RetentionRule("factures", "fiscal_year_end", "P10Y"),
        ),
        security_measures=("access_control", "backup", "updates"),
        note="Fiche relue avec l’équipe en 2025 et en 2026.",
    )
    listed = tuple(replace(full, reference=f"T-{n:02d}", name=f"{full.name} {n}") for n in range(1, 101))
    exchange.import_register(_file(*listed, parties=(Party("web", "Hébergeur", country="US"),)))
    register.overview()
    best = min(_seconds(register) for _ in range(5))
    assert len(register.overview()) == 100
    # The promise is 0.1 s; a busy machine of the tests is given three times as long.
    assert best < 0.3


def _seconds(register: RegisterService) -> float:
    started = time.process_time()
    register.overview()
    return time.process_time() - started


def test_the_paper_counts_the_changes_made_so_far(
    register: RegisterService, exchange: RegisterExchange
) -> None:
    from gdpr_desk.documents.readback import read_pages

    added = register.add(ProcessingActivity("", "Essai"))
    first = " ".join(read_pages(exchange.pdf().content))
    exchange.exported("pdf")
    again = " ".join(read_pages(exchange.pdf().content))
    register.save(replace(added, note="relue"))
    changed = " ".join(read_pages(exchange.pdf().content))
    assert "Version 1 du 23 novembre 2026" in first
    assert "Version 1 du 23 novembre 2026" in again
    assert "Version 2 du 23 novembre 2026" in changed
