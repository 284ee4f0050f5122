"""How a letter names the data of a line of « Où chercher », for who never saw a register; pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache

from gdpr_desk import assets
from gdpr_desk.requests.places import ChecklistLine

_TOLD = "templates/requests/told_data.toml"


def about(line: ChecklistLine) -> str:
    """Which data, in words for the person where the program has them, else in the register's; the record
    itself where it names none."""
    told, names = _table()
    words = names.sub(lambda found: told[found[0].casefold()], line.what or line.place)
    return words[:1].upper() + words[1:]


@cache
def _table() -> tuple[Mapping[str, str], re.Pattern[str]]:
    """The words by name, and what finds whole names between commas, the longest first."""
    found: dict[str, str] = tomllib.loads(assets.text(_TOLD))["told"]
    longest = sorted(found, key=len, reverse=True)
    names = "|".join(re.escape(name) for name in longest)
    pattern = re.compile(rf"(?:(?<=^)|(?<=[,;] ))(?:{names})(?=$|,| ;)", re.IGNORECASE)
    return {name.casefold(): words for name, words in found.items()}, pattern
