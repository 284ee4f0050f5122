"""What a letter is written from: the file of the request, and what somebody gives for this one letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from gdpr_desk.parties.model import Party
from gdpr_desk.periods.requests import RequestDeadline
from gdpr_desk.register.model import Register
from gdpr_desk.requests.letters.model import Refusal
from gdpr_desk.requests.model import DataSubjectRequest, Sending, WorkDone
from gdpr_desk.requests.places import ChecklistLine


@dataclass(frozen=True)
class Case:
    """Everything in the vault that a letter of this request may speak of.

    `lines` is its « Où chercher », `work` what was decided there, `deadline` its dates as they stand.
    `target_on` and `due_on` go before those where the CNIL has set a date of its own. `listed`:
    the person is on the objection list, `listed_as` under what (« votre adresse e-mail »). `sent` are
    the letters that went out, `copies`: a copy of an identity paper came with it, whether or not it is
    still there.
    """

    request: DataSubjectRequest
    register: Register
    deadline: RequestDeadline
    lines: tuple[ChecklistLine, ...] = ()
    work: tuple[WorkDone, ...] = ()
    target_on: date | None = None
    due_on: date | None = None
    listed: bool = False
    sent: tuple[Sending, ...] = ()
    copies: bool = False
    listed_as: str = ""

    def decided(self) -> tuple[tuple[ChecklistLine, WorkDone], ...]:
        """The lines on which a person decided something, with it."""
        found = {item.line: item for item in self.work}
        return tuple((line, found[line.key]) for line in self.lines if line.key in found)


@dataclass(frozen=True)
class Given:
    """What somebody gives for this one letter: the chips to type, reasons to refuse, to which party it goes.

    `reread`: a template that rests on unsure facts has been read again by who may say so.
    """

    written_on: date
    typed: Mapping[str, str] = field(default_factory=dict)
    refusals: tuple[Refusal, ...] = ()
    party: Party | None = None
    reread: bool = False
