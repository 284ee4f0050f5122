"""All the hostile samples through intake: nothing crashes, hangs, swells, connects, starts or writes.

The program is watched from outside: its processes' memory through /proc, its calls through strace. The
second reading of mails is Perl's Email::MIME. `./dev trials tests/trials/test_intake.py` takes everything;
the suite a few files of each sort. The samples lie beside the checkout, or the tests are skipped.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from intake_compare import compare, has_second_reader  # the second reading lies beside this file

HOSTILE = Path(__file__).resolve().parents[2].parent / "shared/samples/hostile"
GENERATOR = HOSTILE.parents[1] / "tools/gen_hostile.py"
DRIVEN = Path(__file__).with_name("intake_driven.py")
SORTS = {"csv", "eml", "image", "msg", "office", "pdf", "tnef"}
SEED = 20261123
CALLS = (
    "socket,connect,execve,clone,clone3,fork,vfork,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,symlink,"
    "symlinkat,link,linkat,unlink,unlinkat,rmdir,truncate"
)
STRACE = ("strace", "-f", "--seccomp-bpf", "-qq", "-e", f"trace={CALLS}", "-e", "signal=none")
TREE_MB, MAIN_MB, LONGEST_S = 1536, 300, 10.0
ORDINARY = "ordinary file: must be accepted (control)"
AGREED = 60
"""Mails that both readings must agree on."""

pytestmark = [
    pytest.mark.skipif(not HOSTILE.exists(), reason="the hostile samples are not beside this checkout"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="watches through /proc and strace"),
]


@dataclass
class Watched:
    """What came of one run, and what its processes did."""

    told: list[dict[str, Any]]
    last: Mapping[str, Any]
    tree_mb: float = 0.0
    calls: list[str] = field(default_factory=list)
    left_over: list[str] = field(default_factory=list)


def samples() -> list[Path]:
    return sorted(p for p in HOSTILE.rglob("*") if p.is_file() and p.parent.name in SORTS)


def generated(folder: Path) -> list[Path]:
    done = subprocess.run(
        [sys.executable, str(GENERATOR), str(folder), str(SEED)], capture_output=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return sorted(p for p in folder.iterdir() if p.suffix != ".tsv")


def watch(files: Sequence[Path], home: Path, *, strace: bool, seconds: float) -> Watched:
    """Run everything through intake in a home of its own."""
    for name in ("home", "tmp"):
        (home / name).mkdir(parents=True)
    log = home / "calls"
    command = [sys.executable, "-B", str(DRIVEN), *map(str, files)]
    if strace:
        command = [*STRACE, "-o", str(log), *command]
    environment = {"PATH": os.environ["PATH"], "HOME": str(home / "home"), "TMPDIR": str(home / "tmp")}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, cwd=home / "tmp"
    ) as run:
        watcher = MemoryWatch(run.pid)
        try:
            out, errors = run.communicate(timeout=seconds)
        finally:
            watcher.stop()
            run.kill()
    assert run.returncode == 0, errors.decode()[-3000:]
    assert not errors, errors.decode()[-3000:]
    lines = [json.loads(line) for line in out.splitlines()]
    left = [str(p) for name in ("home", "tmp") for p in (home / name).rglob("*")]
    return Watched(
        lines[:-1],
        lines[-1],
        watcher.most_mb,
        log.read_text("utf-8", "replace").splitlines() if strace else [],
        left,
    )


class MemoryWatch:
    """The most that a process and all it started held at once; shared pages are counted for each."""

    def __init__(self, pid: int) -> None:
        self.most_mb = 0.0
        self._pid, self._stopped = pid, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stopped.wait(0.03):
            self.most_mb = max(self.most_mb, sum(map(_resident_mb, _tree(self._pid))))


def _tree(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        try:
            found += map(int, Path(f"/proc/{one}/task/{one}/children").read_text("ascii").split())
        except OSError:
            continue
    return found


def _resident_mb(pid: int) -> float:
    try:
        return (
            int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
        )
    except (OSError, IndexError, ValueError):
        return 0.0


_CUT, _RESUMED = " <unfinished ...>", re.compile(r"^(\d+) +<\.\.\. \w+ resumed>(.*)$")


def _whole(calls: Sequence[str]) -> Iterator[str]:
    """Calls that strace tells in two lines, because another process came between, as one."""
    begun: dict[str, str] = {}
    for line in calls:
        resumed = _RESUMED.match(line)
        if line.endswith(_CUT):
            begun[line.split(" ", 1)[0]] = line.removesuffix(_CUT)
        elif resumed and resumed[1] in begun:
            yield begun.pop(resumed[1]) + resumed[2]
        else:
            yield line


_CALL = re.compile(r"^(\d+) +(\w+)\((.*)\) += (-?\d+)")


def judged(calls: Sequence[str]) -> Mapping[str, list[str]]:
    """Sockets, programs and writing that strace saw, but for bubblewrap building its room.

    Until it becomes our Python it asks the kernel for a loopback and makes mount points that only that
    room has. A process that has not become a program yet is ours or bubblewrap's, for the children of
    others are told as programs.
    """
    found: dict[str, list[str]] = {"sockets": [], "programs": [], "written": []}
    became: dict[str, str] = {}
    for line in _whole(calls):
        seen = _CALL.match(line)
        if seen is None or int(seen[4]) < 0:
            continue
        pid, call, arguments = seen[1], seen[2], seen[3]
        if call == "execve":
            main = pid if not became else next(iter(became))
            became[pid] = Path(arguments.split('"')[1]).name
            if became[pid] != "bwrap" and not became[pid].startswith("python"):
                found["programs"].append(line)
        elif not became.get(pid, "").startswith("python"):
            continue
        elif "clone" in call or "fork" in call:
            found["programs"] += [line] if pid != main else []
        elif call in {"socket", "connect"}:
            found["sockets"].append(line)
        elif _writes(call, arguments):
            found["written"].append(line)
    return found


def _writes(call: str, arguments: str) -> bool:
    if call != "openat":
        return True
    return bool(re.search(r"O_WRONLY|O_RDWR|O_CREAT", arguments)) and '"/dev/null"' not in arguments


def assert_nothing_happened(seen: Watched) -> None:
    assert seen.last["longest_s"] < LONGEST_S
    assert seen.tree_mb < TREE_MB
    assert seen.last["main_mb"] < MAIN_MB
    assert seen.left_over == []
    assert list(Path("/tmp").glob("*CANARY*")) == []  # noqa: S108  # where the files would write


def refusals(told: Sequence[Mapping[str, Any]]) -> Counter[str]:
    return Counter(one["refused"] for one in told if "refused" in one)


def ordinary() -> set[str]:
    with (HOSTILE / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        return {
            Path(row["file"]).name
            for row in csv.DictReader(file, delimiter="\t")
            if row["why_interesting"] == ORDINARY
        }


def test_the_watch_sees_what_it_looks_for() -> None:
    """The positive control: a socket, a program and a file are seen for what they are."""
    lines = [
        '11 execve("/usr/bin/python3.11", ["python3"], 0x1) = 0',
        "11 socket(AF_INET, SOCK_STREAM, 0) = 3",
        "11 clone3({flags=0}, 88) = 12",
        '13 execve("/usr/bin/bwrap", ["bwrap"], 0x1) = 0',
        "13 socket(AF_NETLINK, SOCK_RAW, 0) = 3",
        '13 mkdir("newroot", 0755) = 0',
        '13 execve("/usr/bin/python3.11", ["python3"], 0x1) = 0',
        "13 clone3({flags=0}, 88) = 14",
        '13 openat(AT_FDCWD, "/tmp/x", O_WRONLY|O_CREAT, 0666) = 3',
        '13 openat(AT_FDCWD, "/etc/passwd", O_RDONLY) = 3',
        '13 openat(AT_FDCWD, "/tmp/y", O_WRONLY|O_CREAT, 0666) = -1 EACCES (Permission denied)',
        '13 mkdir("/home/x", 0777 <unfinished ...>',
        '12 execve("/bin/sh", ["sh"], 0x1 <unfinished ...>',
        "13 <... mkdir resumed>) = 0",
        "12 <... execve resumed>) = 0",
    ]
    found = judged(lines)
    assert {kind: len(seen) for kind, seen in found.items()} == {"sockets": 1, "programs": 2, "written": 2}


TRAPS = {
    "deep.eml": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(2000)
    ),
    "many.eml": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 100_000,
    "words.eml": b"Subject: " + b"=?utf-8?q?=C3=A9?= " * 20_000 + b"\n\nx",
    "launch.pdf": b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/OpenAction<</S/Launch/F(/bin/sh)>>>>\nendobj\n",
    "page.eml": b"Content-Type: text/html\n\n<img src=http://127.0.0.1/x><iframe src=file:///etc/passwd>oui",
}


HARM = """
import pathlib, socket, subprocess, sys
socket.socket()
subprocess.run(["/bin/sh", "-c", ":"])
pathlib.Path(sys.argv[1]).write_text("x")
"""


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_the_watch_sees_them_in_a_real_program(tmp_path: Path) -> None:
    log = tmp_path / "calls"
    command = [*STRACE, "-o", str(log), sys.executable, "-B", "-c", HARM, str(tmp_path / "x")]
    subprocess.run(command, check=True, timeout=30)
    found = judged(log.read_text("utf-8", "replace").splitlines())
    assert all(found.values()), found


def test_a_few_of_each_sort(tmp_path: Path) -> None:
    """The short form: every twentieth sample, and a few traps."""
    made = tmp_path / "made"
    made.mkdir()
    for name, content in TRAPS.items():
        (made / name).write_bytes(content)
    files = [*samples()[::20], *sorted(made.iterdir())]
    traced = shutil.which("strace") is not None
    seen = watch(files, tmp_path / "run", strace=traced, seconds=120)
    assert_nothing_happened(seen)
    assert bool(seen.calls) is traced
    assert judged(seen.calls) == {"sockets": [], "programs": [], "written": []}
    assert {one["file"] for one in seen.told} == {path.name for path in files}
    assert {"too_deep", "too_many_parts"} <= set(refusals(seen.told))


@pytest.mark.skipif(not has_second_reader(), reason="Email::MIME for Perl is not installed")
def test_a_second_reader_agrees_on_a_few_mails() -> None:
    mails = [path for path in samples() if path.suffix == ".eml" and path.name in ordinary()][::4]
    same, differences = compare(mails)
    assert len(same) >= len(mails) * 0.6, differences


@pytest.mark.trial
def test_all_samples_and_made_files(tmp_path: Path) -> None:
    files = [*samples(), *generated(tmp_path / "made")]
    started = time.monotonic()
    seen = watch(files, tmp_path / "run", strace=False, seconds=900)
    took = time.monotonic() - started
    accepted = {one["file"] for one in seen.told if "refused" not in one}
    controls = ordinary()
    previews = Counter(code for one in seen.told for code in one.get("previews", ()))
    last = seen.last
    print(f"\n{len(files)} files in {took:.0f} s, load {os.getloadavg()[0]:.1f}, seed {SEED}")
    print(f"longest {last['longest_s']} s, tree {seen.tree_mb:.0f} MB, main {last['main_mb']} MB")
    print(f"{last['children']} processes; ordinary: {len(controls & accepted)} of {len(controls)} accepted")
    print(f"ordinary and refused: {sorted(controls - accepted)}; refused: {dict(refusals(seen.told))}")
    print(f"previews: {dict(previews)}")
    assert_nothing_happened(seen)
    assert {one["file"] for one in seen.told} == {path.name for path in files}
    assert len(controls & accepted) >= 0.95 * len(controls)


@pytest.mark.trial
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_all_of_them_under_strace(tmp_path: Path) -> None:
    files = [*samples(), *generated(tmp_path / "made")]
    seen = watch(files, tmp_path / "run", strace=True, seconds=900)
    found = judged(seen.calls)
    print(f"\n{len(seen.calls)} calls watched; { ({kind: len(lines) for kind, lines in found.items()}) }")
    assert found == {"sockets": [], "programs": [], "written": []}
    assert seen.left_over == []


@pytest.mark.trial
@pytest.mark.skipif(not has_second_reader(), reason="Email::MIME for Perl is not installed")
def test_sixty_mails_are_read_as_a_second_reader_reads_them() -> None:
    mails = [path for path in samples() if path.suffix in {".eml", ".msg"}]
    same, differences = compare(mails)
    print(f"\n{len(same)} of {len(mails)} mails agree in every field")
    for one in differences:
        print(f"{one.file} · {one.field}\n    ours   {one.ours[:200]!r}\n    theirs {one.theirs[:200]!r}")
    assert len(same) >= AGREED
