"""What a check of the journal found, in one sentence for the window, the paper and the scripts."""

from __future__ import annotations

from datetime import datetime

from gdpr_desk.journal.model import JournalVerdict
from gdpr_desk.periods.words import french_date, shop_time

_KEEP_A_COPY = "Gardez une copie du dossier du coffre avant toute chose."


def verdict_sentence(verdict: JournalVerdict, since: datetime | None = None) -> str:
    """« Journal intact… » or what is wrong and what to do; `since` is the instant of the oldest entry."""
    if verdict.first_break is not None:
        return (
            f"L’entrée {verdict.first_break}, ou une plus ancienne, n’est pas celle "
            f"qui a été écrite. {_KEEP_A_COPY}"
        )
    if verdict.missing_tail:
        one = verdict.missing_tail == 1
        missing = "1 entrée manque" if one else f"{verdict.missing_tail} entrées manquent"
        return (
            f"{missing} à la fin du journal : une copie plus ancienne a peut-être été remise en place. "
            f"{_KEEP_A_COPY}"
        )
    count = f"{verdict.entries} entrée{'s' if verdict.entries > 1 else ''}"
    started = f" depuis le {french_date(shop_time(since).date())}" if since else ""
    return f"Journal intact : aucune ligne n’a été changée ni retirée. {count}{started}."
