"""Windows and macOS: the files against the published formats, and the orders given to a stand-in.

Neither was tried on its own system.
"""

from __future__ import annotations

import plistlib
import sys
from datetime import time
from pathlib import Path, PureWindowsPath

import pytest
from lxml import etree
from system_tools import Tool

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.schedule.launchd import PREFIX, Launchd, agent_plist
from gdpr_desk.schedule.model import Fault, Found, Task
from gdpr_desk.schedule.windows_task import NAMESPACE, WindowsTasks, task_xml

# Microsoft, Task Scheduler Schema 1.2: triggerBaseType and calendarTriggerType are sequences, in this order;
# taskType, settingsType and principalType are `xs:all`: each element once, in any order.
SEQUENCES = {
    "CalendarTrigger": (
        *("Enabled", "StartBoundary", "EndBoundary", "Repetition", "ExecutionTimeLimit"),
        *("RandomDelay", "ScheduleByDay"),
    ),
    "Exec": ("Command", "Arguments", "WorkingDirectory"),
    "ScheduleByDay": ("DaysInterval",),
}
ONCE_EACH = {
    "Task": ("RegistrationInfo", "Triggers", "Principals", "Settings", "Actions", "Data"),
    "RegistrationInfo": (
        *("URI", "SecurityDescriptor", "Source", "Date", "Author", "Version", "Description", "Documentation"),
    ),
    "Principal": ("UserId", "LogonType", "GroupId", "DisplayName", "RunLevel"),
    "Settings": (
        *("AllowStartOnDemand", "RestartOnFailure", "MultipleInstancesPolicy", "DisallowStartIfOnBatteries"),
        *("StopIfGoingOnBatteries", "AllowHardTerminate", "StartWhenAvailable", "NetworkProfileName"),
        *("RunOnlyIfNetworkAvailable", "WakeToRun", "Enabled", "Hidden", "DeleteExpiredTaskAfter"),
        *("IdleSettings", "NetworkSettings", "ExecutionTimeLimit", "Priority", "RunOnlyIfIdle"),
    ),
    "Triggers": ("CalendarTrigger",),
    "Principals": ("Principal",),
    "Actions": ("Exec",),
}
# launchd.plist(5): key and the type it asks for.
AGENT_KEYS = {
    "Label": str,
    "ProgramArguments": list,
    "StartCalendarInterval": dict,
    "RunAtLoad": bool,
    "ProcessType": str,
    "LowPriorityIO": bool,
    "Umask": int,
}


def a_task(folder: object, at: time = time(3, 10)) -> Task:
    program = (r"C:\Program Files\gdpr-desk\gdpr-desk.exe", "sweep", "--locked", "--vault")
    return Task("0123456789ab", program, folder, at)  # type: ignore[arg-type]


def named(element: etree._Element) -> str:
    return element.tag.removeprefix(f"{{{NAMESPACE}}}")


def out_of_order(root: etree._Element) -> list[str]:
    """Elements whose children break the schema."""
    wrong = []
    for element in root.iter():
        inner = [named(child) for child in element]
        known = SEQUENCES.get(named(element)) or ONCE_EACH.get(named(element)) or ()
        placed = [known.index(name) for name in inner if name in known]
        unordered = named(element) in SEQUENCES and placed != sorted(placed)
        if len(placed) != len(inner) or len(set(placed)) != len(placed) or unordered:
            wrong.append(named(element))
    return wrong


def values(content: bytes) -> dict[str, str]:
    root = etree.fromstring(content)
    return {named(element): element.text or "" for element in root.iter() if not len(element)}


def test_the_windows_task_follows_the_schema() -> None:
    content = task_xml(a_task(PureWindowsPath(r"C:\Données d'été\coffre")))
    assert content[:2] in {b"\xff\xfe", b"\xfe\xff"}
    root = etree.fromstring(content)
    assert (named(root), root.get("version")) == ("Task", "1.2")
    order = [named(child) for child in root]
    assert order == ["RegistrationInfo", "Triggers", "Principals", "Settings", "Actions"]
    assert out_of_order(root) == []
    trigger = root.find(f".//{{{NAMESPACE}}}CalendarTrigger")
    assert trigger is not None
    trigger.append(trigger[0])
    assert out_of_order(root) == ["CalendarTrigger"], "the check can fail"


