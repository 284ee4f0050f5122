"""One record as a sheet in the CNIL's layout, with or without what the program adds to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from gdpr_desk.documents.spreadsheets import Cell, Look, Row, Value, row
from gdpr_desk.parties.model import Party
from gdpr_desk.periods.words import french_duration
from gdpr_desk.reference import catalogues
from gdpr_desk.register import cnil_layout as cnil
from gdpr_desk.register.model import PersonalData, ProcessingActivity, Recipient, Register
from gdpr_desk.register.wording import (
    retention_sentence,
    retention_sentences,
    status_label,
)

WIDTHS = (6.5, 6.5, 4.5, 4.5, 6.5, 4.0, 4.0, 4.0, 0.6, 2.0, 5.0, 4.0, 4.0, 4.0)

Block = tuple[str, Sequence[str], Sequence[str]]
Line = tuple[str, Mapping[int, Value], Sequence[Value] | None]
"""A label, values by column (1 is B), and the added values, or nothing for a line left blank."""


def fiche_rows(activity: ProcessingActivity, register: Register, *, complete: bool) -> Iterator[Row]:
    """Every row of the sheet; the strict version ends with the model's last block."""
    parties = {party.key: party for party in register.parties}
    yield row(f"Fiche de registre {activity.reference}".strip(), look=Look.TITLE)
    yield row(cnil.LEGEND if complete else f"{cnil.STRICT} {cnil.STRICT_LEAVES_OUT}")
    yield ()
    yield from _identity(activity, complete)
    for title, columns, added, lines in _blocks(activity, register, parties):
        yield ()
        if complete:
            yield _head(title, columns, (cnil.RANK, *added))
        elif not title.startswith(cnil.MARK) or title.startswith(cnil.ALSO_STRICT):
            yield _head(title, columns, ())
        else:
            continue
        yield from _lines(lines, complete)


def _identity(activity: ProcessingActivity, complete: bool) -> Iterator[Row]:
    facts: list[tuple[str, Value]] = [
        (cnil.NAME, activity.name),
        (cnil.REFERENCE, activity.reference),
        (cnil.CREATED, activity.created_on),
        (cnil.UPDATED, activity.reviewed_on),
    ]
    if complete:
        role = catalogues.activity_roles().label(activity.role.value)
        facts += [(cnil.STATUS, status_label(activity.status)), (cnil.ROLE, role)]
    for label, value in facts:
        yield Cell(label, _look(label)), Cell(value)


def _blocks(
    activity: ProcessingActivity, register: Register, parties: Mapping[str, Party]
) -> Iterator[tuple[str, Sequence[str], Sequence[str], Iterable[Line]]]:
    kept = ("Description", "", "", cnil.KEPT)
    about = (cnil.CATEGORY, cnil.SPECIAL, cnil.ORIGIN, cnil.MANDATORY)
    yield cnil.ACTORS, cnil.ACTOR_COLUMNS, (cnil.KEY,), _actors(activity, register, parties)
    added = (cnil.BASIS, cnil.INTEREST, cnil.JUSTIFICATION, cnil.CONDITION)
    yield cnil.PURPOSES, (), added, _purposes(activity)
    yield cnil.DATA, kept, about, _data(activity, cnil.DATA_LINES)
    yield cnil.SENSITIVE, kept, about, _data(activity, cnil.SENSITIVE_LINES)
    detail = ("", "", "Précisions")
    yield cnil.PEOPLE, ("Description", *detail), (cnil.NUMBER,), _people(activity)
    yield cnil.RECIPIENTS, ("Type de destinataire", *detail), (cnil.KEY,), _recipients(activity, parties)
    yield cnil.MEASURES, ("Type de mesure de sécurité", *detail), (), _measures(activity)
    guarantee = ("Destinataire", "Pays", "Type de Garanties", "", "Liens vers la documentation")
    yield cnil.TRANSFERS, guarantee, (cnil.KEY,), _transfers(activity, parties)
    more = (cnil.GROUP, cnil.SOURCE, cnil.EXCEPTION, cnil.SOURCE_KIND)
    yield cnil.DURATIONS, cnil.DURATION_COLUMNS, more, _durations(activity)
    yield cnil.MORE, (), (), _more(activity)
    yield cnil.OTHER, (), (), _other(activity)


