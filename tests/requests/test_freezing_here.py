"""« Geler » on an activity: what this program itself would erase of it waits for the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from asking import FACTS, WHO
from elsewhere_shop import activity, filled, kept
from watched import put, watch

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.register.model import Controller, Register
from gdpr_desk.requests.model import Outcome, Requester, RightKind, WorkDone
from gdpr_desk.requests.persons import Sought
from gdpr_desk.requests.places import ChecklistLine, Step
from gdpr_desk.retention import holds
from gdpr_desk.retention.carriers import CarrierKind
from gdpr_desk.retention.due_list import DueListKeeper
from gdpr_desk.retention.elsewhere.links import roots
from gdpr_desk.retention.ledgers.kinds import KINDS
from gdpr_desk.retention.ledgers.model import Value
from gdpr_desk.retention.ledgers.persons import SPEAKING
from gdpr_desk.retention.locked import sweep_locked

Asked = Callable[..., str]
DAY = timedelta(days=1)
OTHER = "Basile Moulinet"
CALLS = activity("T-03", "Rappel gratuit", ("Site web",), kept("Numéros", "requested", "PT48H"))
TAPES = activity("T-02", "Appels enregistrés", ("Standard",), kept("Conversations", "recorded", "P60D"))
FRIENDS = activity("T-04", "Parrainage", ("Caisse",), kept("Coordonnées du filleul", "sent", None))
NAMED = {
    "unpaid": "Impayés",
    "call_backs": "Rappel gratuit",
    "reviews": "Avis publiés",
    "consents": "Consentements",
    "sponsored": "Parrainage des filleuls",
    "disclosures": "Demandes d’autorités",
    "filming": "Images et sons pris chez un client",
    "extractions": "Vidéosurveillance",
}
"""How a register calls what each ledger is about."""


@pytest.fixture
def shop(desk: Desk) -> Desk:
    """A shop that calls back, records calls and lets its customers bring friends."""
    filled(desk, Register(Controller("Quincaillerie"), (), (CALLS, TAPES, FRIENDS)))
    return desk


def call_back(desk: Desk, who: str = WHO.name, phone: str = "0199000001") -> str:
    """The key of a line that the sweep takes in 48 hours."""
    values: dict[str, Value] = {"who": who, "phone": phone, "requested": desk.clock.now()}
    return desk.ledgers.add("call_backs", values).key


def line_of(desk: Desk, reference: str, activity: str = "T-03") -> ChecklistLine:
    """What is to be frozen of that activity."""
    (line,) = (
        line
        for line in desk.letters.where(reference)
        if line.proposed is Step.FREEZE and line.activities == (activity,)
    )
    return line


def decide(desk: Desk, reference: str, activity: str = "T-03", step: Step = Step.FREEZE) -> None:
    line = line_of(desk, reference, activity)
    done = WorkDone(line.key, step, "Rien n’y est.", desk.clock.today())
    desk.handling.decide(reference, done)


def held(desk: Desk) -> dict[str, str]:
    return {hold.key: hold.note for hold in desk.retention.holds()}


def swept_until(desk: Desk, clock: FixedClock, days: int) -> set[str]:
    """The keys of call-backs that are left after a sweep so many days later."""
    clock.instant += days * DAY
    desk.retention.sweep()
    return {one.entry.key for one in desk.ledgers.entries("call_backs")}


def test_a_line_of_the_person_stays_until_the_end_and_others_go_as_before(
    shop: Desk, asked: Asked, clock: FixedClock
) -> None:
    theirs, strangers = call_back(shop), call_back(shop, OTHER, "0199000002")
    reference = asked(rights=(RightKind.ACCESS,), received_on=clock.today())
    line = line_of(shop, reference)
    assert line.holds == (theirs,)
    assert "garde ici" in line.reason
    assert "1 ligne du registre « Rappels demandés »" in line.reason
    assert "Ce qui est ailleurs (Site web) se gèle dans l’outil lui-même." in line.reason
    assert held(shop) == {}  # a person decides
    decide(shop, reference)
    (hold,) = shop.retention.holds()
    assert (hold.key, hold.reason, hold.note) == (
        theirs,
        "access_request",
        f"Jusqu’à la réponse à {reference}",
    )
    assert hold.review_on == shop.requests.file(reference).clock.due
    assert shop.ledgers.entry(theirs.partition("/")[2]).held
    assert ("hold.added", theirs) in [(one.action, one.subject) for one in shop.journal.entries()]
    assert swept_until(shop, clock, 10) == {theirs}
    assert strangers not in held(shop)
    shop.handling.close(reference, Outcome.GRANTED, "Répondu de vive voix.", clock.today())
    assert held(shop) == {}
    assert swept_until(shop, clock, 0) == set()


@pytest.mark.parametrize("end", ["dismissed", "changed"])
def test_what_is_no_request_or_decided_otherwise_lets_go(shop: Desk, asked: Asked, end: str) -> None:
    call_back(shop)
    reference = asked(rights=(RightKind.ACCESS,))
    decide(shop, reference)
    assert len(held(shop)) == 1
    if end == "dismissed":
        shop.handling.dismiss(reference, "Une publicité.")
    else:
        decide(shop, reference, step=Step.NOTHING)
    assert held(shop) == {}


def test_two_requests_hold_the_same_line_until_the_second_one_ends(
    shop: Desk, asked: Asked, clock: FixedClock
) -> None:
    theirs = call_back(shop)
    first, second = (asked(rights=(RightKind.ACCESS,)) for _ in range(2))
    decide(shop, first)
    decide(shop, second)
    assert held(shop) == {theirs: f"Jusqu’à la réponse à {first} ; Jusqu’à la réponse à {second}"}
    shop.handling.close(first, Outcome.GRANTED, "Répondu de vive voix.", clock.today())
    assert held(shop) == {theirs: f"Jusqu’à la réponse à {second}"}
    assert swept_until(shop, clock, 5) == {theirs}
    shop.handling.close(second, Outcome.WITHDRAWN, "N’en veut plus.")
    assert swept_until(shop, clock, 0) == set()


def test_two_rights_of_one_request_each_need_the_line(shop: Desk, asked: Asked, clock: FixedClock) -> None:
    theirs = call_back(shop)
    reference = asked(rights=(RightKind.ACCESS, RightKind.RESTRICTION))
    lines = [one for one in shop.letters.where(reference) if theirs in one.holds]
    for line in lines:
        shop.handling.decide(reference, WorkDone(line.key, Step.FREEZE, "", clock.today()))
    shop.handling.close(reference, Outcome.GRANTED, "Répondu de vive voix.", clock.today())
    assert held(shop) == {theirs: f"Mis de côté pour {reference}"}  # Art. 18 outlives the answer
    shop.handling.reopen(reference, "Encore un mot.")
    assert len(held(shop)[theirs].split(" ; ")) == 2
    shop.handling.close(reference, Outcome.REFUSED, "Rien à mettre de côté.", clock.today())
    assert held(shop) == {}


def test_what_comes_later_is_held_by_the_next_run_unless_somebody_let_it_go(
    shop: Desk, asked: Asked, clock: FixedClock
) -> None:
    first = call_back(shop)
    reference = asked(rights=(RightKind.ACCESS,))
    decide(shop, reference)
    clock.instant += DAY
    second, strangers = call_back(shop), call_back(shop, OTHER, "0199000002")
    assert swept_until(shop, clock, 0) == {first, second, strangers}
    assert held(shop) == dict.fromkeys([first, second], f"Jusqu’à la réponse à {reference}")
    shop.retention.lift(first, note="Déjà remis.")
    assert swept_until(shop, clock, 5) == {second}
    shop.handling.close(reference, Outcome.GRANTED, "Répondu de vive voix.", clock.today())
    assert call_back(shop) in swept_until(shop, clock, 0)
    assert held(shop) == {}  # an ended request holds nothing more


def test_a_line_freed_by_somebody_else_is_held_for_the_request(
    shop: Desk, asked: Asked, clock: FixedClock
) -> None:
    theirs = call_back(shop)
    shop.retention.hold(theirs, reason="legal_claims", note="Litige", review_on=clock.today() + 9 * DAY)
    reference = asked(rights=(RightKind.ACCESS,))
    decide(shop, reference)
    shop.retention.lift(theirs, note="Jugé.")
    assert swept_until(shop, clock, 5) == {theirs}
    assert held(shop) == {theirs: f"Jusqu’à la réponse à {reference}"}


def test_somebody_elses_hold_stays_theirs(shop: Desk, asked: Asked, clock: FixedClock) -> None:
    theirs = call_back(shop)
    shop.retention.hold(theirs, reason="legal_claims", note="Litige", review_on=clock.today() + 9 * DAY)
    reference = asked(rights=(RightKind.ACCESS,))
    decide(shop, reference)
    shop.handling.close(reference, Outcome.GRANTED, "Répondu de vive voix.", clock.today())
    assert held(shop) == {theirs: "Litige"}


def test_where_nothing_is_here_the_tool_itself_is_named(shop: Desk, asked: Asked) -> None:
    call_back(shop, OTHER)
    line = line_of(shop, asked(rights=(RightKind.ACCESS,)))
    assert not line.held_here
    assert "gelez dans l’outil lui-même avant de chercher" in line.reason


def test_what_an_event_ends_is_held_where_it_is_here(shop: Desk, asked: Asked, clock: FixedClock) -> None:
    reference = asked(rights=(RightKind.ACCESS,))
    wanted = [line.activities for line in shop.letters.where(reference) if line.proposed is Step.FREEZE]
    assert ("T-04",) not in wanted
    values: dict[str, Value] = {"sponsor": OTHER, "friend": WHO.name, "contact": WHO.email}
    friend = shop.ledgers.add(
        "sponsored", {**values, "message": f"Bonjour, de {OTHER}", "received": clock.today()}
    ).reference
    decide(shop, reference, "T-04")
    shop.ledgers.note_step(friend, "sent", clock.now())
    clock.instant += DAY
    shop.retention.sweep()
    assert shop.ledgers.entry(friend).held
    shop.handling.dismiss(reference, "Une publicité.")
    shop.retention.sweep()
    assert shop.ledgers.entries("sponsored") == ()


@pytest.mark.parametrize("kind", KINDS)
def test_every_ledger_is_reached_and_all_of_it_where_it_names_nobody(
    desk: Desk, asked: Asked, kind: str
) -> None:
    filled(
        desk,
        Register(Controller("B"), (), (activity("T-01", NAMED[kind], (), kept("Tout", "logged", "P7D")),)),
    )
    names, contacts = SPEAKING[kind].names, SPEAKING[kind].contacts
    mine = desk.ledgers.add(kind, dict.fromkeys(names, WHO.name), draft=True).key
    other = desk.ledgers.add(kind, dict.fromkeys(names, OTHER), draft=True, twice=True).key
    reached = [
        desk.ledgers.add(
            kind, {**dict.fromkeys(names, "Société Lune"), contact: "01 99 00 00 77"}, draft=True
        ).key
        for contact in contacts
    ]
    line = line_of(desk, asked(rights=(RightKind.ACCESS,)), "T-01")
    assert set(line.holds) == {mine, *reached} | (set() if names else {other})
    assert ("où l’on ne sait pas qui est concerné" in line.reason) is (not names)


def test_the_fields_that_name_somebody_are_fields_of_the_ledger() -> None:
    assert SPEAKING.keys() == KINDS.keys()
    for key, spoken in SPEAKING.items():
        assert {field.key for field in KINDS[key].fields}.issuperset([*spoken.names, *spoken.contacts])


@pytest.mark.parametrize(
    ("name", "contact", "is_theirs"),
    [
        ("ELODIE  FABRE", "", True),
        ("Mme Fabre", "", True),
        ("Fabre Élodie", "0199000001", True),
        ("É. Fabre", "", True),
        ("Paul Fabre", "", False),
        ("Basile Moulinet", "0199000001", False),
        ("Basile Moulinet", "+33 1 99 00 00 77", True),
        ("Basile Moulinet", "Elodie.Fabre+noel@Courriel.example", True),
        ("", "12 rue du Port ; 01.99.00.00.77", True),
        ("", "12 rue du Port", True),
        ("", "0199000001", False),
        ("Mme", "", False),
    ],
)
def test_who_may_be_the_person(name: str, contact: str, is_theirs: bool) -> None:
    assert Sought(WHO).may_be([name], [contact]) is is_theirs


def test_who_asks_for_somebody_is_looked_for_by_both_names() -> None:
    agent = replace(WHO, represents="Basile Moulinet")
    assert Sought(agent).may_be(["Moulinet Basile"], [])
    assert Sought(agent).may_be([WHO.name], [])
    assert Sought(Requester("", "x@courriel.example")).may_be(["Basile Moulinet"], ["0199000001"])


@pytest.fixture
def tapes(shop: Desk, clock: FixedClock, tmp_path: Path) -> Iterator[Path]:
    """A watched folder of recorded calls; a file in it leaves in 60 days. One of pictures beside it."""
    for name in ("appels", "photos"):
        put(tmp_path / name / f"{name}.wav", clock.now())
        watch(shop, tmp_path / name, "P60D", label=name.capitalize())
    shop.retention.sweep()
    clock.instant += 20 * DAY
    yield tmp_path
    shop.close()


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*.wav")}


@pytest.mark.parametrize("locked", [False, True])
def test_a_folder_of_the_activity_is_held_as_a_whole(
    shop: Desk, asked: Asked, clock: FixedClock, tapes: Path, locked: bool
) -> None:
    def sweep() -> None:
        if locked:
            sweep_locked(shop.vault.folder, clock)
        else:
            shop.retention.sweep()

    reference = asked(rights=(RightKind.ACCESS,), received_on=clock.today())
    assert "tout ce qui est dans le dossier surveillé « Appels »" in line_of(shop, reference, "T-02").reason
    decide(shop, reference, "T-02")
    assert [one.frozen for one in shop.folders.standings()] == [True, False]
    clock.instant += 41 * DAY
    sweep()
    assert left(tapes) == {"appels.wav"}
    shop.handling.close(reference, Outcome.GRANTED, "Répondu de vive voix.", clock.today())
    sweep()
    assert left(tapes) == set()


def test_a_folder_that_somebody_named_for_the_activity_is_held_whatever_it_is_called(
    shop: Desk, asked: Asked, clock: FixedClock, tapes: Path
) -> None:
    assert not roots("Photos") & roots(f"{TAPES.name} Conversations Standard")
    shop.elsewhere.regenerate()
    (task,) = (one for one in shop.elsewhere.standing().open if one.duty.activity == "T-02")
    photos = shop.folders.standings()[1].folder
    shop.task_links.link(task.reference, CarrierKind.FOLDER, str(photos.id))
    decide(shop, asked(rights=(RightKind.ACCESS,)), "T-02")
    assert set(held(shop)) == {"folder/1", photos.key}


class Killed(BaseException):
    """The program ends here."""


@pytest.mark.parametrize("where", [holds.repository.add_hold, DueListKeeper.write])
def test_decision_and_hold_are_there_together_or_not_at_all(
    shop: Desk,
    clock: FixedClock,
    tapes: Path,
    monkeypatch: pytest.MonkeyPatch,
    where: Callable[..., object],
) -> None:
    reference = shop.requests.add(replace(FACTS, rights=(RightKind.ACCESS,))).reference
    line = line_of(shop, reference, "T-02")

    def done_then_killed(*given: object) -> None:
        where(*given)
        raise Killed

    with monkeypatch.context() as patched:
        owner = DueListKeeper if where is DueListKeeper.write else holds.repository
        patched.setattr(owner, where.__name__, done_then_killed)
        with pytest.raises(Killed):
            shop.handling.decide(reference, WorkDone(line.key, Step.FREEZE, "", clock.today()))
    again = open_desk(shop.vault, clock)
    assert (again.requests.file(reference).work, held(again)) == ((), {})
    clock.instant += 41 * DAY
    sweep_locked(shop.vault.folder, clock)
    assert left(tapes) == set()  # the list for locked runs says what is committed
