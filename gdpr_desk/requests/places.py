"""Where to look, as values: what a line of the checklist proposes, and what a person may decide on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gdpr_desk.errors import InvalidInput, NotFound
from gdpr_desk.requests.model import RightKind


class Step(StrEnum):
    """What is to be done in one place. A decision is one of them; `WEIGH` is only ever proposed."""

    FREEZE = "freeze"
    GIVE = "give"
    CORRECT = "correct"
    ERASE = "erase"
    RESTRICT = "restrict"
    HAND_OVER = "hand_over"
    STOP = "stop"
    WEIGH = "weigh"
    REVIEW = "review"
    KEEP = "keep"
    GONE = "gone"
    ASK = "ask"
    TELL = "tell"
    FORWARD = "forward"
    NOTHING = "nothing"
    NOT_FOUND = "not_found"

    @property
    def words(self) -> str:
        """What the line asks for, in the infinitive: « Donner une copie »."""
        return _WORDS[self]


NOTHING_TO_DO = frozenset({Step.KEEP, Step.GONE, Step.NOTHING})
"""Proposals that ask for no work: they are read, and may be decided otherwise."""
_WORDS: Mapping[Step, str] = {
    Step.FREEZE: "Geler avant la purge",
    Step.GIVE: "Donner une copie",
    Step.CORRECT: "Corriger",
    Step.ERASE: "Effacer",
    Step.RESTRICT: "Mettre de côté sans utiliser",
    Step.HAND_OVER: "Remettre dans un fichier",
    Step.STOP: "Cesser",
    Step.WEIGH: "Examiner, puis décider",
    Step.REVIEW: "Faire revoir par une personne",
    Step.KEEP: "Garder",
    Step.GONE: "Déjà effacé",
    Step.ASK: "Demander au prestataire",
    Step.TELL: "Prévenir",
    Step.FORWARD: "Transmettre au client donneur d’ordre",
    Step.NOTHING: "Rien à faire",
    Step.NOT_FOUND: "Rien trouvé",
}

_FINDS = frozenset({Step.NOT_FOUND, Step.GONE})
"""What was found is a fact: it differs from the proposal without having to be argued."""
_WORK = frozenset({RightKind.RECTIFICATION, RightKind.ERASURE, RightKind.RESTRICTION})
"""The rights of which each recipient hears (Art. 19)."""


@dataclass(frozen=True)
class Thing:
    """What one duration of a record is about, in the register's words: « Fiche client ».

    `inner`: it is kept apart for proof, in the shop; nobody outside has it. `activity` is the record's name.
    """

    name: str
    activity: str = ""
    inner: bool = False


@dataclass(frozen=True)
class Stay:
    """How long a thing stays, in words: « jusqu’à 5 ans après la fin de la garantie » behind « gardé »,
    `ends` behind « effacé » (« 5 ans après la fin de la garantie »); `law` the text that asks for it.

    `apart`: in the restricted archive. `ending` is what happens then, « effacement ». `applied`: it is kept
    because it has to go on working, as an objection list does. `exact`: not a day less, not a day more.
    """

    until: str
    ends: str
    ending: str = ""
    law: str = ""
    apart: bool = False
    applied: bool = False
    exact: bool = False


@dataclass(frozen=True)
class Kept:
    """What this program itself can hold of a line: `words` tell it, `keys` are those of its holds."""

    words: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class ChecklistLine:
    """One thing to do for one right: in the shop (`party` empty) or by a party.

    `key` stays the same while the register says the same. `place` is where, in the officer's words,
    `what` which data, `where` which tools or paper. `proposed` follows from the matrix and the durations,
    `reason` and `article` say why; `choices` are the decisions a person may take. `before`: for a freeze the
    day whose data leave tomorrow; for what is gone the day before which nothing is left. `hold_reason`: the
    key of the legal hold a freeze needs. `reread`: rests on facts nobody found in a first source.
    `for_person`: why and how long it is kept, as the person who asked may read it, `motive` the key of the
    reason the law has for that. `publicity`: an objection to direct marketing, which is never refused.
    `things` are what `what` names, where durations tell it, and `stays` how long each of them is there.
    `kept` is what this program holds by itself where a freeze is decided.
    """

    key: str
    right: RightKind
    activities: tuple[str, ...]
    place: str
    proposed: Step
    reason: str
    article: str
    choices: tuple[Step, ...]
    what: str = ""
    where: str = ""
    party: str = ""
    before: date | None = None
    hold_reason: str = ""
    reread: bool = False
    for_person: str = ""
    motive: str = ""
    publicity: bool = False
    things: tuple[Thing, ...] = ()
    stays: tuple[Stay, ...] = ()
    kept: tuple[Kept, ...] = ()

    @property
    def held_here(self) -> bool:
        """Whether the program itself does what the line says: something of it is held here."""
        return bool(self.kept)

    @property
    def holds(self) -> tuple[str, ...]:
        """The keys of everything that is held."""
        return tuple(dict.fromkeys(key for kept in self.kept for key in kept.keys))

    @property
    def article_19(self) -> bool:
        """Whether somebody outside hears here of a correction, an erasure or a restriction."""
        return bool(self.party) and self.right in _WORK and self.proposed in (Step.TELL, Step.ASK)


def in_sentence(label: str) -> str:
    """A label behind other words: without its capital, unless it begins with initials."""
    initials = label[:2].isupper() and label[:2].isalpha()
    return label if initials else label[:1].lower() + label[1:]


def in_row(labels: Sequence[str]) -> str:
    """Labels on one line: only the first keeps its capital; « ; » where one holds a comma."""
    row = [label if not number else in_sentence(label) for number, label in enumerate(labels)]
    return (" ; " if any("," in label for label in row) else ", ").join(row)


def needs_reason(line: ChecklistLine, decision: Step) -> bool:
    """Whether a person who decides so has to say why: keeping against an objection, leaving the proposal."""
    if decision is line.proposed or decision in _FINDS:
        return False
    return line.proposed is not Step.WEIGH or decision is Step.KEEP


def check_decision(line: ChecklistLine, decision: str, reason: str) -> Step:
    """The decision, where the line allows it. Raises InvalidInput for another, and for a missing reason."""
    step = next((choice for choice in line.choices if choice.value == decision), None)
    if step is None:
        allowed = ", ".join(choice.words for choice in line.choices)
        raise InvalidInput(
            "Cette décision n’est pas possible ici.",
            safe="Rien n’a été modifié.",
            remedy=f"Choisissez parmi : {allowed}.",
            code="not_a_choice",
            field="decision",
        )
    if needs_reason(line, step) and not reason.strip():
        raise InvalidInput(
            "Cette décision s’écarte de ce que la loi laisse attendre : il manque la raison.",
            safe="Rien n’a été modifié.",
            remedy="Écrivez en une phrase pourquoi.",
            code="reason_missing",
            field="reason",
        )
    return step


def not_on_the_list() -> NotFound:
    """The line is not, or no longer, among those to look at."""
    return NotFound(
        "Cette ligne n’est pas dans « Où chercher ».",
        safe="Rien n’a été modifié.",
        remedy="Le registre a peut-être changé : rouvrez la demande.",
    )
