"""The files of the law and the types that read them, held together from both ends."""

from __future__ import annotations

import html
import re
import zipfile
import zoneinfo
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from pathlib import Path

import pytest
from stdnum.eu import vat

from gdpr_desk import assets
from gdpr_desk.parties.model import PartyKind
from gdpr_desk.periods.duration import Duration
from gdpr_desk.reference import catalogues
from gdpr_desk.reference.model import Catalogue, Entry, Grant, Standing
from gdpr_desk.reference.reading import BrokenCatalogue, parse
from gdpr_desk.register.model import (
    ActivityRole,
    ActivityStatus,
    Combinator,
    Disposal,
    LawfulBasis,
    RetentionKind,
    RetentionPhase,
    Safeguard,
    SourceKind,
)

ROOT = Path(__file__).resolve().parents[2]
CNIL_REGISTER = ROOT.parent / "shared" / "samples" / "cnil" / "registre-traitement-simplifie.ods"
WITHOUT_HELP = {"countries", "holidays", "breach_choices", "breach_cnil"}
LISTS = {"breach_choices", "breach_cnil", "breach_gestures"}
"""Files of several lists: their keys are `list.answer`, and labels are told apart within a list."""

LOADERS: dict[str, Callable[[], Catalogue[Entry]]] = {
    name.removeprefix("reference/").removesuffix(".toml"): getattr(
        catalogues, name.removeprefix("reference/").removesuffix(".toml")
    )
    for name in assets.names("reference", ".toml")
}


def _entries() -> list[tuple[str, Entry]]:
    return [(name, entry) for name, load in LOADERS.items() for entry in load().values()]


def test_every_promised_catalogue_has_its_file() -> None:
    promised = (
        "lawful_bases rights basis_by_right data_subject_categories data_categories data_sources"
        " special_categories article_9_conditions retention_triggers retention_catalogue disposals"
        " security_measures collection_channels information_means safeguards party_kinds activity_roles"
        " activity_statuses dpia_criteria statutory_periods holidays countries"
    )
    assert set(promised.split()) <= set(LOADERS)


def test_every_entry_says_where_it_comes_from_and_when_that_was_checked() -> None:
    assert len(_entries()) > 500
    for name, entry in _entries():
        where = f"{name}: {entry.key}"
        assert entry.article.strip(), where
        assert entry.source.strip(), where
        assert date(2026, 11, 1) <= entry.checked_on <= date(2027, 12, 31), where
        if name not in WITHOUT_HELP:
            assert entry.help.strip().endswith((".", "?", "!", "…")), where


def test_keys_are_stable_words_and_labels_are_told_apart() -> None:
    for name, load in LOADERS.items():
        catalogue = load()
        labels = [(entry.key.rpartition(".")[0], entry.label) for entry in catalogue.values()]
        assert len(set(labels)) == len(labels), name
        pattern = "[A-Z]{2}" if name == "countries" else "[a-z][a-z0-9_]*"
        if name in LISTS:
            pattern = r"[a-z_]+\.[a-z0-9_]+"
        assert all(re.fullmatch(pattern, key) for key in catalogue), name


def test_what_is_read_never_promises_lawfulness_nor_says_password() -> None:
    forbidden = re.compile(r"conform|\bcertificats?\b|mot de passe|mots de passe", re.IGNORECASE)
    assert forbidden.search("votre conformité")
    shipped = [assets.text(n) for folder in ("reference", "starter") for n in assets.names(folder, ".toml")]
    assert not [found for text in shipped for found in forbidden.findall(text)]


def test_typed_apostrophes_are_the_typographic_ones() -> None:
    for name, entry in _entries():
        assert "'" not in entry.label + entry.help, f"{name}: {entry.key}"


@pytest.mark.parametrize(
    ("catalogue", "vocabulary"),
    [
        ("lawful_bases", LawfulBasis),
        ("basis_by_right", LawfulBasis),
        ("activity_roles", ActivityRole),
        ("source_kinds", SourceKind),
        ("activity_statuses", ActivityStatus),
        ("retention_phases", RetentionPhase),
        ("retention_kinds", RetentionKind),
        ("combinators", Combinator),
        ("disposals", Disposal),
        ("safeguards", Safeguard),
        ("party_kinds", PartyKind),
    ],
)
def test_closed_vocabularies_have_exactly_the_words_of_the_model(
    catalogue: str, vocabulary: type[StrEnum]
) -> None:
    assert list(LOADERS[catalogue]()) == [word.value for word in vocabulary]


