"""Files sealed beside the database: both or neither, opened by officers only, destroyed for good."""

from __future__ import annotations

import errno
import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from vault_faults import silent

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import AccessRefused, InvalidInput, NotFound
from gdpr_desk.vault import sealed_files, sealing
from gdpr_desk.vault.attachments import Attachment, AttachmentDamaged, AttachmentKind
from gdpr_desk.vault.people import Person, Role
from gdpr_desk.vault.refusals import DiskFull
from gdpr_desk.vault.sealed_files import present, sealed_file

CONTENT = b"Bon pour accord, Camille Lumen, le 2 novembre 2026. " * 400


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "contrat signé.pdf"
    made.write_bytes(CONTENT)
    return made


def attached(
    desk: Desk, file: Path, kind: AttachmentKind = AttachmentKind.CONTRACT, owner: str = "host"
) -> Attachment:
    return desk.attachments.add(file, owner=owner, kind=kind, told=silent)


def as_staff(desk: Desk) -> None:
    desk.vault.person = Person("s1", "Sacha", Role.STAFF)
    desk.vault.officer_identity = None


def test_what_is_put_in_comes_out_and_lies_sealed(officer_desk: Desk, file: Path) -> None:
    added = attached(officer_desk, file)
    assert officer_desk.attachments.read(added.id) == CONTENT
    assert (added.name, added.size) == ("contrat signé.pdf", len(CONTENT))
    assert officer_desk.attachments.listed("host") == (added,)
    assert officer_desk.attachments.listed("else") == ()
    on_disk = sealed_file(officer_desk.vault.folder, added.id)
    assert b"Camille" in CONTENT
    assert b"Camille" not in on_disk.read_bytes()
    assert "contrat" not in on_disk.name
    if os.name == "posix":
        assert on_disk.stat().st_mode & 0o077 == 0
        assert on_disk.parent.stat().st_mode & 0o077 == 0


def test_staff_put_a_file_in_and_cannot_open_or_destroy_it(officer_desk: Desk, file: Path) -> None:
    officer = officer_desk.vault.officer_identity
    as_staff(officer_desk)
    added = attached(officer_desk, file, AttachmentKind.IDENTITY)
    with pytest.raises(AccessRefused):
        officer_desk.attachments.read(added.id)
    with pytest.raises(AccessRefused):
        officer_desk.attachments.destroy([added.id], silent)
    officer_desk.vault.officer_identity = officer
    assert officer_desk.attachments.read(added.id) == CONTENT


@pytest.mark.parametrize(
    ("size", "code"),
    [(0, "empty_file"), (sealed_files.LARGEST + 1, "file_too_large")],
    ids=["empty", "large"],
)
def test_what_is_not_to_be_kept_is_refused_and_leaves_nothing(
    officer_desk: Desk, tmp_path: Path, size: int, code: str
) -> None:
    source = tmp_path / "copie.png"
    with source.open("wb") as out:
        out.truncate(size)
    with pytest.raises(InvalidInput) as told:
        attached(officer_desk, source)
    assert told.value.code == code
    assert list((officer_desk.vault.folder / "attachments").glob("*")) == []


def test_a_stream_that_grows_past_the_limit_is_refused(
    officer_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed_files, "LARGEST", 1000)
    with pytest.raises(InvalidInput):
        officer_desk.attachments.stage(io.BytesIO(bytes(1001)))
    assert list((officer_desk.vault.folder / "attachments").glob("*")) == []


