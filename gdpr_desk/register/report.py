"""The register as a paper (Art. 30(1), 30(2) and 30(4)): cover, summary, one sheet an activity, annexes.

Every typed value is written and read back before the paper is handed out; see `typed_values`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
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
from gdpr_desk.register.cnil_layout import COMPLETE, STRICT
from gdpr_desk.register.model import (
    ActivityRole,
    ActivityStatus,
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
from gdpr_desk.register.paper.article_30 import LEFT_OUT, article_30
from gdpr_desk.register.paper.chart_pages import put_flow_map, put_timeline
from gdpr_desk.register.paper.cover import cover_sections
from gdpr_desk.register.paper.party_annex import parties_used, party_table

_BOOKMARK = 90
_REASONS = "2"
"""The number of the section with the lawful bases."""
TITLE = "Registre des activités de traitement"


@dataclass(frozen=True)
class RegisterDocument:
    """The PDF, its page count, the typed characters that no font holds (shown as `[U+…]`).

    `left_out` says in French what the strict version does not hold.
    """

    content: bytes
    pages: int
    replaced: tuple[str, ...]
    left_out: str = ""


def register_pdf(
    register: Register,
    *,
    produced_at: datetime,
    version: str,
    demo: bool = False,
    activity: str | None = None,
    strict: bool = False,
) -> RegisterDocument:
    """The whole register, or the one sheet `activity`; same register and instant, same bytes.

    `produced_at` is an aware instant; `strict` holds what Article 30 asks for and says on its first
    page what it leaves out. Raises NotFound for an unknown activity and `PaperDiffers` when a typed
    value cannot be read back from the paper.
    """
    shown = _part(article_30(register) if strict else register, activity)
    written = edition(version, produced_at)
    foot = f"Version {written} · registre tenu au titre de l’art. 30 du RGPD"
    head = f"{TITLE} · version stricte" if strict else TITLE
    paper = Paper(Furniture(register.controller.name, head, foot, demo))
    pages = RegisterPages(paper, shown, fingerprint(register), strict=strict)
    title = head
    if activity is None:
        pages.whole(f"Version {written}")
    else:
        title = f"{shown.activities[0].name} · {head}"
        pages.sheet(shown.activities[0], level=1, alone=True)
        if strict:
            paper.y -= 14
            paper.paragraph(f"{STRICT} {LEFT_OUT}", sheet.NOTE, paper.root.add("P"))
    content = paper.finish(fonts.visible(title), produced_at, fonts.visible(register.controller.name))
    values = typed_values(shown, whole=activity is None)
    readback.require_values(content, values)
    replaced = dict.fromkeys(chain.from_iterable(map(fonts.replaced, values)))
    return RegisterDocument(content, paper.pages, tuple(replaced), LEFT_OUT if strict else "")


def edition(version: str, produced_at: datetime) -> str:
    """« 12 du 23 novembre 2026, 08:48 », in the shop's time."""
    at = produced_at.astimezone(SHOP_ZONE)
    return f"{version} du {french_date(at.date())}, {french_time(at.time())}"


def _part(register: Register, activity: str | None) -> Register:
    """The register with the activities to print."""
    if activity is None:
        return ordered(register)
    found = tuple(a for a in register.activities if a.reference == activity)
    if not found:
        raise NotFound(
            "Cette fiche n’existe pas dans le registre.",
            safe="Rien n’a été produit.",
            remedy="Choisissez une fiche de la liste.",
        )
    return replace(register, activities=found)


def ordered(register: Register) -> Register:
    """Controllers' sheets before those for clients (Art. 30(1), 30(2))."""
    found = sorted(register.activities, key=lambda a: a.role is ActivityRole.PROCESSOR)
    return replace(register, activities=tuple(found))


def fingerprint(register: Register) -> str:
    """Sixteen hexadecimal digits that change with any word of the register."""
    content = json.dumps(asdict(register), sort_keys=True, default=str, ensure_ascii=False)
    digest = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
    return " ".join(digest[start : start + 4] for start in range(0, 16, 4))


