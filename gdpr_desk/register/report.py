"""The register as a paper (Art. 30(1), 30(2) and 30(4)): cover, summary, one sheet an activity, annexes.

Every typed value is written and read back before the paper is handed out; see `typed_values`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from datetime import datetime
from itertools import chain

from gdpr_desk.clock import SHOP_ZONE
from gdpr_desk.documents import fonts, readback, sheet
from gdpr_desk.documents.paper import Furniture, Paper
from gdpr_desk.documents.structure import Element
from gdpr_desk.documents.table import Column, TableRow, table
from gdpr_desk.errors import NotFound
from gdpr_desk.parties.model import Contract, Party
from gdpr_desk.periods.words import french_date, french_time
from gdpr_desk.reference import catalogues
from gdpr_desk.reference.model import Entry
from gdpr_desk.register import sheets
from gdpr_desk.register.chart_pages import put_flow_map, put_timeline
from gdpr_desk.register.identifiers import format_siret
from gdpr_desk.register.model import (
    ActivityRole,
    ActivityStatus,
    ContactPerson,
    Controller,
    DataSubjects,
    DpiaScreening,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Recipient,
    Register,
    RetentionRule,
    Transfer,
)

_BOOKMARK = 90
TITLE = "Registre des activités de traitement"


@dataclass(frozen=True)
class RegisterDocument:
    """The PDF, its page count, and the typed characters that no font holds (shown as `[U+…]`)."""

    content: bytes
    pages: int
    replaced: tuple[str, ...]


def register_pdf(
    register: Register,
    *,
    produced_at: datetime,
    version: str,
    demo: bool = False,
    activity: str | None = None,
) -> RegisterDocument:
    """The whole register, or the one sheet `activity`; same register and instant, same bytes.

    `produced_at` is an aware instant. Raises NotFound for an unknown activity and `PaperDiffers`
    when a typed value cannot be read back from the paper.
    """
    shown = _part(register, activity)
    at = produced_at.astimezone(SHOP_ZONE)
    edition = f"{version} du {french_date(at.date())}, {french_time(at.time())}"
    foot = f"Version {edition} · registre tenu au titre de l'art. 30 du RGPD"
    paper = Paper(Furniture(register.controller.name, TITLE, foot, demo))
    writer = _Writer(paper, shown, f"Empreinte de cette version : {_fingerprint(register)}.")
    title = TITLE
    if activity is None:
        writer.whole(f"Version {edition}")
    else:
        title = f"{shown.activities[0].name} · {TITLE}"
        writer.sheet(shown.activities[0], level=1)
    content = paper.finish(fonts.visible(title), produced_at, fonts.visible(register.controller.name))
    values = typed_values(shown, whole=activity is None)
    readback.require_values(content, values)
    replaced = dict.fromkeys(chain.from_iterable(map(fonts.replaced, values)))
    return RegisterDocument(content, paper.pages, tuple(replaced))


def _part(register: Register, activity: str | None) -> Register:
    """The register with the activities to print; controllers' sheets before those for clients."""
    if activity is None:
        ordered = sorted(register.activities, key=lambda a: a.role is ActivityRole.PROCESSOR)
        return replace(register, activities=tuple(ordered))
    found = tuple(a for a in register.activities if a.reference == activity)
    if not found:
        raise NotFound(
            "Cette fiche n’existe pas dans le registre.",
            safe="Rien n’a été produit.",
            remedy="Choisissez une fiche de la liste.",
        )
    return replace(register, activities=found)


def _fingerprint(register: Register) -> str:
    """Sixteen hexadecimal digits that change with any word of the register."""
    content = json.dumps(asdict(register), sort_keys=True, default=str, ensure_ascii=False)
    digest = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
    return " ".join(digest[start : start + 4] for start in range(0, 16, 4))


