"""The scale of durations that narrows to the right: from hours to ten years, where each is still seen."""

from __future__ import annotations

import math

TEN_YEARS = 3652.425
"""In days: the right end."""
_FINE = 0.25
"""Days: the smaller, the more room the first hours get. It places 48 hours at 23 % of ten years."""


def along(length: float) -> float:
    """Where a length in days stands: 0 for nothing, 1 for ten years; what is longer stops there."""
    return min(1.0, math.log1p(max(0.0, length) / _FINE) / math.log1p(TEN_YEARS / _FINE))