class RegisterPages:
    """Puts the parts of a register on a paper; `level` is that of the parts' headings."""

    def __init__(
        self, paper: Paper, register: Register, fingerprint: str, *, strict: bool = False, level: int = 2
    ) -> None:
        self.paper = paper
        self.register = register
        self.parties = {party.key: party for party in register.parties}
        self.fingerprint = fingerprint
        self.strict = strict
        self.level = level
        self.starts = {a.reference: Element("Sect") for a in register.activities}

    def whole(self, edition: str) -> None:
        """Cover, summary, pictures, sheets, annexes."""
        self.cover(edition)
        self.summary()
        if not self.strict and self.in_use():
            self.flow_map()
            self.timeline()
        self.sheets()
        self.annex_parties("Annexe 1 · Organismes cités")
        self.annex_measures("Annexe 2 · Mesures de sécurité")

    def in_use(self) -> bool:
        """Whether there is anything to draw in map and timeline."""
        return any(a.status is not ActivityStatus.ARCHIVED for a in self.register.activities)

    def cover(self, edition: str) -> None:
        """Whose register it is, which version, and a place to sign."""
        element = self.paper.root.add("Sect")
        self.paper.begin(element, "Couverture")
        sheet.cover(
            self.paper,
            element,
            kicker="Article 30 du RGPD",
            title=TITLE,
            lines=(self.register.controller.name, edition, STRICT if self.strict else COMPLETE),
            note=LEFT_OUT if self.strict else "",
        )
        sheet.sections(self.paper, element, cover_sections(self.register), level=2, signed=True)
        self._visa(element, coded=True)

    def _visa(self, element: Element, *, coded: bool) -> None:
        code = (
            f"Code de contrôle de cette version : {self.fingerprint}.\n"
            "Il change dès qu’un mot du registre change."
        )
        sheet.visa(self.paper, element, "Visa du responsable de traitement", code if coded else "")

    def summary(self, title: str = "Sommaire", element: Element | None = None) -> None:
        """One line a sheet, leading to it."""
        element = self.chapter(title, "Une ligne par fiche ; un clic ouvre la page.", element)
        if not self.register.activities:
            self.paper.paragraph("Le registre est encore vide.", sheet.VALUE, element.add("P"))
            return
        reasons = not self.strict
        rows = tuple(
            TableRow(
                (a.reference, a.name, *([sheets.permitted(a)] * reasons), sheets.reviewed(a), ""),
                self.starts[a.reference],
            )
            for a in self.register.activities
        )
        columns = (
            Column("Fiche", 8),
            Column("Activité", 40, "link"),
            *([Column("Pourquoi c’est permis", 34)] * reasons),
            Column("Revue le", 24),
            Column("Page", 7, "page"),
        )
        table(self.paper, element, columns, rows)

    def flow_map(self, element: Element | None = None) -> None:
        """Who gives what to whom, of what is in use."""
        told = "De qui viennent les données, pour quoi, et chez qui elles vont."
        element = self.chapter("Carte des flux", told, element)
        put_flow_map(self.paper, element, self.register)

    def timeline(self, element: Element | None = None) -> None:
        """How long everything is kept, of what is in use."""
        told = "Combien de temps chaque donnée est gardée."
        element = self.chapter("Frise de conservation", told, element)
        put_timeline(self.paper, element, self.register)

    def chapter(self, title: str, subtitle: str, element: Element | None = None) -> Element:
        """Begin a part, with its heading."""
        return chapter(self.paper, title, subtitle, element, level=self.level)

    def sheets(self, level: int = 2) -> None:
        """Every sheet, each on a page of its own."""
        for activity in self.register.activities:
            self.sheet(activity, level=level, element=self.starts[activity.reference])

    def sheet(
        self,
        activity: ProcessingActivity,
        *,
        level: int,
        element: Element | None = None,
        alone: bool = False,
    ) -> None:
        """One activity, beginning on a page of its own; `alone` where there is no cover before it."""
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
        if self.strict:
            parts = _without_reasons(parts)
        sheet.sections(self.paper, element, parts, level=level + 1, signed=True)
        self._visa(element, coded=alone)

    def annex_parties(self, title: str) -> None:
        """Who is named by a sheet."""
        used = parties_used(self.register)
        if not used:
            return
        element = self.chapter(title, "Qui reçoit des données ou travaille avec la boutique.")
        columns, rows = party_table(used)
        table(self.paper, element, columns, rows)

    def annex_measures(self, title: str) -> None:
        """What protects the data, and in which sheets."""
        references: dict[str, list[str]] = {}
        for activity in self.register.activities:
            for key in activity.security_measures:
                references.setdefault(key, []).append(activity.reference)
        if not references:
            return
        element = self.chapter(title, "Ce qui protège les données, art. 32 du RGPD.")
        known = catalogues.security_measures()
        order = {key: number for number, key in enumerate(known)}
        keys = sorted(references, key=lambda key: order.get(key, len(order)))
        rows = [TableRow((known.label(key), ", ".join(references[key]))) for key in keys]
        table(self.paper, element, (Column("Mesure", 50), Column("Fiches concernées", 50)), rows)


def chapter(
    paper: Paper, title: str, subtitle: str, element: Element | None = None, *, level: int = 2
) -> Element:
    """Begin a part on a page of its own, with its heading; returns where its content goes."""
    element = element or Element("Sect")
    paper.root.children.append(element)
    paper.begin(element, title, running=title)
    sheet.head(paper, element, kicker="", title=title, subtitle=subtitle, facts=(), level=level)
    return element


def _without_reasons(parts: tuple[sheet.Section, ...]) -> tuple[sheet.Section, ...]:
    """The sections but « Pourquoi c’est permis », which Article 30 does not ask for.

    The others keep their numbers: a section has one name in both versions.
    """
    return tuple(part for part in parts if part.number != _REASONS)


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
    records: list[object] = [replace(a, note=sheets.note(a)) for a in register.activities]
    if whole:
        records += [register.controller, *parties_used(register)]
    return typed_texts(records, names)


def typed_texts(records: Iterable[object], names: Mapping[str, str]) -> list[str]:
    """Every text typed in `records`, each once; `names` are the parties' by their keys."""
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
