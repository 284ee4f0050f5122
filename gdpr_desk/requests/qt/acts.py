"""The forms of what is decided about a request; each does one verb of `RequestHandling`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from gdpr_desk.errors import InvalidInput
from gdpr_desk.periods.words import french_date
from gdpr_desk.qtkit.act_form import ActForm, Question, Values, day_of, said, ticked
from gdpr_desk.requests.model import (
    Channel,
    IdentityDocument,
    IdentityMethod,
    IdentityResult,
    Outcome,
    PauseReason,
    WorkDone,
)
from gdpr_desk.requests.places import ChecklistLine
from gdpr_desk.requests.qt.closing_form import closing_questions, still_to_tell
from gdpr_desk.requests.qt.decision_form import decision_questions, told_on
from gdpr_desk.requests.qt.door import RequestDoor
from gdpr_desk.requests.qt.words import BY
from gdpr_desk.requests.service import RequestFile
from gdpr_desk.requests.timing import clock_of, timed
from gdpr_desk.requests.wording import DOCUMENTS, METHODS

_GONE_SOON = "Les messages et les pièces jointes de la demande s’effacent trente jours après."
_ANSWERS = Question(
    "answers",
    "C’est la réponse à la demande",
    "tick",
    help="Il ne reste alors qu’à la terminer.",
    value=True,
)
_MUCH = "Seulement si vous avez beaucoup de données sur la personne (considérant 63 du RGPD)."
_STAYS = "Il restera : type de pièce, date, votre nom."
_NO_PAPER = "none"
_COMPARED = (("name", "Nom identique"), ("first_name", "Prénom identique"), ("legible", "Pièce lisible"))


class Acts:
    """The forms of one room; each returns whether its verb was done."""

    def __init__(self, door: RequestDoor, parent: QWidget) -> None:
        self._door = door
        self._parent = parent

    def note(self, file: RequestFile) -> bool:
        """A line of one's own in the thread."""
        reference = file.request.reference
        return self._done(
            file,
            "note",
            "Ajouter une note",
            "Ajouter",
            questions=[Question("note", "Votre note", "text")],
            work=lambda values: self._door.requests.note(reference, said(values, "note")),
        )

    def dismiss(self, file: RequestFile) -> bool:
        """It is no request."""
        reference = file.request.reference
        return self._done(
            file,
            "dismiss",
            "Ce n’est pas une demande ?",
            "Écarter",
            questions=[Question("reason", "Pourquoi", help="Par exemple : une question sur une livraison.")],
            work=lambda values: self._door.handling.dismiss(reference, said(values, "reason")),
            sentence="Le délai s’arrête ; ce qui est écrit reste, et vous pourrez la rouvrir.",
            consequence=_copies_go(file),
        )

    def reopen(self, file: RequestFile) -> bool:
        """Take it up again."""
        reference = file.request.reference
        return self._done(
            file,
            "reopen",
            "Rouvrir cette demande ?",
            "Rouvrir",
            questions=[Question("reason", "Pourquoi")],
            work=lambda values: self._door.handling.reopen(reference, said(values, "reason")),
            sentence="Son délai est celui qu’elle avait. Ce qui a été effacé le reste.",
        )

    def close(self, file: RequestFile) -> bool:
        """The end, with its outcome and, unless it was granted and answered, its reason."""
        reference = file.request.reference
        case = self._door.letters.case(reference)
        return self._done(
            file,
            "close",
            "Terminer la demande",
            "Terminer",
            questions=closing_questions(case),
            work=lambda values: self._door.handling.close(
                reference,
                Outcome(said(values, "outcome")),
                said(values, "reason"),
                day_of(values, "answered_on"),
            ),
            sentence=still_to_tell(case),
            consequence=f"{_copies_go(file)} {_GONE_SOON}".strip(),
        )

    def extend(self, file: RequestFile) -> bool:
        """Two more months, of which the person has been told."""
        reference = file.request.reference
        until, today = file.clock.announce_by, self._door.clock.today()
        limit = f" Au plus tard le {french_date(until)}." if until else ""
        longer = clock_of(replace(timed(file.request), extended=True), today).target
        return self._done(
            file,
            "extend",
            "Prolonger de deux mois",
            "Prolonger",
            questions=[
                Question("reason", "Pourquoi", help="Demande complexe, ou beaucoup de demandes à la fois."),
                Question(
                    "told_on",
                    "La personne en a été prévenue le",
                    "day",
                    help=f"La prolongation ne vaut que si elle est dite.{limit}",
                    value=today,
                ),
            ],
            work=lambda values: self._door.handling.extend(
                reference, said(values, "reason"), day_of(values, "told_on")
            ),
            sentence=f"Vous répondrez alors au plus tard le {french_date(longer)}.",
        )

    def ask(self, file: RequestFile, reason: PauseReason) -> bool:
        """A question was put to the person: the clock stands still."""
        reference = file.request.reference
        identity = reason is PauseReason.IDENTITY
        return self._done(
            file,
            f"ask-{reason.value}",
            "Preuve d’identité demandée" if identity else "Précision demandée",
            "Noter la question",
            questions=[Question("asked_on", "Question envoyée le", "day", value=self._door.clock.today())],
            work=lambda values: self._door.handling.ask(reference, reason, day_of(values, "asked_on")),
            sentence="Le délai s’arrête ce jour-là, et reprend quand la réponse arrive."
            + ("" if identity else f" {_MUCH}"),
        )

    def answered(self, file: RequestFile, reason: PauseReason) -> bool:
        """The answer came."""
        reference = file.request.reference
        return self._done(
            file,
            f"answered-{reason.value}",
            "La réponse est arrivée",
            "Reprendre le délai",
            questions=[Question("answered_on", "Arrivée le", "day", value=self._door.clock.today())],
            work=lambda values: self._door.handling.answered(
                reference, reason, day_of(values, "answered_on")
            ),
        )

    def no_doubt(self, file: RequestFile) -> bool:
        """No doubt: how the person is known; said, not only confirmed, where a copy goes with the answer."""
        reference = file.request.reference
        ways = [IdentityMethod.KNOWN_ADDRESS, IdentityMethod.ACCOUNT, IdentityMethod.RECENT_ORDER]
        return self._done(
            file,
            "known",
            "Pas de doute sur l’identité",
            "Aucune pièce à demander",
            questions=[
                Question(
                    "method",
                    "Comment savez-vous qui demande ?",
                    "choice",
                    options=[(way.value, METHODS[way]) for way in (*ways, IdentityMethod.SHOWN)],
                    value="" if file.identity_copies else IdentityMethod.KNOWN_ADDRESS.value,
                    empty="Choisissez" if file.identity_copies else "",
                )
            ],
            work=lambda values: self._door.handling.answer_doubt(
                reference, False, method=IdentityMethod(said(values, "method"))
            ),
            consequence=_copies_go(file),
        )

    def doubt(self, file: RequestFile) -> bool:
        """A doubt, and what raises it."""
        reference = file.request.reference
        return self._done(
            file,
            "doubt",
            "Un doute raisonnable",
            "Noter le doute",
            questions=[Question("reason", "Ce qui vous fait douter", help="Un fait, pas une habitude.")],
            work=lambda values: self._door.handling.answer_doubt(
                reference, True, reason=said(values, "reason")
            ),
            sentence="Par exemple : une adresse e-mail que vous ne connaissez pas.",
        )

    def conclude(self, file: RequestFile, result: IdentityResult) -> bool:
        """Identity proved or not: two acts, either of which destroys every copy."""
        reference = file.request.reference
        verified = result is IdentityResult.VERIFIED
        copies = bool(file.identity_copies)

        def check(values: Values) -> object:
            if verified and copies:
                _refuse_unread(ticked(values, "compared"))
            paper = said(values, "document")
            document = None if paper == _NO_PAPER else IdentityDocument(paper)
            method = IdentityMethod(said(values, "method"))
            return self._door.handling.check_identity(reference, result, method, document)

        return self._done(
            file,
            result.value,
            "Identité vérifiée" if verified else "Identité non prouvée",
            "Identité vérifiée" if verified else "Identité non prouvée",
            questions=[*([_COMPARISON] if verified and copies else []), *_how_checked(copies=copies)],
            work=check,
            consequence=_copies_go(file)
            and f"{_copies_go(file)} Il restera : type de pièce, date, votre nom.",
        )

    def decide(self, file: RequestFile, line: ChecklistLine, before: WorkDone | None) -> bool:
        """Another decision than the one proposed, or one that leaves it for later."""
        reference = file.request.reference

        def decided(values: Values) -> object:
            day = day_of(values, "done_on")
            decision = said(values, "decision")
            told = told_on(line, before, decision, day)
            work = WorkDone(line.key, decision, said(values, "reason"), day, "", told)
            return self._door.handling.decide(reference, work)

        return self._done(
            file,
            f"decide/{line.key}",
            line.place,
            "Noter la décision",
            questions=decision_questions(line, before, self._door.clock.today()),
            work=decided,
            sentence=line.reason,
        )

    def sent(self, file: RequestFile, letter: str, name: str, *, answers: bool) -> bool:
        """A letter went out."""
        reference, request = file.request.reference, file.request
        return self._done(
            file,
            f"sent/{letter}",
            "Marquer comme envoyée",
            "Noter l’envoi",
            questions=[
                Question(
                    "channel",
                    "Comment est-elle partie ?",
                    "choice",
                    options=[(channel.value, words.capitalize()) for channel, words in BY.items()],
                    value=request.channel.value,
                ),
                Question("sent_on", "Envoyée le", "day", value=self._door.clock.today()),
                Question("proof", "Preuve", help="Par exemple un numéro de recommandé.", optional=True),
                *([_ANSWERS] if answers else []),
            ],
            work=lambda values: self._door.handling.sent(
                reference,
                letter,
                Channel(said(values, "channel")),
                sent_on=day_of(values, "sent_on"),
                proof=said(values, "proof"),
                answers=values.get("answers") is True,
            ),
            sentence=name,
        )

    def _done(
        self,
        file: RequestFile,
        form: str,
        title: str,
        verb: str,
        *,
        questions: Sequence[Question],
        work: Callable[[Values], object],
        sentence: str = "",
        consequence: str = "",
    ) -> bool:
        shown = ActForm(
            self._parent,
            self._door.requests.drafts,
            f"request/{file.request.reference}/{form}",
            title=title,
            verb=verb,
            questions=questions,
            work=work,
            sentence=sentence,
            consequence=consequence,
        )
        return bool(shown.exec())