class _Writer:
    """Puts a register on a paper."""

    def __init__(self, paper: Paper, register: Register, fingerprint: str) -> None:
        self.paper = paper
        self.register = register
        self.parties = {party.key: party for party in register.parties}
        self.fingerprint = fingerprint

    def whole(self, edition: str) -> None:
        """Cover, summary, pictures, sheets, annexes."""
        starts = {a.reference: Element("Sect") for a in self.register.activities}
        self._cover(edition)
        self._summary(starts)
        self._pictures()
        for activity in self.register.activities:
            self.sheet(activity, level=2, element=starts[activity.reference])
        self._annex_parties()
        self._annex_measures()

    def _cover(self, edition: str) -> None:
        element = self.paper.root.add("Sect")
        self.paper.begin(element, "Couverture")
        sheet.cover(
            self.paper,
            element,
            kicker="Article 30 du RGPD",
            title=TITLE,
            lines=(self.register.controller.name, edition),
        )
        sheet.sections(self.paper, element, _cover_sections(self.register), level=2, signed=True)
        note = f"{self.fingerprint} Elle change dès qu'un mot du registre change."
        sheet.visa(self.paper, element, "Visa du responsable de traitement", note)

    def _summary(self, starts: Mapping[str, Element]) -> None:
        element = self._chapter("Sommaire", "Une ligne par fiche ; un clic ouvre la page.")
        rows = tuple(
            TableRow((a.reference, a.name, sheets.permitted(a), sheets.reviewed(a), ""), starts[a.reference])
            for a in self.register.activities
        )
        if rows:
            columns = (
                Column("Fiche", 8),
                Column("Activité", 40, "link"),
                Column("Pourquoi c’est permis", 34),
                Column("Revue le", 24),
                Column("Page", 7, "page"),
            )
            table(self.paper, element, columns, rows)
        else:
            self.paper.paragraph("Le registre est encore vide.", sheet.VALUE, element.add("P"))

    def _pictures(self) -> None:
        """Flow map and retention timeline of what is in use; without any there is nothing to draw."""
        if all(a.status is ActivityStatus.ARCHIVED for a in self.register.activities):
            return
        element = self._chapter(
            "Carte des flux", "De qui viennent les données, pour quoi, et chez qui elles vont."
        )
        put_flow_map(self.paper, element, self.register)
        element = self._chapter("Frise de conservation", "Combien de temps chaque donnée est gardée.")
        put_timeline(self.paper, element, self.register)

    def _chapter(self, title: str, subtitle: str) -> Element:
        element = self.paper.root.add("Sect")
        self.paper.begin(element, title, running=title)
        sheet.head(self.paper, element, kicker="", title=title, subtitle=subtitle, facts=(), level=2)
        return element

    def sheet(self, activity: ProcessingActivity, *, level: int, element: Element | None = None) -> None:
        """One activity, beginning on a page of its own."""
        element = element or Element("Sect")
        self.paper.root.children.append(element)
        name = _bookmark(activity)
        self.paper.begin(element, name, running=f"Fiche {name}")
        sheet.head(
            self.paper,
            element,
            kicker=sheets.kicker(activity),
            title=activity.name,
            subtitle=sheets.in_brief(activity),
            facts=sheets.dates(activity),
            level=level,
        )
        parts = sheets.activity_sections(activity, self.parties)
        sheet.sections(self.paper, element, parts, level=level + 1, signed=True)
        note = f"{self.fingerprint} Elle change dès qu'un mot du registre change."
        sheet.visa(self.paper, element, "Visa du responsable de traitement", note)

    def _annex_parties(self) -> None:
        used = sheets.parties_used(self.register)
        if not used:
            return
        element = self._chapter(
            "Annexe 1 · Organismes cités", "Qui reçoit des données ou travaille avec la boutique."
        )
        columns, rows = sheets.party_table(used)
        table(self.paper, element, columns, rows)

    def _annex_measures(self) -> None:
        references: dict[str, list[str]] = {}
        for activity in self.register.activities:
            for key in activity.security_measures:
                references.setdefault(key, []).append(activity.reference)
        if not references:
            return
        element = self._chapter(
            "Annexe 2 · Mesures de sécurité", "Ce qui protège les données, art. 32 du RGPD."
        )
        known = catalogues.security_measures()
        order = {key: number for number, key in enumerate(known)}
        keys = sorted(references, key=lambda key: order.get(key, len(order)))
        rows = [TableRow((known.label(key), ", ".join(references[key]))) for key in keys]
        table(self.paper, element, (Column("Mesure", 50), Column("Fiches concernées", 50)), rows)


def _cover_sections(register: Register) -> tuple[sheet.Section, ...]:
    """Who is responsible, whom to ask, what the register holds (Art. 30(1)(a))."""
    shop = register.controller
    return (
        sheet.Section("", "La boutique", "responsable de traitement", _shop_rows(shop)),
        sheet.Section("", "Qui contacter", "délégué ou personne chargée des données", _contact_rows(shop)),
        sheet.Section("", "Ce registre", "art. 30 du RGPD", _content_rows(register)),
    )


def _shop_rows(shop: Controller) -> tuple[sheet.Row, ...]:
    return sheet.rows(
        ("Nom", [shop.name]),
        ("SIRET", [format_siret(shop.siret)] if shop.siret else []),
        ("Activité", [f"Code APE {shop.ape}"] if shop.ape else []),
        ("Adresse", [shop.address]),
        ("E-mail", [shop.email]),
        ("Téléphone", [shop.phone]),
        ("Représentant", [shop.representative or ""]),
    )


