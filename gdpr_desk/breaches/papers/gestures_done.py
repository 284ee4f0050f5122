"""The first gestures that were carried out, in a sentence for the letters and the dossier; pure."""

from __future__ import annotations

import tomllib
from functools import cache

from gdpr_desk import assets
from gdpr_desk.breaches.gestures import gestures_for, ways_in
from gdpr_desk.breaches.model import PersonalDataBreach
from gdpr_desk.periods.words import french_list
from gdpr_desk.reference.reading import Fields


def gestures_sentence(breach: PersonalDataBreach) -> str:
    """« Nous avons changé les codes… et demandé… »; empty where nothing was done that concerns others."""
    done = {one.gesture: one.note for one in breach.gestures if one.needed}
    kind = breach.facts.kind
    found = []
    for key in (kind, None) if kind else (None,):
        for gesture in gestures_for(key):
            if gesture not in done:
                continue
            name = f"{key.value if key else 'any'}.{gesture}"
            ways = " et son ".join(ways_in(gesture, done[gesture]))
            told = _words().optional_text(f"{name}.ways" if ways else name).format(ways=ways)
            if told:
                found.append(told)
                del done[gesture]
    return f"Nous avons {french_list(found)}." if found else ""


@cache
def _words() -> Fields:
    file = "templates/breaches/letters.toml"
    return Fields(file, tomllib.loads(assets.text(file))).table("subjects").table("gestures")
