"""Five hundred generated incidents: every text typed about them is found in the dossier read again.

The suite has fifteen of them (`tests/breaches/test_breach_dossier.py`); the seed of each is its number.
"""

from __future__ import annotations

import pytest
from breach_reading import require_typed

HUNDREDS = range(5)


@pytest.mark.trial
@pytest.mark.parametrize("hundred", HUNDREDS)
def test_a_hundred_dossiers_lose_nothing_that_was_typed(hundred: int) -> None:
    """Names with markup, quotes, other scripts; a fifth with right-to-left words, some filed before."""
    for number in range(100 * hundred + 1, 100 * hundred + 101):
        require_typed(number)
