"""A request as the commands tell it to scripts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from gdpr_desk.requests.model import DataSubjectRequest, IdentityCheck

if TYPE_CHECKING:
    from gdpr_desk.requests.mentions import Mention
    from gdpr_desk.requests.service import RequestFile, RequestOverview
    from gdpr_desk.requests.timing import RequestClock

CLEANUP = "À supprimer aussi dans la messagerie ou le dossier d’origine"
"""What is left to do where a copy of an identity paper came from."""


def listed(row: RequestOverview) -> dict[str, Any]:
    """A line of the list."""
    return {
        "id": row.reference,
        "state": row.state.value,
        "rights": [kind.value for kind in row.rights],
        "channel": row.channel.value,
        "received": row.received_on.isoformat(),
        **dates(row.clock),
        "attachments": row.attachments,
        "identity_copies": row.identity_copies,
    }


def shown(file: RequestFile, mentioned: tuple[Mention, ...], previews: Mapping[str, str]) -> dict[str, Any]:
    """Everything about a request; `previews` say of each attachment whether it can be looked at."""
    request, clock, closing = file.request, file.clock, file.request.closing
    return {
        "id": request.reference,
        "state": request.state.value,
        "rights": [kind.value for kind in request.rights],
        "channel": request.channel.value,
        "received": request.received_on.isoformat(),
        **dates(clock),
        "rule": clock.rule,
        **authority(request),
        "requester": request.requester.name,
        "identity": _identity(request.check) if request.check else None,
        "outcome": closing.outcome.value if closing else None,
        "suggestions": [
            *({"kind": one.kind.value, "value": one.value, "reason": one.reason} for one in file.suggestions),
            *({"kind": "activity", "value": m.activity, "reason": mention_words(m)} for m in mentioned),
        ],
        "tasks": tasks(request),
        "message": _message(file, request),
        "attachments": [
            {
                "id": one.id,
                "kind": one.kind.value,
                "name": one.name,
                "bytes": one.size,
                "preview": previews[one.id],
            }
            for one in file.attachments
        ],
        "identity_copies": len(file.identity_copies),
        "timeline": [
            {"at": e.at.isoformat(), "kind": e.kind.value, "by": e.by, "detail": e.detail, "note": e.note}
            for e in file.events
        ],
        "checklist": [
            {"line": one.line, "decision": one.decision, "done_on": iso(one.done_on)} for one in file.work
        ],
    }


def standing(file: RequestFile) -> dict[str, Any]:
    """How far a request is, and its dates: what a verb leaves behind."""
    return {"id": file.request.reference, "state": file.request.state.value, **dates(file.clock)}


def dates(clock: RequestClock) -> dict[str, str | None]:
    """The dates of a request; none where the CNIL sets one that nobody has noted."""
    return {
        "target": clock.target.isoformat() if clock.dated else None,
        "due": clock.due.isoformat() if clock.dated else None,
        "extended_until": iso(clock.extended_until),
        "paused_since": iso(clock.paused_since),
    }


def authority(request: DataSubjectRequest) -> dict[str, str | None]:
    """What the CNIL said of a complaint."""
    return {
        "authority_due": iso(request.due_authority_on),
        "authority_reference": request.authority_reference or None,
    }


def tasks(request: DataSubjectRequest) -> list[dict[str, Any]]:
    """What is left to do outside the vault, after a copy of an identity paper was destroyed in it."""
    if request.cleanup is None:
        return []
    asked = {"key": "origin", "sentence": CLEANUP, "asked_on": request.cleanup.asked_on.isoformat()}
    return [{**asked, "done_on": iso(request.cleanup.done_on)}]


def mention_words(mention: Mention) -> str:
    """Why an activity is proposed."""
    return f"{mention.name}. Le message dit : « {mention.words} »"


def iso(day: date | None) -> str | None:
    """A day for scripts."""
    return day.isoformat() if day else None


def _identity(check: IdentityCheck) -> dict[str, str | None]:
    return {
        "outcome": check.result.value,
        "method": check.method.value,
        "document": check.document.value if check.document else None,
        "checked_on": check.checked_on.isoformat(),
    }


def _message(file: RequestFile, request: DataSubjectRequest) -> dict[str, Any]:
    """The first message; what was noted at the counter stands for one."""
    if not file.messages:
        return {"from": request.requester.name, "subject": "", "sent_at": None, "text": request.text}
    first = file.messages[0]
    sent_at = first.sent_at.isoformat() if first.sent_at else None
    return {"from": first.sender, "subject": first.subject, "sent_at": sent_at, "text": first.text}
