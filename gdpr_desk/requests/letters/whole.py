"""What a refusal says of everything it is about: each thing that stays, and nothing that was done; pure.

Whoever may be a stranger learns from it neither that there is a file nor what is in it (Art. 12(6), 32).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gdpr_desk.reference import catalogues
from gdpr_desk.requests.letters.case import Case
from gdpr_desk.requests.letters.keeping import Kept, about_the_request, of_a_thing
from gdpr_desk.requests.letters.model import IncompleteLetter, LetterKind, Refusal
from gdpr_desk.requests.model import IdentityResult, PauseReason, RightKind, WorkDone
from gdpr_desk.requests.places import ChecklistLine, Step

UNPROVEN = "identity_unproven"
_GONE_THROUGH = frozenset({RightKind.ERASURE, RightKind.POST_MORTEM})
"""Rights of which a refusal has to name all that stays: nothing else is there, or it goes."""
_DONE = frozenset({Step.CORRECT, Step.ERASE, Step.RESTRICT, Step.STOP})
_HANDED = frozenset({Step.GIVE, Step.HAND_OVER})
_ASKED = frozenset({LetterKind.IDENTITY_QUESTION, LetterKind.IDENTITY_COPY})


def barred(refusals: Iterable[Refusal]) -> frozenset[RightKind]:
    """The rights refused for what the request is, so that no thing is spoken of."""
    entries = catalogues.refusal_reasons()
    return frozenset(
        one.right for one in refusals if one.reason in entries and about_the_request(entries[one.reason])
    )


def named_things(things: Iterable[Kept], refusals: Sequence[Refusal]) -> tuple[Kept, ...]:
    """Of what stays, what a refusal of everything speaks of."""
    without = barred(refusals)
    return tuple(one for one in things if one.line.right not in without)


def refuse_whole(case: Case, refusals: Sequence[Refusal], things: Sequence[Kept]) -> None:
    """Raise IncompleteLetter where not everything is refused, or not all of it is told."""
    done = [line for line, item in case.decided() if _was_done(line, item)]
    if done:
        raise _partly(
            f"Quelque chose est déjà fait : {done[0].place}. Tout n’est donc pas refusé.",
            "Prenez la « Réponse partielle », qui dit ce qui est fait et ce qui reste.",
        )
    if any(one.reason == UNPROVEN for one in refusals):
        _of_a_stranger(case, refusals)
    for right in _GONE_THROUGH & set(case.request.rights) - barred(refusals):
        _all_told(case, right, refusals, things)


def refuse_handing_over(case: Case, refusals: Sequence[Refusal], things: Sequence[Kept]) -> None:
    """Raise IncompleteLetter where a partial answer tells, or hands over, what nobody proved to be theirs."""
    if not any(one.reason == UNPROVEN for one in refusals):
        return
    _was_asked(case)
    handed = any(not line.party and item.decision in _HANDED for line, item in case.decided())
    if handed or things:
        raise IncompleteLetter(
            "L’identité n’est pas établie : cette lettre ne remet rien et ne dit pas ce que vous avez.",
            remedy="Prenez le « Refus motivé », ou retirez ce motif.",
            fields=("refused_list",),
            instead=LetterKind.REFUSAL,
        )


def nothing_else(case: Case, refusals: Sequence[Refusal], things: Sequence[Kept]) -> str:
    """On whom there is nothing else: « sur vous »; empty where the letter has not named all that stays."""
    if not any(one.line.right in _GONE_THROUGH for one in named_things(things, refusals)):
        return ""
    return f"sur {case.request.requester.represents or 'vous'}"


def _was_done(line: ChecklistLine, item: WorkDone) -> bool:
    return not line.party and item.decision in _DONE and item.done_on is not None


def _of_a_stranger(case: Case, refusals: Sequence[Refusal]) -> None:
    _was_asked(case)
    if any(one.reason != UNPROVEN for one in refusals):
        raise _reasons(
            "Le motif « Identité non établie » va seul : les autres diraient ce que vous avez.",
            "Retirez les autres motifs.",
        )


def _was_asked(case: Case) -> None:
    request = case.request
    told = request.check is not None and request.check.result is IdentityResult.REFUSED
    asked = told or any(one.letter in _ASKED for one in case.sent)
    if not asked and not any(pause.reason is PauseReason.IDENTITY for pause in request.pauses):
        raise IncompleteLetter(
            "Personne n’a encore demandé qui écrit : l’identité ne se refuse qu’après la question.",
            remedy="Envoyez d’abord la « Question sur l’identité ».",
            fields=("refused_list",),
            instead=LetterKind.IDENTITY_QUESTION,
        )


def _all_told(case: Case, right: RightKind, refusals: Sequence[Refusal], things: Sequence[Kept]) -> None:
    """Art. 12(4), 17(3): a reason keeps the thing it is about, and nothing beside it."""
    lines = [line for line in case.lines if line.right is right and not line.party]
    if not lines:
        return  # nothing in the register: the facts of the reason say what is kept
    decided = {item.line for item in case.work}
    waiting = [line for line in lines if line.key not in decided and line.proposed is not Step.NOTHING]
    if waiting:
        raise IncompleteLetter(
            f"Un refus d’effacer dit tout ce qui reste, et rien ne dit encore pour : {waiting[0].place}.",
            remedy="Décidez chaque ligne ; ce qui s’efface va dans la « Réponse partielle ».",
            from_list=True,
        )
    if not any(one.line.right is right for one in things) and any(map(of_a_thing, refusals)):
        raise IncompleteLetter(
            "Ce motif ne dit pas ce que vous gardez : aucune ligne n’est notée « Garder ».",
            remedy="Notez dans « Où chercher » ce qui reste, puis donnez-lui son motif.",
            from_list=True,
        )


def _partly(message: str, remedy: str) -> IncompleteLetter:
    return IncompleteLetter(message, remedy=remedy, from_list=True, instead=LetterKind.PARTIAL)


def _reasons(message: str, remedy: str) -> IncompleteLetter:
    return IncompleteLetter(message, remedy=remedy, fields=("refused_list",))
