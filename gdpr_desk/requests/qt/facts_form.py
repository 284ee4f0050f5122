"""« Nouvelle demande » and its correction: who, what, when, how."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from gdpr_desk.intake.rights_asked import rights_asked
from gdpr_desk.periods.words import french_date
from gdpr_desk.qtkit.act_form import ActForm, Question, Values, day_of, said, ticked
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
_CREATE_ANYWAY = "Noter quand même"
_HER_WORDS = "De vive voix : écrivez comme la personne parle, « Je voudrais… ». Elle le relira."
_PROPOSED = "Proposé d’après le texte collé : à vous de voir."
_ADDRESS = re.compile(r"(?im)^(?:de|from|exp[ée]diteur)\s*:.{0,200}?([\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+)")


def facts_of(values: Values, before: RequestFacts | None = None) -> RequestFacts:
    """What stands in the form; what a short form does not ask stays as it was in `before`."""
    who = before.requester if before is not None else Requester("")
    asked = set(values)
    requester = Requester(
        said(values, "requester"),
        said(values, "email"),
        said(values, "phone") if "phone" in asked else who.phone,
        said(values, "address") if "address" in asked else who.address,
        Capacity(said(values, "capacity")) if "capacity" in asked else who.capacity,
        said(values, "represents") if "represents" in asked else who.represents,
    )
    received = day_of(values, "received_on")
    if received is None:
        raise ValueError("the form asks for a day")
    return RequestFacts(
        rights=tuple(map(RightKind, ticked(values, "rights"))),
        channel=Channel(said(values, "channel")),
        received_on=received,
        requester=requester,
        text=said(values, "text"),
        due_authority_on=day_of(values, "due_authority_on"),
        authority_reference=said(values, "authority_reference"),
    )


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
        name, email = self.values()["requester"], self.values()["email"]
        judged = f"{name}\n{email}"
        if judged != self._judged:
            found = self._requests.resembling(Requester(str(name), str(email)))
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
        questions=_questions(base, request.received_on),
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
    """A new request, with what a pasted letter seems to say."""
    found = _ADDRESS.search(words[:5_000])
    rights = tuple(RightKind(one.right) for one in rights_asked(words)) if words else ()
    return RequestFacts(rights, Channel.EMAIL, today, Requester("", found[1] if found else ""), words.strip())


def _questions(
    facts: RequestFacts, received: date, *, words_pasted: bool | None = None
) -> Sequence[Question]:
    """The long form for a correction; the short one for a new request, which may be pasted or not."""
    who, rights = facts.requester, tuple(kind.value for kind in facts.rights)
    asked = [
        Question(
            "requester", "Qui demande ?", help="Un nom, une adresse ou un numéro de client.", value=who.name
        ),
        Question(
            "rights",
            "Que veut la personne ?",
            "ticks",
            help=_PROPOSED if words_pasted and rights else "",
            options=_RIGHTS,
            value=rights,
        ),
        Question(
            "received_on",
            "Reçue le",
            "day",
            help="Le mois se compte à partir de ce jour, même si vous la notez plus tard.",
            value=received,
        ),
        Question(
            "channel",
            "Comment est-elle venue ?",
            "choice",
            options=[(channel.value, f"{words[:1].upper()}{words[1:]}") for channel, words in BY.items()],
            value=facts.channel.value,
        ),
        Question("email", "Son adresse e-mail", value=who.email, optional=True),
    ]
    if words_pasted is None:
        asked += _more(facts)
    aid = "" if words_pasted is not None else _HER_WORDS
    asked.append(
        Question("text", "Ce qu’elle a dit ou écrit", "text", help=aid, value=facts.text, optional=True)
    )
    return asked


def _more(facts: RequestFacts) -> Sequence[Question]:
    who = facts.requester
    asked = [
        Question("phone", "Son téléphone", value=who.phone, optional=True),
        Question("address", "Son adresse postale", "text", value=who.address, optional=True),
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
            help="Seulement si elle demande pour quelqu’un d’autre.",
            value=who.represents,
            optional=True,
        ),
    ]
    if RightKind.COMPLAINT in facts.rights:
        asked += [
            Question(
                "due_authority_on",
                "La CNIL attend votre réponse avant le",
                "day",
                value=facts.due_authority_on,
                optional=True,
            ),
            Question(
                "authority_reference",
                "Numéro donné par la CNIL",
                value=facts.authority_reference,
                optional=True,
            ),
        ]
    return asked


_RIGHTS = [(kind.value, words) for kind, words in RIGHTS.items()]
