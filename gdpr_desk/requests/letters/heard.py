"""Who a letter says was told or asked, and what it says to them: only of what changed (Art. 19, 28); pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from gdpr_desk.periods.words import french_list
from gdpr_desk.requests.letters.case import Case, Given
from gdpr_desk.requests.letters.templates import Template
from gdpr_desk.requests.places import ChecklistLine, Step, in_sentence
from gdpr_desk.requests.telling import Notice, notices

_CHANGED = {Step.CORRECT: "corrigées", Step.ERASE: "effacées", Step.RESTRICT: "mises de côté"}
_CORRECTED = re.compile(
    r"(?:votre|vos|ton|tes) (?P<what>[^«»,:]+),? d(?:e |’|')« (?P<old>[^«»]+) » (?:à|en) « (?P<new>[^«»]+) »",
    re.IGNORECASE,
)
_OWN = re.compile(r"(?:votre|vos) (?=\w)", re.IGNORECASE)


def heard_words(template: Template, case: Case, given: Given) -> dict[str, str]:
    """The chips on who heard: `told` by now, `telling` still, `asked_too` to do the same, `heard` the
    one and the other; of what: `changed`.

    To a party, `put_right`, `erased` and `set_aside` say what happened to what it has.
    """
    rights = template.rights or case.request.rights
    parts = [part for part in notices(case.lines, case.work) if part.line.right in rights]
    changed = [part for part in parts if part.done and not part.declined]
    others = [part for part in changed if not part.processor and part.line.article_19]
    here = _steps(case, template, given)
    return {
        "told": french_list(_names(part for part in others if part.went_out)),
        "heard": french_list(_names(part for part in changed if part.went_out)),
        "telling": french_list(_names(part for part in changed if not part.went_out)),
        "party_changed": french_list([word for step, word in _CHANGED.items() if step in here]),
        "changed": french_list([word for step, word in _CHANGED.items() if step in here]),
        "asked_too": _asked([part for part in changed if part.processor and part.went_out]),
        "put_right": "oui" if Step.CORRECT in here else "",
        "erased": "oui" if Step.ERASE in here else "",
        "set_aside": "oui" if Step.RESTRICT in here else "",
    }


def part_of(case: Case, given: Given) -> tuple[Notice, ...]:
    """What the party a letter goes to has part in, right by right."""
    key = given.party.key if given.party else ""
    return tuple(part for part in notices(case.lines, case.work) if part.line.party == key)


def changed_there(case: Case, given: Given) -> tuple[str, ...]:
    """What was erased or set aside of what a recipient has; the shop's own proofs it never had."""
    words = {Step.ERASE: "Nous avons effacé", Step.RESTRICT: "Nous avons mis de côté"}
    noted = {item.line: Step(item.decision) for item in case.work}
    found: dict[Step, list[str]] = {}
    for part in part_of(case, given):
        for line in part.done:
            step = noted[line.key]
            if step in words:
                found.setdefault(step, []).extend(_outside(line))
    return tuple(f"{words[step]} : {' ; '.join(dict.fromkeys(names))}" for step, names in found.items())


def to_others(corrected: str) -> str:
    """What was typed for the person, told to who has the data too: « Adresse : « b » remplace « a » »."""
    found = _CORRECTED.fullmatch(corrected.strip())
    if found is not None:
        told = f"{found['what'].strip()} : « {found['new'].strip()} » remplace « {found['old'].strip()} »"
    else:
        told = _OWN.sub("", corrected, count=1)
    return told[:1].upper() + told[1:]


def _outside(line: ChecklistLine) -> list[str]:
    names = [in_sentence(thing.name) for thing in line.things if not thing.inner]
    return names or ([] if line.things else [in_sentence(line.what or line.place)])


def _steps(case: Case, template: Template, given: Given) -> set[Step]:
    """What was done in the shop; for a party only to what it has too."""
    rights = template.rights or case.request.rights
    if template.to_party:
        lines = {line.key for part in part_of(case, given) for line in part.done}
    else:
        lines = {line.key for line in case.lines if not line.party and line.right in rights}
    return {Step(item.decision) for item in case.work if item.line in lines and item.done_on is not None}


def _asked(parts: Sequence[Notice]) -> str:
    """« notre prestataire Colombier Courrier, qui doit nous le confirmer »."""
    awaited = _names(part for part in parts if not part.confirmed)
    others = [name for name in _names(parts) if name not in awaited]
    told = [_with_state(others, ""), _with_state(awaited, "nous le confirmer")]
    return ", et à ".join(text for text in told if text)


def _with_state(names: Sequence[str], awaited: str) -> str:
    if not names:
        return ""
    ours = "notre prestataire" if len(names) == 1 else "nos prestataires"
    told = f"{ours} {french_list(list(names))}"
    if not awaited:
        return told
    return f"{told}, qui {'doit' if len(names) == 1 else 'doivent'} {awaited}"


def _names(parts: Iterable[Notice]) -> list[str]:
    return list(dict.fromkeys(part.line.place for part in parts))
