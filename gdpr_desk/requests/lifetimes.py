"""What the shop's own durations change in a proposal: keep, already gone, freeze first (Art. 5(1)(e), 17(3)).

Pure. A subject is what one duration of a record is about: « Factures et pièces comptables ».
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypedDict

from gdpr_desk.accents import without_accents
from gdpr_desk.periods.ceilings import maximum_ends_at
from gdpr_desk.periods.duration import Duration
from gdpr_desk.periods.requests import RequestPeriod
from gdpr_desk.periods.words import french_date, french_list
from gdpr_desk.register import wording
from gdpr_desk.register.model import (
    Combinator,
    ProcessingActivity,
    RetentionKind,
    RetentionPhase,
    RetentionRule,
    SourceKind,
)
from gdpr_desk.requests.bases import LEGAL_CLAIMS, LEGAL_DUTY, Proposal, provided
from gdpr_desk.requests.model import RightKind
from gdpr_desk.requests.places import ChecklistLine, Kept, Stay, Step, Thing, in_row
from gdpr_desk.requests.stays import REFUSAL_NOTED, stay_of

TOUCHING = frozenset({Step.GIVE, Step.CORRECT, Step.ERASE, Step.RESTRICT, Step.KEEP})
"""What is done with the data themselves, so that it matters how long they are there."""
FREEZES = {RightKind.ACCESS: "access_request", RightKind.RESTRICTION: "restriction_request"}
"""Rights for which data must still be there at the answer, and the legal hold that sees to it."""
_FREEZE_ARTICLES = {RightKind.ACCESS: "art. 15 du RGPD", RightKind.RESTRICTION: "art. 18(1)(c) du RGPD"}
_AT_CONTACT = frozenset(
    {
        *("recorded", "collected", "requested", "last_contact", "deposited", "received", "logged"),
        *("last_login", "sent"),
    }
)
"""Events that do not come after the last contact with the person: from them it can be told what is gone."""
_UNTIL = {
    RightKind.ACCESS: "jusqu’à la fin de cette demande",
    RightKind.RESTRICTION: "jusqu’à ce que vous leviez le gel dans « Conservation »",
}
KeptOf = Callable[[ProcessingActivity, str], tuple[Kept, ...]]
"""What this program itself keeps of one thing of an activity, by the words that call the thing."""
_OWN_FILE = "request_record"
_APPLIED = "Garder et continuer d’appliquer : {why}"
_BACKUPS = "sauvegarde"
_FOR_ANSWER = "nous en avons besoin pour vous répondre."


@dataclass(frozen=True)
class Subject:
    """One group of durations: `name` what it is about, `told` the duration in words.

    `step` is set where the durations alone decide; `longest` is the longest time anything stays, where
    that is short enough to end before the answer; `dated` where it runs from what is kept itself, `any_day`
    where an event alone ends it.
    `stay`: how long it stays, for the answer, `motive` the law's reason for it. `inner`: in the restricted
    archive, for proof. `applied`: kept because it has to go on working. `for_person`: why, for them to read.
    """

    name: str
    told: str
    step: Step | None = None
    reason: str = ""
    article: str = ""
    longest: Duration | None = None
    dated: bool = False
    any_day: bool = False
    motive: str = ""
    applied: bool = False
    inner: bool = False
    stay: Stay | None = None
    for_person: str = ""


def subjects(activity: ProcessingActivity, today: date, last_contact_on: date | None) -> tuple[Subject, ...]:
    """What the record's durations speak of, one for each group; none where nobody has set any."""
    return tuple(_subject(group, today, last_contact_on) for group in wording.grouped(activity.retention))


