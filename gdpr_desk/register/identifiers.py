"""Numbers and addresses a person types: checked offline, by their own keys.

Two uses: what the shop says about itself (SIRET, VAT, APE, e-mail, telephone), and numbers that
have no place in a register (social security, card, bank account) and are looked for in free text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from stdnum import iban, luhn
from stdnum.exceptions import ValidationError
from stdnum.fr import nir
from stdnum.fr import siren as siren_number
from stdnum.fr import siret as siret_number

from gdpr_desk.errors import InvalidInput

_WRONG_SIRET = (
    "Ce numéro SIRET comporte une erreur de frappe : la clé ne correspond pas. Vérifiez les 14 chiffres."
)
_SPACES = re.compile(r"[\s.\-_/\u00a0\u202f\u2009]+")
_EMAIL = re.compile(r"[^\s@<>(),;:\"\\]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,63}")
_APE = re.compile(r"[0-9]{2}\.?[0-9]{2}[A-Z]")
_FRENCH_PHONE = re.compile(r"0[1-9][0-9]{8}")
_PHONE_AFTER_PLUS = re.compile(r"[1-9][0-9]{6,14}")

_GAP = r"[ .\-\u00a0\u202f]?"
_NIR = re.compile(
    rf"(?<![0-9A-Za-z])[1-478]{_GAP}(?:[0-9AB]{_GAP}){{12}}[0-9]{_GAP}[0-9](?![0-9A-Za-z])", re.I
)
_CARD = re.compile(rf"(?<![0-9A-Za-z])[2-6](?:{_GAP}[0-9]){{14,18}}(?![0-9A-Za-z])")
_CARD_NETWORKS = re.compile(r"4\d{15}(?:\d{3})?|5[0-8]\d{14,17}|6\d{15,18}|2[2-7]\d{14}|3[47]\d{13}")
_IBAN_START = re.compile(r"(?<![0-9A-Za-z])[A-Z]{2}[0-9]{2}(?=[ .\-\u00a0\u202f]?[0-9A-Z])", re.I)
_IBAN_LENGTHS = range(15, 35)


@dataclass(frozen=True)
class Siret:
    """An establishment (14 digits), its company (9 digits) and the company's French VAT number."""

    siret: str
    siren: str
    vat: str


class NumberKind(StrEnum):
    """Numbers that identify a person or open an account."""

    NIR = "nir"
    CARD = "card"
    IBAN = "iban"

    @property
    def words(self) -> str:
        """With its article, as it stands in a French sentence."""
        return _KIND_WORDS[self]


_KIND_WORDS = {
    NumberKind.NIR: "un numéro de sécurité sociale",
    NumberKind.CARD: "un numéro de carte bancaire",
    NumberKind.IBAN: "un numéro de compte (IBAN)",
}


@dataclass(frozen=True)
class FoundNumber:
    """Where in the text (`start` to `end`, in characters) a number stands; never the number itself."""

    kind: NumberKind
    start: int
    end: int


def check_siret(text: str) -> Siret:
    """The establishment behind 14 digits, spaces allowed; La Poste's own rule included.

    Raises InvalidInput (field `siret`) with the sentence to show beside the field.
    """
    digits = _compact(text)
    if not re.fullmatch(r"[0-9]+", digits) or len(digits) != 14:
        raise InvalidInput(
            "Un numéro SIRET compte 14 chiffres.",
            remedy="Il figure sur vos factures. Vous pouvez aussi continuer sans SIRET.",
            code="siret",
            field="siret",
        )
    try:
        siret_number.validate(digits)
    except ValidationError as problem:
        raise InvalidInput(
            _WRONG_SIRET,
            code="siret",
            field="siret",
        ) from problem
    company = digits[:9]
    return Siret(digits, company, vat_of(company))


def vat_of(siren: str) -> str:
    """The French VAT number of a company: FR, two control digits, the SIREN (CGI ann. II art. 242)."""
    return f"FR{siren_number.to_tva(siren)}".replace(" ", "")


