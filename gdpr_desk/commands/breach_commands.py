"""Incidents: writing one down from a file, the list, one with its clock and what is suggested."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from gdpr_desk.breaches.service import BreachOverview
from gdpr_desk.breaches.wording import clock_line, kind_label
from gdpr_desk.commands import breach_papers
from gdpr_desk.commands.opening import opened_desk, typed_reference
from gdpr_desk.commands.parser import add_group, add_vault_options, add_verb, typed_path
from gdpr_desk.documents.typography import display
from gdpr_desk.errors import InvalidInput
from gdpr_desk.outcome import MUST_LOOK, Outcome
from gdpr_desk.periods.words import french_instant

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from gdpr_desk.app import Desk
    from gdpr_desk.breaches.advice import Suggestion
    from gdpr_desk.breaches.model import Decision, Notification
    from gdpr_desk.breaches.service import BreachFile

_LARGEST = 2_000_000
"""Bytes of a file that describes an incident."""


def breach_add(arguments: argparse.Namespace) -> Outcome:
    """Write an incident down from the rows of the EDPB's template."""
    from gdpr_desk.breaches.template_reading import read_template

    facts, left = read_template(_content(arguments.source))
    with opened_desk(arguments, officers=True) as desk:
        reference = desk.breaches.open(facts, drill=arguments.drill).reference
        shown = desk.breaches.file(reference)
    lines = [f"Incident {reference} noté.", clock_line(shown.breach, shown.clock)]
    if left:
        lines.append(f"Champs laissés de côté, le programme les tient d’ailleurs : {', '.join(left)}.")
    return Outcome({"id": reference, "due_at": _iso(shown.clock.due_at), "not_read": list(left)}, lines)


def breach_list(arguments: argparse.Namespace) -> Outcome:
    """The incidents, the newest first."""
    with opened_desk(arguments, officers=True) as desk:
        rows = desk.breaches.overviews()
    late = any(row.breach.open and row.clock.state == "late" for row in rows)
    lines = [line_of(row) for row in rows] or ["Aucun incident enregistré. C’est une bonne nouvelle."]
    return Outcome({"breaches": [_listed(row) for row in rows]}, lines, MUST_LOOK if late else 0)


def breach_show(arguments: argparse.Namespace) -> Outcome:
    """One incident: its clock, what is suggested, what was decided and filed."""
    with opened_desk(arguments, officers=True) as desk:
        shown = desk.breaches.file(typed_reference(arguments.id))
    breach, advice = shown.breach, shown.suggestion
    lines = [
        f"{breach.reference} · {breach.facts.title or 'sans intitulé'}",
        clock_line(shown.breach, shown.clock),
    ]
    if shown.clock.rule:
        lines.append(shown.clock.rule)
    if shown.insurance is not None:
        lines.append(shown.insurance.rule)
    lines += _advice_lines(advice)
    lines += [f"Notifiée le {french_instant(one.filed_at)}, n° {one.receipt}." for one in breach.filings]
    return Outcome(_shown(shown), lines)


def ticking(desk: Desk) -> tuple[BreachOverview, ...]:
    """Incidents whose clock counts, for `status`; none for whoever may not see them, and no drill."""
    if not desk.breaches.allowed:
        return ()
    return tuple(row for row in desk.breaches.running() if not row.breach.drill)


def as_clock(row: BreachOverview) -> dict[str, Any]:
    """One clock of `status`."""
    listed = _listed(row)
    return {"kind": "breach", **{name: listed[name] for name in ("id", "due_at", "remaining_s")}}


def line_of(row: BreachOverview) -> str:
    """One incident in a line."""
    drill = " · EXERCICE" if row.breach.drill else ""
    named = row.breach.facts.title or kind_label(row.breach.facts.kind)
    return f"{row.breach.reference}{drill} · {named} · {clock_line(row.breach, row.clock)}"


def _content(path: Path) -> object:
    """What the file holds. Raises InvalidInput, and ObsoleteForm for the authority's form of 2013."""
    from gdpr_desk.breaches.papers.old_form import refuse_old_form

    try:
        raw = path.read_bytes()
        if len(raw) > _LARGEST:
            raise ValueError
        return json.loads(raw.decode("utf-8-sig"))
    except OSError as error:
        raise InvalidInput(
            "Ce fichier ne peut pas être lu.", safe="Rien n’a été créé.", remedy="Vérifiez son chemin."
        ) from error
    except (ValueError, RecursionError) as error:
        refuse_old_form(raw)
        raise InvalidInput(
            "Ce fichier n’est pas du JSON lisible.",
            safe="Rien n’a été créé.",
            remedy="Donnez un fichier JSON avec les champs field_3 à field_126.",
        ) from error


