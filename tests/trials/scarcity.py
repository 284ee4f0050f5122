"""Operations on a disk that is full, or a folder that has become read-only, while the vault is open.

`scarcity.py WORK` is the short form for anybody: no file may grow beyond a size, with which the system
refuses as a full disk does. Ends with 1 and a line `BROKEN …` for each promise that was broken.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

import pytest
import shop
from founding import cheap

from gdpr_desk.app import Desk
from gdpr_desk.desk_backups import back_up, restore_backup, verify_backup
from gdpr_desk.errors import GdprDeskError, NotFound
from gdpr_desk.files import write_for_user
from gdpr_desk.parties.model import Party
from gdpr_desk.register.history import form_of
from gdpr_desk.settings import state_folder
from gdpr_desk.vault.backup import kept_backups
from gdpr_desk.vault.backup_reading import verify_outside
from gdpr_desk.vault.people import Role

NEW_PHRASE = "cinq corneilles sur la jetée"
DONE, REFUSED = "done", "refused"
LARGE = 19_000


@dataclass(frozen=True)
class Place:
    """Where one attempt works: the vault, a folder for what comes out of it, a copy that lies elsewhere."""

    folder: Path
    out: Path
    backup: Path

    @property
    def restored(self) -> Path:
        return self.out / "neuf"

    @property
    def paper(self) -> Path:
        """A file of the user's own, elsewhere, to be attached."""
        return self.backup.with_name("papier.txt")


Operation = Callable[[Desk, Place], object]


