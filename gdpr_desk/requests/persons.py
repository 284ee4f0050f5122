"""Whether what is written down elsewhere may be about the person who asks, or for whom somebody asks; pure.

Addresses and numbers are compared as the objection list compares them, names by their words: without accents,
titles and order, an initial for a name. Who cannot be told from them may be them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from gdpr_desk.accents import without_accents
from gdpr_desk.requests.contacts import Contact, contact
from gdpr_desk.requests.model import Requester

_TITLES = {"m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle", "me", "dr"}
_WORD = re.compile(r"\w+")
_BETWEEN = re.compile(r"[;,|/\n]|\s(?:et|ou)\s")


class Sought:
    """The person who asks, or for whom somebody asks, ready to be compared with many lines."""

    def __init__(self, who: Requester) -> None:
        self._reached = _reached([who.email, who.phone])
        self._kinds = {one.kind for one in self._reached}
        self._called = _called([who.name, who.represents])

    def may_be(self, names: Iterable[str], contacts: Iterable[str]) -> bool:
        """Whether something with these names and these addresses or numbers is, or may be, about them."""
        named = _called(names)
        if any(_alike(one, other) for one in self._called for other in named):
            return True
        theirs = _reached(contacts) if self._reached else frozenset()
        if self._reached & theirs:
            return True
        compared = (self._called and named) or any(one.kind in self._kinds for one in theirs)
        return not compared


def _reached(texts: Iterable[str]) -> frozenset[Contact]:
    """The addresses and numbers in these texts; one field may hold several."""
    return frozenset(one for text in texts for one in _contacts(text))


def _contacts(text: str) -> Iterator[Contact]:
    whole = contact(text)
    if whole is not None:
        yield whole
    else:
        yield from (one for part in _BETWEEN.split(text) if (one := contact(part)) is not None)


def _called(names: Iterable[str]) -> tuple[frozenset[str], ...]:
    """The words of each name."""
    plain = (without_accents(name.casefold().replace("œ", "oe").replace("æ", "ae")) for name in names)
    words = (frozenset(_WORD.findall(name)) for name in plain)
    return tuple(some - _TITLES or some for some in words if some)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether every word of the shorter name is in the other one, be it as an initial."""
    shorter, longer = sorted((one, other), key=len)
    return all(any(_is_same(word, there) for there in longer) for word in shorter)


def _is_same(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])
