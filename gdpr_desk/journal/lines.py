"""The journal as it is read: one line an entry, names for ids, and what a filter keeps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from gdpr_desk.accents import without_accents
from gdpr_desk.journal.model import JournalEntry, action_of, notes_of, subject_of
from gdpr_desk.journal.wording import DEPARTED
from gdpr_desk.periods.words import french_date, french_time, shop_time

OTHER = "other"
OBJECTS: Mapping[str, str] = {
    "activity": "Activités",
    "party": "Prestataires",
    "controller": "Boutique",
    "register": "Registre",
    "sweep": "Purges",
    "hold": "Gels",
    "vault": "Coffre",
    "person": "Personnes",
    "journal": "Journal",
    OTHER: "Autres",
}
"""The kinds of object, by the first word of an action."""

ACTIONS: Mapping[str, str] = {
    "added": "Ajouts",
    "changed": "Modifications",
    "reviewed": "Relectures",
    "removed": "Retraits et effacements",
    "out": "Sorties du coffre",
    "back": "Retours en arrière",
    OTHER: "Autres",
}
_KIND_OF_VERB: Mapping[str, str] = {
    "created": "added",
    "imported": "added",
    "paper_added": "added",
    "paper_destroyed": "removed",
    "reverted": "back",
    "restored": "back",
    "import_undone": "back",
    "ledger_mended": "back",
    "shortfall_accepted": "back",
    "archived": "removed",
    "binned": "removed",
    "destroyed": "removed",
    "cut": "removed",
    "done": "removed",
    "lifted": "removed",
    "prolonged": "changed",
    "exported": "out",
    "backed_up": "out",
    "key_replaced": "changed",
    "passphrase_changed": "changed",
    "recovery_replaced": "changed",
    "period_changed": "changed",
}

TODAY, WEEK, MONTH, YEAR, LAST_YEAR, DATES = "today", "week", "month", "year", "last_year", "dates"
PERIODS: Mapping[str, str] = {
    TODAY: "Aujourd’hui",
    WEEK: "7 derniers jours",
    MONTH: "30 derniers jours",
    YEAR: "Cette année",
    LAST_YEAR: "L’année dernière",
    DATES: "Choisir des dates…",
}


@dataclass(frozen=True)
class Spoken:
    """Names of today for what the journal knows by id: people, and the objects of the register."""

    people: Mapping[str, str] = field(default_factory=dict)
    subjects: Mapping[str, str] = field(default_factory=dict)

    def person(self, actor: str) -> str:
        """The person's name; « Personne partie » where nobody bears that id any more."""
        return self.people.get(actor) or DEPARTED


@dataclass(frozen=True)
class Line:
    """One entry in words; `day` is the shop's calendar day."""

    entry: JournalEntry
    day: date
    when: str
    who: str
    action: str
    object: str
    action_kind: str
    object_kind: str

    @property
    def number(self) -> int:
        return self.entry.number

    @cached_property
    def sought(self) -> str:
        """What a search looks through; worked out at the first search."""
        return plain(f"{self.when} {french_date(self.day)} {self.who} {self.action} {self.object}")


def line_of(entry: JournalEntry, spoken: Spoken) -> Line:
    """`entry` as the page and the files show it."""
    at = shop_time(entry.at)
    prefix, _, verb = entry.action.partition(".")
    kind = _KIND_OF_VERB.get(verb, verb)
    return Line(
        entry=entry,
        day=at.date(),
        when=f"{at:%d/%m/%Y} à {french_time(at.time())}",
        who=spoken.person(entry.actor),
        action=action_of(entry),
        object=object_of(entry, spoken),
        action_kind=kind if kind in ACTIONS else OTHER,
        object_kind=prefix if prefix in OBJECTS else OTHER,
    )


def object_of(entry: JournalEntry, spoken: Spoken) -> str:
    """« Cookies et mesure d’audience (T-16) · nom, note »; the reference alone where it has no name."""
    subject = subject_of(entry)
    if entry.action.startswith("person.") and subject != "coffre":
        shown = spoken.person(subject)
    else:
        name = spoken.subjects.get(subject, "")
        known = f"{name} ({subject})" if subject.startswith("T-") else name
        shown = known if name else subject
    return " · ".join(part for part in (shown, ", ".join(notes_of(entry))) if part)


def people_in(lines: Iterable[Line]) -> list[tuple[str, str]]:
    """Who acts in `lines`, by id and name, in the order of their names; those who left come last.

    Several who left are told apart by the beginning of their id.
    """
    found = {line.entry.actor: line.who for line in lines}
    gone = [actor for actor, name in found.items() if name == DEPARTED]
    if len(gone) > 1:
        found |= {actor: f"{DEPARTED} ({actor[:4]})" for actor in gone}
    return sorted(found.items(), key=lambda each: (each[0] in gone, plain(each[1])))


@dataclass(frozen=True)
class Wanted:
    """What a filter keeps; an empty one keeps all. Days are the shop's, both ends included."""

    words: str = ""
    since: date | None = None
    until: date | None = None
    person: str = ""
    action: str = ""
    object: str = ""

    def __bool__(self) -> bool:
        return self != Wanted()

    def keep(self, lines: Sequence[Line]) -> list[Line]:
        """Those of `lines` that are wanted, in their order; every word must be found, in any order."""
        words = plain(self.words).split()
        first, last = self.since or date.min, self.until or date.max
        return [
            line
            for line in lines
            if first <= line.day <= last
            and (not self.person or line.entry.actor == self.person)
            and (not self.action or line.action_kind == self.action)
            and (not self.object or line.object_kind == self.object)
            and all(word in line.sought for word in words)
        ]

    def sentence(self, people: Mapping[str, str]) -> str:
        """What is kept, in words, for the head of a file; empty where everything is."""
        parts = [
            f"du {french_date(self.since)}" if self.since else "",
            f"au {french_date(self.until)}" if self.until else "",
        ]
        told = [" ".join(part for part in parts if part)]
        told.append(people.get(self.person, DEPARTED) if self.person else "")
        told.append(ACTIONS.get(self.action, ""))
        told.append(OBJECTS.get(self.object, ""))
        told.append(f"« {self.words.strip()} »" if self.words.strip() else "")
        return ", ".join(part for part in told if part)


def ready_to_search(lines: Iterable[Line]) -> int:
    """Work out beforehand, off the window's thread, what a search looks through; how many lines."""
    return sum(bool(line.sought) for line in lines)


def days_of(period: str, today: date) -> tuple[date | None, date | None]:
    """First and last day of a period of `PERIODS`; nothing for one that has no days of its own."""
    year = today.year
    if period == LAST_YEAR:
        return date(year - 1, 1, 1), date(year - 1, 12, 31)
    back = {TODAY: 0, WEEK: 6, MONTH: 29}.get(period)
    if back is not None:
        return today - timedelta(days=back), today
    return (date(year, 1, 1), today) if period == YEAR else (None, None)


def plain(text: str) -> str:
    """`text` without case and accents: « activite » finds « Activité »."""
    return without_accents(text.replace("’", "'").casefold())
