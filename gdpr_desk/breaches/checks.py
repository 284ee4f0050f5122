"""What cannot be, said before anything is written: pure refusals in French."""

from __future__ import annotations

from datetime import date, datetime

from gdpr_desk.breaches.choices import choices
from gdpr_desk.breaches.model import (
    FACT_NAMES,
    LONGEST_LINE,
    LONGEST_TEXT,
    BreachFacts,
    Count,
    Decision,
    Notification,
    PersonalDataBreach,
)
from gdpr_desk.breaches.steps import filing_gaps
from gdpr_desk.breaches.vocabulary import FilingKind
from gdpr_desk.errors import GdprDeskError, InvalidInput
from gdpr_desk.parties.model import UNUSABLE
from gdpr_desk.periods.reading import require_year
from gdpr_desk.periods.words import french_date, shop_time

_STILL = "Rien n’a été modifié."
_LONG = frozenset(
    {
        *("narrative", "systems", "discovery_detail", "timeline_note", "late_reason", "data_subjects_detail"),
        *("data_detail", "confidentiality_effects_detail", "integrity_effects_detail", "harms_detail"),
        *("availability_effects_detail", "measures_before_detail", "measures_after", "prevention_detail"),
        *("other_bodies_detail", "subjects_by_country", "told_content", "told_not_all_reason"),
    }
)
_LISTS = (
    *("data_subjects", "data", "origins", "confidentiality_effects", "integrity_effects"),
    *("availability_effects", "harms", "measures_before", "prevention"),
)
_LARGEST = 8_300_000_000
"""Nobody loses the data of more people than there are; records may be more, a register of them is not."""


class BreachEnded(GdprDeskError):
    """The incident is closed: it is to be opened again first."""

    code = "ended"

    def __init__(self) -> None:
        super().__init__("Cet incident est clos.", safe=_STILL, remedy="Rouvrez-le d’abord.")


class BreachSavedElsewhere(GdprDeskError):
    """Somebody else gave another answer to the same question; `current` is what the vault holds."""

    code = "conflict"

    def __init__(self, current: PersonalDataBreach, questions: tuple[str, ...]) -> None:
        super().__init__(
            "Cette réponse a été modifiée ailleurs depuis que vous l’avez ouverte.",
            safe="Rien n’a été écrasé, et votre saisie est toujours à l’écran.",
            remedy="Rouvrez l’incident pour voir ce qui est enregistré, puis refaites votre modification.",
        )
        self.current = current
        self.questions = questions


def refuse_facts(facts: BreachFacts, now: datetime) -> None:
    """Raise InvalidInput, naming the question, for an answer that cannot be; open and unknown ones can."""
    _refuse_instants(facts, now)
    _refuse_days(facts, now)
    for name in FACT_NAMES:
        value = getattr(facts, name)
        if isinstance(value, str):
            refuse_words(value, field=name, longest=LONGEST_TEXT if name in _LONG else LONGEST_LINE)
    for name in _LISTS:
        _refuse_strange(name, getattr(facts, name))
    for name, count in (("persons", facts.persons), ("records", facts.records)):
        if count is not None:
            _refuse_count(name, count)
    strange = facts.unknown - set(FACT_NAMES)
    if strange:
        raise _refused("Cette question n’existe pas.", "Choisissez-en une de la liste.", min(strange))
    if facts.headcount is not None and not 0 <= facts.headcount <= _LARGEST:
        raise _refused("Ce nombre n’est pas possible.", "Vérifiez le nombre.", "headcount")


def refuse_words(typed: str, *, field: str, longest: int = LONGEST_LINE, needed: str = "") -> None:
    """Raise InvalidInput for a text that cannot be kept, or that is missing where `needed` says why not."""
    if needed and not typed.strip():
        raise _refused(needed, "Écrivez-le en une phrase.", field)
    if len(typed) > longest or UNUSABLE.search(typed):
        raise _refused(
            f"Ce texte dépasse {longest} caractères, ou contient un caractère illisible.",
            "Raccourcissez-le, ou tapez-le de nouveau.",
            field,
        )


def refuse_day(day: date, now: datetime, *, field: str, earliest: date | None = None) -> None:
    """Raise InvalidInput for a day still to come, or before `earliest`."""
    if day > shop_time(now).date():
        raise _refused("Cette date est dans le futur.", "Vérifiez la date.", field)
    if earliest is not None and day < earliest:
        raise _refused(
            f"Cette date précède le jour où l’incident a été connu, le {french_date(earliest)}.",
            "Vérifiez les deux dates.",
            field,
        )


def refuse_ended(breach: PersonalDataBreach) -> None:
    """Raise BreachEnded for an incident that is closed."""
    if not breach.open:
        raise BreachEnded


def refuse_decision(breach: PersonalDataBreach, decided: Decision) -> None:
    """Raise InvalidInput for a decision without the sentence it needs.

    Against what was suggested, and whenever the authority is not told: the reasons stay (Art. 33(5)).
    """
    if decided.authority is None and decided.subjects is None:
        raise _refused(
            "Rien n’est décidé encore.", "Choisissez pour la CNIL ou pour les personnes.", "authority"
        )
    needed = ""
    if _departs(decided):
        needed = "Vous vous écartez de la suggestion : dites pourquoi."
    elif decided.authority is False:
        needed = "Ne pas prévenir la CNIL se justifie : dites pourquoi il n’y a pas de risque."
    refuse_words(decided.reason, field="reason", longest=LONGEST_TEXT, needed=needed)
    refuse_words(decided.exemptions_detail, field="exemptions_detail", longest=LONGEST_TEXT)
    if decided.subjects and decided.exemptions:
        raise _refused(
            "Vous prévenez les personnes et retenez une exception.",
            "Choisissez l’un ou l’autre.",
            "exemptions",
        )
    if decided.authority is False and breach.filed is not None:
        raise _refused(
            "La CNIL a déjà été prévenue.", "Notez d’abord le retrait de la notification.", "authority"
        )


