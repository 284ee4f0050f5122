"""What may be refused, and why: never without a reason the right allows (Art. 12(4)-(5), 17(3), 21); pure."""

from __future__ import annotations

from collections.abc import Sequence

from gdpr_desk.reference import catalogues
from gdpr_desk.requests.letters.case import Case, Given
from gdpr_desk.requests.letters.keeping import (
    Kept,
    allowed_reasons,
    bound,
    ended,
    goes_on,
    kept,
    of_a_thing,
    sentence_of,
)
from gdpr_desk.requests.letters.model import IncompleteLetter, LetterKind, Refusal
from gdpr_desk.requests.letters.templates import Template
from gdpr_desk.requests.letters.whole import barred, named_things, refuse_handing_over, refuse_whole
from gdpr_desk.requests.model import RightKind
from gdpr_desk.requests.places import Step

_HIDDEN = "others_rights"
_NOT_PORTABLE = "portability_basis"
_MASKED = "Voici ce que nous avons masqué, et pourquoi"
_STAYS = "Voici ce que nous gardons, et pourquoi"
_TITLES = {
    RightKind.ACCESS: _MASKED,
    RightKind.PORTABILITY: _MASKED,
    RightKind.ERASURE: _STAYS,
    RightKind.POST_MORTEM: _STAYS,
    RightKind.RECTIFICATION: "Voici ce que nous n’avons pas corrigé, et pourquoi",
    RightKind.RESTRICTION: "Voici ce que nous continuons d’utiliser, et pourquoi",
    RightKind.OBJECTION: "Voici l’usage que nous poursuivons, et pourquoi",
}
_SUBJECTS = {
    _MASKED: "vos données, et ce que nous avons masqué",
    _TITLES[RightKind.OBJECTION]: "votre opposition : ce qui s’arrête, ce qui continue",
}
_ANY_TITLE = "Voici ce que nous ne pouvons pas faire, ou ce qui doit rester, et pourquoi"
_DUTY = "Une lettre de refus dit pour quelles raisons (art. 12, § 4, du RGPD)."


def reasons(template: Template, case: Case, given: tuple[Refusal, ...]) -> tuple[str, ...]:
    """What is kept, each thing with its reason, then what else is refused: the law's sentence, then the facts
    of this case. Nothing for other letters.

    Raises IncompleteLetter where there is no reason, where one has no facts, where the right does not allow
    it, where it speaks of a thing that is not kept, and where publicity would be refused.
    """
    if not template.refuses:
        return ()
    whole = template.kind is LetterKind.REFUSAL
    given = bound(case, given)
    things = kept(case, given)
    if whole:
        things = named_things(things, given)
    unbound = [refusal for refusal in given if not refusal.line]
    if not unbound and not things:
        raise _missing(
            f"Ce refus n’a pas de raison. {_DUTY}", "Choisissez au moins un motif et écrivez les faits."
        )
    _check_all(case, given, things, whole=whole)
    return (*(one.told for one in things), *map(_sentence, unbound))


def _check_all(case: Case, given: tuple[Refusal, ...], things: tuple[Kept, ...], *, whole: bool) -> None:
    if whole:
        _publicity_stops(case)
    (refuse_whole if whole else refuse_handing_over)(case, given, things)
    found = {one.line.key for one in things}
    for refusal in given:
        if refusal.line and refusal.line not in found:
            raise _missing(
                "Un motif est donné pour une chose qui n’est pas notée « Garder ».",
                "Retirez-le, ou notez-la ainsi dans « Où chercher ».",
            )
        _check(refusal, case, whole=whole)
    _of_nothing([refusal for refusal in given if not refusal.line], things)
    for one in things:
        _has_its_own(one)


def subject(case: Case, given: Given) -> str:
    """What a partial answer is about, in the words of what it refuses."""
    return _SUBJECTS.get(title(case, given), "ce que nous avons fait, et ce qui reste")


def title(case: Case, given: Given) -> str:
    """What announces the refused things: in the words of the one right they are about, where it is one."""
    things = kept(case, given.refusals)
    unbound = [refusal for refusal in bound(case, given.refusals) if not refusal.line]
    if all(refusal.reason == _HIDDEN for refusal in unbound):
        rights = {one.line.right for one in things} | {refusal.right for refusal in unbound}
        if len(rights) == 1:
            return _TITLES.get(rights.pop(), _ANY_TITLE)
    return _ANY_TITLE


