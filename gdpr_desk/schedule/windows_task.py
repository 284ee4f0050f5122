"""Windows: a task of the Task Scheduler, registered from XML.

Written after the published schema (version 1.2) and in its order; not run on Windows yet. What was
registered is noted in the state folder: `schtasks` answers in the console's own encoding, which loses the
accents of a path.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from contextlib import suppress
from datetime import time
from pathlib import Path

from gdpr_desk import settings
from gdpr_desk.files import storage_failed, write_atomically
from gdpr_desk.schedule.calling import call
from gdpr_desk.schedule.model import DEFAULT_AT, Fault, Found, Task
from gdpr_desk.schedule.refusals import not_finished, not_taken, odd_path

NAMESPACE = "http://schemas.microsoft.com/windows/2004/02/mit/task"
FOLDER = "gdpr-desk"
_NOTE = "schedule-"
_VARIABLE = re.compile(r"%[^%]+%|\$\(")
"""What the Task Scheduler would replace in a command, with no way to say that it is meant as it stands."""
_FIRST_DAY, _LAST_DAY = "2026-01-01", "2099-12-31"
_SETTINGS = (
    ("MultipleInstancesPolicy", "IgnoreNew"),
    ("DisallowStartIfOnBatteries", "false"),
    ("StopIfGoingOnBatteries", "false"),
    ("StartWhenAvailable", "true"),
    ("RunOnlyIfNetworkAvailable", "false"),
    ("Enabled", "true"),
    ("RunOnlyIfIdle", "false"),
    ("WakeToRun", "false"),
    ("ExecutionTimeLimit", "PT1H"),
    ("Priority", "7"),
)


class WindowsTasks:
    """The tasks of the user who is signed in."""

    system = "windows"

    def ready(self) -> bool:
        return call(("schtasks", "/Query", "/FO", "LIST")).good

    def find(self, wanted: Task) -> Found | None:
        kept = _kept(wanted.id)
        registered = call(("schtasks", "/Query", "/TN", _name(wanted.id))).good
        if kept is None:
            return Found(DEFAULT_AT, (Fault.CHANGED,)) if registered else None
        faults = [Fault.PROGRAM] if kept.program != wanted.program else []
        faults += [Fault.VAULT] if kept.folder != wanted.folder else []
        faults += [] if registered else [Fault.SWITCHED_OFF]
        return Found(kept.at, tuple(faults))

    def install(self, task: Task) -> None:
        content = task_xml(task)
        try:
            handle, name = tempfile.mkstemp(suffix=".xml")
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            taken = call(("schtasks", "/Create", "/TN", _name(task.id), "/XML", name, "/F")).good
            Path(name).unlink(missing_ok=True)
            if not taken:
                raise not_taken()
            _note(task.id).parent.mkdir(parents=True, exist_ok=True)
            noted = {"at": f"{task.at:%H:%M}", "program": task.program, "folder": str(task.folder)}
            write_atomically(_note(task.id), json.dumps(noted).encode())
        except OSError as problem:
            raise storage_failed(problem) from problem

    def remove(self, task_id: str) -> None:
        gone = call(("schtasks", "/Delete", "/TN", _name(task_id), "/F")).good
        if not gone and call(("schtasks", "/Query", "/TN", _name(task_id))).good:
            raise not_taken()
        with suppress(OSError):
            _note(task_id).unlink(missing_ok=True)

    def run(self, task_id: str) -> None:
        if not call(("schtasks", "/Run", "/TN", _name(task_id))).good:
            raise not_finished()

    def tasks(self) -> Mapping[str, str]:
        found = {}
        for path in settings.state_folder().glob(f"{_NOTE}*.json"):
            task_id = path.stem.removeprefix(_NOTE)
            kept = _kept(task_id)
            found[task_id] = str(kept.folder) if kept else ""
        return found


def task_xml(task: Task) -> bytes:
    """The task as `schtasks /Create /XML` reads it: UTF-16 with its mark. Raises InvalidInput."""
    words = (*task.program, str(task.folder))
    if not all(word.isprintable() and _VARIABLE.search(word) is None for word in words):
        raise odd_path()
    root = ET.Element("Task", {"version": "1.2", "xmlns": NAMESPACE})
    about = ET.SubElement(root, "RegistrationInfo")
    _leaf(about, "Description", "gdpr-desk : purge quotidienne")
    trigger = ET.SubElement(ET.SubElement(root, "Triggers"), "CalendarTrigger")
    _leaf(trigger, "Enabled", "true")
    _leaf(trigger, "StartBoundary", f"{_FIRST_DAY}T{task.at:%H:%M}:00")
    _leaf(trigger, "EndBoundary", f"{_LAST_DAY}T23:59:59")  # StartWhenAvailable asks for one
    _leaf(ET.SubElement(trigger, "ScheduleByDay"), "DaysInterval", "1")
    person = ET.SubElement(ET.SubElement(root, "Principals"), "Principal", {"id": "Author"})
    _leaf(person, "LogonType", "InteractiveToken")
    _leaf(person, "RunLevel", "LeastPrivilege")
    rules = ET.SubElement(root, "Settings")
    for name, value in _SETTINGS:
        _leaf(rules, name, value)
    run = ET.SubElement(ET.SubElement(root, "Actions", {"Context": "Author"}), "Exec")
    _leaf(run, "Command", task.program[0])
    _leaf(run, "Arguments", subprocess.list2cmdline(words[1:]))
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-16"?>\r\n{text}\r\n'.encode("utf-16")


def _leaf(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text


def _name(task_id: str) -> str:
    return f"\\{FOLDER}\\purge-{task_id}"


def _note(task_id: str) -> Path:
    return settings.state_folder() / f"{_NOTE}{task_id}.json"


def _kept(task_id: str) -> Task | None:
    """What was registered last; None where nothing was."""
    try:
        kept = json.loads(_note(task_id).read_text(encoding="utf-8"))
        at = time.fromisoformat(kept["at"])
        return Task(task_id, tuple(kept["program"]), Path(kept["folder"]), at)
    except (OSError, ValueError, TypeError, KeyError):
        return None
