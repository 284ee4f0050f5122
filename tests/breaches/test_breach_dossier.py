"""The dossier: every field of the service, said or said to be missing, in a form that everybody can read."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import breach_generated
import page
import pypdf
import pytest
from breach_reading import found, require_typed, squeezed
from breach_stories import BREACH, DECIDED, FOR_CLIENT, LATER, NOW, STOLEN, case

from gdpr_desk.breaches.model import BreachFacts, Count, PersonalDataBreach
from gdpr_desk.breaches.papers import form
from gdpr_desk.breaches.papers.chronology_paper import chronology_pdf
from gdpr_desk.breaches.papers.copy_panel import copy_lines
from gdpr_desk.breaches.papers.dossier import FACE, dossier_pdf
from gdpr_desk.breaches.papers.edpb import template_answers, template_json
from gdpr_desk.breaches.papers.edpb_paper import template_pdf
from gdpr_desk.breaches.papers.form import Reply
from gdpr_desk.breaches.template_reading import read_template
from gdpr_desk.breaches.vocabulary import CountKind, FilingKind, LostProperty, PeriodKind
from gdpr_desk.documents.readback import read_pages

ROOT = Path(__file__).resolve().parents[2]
FIELDS = """
type · numéro de la notification initiale · siren · dénomination · tva · secteur · effectif · adresse
· code postal · ville · pays · civilité · nom et prénom · e-mail · fonction · téléphone · impliqués
· nom, qualité, coordonnées · période déterminée · début · fin · toujours en cours · prise de connaissance
· commentaires · circonstances de la découverte · motifs du retard · nature · origine · cause
· descriptif détaillé · nature des données · données sensibles · nombre approximatif d’enregistrements
· catégories de personnes · nombre approximatif de personnes · sécurité avant · incompréhensibles
· confidentialité · intégrité · disponibilité · préjudices · précisions
· gravité · remédier · reproduise · informées · date de l’information · nombre de personnes informées · moyen
· contenu · date prévue · motif · transfrontalier · autres autorités de protection · police
"""
"""The fields of the service, typed from the description of the form and not from the program's own list."""


def read(content: bytes) -> str:
    return "".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(content)).pages)


def told(breach: PersonalDataBreach = BREACH) -> str:
    """As another library than the program's reads it."""
    return squeezed(read(dossier_pdf(case(breach), FilingKind.INITIAL, produced_at=NOW).content))


def initial(breach: PersonalDataBreach = BREACH, after: timedelta = timedelta()) -> str:
    paper = dossier_pdf(case(breach), FilingKind.INITIAL, produced_at=NOW + after)
    return squeezed("".join(read_pages(paper.content)))


def test_every_field_of_the_service_is_there_even_for_an_empty_incident() -> None:
    empty = PersonalDataBreach("V-2026-009", NOW, "c0ffee00")
    text = initial(empty).lower()
    names = [name.strip() for name in FIELDS.replace("\n", " ").split("·")]
    assert not [name for name in names if squeezed(name) not in text]
    assert text.count(squeezed(form.EMPTY).lower()) > 30
    lines = copy_lines(case(empty), FilingKind.INITIAL, at=NOW)
    assert [line.number for line in lines] == sorted((line.number for line in lines), key=_by_number)
    assert {line.section for line in lines} == {section.title for section in form.sections()}
    assert len({line.number for line in lines}) == len(lines) > 55


def _by_number(number: str) -> list[object]:
    whole, _, letter = number.partition(" ")
    return [*(int(part) for part in whole.split(".")), letter]


def test_nobody_may_take_it_for_the_filing() -> None:
    text = read(dossier_pdf(case(), FilingKind.INITIAL, produced_at=NOW).content)
    assert FACE in text.split("Type de")[0]
    assert all("non déposée" in text for text in read_pages(_pdf()))
    assert squeezed("Numéro reçu de la CNIL") in squeezed(text)


def _pdf() -> bytes:
    return dossier_pdf(case(), FilingKind.INITIAL, produced_at=NOW).content


def test_answers_stand_beside_their_field_in_reading_order() -> None:
    text = told()
    for label, value in (
        ("2.1SIREN", "000 000 018"),
        ("6.3aPrise de connaissance", "dimanche 22 novembre 2026 à 22:00"),
        ("7.1Nature de la violation", "Perte de la confidentialité"),
        ("7.2Origine de l’incident", "Équipement perdu ou volé"),
        ("7.3Cause", "Acte externe malveillant"),
        ("8.3Nombre approximatif d’enregistrements", form.UNKNOWN),
        ("8.5Nombre approximatif de personnes", "environ 340"),
        ("10.2Pour l’intégrité", "Sans objet : l’intégrité n’est pas atteinte"),
        ("11.3Niveau de gravité", "Limité"),
        ("13.1Personnes informées", "Non, mais elles le seront"),
        ("14.3Police, ANSSI ou autre autorité", "Police ou justice : oui"),
    ):
        assert squeezed(label + value) in text, label
    assert squeezed("1. Autre pièce · Récépissé de plainte.pdf") in text


