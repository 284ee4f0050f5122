"""Which letters a request may need, and which one first."""

from __future__ import annotations

from collections.abc import Mapping

from gdpr_desk.requests.letters.model import LetterKind
from gdpr_desk.requests.letters.templates import Template
from gdpr_desk.requests.model import Capacity, Channel, IdentityResult, PauseReason, RightKind
from gdpr_desk.requests.places import Step
from gdpr_desk.requests.service import RequestFile
from gdpr_desk.requests.timing import Level

ANSWERS = frozenset(
    {
        LetterKind.ACCESS,
        LetterKind.ACCESS_NOTHING,
        LetterKind.RECTIFICATION,
        LetterKind.ERASURE,
        LetterKind.RESTRICTION,
        LetterKind.PORTABILITY,
        LetterKind.OBJECTION,
        LetterKind.CONSENT_WITHDRAWAL,
        LetterKind.AUTOMATED_DECISION,
        LetterKind.PARTIAL,
        LetterKind.REFUSAL,
        LetterKind.POST_MORTEM,
    }
)
"""The letters that end the month."""
_WHO = (LetterKind.IDENTITY_QUESTION, LetterKind.IDENTITY_COPY)
"""What is asked of a person once; the answer to it is noted in « Identité »."""
_ASIDE = f"{RightKind.RESTRICTION}/"
"""What goes on being applied while data are set aside is no part of them."""
_FOR = {
    LetterKind.AGENT_PROOF: Capacity.AGENT,
    LetterKind.PARENT_PROOF: Capacity.PARENT,
    LetterKind.HEIR_PROOF: Capacity.HEIR,
}


def offered(file: RequestFile, templates: Mapping[LetterKind, Template]) -> tuple[LetterKind, ...]:
    """The letters that fit the rights asked and who asks, the one proposed first."""
    request = file.request

    def fits(kind: LetterKind, template: Template) -> bool:
        if kind in _FOR and request.requester.capacity is not _FOR[kind]:
            return False
        if kind is LetterKind.COUNTER_RECEIPT and request.channel is Channel.EMAIL:
            return False
        return not template.rights or bool(set(template.rights) & set(request.rights))

    found = [kind for kind, template in templates.items() if fits(kind, template)]
    first = proposed(file, templates)
    answers = [kind for kind in found if kind in ANSWERS]
    others = [kind for kind in found if kind not in ANSWERS]
    return tuple(dict.fromkeys([first, *answers, *others]))


def proposed(file: RequestFile, templates: Mapping[LetterKind, Template]) -> LetterKind:
    """The letter that comes next."""
    request = file.request
    if request.check is not None and request.check.result is IdentityResult.REFUSED:
        return LetterKind.REFUSAL
    doubted = request.check is None and request.doubt is not None and request.doubt.doubt
    if doubted and not _who_was_asked(file):
        return LetterKind.IDENTITY_QUESTION
    if file.clock.level is Level.LATE and not file.sendings:
        return LetterKind.LATE
    if request.doubt is None and not file.sendings and request.check is None:
        return LetterKind.RECEIPT
    if any(item.decision == Step.KEEP and not item.line.startswith(_ASIDE) for item in file.work):
        return LetterKind.PARTIAL
    return _answer(request.rights, templates)


def _who_was_asked(file: RequestFile) -> bool:
    """Whether the person was asked who they are, by a letter noted here or otherwise."""
    paused = any(pause.reason is PauseReason.IDENTITY for pause in file.request.pauses)
    return paused or any(sending.letter in _WHO for sending in file.sendings)


def _answer(rights: tuple[RightKind, ...], templates: Mapping[LetterKind, Template]) -> LetterKind:
    """The answer to the first right there is one for; the others are partial answers of one letter."""
    for right in rights:
        for kind, template in templates.items():
            if kind in ANSWERS and right in template.rights:
                return kind
    return LetterKind.PARTIAL
