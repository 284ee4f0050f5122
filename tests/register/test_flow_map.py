"""The flow map shows every flow of the register, once, and red where something is missing."""

from __future__ import annotations

import pytest
from flow_registers import activity, large, register
from hypothesis import HealthCheck, given, settings
from strategies import examples, registers

from gdpr_desk.documents.charts import Box, Chart, Plate, Ribbon, Words, text_width
from gdpr_desk.reference import catalogues
from gdpr_desk.register import flow_map
from gdpr_desk.register.flows import SHOP, Flows, flows, sentence_of, spoken_of, summary, title_of
from gdpr_desk.register.model import (
    ActivityStatus,
    DataSubjects,
    PersonalData,
    Recipient,
    Register,
    Safeguard,
    Transfer,
)

LONG = "Une activité au nom interminable qui ne tient sur aucune ligne de la carte, même imprimée"


def chart_of(found: Register, width: float = 801, height: float = 320, chosen: str = "") -> Chart:
    return flow_map.flow_map(flows(found), width, height, chosen)


def ribbons(chart: Chart) -> list[Ribbon]:
    return [p for p in chart.primitives if isinstance(p, Ribbon)]


def test_people_activities_and_places_are_linked() -> None:
    found = flows(register(activity()))
    assert [n.name for n in found.people] == ["Visiteurs du site", "Clients"]
    assert [(r.place, r.country, r.guarded) for r in found.stages[0].reaches] == [
        (SHOP, "", True),
        ("party:chat", "US", False),
    ]
    assert found.stages[0].types == 2
    assert len(ribbons(chart_of(register(activity())))) == 4


def test_a_body_outside_europe_without_safeguard_is_dashed_in_red_and_says_so() -> None:
    chart = chart_of(register(activity()))
    red = [r for r in ribbons(chart) if r.dashed]
    assert [r.colour for r in red] == ["urgent"]
    assert "sans garantie" in red[0].sentence
    assert any(isinstance(p, Words) and p.text == "sans garantie" for p in chart.primitives)
    assert [p.text for p in chart.primitives if isinstance(p, Plate)] == ["US"]


@pytest.mark.parametrize(
    ("country", "transfers"),
    [
        ("FR", ()),
        ("IE", ()),
        ("CH", ()),
        ("", ()),
        ("ZZ", ()),
        ("US", (Transfer("US", "chat", Safeguard.SCC),)),
        ("US", (Transfer("US", None, Safeguard.SCC),)),
        ("US", (Transfer("US", "chat", Safeguard.ADEQUACY),)),
    ],
)
def test_no_red_in_europe_nor_with_a_safeguard(country: str, transfers: tuple[Transfer, ...]) -> None:
    found = flows(register(activity(transfers=transfers), country=country))
    assert all(r.guarded for s in found.stages for r in s.reaches)
    assert not [r for r in ribbons(flow_map.flow_map(found, 801, 320)) if r.dashed]


@pytest.mark.parametrize(
    ("country", "transfers"),
    [
        ("US", ()),
        ("US", (Transfer("US", "chat", None),)),
        ("US", (Transfer("US", "post", Safeguard.SCC),)),
        ("IN", (Transfer("IN", "chat", Safeguard.ADEQUACY),)),
        ("FR", (Transfer("US", "chat", None),)),
    ],
)
def test_red_where_the_safeguard_is_missing(country: str, transfers: tuple[Transfer, ...]) -> None:
    found = flows(register(activity(transfers=transfers), country=country))
    assert not found.node("party:chat").name.startswith("party")
    assert found.node("party:chat").unguarded


def test_a_transfer_without_a_body_still_shows_its_country() -> None:
    found = flows(register(activity(recipients=(), transfers=(Transfer("IN"),))))
    assert [(n.name, n.country, n.unguarded) for n in found.places] == [("Inde", "IN", True)]


def test_an_activity_that_names_nobody_stays_in_the_shop() -> None:
    found = flows(register(activity(recipients=())))
    assert [n.key for n in found.places] == [SHOP]


def test_archived_activities_have_no_flow() -> None:
    found = flows(register(activity(), activity("T-12", "Vieux", status=ActivityStatus.ARCHIVED)))
    assert [s.name for s in found.stages] == ["Chat du site"]


def test_the_twin_says_the_same_in_rows() -> None:
    rows = flows(register(activity())).rows()
    assert [(r.people, r.activity, r.place, r.country, r.guarded) for r in rows] == [
        ("Visiteurs du site, clients", "Chat du site", "Dans la boutique", "", True),
        ("Visiteurs du site, clients", "Chat du site", "TchatPlus Inc.", "États-Unis", False),
    ]