def save(desk: Desk, _place: Place) -> None:
    desk.register.save(replace(desk.register.activity("T-01"), note="très long " * (LARGE // 10)))


def draft(desk: Desk, _place: Place) -> None:
    desk.history.drafts.keep(form_of("T-02"), {"note": "à moitié tapé " * (LARGE // 14)})


def party(desk: Desk, _place: Place) -> None:
    desk.parties.save(Party("nouveau", "Nouveau Prestataire"))


def throw(desk: Desk, _place: Place) -> None:
    desk.history.bin(["T-03", "T-04"])


def destroy(desk: Desk, _place: Place) -> None:
    desk.history.destroy([record.activity.reference for record in desk.history.binned()])


def daily(desk: Desk, _place: Place) -> None:
    desk.backups.make_daily()


def copy(desk: Desk, place: Place) -> None:
    back_up(desk, place.out / "copie.gdprdesk", force=True)


def restore(desk: Desk, place: Place) -> None:
    restore_backup(place.backup, place.restored, shop.PHRASE, desk.clock)


def verify(desk: Desk, place: Place) -> None:
    verify_backup(place.backup, shop.PHRASE, desk.clock)


def export(desk: Desk, place: Place) -> None:
    write_for_user(place.out / "registre.pdf", desk.exchange.pdf().content, force=True)


def add(desk: Desk, _place: Place) -> None:
    desk.people.add("Dominique Ombre", Role.OFFICER, NEW_PHRASE)


def remove(desk: Desk, _place: Place) -> None:
    """Another database key, other grants for all who stay."""
    desk.people.remove(next(one.id for one in desk.people.all() if one.role is Role.STAFF))


def passphrase(desk: Desk, _place: Place) -> None:
    desk.people.change_passphrase(shop.PHRASE, NEW_PHRASE)


def attach(desk: Desk, place: Place) -> None:
    shop.attach(desk, place.paper)


def shred(desk: Desk, _place: Place) -> None:
    """Everything that was attached is destroyed: keys, rows and files."""
    desk.attachments.destroy([one.id for one in desk.attachments.all()], lambda _session, _gone: None)


OPERATIONS: tuple[Operation, ...] = (
    *(save, draft, party, throw, destroy, attach, shred, daily, copy, restore, verify, export),
    *(add, remove, passphrase),
)
SHORT_FORM = (save, draft, destroy, attach, daily, restore, export, remove, passphrase)
"""One of each kind."""
SILENT = (daily, copy, restore, verify, export, add, remove, passphrase)
"""Those that leave the register as it was."""


@dataclass
class Tally:
    """How the attempts ended."""

    ends: Counter[tuple[str, str]] = field(default_factory=Counter)
    sentences: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)

    def report(self, what: str) -> str:
        names = dict.fromkeys(name for name, _ in self.ends)
        told = ", ".join(f"{n} {self.ends[n, REFUSED]}/{self.ends[n, DONE]}" for n in names)
        total = Counter[str]()
        for (_, end), many in self.ends.items():
            total[end] += many
        lines = [f"{what}: {total.total()} attempts, {dict(total)}; refused/done: {told}"]
        lines += [f"  {many} x {sentence}" for sentence, many in self.sentences.most_common()]
        return "\n".join([*lines, *(f"  BROKEN {broken}" for broken in self.broken)]) + "\n"


class Trial:
    """One vault, tried again and again on `disk`; what it was, and what each operation makes of it."""

    def __init__(self, source: Path, backup: Path, disk: Path) -> None:
        self.source, self.backup, self.disk = source, backup, disk
        self.tally = Tally()
        self.before, self.after = self._register(lambda _desk, _place: None), {}
        for operation in OPERATIONS:
            self.after[operation] = self._register(operation)
            assert (self.after[operation] == self.before) == (operation in SILENT), operation.__name__

    def fresh(self) -> Place:
        """The disk as it was: the vault, its marks, a folder for papers."""
        shutil.rmtree(state_folder(), ignore_errors=True)
        shutil.copytree(self.source.with_name("state"), state_folder())
        for old in self.disk.iterdir():
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        folder = Path(shutil.copytree(self.source, self.disk / "coffre"))
        (self.disk / "papiers").mkdir()
        return Place(folder, self.disk / "papiers", self.backup)

    def attempt(self, operation: Operation, scarce: Callable[[Place], AbstractContextManager[object]]) -> str:
        """Do it while there is no room, then again when there is; how the first went."""
        place, name, end = self.fresh(), operation.__name__, DONE
        try:
            with shop.opened(place.folder) as desk:
                with scarce(place):
                    try:
                        operation(desk, place)
                    except GdprDeskError as refusal:
                        end = REFUSED
                        self.tally.sentences[shop.in_words(refusal)] += 1
                self._judge(operation, place, desk, end)
                if end == REFUSED:
                    with suppress(NotFound):
                        operation(desk, place)
                    assert register_of(desk) == self.after[operation], "it does not go on afterwards"
            self._judge_closed(operation, place)
        except Exception as fault:
            self.tally.broken.append(f"{name} {end}: {type(fault).__name__} {fault}"[:300])
        self.tally.ends[name, end] += 1
        return end

    def _judge(self, operation: Operation, place: Place, desk: Desk, end: str) -> None:
        """Done or not done, and nothing between."""
        wanted = self.after[operation] if end == DONE else self.before
        assert register_of(desk) == wanted, "half of it"
        assert shop.alarms(desk) == []
        for name in ("*.part", ".*.new", "*/*.part"):
            assert not [*place.out.glob(name), *place.folder.glob(name)], "something half-written is left"
        papers = {path.name for path in place.out.iterdir()}
        if end == REFUSED:
            assert not papers, f"refused, and yet there is {papers}"
        for backup in (*kept_backups(place.folder / "backups"), *place.out.glob("*.gdprdesk")):
            path = backup if isinstance(backup, Path) else backup.path
            assert verify_outside(path).intact, "a backup with a name is not whole"

    def _judge_closed(self, operation: Operation, place: Place) -> None:
        """The next day it opens with the right phrase, and with the sheet's no less."""
        phrase = NEW_PHRASE if operation is passphrase else shop.PHRASE
        with shop.opened(place.folder, phrase=phrase) as desk:
            assert register_of(desk) == self.after[operation]
            assert shop.alarms(desk) == []
            holders = {path.name.split(".")[0] for path in (place.folder / "keys").iterdir()}
            assert holders == {person.id for person in desk.people.all()}

    def _register(self, operation: Operation) -> object:
        """What the register is once that was done, nothing in the way."""
        place = self.fresh()
        with shop.opened(place.folder) as desk:
            operation(desk, place)
            return register_of(desk)


def register_of(desk: Desk) -> object:
    """All that the operations change of what somebody typed."""
    drafts = [desk.history.drafts.read(form_of(f"T-{n:02}")) for n in range(1, 5)]
    erased = [(entry.kind, entry.at) for entry in desk.ledger.read().entries]
    papers = [content for _, content in shop.sealed(desk)]
    return desk.exchange.json(), desk.history.binned(), drafts, erased, papers


def prepared(work: Path, disk: Path) -> Trial:
    """The vault of a run below `work`, a copy of it elsewhere, tried on `disk`."""
    folder = shop.found(work / "vault" / "coffre").folder
    with shop.opened(folder) as desk:
        desk.backups.make_daily()
        backup = shop.copied(desk, work / "ailleurs.gdprdesk")
    backup.with_name("papier.txt").write_text("une lettre\n" * 6000, encoding="utf-8")
    shutil.rmtree(folder / "backups")  # so that a daily backup is due
    shutil.copytree(state_folder(), folder.with_name("state"))
    return Trial(folder, backup, disk)


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """Until the end no file of this process grows beyond `size` bytes."""
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def main(work: Path, sizes: tuple[int, ...]) -> int:
    """Every operation at every size; 1 when a promise was broken."""
    os.environ["XDG_STATE_HOME"] = str(work / "user-state")
    disk = work / "disk"
    disk.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        cheap(patch)
        trial = prepared(work, disk)
        for operation in SHORT_FORM:
            for size in sizes:
                trial.attempt(operation, lambda _place, size=size: no_file_beyond(size))
    sys.stdout.write(trial.tally.report("no file beyond a size"))
    return 1 if trial.tally.broken else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), tuple(map(int, sys.argv[2:])) or (0, 5000)))
