"""Durations and records in French sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import retention_rules

from gdpr_desk.parties.model import Party
from gdpr_desk.register.model import (
    Combinator,
    DataSubjects,
    Disposal,
    LawfulBasis,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Recipient,
    RetentionKind,
    RetentionPhase,
    RetentionRule,
    Safeguard,
    Transfer,
)
from gdpr_desk.register.wording import (
    bases_line,
    country_label,
    data_line,
    joined,
    people_line,
    purpose_line,
    recipient_label,
    retention_lines,
    retention_sentence,
    retention_sentences,
    retention_summary,
    transfer_line,
)

CALLS = RetentionRule("Appels", "recorded", "P60D")
SETTLED = RetentionRule("Impayés", "settled", "PT48H", combinator=Combinator.FIRST_OF, group="u")
UNPAID = RetentionRule("Impayés", "unpaid_since", "P3Y", combinator=Combinator.FIRST_OF, group="u")


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (CALLS, "Effacées 60 jours après l’enregistrement."),
        (
            RetentionRule("x", "right_exercised", "P3Y", kind=RetentionKind.MINIMUM),
            "Gardées au moins 3 ans après l’exercice du droit.",
        ),
        (
            RetentionRule("x", "fiscal_year_end", "P10Y", phase=RetentionPhase.INTERMEDIATE),
            "En archive restreinte, effacées 10 ans après la clôture de l’exercice comptable.",
        ),
        (
            RetentionRule("x", "last_contact", "P1M", disposal=Disposal.ANONYMISE),
            "Rendues anonymes 1 mois après le dernier contact.",
        ),
        (
            RetentionRule("x", "contract_end", "P1Y6M", disposal=Disposal.ARCHIVE),
            "Archivées 1 an et 6 mois après la fin du contrat.",
        ),
        (
            RetentionRule("x", "closed", "P2W", disposal=Disposal.RETURN),
            "Rendues 2 semaines après la clôture du dossier.",
        ),
        (
            RetentionRule("x", "consent_withdrawn", kind=RetentionKind.CRITERIA),
            "Gardées jusqu’au retrait du consentement, puis effacées.",
        ),
        (
            RetentionRule("x", "le temps du concours", kind=RetentionKind.CRITERIA),
            "Gardées selon ce critère : le temps du concours.",
        ),
        (
            RetentionRule("Images", "recorded", "P1M", exception="extrait pour une autorité"),
            "Effacées 1 mois après l’enregistrement. Exception : extrait pour une autorité.",
        ),
        (RetentionRule("x", "recorded"), "Effacées (durée à préciser) après l’enregistrement."),
        (RetentionRule("x", "", "P1M"), "Effacées 1 mois (événement de départ à préciser)."),
        (RetentionRule("x", "lune_pleine", "P1M"), "Effacées 1 mois après « lune_pleine »."),
    ],
)
def test_one_rule(rule: RetentionRule, sentence: str) -> None:
    assert retention_sentence(rule) == sentence
    assert retention_sentences([rule]) == [sentence]


@pytest.mark.parametrize("rules", [(SETTLED, UNPAID), (UNPAID, SETTLED)])
def test_whichever_comes_first(rules: tuple[RetentionRule, ...]) -> None:
    assert retention_sentences(rules) == [
        "Effacées 48 heures après le règlement, et au plus tard 3 ans après l’incident de paiement."
    ]


def test_whichever_comes_last() -> None:
    rules = [
        RetentionRule("x", "collected", "P3Y", combinator=Combinator.LAST_OF, group="g"),
        RetentionRule("x", "contract_end", "P5Y", combinator=Combinator.LAST_OF, group="g"),
    ]
    assert retention_sentences(rules) == [
        "Effacées 3 ans après la collecte ou 5 ans après la fin du contrat, à la plus tardive de ces dates."
    ]


def test_three_clocks() -> None:
    rules = [
        SETTLED,
        RetentionRule("x", "departed", "P1Y", group="u"),
        RetentionRule("x", "closed", "P5Y", group="u"),
    ]
    (sentence,) = retention_sentences(rules)
    assert sentence == (
        "Effacées 48 heures après le règlement, 1 an après le départ ou 5 ans après la clôture du dossier,"
        " à la première de ces dates."
    )


def test_two_minima_without_a_combinator_both_bind() -> None:
    rules = [
        RetentionRule("x", "collected", "P1Y", kind=RetentionKind.MINIMUM, group="g"),
        RetentionRule("x", "departed", "P2Y", kind=RetentionKind.MINIMUM, group="g"),
    ]
    assert retention_sentences(rules) == [
        "Gardées au moins 1 an après la collecte ou 2 ans après le départ, à la plus tardive de ces dates."
    ]


def test_exactly_so_long_is_a_minimum_and_a_maximum_that_meet() -> None:
    rules = [
        RetentionRule("Factures", "fiscal_year_end", "P10Y", kind=RetentionKind.MINIMUM, group="g"),
        RetentionRule("Factures", "fiscal_year_end", "P10Y", group="g"),
    ]
    assert retention_sentences(rules) == [
        "Gardées jusqu’à 10 ans après la clôture de l’exercice comptable, ni plus ni moins, puis effacées."
    ]


def test_a_minimum_and_a_later_maximum() -> None:
    rules = [
        RetentionRule("x", "closed", "P1Y", kind=RetentionKind.MINIMUM, group="g"),
        RetentionRule("x", "closed", "P3Y", group="g"),
    ]
    assert retention_sentences(rules) == [
        "Gardées au moins 1 an et au plus 3 ans après la clôture du dossier, puis effacées."
    ]


def test_a_floor_above_the_ceiling_is_told_as_it_stands() -> None:
    rules = [
        RetentionRule("x", "closed", "P3Y", kind=RetentionKind.MINIMUM, group="g"),
        RetentionRule("x", "closed", "P1Y", group="g"),
    ]
    assert retention_sentences(rules) == [
        "Gardées au moins 3 ans après la clôture du dossier ; effacées 1 an après la clôture du dossier."
    ]


WITHDRAWN = RetentionRule(
    "Contacts", "consent_withdrawn", kind=RetentionKind.CRITERIA, combinator=Combinator.FIRST_OF, group="c"
)
SILENT = RetentionRule("Contacts", "last_contact", "P3Y", combinator=Combinator.FIRST_OF, group="c")


@pytest.mark.parametrize("rules", [(WITHDRAWN, SILENT), (SILENT, WITHDRAWN)])
def test_an_event_and_a_ceiling_whichever_comes_first(rules: tuple[RetentionRule, ...]) -> None:
    assert retention_sentences(rules) == [
        "Gardées jusqu’au retrait du consentement, et au plus 3 ans après le dernier contact."
    ]


def test_an_event_and_a_ceiling_whichever_comes_last() -> None:
    rules = [replace(rule, combinator=Combinator.LAST_OF) for rule in (WITHDRAWN, SILENT)]
    (sentence,) = retention_sentences(rules)
    assert sentence == (
        "Gardées jusqu’au retrait du consentement et, si c’est plus tard,"
        " jusqu’à 3 ans après le dernier contact."
    )


def test_an_event_and_a_ceiling_with_another_end_than_erasure() -> None:
    rules = [replace(rule, disposal=Disposal.ANONYMISE) for rule in (WITHDRAWN, SILENT)]
    (sentence,) = retention_sentences(rules)
    assert sentence == (
        "Gardées jusqu’au retrait du consentement, et au plus 3 ans après le dernier contact,"
        " puis rendues anonymes."
    )


def test_behind_a_subject_nothing_has_to_agree() -> None:
    """« Code de session : effacées » would be wrong; a noun fits a subject of any gender."""
    code = RetentionRule("Code de session", "service_end", kind=RetentionKind.CRITERIA)
    proof = RetentionRule("Preuve de l’accord", "closed", "P3Y", phase=RetentionPhase.INTERMEDIATE)
    contacts = replace(WITHDRAWN, group=None)
    assert retention_sentences([code, contacts, proof]) == [
        "Code de session : conservation jusqu’à la fin de la prestation, puis effacement.",
        "Contacts : conservation jusqu’au retrait du consentement, puis effacement.",
        "Preuve de l’accord : en archive restreinte, effacement 3 ans après la clôture du dossier.",
    ]


def test_two_phases_without_archiving_are_told_one_after_the_other() -> None:
    rules = [
        RetentionRule("x", "departed", "P3Y", disposal=Disposal.ANONYMISE, group="g"),
        RetentionRule("x", "departed", "P5Y", phase=RetentionPhase.INTERMEDIATE, group="g"),
    ]
    assert retention_sentences(rules) == [
        "Rendues anonymes 3 ans après le départ ; puis en archive restreinte, effacées 5 ans après le départ."
    ]


def test_active_then_archive_in_one_group() -> None:
    rules = [
        RetentionRule("x", "departed", "P3Y", disposal=Disposal.ARCHIVE, group="g"),
        RetentionRule("x", "departed", "P5Y", phase=RetentionPhase.INTERMEDIATE, group="g"),
    ]
    assert retention_sentences(rules) == ["Archivées 3 ans après le départ ; effacées 5 ans après le départ."]


def test_two_fates_in_one_group_are_both_told() -> None:
    rules = [
        RetentionRule("x", "collected", "P1Y", disposal=Disposal.ANONYMISE, group="g"),
        RetentionRule("x", "collected", "P3Y", group="g"),
    ]
    assert retention_sentences(rules) == [
        "Rendues anonymes 1 an après la collecte ; effacées 3 ans après la collecte."
    ]


def test_several_durations_say_what_they_are_about() -> None:
    factures = RetentionRule("factures", "fiscal_year_end", "P10Y", kind=RetentionKind.MINIMUM)
    rules = [CALLS, factures, RetentionRule("", "closed", "P1Y")]
    assert retention_sentences(rules) == [
        "Appels : effacement 60 jours après l’enregistrement.",
        "Factures : conservation pendant au moins 10 ans après la clôture de l’exercice comptable.",
        "Effacées 1 an après la clôture du dossier.",
    ]


def test_lines_keep_sources_and_exceptions_apart() -> None:
    rule = RetentionRule("Images", "recorded", "P1M", source="CSI", exception="saisie")
    (line,) = retention_lines([rule])
    assert (line.applies_to, line.sentence, line.exceptions, line.sources) == (
        "Images",
        "Effacement 1 mois après l’enregistrement.",
        ("saisie",),
        ("CSI",),
    )


@pytest.mark.parametrize(
    ("rules", "summary"),
    [
        ([], ""),
        ([CALLS], "60 jours"),
        ([UNPAID, SETTLED], "48 h / 3 ans"),
        (
            [UNPAID, RetentionRule("x", "closed", "P10Y"), RetentionRule("y", "closed", "P3Y")],
            "3 ans / 10 ans",
        ),
        ([RetentionRule("x", "recorded", "P1M")], "1 mois"),
        ([RetentionRule("x", "recorded", "PT72H")], "72 heures"),
        ([RetentionRule("x", "consent_withdrawn", kind=RetentionKind.CRITERIA)], "Selon l’événement"),
        ([RetentionRule("x", "recorded")], ""),
        ([RetentionRule("x", "recorded", "illimité")], "?"),
    ],
)
def test_the_lists_summary(rules: list[RetentionRule], summary: str) -> None:
    assert retention_summary(rules) == summary


@settings(max_examples=50, deadline=None)
@given(st.lists(retention_rules, max_size=4))
def test_every_rule_can_be_said(rules: list[RetentionRule]) -> None:
    typed_none = any("None" in f"{r.applies_to}{r.trigger}{r.exception or ''}" for r in rules)
    sentences = retention_sentences(rules)
    assert len(sentences) == len(retention_lines(rules)) <= len(rules)
    for sentence in sentences:
        assert sentence.strip()
        assert "None" not in sentence or typed_none


def test_reasons() -> None:
    activity = ProcessingActivity(
        "T-01",
        "Caisse",
        purposes=(
            Purpose("Encaisser", LawfulBasis.CONTRACT),
            Purpose("Comptes", LawfulBasis.LEGAL_OBLIGATION),
            Purpose("Comptes bis", LawfulBasis.LEGAL_OBLIGATION),
            Purpose("Autre"),
        ),
    )
    assert bases_line(activity) == "Contrat, obligation légale"
    assert purpose_line(activity.purposes[0]) == "Encaisser (contrat)"
    assert purpose_line(Purpose("")) == "But à préciser (raison à préciser)"


def test_people_and_data_are_enumerated_once_in_one_sentence_case() -> None:
    people = [DataSubjects("customers", 800), DataSubjects("employees"), DataSubjects("customers")]
    first, second = people_line(people).split(", ")
    assert first[0].isupper()
    assert second[0].islower()
    assert data_line([PersonalData("plans de montage"), PersonalData("Notes")]) == "plans de montage, notes"
    assert people_line([]) == ""


def test_recipients_and_transfers() -> None:
    parties = {"chat": Party("chat", "Chat Exemple", country="US")}
    assert recipient_label(Recipient(party="chat"), parties) == "Chat Exemple"
    assert recipient_label(Recipient(party="gone"), parties) == "gone"
    assert recipient_label(Recipient(internal="la gérante"), parties) == "la gérante"
    told = transfer_line(Transfer("US", "chat", Safeguard.SCC), parties)
    assert told.startswith("États-Unis, chez Chat Exemple : ")
    assert transfer_line(Transfer(""), {}) == "Pays à préciser : garantie à préciser"
    assert country_label("XX") == "XX"


def test_a_comma_inside_an_item_asks_for_semicolons_between_them() -> None:
    assert joined(["Vendeurs", "Banque"]) == "Vendeurs, Banque"
    assert (
        joined(["Le public, pour les avis publiés", "Banque"]) == "Le public, pour les avis publiés ; Banque"
    )
