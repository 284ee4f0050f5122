"""Activities to begin with, read from `resources/starter/*.toml`: models to be reread, never advice.

A tile of the first run or a pack names activities; an activity names parties. Every activity comes
out as a draft without a reference, and its note says that it is a model and what to decide.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from gdpr_desk import assets
from gdpr_desk.parties.model import Party, PartyKind
from gdpr_desk.reference.reading import BrokenCatalogue, Fields
from gdpr_desk.register.model import (
    ActivityRole,
    Combinator,
    DataSubjects,
    Disposal,
    DpiaScreening,
    LawfulBasis,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Recipient,
    RetentionKind,
    RetentionPhase,
    RetentionRule,
    Safeguard,
    SourceKind,
    Transfer,
)

MODEL_NOTE = "Modèle, à revoir."

_FOLDER = "starter"
_ACTIVITY = (
    *("key", "name", "role", "joint_controllers", "operations", "purposes", "data_subjects", "data"),
    *("collection_channels", "informed_by", "systems", "paper", "recipients", "transfers", "retention"),
    *("security_measures", "automated_decisions", "dpia", "review"),
)


@dataclass(frozen=True)
class StarterTile:
    """A tile to choose from: `picture` is an icon's name, `activities` the keys it creates.

    `later`: only offered once the first run is over.
    """

    key: str
    title: str
    help: str
    picture: str
    selected: bool
    activities: tuple[str, ...]
    later: bool = False


@dataclass(frozen=True)
class _Starter:
    activities: Mapping[str, ProcessingActivity]
    parties: Mapping[str, Party]
    tiles: Mapping[str, StarterTile]
    packs: Mapping[str, tuple[str, ...]]


def starter_tiles() -> tuple[StarterTile, ...]:
    """The twenty tiles of the first run, in the order in which they are shown."""
    return tuple(tile for tile in every_tile() if not tile.later)


def every_tile() -> tuple[StarterTile, ...]:
    """All tiles, those of the first run before the others: every activity is behind one of them."""
    return tuple(_starter().tiles.values())


def starter_keys() -> tuple[str, ...]:
    """What `expand` understands: every activity, tile and pack, each key once."""
    starter = _starter()
    return tuple(dict.fromkeys((*starter.activities, *starter.tiles, *starter.packs)))


def starter_pack(name: str) -> tuple[str, ...]:
    """The activities of a pack, such as `computer-shop`. Raises KeyError for an unknown one."""
    return _starter().packs[name]


def expand(keys: Iterable[str]) -> tuple[str, ...]:
    """The activities behind keys of activities, tiles and packs, in order, each once.

    Raises KeyError for a key that is none of them.
    """
    starter = _starter()
    found: dict[str, None] = {}
    for key in keys:
        if key in starter.activities:
            found[key] = None
        elif key in starter.tiles:
            found.update(dict.fromkeys(starter.tiles[key].activities))
        else:
            found.update(dict.fromkeys(starter.packs[key]))
    return tuple(found)


def starter_activity(key: str) -> ProcessingActivity:
    """The draft for the activity `key`, without a reference. Raises KeyError for an unknown key."""
    return _starter().activities[key]


def starter_activities(keys: Iterable[str]) -> tuple[ProcessingActivity, ...]:
    """The drafts behind keys of activities, tiles and packs; see `expand`."""
    return tuple(starter_activity(key) for key in expand(keys))


def starter_parties(keys: Iterable[str]) -> tuple[Party, ...]:
    """The generic parties that the activities behind `keys` name; see `expand`."""
    named: dict[str, None] = {}
    for activity in starter_activities(keys):
        named.update(dict.fromkeys(parties_of(activity)))
    return tuple(party for key, party in _starter().parties.items() if key in named)


def parties_of(activity: ProcessingActivity) -> tuple[str, ...]:
    """The keys of the parties an activity names, each once."""
    named = (
        *activity.joint_controllers,
        *activity.client_controllers,
        *(recipient.party for recipient in activity.recipients),
        *(transfer.party for transfer in activity.transfers),
    )
    return tuple(dict.fromkeys(key for key in named if key is not None))


@cache
def _starter() -> _Starter:
    """Everything below `resources/starter`. Raises BrokenCatalogue, naming the file and the key."""
    activities: dict[str, ProcessingActivity] = {}
    parties: dict[str, Party] = {}
    tiles: dict[str, StarterTile] = {}
    packs: dict[str, tuple[str, ...]] = {}
    for file in assets.names(_FOLDER, ".toml"):
        document = _document(file)
        for table in document.tables("activity"):
            activities[_new_key(table, activities)] = _activity(table.only(*_ACTIVITY))
        for table in document.tables("party"):
            parties[_new_key(table, parties)] = _party(table.only("key", "name", "kind", "country"))
        for table in document.tables("tile"):
            tiles[_new_key(table, tiles)] = _tile(table)
        for table in document.tables("pack"):
            packs[_new_key(table, packs)] = table.only("key", "title", "activities").texts("activities")
    return _Starter(activities, parties, tiles, packs)


def _document(file: str) -> Fields:
    try:
        values = tomllib.loads(assets.text(file))
    except tomllib.TOMLDecodeError as error:
        raise BrokenCatalogue(f"{file}: {error}") from error
    return Fields(file, values).only("activity", "party", "tile", "pack")


def _new_key(table: Fields, taken: Mapping[str, object]) -> str:
    key = table.text("key")
    if key in taken:
        raise BrokenCatalogue(f"{table.where}: {key} is there twice")
    return key


def _tile(table: Fields) -> StarterTile:
    table.only("key", "title", "help", "picture", "selected", "activities", "later")
    return StarterTile(
        table.text("key"),
        table.text("title"),
        table.text("help"),
        table.text("picture"),
        table.flag("selected"),
        table.texts("activities"),
        table.flag("later"),
    )


def _party(table: Fields) -> Party:
    kind = table.word("kind", PartyKind)
    return Party(table.text("key"), table.text("name"), kind, table.text("country"))


def _activity(table: Fields) -> ProcessingActivity:
    dpia = table.table("dpia").only("criteria", "required")
    return ProcessingActivity(
        reference="",
        name=table.text("name"),
        role=table.optional_word("role", ActivityRole) or ActivityRole.CONTROLLER,
        joint_controllers=table.texts("joint_controllers"),
        operations=table.texts("operations"),
        purposes=tuple(_purpose(inner) for inner in table.tables("purposes")),
        data_subjects=tuple(_subjects(inner) for inner in table.tables("data_subjects")),
        data=tuple(_data(inner) for inner in table.tables("data")),
        collection_channels=table.texts("collection_channels"),
        informed_by=table.texts("informed_by"),
        systems=table.texts("systems"),
        paper=table.flag("paper"),
        recipients=tuple(_recipient(inner) for inner in table.tables("recipients")),
        transfers=tuple(_transfer(inner) for inner in table.tables("transfers")),
        retention=tuple(_retention(inner) for inner in table.tables("retention")),
        security_measures=table.texts("security_measures"),
        automated_decisions=table.flag("automated_decisions"),
        dpia=DpiaScreening(dpia.texts("criteria"), dpia.optional_flag("required")),
        note="\n".join([MODEL_NOTE, *(f"{point[:1].upper()}{point[1:]}" for point in table.texts("review"))]),
    )


def _purpose(table: Fields) -> Purpose:
    table.only("name", "lawful_basis", "interest", "justification", "article_9_condition")
    return Purpose(
        table.text("name"),
        table.optional_word("lawful_basis", LawfulBasis),
        table.optional_text("interest"),
        table.optional_text("justification"),
        table.optional_text("article_9_condition") or None,
    )


def _subjects(table: Fields) -> DataSubjects:
    return DataSubjects(table.only("category").text("category"))


def _data(table: Fields) -> PersonalData:
    table.only("category", "detail", "special", "mandatory", "source")
    return PersonalData(
        table.text("category"),
        table.optional_text("detail"),
        table.flag("special"),
        table.optional_flag("mandatory"),
        table.optional_text("source") or "direct",
    )


def _recipient(table: Fields) -> Recipient:
    table.only("party", "internal")
    return Recipient(table.optional_text("party") or None, table.optional_text("internal") or None)


def _transfer(table: Fields) -> Transfer:
    table.only("country", "party", "safeguard", "document")
    return Transfer(
        table.text("country"),
        table.optional_text("party") or None,
        table.optional_word("safeguard", Safeguard),
        table.optional_text("document"),
    )


def _retention(table: Fields) -> RetentionRule:
    table.only(
        *("applies_to", "trigger", "period", "phase", "kind"),
        *("combinator", "group", "disposal", "source", "source_kind", "exception"),
    )
    return RetentionRule(
        applies_to=table.text("applies_to"),
        trigger=table.text("trigger"),
        period=table.optional_text("period") or None,
        phase=table.optional_word("phase", RetentionPhase) or RetentionPhase.ACTIVE,
        kind=table.optional_word("kind", RetentionKind) or RetentionKind.MAXIMUM,
        combinator=table.optional_word("combinator", Combinator),
        group=table.optional_text("group") or None,
        disposal=table.optional_word("disposal", Disposal) or Disposal.DELETE,
        source=table.text("source"),
        source_kind=table.optional_word("source_kind", SourceKind),
        exception=table.optional_text("exception") or None,
    )
