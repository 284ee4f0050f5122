"""What is said of tasks elsewhere, in French: one set of sentences for window, paper and command line."""

from __future__ import annotations

from datetime import date

from gdpr_desk.periods.words import french_date, french_days, french_duration, french_list, shop_time
from gdpr_desk.reference import catalogues
from gdpr_desk.register.model import Disposal
from gdpr_desk.retention.carriers import CarrierKind, Gap
from gdpr_desk.retention.elsewhere.model import Duty, ElsewhereTask, Link, Offer, TaskState

VERBS = {
    Disposal.DELETE: "Effacer",
    Disposal.ANONYMISE: "Rendre anonyme",
    Disposal.ARCHIVE: "Mettre en archive",
    Disposal.RETURN: "Rendre",
}
HONEST = "Le programme n’atteint pas ces outils : vous effacez, il note."
_ENDED = {
    TaskState.DONE: "Fait",
    TaskState.NOTHING: "Rien à supprimer",
    TaskState.AUTOMATIC: "L’outil efface tout seul",
    TaskState.WITHDRAWN: "Retirée : le registre ne le demande plus",
}
_CARRIERS = {CarrierKind.FOLDER: "Le dossier surveillé", CarrierKind.LEDGER: "Le registre tenu"}
_REACH = {
    CarrierKind.FOLDER: "ses fichiers seulement",
    CarrierKind.LEDGER: "ce qui est noté ici seulement",
}
_GAPS = {
    Gap.GONE: "il n’est plus là",
    Gap.PAUSED: "sa règle est en pause",
    Gap.UNREACHED: "il n’a pas pu être lu en entier",
    Gap.STUCK: "des fichiers n’ont pas pu partir à leur heure",
    Gap.CHANGED: "il ne prend plus la même chose, ou la règle parle d’autre chose",
    Gap.LONGER: "il peut garder plus longtemps que la règle",
    Gap.OTHER_START: "il ne compte pas depuis le même événement",
    Gap.NO_FIGURE: "un événement décide, pas une durée",
}


def title(duty: Duty) -> str:
    """« Effacer : images »."""
    what = duty.what if duty.what[:2].isupper() else duty.what[:1].lower() + duty.what[1:]
    return f"{VERBS[Disposal(duty.verb)]} : {what}"


def task_title(task: ElsewhereTask) -> str:
    """The same, or « Vérifier : images » where the tool erases by itself."""
    said = title(task.duty)
    return f"Vérifier : {said.partition(' : ')[2]}" if task.checked else said


def where(duty: Duty) -> str:
    """« Outil d’envoi d’e-mails et fichier clients »."""
    rest = [place[:1].lower() + place[1:] if not place[:2].isupper() else place for place in duty.places[1:]]
    return french_list([*duty.places[:1], *rest])


def with_whom(duty: Duty) -> str:
    """Whom to ask where the shop cannot do it alone: « avec Lettrio »; empty where nobody."""
    return f"avec {french_list(list(duty.parties))}" if duty.parties else ""


def limits(task: ElsewhereTask, today: date) -> tuple[str, ...]:
    """What is past its time on the day of the task, or today where that is later; one for each duration."""
    triggers = catalogues.retention_triggers()
    lines = []
    for term in task.duty.terms:
        entry = triggers.get(term.trigger)
        since = entry.phrase.removeprefix("après ") if entry else "le départ de la durée"
        day = french_date(term.before(max(task.due_on, today)))
        lines.append(f"{french_duration(term.period)} : {since} remonte au {day} ou avant")
    return tuple(lines)


def instruction(task: ElsewhereTask, today: date) -> tuple[tuple[str, str], ...]:
    """What is to be done, a line each beside its word: what goes, how one deletes there, how often and why.
    A line that goes on what is above it has no word."""
    past = limits(task, today) or (task.duty.sentence.rstrip("."),)
    goes = "À vérifier" if task.checked else "À effacer"
    lines = [(goes, "l’outil efface seul ; il ne doit plus rester :")] if task.checked else []
    lines += [("" if lines or number else goes, one) for number, one in enumerate(past)]
    how = " ".join(ways(task.duty))
    lines += [("Comment", how)] if how else []
    again = f"{rhythm(task.duty)}. {rhythm_reason(task.duty)}"
    return (*lines, ("Reporté", task.postponed) if task.postponed else ("Rythme", again))


def ways(duty: Duty) -> tuple[str, ...]:
    """How one deletes in places of that sort."""
    known = catalogues.places_elsewhere()
    return tuple(known[kind].help for kind in duty.kinds if kind in known)


