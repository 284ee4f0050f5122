"""The recovery sheet: a random secret on paper that opens the vault like a person's passphrase.

Seven groups of five letters, the last of each a check letter, so that a slip of the finger is
found at once and its group named. Letters only (digits need Shift on a French keyboard), without
I, O and Q, which are mistaken for digits: 28 random letters out of 23 are 126 bits.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from gdpr_desk.errors import InvalidInput

_ALPHABET = "ABCDEFGHJKLMNPRSTUVWXYZ"
_GROUPS = 7
_RANDOM_LETTERS = 4
_SEPARATORS = " -\u00a0\u202f\u2011\u2013\t\r\n"


@dataclass(frozen=True, repr=False)
class RecoverySecret:
    """What the sheet shows, once. `identity` is the age identity behind it, for the public `age`
    tool should the key file be lost; `person` the id of its slot."""

    groups: tuple[str, ...]
    identity: str
    person: str

    @property
    def phrase(self) -> str:
        """The secret as it is typed: groups joined by hyphens."""
        return "-".join(self.groups)

    @property
    def qr_text(self) -> str:
        """What the square code says: the phrase itself, so that a scanner types it."""
        return self.phrase


def new_groups() -> tuple[str, ...]:
    """Fresh random groups from the system's generator."""
    return tuple(
        letters + _check_letter(number, letters)
        for number, letters in enumerate(
            "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM_LETTERS)) for _ in range(_GROUPS)
        )
    )


def is_recovery(text: str) -> bool:
    """Whether `text` is a recovery secret, right or with up to two groups mistyped.

    Five groups with the right check letter make it certain: a passphrase of somebody's own, taken
    for the sheet, would lock them out.
    """
    groups = _split(text)
    return len(groups) == _GROUPS and sum(map(_is_right, range(_GROUPS), groups)) >= _GROUPS - 2


def read_phrase(text: str) -> str:
    """The phrase behind what somebody typed: any case, spaces or hyphens anywhere.

    Raises InvalidInput naming the first group with a slip.
    """
    groups = _split(text)
    for number, group in enumerate(groups):
        if not _is_right(number, group):
            raise InvalidInput(
                f"Le groupe {number + 1} de la feuille de secours comporte une faute de frappe.",
                safe="Aucun essai n’a été compté.",
                remedy="Comparez ce groupe, lettre par lettre, avec la feuille.",
                field="passphrase",
            )
    return "-".join(groups)


def _split(text: str) -> list[str]:
    letters = "".join(character for character in text.upper() if character not in _SEPARATORS)
    size = _RANDOM_LETTERS + 1
    return [letters[at : at + size] for at in range(0, len(letters), size)]


def _is_right(number: int, group: str) -> bool:
    letters, check = group[:_RANDOM_LETTERS], group[_RANDOM_LETTERS:]
    return set(group) <= set(_ALPHABET) and check == _check_letter(number, letters)


def _check_letter(number: int, letters: str) -> str:
    """Modulo 23, a prime: finds any one wrong letter, two neighbours swapped, a group misplaced."""
    total = number + sum(weight * _ALPHABET.index(letter) for weight, letter in enumerate(letters, start=2))
    return _ALPHABET[total % len(_ALPHABET)]