def test_a_disk_that_fills_up_at_any_piece_is_told(
    officer_desk: Desk, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last one too: age itself says nothing of it."""
    pieces, failing = 0, 0
    real = sealing._Sink.write

    def write(self: sealing._Sink, content: bytes, /) -> int:
        nonlocal pieces
        pieces += 1
        if pieces == failing:
            self.problem = OSError(errno.ENOSPC, "")
            raise self.problem
        return real(self, content)

    monkeypatch.setattr(sealing._Sink, "write", write)
    file.write_bytes(CONTENT * 20)
    kept, whole = attached(officer_desk, file), pieces
    assert whole > 3
    for piece in range(1, whole + 1):
        pieces, failing = 0, piece
        with pytest.raises(DiskFull):
            attached(officer_desk, file)
    assert [path.stem for path in (officer_desk.vault.folder / "attachments").glob("*")] == [kept.id]


def test_a_missing_file_and_a_folder_are_refused_in_words(officer_desk: Desk, tmp_path: Path) -> None:
    for source in (tmp_path, tmp_path / "rien.pdf"):
        with pytest.raises(InvalidInput) as told:
            attached(officer_desk, source)
        assert told.value.code == "unreadable_file"


def test_destroying_takes_key_and_file_and_is_put_down(officer_desk: Desk, file: Path) -> None:
    gone, stays = attached(officer_desk, file), attached(officer_desk, file)
    assert officer_desk.attachments.destroy([gone.id, "unknown"], silent) == 1
    assert present(officer_desk.vault.folder) == {stays.id}
    with pytest.raises(NotFound):
        officer_desk.attachments.read(gone.id)
    assert officer_desk.attachments.read(stays.id) == CONTENT
    (line,) = officer_desk.ledger.read().entries
    assert (line.kind, line.id) == ("attachment", gone.id)


def test_what_is_held_is_not_destroyed_by_hand(officer_desk: Desk, file: Path) -> None:
    held, other = (attached(officer_desk, file, AttachmentKind.IDENTITY) for _ in range(2))
    officer_desk.retention.hold(
        f"attachment/{held.id}",
        reason=next(iter(officer_desk.retention.reasons())),
        note="",
        review_on=officer_desk.clock.today() + timedelta(days=30),
    )
    with pytest.raises(InvalidInput) as told:
        officer_desk.attachments.destroy([held.id, other.id], silent)
    assert told.value.code == "held"
    assert present(officer_desk.vault.folder) == {held.id, other.id}
    officer_desk.retention.lift(f"attachment/{held.id}", note="")
    assert officer_desk.attachments.destroy([held.id, other.id], silent) == 2


def test_a_refused_transaction_leaves_neither_row_nor_file_after_the_next_start(
    officer_desk: Desk, file: Path, clock: FixedClock
) -> None:
    kept = attached(officer_desk, file)

    def refuse(*_: object) -> None:
        raise InvalidInput("Non.")

    with pytest.raises(InvalidInput):
        officer_desk.attachments.add(file, owner="x", kind=AttachmentKind.OTHER, told=refuse)
    with pytest.raises(InvalidInput):
        officer_desk.attachments.destroy([kept.id], refuse)
    again = open_desk(officer_desk.vault, clock)
    assert [attachment.id for attachment in again.attachments.all()] == [kept.id]
    assert present(officer_desk.vault.folder) == {kept.id}
    assert officer_desk.attachments.read(kept.id) == CONTENT
    assert officer_desk.ledger.read().entries == ()


def test_files_are_not_interchangeable_and_damage_is_told(officer_desk: Desk, file: Path) -> None:
    one, other = attached(officer_desk, file), attached(officer_desk, file)
    paths = [sealed_file(officer_desk.vault.folder, attachment.id) for attachment in (one, other)]
    first, second = (path.read_bytes() for path in paths)
    for damaged in (second, first[:-1], first[:40], b"", bytes([first[0] ^ 1]) + first[1:], first + b"x"):
        paths[0].write_bytes(damaged)
        with pytest.raises(AttachmentDamaged):
            officer_desk.attachments.read(one.id)
    paths[0].unlink()
    paths[0].mkdir()
    with pytest.raises(AttachmentDamaged):
        officer_desk.attachments.read(one.id)
    paths[0].rmdir()
    with pytest.raises(AttachmentDamaged):
        officer_desk.attachments.read(one.id)
    assert officer_desk.attachments.missing() == (one,)
    assert officer_desk.attachments.read(other.id) == CONTENT


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", ".. .. etc passwd"),
        ("a\nb\x00c.pdf", "a b c.pdf"),
        ("\\\\serveur\\part\\x.pdf", "serveur part x.pdf"),
        ("é" * 300 + ".pdf", "é" * 196 + ".pdf"),
        ("ligne\udcff.pdf", "ligne?.pdf"),
        ("  ", "sans nom"),
    ],
)
def test_a_name_is_kept_as_a_name_only(officer_desk: Desk, given: str, kept: str) -> None:
    staged = officer_desk.attachments.stage(io.BytesIO(b"x"))
    with officer_desk.vault.store.begin() as session:
        made = officer_desk.attachments.keep(
            session, staged, owner="x", kind=AttachmentKind.OTHER, name=given
        )
    assert made.name == kept
