"""The dossier of a notification (Art. 33(3)-(4)): each field of the online service, then the common template.

It says on its face that it is a preparatory sheet: the authority takes notifications in its online service
alone. What is unknown and what nobody said stand as such; what differs from the last filing is marked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from math import inf

from gdpr_desk.breaches.papers import form
from gdpr_desk.breaches.papers.case import BreachCase
from gdpr_desk.breaches.papers.chronology import chronology_height, put_chronology
from gdpr_desk.breaches.papers.clock_band import Band, put_band
from gdpr_desk.breaches.papers.cnil import filled_form
from gdpr_desk.breaches.papers.edpb import template_answers
from gdpr_desk.breaches.papers.edpb_paper import BENEATH, TEMPLATE, put_template, template_values
from gdpr_desk.breaches.papers.form import FilledField, FilledSection, Reply, Said
from gdpr_desk.breaches.papers.made import FILE_WORDS, BreachPaper
from gdpr_desk.breaches.papers.panels import awaited_note, places_to_fill, put_origin
from gdpr_desk.breaches.papers.spans import short_instant
from gdpr_desk.breaches.papers.view import View, filing_label, told_open
from gdpr_desk.breaches.vocabulary import FilingKind
from gdpr_desk.clock import SHOP_ZONE
from gdpr_desk.documents import fonts, readback, sheet
from gdpr_desk.documents.paper import Furniture, Paper
from gdpr_desk.documents.structure import Element
from gdpr_desk.documents.text import INK, Style
from gdpr_desk.periods.words import french_date, french_list, french_time

TITLE = "Dossier de notification"
FACE = "Fiche préparatoire, à saisir sur notifications.cnil.fr"
_FACE = Style(fonts.SEMIBOLD, 14, 18, INK)


def dossier_pdf(case: BreachCase, kind: FilingKind, *, produced_at: datetime) -> BreachPaper:
    """The dossier for a filing of `kind`; same incident, same instant, same bytes.

    Raises `PaperDiffers` where a value cannot be read back from it.
    """
    form_ = filled_form(case, kind, at=produced_at)
    answers = template_answers(case, kind, at=produced_at)
    paper = Paper(_furniture(case, produced_at))
    _service(paper, case, kind, form_, produced_at)
    room = chronology_height(case)
    chapter = _chapter(paper, "Chronologie", "Ce qui s’est passé, et quand.", room)
    put_chronology(paper, chapter, case)
    put_template(paper, _chapter(paper, TEMPLATE, BENEATH), answers, level=3)
    reference = case.breach.reference
    content = paper.finish(f"{TITLE} · {reference}", produced_at, fonts.visible(case.controller.name))
    values = [*_values(form_), *template_values(answers)]
    readback.require_values(content, values)
    name = f"dossier-{FILE_WORDS[kind]}-{reference}.pdf"
    return BreachPaper(content, paper.pages, name, fonts.replaced("".join(values)))


def _furniture(case: BreachCase, produced_at: datetime) -> Furniture:
    at = produced_at.astimezone(SHOP_ZONE)
    foot = (
        f"Préparé le {french_date(at.date())}, {french_time(at.time())} · fiche préparatoire, non déposée · "
        "art. 33 du RGPD"
    )
    return Furniture(
        case.controller.name, f"{TITLE} · fiche préparatoire", foot, case.demo, case.breach.drill
    )


def _service(
    paper: Paper,
    case: BreachCase,
    kind: FilingKind,
    parts: Sequence[FilledSection],
    produced_at: datetime,
) -> None:
    """The fields of the service in its order, with what stands around them."""
    element = paper.root.add("Sect")
    paper.begin(element, TITLE, running=f"{TITLE} · {case.breach.reference}")
    paper.paragraph(_kicker(case), sheet.KICKER, element.add("P"))
    paper.y -= 3
    paper.paragraph(TITLE, sheet.TITLE, element.add("H1"))
    paper.y -= 3
    paper.paragraph(FACE, _FACE, element.add("P"))
    paper.y -= 12
    band = _band(case, produced_at)
    if band:
        put_band(paper, element, band)
        paper.y -= 12
    for note in _notes(case, kind, parts, produced_at):
        awaited_note(paper, element, note)
        paper.y -= 8
    paper.y -= 4
    sheet.sections(paper, element, tuple(map(_section, parts)), level=2)
    paper.y -= 14
    _annexes(paper, element, case)
    places_to_fill(
        paper,
        element,
        "Après le dépôt en ligne, recopiez ici ce que la CNIL vous donne",
        ("Numéro reçu de la CNIL", "Déposée le, à", "Par"),
    )
    paper.y -= 10
    put_origin(
        paper,
        element,
        "cnil_fields",
        "Si le service en ligne demande les choses autrement, c’est lui qui a raison.",
    )


def _kicker(case: BreachCase) -> str:
    title = case.breach.facts.title.strip()
    name = f"Incident {case.breach.reference}"
    return " · ".join(part for part in ("EXERCICE" * case.breach.drill, name, title) if part)


def _band(case: BreachCase, produced_at: datetime) -> Band | None:
    clock = case.deadline
    if clock is None or case.for_client_alone:
        return None
    first = case.breach.filings[0].filed_at if case.breach.filings else None
    return Band(clock.aware_at, clock.due_at, first or produced_at, first is not None, _not_to_file(case))


def _not_to_file(case: BreachCase) -> bool:
    decision = case.breach.decision
    return not case.breach.filings and decision is not None and decision.authority is False


def _notes(
    case: BreachCase, kind: FilingKind, parts: Sequence[FilledSection], produced_at: datetime
) -> Iterator[str]:
    said = {item.field.key: item.said for part in parts for item in part.fields}
    role = case.breach.facts.role
    if role is not None and not role.controller:
        yield "Ces données sont celles d’un client : c’est à lui de notifier. Cette fiche peut l’y aider."
    if said["aware_at"].reply is not Reply.GIVEN:
        yield "Indiquez d’abord quand la boutique l’a su (6.3 a) : les 72 heures partent de là."
    if View(case, kind, produced_at).late and said["late_reason"].reply is Reply.EMPTY:
        yield "Le délai est dépassé : indiquez les motifs du retard (6.5)."
    decision = case.breach.decision
    if decision is not None and _not_to_file(case):
        day = french_date(decision.decided_at.astimezone(SHOP_ZONE).date())
        yield f"Décidé le {day} : ne pas prévenir la CNIL. Cette fiche ne part pas, elle reste au dossier."
    else:
        if case.undecided:
            whom = "la CNIL, et les personnes ?" if told_open(View(case, kind, produced_at)) else "la CNIL ?"
            yield f"Rien n’est encore décidé : faut-il prévenir {whom} La question se tranche à l’étape 6."
        yield from _gaps(kind, parts)
    changed = [item for part in parts for item in part.fields if item.changed]
    filed = case.breach.filed
    if filed and kind is not FilingKind.INITIAL:
        when = f"la {filing_label(filed.kind).lower()} du {short_instant(filed.filed_at)}"
        if changed:
            named = french_list([f"{item.field.label.lower()} ({item.field.number})" for item in changed])
            yield f"Modifié depuis {when} : {named}."
        else:
            yield f"Rien n’a changé depuis {when}."


def _gaps(kind: FilingKind, parts: Sequence[FilledSection]) -> Iterator[str]:
    """What to fill in now; what is not known yet may follow, but for the last filing (Art. 33(4))."""
    first = kind is FilingKind.INITIAL
    missing = _named(parts, lambda item: item.said.waited_for or (_open(item) and not first))
    later = _named(parts, lambda item: first and _open(item))
    if missing:
        yield f"À compléter avant le dépôt : {missing}."
    if later:
        yield f"Encore inconnu, à donner par une notification complémentaire : {later}."


def _open(item: FilledField) -> bool:
    return item.said.reply is Reply.UNKNOWN


def _named(parts: Sequence[FilledSection], wanted: Callable[[FilledField], bool]) -> str:
    """The fields whose answer is so, by number and name."""
    found = [
        (
            part.section.number,
            part.section.title,
            [(item.field.number, item.field.label) for item in part.fields if wanted(item)],
        )
        for part in parts
    ]
    return form.by_name([one for one in found if one[2]])


def _section(part: FilledSection) -> sheet.Section:
    rows = tuple(sheet.Row(item.field.label, _cell(item), item.field.number) for item in part.fields)
    return sheet.Section(part.section.number, part.section.title, part.section.legal, rows)


def _cell(item: FilledField) -> tuple[str, ...]:
    shown = _toned(item.said)
    if item.before is None or not item.changed:
        return shown
    before = " ; ".join(" ".join(text.split()) for text in item.before.words)
    return (*shown, sheet.Change(f"Modifié. Avant : {before}"))


def _toned(said: Said) -> tuple[str, ...]:
    match said.reply:
        case Reply.UNKNOWN:
            return (sheet.Awaited(said.words[0]), *said.texts)
        case Reply.EMPTY | Reply.NOT_CALLED_FOR:
            return tuple(map(sheet.Unsaid, said.words))
    return said.texts


def _annexes(paper: Paper, element: Element, case: BreachCase) -> None:
    title = "Pièces à joindre" if case.annexes else "Pièces à joindre : aucune n’est au dossier."
    paper.paragraph(title, sheet.LABEL, element.add("P"))
    paper.y -= 2
    if case.annexes:
        listing = element.add("L")
        for number, annex in enumerate(case.annexes, 1):
            item = listing.add("LI").add("LBody")
            paper.paragraph(f"{number}. {annex}", sheet.NOTE, item)
    paper.y -= 10


def _chapter(paper: Paper, title: str, subtitle: str, room: float = inf) -> Element:
    """On the page one is on where `room` points are left, else on one of its own."""
    element = paper.root.add("Sect")
    if paper.room() > room:
        paper.y -= 26
    paper.begin(element, title, running=title, room=room)
    sheet.head(paper, element, kicker="", title=title, subtitle=subtitle, facts=(), level=2)
    return element


def _values(parts: Sequence[FilledSection]) -> list[str]:
    found: list[str] = []
    for part in parts:
        found += [part.section.title]
        for item in part.fields:
            found += [item.field.number, item.field.label, *item.said.words]
    return [text for text in found if text.strip()]
