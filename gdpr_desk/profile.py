"""Who the shop is and what it starts with: the answer of the first run, or of `init --profile`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gdpr_desk.errors import InvalidInput
from gdpr_desk.parties.model import Party, PartyKind
from gdpr_desk.reference import catalogues
from gdpr_desk.register.identifiers import check_email, check_siret
from gdpr_desk.register.interchange import InterchangeRefused, refuse_unexportable
from gdpr_desk.register.model import ContactPerson, Controller, Register
from gdpr_desk.register.starter import expand, starter_keys

_KEYS = {
    "shop": ("name", "siret", "ape", "address", "email", "phone"),
    "contact": ("name", "role", "email"),
    "pack": ("activities",),
    "party": ("key", "name", "kind", "country"),
}
_REPEATED = "party"


@dataclass(frozen=True)
class Profile:
    """The shop, the keys of its starter activities, and parties known from the start."""

    controller: Controller
    pack: tuple[str, ...] = ()
    parties: tuple[Party, ...] = ()


def read_profile(path: Path) -> Profile:
    """The profile in a TOML file.

    Raises InvalidInput naming the line of an unknown or impossible key; nothing is created then.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise InvalidInput(
            "Le fichier de profil ne peut pas être lu.",
            safe="Rien n’a été créé.",
            remedy="Vérifiez son chemin, et enregistrez-le comme texte en UTF-8.",
        ) from problem
    return parse_profile(text)


def parse_profile(text: str, *, beside: tuple[str, ...] = ()) -> Profile:
    """The profile in a TOML text; see `read_profile`. Tables named in `beside` are somebody else's."""
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        at = re.search(r"line (\d+)", str(problem))
        place = f" (ligne {at[1]})" if at else ""
        raise _refused(f"Le profil n’est pas un TOML lisible{place}.") from problem
    _only_known({table: content for table, content in raw.items() if table not in beside}, text)
    shop, contact = raw.get("shop", {}), raw.get("contact", {})
    if not shop.get("name", "").strip():
        raise _refused("Le profil ne donne pas le nom de la boutique ([shop] name).")
    if contact and not contact.get("name", "").strip():
        raise _refused("Le profil ne donne pas le nom de la personne à contacter ([contact] name).")
    profile = Profile(
        _controller(shop, contact),
        _pack(raw.get("pack", {}).get("activities", []), text),
        _parties(raw.get("party", []), text),
    )
    try:  # what the register could not take is refused now, before a vault is made for it
        refuse_unexportable(Register(profile.controller, profile.parties))
    except InterchangeRefused as problem:
        raise _refused(f"Le profil ne peut pas être repris : {problem.problems[0]}.") from problem
    return profile


def _controller(shop: dict[str, Any], contact: dict[str, Any]) -> Controller:
    try:
        siret = check_siret(shop["siret"]).siret if shop.get("siret") else ""
        for address in (shop.get("email"), contact.get("email")):
            if address:
                check_email(address)
    except InvalidInput as problem:
        raise InvalidInput(
            problem.message,
            safe="Rien n’a été créé.",
            remedy=problem.remedy,
            code=problem.code,
            field=problem.field,
        ) from problem
    officer = ContactPerson(**contact) if contact else None
    return Controller(**{**shop, "siret": siret}, officer=officer)


def _only_known(raw: dict[str, Any], text: str) -> None:
    for table, content in raw.items():
        if table not in _KEYS:
            raise _unknown(table, text)
        if isinstance(content, list) != (table == _REPEATED):
            wanted = f"[[{table}]]" if table == _REPEATED else f"[{table}]"
            raise _refused(f"« {table} » s’écrit {wanted}{_line_of(table, text)}.")
        for row in content if isinstance(content, list) else [content]:
            if not isinstance(row, dict):
                raise _refused(f"« {table} » doit être une table{_line_of(table, text)}.")
            for key, value in row.items():
                if key not in _KEYS[table]:
                    raise _unknown(key, text)
                if not _has_shape(key, value):
                    raise _refused(f"« {key} » n’a pas la forme attendue{_line_of(key, text)}.")


def _has_shape(key: str, value: object) -> bool:
    if key != "activities":
        return isinstance(value, str)
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _pack(keys: list[str], text: str) -> tuple[str, ...]:
    known = starter_keys()
    for key in keys:
        if key not in known:
            raise _unknown(key, text)
    return expand(keys)


def _parties(rows: list[dict[str, str]], text: str) -> tuple[Party, ...]:
    found = tuple(_party(row, text) for row in rows)
    keys = [party.key for party in found]
    twin = next((key for key in keys if keys.count(key) > 1), None)
    if twin is not None:
        raise _refused(f"La clé « {twin} » est donnée à deux partenaires{_line_of(twin, text)}.")
    return found


def _party(raw: dict[str, str], text: str) -> Party:
    if not raw.get("key", "").strip() or not raw.get("name", "").strip():
        raise _refused("Un partenaire ([[party]]) doit avoir « key » et « name ».")
    if raw.get("kind", "processor") not in set(PartyKind):
        raise _unknown(raw["kind"], text)
    if raw.get("country", "FR") not in catalogues.countries():
        raise _unknown(raw["country"], text)
    kind = PartyKind(raw.get("kind", "processor"))
    return Party(raw["key"], raw["name"], kind, raw.get("country", "FR"))


def _line_of(word: str, text: str) -> str:
    for number, line in enumerate(text.splitlines(), 1):
        if re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", line.split("#")[0]):
            return f", ligne {number}"
    return ""


def _unknown(word: str, text: str) -> InvalidInput:
    return _refused(f"« {word} » n’est pas connu{_line_of(word, text)}.")


def _refused(message: str) -> InvalidInput:
    return InvalidInput(
        message, safe="Rien n’a été créé.", remedy="Corrigez le fichier, puis recommencez.", code="profile"
    )
