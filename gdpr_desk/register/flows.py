"""Where the data go: from whom, for what, to whom, in which country (Art. 30(1)(c) to (e)).

Facts for the flow map and for its twin in rows; archived activities have no flow. « Sans garantie »
is said only of a place outside the European Economic Area for which the register names no
safeguard and no adequacy decision covers every recipient (Art. 44 to 46).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from gdpr_desk.parties.model import Party
from gdpr_desk.periods.words import french_list
from gdpr_desk.reference import catalogues
from gdpr_desk.register.model import (
    ActivityStatus,
    ProcessingActivity,
    Register,
    Safeguard,
    Transfer,
)
from gdpr_desk.register.wording import country_label, people_line

SHOP = "shop"
_NAMED = 12
"""How many names a sentence lists before it counts the rest."""
_PICTURES: Mapping[str, str] = {
    "prospects": "user-plus",
    "website_visitors": "monitor",
    "subscribers": "mail",
    "callers": "phone",
    "correspondents": "inbox",
    "premises_visitors": "store",
    "delivery_recipients": "truck",
    "employees": "id-card-lanyard",
    "former_employees": "id-card-lanyard",
    "trainees": "id-card-lanyard",
    "candidates": "file-user",
    "suppliers": "handshake",
    "service_providers": "handshake",
    "review_authors": "star",
    "debtors": "banknote-x",
    "followers": "share-2",
    "requesters": "scan-eye",
    "loyalty_members": "gift",
}


@dataclass(frozen=True)
class Node:
    """People, or a place where data arrive. `country` is a code, or empty."""

    key: str
    name: str
    second: str = ""
    country: str = ""
    picture: str = "users"
    unguarded: bool = False


@dataclass(frozen=True)
class Reach:
    """One place an activity's data go to."""

    place: str
    country: str = ""
    guarded: bool = True


@dataclass(frozen=True)
class Stage:
    """One activity: `types` counts its categories of data, `people` and `reaches` name nodes."""

    key: str
    reference: str
    name: str
    types: int
    who: str
    people: tuple[str, ...]
    reaches: tuple[Reach, ...]


@dataclass(frozen=True)
class FlowRow:
    """« De → Pour → Vers → Pays »: the accessible twin of one flow."""

    key: str
    reference: str
    people: str
    activity: str
    place: str
    country: str
    guarded: bool


@dataclass(frozen=True)
class Flows:
    """All flows of a register; nodes in the order in which their activities follow each other."""

    people: tuple[Node, ...]
    stages: tuple[Stage, ...]
    places: tuple[Node, ...]

    def node(self, key: str) -> Node:
        """The people or the place named `key`; KeyError where there is none."""
        return {node.key: node for node in (*self.people, *self.places)}[key]

    def rows(self) -> tuple[FlowRow, ...]:
        """One row an activity and place, in the order of the register."""
        names = {node.key: node.name for node in self.places}
        return tuple(
            FlowRow(
                f"{stage.key} {reach.place}",
                stage.reference,
                stage.who or "À préciser",
                stage.name,
                names[reach.place],
                country_label(reach.country) if reach.country else "",
                reach.guarded,
            )
            for stage in self.stages
            for reach in stage.reaches
        )

    def part(self, stages: Sequence[Stage]) -> Flows:
        """Only these activities, with the people and places they touch."""
        people = {key for stage in stages for key in stage.people}
        reached = {reach.place: True for stage in stages for reach in stage.reaches}
        bad = {r.place for s in stages for r in s.reaches if not r.guarded}
        return Flows(
            tuple(n for n in self.people if n.key in people),
            tuple(stages),
            tuple(replace(n, unguarded=n.key in bad) for n in self.places if n.key in reached),
        )


