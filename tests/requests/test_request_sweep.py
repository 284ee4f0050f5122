"""What the sweep takes of requests that have ended, what holds it back, and what no backup brings back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from asking import FACTS, WHO

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.requests.listing import RequestQuery
from gdpr_desk.requests.model import EventKind, MessagePart, OriginCleanup, Outcome, RequestMessage
from gdpr_desk.requests.service import IncomingPart
from gdpr_desk.retention.locked import sweep_locked
from gdpr_desk.vault.attachments import AttachmentKind
from gdpr_desk.vault.sealed_files import sealed_file
from gdpr_desk.vault.vault import Vault

Asked = Callable[..., str]
DAY = timedelta(days=1)
REVIEW = date(2027, 6, 1)
MESSAGE = RequestMessage(
    "elodie.fabre@courriel.example",
    "Élodie Fabre",
    "Mes données",
    None,
    datetime(2026, 11, 14, tzinfo=UTC),
    "Bonjour, merci d’effacer ma fiche.",
    "a" * 64,
    "<un@x.example>",
)


@pytest.fixture
def closed(desk: Desk, scan: Path) -> str:
    """A request with a message and a letter, closed now."""
    reference = desk.requests.take_message(MESSAGE, facts=FACTS).reference
    desk.requests.attach(reference, scan, AttachmentKind.LETTER)
    desk.handling.close(reference, Outcome.GRANTED, "Fiche effacée")
    return reference


def test_thirty_days_after_the_end_the_contents_go_and_the_proof_stays(
    desk: Desk, closed: str, asked: Asked, scan: Path, clock: FixedClock
) -> None:
    still_open = asked(text="Encore ouverte")
    desk.requests.attach(still_open, scan, AttachmentKind.OTHER)
    (letter,) = desk.requests.file(closed).attachments
    clock.instant += 30 * DAY - timedelta(hours=2)
    assert desk.retention.sweep().destroyed == 0
    assert desk.requests.page(RequestQuery(text="effacer fiche")).total == 1
    clock.instant += timedelta(hours=1)
    assert desk.retention.sweep().destroyed == 2
    left = desk.requests.file(closed)
    assert (left.messages, left.attachments, left.request.text) == ((), (), "")
    assert left.request.requester == WHO
    assert left.request.closing is not None
    assert left.request.purged_at == clock.now()
    assert not sealed_file(desk.vault.folder, letter.id).exists()
    assert desk.requests.page(RequestQuery(text="effacer fiche")).total == 0
    assert desk.requests.page(RequestQuery(text="elodie")).total == 2
    assert len(desk.requests.file(still_open).attachments) == 1
    assert desk.retention.sweep().destroyed == 0
    assert desk.verify_journal().intact


def test_who_writes_again_after_the_end_is_read_for_thirty_days(
    desk: Desk, closed: str, clock: FixedClock
) -> None:
    clock.instant += 31 * DAY
    desk.retention.sweep()
    late = replace(MESSAGE, sha256="b" * 64, message_id="<deux@x.example>", text="Merci !")
    desk.requests.take_message(late, join=closed)
    assert desk.retention.sweep().destroyed == 0
    clock.instant += 29 * DAY
    desk.retention.sweep()
    assert [message.text for message in desk.requests.file(closed).messages] == ["Merci !"]
    clock.instant += 2 * DAY
    desk.retention.sweep()
    assert desk.requests.file(closed).messages == ()


def test_a_hold_on_a_request_keeps_all_of_it(desk: Desk, closed: str, clock: FixedClock) -> None:
    desk.retention.hold(f"request/{closed}", reason="legal_claims", note="Plainte", review_on=REVIEW)
    clock.instant += 31 * DAY
    assert desk.retention.sweep().destroyed == 0
    held = desk.requests.file(closed)
    assert (len(held.messages), len(held.attachments)) == (1, 1)
    desk.retention.lift(f"request/{closed}", note="Jugée")
    assert desk.retention.sweep().destroyed == 2


def test_a_copy_that_nobody_attended_to_goes_with_its_name_and_asks_for_its_origin(
    desk: Desk, clock: FixedClock
) -> None:
    part = MessagePart("carte_fabre.png", "image/png", 5, "f" * 64)
    copy = IncomingPart(part, desk.attachments.stage(BytesIO(b"carte")), AttachmentKind.IDENTITY)
    reference = desk.requests.take_message(MESSAGE, [copy], facts=FACTS).reference
    clock.instant += 30 * DAY
    assert desk.retention.sweep().destroyed == 1
    left = desk.requests.file(reference)
    assert left.attachments == ()
    assert left.messages[0].parts == (MessagePart("", "image/png", 0, "", ""),)
    assert left.request.cleanup == OriginCleanup(clock.today())
    assert left.events[-1].kind is EventKind.COPIES_DESTROYED
    assert desk.journal.count_of(["request.identity_copy_destroyed"]) == 1


def test_a_request_can_be_held_while_it_is_open(desk: Desk, asked: Asked, clock: FixedClock) -> None:
    reference = asked()
    desk.retention.hold(f"request/{reference}", reason="legal_claims", note="Plainte", review_on=REVIEW)
    assert desk.retention.sweep().destroyed == 0
    desk.handling.close(reference, Outcome.REFUSED, "Demande déjà satisfaite")
    clock.instant += 31 * DAY
    assert desk.retention.sweep().destroyed == 0
    assert desk.requests.file(reference).request.text


def test_a_request_that_was_reopened_is_let_alone(desk: Desk, closed: str, clock: FixedClock) -> None:
    clock.instant += 31 * DAY
    plan = desk.retention.plan()
    assert {item.id for item in plan.due} >= {closed}
    desk.handling.reopen(closed, "La personne a rappelé")
    assert desk.retention.apply(plan).destroyed == 0
    assert len(desk.requests.file(closed).messages) == 1


def test_the_trace_goes_after_five_years_and_what_was_no_request_after_one(
    desk: Desk, closed: str, asked: Asked, clock: FixedClock
) -> None:
    spam, waiting = asked(), asked()
    desk.handling.dismiss(spam, "Publicité")

    def there() -> set[str]:
        desk.retention.sweep()
        if (plan := desk.retention.plan()).guard is not None:
            desk.retention.apply(desk.retention.accept(plan.id))
        return {row.reference for row in desk.requests.page().rows}

    clock.instant += 364 * DAY
    assert there() == {closed, spam, waiting}
    clock.instant += DAY
    assert there() == {closed, waiting}
    clock.instant = clock.instant.replace(year=2031) - DAY
    assert there() == {closed, waiting}
    clock.instant += DAY
    assert there() == {waiting}
    gone = {(entry.kind, entry.id) for entry in desk.ledger.read().entries}
    assert {("request", closed), ("request", spam), ("request_message", closed)} <= gone


def test_a_locked_vault_loses_the_files_of_ended_requests_by_its_list_alone(
    desk: Desk, closed: str, clock: FixedClock
) -> None:
    (letter,) = desk.requests.file(closed).attachments
    desk.retention.sweep()
    clock.instant += 31 * DAY
    done = sweep_locked(desk.vault.folder, clock)
    assert (done.destroyed, done.keys_pending) == (1, 1)
    assert not sealed_file(desk.vault.folder, letter.id).exists()
    desk.retention.sweep()
    assert desk.requests.file(closed).attachments == ()


def test_an_older_copy_of_the_vault_learns_again_what_was_erased(
    desk: Desk, closed: str, asked: Asked, clock: FixedClock, tmp_path: Path
) -> None:
    vault, spam = desk.vault, asked()
    desk.handling.dismiss(spam, "Publicité")
    desk.close()
    database = vault.folder / "vault.db"
    older = shutil.copy(database, tmp_path / "older.db")
    with open_desk(Vault.open(vault.folder, bytes(range(32)), clock=clock), clock) as now:
        assert now.requests.page().total == 2
        clock.instant += 400 * DAY
        now.retention.sweep()
        if (plan := now.retention.plan()).guard is not None:
            now.retention.apply(now.retention.accept(plan.id))
        assert now.requests.page().total == 1
    shutil.copy(older, database)
    with open_desk(Vault.open(vault.folder, bytes(range(32)), clock=clock), clock) as again:
        assert [row.reference for row in again.requests.page().rows] == [closed]
        assert again.requests.file(closed).messages == ()
        assert again.requests.page(RequestQuery(text="effacer")).total == 0