def format_siret(siret: str) -> str:
    """« 000 000 018 00002 »; a text that is not 14 digits comes back as it is."""
    digits = _compact(siret)
    if not re.fullmatch(r"[0-9]{14}", digits):
        return siret
    return f"{digits[:3]} {digits[3:6]} {digits[6:9]} {digits[9:]}"


def format_siren(siren: str) -> str:
    """« 000 000 018 »; a text that is not 9 digits comes back as it is."""
    digits = _compact(siren)
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}" if re.fullmatch(r"[0-9]{9}", digits) else siren


def check_ape(text: str) -> str:
    """The activity code without its point (`9511Z`). Raises InvalidInput (field `ape`)."""
    code = text.strip().upper()
    if not _APE.fullmatch(code):
        raise InvalidInput(
            "Un code APE compte quatre chiffres et une lettre, par exemple 95.11Z.", code="ape", field="ape"
        )
    return code.replace(".", "")


def check_email(text: str) -> str:
    """The address without spaces around it. Raises InvalidInput (field `email`)."""
    address = text.strip()
    if not _EMAIL.fullmatch(address) or ".." in address or address.split("@")[0].strip(".") == "":
        raise InvalidInput(
            "Cette adresse e-mail est incomplète.",
            remedy="Une adresse ressemble à contact@ma-boutique.fr.",
            code="email",
            field="email",
        )
    return address


def check_phone(text: str) -> str:
    """A French number in pairs (« 01 23 45 67 89 »), a foreign one as +, country and digits.

    Raises InvalidInput (field `phone`).
    """
    typed = re.sub(r"\(0\)", "", text)
    digits = re.sub(r"[()]", "", _compact(typed))
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if digits.startswith("+33"):
        digits = f"0{digits[3:].removeprefix('0')}"
    if _FRENCH_PHONE.fullmatch(digits):
        return " ".join(digits[i : i + 2] for i in range(0, 10, 2))
    if digits.startswith("+") and _PHONE_AFTER_PLUS.fullmatch(digits[1:]):
        return digits
    raise InvalidInput(
        "Ce numéro de téléphone ne compte pas dix chiffres.",
        remedy="Exemple : 01 23 45 67 89, ou +32 suivi du numéro pour un numéro étranger.",
        code="phone",
        field="phone",
    )


def find_numbers(text: str) -> tuple[FoundNumber, ...]:
    """Social security, card and account numbers whose control key is right, in order of place.

    A SIRET, a telephone or an order number is not one of them. What two kinds could claim is
    reported once.
    """
    found: list[FoundNumber] = []
    for number in (*_nirs(text), *_ibans(text), *_cards(text)):
        if all(number.end <= other.start or other.end <= number.start for other in found):
            found.append(number)
    return tuple(sorted(found, key=lambda number: number.start))


def _nirs(text: str) -> list[FoundNumber]:
    return [
        FoundNumber(NumberKind.NIR, match.start(), match.end())
        for match in _NIR.finditer(text)
        if nir.is_valid(_compact(match.group()).upper())
    ]


def _cards(text: str) -> list[FoundNumber]:
    found = []
    for match in _CARD.finditer(text):
        digits = _compact(match.group())
        if _CARD_NETWORKS.fullmatch(digits) and luhn.is_valid(digits):
            found.append(FoundNumber(NumberKind.CARD, match.start(), match.end()))
    return found


def _ibans(text: str) -> list[FoundNumber]:
    found = []
    for match in _IBAN_START.finditer(text):
        end = _iban_end(text, match.start())
        if end is not None:
            found.append(FoundNumber(NumberKind.IBAN, match.start(), end))
    return found


def _iban_end(text: str, start: int) -> int | None:
    """Where the IBAN that begins at `start` ends: words may follow it without any mark."""
    compact = ""
    for place in range(start, min(len(text), start + 2 * _IBAN_LENGTHS.stop)):
        if text[place].isascii() and text[place].isalnum():
            compact += text[place].upper()
            if len(compact) in _IBAN_LENGTHS and iban.is_valid(compact, check_country=False):
                return place + 1
        elif not _SPACES.fullmatch(text[place]):
            return None
    return None


def _compact(text: str) -> str:
    return _SPACES.sub("", text.strip())
