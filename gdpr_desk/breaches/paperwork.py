"""The papers of an incident made from what the vault holds, each noted in the thread. Officers only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gdpr_desk.breaches.model import PersonalDataBreach
from gdpr_desk.breaches.papers.case import BreachCase
from gdpr_desk.breaches.papers.chronology_paper import chronology_pdf
from gdpr_desk.breaches.papers.copy_panel import CopyLine, copy_lines
from gdpr_desk.breaches.papers.dossier import dossier_pdf
from gdpr_desk.breaches.papers.edpb import template_json
from gdpr_desk.breaches.papers.edpb_paper import template_name, template_pdf
from gdpr_desk.breaches.papers.letter import LetterText
from gdpr_desk.breaches.papers.letter_paper import letter_pdf, letter_text
from gdpr_desk.breaches.papers.letter_writing import Given, client_letter, subjects_letter
from gdpr_desk.breaches.papers.made import BreachPaper
from gdpr_desk.breaches.papers.recipients import recipients_pdf
from gdpr_desk.breaches.papers.register_paper import IncidentRegister, register_ods, register_pdf
from gdpr_desk.breaches.service import BreachService
from gdpr_desk.breaches.steps import FilingGaps, filing_gaps
from gdpr_desk.breaches.timing import late_reason_needed
from gdpr_desk.breaches.vocabulary import FilingKind
from gdpr_desk.clock import Clock
from gdpr_desk.errors import InvalidInput
from gdpr_desk.parties.model import Party
from gdpr_desk.register.service import RegisterService
from gdpr_desk.vault.vault import Vault


@dataclass(frozen=True)
class WrittenLetter:
    """A letter as PDF, and as plain words for a mail program."""

    pdf: BreachPaper
    subject: str
    body: str


class BreachPaperwork:
    """Papers of one open vault.

    Every verb raises NotFound, AccessRefused by staff, and `PaperDiffers` where a value cannot be read back.
    """

    def __init__(
        self, vault: Vault, breaches: BreachService, register: RegisterService, clock: Clock
    ) -> None:
        self._vault = vault
        self._breaches = breaches
        self._register = register
        self._clock = clock

    def case(self, reference: str) -> BreachCase:
        """What a paper about the incident is written from."""
        breach = self._breaches.file(reference).breach
        return BreachCase(breach, self._register.register(), self._vault.is_demo)

    def gaps(self, reference: str, kind: FilingKind) -> FilingGaps:
        """What stands against such a filing now."""
        breach = self._breaches.file(reference).breach
        return filing_gaps(kind, breach, late=late_reason_needed(breach, self._clock.now()))

    def copy_lines(self, reference: str, kind: FilingKind) -> tuple[CopyLine, ...]:
        """The fields of the online service in its order, to be copied one by one."""
        return copy_lines(self.case(reference), kind, at=self._clock.now())

    def dossier(self, reference: str, kind: FilingKind) -> BreachPaper:
        """The preparatory sheet of a filing."""
        made = dossier_pdf(self.case(reference), kind, produced_at=self._clock.now())
        self._breaches.paper_made(reference, f"dossier_{kind.value}")
        return made

    def template(self, reference: str, kind: FilingKind) -> BreachPaper:
        """The EDPB's template as a paper of its own."""
        made = template_pdf(self.case(reference), kind, produced_at=self._clock.now())
        self._breaches.paper_made(reference, f"template_{kind.value}")
        return made

    def template_json(self, reference: str, kind: FilingKind) -> tuple[bytes, str]:
        """The rows of the EDPB's template as JSON, and the name to save it under."""
        made = template_json(self.case(reference), kind, at=self._clock.now())
        self._breaches.paper_made(reference, f"template_{kind.value}")
        return made.encode(), template_name(reference, kind, "json")

    def chronology(self, reference: str) -> BreachPaper:
        """The story on one page."""
        made = chronology_pdf(self.case(reference), produced_at=self._clock.now())
        self._breaches.paper_made(reference, "chronology")
        return made

    def recipients(self, reference: str) -> BreachPaper:
        """Who was told when, what bounced, with proof."""
        made = recipients_pdf(self.case(reference), produced_at=self._clock.now())
        self._breaches.paper_made(reference, "recipients")
        return made

    def letter_to_subjects(self, reference: str, account: str = "", name: str = "") -> WrittenLetter:
        """The letter to the persons; `account`: what happened, in the officer's own words."""
        case = self.case(reference)
        letter = subjects_letter(case, Given(self._today(), name, account=account))
        self._breaches.paper_made(reference, "letter_subjects")
        return _written(letter_text(letter), letter_pdf(letter, demo=case.demo))

    def read_letter(self, reference: str, account: str = "") -> LetterText:
        """The words of the letter to the persons, to be read here; nothing is noted as made."""
        return letter_text(subjects_letter(self.case(reference), Given(self._today(), account=account)))

    def letter_to_client(self, reference: str, client: str = "", account: str = "") -> WrittenLetter:
        """The letter to a client controller, the only one unless named. Raises InvalidInput."""
        case = self.case(reference)
        party = self._client(case, client)
        letter = client_letter(case, party, Given(self._today(), account=account))
        self._breaches.paper_made(reference, "letter_controller")
        return _written(letter_text(letter), letter_pdf(letter, demo=case.demo))

    def register_pdf(self) -> BreachPaper:
        """The register of incidents (Art. 33(5)), drills left out."""
        return register_pdf(self._incidents(), produced_at=self._clock.now())

    def register_ods(self) -> bytes:
        """The same as a sheet."""
        return register_ods(self._incidents(), produced_at=self._clock.now())

    def _incidents(self) -> IncidentRegister:
        register, demo = self._register.register(), self._vault.is_demo
        listed = self._breaches.overviews(drills=False)
        cases = tuple(BreachCase(one.breach, register, demo) for one in listed)
        return IncidentRegister(register.controller, cases, demo)

    def _client(self, case: BreachCase, wanted: str) -> Party:
        keys = _concerned(case.breach)
        key = wanted or (keys[0] if len(keys) == 1 else "")
        party = case.party(key) if key and (key in keys or not keys) else None
        if party is None:
            raise InvalidInput(
                "Dites à quel client professionnel écrire.",
                safe="Rien n’a été produit.",
                remedy=f"Ceux de cet incident : {', '.join(keys)}." if keys else "Désignez-les d’abord.",
                field="client",
            )
        return party

    def _today(self) -> date:
        return self._clock.today()


def _concerned(breach: PersonalDataBreach) -> list[str]:
    return [one.party for one in breach.clients]


def _written(text: LetterText, pdf: BreachPaper) -> WrittenLetter:
    return WrittenLetter(pdf, text.subject, text.body)
