"""What a letter seems to ask for, from its words (Art. 15 to 22): suggestions with the words they rest on.

Accents, capitals and apostrophes do not count; what is quoted from an earlier letter does not either. The
phrases are data (`resources/intake/rights.toml`), the keys those of requests: a person decides.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from gdpr_desk import assets
from gdpr_desk.accents import LAST_REMEMBERED, without_accents
from gdpr_desk.intake.model import ParsedMessage, Remark
from gdpr_desk.intake.names import one_line

_READ = 20_000
_DENIED = re.compile(
    r"(?:\bne +\w+ +pas|\bn'\w+ +pas|\bsans|\bpas +besoin +de|\bplutot +que +de|\bet +non) +(?:\w+ +){0,3}$"
)
_LAW = re.compile(
    r"\brgpd\b|\bgdpr\b|donnees +(?:a +caractere +)?personnel|informatique +et +libertes|\bdpo\b"
)
_REPAIR = re.compile(
    r"\b(?:disque +dur|disque|ordinateur|\bpc\b|portable|cle +usb|virus|windows|repar\w+|sauvegard\w+)\b"
)
_ARTICLES = {
    "15": "access",
    "16": "rectification",
    "17": "erasure",
    "18": "restriction",
    "20": "portability",
    "21": "objection",
    "22": "automated_decision",
}
_ARTICLE = re.compile(r"\bart(?:icle|\.)? *(15|16|17|18|20|21|22)\b(?! *(?:000|,\d|%|€|eur))")
_CNIL_FILE = re.compile(r"(?:plainte|saisine|reclamation) +(?:n[°o]|numero|ref)|\btransm\w+ +une +plainte")
_QUOTE_STARTS = re.compile(
    r"(?im)^[ \t]*(?:>|-{2,} *(?:message|original)|_{10,} *$|(?:le|on)\b[^\n]{5,150}(?:a [ée]crit|wrote) *:"
    r"|de *:[^\n]+\n[ \t]*(?:envoy[ée]|date|à|a) *:)"
)
_ORDER = (*_ARTICLES.values(), "consent_withdrawal", "post_mortem", "complaint", "other")
_LINE_END_WITHIN = re.compile(r"(?<!\n)\n(?!\n)")


@dataclass(frozen=True)
class AskedRight:
    """A right that seems to be asked for (`right` is a key), the words it rests on, and a sentence."""

    right: str
    words: str
    reason: str


class Nature(StrEnum):
    """Whether a message seems to be a request about personal data."""

    REQUEST = "request"
    UNSURE = "unsure"
    NOT_A_REQUEST = "not_a_request"


@dataclass(frozen=True)
class SuggestedNature:
    """What the message seems to be, and why, in French."""

    nature: Nature
    reason: str


def own_words(text: str) -> str:
    """The letter without what it quotes of earlier ones."""
    quoted = _QUOTE_STARTS.search(text)
    own = text[: quoted.start()] if quoted else text
    if own.strip():
        return own
    return "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(">"))


def rights_asked(text: str, subject: str = "", sender: str = "") -> tuple[AskedRight, ...]:
    """Every right that the words of a letter point to, once each, in the order of their articles."""
    shown = f"{subject}\n\n{own_words(text)}"[:_READ]
    plain = _plain(shown)
    found: dict[str, AskedRight] = {}
    for right, start, end in _places(plain):
        if right not in found:
            words = _words_around(shown, start, end)
            found[right] = AskedRight(right, words, f"Le message dit : « {words} »")
    if sender.lower().endswith("@cnil.fr") or ("cnil" in plain and _CNIL_FILE.search(plain)):
        reason = "Le message semble venir de la CNIL, ou transmettre une plainte."
        found["complaint"] = AskedRight("complaint", sender, reason)
    if not found and (law := _LAW.search(plain)):
        words = _words_around(shown, *law.span())
        reason = f"Le message parle de données personnelles, sans droit précis : « {words} »"
        found["other"] = AskedRight("other", words, reason)
    return tuple(sorted(found.values(), key=lambda asked: _ORDER.index(asked.right)))


def nature_of(message: ParsedMessage, asked: Sequence[AskedRight] | None = None) -> SuggestedNature:
    """Whether a message seems to be a request; « ce n’est pas une demande » is a state like another.

    `asked`: what `rights_asked` said of it, where that is known already.
    """
    if asked is None:
        asked = rights_asked(message.text, message.subject, message.sender)
    if Remark.AUTOMATIC in message.remarks:
        return SuggestedNature(Nature.NOT_A_REQUEST, "C’est une réponse automatique.")
    if Remark.TO_MANY in message.remarks:
        reason = "C’est un envoi en nombre, par exemple une lettre d’information."
        return SuggestedNature(Nature.NOT_A_REQUEST, reason)
    if asked:
        certain = asked[0].right != "other" and not _of_a_repair(message)
        return SuggestedNature(Nature.REQUEST if certain else Nature.UNSURE, asked[0].reason)
    if not message.text.strip():
        return SuggestedNature(Nature.UNSURE, "Le message n’a pas de texte : regardez ses pièces jointes.")
    return SuggestedNature(Nature.NOT_A_REQUEST, "Rien dans le message ne parle de données personnelles.")


def _of_a_repair(message: ParsedMessage) -> bool:
    """« Mes données » are also those on the computer that was brought in."""
    plain = _plain(f"{message.subject}\n\n{own_words(message.text)}"[:_READ])
    return bool(_REPAIR.search(plain)) and not _LAW.search(plain)


@cache
def _phrases() -> tuple[tuple[str, re.Pattern[str]], ...]:
    data = tomllib.loads(assets.text("intake/rights.toml"))
    pieces: dict[str, str] = data["pieces"]

    def whole(phrase: str) -> re.Pattern[str]:
        for name, piece in pieces.items():
            phrase = phrase.replace(f"<{name}>", piece)
        return re.compile(re.sub(" (?![*?])", " +", phrase), re.MULTILINE)

    return tuple((one["key"], whole(phrase)) for one in data["right"] for phrase in one["phrases"])


def _places(plain: str) -> Iterator[tuple[str, int, int]]:
    for right, phrase in _phrases():
        for place in phrase.finditer(plain):
            if not _DENIED.search(plain[max(0, place.start() - 60) : place.start()]):
                yield right, place.start(), place.end()
                break
    if _LAW.search(plain):
        for article in _ARTICLE.finditer(plain):
            yield _ARTICLES[article[1]], article.start(), article.end()


def _plain(text: str) -> str:
    """Small letters without accents, each sign in its place, the lines of a paragraph as one."""
    return _LINE_END_WITHIN.sub(" ", text.translate(_SIGNS))


class _Signs(dict[int, str]):
    """What each sign becomes, worked out when it is first met; the rare ones are not remembered."""

    def __missing__(self, code: int) -> str:
        sign = _bare(chr(code))
        if code <= LAST_REMEMBERED:
            self[code] = sign
        return sign


def _bare(sign: str) -> str:
    if sign in "’‘ʼ´`":
        return "'"
    if sign in "\u00a0\u202f\t":
        return " "
    bare = without_accents(sign).lower()
    return bare if len(bare) == 1 else sign


_SIGNS = _Signs()


def _words_around(text: str, start: int, end: int) -> str:
    """The sentence around a place, as far as it is short; where it is longer, no word of it is cut."""
    stops = (". ", "\n\n", "! ", "? ")
    begins = max(text.rfind(stop, 0, start) for stop in stops) + 1
    ends = min([place for place in (text.find(stop, end) for stop in stops) if place >= 0] or [len(text)])
    before, after = text[max(begins, start - 60) : start], text[end : min(ends, end + 60)]
    if start - 60 > begins:
        before = f"… {before.partition(' ')[2]}"
    if end + 60 < ends:
        after = f"{after.rpartition(' ')[0]} …"
    return one_line(f"{before}{text[start:end]}{after}", 160)