def test_no_field_stands_blank_where_the_days_cannot_be_told() -> None:
    facts = STOLEN.giving(period=PeriodKind.CANNOT_TELL, began_at=None, ended_at=None)
    text = initial(replace(BREACH, facts=facts))
    why = "Sans objet : la période ne peut être déterminée"
    for label in ("6.1bDate de début", "6.2aDate de fin", "6.2bToujours en cours"):
        assert squeezed(label + why) in text
    for number in range(1, 30):
        made = breach_generated.case(number)
        answered = [line for line in copy_lines(made, FilingKind.COMPLETE, at=NOW) if not line.shown.strip()]
        assert not answered, (number, answered)


def test_what_is_not_known_yet_may_follow_and_a_comment_is_nobodys_duty() -> None:
    first = initial().split(squeezed("À compléter avant le dépôt :"))[1]
    missing, _, rest = first.partition(
        squeezed("Encore inconnu, à donner par une notification complémentaire :")
    )
    assert rest.startswith(squeezed("nombre approximatif d’enregistrements (8.3)."))
    assert "8.3" not in missing
    assert missing == squeezed("date prévue (13.6).")
    assert squeezed("6.3bCommentaires sur les datesFacultatif, vide") in initial()
    whole = dossier_pdf(case(), FilingKind.COMPLETE, produced_at=NOW).content
    noted = squeezed("".join(read_pages(whole))).split(squeezed("À compléter avant le dépôt :"))[1]
    assert "8.3" in noted.split(squeezed("1Type"))[0], "the last filing leaves nothing open"


def test_a_decision_against_notifying_does_not_ask_to_file() -> None:
    decided = replace(
        DECIDED, authority=False, subjects=False, exemptions=(), exemptions_detail="", reason=""
    )
    text = initial(replace(BREACH, decisions=(decided,)))
    assert squeezed("ne pas prévenir la CNIL. Cette fiche ne part pas") in text
    assert squeezed("À déposer avant") not in text
    assert squeezed("À compléter avant le dépôt") not in text
    assert squeezed("13.2Date de l’informationSans objet : elles ne le seront pas") in text
    assert squeezed("13.7Motif si elles ne le sont pasPas de risque élevé probable") in text


def test_the_rest_of_a_list_says_what_is_meant() -> None:
    text = initial(replace(BREACH, facts=STOLEN.giving(data=("basic", "profile"))))
    assert squeezed("Autres : Goûts, habitudes, historique") in text
    assert squeezed("Autres : Autres") not in text


def test_the_clock_stands_at_its_head_and_late_asks_why() -> None:
    assert squeezed("ce dossier, 10 h 48 min après") in initial()
    assert squeezed("6.5Motifs du retardSans objet : dans les 72 heures") in initial()
    late = initial(after=timedelta(days=3))
    assert squeezed("délai dépassé de 10 h 48 min") in late
    assert squeezed("indiquez les motifs du retard (6.5)") in late
    told = initial(replace(BREACH, facts=replace(STOLEN, late_reason="Boutique fermée.")), timedelta(days=3))
    assert squeezed("6.5Motifs du retardBoutique fermée.") in told
    assert squeezed("indiquez les motifs du retard") not in told
    edge = replace(BREACH, facts=replace(STOLEN, aware_at=NOW - timedelta(hours=72)))
    assert squeezed("délai dépassé") not in initial(edge)
    assert squeezed("délai dépassé") in initial(edge, timedelta(minutes=1))


def test_the_complementary_one_marks_what_changed_and_only_that() -> None:
    at = NOW + timedelta(days=5)
    paper = dossier_pdf(case(LATER), FilingKind.COMPLEMENTARY, produced_at=at)
    text = squeezed("".join(read_pages(paper.content)))
    assert paper.name == "dossier-complementaire-V-2026-002.pdf"
    assert squeezed("1.2Numéro de la notification initiale2026-FR-000123") in text
    assert squeezed("Modifié. Avant : environ 340") in text
    assert squeezed("Modifié. Avant : Encore inconnu") in text
    changed = {line.key for line in copy_lines(case(LATER), FilingKind.COMPLEMENTARY, at=at) if line.changed}
    expected = {
        "records",
        "people",
        "told",
        "told_on",
        "told_number",
        "told_means",
        "told_content",
        "tell_on",
    }
    assert changed == expected
    assert not any(line.changed for line in copy_lines(case(LATER), FilingKind.INITIAL, at=at))
    same = replace(LATER, facts=STOLEN, communications=())
    nothing = read_pages(dossier_pdf(case(same), FilingKind.COMPLEMENTARY, produced_at=at).content)[0]
    assert squeezed("Rien n’a changé depuis la notification initiale") in squeezed(nothing)


