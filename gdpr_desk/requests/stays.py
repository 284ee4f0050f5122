"""How long a thing stays, told to the person it is about: one end, taken from the register's durations; pure.

A letter joins it to why (`requests.letters.keeping`); the article is there, the end is here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gdpr_desk.reference import catalogues
from gdpr_desk.register import wording
from gdpr_desk.register.model import RetentionKind, RetentionPhase, RetentionRule, SourceKind
from gdpr_desk.requests.places import Stay, in_sentence

_ARTICLE = re.compile(r"\b([Aa])rt\.\s*")
_AGREEMENT = "du consentement", "de l’accord"
"""A person has agreed; « consentement » is the Regulation's word."""
_EXERCISED = "l’exercice du droit", "l’opposition"
_CODE = re.compile(r"\b([LRD])(?=\d{2,4}-\d)")
"""« article L. 123-22 », as the codes are cited."""
REFUSAL_NOTED = "right_exercised"
"""From when an objection list counts."""
APPLIED = "puis tant qu’elle évite un envoi par erreur"
"""What ends the stay of what has to go on working, behind its least duration."""


def stay_of(group: Sequence[RetentionRule], *, applied: bool) -> Stay | None:
    """How long what one group of durations is about stays; None where nobody has set an end.

    What goes into the restricted archive stays there to the archive's end: what it does before is the same
    to who reads it.
    """
    archived = [rule for rule in group if rule.phase is RetentionPhase.INTERMEDIATE]
    rules = archived or list(group)
    floors = [rule for rule in rules if rule.kind is RetentionKind.MINIMUM]
    ceilings = [rule for rule in rules if rule.kind is RetentionKind.MAXIMUM]
    events = [rule for rule in rules if rule.kind is RetentionKind.CRITERIA]
    until, ends = _told(floors, ceilings, events)
    if not until:
        return None
    last = (ceilings or events or floors)[-1]
    return Stay(
        until=plain(until),
        ends=plain(ends),
        ending=catalogues.disposals()[last.disposal].text("sentence"),
        law=_law(group),
        apart=bool(archived),
        applied=applied,
        exact=bool(floors) and until == ends,
    )


def plain(text: str) -> str:
    """The register's words as a letter has them: « article » written out, « accord »."""
    told = _ARTICLE.sub(lambda found: f"{found[1]}rticle ", text).replace(*_AGREEMENT)
    return _CODE.sub(lambda found: f"{found[1]}. ", told.replace(*_EXERCISED))


def _told(
    floors: Sequence[RetentionRule], ceilings: Sequence[RetentionRule], events: Sequence[RetentionRule]
) -> tuple[str, str]:
    """Behind « gardé », and behind « effacé »."""
    if floors and ceilings:
        least, most = wording.combined(floors), wording.combined(ceilings)
        return (most, most) if least == most else (f"au moins {least}, et au plus {most}", most)
    if floors:
        return f"au moins {wording.combined(floors)}", ""
    kept = " ou ".join(dict.fromkeys(wording.until(rule) for rule in events))
    if not ceilings:
        return kept, kept.removeprefix("jusqu’") if kept.startswith("jusqu’") else ""
    most = wording.combined(ceilings)
    return (f"{kept}, et au plus {most}", f"au plus tard {most}") if kept else (f"jusqu’à {most}", most)


def _law(group: Sequence[RetentionRule]) -> str:
    """The text that asks for it; a doctrine and a custom of the trade oblige nobody."""
    texts = [rule.source for rule in group if rule.source_kind is SourceKind.TEXT and rule.source.strip()]
    return plain(in_sentence(texts[0].strip())) if texts else ""
