"""The lines of an import as a table, and the chips that filter them."""

from __future__ import annotations

from collections.abc import Mapping

from gdpr_desk.qtkit.chips import ChipSpec
from gdpr_desk.qtkit.record_table import Column
from gdpr_desk.register.qt.import_words import badge, place, sentence
from gdpr_desk.register.reading.preview import Fate, Preview, PreviewLine

ALL, TO_LOOK = "all", "to_look"
_ORDER = (Fate.FAULTY, Fate.CHANGED, Fate.NEW, Fate.SAME, Fate.LEFT_OUT)
_CHIPS: Mapping[str, tuple[str, str]] = {
    Fate.FAULTY: ("À corriger", "circle-alert"),
    TO_LOOK: ("À regarder", "triangle-alert"),
    Fate.NEW: ("Nouvelles", ""),
    Fate.CHANGED: ("Mises à jour", ""),
    Fate.SAME: ("Déjà à jour", ""),
    Fate.LEFT_OUT: ("Laissées de côté", ""),
}


def columns(places: Mapping[str, int], preview: Preview | None) -> tuple[Column[PreviewLine], ...]:
    """What a row shows; `places` is the order in the file."""
    wheres = [line.where for line in preview.lines] if preview else []
    parties = preview is not None and all(line.activity is None for line in preview.lines)
    head, wide = "Feuille", 160
    for begin, word in (("ligne ", "Ligne"), ("fiche ", "Fiche")):
        if all(where.startswith(begin) for where in wheres):
            head, wide = word, 96
            break
    return (
        Column("where", head, place, sort=lambda line: places[line.where], width=wide),
        Column(
            "name",
            "Prestataire" if parties else "Activité",
            lambda line: line.name or "Sans nom",
            second=sentence,
            strong=True,
        ),
        Column("fate", "À l’import", badge=badge, sort=lambda line: _ORDER.index(line.fate), width=184),
    )


def chips(preview: Preview) -> list[ChipSpec]:
    """All, and every state that some line is in."""
    found = [ChipSpec(ALL, "Toutes", len(preview.lines))]
    for key, (label, icon) in _CHIPS.items():
        amount = sum(1 for line in preview.lines if wanted(line, key))
        if amount:
            found.append(ChipSpec(key, label, amount, icon))
    return found


def wanted(line: PreviewLine, chip: str) -> bool:
    """Whether the line passes the chip."""
    if chip in ("", ALL):
        return True
    if chip == TO_LOOK:
        return bool(line.cautions) and line.fate in (Fate.NEW, Fate.CHANGED)
    return line.fate == chip
