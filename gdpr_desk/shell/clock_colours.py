"""How a clock towards the authority looks, open or locked: calm, attention, urgent, late."""

from __future__ import annotations

from gdpr_desk.breaches.timing import Urgency

GROUNDS = {
    Urgency.CALM: ("badge_neutral_bg", "badge_neutral_text"),
    Urgency.ATTENTION: ("badge_attention_bg", "badge_attention_text"),
    Urgency.URGENT: ("badge_urgent_bg", "badge_urgent_text"),
    Urgency.LATE: ("late_bg", "late_text"),
}
"""By how near the end is: the tokens of the ground and of what is written on it."""


def clock_icon(urgency: Urgency) -> str:
    """A stopwatch as long as it counts down."""
    return "circle-alert" if urgency is Urgency.LATE else "timer"
