"""Nothing that was typed lies anywhere in clear: not in a file, a name, a log, a report, a freed block.

The long form needs root (an ext4 image is mounted): `./dev trials tests/trials/test_canaries.py`.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import forked
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from canaries import CODINGS, canaries, found, stems_in
from canary_use import COUNT, PHRASE
from volumes import Image, needs_root

USE = Path(__file__).with_name("canary_use.py")
WINDOW = Path(__file__).with_name("window_driven.py")


def at_home(home: Path) -> dict[str, str]:
    """The environment of a user all of whose files lie below `home`."""
    own = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("DATA", "CONFIG", "STATE", "CACHE")}
    own |= {"HOME": str(home), "TMPDIR": str(home / "tmp"), "XDG_RUNTIME_DIR": str(home / "tmp")}
    (home / "tmp").mkdir(mode=0o700, exist_ok=True)
    return {**os.environ, **own, "QT_QPA_PLATFORM": "offscreen"}


def use(home: Path, out: Path, step: str, *words: str) -> None:
    """One run of the program; whatever it says is looked at too."""
    done = forked.run(USE, out, step, *words, env=at_home(home))
    assert done.returncode == (-9 if step == "die" else 0), done.stderr
    assert found((done.stdout + done.stderr).encode(), COUNT) == {}


def files_below(home: Path) -> bytes:
    """Every name and every content."""
    paths = sorted(home.rglob("*"))
    names = "\n".join(str(path.relative_to(home)) for path in paths)
    return b"\n".join([names.encode(), *(path.read_bytes() for path in paths if path.is_file())])


def test_the_search_finds_every_canary_in_every_coding() -> None:
    for coding, code in CODINGS.items():
        content = b"\0padding" + b"--".join(code(text) for text in canaries(COUNT)) + b"rest"
        assert found(content, COUNT)[coding] == set(canaries(COUNT)), coding
    assert found(b"nothing of it", COUNT) == {}


def test_nothing_typed_lies_in_clear(tmp_path: Path) -> None:
    """The short form: files and names after use, faults, deletion and kill -9."""
    home, out = tmp_path / "home", tmp_path / "papers"
    home.mkdir()
    out.mkdir()
    for step in ("use", "break", "plain", "die"):
        use(home, out, step, "quick")
        assert stems_in(files_below(home)) == [], step
    assert found((out / "registre.json").read_bytes(), COUNT), "what somebody asks for in clear is in clear"
    assert not [path.name for path in out.iterdir() if canaries(1)[0][:4] in path.name]
    assert len(found((out / "coffre-en-clair" / "plain.db").read_bytes(), COUNT)["UTF-8"]) >= 50
    assert list((home / "state").rglob("rapport-*")), "no report was written"


def window_day(home: Path, *, killed: bool) -> list[str]:
    """The real window unlocked, every room looked at, then locked or killed; the titles it had."""
    environment = at_home(home)
    with subprocess.Popen(
        [sys.executable, WINDOW], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(PHRASE + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
        assert line.startswith("OPEN "), line
        if killed:
            process.kill()
        else:
            process.stdin.write("lock\n")
            process.stdin.flush()
            process.wait(60)
            time.sleep(3)
    lives_here = f"XDG_STATE_HOME={environment['XDG_STATE_HOME']}".encode()
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and lives_here in (entry / "environ").read_bytes().split(b"\0"):
                os.kill(int(entry.name), signal.SIGKILL)
    time.sleep(0.5)
    return list(json.loads(line.removeprefix("OPEN ")))


@needs_root
@pytest.mark.trial
def test_nothing_typed_lies_on_the_disk(tmp_path: Path) -> None:
    image, out, figures = Image(tmp_path / "disk.img", 96), tmp_path / "papers", {}
    out.mkdir()
    steps = ("use", "break", "plain", "window, lock", "delete", "window, kill", "die")
    titles: set[str] = set()
    for step in steps:
        with image.mounted(tmp_path / "home") as home:
            if step.startswith("window"):
                titles |= set(window_day(home, killed=step.endswith("kill")))
            else:
                use(home, out, step)
            state = next(home.rglob("state.json")).read_text("utf-8")
            names = " ".join(str(path.relative_to(home)) for path in home.rglob("*"))
            assert stems_in((state + names).encode()) == []
        content = image.content()
        figures[step] = found(content, COUNT)
        assert stems_in(content) == [], (step, stems_in(content))
    assert titles
    assert stems_in(" ".join(titles).encode()) == []
    with image.mounted(tmp_path / "home") as home:
        shutil.copyfile(out / "coffre-en-clair" / "plain.db", home / "plain.db")
    control = found(image.content(), COUNT)
    lines = [f"  after {step}: {sum(map(len, hits.values()))}" for step, hits in figures.items()]
    lines += [f"  not encrypted: { {coding: len(hit) for coding, hit in control.items()} }"]
    report = (
        f"canaries: {COUNT} in {len(CODINGS)} codings, titles {sorted(titles)}\n" + "\n".join(lines) + "\n"
    )
    sys.stdout.write("\n" + report)
    (tmp_path / "canary-report.txt").write_text(report)
    assert len(control["UTF-8"]) >= 50
