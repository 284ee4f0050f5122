"""What a thing of the register is called where the person it is about reads it: « votre fiche client »; pure.

The one place for it. A thing that the shop has put in its own words stands in « », which is never wrong.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from gdpr_desk import assets
from gdpr_desk.periods.words import french_list
from gdpr_desk.requests.places import ChecklistLine, Thing, in_sentence

_FILE = "templates/requests/things.toml"
_SEVERAL = re.compile(r",| et ")
_VOWEL = re.compile(r"[aâàeéèêëiîïoôuûùhy]", re.IGNORECASE)
_FORMS = ("m", "f", "mp", "fp")


@dataclass(frozen=True)
class Named:
    """Words, and the form of what agrees with them: m, f, mp, fp; empty where nobody can know it."""

    words: str
    form: str = ""

    def agreeing(self, word: str) -> str:
        """« gardé », « gardée », « gardés », « gardées »."""
        return word + {"m": "", "f": "e", "mp": "s", "fp": "es"}[self.form]


def named(thing: Thing, *, theirs: bool) -> Named:
    """The thing as the person reads it; `theirs` where somebody asks for that person."""
    row = _row(thing)
    if row is None:
        return Named(f"« {thing.name.strip()} »")
    told, form = row["told"], row["form"]
    if theirs:
        told = row.get("theirs") or _of_another(told, form)
    return Named(told, form)


def about(line: ChecklistLine, *, theirs: bool = False) -> Named:
    """What a line speaks of; the categories of the register, else the record, where no duration names it."""
    found = each(line, theirs=theirs)
    return found[0] if len(found) == 1 else Named(listed([one.words for one in found]))


def each(line: ChecklistLine, *, theirs: bool = False) -> tuple[Named, ...]:
    """The same, one by one."""
    if line.things:
        return tuple(named(thing, theirs=theirs) for thing in line.things)
    return (Named(in_sentence(line.what) if line.what else f"« {line.place} »"),)


def places(line: ChecklistLine) -> tuple[str, ...]:
    """The same where nothing of it was found: « les messages… » for « vos messages… »."""
    return tuple(as_a_place(thing) for thing in line.things) or (each(line)[0].words,)


def listed(names: Sequence[str]) -> str:
    """Several in a sentence: « a, b et c »; « a ; b ; c » where one is itself several."""
    once = list(dict.fromkeys(names))
    return " ; ".join(once) if any(_SEVERAL.search(name) for name in once) else french_list(once)


def as_a_place(thing: Thing) -> str:
    """The same where nothing was found: « les messages… »; « vos messages » says that there were some."""
    row = _row(thing)
    if row is None:
        return named(thing, theirs=False).words
    told, form = row["told"], row["form"]
    own, _space, rest = told.partition(" ")
    if own == "vos":
        return f"les {rest}"
    if own != "votre":
        return told
    if _VOWEL.match(rest):
        return f"l’{rest}"
    return f"{'la' if form == 'f' else 'le'} {rest}"


def is_recording(thing: Thing) -> bool:
    """Whether it is a sound or a picture: it is what it is, and nobody corrects it."""
    row = _row(thing)
    return row is not None and bool(row.get("recorded"))


def told_things() -> frozenset[str]:
    """The register's words for which there are words for the person."""
    return frozenset(name for name, _activity in _rows())


def _row(thing: Thing) -> Mapping[str, str] | None:
    name = _bare(thing.name)
    return _rows().get((name, "")) or _rows().get((name, _bare(thing.activity)))


def _of_another(told: str, form: str) -> str:
    """« sa fiche client » for « votre fiche client »."""
    own, _space, rest = told.partition(" ")
    if own == "vos":
        return f"ses {rest}"
    if own != "votre":
        return told
    return f"{'sa' if form == 'f' and not _VOWEL.match(rest) else 'son'} {rest}"


def _bare(text: str) -> str:
    return " ".join(text.replace("'", "’").split()).casefold()


@cache
def _rows() -> Mapping[tuple[str, str], Mapping[str, str]]:
    rows: list[dict[str, str]] = tomllib.loads(assets.text(_FILE))["thing"]
    return {
        (_bare(row["thing"]), _bare(row.get("activity", ""))): row for row in rows if row["form"] in _FORMS
    }
