"""The activities to begin with: complete, computable, in known words, and drafts to be reread."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from gdpr_desk import assets
from gdpr_desk.periods.duration import Duration
from gdpr_desk.reference import catalogues
from gdpr_desk.register import checks, interchange, starter, wording
from gdpr_desk.register.model import (
    ActivityStatus,
    Combinator,
    Controller,
    LawfulBasis,
    ProcessingActivity,
    Register,
    RetentionKind,
    RetentionRule,
    SourceKind,
)

TODAY = date(2026, 11, 23)
ALL = starter.expand(starter.starter_keys())


def _register(*keys: str) -> Register:
    return Register(Controller("Atelier Lumen"), starter.starter_parties(keys))


def _rules(activity: ProcessingActivity) -> dict[tuple[str, RetentionKind], str | None]:
    return {(rule.trigger, rule.kind): rule.period for rule in activity.retention}


def test_twenty_tiles_create_at_least_one_activity_each() -> None:
    tiles, pictures = starter.starter_tiles(), assets.names("icons", ".svg")
    assert len(tiles) == 20
    for tile in tiles:
        assert tile.activities, tile.key
        assert tile.title, tile.key
        assert tile.help, tile.key
        assert f"icons/{tile.picture}.svg" in pictures, tile.key
        assert starter.starter_activities([tile.key]), tile.key
    assert any(tile.selected for tile in tiles)
    assert not all(tile.selected for tile in tiles)


def test_every_activity_is_behind_a_tile_those_of_the_first_run_first() -> None:
    tiles, pictures = starter.every_tile(), assets.names("icons", ".svg")
    first = len(starter.starter_tiles())
    assert tiles[:first] == starter.starter_tiles()
    assert {key for tile in tiles for key in tile.activities} == set(ALL)
    assert {tile.key for tile in tiles[first:]} >= {"offline-orders", "site-analytics", "contests", "desk"}
    for tile in tiles[first:]:
        assert tile.later, tile.key
        assert not tile.selected, tile.key
        assert f"icons/{tile.picture}.svg" in pictures, tile.key
        assert len(tile.title) <= 24, tile.key
    assert len({tile.title for tile in tiles}) == len(tiles)


def test_the_pack_of_a_computer_shop_has_sixteen_activities() -> None:
    assert len(starter.starter_pack("computer-shop")) == 16
    assert starter.expand(["computer-shop"]) == starter.starter_pack("computer-shop")


def test_tiles_packs_and_activities_can_be_named_alike_and_none_comes_twice() -> None:
    assert starter.expand(["mailings", "newsletter", "mailings"]) == ("newsletter", "prospecting")
    for tile in starter.starter_tiles():
        if tile.key in ALL:
            assert tile.activities == (tile.key,)


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(KeyError):
        starter.expand(["nothing-of-the-kind"])
    with pytest.raises(KeyError):
        starter.starter_activity("mailings")


@pytest.mark.parametrize("key", ALL)
def test_a_model_is_a_draft_that_says_so(key: str) -> None:
    activity = starter.starter_activity(key)
    assert (activity.reference, activity.status) == ("", ActivityStatus.DRAFT)
    assert activity.reviewed_on is None
    first, *points = activity.note.split("\n")
    assert first == starter.MODEL_NOTE
    assert points
    assert all(point[:1] == point[:1].upper() and point.endswith(".") for point in points)


@pytest.mark.parametrize("key", ALL)
def test_a_model_speaks_in_words_of_the_catalogues(key: str) -> None:
    activity = starter.starter_activity(key)
    used = [
        (catalogues.data_subject_categories(), [s.category for s in activity.data_subjects]),
        (catalogues.data_categories(), [d.category for d in activity.data]),
        (catalogues.data_sources(), [d.source for d in activity.data]),
        (catalogues.collection_channels(), list(activity.collection_channels)),
        (catalogues.information_means(), list(activity.informed_by)),
        (catalogues.security_measures(), list(activity.security_measures)),
        (catalogues.retention_triggers(), [r.trigger for r in activity.retention]),
        (catalogues.dpia_criteria(), list(activity.dpia.criteria)),
        (catalogues.countries(), [t.country for t in activity.transfers]),
        (
            catalogues.article_9_conditions(),
            [p.article_9_condition for p in activity.purposes if p.article_9_condition],
        ),
    ]
    for catalogue, keys in used:
        assert set(keys) <= set(catalogue), catalogue
    for data in activity.data:
        assert data.special == bool(catalogues.data_categories()[data.category].text("special"))
    assert set(starter.parties_of(activity)) <= {p.key for p in starter.starter_parties([key])}


@pytest.mark.parametrize("key", ALL)
def test_every_duration_can_be_computed_and_names_its_source(key: str) -> None:
    activity = starter.starter_activity(key)
    assert activity.retention
    for rule in activity.retention:
        assert (rule.period is None) == (rule.kind is RetentionKind.CRITERIA), rule.applies_to
        if rule.period:
            assert Duration.parse(rule.period).iso() == rule.period
        assert rule.source, rule.applies_to
        chosen = rule.source.startswith("Durée choisie par la boutique")
        assert (rule.source_kind is None) == chosen, rule.source


@pytest.mark.parametrize("key", ALL)
def test_one_purpose_has_one_basis_and_a_reason(key: str) -> None:
    purposes = starter.starter_activity(key).purposes
    assert purposes
    assert len({purpose.name for purpose in purposes}) == len(purposes)
    for purpose in purposes:
        assert purpose.lawful_basis is not None, purpose.name
        assert purpose.justification, purpose.name
        named = purpose.lawful_basis is LawfulBasis.LEGITIMATE_INTERESTS
        assert bool(purpose.interest) == named, purpose.name


@pytest.mark.parametrize("key", ALL)
def test_a_model_lacks_only_what_the_shop_alone_can_say(key: str) -> None:
    found = checks.check(starter.starter_activity(key), _register(key), TODAY)
    missing = {f.key for f in found if f.severity is not checks.Severity.HINT}
    only_the_shop_knows = {"chat": {"missing_safeguard"}, "business-repairs": {"missing_client"}}
    assert missing == only_the_shop_knows.get(key, set())


@pytest.mark.parametrize("key", ALL)
def test_a_model_leaves_open_what_has_to_be_decided_by_somebody(key: str) -> None:
    found = checks.check(replace(starter.starter_activity(key), created_on=TODAY), _register(key), TODAY)
    hints = {f.key for f in found if f.severity is checks.Severity.HINT}
    decisions = {
        "fraud": {"impact_assessment"},
        "video-surveillance": {"impact_assessment", "prefect_authorisation"},
        "dash-cam": {"impact_assessment"},
    }
    assert hints == decisions.get(key, set())


def test_a_source_is_a_text_only_where_it_is_one() -> None:
    kinds: dict[SourceKind, list[str]] = {kind: [] for kind in SourceKind}
    for key in ALL:
        for rule in starter.starter_activity(key).retention:
            if rule.source_kind:
                kinds[rule.source_kind].append(rule.source)
    assert all(re.search(r"\b[Aa]rt\.|[Cc]ode ", source) for source in kinds[SourceKind.TEXT])
    assert all(re.search("CNIL|CEPD", source) for source in kinds[SourceKind.DOCTRINE])
    assert not [source for source in kinds[SourceKind.DOCTRINE] if source.startswith("Art.")]


def test_the_desk_has_a_sheet_of_its_own_that_explains_its_copies() -> None:
    desk = starter.starter_activity("desk")
    sentences = wording.retention_sentences(desk.retention)
    assert (
        "Copie d’une pièce d’identité : conservation jusqu’à la vérification,"
        " et au plus 30 jours après la réception."
    ) in sentences
    assert "Sauvegardes : effacement 35 jours après l’enregistrement." in sentences
    for explained in ("scellée", "détruite", "clé", "aucune sauvegarde", "35 jours"):
        assert explained in desk.note, explained
    assert "file_encryption" in desk.security_measures


def test_orders_contests_and_the_audience_rest_on_what_holds() -> None:
    def bases(key: str) -> list[LawfulBasis | None]:
        return [purpose.lawful_basis for purpose in starter.starter_activity(key).purposes]

    assert bases("offline-orders") == [LawfulBasis.CONTRACT, LawfulBasis.CONTRACT]
    assert bases("contests") == [LawfulBasis.CONTRACT, LawfulBasis.CONSENT]
    assert bases("site-analytics") == [LawfulBasis.CONSENT, LawfulBasis.LEGITIMATE_INTERESTS]
    assert _rules(starter.starter_activity("site-analytics"))["deposited", RetentionKind.MAXIMUM] == "P13M"


def test_durations_are_those_that_the_trade_publishes() -> None:
    """Read off the published policy of a real repair shop, by hand."""
    read = starter.starter_activity
    assert _rules(read("call-recording")) == {("recorded", RetentionKind.MAXIMUM): "P60D"}
    assert _rules(read("call-back")) == {("requested", RetentionKind.MAXIMUM): "PT48H"}
    assert _rules(read("video-surveillance"))["recorded", RetentionKind.MAXIMUM] == "P1M"
    assert _rules(read("cookies"))["deposited", RetentionKind.MAXIMUM] == "P13M"
    prospecting = _rules(read("prospecting"))
    assert prospecting["last_contact", RetentionKind.MAXIMUM] == "P3Y"
    assert ("consent_withdrawn", RetentionKind.CRITERIA) in prospecting
    assert _rules(read("rights-requests"))["right_exercised", RetentionKind.MINIMUM] == "P3Y"
    accounting = _rules(read("purchases"))
    assert accounting["fiscal_year_end", RetentionKind.MINIMUM] == "P10Y"
    assert accounting["fiscal_year_end", RetentionKind.MAXIMUM] == "P10Y"


def test_an_unpaid_bill_has_two_clocks_and_the_first_one_wins() -> None:
    def clocks(rule: RetentionRule) -> bool:
        return rule.group == "unpaid"

    first, second = filter(clocks, starter.starter_activity("unpaid").retention)
    assert (first.trigger, first.period) == ("settled", "PT48H")
    assert (second.trigger, second.period) == ("unpaid_since", "P3Y")
    assert first.combinator is second.combinator is Combinator.FIRST_OF


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("call-recording", "Effacées 60 jours après l’enregistrement."),
        ("call-back", "Effacées 48 heures après la demande."),
        ("video-surveillance", "Images des caméras : effacement 1 mois après l’enregistrement."),
        ("cookies", "Cookies sur l’appareil : effacement 13 mois après le premier dépôt."),
        (
            "prospecting",
            (
                "Contacts de prospection : conservation jusqu’au retrait du consentement,"
                " et au plus 3 ans après le dernier contact."
            ),
        ),
        (
            "rights-requests",
            "Liste d’opposition : conservation pendant au moins 3 ans après l’exercice du droit.",
        ),
        (
            "rights-requests",
            (
                "Copie d’une pièce d’identité : conservation jusqu’à la vérification,"
                " et au plus 30 jours après la réception."
            ),
        ),
        (
            "unpaid",
            (
                "Fichier des impayés : effacement 48 heures après le règlement,"
                " et au plus tard 3 ans après l’incident de paiement."
                " Exception : un an au plus après le paiement si c’est nécessaire et mesuré ;"
                " la personne en est avertie à part."
            ),
        ),
        (
            "purchases",
            (
                "Factures et pièces comptables : en archive restreinte, conservation jusqu’à 10 ans après la"
                " clôture de l’exercice comptable, ni plus ni moins, puis effacement."
            ),
        ),
        (
            "purchases",
            (
                "Dossier de vente : conservation jusqu’à la fin de la garantie, puis archivage à accès"
                " restreint ; effacement 5 ans après la fin de la garantie."
            ),
        ),
    ],
)
def test_durations_read_as_a_person_would_say_them(key: str, sentence: str) -> None:
    assert sentence in wording.retention_sentences(starter.starter_activity(key).retention)


def test_cameras_rest_on_an_interest_and_not_on_consent() -> None:
    (purpose,) = starter.starter_activity("video-surveillance").purposes
    assert purpose.lawful_basis is LawfulBasis.LEGITIMATE_INTERESTS


def test_models_survive_the_interchange_format() -> None:
    activities = tuple(
        replace(activity, reference=f"T-{number:02}")
        for number, activity in enumerate(starter.starter_activities(ALL), start=1)
    )
    register = Register(Controller("Atelier Lumen"), starter.starter_parties(ALL), activities)
    assert interchange.load(interchange.dump(register, datetime(2026, 11, 23, tzinfo=UTC))) == register


def test_the_demonstration_shop_varies_activities_of_its_own_pack() -> None:
    shop = tomllib.loads(assets.text("demo/shop.toml"))
    pack = shop["pack"]["activities"]
    assert set(pack) == set(starter.starter_pack("computer-shop"))
    assert {v["activity"] for v in shop["variation"]} == set(pack)
    assert {p["key"] for p in shop["party"]} <= {p.key for p in starter.starter_parties(pack)}
    for varied in shop["variation"]:
        reviewed = varied.get("reviewed_days_ago", 0)
        assert 0 <= reviewed < varied["created_days_ago"], varied["activity"]


@pytest.mark.parametrize("key", ALL)
def test_a_source_is_printed_so_it_holds_no_doubts(key: str) -> None:
    activity = starter.starter_activity(key)
    printed = [rule.source for rule in activity.retention] + [p.justification for p in activity.purposes]
    for text in printed:
        for doubt in ("relire", "trouvé", "secondaire", "logiciel", "Proposition"):
            assert doubt not in text, text
