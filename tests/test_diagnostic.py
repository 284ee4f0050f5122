"""The diagnostic finds what is wrong, says what to do, and names nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from gdpr_desk import assets, diagnostic, settings
from gdpr_desk.diagnostic import ATTENTION, FAILED, OK, Check, run_checks


def _check(key: str) -> Check:
    return next(check for check in run_checks() if check.key == key)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "data_folder", lambda: tmp_path / "camille-exemple")
    return tmp_path / "camille-exemple"


def test_nothing_in_it_is_personal(home: Path) -> None:
    told = " ".join(check.line() for check in run_checks())
    assert "SQLCipher" in told
    assert "camille" not in told
    assert str(Path.home()) not in told


def test_whatever_is_not_well_says_what_to_do(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write_bytes(b"a file where the folder should be")
    monkeypatch.setattr(assets, "names", lambda *_: ())
    monkeypatch.setattr(diagnostic, "_LITTLE_SPACE", 10**18)
    checks = run_checks()
    assert {check.key: check.state for check in checks if check.state != OK} | {"window_system": ""} == {
        "fonts": FAILED,
        "vault_folder": FAILED,
        "free_space": ATTENTION,
        "window_system": "",
    }
    assert all(check.remedy for check in checks if check.state != OK)


def test_a_check_that_breaks_is_told_and_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("Camille Exemple")

    monkeypatch.setattr(assets, "names", broken)
    fonts = _check("fonts")
    assert fonts.state == FAILED
    assert "RuntimeError" in fonts.line()
    assert "Camille" not in fonts.line()
    assert _check("cipher").state == OK


def test_a_synchronised_folder_is_warned_about(home: Path) -> None:
    home.mkdir()
    (home / ".stfolder").mkdir()
    found = _check("vault_folder")
    assert found.state == ATTENTION
    assert "Syncthing" in found.sentence


def test_a_vault_that_is_there_is_seen(home: Path) -> None:
    assert "aucun coffre" in _check("vault_folder").sentence
    (home / "coffre").mkdir(parents=True)
    (home / "coffre" / "vault.db").write_bytes(b"")
    assert "le coffre habituel existe" in _check("vault_folder").sentence
