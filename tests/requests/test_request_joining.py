"""A letter that came as a request of its own: joined to another, kept apart, its papers sorted, stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from letters_in import card, letter

from gdpr_desk.app import Desk
from gdpr_desk.errors import InvalidInput, NotFound
from gdpr_desk.intake.batch import Batch, Outcome
from gdpr_desk.mailbox.model import Arrival, FetchedMail, MailAccount
from gdpr_desk.requests.mentions import mentions
from gdpr_desk.requests.model import EventKind, RequestState, RightKind
from gdpr_desk.requests.model import Outcome as Ending
from gdpr_desk.requests.proposals import SuggestionKind
from gdpr_desk.requests.service import RequestEnded, Taken
from gdpr_desk.requests.watching import Watch

FIRST = "Mon, 16 Nov 2026 09:00:00 +0100"
SECOND = "Tue, 10 Nov 2026 09:00:00 +0100"
ACCOUNT = MailAccount("a1b2c3", "imap.example.test", "contact@atelier-lumen.example")


@pytest.fixture
def bring(desk: Desk, tmp_path: Path) -> Callable[..., str]:
    """Takes one letter in; the request it is in."""

    def taken(content: bytes, name: str = "a.eml") -> str:
        path = tmp_path / name
        path.write_bytes(content)
        (arrived,) = desk.arrivals.from_files([path])
        assert arrived.taken is not None
        return arrived.taken.reference

    return taken


@pytest.fixture
def twins(desk: Desk, tmp_path: Path) -> tuple[str, str]:
    """Two letters of one person: the second came later and had been sent earlier, with a picture."""
    paths = tmp_path / "a.eml", tmp_path / "b.eml"
    asks = "Envoyez-moi une copie de mes données."
    paths[0].write_bytes(letter("Merci de supprimer mon compte.", number=1, received=FIRST))
    paths[1].write_bytes(letter(asks, number=2, received=SECOND, attached={"cni.jpg": card()}))
    first, second = [one.taken for one in desk.arrivals.from_files(paths)]
    assert first is not None
    assert second is not None
    return first.reference, second.reference


def test_joined_letters_bring_their_papers_and_the_earlier_day(
    desk: Desk, twins: tuple[str, str], tmp_path: Path
) -> None:
    first, second = twins
    same = [s.value for s in desk.requests.file(second).suggestions if s.kind is SuggestionKind.RESEMBLES]
    assert same == [first]
    desk.arrivals.join(second, first)
    one, other = desk.requests.file(first), desk.requests.file(second)
    assert [message.message_id for message in one.messages] == [
        "<1@courriel.example>",
        "<2@courriel.example>",
    ]
    assert one.request.received_on == date(2026, 11, 10)
    assert len(one.identity_copies) == 1
    assert desk.attachments.read(one.identity_copies[0].id) == card()
    assert (other.request.state, other.messages, other.attachments) == (RequestState.NOT_A_REQUEST, (), ())
    assert other.request.dismissal is not None
    assert first in other.request.dismissal.reason
    assert other.events[-1].kind is EventKind.JOINED
    proposed = {(s.kind, s.value) for s in one.suggestions}
    assert (SuggestionKind.RIGHT, "access") in proposed  # what the second letter asks for besides
    assert {kind for kind, _value in proposed if kind is SuggestionKind.RESEMBLES} == set()
    assert "request.joined" in {entry.action for entry in desk.journal.entries()}
    assert desk.requests.counts().open == 1
    (again,) = desk.arrivals.from_files([tmp_path / "b.eml"])  # known where it went
    assert again.taken == Taken(first, joined=True, duplicate=True)


def test_what_was_begun_or_has_ended_is_not_joined(desk: Desk, twins: tuple[str, str]) -> None:
    first, second = twins
    desk.handling.answer_doubt(second, True, reason="Adresse inconnue")
    for reference, into, refusal in (
        (second, first, InvalidInput),
        (first, first, InvalidInput),
        (first, "D-2026-999", NotFound),
    ):
        with pytest.raises(refusal):
            desk.arrivals.join(reference, into)
    desk.handling.close(second, Ending.WITHDRAWN, "Elle a changé d’avis")
    with pytest.raises(RequestEnded):
        desk.arrivals.join(first, second)
    assert len(desk.requests.file(first).messages) == 1


def test_kept_apart_only_the_resemblance_goes_and_staff_see_nothing_of_either(
    desk: Desk, colleague: Desk, twins: tuple[str, str]
) -> None:
    first, second = twins
    with pytest.raises(NotFound):
        colleague.arrivals.join(second, first)
    with pytest.raises(NotFound):
        colleague.arrivals.keep_apart(second)
    before = {s for s in desk.requests.file(second).suggestions if s.kind is not SuggestionKind.RESEMBLES}
    desk.arrivals.keep_apart(second)
    assert set(desk.requests.file(second).suggestions) == before


def test_letters_can_be_added_to_a_request_that_is_open(
    desk: Desk, asked: Callable[..., str], tmp_path: Path
) -> None:
    reference = asked(rights=(RightKind.ACCESS,))
    path = tmp_path / "scan.jpg"
    path.write_bytes(card("COURRIER"))
    (arrived,) = desk.arrivals.from_files([path], join=reference)
    assert arrived.taken is not None
    assert (arrived.taken.reference, arrived.taken.joined) == (reference, True)
    (pasted,) = desk.arrivals.from_pasted(b"Je confirme ma demande.", join=reference)
    assert pasted.taken is not None
    assert pasted.taken.reference == reference
    assert "confirme" in desk.requests.file(reference).messages[-1].text
    assert desk.requests.page().total == 1


def test_a_pasted_mail_is_read_with_its_headers(desk: Desk) -> None:
    (arrived,) = desk.arrivals.from_pasted(letter(received=FIRST))
    assert arrived.taken is not None
    request = desk.requests.file(arrived.taken.reference).request
    assert (request.requester.name, request.received_on) == ("Élodie Fabre", date(2026, 11, 16))
    (again,) = desk.arrivals.from_pasted(letter(received=FIRST))
    assert again.taken is not None
    assert again.taken.duplicate


def stopping(watch: Watch, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """While the letter number `at` is read, somebody stops."""
    whole, seen = Batch.take, []

    def take(self: Batch, originals: object) -> Iterator[Outcome]:
        seen.append(1)
        if len(seen) == at:
            watch.stop()
        yield from whole(self, originals)  # type: ignore[arg-type]

    monkeypatch.setattr(Batch, "take", take)


def test_stopped_between_two_what_came_is_kept_and_nothing_else(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(4):
        content = letter(f"Effacez mon compte {number}.", number=number, attached={"a.jpg": card()})
        (folder / f"{number}.eml").write_bytes(content)
    watch = Watch()
    stopping(watch, monkeypatch, at=3)
    arrived = list(desk.arrivals.from_files([folder], watch=watch))
    assert [one.name for one in arrived] == ["0.eml", "1.eml"]
    assert watch.looked == 2
    assert desk.requests.page().total == 2
    sealed = {path.stem for path in (desk.vault.folder / "attachments").glob("*.age")}
    assert sealed == {one.id for one in desk.attachments.all()}
    assert not list((desk.vault.folder / "attachments").glob("*.part"))
    monkeypatch.undo()
    again = list(desk.arrivals.from_files([folder]))
    assert [one.taken.duplicate for one in again if one.taken] == [True, True, False, False]


def test_stopped_in_a_mailbox_the_place_stays_behind_what_was_kept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = Watch()
    stopping(watch, monkeypatch, at=2)
    mails: list[Arrival] = [
        FetchedMail(n, 7, None, letter(f"Effacez mon compte {n}.", number=n)) for n in (1, 2, 3)
    ]
    assert len(list(desk.arrivals.from_mailbox(ACCOUNT, mails, watch=watch))) == 1
    place = desk.mailboxes.place(ACCOUNT)
    assert place is not None
    assert place.uid == 1
    assert desk.requests.page().total == 1


def test_a_fetch_is_told_by_when_and_how_many_alone(desk: Desk) -> None:
    desk.mailboxes.keep(ACCOUNT)
    assert desk.mailboxes.fetched_at(ACCOUNT) is None
    taken = [one.taken for one in desk.arrivals.from_mailbox(ACCOUNT, [FetchedMail(1, 7, None, letter())])]
    desk.mailboxes.fetched(ACCOUNT, [one for one in taken if one is not None])
    assert desk.mailboxes.fetched_at(ACCOUNT) == desk.clock.now()
    (entry,) = [one for one in desk.journal.entries() if one.action == "mailbox.fetched"]
    assert (entry.subject, dict(entry.detail)) == ("a1b2c3", {"mails": 1})


def test_activities_a_letter_speaks_of_are_named_with_its_words(desk: Desk) -> None:
    desk.register.add_from_starter(["newsletter", "video-surveillance", "recruitment"])
    activities = desk.register.register().activities
    words = "Bonjour,\n\nretirez-moi de votre Lettre d’information.\n\n> Vous avez été filmé par une caméra"
    (found,) = mentions(words, activities)
    assert (found.name, found.words) == ("Newsletter", "lettre d'information")
    assert mentions("Merci de me dire ce que vous savez de moi.", activities) == ()
    assert [one.name for one in mentions("Suis-je sur vos caméras ?", activities)] == ["Vidéosurveillance"]
