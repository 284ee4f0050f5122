"""The house stands: arrows, exhaustive floors, and a command line that never touches Qt."""

from __future__ import annotations

import ast
import subprocess
import sys
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
    forbidden = {"now", "today", "utcnow"}
    for source in _sources():
        if source.name == "clock.py":
            continue
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                reads = (
                    node.func.attr in forbidden
                    and isinstance(owner, ast.Name)
                    and owner.id in {"datetime", "date"}
                )
                assert not reads, f"{source.name}:{node.lineno}"


def _imported(source: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found
