"""Which attachment looks like the copy of an identity document: a hint with its reasons, no decision.

A copy that is missed lies open among the letters; one too many is only blurred. So doubt counts as likely.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from gdpr_desk.accents import without_accents
from gdpr_desk.intake.kinds import PICTURES, Kind
from gdpr_desk.intake.model import ParsedMessage, Part


class Likeness(StrEnum):
    """How much an attachment looks like an identity document."""

    LIKELY = "likely"
    POSSIBLE = "possible"
    NONE = "none"


@dataclass(frozen=True)
class IdentityHint:
    """What is supposed, and why, in French; no reason where nothing is."""

    likeness: Likeness
    reasons: tuple[str, ...] = ()


_BETWEEN = r"[\s_.-]*"
_NAMES = re.compile(
    r"(?<![a-z])(?:cni|cnie|ci(?!-?joint)|ident\w*|passe?port|permis|sejour|titre"
    + _BETWEEN
    + r"(?:de"
    + _BETWEEN
    + r")?sejour|carte"
    + _BETWEEN
    + r"(?:d|nat)\w*|id"
    + _BETWEEN
    + r"(?:card|doc\w*|copy)|driv\w+"
    + _BETWEEN
    + r"licen[cs]e|recto|verso|livret"
    + _BETWEEN
    + r"(?:de"
    + _BETWEEN
    + r")?famille|acte"
    + _BETWEEN
    + r"(?:de"
    + _BETWEEN
    + r")?naissance)(?![a-z])"
)
_ANNOUNCED = re.compile(
    r"(?:piece|carte|justificatif|document|titre|preuve|copie)s?\s+(?:national\w*\s+)?(?:d'|de\s+(?:mon\s+)?)"
    r"(?:identite|sejour|naissance)|carte\s+nationale|\bcni\b|\bpasseports?\b|permis\s+de\s+conduire"
    r"|(?:identity|id)\s+(?:card|document)|\bpassport\b"
)
_ATTACHED = re.compile(
    r"ci[- ]?(?:joint|apres)|piece\s+jointe|en\s+p\.?j|\bpj\b|joins?\b|joindre|jointe?s?\b|trouverez|attached"
)
_CAMERA = re.compile(
    r"(?:img|dsc|pxl|image|photo|scan\w*|numeris\w*|whatsapp|doc|document)?[\s_.-]*\(?\d*[\s_\d().-]*"
)
_DOCUMENTS = PICTURES | {Kind.PDF, Kind.HEIC, Kind.OTHER_PICTURE}
_CARD = 85.6 / 53.98
_PASSPORT_SPREAD = 125 / 176
_UNREAD = "Ce contenu n’a pas pu être ouvert : une pièce d’identité s’y trouve peut-être."
_SMALL = 250
"""Pixels under which a picture is a logo or a smiley."""


def identity_hint(part: Part, message: ParsedMessage) -> IdentityHint:
    """What one attachment looks like, from its name, its sort, its shape and what the letter says."""
    if part.unread:
        return IdentityHint(Likeness.POSSIBLE, (_UNREAD,))
    if part.kind not in _DOCUMENTS | {Kind.ARCHIVE}:
        return IdentityHint(Likeness.NONE)
    named = bool(_NAMES.search(_plain(part.name)))
    if _is_small(part) and not named:
        return IdentityHint(Likeness.NONE)
    reasons = ["Son nom parle d’une pièce d’identité."] if named else []
    announced = any(map(announces_identity, (message.text, *(one.text for one in message.inside))))
    if announced:
        reasons.append("Le message annonce une pièce d’identité jointe.")
    shaped = _has_shape(part)
    if shaped:
        reasons.append("L’image a les proportions d’une carte ou d’un passeport.")
    unnamed = part.kind in PICTURES and bool(_CAMERA.fullmatch(_plain(part.name).rpartition(".")[0]))
    if unnamed and not part.inline:
        reasons.append("C’est une photo ou un scan sans nom parlant.")
    if named or announced:
        return IdentityHint(Likeness.LIKELY, tuple(reasons))
    return IdentityHint(Likeness.POSSIBLE if reasons else Likeness.NONE, tuple(reasons))


def identity_hints(message: ParsedMessage) -> Sequence[IdentityHint]:
    """The hint for each part, in their order."""
    return tuple(identity_hint(part, message) for part in message.parts)


def announces_identity(text: str) -> bool:
    """Whether a letter says that an identity document comes with it."""
    plain = _plain(text[:20_000])
    for said in _ANNOUNCED.finditer(plain):
        if _ATTACHED.search(plain, max(0, said.start() - 120), said.end() + 120):
            return True
    return False


def _is_small(part: Part) -> bool:
    return 0 < part.width < _SMALL and 0 < part.height < _SMALL


def _has_shape(part: Part) -> bool:
    if part.inline or not part.width or not part.height:
        return False
    shape = part.width / part.height
    return any(
        abs(one / wanted - 1) < 0.04 for wanted in (_CARD, _PASSPORT_SPREAD) for one in (shape, 1 / shape)
    )


def _plain(text: str) -> str:
    return without_accents(text).lower().replace("’", "'")
