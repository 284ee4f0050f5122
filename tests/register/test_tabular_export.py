"""The register as sheets, and the way back, through the service and the command line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from strategies import examples, registers

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.cli import main
from gdpr_desk.clock import FixedClock
from gdpr_desk.commands import register_commands
from gdpr_desk.register.model import Controller, LawfulBasis, ProcessingActivity, Purpose, Register
from gdpr_desk.register.report import typed_values
from gdpr_desk.register.tabular import register_sheets
from gdpr_desk.vault.vault import Vault

AT = datetime(2026, 11, 23, 7, 48, tzinfo=UTC)
Run = Callable[..., tuple[int, dict[str, object]]]


@pytest.fixture
def desk(vault: Vault, clock: FixedClock) -> Desk:
    desk = open_desk(vault, clock)
    desk.register.set_controller(Controller("Atelier Lumen"))
    desk.register.add_from_starter(["newsletter", "video-surveillance"])
    return desk


@pytest.fixture
def run(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Run:
    """The command line on the open vault."""
    monkeypatch.setattr(register_commands, "opened_desk", lambda _, **_more: _Kept(desk))

    def run_command(*words: str) -> tuple[int, dict[str, object]]:
        status = main([*words, "--json", "--vault", str(tmp_path / "coffre")])
        return status, json.loads(capsys.readouterr().out)

    return run_command


class _Kept:
    """A desk that stays open behind the command."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def __enter__(self) -> Desk:
        return self._desk

    def __exit__(self, *_: object) -> None:
        pass


@pytest.mark.parametrize("kind", ["ods", "xlsx"])
def test_dates_are_dates(desk: Desk, kind: str) -> None:
    content = desk.exchange.sheets(kind).content
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    cells = [cell for row in book.get_sheet_by_index(0).to_python() for cell in row]
    assert date(2026, 11, 23) in cells


def test_the_list_has_a_line_for_each_activity_and_every_basis(desk: Desk) -> None:
    two = (Purpose("Vendre", LawfulBasis.CONTRACT), Purpose("Compter", LawfulBasis.LEGAL_OBLIGATION))
    desk.register.add(ProcessingActivity(name="=Ventes()", purposes=two))
    page = openpyxl.load_workbook(io.BytesIO(desk.exchange.sheets("xlsx").content))["Registre"]
    heads, *lines = page.iter_rows(values_only=True)
    sale = dict(zip(heads, lines[-1], strict=True))
    assert len(lines) == 3
    assert sale["Nom du traitement"] == "=Ventes()"
    assert str(sale["Bases légales"]).count("\n") == 1
    assert sale["Finalités"] == "Vendre\nCompter"


def test_the_strict_list_names_what_it_leaves_out(desk: Desk) -> None:
    document = desk.exchange.sheets("xlsx", strict=True)
    book = openpyxl.load_workbook(io.BytesIO(document.content))
    heads = next(book["Registre"].iter_rows(values_only=True))
    assert "Bases légales" not in heads
    assert {"Finalités", "Transferts hors UE", "Mesures de sécurité"} <= set(heads)
    assert document.left_out in str(book["À propos"]["A1"].value)


@pytest.mark.parametrize("kind", ["ods", "xlsx", "csv"])
@pytest.mark.parametrize("strict", [True, False])
def test_what_was_exported_changes_nothing_when_it_comes_back(
    desk: Desk, run: Run, tmp_path: Path, kind: str, strict: bool
) -> None:
    before = desk.register.register()
    target = tmp_path / f"registre.{kind}"
    words = ["--strict"] if strict else []
    status, _ = run("register", "export", "--format", kind, "--out", str(target), *words)
    assert status == 0
    status, result = run("register", "import", str(target))
    assert status == 0, result
    assert (result["created"], result["updated"]) == ([], [])
    assert desk.register.register() == before


def test_a_complete_export_fills_an_empty_vault(desk: Desk, run: Run, tmp_path: Path) -> None:
    target = tmp_path / "registre.ods"
    run("register", "export", "--format", "ods", "--out", str(target))
    before = desk.register.register()
    activity = replace(desk.register.activity("T-01"), name="Autre nom", systems=("Caisse",))
    desk.register.save(activity)
    status, result = run("register", "import", str(target), "--dry-run")
    assert (status, result["updated"]) == (0, ["T-01"])
    assert desk.register.activity("T-01") == activity
    run("register", "import", str(target))
    assert desk.register.register() == before


def test_strict_is_for_sheets(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "registre.json"
    status, _ = run("register", "export", "--format", "json", "--strict", "--out", str(target))
    assert status == 1
    assert not target.exists()


def test_a_bad_file_changes_nothing(desk: Desk, run: Run, tmp_path: Path) -> None:
    before, source = desk.register.register(), tmp_path / "registre.csv"
    source.write_text("Nom;Finalité\r\nVentes;Vendre\r\n;x\r\n", "utf-8")
    status, result = run("register", "import", str(source))
    assert status == 1
    assert result["errors"] == [{"where": "ligne 3", "message": "cette ligne n’a pas de nom d’activité"}]
    assert desk.register.register() == before


def test_a_mapping_is_taken_from_its_file(desk: Desk, run: Run, tmp_path: Path) -> None:
    source, mapping = tmp_path / "registre.csv", tmp_path / "colonnes.toml"
    source.write_text("Truc;Chose\r\nVentes;Vendre\r\n", "utf-8")
    mapping.write_text('name = "maison"\n[columns]\n"Truc" = "name"\n"Chose" = "purpose"\n', "utf-8")
    status, result = run("register", "import", str(source), "--mapping", str(mapping))
    assert (status, result["format"], result["created"]) == (0, "mapped:maison", ["T-03"])
    assert desk.register.activity("T-03").purposes == (Purpose("Vendre"),)


# --- complete means complete ----------------------------------------------------------------------


def _words_of(content: bytes, kind: str) -> str:
    if kind == "csv":
        rows: list[list[object]] = [
            list(r) for r in csv.reader(content.decode("utf-8-sig").splitlines(True), delimiter=";")
        ]
    else:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    return "".join("".join(str(cell).split()) for row in rows for cell in row)


@seed(20261123)
@settings(
    max_examples=examples(15),
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(held=registers(most_activities=2), kind=st.sampled_from(["ods", "xlsx", "csv"]))
def test_the_complete_tables_hold_every_typed_text(held: Register, kind: str) -> None:
    """The texts are found by walking over the model, not by following the columns."""
    made = register_sheets(held, kind, produced_at=AT)
    wanted = typed_values(
        held if kind != "csv" else replace(held, controller=Controller("")), whole=kind != "csv"
    )
    found = _words_of(made.content, kind)
    # A sentence begins with a capital letter, also where what was typed does not.
    known = found.casefold()
    lost = [text for text in wanted if text.isprintable() and "".join(text.split()).casefold() not in known]
    assert lost == []
    assert bool(made.left_out) is (kind == "csv")
