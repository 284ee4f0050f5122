"""What leaves the program about its own mistakes holds nobody's data."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from gdpr_desk import faults
from gdpr_desk.clock import Clock

PERSONAL = (
    "Camille Exemple",
    "camille.exemple@exemple.fr",
    "06 39 98 01 23",
    "1 85 05 78 006 084 91",
    "FR76 3000 6000 0112 3456 7890 189",
    "AGE-SECRET-KEY-1QQPQYXQX",
    "0123456789abcdef0123456789abcdef",
)


def _failing(value: str) -> Exception:
    try:
        raise KeyError(value)
    except KeyError as problem:
        return problem


@pytest.mark.parametrize("value", PERSONAL)
def test_a_report_never_repeats_a_value(value: str) -> None:
    text = faults.describe(_failing(value)).text
    assert value not in text
    assert "KeyError" in text
    assert "test_faults.py" in text


@pytest.mark.parametrize("value", PERSONAL[1:])
def test_the_log_is_redacted(value: str) -> None:
    record = logging.LogRecord("gdpr_desk", logging.ERROR, __file__, 1, "refusé : %s", (value,), None)
    line = faults.RedactingFormatter("%(message)s").format(record)
    assert value not in line
    assert line.startswith("refusé")


def test_a_report_names_no_folder_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    text = faults.describe(_failing("x")).text
    assert str(Path.home()) not in text
    assert str(Path(__file__).parent.parent) not in text


def test_a_report_is_kept_in_the_log_folder(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faults, "log_folder", lambda: tmp_path / "journaux")
    path = faults.write_report(_failing("x"), clock)
    assert path is not None
    kept = path.read_text("utf-8")
    assert "KeyError" in kept
    assert "test_faults.py" in kept
    assert path.name == "rapport-20261123-074800.txt"


def test_a_log_folder_that_refuses_costs_the_report_only(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "fichier"
    blocked.write_bytes(b"")
    monkeypatch.setattr(faults, "log_folder", lambda: blocked / "dessous")
    assert faults.write_report(_failing("x"), clock) is None
