"""The units of the timer: what systemd itself says of them, and the order in which it is spoken to.

Here `systemctl` is a stand-in; `tests/trials/test_user_timer.py` speaks with a real user manager.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from system_tools import Tool

from gdpr_desk.errors import GdprDeskError, StorageFailed
from gdpr_desk.schedule.model import Fault, Found, Task
from gdpr_desk.schedule.systemd import PREFIX, Systemd, command_of, units
from gdpr_desk.settings import config_folder

FINE = ("show gdpr-desk", 0, "ActiveState=active\\nUnitFileState=enabled")
HARD = 'l’été 100 %h "neuf" $HOME \\n d\'ici'
needs_analyze = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed"
)


def a_task(folder: Path, program: Sequence[str] = ("/usr/bin/true",), at: time = time(3, 10)) -> Task:
    return Task("0123456789ab", (*program, "sweep", "--locked", "--vault"), folder, at)


def unit_files() -> dict[str, str]:
    folder = config_folder().parent / "systemd" / "user"
    return {path.name: path.read_text("utf-8") for path in folder.glob("*")} if folder.is_dir() else {}


@needs_analyze
@pytest.mark.parametrize("name", ["simple", HARD])
def test_systemd_itself_finds_nothing_to_say_about_the_units(name: str, tmp_path: Path) -> None:
    program = tmp_path / f"prog {name}"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    task = a_task(tmp_path / name, [str(program)])
    for kind, text in zip(("service", "timer"), units(task), strict=True):
        (tmp_path / f"{PREFIX}{task.id}.{kind}").write_text(text, "utf-8")
    files = [str(tmp_path / f"{PREFIX}{task.id}.{kind}") for kind in ("timer", "service")]

    def verified() -> subprocess.CompletedProcess[str]:
        words = ["systemd-analyze", "--user", "--man=no", "verify", *files]
        environment = {"XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
        return subprocess.run(words, capture_output=True, text=True, env=environment, timeout=60)

    done = verified()
    assert (done.returncode, done.stderr) == (0, "")
    timer = Path(files[0])
    timer.write_text(timer.read_text("utf-8").replace("03:10:00", "27:10:00"), "utf-8")
    assert verified().stderr, "a wrong hour would be noticed"


def test_what_the_units_promise() -> None:
    service, timer = units(a_task(Path("/srv/coffre")))
    assert "\nPersistent=true\n" in timer
    assert "\nOnCalendar=*-*-* 03:10:00\n" in timer
    assert "\nRandomizedDelaySec=0\n" in timer
    assert 'ExecStart=:"/usr/bin/true" "sweep" "--locked" "--vault" "/srv/coffre"\n' in service
    descriptions = [line for line in (service + timer).splitlines() if line.startswith("Description=")]
    assert descriptions == [
        "Description=gdpr-desk : purge quotidienne",
        "Description=gdpr-desk : heure de la purge quotidienne",
    ]


paths = st.text(
    st.characters(blacklist_characters="/\0", codec="utf-8").filter(str.isprintable), min_size=1, max_size=30
)


@given(program=paths, folder=paths)
def test_every_printable_path_is_read_back_as_it_was_written(program: str, folder: str) -> None:
    task = a_task(Path("/") / folder, [f"/opt/{program}"])
    text = units(task)[0]
    line = next(line for line in text.splitlines() if line.startswith("ExecStart="))
    assert as_systemd_reads(line.removeprefix("ExecStart=:"))[-5:] == [*task.program, str(task.folder)]
    assert command_of(text) == (*task.program, str(task.folder))
    assert text.count("\n") == 12, "no path adds a line of its own"


def as_systemd_reads(line: str) -> list[str]:
    """The words of a command line after systemd.service(5) and systemd.syntax(7), written anew for this."""
    words, signs, within = [], iter(line), False
    word = ""
    for sign in signs:
        if sign == "\\":
            word += next(signs)
        elif sign == '"':
            if within:
                words.append(word.replace("%%", "%"))
                word = ""
            within = not within
        elif within:
            word += sign
    assert not within
    return words


@pytest.mark.parametrize("name", ["deux\nlignes", "espace\u00a0dur", "moiti\udce9"])
def test_a_path_that_a_unit_cannot_carry_is_refused_before_anything_is_written(
    name: str, systemctl: Tool
) -> None:
    with pytest.raises(GdprDeskError) as refused:
        Systemd().install(a_task(Path("/srv") / name))
    assert refused.value.code == "odd_path"
    assert (unit_files(), systemctl.told()) == ({}, [])


def test_the_order_of_things(systemctl: Tool, tmp_path: Path) -> None:
    systemctl.answer(FINE)
    system, task = Systemd(), a_task(tmp_path)
    system.install(task)
    name = f"{PREFIX}{task.id}"
    orders = [order.removeprefix("--user --no-ask-password ") for order in systemctl.told()]
    assert orders == [
        "show --property=Version",
        "daemon-reload",
        f"enable {name}.timer",
        f"restart {name}.timer",
    ]
    assert set(unit_files()) == {f"{name}.timer", f"{name}.service"}
    assert system.find(task) == Found(time(3, 10))
    assert dict(system.tasks()) == {task.id: str(tmp_path)}
    systemctl.told()
    system.run(task.id)
    assert systemctl.told()[-1].endswith(f"start {name}.service")
    system.remove(task.id)
    assert f"--user --no-ask-password disable --now {name}.timer" in systemctl.told()
    assert (unit_files(), system.find(task), system.tasks()) == ({}, None, {})


def test_the_next_time_is_what_systemd_says(systemctl: Tool, tmp_path: Path) -> None:
    told = f"{FINE[2]}\\nNextElapseUSecRealtime=Tue 2026-11-24 02:10:00 UTC"
    systemctl.answer((*FINE[:2], told))
    Systemd().install(a_task(tmp_path))
    found = Systemd().find(a_task(tmp_path))
    assert found is not None
    assert found.next_at == datetime(2026, 11, 24, 2, 10, tzinfo=UTC)


def test_what_is_out_of_date_is_named(systemctl: Tool, tmp_path: Path) -> None:
    systemctl.answer(FINE)
    system = Systemd()
    system.install(a_task(tmp_path, at=time(19, 10)))

    def faults(wanted: Task) -> tuple[Fault, ...]:
        found = system.find(wanted)
        assert found is not None
        assert found.at == time(19, 10)
        return found.faults

    assert faults(a_task(tmp_path)) == ()
    assert faults(a_task(tmp_path / "ailleurs")) == (Fault.VAULT,)
    assert faults(a_task(tmp_path, ["/opt/neuf"])) == (Fault.PROGRAM,)
    systemctl.answer(("show gdpr-desk", 0, "ActiveState=inactive\\nUnitFileState=disabled"))
    assert faults(a_task(tmp_path)) == (Fault.SWITCHED_OFF,)
    systemctl.answer(FINE)
    timer = config_folder().parent / "systemd" / "user" / f"{PREFIX}0123456789ab.timer"
    timer.write_text(timer.read_text("utf-8").replace("Persistent=true\n", ""), "utf-8")
    assert faults(a_task(tmp_path)) == (Fault.CHANGED,)
    timer.with_suffix(".service").unlink()
    assert faults(a_task(tmp_path)) == (Fault.CHANGED,)
    timer.with_suffix(".service").write_bytes(b"\xff\xfe")
    assert faults(a_task(tmp_path)) == (Fault.CHANGED,)


@pytest.mark.parametrize("failing", ["daemon-reload", "enable", "restart"])
def test_what_systemd_refuses_leaves_nothing_behind_or_what_was_there(
    systemctl: Tool, tmp_path: Path, failing: str
) -> None:
    systemctl.answer((failing, 1, ""))
    with pytest.raises(GdprDeskError) as refused:
        Systemd().install(a_task(tmp_path))
    assert (refused.value.code, unit_files()) == ("schedule_refused", {})
    systemctl.answer()
    Systemd().install(a_task(tmp_path))
    before = unit_files()
    systemctl.answer((failing, 1, ""))
    with pytest.raises(GdprDeskError):
        Systemd().install(a_task(tmp_path, at=time(12, 10)))
    assert unit_files() == before


def test_without_a_manager_nothing_is_installed_and_what_is_there_still_goes(
    systemctl: Tool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Systemd().install(a_task(tmp_path))
    systemctl.answer(("", 1, "Failed to connect to bus"))
    assert not Systemd().ready()
    with pytest.raises(GdprDeskError) as refused:
        Systemd().install(a_task(tmp_path / "autre"))
    assert refused.value.code == "no_scheduler"
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))  # nor is there any systemctl
    assert not Systemd().ready()
    Systemd().remove("0123456789ab")
    assert unit_files() == {}


def test_a_folder_that_cannot_be_written_is_told_as_such(systemctl: Tool, tmp_path: Path) -> None:
    units_folder = config_folder().parent / "systemd"
    units_folder.parent.mkdir(parents=True, exist_ok=True)
    units_folder.write_text("a file, not a folder")
    with pytest.raises(StorageFailed):
        Systemd().install(a_task(tmp_path))
    assert units_folder.read_text() == "a file, not a folder"


def test_a_run_that_fails_is_told_as_such(systemctl: Tool, tmp_path: Path) -> None:
    systemctl.answer(("start", 1, ""))
    with pytest.raises(GdprDeskError) as refused:
        Systemd().run("0123456789ab")
    assert refused.value.code == "sweep_failed"
