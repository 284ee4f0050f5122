"""What is written in a ledger leaves it at its instant, by the sweep that the open desk runs.

The instants were worked out by hand: 48 hours are 172,800 seconds whatever the clock does, months clamp,
a day counts from its midnight in Paris. The sweep looks an hour ahead: that is its margin, never more.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from gdpr_desk.app import Desk
from gdpr_desk.clock import SHOP_ZONE, FixedClock
from gdpr_desk.errors import AccessRefused, InvalidInput, NotFound
from gdpr_desk.journal.model import sentence
from gdpr_desk.periods.ceilings import Trigger
from gdpr_desk.retention.ledgers import keeping, repository
from gdpr_desk.retention.ledgers.answers import read_values
from gdpr_desk.retention.ledgers.kinds import KINDS
from gdpr_desk.retention.ledgers.model import AlreadyThere, LedgerEntry
from gdpr_desk.retention.ledgers.service import EntrySavedElsewhere
from gdpr_desk.retention.ledgers.sources import erase_again
from gdpr_desk.retention.ledgers.tables import LedgerEntryRow
from gdpr_desk.retention.model import LOOK_AHEAD, Why
from gdpr_desk.vault.people import Person, Role

SECOND = timedelta(seconds=1)
UNPAID = {"who": "Paul Renard", "unpaid_since": "05/10/2026"}
CALL = {"who": "L", "phone": "06"}
KEPT = {**UNPAID, "keep_reason": "Trois impayés en un an", "keep_until": "24/10/2027"}
KEEPING = {"keeping_told": date(2026, 10, 25), "kept": date(2026, 10, 25)}
REVIEW = {"author": "L. F.", "text": "Bien.", "received": "03/11/2026"}
PUBLISHED = {**REVIEW, "experience_on": "28/10/2026", "verified": "oui", "consideration": "non"}
CONSENT = {
    "who": "Luce",
    "purpose": "Lettre",
    "text_version": "mars",
    "how": "website",
    "given": "31/01/2026",
    "proof": "site",
}
FRIEND = {
    "sponsor": "Luce Ferrand",
    "friend": "Odilon",
    "contact": "o@courriel.example",
    "received": "31/10/2026",
}
NAMED = {**FRIEND, "message": "Luce Ferrand nous a donné votre adresse."}
ASKED = {"received": "17/11/2026", "authority": "Brigade", "decided_by": "C.", "refusal_reason": "Sans texte"}
FILMED = {
    "who": "Luce",
    "place": "Atelier",
    "scope": "both",
    "purpose": "Preuve",
    "agreed": "12/10/2026",
    "form": "signed",
    "proof": "Classeur",
}
CUT = {
    "asked_by": "Brigade",
    "reason": "Vol",
    "camera": "Entrée",
    "begins": "15/11/2026 17:00",
    "ends": "15/11/2026 18:00",
    "extracted": "17/11/2026 09:00",
    "made_by": "C.",
    "copies": "1",
}


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def add(
    desk: Desk,
    kind: str,
    typed: Mapping[str, str],
    steps: Mapping[str, Trigger] | None = None,
    *,
    draft: bool = False,
) -> LedgerEntry:
    return desk.ledgers.add(kind, read_values(KINDS[kind], typed), steps=steps, draft=draft)


Case = tuple[str, dict[str, str], dict[str, Trigger], datetime | None]
_CASES: list[Case] = [
    # 48 hours after the settlement, over the change of the clock: 26 October 11:00 in Paris (law 5.5)
    ("unpaid", UNPAID, {"settled": utc(2026, 10, 24, 10)}, utc(2026, 10, 26, 10)),
    # three years after the unpaid, from 00:00 in Paris (summer time)
    ("unpaid", UNPAID, {}, utc(2029, 10, 4, 22)),
    # settled in the last hours of the three years: those decide
    (
        "unpaid",
        {**UNPAID, "unpaid_since": "24/11/2023"},
        {"settled": utc(2026, 11, 23, 7)},
        utc(2026, 11, 23, 23),
    ),
    # exceptional keeping ends on the day told to the person, 00:00
    (
        "unpaid",
        {**KEPT, "keep_until": "01/03/2027"},
        {
            "settled": utc(2026, 10, 24, 10),
            "keeping_told": date(2026, 10, 25),
            "kept": date(2026, 10, 25),
        },
        utc(2027, 2, 28, 23),
    ),
    # 48 hours after the request of a call
    (
        "call_backs",
        {**CALL, "requested": "22/11/2026 16:05"},
        {},
        utc(2026, 11, 24, 15, 5),
    ),
    ("call_backs", {**CALL, "requested": "22/11/2026"}, {}, utc(2026, 11, 23, 23)),
    # reviews: three years after publication or reception, one after withdrawal
    ("reviews", PUBLISHED, {"published": date(2026, 11, 5)}, utc(2029, 11, 4, 23)),
    ("reviews", {**REVIEW, "reason": "Insulte"}, {"refused": date(2026, 11, 6)}, utc(2027, 11, 5, 23)),
    ("reviews", {**REVIEW, "text": "* non"}, {}, utc(2029, 11, 2, 23)),
    # consents: three years after the last contact; the proof three years after the withdrawal
    ("consents", {**CONSENT, "last_contact": "29/02/2024"}, {}, utc(2027, 2, 27, 23)),
    ("consents", CONSENT, {}, utc(2029, 1, 30, 23)),
    ("consents", CONSENT, {"withdrawn": date(2026, 6, 15)}, utc(2029, 6, 14, 22)),
    # a friend who was written to, who refused, and one nobody wrote to: 31 October + 1 month clamps
    ("sponsored", NAMED, {"sent": utc(2026, 11, 22, 9)}, None),
    ("sponsored", FRIEND, {"refused": utc(2026, 11, 22, 9)}, None),
    ("sponsored", FRIEND, {}, utc(2026, 11, 29, 23)),
    ("disclosures", ASKED, {"refused": date(2026, 11, 20)}, utc(2031, 11, 19, 23)),
    ("filming", FILMED, {"filmed": date(2026, 10, 20)}, utc(2031, 10, 19, 22)),
    ("extractions", CUT, {"destroyed": date(2026, 11, 20)}, utc(2027, 11, 19, 23)),
]


@pytest.mark.parametrize("case", _CASES, ids=[f"{n}-{case[0]}" for n, case in enumerate(_CASES)])
def test_an_entry_goes_at_its_instant_and_not_a_second_before(
    officer_desk: Desk,
    clock: FixedClock,
    case: Case,
) -> None:
    kind, typed, steps, gone_at = case
    if kind == "unpaid" and "settled" in steps and gone_at == utc(2026, 10, 26, 10):
        clock.instant = utc(2026, 10, 24, 11)  # before its time is over
    made = add(officer_desk, kind, typed, steps)
    if gone_at is None:
        assert officer_desk.retention.sweep().destroyed == 1, "used once, gone at the next run"
    else:
        assert officer_desk.ledgers.entry(made.reference).leaves_at == gone_at
        clock.instant = gone_at - LOOK_AHEAD - SECOND
        assert officer_desk.retention.plan().due == ()
        clock.instant = gone_at - LOOK_AHEAD
        assert [item.key for item in officer_desk.retention.plan().due] == [made.key]
        assert officer_desk.retention.sweep().destroyed == 1
    assert officer_desk.ledgers.entries(kind) == ()
    assert [(one.kind, one.id) for one in officer_desk.ledger.read().entries] == [("ledger", made.reference)]
    assert officer_desk.verify_journal().intact


def test_three_years_past_an_objection_a_person_decides(officer_desk: Desk, clock: FixedClock) -> None:
    """The one minimum among the promises: no sweep takes it, whenever."""
    entry = officer_desk.objections.add("06 99 00 00 21", reason="plus de publicité")
    clock.instant = datetime(2036, 1, 1, tzinfo=SHOP_ZONE)
    assert officer_desk.retention.sweep().destroyed == 0
    assert officer_desk.objections.to_decide() == (entry,)


def test_a_draft_without_its_date_counts_from_its_creation_and_is_listed(
    officer_desk: Desk, clock: FixedClock
) -> None:
    made = add(officer_desk, "call_backs", {"who": "Luce"}, draft=True)
    (left,) = officer_desk.retention.plan().left
    assert (left.key, left.why, left.from_creation) == (made.key, Why.MISSING_TRIGGER, True)
    assert officer_desk.ledgers.entry(made.reference).counted_from_creation
    clock.instant += timedelta(hours=47) - SECOND
    assert officer_desk.retention.sweep().destroyed == 0
    clock.instant += SECOND
    assert officer_desk.retention.sweep().destroyed == 1


def test_a_copy_that_still_exists_keeps_its_line_and_no_plan_calls_its_date_forgotten(
    officer_desk: Desk, clock: FixedClock
) -> None:
    """The year begins with the destruction of the copies; until then ledger and simulation tell no date."""
    made = add(officer_desk, "extractions", CUT)
    kept: list[list[tuple[str, Why | None]]] = []
    for _half in range(2):
        plan = officer_desk.retention.plan(clock.now() + timedelta(days=4_000))
        assert (plan.due, plan.later) == ((), ())
        kept.append([(item.key, item.why) for item in plan.left])
        seen = officer_desk.ledgers.entry(made.reference)
        assert (seen.leaves_at, seen.counted_from_creation) == (None, False)
        clock.instant += timedelta(days=800)
    assert kept == [[], [(made.key, Why.IN_USE)]]
    assert officer_desk.retention.sweep().destroyed == 0
    officer_desk.ledgers.note_step(made.reference, "destroyed", clock.now())
    clock.instant += timedelta(days=366)
    assert officer_desk.retention.sweep().destroyed == 1


def test_a_hold_keeps_a_line_from_sweep_and_hand(officer_desk: Desk, clock: FixedClock) -> None:
    made = add(officer_desk, "call_backs", {**CALL, "requested": "22/11/2026 16:05"})
    officer_desk.retention.hold(made.key, reason="legal_claims", note="Plainte", review_on=date(2027, 6, 1))
    clock.instant += timedelta(days=5)
    assert officer_desk.retention.sweep().destroyed == 0
    assert officer_desk.ledgers.entry(made.reference).held
    with pytest.raises(InvalidInput, match="gelée"):
        officer_desk.ledgers.remove(made.reference)
    officer_desk.retention.lift(made.key, note="Classée")
    assert officer_desk.retention.sweep().destroyed == 1


def test_references_are_never_given_twice(officer_desk: Desk, clock: FixedClock) -> None:
    first = add(officer_desk, "unpaid", UNPAID)
    officer_desk.ledgers.remove(first.reference)
    second = add(officer_desk, "unpaid", UNPAID)
    other = add(officer_desk, "consents", CONSENT)
    clock.instant += timedelta(days=60)
    third = add(officer_desk, "unpaid", {**UNPAID, "who": "Zoé"})
    assert [one.reference for one in (first, second, other, third)] == [
        "I-2026-001",
        "I-2026-002",
        "C-2026-001",
        "I-2027-001",
    ]
    with pytest.raises(NotFound):
        officer_desk.ledgers.entry(first.reference)


def test_the_journal_hears_field_names_and_never_what_stands_in_them(officer_desk: Desk) -> None:
    made = add(officer_desk, "unpaid", UNPAID)
    officer_desk.ledgers.change(made.reference, {**made.values, "contact": "paul@courriel.example"})
    officer_desk.ledgers.note_step(made.reference, "contract_told", date(2026, 9, 1))
    officer_desk.ledgers.undo_step(made.reference, "contract_told")
    officer_desk.ledgers.remove(made.reference)
    told = [one for one in officer_desk.journal.entries() if one.action.startswith("ledger.")]
    assert {one.action for one in told} == {
        "ledger.added",
        "ledger.changed",
        "ledger.step_noted",
        "ledger.step_undone",
        "ledger.removed",
    }
    written = " ".join(f"{one.subject} {dict(one.detail)} {sentence(one)}" for one in told)
    assert "contact" in written, "the search can find"
    assert "I-2026-001" in written
    for absent in ("Renard", "courriel", "2026-10-05"):
        assert absent not in written


def test_the_same_line_is_not_written_twice_unless_somebody_says_so(officer_desk: Desk) -> None:
    made = add(officer_desk, "unpaid", UNPAID)
    with pytest.raises(AlreadyThere) as there:
        add(officer_desk, "unpaid", {**UNPAID, "who": "  PAUL  rénard", "amount": "12"})
    assert there.value.reference == made.reference
    values = read_values(KINDS["unpaid"], UNPAID)
    assert officer_desk.ledgers.add("unpaid", values, twice=True).reference == "I-2026-002"


def test_two_windows_do_not_overwrite_each_other(officer_desk: Desk) -> None:
    base = add(officer_desk, "unpaid", UNPAID).values
    reference = "I-2026-001"
    officer_desk.ledgers.change(reference, {**base, "contact": "ici"}, base=base)
    officer_desk.ledgers.change(reference, {**base, "invoice": "F-1"}, base=base)
    kept = officer_desk.ledgers.entry(reference).entry.values
    assert (kept["contact"], kept["invoice"]) == ("ici", "F-1")
    with pytest.raises(EntrySavedElsewhere) as refused:
        officer_desk.ledgers.change(reference, {**base, "contact": "là"}, base=base)
    assert refused.value.fields == ("contact",)


def test_a_draft_becomes_an_entry_once_it_is_complete(officer_desk: Desk) -> None:
    made = add(officer_desk, "unpaid", {"who": "Paul"}, draft=True)
    with pytest.raises(InvalidInput, match="date de l’impayé"):
        officer_desk.ledgers.change(made.reference, made.values, draft=False)
    done = officer_desk.ledgers.change(
        made.reference, {**made.values, "unpaid_since": date(2026, 10, 5)}, draft=False
    )
    assert not done.draft
    (unpaid, *_) = officer_desk.ledgers.ledgers()
    assert (unpaid.entries, unpaid.drafts) == (1, 0)


def test_a_step_is_not_taken_back_under_those_that_rest_on_it(officer_desk: Desk) -> None:
    told: dict[str, Trigger] = {"contract_told": date(2026, 9, 1), "incident_told": date(2026, 10, 6)}
    made = add(officer_desk, "unpaid", UNPAID, told)
    with pytest.raises(InvalidInput, match="Information sur l’impayé"):
        officer_desk.ledgers.undo_step(made.reference, "contract_told")
    with pytest.raises(InvalidInput, match="déjà noté"):
        officer_desk.ledgers.note_step(made.reference, "contract_told", date(2026, 9, 2))
    with pytest.raises(NotFound, match="étape"):
        officer_desk.ledgers.note_step(made.reference, "published", date(2026, 9, 2))


def test_the_sweep_reads_only_what_may_be_due(officer_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    add(officer_desk, "unpaid", UNPAID)
    due = add(officer_desk, "call_backs", {**CALL, "requested": "20/11/2026"})
    read: list[str] = []
    real = repository._entry

    def counted(row: LedgerEntryRow) -> LedgerEntry:
        read.append(row.reference)
        return real(row)

    monkeypatch.setattr(repository, "_entry", counted)
    plan = officer_desk.retention.plan()
    assert read == [due.reference]
    assert {plan.watched[rule] for rule in ("ledger_unpaid", "ledger_call_backs")} == {1}


def test_a_rule_that_changed_since_is_read_anew(officer_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """An upgrade may shorten a duration: what was written before must not wait for its old ceiling."""
    made = add(officer_desk, "unpaid", {**UNPAID, "unpaid_since": "01/09/2026"})
    assert officer_desk.retention.plan().due == ()
    with officer_desk.vault.store.begin() as session:
        session.connection().exec_driver_sql(
            "UPDATE ledger_entry SET rule_version = 'older', listed_from = '2099-01-01T00:00:00.000000+00:00'"
        )
    later = utc(2029, 9, 1)
    assert [item.key for item in officer_desk.retention.plan(later).later] == [made.key]
    assert keeping.ledger_rule("ledger_unpaid").version != "older"


def test_staff_never_see_a_ledger(officer_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made = add(officer_desk, "unpaid", UNPAID)
    monkeypatch.setattr(officer_desk.vault, "person", Person("p2", "Sam", Role.STAFF))
    ledgers = officer_desk.ledgers
    assert not ledgers.allowed
    for verb in (
        ledgers.ledgers,
        lambda: ledgers.entries("unpaid"),
        lambda: ledgers.entry(made.reference),
        lambda: add(officer_desk, "unpaid", UNPAID),
        lambda: ledgers.remove(made.reference),
        lambda: ledgers.foresee("unpaid", Path("absent.csv")),
    ):
        with pytest.raises(AccessRefused):
            verb()


def test_a_long_list_comes_in_parts(officer_desk: Desk) -> None:
    for name in ("Ana", "Bea", "Cléo"):
        add(officer_desk, "unpaid", {**UNPAID, "who": name})
    seen = [one.entry.values["who"] for one in officer_desk.ledgers.entries("unpaid", 2)]
    seen += [one.entry.values["who"] for one in officer_desk.ledgers.entries("unpaid", 2, 2)]
    assert seen == ["Cléo", "Bea", "Ana"]


def test_what_a_backup_brings_back_the_erasure_ledger_takes_again(officer_desk: Desk) -> None:
    made = add(officer_desk, "unpaid", UNPAID)
    with officer_desk.vault.store.begin() as session:
        assert erase_again(session, [made.reference, "I-2026-077"]) == 1
    assert officer_desk.ledgers.entries("unpaid") == ()
