"""A letter as a value: who writes to whom, about what, in which words; plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gdpr_desk.errors import InvalidInput
from gdpr_desk.register.sender import Sender
from gdpr_desk.requests.model import RightKind


class LetterKind(StrEnum):
    """Every letter there is a template for."""

    RECEIPT = "receipt"
    COUNTER_RECEIPT = "counter_receipt"
    IDENTITY_QUESTION = "identity_question"
    IDENTITY_COPY = "identity_copy"
    PRECISION = "precision"
    EXTENSION = "extension"
    LATE = "late"
    FEE = "fee"
    FORWARDED = "forwarded"
    RESTRICTION_LIFTED = "restriction_lifted"
    ACCESS = "access"
    ACCESS_NOTHING = "access_nothing"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    PORTABILITY = "portability"
    OBJECTION = "objection"
    CONSENT_WITHDRAWAL = "consent_withdrawal"
    AUTOMATED_DECISION = "automated_decision"
    PARTIAL = "partial"
    REFUSAL = "refusal"
    FORWARD = "forward"
    PARTY_REQUEST = "party_request"
    RECIPIENT_NOTICE = "recipient_notice"
    AGENT_PROOF = "agent_proof"
    PARENT_PROOF = "parent_proof"
    HEIR_PROOF = "heir_proof"
    POST_MORTEM = "post_mortem"


class IncompleteLetter(InvalidInput):
    """A letter that cannot go out as it is: `fields` are the keys of the chips that say nothing.

    `from_list`: what is missing is decided, or noted, in « Où chercher ». `activity`: it is missing in that
    record of the register. `instead`: the letter that says what this one cannot.
    """

    code = "letter_incomplete"

    def __init__(
        self,
        message: str,
        *,
        remedy: str,
        fields: tuple[str, ...] = (),
        from_list: bool = False,
        activity: str = "",
        instead: LetterKind | None = None,
    ) -> None:
        super().__init__(
            message,
            safe="Aucune lettre n’a été produite ; la demande n’a pas changé.",
            remedy=remedy,
            field=fields[0] if fields else "",
        )
        self.fields = fields
        self.from_list = from_list
        self.activity = activity
        self.instead = instead


@dataclass(frozen=True)
class Addressee:
    """To whom: a name and the lines of an address, which an e-mail may do without."""

    name: str
    address: tuple[str, ...] = ()
    email: str = ""


@dataclass(frozen=True)
class Block:
    """A paragraph, or where `items` is not empty a list."""

    text: str = ""
    items: tuple[str, ...] = ()

    @property
    def paragraph(self) -> str:
        """What stands as a paragraph: a list of one thing is none. Empty for a list."""
        if len(self.items) != 1:
            return self.text
        (only,) = self.items
        ended = only if only.endswith((".", "!", "?", "…", ";")) else f"{only}."
        return ended[:1].upper() + ended[1:]


@dataclass(frozen=True)
class Refusal:
    """A reason to refuse for the right it answers: a key of the catalogue and the facts of this case.

    `line`: the key of the kept thing it is about, in « Où chercher »; empty where it is about the request.
    """

    reason: str
    right: RightKind
    facts: str
    line: str = ""


@dataclass(frozen=True)
class AnnexSheet:
    """One record of the register as Article 15(1) has the person read it: labels with their lines."""

    title: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Letter:
    """One letter, ready for e-mail and paper.

    `remedies` are the sentences on complaint and court; `reread` says what a template rests on that nobody
    found in a first source, empty where there is no such thing or somebody has read it again. `title` is the
    subject without anybody's name.
    """

    kind: LetterKind
    reference: str
    sender: Sender
    addressee: Addressee
    written_on: date
    subject: str
    blocks: tuple[Block, ...]
    remedies: tuple[str, ...] = ()
    annex: tuple[AnnexSheet, ...] = ()
    enclosed: str = ""
    reread: str = ""
    refuses: bool = False
    title: str = ""

    def __post_init__(self) -> None:
        if self.refuses and not (self.remedies and any(block.items for block in self.blocks)):
            raise ValueError("a refusal without its reasons or without remedies is no letter (Art. 12(4))")
