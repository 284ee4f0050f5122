"""The one next step of a request, and on which tab it is done."""

from __future__ import annotations

from dataclasses import dataclass

from gdpr_desk.requests.model import IdentityResult, RequestState
from gdpr_desk.requests.places import NOTHING_TO_DO, ChecklistLine, Step
from gdpr_desk.requests.service import RequestFile

REQUEST, IDENTITY, WHERE, ANSWER, CLOSE = "request", "identity", "where", "answer", "close"


@dataclass(frozen=True)
class NextStep:
    """`place` is a tab, or `CLOSE`; `words` are those of the button and of the thread."""

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
    if request.state is RequestState.READY:
        return NextStep(ANSWER, "Envoyer la réponse")
    refused = request.check is not None and request.check.result is IdentityResult.REFUSED
    if not refused and places_left(file, lines):
        return NextStep(WHERE, "Chercher les données")
    return NextStep(ANSWER, "Préparer la réponse")
