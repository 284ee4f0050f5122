"""What a record says, in French: one sentence for screen, paper and command line alike.

Plain characters; `documents.typography.display` puts the no-break spaces. The data are meant in
every sentence (« les données »), hence the feminine plural.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gdpr_desk.parties.model import Party
from gdpr_desk.periods.duration import Duration
from gdpr_desk.periods.words import french_duration, french_list
from gdpr_desk.reference import catalogues
from gdpr_desk.register.model import (
    ActivityRole,
    ActivityStatus,
    Combinator,
    DataSubjects,
    Disposal,
    LawfulBasis,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Recipient,
    RetentionKind,
    RetentionPhase,
    RetentionRule,
    Safeguard,
    Transfer,
)

_DISPOSED = {
    Disposal.DELETE: "effacées",
    Disposal.ANONYMISE: "rendues anonymes",
    Disposal.ARCHIVE: "archivées",
    Disposal.RETURN: "rendues",
}
_BASIS_SHORT = {
    LawfulBasis.CONSENT: "Consentement",
    LawfulBasis.CONTRACT: "Contrat",
    LawfulBasis.LEGAL_OBLIGATION: "Obligation légale",
    LawfulBasis.VITAL_INTERESTS: "Intérêts vitaux",
    LawfulBasis.PUBLIC_TASK: "Intérêt public",
    LawfulBasis.LEGITIMATE_INTERESTS: "Intérêt légitime",
}
_ARCHIVE = "en archive intermédiaire"
_HOURS_SHOWN_SHORT = 48


@dataclass(frozen=True)
class RetentionLine:
    """One duration as the report prints it: what it is about, the sentence, and its footnotes."""

    applies_to: str
    sentence: str
    exceptions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def basis_label(basis: LawfulBasis | None) -> str:
    """The catalogue's full words; « Raison à préciser » where none is chosen."""
    return catalogues.lawful_bases().label(basis.value) if basis else "Raison à préciser"


def basis_short(basis: LawfulBasis | None) -> str:
    """One or two words for a column: « Contrat »; empty where none is chosen."""
    return _BASIS_SHORT[basis] if basis else ""


def bases_line(activity: ProcessingActivity) -> str:
    """The bases of all purposes, each once: « Contrat, obligation légale »; empty where none."""
    return _enumerated(basis_short(p.lawful_basis) for p in activity.purposes)


def purpose_line(purpose: Purpose) -> str:
    """A purpose and why it is permitted: « Livrer les commandes (contrat) »."""
    name = purpose.name.strip() or "But à préciser"
    return f"{name} ({_lower_first(basis_short(purpose.lawful_basis) or 'raison à préciser')})"


def role_label(role: ActivityRole) -> str:
    """In which capacity the shop acts, in plain words."""
    return catalogues.activity_roles().label(role.value)


def status_label(status: ActivityStatus) -> str:
    """Where the record stands: draft, in use, archived."""
    return catalogues.activity_statuses().label(status.value)


def safeguard_label(safeguard: Safeguard | None) -> str:
    """What makes a transfer lawful; « Garantie à préciser » where nothing is chosen."""
    return catalogues.safeguards().label(safeguard.value) if safeguard else "Garantie à préciser"


def country_label(code: str) -> str:
    """The country's French name; the code itself where it is not known."""
    return catalogues.countries().label(code) if code else "Pays à préciser"


def people_line(subjects: Sequence[DataSubjects]) -> str:
    """The categories of people, each once: « Clients, prospects »."""
    return _enumerated(catalogues.data_subject_categories().label(s.category) for s in subjects)


def data_line(data: Sequence[PersonalData]) -> str:
    """The categories of data, each once."""
    return _enumerated(catalogues.data_categories().label(d.category) for d in data)


def recipient_label(recipient: Recipient, parties: Mapping[str, Party]) -> str:
    """The party's name, or the people of the shop in the officer's words."""
    if recipient.party is not None:
        party = parties.get(recipient.party)
        return party.name if party else recipient.party
    return recipient.internal or ""


def transfer_line(transfer: Transfer, parties: Mapping[str, Party]) -> str:
    """« États-Unis, chez Exemple Inc. : clauses contractuelles types »."""
    party = parties.get(transfer.party) if transfer.party else None
    where = country_label(transfer.country) + (f", chez {party.name}" if party else "")
    return f"{where} : {_lower_first(safeguard_label(transfer.safeguard))}"


def retention_sentence(rule: RetentionRule) -> str:
    """« Effacées 60 jours après l’enregistrement. », with its exception where there is one."""
    return _with_exceptions(_sentence((rule,)), _exceptions((rule,)))


def retention_sentences(rules: Sequence[RetentionRule]) -> list[str]:
    """One sentence a group; each begins with what it is about as soon as there are several."""
    lines = retention_lines(rules)
    several = len(lines) > 1
    return [_with_exceptions(_about(line) if several else line.sentence, line.exceptions) for line in lines]


def retention_lines(rules: Sequence[RetentionRule]) -> list[RetentionLine]:
    """The groups of rules in the order of their first rule."""
    return [
        RetentionLine(
            french_list(_once(rule.applies_to.strip() for rule in group)),
            _sentence(group),
            _exceptions(group),
            tuple(_once(rule.source.strip() for rule in group)),
        )
        for group in grouped(rules)
    ]