def _subject(group: Sequence[RetentionRule], today: date, last_contact_on: date | None) -> Subject:
    line = wording.retention_lines(group)[0]
    name, told = line.applies_to or "Données", line.sentence
    if any(rule.trigger == "verified" for rule in group):
        why = "Une copie de pièce d’identité se détruit dès la vérification ; il n’en reste que la trace."
        return Subject(name, told, Step.NOTHING, why, "art. 5(1)(e) du RGPD")
    if _BACKUPS in without_accents(name).lower():
        why = f"Les sauvegardes ne se fouillent pas ; elles partent d’elles-mêmes. {told}"
        return Subject(name, told, Step.NOTHING, why, "art. 5(1)(e) du RGPD")
    if last_contact_on is not None and _gone(group, today, last_contact_on):
        why = f"Dernier contact le {french_date(last_contact_on)}. {told}"
        return Subject(name, told, Step.GONE, why, "art. 5(1)(e) du RGPD")
    source = " ; ".join(line.sources)
    applied = any(rule.trigger == REFUSAL_NOTED for rule in group)
    stay = stay_of(group, applied=applied)
    minimum = any(rule.kind is RetentionKind.MINIMUM for rule in group)
    proof = any(rule.phase is RetentionPhase.INTERMEDIATE for rule in group)
    if minimum or proof:
        kept = _kept(group, name, told, source, minimum=minimum)
        return replace(kept, applied=minimum and applied, stay=stay)
    dated = all(rule.trigger in _AT_CONTACT for rule in group)
    any_day = not any(rule.period for rule in group)
    return Subject(name, told, longest=_short(group, today), dated=dated, any_day=any_day, stay=stay)


def _kept(group: Sequence[RetentionRule], name: str, told: str, source: str, *, minimum: bool) -> Subject:
    """A floor keeps by itself (17(3)(b)); an archive keeps what may still have to be proved (17(3)(e))."""
    inner = all(rule.phase is RetentionPhase.INTERMEDIATE for rule in group)
    if minimum:
        why = f"{told} Source : {source}." if source else told
        return Subject(name, told, Step.KEEP, why, "art. 17(3)(b) du RGPD", motive=LEGAL_DUTY, inner=inner)
    why, article = _why_proof(group, told, source), "art. 17(3)(e) du RGPD"
    return Subject(name, told, Step.KEEP, why, article, motive=LEGAL_CLAIMS, inner=inner)


def _why_proof(group: Sequence[RetentionRule], told: str, source: str) -> str:
    texts = any(rule.source_kind is SourceKind.TEXT for rule in group)
    if texts:
        return f"Preuve en cas de litige, à l’écart des données courantes. {told} Source : {source}."
    return f"{told} Aucun texte n’y oblige : gardez seulement si une réclamation reste possible."


def _gone(group: Sequence[RetentionRule], today: date, last_contact_on: date) -> bool:
    """Whether nothing can be left of somebody last heard of that day."""
    ceilings = [rule for rule in group if rule.kind is RetentionKind.MAXIMUM]
    if not ceilings or any(rule.kind is RetentionKind.MINIMUM for rule in group):
        return False
    over = [
        rule.trigger in _AT_CONTACT
        and rule.period is not None
        and maximum_ends_at(last_contact_on, Duration.parse(rule.period))
        <= maximum_ends_at(today, Duration())
        for rule in ceilings
    ]
    first = any(rule.combinator is Combinator.FIRST_OF for rule in group)
    return any(over) if first else all(over) and len(ceilings) == len(group)


def _short(group: Sequence[RetentionRule], today: date) -> Duration | None:
    """The time after which all of it is gone, where that is no longer than an answer may take."""
    lengths = [Duration.parse(rule.period) for rule in group if rule.period]
    if not lengths:
        return None
    law = RequestPeriod.in_force(today)
    longest = law.answer.plus(law.extension).approximate_days()
    first = any(rule.combinator is Combinator.FIRST_OF for rule in group)
    end = (min if first else max)(lengths, key=Duration.approximate_days)
    return end if end.approximate_days() <= longest else None


def freezes(
    activity: ProcessingActivity, right: RightKind, looks: Sequence[Subject], today: date, kept_of: KeptOf
) -> Iterator[ChecklistLine]:
    """For each thing that would be gone before the answer: hold it first; what an event ends might be, so it
    is held where this program keeps it."""
    for subject in looks if right in FREEZES else ():
        if subject.longest is None and not subject.any_day:
            continue
        kept, oldest = kept_of(activity, subject.name), None
        if subject.longest is not None:
            oldest = subject.longest.before_day(today)
        elif not kept:
            continue
        yield ChecklistLine(
            key=f"{right}/{activity.reference}/freeze/{_slug(subject.name)}",
            right=right,
            activities=(activity.reference,),
            place=activity.name,
            what=subject.name,
            things=(Thing(subject.name, activity.name),),
            where=_where(activity),
            proposed=Step.FREEZE,
            reason=f"{subject.told} {_when_gone(oldest)}{_how_held(activity, right, kept)}",
            article=_FREEZE_ARTICLES[right],
            choices=(Step.FREEZE, Step.GONE, Step.NOT_FOUND, Step.NOTHING),
            before=oldest,
            hold_reason=FREEZES[right],
            kept=kept,
        )


