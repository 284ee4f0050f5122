"""Files in watched folders: which leave, when, and that nothing else ever does."""

from __future__ import annotations

import errno
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from watched import item_of, put, watch

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import SHOP_ZONE, FixedClock
from gdpr_desk.errors import InvalidInput
from gdpr_desk.retention import repository
from gdpr_desk.retention.folders.dates import DateForm, date_in
from gdpr_desk.retention.folders.model import FolderRule
from gdpr_desk.retention.folders.places import ByDescriptor
from gdpr_desk.retention.folders.service import doubt_all
from gdpr_desk.retention.model import Why

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REVIEW = date(2027, 6, 1)


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    made = tmp_path / "exports"
    made.mkdir()
    return made


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def test_a_file_leaves_a_month_after_the_later_of_its_date_and_the_day_it_was_seen(
    officer_desk: Desk, clock: FixedClock, exports: Path
) -> None:
    desk, start = officer_desk, clock.now()
    put(exports / "old.mp4", start - 400 * DAY)
    watch(desk, exports, "P1M")
    desk.retention.sweep()
    clock.instant = start + 10 * DAY
    put(exports / "new.mp4", clock.now())
    put(exports / "copied.mp4", start - 400 * DAY)
    desk.retention.sweep()
    clock.instant = datetime(2026, 12, 23, 8, 48, tzinfo=SHOP_ZONE) - HOUR - timedelta(seconds=1)
    assert desk.retention.sweep().destroyed == 0
    clock.instant += timedelta(seconds=1)
    assert desk.retention.sweep().destroyed == 1
    assert names(exports) == {"new.mp4", "copied.mp4"}
    clock.instant += 11 * DAY
    assert desk.retention.sweep().destroyed == 2
    assert names(exports) == set()
    told = {count.label: count.destroyed for count in desk.retention.statements()[0].counts}
    assert told["Dossier « Exports »"] == 2


def test_nothing_leaves_that_no_earlier_plan_has_named(
    officer_desk: Desk, clock: FixedClock, exports: Path
) -> None:
    put(exports / "cam_2020-01-31.mp4", clock.now())
    watch(officer_desk, exports, date_form=DateForm.YEAR_FIRST)
    first = officer_desk.retention.fresh_plan()
    assert first.due == ()
    assert [item.why for item in first.left] == [Why.MINIMUM]
    assert officer_desk.retention.apply(first).destroyed == 0
    assert officer_desk.retention.sweep().destroyed == 1


def test_a_new_rule_names_its_files_again_before_they_leave(
    officer_desk: Desk, clock: FixedClock, exports: Path
) -> None:
    put(exports / "a.mp4", clock.now())
    made = watch(officer_desk, exports, "P1Y")
    officer_desk.retention.sweep()
    clock.instant += 40 * DAY
    officer_desk.retention.sweep()
    officer_desk.folders.change(made.id, FolderRule(str(exports), "Exports", "P1M"))
    assert officer_desk.retention.sweep().destroyed == 0
    assert officer_desk.retention.sweep().destroyed == 1


def test_a_date_in_the_name_counts_from_the_beginning_of_its_day(
    officer_desk: Desk, clock: FixedClock, exports: Path
) -> None:
    clock.instant = datetime(2026, 10, 2, 9, tzinfo=SHOP_ZONE)
    put(exports / "cam 2026-10-01 08.00.mp4", clock.now())
    watch(officer_desk, exports, "P60D", date_form=DateForm.YEAR_FIRST)
    officer_desk.retention.sweep()
    end = datetime(2026, 11, 30, tzinfo=SHOP_ZONE).astimezone(UTC)
    clock.instant = end - HOUR - timedelta(seconds=1)
    assert officer_desk.retention.sweep().destroyed == 0
    clock.instant = end - HOUR
    assert officer_desk.retention.sweep().destroyed == 1


