"""Which activities of the register a letter seems to speak of: a suggestion with the words it rests on; pure.

Like the rights a letter asks for, it decides nothing: « Où chercher » lists every activity all the same.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from gdpr_desk import assets
from gdpr_desk.accents import without_accents
from gdpr_desk.intake.names import one_line
from gdpr_desk.intake.rights_asked import own_words
from gdpr_desk.register.model import ActivityStatus, ProcessingActivity
from gdpr_desk.requests.model import RequestMessage

_READ = 20_000


@dataclass(frozen=True)
class Mention:
    """An activity by its reference and name, and the words of the letter that made one think of it."""

    activity: str
    name: str
    words: str


def mentions(text: str, activities: Iterable[ProcessingActivity]) -> tuple[Mention, ...]:
    """Those that `text` seems to be about, in the order of the register; what it quotes does not count."""
    letter = _folded(own_words(text)[:_READ])
    said = [(named, found) for pattern, named in _subjects() if (found := pattern.search(letter))]
    seen = []
    for activity in activities:
        if activity.status is ActivityStatus.ARCHIVED:
            continue
        name = _folded(activity.name)
        found = next((found for named, found in said if named.search(name)), None)
        if found is not None:
            seen.append(Mention(activity.reference, activity.name, one_line(found[0])))
    return tuple(seen)


def mentioned_in(
    messages: Iterable[RequestMessage], activities: Iterable[ProcessingActivity]
) -> tuple[Mention, ...]:
    """The same of all that was written in a request."""
    return mentions("\n".join(f"{one.subject}\n{one.text}" for one in messages), activities)


def _folded(text: str) -> str:
    return without_accents(text).lower().replace("’", "'")


@cache
def _subjects() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    told = tomllib.loads(assets.text("intake/activities.toml"))["subject"]
    return tuple((re.compile(rf"\b(?:{one['said']})"), re.compile(one["named"])) for one in told)
