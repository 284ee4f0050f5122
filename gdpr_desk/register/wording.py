"""What a record says, in French: one sentence for screen, paper and command line alike.

Plain characters; `documents.typography.display` puts the no-break spaces. A duration that stands
alone speaks of « les données », hence the feminine plural; behind its own subject (« Avis publiés »,
« Code de session ») it is told in nouns, which agree with any gender and number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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
_ARCHIVE = "en archive restreinte"
_HOURS_SHOWN_SHORT = 48


@dataclass(frozen=True)
class _Voice:
    """The words for keeping, for a floor, and for each way to end."""

    kept: str
    floor: str
    end: Callable[[Disposal], str]


_OF_THE_DATA = _Voice("gardées", "gardées au moins", _DISPOSED.__getitem__)
_OF_ANYTHING = _Voice(
    "conservation",
    "conservation pendant au moins",
    lambda disposal: catalogues.disposals()[disposal].text("sentence"),
)


@dataclass(frozen=True)
class RetentionLine:
    """One duration as the report prints it: what it is about, the sentence, and its footnotes.

    The sentence reads on behind `applies_to` and a colon; without that it speaks of the data.
    """

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


def role_words(role: ActivityRole) -> str:
    """« La boutique décide (responsable de traitement) »: plain words, then the Regulation's."""
    entry = catalogues.activity_roles()[role.value]
    return f"{entry.text('plain')} ({_lower_first(entry.label)})"


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


@dataclass(frozen=True)
class ScreeningLine:
    """What the screening of a record comes to (Art. 35); `due` where an assessment is expected."""

    sentence: str
    due: bool


def screening_line(dpia: DpiaScreening) -> ScreeningLine:
    """The CNIL's lists first, then the nine criteria; no sentence where nothing was ticked."""
    lists = catalogues.dpia_lists()
    required = any(lists[key].text("list") == "required" for key in dpia.criteria if key in lists)
    exempt = any(lists[key].text("list") == "exempt" for key in dpia.criteria if key in lists)
    ticked = sum(key not in lists for key in dpia.criteria)
    if required:
        told = "Ce cas est sur la liste de la CNIL : l’analyse d’impact est obligatoire (art. 35, § 4)."
    elif ticked > 1:
        told = f"{ticked} critères sur 9 : l’analyse d’impact est due dans la plupart des cas (art. 35)."
    elif exempt:
        told = "Ce cas est sur la liste que la CNIL dispense d’analyse d’impact (art. 35, § 5)."
    elif ticked:
        told = "1 critère sur 9 : l’analyse d’impact n’est pas d’office due ; le risque seul décide."
    else:
        told = ""
    due = required or ticked > 1
    if due and dpia.required is False:
        told += " Vous avez répondu non : écrivez pourquoi dans la note."
    return ScreeningLine(told, due)


def source_line(rule: RetentionRule) -> str:
    """What a duration rests on: « Code de commerce, art. L123-22 (texte) »; empty where nobody said."""
    source = rule.source.strip()
    if rule.source_kind is None:
        return source
    kind = catalogues.source_kinds()[rule.source_kind.value].text("sentence")
    return f"{source} ({kind})" if source else _capital(kind)


def retention_sentence(rule: RetentionRule) -> str:
    """« Effacées 60 jours après l’enregistrement. », with its exception where there is one."""
    return _with_exceptions(_sentence((rule,), _OF_THE_DATA), _exceptions((rule,)))


def retention_sentences(rules: Sequence[RetentionRule], *, whole: bool = False) -> list[str]:
    """One sentence a group; each begins with what it is about as soon as there are several, or always
    where nothing that was typed may be missing (`whole`)."""
    groups = grouped(rules)
    if len(groups) == 1 and not whole:
        return [_with_exceptions(_sentence(groups[0], _OF_THE_DATA), _exceptions(groups[0]))]
    return [_with_exceptions(_about(line), line.exceptions) for line in retention_lines(rules)]


def retention_lines(rules: Sequence[RetentionRule]) -> list[RetentionLine]:
    """The groups of rules in the order of their first rule."""
    return [_line(group) for group in grouped(rules)]


def retention_summary(rules: Sequence[RetentionRule]) -> str:
    """For the list's column: « 60 jours », « 48 h / 3 ans »; empty where no duration is set."""
    lengths = {rule.period: days(rule) for rule in rules if rule.period}
    words = [_short_duration(iso) for iso in sorted(lengths, key=lambda iso: lengths[iso])]
    if not words and any(rule.kind is RetentionKind.CRITERIA for rule in rules):
        return "Selon l’événement"
    return " / ".join(_once(words))


def days(rule: RetentionRule) -> float:
    """The length of the period in days, about; 0 where none is set or it cannot be read."""
    try:
        return Duration.parse(rule.period or "").approximate_days()
    except ValueError:
        return 0.0


def grouped(rules: Sequence[RetentionRule]) -> list[tuple[RetentionRule, ...]]:
    """Rules that share a group together; a rule without a group alone."""
    found: dict[str, list[RetentionRule]] = {}
    for number, rule in enumerate(rules):
        found.setdefault(f"={rule.group}" if rule.group else f"#{number}", []).append(rule)
    return [tuple(group) for group in found.values()]


def _line(group: Sequence[RetentionRule]) -> RetentionLine:
    applies_to = french_list(_once(rule.applies_to.strip() for rule in group))
    return RetentionLine(
        applies_to,
        _sentence(group, _OF_ANYTHING if applies_to else _OF_THE_DATA),
        _exceptions(group),
        tuple(_once(source_line(rule) for rule in group)),
    )