def test_a_drill_says_so_on_every_page_of_every_paper_and_a_real_one_never() -> None:
    drill = replace(BREACH, drill=True, reference="E-2026-001")
    for make in _PAPERS.values():
        for breach, marked in ((drill, True), (BREACH, False)):
            assert all(("EXERCICE" in text) is marked for text in read_pages(make(breach)))


_PAPERS: dict[str, Callable[[PersonalDataBreach], bytes]] = {
    "dossier": lambda breach: dossier_pdf(case(breach), FilingKind.INITIAL, produced_at=NOW).content,
    "template": lambda breach: template_pdf(case(breach), FilingKind.INITIAL, produced_at=NOW).content,
    "chronology": lambda breach: chronology_pdf(case(breach), produced_at=NOW).content,
}


@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_it_can_be_read_by_everybody_and_kept(profile: str, tmp_path: Path) -> None:
    file = tmp_path / "dossier.pdf"
    at = NOW + timedelta(days=5)
    for make in (dossier_pdf, template_pdf):
        file.write_bytes(make(case(LATER), FilingKind.COMPLEMENTARY, produced_at=at).content)
        verdict = page.validate_pdf(str(file), profile=profile)
        assert verdict.is_compliant, verdict.failures


def test_the_template_has_its_hundred_rows_for_people_and_machines() -> None:
    made = json.loads(template_json(case(), FilingKind.INITIAL, at=NOW))
    assert made["template"] == "edpb-1.0"
    numbers = [int(key.removeprefix("field_")) for key in made["fields"]]
    assert len(numbers) == 100
    assert numbers == sorted(numbers)
    assert (numbers[0], numbers[-1]) == (3, 126)
    fields = made["fields"]
    assert fields["field_3"] == "a"
    assert fields["field_48"] == "2026-11-22T22:00:00+01:00"
    assert fields["field_55"] == ["a", "c"]
    assert fields["field_60"] == ["i"]
    assert fields["field_61"] == "d"
    assert fields["field_68"] == 340
    assert fields["field_70"] == ["a", "b", "s"]
    assert fields["field_72"] == "d"
    assert fields["field_87"] == "b"
    assert fields["field_89"] == "a"
    assert fields["field_97"] == "b1"
    assert fields["field_113"] == "b"
    assert fields["field_49"] is None
    assert made["unknown"] == ["field_72", "field_73"]
    text = initial()
    assert squeezed("Nature de l’incident Appareil perdu ou volé") in text


def test_the_template_alone_says_the_same_as_beneath_the_dossier_and_is_no_filing() -> None:
    alone = template_pdf(case(), FilingKind.INITIAL, produced_at=NOW)
    assert alone.name == "modele-europeen-initial-V-2026-002.pdf"
    pages = read_pages(alone.content)
    assert "Fiche préparatoire" in pages[0]
    assert all("non déposée" in text for text in pages)
    labels = [field.label for part in form.template() for field in part.fields]
    assert len(labels) == 100
    text, place = squeezed("".join(pages)), 0
    for number, label in zip(_numbers(), labels, strict=True):
        place = text.find(squeezed(f"{number}{label}"), place)
        assert place >= 0, (number, label)
    one = "enregistrements concernés"
    assert squeezed(f"Encore inconnu : {one} : exactitude du nombre (72) ; nombre d’{one} (73).") in text
    missing = text.split(squeezed("Sans réponse :"))[1]
    assert missing.startswith(squeezed("fonction de la personne déclarante (23) ; précisions des catégories"))
    assert squeezed("additionnellesFacultatif, vide") in text
    for row in ("68Nombre de personnes340", "87Gravité pour les personnes"):
        assert (squeezed(row) in text) is (squeezed(row) in initial()), row


def _numbers() -> list[int]:
    return [field.number for part in form.template() for field in part.fields]


CARRIED = (
    *("narrative", "systems", "late_reason", "discovery", "discovery_detail", "timeline_note", "informed_on"),
    *("period", "period_estimated", "began_at", "ended_at", "aware_at", "disclosure", "protection", "cause"),
    *("lost", "integrity_loss", "origins", "data", "data_detail", "data_subjects", "data_subjects_detail"),
    *("harms", "harms_detail", "measures_before", "measures_after", "prevention", "prevention_detail"),
    *("police", "other_bodies", "other_bodies_detail", "cross_border", "lead_authority", "other_authorities"),
    *("told_content", "tell_on", "told_not_all_reason", "subject_countries", "establishment_countries"),
)


