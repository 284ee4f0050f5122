"""What is asked at the end of a request, and what nobody could show afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from gdpr_desk.qtkit.act_form import Question, Values, day_of, said
from gdpr_desk.requests.letters.case import Case
from gdpr_desk.requests.model import Outcome
from gdpr_desk.requests.sending import DOUBTS, closing_doubts
from gdpr_desk.requests.telling import follow_up
from gdpr_desk.requests.wording import OUTCOMES

_NAMED = 3


def closing_questions(case: Case) -> Sequence[Question]:
    """The outcome, the day of the answer, why; between them what is missing for what was chosen."""
    last = max((one.sent_on for one in case.sent if one.answers), default=None)
    return [
        Question(
            "outcome",
            "Comment se termine-t-elle ?",
            "choice",
            options=[(outcome.value, words) for outcome, words in OUTCOMES.items()],
            empty="Choisissez",
        ),
        Question(
            "answered_on",
            "Réponse partie le",
            "day",
            help="Vide si vous n’avez pas répondu : dites alors pourquoi.",
            value=last,
            optional=True,
        ),
        *(Question(f"doubt_{n}", words, "remark", when=_said(case, words)) for n, words in enumerate(DOUBTS)),
        Question(
            "reason",
            "Pourquoi",
            "text",
            help="Inutile si vous avez accepté la demande et répondu à tout.",
        ),
    ]


def still_to_tell(case: Case) -> str:
    """Who holds what was corrected, erased or set aside, and has not heard of it (Art. 19)."""
    waiting = list(dict.fromkeys(line.place for line in follow_up(case.lines, case.work).waiting))
    more = len(waiting) - _NAMED
    others = f" et {more} autre{'s' if more > 1 else ''}" if more > 0 else ""
    names = ", ".join(waiting[:_NAMED]) + others
    return f"À prévenir encore (art. 19 du RGPD) : {names}. Voyez « Où chercher »." if waiting else ""


def _said(case: Case, doubt: str) -> Callable[[Values], bool]:
    return partial(_holds, case, doubt)


def _holds(case: Case, doubt: str, values: Values) -> bool:
    outcome = said(values, "outcome")
    if not outcome:
        return False
    day = day_of(values, "answered_on")
    return doubt in closing_doubts(Outcome(outcome), day, case.sent, case.lines, case.work)