def _head(title: str, columns: Sequence[str], added: Sequence[str]) -> Row:
    own = [Cell(title, Look.HEAD), *(Cell(column, Look.HEAD) for column in columns)]
    own += [Cell(None, Look.HEAD)] * (cnil.FIRST_ADDED_COLUMN - 1 - len(own))
    if not added:
        return tuple(own)
    return (*own, Cell(), *(Cell(column, Look.ADDED) for column in added))


def _lines(lines: Iterable[Line], complete: bool) -> Iterator[Row]:
    rank = 0
    for label, values, added in lines:
        if not complete and label.startswith(cnil.MARK) and not label.startswith(cnil.ALSO_STRICT):
            continue
        last = max(values, default=0)
        cells = [Cell(label, _look(label)), *(Cell(values.get(number)) for number in range(1, last + 1))]
        if complete and added is not None:
            rank += 1
            cells += [Cell()] * (cnil.FIRST_ADDED_COLUMN - len(cells))
            place, rest = (added[0], added[1:]) if isinstance(added, _Placed) else (rank, added)
            cells += [Cell(place), *(Cell(value) for value in rest)]
        yield tuple(cells)


class _Placed(list[Value]):
    """Added values that begin with the place of the line in the record."""


def _look(label: str) -> Look:
    return Look.ADDED if label.startswith(cnil.MARK) else Look.LABEL


def _actors(activity: ProcessingActivity, register: Register, parties: Mapping[str, Party]) -> Iterator[Line]:
    shop = register.controller
    yield cnil.CONTROLLER, {1: shop.name, 2: shop.address, 6: shop.phone, 7: shop.email}, None
    dpo = shop.dpo
    yield cnil.DPO, {1: dpo.name, 6: dpo.phone, 7: dpo.email} if dpo else {}, None
    yield cnil.DPO_COMPANY, {1: dpo.company or ""} if dpo else {}, None
    yield cnil.REPRESENTATIVE, {1: shop.representative or ""}, None
    for key in activity.joint_controllers:
        yield cnil.JOINT, _actor(key, parties), [key]
    if not activity.joint_controllers:
        yield cnil.JOINT, {}, None
    for key in activity.client_controllers:
        yield cnil.CLIENT, _actor(key, parties), [key]


def _actor(key: str, parties: Mapping[str, Party]) -> dict[int, Value]:
    party = parties.get(key)
    if party is None:
        return {1: key}
    country = catalogues.countries().label(party.country) if party.country else ""
    return {1: party.name, 5: country, 7: party.contact.email}


def _purposes(activity: ProcessingActivity) -> Iterator[Line]:
    for number, purpose in enumerate(activity.purposes):
        label = f"{cnil.SUB_PURPOSE} {number}" if number else cnil.MAIN_PURPOSE
        basis = catalogues.lawful_bases().label(purpose.lawful_basis.value) if purpose.lawful_basis else ""
        condition = purpose.article_9_condition
        held = catalogues.article_9_conditions().label(condition) if condition else ""
        yield label, {1: purpose.name}, [basis, purpose.interest, purpose.justification, held]
    if not activity.purposes:
        yield cnil.MAIN_PURPOSE, {}, None
    yield from ((cnil.OPERATION, {1: name}, []) for name in activity.operations)


def _data(activity: ProcessingActivity, lines: Mapping[str, str]) -> Iterator[Line]:
    """Each line of the model, with one row for each category of data that belongs there."""
    for key, label in lines.items():
        found = [(n, d) for n, d in enumerate(activity.data, 1) if cnil.data_line(d.category) == key]
        for number, datum in found:
            category = catalogues.data_categories().label(datum.category)
            source = catalogues.data_sources().label(datum.source) if datum.source else ""
            mandatory = "" if datum.mandatory is None else yes_no(datum.mandatory)
            added = _Placed([number, category, yes_no(datum.special), source, mandatory])
            yield label, {1: described(datum), 4: _kept(activity, datum)}, added
        if not found:
            yield label, {}, None


def described(datum: PersonalData) -> str:
    """The category in words, and its detail: « Identité : nom, prénom »."""
    category = catalogues.data_categories().label(datum.category)
    return f"{category} : {datum.detail}" if datum.detail else category


