"""The same state and the same instant give the same files, whatever computer they are written on.

Real processes with another time zone, locale, umask, hash seed and folder; each opens its own copy
of one vault. The instant comes from a clock handed in: the product has no option to move it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from gdpr_desk.app import open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.parties.model import Contract
from gdpr_desk.register.model import Controller
from gdpr_desk.register.starter import starter_keys
from gdpr_desk.vault.vault import Vault

KEY = bytes(range(32))
HARD = "L’été d’Élodie & <b>R&D</b> 🛠 שלום – « =1+1 » ?"
CHILD = """
import datetime, hashlib, json, locale, os, sys, time, zoneinfo
folder, key, instant, umask = sys.argv[1:]
os.umask(int(umask, 8))
try:
    locale.setlocale(locale.LC_ALL, "")
except locale.Error:
    pass
from gdpr_desk.app import open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.pack.service import ControlPack
from gdpr_desk.vault.vault import Vault
from pathlib import Path

clock = FixedClock(datetime.datetime.fromisoformat(instant).replace(tzinfo=zoneinfo.ZoneInfo("Europe/Paris")))
with open_desk(Vault.open(Path(folder), bytes.fromhex(key), clock=clock), clock) as desk:
    out = desk.exchange
    made = {
        "pdf": out.pdf().content,
        "strict pdf": out.pdf(strict=True).content,
        "one sheet": out.pdf(True, "T-01").content,
        "poster": out.poster(),
        "json": out.json().encode(),
    }
    for kind in ("ods", "xlsx", "csv"):
        made[kind] = out.sheets(kind).content
        made["strict " + kind] = out.sheets(kind, strict=True).content
    pack = ControlPack(desk)
    made.update({"pack " + file.name: file.content for file in pack.files(pack.parts)[1]})
told = {name: hashlib.sha256(content).hexdigest() for name, content in made.items()}
around = [time.tzname[0], os.environ["PYTHONHASHSEED"], sys.stdout.encoding, str(hash("x"))]
print(json.dumps({"files": told, "around": around}))
"""
NOON = "2026-11-23T12:00:00"


@dataclass(frozen=True)
class Made:
    """The digest of each file, and what the process found around it."""

    files: dict[str, str]
    around: list[str]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed vault with starter activities, hard texts and contracts."""
    folder = tmp_path_factory.mktemp("atelier") / "coffre"
    clock = FixedClock(datetime(2026, 11, 22, 9, 30, tzinfo=ZoneInfo("Europe/Paris")))
    with open_desk(Vault.found_for_trial(folder, KEY, clock=clock), clock) as desk:
        desk.register.set_controller(Controller(f"Atelier Lumen {HARD}"))
        desk.register.add_from_starter(sorted(starter_keys())[:4])
        desk.register.save(replace(desk.register.activity("T-01"), note=HARD, systems=("caisse", "site")))
        for number, party in enumerate(desk.parties.all()):
            clauses = {"security": True, "instructions": bool(number % 2), "audits": False}
            desk.parties.save(replace(party, contract=Contract(clock.today(), clauses)))
    return folder


def _computer(held: Path, place: Path, instant: str = NOON, **around: str) -> subprocess.Popen[bytes]:
    """A process of its own, at work on a copy of the vault in `place`."""
    place.mkdir()
    folder = Path(shutil.copytree(held, place / "coffre"))
    umask = around.pop("umask", "022")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHON", "TZ", "XDG_"))}
    own = {f"XDG_{kind}_HOME": str(place / kind) for kind in ("DATA", "CONFIG", "STATE", "CACHE")}
    root = str(Path(__file__).resolve().parent.parent)
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder), KEY.hex(), instant, umask],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=place,
        env={**kept, **own, "PYTHONPATH": root, **around},
    )


def _told(computer: subprocess.Popen[bytes]) -> Made:
    out, err = computer.communicate(timeout=120)
    assert computer.returncode == 0, err.decode("utf-8", "replace")
    told = json.loads(out)
    return Made(told["files"], told["around"])


@pytest.fixture(scope="module")
def made(held: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Made, Made, Made]:
    """What one computer makes, what a very different one makes, and that one a minute later."""
    place = tmp_path_factory.mktemp("ordinateurs")
    plain = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    seed = "PYTHONHASHSEED"
    computers = (
        _computer(held, place / "a", TZ="Pacific/Kiritimati", umask="077", **plain, **{seed: "1"}),
        _computer(held, place / "là, loin", TZ="America/Adak", umask="000", LC_ALL="C.UTF-8", **{seed: "42"}),
        _computer(held, place / "c", NOON.replace("12:00", "12:01"), LC_ALL="C.UTF-8", **{seed: "42"}),
    )
    first, second, third = map(_told, computers)
    return first, second, third


def test_two_computers_write_the_same_files(made: tuple[Made, Made, Made]) -> None:
    here, there, _later = made
    assert all(mine != other for mine, other in zip(here.around, there.around, strict=True))
    assert len(here.files) == 14
    assert [name for name in here.files if here.files[name] != there.files[name]] == []


def test_another_instant_is_another_file(made: tuple[Made, Made, Made]) -> None:
    """The comparison above can fail: papers carry their instant."""
    _here, noon, later = made
    same = [name for name in noon.files if noon.files[name] == later.files[name]]
    assert sorted(same) == ["csv", "strict csv"]
