"""Incidents in the vault: opened, answered, decided, filed, told, closed, and read back whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.breaches.model import (
    Action,
    Answered,
    BreachFacts,
    Count,
    InvolvedParty,
    NamedPerson,
    SubjectCommunication,
)
from gdpr_desk.breaches.service import BreachEnded, BreachSavedElsewhere
from gdpr_desk.breaches.timing import ClockState
from gdpr_desk.breaches.vocabulary import (
    BreachRole,
    CountKind,
    Exemption,
    FilingKind,
    IncidentKind,
    Level,
    LostProperty,
    Means,
    Protection,
    Reach,
)
from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import AccessRefused, InvalidInput, NotFound
from gdpr_desk.vault.people import Person, Role, add_person
from gdpr_desk.vault.vault import Vault

Opened = Callable[..., str]


def test_references_are_numbered_and_never_given_twice(desk: Desk, opened: Opened) -> None:
    assert [opened(), opened(), opened(drill=True), opened()] == [
        "V-2026-001",
        "V-2026-002",
        "E-2026-001",
        "V-2026-003",
    ]
    desk.breaches.delete_drill("E-2026-001")
    assert opened(drill=True) == "E-2026-002"


def test_every_answer_is_kept_as_it_was_given_also_over_a_restart(
    desk: Desk, opened: Opened, clock: FixedClock
) -> None:
    reference = opened()
    now = clock.now()
    facts = BreachFacts(
        kind=IncidentKind.HACKING,
        title="Rançon sur le serveur",
        aware_at=now - timedelta(hours=3),
        began_at=now - timedelta(days=2),
        informed_on=date(2026, 11, 22),
        attack=True,
        insured=False,
        role=BreachRole.BOTH,
        persons=Count(CountKind.APPROXIMATE, 301, 5000),
        data=("basic", "payment"),
        others=(InvolvedParty("Hébergeur <Éon> & fils", "sous-traitant", "a@b.example", "host"),),
        lost=(LostProperty.AVAILABILITY,),
        severity=Level.IMPORTANT,
        reporter=NamedPerson("Exemple", "Camille"),
        unknown=frozenset({"records", "cause"}),
    )
    desk.breaches.answer(reference, facts)
    again = open_desk(Vault.open(desk.vault.folder, bytes(range(32)), clock=clock), clock)
    kept = again.breaches.file(reference).breach.facts
    assert replace(kept, aware_at=facts.aware_at) == facts
    assert kept.standing("records") is Answered.UNKNOWN
    assert kept.standing("insured") is Answered.ANSWERED
    assert kept.standing("narrative") is Answered.OPEN
    again.close()


def test_answers_to_other_questions_given_elsewhere_stay(desk: Desk, opened: Opened) -> None:
    reference = opened()
    base = desk.breaches.file(reference).breach.facts
    desk.breaches.answer(reference, base.giving(systems="Caisse"), base=base)
    desk.breaches.answer(reference, base.giving(narrative="Vitre brisée"), base=base)
    kept = desk.breaches.file(reference).breach.facts
    assert (kept.systems, kept.narrative) == ("Caisse", "Vitre brisée")
    with pytest.raises(BreachSavedElsewhere) as refused:
        desk.breaches.answer(reference, base.giving(systems="Messagerie"), base=base)
    assert refused.value.questions == ("systems",)
    assert desk.breaches.file(reference).breach.facts.systems == "Caisse"


def test_not_knowing_is_an_answer_that_a_later_answer_takes_back(desk: Desk, opened: Opened) -> None:
    reference = opened()
    facts = desk.breaches.file(reference).breach.facts
    desk.breaches.answer(reference, facts.not_knowing("persons"))
    kept = desk.breaches.file(reference).breach.facts
    assert kept.standing("persons") is Answered.UNKNOWN
    desk.breaches.answer(reference, kept.giving(persons=Count(CountKind.EXACT, 340)))
    assert desk.breaches.file(reference).breach.facts.standing("persons") is Answered.ANSWERED


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"aware_at": datetime(2026, 11, 24, tzinfo=UTC)}, "aware_at"),
        ({"began_at": datetime(2026, 11, 23, 7, tzinfo=UTC)}, "aware_at"),
        ({"persons": Count(CountKind.APPROXIMATE, 50, 6)}, "persons"),
        ({"data": ("shoe_size",)}, "data"),
        ({"narrative": "x\x00y"}, "narrative"),
        ({"informed_on": date(2026, 11, 24)}, "informed_on"),
    ],
)
def test_what_cannot_be_is_refused_and_writes_nothing(
    desk: Desk, opened: Opened, answers: dict[str, object], field: str
) -> None:
    reference = opened()
    before = desk.breaches.file(reference).breach
    with pytest.raises(InvalidInput) as refused:
        desk.breaches.answer(reference, before.facts.giving(**answers))
    assert refused.value.field == field
    assert desk.breaches.file(reference).breach == before


def test_the_clock_stops_by_a_receipt_number_or_a_reasoned_decision_only(
    desk: Desk, opened: Opened, clock: FixedClock
) -> None:
    reference = opened()
    assert desk.breaches.file(reference).clock.state is ClockState.RUNNING
    desk.breach_acts.decide(reference, authority=True, subjects=None)
    assert desk.breaches.file(reference).clock.ticking
    with pytest.raises(InvalidInput):
        desk.breach_acts.note_filing(reference, FilingKind.INITIAL, "  ")
    desk.breach_acts.note_filing(reference, FilingKind.INITIAL, "2026-00123")
    stopped = desk.breaches.file(reference).clock
    assert (stopped.state, stopped.receipt) == (ClockState.NOTIFIED, "2026-00123")
    desk.breach_acts.note_filing(reference, FilingKind.WITHDRAWAL, "2026-00124", reason="Portable retrouvé")
    assert desk.breaches.file(reference).clock.ticking
    with pytest.raises(InvalidInput) as bare:
        desk.breach_acts.decide(reference, authority=False, subjects=False)
    assert bare.value.field == "reason"
    desk.breach_acts.decide(
        reference, authority=False, subjects=False, reason="Retrouvé fermé, disque chiffré."
    )
    assert desk.breaches.file(reference).clock.state is ClockState.NOT_NOTIFIED
    assert len(desk.breaches.file(reference).breach.decisions) == 2


def test_a_departure_from_the_suggestion_needs_its_sentence(desk: Desk, opened: Opened) -> None:
    reference = opened(
        lost=(LostProperty.CONFIDENTIALITY,), protection=Protection.INTACT, data=("basic", "contact")
    )
    assert desk.breaches.file(reference).suggestion.authority is False
    with pytest.raises(InvalidInput):
        desk.breach_acts.decide(reference, authority=True, subjects=None)
    decided = desk.breach_acts.decide(
        reference, authority=True, subjects=False, reason="Le code était collé sur l’appareil."
    ).decision
    assert decided is not None
    assert (decided.suggested_authority, decided.suggested_subjects) == (False, False)


def test_an_exception_of_article_34_is_a_decision_of_a_person(desk: Desk, opened: Opened) -> None:
    reference = opened(lost=(LostProperty.CONFIDENTIALITY,), data=("payment",), reach=Reach.STRANGERS)
    assert desk.breaches.file(reference).suggestion.subjects
    with pytest.raises(InvalidInput):
        desk.breach_acts.decide(
            reference, authority=True, subjects=True, reason="x", exemptions=[Exemption.LATER_MEASURES]
        )
    breach = desk.breach_acts.decide(
        reference,
        authority=True,
        subjects=False,
        reason="Cartes bloquées avant tout usage.",
        exemptions=[Exemption.LATER_MEASURES],
    )
    assert breach.decision is not None
    assert breach.decision.risk == "high"


def test_a_late_filing_says_why(desk: Desk, opened: Opened, clock: FixedClock) -> None:
    reference = opened(hours=80)
    assert desk.breaches.file(reference).clock.state is ClockState.LATE
    with pytest.raises(InvalidInput) as refused:
        desk.breach_acts.note_filing(reference, FilingKind.COMPLETE, "2026-1")
    assert refused.value.field == "late_reason"
    facts = desk.breaches.file(reference).breach.facts
    desk.breaches.answer(reference, facts.giving(late_reason="Vol découvert un samedi, boutique fermée."))
    desk.breach_acts.note_filing(reference, FilingKind.COMPLETE, "2026-1")
    assert desk.breaches.file(reference).clock.filed_late


def test_a_filing_keeps_the_answers_as_they_were(desk: Desk, opened: Opened) -> None:
    reference = opened(narrative="Vitre brisée")
    desk.breach_acts.note_filing(reference, FilingKind.INITIAL, "2026-1")
    facts = desk.breaches.file(reference).breach.facts
    desk.breaches.answer(
        reference, facts.giving(narrative="Vitre brisée, sacoche absente").not_knowing("cause")
    )
    breach = desk.breaches.file(reference).breach
    assert breach.filings[0].facts.narrative == "Vitre brisée"
    assert set(breach.changed_since_filing) == {"narrative", "cause"}


def test_an_incident_ends_only_when_the_law_is_done_with(desk: Desk, opened: Opened) -> None:
    reference = opened()
    with pytest.raises(InvalidInput) as undecided:
        desk.breach_acts.close(reference, "Chiffrer les portables.", register_checked=True)
    desk.breach_acts.decide(reference, authority=True, subjects=False, reason="Peu de données.")
    with pytest.raises(InvalidInput) as unfiled:
        desk.breach_acts.close(reference, "Chiffrer les portables.", register_checked=True)
    assert (undecided.value.field, unfiled.value.field) == ("decision", "filing")
    desk.breach_acts.note_filing(reference, FilingKind.COMPLETE, "2026-1")
    closed = desk.breach_acts.close(reference, "Chiffrer les portables.", register_checked=True)
    assert not closed.open
    with pytest.raises(BreachEnded):
        desk.breaches.answer(reference, closed.facts.giving(systems="Caisse"))
    assert desk.breach_acts.reopen(reference, "Le voleur a écrit.").open


def test_a_client_controller_waits_to_be_told(desk: Desk, opened: Opened) -> None:
    reference = opened(role=BreachRole.PROCESSOR)
    assert desk.breaches.file(reference).clock.state is ClockState.CLIENT
    desk.breach_acts.name_clients(reference, ["mairie", "garage"])
    desk.breach_acts.client_told(reference, "garage", Means.EMAIL, proof="accusé de lecture")
    with pytest.raises(InvalidInput):
        desk.breach_acts.close(reference, "Rien.", register_checked=True)
    with pytest.raises(NotFound):
        desk.breach_acts.client_told(reference, "inconnu", Means.EMAIL)
    desk.breach_acts.client_told(reference, "mairie", Means.PHONE)
    assert not desk.breach_acts.close(reference, "Rien.", register_checked=True).open


def test_persons_and_actions_are_noted_and_corrected(desk: Desk, opened: Opened) -> None:
    reference = opened()
    told = SubjectCommunication("", "340 clients", 340, Means.EMAIL, date(2026, 11, 23))
    breach = desk.breach_acts.persons_told(reference, told)
    kept = breach.communications[0]
    breach = desk.breach_acts.persons_told(reference, replace(kept, bounced=12))
    assert [one.bounced for one in breach.communications] == [12]
    with pytest.raises(InvalidInput):
        desk.breach_acts.persons_told(reference, replace(kept, bounced=341))
    breach = desk.breach_acts.put_action(reference, Action("", "Chiffrer", "Camille", date(2026, 12, 1)))
    breach = desk.breach_acts.put_action(reference, replace(breach.actions[0], done_on=date(2026, 11, 23)))
    assert [one.done_on for one in breach.actions] == [date(2026, 11, 23)]
    assert desk.breach_acts.drop_action(reference, breach.actions[0].key).actions == ()


def test_evidence_is_sealed_read_and_destroyed(desk: Desk, opened: Opened, tmp_path: Path) -> None:
    reference = opened()
    note = tmp_path / "rancon.txt"
    note.write_bytes(b"payez vite")
    evidence = desk.breaches.attach(reference, note, "ransom_note")
    assert desk.breaches.read_evidence(reference, evidence.attachment) == b"payez vite"
    sealed = desk.vault.folder / "attachments" / f"{evidence.attachment}.age"
    assert b"payez vite" not in sealed.read_bytes()
    assert desk.breaches.remove_evidence(reference, evidence.attachment).evidence == ()
    assert not sealed.exists()


def test_only_a_drill_can_be_deleted_and_all_of_it_goes(desk: Desk, opened: Opened, tmp_path: Path) -> None:
    drill, real = opened(drill=True), opened()
    note = tmp_path / "note.txt"
    note.write_bytes(b"exercice")
    evidence = desk.breaches.attach(drill, note)
    with pytest.raises(InvalidInput):
        desk.breaches.delete_drill(real)
    desk.breaches.delete_drill(drill)
    assert [one.breach.reference for one in desk.breaches.overviews()] == [real]
    assert not (desk.vault.folder / "attachments" / f"{evidence.attachment}.age").exists()


def test_the_banner_shows_real_incidents_before_drills_nearest_end_first(desk: Desk, opened: Opened) -> None:
    late, drill, near = opened(hours=1), opened(hours=70, drill=True), opened(hours=60)
    assert [one.breach.reference for one in desk.breaches.running()] == [near, late, drill]
    assert desk.breaches.counts().ticking == 2


def test_colleagues_see_no_incident(vault: Vault, desk: Desk, opened: Opened, clock: FixedClock) -> None:
    reference = opened()
    with vault.store.begin() as session:
        add_person(session, Person("a1b2c3d4", "Sacha", Role.STAFF), "age1unused", clock.now())
    other = open_desk(Vault.open(vault.folder, bytes(range(32)), clock=clock, person="a1b2c3d4"), clock)
    verbs: tuple[Callable[[], object], ...] = (
        other.breaches.overviews,
        lambda: other.breaches.file(reference),
        other.breaches.open,
        lambda: other.breach_acts.decide(reference, authority=True, subjects=None),
    )
    for refused in verbs:
        with pytest.raises(AccessRefused):
            refused()
    assert not other.breaches.allowed
    other.close()


def test_the_journal_names_questions_and_never_answers(desk: Desk, opened: Opened) -> None:
    reference = opened(narrative="Sacoche de Zélie Marquant volée")
    facts = desk.breaches.file(reference).breach.facts
    desk.breaches.answer(reference, facts.giving(systems="Ordinateur de Zélie"))
    desk.breach_acts.decide(reference, authority=True, subjects=False, reason="Zélie l’a dit")
    text = str(desk.journal.entries())
    assert "systems" in text
    assert "Zélie" not in text
