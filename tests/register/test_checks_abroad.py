"""Recipients outside the EEA: what protects the data, whether it still does, and when that was looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from checked_records import FULL, found

from gdpr_desk.parties.model import Contract, Party, PartyKind
from gdpr_desk.reference import catalogues
from gdpr_desk.register.checks import Severity
from gdpr_desk.register.model import ActivityRole, ProcessingActivity, Recipient, Safeguard, Transfer

SIGNED = Contract(date(2026, 1, 5))
US_CHAT = Party("chat", "Chat Exemple", PartyKind.PROCESSOR, "US", contract=SIGNED)
CH_TILL = Party("till", "Caisse Exemple", PartyKind.PROCESSOR, "CH", contract=SIGNED)


def test_a_recipient_outside_europe_needs_a_transfer_line() -> None:
    activity = replace(FULL, recipients=(Recipient(party="chat"), Recipient(party="till")))
    finding = found(activity, US_CHAT, CH_TILL)["transfer_missing"]
    assert finding.sentence == "Chat Exemple et Caisse Exemple sont établis hors UE : précisez la garantie."
    assert (finding.section, finding.severity) == (6, Severity.ERROR)
    half = replace(activity, transfers=(Transfer("US", "chat", Safeguard.SCC),))
    assert found(half, US_CHAT, CH_TILL)["transfer_missing"].sentence == (
        "Caisse Exemple est établi hors UE : précisez la garantie."
    )
    whole = replace(activity, transfers=(*half.transfers, Transfer("CH", None, Safeguard.ADEQUACY)))
    assert found(whole, US_CHAT, CH_TILL) == {}
    inside = replace(US_CHAT, country="DE")
    assert "transfer_missing" not in found(replace(FULL, recipients=(Recipient(party="chat"),)), inside)


def test_a_guarantee_that_does_not_exist_is_seen() -> None:
    def told(transfer: Transfer) -> set[str]:
        return set(found(replace(FULL, transfers=(transfer,))))

    assert told(Transfer("CH", None, Safeguard.ADEQUACY)) == set()
    assert told(Transfer("CN", None, Safeguard.ADEQUACY)) == {"no_adequacy"}
    assert told(Transfer("US", None, Safeguard.ADEQUACY)) == {"adequacy_unproved"}
    assert told(Transfer("US", None, Safeguard.ADEQUACY, "liste DPF vue le 3 mars")) == set()
    assert told(Transfer("CN", None, Safeguard.DEROGATION)) == {"derogation_undocumented"}
    assert told(Transfer("CN", None, Safeguard.DEROGATION, "note du 5 mai")) == set()
    assert told(Transfer("DE", None, Safeguard.SCC)) == {"transfer_inside_eea"}


def _us(document: str) -> ProcessingActivity:
    return replace(FULL, transfers=(Transfer("US", "chat", Safeguard.ADEQUACY, document),))


def test_for_the_united_states_the_list_of_certified_companies_is_named_with_the_party() -> None:
    finding = found(_us(""), US_CHAT)["adequacy_unproved"]
    assert "liste DPF" in finding.sentence
    assert "Chat Exemple" in finding.sentence
    assert finding.field == "transfers.0.document"
    canada = replace(FULL, transfers=(Transfer("CA", None, Safeguard.ADEQUACY),))
    assert "DPF" not in found(canada)["adequacy_unproved"].sentence


def test_the_day_of_the_look_is_noted() -> None:
    assert found(_us("vue sur la liste DPF"), US_CHAT)["adequacy_undated"].severity is Severity.HINT
    assert found(_us("vue sur la liste DPF le 3 mars 2026"), US_CHAT) == {}


@pytest.mark.parametrize(
    "document",
    [
        "liste DPF vue le 22/11/2025",
        "liste DPF vue le 22.11.2025",
        "2025-11-23 : sur la liste",
        "vue le 1er octobre 2025",
        "vue en mars 2025, puis le 23 novembre 2025",
        "vérifié en 2024",
    ],
)
def test_a_look_of_a_year_ago_is_taken_again(document: str) -> None:
    assert "adequacy_proof_old" in found(_us(document), US_CHAT)


@pytest.mark.parametrize(
    "document",
    [
        "liste DPF vue le 24/11/2025",
        "2025-11-24 : sur la liste",
        "vue le 3 mars 2019, revue le 3 mars 2026",
        "vérifié en 2025",
        "vue le 31 février 2020 et en 2026",
        "dossier n° 12",
    ],
)
def test_a_younger_look_still_counts(document: str) -> None:
    assert found(_us(document), US_CHAT) == {}


def test_a_decision_that_has_ended_protects_nothing() -> None:
    kingdom = replace(
        FULL, transfers=(Transfer("GB", None, Safeguard.ADEQUACY),), reviewed_on=date(2032, 1, 1)
    )
    assert found(replace(kingdom, reviewed_on=FULL.reviewed_on)) == {}
    ended = found(kingdom, today=date(2032, 1, 2))
    assert ended["adequacy_ended"].sentence == (
        "Royaume-Uni : la décision d’adéquation a pris fin le 27 décembre 2031 ;"
        " choisissez une autre garantie."
    )
    assert ended["adequacy_ended"].field == "transfers.0.safeguard"
    assert "adequacy_ended" not in found(kingdom, today=date(2031, 12, 27))
    assert "adequacy_ending" in found(kingdom, today=date(2031, 6, 27))
    assert "adequacy_ending" not in found(kingdom, today=date(2031, 6, 26))
    early = found(
        replace(kingdom, transfers=(Transfer("BR", None, Safeguard.ADEQUACY),)), today=date(2026, 1, 26)
    )
    assert "ne vaut qu’à partir du 27 janvier 2026" in early["adequacy_ended"].sentence
    clauses = replace(kingdom, transfers=(Transfer("GB", None, Safeguard.SCC),))
    assert not [key for key in found(clauses, today=date(2032, 1, 2)) if key.startswith("adequacy")]


def test_what_the_program_knows_grows_old_too() -> None:
    swiss = replace(
        FULL, transfers=(Transfer("CH", None, Safeguard.ADEQUACY),), reviewed_on=date(2027, 10, 1)
    )
    known = catalogues.countries()["CH"].adequacy
    assert known is not None
    seen = known.checked_on
    assert "adequacy_to_check" in found(swiss, today=seen.replace(year=seen.year + 1))
    assert "adequacy_to_check" not in found(swiss, today=seen.replace(year=seen.year + 1, day=seen.day - 1))
    assert "adequacy_to_check" not in found(swiss, today=None)


def test_french_territories_overseas_are_neither_a_third_country_nor_inside() -> None:
    there = Party("host", "Hébergeur Lagon", PartyKind.PROCESSOR, "NC", contract=SIGNED)
    activity = replace(FULL, recipients=(Recipient(party="host"),))
    assert {key: f.severity for key, f in found(activity, there).items()} == {
        "overseas_territory": Severity.HINT
    }
    named = replace(activity, transfers=(Transfer("NC", "host"),))
    assert found(named, there) == {}
    outermost = replace(there, country="RE")
    assert found(activity, outermost) == {}
    assert "missing_safeguard" in found(replace(FULL, transfers=(Transfer("CN"),)))


def test_a_processor_is_told_its_own_article() -> None:
    bare = ProcessingActivity(
        "T-01", "Réparation", role=ActivityRole.PROCESSOR, recipients=(Recipient(party="chat"),)
    )
    assert found(bare, US_CHAT)["transfer_missing"].article == "art. 30(2)(c) et 44 du RGPD"