def due_words(task: ElsewhereTask, today: date) -> str:
    """« pour le 30 novembre », « aujourd’hui », « en retard de 3 jours »."""
    days = (task.due_on - today).days
    if days < 0:
        return f"en retard de {french_days(-days)}"
    if not days:
        return "aujourd’hui"
    return f"pour le {_day(task, today)}"


def planned(task: ElsewhereTask, today: date) -> str:
    """By which day, and what for: « pour le 30 novembre », « à vérifier pour… » where the tool erases by
    itself, « contrôle pour… » where each time has its own moment, « était à faire le 21 novembre »."""
    if task.overdue(today):
        return f"était à faire le {_day(task, today)}"
    said = due_words(task, today)
    if task.checked:
        return f"à vérifier {said}"
    return said if task.duty.terms else f"contrôle {said}"


def length(duty: Duty) -> str:
    """« 48 h ou 3 ans », « à la vérification, 30 jours au plus », « à l’envoi »: beside a bar."""
    figures = list(dict.fromkeys(french_duration(term.period) for term in duty.terms))
    told = " ou ".join(figures)
    if len(figures) > 1:
        told = told.replace(" heures", " h")
    ends = " ou ".join(map(_end, duty.events))
    if not ends:
        return told or "selon l’événement"
    return f"{ends}, {_bound(told)}\u00a0au\u00a0plus" if told else ends


def _bound(words: str) -> str:
    return words.replace(" ", "\u00a0")


def _end(event: str) -> str:
    entry = catalogues.retention_triggers()[event]
    return entry.text("brief") or entry.until.removeprefix("jusqu’")


def _day(task: ElsewhereTask, today: date) -> str:
    return french_date(task.due_on, year=task.due_on.year != today.year)


def ending(task: ElsewhereTask) -> str:
    """« 12 supprimés », « Rien à supprimer »."""
    if task.state is TaskState.DONE and task.count is not None:
        return f"{task.count} supprimé{'s' if task.count > 1 else ''}"
    return _ENDED.get(task.state, "")


def ended_words(task: ElsewhereTask) -> str:
    """The same with its day."""
    if task.closed_at is None:
        return ending(task)
    return f"{ending(task)}, le {french_date(shop_time(task.closed_at).date())}"


def rhythm(duty: Duty) -> str:
    """« Chaque mois »."""
    return catalogues.task_cadences().label(duty.cadence)


def rhythm_reason(duty: Duty) -> str:
    """Why that often."""
    entry = catalogues.task_cadences().get(duty.cadence)
    return entry.help if entry else ""


def carrier(kind: CarrierKind, label: str) -> str:
    """« Le dossier surveillé « Caméras » »."""
    return f"{_CARRIERS[kind]} « {label} »" if label else f"{_CARRIERS[kind]} qui s’en chargeait"


def by_itself(duty: Duty) -> str:
    """« Enregistreur, tout seul » : who deletes where nobody has to."""
    return f"{where(duty)}, tout seul"


def gap(why: Gap) -> str:
    """« sa règle est en pause »: why one does not carry a duty out."""
    return _GAPS[why]


def carried_by(link: Link) -> str:
    """« Registre tenu « Rappels demandés » »: who does it, in a column."""
    words = carrier(link.said.kind, link.label).removeprefix("Le ")
    return words[:1].upper() + words[1:]


def reach(link: Link) -> str:
    """« ce qui est noté ici seulement »: what it deletes; nothing that lies elsewhere."""
    return _REACH[link.said.kind]


def link_words(link: Link) -> str:
    """« Le registre tenu « … » s’en charge depuis le 3 novembre 2026 », or why it does not any more."""
    who = carrier(link.said.kind, link.label)
    if link.gap is None:
        return f"{who} s’en charge depuis le {french_date(shop_time(link.said.at).date())}."
    return f"{who} ne s’en charge plus : {gap(link.gap)}. Reprenez la tâche, ou réglez cela."


def handed_over(task: ElsewhereTask, link: Link) -> str:
    """What the hand-over means: a ledger erases its own lines and reaches nothing else."""
    if link.said.kind is not CarrierKind.LEDGER:
        return f"Le dossier efface ses fichiers ; rien ne doit rester ailleurs : {where(task.duty)}."
    return (
        "Le registre efface ses propres lignes, pas ce qui est ailleurs. Notez tout ici, et ne laissez rien "
        f"dans : {where(task.duty)}. Sinon, reprenez la tâche."
    )


def suggestion(offer: Offer) -> str:
    """That one may do it already; a person says so or not."""
    return f"{carrier(offer.kind, offer.label)} s’en occupe peut-être déjà : cliquez alors sur « Confier… »."