@pytest.mark.parametrize("number", [1, 2, 3, 5, 7])
def test_what_is_exported_as_the_template_comes_back_as_it_was(number: int) -> None:
    made = breach_generated.case(number)
    told = json.loads(template_json(made, FilingKind.INITIAL, at=NOW))
    facts, _ = read_template(told)
    for name in CARRIED:
        was, came = getattr(made.breach.facts, name), getattr(facts, name)
        same = set(was) == set(came) if isinstance(was, tuple) else was == came
        assert same, name
    assert facts.unknown & set(CARRIED) <= made.breach.facts.unknown


@pytest.mark.parametrize(
    ("kind", "facts", "letters"),
    [
        (FilingKind.INITIAL, STOLEN, ("a", "b")),
        (FilingKind.COMPLETE, replace(STOLEN, unknown=frozenset()), ("a", "a")),
    ],
)
def test_a_filing_with_unknown_answers_is_an_incomplete_one(
    kind: FilingKind, facts: BreachFacts, letters: tuple[str, str]
) -> None:
    answers = template_answers(case(replace(BREACH, facts=facts)), kind, at=NOW)
    assert (answers[0].value, answers[1].value) == letters


def test_what_is_presumed_stands_beside_not_known_yet() -> None:
    facts = replace(STOLEN, persons=Count(CountKind.APPROXIMATE, 51, 300), unknown=frozenset({"persons"}))
    line = next(
        item
        for item in copy_lines(case(replace(BREACH, facts=facts)), FilingKind.INITIAL, at=NOW)
        if item.key == "people"
    )
    assert line.reply is Reply.UNKNOWN
    assert line.shown == "Encore inconnu\nentre 51 et 300"


def test_what_is_pasted_is_what_an_online_form_takes() -> None:
    pasted = {line.key: line.copied for line in copy_lines(case(), FilingKind.INITIAL, at=NOW)}
    assert pasted["siren"] == "000000018"
    assert pasted["began_at"] == "22/11/2026 20:30"
    assert pasted["aware_at"] == "22/11/2026 22:00"
    assert pasted["people"] == "340"
    assert pasted["headcount"] == "4"
    assert pasted["records"] == pasted["late_reason"] == ""
    assert "\u00a0" not in "".join(pasted.values())
    assert "\u202f" not in "".join(pasted.values())


def test_who_works_for_a_client_is_told_whose_matter_it_is() -> None:
    sentence = squeezed("c’est à lui de notifier")
    assert sentence in initial(FOR_CLIENT)
    assert sentence not in initial()


def test_not_telling_the_persons_says_why() -> None:
    told_not = replace(BREACH, decisions=(replace(DECIDED, subjects=False, reason="Le disque est chiffré."),))
    text = initial(told_not)
    assert squeezed("13.1Personnes informéesNon, elles ne le seront pas") in text
    assert squeezed("13.7Motif si elles ne le sont pasLe disque est chiffré.") in text


def test_consequences_are_asked_for_what_was_lost() -> None:
    only = replace(
        STOLEN, lost=(LostProperty.INTEGRITY,), confidentiality_effects=(), availability_effects=()
    )
    lines = {
        line.key: line for line in copy_lines(case(replace(BREACH, facts=only)), FilingKind.INITIAL, at=NOW)
    }
    assert lines["consequences_confidentiality"].reply is Reply.NOT_CALLED_FOR
    assert lines["consequences_integrity"].reply is Reply.EMPTY


CHILD = """
import hashlib, json, locale, os, sys, time
try:
    locale.setlocale(locale.LC_ALL, "")
except locale.Error:
    pass
sys.path.insert(0, sys.argv[1])
from breach_papers import every_paper
told = {name: hashlib.sha256(made).hexdigest() for name, made in every_paper().items()}
print(json.dumps([told, time.tzname[0], str(hash("x"))]))
"""


def test_two_computers_write_the_same_papers() -> None:
    from breach_papers import every_paper

    env = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHON", "TZ"))}
    around = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "4711", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(ROOT / "tests")],
        capture_output=True,
        timeout=120,
        cwd=ROOT,
        env={**env, **around, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr.decode()
    there, zone, seed = json.loads(done.stdout)
    here = {name: hashlib.sha256(made).hexdigest() for name, made in every_paper().items()}
    assert zone != "CET"
    assert seed != str(hash("x"))
    assert there == here
    assert len(here) == 11
    assert len(set(here.values())) == 11


@pytest.mark.parametrize("number", range(1, 16))
def test_everything_typed_is_found_again_by_another_reader(number: int) -> None:
    """Names with markup, quotes, signs of other scripts; a fifth of them with right-to-left words."""
    require_typed(number)


def test_the_search_for_typed_texts_can_fail() -> None:
    assert not found(squeezed("Jamais écrit"), [squeezed(text) for text in read_pages(_pdf())])
    assert len(list(breach_generated.typed(breach_generated.incident(3)))) > 20
