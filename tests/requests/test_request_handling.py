"""What officers decide: identity and its copies, pauses, more time, and how a request ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from asking import ARRIVED, FACTS
from sqlalchemy import select, text

from gdpr_desk.app import Desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import InvalidInput, NotFound
from gdpr_desk.requests.model import (
    Channel,
    EventKind,
    IdentityCheck,
    IdentityDocument,
    IdentityMethod,
    IdentityResult,
    MessagePart,
    Outcome,
    PauseReason,
    RequestMessage,
    RequestState,
    RightKind,
    WorkDone,
)
from gdpr_desk.requests.places import Step
from gdpr_desk.requests.service import IncomingPart, RequestEnded
from gdpr_desk.requests.timing import Level
from gdpr_desk.vault.attachments import AttachmentKind
from gdpr_desk.vault.schema import Base
from gdpr_desk.vault.sealed_files import sealed_file

Asked = Callable[..., str]
TODAY = date(2026, 11, 23)
REVIEW = date(2027, 6, 1)


def everything_in(desk: Desk) -> str:
    """Every row of every table, and the words of the search."""
    with desk.vault.store.read() as session:
        rows = [session.execute(select(table)).all() for table in Base.metadata.sorted_tables]
        return repr((rows, session.execute(text("SELECT words FROM request_search")).all()))


def test_no_doubt_needs_no_paper_and_says_how_the_person_is_known(desk: Desk, asked: Asked) -> None:
    reference = asked()
    with pytest.raises(InvalidInput) as refused:
        desk.handling.answer_doubt(reference, False)
    assert refused.value.field == "method"
    known = desk.handling.answer_doubt(reference, False, method=IdentityMethod.KNOWN_ADDRESS)
    assert known.state is RequestState.IN_PROGRESS
    assert known.doubt is not None
    assert (known.doubt.doubt, known.doubt.method) == (False, IdentityMethod.KNOWN_ADDRESS)


def test_proof_is_asked_for_only_where_somebody_said_what_raises_a_doubt(desk: Desk, asked: Asked) -> None:
    reference = asked()
    with pytest.raises(InvalidInput):
        desk.handling.ask(reference, PauseReason.IDENTITY)
    with pytest.raises(InvalidInput):
        desk.handling.answer_doubt(reference, True, reason="  ")
    desk.handling.answer_doubt(reference, True, reason="Adresse inconnue")
    desk.handling.ask(reference, PauseReason.IDENTITY)
    with pytest.raises(InvalidInput):
        desk.handling.ask(reference, PauseReason.IDENTITY)
    assert desk.requests.file(reference).clock.level is Level.PAUSED


@pytest.mark.parametrize("result", list(IdentityResult))
def test_either_answer_destroys_every_copy_and_keeps_five_facts(
    desk: Desk, asked: Asked, scan: Path, result: IdentityResult
) -> None:
    other, reference = asked(), asked()
    kept = desk.requests.attach(reference, scan, AttachmentKind.LETTER)
    theirs = desk.requests.attach(other, scan, AttachmentKind.IDENTITY)
    copies = [desk.requests.attach(reference, scan, AttachmentKind.IDENTITY) for _ in range(2)]
    files = [sealed_file(desk.vault.folder, copy.id) for copy in copies]
    assert all(file.exists() for file in files)  # they could have been found

    done = desk.handling.check_identity(
        reference, result, IdentityMethod.COPY, IdentityDocument.IDENTITY_CARD
    )

    me = desk.vault.person.id
    assert done.check == IdentityCheck(result, IdentityMethod.COPY, IdentityDocument.IDENTITY_CARD, TODAY, me)
    assert not any(file.exists() for file in files)
    assert [one.id for one in desk.requests.file(reference).attachments] == [kept.id]
    assert [one.id for one in desk.requests.file(other).attachments] == [theirs.id]
    assert {entry.id for entry in desk.ledger.read().entries} == {copy.id for copy in copies}
    told = [entry.action for entry in desk.journal.entries(3)]
    assert told == [f"request.identity_{result.value}", *["request.identity_copy_destroyed"] * 2]
    assert done.cleanup is not None
    assert (done.cleanup.asked_on, done.cleanup.done_on) == (TODAY, None)
    cleaned = desk.handling.cleaned(reference)
    assert cleaned.cleanup is not None
    assert cleaned.cleanup.done_on == TODAY


def test_of_a_copy_that_came_by_mail_not_even_its_name_stays(desk: Desk, scan: Path) -> None:
    content = scan.read_bytes()
    part = MessagePart("carte_fabre.png", "image/png", len(content), "f" * 64)
    photo = MessagePart("photo.png", "image/png", 5, "e" * 64)
    parts = [
        IncomingPart(part, desk.attachments.stage(BytesIO(content)), AttachmentKind.IDENTITY),
        IncomingPart(photo, desk.attachments.stage(BytesIO(b"photo"))),
    ]
    at = datetime(2026, 11, 14, tzinfo=UTC)
    message = RequestMessage("a@x.example", "A", "Sujet", at, at, "Voici ma carte", "0" * 64)
    reference = desk.requests.take_message(message, parts, facts=FACTS).reference
    assert [one.name for one in desk.requests.file(reference).messages[0].parts] == [part.name, photo.name]
    desk.handling.check_identity(reference, IdentityResult.VERIFIED, IdentityMethod.COPY)
    gone, kept = desk.requests.file(reference).messages[0].parts
    assert gone == MessagePart("", "image/png", 0, "", "")
    assert kept.name == photo.name
    dump = everything_in(desk)
    assert photo.name in dump
    assert part.name not in dump
    assert part.sha256 not in dump


def test_without_a_doubt_a_copy_that_came_anyway_goes_too(desk: Desk, asked: Asked, scan: Path) -> None:
    reference = asked()
    desk.requests.attach(reference, scan, AttachmentKind.IDENTITY)
    desk.handling.answer_doubt(reference, False, method=IdentityMethod.ACCOUNT)
    assert desk.attachments.all() == ()


def test_a_held_copy_stops_the_verb_and_nothing_changes(desk: Desk, asked: Asked, scan: Path) -> None:
    reference = asked()
    copy = desk.requests.attach(reference, scan, AttachmentKind.IDENTITY)
    desk.retention.hold(f"attachment/{copy.id}", reason="legal_claims", note="Plainte", review_on=REVIEW)
    with pytest.raises(InvalidInput) as refused:
        desk.handling.check_identity(reference, IdentityResult.VERIFIED, IdentityMethod.COPY)
    assert refused.value.code == "held"
    assert desk.requests.file(reference).request.check is None
    assert desk.requests.read(reference, copy.id) == scan.read_bytes()


def test_each_look_at_a_copy_is_told_to_the_journal(desk: Desk, asked: Asked, scan: Path) -> None:
    reference = asked()
    copy = desk.requests.attach(reference, scan, AttachmentKind.IDENTITY)
    letter = desk.requests.attach(reference, scan, AttachmentKind.LETTER)
    desk.requests.read(reference, letter.id)
    assert desk.journal.count_of(["request.identity_copy_shown"]) == 0
    desk.requests.read(reference, copy.id)
    desk.requests.read(reference, copy.id)
    assert desk.journal.count_of(["request.identity_copy_shown"]) == 2
    shown = [event.kind for event in desk.requests.file(reference).events]
    assert shown.count(EventKind.COPY_SHOWN) == 2
    with pytest.raises(InvalidInput):
        desk.requests.read(asked(), copy.id)


def test_the_clock_stands_still_until_the_copy_arrives(
    desk: Desk, asked: Asked, scan: Path, clock: FixedClock
) -> None:
    reference = asked()
    desk.handling.answer_doubt(reference, True, reason="Adresse inconnue")
    desk.handling.ask(reference, PauseReason.IDENTITY, date(2026, 11, 16))
    clock.instant += timedelta(days=40)
    assert desk.requests.file(reference).clock.level is Level.PAUSED
    desk.requests.attach(reference, scan, AttachmentKind.IDENTITY)
    now = desk.requests.file(reference)
    assert (now.clock.paused_since, now.clock.target) == (None, date(2027, 1, 30))  # 14 Dec + 47 days


def test_precision_pauses_until_it_is_answered(desk: Desk, asked: Asked) -> None:
    other = asked()
    with pytest.raises(InvalidInput, match="que pour une demande d’accès"):
        desk.handling.ask(other, PauseReason.PRECISION)
    assert desk.requests.file(other).request.running_pause is None
    reference = asked(rights=(RightKind.ACCESS,))
    desk.handling.ask(reference, PauseReason.PRECISION, date(2026, 11, 16))
    with pytest.raises(InvalidInput):
        desk.handling.answered(reference, PauseReason.PRECISION, date(2026, 11, 15))
    desk.handling.answered(reference, PauseReason.PRECISION, date(2026, 11, 18))
    assert desk.requests.file(reference).clock.due == date(2026, 12, 16)
    for day in (ARRIVED - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(InvalidInput):
            desk.handling.ask(reference, PauseReason.PRECISION, day)


def test_more_time_needs_a_reason_told_within_the_first_month_and_comes_once(
    desk: Desk, asked: Asked, clock: FixedClock
) -> None:
    reference, too_late = asked(), asked()
    for reason, told in (
        ("  ", None),
        ("Complexe", TODAY + timedelta(days=1)),
        ("Complexe", date(2026, 11, 1)),
    ):
        with pytest.raises(InvalidInput):
            desk.handling.extend(reference, reason, told)
    desk.handling.extend(reference, "Archives à relire", date(2026, 11, 20))
    assert desk.requests.file(reference).clock.due == date(2027, 2, 15)
    with pytest.raises(InvalidInput):
        desk.handling.extend(reference, "Encore", TODAY)
    clock.instant += timedelta(days=22)  # 15 December, one day after the month
    with pytest.raises(InvalidInput) as refused:
        desk.handling.extend(too_late, "Archives à relire")
    assert refused.value.field == "told_on"
    assert desk.requests.file(too_late).clock.level is Level.LATE
    desk.handling.extend(too_late, "Archives à relire", date(2026, 12, 14))  # told in time, noted later


def test_a_complaint_alone_knows_no_extension(desk: Desk, asked: Asked) -> None:
    reference = asked(rights=(RightKind.COMPLAINT,), due_authority_on=date(2026, 12, 1))
    with pytest.raises(InvalidInput, match="CNIL"):
        desk.handling.extend(reference, "Complexe")


def test_an_end_needs_its_reason_unless_it_was_granted_and_answered(desk: Desk, asked: Asked) -> None:
    cases = (
        (Outcome.GRANTED, True, "", True),
        (Outcome.GRANTED, False, "", False),
        (Outcome.GRANTED, False, "Répondu de vive voix", True),
        (Outcome.REFUSED, True, "", False),
        (Outcome.PARTIAL, True, " ", False),
        (Outcome.WITHDRAWN, False, "La personne renonce", True),
    )
    day = date(2026, 11, 20)
    for outcome, answered, reason, enough in cases:
        reference = asked()
        desk.handling.sent(reference, "receipt", Channel.EMAIL)  # no answer yet
        if answered:
            desk.handling.sent(reference, "granted", Channel.EMAIL, sent_on=day, answers=True)
        if not enough:
            with pytest.raises(InvalidInput, match="ites pourquoi"):
                desk.handling.close(reference, outcome, reason)
            continue
        closing = desk.handling.close(reference, outcome, reason).closing
        assert closing is not None
        assert (closing.outcome, closing.answered_on) == (outcome, day if answered else None)


def test_an_end_destroys_copies_stops_pauses_and_shuts_the_verbs(
    desk: Desk, asked: Asked, scan: Path
) -> None:
    reference = asked(rights=(RightKind.ACCESS,))
    desk.requests.attach(reference, scan, AttachmentKind.IDENTITY)
    desk.handling.ask(reference, PauseReason.PRECISION)
    closed = desk.handling.close(reference, Outcome.WITHDRAWN, "La personne renonce")
    assert desk.attachments.all() == ()
    assert closed.running_pause is None
    for verb in (
        lambda: desk.requests.attach(reference, scan, AttachmentKind.OTHER),
        lambda: desk.handling.mark_ready(reference),
        lambda: desk.handling.dismiss(reference, "x"),
        lambda: desk.handling.extend(reference, "x"),
    ):
        with pytest.raises(RequestEnded):
            verb()
    assert len(list((desk.vault.folder / "attachments").iterdir())) == 0


def test_what_was_dismissed_by_mistake_is_taken_up_again_with_its_old_date(desk: Desk, asked: Asked) -> None:
    reference = asked()
    with pytest.raises(InvalidInput):
        desk.handling.dismiss(reference, "")
    dismissed = desk.handling.dismiss(reference, "Publicité")
    assert dismissed.state is RequestState.NOT_A_REQUEST
    assert desk.requests.counts().open == 0
    again = desk.handling.reopen(reference, "C’en était une")
    assert (again.state, again.dismissal) == (RequestState.IN_PROGRESS, None)
    assert desk.requests.file(reference).clock.due == date(2026, 12, 14)


def test_several_are_put_aside_together_or_none_of_them(desk: Desk, asked: Asked, scan: Path) -> None:
    first, second, ended = asked(), asked(), asked()
    desk.requests.attach(first, scan, AttachmentKind.IDENTITY)
    desk.handling.close(ended, Outcome.WITHDRAWN, "Elle renonce.")
    with pytest.raises(InvalidInput):
        desk.handling.dismiss_all([first, second], " ")
    with pytest.raises(RequestEnded):
        desk.handling.dismiss_all([first, second, ended], "Des publicités.")
    assert desk.requests.counts().open == 2
    assert len(desk.attachments.all()) == 1
    done = desk.handling.dismiss_all([first, second], "Des publicités.")
    assert [one.state for one in done] == [RequestState.NOT_A_REQUEST] * 2
    assert desk.attachments.all() == ()
    assert desk.requests.counts().open == 0


def test_an_answer_that_is_not_ready_after_all_is_taken_back(desk: Desk, asked: Asked) -> None:
    reference = asked()
    desk.handling.mark_ready(reference)
    assert desk.handling.take_back(reference).state is RequestState.IN_PROGRESS
    written = len(desk.journal.entries())
    desk.handling.take_back(reference)
    assert len(desk.journal.entries()) == written


def test_the_checklist_keeps_the_last_word_and_who_said_it(desk: Desk, asked: Asked) -> None:
    desk.register.add_from_starter(["customers"])
    reference = asked()
    line = desk.letters.where(reference)[0]
    first = WorkDone(line.key, line.proposed)
    desk.handling.decide(reference, first)
    done = desk.handling.decide(reference, replace(first, done_on=TODAY, told_on=TODAY))
    assert done.done_by == desk.vault.person.id
    assert desk.requests.file(reference).work == (done,)
    written = len(desk.journal.entries())
    desk.handling.decide(reference, done)
    assert len(desk.journal.entries()) == written


def test_a_decision_keeps_to_its_line_and_says_why_it_leaves_the_proposal(desk: Desk, asked: Asked) -> None:
    desk.register.add_from_starter(["contact-form"])
    reference = asked()
    line = next(one for one in desk.letters.where(reference) if one.proposed is Step.ERASE)
    for done, why in (
        (WorkDone("T-99/nowhere", "erase"), NotFound),
        (WorkDone(line.key, "stop"), InvalidInput),
        (WorkDone(line.key, "keep", "  "), InvalidInput),
    ):
        with pytest.raises(why):
            desk.handling.decide(reference, done)
    assert desk.requests.file(reference).work == ()
    kept = desk.handling.decide(reference, WorkDone(line.key, "keep", "Une facture reste impayée."))
    assert kept.decision == "keep"


def test_a_copy_that_nobody_needs_goes_without_touching_what_was_decided(
    desk: Desk, asked: Asked, scan: Path
) -> None:
    reference = asked()
    known = desk.handling.answer_doubt(reference, False, method=IdentityMethod.ACCOUNT)
    copy = desk.requests.attach(reference, scan, AttachmentKind.IDENTITY)
    after = desk.handling.destroy_copies(reference)
    assert not sealed_file(desk.vault.folder, copy.id).exists()
    assert desk.requests.file(reference).identity_copies == ()
    assert after.doubt == known.doubt
    cleanup = desk.requests.file(reference).request.cleanup
    assert cleanup is not None
    assert (cleanup.asked_on, cleanup.done_on) == (TODAY, None)
    written = len(desk.journal.entries())
    desk.handling.destroy_copies(reference)
    assert len(desk.journal.entries()) == written
