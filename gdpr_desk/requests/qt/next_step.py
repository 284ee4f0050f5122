"""The one next step of a request, and on which tab it is done."""

from __future__ import annotations

from dataclasses import dataclass

from gdpr_desk.requests.model import IdentityResult, PauseReason, RequestState, RightKind
from gdpr_desk.requests.places import NOTHING_TO_DO, ChecklistLine, Step
from gdpr_desk.requests.service import RequestFile

REQUEST, IDENTITY, WHERE, ANSWER = "request", "identity", "where", "answer"
CLOSE, RESUME = "close", "resume"

_TOLD = frozenset({Step.KEEP, Step.GONE})


@dataclass(frozen=True)
class NextStep:
    """`place` is a tab, `CLOSE`, or `RESUME` where the person was asked what is meant; `words` those of the
    button and of the thread."""

    place: str
    words: str


def places_left(file: RequestFile, lines: tuple[ChecklistLine, ...]) -> tuple[ChecklistLine, ...]:
    """The lines of « Où chercher » on which something is still to be done."""
    work = {item.line: item for item in file.work}
    left = []
    for line in lines:
        item = work.get(line.key)
        passive = Step(item.decision) if item else line.proposed
        if passive not in NOTHING_TO_DO and (item is None or item.done_on is None):
            left.append(line)
    return tuple(left)


def to_note(file: RequestFile, lines: tuple[ChecklistLine, ...]) -> tuple[ChecklistLine, ...]:
    """The lines that ask for no work and are not noted yet: what stays, or went, is told in the answer."""
    noted = {item.line for item in file.work}
    return tuple(one for one in lines if one.proposed in _TOLD and one.key not in noted)


def only_publicity(file: RequestFile, lines: tuple[ChecklistLine, ...]) -> tuple[ChecklistLine, ...]:
    """The uses beside it on which nothing is noted yet: most who object want no more publicity, and nothing
    else. None where no use is weighed."""
    noted = {item.line for item in file.work}
    others = [one for one in lines if one.right is RightKind.OBJECTION and not (one.publicity or one.party)]
    weighed = any(one.proposed is Step.WEIGH and one.key not in noted for one in others)
    open_ = (one for one in others if one.proposed in (Step.WEIGH, Step.STOP) and one.key not in noted)
    return tuple(open_) if weighed else ()


def identity_open(file: RequestFile) -> bool:
    """Whether nobody has said yet that the shop knows who asks."""
    request = file.request
    return request.check is None and (request.doubt is None or request.doubt.doubt)


def next_step(file: RequestFile, lines: tuple[ChecklistLine, ...]) -> NextStep | None:
    """What an officer does next; None once the request has ended."""
    request = file.request
    if not request.open:
        return None
    if file.suggestions:
        return NextStep(REQUEST, "Relire la demande")
    if not file.clock.dated and not any(one.answers for one in file.sendings):
        return NextStep(REQUEST, "Noter la date de la CNIL")
    return _work(file, lines)


def _work(file: RequestFile, lines: tuple[ChecklistLine, ...]) -> NextStep:
    """Once it is clear what is asked."""
    request = file.request
    if any(one.answers for one in file.sendings):
        return NextStep(CLOSE, "Terminer la demande")
    if identity_open(file):
        return NextStep(IDENTITY, "Vérifier l’identité")
    if PauseReason.PRECISION in {pause.reason for pause in request.pauses if pause.running}:
        return NextStep(RESUME, "Noter sa réponse")
    refused = request.check is not None and request.check.result is IdentityResult.REFUSED
    if not refused and places_left(file, lines):
        return NextStep(WHERE, "Chercher les données")
    ready = request.state is RequestState.READY
    return NextStep(ANSWER, "Envoyer la réponse" if ready else "Préparer la réponse")
