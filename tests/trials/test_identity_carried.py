"""Of an identity paper nothing is left after « Identité vérifiée », wherever in a mail it lay.

Attached to a mail that is attached to a mail, behind the last boundary, in a mailbox, as one long line: each
shape of `carrying.py` comes into one vault; everything is opened that any key of an officer opens, files,
pages and backups, and searched for the paper as bytes, base64 and hexadecimal. The suite takes every fifth
shape; `./dev trials tests/trials/test_identity_carried.py` takes all.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pyrage
import pytest
from carrying import met, noise, shapes, traces
from pyrage import x25519
from quick_keys import quick

sys.path.insert(0, str(Path(__file__).parent))
import carving
import pages
from test_identity_gone import PHRASE, files_below, person_of, sealed_size

from gdpr_desk.app import Desk, create_desk, unlock_desk
from gdpr_desk.clock import FixedClock, SystemClock
from gdpr_desk.desk_backups import restore_backup
from gdpr_desk.profile import Profile
from gdpr_desk.register.model import ContactPerson, Controller
from gdpr_desk.requests.model import IdentityMethod, IdentityResult

SHAPES = list(shapes(b"\xff\xd8\xff"))
_AGE = b"age-encryption.org/v1\n"


class Carried:
    """A vault into which a mail of each shape came yesterday, each with a paper of its own; a backup."""

    def __init__(self, home: Path, names: list[str]) -> None:
        self.home, self.folder = home, home / "coffre"
        self.papers = {name: noise(number) for number, name in enumerate(names)}
        self.backup = home / "hier.gdprdesk"
        profile = Profile(Controller("Atelier Lumen", officer=ContactPerson("Lou Garance", "Gérante")), ())
        yesterday = FixedClock(SystemClock().now() - timedelta(days=1))
        desk, _ = create_desk(self.folder, profile, PHRASE, yesterday)
        with desk:
            self.references = {name: self._arrived(desk, name) for name in names}
            desk.backups.make_copy(self.backup)
            desk.backups.make_daily()
            self.key, self.officer = desk.vault.database_key, desk.vault.officer_identity or ""

    def _arrived(self, desk: Desk, name: str) -> str:
        mail = self.home / "demande.eml"
        mail.write_bytes(shapes(self.papers[name])[name])
        (arrived,) = desk.arrivals.from_files([mail])
        mail.unlink()
        assert arrived.taken is not None, (name, arrived.refusal)
        return arrived.taken.reference

    def verify(self) -> None:
        """Say of each that the identity is sure."""
        with unlock_desk(self.folder, PHRASE, SystemClock()) as desk:
            for reference in self.references.values():
                desk.handling.check_identity(reference, IdentityResult.VERIFIED, IdentityMethod.COPY, None)

    def readable(self) -> set[str]:
        """The shapes of whose paper anything can be read anywhere below the home."""
        wanted = {name: _in_all_codings(paper) for name, paper in self.papers.items()}
        return {name for content in self._opened() for name in wanted if met(content, wanted[name])}

    def _opened(self) -> Iterator[bytes]:
        """Everything in clear: pages, sealed files, and both within backups."""
        disk = files_below(self.home)
        person = person_of(self.folder, PHRASE)
        sizes = frozenset(sealed_size(path) for path in self.home.rglob("*.gdprdesk"))
        parts = list(carving.backup_contents(disk, person, sizes))
        texts = list(pages.opened_under(self.key, disk))
        for part in parts:
            texts += pages.opened_under(self.key, part + bytes(-len(part) % pages.BLOCK))
        identities = {one for text in texts for one in carving.sealed_keys(text, self.officer)}
        yield from (disk, *texts, *parts)
        known = [x25519.Identity.from_str(identity) for identity in identities]
        boxes = [path.read_bytes() for path in self.home.rglob("*.age")]
        for box in (*boxes, *(part for part in parts if part.startswith(_AGE))):
            with suppress(pyrage.DecryptError, ValueError):
                yield pyrage.decrypt(box, known)


def _in_all_codings(paper: bytes) -> tuple[bytes, ...]:
    plain = traces(paper)
    return (*plain, *(one.hex().encode() for one in plain[:4]))


def check(home: Path, names: list[str]) -> None:
    """Nothing is left in the vault, in its backups, or in what is restored from the oldest of them."""
    shop = Carried(home, names)
    assert shop.readable() == set(names), "the search itself finds nothing"
    shop.verify()
    assert shop.readable() == set()
    restored = home / "restored"
    restore_backup(shop.backup, restored, PHRASE, SystemClock())
    with unlock_desk(restored, PHRASE, SystemClock()) as desk:
        contents: Mapping[str, list[bytes]] = {
            name: _kept(desk, reference) for name, reference in shop.references.items()
        }
    assert all(contents.values())
    assert not [name for name in names if any(met(one, traces(shop.papers[name])) for one in contents[name])]
    assert shop.readable() == set()


def _kept(desk: Desk, reference: str) -> list[bytes]:
    file = desk.requests.file(reference)
    held = [desk.attachments.read(one.id) for one in file.attachments]
    return [*held, *(repr(message).encode() for message in file.messages)]


def test_of_a_paper_that_a_mail_carried_somewhere_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick(monkeypatch)
    check(tmp_path, SHAPES[::5])


@pytest.mark.trial
def test_of_a_paper_in_any_place_of_a_mail_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick(monkeypatch)
    check(tmp_path, SHAPES)
    sys.stdout.write(f"\n{len(SHAPES)} shapes: files, keys, pages, backups, restored backup: nothing\n")
