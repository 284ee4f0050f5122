"""All the hostile samples through the real way in, into a vault: rows, sealed files, suggestions and all.

`test_intake.py` watches the confined reading alone; this is the whole of `request import`. Each file is
taken or refused, each request and each sealed file can be opened again, and nothing is written elsewhere.
`./dev trials tests/trials/test_hostile_arrivals.py` takes everything; the suite every fortieth.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from quick_keys import quick

sys.path.insert(0, str(Path(__file__).parent))
from test_identity_gone import PHRASE
from test_intake import HOSTILE, SEED, TRAPS, TREE_MB, MemoryWatch, generated, samples

from gdpr_desk.app import create_desk, unlock_desk
from gdpr_desk.clock import SystemClock
from gdpr_desk.profile import Profile
from gdpr_desk.register.model import ContactPerson, Controller
from gdpr_desk.requests.listing import RequestQuery

DRIVEN = Path(__file__).with_name("arrivals_driven.py")

pytestmark = [
    pytest.mark.skipif(not HOSTILE.exists(), reason="the hostile samples are not beside this checkout"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="watches through /proc"),
]


def check(files: Sequence[Path], home: Path, *, seconds: float) -> str:
    """Bring them in by a process of its own, then open all that came; the figures."""
    folder, clock = home / "coffre", SystemClock()
    profile = Profile(Controller("Atelier Lumen", officer=ContactPerson("Lou Garance", "Gérante")), ())
    desk, _ = create_desk(folder, profile, PHRASE, clock)
    with desk:
        key = desk.vault.database_key.hex()
    for name in ("home", "tmp"):
        (home / name).mkdir()
    environment = {"PATH": os.environ["PATH"], "HOME": str(home / "home"), "TMPDIR": str(home / "tmp")}
    began = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-B", str(DRIVEN), str(folder), key, *map(str, files)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    ) as run:
        watch = MemoryWatch(run.pid)
        try:
            out, errors = run.communicate(timeout=seconds)
        finally:
            watch.stop()
            run.kill()
    took = time.monotonic() - began
    assert (run.returncode, errors) == (0, b""), errors.decode()[-3000:]
    told = [line.split()[1] for line in out.decode().splitlines()]
    assert len(told) >= len(files)
    assert watch.most_mb < TREE_MB
    requests, attachments = _opened(folder)
    taken = Counter(one != "-" for one in told)
    assert requests == set(told) - {"-"}
    assert not list((folder / "attachments").glob("*.part"))
    written = [path for name in ("home", "tmp") for path in (home / name).rglob("*") if path.is_file()]
    assert [path for path in written if "gdpr-desk" not in path.parts] == []
    return (
        f"{len(files)} files: {taken[True]} taken, {taken[False]} refused, {len(requests)} requests, "
        f"{attachments} attachments opened again; {took:.0f} s, tree {watch.most_mb:.0f} MB, seed {SEED}\n"
    )


def _opened(folder: Path) -> tuple[set[str], int]:
    """Every request there is; every one of its sealed files is opened."""
    attachments = 0
    with unlock_desk(folder, PHRASE, SystemClock()) as desk:
        rows = desk.requests.page(RequestQuery(limit=10_000)).rows
        for row in rows:
            for one in desk.requests.file(row.reference).attachments:
                assert len(desk.attachments.read(one.id)) == one.size
                attachments += 1
        desk.verify_journal()
    return {row.reference for row in rows}, attachments


def test_a_few_of_each_sort_come_into_a_vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quick(monkeypatch)
    made = tmp_path / "made"
    made.mkdir()
    for name, content in TRAPS.items():
        (made / name).write_bytes(content)
    sys.stdout.write(check([*samples()[::40], *sorted(made.iterdir())], tmp_path, seconds=120))


@pytest.mark.trial
def test_all_of_them_come_into_a_vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quick(monkeypatch)
    files = [*samples(), *generated(tmp_path / "made")]
    sys.stdout.write(f"\n{check(files, tmp_path, seconds=900)}")
