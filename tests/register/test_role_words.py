"""What the shop is in an activity: plain words first, the Regulation's behind them, everywhere alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gdpr_desk.register import comparison, sheets
from gdpr_desk.register.model import ActivityRole, ProcessingActivity

JOINT = "La boutique décide avec un autre (responsable conjoint)"
FOR_A_CLIENT = "La boutique travaille pour un client professionnel (sous-traitant)"
OWN = ProcessingActivity("T-01", "Page de la boutique")


@pytest.mark.parametrize(
    ("role", "words"), [(ActivityRole.JOINT_CONTROLLER, JOINT), (ActivityRole.PROCESSOR, FOR_A_CLIENT)]
)
def test_the_paper_and_the_history_say_the_role_alike(role: ActivityRole, words: str) -> None:
    other = replace(OWN, role=role)
    first = sheets.activity_sections(other, {})[0]
    assert [row.values for row in first.rows if row.label == "Rôle"] == [(f"{words}.",)]
    (found,) = comparison.differences(OWN, other, {})
    assert [(change.before, change.after) for change in found.changes] == [
        ("La boutique décide (responsable de traitement)", words)
    ]


def test_the_usual_role_takes_no_line_on_paper() -> None:
    assert not [row for row in sheets.activity_sections(OWN, {})[0].rows if row.label == "Rôle"]