def _when_gone(oldest: date | None) -> str:
    """Why it cannot wait, without the end of the sentence."""
    if oldest is None:
        return "Cela peut arriver avant votre réponse"
    return f"Le délai commencé le {french_date(oldest)} finit aujourd’hui"


def _how_held(activity: ProcessingActivity, right: RightKind, kept: Sequence[Kept]) -> str:
    """Who holds it, as the end of a sentence: this program what it keeps itself, a person the rest."""
    if not kept:
        return " : gelez dans l’outil lui-même avant de chercher, et levez le gel après la réponse."
    here = f". « Geler » garde ici, {_UNTIL[right]}, {french_list([one.words for one in kept])}."
    where = _where(activity)
    return f"{here} Ce qui est ailleurs ({where}) se gèle dans l’outil lui-même." if where else here


def freeze_here(right: RightKind, earlier: Sequence[Kept]) -> Iterator[ChecklistLine]:
    """What the person left in this vault before."""
    if right not in FREEZES or not earlier:
        return
    access = right is RightKind.ACCESS
    until = "le gel se lève quand cette demande est terminée" if access else "levez-le dans « Conservation »"
    yield ChecklistLine(
        key=f"{right}/vault/freeze",
        right=right,
        activities=(),
        place="Ce coffre",
        what="Demandes terminées de la même adresse ou du même nom : "
        f"{', '.join(one.words for one in earlier)}",
        proposed=Step.FREEZE,
        reason="Leurs messages et leurs pièces s’effacent peu après leur fin. Gelés, ils restent là pour "
        f"cette réponse ; {until}.",
        article=_FREEZE_ARTICLES[right],
        choices=(Step.FREEZE, Step.NOT_FOUND, Step.NOTHING),
        hold_reason=FREEZES[right],
        kept=tuple(earlier),
    )


def by_subject(
    activity: ProcessingActivity, right: RightKind, first: Proposal, looks: Sequence[Subject], today: date
) -> Iterator[ChecklistLine]:
    """The proposal for what no duration decides, and a line of its own for each thing one decides; each thing
    to correct has its own too, since what is wrong is seldom in all of them."""
    if first.step is Step.RESTRICT:
        if any(item.category == _OWN_FILE for item in activity.data):
            yield whole(activity, right, _still_used("c’est le dossier de cette demande."))
            return
        looks = [_applied(subject) for subject in looks]
    if first.step is Step.CORRECT:
        looks = [_as_it_was(subject) for subject in looks]
    decided = [subject for subject in looks if _decides(subject, first.step)]
    rest = [subject for subject in looks if subject not in decided]
    if first.step is Step.CORRECT and len(rest) > 1:
        for subject in rest:
            line = whole(activity, right, first, [subject])
            yield replace(line, key=f"{line.key}/{_slug(subject.name)}")
    elif rest or not looks:
        line = whole(activity, right, first, rest)
        yield _partly_gone(line, rest, today) if right is RightKind.ERASURE else line
    for subject in decided:
        yield ChecklistLine(
            key=f"{right}/{activity.reference}/{subject.step}/{_slug(subject.name)}",
            right=right,
            activities=(activity.reference,),
            place=activity.name,
            what=subject.name,
            where=_where(activity),
            proposed=subject.step or first.step,
            reason=subject.reason,
            article=subject.article,
            choices=_choices(subject, first),
            reread=first.reread,
            for_person=subject.for_person,
            motive=subject.motive,
            **_looked_at(activity, [subject]),
        )


