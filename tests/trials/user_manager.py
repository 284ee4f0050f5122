"""A real systemd user manager, alone in its own namespaces and control group, for trials.

`enter()` runs a script in there, which starts and stops managers. Outside of a group of its own a user
manager run by root takes over the processes of the whole machine: nothing starts before that is ruled out.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

MANAGERS = ("/usr/lib/systemd/systemd", "/lib/systemd/systemd")


def groups() -> Path | None:
    """Where control groups of version 2 are mounted so that they can be written; None where nowhere."""
    for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines():
        left, _, right = line.partition(" - ")
        if right.startswith("cgroup2 ") and os.access(left.split(" ")[4], os.W_OK):
            return Path(left.split(" ")[4])
    return None


def why_not() -> str:
    """What a manager of one's own needs and is missing; empty where nothing is."""
    if not any(Path(manager).exists() for manager in MANAGERS) or shutil.which("systemctl") is None:
        return "systemd is not there"
    if shutil.which("unshare") is None or os.geteuid() != 0:
        return "namespaces need root and unshare"
    return "" if groups() is not None else "no control groups to write"


def enter(home: Path, *words: str, patience: float = 120) -> subprocess.CompletedProcess[str]:
    """Run `words` (a Python script and its arguments) where a manager may be started for `home`."""
    mounted = groups()
    assert mounted is not None
    own = mounted / f"trial-{secrets.token_hex(4)}"
    own.mkdir()
    spaces = [
        "unshare",
        "--mount",
        "--pid",
        "--fork",
        "--kill-child",
        "--mount-proc",
        "--propagation",
        "private",
    ]
    gate = 'echo 0 > "$1/cgroup.procs" && shift && exec "$@"'
    command = ["unshare", "--cgroup", sys.executable, __file__, str(home), *words]
    try:
        return subprocess.run(
            [*spaces, "sh", "-c", gate, "sh", str(own), *command],
            capture_output=True,
            text=True,
            timeout=patience,
            check=False,
        )
    finally:
        for group in (*sorted(own.rglob("*/"), reverse=True), own):
            if group.is_dir():
                group.rmdir()


def inside(home: Path, words: list[str]) -> int:
    """PID 1 of the new namespaces: mount, rule out strangers, run the script."""
    for kind, place in (("tmpfs", "/run"), ("tmpfs", "/sys/fs/cgroup"), ("cgroup2", "/sys/fs/cgroup")):
        subprocess.run(["mount", "-t", kind, kind, place], check=True)
    place = Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines()[-1]
    strangers = "0" in Path("/sys/fs/cgroup/cgroup.procs").read_text(encoding="utf-8").split()
    if place != "0::/" or strangers:
        raise SystemExit(f"not alone in the control group: {place}")
    Path("/run/systemd/system").mkdir(parents=True)
    runtime = Path("/run/user")
    runtime.mkdir(mode=0o700)
    os.environ.update(HOME=str(home), XDG_RUNTIME_DIR=str(runtime))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "DBUS_SESSION_BUS_ADDRESS"):
        os.environ.pop(name, None)
    return subprocess.run([sys.executable, *words], check=False).returncode


def start_manager() -> subprocess.Popen[bytes]:
    """A manager for this environment, once it answers."""
    program = next(manager for manager in MANAGERS if Path(manager).exists())
    made = subprocess.Popen([program, "--user", "--unit=default.target", "--log-target=null"])
    for _try in range(100):
        told = subprocess.run(["systemctl", "--user", "is-system-running"], capture_output=True, text=True)
        if told.stdout.strip() in {"starting", "running", "degraded"}:
            return made
        time.sleep(0.1)
    raise SystemExit("the manager did not start")


def stop_manager(manager: subprocess.Popen[bytes]) -> None:
    """The session ends, as when somebody signs out."""
    manager.send_signal(signal.SIGTERM)
    manager.wait(timeout=30)


if __name__ == "__main__":
    sys.exit(inside(Path(sys.argv[1]), sys.argv[2:]))
