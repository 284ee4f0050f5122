"""Five hundred generated incidents: every text typed about them is found in the dossier read again.

The suite has fifteen of them (`tests/breaches/test_breach_dossier.py`); the seed of each is its number.
"""

from __future__ import annotations

import pytest
from breach_reading import make_every_paper, require_typed

BATCHES = range(20)
_SIZE = 25


@pytest.mark.trial
@pytest.mark.parametrize("batch", BATCHES)
def test_dossiers_lose_nothing_that_was_typed(batch: int) -> None:
    """Names with markup, quotes, other scripts; a fifth with right-to-left words, some filed before."""
    for number in range(_SIZE * batch + 1, _SIZE * (batch + 1) + 1):
        require_typed(number)


@pytest.mark.trial
@pytest.mark.parametrize("batch", BATCHES)
def test_incidents_make_their_other_papers(batch: int) -> None:
    """Letters, register, list, story: no value is lost, and the story stands on one page."""
    for number in range(_SIZE * batch + 1, _SIZE * (batch + 1) + 1):
        assert make_every_paper(number)[-1] == 1, number
