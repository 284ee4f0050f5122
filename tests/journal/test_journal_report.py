"""The journal outside the vault: tables that stay tables, a tagged paper, raw entries for an expert."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import odfdo
import page
import pikepdf
import pypdf
import pytest

from gdpr_desk.clock import FixedClock
from gdpr_desk.journal.lines import Spoken, line_of
from gdpr_desk.journal.report import Extract, journal_csv, journal_ods, journal_pdf, journal_raw
from gdpr_desk.journal.service import JournalService
from gdpr_desk.vault.highwater import Mark
from gdpr_desk.vault.store import Store

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NAMES = {"p1": "=Camille Lumen", "p2": "Élodie Ombre"}
SUBJECTS = {"T-01": "=HYPERLINK(1)", "T-02": "Prospection\u202fet <b>marketing</b>"}


def extract(
    store: Store, clock: FixedClock, entries: int = 5, *, scope: str = "", demo: bool = False
) -> Extract:
    journal = JournalService(store, clock, "p1")
    for number in range(entries):
        clock.instant += timedelta(minutes=7)
        with store.begin() as session:
            journal.record(session, "activity.changed", f"T-{number % 3:02}", {"changed": ["name", "note"]})
    spoken = Spoken(NAMES, SUBJECTS)
    found = [line_of(entry, spoken) for entry in journal.entries(newest_first=False)]
    return Extract(found, "Atelier Lumen", AT, journal.verify(), scope, demo)


def test_csv_holds_every_line_and_no_formula(store: Store, clock: FixedClock) -> None:
    made = extract(store, clock)
    rows = list(csv.reader(io.StringIO(journal_csv(made).decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["N°", "Date", "Heure", "Qui", "Action", "Objet", "Empreinte"]
    assert [row[0] for row in rows[1:]] == ["1", "2", "3", "4", "5"]
    assert rows[1][1:3] == ["23/11/2026", "08:55:00"]
    assert rows[1][3] == "'=Camille Lumen"
    assert rows[2][5] == "'=HYPERLINK(1) (T-01) · nom, note"
    assert [row[6] for row in rows[1:]] == [line.entry.digest for line in made.lines]
    assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r")]


def test_ods_says_what_the_check_found_and_keeps_texts(store: Store, clock: FixedClock) -> None:
    made = extract(store, clock, scope="du 1er novembre 2026")
    content = journal_ods(made)
    assert content == journal_ods(made)
    table = odfdo.Document(io.BytesIO(content)).body.tables[0]
    values = table.get_values()
    assert values[1][0] == "Extrait : 5 entrées, du 1er novembre 2026"
    assert values[2][0].startswith("Chaîne intacte : 5 entrées")
    assert values[4][:2] == ["N°", "Date"]
    assert values[6][5].startswith("=HYPERLINK(1) (T-01)")
    assert "table:formula" not in table.serialize()


@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_the_paper_is_tagged_and_says_all(
    store: Store, clock: FixedClock, tmp_path: Path, profile: str
) -> None:
    content = journal_pdf(extract(store, clock, 60, demo=True))
    file = tmp_path / "journal.pdf"
    file.write_bytes(content)
    verdict = page.validate_pdf(str(file), profile=profile)
    assert verdict.is_compliant, verdict.failures
    pages = [each.extract_text() for each in pypdf.PdfReader(io.BytesIO(content)).pages]
    whole = " ".join(" ".join(pages).split())
    assert "Tout le journal" in whole
    assert "Chaîne intacte" in whole
    assert "EXEMPLE" in whole
    assert "Prospection" in whole
    assert "<b>marketing</b>" in whole
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Journal"


def test_the_raw_entries_let_a_stranger_find_the_break(store: Store, clock: FixedClock) -> None:
    """Second source: the digests are worked out here from the description in the file."""
    extract(store, clock, 9)
    journal = JournalService(store, clock, "p1")
    with store.begin() as session:
        session.connection().exec_driver_sql("DROP TRIGGER journal_entry_update")
        session.connection().exec_driver_sql("UPDATE journal_entry SET subject = 'T-77' WHERE number = 4")
    mark = Mark("v", 9, 9, journal.stored()[-1].digest, AT)
    found = json.loads(journal_raw(journal.stored(), journal.verify(mark), mark, AT))
    assert (found["verdict"]["first_break"], found["mark"]["number"]) == (4, 9)
    broken = []
    for entry in found["entries"]:
        parts = {key: value for key, value in entry.items() if key not in ("digest", "computed")}
        text = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        computed = hashlib.sha256(text.encode()).hexdigest()
        assert computed == entry["computed"]
        broken += [entry["number"]] if computed != entry["digest"] else []
    assert broken == [4]
    assert not [name for name in NAMES.values() if name in json.dumps(found)]