_COMPARISON = Question(
    "compared",
    "Sur la copie, vous avez comparé",
    "ticks",
    help="Avec ce que vous savez de la personne ; rien de cela n’est gardé.",
    options=_COMPARED,
)


def _refuse_unread(compared: Collection[str]) -> None:
    """Raise InvalidInput where a copy would be destroyed before it was read."""
    if any(key not in compared for key, _words in _COMPARED):
        raise InvalidInput(
            "Tout n’est pas encore comparé.",
            safe="La copie est toujours là.",
            remedy="Cochez ce qui correspond. Si quelque chose ne va pas : « Identité non prouvée ».",
            field="compared",
        )


def _copies_go(file: RequestFile) -> str:
    """What happens to the copies of identity papers; nothing where there is none."""
    many = len(file.identity_copies)
    if not many:
        return ""
    what = "La copie de pièce d’identité est détruite" if many == 1 else "Les copies de pièces sont détruites"
    return f"{what}, pour toujours."


def _how_checked(*, copies: bool) -> tuple[Question, Question]:
    """What is asked of a check of identity; with a copy at hand, that is what was looked at."""
    return (
        Question(
            "method",
            "Comment avez-vous vérifié ?",
            "choice",
            options=[(way.value, words) for way, words in METHODS.items()],
            value=IdentityMethod.COPY.value if copies else IdentityMethod.RECENT_ORDER.value,
        ),
        Question(
            "document",
            "La pièce vue",
            "choice",
            help="On ne garde que son genre : jamais un numéro, jamais une image.",
            options=[(_NO_PAPER, "Aucune pièce"), *((d.value, w) for d, w in DOCUMENTS.items())],
            value="" if copies else _NO_PAPER,
            empty="Choisissez" if copies else "",
        ),
    )
