"""Until when the CNIL wants an answer, as its letter says it: a suggestion with its words; pure.

The CNIL sets that date itself and no text gives one. Only a day behind « avant le » or the like counts, and
only where the letter names a single one: two of them are for a person to choose from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gdpr_desk.accents import without_accents
from gdpr_desk.intake.names import one_line
from gdpr_desk.intake.rights_asked import own_words
from gdpr_desk.periods.words import MONTHS

_READ = 20_000
_MONTH = {without_accents(name): number for number, name in enumerate(MONTHS, start=1)}
_UNTIL = r"(?:avant|au plus tard|jusqu'au|d'ici(?: au)?|pour)"
_DAY = rf"(\d{{1,2}})(?:er)? ({'|'.join(_MONTH)}) (\d{{4}})|(\d{{1,2}})[/.](\d{{1,2}})[/.](\d{{4}})"
_WEEKDAY = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
_PLACE = re.compile(rf"\b{_UNTIL} (?:le )?(?:{_WEEKDAY} )?(?:{_DAY})\b")


@dataclass(frozen=True)
class AuthorityDate:
    """The day, and the words it rests on."""

    due_on: date
    words: str


def authority_date(text: str, received_on: date) -> AuthorityDate | None:
    """The only day after `received_on` until which the letter wants an answer; None for none or several."""
    letter = " ".join(own_words(text)[:_READ].split())
    found = {one.due_on: one for one in reversed(list(_days(letter))) if one.due_on >= received_on}
    return next(iter(found.values())) if len(found) == 1 else None


def _days(letter: str) -> Iterator[AuthorityDate]:
    for place in _PLACE.finditer("".join(map(_bare, letter))):
        day, month, year, *numbers = place.groups()
        if day is not None:
            parts = int(year), _MONTH[month], int(day)
        else:
            parts = int(numbers[2]), int(numbers[1]), int(numbers[0])
        try:
            yield AuthorityDate(date(*parts), one_line(letter[place.start() : place.end()]))
        except ValueError:  # the 31st of a month that has none
            continue


def _bare(sign: str) -> str:
    """The small letter without its accent, in its place."""
    bare = without_accents(sign).lower().replace("’", "'")
    return bare if len(bare) == 1 else sign
