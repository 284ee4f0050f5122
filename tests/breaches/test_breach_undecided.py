"""While nobody has decided, the dossier says so before all else."""

from __future__ import annotations

from dataclasses import replace

from breach_reading import squeezed
from breach_stories import BREACH, NOW, STOLEN, case

from gdpr_desk.breaches.model import GestureDone, PersonalDataBreach
from gdpr_desk.breaches.papers.chronology import moments
from gdpr_desk.breaches.papers.chronology_paper import chronology_pdf
from gdpr_desk.breaches.papers.dossier import dossier_pdf
from gdpr_desk.breaches.papers.register_rows import summary
from gdpr_desk.breaches.vocabulary import FilingKind
from gdpr_desk.documents.readback import read_pages


def _text(breach: PersonalDataBreach) -> str:
    paper = dossier_pdf(case(breach), FilingKind.INITIAL, produced_at=NOW)
    return squeezed("".join(read_pages(paper.content)))


def test_a_missing_decision_is_the_first_thing_said_of_the_persons_too() -> None:
    text = _text(replace(BREACH, decisions=(), facts=STOLEN.giving(tell_on=None)))
    open_ = squeezed("Rien n’est encore décidé : faut-il prévenir la CNIL, et les personnes ?")
    later = text.index(squeezed("Encore inconnu, à donner par une notification complémentaire :"))
    assert text.index(open_) < later < text.index(squeezed("personnes informées (13.1)"))
    assert open_ not in _text(BREACH)


def test_the_list_of_incidents_says_until_when_to_decide() -> None:
    assert (
        summary(case(replace(BREACH, decisions=())), at=NOW)[4] == "À décider avant mer. 25 nov. 2026, 22:00"
    )
    assert summary(case(), at=NOW)[4] == "À notifier"


def test_the_chronology_names_the_first_gestures() -> None:
    done = tuple(GestureDone(one, NOW, "c0ffee00") for one in ("change_codes", "wipe", "block_sim"))
    breach = replace(BREACH, gestures=done)
    text = squeezed("".join(read_pages(chronology_pdf(case(breach), produced_at=NOW).content)))
    assert squeezed("changé les codes des comptes ouverts sur cet appareil") in text
    assert squeezed("fait bloquer la ligne et les cartes") in text
    assert [moment.at for moment in moments(case(breach)) if moment.what == "Premiers gestes"] == [NOW]
    assert "gdpr-desk" not in text
