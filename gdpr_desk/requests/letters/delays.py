"""The dates of a letter: until when we answer, until when we are answered, what a question stops; pure.

A doubt about who asks stops the delay (Art. 12(6), EDPB 01/2022, § 159). A question about which data are
meant is that of recital 63, which is about access: with any other right it delays nothing.
"""

from __future__ import annotations

from datetime import date, timedelta

from gdpr_desk.periods.duration import Duration
from gdpr_desk.periods.holidays import holidays_on, next_working_day
from gdpr_desk.periods.requests import Pause, request_deadline
from gdpr_desk.periods.words import WEEKDAYS, french_date
from gdpr_desk.requests.checks import precision_pauses
from gdpr_desk.requests.letters.case import Case, Given
from gdpr_desk.requests.letters.chips import CHIPS
from gdpr_desk.requests.letters.model import LetterKind
from gdpr_desk.requests.letters.templates import Template
from gdpr_desk.requests.letters.typed import typed_day

_TO_REPLY = Duration.parse("P1M")
_TO_PRECISE = Duration.parse("P15D")
"""How long a person is given for a reply: no text says, so that it is short where we then answer anyway."""
_FOR_PROOF = timedelta(days=7)
"""How long before our own last day a proof should be there, so that something can be done with it."""


def delays(template: Template, case: Case, given: Given) -> dict[str, str]:
    """The chips that are dates, and those that only say which sentence about the delay is true."""
    asked, pauses = template.kind is LetterKind.PRECISION, precision_pauses(case.request.rights)
    ended = overdue(case, given)
    answer = _answer_on(case, given)
    proof = max(answer - _FOR_PROOF, given.written_on + timedelta(days=1))
    stops = asked and pauses and not ended
    return {
        "answer_on": french_date(answer),
        "due_told": _due_told(case),
        "reply_by": french_date(_reply_by(template, case, given)),
        "proof_by": french_date(min(proof, answer)),
        "may_pause": "oui" if stops else "",
        "keeps_date": "oui" if asked and not pauses and not ended else "",
        "answer_after": _answer_after(template, case, given) if stops else "",
    }


def asked_on(case: Case) -> date | None:
    """Since when a question waits for its answer."""
    pause = case.request.running_pause
    return pause.asked_on if pause else None


def overdue(case: Case, given: Given) -> bool:
    """Whether the question was, or is, put after the end: what is over does not stop."""
    return (asked_on(case) or given.written_on) > last_day(case)


def last_day(case: Case) -> date:
    """The legal end: the CNIL's where it has set one."""
    return case.due_on or case.deadline.due_in_force


def _answer_after(template: Template, case: Case, given: Given) -> str:
    """Our last day if the reply comes on its own last day; none where the CNIL has set it."""
    request = case.request
    if request.due_authority_on is not None:
        return ""
    typed = given.typed.get("reply_by", "").strip()
    until = (
        typed_day(CHIPS["reply_by"], typed, given.written_on) if typed else _reply_by(template, case, given)
    )
    ended = [Pause(p.asked_on, p.answered_on or until) for p in request.pauses]
    deadline = request_deadline(
        request.received_on,
        pauses=[*ended, Pause(asked_on(case) or given.written_on, until)],
        extended=request.extension is not None,
        today=given.written_on,
    )
    return french_date(deadline.target_in_force)


def _answer_on(case: Case, given: Given) -> date:
    """The date to aim at; once that is past, the last one the law leaves."""
    target = case.target_on or case.deadline.target_in_force
    return target if target >= given.written_on else last_day(case)


def _due_told(case: Case) -> str:
    """« 16 novembre 2026 (le 15 novembre était un dimanche) »: why it is not the date that was announced
    (Regulation 1182/71, Art. 3(4))."""
    due = last_day(case)
    aimed = case.target_on or case.deadline.target_in_force
    if aimed >= due or case.request.due_authority_on is not None:
        return french_date(due)
    weekend = aimed.weekday() >= 5
    if not weekend and not holidays_on(aimed):
        return french_date(due)
    why = f"un {WEEKDAYS[aimed.weekday()]}" if weekend else "un jour férié"
    return f"{french_date(due)} (le {french_date(aimed, year=False)} était {why})"


def _reply_by(template: Template, case: Case, given: Given) -> date:
    today = given.written_on
    if template.kind is LetterKind.PRECISION:
        day = next_working_day(_TO_PRECISE.after_day(today))
        return day if precision_pauses(case.request.rights) else max(min(day, _answer_on(case, given)), today)
    day = next_working_day(_TO_REPLY.after_day(today))
    due = last_day(case)
    if template.kind is LetterKind.FEE and due > today:  # announcing a fee stops no delay
        return min(day, due)
    return day
