"""Every paper of an incident, by name, at one instant."""

from __future__ import annotations

from datetime import date

from breach_stories import BREACH, FOR_CLIENT, LATER, NOW, REGISTER, SHOP, case

from gdpr_desk.breaches.papers.chronology_paper import chronology_pdf
from gdpr_desk.breaches.papers.dossier import dossier_pdf
from gdpr_desk.breaches.papers.edpb import template_json
from gdpr_desk.breaches.papers.edpb_paper import template_pdf
from gdpr_desk.breaches.papers.letter_paper import letter_pdf, letter_text
from gdpr_desk.breaches.papers.letter_writing import Given, client_letter, subjects_letter
from gdpr_desk.breaches.papers.recipients import recipients_pdf
from gdpr_desk.breaches.papers.register_paper import IncidentRegister, register_ods, register_pdf
from gdpr_desk.breaches.vocabulary import FilingKind

INCIDENTS = IncidentRegister(SHOP, (case(LATER), case(FOR_CLIENT)))
TODAY = Given(date(2026, 11, 23))


def every_paper() -> dict[str, bytes]:
    """The bytes of each."""
    subjects = subjects_letter(case(), TODAY)
    return {
        "initial": dossier_pdf(case(BREACH), FilingKind.INITIAL, produced_at=NOW).content,
        "complementary": dossier_pdf(case(LATER), FilingKind.COMPLEMENTARY, produced_at=NOW).content,
        "template": template_pdf(case(BREACH), FilingKind.INITIAL, produced_at=NOW).content,
        "json": template_json(case(), FilingKind.INITIAL, at=NOW).encode(),
        "story": chronology_pdf(case(), produced_at=NOW).content,
        "register": register_pdf(INCIDENTS, produced_at=NOW).content,
        "ods": register_ods(INCIDENTS, produced_at=NOW),
        "told": recipients_pdf(case(LATER), produced_at=NOW).content,
        "letter": letter_pdf(subjects).content,
        "client": letter_pdf(client_letter(case(FOR_CLIENT), REGISTER.parties[0], TODAY)).content,
        "e-mail": letter_text(subjects).body.encode(),
    }
