"""Sheets read in this process: what the limited child would answer, without starting it."""

from __future__ import annotations

import json
from datetime import date

from gdpr_desk.documents import sheet_child
from gdpr_desk.documents.sheet_reading import Grid, Workbook


def book_of(content: bytes) -> Workbook:
    """The workbook in `content`."""
    found = json.loads(json.dumps(sheet_child.read(content)))
    return Workbook(
        found["kind"],
        tuple(
            Grid(
                sheet["name"],
                tuple(
                    tuple(date.fromisoformat(c["day"]) if isinstance(c, dict) else c for c in row)
                    for row in sheet["rows"]
                ),
            )
            for sheet in found["sheets"]
        ),
    )