def told_of(refusals: Sequence[Refusal], things: Sequence[Kept], *, corrects: bool) -> dict[str, str]:
    """The chips that only let a paragraph of a refusal stand."""
    entries = catalogues.refusal_reasons()
    without = barred(refusals)
    unnamed = [one for one in refusals if one.right is RightKind.OBJECTION and not one.line]
    opposes = bool(unnamed) and RightKind.OBJECTION not in without
    named = any(one.line.right is RightKind.OBJECTION for one in named_things(things, refusals))
    chosen = {one.reason for one in refusals} | {one.reason for one in things}
    invites = any(entries[key].extra.get("invites") is True for key in chosen if key in entries)
    holds = {
        "refuses_file": any(one.reason == _NOT_PORTABLE for one in refusals),
        "opposes": opposes,
        "opposes_any": opposes or named,
        "may_write_back": corrects or invites,
    }
    return {key: "oui" if held else "" for key, held in holds.items()}


def _of_nothing(unbound: Sequence[Refusal], things: tuple[Kept, ...]) -> None:
    """A reason to keep says what is kept: the things that stay have each their own line, with its reason."""
    for refusal in unbound:
        mine = [one.about for one in things if one.line.right is refusal.right]
        if mine and of_a_thing(refusal):
            label = catalogues.refusal_reasons()[refusal.reason].label
            raise _missing(
                f"Le motif « {label} » ne dit pas ce que vous gardez.",
                "Donnez-le à la chose qu’il concerne, dans « Ce qui reste, et pourquoi » : "
                f"{' ; '.join(mine)}.",
            )


def _has_its_own(one: Kept) -> None:
    """A thing that stays has a reason of its own in law, and facts (Art. 12(4))."""
    if goes_on(one.line):
        return
    if not one.reason:
        raise _missing(
            f"Rien ne dit encore pour quel motif vous gardez ceci : {one.about}.",
            "Choisissez-le dans « Ce qui reste, et pourquoi ».",
        )
    if not one.grounded:
        raise _missing(
            f"Le motif pour garder ceci n’est suivi d’aucun fait : {one.about}.",
            "Écrivez en une phrase ce qui le montre.",
        )


def _check(refusal: Refusal, case: Case, *, whole: bool) -> None:
    entry = catalogues.refusal_reasons().get(refusal.reason)
    possible = allowed_reasons(refusal.right, whole=whole) if refusal.right in case.request.rights else ()
    if entry is None or entry not in possible:
        named = ", ".join(reason.label for reason in possible) or "aucun motif"
        raise _missing("Ce motif ne peut pas être opposé à ce qui est demandé.", f"Possibles ici : {named}.")
    if not refusal.facts.strip():
        raise _missing(
            f"Le motif « {entry.label} » n’est suivi d’aucun fait.",
            "Écrivez en une phrase ce qui le montre, comme vous le diriez à la personne.",
        )


def _sentence(refusal: Refusal) -> str:
    entry = catalogues.refusal_reasons()[refusal.reason]
    law, facts = sentence_of(entry, refusal.right), ended(refusal.facts.strip())
    first = (facts, law) if entry.extra.get("facts_first") is True else (law, facts)
    behind = entry.text(f"{refusal.right}_after") or entry.text("after")
    return " ".join(filter(None, (*first, behind)))


def _publicity_stops(case: Case) -> None:
    """An objection to publicity is never refused (Art. 21(2)-(3))."""
    if RightKind.OBJECTION not in case.request.rights:
        return
    absent = {item.line for item in case.work if item.decision == Step.NOT_FOUND}
    if any(line.publicity and line.key not in absent for line in case.lines):
        raise _missing(
            "On ne refuse jamais d’arrêter la publicité (art. 21, § 2 et 3, du RGPD).",
            "Arrêtez-la et prenez « Réponse partielle », ou notez qu’il n’y en a pas chez vous.",
        )


def _missing(message: str, remedy: str) -> IncompleteLetter:
    return IncompleteLetter(message, remedy=remedy, fields=("refused_list",))