def retention_summary(rules: Sequence[RetentionRule]) -> str:
    """For the list's column: « 60 jours », « 48 h / 3 ans »; empty where no duration is set."""
    lengths = {rule.period: _days(rule) for rule in rules if rule.period}
    words = [_short_duration(iso) for iso in sorted(lengths, key=lambda iso: lengths[iso])]
    if not words and any(rule.kind is RetentionKind.CRITERIA for rule in rules):
        return "Selon l’événement"
    return " / ".join(_once(words))


def grouped(rules: Sequence[RetentionRule]) -> list[tuple[RetentionRule, ...]]:
    """Rules that share a group together; a rule without a group alone."""
    found: dict[str, list[RetentionRule]] = {}
    for number, rule in enumerate(rules):
        found.setdefault(f"={rule.group}" if rule.group else f"#{number}", []).append(rule)
    return [tuple(group) for group in found.values()]


def _sentence(group: Sequence[RetentionRule]) -> str:
    """The sentence of one group; phases that differ are told one after the other."""
    phases = [[r for r in group if r.phase is phase] for phase in RetentionPhase]
    parts = [_phase_sentence(rules) for rules in phases if rules]
    return _capital(" ; puis ".join(parts)) + "."


def _phase_sentence(rules: Sequence[RetentionRule]) -> str:
    lead = f"{_ARCHIVE} : " if rules[0].phase is RetentionPhase.INTERMEDIATE else ""
    minima = [r for r in rules if r.kind is RetentionKind.MINIMUM]
    maxima = [r for r in rules if r.kind is RetentionKind.MAXIMUM]
    criteria = [r for r in rules if r.kind is RetentionKind.CRITERIA]
    if _exact(minima, maxima) and not criteria:
        return f"{lead}gardées {_moment(maxima[0])}, puis {_DISPOSED[maxima[0].disposal]}"
    told = [f"gardées au moins {_combined(minima)}"] if minima else []
    for disposal in dict.fromkeys(rule.disposal for rule in maxima):
        same = [rule for rule in maxima if rule.disposal is disposal]
        told.append(f"{_DISPOSED[disposal]} {_combined(same)}")
    told += [_criterion(rule) for rule in criteria]
    return lead + " ; ".join(told)


def _exact(minima: Sequence[RetentionRule], maxima: Sequence[RetentionRule]) -> bool:
    """A minimum and a maximum that meet: not a day less, not a day more."""
    if len(minima) != 1 or len(maxima) != 1:
        return False
    return (minima[0].period, minima[0].trigger) == (maxima[0].period, maxima[0].trigger)


def _combined(rules: Sequence[RetentionRule]) -> str:
    """Several clocks of one group, in words: whichever comes first, or last."""
    by_length = sorted(rules, key=_days)
    moments = [_moment(rule) for rule in by_length]
    if len(moments) == 1:
        return moments[0]
    minimum = rules[0].kind is RetentionKind.MINIMUM
    combinator = next((r.combinator for r in rules if r.combinator), None)
    # Without a combinator every clock binds: the first ceiling, the last floor.
    last = combinator is Combinator.LAST_OF or (combinator is None and minimum)
    if last:
        return f"{' ou '.join(moments)}, à la plus tardive de ces dates"
    if minimum or len(moments) > 2:
        return f"{' ou '.join(moments)}, à la première de ces dates"
    return f"{moments[0]}, et au plus tard {moments[1]}"


def _moment(rule: RetentionRule) -> str:
    """« 60 jours après l’enregistrement »."""
    duration = _duration_words(rule.period)
    return f"{duration} {_starts(rule.trigger)}".strip()


def _criterion(rule: RetentionRule) -> str:
    """A criterion stands for a period that has no figure (Art. 13(2)(a))."""
    if rule.trigger in catalogues.retention_triggers():
        until = catalogues.retention_triggers()[rule.trigger].until
        return f"gardées {until}, puis {_DISPOSED[rule.disposal]}"
    told = rule.trigger.strip() or "critère à préciser"
    return f"gardées selon ce critère : {told}"


def _starts(trigger: str) -> str:
    entry = catalogues.retention_triggers().get(trigger)
    if entry is not None:
        return entry.phrase
    return f"après « {trigger.strip()} »" if trigger.strip() else "(événement de départ à préciser)"


def _duration_words(iso: str | None) -> str:
    try:
        return french_duration(iso) if iso else "(durée à préciser)"
    except ValueError:
        return "(durée illisible)"


def _short_duration(iso: str) -> str:
    try:
        duration = Duration.parse(iso)
    except ValueError:
        return "?"
    if duration == Duration(hours=duration.hours) and 0 < duration.hours <= _HOURS_SHOWN_SHORT:
        return f"{duration.hours} h"
    return french_duration(iso)


def _days(rule: RetentionRule) -> float:
    try:
        return Duration.parse(rule.period or "").approximate_days()
    except ValueError:
        return 0.0


def _exceptions(group: Sequence[RetentionRule]) -> tuple[str, ...]:
    return tuple(_once((rule.exception or "").strip() for rule in group))


def _with_exceptions(sentence: str, exceptions: Sequence[str]) -> str:
    return " ".join([sentence, *(f"Exception : {_ended(text)}" for text in exceptions)])


def _about(line: RetentionLine) -> str:
    if not line.applies_to:
        return line.sentence
    return f"{_capital(line.applies_to)} : {_lower_first(line.sentence)}"


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _enumerated(labels: Iterable[str]) -> str:
    found = _once(labels)
    return ", ".join([*found[:1], *(_lower_first(label) for label in found[1:])])


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower_first(text: str) -> str:
    """A label inside a sentence; an acronym or a proper noun of two capitals stays."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
