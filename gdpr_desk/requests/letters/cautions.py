"""What whoever sends a letter should look at once more: words that say too much; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gdpr_desk.requests.letters.case import Case, Given
from gdpr_desk.requests.letters.model import LetterKind
from gdpr_desk.requests.letters.templates import Template

_TELLS = re.compile(
    r"\b(?:votre|vos|sa|ses|la|son) (?:fiche|compte|dossier|achats?|commandes?|factures?)\b"
    r"|(?:que nous|qu’on|que l’on|que la boutique) (?:connaissons|connaît|avons|a|possédons)\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:ne|n’)\s*(?:connaissons|connaît|avons|a|possédons)\b", re.IGNORECASE)
_A_STRANGER = (
    "La raison de votre question laisse entendre que vous avez des données sur cette personne, et rien ne "
    "dit encore que c’est elle qui écrit. Dites plutôt ce que vous ne connaissez pas."
)


def cautions(template: Template, case: Case, given: Given) -> tuple[str, ...]:
    """Sentences for the screen; none of them is in the letter, and none stops it."""
    told = _tells_a_stranger(template, case, given)
    return (told,) if told else ()


def _tells_a_stranger(template: Template, case: Case, given: Given) -> str:
    """Whoever is not known yet must not learn from the question that there is a file (Art. 12(6), 32)."""
    if template.kind is not LetterKind.IDENTITY_QUESTION:
        return ""
    return _A_STRANGER if tells_of_a_file(_reason(case, given.typed)) else ""


def tells_of_a_file(reason: str) -> bool:
    """Whether words about a doubt let a stranger know that the shop has data on somebody."""
    plain = reason.replace("'", "’")
    return bool(_TELLS.search(_NOT.sub("", plain)))


def _reason(case: Case, typed: Mapping[str, str]) -> str:
    doubt = case.request.doubt
    return typed.get("identity_reason", "").strip() or (doubt.reason if doubt is not None else "")
