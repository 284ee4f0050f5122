"""Linux: a timer and a service of the user's own systemd, which catches up after days off."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

from gdpr_desk import settings
from gdpr_desk.files import storage_failed, write_atomically
from gdpr_desk.schedule.calling import Answer, call
from gdpr_desk.schedule.model import DEFAULT_AT, Fault, Found, Task
from gdpr_desk.schedule.refusals import no_scheduler, not_finished, not_taken, odd_path

PREFIX = "gdpr-desk-purge-"
_RUN_S = 60.0
"""How long somebody who asked for a run now waits for its end."""
_HOUR = re.compile(r"^OnCalendar=\*-\*-\* (\d\d):(\d\d):00$", re.MULTILINE)
_COMMAND = re.compile(r"^ExecStart=:(.*)$", re.MULTILINE)
_SHELL = ("/bin/sh", "-c", 'exec "$@"', "sh")
"""Starts a program whose own path has signs that systemd takes in arguments only."""
_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"')

_SERVICE = """\
[Unit]
Description=gdpr-desk : purge quotidienne
ConditionFileIsExecutable={program}
ConditionPathExists=|{folder}/vault.db
ConditionPathExists=|{folder}/keys

[Service]
Type=oneshot
ExecStart=:{command}
SuccessExitStatus=4
UMask=0077
NoNewPrivileges=true
"""
_TIMER = """\
[Unit]
Description=gdpr-desk : heure de la purge quotidienne

[Timer]
OnCalendar=*-*-* {at}:00
Persistent=true
RandomizedDelaySec=0
AccuracySec=1min

[Install]
WantedBy=timers.target
"""


class Systemd:
    """The manager of the user's session."""

    system = "systemd"

    def __init__(self) -> None:
        self._units = settings.config_folder().parent / "systemd" / "user"

    def ready(self) -> bool:
        return _ask("show", "--property=Version").good

    def find(self, wanted: Task) -> Found | None:
        timer, service = (_text(path) for path in self._paths(wanted.id))
        if timer is None and service is None:
            return None
        hour = _HOUR.search(timer or "")
        at = time(int(hour[1]), int(hour[2])) if hour else DEFAULT_AT
        faults = []
        if timer is None or service is None or command_of(service) is None:
            faults.append(Fault.CHANGED)
        else:
            program, folder = _split(service)
            faults += [Fault.PROGRAM] if program != wanted.program else []
            faults += [Fault.VAULT] if folder != str(wanted.folder) else []
            if not faults and (service, timer) != units(replace(wanted, at=at)):
                faults.append(Fault.CHANGED)
        told = _properties(self._timer(wanted.id))
        if told.get("ActiveState") != "active" or told.get("UnitFileState") != "enabled":
            faults.append(Fault.SWITCHED_OFF)
        return Found(at, tuple(faults), _instant(told.get("NextElapseUSecRealtime", "")))

    def install(self, task: Task) -> None:
        service, timer = units(task)
        if not self.ready():
            raise no_scheduler()
        before = {path: _text(path) for path in self._paths(task.id)}
        try:
            self._units.mkdir(parents=True, exist_ok=True)
            for path, text in zip(self._paths(task.id), (timer, service), strict=True):
                write_atomically(path, text.encode())
        except OSError as problem:
            self._put_back(before, task.id)
            raise storage_failed(problem) from problem
        name = self._timer(task.id)
        orders = (("daemon-reload",), ("enable", name), ("restart", name))
        if not all(_ask(*order).good for order in orders):
            self._put_back(before, task.id)
            raise not_taken()

    def remove(self, task_id: str) -> None:
        timer = self._timer(task_id)
        _ask("disable", "--now", timer)
        _ask("clean", "--what=state", timer)  # when it ran last
        try:
            for path in (*self._paths(task_id), self._units / "timers.target.wants" / timer):
                path.unlink(missing_ok=True)
        except OSError as problem:
            raise storage_failed(problem) from problem
        _ask("daemon-reload")
        _ask("reset-failed", f"{PREFIX}{task_id}.service")

    def run(self, task_id: str) -> None:
        if not self.ready():
            raise no_scheduler()
        done = _ask("start", f"{PREFIX}{task_id}.service", patience=_RUN_S)
        if not done.good and not done.late:
            raise not_finished()

    def tasks(self) -> Mapping[str, str]:
        found = {}
        for path in (*self._units.glob(f"{PREFIX}*.timer"), *self._units.glob(f"{PREFIX}*.service")):
            task_id = path.stem.removeprefix(PREFIX)
            service = _text(self._paths(task_id)[1]) or ""
            found[task_id] = _split(service)[1] if command_of(service) else ""
        return found

    def _put_back(self, before: Mapping[Path, str | None], task_id: str) -> None:
        if not any(before.values()):
            _ask("disable", "--now", self._timer(task_id))
        for path, text in before.items():
            with suppress(OSError):
                if text is None:
                    path.unlink(missing_ok=True)
                else:
                    write_atomically(path, text.encode())
        _ask("daemon-reload")

    def _paths(self, task_id: str) -> tuple[Path, Path]:
        return self._units / self._timer(task_id), self._units / f"{PREFIX}{task_id}.service"

    def _timer(self, task_id: str) -> str:
        return f"{PREFIX}{task_id}.timer"


def units(task: Task) -> tuple[str, str]:
    """The service and the timer, as systemd reads them. Raises InvalidInput for a path it cannot carry."""
    words = (*task.program, str(task.folder))
    if not all(word.isprintable() for word in words):  # half characters too, which UTF-8 does not have
        raise odd_path()
    service = _SERVICE.format(
        program=_plain(task.program[0]),
        folder=_plain(str(task.folder)),
        command=" ".join(_quoted(word) for word in _startable(words)),
    )
    return service, _TIMER.format(at=f"{task.at:%H:%M}")


def _startable(words: tuple[str, ...]) -> tuple[str, ...]:
    return (*_SHELL, *words) if any(sign in words[0] for sign in "\"'\\") else words


def _quoted(word: str) -> str:
    """One word of a command line: the colon before it switches variables off, « % » begins a specifier."""
    marked = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_plain(marked)}"'


def _plain(path: str) -> str:
    return path.replace("%", "%%")


def command_of(service: str) -> tuple[str, ...] | None:
    """The words of the command in a service of ours; None in anything else."""
    line = _COMMAND.search(service)
    if line is None:
        return None
    words = tuple(re.sub(r"\\(.)", r"\1", word).replace("%%", "%") for word in _WORD.findall(line[1]))
    if words[: len(_SHELL)] == _SHELL:
        words = words[len(_SHELL) :]
    return words if len(words) > 1 else None


def _split(service: str) -> tuple[tuple[str, ...], str]:
    words = command_of(service) or ("",)
    return words[:-1], words[-1]


def _text(path: Path) -> str | None:
    """What a unit's file holds; None where there is none that can be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _properties(unit: str) -> dict[str, str]:
    names = "ActiveState,UnitFileState,NextElapseUSecRealtime"
    lines = _ask("show", unit, f"--property={names}").text.splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _instant(told: str) -> datetime | None:
    """« Tue 2026-11-24 02:10:00 UTC », as systemctl writes it when asked in UTC."""
    words = told.split(" ")
    with suppress(ValueError):
        if len(words) == 4 and words[3] == "UTC":
            return datetime.fromisoformat(f"{words[1]}T{words[2]}").replace(tzinfo=UTC)
    return None


def _ask(*words: str, patience: float = 15.0) -> Answer:
    return call(("systemctl", "--user", "--no-ask-password", *words), patience=patience)
