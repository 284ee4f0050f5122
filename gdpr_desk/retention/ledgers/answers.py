"""What people type or a file says, as values of an entry; and values as people read them, or as JSON.

One reading for forms, the command line and imports. An amount is kept in cents.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from gdpr_desk.accents import without_accents
from gdpr_desk.clock import SHOP_ZONE
from gdpr_desk.errors import InvalidInput
from gdpr_desk.periods.ceilings import Trigger
from gdpr_desk.periods.reading import read_date, read_instant, require_year
from gdpr_desk.periods.words import french_date, french_instant
from gdpr_desk.retention.ledgers.model import (
    LONGEST_LINE,
    LONGEST_TEXT,
    EntryRefused,
    FieldSpec,
    FieldType,
    LedgerKind,
    Problem,
    Value,
    Values,
)

FIRST_YEAR = 1990
"""Before that no shop has an account, a consent or a film it still keeps."""
_AMOUNT = re.compile(r"(?P<whole>[0-9]{1,9})(?:[.,](?P<cents>[0-9]{1,2}))?")
_COUNT = re.compile(r"[0-9]{1,6}")
_BLANKS = re.compile(r"\s+")
_MIDNIGHT = re.compile(r"(?P<day>.{8,10}?)[ T]0{1,2}:00(?::00(?:\.0+)?)?")
_YES, _NO = {"oui", "o", "yes", "vrai", "true", "1", "x"}, {"non", "n", "no", "faux", "false", "0"}


def read_values(kind: LedgerKind, typed: Mapping[str, str]) -> Values:
    """The answers in these texts, by field; empty ones are left out.

    Raises EntryRefused with every text that cannot be read, KeyError for a field the ledger has not.
    """
    found: dict[str, Value] = {}
    problems = []
    for key, text in typed.items():
        try:
            value = read_value(kind.field(key), text)
        except InvalidInput as refusal:
            problems.append(Problem(key, f"{kind.field(key).label} : {_said(refusal)}"))
            continue
        if value is not None:
            found[key] = value
    if problems:
        raise EntryRefused(tuple(problems))
    return found


def read_value(spec: FieldSpec, text: str) -> Value | None:
    """The value in a text; None where it is empty. Raises InvalidInput (field: the key)."""
    typed = text.strip()
    return _READERS[spec.type](spec, typed) if typed else None


def read_moment(text: str, *, field: str = "") -> Trigger:
    """The day, or the instant (UTC) where an hour is written, in a text. Raises InvalidInput.

    Spreadsheets write a day as its midnight: that is the day.
    """
    typed = text.strip()
    midnight = _MIDNIGHT.fullmatch(typed)
    if midnight is not None:
        typed = midnight["day"].strip()
    if ":" in typed or "h" in typed.casefold():
        return read_instant(typed, field=field)
    return _day(typed, field)


def shown(spec: FieldSpec, value: Value) -> str:
    """The value as people read it, in French; not yet typographed."""
    if isinstance(value, datetime | date):
        return shown_moment(value)
    if isinstance(value, bool):
        return "oui" if value else "non"
    if spec.type is FieldType.AMOUNT and isinstance(value, int):
        return f"{amount_text(value)} €"
    if spec.type is FieldType.CHOICE:
        return {choice.key: choice.label for choice in spec.choices}.get(str(value), str(value))
    return str(value)


def typed_text(spec: FieldSpec, value: Value | None) -> str:
    """The value as it is typed: what `read_value` gives back."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(SHOP_ZONE):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if spec.type is FieldType.AMOUNT and isinstance(value, int):
        return amount_text(value)
    return shown(spec, value)


def shown_moment(at: Trigger) -> str:
    """« 24 octobre 2026 », with the hour in Paris where it is known."""
    return french_instant(at) if isinstance(at, datetime) else french_date(at)


def amount_text(cents: int) -> str:
    """« 129,90 » from cents."""
    return f"{Decimal(cents) / 100:.2f}".replace(".", ",")


def day_of(at: Trigger) -> date:
    """The civil day, in the shop's zone."""
    return at.astimezone(SHOP_ZONE).date() if isinstance(at, datetime) else at