@pytest.mark.parametrize(
    ("form", "name", "day"),
    [
        (DateForm.YEAR_FIRST, "cam 2026-10-01 08.00.mp4", date(2026, 10, 1)),
        (DateForm.YEAR_FIRST, "2026-10-01_2026-10-02.mp4", date(2026, 10, 2)),
        (DateForm.YEAR_FIRST, "12026-10-01.mp4", None),
        (DateForm.YEAR_FIRST_TOGETHER, "20261001093000.wav", date(2026, 10, 1)),
        (DateForm.YEAR_FIRST_TOGETHER, "20261301.wav", None),
        (DateForm.YEAR_FIRST_TOGETHER, "0612345678.wav", None),
        (DateForm.DAY_FIRST, "01.10.2026_1.avi", date(2026, 10, 1)),
        (DateForm.DAY_FIRST, "31-02-2026.avi", None),
        (DateForm.DAY_FIRST_TOGETHER, "appel_01102026.wav", date(2026, 10, 1)),
        (DateForm.DAY_FIRST_TOGETHER, "appel_011026.wav", None),
    ],
)
def test_the_day_in_a_name_is_read_in_the_form_that_was_chosen(
    form: DateForm, name: str, day: date | None
) -> None:
    assert date_in(name, form) == day


def test_a_name_without_its_date_counts_from_the_file_and_is_listed(
    officer_desk: Desk, clock: FixedClock, exports: Path
) -> None:
    put(exports / "2026-13-45.mp4", clock.now())
    watch(officer_desk, exports, "P60D", date_form=DateForm.YEAR_FIRST)
    plan = officer_desk.retention.fresh_plan()
    assert [(item.why, item.from_creation) for item in plan.left] == [(Why.MISSING_TRIGGER, True)]
    clock.instant += 60 * DAY
    assert officer_desk.retention.sweep().destroyed == 1


def test_only_names_that_fit_leave_and_only_below_when_it_was_chosen(
    officer_desk: Desk, clock: FixedClock, exports: Path
) -> None:
    for name in ("a.mp4", "b.MP4", "c.txt", ".hidden.mp4", "sub/d.mp4"):
        put(exports / name, clock.now())
    made = watch(officer_desk, exports, patterns=("*.mp4",))
    officer_desk.retention.sweep()
    clock.instant += 31 * DAY
    officer_desk.retention.sweep()
    assert names(exports) == {"c.txt", ".hidden.mp4", "d.mp4"}
    rule = FolderRule(str(exports), "Exports", "P30D", ("*.mp4",), recursive=True)
    officer_desk.folders.change(made.id, rule)
    officer_desk.retention.sweep()
    clock.instant += 31 * DAY
    officer_desk.retention.sweep()
    assert names(exports) == {"c.txt", ".hidden.mp4"}


@pytest.mark.parametrize("how", ["content", "date", "replaced"])
def test_a_file_that_changed_since_the_plan_stays(
    officer_desk: Desk, clock: FixedClock, exports: Path, how: str
) -> None:
    old = clock.now()
    file, other = put(exports / "a.mp4", old), put(exports / "b.mp4", old)
    watch(officer_desk, exports)
    officer_desk.retention.sweep()
    clock.instant += 31 * DAY
    plan = officer_desk.retention.fresh_plan()
    assert len(plan.due) == 2
    if how == "content":
        put(file, old, b"longer")
    elif how == "date":
        put(file, old + DAY)
    else:
        put(exports / "beside", old).replace(file)
    done = officer_desk.retention.apply(plan)
    assert (done.destroyed, done.errors) == (1, ())
    assert (file.exists(), other.exists()) == (True, False)
    assert officer_desk.retention.sweep().destroyed == 0


def test_a_hold_follows_its_file_through_the_folder(
    officer_desk: Desk, clock: FixedClock, exports: Path
) -> None:
    desk = officer_desk
    for name in ("held.wav", "other.wav", "turned.wav"):
        put(exports / name, clock.now(), name.encode())
    made = watch(desk, exports, recursive=True)
    desk.retention.sweep()
    for name in ("held.wav", "turned.wav"):
        desk.retention.hold(item_of(desk, made, name), reason="legal_claims", note="", review_on=REVIEW)
    clock.instant += DAY
    (exports / "sub").mkdir()
    (exports / "held.wav").replace(exports / "sub" / "renamed.wav")
    (exports / "other.wav").replace(exports / "kept.wav")
    (exports / "turned.wav").replace(exports / "turned.1.wav")  # as a recorder turns its files over
    put(exports / "turned.wav", clock.now(), b"new")
    desk.retention.sweep()
    clock.instant += 60 * DAY
    desk.retention.sweep()
    assert names(exports) == {"renamed.wav", "turned.1.wav"}
    with pytest.raises(InvalidInput, match="gelés"):
        desk.folders.remove(made.id)


