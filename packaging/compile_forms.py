"""Compile the Designer forms `ui/<slice>/*.ui` into Python beside the code that holds them.

Runs as hatchling's build hook (wheel and editable install alike) and by hand from the root:
`python packaging/compile_forms.py`. The outcome is not in git.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

INFRASTRUCTURE = ("shell", "qtkit")
"""Packages that are Qt throughout: their forms lie beside their modules, not in `qt/`."""


def target_of(form: Path, root: Path) -> Path:
    """Where the Python of `ui/<slice>/<name>.ui` goes."""
    package = root / "gdpr_desk" / form.parent.name
    folder = package if form.parent.name in INFRASTRUCTURE else package / "qt"
    return folder / f"ui_{form.stem}.py"


def compile_forms(root: Path) -> list[Path]:
    """Compile every form that is newer than its Python; return all targets."""
    targets = []
    for form in sorted((root / "ui").glob("*/*.ui")):
        target = target_of(form, root)
        targets.append(target)
        if target.exists() and target.stat().st_mtime >= form.stat().st_mtime:
            continue
        _compile(form, target)
    return targets


def _compile(form: Path, target: Path) -> None:
    import PySide6

    beside = Path(PySide6.__file__).parent
    uic = beside / "uic.exe" if sys.platform == "win32" else beside / "Qt" / "libexec" / "uic"
    made = subprocess.run([str(uic), "-g", "python", str(form)], check=True, capture_output=True)
    text = made.stdout.decode("utf-8")
    kept = [_typed(line) for line in text.splitlines() if not line.startswith("## ")]
    header = (
        f'"""Compiled from ui/{form.parent.name}/{form.name}; change the form, not this."""\n'
        "# mypy: ignore-errors\n\nfrom typing import Any\n\n"
    )
    target.write_text(header + "\n".join(kept) + "\n", encoding="utf-8")


def _typed(line: str) -> str:
    """uic writes untyped methods; the type checker wants to see them called."""
    return re.sub(r"^(    def \w+\(self, \w+)\):", r"\1: Any) -> None:", line)


class CompileForms(BuildHookInterface[BuilderConfig]):
    """The build hook named in pyproject.toml."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        targets = compile_forms(Path(self.root))
        build_data["artifacts"] += [str(t.relative_to(self.root)) for t in targets]


if __name__ == "__main__":
    for made in compile_forms(Path(__file__).resolve().parent.parent):
        sys.stdout.write(f"{made.name}\n")