def test_the_sentence_below_the_map() -> None:
    found = flows(register(activity()))
    assert title_of(found, "activity:T-11") == "Chat du site : 2 chemins"
    assert sentence_of(found, "activity:T-11") == (
        "Visiteurs du site, clients → Chat du site → votre boutique et TchatPlus Inc. (États-Unis)."
        " Il manque la garantie de transfert."
    )
    assert spoken_of(found, "party:chat").startswith("TchatPlus Inc. : 1 chemin. TchatPlus Inc. (États-Unis)")
    assert summary(found).endswith("Hors UE sans garantie : TchatPlus Inc.")


def test_the_width_of_a_ribbon_is_the_number_of_types() -> None:
    few = ribbons(chart_of(register(activity(data=()), country="FR")))
    many = ribbons(
        chart_of(register(activity(data=tuple(PersonalData(f"type {n}") for n in range(9))), country="FR"))
    )
    assert {r.width for r in few} == {1.6}
    assert all(r.width > 7 for r in many)


def test_choosing_accents_one_path_only() -> None:
    found = flows(register(activity(), activity("T-12", "Livraison", recipients=(Recipient(party="post"),))))
    chart = flow_map.flow_map(found, 801, 320, "activity:T-12")
    assert {r.key for r in ribbons(chart) if r.colour == "accent"} == {"activity:T-12"}
    filled = [p.key for p in chart.primitives if isinstance(p, Box) and p.fill == "accent"]
    assert filled == ["activity:T-12"]
    shop = flow_map.flow_map(found, 801, 320, SHOP)
    assert {r.key for r in ribbons(shop) if r.colour == "accent"} == {"activity:T-11"}


def boxes_apart(chart: Chart) -> None:
    """No two boxes touch, none leaves the chart, no text leaves its room."""
    boxes = [p for p in chart.primitives if isinstance(p, Box)]
    for number, one in enumerate(boxes):
        assert one.x >= -0.01
        assert one.x + one.width <= chart.width + 0.01
        assert one.y + one.height <= chart.height + 0.01
        for other in boxes[number + 1 :]:
            apart_x = one.x + one.width <= other.x or other.x + other.width <= one.x
            apart_y = one.y + one.height <= other.y + 0.01 or other.y + other.height <= one.y + 0.01
            assert apart_x or apart_y
    for words in (p for p in chart.primitives if isinstance(p, Words) and p.room > 0):
        assert len(words.text) == 1 or text_width(words.text, words.role) <= words.room + 0.01


@pytest.mark.parametrize("width", [280, 482, 602, 728, 801, 1400])
@pytest.mark.parametrize("name", ["Activité", LONG, "שלום לקוח יקר 🛠 مرحبا"])
def test_it_stays_legible(width: float, name: str) -> None:
    chart = chart_of(large(16, 20, name), width)
    boxes_apart(chart)
    said = {box.key: box.sentence for box in chart.spots()}
    assert f"{name} 7" in said["activity:T-08"]


def test_sixteen_activities_and_twenty_bodies_fit_a_1366_screen() -> None:
    assert chart_of(large(16, 20)).height <= 320


def test_a_hundred_activities_are_scrolled_not_squeezed() -> None:
    chart = chart_of(large(100, 60))
    assert chart.height > 1500
    assert min(b.height for b in chart.spots()) >= 12


def test_on_paper_a_hundred_activities_take_several_pages_and_none_is_lost() -> None:
    found = flows(large(100, 60))
    parts = list(flow_map.pages(found, 800))
    assert [s.key for part in parts for s in part.stages] == [s.key for s in found.stages]
    assert len(parts) >= 5
    assert all(flow_map.flow_map(part, 602, 800).height <= 800 for part in parts)


def test_an_empty_register_has_an_empty_map() -> None:
    found = flows(register())
    assert found == Flows((), (), ())
    assert summary(found) == "Aucune activité : la carte est encore vide."
    assert not flow_map.flow_map(found, 801, 320).primitives
    assert not list(flow_map.pages(found, 800))


@settings(max_examples=examples(15), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(registers())
def test_any_register_can_be_drawn(made: Register) -> None:
    found = flows(made)
    chart = flow_map.flow_map(found, 602, 800)
    assert len(chart.spots()) == len(found.people) + len(found.stages) + len(found.places)
    assert all(spot.sentence for spot in chart.spots())
    assert {row.key for row in found.rows()} == {
        f"{s.key} {r.place}" for s in found.stages for r in s.reaches
    }


def test_no_group_of_people_we_propose_is_cut_on_a4() -> None:
    """The map on paper is 602 points wide before it is scaled; boxes of people are 36 high there."""
    keys = list(catalogues.data_subject_categories())
    for start in range(0, len(keys), 14):
        shown = tuple(DataSubjects(key) for key in keys[start : start + 14])
        chart = chart_of(register(activity(data_subjects=shown)), 602, 800)
        assert not [p.text for p in chart.primitives if isinstance(p, Words) and p.text.endswith("…")]