def _kept(activity: ProcessingActivity, datum: PersonalData) -> str:
    """The durations that name this category; all of them where none does."""
    words = f"{described(datum)} {datum.category}".casefold()
    rules = activity.retention
    own = [rule for rule in rules if rule.applies_to.strip() and rule.applies_to.strip().casefold() in words]
    if own:
        return "\n".join(retention_sentence(rule) for rule in own)
    return "\n".join(retention_sentences(rules))


def _people(activity: ProcessingActivity) -> Iterator[Line]:
    for number, subjects in enumerate(activity.data_subjects, 1):
        kind = cnil.choice("people", subjects.category, cnil.OTHER_PEOPLE)
        label = catalogues.data_subject_categories().label(subjects.category)
        yield f"{cnil.PERSON} {number}", {1: kind, 4: label}, [subjects.approximate_number]


def _recipients(activity: ProcessingActivity, parties: Mapping[str, Party]) -> Iterator[Line]:
    for number, recipient in enumerate(activity.recipients, 1):
        kind, name = _recipient(recipient, parties)
        yield f"{cnil.RECIPIENT} {number}", {1: kind, 4: name}, [recipient.party]


def _recipient(recipient: Recipient, parties: Mapping[str, Party]) -> tuple[str, str]:
    if recipient.party is None:
        return cnil.INSIDE, recipient.internal or ""
    party = parties.get(recipient.party)
    if party is None:
        return cnil.OTHER_RECIPIENT, recipient.party
    return cnil.choice("kinds", party.kind.value, cnil.OTHER_RECIPIENT), party.name


def _measures(activity: ProcessingActivity) -> Iterator[Line]:
    for number, key in enumerate(activity.security_measures, 1):
        kind = cnil.choice("measures", key, cnil.OTHER_MEASURE)
        yield f"{cnil.MEASURE} {number}", {1: kind, 4: catalogues.security_measures().label(key)}, []


def _transfers(activity: ProcessingActivity, parties: Mapping[str, Party]) -> Iterator[Line]:
    for number, transfer in enumerate(activity.transfers, 1):
        party = parties.get(transfer.party) if transfer.party else None
        guarantee = cnil.choice("safeguards", transfer.safeguard.value, "") if transfer.safeguard else ""
        country = catalogues.countries().label(transfer.country) if transfer.country else ""
        values = {1: party.name if party else "", 2: country, 3: guarantee, 5: transfer.document}
        yield f"{cnil.TRANSFER} {number}", values, [transfer.party]


def _durations(activity: ProcessingActivity) -> Iterator[Line]:
    for number, rule in enumerate(activity.retention, 1):
        values: dict[int, Value] = {
            1: rule.applies_to,
            2: french_duration(rule.period) if rule.period else "",
            3: catalogues.retention_triggers().label(rule.trigger) if rule.trigger else "",
            4: catalogues.retention_kinds().label(rule.kind.value),
            5: catalogues.retention_phases().label(rule.phase.value),
            6: catalogues.disposals().label(rule.disposal.value),
            7: catalogues.combinators().label(rule.combinator.value) if rule.combinator else "",
        }
        rank = catalogues.source_kinds().label(rule.source_kind.value) if rule.source_kind else ""
        yield f"{cnil.DURATION} {number}", values, [rule.group, rule.source, rule.exception, rank]


def _more(activity: ProcessingActivity) -> Iterator[Line]:
    channels, means = catalogues.collection_channels(), catalogues.information_means()
    yield from ((cnil.CHANNEL, {1: channels.label(key)}, []) for key in activity.collection_channels)
    yield from ((cnil.INFORMED, {1: means.label(key)}, []) for key in activity.informed_by)
    yield from ((cnil.SYSTEM, {1: name}, []) for name in activity.systems)


def _other(activity: ProcessingActivity) -> Iterator[Line]:
    dpia = activity.dpia
    yield cnil.PAPER, {1: yes_no(activity.paper)}, []
    yield cnil.AUTOMATED, {1: yes_no(activity.automated_decisions)}, []
    yield cnil.DPIA, {1: "" if dpia.required is None else yes_no(dpia.required)}, []
    yield from ((cnil.CRITERION, {1: catalogues.dpia_criteria().label(key)}, []) for key in dpia.criteria)
    yield cnil.NOTE, {1: activity.note}, []


def yes_no(value: bool) -> str:
    """`Oui` or `Non`."""
    return "Oui" if value else "Non"