def test_a_hold_stays_on_what_a_program_saves_anew_in_its_place(
    officer_desk: Desk, clock: FixedClock, exports: Path
) -> None:
    desk = officer_desk
    file = put(exports / "letter.odt", clock.now())
    made = watch(desk, exports)
    desk.retention.sweep()
    desk.retention.hold(item_of(desk, made, file.name), reason="legal_claims", note="", review_on=REVIEW)
    put(exports / "beside", clock.now(), b"saved").replace(file)
    desk.retention.sweep()
    clock.instant += 60 * DAY
    desk.retention.sweep()
    assert names(exports) == {"letter.odt"}


def test_a_missing_disk_is_told_and_nothing_of_it_forgotten(
    officer_desk: Desk, clock: FixedClock, exports: Path
) -> None:
    desk = officer_desk
    put(exports / "a.mp4", clock.now())
    watch(desk, exports)
    desk.retention.sweep()
    away = exports.with_name("away")
    exports.rename(away)
    clock.instant += 31 * DAY
    done = desk.retention.sweep()
    assert (done.destroyed, done.errors) == (0, ("folder_missing",))
    assert done.statement is not None
    clock.instant += HOUR
    assert desk.retention.sweep().statement is None  # told once a day
    assert desk.folders.standings()[0].files == 1
    away.rename(exports)
    clock.instant += HOUR
    assert desk.retention.sweep().destroyed == 1


def test_another_folder_in_its_place_is_left_alone(
    officer_desk: Desk, clock: FixedClock, exports: Path
) -> None:
    put(exports / "a.mp4", clock.now())
    watch(officer_desk, exports)
    officer_desk.retention.sweep()
    exports.rename(exports.with_name("away"))
    exports.mkdir()
    put(exports / "a.mp4", clock.now())
    clock.instant += 40 * DAY
    for _ in range(2):
        assert officer_desk.retention.sweep().errors == ("folder_replaced",)
        clock.instant += 40 * DAY
    assert names(exports) == {"a.mp4"}


def test_a_vault_made_anew_from_a_backup_leaves_folders_alone_until_somebody_saves_them(
    officer_desk: Desk, clock: FixedClock, exports: Path
) -> None:
    """A hold that was set after the backup is not in it: its file may not go for that."""
    put(exports / "a.mp4", clock.now())
    made = watch(officer_desk, exports)
    officer_desk.retention.sweep()
    clock.instant += 31 * DAY
    with officer_desk.vault.store.begin() as session:
        doubt_all(session)
    for _ in range(2):
        done = officer_desk.retention.sweep()
        assert (done.destroyed, done.errors) == (0, ("folder_replaced",))
    officer_desk.folders.change(made.id, made.rule)
    assert officer_desk.retention.sweep().destroyed == 0
    assert officer_desk.retention.sweep().destroyed == 1


@pytest.mark.parametrize("refused", [(errno.EBUSY, "file_in_use"), (errno.EROFS, "file_denied")])
def test_what_cannot_be_removed_is_told_and_tried_again(
    officer_desk: Desk,
    clock: FixedClock,
    exports: Path,
    monkeypatch: pytest.MonkeyPatch,
    refused: tuple[int, str],
) -> None:
    desk, (code, told) = officer_desk, refused
    put(exports / "busy.mp4", clock.now())
    put(exports / "free.mp4", clock.now())
    watch(desk, exports)
    desk.retention.sweep()
    clock.instant += 31 * DAY
    real = ByDescriptor.unlink

    def refusing(place: ByDescriptor, name: str) -> None:
        if name == "busy.mp4":
            raise OSError(code, "refused")
        real(place, name)

    with monkeypatch.context() as patch:
        patch.setattr(ByDescriptor, "unlink", refusing)
        done = desk.retention.sweep()
        assert (done.destroyed, done.errors) == (1, (told,))
        assert done.statement is not None
        assert done.statement.errors == (told,)
        clock.instant += HOUR
        again = desk.retention.sweep()
        assert (again.destroyed, again.errors, again.statement) == (0, (told,), None)
    assert names(exports) == {"busy.mp4"}
    clock.instant += HOUR
    done = desk.retention.sweep()
    assert (done.destroyed, done.errors) == (1, ())