def flows(register: Register) -> Flows:
    """Where the data of the register's activities go; an archived one no longer sends any."""
    parties = {party.key: party for party in register.parties}
    kept = [a for a in register.activities if a.status is not ActivityStatus.ARCHIVED]
    stages = tuple(_stage(number, activity, parties) for number, activity in enumerate(kept))
    people = _people(kept)
    bad = {r.place for s in stages for r in s.reaches if not r.guarded}
    places: dict[str, str] = {}
    for reach in (r for s in stages for r in s.reaches):
        places.setdefault(reach.place, reach.country)
    nodes = [_place(key, country, parties, unguarded=key in bad) for key, country in places.items()]
    return Flows(
        _in_order(people, {n.key: [i for i, s in enumerate(stages) if n.key in s.people] for n in people}),
        stages,
        _in_order(
            nodes,
            {
                n.key: [i for i, s in enumerate(stages) if any(r.place == n.key for r in s.reaches)]
                for n in nodes
            },
        ),
    )


def title_of(found: Flows, key: str) -> str:
    """What stands first below the map when `key` is chosen: « Chat du site : 2 chemins »."""
    paths = [(s, r) for s in found.stages for r in s.reaches if key in {s.key, r.place, *s.people}]
    return f"{_name(found, key)} : {_count(len(paths), 'chemin')}"


def sentence_of(found: Flows, key: str) -> str:
    """What the chosen people, activity or place mean, in a sentence or three."""
    stage = next((s for s in found.stages if s.key == key), None)
    if stage is not None:
        return _stage_sentence(found, stage)
    node = found.node(key)
    if any(n.key == key for n in found.people):
        told = [s.name for s in found.stages if key in s.people]
        return f"Leurs données servent à : {_ended(_listed(told))}"
    told = [s.name for s in found.stages if any(r.place == key for r in s.reaches)]
    where = f" ({country_label(node.country)})" if node.country else ""
    if key == SHOP:
        return f"Les données restent chez vous pour : {_ended(_listed(told))}"
    missing = " Il manque la garantie de transfert." if node.unguarded else ""
    return f"{node.name}{where} reçoit les données de : {_ended(_listed(told))}{missing}"


def spoken_of(found: Flows, key: str) -> str:
    """What a screen reader says of a box: its name in full, its paths, its sentence."""
    stage = next((s for s in found.stages if s.key == key), None)
    types = f", {types_words(stage.types)}" if stage else ""
    return f"{title_of(found, key)}{types}. {sentence_of(found, key)}"


def summary(found: Flows) -> str:
    """The whole map in a sentence or two."""
    if not found.stages:
        return "Aucune activité : la carte est encore vide."
    outside = [n.name for n in found.places if n.unguarded]
    bodies = sum(n.key != SHOP for n in found.places)
    told = f"{_count(len(found.stages), 'activité')}, {_count(bodies, 'organisme')} hors de la boutique."
    if outside:
        return f"{told} Hors UE sans garantie : {_ended(_listed(outside))}"
    return f"{told} Aucun flux hors UE sans garantie."


def _people(activities: Iterable[ProcessingActivity]) -> list[Node]:
    known = catalogues.data_subject_categories()
    categories = dict.fromkeys(s.category for a in activities for s in a.data_subjects)
    return [
        Node(f"people:{c}", _line(known.label(c)) or "Sans nom", picture=_PICTURES.get(c, "users"))
        for c in categories
    ]


def _stage(number: int, activity: ProcessingActivity, parties: Mapping[str, Party]) -> Stage:
    return Stage(
        f"activity:{activity.reference or number}",
        activity.reference,
        _line(activity.name) or "Sans nom",
        len({data.category for data in activity.data}),
        _line(people_line(activity.data_subjects)),
        tuple(dict.fromkeys(f"people:{s.category}" for s in activity.data_subjects)),
        _reaches(activity, parties),
    )