def refuse_filing(breach: PersonalDataBreach, filing: Notification, *, late: bool) -> None:
    """Raise InvalidInput for a filing that cannot have been: no number, too early, nothing to complete.

    `late`: it comes after the end, and must say why.
    """
    refuse_words(filing.receipt, field="receipt", needed="Le numéro de l’accusé de réception est nécessaire.")
    refuse_words(filing.reason, field="reason", longest=LONGEST_TEXT)
    aware_at = breach.facts.aware_at
    if aware_at is None:
        raise _refused("Dites d’abord quand vous l’avez su.", "C’est à l’étape « Quand ? ».", "aware_at")
    if filing.filed_at > filing.noted_at:
        raise _refused("Cette heure est dans le futur.", "Vérifiez la date et l’heure.", "filed_at")
    if filing.filed_at < aware_at:
        raise _refused(
            "La notification précède le moment où vous l’avez su.", "Vérifiez les deux heures.", "filed_at"
        )
    if filing.kind in (FilingKind.COMPLEMENTARY, FilingKind.WITHDRAWAL) and breach.filed is None:
        raise _refused(
            "Il n’y a pas encore de notification à compléter.", "Notez d’abord la première.", "kind"
        )
    if filing.kind is FilingKind.INITIAL and breach.filed is not None:
        raise _refused(
            "Une première notification est déjà notée.", "Notez plutôt une complémentaire.", "kind"
        )
    if late and "late_reason" in filing_gaps(filing.kind, breach, late=True).blocking:
        raise _refused(
            "La notification vient après les 72 heures : le motif du retard est obligatoire.",
            "Écrivez-le à l’étape « Quand ? », en une phrase.",
            "late_reason",
        )


def refuse_closing(breach: PersonalDataBreach, lessons: str) -> None:
    """Raise InvalidInput while a clock counts, a client waits to be told, or nobody decided."""
    refuse_words(lessons, field="lessons", longest=LONGEST_TEXT, needed="Dites ce que vous en retenez.")
    role, decision = breach.facts.role, breach.decision
    if role is None or role.controller:
        if decision is None or decision.authority is None or decision.subjects is None:
            raise _refused(
                "La décision pour la CNIL et pour les personnes n’est pas prise.",
                "Décidez à l’étape « Faut-il notifier ? ».",
                "decision",
            )
        if decision.authority and breach.filed is None:
            raise _refused(
                "La notification n’est pas encore notée.",
                "Notez le numéro reçu, ou décidez de ne pas notifier, avec la raison.",
                "filing",
            )
    if role is not None and role.processor and any(one.told_on is None for one in breach.clients):
        raise _refused(
            "Un client professionnel n’est pas encore prévenu.", "Prévenez-le, puis notez-le.", "clients"
        )


def _departs(decided: Decision) -> bool:
    """Less than what is suggested, or more: both are somebody's own judgement."""
    authority = decided.suggested_authority, decided.authority
    subjects = decided.suggested_subjects, decided.subjects
    return any(None not in pair and pair[0] is not pair[1] for pair in (authority, subjects))


def _refuse_instants(facts: BreachFacts, now: datetime) -> None:
    for name in ("aware_at", "began_at", "ended_at", "complaint_at"):
        at = getattr(facts, name)
        if at is None:
            continue
        require_year(shop_time(at).date(), field=name)
        if at > now:
            raise _refused("Cette heure est dans le futur.", "Vérifiez la date et l’heure.", name)
    if facts.aware_at and facts.began_at and facts.aware_at < facts.began_at:
        raise _refused("Vous l’auriez su avant que cela n’arrive.", "Vérifiez les deux heures.", "aware_at")
    if facts.began_at and facts.ended_at and facts.ended_at < facts.began_at:
        raise _refused("La fin précède le début.", "Vérifiez les deux heures.", "ended_at")


def _refuse_days(facts: BreachFacts, now: datetime) -> None:
    if facts.informed_on is not None:
        refuse_day(facts.informed_on, now, field="informed_on")
    if facts.tell_on is not None:
        require_year(facts.tell_on, field="tell_on")


def _refuse_strange(question: str, answers: tuple[str, ...]) -> None:
    known = choices(question)
    if len(set(answers)) < len(answers) or not set(answers) <= set(known):
        raise _refused("Ce choix n’existe pas, ou est fait deux fois.", "Choisissez dans la liste.", question)


def _refuse_count(question: str, count: Count) -> None:
    low, high = count.number, count.most
    if any(one is not None and not 0 <= one <= _LARGEST for one in (low, high)):
        raise _refused("Ce nombre n’est pas possible.", "Vérifiez le nombre.", question)
    if low is not None and high is not None and high < low:
        raise _refused("Le plus grand nombre est plus petit que l’autre.", "Vérifiez les deux.", question)


def _refused(what: str, remedy: str, field: str) -> InvalidInput:
    return InvalidInput(what, safe=_STILL, remedy=remedy, field=field)