def _sentence(group: Sequence[RetentionRule], voice: _Voice) -> str:
    """The sentence of one group; phases that differ are told one after the other."""
    phases = [[r for r in group if r.phase is phase] for phase in RetentionPhase]
    active, archive = (_phase_sentence(rules, voice) if rules else "" for rules in phases)
    if active and archive:
        # « puis archivées » has just said where the data are.
        archived = any(rule.disposal is Disposal.ARCHIVE for rule in phases[0])
        told = f"{active} ; {archive}" if archived else f"{active} ; puis {_ARCHIVE}, {archive}"
    else:
        told = active or f"{_ARCHIVE}, {archive}"
    return _capital(told) + "."


def _phase_sentence(rules: Sequence[RetentionRule], voice: _Voice) -> str:
    minima = [r for r in rules if r.kind is RetentionKind.MINIMUM]
    ceilings = [r for r in rules if r.kind is not RetentionKind.MINIMUM]
    if len(minima) == len(ceilings) == 1 and _same_clock(minima[0], ceilings[0]):
        return _between(minima[0], ceilings[0], voice)
    told = [f"{voice.floor} {combined(minima)}"] if minima else []
    told += [
        _ceiling([rule for rule in ceilings if rule.disposal is disposal], voice)
        for disposal in dict.fromkeys(rule.disposal for rule in ceilings)
    ]
    return " ; ".join(told)


def _same_clock(minimum: RetentionRule, maximum: RetentionRule) -> bool:
    """A floor and a ceiling that run from the same event and can both hold."""
    if maximum.kind is RetentionKind.CRITERIA or minimum.trigger != maximum.trigger:
        return False
    return 0 < days(minimum) <= days(maximum)


def _between(minimum: RetentionRule, maximum: RetentionRule, voice: _Voice) -> str:
    """A range, or one length that is floor and ceiling at once: not a day less, not a day more."""
    if days(minimum) == days(maximum):
        told = f"{voice.kept} jusqu’à {moment(maximum)}, ni plus ni moins"
    else:
        told = f"{voice.floor} {_duration_words(minimum.period)} et au plus {moment(maximum)}"
    return f"{told}, puis {voice.end(maximum.disposal)}"


def _ceiling(rules: Sequence[RetentionRule], voice: _Voice) -> str:
    """What ends the storage: figures, events in words, or both together; one disposal."""
    maxima = [r for r in rules if r.kind is RetentionKind.MAXIMUM]
    events = [r for r in rules if r.kind is RetentionKind.CRITERIA]
    disposal = rules[0].disposal
    if not events:
        return f"{voice.end(disposal)} {combined(maxima)}"
    kept = f"{voice.kept} {' ou '.join(_once(until(rule) for rule in events))}"
    if maxima:
        last = any(rule.combinator is Combinator.LAST_OF for rule in rules)
        kept += f"{' et, si c’est plus tard, jusqu’à' if last else ', et au plus'} {combined(maxima)}"
        return kept if disposal is Disposal.DELETE else f"{kept}, puis {voice.end(disposal)}"
    return f"{kept}, puis {voice.end(disposal)}" if _known(events) else kept


def combined(rules: Sequence[RetentionRule]) -> str:
    """Several clocks of one group, in words: whichever comes first, or last."""
    by_length = sorted(rules, key=days)
    moments = [moment(rule) for rule in by_length]
    if len(moments) == 1:
        return moments[0]
    minimum = rules[0].kind is RetentionKind.MINIMUM
    combinator = next((r.combinator for r in rules if r.combinator), None)
    either = " ou ".join([", ".join(moments[:-1]), moments[-1]])
    # Without a combinator every clock binds: the first ceiling, the last floor.
    if combinator is Combinator.LAST_OF or (combinator is None and minimum):
        return f"{either}, à la plus tardive de ces dates"
    if minimum or len(moments) > 2:
        return f"{either}, à la première de ces dates"
    return f"{moments[0]}, et au plus tard {moments[1]}"


def moment(rule: RetentionRule) -> str:
    """« 60 jours après l’enregistrement »."""
    duration = _duration_words(rule.period)
    return f"{duration} {_starts(rule.trigger)}".strip()


def _known(events: Sequence[RetentionRule]) -> bool:
    return all(rule.trigger in catalogues.retention_triggers() for rule in events)


def until(event: RetentionRule) -> str:
    """An event stands for a period that has no figure (Art. 13(2)(a))."""
    if _known([event]):
        return catalogues.retention_triggers()[event.trigger].until
    return f"selon ce critère : {event.trigger.strip() or 'à préciser'}"


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


def _exceptions(group: Sequence[RetentionRule]) -> tuple[str, ...]:
    return tuple(_once((rule.exception or "").strip() for rule in group))


def _with_exceptions(sentence: str, exceptions: Sequence[str]) -> str:
    return " ".join([sentence, *(f"Exception : {_ended(_lower_first(text))}" for text in exceptions)])


def _about(line: RetentionLine) -> str:
    if not line.applies_to:
        return line.sentence
    return f"{_capital(line.applies_to)} : {_lower_first(line.sentence)}"


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _enumerated(labels: Iterable[str]) -> str:
    found = _once(labels)
    return joined([*found[:1], *(_lower_first(label) for label in found[1:])])


def joined(items: Sequence[str]) -> str:
    """A list on one line: « ; » between the items where one of them holds a comma."""
    return (" ; " if any("," in item for item in items) else ", ").join(items)


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower_first(text: str) -> str:
    """A label inside a sentence; an acronym or a proper noun of two capitals stays."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
