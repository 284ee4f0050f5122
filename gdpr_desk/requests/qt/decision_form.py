"""What a person decides on one line of « Où chercher », and when who else has it heard (Art. 19)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from gdpr_desk.qtkit.act_form import Question
from gdpr_desk.requests.model import WorkDone
from gdpr_desk.requests.places import ChecklistLine, Step

_CONFIRMED = "Le jour où le prestataire a répondu que c’est fait chez lui ; la lettre le dit alors."


def decision_questions(line: ChecklistLine, before: WorkDone | None, today: date) -> Sequence[Question]:
    """What is done on a line, why, and when."""
    asked = before is not None and before.decision == Step.ASK and before.told_on is not None
    return (
        Question(
            "decision",
            "Que faites-vous ici ?",
            "choice",
            options=[(choice.value, choice.words) for choice in line.choices],
            value=before.decision if before else line.proposed.value,
        ),
        Question(
            "reason",
            "Pourquoi",
            "text",
            help="Seulement si vous vous écartez de ce qui est proposé.",
            value=before.reason if before else "",
            judged=True,
        ),
        Question(
            "done_on",
            "Confirmé le" if asked else "Fait le",
            "day",
            help=_CONFIRMED if asked else "Vide si c’est décidé mais pas encore fait.",
            value=before.done_on if before else today,
            optional=True,
        ),
    )


def told_on(line: ChecklistLine, before: WorkDone | None, decision: str, day: date | None) -> date | None:
    """The day on which a party heard, or was asked: a later one is that of a processor's answer."""
    if day is None or not line.article_19 or decision not in (Step.TELL, Step.ASK):
        return None
    first = before.told_on if before is not None and before.decision == decision else None
    return min(day, first) if first is not None else day