def _still_used(why: str) -> Proposal:
    """Where setting aside would undo the right itself: what is there so that a refusal or a request is
    honoured serves the person's own rights (Art. 18(2))."""
    choices = (Step.KEEP, Step.RESTRICT, Step.GONE, Step.NOT_FOUND)
    told = _APPLIED.format(why=why)
    return Proposal(Step.KEEP, told, "art. 18(2) du RGPD", choices, for_person=_FOR_ANSWER)


def _applied(subject: Subject) -> Subject:
    """The same, where it is there to keep the person from being written to: it goes on doing so."""
    if not subject.applied:
        return subject
    told = _APPLIED.format(why="sans elle, le refus de la personne ne serait plus respecté.")
    return replace(subject, reason=told, article="art. 18(2) du RGPD")


def _as_it_was(subject: Subject) -> Subject:
    """The same, where it proves what was done: a correction writes no proof anew, a note may join it."""
    if subject.step is not Step.KEEP or subject.applied:
        return subject
    why = "Une preuve dit ce qui était : gardez-la telle quelle, et joignez-y une note si besoin."
    shown = "une pièce qui prouve ce qui a été fait ne se réécrit pas"
    return replace(subject, reason=why, article="art. 16 du RGPD", motive="", for_person=shown)


def _partly_gone(line: ChecklistLine, rest: Sequence[Subject], today: date) -> ChecklistLine:
    """The same line, told from which day on there is still something, where none of it lives long."""
    lengths = [subject.longest for subject in rest if subject.longest is not None and subject.dated]
    if not lengths or len(lengths) < len(rest):
        return line
    before = max(lengths, key=Duration.approximate_days).before_day(today)
    told = f"{line.reason} Ce qui est antérieur au {french_date(before)} est déjà effacé."
    return replace(line, reason=told, before=before)


def _decides(subject: Subject, step: Step) -> bool:
    """A duty to keep stands against an erasure, a proof against being rewritten; what is gone is gone for
    every right."""
    if subject.step is Step.KEEP and step is Step.CORRECT:
        return not subject.applied
    if subject.step is Step.KEEP:
        return step in (Step.ERASE, Step.KEEP) or (subject.applied and step is Step.RESTRICT)
    return subject.step is not None


def _choices(subject: Subject, first: Proposal) -> tuple[Step, ...]:
    own = (subject.step,) if subject.step else ()
    return tuple(dict.fromkeys((*own, *first.choices)))


def whole(
    activity: ProcessingActivity, right: RightKind, first: Proposal, looks: Sequence[Subject] = ()
) -> ChecklistLine:
    """One line for the record, about some things of it, the purposes of the proposal, or its data."""
    about = in_row([subject.name for subject in looks])
    if not looks and not first.purposes:
        about = wording.data_line(activity.data)
    if right is RightKind.PORTABILITY and first.step is Step.HAND_OVER:
        about = wording.data_line(provided(activity))
    return ChecklistLine(
        key=f"{right}/{activity.reference}/{first.step}",
        right=right,
        activities=(activity.reference,),
        place=activity.name,
        what=about or in_row(first.purposes),
        where=_where(activity),
        proposed=first.step,
        reason=first.reason,
        article=first.article,
        choices=first.choices,
        reread=first.reread,
        for_person=first.for_person,
        motive=first.motive,
        publicity=first.publicity,
        **_looked_at(activity, looks),
    )


class _LookedAt(TypedDict):
    things: tuple[Thing, ...]
    stays: tuple[Stay, ...]


def _looked_at(activity: ProcessingActivity, looks: Sequence[Subject]) -> _LookedAt:
    """The things of a line by their names, and how long each is there."""
    return {
        "things": tuple(Thing(subject.name, activity.name, subject.inner) for subject in looks),
        "stays": tuple(subject.stay for subject in looks if subject.stay is not None),
    }


def _where(activity: ProcessingActivity) -> str:
    """« Logiciel de caisse, messagerie, papier »."""
    return wording.joined([*activity.systems, *(["papier"] if activity.paper else [])])


def _slug(name: str) -> str:
    plain = "".join(c if c.isalnum() else "-" for c in without_accents(name).lower())
    return "-".join(part for part in plain.split("-") if part)[:60]
