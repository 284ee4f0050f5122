"""The guard's question: asked once, with the two dates it is about, what would go, and one clear answer."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from gdpr_desk.periods.words import french_date, french_instant, french_list, shop_time
from gdpr_desk.retention import wording
from gdpr_desk.retention.model import GuardReason
from gdpr_desk.retention.qt.lines import RoomContent, elements
from gdpr_desk.retention.qt.ui_retention_page import Ui_RetentionPageForm

_RULES = 3
"""Promises that the consequence names before it says « et d’autres »."""
_UNANSWERED = {
    GuardReason.CLOCK: "Sans réponse, rien de cela ne part. Si la date est fausse, "
    "corrigez l’horloge de l’ordinateur : la question disparaît.",
    GuardReason.SIZE: "Sans réponse, rien de cela ne part. "
    "Regardez d’abord la liste : ce que vous décochez reste.",
}


def show_question(ui: Ui_RetentionPageForm, content: RoomContent) -> None:
    """Ask what the plan of `content` waits for."""
    plan = content.plan
    reason = plan.guard
    if reason is None:
        return
    many = elements(content.waiting)
    now = plan.made_at
    day = french_date(shop_time(now).date(), weekday=True)
    titles = {
        GuardReason.CLOCK: f"Est-ce bien le {day} ?",
        GuardReason.SIZE: f"Effacer d’un coup {many} ?",
    }
    ui.questionTitle.setText(titles[reason])
    ui.questionWhy.setText(wording.GUARD[reason])
    before = content.believed
    ui.before.setText(_told(before.started_at) if before is not None else "aucune, c’est la première")
    ui.now.setText(_told(now))
    ui.consequence.set_kind("attention")
    ui.consequence.set_text(f"{many} {_goes(content.waiting)} pour toujours : {_what(content)}.")
    ui.answer.setText(
        f"Oui, c’est la date : effacer {many}" if reason is GuardReason.CLOCK else f"Oui, effacer {many}"
    )
    ui.unanswered.setText(_UNANSWERED[reason])


def _told(at: datetime) -> str:
    return french_instant(at, weekday=True)


def _goes(number: int) -> str:
    return "partiront" if number > 1 else "partira"


def _what(content: RoomContent) -> str:
    """« 300 copies de pièces d’identité et 112 fiches à la corbeille », the most first."""
    labels = {rule.key: rule.label for rule in content.plan.rules}
    parts = [f"{labels[key].lower()} ({number})" for key, number in Counter(content.asked).most_common()]
    more = len(parts) - _RULES
    return french_list([*parts[:_RULES], *(["d’autres"] if more > 0 else [])])
