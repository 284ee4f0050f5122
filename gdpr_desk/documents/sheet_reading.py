"""Sheets from a file that comes from outside, read in a confined process.

The file is untrusted: whatever it does to a parser stays in a child that is stopped after ten
seconds, and the caller gets plain cells or a refusal in French.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from gdpr_desk.confinement.child import ChildFailed, ConfinedChild, Limits
from gdpr_desk.errors import InvalidInput

MAX_BYTES = 20 * 1024 * 1024
SECONDS = 9.0
_LIMITS = Limits(SECONDS, cpu_seconds=9, memory=300 * 1024 * 1024, longest_answer=250 * 1024 * 1024)
_TASK = "gdpr_desk.documents.sheet_child"
SAFE = "Rien n’a été importé, votre registre n’a pas changé."

CellValue = str | date
"""A text (empty where the cell is), or a typed date."""


@dataclass(frozen=True)
class Grid:
    """One sheet: its name (empty for CSV) and its rows, cut after their last filled cell."""

    name: str
    rows: tuple[tuple[CellValue, ...], ...]


@dataclass(frozen=True)
class Workbook:
    """Everything in one file; `kind` is `csv`, `ods` or `xlsx`, told from the content."""

    kind: str
    sheets: tuple[Grid, ...]


_SENTENCES: Mapping[str, tuple[str, str]] = {
    "encrypted": (
        "Ce fichier est chiffré.",
        "Ouvrez-le dans votre tableur, enregistrez-le sans protection, puis recommencez.",
    ),
    "old_format": (
        "Ce fichier est dans un ancien format de tableur ou de texte.",
        "Ouvrez-le dans votre tableur et enregistrez-le en .ods ou en .xlsx.",
    ),
    "not_a_sheet": (
        "Ce fichier n’est pas un tableau : son contenu est d’une autre sorte.",
        "Choisissez un fichier .ods, .xlsx ou .csv.",
    ),
    "not_text": (
        "Ce fichier n’est ni un tableau ni un texte lisible.",
        "Choisissez un fichier .ods, .xlsx ou .csv.",
    ),
    "damaged": (
        "Ce fichier est abîmé ou n’est pas ce que son nom annonce.",
        "Ouvrez-le dans votre tableur, enregistrez-le de nouveau, puis recommencez.",
    ),
    "bomb": (
        "Ce fichier se déplierait en bien plus de données qu’un registre n’en contient.",
        "Vérifiez d’où il vient ; ne l’ouvrez pas s’il n’est pas de vous.",
    ),
    "too_large": (
        "Ce fichier contient bien plus de lignes ou de colonnes qu’un registre.",
        "Gardez dans le tableau les seules lignes du registre, puis recommencez.",
    ),
    "too_long": (
        "La lecture de ce fichier prend trop de temps : elle a été arrêtée.",
        "Ouvrez-le dans votre tableur, enregistrez-le de nouveau, puis recommencez.",
    ),
}


def read_content(path: Path) -> bytes:
    """The bytes of a file of at most 20 MB. Raises InvalidInput for one that is missing or larger."""
    try:
        if not path.is_file():
            raise FileNotFoundError
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as problem:
        raise InvalidInput(
            "Ce fichier ne peut pas être lu.",
            safe=SAFE,
            remedy="Vérifiez qu’il existe et qu’un autre programme ne le bloque pas.",
            code="unreadable",
        ) from problem
    if len(content) > MAX_BYTES:
        raise InvalidInput(
            f"Ce fichier est trop gros (limite {MAX_BYTES // 1024**2} Mo).",
            safe=SAFE,
            remedy="Vérifiez que vous avez choisi le bon fichier.",
            code="too_large",
        )
    return content


def read_sheets(content: bytes, *, seconds: float = SECONDS) -> Workbook:
    """The sheets in a file's content. Raises InvalidInput for what is no sheet, sealed or too much."""
    found = _asked(content, seconds)
    if "refused" in found:
        raise refusal(str(found["refused"]))
    sheets = (Grid(sheet["name"], tuple(map(_row, sheet["rows"]))) for sheet in found["sheets"])
    return Workbook(found["kind"], tuple(sheets))


def refusal(key: str) -> InvalidInput:
    """The sentence for one kind of unusable file; the one for damage where the key is unknown."""
    message, remedy = _SENTENCES.get(key, _SENTENCES["damaged"])
    return InvalidInput(message, safe=SAFE, remedy=remedy, code=key if key in _SENTENCES else "damaged")


def _row(cells: list[Any]) -> tuple[CellValue, ...]:
    if set(map(type, cells)) <= {str}:
        return tuple(cells)
    return tuple(date.fromisoformat(cell["day"]) if isinstance(cell, dict) else str(cell) for cell in cells)


def _asked(content: bytes, seconds: float) -> Mapping[str, Any]:
    """What the child answers; it is gone when this returns."""
    with ConfinedChild(_TASK, _LIMITS) as child:
        try:
            return child.ask({}, [content], seconds=seconds).told
        except ChildFailed as failed:  # a limit ends it before it can say so
            return {"refused": {"too_long": "too_long", "broken": "damaged"}.get(failed.why, "too_large")}
