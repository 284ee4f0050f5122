"""Drafts: sealed, one for each form, there again in the next session."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from gdpr_desk.clock import FixedClock
from gdpr_desk.vault.drafts import Drafts, forget_draft
from gdpr_desk.vault.store import Store
from gdpr_desk.vault.vault import Vault

CANARY = "Kanari-31/02/2026-épicerie"


@pytest.fixture
def drafts(store: Store, clock: FixedClock) -> Drafts:
    return Drafts(store, clock)


def test_a_form_gets_back_what_was_last_kept_for_it(drafts: Drafts, clock: FixedClock) -> None:
    assert drafts.read("register/T-01") is None
    drafts.keep("register/T-01", {"typed": [1, {"é": None}]})
    drafts.keep("register/T-02", {"typed": []})
    clock.instant += timedelta(minutes=5)
    drafts.keep("register/T-01", {"typed": ["deux"]})
    kept = drafts.read("register/T-01")
    assert kept is not None
    assert (kept.content, kept.saved_at) == ({"typed": ["deux"]}, clock.now())
    drafts.discard("register/T-01")
    assert drafts.read("register/T-01") is None
    assert drafts.read("register/T-02") is not None


def test_forgetting_nothing_writes_nothing(drafts: Drafts, store: Store) -> None:
    before = store.commit_number()
    drafts.discard("register/T-09")
    assert store.commit_number() == before
    drafts.keep("register/T-09", {})
    with store.begin() as session:
        forget_draft(session, "register/T-09")
    assert drafts.read("register/T-09") is None


def test_a_draft_is_there_after_a_restart_and_nowhere_in_clear(
    vault: Vault, drafts: Drafts, clock: FixedClock, tmp_path: Path
) -> None:
    drafts.keep("register/T-01", {"typed": [CANARY]})
    # As a kill leaves it: files copied while they are open, log included.
    left = Path(shutil.copytree(vault.folder, tmp_path / "left", ignore=shutil.ignore_patterns("*.lock")))
    for file in (path for path in left.rglob("*") if path.is_file()):
        assert CANARY.encode() not in file.read_bytes(), file.name
    with Vault.open(left, bytes(range(32)), clock=clock) as again:
        kept = Drafts(again.store, clock).read("register/T-01")
    assert kept is not None
    assert kept.content == {"typed": [CANARY]}
