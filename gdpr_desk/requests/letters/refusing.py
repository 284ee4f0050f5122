"""What may be refused, and why: never without a reason the right allows (Art. 12(4)-(5), 17(3), 21); pure."""

from __future__ import annotations

from collections.abc import Sequence

from gdpr_desk.reference import catalogues
from gdpr_desk.reference.model import Entry
from gdpr_desk.requests.letters.model import IncompleteLetter, LetterKind, Refusal
from gdpr_desk.requests.letters.templates import Template
from gdpr_desk.requests.model import DataSubjectRequest, RightKind, WorkDone
from gdpr_desk.requests.places import ChecklistLine, Step

_ANY = 7
"""A reason that stands against as many rights is about the request, not about the data."""
_DUTY = "Une lettre de refus dit pour quelles raisons (art. 12, § 4, du RGPD)."


def allowed_reasons(right: RightKind, *, whole: bool) -> tuple[Entry, ...]:
    """The reasons there are against a right, its own before those that stand against any request; `whole`
    leaves out those that only hide a part."""
    found = [
        entry
        for entry in catalogues.refusal_reasons().values()
        if right.value in _rights(entry) and (entry.extra.get("whole") is True or not whole)
    ]
    return tuple(sorted(found, key=lambda entry: len(_rights(entry)) >= _ANY))


def reasons(
    template: Template,
    request: DataSubjectRequest,
    lines: Sequence[ChecklistLine],
    work: Sequence[WorkDone],
    given: Sequence[Refusal],
) -> tuple[str, ...]:
    """The sentences of a refusal: the law's, then the facts of this case. Nothing for other letters.

    Raises IncompleteLetter where there is no reason, where one has no facts, where the right does not allow
    it, and where publicity would be refused.
    """
    if not template.refuses:
        return ()
    whole = template.kind is LetterKind.REFUSAL
    kept = [line for line in lines if _kept(line, work)]
    if not given and (whole or not kept):
        raise IncompleteLetter(
            f"Ce refus n’a pas de raison. {_DUTY}",
            remedy="Choisissez au moins un motif et écrivez les faits.",
            fields=("refused_list",),
        )
    if whole:
        _publicity_stops(request, lines, work)
    return tuple(_sentence(refusal, request, whole=whole) for refusal in given)


def _kept(line: ChecklistLine, work: Sequence[WorkDone]) -> bool:
    return any(item.line == line.key and item.decision == Step.KEEP for item in work)


def _sentence(refusal: Refusal, request: DataSubjectRequest, *, whole: bool) -> str:
    entry = catalogues.refusal_reasons().get(refusal.reason)
    possible = allowed_reasons(refusal.right, whole=whole) if refusal.right in request.rights else ()
    if entry is None or entry not in possible:
        named = ", ".join(reason.label for reason in possible) or "aucun motif"
        raise IncompleteLetter(
            "Ce motif ne peut pas être opposé à ce qui est demandé.",
            remedy=f"Possibles ici : {named}.",
            fields=("refused_list",),
        )
    facts = refusal.facts.strip()
    if not facts:
        raise IncompleteLetter(
            f"Le motif « {entry.label} » n’est suivi d’aucun fait.",
            remedy="Écrivez en une phrase ce qui le montre, comme vous le diriez à la personne.",
            fields=("refused_list",),
        )
    return f"{entry.text('sentence')} {facts}"


def _publicity_stops(
    request: DataSubjectRequest, lines: Sequence[ChecklistLine], work: Sequence[WorkDone]
) -> None:
    """An objection to publicity is never refused (Art. 21(2)-(3))."""
    if RightKind.OBJECTION not in request.rights:
        return
    absent = {item.line for item in work if item.decision == Step.NOT_FOUND}
    if any(line.publicity and line.key not in absent for line in lines):
        raise IncompleteLetter(
            "On ne refuse jamais d’arrêter la publicité (art. 21, § 2 et 3, du RGPD).",
            remedy="Arrêtez-la et prenez « Réponse partielle », ou notez qu’il n’y en a pas chez vous.",
            fields=("refused_list",),
        )


def _rights(entry: Entry) -> tuple[str, ...]:
    found = entry.extra.get("rights", ())
    return tuple(str(right) for right in found) if isinstance(found, list) else ()