def test_what_the_windows_task_promises() -> None:
    found = values(task_xml(a_task(PureWindowsPath(r"C:\Données d'été\coffre"), time(19, 10))))
    wanted = {
        "StartWhenAvailable": "true",
        "DisallowStartIfOnBatteries": "false",
        "StopIfGoingOnBatteries": "false",
        "LogonType": "InteractiveToken",
        "RunLevel": "LeastPrivilege",
        "MultipleInstancesPolicy": "IgnoreNew",
        "DaysInterval": "1",
        "StartBoundary": "2026-01-01T19:10:00",
        "Command": r"C:\Program Files\gdpr-desk\gdpr-desk.exe",
        "Arguments": r'sweep --locked --vault "C:\Données d' + r"'été\coffre" + '"',
        "Description": "gdpr-desk : purge quotidienne",
    }
    assert {name: found[name] for name in wanted} == wanted
    assert "UserId" not in found


@pytest.mark.parametrize("name", [r"C:\%USERNAME%\coffre", "C:\\$(Arg0)", "C:\\deux\nlignes"])
def test_what_windows_would_read_otherwise_is_refused(name: str) -> None:
    with pytest.raises(GdprDeskError) as refused:
        task_xml(a_task(PureWindowsPath(name)))
    assert refused.value.code == "odd_path"
    assert task_xml(a_task(PureWindowsPath(r"C:\100 % neuf")))


def test_the_orders_given_to_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    schtasks = Tool(tmp_path / "bin", "schtasks", monkeypatch)
    system, task = WindowsTasks(), a_task(tmp_path)
    schtasks.answer(("/TN", 1, ""))
    assert system.find(task) is None
    with pytest.raises(GdprDeskError):
        system.install(task)
    assert (system.find(task), system.tasks()) == (None, {})
    schtasks.answer()
    schtasks.told()
    system.install(task)
    (order,) = schtasks.told()
    assert order.startswith(r"/Create /TN \gdpr-desk\purge-0123456789ab /XML ")
    assert order.endswith(".xml /F")
    assert not Path(order.split(" ")[4]).exists(), "the file for schtasks does not stay"
    assert system.find(task) == Found(time(3, 10))
    assert system.find(a_task(tmp_path / "neuf")) == Found(time(3, 10), (Fault.VAULT,))
    assert dict(system.tasks()) == {task.id: str(tmp_path)}
    schtasks.answer(("/Query /TN", 1, ""))
    assert system.find(task) == Found(time(3, 10), (Fault.SWITCHED_OFF,))
    system.remove(task.id)
    assert system.tasks() == {}


def test_the_mac_agent_has_the_keys_that_launchd_knows(tmp_path: Path) -> None:
    kept = plistlib.loads(agent_plist(a_task(tmp_path / "l’été & <co>", time(19, 10))))
    assert {key: type(value) for key, value in kept.items()} == AGENT_KEYS
    assert kept["StartCalendarInterval"] == {"Hour": 19, "Minute": 10}
    assert kept["ProgramArguments"][-2:] == ["--vault", str(tmp_path / "l’été & <co>")]
    assert kept["RunAtLoad"], "a Mac that was off at the hour catches up at sign-in"
    assert kept["Label"] == f"{PREFIX}0123456789ab"


@pytest.mark.skipif(sys.platform == "win32", reason="launchd has users by number")
def test_the_orders_given_to_launchd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    launchctl = Tool(tmp_path / "bin", "launchctl", monkeypatch)
    monkeypatch.setenv("HOME", str(tmp_path))
    agent = tmp_path / "Library" / "LaunchAgents" / f"{PREFIX}0123456789ab.plist"
    system, task = Launchd(), a_task(tmp_path)
    launchctl.answer(("bootstrap", 1, ""))
    with pytest.raises(GdprDeskError):
        system.install(task)
    assert not agent.exists()
    launchctl.answer()
    launchctl.told()
    system.install(task)
    assert [order.split(" ")[0] for order in launchctl.told()] == ["bootout", "bootstrap"]
    assert system.find(task) == Found(time(3, 10))
    assert system.find(a_task(tmp_path / "neuf")) == Found(time(3, 10), (Fault.VAULT,))
    agent.write_bytes(b"<plist>")
    found = system.find(task)
    assert found is not None
    assert found.faults == (Fault.CHANGED,)
    system.remove(task.id)
    assert (system.find(task), system.tasks()) == (None, {})
