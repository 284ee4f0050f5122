"""What this program adds to the CNIL's layout, read back to the letter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from gdpr_desk.documents.sheet_reading import Grid
from gdpr_desk.parties.model import Contract, Party, PartyContact, PartyKind
from gdpr_desk.register import cnil_layout as cnil
from gdpr_desk.register.model import (
    ActivityRole,
    ActivityStatus,
    Combinator,
    ContactPerson,
    Controller,
    Disposal,
    DpiaScreening,
    LawfulBasis,
    PersonalData,
    ProcessingActivity,
    Purpose,
    RetentionKind,
    RetentionPhase,
    RetentionRule,
    SourceKind,
)
from gdpr_desk.register.paper.fiche_sheet import described
from gdpr_desk.register.reading.blocks import Fiche, Line, cell
from gdpr_desk.register.reading.gathering import Gathering
from gdpr_desk.register.reading.values import day_of, duration_of, key_of, label_key, plain, text_of, yes_of

Choice = TypeVar("Choice", bound=StrEnum)


def completed(activity: ProcessingActivity, fiche: Fiche, gathering: Gathering) -> ProcessingActivity:
    """The record with everything the model of the CNIL has no place for."""
    other = {plain(line.label): line.text("Nom") for line in fiche.lines(cnil.OTHER)}
    status = choice("statuses", text_of(fiche.fact(cnil.STATUS)), ActivityStatus)
    role = choice("roles", text_of(fiche.fact(cnil.ROLE)), ActivityRole)
    if status is None or role is None:
        gathering.caution(fiche.sheet, "L’état de la fiche ou le rôle de la boutique n’est pas reconnu.")
    criteria = tuple(
        label_key("criteria", line.text("Nom")) for line in fiche.lines(cnil.OTHER, cnil.CRITERION)
    )
    return replace(
        activity,
        status=status or ActivityStatus.DRAFT,
        role=role or ActivityRole.CONTROLLER,
        collection_channels=_keys(fiche, cnil.CHANNEL, "channels"),
        informed_by=_keys(fiche, cnil.INFORMED, "means"),
        systems=tuple(line.text("Nom") for line in fiche.lines(cnil.MORE, cnil.SYSTEM)),
        paper=yes_of(other.get(plain(cnil.PAPER), "")) or False,
        automated_decisions=yes_of(other.get(plain(cnil.AUTOMATED), "")) or False,
        dpia=DpiaScreening(criteria, yes_of(other.get(plain(cnil.DPIA), ""))),
        note=other.get(plain(cnil.NOTE), ""),
    )


def _keys(fiche: Fiche, label: str, catalogue: str) -> tuple[str, ...]:
    return tuple(_spelled(catalogue, line) for line in fiche.lines(cnil.MORE, label))


def _spelled(catalogue: str, line: Line) -> str:
    """A key by its label as this program writes it; a line added by hand may use other words."""
    return (label_key if line.exact else key_of)(catalogue, line.text("Nom"))


def purpose(line: Line) -> Purpose:
    """A purpose with its basis and what justifies it."""
    condition = line.text(cnil.CONDITION)
    return Purpose(
        line.text("Nom"),
        choice("bases", line.text(cnil.BASIS), LawfulBasis),
        line.text(cnil.INTEREST),
        line.text(cnil.JUSTIFICATION),
        label_key("conditions", condition) if condition else None,
    )


def datum(line: Line) -> PersonalData:
    """A category of data; its detail is what the description says beyond the category's name."""
    category = label_key("data", line.text(cnil.CATEGORY))
    bare = PersonalData(category)
    said, name = line.text("Description"), described(bare)
    source = line.text(cnil.ORIGIN)
    return replace(
        bare,
        detail="" if said == name else said.removeprefix(f"{name} : "),
        special=yes_of(line.text(cnil.SPECIAL)) or False,
        mandatory=yes_of(line.text(cnil.MANDATORY)),
        source=label_key("sources", source) if source else "",
    )


def rule(line: Line) -> RetentionRule:
    """A duration from its own block."""
    trigger = line.text("À partir de")
    period = line.text("Période")
    return RetentionRule(
        applies_to=line.text("Concerne"),
        trigger=label_key("triggers", trigger) if trigger else "",
        period=duration_of(period),
        kind=choice("kinds", line.text("Nature"), RetentionKind) or RetentionKind.MAXIMUM,
        phase=choice("phases", line.text("Phase"), RetentionPhase) or RetentionPhase.ACTIVE,
        disposal=choice("disposals", line.text("Sort final"), Disposal) or Disposal.DELETE,
        combinator=choice("combinators", line.text("Combinaison"), Combinator),
        group=line.text(cnil.GROUP) or None,
        source=line.text(cnil.SOURCE),
        exception=line.text(cnil.EXCEPTION) or None,
        source_kind=choice("source_kinds", line.text(cnil.SOURCE_KIND), SourceKind),
    )


def is_shop_sheet(grid: Grid) -> bool:
    """Whether the sheet is the one on which this program writes the shop and its parties."""
    return bool(grid.rows) and text_of(cell(grid.rows[0], 0)) == cnil.MADE_HERE


def shop_of(grid: Grid, gathering: Gathering) -> tuple[Controller, tuple[Party, ...]]:
    """The shop and the parties of that sheet."""
    facts = {text_of(cell(row, 0)): text_of(cell(row, 1)) for row in grid.rows}
    said = {field: facts.get(label, "") for field, label in cnil.SHOP_ROWS}
    shop = Controller(
        said["name"],
        siret=said["siret"],
        ape=said["ape"],
        address=said["address"],
        email=said["email"],
        phone=said["phone"],
        representative=said["representative"] or None,
        dpo=_person(facts, cnil.DPO_ROW),
        officer=_person(facts, cnil.OFFICER_ROW),
    )
    return shop, tuple(_parties(grid, gathering))


def _person(facts: dict[str, str], title: str) -> ContactPerson | None:
    said = {field: facts.get(f"{title}, {label}", "") for field, label in cnil.PERSON_ROWS}
    if not any(said.values()):
        return None
    return ContactPerson(said["name"], said["role"], said["company"] or None, said["email"], said["phone"])


def _parties(grid: Grid, gathering: Gathering) -> Iterator[Party]:
    heads = [number for number, row in enumerate(grid.rows) if text_of(cell(row, 0)) == cnil.PARTY_COLUMNS[0]]
    for row in grid.rows[heads[-1] + 1 :] if heads else ():
        key, name, kind, country, email, rights, breaches = (text_of(cell(row, n)) for n in range(7))
        if not key:
            continue
        try:
            signed, review = day_of(cell(row, 7)), day_of(cell(row, 10))
        except ValueError:
            gathering.caution(grid.name, "La date d’un contrat ne se lit pas : elle est laissée vide.")
            signed = review = None
        clauses = (line.rpartition(" : ") for line in text_of(cell(row, 8)).split("\n") if line)
        yield Party(
            key,
            name,
            choice("parties", kind, PartyKind) or PartyKind.RECIPIENT,
            key_of("countries", country) if country else "",
            PartyContact(email, rights, breaches),
            Contract(
                signed,
                {clause: yes_of(held) or False for clause, _, held in clauses},
                location=text_of(cell(row, 9)) or None,
                next_review_on=review,
            ),
        )


def choice(catalogue: str, text: str, kind: type[Choice]) -> Choice | None:
    """The member of a closed vocabulary behind its label; None where nothing is chosen."""
    try:
        return kind(key_of(catalogue, text))
    except ValueError:
        return None
