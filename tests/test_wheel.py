"""What is shipped: the wheel holds the code, the compiled forms, the migrations and the resources."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = out.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def _in_tree(folder: str) -> set[str]:
    files = (p for p in (ROOT / folder).rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    return {p.relative_to(ROOT).as_posix() for p in files}


def test_every_resource_is_in_the_wheel(shipped: set[str]) -> None:
    wanted = {f"gdpr_desk/{name}" for name in _in_tree("resources")}
    assert len(wanted) > 50
    assert wanted <= shipped


def test_every_module_is_in_the_wheel(shipped: set[str]) -> None:
    wanted = {name for name in _in_tree("gdpr_desk") if name.endswith(".py")}
    assert wanted <= shipped


def test_every_form_is_compiled_into_the_wheel(shipped: set[str]) -> None:
    forms = [Path(name) for name in _in_tree("ui")]
    assert forms
    for form in forms:
        assert any(name.endswith(f"/ui_{form.stem}.py") for name in shipped), form


def test_nothing_else_is_shipped(shipped: set[str]) -> None:
    strangers = {n for n in shipped if not n.startswith(("gdpr_desk/", "gdpr_desk-"))}
    assert not strangers
    assert not {n for n in shipped if "test" in Path(n).name and n.endswith(".py")}
