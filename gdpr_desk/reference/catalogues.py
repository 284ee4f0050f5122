"""The catalogues, each read once from its file below `resources/reference/`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import TypeVar

from gdpr_desk import assets
from gdpr_desk.reference.model import (
    Adequacy,
    BasisRights,
    Catalogue,
    Country,
    Entry,
    Grant,
    Holiday,
    LawfulBasisEntry,
    RetentionEntry,
    Scope,
    Standing,
    StatutoryPeriod,
    TriggerEntry,
)
from gdpr_desk.reference.reading import Fields, parse

_MATRIX_RIGHTS = ("access", "rectification", "erasure", "restriction", "portability", "objection")

E = TypeVar("E", bound=Entry)


def _read(name: str, build: Callable[[Fields], E]) -> Catalogue[E]:
    return parse(name, assets.text(f"reference/{name}.toml"), build)


def build_entry(fields: Fields) -> Entry:
    """A plain entry; whatever else it says is in `extra`."""
    return Entry(*fields.head())


def _basis(fields: Fields) -> LawfulBasisEntry:
    return LawfulBasisEntry(*fields.head(), fields.text("plain"), fields.text("consequence"))


def _trigger(fields: Fields) -> TriggerEntry:
    return TriggerEntry(*fields.head(), fields.text("phrase"), fields.text("until"))


def _retention(fields: Fields) -> RetentionEntry:
    return RetentionEntry(
        *fields.head(),
        fields.optional_text("period") or None,
        fields.text("trigger"),
        fields.text("kind"),
        fields.text("phase"),
        fields.text("disposal"),
        fields.flag("draft"),
    )


def _basis_rights(fields: Fields) -> BasisRights:
    grants = {right: fields.word(right, Grant) for right in _MATRIX_RIGHTS}
    return BasisRights(*fields.head(), MappingProxyType(grants))


def build_country(fields: Fields) -> Country:
    """A country, with its adequacy decision where there is one."""
    adequacy = _adequacy(fields.table("adequacy")) if "adequacy" in fields.values else None
    return Country(*fields.head(), fields.flag("eea"), adequacy)


def _adequacy(fields: Fields) -> Adequacy:
    return Adequacy(
        decided_on=fields.day("decided_on"),
        date_standing=fields.word("date_standing", Standing),
        expires_on=fields.optional_day("expires_on"),
        partial=fields.word("scope", Scope) is Scope.PARTIAL,
        condition=fields.optional_text("condition"),
        source=fields.text("source"),
        checked_on=fields.day("checked_on"),
        standing=fields.word("standing", Standing),
    )


def _statutory(fields: Fields) -> StatutoryPeriod:
    return StatutoryPeriod(
        *fields.head(),
        fields.text("rule"),
        fields.text("period"),
        fields.text("starts"),
        fields.day("valid_from"),
        fields.optional_day("valid_to"),
    )


def _holiday(fields: Fields) -> Holiday:
    return Holiday(*fields.head(), fields.text("rule"), fields.text("region"))


@cache
def lawful_bases() -> Catalogue[LawfulBasisEntry]:
    """Art. 6(1)(a) to (f)."""
    return _read("lawful_bases", _basis)


@cache
def rights() -> Catalogue[Entry]:
    """Art. 12 to 22, 7(3), 77, and Art. 85 of the French act."""
    return _read("rights", build_entry)


@cache
def basis_by_right() -> Catalogue[BasisRights]:
    """Which rights follow from which lawful basis, by the key of the basis."""
    return _read("basis_by_right", _basis_rights)


@cache
def data_subject_categories() -> Catalogue[Entry]:
    """Categories of persons (Art. 30(1)(c)); `extra` has `cnil_ods` and `vulnerable`."""
    return _read("data_subject_categories", build_entry)


@cache
def data_categories() -> Catalogue[Entry]:
    """Categories of data (Art. 30(1)(c)).

    `extra` has `cnil_ods`, `highly_personal`, for sensitive data `special`, and `usual_source`
    (a key of `data_sources`) where they are not usually given by the person.
    """
    return _read("data_categories", build_entry)


@cache
def data_sources() -> Catalogue[Entry]:
    """Where data come from; `extra["article_14"]` where not from the person, `extra["portable"]` where the
    person gave them by words or by what they did (Art. 20(1))."""
    return _read("data_sources", build_entry)


@cache
def special_categories() -> Catalogue[Entry]:
    """Sensitive data (Art. 9(1)) and offences (Art. 10)."""
    return _read("special_categories", build_entry)


@cache
def article_9_conditions() -> Catalogue[Entry]:
    """What lifts the prohibition (Art. 9(2)(a) to (j))."""
    return _read("article_9_conditions", build_entry)


@cache
def retention_triggers() -> Catalogue[TriggerEntry]:
    """The closed vocabulary of events from which a duration runs."""
    return _read("retention_triggers", _trigger)


@cache
def retention_catalogue() -> Catalogue[RetentionEntry]:
    """Durations of texts, doctrine and use, to choose from."""
    return _read("retention_catalogue", _retention)


@cache
def sweep_rules() -> Catalogue[RetentionEntry]:
    """How long the program keeps what it holds itself; `extra["phrase"]` follows the duration."""
    return _read("sweep_rules", _retention)


@cache
def ledgers() -> Catalogue[RetentionEntry]:
    """How long the entries of the shop's ledgers stay; `extra` has `phrase` and, for some, `with`."""
    return _read("ledgers", _retention)


@cache
def task_cadences() -> Catalogue[Entry]:
    """How often what lives outside the program is deleted by hand; `extra` has `every`, `first`, `up_to`."""
    return _read("task_cadences", build_entry)