def _listed(row: BreachOverview) -> dict[str, Any]:
    breach, clock = row.breach, row.clock
    return {
        "id": breach.reference,
        "state": breach.state.value,
        "clock": clock.state.value,
        "kind": breach.facts.kind.value if breach.facts.kind else None,
        "drill": breach.drill,
        "aware_at": _iso(clock.aware_at),
        "due_at": _iso(clock.due_at),
        "remaining_s": int(clock.remaining.total_seconds()) if clock.remaining is not None else None,
        "filings": len(breach.filings),
    }


def _shown(shown: BreachFile) -> dict[str, Any]:
    from gdpr_desk.breaches.snapshot import dump_facts
    from gdpr_desk.breaches.steps import next_step, still_unknown

    breach = shown.breach
    step = next_step(breach)
    return {
        **_listed(BreachOverview(breach, shown.clock)),
        "insurance_due_at": _iso(shown.insurance.due_at) if shown.insurance else None,
        "suggestion": _suggested(shown.suggestion),
        "decision": _decided(breach.decision),
        "filings": [_filed(one) for one in breach.filings],
        "next_step": step.value if step else None,
        "unknown": list(still_unknown(breach.facts)),
        "changed_since_filing": list(breach.changed_since_filing),
        "facts": dump_facts(breach.facts),
        "timeline": [
            {"at": one.at.isoformat(), "kind": one.kind.value, "by": one.by, "detail": one.detail}
            for one in shown.events
        ],
    }


def _suggested(advice: Suggestion) -> dict[str, Any]:
    score = advice.score
    return {
        "enisa_score": score.value if score else None,
        "enisa_band": score.band.name.lower() if score else None,
        "supposed": list(score.supposed) if score else [],
        "level": advice.level.name.lower() if advice.level else None,
        "authority": advice.authority,
        "subjects": advice.subjects,
        "reasons": [*advice.authority_reasons, *advice.subjects_reasons],
        "reassuring": list(advice.reassuring),
        "exemptions": [one.value for one in advice.exemptions],
    }


def _decided(decision: Decision | None) -> dict[str, Any] | None:
    if decision is None:
        return None
    return {
        "authority": decision.authority,
        "subjects": decision.subjects,
        "reason": decision.reason,
        "exemptions": [one.value for one in decision.exemptions],
        "decided_at": decision.decided_at.isoformat(),
    }


def _filed(filing: Notification) -> dict[str, Any]:
    return {"kind": filing.kind.value, "filed_at": filing.filed_at.isoformat(), "receipt": filing.receipt}


def _advice_lines(advice: Suggestion) -> list[str]:
    if advice.authority is None:
        return ["Trop peu de réponses pour une suggestion."]
    told = {True: "suggéré", False: "pas suggéré"}
    lines = [f"Prévenir la CNIL : {told[advice.authority]}. {' '.join(advice.authority_reasons)}"]
    if advice.subjects is not None:
        lines.append(f"Prévenir les personnes : {told[advice.subjects]}. {' '.join(advice.subjects_reasons)}")
    return [*lines, "La décision est la vôtre."]


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def add_to(verbs: Any) -> None:
    """The words of this module."""
    group = add_group(verbs, "breach", "incidents qui touchent des données personnelles")
    added = add_verb(group, "add", "noter un incident décrit dans un fichier JSON", breach_add)
    added.add_argument(
        "--from",
        dest="source",
        type=typed_path,
        required=True,
        metavar="FICHIER",
        help=display("champs du modèle européen, field_3 à field_126"),
    )
    added.add_argument("--drill", action="store_true", help=display("un exercice, à effacer ensuite"))
    listed = add_verb(group, "list", "les incidents, le plus récent d'abord", breach_list)
    shown = add_verb(group, "show", "un incident, son délai et la suggestion", breach_show)
    shown.add_argument("id", metavar="ID", help=display("par exemple V-2026-003"))
    breach_papers.add_to(group)
    for words in (added, listed, shown):
        add_vault_options(words)
