"""What the room may do: the services it was given, and in whose name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gdpr_desk.clock import Clock
from gdpr_desk.parties.model import Party
from gdpr_desk.register.model import ProcessingActivity
from gdpr_desk.requests.arrivals import Arrivals
from gdpr_desk.requests.handling import RequestHandling
from gdpr_desk.requests.letters.service import LetterService
from gdpr_desk.requests.mailboxes import Mailboxes
from gdpr_desk.requests.objections.service import ObjectionService
from gdpr_desk.requests.service import RequestService
from gdpr_desk.requests.viewing import RequestViewing


@dataclass(frozen=True)
class RequestDoor:
    """The verbs of requests; `officer` may decide, staff may not. `names` are people by their id."""

    requests: RequestService
    handling: RequestHandling
    viewing: RequestViewing
    letters: LetterService
    clock: Clock
    officer: bool
    names: Callable[[], Mapping[str, str]]
    parties: Callable[[], Sequence[Party]]
    arrivals: Arrivals
    mailboxes: Mailboxes
    objections: ObjectionService
    activities: Callable[[], Sequence[ProcessingActivity]]
