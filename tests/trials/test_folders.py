"""A large watched folder is swept whole, at a cost that the system's own tool sets the measure for."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from measure_folders import AT_MOST, compare

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="find -delete is of POSIX systems")


def test_two_thousand_files_go_and_none_is_left() -> None:
    """`compare` refuses a run that leaves one, or takes another number."""
    assert compare(2_000, 1)["files"] == 2_000


@pytest.mark.trial
def test_a_hundred_thousand_files_against_find() -> None:
    found = compare(100_000, 5)
    assert float(str(found["ratio"])) <= AT_MOST, found
