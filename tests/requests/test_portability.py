"""The portability package: what was given, whole, in files that another program reads."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import letter_cases
import pytest

from gdpr_desk.errors import InvalidInput
from gdpr_desk.requests.letters.model import LetterKind
from gdpr_desk.requests.portability import GivenData, package, read_table

CASE = letter_cases.case(LetterKind.PORTABILITY)
ACCOUNT = GivenData(
    "T-04", ("Nom", "Téléphone", "Note"), (("Ferrand", "+33699000021", '=1+1 ; "cité"\nligne 2'),)
)


def made(*tables: GivenData) -> dict[str, bytes]:
    files = package(CASE.request, CASE.register.controller, CASE.lines, tables, letter_cases.TODAY)
    return {file.name: file.content for file in files}


def test_both_files_hold_every_value_as_it_was_given() -> None:
    files = made(ACCOUNT)
    assert sorted(files) == [
        "portabilite-D-2026-014-1-gestion-des-clients.csv",
        "portabilite-D-2026-014.json",
    ]
    whole = json.loads(files["portabilite-D-2026-014.json"])
    assert whole["data"][0]["rows"] == [dict(zip(ACCOUNT.columns, ACCOUNT.rows[0], strict=True))]
    assert (whole["controller"], whole["request"]) == ("Atelier Lumen", "D-2026-014")
    text = files["portabilite-D-2026-014-1-gestion-des-clients.csv"].decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline=""), delimiter=";")) == [
        list(ACCOUNT.columns),
        list(ACCOUNT.rows[0]),
    ]
    assert made(ACCOUNT) == files, "same content, same bytes"


def test_names_of_files_name_nobody() -> None:
    assert not [name for name in made(ACCOUNT) if "ferrand" in name.lower()]


def test_only_consent_or_contract() -> None:
    with pytest.raises(InvalidInput, match="n’entre pas dans la portabilité"):
        made(replace(ACCOUNT, activity="T-02"))
    with pytest.raises(InvalidInput, match="rien à remettre"):
        made()


def test_a_crooked_table_is_refused() -> None:
    with pytest.raises(InvalidInput, match="même titre"):
        made(replace(ACCOUNT, columns=("Nom", "Nom", "Note")))
    with pytest.raises(InvalidInput, match="autant de cases"):
        made(replace(ACCOUNT, rows=(("Ferrand",),)))


def test_an_export_of_the_shops_own_tool_is_read() -> None:
    for encoding in ("utf-8", "utf-8-sig", "cp1252"):
        table = read_table("Prénom;Ville\r\nNoé;Valbrume\r\n;\r\nZoé\r\n".encode(encoding), "T-04")
        assert table == GivenData("T-04", ("Prénom", "Ville"), (("Noé", "Valbrume"), ("Zoé", "")))
    with pytest.raises(InvalidInput, match="aucune donnée"):
        read_table(b"Nom;Ville\n", "T-04")
