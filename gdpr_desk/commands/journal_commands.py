"""The journal: what was done, and whether its chain holds."""

from __future__ import annotations

import argparse
from typing import Any

from gdpr_desk.commands.opening import opened_desk
from gdpr_desk.commands.parser import add_group, add_vault_options, add_verb
from gdpr_desk.outcome import MUST_LOOK, Outcome


def journal_list(arguments: argparse.Namespace) -> Outcome:
    """What was done, newest first."""
    from gdpr_desk.journal.lines import Spoken
    from gdpr_desk.journal.model import sentence
    from gdpr_desk.periods.words import french_instant

    with opened_desk(arguments, officers=True) as desk:
        entries = desk.journal.entries()
        spoken = Spoken({person.id: person.name for person in desk.vault.people()})
    rows = [
        {
            "number": e.number,
            "at": e.at.isoformat(),
            "actor": e.actor,
            "action": e.action,
            "subject": e.subject,
            "detail": dict(e.detail),
            "digest": e.digest,
        }
        for e in entries
    ]
    lines = [
        f"{e.number:>5}  {french_instant(e.at)}  {spoken.person(e.actor)}  {sentence(e)}" for e in entries
    ]
    return Outcome({"entries": rows}, lines)


def journal_verify(arguments: argparse.Namespace) -> Outcome:
    """Recompute the chain."""
    from gdpr_desk.journal.wording import verdict_sentence

    with opened_desk(arguments, officers=True) as desk:
        verdict = desk.verify_journal()
        since = desk.journal.oldest_at()
    result = {
        "entries": verdict.entries,
        "intact": verdict.intact,
        "first_break": verdict.first_break,
        "missing_tail": verdict.missing_tail,
        "first_kept": verdict.first_kept,
    }
    told = verdict_sentence(verdict, since)
    return Outcome(result, [told], 0 if verdict.intact else MUST_LOOK)


def add_to(verbs: Any) -> None:
    """The words of this module."""
    group = add_group(verbs, "journal", "le journal de ce qui a été fait")
    add_vault_options(add_verb(group, "list", "les entrées, les plus récentes d'abord", journal_list))
    add_vault_options(
        add_verb(group, "verify", "vérifier que rien n'y a été changé ni retiré", journal_verify)
    )
