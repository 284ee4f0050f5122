"""Messages attached to messages: read, proposed from, split, and of their identity papers nothing stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from carrying import ASKS, CLOSED, NAME, asking, met, noise, passed_on, shapes, traces
from letters_in import letter
from outlook_items import Item

from gdpr_desk.app import Desk
from gdpr_desk.requests.arrivals import Arrived
from gdpr_desk.requests.model import IdentityMethod, IdentityResult, RightKind
from gdpr_desk.requests.proposals import SuggestionKind
from gdpr_desk.vault.attachments import AttachmentKind

CARD = noise()
SHAPES = shapes(CARD)
TRACES = traces(CARD)
UNDER_NO_HEAD = {"behind the last part, bare", "before the first part"}
"""Nothing says what that is: it is kept as it came."""


@pytest.fixture
def bring(desk: Desk, tmp_path: Path) -> Callable[[bytes], Arrived]:
    """Takes one letter in."""

    def taken(content: bytes) -> Arrived:
        path = tmp_path / "a.eml"
        path.write_bytes(content)
        (arrived,) = desk.arrivals.from_files([path])
        assert arrived.taken is not None, arrived.refusal
        return arrived

    return taken


def reference(arrived: Arrived) -> str:
    assert arrived.taken is not None
    return arrived.taken.reference


def kept(desk: Desk, of: str) -> list[bytes]:
    """Every form of what came: files as they are opened, and words."""
    file = desk.requests.file(of)
    held = [desk.attachments.read(one.id) for one in file.attachments]
    return [*held, *(repr(message).encode() for message in file.messages)]


@pytest.mark.parametrize("shape", SHAPES)
def test_of_a_verified_paper_nothing_stays_wherever_it_lay(
    desk: Desk, bring: Callable[[bytes], Arrived], shape: str
) -> None:
    arrived = bring(SHAPES[shape])
    file = desk.requests.file(reference(arrived))
    copies = [desk.attachments.read(one.id) for one in file.identity_copies]
    assert any(met(one, TRACES) for one in copies), "the search itself finds nothing"
    if shape in CLOSED:
        assert any(CLOSED[shape] in warning for warning in arrived.warnings)
    elif shape != "archive":
        assert {one.name for one in file.identity_copies} <= {NAME, "reste du message"}
        assert CARD in copies or shape in UNDER_NO_HEAD
        assert "ma carte d’identité" in file.messages[0].text
    assert len(file.messages[0].text) < 2_000
    desk.handling.check_identity(reference(arrived), IdentityResult.VERIFIED, IdentityMethod.COPY, None)
    left = kept(desk, reference(arrived))
    assert left
    assert not [one for one in left if met(one, TRACES)]


def test_an_attached_letter_is_read_and_its_writer_asks(
    desk: Desk, bring: Callable[[bytes], Arrived]
) -> None:
    arrived = bring(passed_on(asking(CARD, 1), 1))
    file = desk.requests.file(reference(arrived))
    assert file.request.rights == (RightKind.ERASURE,)
    assert file.request.requester.name == "Camille Rivage"
    assert file.request.requester.email == "c.rivage1@courriel.example"
    assert file.messages[0].sender == "sacha@atelier-lumen.example"
    head, _, inner = file.messages[0].text.partition("\n\nMessage joint, de ")
    assert head == "Pour toi."
    assert inner.startswith(
        "Camille Rivage <c.rivage1@courriel.example>, le 14 novembre 2026 à 09:21, "
        "«\u00a0Mes données\u00a0»\u00a0:\n\nBonjour, effacez"
    )
    reasons = {one.kind: one.reason for one in file.suggestions}
    assert reasons[SuggestionKind.RIGHT].startswith("Le message joint dit")
    assert "celle qui a écrit le message joint" in reasons[SuggestionKind.NATURE]
    assert "Rien dans le message" not in " ".join(arrived.warnings)
    names = [(one.name, one.kind) for one in file.attachments]
    assert ("Mes données.eml", AttachmentKind.OTHER) in names
    assert (NAME, AttachmentKind.IDENTITY) in names


def test_who_asks_for_something_themselves_is_who_asks(desk: Desk, bring: Callable[[bytes], Arrived]) -> None:
    mine = bring(passed_on(asking(CARD, 1), 1, words="Je m’oppose à vos messages publicitaires."))
    file = desk.requests.file(reference(mine))
    assert file.request.requester.email == "sacha@atelier-lumen.example"
    assert file.request.rights == (RightKind.OBJECTION,)
    assert "effacez mes données" in file.messages[0].text


def test_what_a_server_returns_is_nobodys_request(desk: Desk, bring: Callable[[bytes], Arrived]) -> None:
    report = passed_on(letter(ASKS), 3).replace(b"multipart/mixed", b"multipart/report")
    nature = [
        one.value
        for one in desk.requests.file(reference(bring(report))).suggestions
        if one.kind is SuggestionKind.NATURE
    ]
    assert nature == ["not_a_request"]


def test_an_item_passed_on_by_outlook_is_read_the_same(desk: Desk, bring: Callable[[bytes], Arrived]) -> None:
    inner = Item("Merci de supprimer mon compte.", files={"facture.jpg": CARD})
    arrived = bring(Item("Pour toi.", "sacha@atelier-lumen.example", "Sacha", items=(inner,)).msg())
    file = desk.requests.file(reference(arrived))
    assert file.request.requester.email == "c.rivage@courriel.example"
    assert file.request.rights == (RightKind.ERASURE,)
    assert "Message joint, de Camille Rivage <c.rivage@courriel.example>" in file.messages[0].text


def test_the_same_person_is_found_again_behind_who_passed_it_on(
    desk: Desk, bring: Callable[[bytes], Arrived]
) -> None:
    first = bring(asking(CARD, 1))
    second = bring(passed_on(asking(CARD, 1), 1))
    same = [one for one in desk.requests.file(reference(second)).suggestions if one.kind.value == "resembles"]
    assert [one.value for one in same] == [reference(first)]


@pytest.mark.parametrize(
    "shape", ["behind the last part", "behind the last part, bare", "before the first part", "quoted"]
)
def test_what_lies_beside_the_parts_is_said_and_leaves_the_kept_original(
    desk: Desk, bring: Callable[[bytes], Arrived], shape: str
) -> None:
    arrived = bring(SHAPES[shape])
    assert any("un reste en dehors de ses parties" in warning for warning in arrived.warnings)
    attachments = desk.requests.file(reference(arrived)).attachments
    (skeleton,) = [one for one in attachments if one.kind is AttachmentKind.LETTER]
    left = desk.attachments.read(skeleton.id)
    assert "[Pièce gardée à part".encode() in left
    assert len(left) < 2_000


def test_a_short_word_beside_the_parts_stays_where_it_is(
    desk: Desk, bring: Callable[[bytes], Arrived]
) -> None:
    plain = letter(attached={"a.jpg": CARD}) + b"\r\n-- \r\nListe des voisins\r\n"
    arrived = bring(plain.replace(b"\r\n\r\n--", b"\r\n\r\nThis is a multi-part message.\r\n--", 1))
    assert not any("reste" in warning for warning in arrived.warnings)
    attachments = desk.requests.file(reference(arrived)).attachments
    assert {one.name for one in attachments} == {"a.jpg", "message d’origine.eml"}


def test_parts_without_the_boundary_of_the_header_are_read(
    desk: Desk, bring: Callable[[bytes], Arrived]
) -> None:
    head = b"From: a@b.example\nContent-Type: multipart/mixed; boundary=q\n\n"
    file = desk.requests.file(reference(bring(head + b"Merci de supprimer mon compte.\n")))
    assert file.messages[0].text == "Merci de supprimer mon compte."
    assert file.request.rights == (RightKind.ERASURE,)
