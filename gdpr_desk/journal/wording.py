"""What a check of the journal found, in one sentence for the window, the paper and the scripts."""

from __future__ import annotations

from datetime import datetime

from gdpr_desk.journal.model import JournalVerdict
from gdpr_desk.periods.words import shop_time

DEPARTED = "Personne partie"
"""Who is named by an id that no key bears any more."""
MEANING = (
    "Une entrée a été changée, retirée ou ajoutée en dehors du programme, ou le fichier est abîmé. "
    "Ne vous fiez plus à la suite, ni sans contrôle à ce qui précède."
)
_KEEP_A_COPY = "Gardez une copie du dossier du coffre avant toute chose."


def verdict_sentence(verdict: JournalVerdict, since: datetime | None = None) -> str:
    """« Chaîne intacte… » or what is wrong and what to do; `since` is the instant of the oldest entry."""
    if verdict.first_break is not None:
        return f"Rupture à l’entrée {grouped(verdict.first_break)}. {MEANING} {_KEEP_A_COPY}"
    if verdict.missing_tail:
        one = verdict.missing_tail == 1
        missing = "1 entrée manque" if one else f"{grouped(verdict.missing_tail)} entrées manquent"
        return (
            f"{missing} à la fin du journal : une copie plus ancienne a peut-être été remise en place. "
            f"{_KEEP_A_COPY}"
        )
    started = f" depuis le {shop_time(since):%d/%m/%Y}" if since else ""
    return f"Chaîne intacte : {entries(verdict.entries)}{started}.{_cut_before(verdict.first_kept - 1)}"


def _cut_before(many: int) -> str:
    if not many:
        return ""
    went = "1 entrée plus ancienne a été retirée" if many == 1 else f"{grouped(many)} entrées plus anciennes"
    verb = "" if many == 1 else " ont été retirées"
    return f" {went}{verb} à la fin de leur durée de garde, sous signature."


def entries(count: int) -> str:
    """« 1 248 entrées »."""
    return f"{grouped(count)} {'entrées' if count > 1 else 'entrée'}"


def grouped(number: int) -> str:
    """1248 as « 1 248 »."""
    return f"{number:,}".replace(",", " ")
