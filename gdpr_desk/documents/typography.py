"""French typography, applied once and only to what is shown.

What is stored, searched, copied or exported keeps the plain characters that were typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

NO_BREAK = "\u00a0"
NARROW = "\u202f"
APOSTROPHE = "\u2019"
HYPHEN = "\u2011"
FIRST = "1\u1d49\u02b3"

_MONTHS = (
    r"(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
    r"|janv\.|févr\.|avr\.|juil\.|sept\.|oct\.|nov\.|déc\.)"
)
_UNITS = (
    r"(?:%|€|h|min|s|ms|mm|cm|m|km|g|kg|px|pt|o|ko|Ko|Mo|Go|To|°C"
    r"|secondes?|minutes?|heures?|jours?|semaines?|mois|ans?|années?|trimestres?|octets?)"
)
_Replacement = str | Callable[[re.Match[str]], str]
"""A function where a group is kept: a template would make `re` import itself at each call, which costs."""


def _then_no_break(found: re.Match[str]) -> str:
    return found[1] + NO_BREAK


_SPACE = "[ \u00a0\u202f]"
_BEFORE_A_NUMBER = r"[nN]°|[aA]rt\.|§|[aA]rticles?|[pP]aragraphes?|[cC]edex|CEDEX"
_TOKEN = re.compile(r"\S+")
_ADDRESS = re.compile(r"://|@|^www\.|^[A-Za-z]:\\|^/\w")
_WITHIN_TOKEN: tuple[tuple[re.Pattern[str], _Replacement], ...] = (
    (re.compile(r"«(?=[^\s»])"), "«" + NO_BREAK),
    (re.compile(r"(?<=[^\s«])»"), NO_BREAK + "»"),
    (re.compile(r"(?<=[^\W\d_])'"), APOSTROPHE),
    (re.compile(r"(?<!\w)1er(?!\w)"), FIRST),
    (re.compile(r"(?<=[\w)\]%»])([;?!]+)(?=[»)\]]*(?:[\s;?!]|$))"), lambda found: NARROW + found[1]),
    (re.compile(r"(?<=[^\W\d_])(?<!^[A-Za-z]):(?=\s|$)"), NO_BREAK + ":"),
)
_REFERENCE = re.compile(r"(?<![\w./-])([A-Z])-(?:(\d{4})-)?(\d{2,})(?![\w/-])")
_BETWEEN_TOKENS: tuple[tuple[re.Pattern[str], _Replacement], ...] = (
    (re.compile(rf"(?<=\S){_SPACE}(?=[;?!])"), NARROW),
    (re.compile(rf"(?<=\S){_SPACE}(?=:(?!\S))"), NO_BREAK),
    (re.compile(rf"(?<=«){_SPACE}"), NO_BREAK),
    (re.compile(rf"(?<=\S){_SPACE}(?=»)"), NO_BREAK),
    (re.compile(rf"(?<![\d/])(\d{{1,2}}|{FIRST}){_SPACE}(?={_MONTHS}(?!\w))"), _then_no_break),
    (re.compile(rf"(?<=\d){_SPACE}(?={_UNITS}(?!\w))"), NO_BREAK),
    (re.compile(rf"(?<!\w)({_BEFORE_A_NUMBER}){_SPACE}(?=\d)"), _then_no_break),
    (re.compile(rf"(?<!\w)(points?|lettres?){_SPACE}(?=[a-z](?!\w))"), _then_no_break),
    (re.compile(rf"(?<=\w){_SPACE}(?=(?:Cedex|CEDEX)(?!\w))"), NO_BREAK),
    (re.compile(rf"(?<!\w)(du){_SPACE}(?=RGPD(?!\w))"), _then_no_break),
    (re.compile(rf"(?<=\d,){_SPACE}(?=§)"), NO_BREAK),
    (re.compile(rf"(?<=§{NO_BREAK}\d,){_SPACE}(?=[a-z](?!\w))"), NO_BREAK),
)
_E_MAIL = re.compile(r"(?<!\w)([eE])-(?=mails?(?!\w))")
_PHONE = re.compile(r"(?<![\w.,+])(?<!\d )0\d(?: \d{2}){4}(?! ?\d)(?!\w)")
_GROUPED_NUMBER = re.compile(r"(?<![\w.,])(?<!\d )\d{1,3}(?: \d{3})+(?! ?\d)(?!\w)")


@lru_cache(maxsize=4096)
def display(text: str) -> str:
    """`text` as it is shown: typographic apostrophe, no-break spaces, ordinals, references, phone numbers.

    Idempotent. Addresses (web, e-mail, file paths) keep their characters, line ends stay.
    """
    shown = _TOKEN.sub(_token, text)
    for pattern, replacement in _BETWEEN_TOKENS:
        shown = pattern.sub(replacement, shown)
    shown = _PHONE.sub(lambda found: found[0].replace(" ", NO_BREAK), shown)
    return _GROUPED_NUMBER.sub(lambda found: found[0].replace(" ", NARROW), shown)


def _token(found: re.Match[str]) -> str:
    token = found[0]
    if token.isalpha() or _ADDRESS.search(token):  # most words are letters only: nothing to put right
        return token
    for pattern, replacement in _WITHIN_TOKEN:
        token = pattern.sub(replacement, token)
    token = _E_MAIL.sub(lambda match: match[1] + HYPHEN, token)
    return _REFERENCE.sub(lambda match: match[0].replace("-", HYPHEN), token)
