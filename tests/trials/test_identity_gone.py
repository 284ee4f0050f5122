"""Of a copy of an identity paper nothing is left after « Identité vérifiée », whatever key one has.

The real window shows a copy and says so; memory is read from outside, files with every key there is, and the
backup of the day before is opened and restored. `./dev trials tests/trials/test_identity_gone.py` shows three
copies in every way there is. Staff, with their own keys and everything in the database, open no attachment.
"""

from __future__ import annotations

import base64
import io
import os
import random
import re
import subprocess
import sys
import tarfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pyrage
import pytest
from asking import FACTS
from PIL import Image, ImageDraw, PngImagePlugin
from pyrage import x25519
from quick_keys import quick
from sqlalchemy import text

sys.path.insert(0, str(Path(__file__).parent))
import carving
from test_memory import memory, processes

from gdpr_desk.app import create_desk, unlock_desk
from gdpr_desk.clock import FixedClock, SystemClock
from gdpr_desk.desk_backups import restore_backup
from gdpr_desk.profile import Profile
from gdpr_desk.register.model import ContactPerson, Controller
from gdpr_desk.requests.model import PauseReason
from gdpr_desk.settings import default_vault
from gdpr_desk.vault import keys
from gdpr_desk.vault.attachments import AttachmentKind
from gdpr_desk.vault.backup_file import CONTENT
from gdpr_desk.vault.people import Role
from gdpr_desk.vault.spare_room import BALLAST

PROGRAM = Path(__file__).with_name("identity_driven.py")
PHRASE = "Chevreuil brumeux près du lavoir"
STAFF = "Bouleau sonore sous la grange"
STEM = "PieceMarquee"
PATIENCE_S = 90
BLOCK = 24
"""Pixels of one square of colour: none is left alone by the blur, each is seen when shown small."""
WIDE, HIGH = 1200, 756
_IDENTITY = re.compile(rb"AGE-SECRET-KEY-1[0-9A-Z]{58}")

pytestmark = pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="reads the memory through /proc")
Needles = Mapping[str, tuple[bytes, ...]]


@dataclass(frozen=True)
class Paper:
    """A copy as a file, and what of it would be met: its bytes, its pixels, in every coding."""

    content: bytes
    marker: str
    needles: Needles


def paper(number: int, *, thorough: bool = False) -> Paper:
    """A picture of squares in colours of its own, whose rows differ, with a mark in its file."""
    dice = random.Random(f"identity {number}")
    marker = f"{STEM}{number:04}Zw"
    colours = [tuple(dice.randrange(24, 232) for _ in range(3)) for _ in range(12)]
    picture = Image.new("RGB", (WIDE, HIGH))
    pen = ImageDraw.Draw(picture)
    for top in range(0, HIGH, BLOCK):
        for left in range(0, WIDE, BLOCK):
            pen.rectangle((left, top, left + BLOCK - 1, top + BLOCK - 1), dice.choice(colours))
    rows = [dice.randrange(BLOCK, HIGH - BLOCK) for _ in range(3)]
    noise = {row: bytes(dice.randrange(256) for _ in range(60)) for row in rows}
    for row, pixels in noise.items():
        picture.paste(Image.frombytes("RGB", (20, 1), pixels), (600, row))
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", f"{marker} de la copie")
    out = io.BytesIO()
    picture.save(out, "PNG", pnginfo=info)
    content = out.getvalue()
    needles = _needles(content, marker, colours[:4], list(noise.values()), thorough=thorough)
    return Paper(content, marker, needles)


