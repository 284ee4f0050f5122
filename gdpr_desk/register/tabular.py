"""The register as sheets: the CNIL's own layout (ODS), or one line a record (XLSX, CSV).

« strict » holds what Article 30 asks for and says what it leaves out; « complete » holds the whole
register, but for the keys of a newer interchange version, which only the JSON file carries.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from gdpr_desk.register import cnil_layout as cnil
from gdpr_desk.register.fiche_sheet import WIDTHS, described, fiche_rows, yes_no
from gdpr_desk.register.model import ContactPerson, ProcessingActivity, Register
from gdpr_desk.register.wording import (
    country_label,
    recipient_label,
    retention_sentences,
    role_label,
    safeguard_label,
    status_label,
)

FORMATS = ("ods", "xlsx", "csv")
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
    return TabularDocument(content, cnil.STRICT_LEAVES_OUT if strict else "")


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
        yield Sheet(cnil.SHOP_SHEET, tuple(_shop(register)), (6.5, 6.5, 5.0, 4.0, 5.0, 5.0, 5.0, 4.0, 7.0))


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
    yield row("Boutique", look=Look.HEAD)
    for field, label in cnil.SHOP_ROWS:
        yield Cell(label, Look.LABEL), Cell(getattr(shop, field))
    for title, person in ((cnil.DPO_ROW, shop.dpo), (cnil.OFFICER_ROW, shop.officer)):
        for field, label in cnil.PERSON_ROWS:
            yield Cell(f"{title}, {label}", Look.LABEL), Cell(getattr(person, field) if person else "")
    yield ()
    yield from _parties(register.parties)


def _parties(parties: Sequence[Party]) -> Iterator[Row]:
    yield row(*cnil.PARTY_COLUMNS, look=Look.HEAD)
    for party in parties:
        clauses = _BETWEEN.join(f"{key} : {yes_no(held)}" for key, held in party.contract.checklist.items())
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
        )


def _list_book(register: Register, strict: bool) -> Iterator[Sheet]:
    parties = {party.key: party for party in register.parties}
    lines = [_line(activity, parties) for activity in register.activities]
    shown = [n for n, (_, always) in enumerate(_COLUMNS) if always or not strict]
    rows = [row(*(_COLUMNS[n][0] for n in shown), look=Look.HEAD)]
    rows += [row(*(line[n] for n in shown)) for line in lines]
    yield Sheet("Registre", tuple(rows), tuple(5.0 for _ in shown), 1)
    about = [row(f"{cnil.STRICT} {cnil.STRICT_LEAVES_OUT}" if strict else cnil.COMPLETE)]
    about += [row(register.controller.name), row(register.controller.address)]
    yield Sheet("À propos", tuple(about), (16.0,))
    if not strict:
        yield Sheet("Prestataires", tuple(_parties(register.parties)), (5.0,) * len(cnil.PARTY_COLUMNS), 1)


# Each column, and whether Article 30 asks for it (what it is told apart by included).
_COLUMNS = (
    ("Réf.", True),
    (cnil.NAME, True),
    ("En tant que", True),
    ("État", False),
    ("Date de création", True),
    ("Dernière mise à jour", True),
    ("Responsables conjoints", True),
    ("Clients donneurs d’ordre", True),
    ("Opérations", True),
    ("Finalités", True),
    ("Bases légales", False),
    ("Intérêt poursuivi", False),
    ("Justification", False),
    ("Catégories de personnes", True),
    ("Catégories de données", True),
    ("Données sensibles", True),
    ("Origine des données", False),
    ("Moyens de collecte", False),
    ("Information des personnes", False),
    ("Logiciels et supports", False),
    ("Traitement papier", False),
    ("Destinataires", True),
    ("Transferts hors UE", True),
    ("Durées de conservation", True),
    ("Mesures de sécurité", True),
    ("Décision automatisée", False),
    ("AIPD requise", False),
    ("Critères d’AIPD", False),
    ("Note", False),
)


def _line(activity: ProcessingActivity, parties: dict[str, Party]) -> tuple[Value, ...]:
    def named(keys: Sequence[str]) -> str:
        return _joined([parties[key].name if key in parties else key for key in keys])

    bases, purposes = catalogues.lawful_bases(), activity.purposes
    dpia = activity.dpia.required
    return (
        activity.reference,
        activity.name,
        role_label(activity.role),
        status_label(activity.status),
        activity.created_on,
        activity.reviewed_on,
        named(activity.joint_controllers),
        named(activity.client_controllers),
        _joined(activity.operations),
        _joined([purpose.name for purpose in purposes]),
        _joined([bases.label(p.lawful_basis.value) if p.lawful_basis else "à préciser" for p in purposes]),
        _joined([purpose.interest for purpose in purposes if purpose.interest]),
        _joined([purpose.justification for purpose in purposes if purpose.justification]),
        _joined([catalogues.data_subject_categories().label(s.category) for s in activity.data_subjects]),
        _joined([described(datum) for datum in activity.data]),
        yes_no(_sensitive(activity)),
        _joined(dict.fromkeys(catalogues.data_sources().label(d.source) for d in activity.data)),
        _joined([catalogues.collection_channels().label(key) for key in activity.collection_channels]),
        _joined([catalogues.information_means().label(key) for key in activity.informed_by]),
        _joined(activity.systems),
        yes_no(activity.paper),
        _joined([recipient_label(recipient, parties) for recipient in activity.recipients]),
        _joined(
            [
                _transferred(t.country, t.party, parties, safeguard_label(t.safeguard))
                for t in activity.transfers
            ]
        ),
        _joined(retention_sentences(activity.retention)),
        _joined([catalogues.security_measures().label(key) for key in activity.security_measures]),
        yes_no(activity.automated_decisions),
        "" if dpia is None else yes_no(dpia),
        _joined([catalogues.dpia_criteria().label(key) for key in activity.dpia.criteria]),
        activity.note,
    )


def _transferred(country: str, key: str | None, parties: dict[str, Party], safeguard: str) -> str:
    party = parties.get(key) if key else None
    return " – ".join(
        part for part in (country_label(country), party.name if party else "", safeguard) if part
    )


def _joined(parts: Sequence[str] | dict[str, None]) -> str:
    return _BETWEEN.join(parts)
