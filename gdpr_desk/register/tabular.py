"""The register as sheets: the CNIL's own layout (ODS), or one line a record (XLSX, CSV).

« strict » holds what Article 30 asks for and says what it leaves out; « complete » holds the whole
register, but for the keys of a newer interchange version, which only the JSON file carries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from gdpr_desk.documents.spreadsheets import (
    Cell,
    Look,
    Row,
    Sheet,
    Value,
    csv_bytes,
    ods,
    row,
    sheet_name,
    xlsx,
)
from gdpr_desk.parties.model import Party
from gdpr_desk.reference import catalogues
from gdpr_desk.reference.model import Catalogue, Entry
from gdpr_desk.register import cnil_layout as cnil
from gdpr_desk.register.model import ContactPerson, Controller, ProcessingActivity, Register
from gdpr_desk.register.paper.fiche_sheet import WIDTHS, described, fiche_rows, yes_no
from gdpr_desk.register.wording import (
    country_label,
    recipient_label,
    retention_sentences,
    safeguard_label,
    source_line,
    status_label,
)

FORMATS = ("ods", "xlsx", "csv")
CSV_LEAVES_OUT = (
    "Un fichier CSV ne tient qu’un tableau : les coordonnées de la boutique, les contacts et les "
    "contrats des organismes n’y sont pas."
)
_BETWEEN = "\n"


@dataclass(frozen=True)
class TabularDocument:
    """A file's bytes, and in French what it does not carry (empty where it carries everything)."""

    content: bytes
    left_out: str = ""


def register_sheets(
    register: Register, kind: str, *, produced_at: datetime, strict: bool = False
) -> TabularDocument:
    """The register as `ods`, `xlsx` or `csv`. Raises InvalidInput for a text XLSX cannot hold."""
    title = f"Registre des activités de traitement – {register.controller.name}"
    if kind == "ods":
        content = ods(tuple(_cnil_book(register, strict)), title=title, made_at=produced_at)
    elif kind == "xlsx":
        content = xlsx(tuple(_list_book(register, strict)), title=title, made_at=produced_at)
    elif kind == "csv":
        content = csv_bytes(next(_list_book(register, strict)))
    else:
        raise ValueError(f"no such kind of sheet: {kind}")
    return TabularDocument(content, left_out(kind, strict=strict))


def left_out(kind: str, *, strict: bool) -> str:
    """What a file of that kind does not hold of the register, in French; empty where it holds all."""
    said = [cnil.STRICT_LEAVES_OUT] * strict + [CSV_LEAVES_OUT] * (kind == "csv")
    return " ".join(said)


def parties_sheet(register: Register, *, produced_at: datetime) -> bytes:
    """Everybody outside the shop as an ODS table: contacts, contract, clauses."""
    rows = tuple(_parties(register.parties, spoken=True))
    title = f"Prestataires – {register.controller.name}"
    found = Sheet("Prestataires", rows, (5.0,) * len(cnil.PARTY_COLUMNS), 1)
    return ods((found,), title=title, made_at=produced_at)


def _cnil_book(register: Register, strict: bool) -> Iterator[Sheet]:
    yield Sheet(
        cnil.LIST_SHEET, tuple(_cnil_list(register, strict)), (6.5, 4.0, 4.0, 4.0, 6.5, 4.0, 4.0, 4.5)
    )
    taken = [cnil.LIST_SHEET, cnil.SHOP_SHEET]
    for activity in register.activities:
        name = sheet_name(f"{activity.reference} {activity.name}", taken)
        taken.append(name)
        yield Sheet(name, tuple(fiche_rows(activity, register, complete=not strict)), WIDTHS)
    if not strict:
        yield Sheet(
            cnil.SHOP_SHEET, tuple(_shop(register)), (6.5, 6.5, 5.0, 4.0, 5.0, 5.0, 5.0, 4.0, 7.0, 5.0, 4.0)
        )


def _cnil_list(register: Register, strict: bool) -> Iterator[Row]:
    shop, dpo = register.controller, register.controller.dpo or ContactPerson()
    yield _contacts("Coordonnées du responsable de l’organisme", shop.name, shop.address, shop.email)
    yield from _post(shop.phone)
    represented = shop.representative or ""
    yield _contacts("Coordonnées du représentant", represented, "", "")
    yield from _post("")
    yield _contacts("Coordonnées du délégué à la protection des données (DPO)", dpo.name, "", dpo.email)
    yield from _post(dpo.phone)
    yield row("Identification du traitement", None, None, None, "", None, None, "", look=Look.HEAD)
    heads = (cnil.NAME, cnil.REFERENCE, cnil.LIST_CREATED, cnil.LIST_UPDATED, cnil.LIST_PURPOSE, None, None)
    yield row(*heads, cnil.LIST_SENSITIVE, look=Look.HEAD)
    for activity in register.activities:
        purposes = _BETWEEN.join(purpose.name for purpose in activity.purposes)
        values = (activity.name, activity.reference, activity.created_on, activity.reviewed_on, purposes)
        yield row(*values, None, None, yes_no(_sensitive(activity)))
    yield ()
    yield row(f"{cnil.STRICT} {cnil.STRICT_LEAVES_OUT}" if strict else f"{cnil.COMPLETE} {cnil.LEGEND}")


