"""The daily sweep under a real systemd user manager: installed, fired, caught up, mended and removed."""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from shelf import Shelf

sys.path.insert(0, str(Path(__file__).parent))
from user_manager import enter, why_not

from gdpr_desk.clock import SystemClock
from gdpr_desk.journal.service import JournalService
from gdpr_desk.retention.service import LegalHolds, RetentionService
from gdpr_desk.vault.spare_room import SpareRoom
from gdpr_desk.vault.vault import Vault

pytestmark = [pytest.mark.trial, pytest.mark.skipif(bool(why_not()), reason=why_not())]

STORY = Path(__file__).with_name("timer_story.py")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "maison d'été"
    made.mkdir()
    return made


@pytest.fixture
def folder(home: Path) -> Path:
    """A closed vault in a folder of a hard name, with one file that is due and one that is not."""
    folder, clock = home / 'l’été 100 %h "neuf" $HOME \\n', SystemClock()
    vault = Vault.found_for_trial(folder, bytes(range(32)), clock=clock, officer_name="Camille Lumen")
    shelf = Shelf(vault)
    shelf.build()
    journal = JournalService(vault.store, clock, "p1")
    holds, room = LegalHolds(journal, clock), SpareRoom(folder, 1 << 16)
    RetentionService(vault, journal, clock, holds, [shelf], room=room).due_list.start()
    shelf.put("late", "copies", clock.now() - timedelta(days=40))
    shelf.put("fresh", "copies", clock.now())
    vault.close()
    return folder


@pytest.fixture
def program(home: Path) -> Path:
    """Python under a name that has to be quoted."""
    made = home / 'prog "x" 50%$a é'
    made.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    made.chmod(0o700)
    return made


def test_the_story_of_a_timer(
    home: Path, folder: Path, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hour = SystemClock().now().hour
    monkeypatch.setenv("TZ", "Etc/GMT-6" if hour in {1, 2} else "Etc/UTC")  # at 2 there is no daily hour
    path = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parent.parent)])
    monkeypatch.setenv("PYTHONPATH", path)
    done = enter(home, str(STORY), str(folder), str(program), patience=900)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["at first"] == ["absent", "03:10"]
    assert (found["installed"], found["listed"]) == (["installed", "03:10"], 1)
    assert found["next"] is not None
    assert (found["copies before"], found["copies after"], found["swept"]) == (2, 1, [1, []])
    assert found["run"] == ["installed", "03:10"]
    assert (found["another hour"], found["fired"]) == ("installed", True)
    assert (found["stamps"], found["quiet while off"], found["caught up"]) == (1, True, True)
    assert (found["moved"], found["mended"]) == (["vault"], "installed")
    assert found["other program"] == ["program"]
    assert found["switched off"] == ["switched_off"]
    assert found["changed"] == ["changed"]
    assert found["mended run"] == ["installed", True]
    assert (found["removed"], found["removed again"]) == (1, 0)
    assert (found["at last"], found["listed at last"], found["left"]) == ("absent", 0, [])
