"""A watched folder, its rule, and when a file under it leaves; plain Python.

Instants are aware, in UTC. A path is text in which bytes that are no UTF-8 stand as lone surrogates, as
`os.fsdecode` gives them: nothing of a name is lost.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from fnmatch import translate
from functools import lru_cache
from re import IGNORECASE, Pattern
from re import compile as compiled

from gdpr_desk.periods.ceilings import maximum_ends_at
from gdpr_desk.periods.duration import Duration
from gdpr_desk.periods.reading import LAST_YEAR
from gdpr_desk.periods.words import french_duration
from gdpr_desk.register.model import RetentionRule
from gdpr_desk.retention.folders.dates import DateForm, date_in
from gdpr_desk.retention.model import Rule

KIND = "file"
"""What holds, plans and statements call a file in a watched folder: `file/12`."""
FOLDER_KIND = "folder"
"""What holds call a folder of which nothing goes: `folder/3`, as its rule is called."""
EVERYTHING = ("*",)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_YEAR = 1900


class FolderTrouble(StrEnum):
    """Why a folder cannot be looked at, or a file stays although its time is over. Keys of
    `retention.wording.ERRORS`."""

    MISSING = "folder_missing"
    REPLACED = "folder_replaced"
    UNREADABLE = "folder_unreadable"
    IN_USE = "file_in_use"
    DENIED = "file_denied"


OUT_OF_REACH = (FolderTrouble.MISSING.value, FolderTrouble.REPLACED.value)
"""Where nothing of a folder is swept; of one that can be read in part, the rest is."""


@dataclass(frozen=True)
class FolderRule:
    """What somebody decides of a folder: which files below it go, and when.

    `patterns` are shell patterns of names, one of which has to fit whatever the case; `date_form` is the
    form of the date in a name the age counts from, None for the later of the file's own date and the instant
    it was seen first. `period` is ISO 8601.
    """

    path: str
    label: str
    period: str
    patterns: tuple[str, ...] = EVERYTHING
    date_form: DateForm | None = None
    recursive: bool = False
    enabled: bool = True

    def takes(self, name: str) -> bool:
        """Whether a file of that name is under the rule. A hidden one has to be named as such."""
        if self.patterns == EVERYTHING:
            return not name.startswith(".")
        return any(
            expression.match(name) is not None and (not name.startswith(".") or pattern.startswith("."))
            for pattern, expression in _expressions(self.patterns)
        )

    def leaves(self, name: str, modified_ns: int, first_seen_at: datetime) -> tuple[datetime, bool]:
        """By when a file leaves, and whether that was counted without the date it should be counted from."""
        day = date_in(name, self.date_form) if self.date_form else None
        start: date | datetime = day or first_seen_at
        if day is None:
            modified_at = instant_of(modified_ns)
            start = max(modified_at or first_seen_at, first_seen_at)
        period = Duration.parse(self.period)
        return maximum_ends_at(start, period), day is None and self.date_form is not None

    @property
    def wording(self) -> str:
        """« 1 mois après la date du fichier » : the rule in a few words."""
        since = (
            "après la date écrite dans leur nom"
            if self.date_form
            else "après leur date, ou après avoir été vus ici si c’est plus tard"
        )
        return f"{french_duration(self.period)} {since}"

    @property
    def caution(self) -> str:
        """Where files may stay past the duration, which as a ceiling shifts for nothing: those that are old
        already when they come. Empty where the date in their names decides."""
        if self.date_form:
            return ""
        return f"peut dépasser {french_duration(self.period)} pour un fichier déjà ancien quand il arrive ici"


@dataclass(frozen=True)
class WatchedFolder:
    """A folder under a rule, as it stands.

    `anchor` is the folder's own number, empty where its disk gives none that lasts; `device` that of its
    disk when it was last looked at. `trouble` says why it could not be looked at, or is empty.
    """

    id: int
    rule: FolderRule
    added_at: datetime
    added_by: str
    anchor: str
    device: str
    trouble: str = ""

    @property
    def key(self) -> str:
        """The key of its rule in plans and statements."""
        return rule_key(self.id)

    @property
    def swept(self) -> bool:
        """Whether anything of it may go now."""
        return self.rule.enabled and self.trouble not in OUT_OF_REACH

    @property
    def version(self) -> str:
        """Changes whenever something else would go, or something at another time."""
        rule = self.rule
        decided = (rule.path, rule.period, rule.patterns, rule.date_form, rule.recursive, self.anchor)
        return hashlib.sha256(repr(decided).encode("ascii", "backslashreplace")).hexdigest()[:16]

    def as_rule(self) -> Rule:
        """The rule as the sweep knows it."""
        term = RetentionRule(applies_to=self.rule.label, trigger="recorded", period=self.rule.period)
        label = f"Dossier « {self.rule.label} »"
        return Rule(self.key, label, self.rule.wording, (term,), caution=self.rule.caution)


@dataclass(frozen=True)
class FolderStanding:
    """A folder and what is known below it: how many files, how many whose time is over, when the next one
    leaves, how many lack the date in their name, how many are held, and how many are stuck, by why.
    `frozen`: the folder itself is held, so that nothing of it goes."""

    folder: WatchedFolder
    files: int
    due: int
    next_at: datetime | None
    undated: int
    held: int
    stuck: Mapping[str, int]
    frozen: bool = False


@dataclass(frozen=True)
class FileLine:
    """A file below a folder, for the screen alone: its path there, when it leaves, whether it is held, or
    `frozen` with all of the folder."""

    id: int
    path: str
    leaves_at: datetime
    undated: bool
    held: bool
    stuck: str
    frozen: bool = False

    @property
    def key(self) -> str:
        """How holds name it."""
        return f"{KIND}/{self.id}"


@dataclass(frozen=True)
class FolderPreview:
    """What lies in a folder and what a rule would do with it, before it is saved.

    `going` leave with the second plan from now, `next_at` is when the next of the others does. `old` are
    those whose own date alone is past the period. `suggested` is how the date is written in the names of most
    of them, where the rule counts from another. `aside` are links, other disks and what is no file; `whole`
    is False where a part could not be read. `examples` are paths of those that leave first, for the screen
    alone; `synchronised` names the service that copies the folder elsewhere, if any.
    """

    rule: FolderRule
    files: int
    size: int
    going: int
    old: int
    undated: int
    suggested: DateForm | None
    next_at: datetime | None
    aside: int
    whole: bool
    examples: tuple[tuple[str, datetime], ...]
    synchronised: str | None


@lru_cache(maxsize=64)
def rule_key(folder: int) -> str:
    """The key under which the sweep knows the rule of a folder."""
    return f"{FOLDER_KIND}/{folder}"


def instant_of(ns: int) -> datetime | None:
    """An instant in nanoseconds since 1970, rounded up; None where it lies outside 1900 to 2100."""
    try:
        at = _EPOCH + timedelta(microseconds=-(-ns // 1000))
    except OverflowError:
        return None
    return at if _FIRST_YEAR <= at.year <= LAST_YEAR else None


@lru_cache(maxsize=64)
def _expressions(patterns: tuple[str, ...]) -> tuple[tuple[str, Pattern[str]], ...]:
    return tuple((pattern, compiled(translate(pattern), IGNORECASE)) for pattern in patterns)


def shown_path(path: str) -> str:
    """A path as a screen can show it: what no letter stands for is written as its number."""
    plain = path.encode("utf-8", "backslashreplace").decode()
    return "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in plain)
