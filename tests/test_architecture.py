"""The house stands: arrows, exhaustive floors, and a command line that never touches Qt."""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
QT_ROOMS = ("gdpr_desk/qtkit/", "gdpr_desk/shell/", "gdpr_desk/__main__.py")


def test_import_contracts_hold() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(lint), "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_forbidden_arrow_is_noticed(tmp_path: Path) -> None:
    """The contracts can fail: the same rules over a house with one wrong arrow."""
    package = tmp_path / "gdpr_desk"
    package.mkdir()
    for name in ("__init__", "clock", "periods"):
        (package / f"{name}.py").write_text("", encoding="utf-8")
    (package / "clock.py").write_text("import gdpr_desk.periods\n", encoding="utf-8")
    (tmp_path / ".importlinter").write_text(
        "[importlinter]\nroot_package = gdpr_desk\n[importlinter:contract:1]\nname = floors\ntype = layers\n"
        "containers = gdpr_desk\nlayers =\n    periods\n    clock\n",
        encoding="utf-8",
    )
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [str(lint), "--no-cache", "--config", ".importlinter"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(tmp_path), "PATH": ""},
    )
    assert done.returncode != 0
    assert "BROKEN" in done.stdout


def _sources() -> list[Path]:
    return [p for p in sorted((ROOT / "gdpr_desk").rglob("*.py")) if not p.name.startswith("ui_")]


@pytest.mark.parametrize("source", _sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_qt_is_imported_only_in_its_rooms(source: Path) -> None:
    name = source.relative_to(ROOT).as_posix()
    if name.startswith(QT_ROOMS) or "/qt/" in name:
        return
    assert "PySide6" not in _imported(source)


def test_every_package_is_on_the_map() -> None:
    """A package without its paragraph in `gdpr_desk/__init__.py` is a room nobody finds."""
    house = ast.get_docstring(ast.parse((ROOT / "gdpr_desk" / "__init__.py").read_text("utf-8"))) or ""
    for package in (ROOT / "gdpr_desk").iterdir():
        if (package / "__init__.py").exists():
            assert f"`{package.name}`" in house, package.name


def test_nothing_reads_the_time_but_the_clock() -> None:
    for source in _sources():
        if source.name != "clock.py":
            assert _found(source).readings == (), source.name


def test_a_reading_of_the_time_is_noticed(tmp_path: Path) -> None:
    source = tmp_path / "watch.py"
    source.write_text(
        "from datetime import date, datetime\na = date.today()\nb = datetime.now(None)\n", "utf-8"
    )
    assert _found(source).readings == (2, 3)
    assert _imported(source) == {"datetime"}


@dataclass(frozen=True)
class _Found:
    """What one walk through a source finds: the modules it imports, and the lines that read the time."""

    imported: frozenset[str]
    readings: tuple[int, ...]


@cache
def _found(source: Path) -> _Found:
    imported, readings = set[str](), list[int]()
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported.add(node.module.split(".")[0])
        elif isinstance(node, ast.Call) and _reads_the_time(node.func):
            readings.append(node.lineno)
    return _Found(frozenset(imported), tuple(readings))


def _reads_the_time(called: ast.expr) -> bool:
    return (
        isinstance(called, ast.Attribute)
        and called.attr in {"now", "today", "utcnow"}
        and isinstance(called.value, ast.Name)
        and called.value.id in {"datetime", "date"}
    )


def _imported(source: Path) -> frozenset[str]:
    return _found(source).imported
