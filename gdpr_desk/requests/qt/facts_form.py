"""« Nouvelle demande » and its correction: who, what, when, how."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QWidget

from gdpr_desk.errors import InvalidInput
from gdpr_desk.intake.rights_asked import rights_asked
from gdpr_desk.periods.words import french_date
from gdpr_desk.qtkit.act_form import ActForm, Question, Values, day_of, said, ticked
from gdpr_desk.requests.authority_dates import authority_date
from gdpr_desk.requests.listing import RequestOverview
from gdpr_desk.requests.model import (
    Capacity,
    Channel,
    DataSubjectRequest,
    Requester,
    RequestFacts,
    RightKind,
)
from gdpr_desk.requests.qt.words import BY, RIGHTS
from gdpr_desk.requests.service import RequestService
from gdpr_desk.requests.wording import CAPACITIES

NEW_FORM = "request/new"
_NOT_KNOWN, _REACHED, _FOR_OTHER = "authority_not_known", "reached_otherwise", "for_other"
_TOLD = ("email", "phone", "address", "represents")
_CREATE_ANYWAY = "Noter quand même"
_HER_WORDS = "De vive voix : écrivez comme la personne parle, « Je voudrais… ». Elle le relira."
_PROPOSED = "Proposé d’après le texte collé : à vous de voir."
_ADDRESS = re.compile(r"(?im)^(?:de|from|exp[ée]diteur)\s*:.{0,200}?([\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+)")


def facts_of(values: Values, before: RequestFacts | None = None) -> RequestFacts:
    """What stands in the form; what it does not ask stays as it was in `before`. Raises InvalidInput for a
    complaint of which nobody said until when the CNIL waits, or that nobody knows."""
    received = day_of(values, "received_on")
    if received is None:
        raise ValueError("the form asks for a day")
    rights = tuple(map(RightKind, ticked(values, "rights")))
    complaint = RightKind.COMPLAINT in rights
    due = day_of(values, "due_authority_on") if complaint else None
    if complaint and due is None and values.get(_NOT_KNOWN) is not True:
        raise InvalidInput(
            "Jusqu’à quand la CNIL attend-elle votre réponse ?",
            safe="Rien n’a été modifié.",
            remedy="Notez la date, ou cochez « Date pas encore connue ».",
            field="due_authority_on",
        )
    return RequestFacts(
        rights=rights,
        channel=Channel(said(values, "channel")),
        received_on=received,
        requester=_requester(values, before.requester if before is not None else Requester("")),
        text=said(values, "text"),
        due_authority_on=due,
        authority_reference=said(values, "authority_reference") if complaint else "",
    )


def _requester(values: Values, before: Requester) -> Requester:
    """Whoever asks for themselves stands for nobody."""
    capacity = Capacity(said(values, "capacity")) if "capacity" in values else before.capacity
    told = {key: said(values, key) if key in values else getattr(before, key) for key in _TOLD}
    if capacity is Capacity.SELF:
        told["represents"] = ""
    return Requester(said(values, "requester"), capacity=capacity, **told)


class NewRequestForm(ActForm):
    """Accepted once the request is written down, or one that is there already was chosen; `reference`.

    `words`: a letter that was pasted; what it seems to ask for is proposed.
    """

    def __init__(self, requests: RequestService, today: date, parent: QWidget, *, words: str = "") -> None:
        self.reference = ""
        self._requests = requests
        self._twin: RequestOverview | None = None
        self._judged = ""
        super().__init__(
            parent,
            requests.drafts,
            NEW_FORM,
            title="Nouvelle demande",
            sentence="Un mot au comptoir suffit, sans formulaire : le mois commence ce jour-là.",
            verb="Noter la demande",
            questions=_questions(_begun(words, today), today, words_pasted=bool(words)),
            work=self._write,
        )
        self.notice.activated.connect(self._take_twin)

    def carry_out(self) -> None:
        """Write it down; where one of the same person is open, ask first, once for each name."""
        name, email = said(self.values(), "requester"), said(self.values(), "email")
        judged = f"{name}\n{email}"
        if judged != self._judged:
            found = self._requests.resembling(Requester(name, email))
            self._twin = next((one for one in found if one.state.open), None)
            self._judged = judged
            if self._twin is not None:
                day = french_date(self._twin.received_on, year=False)
                self.tell(
                    f"Ressemble à {self._twin.reference} : même personne, reçue le {day}.", "Ouvrir celle-là"
                )
                self.verb.setText(_CREATE_ANYWAY)
                return
        super().carry_out()

    def _write(self, values: Values) -> DataSubjectRequest:
        added = self._requests.add(facts_of(values))
        self.reference = added.reference
        return added

    def _take_twin(self) -> None:
        if self._twin is not None:
            self.reference = self._twin.reference
            self.accept()


def correction_form(requests: RequestService, request: DataSubjectRequest, parent: QWidget) -> ActForm:
    """Everything that was written down of `request`, to be corrected."""
    base = request.facts

    def correct(values: Values) -> DataSubjectRequest:
        return requests.correct(request.reference, facts_of(values, base), base=base)

    return ActForm(
        parent,
        requests.drafts,
        f"request/{request.reference}/facts",
        title="Corriger la demande",
        verb="Enregistrer",
        questions=_questions(base, request.received_on, known=True),
        work=correct,
    )


def review_form(requests: RequestService, request: DataSubjectRequest, parent: QWidget) -> ActForm:
    """What was proposed from a letter, to be put right and confirmed."""
    base = request.facts

    def confirm(values: Values) -> DataSubjectRequest:
        return requests.confirm(request.reference, facts_of(values, base))

    return ActForm(
        parent,
        requests.drafts,
        f"request/{request.reference}/review",
        title="Relire la demande",
        sentence="Le message a tout proposé ; ce que vous enregistrez ici est confirmé.",
        verb="Confirmer",
        questions=_questions(base, request.received_on),
        work=confirm,
    )


def _begun(words: str, today: date) -> RequestFacts:
    """A new request, with what a pasted letter seems to say; without one it was made at the counter."""
    found = _ADDRESS.search(words[:5_000])
    rights = tuple(RightKind(one.right) for one in rights_asked(words)) if words else ()
    due = authority_date(words, today) if RightKind.COMPLAINT in rights else None
    channel = Channel.EMAIL if words else Channel.COUNTER
    who = Requester("", found[1] if found else "")
    return RequestFacts(rights, channel, today, who, words.strip(), due.due_on if due else None)


def _questions(
    facts: RequestFacts, received: date, *, words_pasted: bool | None = None, known: bool = False
) -> Sequence[Question]:
    """The long form for a correction; the short one for a new request, which may be pasted or not. `known`:
    somebody has said before whether the date of the CNIL is known."""
    return [
        *_three(facts, received, proposed=bool(words_pasted), known=known),
        Question(
            "channel",
            "Comment est-elle venue ?",
            "choice",
            options=[(channel.value, f"{words[:1].upper()}{words[1:]}") for channel, words in BY.items()],
            value=facts.channel.value,
        ),
        *(_more(facts) if words_pasted is None else _unfolding(facts)),
        Question(
            "text",
            "Ce qu’elle a dit ou écrit",
            "text",
            help="" if words_pasted is not None else _HER_WORDS,
            value=facts.text,
            optional=True,
        ),
    ]


def _three(facts: RequestFacts, received: date, *, proposed: bool, known: bool) -> Sequence[Question]:
    """Who, when, what; and of a complaint that the CNIL sent on, until when it wants an answer."""
    rights = tuple(kind.value for kind in facts.rights)
    return [
        Question(
            "requester",
            "Qui demande ?",
            help="Un nom, une adresse ou un numéro de client.",
            value=facts.requester.name,
        ),
        Question(
            "received_on",
            "Reçue le",
            "day",
            help="Le mois se compte à partir de ce jour, même si vous la notez plus tard.",
            value=received,
        ),
        Question(
            "rights",
            "Que veut la personne ?",
            "ticks",
            help=_PROPOSED if proposed and rights else "",
            options=_RIGHTS,
            value=rights,
        ),
        *_of_a_complaint(facts, known=known),
    ]


def _of_a_complaint(facts: RequestFacts, *, known: bool) -> Sequence[Question]:
    return [
        Question(
            "due_authority_on",
            "La CNIL attend votre réponse avant le",
            "day",
            help="La date est dans son courrier.",
            value=facts.due_authority_on,
            judged=True,
            when=_complains,
        ),
        Question(
            _NOT_KNOWN,
            "Date pas encore connue",
            "tick",
            value=known and facts.due_authority_on is None and RightKind.COMPLAINT in facts.rights,
            when=_complains,
        ),
        Question(
            "authority_reference",
            "Numéro donné par la CNIL",
            value=facts.authority_reference,
            optional=True,
            when=_complains,
        ),
    ]


def _complains(values: Values) -> bool:
    return RightKind.COMPLAINT in ticked(values, "rights")


def _unfolding(facts: RequestFacts) -> Sequence[Question]:
    """What the way it came asks for, and two ticks for more."""

    def came(channel: Channel) -> Callable[[Values], bool]:
        return lambda values: channel == said(values, "channel") or values.get(_REACHED) is True

    def for_other(values: Values) -> bool:
        return values.get(_FOR_OTHER) is True

    email, phone, address = _reached_at(facts.requester)
    return [
        replace(email, when=came(Channel.EMAIL)),
        replace(phone, when=came(Channel.PHONE)),
        replace(address, when=came(Channel.POST)),
        Question(_REACHED, "Elle laisse d’autres coordonnées", "tick"),
        Question(_FOR_OTHER, "Elle demande pour quelqu’un d’autre", "tick"),
        Question(
            "capacity",
            "À quel titre ?",
            "choice",
            options=[(one.value, words) for one, words in CAPACITIES.items() if one is not Capacity.SELF],
            empty="Choisissez",
            when=for_other,
        ),
        Question("represents", "Le nom de cette personne", optional=True, when=for_other),
    ]


def _reached_at(who: Requester) -> tuple[Question, Question, Question]:
    return (
        Question("email", "Son adresse e-mail", value=who.email, optional=True),
        Question("phone", "Son téléphone", value=who.phone, optional=True),
        Question("address", "Son adresse postale", "text", value=who.address, optional=True),
    )


def _more(facts: RequestFacts) -> Sequence[Question]:
    who = facts.requester
    return [
        *_reached_at(who),
        Question(
            "capacity",
            "Pour qui demande-t-elle ?",
            "choice",
            options=[(capacity.value, words) for capacity, words in CAPACITIES.items()],
            value=who.capacity.value,
        ),
        Question(
            "represents",
            "Au nom de",
            value=who.represents,
            optional=True,
            when=lambda values: said(values, "capacity") != Capacity.SELF,
        ),
    ]


_RIGHTS = [(kind.value, words) for kind, words in RIGHTS.items()]
