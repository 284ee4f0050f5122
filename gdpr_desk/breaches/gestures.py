"""The five first gestures for each kind of incident: contain first, fill forms later."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from gdpr_desk.breaches.vocabulary import IncidentKind
from gdpr_desk.reference import catalogues
from gdpr_desk.reference.model import Entry

_ANY = "any"
WAYS: Mapping[str, tuple[str, ...]] = MappingProxyType({"wipe": ("verrouillage", "effacement")})
"""A gesture that is one thing or another: which it was is its note, and what the letters say."""


def ways_in(gesture: str, note: str) -> tuple[str, ...]:
    """Which of the ways of a gesture its note tells."""
    told = note.split(" et ")
    return tuple(way for way in WAYS.get(gesture, ()) if way in told)


@cache
def gestures_for(kind: IncidentKind | None) -> Mapping[str, Entry]:
    """The gestures by key, in the order in which to do them; general ones while the kind is not told."""
    wanted = kind.value if kind else _ANY
    found = {}
    for key, entry in catalogues.breach_gestures().items():
        of, _, gesture = key.partition(".")
        if of == wanted:
            found[gesture] = entry
    return MappingProxyType(found)
