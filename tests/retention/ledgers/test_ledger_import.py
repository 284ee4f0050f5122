"""Tables from outside, read in the confined process: all lines or none, and never what they could do."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from gdpr_desk.app import Desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import InvalidInput, NotFound
from gdpr_desk.retention.ledgers.service import Foreseen, ImportRefused

UNPAID = """Impayés de la boutique;;;;;
Client;E-mail;Téléphone;Facture;Montant;Échéance;Information au contrat;incident_told;Inscription;Couleur
Paul Renard;paul@courriel.example;06 99 00 00 21;F-1;129,90 €;05/10/2026;01/09/2026;06/10/2026;20/10/2026;vert

Zoé Alba;;;F-2;64;2026-11-02;;;;
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


def foreseen(desk: Desk, kind: str, table: Path, content: str | bytes) -> Foreseen:
    table.write_bytes(content if isinstance(content, bytes) else content.encode())
    return desk.ledgers.foresee(kind, table)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_table_of_a_shop_is_taken_with_its_steps(officer_desk: Desk, table: Path, encoding: str) -> None:
    seen = foreseen(officer_desk, "unpaid", table, UNPAID.encode(encoding))
    assert seen.table.left == ("Couleur",)
    assert seen.table.problems == ()
    taken = officer_desk.ledgers.take(seen)
    assert taken.references == ("I-2026-001", "I-2026-002")
    paul = officer_desk.ledgers.entry("I-2026-001").entry
    assert dict(paul.values) == {
        "who": "Paul Renard",
        "contact": "paul@courriel.example, 06 99 00 00 21",
        "invoice": "F-1",
        "amount": 12_990,
        "unpaid_since": date(2026, 10, 5),
    }
    assert dict(paul.steps) == {
        "contract_told": date(2026, 9, 1),
        "incident_told": date(2026, 10, 6),
        "registered": date(2026, 10, 20),
    }
    assert officer_desk.ledgers.entry("I-2026-002").entry.values["unpaid_since"] == date(2026, 11, 2)


def test_the_same_file_brings_nothing_and_a_line_twice_comes_once(officer_desk: Desk, table: Path) -> None:
    twice = "Nom;Téléphone;Demandé le\nL;06;22/11/2026 16:05\nL;06;22/11/2026 16:05\n"
    seen = foreseen(officer_desk, "call_backs", table, twice)
    assert (len(seen.new), seen.known) == (1, (3,))
    officer_desk.ledgers.take(seen)
    again = officer_desk.ledgers.foresee("call_backs", table)
    assert (again.new, again.known) == ((), (2, 3))
    assert officer_desk.ledgers.take(seen).references == (), "also where it was foreseen before"
    assert len(officer_desk.ledgers.entries("call_backs")) == 1


def test_one_wrong_line_and_nothing_is_taken(officer_desk: Desk, table: Path) -> None:
    lines = "Nom;Date de l’impayé;Montant;Inscrite au fichier\nPaul;05/10/2026;12;\n"
    wrong = "Zoé;31/02/2026;douze;\n;05/10/2026;;\nLéa;05/10/2026;;06/10/2026\nMax;24/11/2026;;\n"
    seen = foreseen(officer_desk, "unpaid", table, lines + wrong)
    assert [(one.number, one.place) for one in seen.table.problems] == [
        (3, "amount"),
        (3, "unpaid_since"),
        (4, "who"),
        (5, "registered"),
        (6, "unpaid_since"),
    ]
    with pytest.raises(ImportRefused, match="Ligne 3") as refused:
        officer_desk.ledgers.take(seen)
    assert len(refused.value.problems) == 5
    told = " ".join(one.sentence for one in refused.value.problems)
    assert not {"Zoé", "douze", "Léa"} & set(told.split()), "no content in a refusal"
    assert officer_desk.ledgers.entries("unpaid") == ()


def test_an_import_is_undone_as_long_as_nobody_worked_on_it(
    officer_desk: Desk, table: Path, clock: FixedClock
) -> None:
    taken = officer_desk.ledgers.take(foreseen(officer_desk, "unpaid", table, UNPAID))
    clock.instant += timedelta(minutes=1)
    officer_desk.ledgers.note_step("I-2026-002", "contract_told", date(2026, 9, 1))
    with pytest.raises(InvalidInput, match="modifiées"):
        officer_desk.ledgers.undo_import(taken.batch)
    officer_desk.ledgers.remove("I-2026-002")
    assert officer_desk.ledgers.undo_import(taken.batch) == 1
    assert officer_desk.ledgers.entries("unpaid") == ()
    with pytest.raises(NotFound):
        officer_desk.ledgers.undo_import(taken.batch)
    assert officer_desk.ledgers.take(officer_desk.ledgers.foresee("unpaid", table)).references == (
        "I-2026-003",
        "I-2026-004",
    )


def test_a_spreadsheet_with_typed_dates(officer_desk: Desk, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Nom", "Numéro", "Date de la demande"])
    sheet.append(["Luce", "06 99 00 00 21", "22/11/2026 16:05"])
    sheet.append(["Zoé", "06 99 00 00 22", date(2026, 11, 22)])
    buffer = io.BytesIO()
    book.save(buffer)
    path = tmp_path / "rappels.xlsx"
    path.write_bytes(buffer.getvalue())
    seen = officer_desk.ledgers.foresee("call_backs", path)
    assert seen.table.problems == ()
    moments = [line.entry.values["requested"] for line in seen.new]
    assert moments == [datetime(2026, 11, 22, 15, 5, tzinfo=UTC), date(2026, 11, 22)]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02\x03" * 500,
        b"PK\x03\x04" + bytes(600),
        b"%PDF-1.7\n",
        b"Couleur;Forme\nrouge;rond\n",
        b"Nom\nPaul\n",
        ("Nom;Date de l’impayé\n" + "a;b;" * 40_000 + "\n").encode(),
        b'Nom;Date de l\x92impay\xe9\n"Paul;05/10/2026\n',
    ],
    ids=["empty", "binary", "no-archive", "pdf", "other-columns", "undated", "wide", "open-quote"],
)
def test_what_is_no_table_changes_nothing(officer_desk: Desk, table: Path, content: bytes) -> None:
    with pytest.raises(InvalidInput) as refused:
        officer_desk.ledgers.take(foreseen(officer_desk, "unpaid", table, content))
    assert refused.value.safe
    assert officer_desk.ledgers.entries("unpaid") == ()
    assert not [one for one in officer_desk.journal.entries() if one.action == "ledger.imported"]


@pytest.mark.parametrize(
    "name",
    [
        "=cmd|' /C calc'!A0",
        "<b onmouseover=alert(1)>Paul</b>",
        "Robert'); DROP TABLE ledger_entry;--",
        "\u202eluaP",
        "P" * 401,
        "Paul\x07",
    ],
)
def test_a_hostile_cell_is_text_or_refused(officer_desk: Desk, table: Path, name: str) -> None:
    row = f'Nom;Date de l’impayé\n"{name}";05/10/2026\n'
    try:
        officer_desk.ledgers.take(foreseen(officer_desk, "unpaid", table, row))
    except InvalidInput:
        assert len(name) > 400 or "\x07" in name
    else:
        (kept,) = officer_desk.ledgers.entries("unpaid")
        assert kept.entry.values["who"] == name
