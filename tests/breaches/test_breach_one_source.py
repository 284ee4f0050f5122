"""A fact stands once: both forms, the chronology and the register say the same of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from breach_stories import BREACH, NOW, STOLEN, case

from gdpr_desk.breaches.model import GestureDone, PersonalDataBreach
from gdpr_desk.breaches.papers.chronology import moments
from gdpr_desk.breaches.papers.cnil import filled_form
from gdpr_desk.breaches.papers.copy_panel import CopyLine, copy_lines
from gdpr_desk.breaches.papers.edpb import template_answers
from gdpr_desk.breaches.papers.form import Reply
from gdpr_desk.breaches.papers.register_rows import entry
from gdpr_desk.breaches.steps import Step, missing, questions
from gdpr_desk.breaches.vocabulary import AvailabilityLoss, FilingKind, PeriodKind

UNDECIDED = replace(BREACH, decisions=())
AT_ONCE = STOLEN.giving(period=PeriodKind.EXACT, ended_at=None)


def service(breach: PersonalDataBreach) -> dict[str, CopyLine]:
    return {line.key: line for line in copy_lines(case(breach), FilingKind.INITIAL, at=NOW)}


def template(breach: PersonalDataBreach) -> dict[int, str]:
    answers = template_answers(case(breach), FilingKind.INITIAL, at=NOW)
    return {answer.field.number: "\n".join(answer.said.words) for answer in answers}


def test_what_was_done_stands_in_both_forms_with_the_first_gestures() -> None:
    done = (GestureDone("change_codes", NOW, "c0ffee00"),)
    breach = replace(UNDECIDED, gestures=done, actions=(), facts=STOLEN.giving(measures_after=""))
    told = service(breach)["measures_after"].shown
    assert told.startswith("Nous avons changé les codes")
    assert template(breach)[92] == told
    nothing = replace(breach, gestures=())
    assert template(nothing)[92] == service(nothing)["measures_after"].shown == "Non renseigné"


def test_before_the_decision_both_forms_say_so_in_the_words_of_their_lists() -> None:
    rows, lines = template(UNDECIDED), service(UNDECIDED)
    assert rows[90] == "Encore inconnu"
    assert (rows[89], rows[97]) == ("Informations supplémentaires nécessaires", "Enquête en cours")
    assert lines["told"].shown == lines["told"].copied == "Non déterminé pour le moment"
    assert lines["told"].reply is Reply.UNKNOWN
    waits = "Sans objet tant que la décision n’est pas prise"
    assert lines["tell_on"].shown == lines["not_told_reason"].shown == waits
    assert lines["told_on"].shown == lines["told_content"].shown == "Sans objet : pas encore informées"


def test_a_row_depends_on_the_one_that_calls_for_it_while_that_has_no_answer() -> None:
    rows = template(UNDECIDED)
    assert {rows[number] for number in (98, 99, 100, 101, 102, 104, 106)} == {"Dépend du champ 97"}
    assert rows[103] == "Dépend du champ 102"
    nothing = template(replace(UNDECIDED, facts=replace(STOLEN, lost=(), cross_border=None, headcount=None)))
    assert nothing[58] == "Dépend du champ 55"
    assert {nothing[number] for number in range(114, 119)} == {"Dépend du champ 113"}
    assert nothing[15] == "Facultatif, vide"
    assert nothing[16] == "Dépend du champ 15"
    home = template(replace(UNDECIDED, facts=replace(STOLEN, cross_border=False)))
    assert home[114].startswith("Sans objet : le traitement")


def test_what_the_template_demands_is_not_called_optional() -> None:
    bare = replace(
        STOLEN, data_subjects_detail="", data_detail="", measures_before=(), measures_before_detail=""
    )
    rows = template(replace(UNDECIDED, facts=replace(bare, prevention_detail="")))
    assert {rows[number] for number in (66, 71, 76, 95)} == {"Non renseigné"}
    assert template(BREACH)[53] == "Facultatif, vide"


def test_the_service_gets_the_words_that_were_ticked_and_the_template_its_list() -> None:
    ticked = replace(STOLEN, measures_before=("backup", "logical_access"), measures_before_detail="")
    breach = replace(UNDECIDED, facts=ticked)
    own = "Copies de sauvegarde\nCodes personnels, double vérification"
    rows = template(breach)
    assert service(breach)["measures_before"].shown == rows[76] == own
    assert rows[75].startswith("Sauvegarde / plan de reprise\n")


def test_once_decided_what_is_not_due_says_why() -> None:
    planned = template(BREACH)
    assert planned[103] == "Sans objet : toutes sont, ou seront, informées"
    against = template(replace(BREACH, decisions=(replace(BREACH.decisions[0], subjects=False),)))
    assert against[103] == against[106] == "Sans objet : elles ne le seront pas"


def test_who_found_it_himself_was_told_by_nobody() -> None:
    assert template(BREACH)[52] == "Sans objet : découverte par la boutique"
    assert "ne le demande" not in template(BREACH)[26]
    assert not template(BREACH)[26].startswith("Sans objet")


@pytest.mark.parametrize("ended", [None, STOLEN.began_at])
def test_one_moment_has_no_end(ended: object) -> None:
    breach = replace(UNDECIDED, facts=replace(AT_ONCE, ended_at=ended))
    assert service(breach)["ended_at"].shown == template(breach)[47] == "Le même moment"
    assert template(breach)[44] == "À une date précise"
    assert service(breach)["period_known"].shown == "Oui"
    assert "Heure estimée" in " ".join(_said(breach, "period_known"))
    told = [(moment.what, moment.detail) for moment in moments(case(breach))]
    assert ("L’incident", "heure estimée") in told
    assert not [what for what, _ in told if "Début" in what or "Fin de l’incident" in what]
    assert "ended_at" not in missing(Step.WHEN, breach)
    assert "ended_at" not in questions(Step.WHEN, breach.facts)


def test_an_end_at_another_hour_stays_to_be_seen() -> None:
    began = STOLEN.began_at
    assert began is not None
    breach = replace(UNDECIDED, facts=replace(AT_ONCE, ended_at=began + timedelta(hours=2)))
    assert "ended_at" in questions(Step.WHEN, breach.facts)
    assert template(breach)[47] == "dimanche 22 novembre 2026 à 22:30"
    assert "Fin de l’incident" in [moment.what for moment in moments(case(breach))]


def test_the_register_speaks_as_the_window_does_and_the_service_in_its_three_words() -> None:
    rows = {row.label: row.texts for part in entry(case(BREACH), at=NOW) for row in part.rows}
    became = ("Probablement vues par une autre personne, sans preuve", "Absentes un temps")
    assert rows["Nature"][-2:] == became
    assert rows["Gravité"] == ("Limitée",)
    assert "2,25 sur 6, le deuxième niveau sur quatre" in rows["Pourquoi"][-1]
    line = service(BREACH)["nature"]
    assert line.reply is Reply.GIVEN
    assert len(line.shown.splitlines()) == 2
    assert "exfiltrées" not in line.shown
    assert "exfiltrées" in template(BREACH)[56]


def _said(breach: PersonalDataBreach, key: str) -> tuple[str, ...]:
    parts = filled_form(case(breach), FilingKind.INITIAL, at=NOW)
    return next(item.said.words for part in parts for item in part.fields if item.field.key == key)


def test_what_came_back_at_once_says_so_of_a_loss_that_is_ticked() -> None:
    facts = STOLEN.giving(availability_loss=AvailabilityLoss.RESTORED, availability_effects=())
    breach = replace(UNDECIDED, facts=facts)
    why = "Une copie existe : le travail a repris aussitôt"
    assert service(breach)["consequences_availability"].shown == template(breach)[83] == why
    rows = {row.label: row.texts for part in entry(case(breach), at=NOW) for row in part.rows}
    assert rows["Nature"][-1] == why
    lasting = replace(breach, facts=replace(facts, availability_loss=AvailabilityLoss.TEMPORARY))
    assert template(lasting)[83] == "Non renseigné"


def test_who_filed_a_complaint_told_the_police() -> None:
    facts = replace(STOLEN, police=None, other_bodies=None, complaint_at=NOW)
    breach = replace(UNDECIDED, facts=facts)
    assert template(breach)[109] == "Oui"
    assert service(breach)["other_bodies"].shown.startswith("Police ou justice : oui")
    assert template(replace(breach, facts=replace(facts, complaint_at=None)))[109] == "Non renseigné"