def test_triggers_of_the_interchange_format_are_all_there() -> None:
    contract = (
        "recorded collected requested last_contact contract_end settled unpaid_since fiscal_year_end"
        " right_exercised consent_withdrawn deposited account_deleted published verified closed departed"
    )
    assert set(contract.split()) <= set(catalogues.retention_triggers())


def test_a_trigger_completes_both_kinds_of_sentence() -> None:
    for trigger in catalogues.retention_triggers().values():
        assert trigger.phrase.startswith("après "), trigger.key
        assert trigger.until.startswith(("jusqu’", "tant que ", "le temps ")), trigger.key
        assert not trigger.phrase.endswith("."), trigger.key


def test_durations_can_be_computed_and_speak_the_register_vocabulary() -> None:
    for entry in catalogues.retention_catalogue().values():
        assert entry.trigger in catalogues.retention_triggers(), entry.key
        assert entry.kind in catalogues.retention_kinds(), entry.key
        assert entry.phase in catalogues.retention_phases(), entry.key
        assert entry.disposal in catalogues.disposals(), entry.key
        assert (entry.period is None) == (entry.kind == "criteria"), entry.key
        if entry.period:
            assert Duration.parse(entry.period).iso() == entry.period


def test_durations_are_those_of_the_sources() -> None:
    """Copied by hand from the table of the sources, not from the files."""
    expected = {
        "customer_last_contact": "P3Y",
        "opposition_list": "P3Y",
        "accounting": "P10Y",
        "card_claims": "P13M",
        "unpaid_settled": "PT48H",
        "unpaid_settled_exceptional": "P1Y",
        "unpaid_outstanding": "P3Y",
        "fraud_checks": "P6M",
        "call_recordings": "P6M",
        "cctv": "P1M",
        "cookie_life": "P13M",
        "cookie_data": "P25M",
        "cookie_choice": "P6M",
        "candidates": "P2Y",
        "payroll": "P5Y",
        "identity_copy": "P30D",
    }
    found = catalogues.retention_catalogue()
    assert {key: found[key].period for key in expected} == expected


def test_what_was_not_found_says_so() -> None:
    found = catalogues.retention_catalogue()
    for key in ("unpaid_outstanding", "rights_requests", "breach_register", "call_back"):
        assert found[key].standing is Standing.NOT_FOUND
        assert not found[key].reliable
    assert found["cctv"].reliable


def test_rights_follow_from_the_basis_as_the_cnil_table_says() -> None:
    """The developer guide's table, typed here by hand: access … objection, one letter each."""
    letters = {"y": Grant.YES, "n": Grant.NO, "c": Grant.CONDITIONAL, "w": Grant.WITHDRAWAL}
    table = {
        "consent": "yyyyyw",
        "contract": "yyyyyn",
        "legitimate_interests": "yyyyny",
        "legal_obligation": "yycynn",
        "public_task": "yynyny",
        "vital_interests": "yyyynn",
    }
    order = ("access", "rectification", "erasure", "restriction", "portability", "objection")
    for basis, row in table.items():
        rights = catalogues.basis_by_right()[basis]
        assert [rights.grant(right) for right in order] == [letters[c] for c in row], basis
        assert rights.grant("complaint") is Grant.YES
    assert set(order) <= set(catalogues.rights())


def test_sensitive_categories_can_all_be_chosen_as_data() -> None:
    data = catalogues.data_categories()
    special = {entry.text("special"): key for key, entry in data.items() if entry.text("special")}
    assert set(special) == set(catalogues.special_categories())


def test_the_law_of_the_breach_clock_is_dated() -> None:
    rule = catalogues.statutory_period("breach_notification", date(2026, 11, 23))
    assert (rule.period, rule.article) == ("PT72H", "art. 33(1) du RGPD")
    with pytest.raises(KeyError):
        catalogues.statutory_period("no_such_rule", date(2026, 11, 23))


def test_before_its_time_the_first_text_to_come_counts() -> None:
    early = catalogues.statutory_period("breach_notification", date(2018, 5, 24))
    assert early.valid_from == date(2018, 5, 25)


