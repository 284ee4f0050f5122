"""Tasks elsewhere: from the register to dated tasks, done with proof, and never forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import MORNING
from elsewhere_shop import HOST, REGISTER, activity, filled, kept, later
from fingers import plain

from gdpr_desk.app import Desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import InvalidInput, NotFound
from gdpr_desk.journal.model import sentence
from gdpr_desk.register.model import ActivityStatus, Combinator, Disposal, Register
from gdpr_desk.register.starter import starter_activities, starter_keys, starter_parties
from gdpr_desk.retention.elsewhere import wording
from gdpr_desk.retention.elsewhere.duties import cadence, duties, first_day, next_day, place_kind
from gdpr_desk.retention.elsewhere.model import ElsewhereTask, TaskState, Term
from gdpr_desk.vault.store import Store

TODAY = date(2026, 11, 23)
BY_KEY = {duty.key: duty for duty in duties(REGISTER)}


def task_of(desk: Desk, what: str) -> ElsewhereTask:
    (found,) = [task for task in desk.elsewhere.standing().open if task.duty.what == what]
    return found


def test_each_ceiling_outside_the_program_is_a_duty_and_a_minimum_is_none() -> None:
    assert list(BY_KEY) == [
        "T-01/adresses",
        "T-02/appels",
        "T-03/numeros",
        "T-04/images",
        "T-05/fichier",
        "T-06/factures",
        "T-07/conversations",
        "T-08/comptes",
    ]
    news = BY_KEY["T-01/adresses"]
    assert (news.places, news.kinds, news.parties) == (
        ("Outil d’envoi d’e-mails",),
        ("newsletter",),
        ("Envoi Postal",),
    )
    assert BY_KEY["T-06/factures"].kinds == ("till", "mailbox")


@pytest.mark.parametrize(
    ("combinator", "disposal", "said"),
    [
        (Combinator.FIRST_OF, Disposal.DELETE, "à la vérification, 30 jours au plus"),
        (Combinator.LAST_OF, Disposal.DELETE, "30 jours"),
        (Combinator.FIRST_OF, Disposal.ARCHIVE, "30 jours"),
    ],
)
def test_an_event_that_ends_a_promise_stands_before_its_figure(
    combinator: Combinator, disposal: Disposal, said: str
) -> None:
    rules = (
        kept("Copies", "verified", None, group="g", combinator=combinator, disposal=disposal),
        kept("Copies", "received", "P30D", group="g", combinator=combinator),
    )
    made = replace(REGISTER, activities=(activity("T-01", "Demandes", ("Messagerie",), *rules),))
    (duty,) = duties(made)
    assert plain(wording.length(duty)) == said


def test_what_ends_a_promise_is_kept_with_its_task(officer_desk: Desk) -> None:
    filled(officer_desk)
    news = task_of(officer_desk, "Adresses")
    assert (news.duty, news.duty.events) == (BY_KEY[news.duty.key], ("consent_withdrawn",))
    assert plain(wording.length(news.duty)) == "au retrait, 3 ans au plus"


@pytest.mark.parametrize(
    ("key", "first", "limits"),
    [  # worked out by hand from 23 November 2026, a Monday
        ("T-03/numeros", date(2026, 11, 30), {"PT48H": date(2026, 11, 28)}),
        ("T-05/fichier", date(2026, 11, 30), {"PT48H": date(2026, 11, 28), "P3Y": date(2023, 11, 30)}),
        ("T-04/images", date(2026, 12, 7), {"P1M": date(2026, 11, 7)}),
        ("T-02/appels", date(2026, 12, 7), {"P60D": date(2026, 10, 8)}),
        ("T-07/conversations", date(2026, 12, 23), {"P1Y": date(2025, 12, 23)}),
        ("T-01/adresses", date(2027, 1, 23), {"P3Y": date(2024, 1, 23)}),
        ("T-08/comptes", date(2027, 1, 23), {"P2Y": date(2025, 1, 23)}),
        ("T-06/factures", date(2027, 2, 23), {"P10Y": date(2017, 2, 23)}),
    ],
)
def test_the_first_days_and_what_is_past_its_time_on_them(
    key: str, first: date, limits: dict[str, date]
) -> None:
    duty = BY_KEY[key]
    assert first_day(duty.cadence, TODAY) == first
    assert {term.period: term.before(first) for term in duty.terms} == limits


@pytest.mark.parametrize(
    ("period", "again"),
    [
        ("PT48H", date(2027, 2, 7)),
        ("P7D", date(2027, 2, 7)),
        ("P1M", date(2027, 2, 28)),
        ("P60D", date(2027, 2, 28)),
        ("P6M", date(2027, 4, 30)),
        ("P13M", date(2027, 4, 30)),
        ("P25M", date(2027, 7, 31)),
        ("P3Y", date(2027, 7, 31)),
        ("P5Y", date(2028, 1, 31)),
        ("P10Y", date(2028, 1, 31)),
        (None, date(2027, 4, 30)),
    ],
)
def test_the_shorter_the_promise_the_more_often(period: str | None, again: date) -> None:
    terms = (Term("recorded", period),) if period else ()
    assert next_day(cadence(terms), date(2027, 1, 31)) == again


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("Messagerie", "mailbox"),
        ("messagerie instantanée du site", "chat"),
        ("Logiciel de caisse et fichier clients", "till"),
        ("Caméra du véhicule", "cameras"),
        ("TÉLÉPHONE professionnel", "phone"),
        ("Pages de la boutique sur les réseaux", "social"),
        ("Ce logiciel, sur un poste de la boutique", "desk"),
        ("Carnet à spirale", "other"),
        ("Plan du chatelet", "other"),
    ],
)
def test_a_place_is_known_by_the_words_one_writes(place: str, kind: str) -> None:
    assert place_kind(place).key == kind


def test_drafts_promise_nothing_ended_activities_still_do_and_no_tool_means_who_processes() -> None:
    call = REGISTER.activities[1]
    known = (call, replace(call, status=ActivityStatus.ARCHIVED), replace(call, status=ActivityStatus.DRAFT))
    counts = [len(duties(Register(REGISTER.controller, (), (one,)))) for one in known]
    assert counts == [1, 1, 0]
    bare = replace(REGISTER.activities[0], systems=())
    (duty,) = duties(Register(REGISTER.controller, (HOST,), (bare,)))
    assert duty.places == ("Envoi Postal",)


def test_every_starter_activity_gives_duties_one_can_read() -> None:
    shop = tuple(
        replace(draft, reference=f"T-{n:02d}", status=ActivityStatus.ACTIVE)
        for n, draft in enumerate(starter_activities(starter_keys()))
    )
    found = duties(Register(REGISTER.controller, starter_parties(starter_keys()), shop))
    assert len({duty.key for duty in found}) == len(found) > 30
    for duty in found:
        task = ElsewhereTask("A-2026-001", duty, TODAY, TODAY, MORNING)
        told = (wording.title(duty), wording.where(duty), duty.sentence, *wording.ways(duty))
        assert all(told)
        assert len(wording.limits(task, TODAY)) == len(duty.terms)


def test_the_sweep_makes_the_tasks_once_and_says_so(officer_desk: Desk) -> None:
    filled(officer_desk, Register(REGISTER.controller, (), REGISTER.activities[2:3]))
    officer_desk.register.add(replace(REGISTER.activities[1], reference=""))
    assert officer_desk.retention.sweep().tasks_created == 1
    assert officer_desk.retention.sweep().tasks_created == 0
    told = [sentence(entry) for entry in officer_desk.journal.entries() if entry.action == "task.generated"]
    assert told[0] == "Tâches à faire ailleurs mises à jour · registre (1 tâche nouvelle)"


def test_a_task_done_with_a_sealed_picture_gives_the_next_one(
    officer_desk: Desk, clock: FixedClock, tmp_path: Path
) -> None:
    reference = filled(officer_desk)["Images"]
    later(clock, days=20)
    picture = tmp_path / "ecran.png"
    picture.write_bytes(b"\x89PNG une image")
    following = officer_desk.elsewhere.done(reference, count=31, note="depuis la caisse", proofs=[picture])
    assert following is not None
    assert (following.due_on, following.duty.what) == (date(2027, 1, 13), "Images")  # 13 December and a month
    ended = officer_desk.elsewhere.task(reference)
    assert (ended.state, ended.count, ended.proofs, ended.closed_by) == (
        TaskState.DONE,
        31,
        1,
        officer_desk.vault.person.id,
    )
    assert wording.ended_words(ended) == "31 supprimés, le 13 décembre 2026"
    (proof,) = officer_desk.elsewhere.proofs(reference)
    assert officer_desk.elsewhere.proof(proof.id) == b"\x89PNG une image"
    sealed = officer_desk.vault.folder / "attachments" / f"{proof.id}.age"
    assert b"une image" not in sealed.read_bytes()
    last = officer_desk.journal.entries(limit=1)[0]
    assert sentence(last) == f"Effacement ailleurs noté · {reference} (31 éléments supprimés, 1 preuve)"
    with pytest.raises(InvalidInput, match="déjà terminée"):
        officer_desk.elsewhere.done(reference)


def test_the_proof_leaves_after_a_year_and_the_trace_after_five(
    officer_desk: Desk, clock: FixedClock, tmp_path: Path
) -> None:
    reference = filled(officer_desk)["Appels"]
    picture = tmp_path / "ecran.png"
    picture.write_bytes(b"image")
    officer_desk.elsewhere.done(reference, count=4, proofs=[picture])
    (proof,) = officer_desk.elsewhere.proofs(reference)
    sealed = officer_desk.vault.folder / "attachments" / f"{proof.id}.age"
    clock.instant = clock.instant.replace(year=2027) - timedelta(hours=2)
    officer_desk.retention.sweep()
    assert sealed.exists()
    later(clock, hours=2)
    officer_desk.retention.sweep()
    assert not sealed.exists()
    assert officer_desk.elsewhere.task(reference).proofs == 0
    assert officer_desk.elsewhere.task(reference).count == 4
    clock.instant = clock.instant.replace(year=2031)
    plan = officer_desk.retention.plan()
    assert [item.key for item in plan.due] == [f"task/{reference}"]
    officer_desk.retention.apply(officer_desk.retention.accept(plan.id) if plan.guard else plan)
    with pytest.raises(NotFound):
        officer_desk.elsewhere.task(reference)


def test_a_held_task_keeps_its_proof(officer_desk: Desk, clock: FixedClock, tmp_path: Path) -> None:
    reference = filled(officer_desk)["Appels"]
    picture = tmp_path / "ecran.png"
    picture.write_bytes(b"image")
    officer_desk.elsewhere.done(reference, count=4, proofs=[picture])
    officer_desk.retention.hold(
        f"task/{reference}", reason="legal_claims", note="plainte", review_on=date(2029, 1, 1)
    )
    clock.instant = clock.instant.replace(year=2028)
    officer_desk.retention.sweep()
    assert officer_desk.elsewhere.task(reference).proofs == 1


@pytest.mark.parametrize(
    ("ending", "again"),
    [(TaskState.NOTHING, date(2026, 12, 23)), (TaskState.AUTOMATIC, date(2026, 12, 23))],
)
def test_nothing_to_delete_and_a_tool_that_deletes_by_itself(
    officer_desk: Desk, ending: TaskState, again: date
) -> None:
    reference = filled(officer_desk)["Images"]
    following = officer_desk.elsewhere.done(reference, ending)
    assert following is not None
    assert following.due_on == again
    assert officer_desk.elsewhere.task(reference).state is ending


@pytest.mark.parametrize(
    ("what", "again"),
    [  # from 23 November 2026: monthly at most, else as often as one would erase
        ("Numéros", date(2026, 12, 23)),
        ("Images", date(2026, 12, 23)),
        ("Conversations", date(2027, 2, 23)),
        ("Factures", date(2027, 11, 23)),
    ],
)
def test_a_tool_that_erases_by_itself_is_looked_at_by_the_length_of_its_rule(
    officer_desk: Desk, what: str, again: date
) -> None:
    following = officer_desk.elsewhere.done(filled(officer_desk)[what], TaskState.AUTOMATIC)
    task = task_of(officer_desk, what)
    assert following == task
    assert task.due_on == again
    assert wording.task_title(task).startswith("Vérifier : ")
    (lane,) = (lane for lane in officer_desk.overview.board().elsewhere if lane.name == what)
    assert lane.who.endswith(", tout seul")
    assert lane.when.startswith("à vérifier pour le ")
    assert officer_desk.elsewhere.done(task.reference, TaskState.NOTHING) is not None
    assert wording.task_title(task_of(officer_desk, what)).startswith("Effacer : ")


def test_overdue_is_told_from_the_day_after_and_a_reason_moves_the_day(
    officer_desk: Desk, clock: FixedClock
) -> None:
    reference = filled(officer_desk)["Numéros"]
    later(clock, days=7)
    assert not officer_desk.elsewhere.standing().overdue
    later(clock, days=1)
    standing = officer_desk.elsewhere.standing()
    assert [task.duty.what for task in standing.overdue] == ["Numéros", "Fichier"]
    assert [task.duty.what for task in standing.soon] == ["Appels", "Images"]
    assert wording.due_words(standing.overdue[0], clock.today()) == "en retard de 1 jour"
    with pytest.raises(InvalidInput, match="pourquoi"):
        officer_desk.elsewhere.postpone(reference, date(2026, 12, 8), " ")
    with pytest.raises(InvalidInput, match="plus tardif"):
        officer_desk.elsewhere.postpone(reference, date(2026, 12, 1), "congés")
    moved = officer_desk.elsewhere.postpone(reference, date(2026, 12, 8), "congés")
    assert (moved.due_on, moved.planned_on, moved.postponed) == (
        date(2026, 12, 8),
        date(2026, 11, 30),
        "congés",
    )
    assert [task.duty.what for task in officer_desk.elsewhere.standing().overdue] == ["Fichier"]


def test_a_changed_register_changes_open_tasks_and_never_history(
    officer_desk: Desk, clock: FixedClock
) -> None:
    references = filled(officer_desk)
    officer_desk.elsewhere.done(references["Conversations"], count=2)
    chat = officer_desk.register.activity("T-07")
    officer_desk.register.save(replace(chat, retention=(kept("Conversations", "last_contact", "P1M"),)))
    changed = officer_desk.elsewhere.regenerate()
    assert (changed.created, changed.withdrawn, changed.changed) == (0, 0, 1)
    task = task_of(officer_desk, "Conversations")
    assert (task.due_on, task.duty.terms) == (date(2026, 12, 7), (Term("last_contact", "P1M"),))
    assert "1 mois" in task.duty.sentence
    old = officer_desk.elsewhere.task(references["Conversations"])
    assert "1 an" in old.duty.sentence

    officer_desk.register.save(replace(chat, retention=()))
    assert officer_desk.elsewhere.regenerate().withdrawn == 1
    assert officer_desk.elsewhere.task(task.reference).state is TaskState.WITHDRAWN
    later(clock, days=30)
    officer_desk.register.save(replace(chat, retention=(kept("Conversations", "last_contact", "P1M"),)))
    assert officer_desk.elsewhere.regenerate().created == 1
    assert task_of(officer_desk, "Conversations").due_on == date(2026, 12, 7)  # nobody gains time
    assert officer_desk.elsewhere.regenerate() == type(changed)()


def test_a_task_put_off_comes_back_with_its_reason(officer_desk: Desk) -> None:
    reference = filled(officer_desk)["Conversations"]
    planned = officer_desk.elsewhere.task(reference).due_on
    moved = officer_desk.elsewhere.postpone(reference, planned + timedelta(days=3), "congés")
    chat = officer_desk.register.activity("T-07")
    officer_desk.register.save(replace(chat, retention=()))
    officer_desk.elsewhere.regenerate()
    officer_desk.register.save(chat)
    officer_desk.elsewhere.regenerate()
    back = task_of(officer_desk, "Conversations")
    assert back.reference != reference
    assert (back.due_on, back.planned_on, back.postponed) == (moved.due_on, planned, "congés")


def test_reading_an_unchanged_register_writes_nothing(officer_desk: Desk, store: Store) -> None:
    filled(officer_desk)
    before = officer_desk.vault.high_water
    officer_desk.elsewhere.regenerate()
    assert officer_desk.vault.high_water == before


def test_what_is_impossible_is_refused_and_nothing_is_left_behind(officer_desk: Desk, tmp_path: Path) -> None:
    reference = filled(officer_desk)["Images"]
    with pytest.raises(InvalidInput, match="Rien à supprimer"):
        officer_desk.elsewhere.done(reference, count=0)
    with pytest.raises(InvalidInput):
        officer_desk.elsewhere.done(reference, TaskState.WITHDRAWN)
    good, missing = tmp_path / "a.png", tmp_path / "b.png"
    good.write_bytes(b"image")
    with pytest.raises(InvalidInput):
        officer_desk.elsewhere.done(reference, count=1, proofs=[good, missing])
    assert officer_desk.elsewhere.task(reference).open
    assert not list((officer_desk.vault.folder / "attachments").glob("*.age"))


def test_a_late_task_tells_what_is_past_its_time_today() -> None:
    duty = BY_KEY["T-02/appels"]
    task = ElsewhereTask("A-2026-001", duty, date(2026, 12, 7), date(2026, 12, 7), MORNING)
    assert wording.limits(task, TODAY) == ("60 jours : l’enregistrement remonte au 8 octobre 2026 ou avant",)
    assert wording.limits(task, date(2027, 1, 31)) == (
        "60 jours : l’enregistrement remonte au 2 décembre 2026 ou avant",
    )