def _contacts(who: str, name: str, address: str, email: str) -> Row:
    pairs = (("Nom :", name), ("Prénom :", ""), ("Adresse :", address), ("Adresse mél :", email))
    return (
        Cell(who, Look.LABEL),
        *(cell for pair in pairs for cell in (Cell(pair[0], Look.LABEL), Cell(pair[1]))),
    )


def _post(phone: str) -> Iterator[Row]:
    pairs = (("Code postal :", ""), ("Ville :", ""), ("Téléphone :", phone))
    yield (Cell(), *(cell for pair in pairs for cell in (Cell(pair[0], Look.LABEL), Cell(pair[1]))))


def _sensitive(activity: ProcessingActivity) -> bool:
    return any(d.special or d.category in catalogues.special_categories() for d in activity.data)


def _shop(register: Register) -> Iterator[Row]:
    shop = register.controller
    yield row(cnil.MADE_HERE, look=Look.TITLE)
    yield row(cnil.COMPLETE)
    yield ()
    yield from _facts(shop)
    yield ()
    yield from _parties(register.parties)


def _facts(shop: Controller) -> Iterator[Row]:
    """The shop, its delegate and its officer, one fact a row."""
    yield row("Boutique", look=Look.HEAD)
    for field, label in cnil.SHOP_ROWS:
        yield Cell(label, Look.LABEL), Cell(getattr(shop, field))
    for title, person in ((cnil.DPO_ROW, shop.dpo), (cnil.OFFICER_ROW, shop.officer)):
        for field, label in cnil.PERSON_ROWS:
            yield Cell(f"{title}, {label}", Look.LABEL), Cell(getattr(person, field) if person else "")


def _parties(parties: Sequence[Party], *, spoken: bool = False) -> Iterator[Row]:
    """Everybody outside the shop; clauses by their key, for the way back, or `spoken` in words."""
    known = catalogues.contract_clauses()
    yield row(*cnil.PARTY_COLUMNS, look=Look.HEAD)
    for party in parties:
        held = party.contract.checklist
        clauses = _BETWEEN.join(
            f"{known.label(key) if spoken else key} : {yes_no(there)}" for key, there in held.items()
        )
        yield row(
            party.key,
            party.name,
            catalogues.party_kinds().label(party.kind.value),
            catalogues.countries().label(party.country) if party.country else "",
            party.contact.email,
            party.contact.rights,
            party.contact.breaches,
            party.contract.signed_on,
            clauses,
            party.contract.location,
            party.contract.next_review_on,
        )


def _list_book(register: Register, strict: bool) -> Iterator[Sheet]:
    parties = {party.key: party for party in register.parties}
    shown = [column for column in _COLUMNS if column[1] or not strict]
    rows = [row(*(title for title, _, _ in shown), look=Look.HEAD)]
    rows += [row(*(told(activity, parties) for _, _, told in shown)) for activity in register.activities]
    yield Sheet("Registre", tuple(rows), tuple(5.0 for _ in shown), 1)
    about = [row(f"{cnil.STRICT} {cnil.STRICT_LEAVES_OUT}" if strict else cnil.COMPLETE)]
    shop = register.controller
    about += [row(shop.name), row(shop.address)] if strict else list(_facts(shop))
    yield Sheet("À propos", tuple(about), (16.0, 16.0))
    if not strict:
        yield Sheet("Prestataires", tuple(_parties(register.parties)), (5.0,) * len(cnil.PARTY_COLUMNS), 1)


_Parties = Mapping[str, Party]


def _people(activity: ProcessingActivity, *, counted: bool) -> str:
    known = catalogues.data_subject_categories()
    if not counted:
        return _joined([known.label(s.category) for s in activity.data_subjects])
    found = [s for s in activity.data_subjects if s.approximate_number is not None]
    return _joined([f"{known.label(s.category)} : {s.approximate_number}" for s in found])


def _bases(activity: ProcessingActivity) -> str:
    known = catalogues.lawful_bases()
    found = [p.lawful_basis for p in activity.purposes]
    return _joined([known.label(basis.value) if basis else "à préciser" for basis in found])