@cache
def places_elsewhere() -> Catalogue[Entry]:
    """Where data live outside the program; `extra` has `words`, `icon`, and `own` for the program itself."""
    return _read("places_elsewhere", build_entry)


@cache
def hold_reasons() -> Catalogue[Entry]:
    """Why something outlives its time (Art. 17(3), 15, 18): the closed list of legal holds."""
    return _read("hold_reasons", build_entry)


@cache
def refusal_reasons() -> Catalogue[Entry]:
    """Why a request may be refused; `extra` has `rights`, `sentence` for the person, `whole` where all of a
    request can be refused for it."""
    return _read("refusal_reasons", build_entry)


@cache
def remedies() -> Catalogue[Entry]:
    """Where somebody can turn who gets no, or no full, answer (Art. 77, 79); `extra["sentence"]`."""
    return _read("remedies", build_entry)


@cache
def retention_phases() -> Catalogue[Entry]:
    """At hand, or in the restricted archive."""
    return _read("retention_phases", build_entry)


@cache
def retention_kinds() -> Catalogue[Entry]:
    """Ceiling, floor, criteria."""
    return _read("retention_kinds", build_entry)


@cache
def combinators() -> Catalogue[Entry]:
    """How durations of one group combine; `extra` has `joint` and `sentence`."""
    return _read("combinators", build_entry)


@cache
def source_kinds() -> Catalogue[Entry]:
    """Of what rank the thing is that a duration rests on; `extra["sentence"]` is the short word."""
    return _read("source_kinds", build_entry)


@cache
def disposals() -> Catalogue[Entry]:
    """What happens at the end; `extra["sentence"]` is the noun for sentences."""
    return _read("disposals", build_entry)


@cache
def security_measures() -> Catalogue[Entry]:
    """Measures (Art. 32); `extra` has `sheet` (CNIL guide of 2024) and `cnil_ods`."""
    return _read("security_measures", build_entry)


@cache
def collection_channels() -> Catalogue[Entry]:
    """By which way data arrive."""
    return _read("collection_channels", build_entry)


@cache
def information_means() -> Catalogue[Entry]:
    """How people are told (Art. 12 to 14)."""
    return _read("information_means", build_entry)


@cache
def safeguards() -> Catalogue[Entry]:
    """What makes a transfer lawful (Art. 45, 46, 49)."""
    return _read("safeguards", build_entry)


@cache
def party_kinds() -> Catalogue[Entry]:
    """The part another body plays (Art. 4, 26, 28); `extra["plain"]` in everyday words."""
    return _read("party_kinds", build_entry)


@cache
def activity_roles() -> Catalogue[Entry]:
    """In which capacity the shop acts; `extra["plain"]` in everyday words."""
    return _read("activity_roles", build_entry)


@cache
def person_roles() -> Catalogue[Entry]:
    """What a key of the vault is for."""
    return _read("person_roles", build_entry)


@cache
def activity_statuses() -> Catalogue[Entry]:
    """Where a record stands."""
    return _read("activity_statuses", build_entry)


@cache
def dpia_criteria() -> Catalogue[Entry]:
    """What the screening of Art. 35 looks at: the nine criteria of WP248, then the CNIL's two lists.

    The lists' entries have `extra["list"]`, see `dpia_lists`.
    """
    nine = _read("dpia_criteria", build_entry)
    return Catalogue("dpia_criteria", [*nine.values(), *dpia_lists().values()])


@cache
def dpia_lists() -> Catalogue[Entry]:
    """Kinds of processing of the CNIL's lists: `extra["list"]` is `required` (Art. 35(4)) or `exempt`
    (Art. 35(5))."""
    return _read("dpia_lists", build_entry)


@cache
def contract_clauses() -> Catalogue[Entry]:
    """What the contract with a processor must say (Art. 28(2) to (4), 33(2)).

    `extra["mirror"]` says the same where the shop is the processor.
    """
    return _read("contract_clauses", build_entry)


@cache
def breach_choices() -> Catalogue[Entry]:
    """Answers about an incident in the EDPB's grain, as `list.answer`; `extra` has letter and projections."""
    return _read("breach_choices", build_entry)


@cache
def breach_cnil() -> Catalogue[Entry]:
    """Answers of the authority's online service about an incident, as `list.answer`."""
    return _read("breach_cnil", build_entry)


@cache
def breach_gestures() -> Catalogue[Entry]:
    """What to do first after an incident, as `kind.gesture`."""
    return _read("breach_gestures", build_entry)


@cache
def breach_cases() -> Catalogue[Entry]:
    """The cases of EDPB Guidelines 01/2021, their outcomes and what is known of their facts."""
    return _read("breach_cases", build_entry)


@cache
def statutory_periods() -> Catalogue[StatutoryPeriod]:
    """Times that a text imposes, with their dates of validity."""
    return _read("statutory_periods", _statutory)


def statutory_period(rule: str, on: date) -> StatutoryPeriod:
    """The text on `rule` in force on the civil date `on`, or before its time the first to come.

    Raises KeyError for an unknown rule.
    """
    texts = [entry for entry in statutory_periods().values() if entry.rule == rule]
    if not texts:
        raise KeyError(rule)
    standing = [entry for entry in texts if entry.valid_on(on)]
    return standing[0] if standing else min(texts, key=lambda entry: entry.valid_from)


@cache
def holidays() -> Catalogue[Holiday]:
    """Public holidays that shift the end of a period."""
    return _read("holidays", _holiday)


@cache
def countries() -> Catalogue[Country]:
    """Every country by its ISO 3166-1 alpha-2 code (Art. 44 to 49)."""
    return _read("countries", build_country)