def _needles(
    content: bytes, marker: str, colours: list[tuple[int, ...]], noise: list[bytes], *, thorough: bool
) -> Needles:
    compressed = [content[at : at + 24] for at in range(2000, len(content) - 200, len(content) // 3)]
    plain = [marker.encode(), *compressed]
    coded = [part for one in plain for part in _base64(one)]
    files = [*plain, *coded, *(one.hex().encode() for one in plain)]
    rows = [part for pixels in noise for part in _pixels(pixels)]
    flat = [part for colour in colours for part in _pixels(bytes(colour) * 6)[:4]]
    if not thorough:  # each needle is a walk through all memory
        files, rows, flat = [*plain[:2], *coded[:3]], rows[:3], [*flat[:3], *flat[4:7]]
    return {"file": tuple(files), "rows": tuple(rows), "squares": tuple(flat)}


def _base64(content: bytes) -> Iterator[bytes]:
    """As it reads wherever in a longer text it stands."""
    for shift in range(3):
        coded = base64.b64encode(bytes(shift) + content)
        yield coded[4:-4]


def _pixels(rgb: bytes) -> tuple[bytes, ...]:
    """The same pixels in the orders that PDFium, Pillow and Qt keep them in."""
    pixels = [rgb[at : at + 3] for at in range(0, len(rgb), 3)]
    return (
        b"".join(one[::-1] + b"\xff" for one in pixels),
        b"".join(one + b"\xff" for one in pixels),
        rgb,
        b"".join(one[::-1] for one in pixels),
        b"".join(one[::-1] + b"\0" for one in pixels),
        b"".join(b"\xff" + one for one in pixels),
    )


def files_below(home: Path) -> bytes:
    """Every file, each begun at a block; the spare room of a vault is zeros."""
    paths = sorted(path for path in home.rglob("*") if path.is_file())
    contents = [path.read_bytes() for path in paths if path.name != BALLAST or any(path.read_bytes())]
    return b"".join(content + bytes(-len(content) % 16) for content in contents)


class Shop:
    """A vault made yesterday, with copies that came by hand and by mail, and yesterday's backup."""

    def __init__(self, home: Path, papers: list[Paper]) -> None:
        self.home, self.papers = home, papers
        self.backup = home / "out" / "hier.gdprdesk"
        self.backup.parent.mkdir()
        yesterday = FixedClock(SystemClock().now() - timedelta(days=1))
        profile = Profile(Controller("Atelier Lumen", officer=ContactPerson("Lou Garance", "Gérante")), ())
        with pytest.MonkeyPatch.context() as patch:
            quick(patch)
            desk, _ = create_desk(default_vault(), profile, PHRASE, yesterday)
        with desk:
            self.reference = self._arrived(desk)
            first, *others = papers
            desk.handling.answer_doubt(self.reference, True, reason="Adresse inconnue.")
            desk.handling.ask(self.reference, PauseReason.IDENTITY)
            for number, one in enumerate(others):
                source = home / f"piece-{number}.png"
                source.write_bytes(one.content)
                desk.requests.attach(self.reference, source, AttachmentKind.IDENTITY)
                source.unlink()
            desk.backups.make_copy(self.backup)
            desk.backups.make_daily()
            self.key = desk.vault.database_key
            officer = desk.vault.officer_identity
            assert officer is not None
            self.officer = officer
            assert len(desk.requests.file(self.reference).identity_copies) == len(papers), first.marker

    def _arrived(self, desk: object) -> str:
        mail = EmailMessage()
        mail["From"], mail["Subject"] = "c.rivage@autre-courriel.example", "Effacement"
        mail.set_content("Bonjour, merci de supprimer mes données. Ma pièce d’identité est jointe.")
        mail.add_attachment(self.papers[0].content, maintype="image", subtype="png", filename="cni.png")
        path = self.home / "demande.eml"
        path.write_bytes(mail.as_bytes())
        (arrived,) = desk.arrivals.from_files([path])  # type: ignore[attr-defined]
        path.unlink()
        assert arrived.taken is not None, arrived.refusal
        return arrived.taken.reference

    def read(self, disk: bytes) -> set[str]:
        """Which copies somebody with every key finds there: in clear, in pages, sealed, in backups."""
        person = person_of(default_vault(), PHRASE)
        sizes = frozenset(sealed_size(path) for path in self.home.rglob("*.gdprdesk"))
        seen = set[bytes]()
        markers = [one.marker.encode() for one in self.papers]
        for length in {len(one.content) for one in self.papers}:
            known = carving.Knowledge(self.key, self.officer, person, length, sizes)
            seen |= carving.readable(disk, known, markers)
        return {marker.decode() for marker in seen} | {
            one.marker for one in self.papers if found(disk, one.needles)
        }


def sealed_size(backup: Path) -> int:
    with tarfile.open(backup) as outer:
        return outer.getmember(CONTENT).size


def person_of(folder: Path, passphrase: str) -> str:
    """The identity behind a passphrase, as whoever has both knows it."""
    for path in (folder / keys.KEYS).glob("*.age"):
        if not path.name.endswith(".grant.age"):
            with suppress(pyrage.DecryptError):
                (identity,) = _identities(pyrage.passphrase.decrypt(path.read_bytes(), passphrase))
                return identity
    raise AssertionError("nobody has that passphrase")


def found(content: bytes, needles: Needles) -> Counter[str]:
    """How often each sort of trace stands there."""
    met: Counter[str] = Counter()
    for kind, wanted in needles.items():
        met[kind] += sum(content.count(one) for one in wanted)
    return +met


def in_memory(home: Path, papers: list[Paper]) -> Counter[str]:
    """What of the papers stands in the memory of every process of the program."""
    met: Counter[str] = Counter()
    for pid in _family(processes(home)):
        for piece in memory(pid):
            for one in papers:
                met.update(found(piece, one.needles))
    return met


def _family(pids: list[int]) -> list[int]:
    """They and all they started; a confined process has an environment of its own."""
    known = set(pids)
    parents = {}
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError, IndexError):
            if entry.name.isdigit():
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    while more := {pid for pid, parent in parents.items() if parent in known} - known:
        known |= more
    return sorted(known - {os.getpid()})


@contextmanager
def window(shop: Shop) -> Iterator[subprocess.Popen[str]]:
    """The program, unlocked, before the copies."""
    temporary = shop.home / "temp"
    temporary.mkdir(exist_ok=True)
    with (
        (shop.home / "stderr.txt").open("a") as errors,
        subprocess.Popen(
            [sys.executable, PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "TMPDIR": str(temporary)},
        ) as process,
    ):
        watch = threading.Timer(PATIENCE_S, process.kill)
        watch.start()
        try:
            tell(process, f"{PHRASE}\n{shop.reference}")
            yield process
        finally:
            watch.cancel()
            process.kill()


def tell(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def heard(process: subprocess.Popen[str], word: str, home: Path) -> None:
    assert process.stdout is not None
    line = process.stdout.readline().strip()
    assert line == word, (line, (home / "stderr.txt").read_text()[-3000:])


def check(home: Path, copies: int, *, thorough: bool) -> str:
    """Show, verify, search; the figures."""
    papers = [paper(number, thorough=thorough) for number in range(copies)]
    shop = Shop(home, papers)
    every = {one.marker for one in papers}
    assert shop.read(files_below(home)) == every, "the search itself finds nothing"
    figures = []
    with window(shop) as process:
        heard(process, "VEILED", home)
        if thorough:
            assert in_memory(home, papers) == Counter(), "past recognition"
        tell(process, "show")
        heard(process, "SHOWN", home)
        shown = in_memory(home, papers)
        assert shown["squares"], "the search itself finds no pixels"
        tell(process, "play" if thorough else "verify")
        heard(process, "VERIFIED", home)
        after = in_memory(home, papers)
        assert after == Counter(), after
        assert shop.read(files_below(home)) == set()
        figures.append(f"memory while shown: {dict(shown)}; after: nothing")
    restored = home / "restored"
    with pytest.MonkeyPatch.context() as patch:
        quick(patch)
        restore_backup(shop.backup, restored, PHRASE, SystemClock())
        with unlock_desk(restored, PHRASE, SystemClock()) as desk:
            assert desk.requests.file(shop.reference).identity_copies == ()
            desk.verify_journal()
    assert shop.read(files_below(home)) == set()
    return f"identity gone: {copies} copies, {'; '.join(figures)}; files, keys, restored backup: nothing\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Everything the program may write lies here."""
    for name in ("DATA", "CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    return tmp_path


def test_of_a_verified_copy_nothing_is_left_anywhere(home: Path) -> None:
    sys.stdout.write(check(home, 1, thorough=False))


@pytest.mark.trial
def test_of_copies_shown_in_every_way_nothing_is_left_anywhere(home: Path) -> None:
    began = time.monotonic()
    report = check(home, 3, thorough=True)
    sys.stdout.write(f"\n{report}in {time.monotonic() - began:.0f} s\n")


def test_the_keys_of_staff_open_no_attachment_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every sealed file and every sealed key, with whatever they have: their own key, the database, all that
    stands in it."""
    quick(monkeypatch)
    profile = Profile(Controller("Atelier Lumen", officer=ContactPerson("Lou Garance", "Gérante")), ())
    folder, clock = tmp_path / "coffre", SystemClock()
    desk, _ = create_desk(folder, profile, PHRASE, clock)
    with desk:
        desk.people.add("Sacha", Role.STAFF, STAFF)
    owners = {"officer": PHRASE, "staff": STAFF}
    with unlock_desk(folder, STAFF, clock, anyone=True) as staff:
        reference = staff.requests.add(FACTS).reference
        for number, kind in enumerate((AttachmentKind.IDENTITY, AttachmentKind.LETTER, AttachmentKind.OTHER)):
            source = tmp_path / f"{number}.png"
            source.write_bytes(paper(number).content)
            staff.requests.attach(reference, source, kind)
        assert staff.vault.officer_identity is None
        with staff.vault.store.read() as session:
            sealed = [bytes(row) for row in session.scalars(text("SELECT sealed_key FROM attachment"))]
            values = _every_value(session)
    opened = {who: _opened(folder, sealed, phrase, values) for who, phrase in owners.items()}
    assert opened == {"officer": (3, 3), "staff": (0, 0)}


def _every_value(session: object) -> list[bytes]:
    """Everything that stands in any table."""
    tables = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()  # type: ignore[attr-defined]
    rows = [row for table in tables for row in session.execute(text(f'SELECT * FROM "{table}"'))]  # type: ignore[attr-defined]  # noqa: S608
    return [one if isinstance(one, bytes) else str(one).encode() for row in rows for one in row]


def _opened(folder: Path, sealed: list[bytes], passphrase: str, values: list[bytes]) -> tuple[int, int]:
    """How many sealed keys and how many files open with what a person has and what that opens in turn."""
    has = {person_of(folder, passphrase)}
    boxes = [*values, *(path.read_bytes() for path in folder.rglob("*.age"))]
    before = 0
    while len(has) > before:
        before = len(has)
        for box in boxes:
            has |= _identities(box)
            for identity in list(has):
                with suppress(pyrage.DecryptError, ValueError):
                    has |= _identities(pyrage.decrypt(box, [x25519.Identity.from_str(identity)]))
    mine = [x25519.Identity.from_str(identity) for identity in has]
    files = [path.read_bytes() for path in (folder / "attachments").glob("*.age")]
    return sum(_opens(one, mine) for one in sealed), sum(_opens(one, mine) for one in files)


def _identities(content: bytes) -> set[str]:
    """The age identities that stand in some bytes."""
    return {one.decode() for one in _IDENTITY.findall(content)}


def _opens(box: bytes, identities: list[x25519.Identity]) -> bool:
    with suppress(pyrage.DecryptError, ValueError):
        pyrage.decrypt(box, identities)
        return True
    return False
