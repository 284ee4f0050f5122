"""The only door to `resources/`, in a checkout and in an installed wheel alike."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "resources"
_CHECKOUT = _PACKAGE.parent / "resources"


def path(name: str) -> Path:
    """The file `name` (relative, `/`-separated) below `resources/`.

    Raises ValueError for a name that leaves the folder and FileNotFoundError for a missing file:
    both are our fault, never the user's.
    """
    relative = PurePosixPath(name)
    if relative.is_absolute() or ".." in relative.parts or "\\" in name:
        raise ValueError(f"not a resource name: {name!r}")
    root = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT
    found = root.joinpath(*relative.parts)
    if not found.exists():
        raise FileNotFoundError(name)
    return found


def text(name: str) -> str:
    """The UTF-8 text of a resource."""
    return path(name).read_text(encoding="utf-8")


def names(folder: str, suffix: str) -> tuple[str, ...]:
    """Sorted names, relative to `resources/`, of the files in `folder` ending in `suffix`."""
    return tuple(sorted(f"{folder}/{f.name}" for f in path(folder).iterdir() if f.name.endswith(suffix)))
