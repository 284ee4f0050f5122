"""What whoever sends a letter should look at once more: words that say too much, answers still out; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gdpr_desk.periods.words import french_list
from gdpr_desk.requests.letters.case import Case, Given
from gdpr_desk.requests.letters.model import LetterKind
from gdpr_desk.requests.letters.templates import Template
from gdpr_desk.requests.model import RightKind
from gdpr_desk.requests.places import Step

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
    found = [_tells_a_stranger(template, case, given), _unanswered(template, case)]
    return tuple(sentence for sentence in found if sentence)


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


def _unanswered(template: Template, case: Case) -> str:
    """« Nothing found » is said for the processors too: what they hold is the shop's (Art. 15, 28)."""
    if template.kind is not LetterKind.ACCESS_NOTHING:
        return ""
    asked = dict.fromkeys(
        line.place
        for line, item in case.decided()
        if line.right is RightKind.ACCESS and line.party and item.decision == Step.ASK
    )
    if not asked:
        return ""
    answer = "répond" if len(asked) == 1 else "répondent"
    return (
        f"Rien ne dit encore ce que {answer} {french_list(list(asked))} : attendez la réponse, puis notez "
        "« Rien trouvé » dans « Où chercher »."
    )
