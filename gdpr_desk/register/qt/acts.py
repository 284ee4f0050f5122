"""What can be done with the chosen records: named once, for the bar, the menus and the keys alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gdpr_desk.register.model import ActivityStatus, ProcessingActivity

Chosen = Sequence[ProcessingActivity]


@dataclass(frozen=True)
class Act:
    """One verb with its words; `group` parts a menu by lines, `in_bar` shows it for several
    records, `keys` is what the list answers to, `short` the words where the number stands beside."""

    words: str
    verb: Callable[[], object]
    icon: str
    group: int
    in_bar: bool = False
    keys: str = ""
    short: str = ""


@dataclass(frozen=True)
class Verbs:
    """Who carries the verbs out; the first four are for one record."""

    open: Callable[[str], object]
    preview: Callable[[str], object]
    history: Callable[[str], object]
    duplicate: Callable[[ProcessingActivity], object]
    review: Callable[[Chosen], object]
    archive: Callable[[Chosen], object]
    bin: Callable[[Chosen], object]
    copy: Callable[[], object]


def acts_for(chosen: Chosen, verbs: Verbs) -> tuple[Act, ...]:
    """Everything that makes sense for these records; the words say how many they are."""
    if not chosen:
        return ()
    return (*(_for_one(chosen[0], verbs) if len(chosen) == 1 else ()), *_for_all(chosen, verbs))


def counted(number: int) -> str:
    """« 3 fiches »."""
    return f"{number} fiche{'s' if number > 1 else ''}"


def _for_one(activity: ProcessingActivity, verbs: Verbs) -> tuple[Act, ...]:
    reference = activity.reference
    return (
        Act("Ouvrir la fiche", lambda: verbs.open(reference), "pencil", 0, keys="Entrée"),
        Act("Aperçu avant impression", lambda: verbs.preview(reference), "printer", 0),
        Act("Historique", lambda: verbs.history(reference), "history", 0),
        Act("Dupliquer", lambda: verbs.duplicate(activity), "layers", 1),
    )


def _for_all(chosen: Chosen, verbs: Verbs) -> tuple[Act, ...]:
    several = len(chosen) > 1
    in_use = tuple(a for a in chosen if a.status is not ActivityStatus.ARCHIVED)
    review = f"Marquer {counted(len(chosen))} comme revues" if several else "Marquer comme revue"
    archive = f"Archiver {counted(len(in_use))}" if several else "Archiver la fiche"
    throw = f"Mettre {counted(len(chosen))} à la corbeille" if several else "Mettre à la corbeille"
    found = [
        Act(review, lambda: verbs.review(chosen), "check", 1, in_bar=True, short="Marquer comme revues"),
        Act("Copier", verbs.copy, "copy", 1, keys="Ctrl+C"),
    ]
    if in_use:
        short = _archive_words(chosen, in_use)
        found.append(Act(archive, lambda: verbs.archive(in_use), "archive", 2, in_bar=True, short=short))
    bin_it = Act(throw, lambda: verbs.bin(chosen), "trash-2", 2, in_bar=True, keys="Suppr", short="Corbeille")
    return (*found, bin_it)


def _archive_words(chosen: Chosen, in_use: Chosen) -> str:
    """« Archiver »; where some are archived already, how many of the chosen it is for."""
    return "Archiver" if len(in_use) == len(chosen) else f"Archiver {counted(len(in_use))}"
