"""What a purpose of the register is called where a letter says that it ended, or goes on: as a noun; pure.

The register's purposes are mostly verbs (« Envoyer la newsletter »). Those the program came with have words
for the person in a list; others get a noun where a verb stands alone with what it acts on. Any other stands
in « » as it was written, which is never wrong.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache

from gdpr_desk import assets
from gdpr_desk.register.model import Register
from gdpr_desk.requests.places import ChecklistLine, in_sentence

_NOUNS = "templates/requests/purposes.toml"
_OBJECT = re.compile(r"(?P<verb>[^\W\d_]+) (?P<article>les |le |la |l’|des |une |un )?(?P<rest>.+)")
_OF = {"les ": "des ", "le ": "du ", "la ": "de la ", "un ": "d’un ", "une ": "d’une "}
_VOWEL = re.compile(r"[aâàeéèêëiîïoôuûùœæ]", re.IGNORECASE)
_UNSURE = re.compile(r"[hy]", re.IGNORECASE)
"""« de haies », « d’huiles »: the letter alone does not tell."""
_SEVERAL = re.compile(r"[,;:.]| (?:et|ou|puis|pour|afin|sans|à|au|aux) ", re.IGNORECASE)
"""More than one thing to do, or more than one to do it to: no sure noun."""


def purposes_of(line: ChecklistLine, register: Register, *, theirs: bool = False) -> tuple[str, ...]:
    """The purposes an objection line speaks of, each in a noun where there is one; `theirs` where somebody
    asks for the person."""
    about = in_sentence(line.what)
    names = [
        purpose.name.strip()
        for activity in register.activities
        if activity.reference in line.activities
        for purpose in activity.purposes
    ]
    found = [name for name in names if name and in_sentence(name) in about]
    return tuple(in_noun(name, theirs=theirs) for name in found) or (f"« {line.what or line.place} »",)


def in_noun(purpose: str, *, theirs: bool = False) -> str:
    """« la newsletter » for « Envoyer la newsletter »; the same words in « » where nothing is sure."""
    words = " ".join(purpose.replace("'", "’").split()).rstrip(".")
    nouns, verbs = _tables()
    row = nouns.get(words.casefold())
    if row is not None:
        told = row["told"]
        return row.get("theirs") or told.replace("vos ", "ses ").replace("votre ", "son ") if theirs else told
    found = _OBJECT.fullmatch(words)
    noun = verbs.get(found["verb"].casefold()) if found is not None else None
    if found is None or noun is None or _SEVERAL.search(found["rest"]) or _UNSURE.match(found["rest"]):
        return f"« {words} »"
    return f"{noun} {_of(found['article'] or '', found['rest'])}"


def _of(article: str, rest: str) -> str:
    """« de la newsletter », « d’offres », « des avis », « de nos clients »."""
    if article in _OF:
        return f"{_OF[article]}{rest}"
    if article.startswith("l"):
        return f"de l’{rest}"
    return f"d’{rest}" if _VOWEL.match(rest) else f"de {rest}"


@cache
def _tables() -> tuple[Mapping[str, Mapping[str, str]], Mapping[str, str]]:
    document = tomllib.loads(assets.text(_NOUNS))
    nouns: dict[str, dict[str, str]] = {row["purpose"].casefold(): row for row in document["told"]}
    return nouns, document["verb"]