def test_statutory_periods_of_one_rule_never_overlap() -> None:
    for one in catalogues.statutory_periods().values():
        assert Duration.parse(one.period).iso() == one.period
        rivals = [o for o in catalogues.statutory_periods().values() if o.rule == one.rule and o != one]
        assert not [o for o in rivals if o.valid_on(one.valid_from)], one.key


def test_countries_are_those_of_the_time_zone_database() -> None:
    tables = [Path(folder) / "iso3166.tab" for folder in zoneinfo.TZPATH]
    found = next((table for table in tables if table.is_file()), None)
    if found is None:
        pytest.skip("no list of countries on this system")
    lines = found.read_text("utf-8").splitlines()
    assert set(catalogues.countries()) == {line[:2] for line in lines if line and not line.startswith("#")}


def test_the_european_economic_area_is_the_union_and_three_neighbours() -> None:
    union = {code.upper().replace("EL", "GR") for code in vat.MEMBER_STATES} - {"XI"}
    assert len(union) == 27
    outermost = {"GP", "MQ", "GF", "RE", "YT", "MF", "AX"}
    inside = {code for code, country in catalogues.countries().items() if country.eea}
    assert inside == union | {"IS", "LI", "NO"} | outermost


def test_adequacy_is_known_with_its_conditions() -> None:
    """The list of 20 February 2026, typed here by hand."""
    expected = {"AD", "AR", "BR", "CA", "FO", "GG", "IL", "IM", "JP", "JE", "NZ", "KR", "CH", "GB", "US"} | {
        "UY"
    }
    decided = {code: c.adequacy for code, c in catalogues.countries().items() if c.adequacy}
    assert set(decided) == expected
    assert all(a.condition for a in decided.values() if a.partial)
    states, kingdom = decided["US"], decided["GB"]
    assert states.partial
    assert "DPF" in states.condition
    assert kingdom.holds_on(date(2026, 11, 23))
    assert not kingdom.holds_on(date(2032, 1, 1))
    assert not [code for code in decided if catalogues.countries()[code].eea]


def test_an_unknown_key_is_shown_as_it_is() -> None:
    assert catalogues.data_categories().label("identity") == "Identité"
    assert catalogues.data_categories().label("from_the_future") == "from_the_future"


def test_choices_of_the_cnil_register_are_spelt_as_in_its_file() -> None:
    if not CNIL_REGISTER.exists():
        pytest.skip("the CNIL's file is not here")
    content = zipfile.ZipFile(CNIL_REGISTER).read("content.xml").decode()
    cells = {
        html.unescape(re.sub("<[^>]+>", "", cell))
        for cell in re.findall(r"<text:p[^>]*>(.*?)</text:p>", content)
    }
    for name in ("data_subject_categories", "security_measures", "safeguards", "party_kinds"):
        for entry in LOADERS[name]().values():
            assert entry.text("cnil_ods") in cells, f"{name}: {entry.key}"


ENTRY = """
[[entry]]
key = "customers"
label = "Clients"
article = "art. 30"
source = "RGPD"
checked_on = 2026-11-22
standing = "checked"
"""


def test_defaults_fill_what_an_entry_leaves_out() -> None:
    short = ENTRY.replace('article = "art. 30"\n', "")
    read = parse(
        "sample", f'[defaults]\narticle = "art. 5"\n{short}{ENTRY.replace("customers", "staff")}', _plain
    )
    assert [entry.article for entry in read.values()] == ["art. 5", "art. 30"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (ENTRY.replace('source = "RGPD"\n', ""), "sample.toml: customers: source"),
        (ENTRY.replace("2026-11-22", '"hier"'), "sample.toml: customers: checked_on"),
        (ENTRY.replace('"checked"', '"certain"'), "sample.toml: customers: standing"),
        (ENTRY + ENTRY, "sample.toml: customers: the key is there twice"),
        (ENTRY.replace('key = "customers"\n', ""), "sample.toml: entry 1: key"),
        ("[[entry", "sample.toml"),
        ("", "sample.toml: needs"),
    ],
)
def test_a_broken_file_is_named_with_its_key(content: str, said: str) -> None:
    with pytest.raises(BrokenCatalogue, match=re.escape(said)):
        parse("sample", content, _plain)


_plain = catalogues.build_entry
