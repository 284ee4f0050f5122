"""« Geler » in « Où chercher »: what the person left in the vault before waits for the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from asking import FACTS, WHO

from gdpr_desk.app import Desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import InvalidInput
from gdpr_desk.requests.model import Outcome, Requester, RequestMessage, RightKind, WorkDone
from gdpr_desk.requests.places import ChecklistLine, Step

Asked = Callable[..., str]
OTHER = Requester("Autre Personne", "autre@courriel.example")


@pytest.fixture
def ended(desk: Desk) -> Callable[[Requester, str], str]:
    """A request of that person with a letter, closed today."""

    def end(who: Requester, sha: str) -> str:
        facts = replace(FACTS, requester=who, rights=(RightKind.ERASURE,))
        letter = RequestMessage(
            who.email, who.name, "Mes données", None, desk.clock.now(), "Un mot", sha * 64
        )
        reference = desk.requests.take_message(letter, facts=facts).reference
        desk.handling.close(reference, Outcome.GRANTED, "Dit au comptoir", answered_on=desk.clock.today())
        return reference

    return end


def here(desk: Desk, reference: str) -> list[ChecklistLine]:
    return [line for line in desk.letters.where(reference) if line.held_here]


def letters(desk: Desk, reference: str) -> int:
    return len(desk.requests.file(reference).messages)


def frozen(desk: Desk, reference: str) -> WorkDone:
    (line,) = here(desk, reference)
    return desk.handling.decide(reference, WorkDone(line.key, Step.FREEZE, done_on=desk.clock.today()))


def test_a_decided_freeze_keeps_earlier_letters_until_the_answer_and_no_longer(
    desk: Desk, asked: Asked, ended: Callable[[Requester, str], str], clock: FixedClock
) -> None:
    before, strangers = ended(WHO, "a"), ended(OTHER, "b")
    clock.instant += timedelta(days=25)
    reference = asked(rights=(RightKind.ACCESS,), received_on=clock.today())
    (line,) = here(desk, reference)
    assert desk.letters.where(reference)[0] == line
    assert before in line.what
    assert strangers not in line.what
    frozen(desk, reference)
    (hold,) = desk.retention.holds()
    assert (hold.key, hold.reason) == (f"request/{before}", "access_request")
    assert hold.review_on == desk.requests.file(reference).clock.due
    clock.instant += timedelta(days=10)
    desk.retention.sweep()
    assert letters(desk, before) == 1
    assert letters(desk, strangers) == 0  # the sweep did come by
    desk.handling.close(reference, Outcome.GRANTED, "Dit au comptoir", answered_on=clock.today())
    assert desk.retention.holds() == ()
    desk.retention.sweep()
    assert letters(desk, before) == 0


def test_another_decision_lets_go(desk: Desk, asked: Asked, ended: Callable[[Requester, str], str]) -> None:
    ended(WHO, "a")
    reference = asked(rights=(RightKind.ACCESS,))
    done = frozen(desk, reference)
    with pytest.raises(InvalidInput):
        desk.handling.decide(reference, replace(done, decision=Step.NOTHING))  # without a reason
    assert len(desk.retention.holds()) == 1
    desk.handling.decide(reference, replace(done, decision=Step.NOTHING, reason="Déjà remis en main propre."))
    assert desk.retention.holds() == ()


def test_what_is_held_for_a_restriction_outlives_the_answer(
    desk: Desk, asked: Asked, ended: Callable[[Requester, str], str]
) -> None:
    before = ended(WHO, "a")
    reference = asked(rights=(RightKind.RESTRICTION,))
    frozen(desk, reference)
    desk.handling.close(reference, Outcome.GRANTED, "Dit au comptoir", answered_on=desk.clock.today())
    assert [hold.key for hold in desk.retention.holds()] == [f"request/{before}"]


def test_a_hold_that_somebody_else_placed_stays_theirs(
    desk: Desk, asked: Asked, ended: Callable[[Requester, str], str]
) -> None:
    before = ended(WHO, "a")
    desk.retention.hold(f"request/{before}", reason="legal_claims", note="Litige", review_on=date(2027, 6, 1))
    reference = asked(rights=(RightKind.ACCESS,))
    frozen(desk, reference)
    desk.handling.close(reference, Outcome.GRANTED, "Dit au comptoir", answered_on=desk.clock.today())
    assert [hold.reason for hold in desk.retention.holds()] == ["legal_claims"]


@pytest.mark.parametrize("right", [RightKind.ERASURE, RightKind.RECTIFICATION, RightKind.OBJECTION])
def test_other_rights_freeze_nothing(
    desk: Desk, asked: Asked, ended: Callable[[Requester, str], str], right: RightKind
) -> None:
    ended(WHO, "a")
    assert here(desk, asked(rights=(right,))) == []


def test_who_never_asked_before_has_nothing_to_freeze_here(desk: Desk, asked: Asked) -> None:
    asked(rights=(RightKind.ACCESS,))  # still open: no sweep takes it
    assert here(desk, asked(rights=(RightKind.ACCESS,))) == []