class Died(BaseException):
    """The process is gone."""


def test_a_run_that_dies_after_unlinking_is_told_by_the_next(
    officer_desk: Desk, clock: FixedClock, exports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = officer_desk
    for number in range(3):
        put(exports / f"{number}.mp4", clock.now())
    watch(desk, exports)
    desk.retention.sweep()
    clock.instant += 31 * DAY

    def die(*_given: object) -> None:
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(repository, "count_destroyed", die)
        with pytest.raises(Died):
            desk.retention.sweep()
    assert names(exports) == set()
    again = open_desk(desk.vault, clock)
    assert again.retention.reconcile() == 3
    again.retention.sweep()
    told = [one for one in again.retention.statements() if one.destroyed]
    assert [(one.destroyed, one.errors) for one in told] == [(3, ("interrupted",))]
    assert again.folders.standings()[0].files == 0
    assert again.verify_journal().intact


def test_no_name_of_a_file_reaches_a_statement_the_journal_or_what_lies_in_clear(
    officer_desk: Desk, clock: FixedClock, exports: Path
) -> None:
    desk = officer_desk
    put(exports / "Jeanne-Canari.wav", clock.now())
    watch(desk, exports)
    desk.retention.sweep()
    clock.instant += 31 * DAY
    desk.retention.fresh_plan()
    done = desk.retention.sweep()
    assert done.statement is not None
    paper = desk.retention.statement_pdf(done.statement.number, "Atelier Lumen").content
    clear = [path for path in desk.vault.folder.iterdir() if path.is_file()]
    assert "folders.due" in {path.name for path in clear}
    journal = repr(desk.journal.entries()).encode()
    for told in (paper, journal, repr(done.statement).encode(), *(path.read_bytes() for path in clear)):
        assert b"Canari" not in told
    positive = desk.folders  # the vault itself still knew it while it was there
    assert positive.standings()[0].files == 0


def test_the_reach_of_a_name_is_lossless(officer_desk: Desk, clock: FixedClock, exports: Path) -> None:
    for name in (b"a\nb.mp4", b"\xff\xfe.mp4", b" .mp4", "été\u202e.mp4".encode(), b"-rf"):
        put(exports / os.fsdecode(name), clock.now())
    made = watch(officer_desk, exports)
    officer_desk.retention.sweep()
    listed = {os.fsencode(line.path) for line in officer_desk.folders.files(made.id)}
    assert listed == {b"a\nb.mp4", b"\xff\xfe.mp4", b" .mp4", "été\u202e.mp4".encode(), b"-rf"}
    clock.instant += 31 * DAY
    assert officer_desk.retention.sweep().destroyed == 5
    assert list(exports.iterdir()) == []


@pytest.mark.parametrize(
    "names",
    [
        [b'qu"ote\\.mp4', b"a\nb.mp4", "été 😀\u2028.mp4".encode(), b"1", b"null"],
        [b"plain.mp4", b"\xff\xfe.mp4", b"caf\xe9.mp4"],
    ],
    ids=["text", "bytes"],
)
def test_a_look_at_what_is_known_writes_nothing_whatever_it_is_called(
    officer_desk: Desk, exports: Path, names: list[bytes]
) -> None:
    for name in names:
        Path(os.fsdecode(os.fsencode(exports) + b"/" + name)).write_bytes(b"x")
    watch(officer_desk, exports)
    officer_desk.retention.sweep()
    store = officer_desk.vault.store
    before = store.commit_number()
    officer_desk.retention.fresh_plan()
    assert store.commit_number() == before
    (exports / "plain.mp4").write_bytes(b"another")
    officer_desk.retention.fresh_plan()
    assert store.commit_number() > before
