"""What somebody types into a letter: a day is read as a day, a reason fits into its sentence; pure."""

from __future__ import annotations

import re
from datetime import date

from gdpr_desk.accents import without_accents
from gdpr_desk.errors import InvalidInput
from gdpr_desk.periods.reading import read_date
from gdpr_desk.periods.words import MONTHS, french_date
from gdpr_desk.register.sender import address_lines
from gdpr_desk.requests.letters.case import Given
from gdpr_desk.requests.letters.chips import CHIPS, Chip, Entered, Filled
from gdpr_desk.requests.letters.heard import to_others
from gdpr_desk.requests.letters.keeping import ended
from gdpr_desk.requests.letters.model import IncompleteLetter
from gdpr_desk.requests.letters.templates import Template, used

_LONGEST = 4_000
_MONTHS = {without_accents(name): number for number, name in enumerate(MONTHS, start=1)}
_IN_WORDS = re.compile(r"(?:le )?(?:[a-z]+di |dimanche )?(\d{1,2})(?:er)? ([a-z]+) (\d{4})")
_OPENERS = frozenset(
    {
        *("le", "la", "les", "l", "un", "une", "des", "du", "de", "d", "il", "elle", "ils", "elles", "on"),
        *("nous", "vous", "je", "j", "votre", "vos", "notre", "nos", "son", "sa", "ses", "leur", "leurs"),
        *("ce", "c", "cet", "cette", "ces", "cela", "ça", "qui", "que", "qu", "si", "s", "parce", "pour"),
        *("car", "comme", "en", "dans", "à", "au", "aux", "sans", "avec", "après", "avant", "depuis", "lors"),
        *("plusieurs", "trop", "tous", "tout", "toute", "toutes", "deux", "trois", "aucun", "aucune"),
        *("chaque", "quelqu", "même", "mes", "mon", "ma", "selon", "toutefois", "lorsque", "quand"),
        *("puisque", "pas", "plus", "toujours", "beaucoup", "rien", "quatrième", "troisième", "deuxième"),
        *("adresse", "adresses", "numéro", "téléphone", "e", "mail", "courriel", "message", "messages"),
        *("nom", "prénom", "signature", "identité", "orthographe", "domicile", "homonyme", "réponse"),
        *("courrier", "lettre", "demande", "demandes", "facture", "dossier", "compte", "achat", "fiche"),
        *("données", "image", "images", "appel", "appels", "archives", "recherche", "recherches", "retard"),
        *("erreur", "oubli", "absence", "vérification", "doute", "manque", "panne", "maladie"),
    }
)
"""Words a French sentence, or a telegram, opens with that are no names: behind a colon they lose their
capital."""
_FIRST_WORD = re.compile(r"[^\W\d_]+")


def typed_words(template: Template, given: Given) -> dict[str, str]:
    """By chip, as the letter prints it; nothing typed hides nothing of the file.

    Raises IncompleteLetter for what the letter needs as a day and is none, or one that is past.
    """
    found = {
        key: _printed(CHIPS[key], text.strip()[:_LONGEST], given.written_on)
        for key, text in given.typed.items()
        if key in used(f"{template.subject} {template.body}") and _by_hand(key) and text.strip()
    }
    if template.to_party and "corrected" in found:
        found["corrected"] = to_others(found["corrected"])
    return found


def typed_as_it_is(given: Given) -> dict[str, str]:
    """By chip, without the spaces around it; not looked at any closer. A « non » says nothing."""
    return {
        key: "" if _says_no(CHIPS[key], text) else text.strip()[:_LONGEST]
        for key, text in given.typed.items()
        if _by_hand(key) and text.strip()
    }


def _says_no(chip: Chip, text: str) -> bool:
    return chip.entered is Entered.YES_NO and _bare_answer(text) == "non"


def _bare_answer(text: str) -> str:
    return without_accents(text).strip(" .!").lower()


def _by_hand(key: str) -> bool:
    return key in CHIPS and CHIPS[key].filled is Filled.TYPED


def _printed(chip: Chip, text: str, written_on: date) -> str:
    if chip.entered in (Entered.DAY, Entered.LATER_DAY):
        return french_date(typed_day(chip, text, written_on))
    if chip.entered is Entered.GROUND:
        return _ground(chip, text)
    if chip.entered is Entered.YES_NO:
        return "oui" if _is_yes(chip, text) else ""
    return _AS_WORDS.get(chip.entered, within_sentence)(text)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sentences(text: str) -> str:
    return ended(" ".join(text.split()))


def _in_a_row(text: str) -> str:
    return ", ".join(address_lines(text))


_AS_WORDS = {Entered.SENTENCE: _sentence, Entered.SENTENCES: _sentences, Entered.ADDRESS: _in_a_row}

_GROUNDS = {
    "copie": "porte sur une copie de plus (article 15, paragraphe 3, du RGPD)",
    "exces": "est manifestement excessive (article 12, paragraphe 5, du RGPD)",
    "infond": "est manifestement infondée (article 12, paragraphe 5, du RGPD)",
}
"""What lets a fee be asked, by how somebody may write it."""


def _ground(chip: Chip, text: str) -> str:
    found = [told for word, told in _GROUNDS.items() if word in _bare_answer(text)]
    if len(found) != 1:
        raise IncompleteLetter(
            f"« {chip.label} » : écrivez « excessive », « infondée » ou « copie de plus ».",
            remedy="Des frais ne se demandent que pour l’un de ces trois motifs.",
            fields=(chip.key,),
        )
    return found[0]


def _is_yes(chip: Chip, text: str) -> bool:
    if _bare_answer(text) not in ("oui", "non"):
        raise IncompleteLetter(
            f"« {chip.label} » : répondez par oui ou par non.",
            remedy="La lettre n’annonce pas la même suite.",
            fields=(chip.key,),
        )
    return _bare_answer(text) == "oui"


def within_sentence(text: str) -> str:
    """Words somebody typed, to stand behind a colon and before a full stop: neither capital nor stop of their
    own. A word that may be a name or an acronym keeps its capital."""
    bare = text.strip()
    if bare.endswith(".") and not bare.endswith(".."):
        bare = bare[:-1].rstrip()
    first = _FIRST_WORD.match(bare)
    if first is None or first[0].lower() not in _OPENERS or (len(first[0]) > 1 and first[0].isupper()):
        return bare
    return bare[:1].lower() + bare[1:]


def typed_day(chip: Chip, text: str, written_on: date) -> date:
    """The day that was typed. Raises IncompleteLetter for none, and for one that is past."""
    plain = " ".join(without_accents(text).lower().split()).rstrip(".")
    worded = _IN_WORDS.fullmatch(plain)
    if worded is not None and worded[2] in _MONTHS:
        plain = f"{worded[1]}/{_MONTHS[worded[2]]}/{worded[3]}"
    try:
        day = read_date(plain, field=chip.key)
    except InvalidInput as problem:
        raise IncompleteLetter(
            f"« {chip.label} » : {problem.message[:1].lower()}{problem.message[1:]}",
            remedy="Écrivez-la comme 30/11/2026 ou 30 novembre 2026.",
            fields=(chip.key,),
        ) from problem
    if day < written_on or (day == written_on and chip.entered is Entered.LATER_DAY):
        raise IncompleteLetter(
            f"« {chip.label} » : le {french_date(day)} n’est pas après la date de la lettre.",
            remedy="Donnez un jour à venir.",
            fields=(chip.key,),
        )
    return day