def plain(text: str) -> str:
    """The text without what titles and names differ in: case, accents, blanks, apostrophes."""
    spelled = without_accents(text.casefold().replace("’", "'").replace("œ", "oe"))
    return _BLANKS.sub(" ", spelled).strip(" :*")


def to_json(value: Value) -> str | bool | int:
    """The value as JSON keeps it: a day `2026-10-24`, an instant with its offset."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def from_json(spec: FieldSpec, kept: object) -> Value:
    """What `to_json` wrote for a field of that kind. Raises ValueError."""
    if spec.type in {FieldType.DAY, FieldType.MOMENT}:
        return moment_from_json(str(kept))
    if isinstance(kept, str | bool | int):
        return kept
    raise ValueError(f"no value of a ledger: {type(kept).__name__}")


def moment_from_json(kept: str) -> Trigger:
    """A day or an instant. Raises ValueError."""
    return datetime.fromisoformat(kept) if "T" in kept else date.fromisoformat(kept)


def _line(spec: FieldSpec, typed: str) -> Value:
    return _limited(spec, _BLANKS.sub(" ", typed), LONGEST_LINE)


def _text(spec: FieldSpec, typed: str) -> Value:
    return _limited(spec, typed, LONGEST_TEXT)


def _limited(spec: FieldSpec, typed: str, longest: int) -> Value:
    if len(typed) > longest:
        raise _unreadable(spec, f"ce texte dépasse {longest} caractères.")
    if any(ord(sign) < 32 and sign not in "\n\t" for sign in typed.replace("\r\n", "\n")):
        raise _unreadable(spec, "ce texte contient des signes invisibles.")
    return typed


def _day(typed: str, field: str) -> date:
    day = read_date(typed, field=field)
    require_year(day, first=FIRST_YEAR, field=field)
    return day


def _read_day(spec: FieldSpec, typed: str) -> Value:
    midnight = _MIDNIGHT.fullmatch(typed)
    return _day(midnight["day"].strip() if midnight else typed, spec.key)


def _choice(spec: FieldSpec, typed: str) -> Value:
    said = plain(typed)
    for choice in spec.choices:
        if said in {plain(choice.key), plain(choice.label)}:
            return choice.key
    named = ", ".join(choice.label for choice in spec.choices)
    raise _unreadable(spec, f"choisissez parmi : {named}.")


def _yes_no(spec: FieldSpec, typed: str) -> Value:
    said = plain(typed)
    if said not in _YES | _NO:
        raise _unreadable(spec, "répondez par oui ou par non.")
    return said in _YES


def _amount(spec: FieldSpec, typed: str) -> Value:
    compact = _BLANKS.sub("", typed).replace("€", "").replace("EUR", "")
    found = _AMOUNT.fullmatch(compact)
    if found is None:
        raise _unreadable(spec, "écrivez le montant comme 129,90.")
    return int(found["whole"]) * 100 + int((found["cents"] or "0").ljust(2, "0"))


def _count(spec: FieldSpec, typed: str) -> Value:
    if _COUNT.fullmatch(typed) is None:
        raise _unreadable(spec, "écrivez un nombre entier.")
    return int(typed)


_READERS: Mapping[FieldType, Callable[[FieldSpec, str], Value]] = {
    FieldType.LINE: _line,
    FieldType.TEXT: _text,
    FieldType.DAY: _read_day,
    FieldType.MOMENT: lambda spec, typed: read_moment(typed, field=spec.key),
    FieldType.CHOICE: _choice,
    FieldType.YES_NO: _yes_no,
    FieldType.AMOUNT: _amount,
    FieldType.COUNT: _count,
}


def _unreadable(spec: FieldSpec, sentence: str) -> InvalidInput:
    return InvalidInput(f"{sentence[0].upper()}{sentence[1:]}", field=spec.key)


def _said(refusal: InvalidInput) -> str:
    told = " ".join(part for part in (refusal.message, refusal.remedy) if part)
    return f"{told[0].lower()}{told[1:]}"