def _conditions(activity: ProcessingActivity) -> str:
    known = catalogues.article_9_conditions()
    return _joined([known.label(p.article_9_condition) for p in activity.purposes if p.article_9_condition])


def _mandatory(activity: ProcessingActivity) -> str:
    asked = [(datum, datum.mandatory) for datum in activity.data]
    return _joined([f"{described(d)} : {yes_no(told)}" for d, told in asked if told is not None])


def _origins(activity: ProcessingActivity) -> str:
    return _joined(dict.fromkeys(catalogues.data_sources().label(d.source) for d in activity.data))


def _transfers(activity: ProcessingActivity, parties: _Parties) -> str:
    found = activity.transfers
    return _joined([_transferred(t.country, t.party, parties, safeguard_label(t.safeguard)) for t in found])


def _named(keys: Sequence[str], parties: _Parties) -> str:
    return _joined([parties[key].name if key in parties else key for key in keys])


def _labels(keys: Iterable[str], known: Catalogue[Entry]) -> str:
    return _joined([known.label(key) for key in keys])


_COLUMNS: tuple[tuple[str, bool, Callable[[ProcessingActivity, _Parties], Value]], ...] = (
    ("Réf.", True, lambda a, _: a.reference),
    (cnil.NAME, True, lambda a, _: a.name),
    ("En tant que", True, lambda a, _: catalogues.activity_roles().label(a.role.value)),
    ("État", False, lambda a, _: status_label(a.status)),
    ("Date de création", True, lambda a, _: a.created_on),
    ("Dernière mise à jour", True, lambda a, _: a.reviewed_on),
    ("Responsables conjoints", True, lambda a, parties: _named(a.joint_controllers, parties)),
    ("Clients donneurs d’ordre", True, lambda a, parties: _named(a.client_controllers, parties)),
    ("Opérations", True, lambda a, _: _joined(a.operations)),
    ("Finalités", True, lambda a, _: _joined([purpose.name for purpose in a.purposes])),
    ("Bases légales", False, lambda a, _: _bases(a)),
    ("Intérêt poursuivi", False, lambda a, _: _joined([p.interest for p in a.purposes if p.interest])),
    ("Justification", False, lambda a, _: _joined([p.justification for p in a.purposes if p.justification])),
    ("Condition de l’article 9", False, lambda a, _: _conditions(a)),
    ("Catégories de personnes", True, lambda a, _: _people(a, counted=False)),
    ("Nombre de personnes", False, lambda a, _: _people(a, counted=True)),
    ("Catégories de données", True, lambda a, _: _joined([described(datum) for datum in a.data])),
    ("Données sensibles", True, lambda a, _: yes_no(_sensitive(a))),
    ("Données obligatoires", False, lambda a, _: _mandatory(a)),
    ("Origine des données", False, lambda a, _: _origins(a)),
    (
        "Moyens de collecte",
        False,
        lambda a, _: _labels(a.collection_channels, catalogues.collection_channels()),
    ),
    ("Information des personnes", False, lambda a, _: _labels(a.informed_by, catalogues.information_means())),
    ("Logiciels et supports", False, lambda a, _: _joined(a.systems)),
    ("Traitement papier", False, lambda a, _: yes_no(a.paper)),
    (
        "Destinataires",
        True,
        lambda a, parties: _joined([recipient_label(r, parties) for r in a.recipients]),
    ),
    ("Transferts hors UE", True, _transfers),
    ("Documents des transferts", True, lambda a, _: _joined([t.document for t in a.transfers if t.document])),
    ("Durées de conservation", True, lambda a, _: _joined(retention_sentences(a.retention, whole=True))),
    (
        "Sources des durées",
        False,
        lambda a, _: _joined(dict.fromkeys(filter(None, map(source_line, a.retention)))),
    ),
    ("Mesures de sécurité", True, lambda a, _: _labels(a.security_measures, catalogues.security_measures())),
    ("Décision automatisée", False, lambda a, _: yes_no(a.automated_decisions)),
    ("AIPD requise", False, lambda a, _: "" if a.dpia.required is None else yes_no(a.dpia.required)),
    ("Critères d’AIPD", False, lambda a, _: _labels(a.dpia.criteria, catalogues.dpia_criteria())),
    ("Note", False, lambda a, _: a.note),
)
"""Each column, whether Article 30 asks for it (what it is told apart by included), and what it says."""


def _transferred(country: str, key: str | None, parties: _Parties, safeguard: str) -> str:
    party = parties.get(key) if key else None
    return " – ".join(
        part for part in (country_label(country), party.name if party else "", safeguard) if part
    )


def _joined(parts: Sequence[str] | dict[str, None]) -> str:
    return _BETWEEN.join(parts)
