"""The contractors CSV of Madis: who works for the shop, one a line.

Madis says in one word whether « the clauses » were checked; our list asks for each clause of
Art. 28(3), so nothing is ticked: what Madis says is told beside the line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gdpr_desk.documents.sheet_reading import CellValue, Workbook
from gdpr_desk.parties.model import Party, PartyContact, PartyKind
from gdpr_desk.register.model import Register
from gdpr_desk.register.reading.blocks import cell
from gdpr_desk.register.reading.gathering import Gathering
from gdpr_desk.register.reading.incoming import Incoming, no_shop
from gdpr_desk.register.reading.values import is_unknown, key_of, plain, text_of, yes_of

FORMAT = "madis-csv"
_CLAUSES = "Clauses contractuelles vérifiées"
_SECURITY = "Adopte les éléments de sécurité nécessaires"
_REGISTER = "Tient à jour un registre des traitements"
_OUTSIDE = "Envoi des données hors UE"
_MADE_OF = frozenset(map(plain, ("Nom", _CLAUSES, _REGISTER, _OUTSIDE)))


def is_madis_parties(book: Workbook) -> bool:
    """Whether the first row has the headers of that export."""
    rows = book.sheets[0].rows if book.kind == "csv" else ()
    return bool(rows) and {plain(text_of(value)) for value in rows[0]} >= _MADE_OF


def read_madis_parties(book: Workbook) -> Incoming:
    """The contractors of the file; a line without a name, or with a name taken before, is a fault."""
    grid, gathering = book.sheets[0], Gathering()
    heads = [plain(text_of(value)) for value in grid.rows[0]]
    parties: list[Party] = []
    origins: list[str] = []
    for number, row in enumerate(grid.rows[1:], 2):
        if not any(text_of(value).strip() for value in row):
            continue
        said = {head: cell(row, place) for place, head in reversed(list(enumerate(heads)))}
        where = f"ligne {number}"
        name = " ".join(_text(said, "Nom").split())
        known = {party.key for party in gathering.parties}
        key = gathering.party(name, PartyKind.PROCESSOR) if name else f"ligne-{number}"
        if not name:
            gathering.fault(where, "cette ligne n’a pas de nom")
        elif key in known:
            gathering.fault(where, "ce prestataire figure déjà plus haut dans le fichier")
        for told in _told(said):
            gathering.caution(where, told)
        parties.append(_party(key, name, said))
        origins.append(where)
    return Incoming(
        FORMAT,
        Register(no_shop(), tuple(parties)),
        fields=frozenset(),
        cautions=tuple(gathering.cautions),
        faults=tuple(gathering.faults),
        party_origins=tuple(origins),
    )


def _party(key: str, name: str, said: Mapping[str, CellValue]) -> Party:
    country = next(_each(said, "Coordonnées", "pays"), "")
    found = key_of("countries", country) if country else ""
    contact = PartyContact(
        next(_each(said, "Coordonnées", "mail", "courriel"), ""), next(_each(said, "DPD", "mail"), "")
    )
    code = found if len(found) == 2 and found.isupper() else ""
    return Party(key, name, PartyKind.PROCESSOR, code, contact)


def _each(said: Mapping[str, CellValue], group: str, *words: str) -> Iterator[str]:
    """What stands in the columns of a group whose header has one of these words."""
    for head, value in said.items():
        text = text_of(value).strip()
        if head.startswith(plain(group)) and any(word in head for word in words) and not is_unknown(text):
            yield text


def _told(said: Mapping[str, CellValue]) -> Iterator[str]:
    if yes_of(_text(said, _CLAUSES)):
        yield "Madis note des clauses vérifiées : cochez-les une à une dans la fiche du prestataire."
    if yes_of(_text(said, _OUTSIDE)):
        yield "Madis annonce un envoi hors UE : précisez le pays et la garantie."
    for label, told in ((_SECURITY, "la sécurité"), (_REGISTER, "la tenue d’un registre")):
        if yes_of(_text(said, label)) is False:
            yield f"Madis note un manque pour {told} : voyez cela avec ce prestataire."


def _text(said: Mapping[str, CellValue], header: str) -> str:
    return text_of(said.get(plain(header), "")).strip()
