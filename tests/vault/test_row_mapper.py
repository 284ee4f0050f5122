"""The one mapper: every shape of a record, and back."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from gdpr_desk.register.model import (
    ContactPerson,
    Controller,
    DpiaScreening,
    LawfulBasis,
    ProcessingActivity,
    Purpose,
)
from gdpr_desk.register.tables import ActivityRow, ControllerRow
from gdpr_desk.vault.mapper import changed_fields, fill, to_record

FULL = ProcessingActivity(
    "T-01",
    "Caisse",
    operations=("a", "b"),
    purposes=(Purpose("Encaisser", LawfulBasis.CONTRACT), Purpose("Compter")),
    dpia=DpiaScreening(("scoring",), required=False, extra={"x": 1}),
    extra={"x": [None, "é"]},
)


def test_every_shape_goes_to_columns_and_back() -> None:
    row = ActivityRow()
    fill(row, FULL)
    assert (row.dpia_criteria, row.dpia_required, row.operations) == (["scoring"], False, ["a", "b"])
    assert [(p.position, p.name, p.lawful_basis) for p in row.purposes] == [
        (0, "Encaisser", "contract"),
        (1, "Compter", None),
    ]
    assert to_record(row, ProcessingActivity) == FULL


def test_an_absent_nested_record_differs_from_an_empty_one() -> None:
    for dpo in (None, ContactPerson(), ContactPerson("Dominique")):
        row = ControllerRow()
        fill(row, Controller("x", dpo=ContactPerson("avant", company="société")))
        fill(row, Controller("x", dpo=dpo))
        assert to_record(row, Controller).dpo == dpo


def test_what_is_read_does_not_share_what_is_written() -> None:
    row = ActivityRow()
    kept = {"x": 1}
    fill(row, replace(FULL, extra=kept))
    kept["x"] = 2
    assert to_record(row, ProcessingActivity).extra == {"x": 1}


def test_changes_are_named() -> None:
    assert changed_fields(FULL, FULL) == ()
    assert changed_fields(FULL, replace(FULL, purposes=(), paper=True)) == ("purposes", "paper")
    with pytest.raises(TypeError):
        changed_fields(FULL, Controller("x"))


def test_a_field_of_two_types_is_refused() -> None:
    @dataclass(frozen=True)
    class Torn:
        value: int | str = 0

    with pytest.raises(TypeError, match="one type"):
        fill(ControllerRow(), Torn())
