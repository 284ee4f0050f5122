"""Writing requests down, finding them again, and who may see which."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from asking import ARRIVED, FACTS, WHO
from letters_in import letter

from gdpr_desk.app import Desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import AccessRefused, InvalidInput, NotFound
from gdpr_desk.requests.listing import Order, RequestQuery
from gdpr_desk.requests.model import (
    Channel,
    EventKind,
    MessagePart,
    Outcome,
    PauseReason,
    RequestFacts,
    RequestMessage,
    RequestState,
    RightKind,
)
from gdpr_desk.requests.service import IncomingPart, RequestSavedElsewhere
from gdpr_desk.requests.timing import Level
from gdpr_desk.requests.wording import deadline_sentence
from gdpr_desk.vault.attachments import AttachmentKind
from gdpr_desk.vault.state import read_state

Asked = Callable[..., str]
SECRET = "Élodie Fabre elodie.fabre@courriel.example 0199000077 supprimer"


def mail(sha256: str = "a" * 64, **changes: object) -> RequestMessage:
    made = RequestMessage(
        sender="elodie.fabre@courriel.example",
        sender_name="Élodie Fabre",
        subject="Mes données",
        sent_at=None,
        received_at=datetime(2026, 11, 14, 9, 21, tzinfo=UTC),
        text="Bonjour, merci d’effacer mon compte.",
        sha256=sha256,
        message_id="<un@courriel.example>",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def incoming(desk: Desk, content: bytes, kind: AttachmentKind) -> IncomingPart:
    part = MessagePart("piece.png", "image/png", len(content), "b" * 64)
    return IncomingPart(part, desk.attachments.stage(BytesIO(content)), kind)


def test_a_request_comes_back_as_it_was_written_down_under_a_number_of_its_year(
    desk: Desk, asked: Asked
) -> None:
    assert asked() == "D-2026-001"
    kept = desk.requests.file("D-2026-001")
    assert kept.request.facts == FACTS
    assert (kept.request.state, kept.clock.due) == (RequestState.RECEIVED, date(2026, 12, 14))
    assert [event.kind for event in kept.events] == [EventKind.LOGGED]


def test_numbers_are_never_given_twice_and_begin_anew_with_the_year(
    desk: Desk, asked: Asked, clock: FixedClock
) -> None:
    assert [asked(), asked()] == ["D-2026-001", "D-2026-002"]
    desk.handling.dismiss("D-2026-002", "Publicité")
    clock.instant += timedelta(days=380)
    desk.retention.sweep()
    assert desk.requests.page().total == 1
    assert asked() == "D-2027-001"
    clock.instant -= timedelta(days=380)
    assert asked() == "D-2026-003"


def test_what_cannot_be_is_refused_and_nothing_is_written(desk: Desk, asked: Asked) -> None:
    wrong: dict[str, dict[str, object]] = {
        "rights": {"rights": ()},
        "received_on": {"received_on": date(2026, 11, 24)},
        "received": {"received_on": date(2017, 1, 1)},
        "requester": {"requester": replace(WHO, name="  ")},
        "requester.email": {"requester": replace(WHO, email="x" * 501)},
        "text": {"text": "a\x00b"},
        "due_authority_on": {"due_authority_on": date(2026, 12, 1)},
    }
    for field, changes in wrong.items():
        with pytest.raises(InvalidInput) as refused:
            asked(**changes)
        assert refused.value.field == field
    with pytest.raises(InvalidInput):
        asked(rights=(RightKind.ACCESS, RightKind.ACCESS))
    assert desk.requests.page().total == 0
    assert asked() == "D-2026-001"


def test_a_correction_moves_the_date_and_refuses_to_overwrite_a_colleague(desk: Desk, asked: Asked) -> None:
    reference = asked()
    moved = replace(FACTS, received_on=date(2026, 11, 16))
    desk.requests.correct(reference, moved, base=FACTS)
    assert desk.requests.page().rows[0].clock.due == date(2026, 12, 16)
    with pytest.raises(RequestSavedElsewhere):
        desk.requests.correct(reference, replace(FACTS, text="Autre"), base=FACTS)
    written = len(desk.journal.entries())
    desk.requests.correct(reference, moved, base=moved)
    assert len(desk.journal.entries()) == written


def test_the_counts_follow_the_day_and_what_others_write(
    desk: Desk, asked: Asked, colleague: Desk, clock: FixedClock
) -> None:
    asked(received_on=date(2026, 11, 20))
    assert (desk.requests.counts().open, desk.requests.counts().late) == (1, 0)
    colleague.requests.add(FACTS)
    assert desk.requests.counts().open == 2
    clock.instant += timedelta(days=60)
    assert desk.requests.counts().late == 2


def test_who_waits_is_counted_as_in_the_list_for_staff_too(desk: Desk, asked: Asked, colleague: Desk) -> None:
    first, second = asked(), asked()
    colleague.requests.add(FACTS)
    assert (desk.requests.waiting(), colleague.requests.waiting()) == (3, 1)
    desk.handling.answer_doubt(first, True, reason="Adresse inconnue.")
    desk.handling.ask(first, PauseReason.IDENTITY)
    desk.handling.dismiss(second, "Une question sur une livraison.")
    assert desk.requests.waiting() == desk.requests.counts().open == 2


def test_the_list_puts_what_presses_first_then_what_waits_then_what_is_over(desk: Desk, asked: Asked) -> None:
    late, calm, paused, closed = (
        asked(received_on=day, rights=(RightKind.ACCESS,))
        for day in (date(2026, 10, 1), date(2026, 11, 20), date(2026, 11, 2), date(2026, 9, 1))
    )
    desk.handling.ask(paused, PauseReason.PRECISION, date(2026, 11, 5))
    desk.handling.dismiss(closed, "Doublon")
    assert [row.reference for row in desk.requests.page().rows] == [late, calm, paused, closed]
    levels = [row.clock.level for row in desk.requests.page().rows]
    assert levels == [Level.LATE, Level.CALM, Level.PAUSED, Level.ENDED]
    counts = desk.requests.counts()
    assert (counts.open, counts.late, counts.near, counts.paused) == (3, 1, 0, 1)

    def found(query: RequestQuery) -> list[str]:
        return [row.reference for row in desk.requests.page(query).rows]

    assert found(RequestQuery(late=True)) == [late]
    assert found(RequestQuery(near=True)) == []
    assert found(RequestQuery(paused=True)) == [paused]
    assert found(RequestQuery(open_only=True)) == [late, calm, paused]
    assert found(RequestQuery(states=frozenset({RequestState.NOT_A_REQUEST}))) == [closed]
    assert found(RequestQuery(order=Order.RECEIVED, limit=2)) == [closed, late]
    assert found(RequestQuery(order=Order.RECEIVED, descending=True, offset=1, limit=1)) == [paused]
    assert desk.requests.page(RequestQuery(limit=1)).total == 4


def test_rights_choose_among_requests_that_ask_for_several(desk: Desk, asked: Asked) -> None:
    both = asked(rights=(RightKind.ACCESS, RightKind.ERASURE))
    asked(rights=(RightKind.OTHER,))
    for kind, expected in ((RightKind.ERASURE, [both]), (RightKind.PORTABILITY, [])):
        page = desk.requests.page(RequestQuery(rights=frozenset({kind})))
        assert [row.reference for row in page.rows] == expected


def test_words_find_a_request_whatever_their_accents_and_order(desk: Desk, asked: Asked) -> None:
    reference = asked()
    typed = ("élodie", "ELODIE fab", "fabre elo", "d-2026-0", "D\u20112026\u2011001", "019900", "suppr")
    for words in (*typed, "elodie.fabre@cour", '"suppr', "«"):
        page = desk.requests.page(RequestQuery(text=words))
        assert [row.reference for row in page.rows] == [reference], words
    for words in ("elodie martin", "lodie", "D-2026-002", "OR NOT", "zzz*"):
        assert desk.requests.page(RequestQuery(text=words)).total == 0, words


def test_a_file_is_found_by_its_name_and_a_copy_of_a_paper_is_not(
    desk: Desk, asked: Asked, tmp_path: Path
) -> None:
    first, second = asked(), asked()
    for name, reference, kind in (
        ("facture-zinc.txt", first, AttachmentKind.OTHER),
        ("passeport-zinc.txt", second, AttachmentKind.IDENTITY),
    ):
        (tmp_path / name).write_text(name, encoding="utf-8")
        desk.requests.attach(reference, tmp_path / name, kind)

    def found(words: str) -> list[str]:
        return [row.reference for row in desk.requests.page(RequestQuery(text=words)).rows]

    assert (found("zinc"), found("facture"), found("passeport")) == ([first], [first], [])
    (copy,) = desk.requests.file(second).attachments
    desk.viewing.mark(second, copy.id, identity=False)
    assert found("passeport") == [second]
    (mine,) = desk.requests.file(first).attachments
    desk.viewing.mark(first, mine.id, identity=True)
    assert found("facture") == []


def test_what_came_with_a_letter_is_found_by_its_name_until_it_goes(
    desk: Desk, clock: FixedClock, tmp_path: Path
) -> None:
    place = tmp_path / "lettre.eml"
    place.write_bytes(letter("Effacez mes données.", attached={"photo-lustre.jpg": b"pas une image"}))
    (arrived,) = desk.arrivals.from_files([place])
    assert arrived.taken is not None
    reference = arrived.taken.reference
    query = RequestQuery(text="lustre")
    assert [row.reference for row in desk.requests.page(query).rows] == [reference]
    assert desk.requests.page(RequestQuery(text="origine")).total == 0, "what the program itself calls a file"
    desk.handling.close(reference, Outcome.WITHDRAWN, "Elle renonce.")
    clock.instant += timedelta(days=40)
    desk.retention.sweep()
    assert desk.requests.page(query).total == 0


def test_words_that_many_requests_hold_are_found_in_the_order_of_the_list(desk: Desk, asked: Asked) -> None:
    for day in (20, 18, 19):
        asked(received_on=date(2026, 11, day))
    asked(text="Rien de commun")
    for query in (RequestQuery(text="suppr", limit=2), RequestQuery(text="suppr", limit=2, open_only=True)):
        page = desk.requests.page(query)
        assert ([row.reference for row in page.rows], page.total) == (["D-2026-002", "D-2026-003"], 3)


def test_the_list_stands_in_any_order_and_page_after_page_gives_each_request_once(
    desk: Desk, asked: Asked
) -> None:
    for day, name in ((20, "Zoé"), (18, "Élodie"), (19, "Axel"), (18, "Maud")):
        asked(received_on=date(2026, 11, day), requester=replace(WHO, name=name))
    desk.handling.dismiss("D-2026-003", "Doublon")
    desk.handling.answer_doubt("D-2026-001", True, reason="Adresse inconnue")
    by = {
        Order.URGENCY: "2 4 1 3",
        Order.REFERENCE: "1 2 3 4",
        Order.RECEIVED: "2 4 3 1",
        Order.REQUESTER: "3 2 4 1",
        Order.STAGE: "2 4 1 3",
    }
    for order, numbers in by.items():
        for words in ("", "suppr"):
            query = RequestQuery(text=words, order=order, limit=3, counted=False)
            pages = [desk.requests.page(replace(query, offset=offset)) for offset in (0, 3)]
            found = [row.reference.removeprefix("D-2026-00") for page in pages for row in page.rows]
            assert " ".join(found) == numbers, (order, words)
            back = desk.requests.page(replace(query, descending=True, limit=9)).rows
            assert [row.reference[-1] for row in back] == found[::-1], (order, words)
            waiting = desk.requests.page(replace(query, open_only=True)).rows
            assert [row.reference[-1] for row in waiting] == [one for one in found if one != "3"]


def test_requests_of_the_same_address_are_shown_before_another_is_made(desk: Desk, asked: Asked) -> None:
    first = asked()
    asked(requester=replace(WHO, email="autre@courriel.example"))
    same = replace(WHO, name="E. F.", email="ELODIE.fabre@courriel.example")
    assert [row.reference for row in desk.requests.resembling(same)] == [first]
    assert len(desk.requests.resembling(replace(WHO, name="elodie FABRE", email=""))) == 2


def test_the_journal_is_told_everything_and_no_content(desk: Desk, asked: Asked, scan: Path) -> None:
    reference = asked()
    desk.requests.correct(reference, replace(FACTS, requester=replace(WHO, phone="0199000078")))
    desk.requests.note(reference, "Élodie Fabre a rappelé")
    desk.requests.attach(reference, scan, AttachmentKind.IDENTITY)
    told = [entry for entry in desk.journal.entries() if entry.action.startswith("request.")]
    actions = [entry.action.partition(".")[2] for entry in reversed(told)]
    assert actions == ["added", "changed", "note_added", "file_added"]
    assert told[-2].detail == {"changed": ["requester"]}
    everything = repr(desk.journal.entries())
    assert reference in everything
    assert not [word for word in (*SECRET.split(), "carte.png") if word in everything]


def test_staff_log_and_attach_and_see_only_what_they_logged(
    desk: Desk, colleague: Desk, asked: Asked, scan: Path
) -> None:
    theirs_not = asked()
    with colleague:
        mine = colleague.requests.add(FACTS).reference
        attached = colleague.requests.attach(mine, scan, AttachmentKind.LETTER)
        assert [row.reference for row in colleague.requests.page().rows] == [mine]
        assert colleague.requests.page(RequestQuery(text="elodie")).total == 1
        assert colleague.requests.counts().open == 1
        assert colleague.requests.resembling(WHO)[0].reference == mine
        for verb in (colleague.requests.file, lambda one: colleague.requests.note(one, "x")):
            with pytest.raises(NotFound):
                verb(theirs_not)
        with pytest.raises(NotFound):
            colleague.requests.attach(theirs_not, scan, AttachmentKind.OTHER)
        with pytest.raises(AccessRefused):
            colleague.requests.read(mine, attached.id)
        with pytest.raises(AccessRefused):
            colleague.handling.dismiss(mine, "Doublon")
    assert desk.requests.page().total == 2
    assert desk.requests.read(mine, attached.id) == scan.read_bytes()


def test_a_message_becomes_a_request_with_its_parts_sealed(desk: Desk) -> None:
    taken = desk.requests.take_message(mail(), [incoming(desk, b"photo", AttachmentKind.OTHER)], facts=FACTS)
    assert (taken.joined, taken.duplicate) == (False, False)
    kept = desk.requests.file(taken.reference)
    (message,), (attachment,) = kept.messages, kept.attachments
    assert message.parts[0].attachment == attachment.id
    assert desk.requests.read(taken.reference, attachment.id) == b"photo"
    assert desk.requests.page(RequestQuery(text="effacer compte")).total == 1


def test_the_same_bytes_come_in_once_and_leave_nothing_behind(desk: Desk) -> None:
    first = desk.requests.take_message(mail(), facts=FACTS)
    again = desk.requests.take_message(mail(), [incoming(desk, b"x", AttachmentKind.OTHER)], facts=FACTS)
    assert (again.reference, again.duplicate) == (first.reference, True)
    assert desk.requests.page().total == 1
    assert desk.requests.came_as("a" * 64) == first.reference
    assert desk.attachments.all() == ()
    assert list((desk.vault.folder / "attachments").iterdir()) == []


def test_a_reply_joins_its_request_and_one_to_nothing_needs_words(desk: Desk) -> None:
    first = desk.requests.take_message(mail(), facts=FACTS)
    reply = mail("c" * 64, message_id="<deux@x.example>", in_reply_to="<un@courriel.example>", text="Alors ?")
    joined = desk.requests.take_message(reply)
    assert (joined.reference, joined.joined) == (first.reference, True)
    assert [message.text for message in desk.requests.file(first.reference).messages][1:] == ["Alors ?"]
    with pytest.raises(InvalidInput):
        desk.requests.take_message(mail("d" * 64, message_id="<trois@x.example>"))
    chosen = desk.requests.take_message(mail("e" * 64, message_id="<quatre@x.example>"), join=first.reference)
    assert chosen.joined
    assert desk.requests.page().total == 1


def test_a_reply_of_staff_joins_no_request_they_may_not_see(desk: Desk, colleague: Desk) -> None:
    desk.requests.take_message(mail(), facts=FACTS)
    with colleague:
        reply = mail("c" * 64, in_reply_to="<un@courriel.example>")
        taken = colleague.requests.take_message(reply, facts=FACTS)
    assert (taken.reference, taken.joined) == ("D-2026-002", False)


def test_a_complaint_stands_in_the_list_with_the_date_of_the_authority(desk: Desk, asked: Asked) -> None:
    theirs = date(2026, 11, 26)
    facts = RequestFacts((RightKind.COMPLAINT,), Channel.POST, ARRIVED, WHO, due_authority_on=theirs)
    reference = desk.requests.add(facts).reference
    asked()
    first = desk.requests.page().rows[0]
    assert (first.reference, first.clock.due) == (reference, theirs)


def test_the_locked_vault_knows_the_nearest_end_and_nothing_else(desk: Desk, asked: Asked) -> None:
    def flagged() -> dict[str, date]:
        return dict(read_state(desk.vault.folder).attention)

    assert flagged() == {}
    asked(received_on=date(2026, 11, 20))
    first = asked(rights=(RightKind.ACCESS,))
    assert flagged() == {"request": date(2026, 12, 14)}
    desk.handling.ask(first, PauseReason.PRECISION)
    assert flagged() == {"request": date(2026, 12, 21)}
    desk.handling.dismiss("D-2026-001", "Publicité")
    assert flagged() == {}
    assert "Fabre" not in (desk.vault.folder / "state.json").read_text(encoding="utf-8")


def test_the_locked_screen_speaks_up_in_the_last_week_only() -> None:
    day = date(2026, 12, 14)
    assert deadline_sentence(None, day) == ""
    assert deadline_sentence(day, date(2026, 12, 6)) == ""
    week = deadline_sentence(day, date(2026, 12, 7))
    assert week == "Une réponse est attendue le lundi 14 décembre au plus tard."
    assert deadline_sentence(day, day) == "Une réponse est attendue aujourd’hui."
    assert "a dépassé" in deadline_sentence(day, date(2026, 12, 15))
