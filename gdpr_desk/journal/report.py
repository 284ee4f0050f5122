"""The journal outside the vault: a table (CSV, ODS), a paper (PDF), or raw for an expert (JSON)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gdpr_desk.documents import fonts, readback, sheet
from gdpr_desk.documents.paper import Furniture, Paper
from gdpr_desk.documents.spreadsheets import Look, Sheet, csv_bytes, ods, row
from gdpr_desk.documents.table import Column, TableRow, table
from gdpr_desk.journal.lines import Line
from gdpr_desk.journal.model import JournalVerdict, StoredEntry
from gdpr_desk.journal.wording import entries, verdict_sentence
from gdpr_desk.periods.words import french_instant, shop_time
from gdpr_desk.vault.highwater import Mark

TITLE = "Journal"
KICKER = "Ce qui a été fait · art. 5, § 2 du RGPD"
NOTE = (
    "Le journal ne contient que des références et des noms de champs, jamais ce qu’ils contiennent. "
    "Les noms sont ceux d’aujourd’hui ; le journal lui-même ne connaît que des numéros."
)
_HEADS = ("N°", "Date", "Heure", "Qui", "Action", "Objet", "Empreinte")
_WIDTHS = (1.6, 2.6, 2.0, 4.5, 7.0, 10.0, 15.5)
_COLUMNS = (
    *(Column("N°", 7), Column("Quand", 20), Column("Qui", 17)),
    *(Column("Action", 25), Column("Objet", 31)),
)


@dataclass(frozen=True)
class Extract:
    """Lines on their way out, oldest first: of which shop, at which instant, and what the check said.

    `scope` tells in words what was filtered; empty for the whole journal.
    """

    lines: Sequence[Line]
    shop: str
    made_at: datetime
    verdict: JournalVerdict
    scope: str = ""
    demo: bool = False

    @property
    def told(self) -> str:
        """What the check said, in a sentence."""
        return verdict_sentence(self.verdict)


def journal_csv(extract: Extract) -> bytes:
    """The lines as CSV; a text that a spreadsheet would calculate stays a text."""
    return csv_bytes(_sheet(extract))


def journal_ods(extract: Extract) -> bytes:
    """The lines as an OpenDocument spreadsheet, what the check said above them."""
    above = (
        row(f"{TITLE} – {extract.shop}" if extract.shop else TITLE, look=Look.TITLE),
        row(_head_line(extract)),
        row(extract.told),
        (),
    )
    found = _sheet(extract)
    book = Sheet(found.name, (*above, *found.rows), found.widths, len(above) + 1)
    return ods((book,), title=TITLE, made_at=extract.made_at)


def journal_pdf(extract: Extract) -> bytes:
    """The lines on paper, tagged. Raises `PaperDiffers` where a line cannot be read back."""
    foot = f"Édité le {french_instant(extract.made_at)} · journal tenu au titre de l’art. 5, § 2 du RGPD"
    paper = Paper(Furniture(extract.shop, TITLE, foot, extract.demo))
    element = paper.root.add("Sect")
    paper.begin(element, TITLE, running=TITLE)
    sheet.head(
        paper,
        element,
        kicker=KICKER,
        title=TITLE,
        subtitle=_head_line(extract),
        facts=(),
        level=1,
    )
    for sentence in (extract.told, NOTE):
        paper.paragraph(sentence, sheet.NOTE, element.add("P"))
        paper.y -= 4
    paper.y -= 8
    table(paper, element, _COLUMNS, [TableRow(_cells(line)) for line in extract.lines])
    content = paper.finish(TITLE, extract.made_at, fonts.visible(extract.shop))
    typed = dict.fromkeys(text for line in extract.lines for text in (line.who, line.object) if text)
    readback.require_values(content, [*typed, extract.told])
    return content


def journal_raw(
    stored: Sequence[StoredEntry], verdict: JournalVerdict, mark: Mark | None, made_at: datetime
) -> bytes:
    """Every entry as the database holds it, with the digest its content gives: for who examines a break.

    Ids only, no names. `mark` is how far the vault was known to be, kept outside the database.
    """
    found = {
        "format": "gdpr-desk-journal",
        "version": 1,
        "made_at": made_at.isoformat(),
        "digest": "SHA-256 of the JSON of all other fields: sorted keys, no spaces, UTF-8",
        "verdict": vars(verdict),
        "mark": None
        if mark is None
        else {"number": mark.count, "digest": mark.head, "at": mark.at.isoformat()},
        "entries": [{**vars(entry), "computed": entry.computed_digest()} for entry in stored],
    }
    return json.dumps(found, ensure_ascii=False, indent=1).encode()


def _sheet(extract: Extract) -> Sheet:
    rows = tuple(
        row(
            line.number,
            line.day,
            f"{shop_time(line.entry.at):%H:%M:%S}",
            line.who,
            line.action,
            line.object,
            line.entry.digest,
        )
        for line in extract.lines
    )
    return Sheet(TITLE, (row(*_HEADS, look=Look.HEAD), *rows), _WIDTHS, 1)


def _cells(line: Line) -> tuple[str, ...]:
    return (str(line.number), line.when.replace(" à ", " "), line.who, line.action, line.object)


def _head_line(extract: Extract) -> str:
    what = entries(len(extract.lines))
    return f"Extrait : {what}, {extract.scope}" if extract.scope else f"Tout le journal : {what}"