def _reaches(activity: ProcessingActivity, parties: Mapping[str, Party]) -> tuple[Reach, ...]:
    """The shop where people of it are named, or nobody at all; bodies; countries without a body."""
    outside = dict.fromkeys(r.party for r in activity.recipients if r.party)
    outside |= dict.fromkeys(activity.joint_controllers)
    outside |= dict.fromkeys(t.party for t in activity.transfers if t.party)
    found = []
    for key in outside:
        country = _country_of(key, activity.transfers, parties)
        found.append(Reach(f"party:{key}", country, _guarded(country, key, activity.transfers)))
    reached = {reach.country for reach in found}
    for transfer in activity.transfers:
        if transfer.party is None and transfer.country and transfer.country not in reached:
            guarded = _guarded(transfer.country, None, activity.transfers)
            found.append(Reach(f"country:{transfer.country}", transfer.country, guarded))
            reached.add(transfer.country)
    inside = any(r.internal is not None for r in activity.recipients)
    return (Reach(SHOP), *found) if inside or not found else tuple(found)


def _country_of(key: str, transfers: Sequence[Transfer], parties: Mapping[str, Party]) -> str:
    """Where the body is; a transfer that names it knows better than its address."""
    told = next((t.country for t in transfers if t.party == key and t.country), "")
    party = parties.get(key)
    return told or (party.country if party else "")


def _guarded(country: str, party: str | None, transfers: Sequence[Transfer]) -> bool:
    """Whether nothing is missing for this country: inside the EEA, unknown to us, or safeguarded."""
    entry = catalogues.countries().get(country)
    if entry is None or entry.eea or (entry.adequacy is not None and not entry.adequacy.partial):
        return True
    named = [t for t in transfers if party is not None and t.party == party]
    told = named or [t for t in transfers if t.party is None and t.country == country]
    return bool(told) and all(
        t.safeguard is not None and (t.safeguard is not Safeguard.ADEQUACY or entry.adequacy is not None)
        for t in told
    )


def _place(key: str, country: str, parties: Mapping[str, Party], *, unguarded: bool) -> Node:
    if key == SHOP:
        return Node(SHOP, "Dans la boutique", picture="store")
    kind, _, name = key.partition(":")
    if kind == "country":
        return Node(key, country_label(name), "destinataire à préciser", name, "globe", unguarded)
    party = parties.get(name)
    if party is None:
        return Node(key, _line(name) or "Sans nom", "", country, "building-2", unguarded)
    kind = catalogues.party_kinds().label(party.kind.value)
    second = kind[:1].lower() + kind[1:]
    return Node(key, _line(party.name) or "Sans nom", second, country, "building-2", unguarded)


def _in_order(nodes: Sequence[Node], stages: Mapping[str, Sequence[int]]) -> tuple[Node, ...]:
    """The shop first, then by the middle of the activities touched: fewer ribbons cross."""
    return tuple(
        sorted(nodes, key=lambda n: (n.key != SHOP, sum(stages[n.key]) / max(1, len(stages[n.key]))))
    )


def _stage_sentence(found: Flows, stage: Stage) -> str:
    names = {node.key: node for node in found.places}
    told = ["votre boutique"] if any(r.place == SHOP for r in stage.reaches) else []
    for reach in stage.reaches:
        if reach.place != SHOP:
            where = f" ({country_label(reach.country)})" if reach.country not in {"", "FR"} else ""
            told.append(f"{names[reach.place].name}{where}")
    missing = "" if all(r.guarded for r in stage.reaches) else " Il manque la garantie de transfert."
    who = stage.who or "Personnes à préciser"
    return f"{who} → {stage.name} → {_ended(_listed(told))}{missing}"


def types_words(count: int) -> str:
    """« 4 types de données », or that nobody has said which."""
    if not count:
        return "données à préciser"
    return f"{count} type{'s' if count > 1 else ''} de données"


def _name(found: Flows, key: str) -> str:
    stage = next((s for s in found.stages if s.key == key), None)
    return stage.name if stage else found.node(key).name


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    if more > 1:
        return f"{', '.join(names[:_NAMED])} et {more} autres"
    return french_list(list(names))


def _ended(text: str) -> str:
    """A name may bring its own full stop: « Exemple Inc. »."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number > 1 else ''}"


def _line(text: str) -> str:
    return " ".join(text.split())
