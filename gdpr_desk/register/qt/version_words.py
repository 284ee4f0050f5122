"""What each version of a record is called: who did what, when, in one line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gdpr_desk.periods.words import french_date, french_time, shop_time
from gdpr_desk.register.comparison import summary
from gdpr_desk.register.history import Version

SOMEBODY = "Responsable"

_DONE: Mapping[str, str] = {
    "activity.added": "créé la fiche",
    "activity.reviewed": "marqué la fiche comme revue",
    "activity.archived": "archivé la fiche",
    "activity.reverted": "repris une version d’avant",
    "activity.binned": "mis la fiche à la corbeille",
    "activity.restored": "remis la fiche dans le registre",
    "register.imported": "importé la fiche d’un fichier",
    "register.import_undone": "annulé un import",
}
"""What follows « Vous avez … » for actions that say by themselves what they did."""
_TELLING = frozenset({"activity.changed", "register.imported", "register.import_undone"})
"""Actions after which the record may differ in ways worth naming."""


@dataclass(frozen=True)
class Told:
    """A version beside the one before it, and its words; `title` is the sentence as a row has room for."""

    version: Version
    before: Version | None
    title: str
    sentence: str
    moment: str


def told(
    versions: tuple[Version, ...], *, me: str, names: Mapping[str, str], today: date
) -> tuple[Told, ...]:
    """The versions, newest first; `me` is told as « vous », everybody else by name."""
    pairs = zip((None, *versions), versions, strict=False)
    found = []
    for before, version in pairs:
        who = "Vous" if version.actor == me else names.get(version.actor) or SOMEBODY
        title, sentence = (_sentence(version, before, who, short=short) for short in (True, False))
        found.append(Told(version, before, title, sentence, moment(version, today)))
    return tuple(reversed(found))


def moment(version: Version, today: date) -> str:
    """« aujourd’hui à 14:32 », « 3 novembre à 09:05 »; the year where it is not this one."""
    local = shop_time(version.at)
    days = (today - local.date()).days
    day = {0: "aujourd’hui", 1: "hier"}.get(days)
    return f"{day or french_date(local.date(), year=local.year != today.year)} à {french_time(local.time())}"


def _sentence(version: Version, before: Version | None, who: str, *, short: bool) -> str:
    """« Vous avez modifié la durée et les destinataires »."""
    if version.action == "activity.baseline":
        return "La fiche au début de son historique"
    has = "avez" if who == "Vous" else "a"
    differs = summary(before.activity, version.activity, short=short) if before is not None else ""
    done = _DONE.get(version.action) or f"modifié {differs or 'la fiche'}"
    if version.action in _TELLING and version.action in _DONE and differs:
        done = f"{done} : {differs}"
    return f"{who} {has} {done}"
