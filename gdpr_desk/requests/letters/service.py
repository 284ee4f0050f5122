"""The verbs of letters: the templates of this vault, and a letter of a request as e-mail and as PDF."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.journal.service import JournalService
from gdpr_desk.periods.requests import request_deadline
from gdpr_desk.periods.words import french_list
from gdpr_desk.register.model import Register
from gdpr_desk.register.service import RegisterService
from gdpr_desk.requests.freezing import kept_for, kept_requests
from gdpr_desk.requests.letters.case import Case, Given
from gdpr_desk.requests.letters.cautions import cautions
from gdpr_desk.requests.letters.guards import warnings
from gdpr_desk.requests.letters.model import Letter, LetterKind
from gdpr_desk.requests.letters.paper import LetterPdf, letter_pdf
from gdpr_desk.requests.letters.tables import LetterTemplateRow
from gdpr_desk.requests.letters.templates import Template, shipped
from gdpr_desk.requests.letters.text import LetterText, letter_text
from gdpr_desk.requests.letters.writing import missing, write
from gdpr_desk.requests.model import Requester
from gdpr_desk.requests.objections.service import on_the_list
from gdpr_desk.requests.places import ChecklistLine
from gdpr_desk.requests.service import RequestFile, RequestService
from gdpr_desk.requests.where_to_look import Person, where_to_look
from gdpr_desk.retention.kept_here import Carriers
from gdpr_desk.vault.people import Role
from gdpr_desk.vault.refusals import for_officers
from gdpr_desk.vault.vault import Vault


@dataclass(frozen=True)
class WrittenLetter:
    """One letter in its two forms; `warnings` is what whoever sends it should know, and does not stop it."""

    letter: Letter
    text: LetterText
    pdf: LetterPdf
    warnings: tuple[str, ...] = ()


class LetterService:
    """Letters of the requests of one open vault; staff write for the requests they logged."""

    def __init__(
        self,
        vault: Vault,
        journal: JournalService,
        register: RegisterService,
        requests: RequestService,
        clock: Clock,
        *,
        carriers: Carriers,
    ) -> None:
        self._carriers = carriers
        self._store = vault.store
        self._staff = vault.person.role is Role.STAFF
        self._demo = vault.is_demo
        self._journal = journal
        self._register = register
        self._requests = requests
        self._clock = clock

    def templates(self) -> dict[LetterKind, Template]:
        """Every template as it reads in this vault, in the order in which they are offered."""
        with self._store.read() as session:
            return {kind: _own(session, template) for kind, template in shipped().items()}

    def change(self, kind: LetterKind, subject: str, body: str) -> Template:
        """Put a letter in the officer's words; the program's own words again undo the change.

        Raises InvalidInput as `Template.with_words`, AccessRefused by staff.
        """
        self._refuse_staff()
        first = shipped()[kind]
        changed = first.with_words(subject, body)
        if (changed.subject, changed.body) == (first.subject, first.body):
            self.restore(kind)
            return first
        with self._store.begin() as session:
            row = session.get(LetterTemplateRow, kind.value)
            if row is None:
                row = LetterTemplateRow(kind=kind.value)
                session.add(row)
            elif (row.subject, row.body) == (changed.subject, changed.body):
                return changed
            row.subject, row.body = changed.subject, changed.body
            row.changed_at, row.changed_by = self._clock.now(), self._journal.actor
            self._journal.record(session, "letter.template_changed", kind.value)
        return changed

    def restore(self, kind: LetterKind) -> Template:
        """Back to the words the program came with. Raises AccessRefused by staff."""
        self._refuse_staff()
        with self._store.begin() as session:
            row = session.get(LetterTemplateRow, kind.value)
            if row is not None:
                session.delete(row)
                self._journal.record(session, "letter.template_restored", kind.value)
        return shipped()[kind]

    def _listed_as(self, person: Requester) -> str:
        """Under what the person is on the objection list: « votre adresse e-mail »; empty where not."""
        named = {"votre adresse e-mail": person.email, "votre numéro de téléphone": person.phone}
        with self._store.read() as session:
            return french_list([words for words, kept in named.items() if on_the_list(session, kept)])

    def _refuse_staff(self) -> None:
        if self._staff:
            raise for_officers()

    def where(self, reference: str, person: Person | None = None) -> tuple[ChecklistLine, ...]:
        """« Où chercher » for a request, from the register as it stands. Raises NotFound."""
        return self.case(reference, person).lines

    def case(self, reference: str, person: Person | None = None) -> Case:
        """What letters of a request may speak of. Raises NotFound."""
        file = self._requests.file(reference)
        today, request = self._clock.today(), file.request
        deadline = request_deadline(
            request.received_on,
            region=self._requests.region(),
            pauses=[pause.span for pause in request.pauses],
            extended=request.extension is not None,
            today=today,
        )
        register = self._register.register()
        listed_as = self._listed_as(request.requester)
        return Case(
            request,
            register,
            deadline,
            self._lines(file, register, person or Person()),
            file.work,
            file.clock.target if file.clock.dated else None,
            file.clock.due if file.clock.dated else None,
            bool(listed_as),
            file.sendings,
            bool(file.identity_copies) or request.cleanup is not None,
            listed_as,
        )

    def _lines(self, file: RequestFile, register: Register, person: Person) -> tuple[ChecklistLine, ...]:
        """« Où chercher », with what the vault keeps of the person; staff do not see the ledgers."""
        request, known = file.request, replace(person, earlier=kept_requests(file.earlier))
        with self._store.read() as session:
            if not self._staff:
                known = replace(known, kept_of=kept_for(session, self._carriers, request.requester))
            return where_to_look(register, request.rights, self._clock.today(), known)

    def write(
        self, reference: str, kind: LetterKind, given: Given | None = None, person: Person | None = None
    ) -> WrittenLetter:
        """The letter of that kind, as e-mail and as PDF. Raises NotFound, IncompleteLetter, PaperDiffers."""
        given = given or Given(self._clock.today())
        template, case = self.templates()[kind], self.case(reference, person)
        letter = write(template, case, given)
        pdf = letter_pdf(letter, demo=self._demo)
        told = (*warnings(template, case), *cautions(template, case, given))
        return WrittenLetter(letter, letter_text(letter), pdf, told)

    def missing(self, reference: str, kind: LetterKind, given: Given) -> tuple[str, ...]:
        """The chips that somebody still has to fill. Raises NotFound."""
        return missing(self.templates()[kind], self.case(reference), given)


def _own(session: Session, template: Template) -> Template:
    row = session.get(LetterTemplateRow, template.kind.value)
    return replace(template, subject=row.subject, body=row.body, changed=True) if row else template
