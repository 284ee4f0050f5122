"""How hard a passphrase is to guess, in French.

The estimate is zxcvbn's; its advice is English, so the reasons are chosen here from the patterns
it found. No composition rules: only length and words count.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

ENOUGH = 3
"""zxcvbn's score from which the vault may be made (10^8 guesses at least)."""

_LONGEST = 72  # what zxcvbn takes; a pasted novel must neither stop nor break the window

_WORDS = ("", "Trop facile à deviner", "Encore fragile", "Solide", "Très solide")
_NAMED = "Trop facile à deviner : elle contient le nom de votre boutique."
_PERSON = "Trop facile à deviner : elle contient votre nom."
_LONGER = "Trop facile à deviner : ajoutez un ou deux mots sans lien entre eux."
_REASONS = {
    "spatial": "Trop facile à deviner : des touches voisines du clavier.",
    "repeat": "Trop facile à deviner : les mêmes lettres reviennent.",
    "sequence": "Trop facile à deviner : une suite comme « abc » ou « 6543 ».",
    "regex": "Trop facile à deviner : une année se devine vite.",
    "date": "Trop facile à deviner : une date se devine vite.",
}
_COMMON = "Trop facile à deviner : c’est l’une des phrases les plus employées au monde."
_WORD = "Trop facile à deviner : un mot seul ne suffit pas."


@dataclass(frozen=True)
class Strength:
    """`score` from 0 to 4 as the bar shows it, whether it is enough, and one sentence."""

    score: int
    enough: bool
    sentence: str


def strength(passphrase: str, *, shop: str = "", person: str = "") -> Strength:
    """Judge `passphrase`, knowing the shop's and the person's name, which others know too."""
    if not passphrase:
        return Strength(0, False, "Quatre ou cinq mots sans lien entre eux suffisent.")
    from zxcvbn import zxcvbn  # late: its word lists are slow to import

    shop_words, person_words = _words(shop), _words(person)
    found = zxcvbn(_plain(passphrase[:_LONGEST]), user_inputs=[*shop_words, *person_words])
    score = int(found["score"])
    if score >= ENOUGH:
        return Strength(
            score, True, f"{_WORDS[score]}. Retenez-la : personne ne peut la retrouver à votre place."
        )
    return Strength(max(score, 1), False, _reason(passphrase, found["sequence"], shop_words, person_words))


def _reason(
    passphrase: str, sequence: Iterable[Mapping[str, Any]], shop: list[str], person: list[str]
) -> str:
    plain = _plain(passphrase)
    if any(word in plain for word in shop):
        return _NAMED
    if any(word in plain for word in person):
        return _PERSON
    matches = list(sequence)
    longest = max(matches, key=lambda match: len(str(match["token"])))
    pattern = str(longest["pattern"])
    if pattern in _REASONS:
        return _REASONS[pattern]
    if pattern == "dictionary" and len(matches) == 1:
        return _COMMON if longest.get("dictionary_name") == "passwords" else _WORD
    return _LONGER


def _words(name: str) -> list[str]:
    """The name whole and in its words of four letters and more, without accents."""
    plain = _plain(name)
    parts = [word for word in plain.replace("-", " ").replace("'", " ").split() if len(word) > 3]
    return [*dict.fromkeys([plain, *parts])] if plain.strip() else []


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return "".join(c for c in folded if not unicodedata.combining(c))
