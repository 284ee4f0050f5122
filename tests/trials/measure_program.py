"""What the program as a whole takes: time to its first screen, time for its paper, memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from measure import environment_in

REPORT_FIRST_PAINT = """
import os, sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

class FirstPaint(QObject):
    def __init__(self, wanted):
        super().__init__()
        self.wanted = wanted
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            window = watched.window()
            if window.isVisible() and self.wanted(window):
                QTimer.singleShot(0, self.report)
                self.wanted = lambda window: False
        return False
    def report(self):
        os.write(1, b"SHOWN\\n")
        if os.environ.get("STAY"):
            return
        os._exit(0)
"""

BARE = (
    REPORT_FIRST_PAINT
    + """
from PySide6.QtWidgets import QLabel, QLineEdit, QMainWindow, QPushButton, QVBoxLayout
app = QApplication([])
app.setStyle("fusion")
watch = FirstPaint(lambda window: True)
app.installEventFilter(watch)
window = QMainWindow()
body = QWidget()
rows = QVBoxLayout(body)
for part in (QLabel("Phrase de passe"), QLineEdit(), QPushButton("Ouvrir")):
    rows.addWidget(part)
window.setCentralWidget(body)
window.resize(1366, 768)
window.show()
app.exec()
"""
)

OURS = (
    REPORT_FIRST_PAINT
    + """
import gdpr_desk.shell.application as application
original = application.QApplication.exec
def exec_watched(*_):
    return original()
class Watched(application.QApplication):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.watch = FirstPaint(lambda window: window.width() > 600)
        self.installEventFilter(self.watch)
application.QApplication = Watched
sys.exit(application.run_window(["gdpr-desk"]))
"""
)


def _seconds(code: str, environment: dict[str, str]) -> float:
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, timeout=60)
    taken = time.perf_counter() - started
    if b"SHOWN" not in done.stdout:
        raise SystemExit(f"no window was painted: {done.stderr.decode(errors='replace')}")
    return taken


def start(runs: int) -> dict[str, object]:
    """Process start to the first painted unlock screen, against a bare window with three widgets."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        environment = environment_in(home)
        _demo(home / "data" / "gdpr-desk" / "coffre", environment)
        times: dict[str, list[float]] = {"bare": [], "ours": []}
        for code in (BARE, OURS):  # files into the page cache, bytecode onto the disk
            _seconds(code, environment)
        for _ in range(runs):
            times["bare"].append(_seconds(BARE, environment))
            times["ours"].append(_seconds(OURS, environment))
    bare, ours = (statistics.median(times[name]) for name in ("bare", "ours"))
    return {
        "runs": runs,
        "bare_s": round(bare, 3),
        "unlock_s": round(ours, 3),
        "ratio": round(ours / bare, 2),
    }


def _demo(folder: Path, environment: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, "-m", "gdpr_desk", "demo", "--vault", str(folder)],
        env=environment,
        check=True,
        capture_output=True,
    )


def pdf(runs: int) -> dict[str, object]:
    """Seconds for the register on paper, tagging and reading back included, in a warm process."""
    from gdpr_desk.clock import SystemClock
    from gdpr_desk.demo import create_demo
    from gdpr_desk.register.report import register_pdf

    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(environment_in(Path(folder)))
        desk, _ = create_demo(Path(folder) / "coffre", SystemClock())
        with desk:
            small = desk.register.register()
    many = [
        replace(small.activities[number % len(small.activities)], reference=f"T-{number + 1:02d}")
        for number in range(100)
    ]
    found: dict[str, object] = {"runs": runs}
    for name, register in (("16", small), ("100", replace(small, activities=tuple(many)))):
        times = []
        for _ in range(runs):
            started = time.perf_counter()
            document = register_pdf(register, produced_at=SystemClock().now(), version="0")
            times.append(time.perf_counter() - started)
        found[name] = {"first_s": round(times[0], 2), "median_s": round(statistics.median(times), 2)}
        found[f"{name}_pages"] = document.pages
    return found


MEMORY = """
import sys
from pathlib import Path
from gdpr_desk.app import open_desk
from gdpr_desk.clock import SystemClock
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.register.starter import starter_pack
from gdpr_desk.shell.application import make_application
from gdpr_desk.shell.desk_window import DeskWindow
from gdpr_desk.vault.vault import Vault

app, clock = make_application(["gdpr-desk"]), SystemClock()
desk = open_desk(Vault.found_for_trial(Path(sys.argv[1]), bytes(32), clock=clock), clock)
desk.register.add_from_starter(starter_pack("computer-shop"))
shown = DeskWindow(desk)
shown.window.resize(1366, 768)
shown.show()
for place in ("today", "register", "T-01", "print", "journal", "settings"):
    shown.go_to(place)
    for _ in range(3):  # a job's outcome may start the next job
        app.processEvents()
        Jobs.wait()
    app.processEvents()
    kept = dict(line.split(":", 1) for line in open("/proc/self/status"))
    print(place, *(kept[name].split()[0] for name in ("VmRSS", "RssAnon", "VmHWM")), flush=True)
shown.close_desk()
"""


def memory(_runs: int) -> dict[str, object]:
    """MB resident, private and at most (Linux), after each room of an open vault with 16 activities."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", MEMORY, str(Path(folder) / "coffre")],
            env=environment_in(Path(folder)),
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
    rows = (line.split() for line in done.stdout.splitlines())
    names = ("resident", "private", "most")
    return {
        place: dict(zip(names, (round(int(kib) * 1024 / 1e6) for kib in sizes), strict=True))
        for place, *sizes in rows
    }
