"""Generated registers: whatever an officer could type and an older or newer program could write.

`registers()` draws registers that the store accepts; every text may be hostile to a page (markup,
two writing directions, emoji, line breaks, ten thousand characters) and every level may carry
keys of a newer format.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from hypothesis import strategies as st

from gdpr_desk.parties.model import Contract, Party, PartyContact, PartyKind
from gdpr_desk.reference import catalogues
from gdpr_desk.register.model import (
    ActivityRole,
    ActivityStatus,
    Combinator,
    ContactPerson,
    Controller,
    DataSubjects,
    Disposal,
    DpiaScreening,
    LawfulBasis,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Recipient,
    Register,
    RetentionKind,
    RetentionPhase,
    RetentionRule,
    Safeguard,
    SourceKind,
    Transfer,
)

EXAMPLES = "GDPR_DESK_EXAMPLES"
"""Set by `tests/trials/test_many_examples.py`: how many examples each of these draws at least."""


def examples(few: int) -> int:
    """How many are drawn: `few` in the suite, which runs at every change and draws others each time."""
    return max(few, int(os.environ.get(EXAMPLES, few)))


HOSTILE_TEXTS = (
    "R&D <é> Œuvre",
    "<b>gras</b> & </para> <script>alert(1)</script>",
    "Équipe 👩‍🔧 de l’atelier 🇫🇷",
    "שלום, לקוח יקר (2026)",
    "مرحبا بكم في المتجر 12",
    "première ligne\ndeuxième ligne\r\n\ttroisième",
    "  blancs autour  ",
    "=1+1",
    "50 % « à peu près » d’accord ?",
    "NFD : e\u0301te\u0301",
    "mot" * 3_333 + "!",
)
PERIODS = ("PT48H", "P60D", "P1M", "P13M", "P1Y6M", "P2W", "P3Y", "P10Y")

texts = st.one_of(
    st.sampled_from(HOSTILE_TEXTS),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30),
    st.text("abcdefé ’-\n", max_size=60),
)
maybe_texts = st.none() | texts
days = st.dates(date(2018, 5, 25), date(2026, 11, 23))
maybe_days = st.none() | days
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text("abz_é", max_size=6), inner, max_size=2)
    ),
    max_leaves=3,
)
extras: st.SearchStrategy[dict[str, Any]] = st.just({}) | st.dictionaries(
    st.text("abz_", min_size=1, max_size=6).map("x_{}".format), _json, max_size=2
)
keys = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,12}", fullmatch=True)


def _keys_of(known: Iterable[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(known)) | texts


def parties_with_key(key: str) -> st.SearchStrategy[Party]:
    """Parties under one key."""
    checklists = st.dictionaries(
        st.sampled_from(("instructions", "security", "audit", "x_new")), st.booleans()
    )
    return st.builds(
        Party,
        key=st.just(key),
        name=texts,
        kind=st.sampled_from(PartyKind),
        country=st.sampled_from(("FR", "US", "CH", "JP", "")),
        contact=st.builds(PartyContact, email=texts, rights=texts, breaches=texts, extra=extras),
        contract=st.builds(
            Contract,
            signed_on=maybe_days,
            checklist=checklists,
            location=maybe_texts,
            next_review_on=maybe_days,
            extra=extras,
        ),
        extra=extras,
    )


_people = st.builds(
    ContactPerson, name=texts, role=texts, company=maybe_texts, email=texts, phone=texts, extra=extras
)
controllers = st.builds(
    Controller,
    name=texts,
    siret=st.sampled_from(("", "00000001800002")),
    ape=st.sampled_from(("", "9511Z")),
    address=texts,
    email=texts,
    phone=texts,
    representative=maybe_texts,
    dpo=st.none() | _people,
    officer=st.none() | _people,
    extra=extras,
)
purposes = st.builds(
    Purpose,
    name=texts,
    lawful_basis=st.none() | st.sampled_from(LawfulBasis),
    interest=texts,
    justification=texts,
    article_9_condition=maybe_texts,
    extra=extras,
)
data_subjects = st.builds(
    DataSubjects,
    category=_keys_of(catalogues.data_subject_categories()),
    approximate_number=st.none() | st.integers(0, 99_999_999_999),
    extra=extras,
)
personal_data = st.builds(
    PersonalData,
    category=_keys_of(catalogues.data_categories()),
    detail=texts,
    special=st.booleans(),
    mandatory=st.none() | st.booleans(),
    source=_keys_of(catalogues.data_sources()),
    extra=extras,
)
retention_rules = st.builds(
    RetentionRule,
    applies_to=texts,
    trigger=_keys_of(catalogues.retention_triggers()),
    period=st.none() | st.sampled_from(PERIODS),
    phase=st.sampled_from(RetentionPhase),
    kind=st.sampled_from(RetentionKind),
    combinator=st.none() | st.sampled_from(Combinator),
    group=st.none() | st.sampled_from(("a", "b")) | texts,
    disposal=st.sampled_from(Disposal),
    source=texts,
    exception=maybe_texts,
    source_kind=st.none() | st.sampled_from(SourceKind),
    extra=extras,
)


def _few(inner: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(inner, max_size=most).map(tuple)


def activities(
    reference: str = "", known_parties: Sequence[str] = ()
) -> st.SearchStrategy[ProcessingActivity]:
    """Records that name none but `known_parties`."""
    party = st.sampled_from(list(known_parties)) if known_parties else st.nothing()
    maybe_party = st.none() | party if known_parties else st.none()
    inside = st.builds(Recipient, internal=texts, extra=extras)
    recipients = inside | st.builds(Recipient, party=party, extra=extras) if known_parties else inside
    transfers = st.builds(
        Transfer,
        country=st.sampled_from(("US", "CH", "FR", "IN", "")),
        party=maybe_party,
        safeguard=st.none() | st.sampled_from(Safeguard),
        document=texts,
        extra=extras,
    )
    return st.builds(
        ProcessingActivity,
        reference=st.just(reference),
        name=texts,
        role=st.sampled_from(ActivityRole),
        joint_controllers=_few(party, 2) if known_parties else st.just(()),
        client_controllers=_few(party, 2) if known_parties else st.just(()),
        operations=_few(texts),
        status=st.sampled_from(ActivityStatus),
        created_on=maybe_days,
        reviewed_on=maybe_days,
        purposes=_few(purposes),
        data_subjects=_few(data_subjects),
        data=_few(personal_data),
        collection_channels=_few(_keys_of(catalogues.collection_channels())),
        informed_by=_few(_keys_of(catalogues.information_means())),
        systems=_few(texts),
        paper=st.booleans(),
        recipients=_few(recipients),
        transfers=_few(transfers, 2),
        retention=_few(retention_rules, 4),
        security_measures=_few(_keys_of(catalogues.security_measures())),
        automated_decisions=st.booleans(),
        dpia=st.builds(DpiaScreening, criteria=_few(texts), required=st.none() | st.booleans(), extra=extras),
        note=texts,
        extra=extras,
    )


@st.composite
def registers(draw: st.DrawFn, most_activities: int = 3) -> Register:
    """Registers in the order the store gives back: records by reference, parties by key."""
    party_keys = sorted(draw(st.lists(keys, max_size=3, unique=True)))
    numbers = sorted(draw(st.lists(st.integers(1, 120), max_size=most_activities, unique=True)))
    return Register(
        controller=draw(controllers),
        parties=tuple(draw(parties_with_key(key)) for key in party_keys),
        activities=tuple(draw(activities(f"T-{number:02d}", party_keys)) for number in numbers),
        extra=draw(extras),
    )