def _contact_rows(shop: Controller) -> tuple[sheet.Row, ...]:
    rows = sheet.rows(
        ("Délégué à la protection des données", _person(shop.dpo)),
        ("Personne chargée des données", _person(shop.officer)),
    )
    return rows or (sheet.Row("Contact", (sheets.UNSAID,)),)


def _person(person: ContactPerson | None) -> list[str]:
    if person is None:
        return []
    return [person.name, person.role, person.company or "", person.email, person.phone]


def _content_rows(register: Register) -> tuple[sheet.Row, ...]:
    activities = register.activities
    for_clients = sum(a.role is ActivityRole.PROCESSOR for a in activities)
    own = len(activities) - for_clients
    drafts = sum(a.status is ActivityStatus.DRAFT for a in activities)
    archived = sum(a.status is ActivityStatus.ARCHIVED for a in activities)
    roles = []
    if own or not activities:
        roles.append(f"La boutique décide pourquoi et comment : {_count(own, 'fiche')} (art. 30, § 1).")
    if for_clients:
        roles.append(f"La boutique travaille pour un client : {_count(for_clients, 'fiche')} (art. 30, § 2).")
    states = [_count(drafts, "brouillon")] * bool(drafts) + [_count(archived, "archivée")] * bool(archived)
    contents = (
        f"{_count(len(activities), 'fiche')}, {_count(len(sheets.parties_used(register)), 'organisme cité')}."
    )
    return sheet.rows(
        ("Rôle", roles),
        ("Contenu", [contents, f"Dont {' et '.join(states)}." if states else ""]),
    )


def _count(number: int, noun: str) -> str:
    plural = " ".join(f"{word}s" for word in noun.split())
    return f"{number} {noun if number < 2 else plural}"


def _bookmark(activity: ProcessingActivity) -> str:
    """Reference and name; a very long name is shortened here, the sheet holds it in full."""
    name = " ".join(fonts.visible(activity.name).split())
    return f"{activity.reference} · {name if len(name) <= _BOOKMARK else name[:_BOOKMARK] + '…'}"


_Known = Callable[[], Mapping[str, Entry]]
_KEYS: Mapping[tuple[type, str], _Known] = {
    (Purpose, "article_9_condition"): catalogues.article_9_conditions,
    (DataSubjects, "category"): catalogues.data_subject_categories,
    (PersonalData, "category"): catalogues.data_categories,
    (PersonalData, "source"): catalogues.data_sources,
    (ProcessingActivity, "collection_channels"): catalogues.collection_channels,
    (ProcessingActivity, "informed_by"): catalogues.information_means,
    (ProcessingActivity, "security_measures"): catalogues.security_measures,
    (DpiaScreening, "criteria"): catalogues.dpia_criteria,
    (RetentionRule, "trigger"): catalogues.retention_triggers,
    (Transfer, "country"): catalogues.countries,
    (Party, "country"): catalogues.countries,
}
"""Fields that hold a catalogue key: its label is printed, or what was typed instead of a key."""
_UNPRINTED = frozenset({(RetentionRule, "period"), (RetentionRule, "group"), (Party, "key")})
_PARTY_KEYS = frozenset(
    {
        (ProcessingActivity, "joint_controllers"),
        (ProcessingActivity, "client_controllers"),
        (Recipient, "party"),
        (Transfer, "party"),
    }
)


def typed_values(register: Register, *, whole: bool = True) -> list[str]:
    """Every text a person typed that the paper must hold, found by walking over the model.

    It does not follow the layout, so that a field somebody forgets to print is noticed. With
    `whole` the shop and the parties named by activities count too.
    """
    names = {party.key: party.name for party in register.parties}
    records: list[object] = list(register.activities)
    if whole:
        records += [register.controller, *sheets.parties_used(register)]
    found = chain.from_iterable(_texts(record, names) for record in records)
    return [text for text in dict.fromkeys(found) if text.strip()]


def _texts(value: object, names: Mapping[str, str]) -> Iterator[str]:
    """The texts below `value`, depth first; keys of a newer version (`extra`) are not printed."""
    if isinstance(value, tuple):
        yield from chain.from_iterable(_texts(item, names) for item in value)
    elif type(value) is str:
        yield value
    elif is_dataclass(value) and not isinstance(value, (type, Contract)):
        for field in fields(value):
            place = (type(value), field.name)
            if field.name == "extra" or place in _UNPRINTED:
                continue
            for text in _texts(getattr(value, field.name), names):
                if place in _PARTY_KEYS:
                    yield names.get(text, text)
                elif place not in _KEYS or text not in _KEYS[place]():
                    yield text
