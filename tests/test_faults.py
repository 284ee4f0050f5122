"""What leaves the program about its own mistakes holds nobody's data."""

from __future__ import annotations

import logging
import re
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
    line = faults.RedactingFormatter().format(record)
    assert value not in line
    assert re.match(r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d,\d+ ERROR gdpr_desk refusé : ", line)


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


@pytest.mark.parametrize(
    "value",
    ["Camille d'Exemple", 'Camille "Cam" Exemple', "l'atelier\nde Camille Exemple", "« Camille » Exemple"],
)
def test_quotes_within_quotes_hide_no_less(value: str) -> None:
    text = faults.describe(ValueError(f"invalid literal: {value!r}")).text
    assert "Camille" not in text
    assert "Exemple" not in text
    assert "invalid literal" in text


def test_statements_and_their_values_stay_out_of_a_report() -> None:
    text = faults.describe(ValueError("UNIQUE failed\n[SQL: INSERT]\n[parameters: (Camille Exemple)]")).text
    assert "UNIQUE failed" in text
    assert "Camille" not in text


def test_a_full_disk_puts_no_traceback_on_the_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = logging.getLogger()
    monkeypatch.setattr(faults, "log_folder", lambda: tmp_path)
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    monkeypatch.setattr(logging, "raiseExceptions", True)
    faults.start_log()
    (tmp_path / "gdpr-desk.log").mkdir()  # what cannot be opened for writing
    logging.getLogger("gdpr_desk").warning("Camille Exemple")
    assert capsys.readouterr().err == ""
