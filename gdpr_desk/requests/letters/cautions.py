"""What whoever sends a letter should look at once more: words that say too much; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gdpr_desk.requests.letters.case import Case, Given
from gdpr_desk.requests.letters.model import LetterKind
from gdpr_desk.requests.letters.templates import Template
from gdpr_desk.requests.letters.whole import UNPROVEN
from gdpr_desk.requests.model import Channel

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
_FACTS_TELL = (
    "Les faits de votre refus laissent entendre que vous avez des données sur cette personne, et rien ne dit "
    "que c’est elle qui écrit. Dites seulement ce que vous avez demandé, et quand."
)
_OTHER_DAY = "Ce récépissé se signe le jour même ; celui-ci porte une autre date que la demande."
_OWN_WORDS = re.compile(r"\b(?:(?:je|mon|ma|mes|moi|me|vous|votre|vos)\b|[jm]’)", re.IGNORECASE)
_AS_SPOKEN = (
    "Ce récépissé reprend votre note, que la personne lira. Écrivez-la dans la demande comme la personne "
    "parle : « Je voudrais… »."
)


def cautions(template: Template, case: Case, given: Given) -> tuple[str, ...]:
    """Sentences for the screen; none of them is in the letter, and none stops it."""
    found = [
        _tells_a_stranger(template, case, given),
        _noted_about_them(template, case),
        _nowhere(template, given),
        _refused_stranger(template, given),
        _another_day(template, case, given),
    ]
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


def _nowhere(template: Template, given: Given) -> str:
    party = given.party if template.to_party else None
    if party is None or party.contact.rights or party.contact.email:
        return ""
    return f"Rien ne dit où écrire à {party.name} : notez son e-mail dans « Prestataires »."


def _noted_about_them(template: Template, case: Case) -> str:
    """« Veut savoir… »: whoever asked reads what was noted, and should find their own words."""
    spoken = case.request.channel in (Channel.PHONE, Channel.COUNTER) and case.request.text.strip()
    if template.kind is not LetterKind.COUNTER_RECEIPT or not spoken:
        return ""
    return "" if _OWN_WORDS.search(case.request.text.replace("'", "’")) else _AS_SPOKEN


def _refused_stranger(template: Template, given: Given) -> str:
    """The facts of a refusal to somebody unknown say no more than the question did."""
    unproven = [one for one in given.refusals if one.reason == UNPROVEN]
    told = template.refuses and any(tells_of_a_file(one.facts) for one in unproven)
    return _FACTS_TELL if told else ""


def _another_day(template: Template, case: Case, given: Given) -> str:
    """A receipt vouches for the day it is signed on."""
    late = template.kind is LetterKind.COUNTER_RECEIPT and given.written_on != case.request.received_on
    return _OTHER_DAY if late and case.request.channel is Channel.COUNTER else ""


def _reason(case: Case, typed: Mapping[str, str]) -> str:
    doubt = case.request.doubt
    return typed.get("identity_reason", "").strip() or (doubt.reason if doubt is not None else "")
