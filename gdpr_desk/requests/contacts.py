"""An address or number in the one form that is compared, however it is spelled; plain Python."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from gdpr_desk.errors import InvalidInput
from gdpr_desk.register.identifiers import check_email, check_phone

KEY_BYTES = 32
_IN_BRACKETS = re.compile(r"<([^<>]+)>\s*$")
_FRENCH = re.compile(r"0[1-9][0-9]{8}")


class ContactKind(StrEnum):
    """By what a person can be solicited."""

    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True)
class Contact:
    """An address or a number in the one form that is compared; never stored as it is."""

    kind: ContactKind
    text: str

    def fingerprint(self, key: bytes) -> str:
        """Its keyed hash: 64 hexadecimal digits. Raises ValueError for a key of another length."""
        if len(key) != KEY_BYTES:
            raise ValueError("the objection list's key has 32 bytes")
        return hmac.new(key, f"{self.kind}:{self.text}".encode(), hashlib.sha256).hexdigest()


def contact(text: str) -> Contact | None:
    """The address or number in `text`; None where it is neither.

    Case, spaces around, « Nom <adresse> », a `mailto:` and what follows a + in the local part make no
    difference: an objection binds a person, not a spelling. Numbers become + and country.
    """
    typed = unicodedata.normalize("NFKC", text).strip()
    named = _IN_BRACKETS.search(typed)
    typed = (named[1] if named else typed).strip().removeprefix("mailto:")
    if "@" in typed:
        return _email(typed)
    return _phone(typed)


def _email(typed: str) -> Contact | None:
    try:
        local, _, domain = check_email(typed).casefold().rpartition("@")
    except InvalidInput:
        return None
    plain = local.split("+", 1)[0] or local
    return Contact(ContactKind.EMAIL, f"{plain}@{domain}")


def _phone(typed: str) -> Contact | None:
    try:
        digits = re.sub(r"[^0-9+]", "", check_phone(typed))
    except InvalidInput:
        return None
    if _FRENCH.fullmatch(digits):
        digits = f"+33{digits[1:]}"
    return Contact(ContactKind.PHONE, digits)
