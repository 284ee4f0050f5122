"""What arrives as letters: known again, joined or new; proposed, never lost and never doubled."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from letters_in import WORDS, card, letter
from sqlalchemy import event, text

from gdpr_desk.app import Desk
from gdpr_desk.cli import main
from gdpr_desk.commands import arrival_commands, request_facts
from gdpr_desk.errors import AccessRefused
from gdpr_desk.mailbox.model import Arrival, FetchedMail, LeftOut, MailAccount, Place, WhyLeft
from gdpr_desk.requests.arrivals import Arrived
from gdpr_desk.requests.listing import RequestQuery
from gdpr_desk.requests.model import Channel, IdentityMethod, IdentityResult, RequestState, RightKind
from gdpr_desk.requests.proposals import SuggestionKind
from gdpr_desk.requests.taking import Taken
from gdpr_desk.vault import sealed_files
from gdpr_desk.vault.attachments import AttachmentKind
from gdpr_desk.vault.refusals import VaultReadOnly

ACCOUNT = MailAccount("a1b2c3", "imap.example.test", "contact@atelier-lumen.example", folder="Demandes")
SERVED = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
MANY = 130
DRIVEN = Path(__file__).parents[1] / "trials/arrivals_driven.py"


def mails(*contents: bytes, first: int = 1, validity: int = 7) -> list[Arrival]:
    return [FetchedMail(first + n, validity, SERVED, content) for n, content in enumerate(contents)]


def taken(desk: Desk, *arriving: Arrival) -> list[Arrived]:
    return list(desk.arrivals.from_mailbox(ACCOUNT, arriving))


def files(desk: Desk, folder: Path, contents: dict[str, bytes]) -> dict[str, Arrived]:
    folder.mkdir(exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return {one.name: one for one in desk.arrivals.from_files(sorted(folder.iterdir()))}


def reference(arrived: Arrived) -> str:
    assert arrived.taken is not None
    return arrived.taken.reference


def test_a_letter_becomes_a_request_whose_every_choice_is_only_proposed(desk: Desk) -> None:
    received = "Sun, 15 Nov 2026 23:30:00 +0100"
    (arrived,) = taken(desk, *mails(letter(received=received)))
    kept = desk.requests.file(reference(arrived))
    assert kept.request.rights == (RightKind.ACCESS, RightKind.ERASURE)
    assert (kept.request.channel, kept.request.received_on) == (Channel.EMAIL, date(2026, 11, 16))
    assert kept.request.requester.name == "Élodie Fabre"
    assert kept.messages[0].received_at == SERVED
    proposed = {(one.kind, one.value) for one in kept.suggestions}
    assert proposed == {
        (SuggestionKind.RIGHT, "access"),
        (SuggestionKind.RIGHT, "erasure"),
        (SuggestionKind.RECEIPT, "2026-11-16"),
        (SuggestionKind.NATURE, "request"),
    }
    assert desk.requests.page(RequestQuery(text="recevoir copie")).total == 1

    facts = replace(kept.request.facts, rights=(RightKind.ERASURE,))
    assert desk.requests.confirm(reference(arrived), facts).rights == (RightKind.ERASURE,)
    assert desk.requests.file(reference(arrived)).suggestions == ()


def test_a_letter_older_than_the_regulation_counts_from_today_and_says_so(desk: Desk, tmp_path: Path) -> None:
    found = files(desk, tmp_path / "in", {"a.eml": letter(received="Tue, 11 Sep 2001 08:00:00 +0200")})
    kept = desk.requests.file(reference(found["a.eml"]))
    assert kept.request.received_on == date(2026, 11, 23)
    (receipt,) = [one for one in kept.suggestions if one.kind is SuggestionKind.RECEIPT]
    assert "11 septembre 2001" in receipt.reason
    served = FetchedMail(1, 7, datetime(1970, 1, 1, tzinfo=UTC), b"MZ" + bytes(200))
    (unread,) = taken(desk, served)
    assert desk.requests.file(reference(unread)).request.received_on == date(2026, 11, 23)


def test_what_comes_by_the_mailbox_and_as_a_file_is_one(desk: Desk, tmp_path: Path) -> None:
    (first,) = taken(desk, *mails(letter()))
    on_its_way = b"Received: from a.example by b.example; Mon, 16 Nov 2026 08:00:00 +0100\r\n" + letter()
    found = files(desk, tmp_path / "in", {"a.eml": letter(), "b.eml": on_its_way.replace(b"\r\n", b"\n")})
    assert set(found) == {"a.eml", "b.eml"}
    for arrived in found.values():
        assert arrived.taken is not None
        assert (arrived.taken.reference, arrived.taken.duplicate) == (reference(first), True)
    assert desk.requests.page().total == 1
    assert len(desk.requests.file(reference(first)).attachments) == 1


def test_the_same_identifier_around_other_words_is_another_letter(desk: Desk) -> None:
    first, other = taken(desk, *mails(letter(), letter("Je retire mon consentement à vos courriels.")))
    assert reference(first) != reference(other)
    resembling = [
        one
        for one in desk.requests.file(reference(other)).suggestions
        if one.kind is SuggestionKind.RESEMBLES
    ]
    assert [one.value for one in resembling] == [reference(first)]
    (said,) = [warning for warning in other.warnings if reference(first) in warning]
    assert "le même numéro qu’un message" in said
    assert "un contenu différent" in said
    (reply,) = taken(desk, *mails(letter("Et alors ?", number=9, answers="1"), first=9))
    assert reference(reply) == reference(first)


def test_a_reply_goes_on_with_the_message_it_answers_not_with_a_later_one(desk: Desk) -> None:
    first = letter("Envoyez-moi une copie de mes données.", number=1)
    second = letter("Merci de supprimer mon compte.", number=2)
    asked, later = taken(desk, *mails(first, second))
    assert reference(asked) != reference(later)
    named = letter(
        "Voici la précision.", number=3, answers="2@courriel.example> <1"
    )  # the last named is the one answered
    (reply,) = taken(desk, *mails(named, first=3))
    assert reference(reply) == reference(asked)


def test_a_reply_of_the_same_person_joins_and_what_it_asks_besides_is_proposed(desk: Desk) -> None:
    first, reply = taken(
        desk, *mails(letter(), letter("Rectifiez aussi mon adresse.", number=2, answers="1"))
    )
    assert reference(reply) == reference(first)
    kept = desk.requests.file(reference(first))
    assert [message.text.strip() for message in kept.messages] == [WORDS, "Rectifiez aussi mon adresse."]
    rights = [one.value for one in kept.suggestions if one.kind is SuggestionKind.RIGHT]
    assert rights == ["access", "erasure", "rectification"]
    assert desk.requests.page(RequestQuery(text="rectifiez")).total == 1


def test_an_answer_of_a_stranger_or_to_an_ended_request_gets_a_clock_of_its_own(desk: Desk) -> None:
    stranger = letter("Je veux mes données aussi.", number=2, answers="1", sender="Max <max@autre.example>")
    first, other = taken(desk, *mails(letter(), stranger))
    assert reference(other) != reference(first)
    desk.handling.dismiss(reference(first), "Essai")
    (late,) = taken(desk, *mails(letter("Et mes données ?", number=3, answers="1"), first=3))
    assert reference(late) not in {reference(first), reference(other)}
    assert late.state is RequestState.RECEIVED
    (hint,) = [warning for warning in late.warnings if reference(first) in warning]
    assert "répondre" in hint


def test_a_copy_of_an_identity_paper_is_sealed_as_one_and_leaves_a_task(desk: Desk) -> None:
    content = letter(attached={"facture.jpg": b"\xff\xd8\xff" + b"facture" * 9, "cni_recto.jpg": card()})
    (arrived,) = taken(desk, *mails(content))
    kept = desk.requests.file(reference(arrived))
    (copy,) = kept.identity_copies
    assert copy.name == "cni_recto.jpg"
    assert desk.attachments.read(copy.id) == card()
    (skeleton,) = [one for one in kept.attachments if one.kind is AttachmentKind.LETTER]
    left = desk.attachments.read(skeleton.id)
    assert b"Message-ID" in left
    assert card()[200:260] not in left
    with desk.vault.store.read() as session:
        words = repr(session.execute(text("SELECT words FROM request_search")).all())
    assert "recevoir" in words
    assert "cni" not in words
    hints = [one.value for one in kept.suggestions if one.kind is SuggestionKind.IDENTITY]
    assert copy.id in hints
    after = desk.handling.check_identity(
        reference(arrived), IdentityResult.VERIFIED, IdentityMethod.COPY, None
    )
    assert after.cleanup is not None
    assert after.cleanup.done_on is None
    assert desk.requests.file(reference(arrived)).identity_copies == ()


def test_a_scanned_card_is_read_by_nobody_and_a_letter_in_pdf_is_found(desk: Desk, tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    def page(words: str) -> bytes:
        out = io.BytesIO()
        canvas = Canvas(out)
        canvas.drawString(72, 720, words)
        canvas.save()
        return out.getvalue()

    written = page("Merci de supprimer mes donnees personnelles")
    found = files(desk, tmp_path / "in", {"courrier.pdf": written, "passeport.pdf": page("NUMERO 00XX")})
    letter_in, scan = found["courrier.pdf"], found["passeport.pdf"]
    kept = desk.requests.file(reference(letter_in)).request
    assert (kept.channel, kept.rights) == (Channel.POST, (RightKind.ERASURE,))
    assert desk.requests.page(RequestQuery(text="supprimer donnees")).total == 1
    assert len(desk.requests.file(reference(scan)).identity_copies) == 1
    assert desk.requests.page(RequestQuery(text="NUMERO")).total == 0


def test_a_mail_nobody_could_take_in_is_a_request_to_be_read_where_it_lies(desk: Desk) -> None:
    program = b"MZ" + bytes(200)
    arriving = [*mails(program), LeftOut(2, 7, WhyLeft.TOO_LARGE, 90_000_000), *mails(letter(), first=3)]
    unread, left, good = taken(desk, *arriving)
    assert unread.refusal is not None
    for arrived in (unread, left):
        kept = desk.requests.file(reference(arrived)).request
        assert (kept.state, kept.rights) == (RequestState.RECEIVED, (RightKind.OTHER,))
        assert "« Demandes »" in kept.text
        assert [one.value for one in desk.requests.file(kept.reference).suggestions] == ["unsure"]
    assert good.state is RequestState.RECEIVED
    assert desk.mailboxes.place(ACCOUNT) == Place(7, 3)
    again = taken(desk, *arriving)
    assert [reference(one) for one in again] == [reference(one) for one in (unread, left, good)]
    assert desk.requests.page().total == 3


def test_a_run_cut_between_two_mails_goes_on_behind_the_last(desk: Desk) -> None:
    contents = [letter(f"{WORDS} ({number})", number=number) for number in range(6)]

    def cut() -> Iterator[Arrival]:
        yield from mails(*contents)[:3]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(desk.arrivals.from_mailbox(ACCOUNT, cut()))
    assert desk.mailboxes.place(ACCOUNT) == Place(7, 3)
    taken(desk, *mails(*contents[3:], first=4))
    anew = taken(desk, *mails(*contents, first=1, validity=8))  # the server was rebuilt: all of it again
    assert all(one.taken is not None and one.taken.duplicate for one in anew)
    assert desk.requests.page().total == 6
    assert desk.mailboxes.place(ACCOUNT) == Place(8, 6)


def test_a_program_that_is_killed_between_two_letters_loses_and_doubles_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    box = tmp_path / "tout.mbox"
    copies = [letter(f"{WORDS} ({n})", number=n) for n in range(MANY - 5)]
    copies += [letter(f"{WORDS} ({n})", number=n, attached={"cni.jpg": card(str(n))}) for n in range(5)]
    box.write_bytes(b"".join(b"From a@b.example Mon Nov 16 08:00:00 2026\n" + one + b"\n" for one in copies))
    command = [sys.executable, str(DRIVEN), str(desk.vault.folder), bytes(range(32)).hex(), str(box)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        told = [run.stdout.readline() for _ in range(2)]
        run.kill()
    assert all(line.startswith("ACK D-") for line in told)
    there = desk.requests.page().total
    assert 2 <= there < MANY
    found = list(desk.arrivals.from_files([box]))
    assert sum(1 for one in found if one.taken and one.taken.duplicate) == there
    assert desk.requests.page().total == MANY
    assert sum(row.identity_copies for row in desk.requests.page().rows) == 5
    assert desk.attachments.missing() == ()


def test_letters_that_come_together_share_a_commit_and_most_statements(desk: Desk, tmp_path: Path) -> None:
    commits: list[int] = []
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    many = {}
    for n in range(20):
        many[f"{n}.eml"] = letter(f"{WORDS} ({n})", number=n, attached={"cni.jpg": card(str(n))})
    desk.vault.store.observe(commits.append)
    with desk.vault.store.read() as session:
        engine = session.connection().engine
    event.listen(engine, "before_cursor_execute", note)
    found = files(desk, tmp_path / "in", many)
    event.remove(engine, "before_cursor_execute", note)
    assert len(commits) <= 2
    assert len(asked) < 20 * 16  # once 34 for each, which took longer than all the rest
    kept = [desk.requests.file(reference(one)) for one in found.values()]
    assert len({one.request.reference for one in kept}) == 20
    assert {(len(one.attachments), len(one.events)) for one in kept} == {(2, 2)}


def test_names_that_could_not_be_made_safe_keep_no_letter(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(folder: Path) -> None:
        raise OSError(errno.EROFS, "read-only", str(folder))

    taken(desk, *mails(letter()))  # the folder of sealed files is there from now on
    with monkeypatch.context() as patched:
        patched.setattr(sealed_files, "flush_rename", fail)
        with pytest.raises(VaultReadOnly):
            files(desk, tmp_path / "in", {"b.eml": letter("Effacez tout.", number=2)})
    assert desk.requests.page().total == 1
    assert desk.verify_journal().intact
    again = files(desk, tmp_path / "in", {})
    assert again["b.eml"].taken == Taken("D-2026-002")


def test_staff_bring_letters_and_fetch_nothing(desk: Desk, colleague: Desk, tmp_path: Path) -> None:
    (first,) = taken(desk, *mails(letter()))
    with colleague:
        found = files(
            colleague, tmp_path / "in", {"a.eml": letter(), "b.eml": letter("Effacez tout.", number=5)}
        )
        assert (found["a.eml"].taken, found["a.eml"].state) == (
            replace(first.taken, joined=True, duplicate=True),  # type: ignore[type-var]
            None,
        )
        assert [row.reference for row in colleague.requests.page().rows] == [reference(found["b.eml"])]
        with pytest.raises(AccessRefused):
            colleague.mailboxes.all()


@pytest.fixture
def command(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> object:
    def opened(_arguments: object, *, officers: bool = False) -> contextlib.nullcontext[Desk]:
        return contextlib.nullcontext(desk)

    for module in (arrival_commands, request_facts):
        monkeypatch.setattr(module, "opened_desk", opened)

    def run(*words: object) -> tuple[int, dict[str, object], str]:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main([*map(str, words), "--json"])
        return status, json.loads(out.getvalue()), err.getvalue()

    return run


def test_the_command_lists_what_it_took_and_what_it_refused(command: object, tmp_path: Path) -> None:
    assert callable(command)
    (tmp_path / "in").mkdir()
    for name, content in {"a.eml": letter(), "z.eml": letter(), "rien.exe": b"MZ" + bytes(99)}.items():
        (tmp_path / "in" / name).write_bytes(content)
    status, told, said = command("request", "import", *sorted((tmp_path / "in").iterdir()))
    assert (status, told["left_aside"]) == (4, 0)
    first, second = told["requests"]
    assert set(first) >= {"file", "id", "state", "duplicate_of", "warnings"}
    assert (first["file"], first["state"], first["duplicate_of"]) == ("a.eml", "received", None)
    assert (second["id"], second["duplicate_of"]) == (first["id"], first["id"])
    (refused,) = told["refused"]
    assert (refused["file"], set(refused)) == ("rien.exe", {"file", "message"})
    assert "programme" in refused["message"]
    assert "1 demande notée" in said.replace("\u00a0", " ")
    status, told, _said = command("request", "import", tmp_path / "in" / "rien.exe")
    assert (status, told["requests"]) == (1, [])
    status, told, _said = command("request", "dismiss", first["id"], "--reason", "Essai")
    assert told["requests"] == [{"id": first["id"], "state": "not_a_request"}]


def test_of_a_folder_the_messages_are_taken_and_of_a_vault_nothing(
    desk: Desk, command: object, tmp_path: Path
) -> None:
    assert callable(command)
    folder = tmp_path / "in"
    (folder / "sous").mkdir(parents=True)
    (folder / "sous" / "a.eml").write_bytes(letter())
    for name, content in {
        "photo.jpg": card(),
        "Inbox": b"From a@b.example Mon Nov 16 08:00:00 2026\n",
    }.items():
        (folder / name).write_bytes(content + letter("Effacez-moi.", number=2))
    (folder / "coffre" / "keys").mkdir(parents=True)
    (folder / "coffre" / "keys" / "x.age").write_bytes(b"x")
    (folder / "coffre" / "b.eml").write_bytes(letter(number=3))
    status, told, said = command("request", "import", folder)
    assert (status, told["left_aside"], told["refused"]) == (0, 2, [])
    assert [one["file"] for one in told["requests"]] == ["Inbox, message 1", "a.eml"]
    assert "2 autres éléments du dossier ont été laissés de côté" in said
    for vault in (desk.vault.folder, desk.vault.folder / "attachments"):
        _status, told, said = command("request", "import", vault)
        assert (told["left_aside"], told["requests"], told["refused"]) == (1, [], [])
        assert "1 autre élément du dossier a été laissé de côté" in said


def test_interrupting_keeps_what_was_told(
    command: object, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert callable(command)
    real = desk.arrivals.from_files

    def interrupted(paths: Sequence[Path], **_watch: object) -> Iterator[Arrived]:
        yield next(real(paths[:1]))
        raise KeyboardInterrupt

    monkeypatch.setattr(desk.arrivals, "from_files", interrupted)
    for number in (1, 2):
        (tmp_path / f"{number}.eml").write_bytes(letter(f"{WORDS} {number}", number=number))
    status, told, said = command("request", "import", tmp_path / "1.eml", tmp_path / "2.eml")
    assert (status, told["error"]["code"], len(told["requests"])) == (130, "interrupted", 1)
    assert desk.requests.page().total == 1
    assert "Interrompu" in said
